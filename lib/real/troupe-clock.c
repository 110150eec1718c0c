/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "real/troupe-clock-private.h"

#include <errno.h>
#include <time.h>

static gint64
read_clock (clockid_t clock)
{
  struct timespec now;

  if (clock_gettime (clock, &now) != 0)
    g_error ("Could not read a clock of the system: %s", g_strerror (errno));

  return (gint64) now.tv_sec * (gint64) TROUPE_NS_PER_S + now.tv_nsec;
}

guint64
troupe_clock_read_monotonic (void)
{
  return (guint64) read_clock (CLOCK_MONOTONIC);
}

gint64
troupe_clock_read_wall (void)
{
  return read_clock (CLOCK_REALTIME);
}
