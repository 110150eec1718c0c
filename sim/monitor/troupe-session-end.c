/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-session-end-private.h"

static guint
end_hash (gconstpointer data)
{
  const TroupeSessionEnd *self = data;

  return (guint) self->session + (guint) self->is_acceptor;
}

static gboolean
end_equal (gconstpointer a,
           gconstpointer b)
{
  const TroupeSessionEnd *first = a;
  const TroupeSessionEnd *second = b;

  return first->session == second->session && first->is_acceptor == second->is_acceptor &&
         troupe_proc_id_equal (first->proc, second->proc);
}

static void
end_free (gpointer data)
{
  TroupeSessionEnd *self = data;

  troupe_proc_id_unref (self->proc);
  g_free (self);
}

/* The proc is borrowed from @event. */
static TroupeSessionEnd
end_of_event (const TroupeEvent *event)
{
  return (TroupeSessionEnd) {
    .proc = (TroupeProcId *) event->proc,
    .session = event->message_type,
    .is_acceptor = (event->detail & TROUPE_EVENT_IS_ACCEPTOR) != 0,
  };
}

GHashTable *
troupe_session_ends_new (void)
{
  return g_hash_table_new_full (end_hash, end_equal, end_free, NULL);
}

gpointer
troupe_session_ends_find (GHashTable        *ends,
                          const TroupeEvent *event)
{
  TroupeSessionEnd key = end_of_event (event);

  return g_hash_table_lookup (ends, &key);
}

gpointer
troupe_session_ends_add (GHashTable        *ends,
                         const TroupeEvent *event,
                         gsize              size)
{
  TroupeSessionEnd *end = g_malloc0 (size);

  *end = end_of_event (event);
  end->proc = troupe_monitor_keep_proc (event->proc);
  g_hash_table_add (ends, end);

  return end;
}
