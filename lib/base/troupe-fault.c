/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-fault-private.h"

#include <string.h>

/* Sorted by name. The sentence says what then happens. */
static const TroupeFaultPoint points[] = {
  { "accept.reset", "A connection breaks at both ends as soon as it is offered to who listens" },
  { "connect.fails", "Asking for a connection fails at once, as where no descriptor is left" },
  { "connect.refused", "A request for a connection is refused although someone listens" },
  { "stream.short-write", "A write takes half of what there is room for, and the rest a moment later" },
  { "timer.late", "A timer fires up to ten milliseconds late" },
};

const TroupeFaultPoint *
troupe_fault_point_list (guint *ret_n_points)
{
  *ret_n_points = G_N_ELEMENTS (points);

  return points;
}

gboolean
troupe_fault_point_exists (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    if (strcmp (points[i].name, name) == 0)
      return TRUE;

  return FALSE;
}
