/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-executor.h"

/* A message that would be sent from within its sender's own emission waits until the running task has ended: the
 * sender is in the middle of sending or handling another. Nothing else runs in between. */
typedef struct
{
  const TroupeStep   *step;   /* (not owned) */
  const TroupeAction *action; /* (not owned) */
} Deferred;

/* A `repeat N every T` that goes on. */
typedef struct
{
  TroupeActions      *actions;     /* (not owned) */
  const TroupeStep   *step;        /* (not owned) */
  const TroupeAction *action;      /* (not owned): the repeat */
  guint64             n_remaining; /* firings still to come */
} Repetition;

struct _TroupeActions
{
  TroupeExecutor *executor;    /* (not owned) */
  GQueue          deferred;    /* (element-type Deferred) */
  GPtrArray      *repetitions; /* (element-type Repetition) (owned): those that go on */
};

TroupeActions *
troupe_actions_new (TroupeExecutor *executor)
{
  TroupeActions *self = g_new0 (TroupeActions, 1);

  self->executor = executor;
  g_queue_init (&self->deferred);
  self->repetitions = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
troupe_actions_free (TroupeActions *self)
{
  g_queue_clear_full (&self->deferred, g_free);
  g_ptr_array_unref (self->repetitions);
  g_free (self);
}

/* ---- who acts ---- */

static const TroupePlace *
driver_place (TroupeActions *self)
{
  return g_ptr_array_index (self->executor->scenario->places, 0);
}

static TroupeInstance *
driver_instance (TroupeActions *self)
{
  return troupe_place_table_get (self->executor->places, driver_place (self))->instance;
}

/* The driver's proc, or NULL where that is dead by now. */
static TroupeIncarnation *
driver_incarnation (TroupeActions *self)
{
  TroupeIncarnation *incarnation = troupe_place_table_get_incarnation (self->executor->places, driver_place (self));

  return troupe_incarnation_is_alive (incarnation) ? incarnation : NULL;
}

/* ---- messages ---- */

/* The body as its type declares it, with the ids that places have now. (transfer floating) */
static GVariant *
build_body (TroupeActions      *self,
            const TroupeAction *action)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_TUPLE);
  for (guint i = 0; i < action->n_body; i++)
    {
      const TroupeBodyField *field = &action->body[i];
      g_autoptr (TroupeActorId) id = NULL;

      if (field->place == NULL)
        {
          g_variant_builder_add_value (&builder, field->variant);
          continue;
        }

      id = troupe_place_table_resolve (self->executor->places, field->place);
      g_variant_builder_add_value (&builder, g_variant_new_take_string (troupe_actor_id_to_string (id)));
    }

  return g_variant_builder_end (&builder);
}

/* A sender that has ended asks nothing. */
static void
ask_as (TroupeActions      *self,
        TroupeIncarnation  *home,
        TroupeActorId      *sender,
        TroupeActorId      *receiver,
        const TroupeAction *action)
{
  TroupeAsk *ask = troupe_asks_open (self->executor->asks, home, action->message_type);

  if (!troupe_proc_ask_as (home->proc, sender, receiver, action->message_type, build_body (self, action),
                           troupe_ask_answered, ask, troupe_ask_free, NULL))
    troupe_ask_free (ask);
}

/* A sender that has ended sends nothing: that is no error of the scenario. */
static void
send_message (TroupeActions      *self,
              const TroupeAction *action,
              TroupeActorId      *receiver)
{
  TroupePlaceTable *places = self->executor->places;
  const TroupePlace *from = action->from != NULL ? action->from : driver_place (self);
  TroupeIncarnation *home = troupe_place_table_get_incarnation (places, from);
  g_autoptr (TroupeActorId) sender = NULL;

  if (!troupe_incarnation_is_alive (home))
    return;

  sender = troupe_place_table_resolve (places, from);
  if (action->kind == TROUPE_ACTION_TELL)
    troupe_proc_send_as (home->proc, sender, receiver, action->message_type, build_body (self, action), NULL);
  else
    ask_as (self, home, sender, receiver, action);
}

/* Of a proc, its agent answers. */
void
troupe_actions_query (TroupeActions     *self,
                      const TroupePlace *place)
{
  g_autoptr (TroupeActorId) id = troupe_place_table_resolve (self->executor->places, place);
  TroupeIncarnation *driver = driver_incarnation (self);
  TroupeAsk *ask;

  if (driver == NULL)
    return;

  ask = troupe_asks_open (self->executor->asks, driver, troupe_message_type_query ());
  if (!troupe_instance_query (driver_instance (self), id, troupe_ask_answered, ask, troupe_ask_free))
    troupe_ask_free (ask);
}

static void
send_signal (TroupeActions      *self,
             const TroupeAction *action,
             const TroupePlace  *place)
{
  g_autoptr (TroupeActorId) id = troupe_place_table_resolve (self->executor->places, place);

  if (driver_incarnation (self) == NULL)
    return;

  if (action->kind == TROUPE_ACTION_STOP)
    troupe_instance_stop_actor (driver_instance (self), id, action->reason);
  else
    troupe_instance_abort_actor (driver_instance (self), id, NULL);
}

/* ---- at once ---- */

static void
drop (TroupeActions     *self,
      const TroupePlace *place)
{
  TroupePlaceState *state = troupe_place_table_get (self->executor->places, place);

  if (state->instance != NULL &&
      troupe_incarnation_is_alive (troupe_place_table_get_incarnation (self->executor->places, place)))
    troupe_instance_drop (state->instance);
}

static void
end_process (TroupeActions      *self,
             const TroupeAction *action,
             const TroupePlace  *place)
{
  TroupeIncarnation *incarnation = troupe_place_table_get_incarnation (self->executor->places, place);

  if (incarnation == NULL)
    return;

  /* It is being started right now: who starts it finds out as soon as it has it in hand. */
  if (incarnation->process == NULL)
    {
      incarnation->end = action;
      return;
    }

  troupe_incarnation_end (incarnation, action);
}

void
troupe_incarnation_end (TroupeIncarnation  *self,
                        const TroupeAction *action)
{
  if (!troupe_sim_process_is_alive (self->process))
    return;

  if (action->kind == TROUPE_ACTION_KILL)
    troupe_sim_process_kill (self->process, (int) action->number);
  else
    troupe_sim_process_exit (self->process, (int) action->number);
}

/* ---- performing ---- */

static void
perform_on (TroupeActions      *self,
            const TroupeAction *action,
            const TroupePlace  *place)
{
  g_autoptr (TroupeActorId) receiver = NULL;

  switch (action->kind)
    {
    case TROUPE_ACTION_TELL:
    case TROUPE_ACTION_ASK:
      receiver = troupe_place_table_resolve (self->executor->places, place);
      send_message (self, action, receiver);
      break;
    case TROUPE_ACTION_QUERY:
      troupe_actions_query (self, place);
      break;
    case TROUPE_ACTION_STOP:
    case TROUPE_ACTION_ABORT:
      send_signal (self, action, place);
      break;
    case TROUPE_ACTION_DROP:
      drop (self, place);
      break;
    case TROUPE_ACTION_KILL:
    case TROUPE_ACTION_EXIT:
      end_process (self, action, place);
      break;
    case TROUPE_ACTION_SPAWN:
      troupe_executor_spawn (self->executor, place);
      break;
    case TROUPE_ACTION_CRASH:
    case TROUPE_ACTION_RESTART:
    case TROUPE_ACTION_PAUSE:
    case TROUPE_ACTION_RESUME:
    case TROUPE_ACTION_SKEW:
    case TROUPE_ACTION_INJECT:
      troupe_executor_act_on_machine (self->executor, action, place);
      break;
    case TROUPE_ACTION_CAST:
    case TROUPE_ACTION_PARTITION:
    case TROUPE_ACTION_HEAL:
    case TROUPE_ACTION_RESET:
    case TROUPE_ACTION_LINK:
    case TROUPE_ACTION_REPEAT:
    default:
      g_assert_not_reached (); /* troupe_sim_can_execute() refuses them */
    }
}

/* (nullable): the places of a PICK: all of its set in order, or as many as the seed draws, in the order drawn. */
static GPtrArray *
pick_targets (TroupeActions    *self,
              const TroupeStep *step,
              const TroupePick *pick)
{
  GPtrArray *places;
  GPtrArray *kept;
  g_autofree char *site = NULL;

  if (pick == NULL)
    return NULL;

  kept = troupe_pins_get_pick (self->executor->pins, step, pick);
  if (kept != NULL)
    return g_ptr_array_copy (kept, NULL, NULL);

  places = g_ptr_array_copy (pick->set->places, NULL, NULL);
  if (pick->kind == TROUPE_PICK_ALL)
    return places;

  site = g_strdup_printf ("step-%u.pick", step->index);
  for (guint i = 0; i < pick->n && i < places->len; i++)
    {
      guint drawn = i + troupe_sim_run_choose (self->executor->run, site, places->len - i);
      gpointer place = places->pdata[drawn];

      places->pdata[drawn] = places->pdata[i];
      places->pdata[i] = place;
    }
  g_ptr_array_set_size (places, (int) MIN (pick->n, places->len));

  return places;
}

static gboolean
is_of_network (TroupeActionKind kind)
{
  return kind == TROUPE_ACTION_LINK || kind == TROUPE_ACTION_PARTITION || kind == TROUPE_ACTION_HEAL ||
         kind == TROUPE_ACTION_RESET;
}

static void
perform_leaf (TroupeActions      *self,
              const TroupeStep   *step,
              const TroupeAction *action)
{
  g_autoptr (GPtrArray) places = NULL;

  if (is_of_network (action->kind))
    {
      g_autoptr (GPtrArray) left = pick_targets (self, step, action->targets);
      g_autoptr (GPtrArray) right = pick_targets (self, step, action->others);

      troupe_executor_act_on_network (self->executor, action, left, right);
      return;
    }

  places = action->kind == TROUPE_ACTION_SPAWN ? g_ptr_array_copy (action->declaration->names->places, NULL, NULL)
                                               : pick_targets (self, step, action->targets);
  for (guint i = 0; i < places->len; i++)
    perform_on (self, action, g_ptr_array_index (places, i));
}

/* ---- repeating ---- */

static void repetition_is_due (gpointer user_data);

static void
repetition_go_on (Repetition         *self,
                  const TroupeProcId *emitter)
{
  TroupeActions *actions = self->actions;
  TroupeExecutor *executor = actions->executor;
  const TroupeStep *step = self->step;

  self->n_remaining--;
  troupe_actions_perform (actions, step, self->action->action, emitter);
  if (self->n_remaining > 0)
    {
      troupe_agenda_add (executor->agenda, troupe_sim_run_get_time (executor->run) + self->action->interval_ns,
                         step->index, repetition_is_due, self);
      return;
    }

  g_ptr_array_remove_fast (actions->repetitions, self);
  troupe_timeline_end (executor->timeline, step);
}

static void
repetition_is_due (gpointer user_data)
{
  Repetition *self = user_data;

  if (self->actions->executor->phase == TROUPE_PHASE_RUNNING)
    repetition_go_on (self, NULL);
}

static void
repeat (TroupeActions      *self,
        const TroupeStep   *step,
        const TroupeAction *action,
        const TroupeProcId *emitter)
{
  Repetition *repetition;

  if (action->interval_ns == 0)
    {
      for (guint64 i = 0; i < action->number && self->executor->phase == TROUPE_PHASE_RUNNING; i++)
        troupe_actions_perform (self, step, action->action, emitter);
      return;
    }

  repetition = g_new0 (Repetition, 1);
  repetition->actions = self;
  repetition->step = step;
  repetition->action = action;
  repetition->n_remaining = action->number;
  g_ptr_array_add (self->repetitions, repetition);
  troupe_timeline_begin (self->executor->timeline, step);
  repetition_go_on (repetition, emitter);
}

/* ---- the way in ---- */

/* The place that acts when this action is performed: who sends, or where it spawns; NULL: the world itself. */
static const TroupePlace *
acting_place (TroupeActions      *self,
              const TroupeAction *action)
{
  switch (action->kind)
    {
    case TROUPE_ACTION_TELL:
    case TROUPE_ACTION_ASK:
      return action->from != NULL ? action->from : driver_place (self);
    case TROUPE_ACTION_QUERY:
    case TROUPE_ACTION_STOP:
    case TROUPE_ACTION_ABORT:
      return driver_place (self);
    case TROUPE_ACTION_SPAWN:
      return g_ptr_array_index (action->declaration->names->places, 0);
    case TROUPE_ACTION_DROP:
    case TROUPE_ACTION_KILL:
    case TROUPE_ACTION_EXIT:
    case TROUPE_ACTION_CAST:
    case TROUPE_ACTION_CRASH:
    case TROUPE_ACTION_RESTART:
    case TROUPE_ACTION_PAUSE:
    case TROUPE_ACTION_RESUME:
    case TROUPE_ACTION_PARTITION:
    case TROUPE_ACTION_HEAL:
    case TROUPE_ACTION_RESET:
    case TROUPE_ACTION_LINK:
    case TROUPE_ACTION_SKEW:
    case TROUPE_ACTION_INJECT:
    case TROUPE_ACTION_REPEAT:
    default:
      return NULL;
    }
}

static gboolean
must_wait (TroupeActions      *self,
           const TroupeAction *action,
           const TroupeProcId *emitter)
{
  const TroupePlace *place = acting_place (self, action);
  const TroupeIncarnation *home;

  if (emitter == NULL || place == NULL)
    return FALSE;

  home = troupe_place_table_get_incarnation (self->executor->places, place);

  return home != NULL && troupe_proc_id_equal (home->id, emitter);
}

void
troupe_actions_perform (TroupeActions      *self,
                        const TroupeStep   *step,
                        const TroupeAction *action,
                        const TroupeProcId *emitter)
{
  Deferred *deferred;

  if (action->kind == TROUPE_ACTION_REPEAT)
    {
      repeat (self, step, action, emitter);
    }
  else if (must_wait (self, action, emitter))
    {
      deferred = g_new0 (Deferred, 1);
      deferred->step = step;
      deferred->action = action;
      g_queue_push_tail (&self->deferred, deferred);
    }
  else
    {
      perform_leaf (self, step, action);
    }
}

gboolean
troupe_actions_flush (TroupeActions *self)
{
  guint n_deferred = self->deferred.length;

  /* What this asks for in turn waits for the next time: a world that goes in circles must still meet its limits. */
  for (guint i = 0; i < n_deferred; i++)
    {
      Deferred *deferred = g_queue_pop_head (&self->deferred);

      if (self->executor->phase == TROUPE_PHASE_RUNNING)
        perform_leaf (self, deferred->step, deferred->action);
      g_free (deferred);
    }

  return n_deferred > 0;
}
