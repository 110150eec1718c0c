/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-pin.h"

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
  GArray               *watched;  /* (element-type WatchedPin): those that wait for events, in file order */
};

TroupePins *
troupe_pins_new (const TroupeScenario *scenario,
                 TroupePlaceTable     *places,
                 TroupeSimRun         *run)
{
  TroupePins *self = g_new0 (TroupePins, 1);

  self->scenario = scenario;
  self->run = run;
  self->watched = g_array_new (FALSE, FALSE, sizeof (WatchedPin));
  for (guint i = 0; i < scenario->pins->len; i++)
    {
      WatchedPin watched = { .pin = g_ptr_array_index (scenario->pins, i) };

      if (watched.pin->kind != TROUPE_PIN_LOSE && watched.pin->kind != TROUPE_PIN_DELAY)
        continue;
      watched.matcher = troupe_matcher_new (watched.pin->event, places);
      g_array_append_val (self->watched, watched);
    }

  return self;
}

void
troupe_pins_free (TroupePins *self)
{
  for (guint i = 0; i < self->watched->len; i++)
    troupe_matcher_free (g_array_index (self->watched, WatchedPin, i).matcher);
  g_array_unref (self->watched);
  g_free (self);
}

/* (nullable): the proc at the other end of what the event tells of: that of the other actor, or the peer of a
 * connection. A return comes from its receiver. */
static const TroupeProcId *
get_other_proc (const TroupeEvent *event)
{
  if (event->kind == TROUPE_EVENT_CONNECTED || event->kind == TROUPE_EVENT_DISCONNECTED)
    return event->payload;

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
                     const TroupeEvent *event)
{
  for (guint i = 0; i < self->watched->len; i++)
    {
      const WatchedPin *watched = &g_array_index (self->watched, WatchedPin, i);

      if (troupe_matcher_match (watched->matcher, event))
        disturb (self, watched->pin, event);
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
