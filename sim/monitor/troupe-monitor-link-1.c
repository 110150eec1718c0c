/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-hash-private.h"
#include "base/troupe-id-private.h"
#include "monitor/troupe-monitor-private.h"

/* LINK-1 remembers which messages were delivered, known by their sender and number, and where. A session that forgets
 * what it took, a process that is sent what the one before it took, a router that sends one message two ways: all of
 * them show as a message that is delivered again.
 *
 * Armed by every message that is delivered in another proc than its sender's. */

/* A message that was delivered. */
typedef struct
{
  TroupeActorId *sender; /* (owned) */
  guint64        number;
  TroupeProcId  *proc;   /* (owned): where */
} Delivery;

typedef struct
{
  TroupeMonitor  parent;
  GHashTable    *deliveries; /* (element-type Delivery): a set */
} Link1;

static guint
delivery_hash (gconstpointer data)
{
  const Delivery *self = data;

  return (guint) troupe_hash_mix (troupe_actor_id_get_hash64 (self->sender), self->number);
}

static gboolean
delivery_equal (gconstpointer a,
                gconstpointer b)
{
  const Delivery *first = a;
  const Delivery *second = b;

  return first->number == second->number && troupe_actor_id_equal (first->sender, second->sender);
}

static void
delivery_free (gpointer data)
{
  Delivery *self = data;

  troupe_actor_id_unref (self->sender);
  troupe_proc_id_unref (self->proc);
  g_free (self);
}

static void
link_1_init (TroupeMonitor *monitor)
{
  Link1 *self = (Link1 *) monitor;

  self->deliveries = g_hash_table_new_full (delivery_hash, delivery_equal, delivery_free, NULL);
}

static void
link_1_clear (TroupeMonitor *monitor)
{
  g_hash_table_unref (((Link1 *) monitor)->deliveries);
}

static void
link_1_observe (TroupeMonitor     *monitor,
                const TroupeEvent *event)
{
  Link1 *self = (Link1 *) monitor;
  Delivery key = { .sender = (TroupeActorId *) event->object, .number = event->message_number };
  const Delivery *first;
  Delivery *entry;

  /* A message without a sender has no identity. */
  if (event->object == NULL || troupe_proc_id_equal (troupe_actor_id_get_proc (event->object), event->proc))
    return;

  monitor->n_armed++;
  first = g_hash_table_lookup (self->deliveries, &key);
  if (first != NULL)
    {
      g_autofree char *sender = troupe_actor_id_to_string (event->object);
      g_autofree char *before = troupe_proc_id_to_string (first->proc);
      g_autofree char *now = troupe_proc_id_to_string (event->proc);

      troupe_monitor_violate (monitor, "message %" G_GUINT64_FORMAT " of %s was delivered twice: in %s, then in %s",
                              event->message_number, sender, before, now);
      return;
    }

  entry = g_new0 (Delivery, 1);
  entry->sender = troupe_monitor_keep_actor (event->object);
  entry->number = event->message_number;
  entry->proc = troupe_monitor_keep_proc (event->proc);
  g_hash_table_add (self->deliveries, entry);
}

static void
link_1_finish (TroupeMonitor *monitor,
               guint64        time_ns,
               gboolean       settled)
{
  /* All was said when the messages were delivered. */
}

const TroupeMonitorClass troupe_monitor_link_1 = {
  .id = "LINK-1",
  .sentence = "What a process sends to another is delivered at most once, "
              "whatever becomes of connections and processes.",
  .kinds = 1u << TROUPE_EVENT_DELIVERED,
  .size = sizeof (Link1),
  .init = link_1_init,
  .clear = link_1_clear,
  .observe = link_1_observe,
  .finish = link_1_finish,
};
