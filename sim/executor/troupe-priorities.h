/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-id.h"
#include "world/troupe-sim-run.h"

G_BEGIN_DECLS

/* `explore pct N`, probabilistic concurrency testing: everyone who can go has a priority that chance gives, and who has
 * the highest goes. At N steps of the run, which chance picks, the one who is about to go falls below all others. So a
 * bug that needs N + 1 things in a certain order shows itself in a fair share of the seeds, however long the run is. */
typedef struct _TroupePriorities TroupePriorities;

/* @run: outlives it. */
TroupePriorities *troupe_priorities_new       (TroupeSimRun        *run,
                                               guint                n_changes);
void              troupe_priorities_free      (TroupePriorities    *self);
/* At least 1. @actor: (nullable): NULL for what is the loop's own of @proc */
guint64           troupe_priorities_get       (TroupePriorities    *self,
                                               const TroupeProcId  *proc,
                                               const TroupeActorId *actor);
/* One more step has more than one candidate, and that one is about to go. FALSE: its priority has just changed. */
gboolean          troupe_priorities_take_step (TroupePriorities    *self,
                                               const TroupeProcId  *proc,
                                               const TroupeActorId *actor);

G_END_DECLS
