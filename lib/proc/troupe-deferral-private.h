/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "proc/troupe-cell-private.h"

G_BEGIN_DECLS

struct _TroupeDeferral
{
  guint        n_refs;     /* not atomic: a deferral stays on its loop */
  TroupeCell  *cell;       /* (not owned) (nullable): whose call it keeps open; NULL once that call is over */
  TroupeTimer  timer;      /* of troupe_context_defer_for() */
  gboolean     timed;      /* nobody outside holds it: the timer completes it */
};

/* The call of @cell stays open until the deferral is completed. (transfer full) */
TroupeDeferral *troupe_deferral_new (TroupeCell *cell);

G_END_DECLS
