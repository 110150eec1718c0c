/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-hash-private.h"
#include "base/troupe-id-private.h"
#include "message/troupe-message-private.h"
#include "monitor/troupe-monitor-private.h"

/* ORD-1 compares numbers: a sender counts what it sends, to whomever. So between two actors they must go up
 *
 *   - where messages arrive, whatever entrance of the receiver they are for, and
 *   - where they are handled, by each entrance of its own: what its handler does for a type, the signals, the queries.
 *
 * A message may be missing, since it was returned; none may come late, or twice. An answer has an entrance that is
 * opened for it alone: where it arrives in order, nothing is left to get wrong, and it is not followed further.
 *
 * What is sent in order, whatever road it takes, stands apart: it waits for its turn, and others do not wait for it.
 * All handlers of an actor together are one place where it arrives, each port that was opened is one.
 *
 * Armed by every message that has a predecessor from the same sender at the same place. */

typedef enum
{
  STAGE_ARRIVES,
  STAGE_IS_HANDLED,
} Stage;

/* How far one sender has come at one place. All but `number` is its identity. */
typedef struct
{
  TroupeActorId *sender;     /* (owned) */
  TroupeActorId *receiver;   /* (owned) */
  Stage          stage;
  gboolean       is_ordered; /* of those that were sent in order */
  guint64        port;       /* 0: any */
  guint64        number;     /* the highest so far */
} Lane;

typedef struct
{
  TroupeMonitor  parent;
  GHashTable    *lanes; /* (element-type Lane): a set */
} Ord1;

static guint
lane_hash (gconstpointer data)
{
  const Lane *self = data;
  guint64 hash = troupe_hash_mix (troupe_actor_id_get_hash64 (self->sender),
                                  troupe_actor_id_get_hash64 (self->receiver));

  hash = troupe_hash_mix (hash, (guint64) self->stage << 1 | (self->is_ordered ? 1 : 0));

  return (guint) troupe_hash_mix (hash, self->port);
}

static gboolean
lane_equal (gconstpointer a,
            gconstpointer b)
{
  const Lane *first = a;
  const Lane *second = b;

  return first->port == second->port && first->stage == second->stage && first->is_ordered == second->is_ordered &&
         troupe_actor_id_equal (first->sender, second->sender) &&
         troupe_actor_id_equal (first->receiver, second->receiver);
}

static void
lane_free (gpointer data)
{
  Lane *self = data;

  troupe_actor_id_unref (self->sender);
  troupe_actor_id_unref (self->receiver);
  g_free (self);
}

static void
ord_1_init (TroupeMonitor *monitor)
{
  Ord1 *self = (Ord1 *) monitor;

  self->lanes = g_hash_table_new_full (lane_hash, lane_equal, lane_free, NULL);
}

static void
ord_1_clear (TroupeMonitor *monitor)
{
  Ord1 *self = (Ord1 *) monitor;

  g_hash_table_unref (self->lanes);
}

/* "note 7 from S to R". (transfer full) */
static char *
describe (const TroupeEvent *event)
{
  const TroupeMessage *message = event->payload;
  g_autofree char *sender = troupe_actor_id_to_string (event->object);
  g_autofree char *receiver = troupe_actor_id_to_string (event->subject);

  return g_strdup_printf ("%s %" G_GUINT64_FORMAT " from %s to %s",
                          message != NULL ? troupe_message_type_get_name (message->type) : "message",
                          event->message_number, sender, receiver);
}

static void
report (Ord1              *self,
        const TroupeEvent *event,
        const Lane        *lane)
{
  const char *what = lane->stage == STAGE_ARRIVES ? "arrived" : "was handled";
  g_autofree char *text = describe (event);

  if (event->message_number == lane->number)
    troupe_monitor_violate (&self->parent, "%s %s a second time", text, what);
  else
    troupe_monitor_violate (&self->parent, "%s %s after number %" G_GUINT64_FORMAT
                            ", which the same sender sent there later", text, what, lane->number);
}

static void
advance (Ord1                *self,
         const TroupeEvent   *event,
         const TroupeMessage *message,
         Stage                stage,
         guint64              port)
{
  Lane key = {
    .sender = (TroupeActorId *) event->object,
    .receiver = (TroupeActorId *) event->subject,
    .stage = stage,
    .is_ordered = (message->flags & TROUPE_MESSAGE_IS_ORDERED) != 0,
    .port = port,
    .number = event->message_number,
  };
  Lane *lane = g_hash_table_lookup (self->lanes, &key);

  if (lane == NULL)
    {
      lane = g_memdup2 (&key, sizeof key);
      troupe_actor_id_ref (lane->sender);
      troupe_actor_id_ref (lane->receiver);
      g_hash_table_add (self->lanes, lane);
      return;
    }

  self->parent.n_armed++;
  if (event->message_number > lane->number)
    lane->number = event->message_number;
  else
    report (self, event, lane);
}

static gboolean
is_ephemeral (guint64 port)
{
  return port >= TROUPE_PORT_EPHEMERAL_FIRST && port < TROUPE_PORT_HANDLER_BIT;
}

static guint64
get_place_of_arrival (const TroupeMessage *message)
{
  gboolean has_own = (message->flags & TROUPE_MESSAGE_IS_ORDERED) != 0 && is_ephemeral (message->port);

  return has_own ? message->port : 0;
}

static void
ord_1_observe (TroupeMonitor     *monitor,
               const TroupeEvent *event)
{
  Ord1 *self = (Ord1 *) monitor;
  const TroupeMessage *message = event->payload;

  if (event->subject == NULL || event->object == NULL || event->message_number == 0 || message == NULL)
    return;

  if (event->kind == TROUPE_EVENT_DELIVERED)
    advance (self, event, message, STAGE_ARRIVES, get_place_of_arrival (message));
  else if (!is_ephemeral (message->port))
    advance (self, event, message, STAGE_IS_HANDLED, message->port);
}

static void
ord_1_finish (TroupeMonitor *monitor,
              guint64        time_ns,
              gboolean       settled)
{
  /* All was said when it happened. */
}

const TroupeMonitorClass troupe_monitor_ord_1 = {
  .id = "ORD-1",
  .sentence = "What one sender sends to one actor is handled in the order it was sent.",
  .kinds = 1u << TROUPE_EVENT_DELIVERED | 1u << TROUPE_EVENT_HANDLED,
  .size = sizeof (Ord1),
  .init = ord_1_init,
  .clear = ord_1_clear,
  .observe = ord_1_observe,
  .finish = ord_1_finish,
};
