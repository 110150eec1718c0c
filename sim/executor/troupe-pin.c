/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-pin.h"

#include "executor/troupe-precedence.h"
#include "world/troupe-sim-network.h"

typedef struct
{
  const TroupePin *pin;     /* (not owned) */
  TroupeMatcher   *matcher; /* (owned) */
} WatchedPin;

struct _TroupePins
{
  const TroupeScenario *scenario; /* (not owned) */
  TroupeSimRun         *run;      /* (not owned) */
  GArray               *watched;  /* (element-type WatchedPin): `lose` and `delay`, in file order */
  GPtrArray            *orders;   /* (element-type TroupePrecedence): `first`, in file order */
};

static void
add_pin (TroupePins       *self,
         const TroupePin  *pin,
         TroupePlaceTable *places)
{
  WatchedPin watched = { .pin = pin };

  switch (pin->kind)
    {
    case TROUPE_PIN_LOSE:
    case TROUPE_PIN_DELAY:
      watched.matcher = troupe_matcher_new (pin->event, places);
      g_array_append_val (self->watched, watched);
      break;
    case TROUPE_PIN_FIRST:
      g_ptr_array_add (self->orders, troupe_precedence_new (pin, places, self->run, (guint8) (self->orders->len + 1)));
      break;
    case TROUPE_PIN_PICK:
    default:
      break;
    }
}

static void
free_order (gpointer data)
{
  troupe_precedence_free (data);
}

TroupePins *
troupe_pins_new (const TroupeScenario *scenario,
                 TroupePlaceTable     *places,
                 TroupeSimRun         *run)
{
  TroupePins *self = g_new0 (TroupePins, 1);

  self->scenario = scenario;
  self->run = run;
  self->watched = g_array_new (FALSE, FALSE, sizeof (WatchedPin));
  self->orders = g_ptr_array_new_with_free_func (free_order);
  for (guint i = 0; i < scenario->pins->len; i++)
    add_pin (self, g_ptr_array_index (scenario->pins, i), places);

  return self;
}

void
troupe_pins_free (TroupePins *self)
{
  for (guint i = 0; i < self->watched->len; i++)
    troupe_matcher_free (g_array_index (self->watched, WatchedPin, i).matcher);
  g_array_unref (self->watched);
  g_ptr_array_unref (self->orders);
  g_free (self);
}

/* (nullable): the proc at the other end of what the event tells of: that of the other actor, or the peer of a
 * connection. A return comes from its receiver. */
static const TroupeProcId *
get_other_proc (const TroupeEvent *event)
{
  if (event->kind == TROUPE_EVENT_CONNECTED || event->kind == TROUPE_EVENT_DISCONNECTED)
    return ((const TroupeConnection *) event->payload)->peer;

  return event->object != NULL ? troupe_actor_id_get_proc (event->object) : NULL;
}

static void
disturb (TroupePins        *self,
         const TroupePin   *pin,
         const TroupeEvent *event)
{
  const TroupeProcId *other = get_other_proc (event);
  TroupeSimProcess *from = troupe_sim_run_find_process (self->run, event->proc);
  TroupeSimProcess *to = other != NULL ? troupe_sim_run_find_process (self->run, other) : NULL;

  if (from == NULL || to == NULL || from == to)
    return;

  if (pin->kind == TROUPE_PIN_LOSE)
    troupe_sim_process_lose_next (from, to);
  else
    troupe_sim_process_delay_next (from, to, pin->delay_ns);
}

void
troupe_pins_observe (TroupePins        *self,
                     const TroupeEvent *event,
                     TroupeSimResult   *result,
                     guint64            now_ns)
{
  for (guint i = 0; i < self->watched->len; i++)
    {
      const WatchedPin *watched = &g_array_index (self->watched, WatchedPin, i);

      if (troupe_matcher_match (watched->matcher, event))
        disturb (self, watched->pin, event);
    }

  for (guint i = 0; i < self->orders->len; i++)
    troupe_precedence_observe (g_ptr_array_index (self->orders, i), event, result, now_ns);
}

gboolean
troupe_pins_have_order (TroupePins *self)
{
  return self->orders->len > 0;
}

gboolean
troupe_pins_hold_back (TroupePins *self,
                       TroupeCell *cell)
{
  for (guint i = 0; i < self->orders->len; i++)
    if (troupe_precedence_hold_back (g_ptr_array_index (self->orders, i), cell))
      return TRUE;

  return FALSE;
}

gboolean
troupe_pins_are_holding (TroupePins *self)
{
  for (guint i = 0; i < self->orders->len; i++)
    if (troupe_precedence_is_holding (g_ptr_array_index (self->orders, i)))
      return TRUE;

  return FALSE;
}

void
troupe_pins_give_up (TroupePins      *self,
                     TroupeSimResult *result,
                     guint64          now_ns)
{
  for (guint i = 0; i < self->orders->len; i++)
    troupe_precedence_give_up (g_ptr_array_index (self->orders, i), result, now_ns);
}

/* Of an action with two picks, a pin means the first. */
static gboolean
is_pinned (const TroupeStep *step,
           const TroupePick *pick)
{
  const TroupeAction *action = step->action;

  while (action->action != NULL)
    action = action->action;
  if (action->targets != NULL && action->targets->kind != TROUPE_PICK_ALL)
    return pick == action->targets;

  return pick == action->others;
}

GPtrArray *
troupe_pins_get_pick (TroupePins       *self,
                      const TroupeStep *step,
                      const TroupePick *pick)
{
  GPtrArray *pins = self->scenario->pins;

  for (guint i = 0; i < pins->len; i++)
    {
      const TroupePin *pin = g_ptr_array_index (pins, i);

      if (pin->kind == TROUPE_PIN_PICK && pin->step == step && is_pinned (step, pick))
        return pin->picked->places;
    }

  return NULL;
}
