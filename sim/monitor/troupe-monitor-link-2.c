/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-session-end-private.h"

/* LINK-2 keeps, for each end of each session, the connection that it has:
 *
 *   none --- connected ---> one --- disconnected, or its process exits ---> none
 *
 * and the number of the latest, which only grows: a connection that comes late must not push aside a later one.
 *
 * Armed by every connection of a session that has had one before. */

typedef struct
{
  TroupeSessionEnd parent;
  guint64          latest;       /* number of the latest connection */
  gboolean         is_connected;
} End;

typedef struct
{
  TroupeMonitor  parent;
  GHashTable    *ends;    /* (element-type End) (owned): a set */
  GHashTable    *ends_of; /* (element-type TroupeProcId GPtrArray): of each proc, in the order of their first events */
} Link2;

static void
link_2_init (TroupeMonitor *monitor)
{
  Link2 *self = (Link2 *) monitor;

  self->ends = troupe_session_ends_new ();
  self->ends_of = g_hash_table_new_full (troupe_proc_id_hash, troupe_proc_id_equal,
                                         (GDestroyNotify) troupe_proc_id_unref, (GDestroyNotify) g_ptr_array_unref);
}

static void
link_2_clear (TroupeMonitor *monitor)
{
  Link2 *self = (Link2 *) monitor;

  g_hash_table_unref (self->ends_of);
  g_hash_table_unref (self->ends);
}

static End *
find_end (Link2             *self,
          const TroupeEvent *event)
{
  End *end = troupe_session_ends_find (self->ends, event);
  GPtrArray *ends;

  if (end != NULL)
    return end;

  end = troupe_session_ends_add (self->ends, event, sizeof *end);
  ends = g_hash_table_lookup (self->ends_of, event->proc);
  if (ends == NULL)
    {
      ends = g_ptr_array_new ();
      g_hash_table_insert (self->ends_of, troupe_monitor_keep_proc (event->proc), ends);
    }
  g_ptr_array_add (ends, end);

  return end;
}

static void
observe_connected (Link2             *self,
                   const TroupeEvent *event)
{
  End *end = find_end (self, event);
  g_autofree char *proc = troupe_proc_id_to_string (event->proc);

  if (end->latest > 0)
    self->parent.n_armed++;
  if (end->is_connected)
    troupe_monitor_violate (&self->parent, "%s has connection %" G_GUINT64_FORMAT " of a session, and still has %"
                            G_GUINT64_FORMAT, proc, event->message_number, end->latest);
  else if (event->message_number <= end->latest)
    troupe_monitor_violate (&self->parent, "%s took connection %" G_GUINT64_FORMAT " of a session after %"
                            G_GUINT64_FORMAT, proc, event->message_number, end->latest);

  end->is_connected = TRUE;
  end->latest = event->message_number;
}

static void
observe_disconnected (Link2             *self,
                      const TroupeEvent *event)
{
  End *end = find_end (self, event);
  g_autofree char *proc = NULL;

  if (end->is_connected && end->latest == event->message_number)
    {
      end->is_connected = FALSE;
      return;
    }

  proc = troupe_proc_id_to_string (event->proc);
  troupe_monitor_violate (&self->parent, "%s lost connection %" G_GUINT64_FORMAT " of a session, which it did not have",
                          proc, event->message_number);
}

static void
observe_exited (Link2             *self,
                const TroupeEvent *event)
{
  GPtrArray *ends = g_hash_table_lookup (self->ends_of, event->proc);

  for (guint i = 0; ends != NULL && i < ends->len; i++)
    ((End *) g_ptr_array_index (ends, i))->is_connected = FALSE;
}

static void
link_2_observe (TroupeMonitor     *monitor,
                const TroupeEvent *event)
{
  Link2 *self = (Link2 *) monitor;

  if (event->kind == TROUPE_EVENT_CONNECTED)
    observe_connected (self, event);
  else if (event->kind == TROUPE_EVENT_DISCONNECTED)
    observe_disconnected (self, event);
  else
    observe_exited (self, event);
}

static void
link_2_finish (TroupeMonitor *monitor,
               guint64        time_ns,
               gboolean       settled)
{
  /* All was said when the connections came and went. */
}

const TroupeMonitorClass troupe_monitor_link_2 = {
  .id = "LINK-2",
  .sentence = "Each end of a session has one connection at a time, and each one is later than those before it.",
  .kinds = 1u << TROUPE_EVENT_CONNECTED | 1u << TROUPE_EVENT_DISCONNECTED | 1u << TROUPE_EVENT_EXITED,
  .size = sizeof (Link2),
  .init = link_2_init,
  .clear = link_2_clear,
  .observe = link_2_observe,
  .finish = link_2_finish,
};
