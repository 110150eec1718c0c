/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-precedence.h"

#include "world/troupe-sim-network.h"

/*   waiting --the first event--> kept
 *      |\
 *      | +------the second event-----> failed
 *      +--nothing else can happen----> failed
 *
 * While it waits, three things are held back:
 *
 * - the turn of an actor that would handle the message that the second event is about; where that event is another one
 *   of an actor's turn (`sent`, `status`, ...), each turn of that actor;
 * - where messages compete for one mailbox, the bytes of that message on their way from one process to another;
 * - and within a process, where a message is there as soon as it is sent, each turn of the actor that `from=` names. */
typedef enum
{
  WAITING,
  KEPT,
  FAILED,
} State;

struct _TroupePrecedence
{
  const TroupePin   *pin;           /* (not owned) */
  TroupePlaceTable  *places;        /* (not owned) */
  TroupeSimRun      *run;           /* (not owned) */
  TroupeMatcher     *first;         /* (owned) */
  TroupeMatcher     *second;        /* (owned) */
  TroupeMatcher     *second_sent;   /* (owned): the same of the messages that are sent, which it counts for `nth=` */
  const TroupePlace *sender;        /* (nullable) (not owned): whose turns are held back so that it sends nothing */
  State              state;
  guint8             hold;          /* our number at the network */
  gboolean           holds_arrival; /* bytes too */
  gboolean           has_held;      /* anything */
};

static gboolean
is_arrival (const TroupeEventPattern *pattern)
{
  return pattern->kind == TROUPE_EVENT_DELIVERED || pattern->kind == TROUPE_EVENT_HANDLED;
}

gboolean
troupe_precedence_can_hold (const TroupeEventPattern *second)
{
  switch (second->kind)
    {
    case TROUPE_EVENT_SENT:
    case TROUPE_EVENT_DELIVERED:
    case TROUPE_EVENT_HANDLED:
    case TROUPE_EVENT_REPLIED:
    case TROUPE_EVENT_STATUS:
    case TROUPE_EVENT_SUPERVISED:
    case TROUPE_EVENT_SNAPSHOT:
      break;
    default:
      return FALSE;
    }

  for (guint i = 0; i < second->subject->places->len; i++)
    {
      const TroupePlace *place = g_ptr_array_index (second->subject->places, i);

      if (place->kind != TROUPE_PLACE_ACTOR && place->kind != TROUPE_PLACE_CLIENT)
        return FALSE;
    }

  return TRUE;
}

/* ---- making ---- */

static gboolean
has_place (const TroupePlaceSet *set,
           const TroupePlace    *place)
{
  for (guint i = 0; i < set->places->len; i++)
    if (g_ptr_array_index (set->places, i) == place)
      return TRUE;

  return FALSE;
}

/* Do both events happen at the mailbox of some actor? */
static gboolean
share_a_mailbox (const TroupePin *pin)
{
  const TroupePlaceSet *others = pin->second->subject;

  if (!is_arrival (pin->event) || !is_arrival (pin->second))
    return FALSE;
  if (pin->event->subject->is_any || others->is_any)
    return TRUE;

  for (guint i = 0; i < others->places->len; i++)
    if (has_place (pin->event->subject, g_ptr_array_index (others->places, i)))
      return TRUE;

  return FALSE;
}

/* (nullable): the actor that `from=` names, if it lives where some receiver does */
static const TroupePlace *
find_local_sender (const TroupeEventPattern *pattern)
{
  const TroupePlace *sender = NULL;

  for (guint i = 0; i < pattern->keys->len; i++)
    {
      const TroupeArgument *key = g_ptr_array_index (pattern->keys, i);

      if (g_str_equal (key->key, "from") && key->operator_ == TROUPE_OPERATOR_EQUAL)
        sender = key->value->place;
    }

  for (guint i = 0; sender != NULL && i < pattern->subject->places->len; i++)
    if (troupe_place_get_home (g_ptr_array_index (pattern->subject->places, i)) == troupe_place_get_home (sender))
      return sender;

  return NULL;
}

TroupePrecedence *
troupe_precedence_new (const TroupePin  *pin,
                       TroupePlaceTable *places,
                       TroupeSimRun     *run,
                       guint8            hold)
{
  TroupePrecedence *self = g_new0 (TroupePrecedence, 1);

  self->pin = pin;
  self->places = places;
  self->run = run;
  self->hold = hold;
  self->first = troupe_matcher_new (pin->event, places);
  self->second = troupe_matcher_new (pin->second, places);
  self->second_sent = troupe_matcher_new (pin->second, places);
  self->holds_arrival = pin->second->kind == TROUPE_EVENT_DELIVERED || share_a_mailbox (pin);
  if (self->holds_arrival)
    self->sender = find_local_sender (pin->second);

  return self;
}

void
troupe_precedence_free (TroupePrecedence *self)
{
  troupe_matcher_free (self->first);
  troupe_matcher_free (self->second);
  troupe_matcher_free (self->second_sent);
  g_free (self);
}

/* ---- holding back ---- */

/* The event of @kind that @message will make at @receiver. @sender: (nullable) */
static TroupeEvent
foresee (guint                kind,
         const TroupeActorId *receiver,
         const TroupeActorId *sender,
         const TroupeMessage *message)
{
  return (TroupeEvent) {
    .kind = (guint16) kind,
    .proc = troupe_actor_id_get_proc (receiver),
    .subject = receiver,
    .object = sender,
    .message_number = message->number,
    .payload = message,
  };
}

/* @message: (nullable): the next one in some queue of the actor */
static gboolean
is_next (TroupePrecedence    *self,
         const TroupeMessage *message)
{
  TroupeEvent event;

  if (message == NULL || (message->flags & TROUPE_MESSAGE_IS_RETURN))
    return FALSE;

  event = foresee (TROUPE_EVENT_HANDLED, message->receiver->id, message->sender != NULL ? message->sender->id : NULL,
                   message);

  return troupe_matcher_would_match (self->second, &event);
}

static gboolean
leads_to_second (TroupePrecedence *self,
                 TroupeCell       *cell)
{
  const TroupeActorId *id = troupe_cell_get_id (cell);

  if (self->sender != NULL && troupe_place_table_find_actor (self->places, id) == self->sender)
    return TRUE;

  switch (self->pin->second->kind)
    {
    case TROUPE_EVENT_HANDLED:
      return is_next (self, cell->mailbox.work.head) || is_next (self, cell->mailbox.control.head);
    case TROUPE_EVENT_DELIVERED:
      return FALSE;
    default:
      return troupe_matcher_is_about (self->second, id);
    }
}

gboolean
troupe_precedence_hold_back (TroupePrecedence *self,
                             TroupeCell       *cell)
{
  if (self->state != WAITING || !leads_to_second (self, cell))
    return FALSE;

  self->has_held = TRUE;

  return TRUE;
}

/* The message that the second event is about leaves for another process. */
static void
observe_sent (TroupePrecedence  *self,
              const TroupeEvent *event)
{
  TroupeEvent arrival = foresee (self->pin->second->kind, event->object, event->subject, event->payload);
  TroupeSimProcess *from = troupe_sim_run_find_process (self->run, event->proc);
  TroupeSimProcess *to = troupe_sim_run_find_process (self->run, arrival.proc);

  if (!troupe_matcher_match (self->second_sent, &arrival) || from == NULL || to == NULL || from == to)
    return;

  self->has_held = TRUE;
  troupe_sim_process_hold_next (from, to, self->hold);
}

static void
let_go (TroupePrecedence *self,
        State             state)
{
  self->state = state;
  troupe_sim_run_release (self->run, self->hold);
  troupe_sim_run_reconsider (self->run);
}

static void
fail (TroupePrecedence *self,
      TroupeSimResult  *result,
      guint64           now_ns,
      const char       *text)
{
  g_autofree char *claim = troupe_pin_print (self->pin);

  let_go (self, FAILED);
  troupe_sim_result_add_failure (result, "first", claim, text, self->pin->span.line, now_ns);
}

void
troupe_precedence_observe (TroupePrecedence  *self,
                           const TroupeEvent *event,
                           TroupeSimResult   *result,
                           guint64            now_ns)
{
  gboolean is_first, is_second;

  if (self->state != WAITING)
    return;

  /* Both count what they match. */
  is_first = troupe_matcher_match (self->first, event);
  is_second = troupe_matcher_match (self->second, event);
  if (is_first)
    let_go (self, KEPT);
  else if (is_second)
    fail (self, result, now_ns, "what was to come second came first: this world had no choice of that");
  else if (self->holds_arrival && event->kind == TROUPE_EVENT_SENT)
    observe_sent (self, event);
}

gboolean
troupe_precedence_is_holding (TroupePrecedence *self)
{
  return self->state == WAITING && self->has_held;
}

gboolean
troupe_precedence_was_kept (TroupePrecedence *self)
{
  return self->state == KEPT;
}

void
troupe_precedence_give_up (TroupePrecedence *self,
                           TroupeSimResult  *result,
                           guint64           now_ns)
{
  if (troupe_precedence_is_holding (self))
    fail (self, result, now_ns, "what was to come first never came, while what was to come second was held back");
}
