/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-executor.h"

#include "executor/troupe-event-text.h"

/* What the run tells us: its events, in the order in which all here get to see them, and the ends of its processes. */

guint64
troupe_executor_get_time (TroupeExecutor *self)
{
  return self->phase == TROUPE_PHASE_SETTING_UP ? 0 : troupe_sim_run_get_time (self->run) - self->zero_ns;
}

gboolean
troupe_executor_is_settled (TroupeExecutor *self)
{
  return troupe_settle_is_settled (self->settle) && troupe_sim_run_is_quiet (self->run);
}

static void
show_to_monitors (TroupeExecutor    *self,
                  const TroupeEvent *event)
{
  for (guint i = 0; i < self->monitors->len; i++)
    {
      TroupeMonitor *monitor = g_ptr_array_index (self->monitors, i);

      if (monitor->klass->kinds & (1u << event->kind))
        monitor->klass->observe (monitor, event);
    }
}

static void
check_violated (TroupeExecutor *self)
{
  if (self->phase == TROUPE_PHASE_RUNNING && self->result->failures->len > 0)
    self->phase = TROUPE_PHASE_OVER;
}

/* The first violation ends the run, with all that this same event violates. Only after that, steps act upon the
 * event: an action here may emit events of its own, which come back to this function. */
static void
event_happened (const TroupeEvent *event,
                guint64            event_number,
                gpointer           user_data)
{
  TroupeExecutor *self = user_data;

  if (self->phase != TROUPE_PHASE_OVER)
    troupe_place_table_learn (self->places, event);
  troupe_event_log_add (self->log, event, event_number);
  if (self->phase == TROUPE_PHASE_OVER)
    return;

  troupe_settle_observe (self->settle, event);
  show_to_monitors (self, event);
  troupe_executor_collect_violations (self);
  if (self->phase == TROUPE_PHASE_RUNNING)
    troupe_claims_observe (self->claims, event, troupe_executor_get_time (self));
  if (event_number > self->n_events_max)
    troupe_executor_fail_limit (self, "more events than that had happened");

  check_violated (self);
  if (self->phase == TROUPE_PHASE_RUNNING)
    troupe_pins_observe (self->pins, event, self->result, troupe_executor_get_time (self));
  check_violated (self);
  if (self->phase == TROUPE_PHASE_RUNNING)
    troupe_timeline_observe (self->timeline, event);
}

static void
process_gives_up (TroupeSimProcess *process,
                  gpointer          user_data)
{
  TroupeExecutor *self = user_data;
  TroupeIncarnation *incarnation = troupe_place_table_find_process (self->places, process);

  if (incarnation != NULL && incarnation->loop != NULL)
    troupe_loop_give_up (incarnation->loop);
}

static void
process_exited (TroupeSimProcess *process,
                int               code,
                int               signal_number,
                gpointer          user_data)
{
  TroupeExecutor *self = user_data;
  TroupeIncarnation *incarnation = troupe_place_table_find_process (self->places, process);

  if (incarnation != NULL)
    troupe_asks_process_ended (self->asks, incarnation);
}

void
troupe_executor_watch (TroupeExecutor *self)
{
  troupe_sim_run_set_hash_func (self->run, troupe_event_hash_payload);
  troupe_sim_run_set_event_func (self->run, event_happened, self);
  troupe_sim_run_set_exit_func (self->run, process_exited, process_gives_up, self);
}

void
troupe_executor_unwatch (TroupeExecutor *self)
{
  troupe_sim_run_set_event_func (self->run, NULL, NULL);
  troupe_sim_run_set_exit_func (self->run, NULL, NULL, NULL);
}
