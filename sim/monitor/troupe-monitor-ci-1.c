/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-monitor-private.h"

/* CI-1 reads what introspectable clients answer. An answer to a query is a reply with one field, the
 * attributes (a{sv}); other replies are none of its business. A client that was dropped or has ended
 * answers from its snapshot, and is forgotten.
 *
 * Armed by every answer of a client that lives. */

#define EXPECTED_STATUS "client"
#define EXPECTED_TYPE "()"

typedef struct
{
  TroupeMonitor  parent;
  GHashTable    *clients; /* (element-type TroupeActorId): a set of the introspectable ones that live */
} Ci1;

static void
ci_1_init (TroupeMonitor *monitor)
{
  Ci1 *self = (Ci1 *) monitor;

  self->clients = g_hash_table_new_full (troupe_actor_id_hash, troupe_actor_id_equal,
                                         (GDestroyNotify) troupe_actor_id_unref, NULL);
}

static void
ci_1_clear (TroupeMonitor *monitor)
{
  Ci1 *self = (Ci1 *) monitor;

  g_hash_table_unref (self->clients);
}

static void
check_attribute (TroupeMonitor       *monitor,
                 const TroupeActorId *client,
                 GVariant            *attributes,
                 const char          *name,
                 const char          *expected)
{
  g_autofree char *client_text = NULL;
  const char *given = NULL;

  if (g_variant_lookup (attributes, name, "&s", &given) && g_str_equal (given, expected))
    return;

  client_text = troupe_actor_id_to_string (client);
  if (given == NULL)
    troupe_monitor_violate (monitor, "client %s answered a query without its %s, expected \"%s\"",
                            client_text, name, expected);
  else
    troupe_monitor_violate (monitor, "client %s answered a query with %s \"%s\", expected \"%s\"",
                            client_text, name, given, expected);
}

static void
observe_reply (Ci1               *self,
               const TroupeEvent *event)
{
  g_autoptr (GVariant) attributes = NULL;

  if (!g_hash_table_contains (self->clients, event->subject))
    return;

  attributes = troupe_monitor_dup_attributes (event->payload);
  if (attributes == NULL)
    return;

  self->parent.n_armed++;
  check_attribute (&self->parent, event->subject, attributes, "status", EXPECTED_STATUS);
  check_attribute (&self->parent, event->subject, attributes, "type", EXPECTED_TYPE);
}

static void
ci_1_observe (TroupeMonitor     *monitor,
              const TroupeEvent *event)
{
  Ci1 *self = (Ci1 *) monitor;

  if (event->subject == NULL)
    return;

  switch (event->kind)
    {
    case TROUPE_EVENT_SPAWNED:
      if (TROUPE_EVENT_DETAIL_NUMBER (event->detail) == TROUPE_EVENT_SPAWNED_INTROSPECTABLE_CLIENT)
        g_hash_table_add (self->clients, troupe_monitor_keep_actor (event->subject));
      break;

    case TROUPE_EVENT_STATUS:
      if (troupe_actor_status_is_terminal (TROUPE_EVENT_DETAIL_NUMBER (event->detail)))
        g_hash_table_remove (self->clients, event->subject);
      break;

    case TROUPE_EVENT_DROPPED:
      g_hash_table_remove (self->clients, event->subject);
      break;

    case TROUPE_EVENT_REPLIED:
      observe_reply (self, event);
      break;

    default:
      break;
    }
}

static void
ci_1_finish (TroupeMonitor *monitor,
             guint64        time_ns,
             gboolean       settled)
{
  /* All was said when the answers were given. */
}

const TroupeMonitorClass troupe_monitor_ci_1 = {
  .id = "CI-1",
  .sentence = "An introspection query on an introspectable client answers "
              "status \"client\" and actor type \"()\".",
  .kinds = 1u << TROUPE_EVENT_SPAWNED | 1u << TROUPE_EVENT_STATUS | 1u << TROUPE_EVENT_DROPPED |
           1u << TROUPE_EVENT_REPLIED,
  .size = sizeof (Ci1),
  .init = ci_1_init,
  .clear = ci_1_clear,
  .observe = ci_1_observe,
  .finish = ci_1_finish,
};
