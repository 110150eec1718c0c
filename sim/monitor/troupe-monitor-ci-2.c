/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-monitor-private.h"

/* CI-2 follows every introspectable client to its end:
 *
 *   spawned ... dropped, then by the end of the run: status terminal, and after it a snapshot that says so
 *
 * A client whose status was terminal before it was dropped has kept the promise early. A client whose
 * process exits needs to keep none: nothing runs there any more.
 *
 * Armed by every drop. */

typedef struct
{
  TroupeActorId *id;       /* (owned) */
  gboolean       dropped;
  gboolean       ended;    /* its status is terminal */
  gboolean       snapshot; /* its terminated snapshot is stored */
} Client;

typedef struct
{
  TroupeMonitor  parent;
  GPtrArray     *clients;   /* (element-type Client) (owned): in the order of spawning */
  GHashTable    *client_of; /* (element-type TroupeActorId Client): nothing owned */
  GHashTable    *exited;    /* (element-type TroupeProcId): a set */
} Ci2;

static void
client_free (gpointer data)
{
  Client *self = data;

  troupe_actor_id_unref (self->id);
  g_free (self);
}

static void
ci_2_init (TroupeMonitor *monitor)
{
  Ci2 *self = (Ci2 *) monitor;

  self->clients = g_ptr_array_new_with_free_func (client_free);
  self->client_of = g_hash_table_new (troupe_actor_id_hash, troupe_actor_id_equal);
  self->exited = g_hash_table_new_full (troupe_proc_id_hash, troupe_proc_id_equal,
                                        (GDestroyNotify) troupe_proc_id_unref, NULL);
}

static void
ci_2_clear (TroupeMonitor *monitor)
{
  Ci2 *self = (Ci2 *) monitor;

  g_hash_table_unref (self->client_of);
  g_hash_table_unref (self->exited);
  g_ptr_array_unref (self->clients);
}

static void
observe_spawned (Ci2               *self,
                 const TroupeEvent *event)
{
  Client *client;

  if (TROUPE_EVENT_DETAIL_NUMBER (event->detail) != TROUPE_EVENT_SPAWNED_INTROSPECTABLE_CLIENT)
    return;

  client = g_new0 (Client, 1);
  client->id = troupe_monitor_keep_actor (event->subject);
  g_ptr_array_add (self->clients, client);
  g_hash_table_insert (self->client_of, client->id, client);
}

static void
observe_snapshot (Ci2               *self,
                  Client            *client,
                  const TroupeEvent *event)
{
  TroupeActorStatus status = TROUPE_EVENT_DETAIL_NUMBER (event->detail);
  g_autofree char *text = NULL;

  client->snapshot = TRUE;
  if (client->ended && troupe_actor_status_is_terminal (status))
    return;

  text = troupe_actor_id_to_string (client->id);
  if (!client->ended)
    troupe_monitor_violate (&self->parent,
                            "the snapshot of client %s was stored before its status was terminal", text);
  else
    troupe_monitor_violate (&self->parent,
                            "the snapshot of client %s tells status \"%s\", expected a terminal one",
                            text, troupe_actor_status_to_string (status));
}

static void
ci_2_observe (TroupeMonitor     *monitor,
              const TroupeEvent *event)
{
  Ci2 *self = (Ci2 *) monitor;
  Client *client;

  if (event->kind == TROUPE_EVENT_EXITED)
    g_hash_table_add (self->exited, troupe_monitor_keep_proc (event->proc));
  else if (event->kind == TROUPE_EVENT_SPAWNED)
    observe_spawned (self, event);

  if (event->kind == TROUPE_EVENT_STATUS &&
      !troupe_actor_status_is_terminal (TROUPE_EVENT_DETAIL_NUMBER (event->detail)))
    return;

  client = event->subject != NULL ? g_hash_table_lookup (self->client_of, event->subject) : NULL;
  if (client == NULL)
    return;

  switch (event->kind)
    {
    case TROUPE_EVENT_STATUS:
      client->ended = TRUE;
      break;

    case TROUPE_EVENT_SNAPSHOT:
      observe_snapshot (self, client, event);
      break;

    case TROUPE_EVENT_DROPPED:
      client->dropped = TRUE;
      monitor->n_armed++;
      break;

    default:
      break;
    }
}

static void
ci_2_finish (TroupeMonitor *monitor,
             gboolean       settled)
{
  Ci2 *self = (Ci2 *) monitor;

  for (guint i = 0; i < self->clients->len; i++)
    {
      const Client *client = g_ptr_array_index (self->clients, i);
      g_autofree char *text = NULL;

      if (!client->dropped || (client->ended && client->snapshot))
        continue;
      if (g_hash_table_contains (self->exited, troupe_actor_id_get_proc (client->id)))
        continue;

      text = troupe_actor_id_to_string (client->id);
      if (!client->ended)
        troupe_monitor_violate (monitor,
                                "client %s was dropped, and by the end its status was not terminal", text);
      else
        troupe_monitor_violate (monitor,
                                "client %s was dropped, and by the end no snapshot of it was stored", text);
    }
}

const TroupeMonitorClass troupe_monitor_ci_2 = {
  .id = "CI-2",
  .sentence = "Dropping a client instance makes its status terminal and stores a terminated snapshot.",
  .kinds = 1u << TROUPE_EVENT_SPAWNED | 1u << TROUPE_EVENT_STATUS | 1u << TROUPE_EVENT_SNAPSHOT |
           1u << TROUPE_EVENT_DROPPED | 1u << TROUPE_EVENT_EXITED,
  .size = sizeof (Ci2),
  .init = ci_2_init,
  .clear = ci_2_clear,
  .observe = ci_2_observe,
  .finish = ci_2_finish,
};
