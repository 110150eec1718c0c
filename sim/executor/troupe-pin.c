/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-pin.h"

#include "executor/troupe-precedence.h"
#include "world/troupe-sim-network.h"

typedef struct
{
  const TroupePin *pin;     /* (not owned) */
  guint            index;   /* among all kept choices */
  TroupeMatcher   *matcher; /* (owned) */
  gboolean         was_met; /* its event has happened */
} WatchedPin;

typedef struct
{
  guint             index;  /* among all kept choices */
  TroupePrecedence *order;  /* (owned) */
} WatchedOrder;

struct _TroupePins
{
  const TroupeScenario *scenario; /* (not owned) */
  TroupeSimRun         *run;      /* (not owned) */
  GArray               *watched;  /* (element-type WatchedPin): `lose` and `delay`, in file order */
  GArray               *orders;   /* (element-type WatchedOrder): `first`, in file order */
};

static TroupePrecedence *
get_order (TroupePins *self,
           guint       i)
{
  return g_array_index (self->orders, WatchedOrder, i).order;
}

static void
add_pin (TroupePins       *self,
         guint             index,
         TroupePlaceTable *places)
{
  const TroupePin *pin = g_ptr_array_index (self->scenario->pins, index);
  WatchedPin watched = { .pin = pin, .index = index };
  WatchedOrder order = { .index = index };

  switch (pin->kind)
    {
    case TROUPE_PIN_LOSE:
    case TROUPE_PIN_DELAY:
      watched.matcher = troupe_matcher_new (pin->event, places);
      g_array_append_val (self->watched, watched);
      break;
    case TROUPE_PIN_FIRST:
      order.order = troupe_precedence_new (pin, places, self->run, (guint8) (self->orders->len + 1));
      g_array_append_val (self->orders, order);
      break;
    case TROUPE_PIN_PICK:
    default:
      break;
    }
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
  self->orders = g_array_new (FALSE, FALSE, sizeof (WatchedOrder));
  for (guint i = 0; i < scenario->pins->len; i++)
    add_pin (self, i, places);

  return self;
}

void
troupe_pins_free (TroupePins *self)
{
  for (guint i = 0; i < self->watched->len; i++)
    troupe_matcher_free (g_array_index (self->watched, WatchedPin, i).matcher);
  g_array_unref (self->watched);
  for (guint i = 0; i < self->orders->len; i++)
    troupe_precedence_free (get_order (self, i));
  g_array_unref (self->orders);
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
      WatchedPin *watched = &g_array_index (self->watched, WatchedPin, i);

      if (!troupe_matcher_match (watched->matcher, event))
        continue;
      watched->was_met = TRUE;
      disturb (self, watched->pin, event);
    }

  for (guint i = 0; i < self->orders->len; i++)
    troupe_precedence_observe (get_order (self, i), event, result, now_ns);
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
    if (troupe_precedence_hold_back (get_order (self, i), cell))
      return TRUE;

  return FALSE;
}

gboolean
troupe_pins_are_holding (TroupePins *self)
{
  for (guint i = 0; i < self->orders->len; i++)
    if (troupe_precedence_is_holding (get_order (self, i)))
      return TRUE;

  return FALSE;
}

static void
note_kept (TroupeSimResult *result,
           guint            index,
           gboolean         was_kept)
{
  if (was_kept)
    result->kept |= G_GUINT64_CONSTANT (1) << MIN (index, 63);
}

void
troupe_pins_give_up (TroupePins      *self,
                     TroupeSimResult *result,
                     guint64          now_ns)
{
  for (guint i = 0; i < self->watched->len; i++)
    {
      const WatchedPin *watched = &g_array_index (self->watched, WatchedPin, i);

      note_kept (result, watched->index, watched->was_met);
    }
  for (guint i = 0; i < self->orders->len; i++)
    {
      const WatchedOrder *order = &g_array_index (self->orders, WatchedOrder, i);

      troupe_precedence_give_up (order->order, result, now_ns);
      note_kept (result, order->index, troupe_precedence_was_kept (order->order));
    }
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
