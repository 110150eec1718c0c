/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-executor.h"

#include "base/troupe-defect-private.h"

/* How long set-up may take, and how long a run goes on after its last step where it claims nothing about settling. */
#define SET_UP_NS_MAX (60 * G_GUINT64_CONSTANT (1000000000))
#define TAIL_NS_MAX (60 * G_GUINT64_CONSTANT (1000000000))

/* Where the file sets no limit: an hour of virtual time, twenty million events. */
#define TIME_NS_MAX (3600 * G_GUINT64_CONSTANT (1000000000))
#define EVENTS_MAX G_GUINT64_CONSTANT (20000000)

/* So many steps at one instant, without an event, are a circle: what thousands of processes have to do when one timer
 * comes due for all of them are some ten thousand. A circle with events comes to the limit of those. */
#define IDLE_STEPS_MAX 1000000u

/* ---- making and freeing ---- */

static void
free_monitor (gpointer monitor)
{
  troupe_monitor_free (monitor);
}

static GPtrArray *
make_monitors (void)
{
  GPtrArray *monitors = g_ptr_array_new_with_free_func (free_monitor);
  const TroupeMonitorClass *const *classes;
  guint n_classes;

  classes = troupe_monitor_list (&n_classes);
  for (guint i = 0; i < n_classes; i++)
    g_ptr_array_add (monitors, troupe_monitor_new (classes[i]));

  return monitors;
}

/* The message that a puppet never finishes with. (nullable): no puppet is registered */
static const TroupeMessageType *
find_wedge_type (void)
{
  const TroupeActorType *puppet = troupe_actor_type_lookup ("puppet");
  const TroupeActorMessage *wedge = puppet != NULL ? troupe_actor_type_find_message (puppet, "wedge") : NULL;

  return wedge != NULL ? wedge->type : NULL;
}

static void
executor_init (TroupeExecutor         *self,
               const TroupeScenario   *scenario,
               const TroupeSimOptions *options)
{
  const TroupeMessageType *wedge_type = find_wedge_type ();

  self->scenario = scenario;
  self->n_events_max = scenario->options.limit_events != G_MAXUINT64 ? scenario->options.limit_events : EVENTS_MAX;
  self->result = troupe_sim_result_new (options->seed);
  self->run = troupe_sim_run_new (options->seed);
  self->places = troupe_place_table_new (scenario);
  self->log = troupe_event_log_new (options->event_log, self->places);
  self->settle = troupe_settle_new (wedge_type);
  self->asks = troupe_asks_new (self->settle, wedge_type);
  self->agenda = troupe_agenda_new (self->run);
  self->claims = troupe_claims_new (scenario, self->places, self->result);
  self->pins = troupe_pins_new (scenario, self->places, self->run);
  self->timeline = troupe_timeline_new (self);
  self->actions = troupe_actions_new (self);
  self->monitors = make_monitors ();
  troupe_executor_watch (self);
}

/* Actors and what they hold first: their streams and timers are the run's. */
static TroupeSimResult *
executor_clear (TroupeExecutor *self)
{
  troupe_executor_unwatch (self);
  troupe_sim_run_steer (self->run, NULL, NULL);
  troupe_place_table_clear (self->places);
  troupe_asks_free (self->asks);
  troupe_actions_free (self->actions);
  troupe_timeline_free (self->timeline);
  troupe_pins_free (self->pins);
  g_clear_pointer (&self->priorities, troupe_priorities_free);
  troupe_claims_free (self->claims);
  troupe_sim_run_free (self->run);
  troupe_agenda_free (self->agenda);
  troupe_settle_free (self->settle);
  troupe_event_log_free (self->log);
  troupe_place_table_free (self->places);
  g_ptr_array_unref (self->monitors);

  return self->result;
}

/* A build without a defect runs the file without it: who wants the file skipped looks before. */
static void
enable_defects (const TroupeScenario *scenario)
{
  for (guint i = 0; i < scenario->options.defects->len; i++)
    troupe_defect_enable (g_ptr_array_index (scenario->options.defects, i), NULL);
}

/* ---- steps ---- */

static void
fail_instant (TroupeExecutor *self)
{
  TroupeSimProcess *process = troupe_sim_run_get_last_process (self->run);
  g_autofree char *last = troupe_place_table_name_proc (self->places, troupe_sim_process_get_proc_id (process));
  g_autofree char *text = g_strdup_printf ("%u steps at one instant brought no event; the last one was of %s",
                                           IDLE_STEPS_MAX, last);

  troupe_sim_result_add_failure (self->result, "instant", "Each instant of virtual time has an end", text, 0,
                                 troupe_executor_get_time (self));
}

/* One step of the world. FALSE: nothing happens before @until_ns */
static gboolean
step_world (TroupeExecutor *self,
            guint64         until_ns)
{
  gboolean has_stepped = troupe_sim_run_step (self->run, until_ns);

  if (troupe_sim_run_get_n_idle_steps (self->run) >= IDLE_STEPS_MAX)
    fail_instant (self);

  return has_stepped;
}

/* ---- setting up ---- */

static void
begin_running (TroupeExecutor         *self,
               const TroupeSimOptions *options)
{
  const TroupeScenarioOptions *how = &self->scenario->options;

  self->phase = TROUPE_PHASE_RUNNING;
  troupe_executor_enable_faults (self);
  if (how->explore == TROUPE_EXPLORE_EXHAUSTIVE)
    troupe_sim_run_explore_prefix (self->run, options->prefix, options->n_prefix, how->explore_n);
  troupe_executor_steer (self);
  troupe_claims_start (self->claims, self->agenda, self->zero_ns);
  troupe_timeline_start (self->timeline);
}

static void
fail_set_up (TroupeExecutor *self)
{
  g_autofree char *unsettled = troupe_settle_describe (self->settle, self->places);

  troupe_sim_result_add_failure (self->result, "set-up", "Everything that is declared is ready at time 0",
                                 unsettled[0] != '\0' ? unsettled : "something is still under way", 0, 0);
}

static void
set_up (TroupeExecutor         *self,
        const TroupeSimOptions *options)
{
  troupe_executor_set_up (self);
  while (self->result->failures->len == 0 && !troupe_executor_is_settled (self))
    {
      if (!step_world (self, SET_UP_NS_MAX))
        fail_set_up (self);
    }

  self->zero_ns = troupe_sim_run_get_time (self->run);
  troupe_event_log_set_zero (self->log, self->zero_ns);
  if (self->result->failures->len == 0)
    begin_running (self, options);
  else
    self->phase = TROUPE_PHASE_OVER;
}

/* ---- running ---- */

static guint64
get_time_limit (TroupeExecutor *self)
{
  guint64 limit_ns = self->scenario->options.limit_time_ns;

  return limit_ns != TROUPE_TIME_NONE ? limit_ns : TIME_NS_MAX;
}

/* Until when, since time 0, the run may go on as things stand. */
static guint64
get_horizon (TroupeExecutor *self)
{
  const TroupeClaim *settles = troupe_claims_get_settles (self->claims);
  guint64 limit_ns = get_time_limit (self);
  guint64 last_ns = troupe_timeline_get_last_ns (self->timeline);

  if (troupe_timeline_is_pending (self->timeline))
    return limit_ns;
  if (settles != NULL && !self->has_settled)
    return MIN (limit_ns, last_ns + settles->within_ns);
  if (troupe_claims_is_window_open (self->claims))
    return limit_ns;

  return MIN (limit_ns, MAX (last_ns + TAIL_NS_MAX, troupe_executor_get_time (self)));
}

/* The world got there before the run was over: a limit, a claim, or simply as long as it lasts. */
static void
reach_horizon (TroupeExecutor *self,
               guint64         horizon_ns)
{
  const TroupeClaim *settles = troupe_claims_get_settles (self->claims);
  g_autofree char *unsettled = troupe_settle_describe (self->settle, self->places);

  if (settles != NULL && !self->has_settled && !troupe_timeline_is_pending (self->timeline))
    troupe_claims_fail (self->claims, settles, "settles", horizon_ns, "the world had not settled: %s",
                        unsettled[0] != '\0' ? unsettled : "something was still under way");
  else if (horizon_ns == get_time_limit (self))
    troupe_executor_fail_limit (self, "the run was not over by then");
}

/* All that has an end has ended. */
static gboolean
is_over (TroupeExecutor *self)
{
  return self->has_settled &&
         !troupe_timeline_is_endless (self->timeline) &&
         !troupe_claims_is_window_open (self->claims);
}

static void
note_settling (TroupeExecutor *self)
{
  if (!self->has_settled && !troupe_timeline_is_pending (self->timeline))
    self->has_settled = troupe_executor_is_settled (self);
}

/* May everything be expected to have a fate? Where the world has settled; and where nothing can happen by itself any
 * more but housekeeping: what has no fate then will never have one. A process that stands still could go on. */
static gboolean
is_finished (TroupeExecutor *self)
{
  if (troupe_timeline_is_pending (self->timeline))
    return FALSE;

  return troupe_executor_is_settled (self) ||
         (troupe_sim_run_is_quiet (self->run) && !troupe_sim_run_is_working (self->run) &&
          !troupe_place_table_waits_for_time (self->places));
}

/* What is held back waits for something that cannot happen any more. */
static gboolean
is_stuck (TroupeExecutor *self)
{
  return troupe_pins_are_holding (self->pins) && is_finished (self);
}

/* One step of the world, and what had to wait for its end. FALSE: nothing happens before @until_ns */
static gboolean
step (TroupeExecutor *self,
      guint64         until_ns)
{
  gboolean has_stepped = step_world (self, until_ns);

  return troupe_actions_flush (self->actions) || has_stepped;
}

static void
run (TroupeExecutor *self)
{
  note_settling (self);
  while (self->result->failures->len == 0 && !is_over (self))
    {
      guint64 horizon_ns = get_horizon (self);

      if (!step (self, self->zero_ns + horizon_ns))
        {
          reach_horizon (self, horizon_ns);
          break;
        }
      note_settling (self);
      if (is_stuck (self))
        break;
    }

  if (self->phase == TROUPE_PHASE_RUNNING)
    troupe_pins_give_up (self->pins, self->result, troupe_executor_get_time (self));
  self->phase = TROUPE_PHASE_OVER;
}

/**
 * troupe_sim_execute:
 * @scenario: a checked scenario that troupe_sim_can_execute() accepts
 * @options: the seed, and what else makes this run
 *
 * Runs a scenario once, on the real library in a simulated world. What comes out is a pure function of the library,
 * the file and the options. Planted defects that the file names are on during the run, and off after it.
 *
 * Returns: (transfer full): what it came to
 */
TroupeSimResult *
troupe_sim_execute (const TroupeScenario   *scenario,
                    const TroupeSimOptions *options)
{
  TroupeExecutor self = { 0 };

  g_return_val_if_fail (scenario != NULL, NULL);
  g_return_val_if_fail (options != NULL, NULL);

  enable_defects (scenario);
  executor_init (&self, scenario, options);
  set_up (&self, options);
  if (self.phase == TROUPE_PHASE_RUNNING)
    run (&self);
  if (self.result->failures->len == 0)
    troupe_executor_decide (&self, is_finished (&self));
  troupe_executor_conclude (&self);
  troupe_defect_disable_all ();

  return executor_clear (&self);
}
