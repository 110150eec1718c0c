/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* Whether valgrind runs this program: it stands between us and the system, and not all that Linux does goes through. */
static inline gboolean
troupe_test_runs_under_valgrind (void)
{
  const char *preload = g_getenv ("LD_PRELOAD");

  return preload != NULL && strstr (preload, "vgpreload") != NULL;
}

G_END_DECLS
