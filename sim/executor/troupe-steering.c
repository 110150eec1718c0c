/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-executor.h"

#include "proc/troupe-cell-private.h"

/* Who goes next where the file has a say: `explore pct` ranks them, `first` holds some of them back. */

/* (nullable): its loop, once it has one */
static TroupeLoop *
get_loop (TroupeExecutor   *self,
          TroupeSimProcess *process)
{
  TroupeIncarnation *incarnation = troupe_place_table_find_process (self->places, process);

  return incarnation != NULL ? incarnation->loop : NULL;
}

/* (nullable): NULL: the loop's own */
static const TroupeActorId *
get_actor (TroupeCell *cell)
{
  return cell != NULL ? troupe_cell_get_id (cell) : NULL;
}

/* What a process has to do but has not put into its run queue yet is its loop's own. */
static guint64
rank_process (TroupeSimProcess *process,
              gpointer          user_data)
{
  TroupeExecutor *self = user_data;
  TroupeLoop *loop = get_loop (self, process);
  const TroupeProcId *proc = troupe_sim_process_get_proc_id (process);
  guint64 best = 0;

  if (loop == NULL || loop->run_queue.length == 0)
    return troupe_priorities_get (self->priorities, proc, NULL);

  for (guint i = 0; i < loop->run_queue.length; i++)
    {
      TroupeCell *cell = troupe_loop_get_task_cell (loop, i);

      best = MAX (best, troupe_priorities_get (self->priorities, proc, get_actor (cell)));
    }

  return best;
}

static guint64
rank_task (TroupeSimProcess *process,
           guint             task,
           gpointer          user_data)
{
  TroupeExecutor *self = user_data;
  TroupeCell *cell = troupe_loop_get_task_cell (get_loop (self, process), task);

  if (cell != NULL && troupe_pins_hold_back (self->pins, cell))
    return 0;
  if (self->priorities == NULL)
    return 1;

  return troupe_priorities_get (self->priorities, troupe_sim_process_get_proc_id (process), get_actor (cell));
}

static gboolean
let_go (TroupeSimProcess *process,
        guint             task,
        gboolean          is_alone,
        gpointer          user_data)
{
  TroupeExecutor *self = user_data;
  TroupeCell *cell;

  if (is_alone)
    return TRUE;

  cell = troupe_loop_get_task_cell (get_loop (self, process), task);

  return troupe_priorities_take_step (self->priorities, troupe_sim_process_get_proc_id (process), get_actor (cell));
}

void
troupe_executor_steer (TroupeExecutor *self)
{
  static const TroupeSimSteering holding = { .rank_task = rank_task };
  static const TroupeSimSteering ranking = { rank_process, rank_task, let_go };
  const TroupeScenarioOptions *how = &self->scenario->options;

  if (how->explore == TROUPE_EXPLORE_PCT)
    {
      self->priorities = troupe_priorities_new (self->run, how->explore_n);
      troupe_sim_run_steer (self->run, &ranking, self);
    }
  else if (troupe_pins_have_order (self->pins))
    {
      troupe_sim_run_steer (self->run, &holding, self);
    }
}
