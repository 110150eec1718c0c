/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "world/troupe-sim-run.h"

G_BEGIN_DECLS

/* The processes that can run now: a ring, the one that became runnable first at its head. Holds each at most
 * once (the process knows whether it is in), and only living ones. */
typedef struct
{
  TroupeSimProcess **slots;
  guint              n_slots;     /* a power of two, or 0 */
  guint              head;        /* index of the first */
  guint              n_processes;
} TroupeSimScheduler;

void              troupe_sim_scheduler_clear  (TroupeSimScheduler *self);
void              troupe_sim_scheduler_push   (TroupeSimScheduler *self,
                                               TroupeSimProcess   *process);
TroupeSimProcess *troupe_sim_scheduler_get    (TroupeSimScheduler *self,
                                               guint               i);
/* Takes the @i-th out; the first takes its place. */
TroupeSimProcess *troupe_sim_scheduler_take   (TroupeSimScheduler *self,
                                               guint               i);
/* Takes @process out, in time linear in their number; the others keep their order. */
void              troupe_sim_scheduler_remove (TroupeSimScheduler *self,
                                               TroupeSimProcess   *process);

G_END_DECLS
