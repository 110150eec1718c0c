/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "world/troupe-sim-process-private.h"
#include "world/troupe-sim-run-private.h"

/* Who goes next: chance, among those whom nobody ranks below another. */

/* Those of the highest rank so far, in their order. */
typedef struct
{
  guint64 rank;
  guint   n;
} Best;

static void
best_add (Best    *self,
          guint64  rank)
{
  if (rank > self->rank)
    *self = (Best) { .rank = rank };
  self->n += rank == self->rank;
}

static guint64
rank_process (TroupeSimRun *self,
              guint         i)
{
  return self->steering->rank_process (troupe_sim_scheduler_get (&self->scheduler, i), self->steering_data);
}

guint
troupe_sim_run_choose_process (TroupeSimRun *self)
{
  guint n = self->scheduler.n_processes;
  Best best = { 0 };
  guint nth;

  if (self->steering == NULL || self->steering->rank_process == NULL)
    return troupe_sim_chooser_choose (&self->chooser, "scheduler.process", n);

  for (guint i = 0; i < n; i++)
    best_add (&best, rank_process (self, i));
  nth = troupe_sim_chooser_choose (&self->chooser, "scheduler.process", best.n);
  for (guint i = 0; i < n; i++)
    if (rank_process (self, i) == best.rank && nth-- == 0)
      return i;

  g_assert_not_reached ();
}

static guint64
rank_task (TroupeSimRun     *self,
           TroupeSimProcess *process,
           guint             i)
{
  return self->steering->rank_task (process, i, self->steering_data);
}

/* @best.n of the @n tasks have the highest rank: chance has the choice of those. */
static guint
choose_best_task (TroupeSimRun     *self,
                  TroupeSimProcess *process,
                  guint             n,
                  Best              best)
{
  guint nth = troupe_sim_chooser_choose (&self->chooser, "loop.task", best.n);

  for (guint i = 0; i < n; i++)
    if (rank_task (self, process, i) == best.rank && nth-- == 0)
      return i;

  g_assert_not_reached ();
}

guint
troupe_sim_run_choose_task (TroupeSimRun     *self,
                            TroupeSimProcess *process,
                            guint             n)
{
  const TroupeSimSteering *steering = self->steering;
  gboolean is_alone = n == 1 && self->scheduler.n_processes == 0;
  Best best = { 0 };
  guint chosen;

  if (G_LIKELY (steering == NULL))
    return troupe_sim_chooser_choose (&self->chooser, "loop.task", n);

  for (guint i = 0; i < n; i++)
    best_add (&best, rank_task (self, process, i));
  process->is_held = best.rank == 0;
  if (process->is_held)
    return n;

  chosen = choose_best_task (self, process, n, best);
  if (steering->let_go == NULL || steering->let_go (process, chosen, is_alone, self->steering_data))
    return chosen;

  troupe_sim_process_wake (process);

  return n;
}

/**
 * troupe_sim_run_steer:
 * @self: a run
 * @steering: (nullable): who has a say in who goes next
 * @user_data: (closure): for its functions
 *
 * Sets who ranks what could go next. What it holds back when it is replaced is ranked anew.
 */
void
troupe_sim_run_steer (TroupeSimRun            *self,
                      const TroupeSimSteering *steering,
                      gpointer                 user_data)
{
  g_return_if_fail (steering == NULL || steering->rank_task != NULL);

  self->steering = steering;
  self->steering_data = user_data;
  troupe_sim_run_reconsider (self);
}

/**
 * troupe_sim_run_reconsider:
 * @self: a run
 *
 * Lets every process that was held back have its turn again, in the order of their starts.
 */
void
troupe_sim_run_reconsider (TroupeSimRun *self)
{
  for (guint i = 0; i < self->processes->len; i++)
    {
      TroupeSimProcess *process = g_ptr_array_index (self->processes, i);

      if (!process->is_held)
        continue;
      process->is_held = FALSE;
      troupe_sim_process_wake (process);
    }
}
