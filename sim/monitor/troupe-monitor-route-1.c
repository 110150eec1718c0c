/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-hash-private.h"
#include "base/troupe-id-private.h"
#include "message/troupe-message-private.h"
#include "monitor/troupe-monitor-private.h"

/* ROUTE-1 counts forwards itself, message by message and return by return; what a message says of its hops is compared
 * with nothing. A shortest path is known from where the two procs are:
 *
 *   in one proc             0 forwards
 *   on one machine          1: by the router of the machine
 *   on different machines   2: out by the one router, in by the other
 *
 * and a message may take two more. What is delivered, or comes to an end on its way, is forgotten.
 *
 * Armed by every forward. */

#define N_EXTRA 2

/* A message on its way. (sender, number, is_return) is its identity. */
typedef struct
{
  TroupeActorId *sender;     /* (owned) */
  guint64        number;
  gboolean       is_return;
  guint          n_forwards; /* so far */
} Journey;

typedef struct
{
  TroupeMonitor  parent;
  GHashTable    *journeys; /* (element-type Journey): a set */
} Route1;

static guint
journey_hash (gconstpointer data)
{
  const Journey *self = data;

  return (guint) troupe_hash_mix (troupe_actor_id_get_hash64 (self->sender), self->number << 1 | self->is_return);
}

static gboolean
journey_equal (gconstpointer a,
               gconstpointer b)
{
  const Journey *first = a;
  const Journey *second = b;

  return first->number == second->number && first->is_return == second->is_return &&
         troupe_actor_id_equal (first->sender, second->sender);
}

static void
journey_free (gpointer data)
{
  Journey *self = data;

  troupe_actor_id_unref (self->sender);
  g_free (self);
}

static void
route_1_init (TroupeMonitor *monitor)
{
  Route1 *self = (Route1 *) monitor;

  self->journeys = g_hash_table_new_full (journey_hash, journey_equal, journey_free, NULL);
}

static void
route_1_clear (TroupeMonitor *monitor)
{
  Route1 *self = (Route1 *) monitor;

  g_hash_table_unref (self->journeys);
}

static gboolean
is_return (const TroupeMessage *message)
{
  return (message->flags & TROUPE_MESSAGE_IS_RETURN) != 0;
}

/* Sockets that have no host part are of one machine. */
static gboolean
is_same_machine (const TroupeProcId *a,
                 const TroupeProcId *b)
{
  const char *first = troupe_address_get_host (troupe_proc_id_get_address (a));
  const char *second = troupe_address_get_host (troupe_proc_id_get_address (b));

  return g_strcmp0 (first, second) == 0;
}

static guint
get_shortest (const TroupeMessage *message)
{
  const TroupeProcId *from = troupe_actor_id_get_proc (message->sender->id);
  const TroupeProcId *to = troupe_actor_id_get_proc (message->receiver->id);

  if (troupe_proc_id_equal (from, to))
    return 0;

  return is_same_machine (from, to) ? 1 : 2;
}

static void
report (Route1              *self,
        const TroupeEvent   *event,
        const TroupeMessage *message,
        guint                n_forwards,
        guint                n_shortest)
{
  g_autofree char *sender = troupe_actor_id_to_string (message->sender->id);
  g_autofree char *receiver = troupe_actor_id_to_string (message->receiver->id);
  g_autofree char *proc = troupe_proc_id_to_string (event->proc);

  troupe_monitor_violate (&self->parent,
                          "%s%s %" G_GUINT64_FORMAT " from %s to %s was forwarded for the %u. time, by %s; "
                          "its shortest path takes %u",
                          is_return (message) ? "the return of " : "", troupe_message_type_get_name (message->type),
                          message->number, sender, receiver, n_forwards, proc, n_shortest);
}

static void
observe_routed (Route1              *self,
                const TroupeEvent   *event,
                const TroupeMessage *message)
{
  Journey key = { .sender = message->sender->id, .number = message->number, .is_return = is_return (message) };
  Journey *journey = g_hash_table_lookup (self->journeys, &key);
  guint n_shortest = get_shortest (message);

  if (journey == NULL)
    {
      journey = g_memdup2 (&key, sizeof key);
      troupe_actor_id_ref (journey->sender);
      g_hash_table_add (self->journeys, journey);
    }

  self->parent.n_armed++;
  if (++journey->n_forwards > n_shortest + N_EXTRA)
    report (self, event, message, journey->n_forwards, n_shortest);
}

static void
route_1_observe (TroupeMonitor     *monitor,
                 const TroupeEvent *event)
{
  Route1 *self = (Route1 *) monitor;
  const TroupeForward *forward = event->kind == TROUPE_EVENT_ROUTED ? event->payload : NULL;
  const TroupeMessage *message = forward != NULL ? forward->message : event->payload;
  Journey key;

  /* A message from nobody has no identity. */
  if (message == NULL || message->sender == NULL)
    return;

  if (forward != NULL)
    {
      observe_routed (self, event, message);
      return;
    }

  key = (Journey) { .sender = message->sender->id, .number = message->number, .is_return = is_return (message) };
  g_hash_table_remove (self->journeys, &key);
}

static void
route_1_finish (TroupeMonitor *monitor,
                guint64        time_ns,
                gboolean       settled)
{
  /* All was said when it happened. */
}

const TroupeMonitorClass troupe_monitor_route_1 = {
  .id = "ROUTE-1",
  .sentence = "No message is forwarded more often than the hops of its shortest path plus two.",
  .kinds = 1u << TROUPE_EVENT_ROUTED | 1u << TROUPE_EVENT_DELIVERED | 1u << TROUPE_EVENT_RETURNED |
           1u << TROUPE_EVENT_LOST | 1u << TROUPE_EVENT_ABANDONED,
  .size = sizeof (Route1),
  .init = route_1_init,
  .clear = route_1_clear,
  .observe = route_1_observe,
  .finish = route_1_finish,
};
