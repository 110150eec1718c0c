/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-executor.h"

/* Sites of choices take a guint; a wider span of time is cut into this many slots. */
#define SLOTS_MAX (1u << 30)

/* One step of the file while it runs. */
typedef struct
{
  TroupeTimeline   *timeline;      /* (not owned) */
  const TroupeStep *step;          /* (not owned) */
  TroupeMatcher    *matcher;       /* (owned) (nullable): of `when` and `whenever` */
  gboolean          has_fired;
  gboolean          is_exhausted;  /* no event and no time fires it again */
  guint             n_due;         /* how often it stands on the agenda */
  guint             n_going_on;    /* repetitions that have not ended */
  gboolean          has_completed; /* `after` has been counted from it */
} StepState;

/* An event that a `when` or `whenever` waits for has happened. */
typedef struct
{
  StepState    *state;   /* (not owned) */
  TroupeProcId *emitter; /* (owned): the proc that is in the middle of emitting it */
} Trigger;

struct _TroupeTimeline
{
  TroupeExecutor *executor;      /* (not owned) */
  GPtrArray      *states;        /* (element-type StepState): in file order */
  GQueue          triggers;      /* (element-type Trigger): in the order of happening */
  gboolean        is_triggering; /* an action that an event asked for is on the stack */
  guint           n_pending;     /* entries of the agenda that hold the run open */
  guint           n_going_on;    /* repetitions that have not ended, of all steps */
  guint64         last_ns;       /* since time 0 */
};

static void step_is_due (gpointer user_data);

static void
step_state_free (gpointer data)
{
  StepState *self = data;

  g_clear_pointer (&self->matcher, troupe_matcher_free);
  g_free (self);
}

static void
trigger_free (gpointer data)
{
  Trigger *self = data;

  troupe_proc_id_unref (self->emitter);
  g_free (self);
}

TroupeTimeline *
troupe_timeline_new (TroupeExecutor *executor)
{
  TroupeTimeline *self = g_new0 (TroupeTimeline, 1);

  self->executor = executor;
  self->states = g_ptr_array_new_with_free_func (step_state_free);
  g_queue_init (&self->triggers);
  for (guint i = 0; i < executor->scenario->steps->len; i++)
    {
      StepState *state = g_new0 (StepState, 1);

      state->timeline = self;
      state->step = g_ptr_array_index (executor->scenario->steps, i);
      if (state->step->when->event != NULL)
        state->matcher = troupe_matcher_new (state->step->when->event, executor->places);
      g_ptr_array_add (self->states, state);
    }

  return self;
}

void
troupe_timeline_free (TroupeTimeline *self)
{
  g_queue_clear_full (&self->triggers, trigger_free);
  g_ptr_array_unref (self->states);
  g_free (self);
}

/* ---- when a step is due ---- */

/* An `every` without an end goes on beside the others, as long as the run does. */
static gboolean
holds_run_open (const StepState *state)
{
  const TroupeWhen *when = state->step->when;

  return when->kind != TROUPE_WHEN_EVERY || when->until_ns != TROUPE_TIME_NONE;
}

static void
schedule (StepState *state,
          guint64    time_ns)
{
  TroupeTimeline *self = state->timeline;

  state->n_due++;
  if (holds_run_open (state))
    self->n_pending++;
  troupe_agenda_add (self->executor->agenda, self->executor->zero_ns + time_ns, state->step->index, step_is_due, state);
}

/* A time that the seed picks evenly, both ends included. */
static guint64
pick_time (StepState *state,
           guint64    from_ns,
           guint64    until_ns)
{
  g_autofree char *site = g_strdup_printf ("step-%u.time", state->step->index);
  guint64 span_ns = until_ns - from_ns;
  guint64 slot_ns = span_ns / SLOTS_MAX + 1;
  guint n_slots = (guint) (span_ns / slot_ns) + 1;

  return from_ns + slot_ns * troupe_sim_run_choose (state->timeline->executor->run, site, n_slots);
}

static void
schedule_after_previous (StepState *state,
                         guint64    previous_ns)
{
  schedule (state, previous_ns + state->step->when->time_ns);
}

void
troupe_timeline_start (TroupeTimeline *self)
{
  for (guint i = 0; i < self->states->len; i++)
    {
      StepState *state = g_ptr_array_index (self->states, i);
      const TroupeWhen *when = state->step->when;

      switch (when->kind)
        {
        case TROUPE_WHEN_AT:
          schedule (state, when->time_ns);
          break;
        case TROUPE_WHEN_AFTER:
          if (i == 0)
            schedule_after_previous (state, 0);
          break;
        case TROUPE_WHEN_BETWEEN:
          schedule (state, pick_time (state, when->from_ns, when->until_ns));
          break;
        case TROUPE_WHEN_EVERY:
          if (when->from_ns <= when->until_ns)
            schedule (state, when->from_ns);
          break;
        case TROUPE_WHEN_EVENT:
        case TROUPE_WHEN_EVENTS:
        default:
          break;
        }
    }
}

/* ---- completing ---- */

/* `after` counts from when the step above has done what it does: from its last firing and its last repetition; from its
 * first where there is no last. */
static gboolean
is_complete (const StepState *state)
{
  if (!state->has_fired || state->n_going_on > 0)
    return FALSE;

  return state->n_due == 0 || !holds_run_open (state);
}

static void
check_complete (StepState *state)
{
  TroupeTimeline *self = state->timeline;
  guint next = state->step->index + 1;
  StepState *follower;

  if (state->has_completed || !is_complete (state))
    return;

  state->has_completed = TRUE;
  if (next >= self->states->len)
    return;

  follower = g_ptr_array_index (self->states, next);
  if (follower->step->when->kind == TROUPE_WHEN_AFTER)
    schedule_after_previous (follower, troupe_executor_get_time (self->executor));
}

void
troupe_timeline_begin (TroupeTimeline   *self,
                       const TroupeStep *step)
{
  StepState *state = g_ptr_array_index (self->states, step->index);

  state->n_going_on++;
  self->n_going_on++;
}

void
troupe_timeline_end (TroupeTimeline   *self,
                     const TroupeStep *step)
{
  StepState *state = g_ptr_array_index (self->states, step->index);

  g_assert (state->n_going_on > 0);
  state->n_going_on--;
  self->n_going_on--;
  self->last_ns = troupe_executor_get_time (self->executor);
  check_complete (state);
}

/* ---- firing ---- */

/* @emitter: (nullable) */
static void
fire (StepState          *state,
      const TroupeProcId *emitter)
{
  TroupeTimeline *self = state->timeline;
  TroupeExecutor *executor = self->executor;
  guint64 now_ns = troupe_executor_get_time (executor);

  state->has_fired = TRUE;
  if (holds_run_open (state))
    {
      self->last_ns = now_ns;
      executor->has_settled = FALSE;
    }
  troupe_claims_step_fired (executor->claims, state->step, now_ns);
  troupe_actions_perform (executor->actions, state->step, state->step->action, emitter);
  check_complete (state);
}

static void
step_is_due (gpointer user_data)
{
  StepState *state = user_data;
  TroupeTimeline *self = state->timeline;
  const TroupeWhen *when = state->step->when;
  guint64 now_ns = troupe_executor_get_time (self->executor);

  state->n_due--;
  if (holds_run_open (state))
    self->n_pending--;
  if (self->executor->phase != TROUPE_PHASE_RUNNING)
    return;

  if (when->kind == TROUPE_WHEN_EVERY && when->time_ns <= when->until_ns - now_ns)
    schedule (state, now_ns + when->time_ns);
  fire (state, NULL);
}

static void
drain_triggers (TroupeTimeline *self)
{
  Trigger *trigger;

  self->is_triggering = TRUE;
  while ((trigger = g_queue_pop_head (&self->triggers)) != NULL)
    {
      if (self->executor->phase == TROUPE_PHASE_RUNNING)
        fire (trigger->state, trigger->emitter);
      trigger_free (trigger);
    }
  self->is_triggering = FALSE;
}

static void
trigger (StepState         *state,
         const TroupeEvent *event)
{
  TroupeTimeline *self = state->timeline;
  const TroupeWhen *when = state->step->when;
  Trigger *entry;

  state->is_exhausted = when->kind == TROUPE_WHEN_EVENT;
  if (when->time_ns > 0)
    {
      schedule (state, troupe_executor_get_time (self->executor) + when->time_ns);
      return;
    }

  entry = g_new0 (Trigger, 1);
  entry->state = state;
  entry->emitter = troupe_proc_id_ref ((TroupeProcId *) event->proc);
  g_queue_push_tail (&self->triggers, entry);
}

void
troupe_timeline_observe (TroupeTimeline    *self,
                         const TroupeEvent *event)
{
  for (guint i = 0; i < self->states->len; i++)
    {
      StepState *state = g_ptr_array_index (self->states, i);

      if (state->matcher != NULL && !state->is_exhausted && troupe_matcher_match (state->matcher, event))
        trigger (state, event);
    }

  if (!self->is_triggering)
    drain_triggers (self);
}

gboolean
troupe_timeline_is_endless (TroupeTimeline *self)
{
  for (guint i = 0; i < self->states->len; i++)
    {
      if (!holds_run_open (g_ptr_array_index (self->states, i)))
        return TRUE;
    }

  return FALSE;
}

gboolean
troupe_timeline_is_pending (TroupeTimeline *self)
{
  return self->n_pending > 0 || self->n_going_on > 0 || !g_queue_is_empty (&self->triggers);
}

guint64
troupe_timeline_get_last_ns (TroupeTimeline *self)
{
  return self->last_ns;
}
