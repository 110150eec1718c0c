/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-monitor-private.h"

/* LINK-3 keeps, for each end of each session, what was acknowledged last: all before some sequence. At neither end may
 * that go back, over all connections of the session; at the initiator's it may not be more than was ever sent.
 *
 * Armed by every acknowledgement of a session that has had one before. */

/* One end of a session. */
typedef struct
{
  TroupeProcId *proc;        /* (owned): where it is */
  guint64       session;     /* what the events call it */
  gboolean      is_acceptor;
  guint64       taken;       /* all before this sequence was acknowledged; 0: nothing yet */
} End;

typedef struct
{
  TroupeMonitor  parent;
  GHashTable    *ends; /* (element-type End): a set */
} Link3;

static guint
end_hash (gconstpointer data)
{
  const End *self = data;

  return (guint) self->session + (guint) self->is_acceptor;
}

static gboolean
end_equal (gconstpointer a,
           gconstpointer b)
{
  const End *first = a;
  const End *second = b;

  return first->session == second->session && first->is_acceptor == second->is_acceptor &&
         troupe_proc_id_equal (first->proc, second->proc);
}

static void
end_free (gpointer data)
{
  End *self = data;

  troupe_proc_id_unref (self->proc);
  g_free (self);
}

static void
link_3_init (TroupeMonitor *monitor)
{
  ((Link3 *) monitor)->ends = g_hash_table_new_full (end_hash, end_equal, end_free, NULL);
}

static void
link_3_clear (TroupeMonitor *monitor)
{
  g_hash_table_unref (((Link3 *) monitor)->ends);
}

static End *
find_end (Link3             *self,
          const TroupeEvent *event)
{
  End key = {
    .proc = (TroupeProcId *) event->proc,
    .session = event->message_type,
    .is_acceptor = (event->detail & TROUPE_EVENT_IS_ACCEPTOR) != 0,
  };
  End *end = g_hash_table_lookup (self->ends, &key);

  if (end != NULL)
    return end;

  end = g_memdup2 (&key, sizeof key);
  end->proc = troupe_monitor_keep_proc (event->proc);
  g_hash_table_add (self->ends, end);

  return end;
}

static void
link_3_observe (TroupeMonitor     *monitor,
                const TroupeEvent *event)
{
  Link3 *self = (Link3 *) monitor;
  const TroupeAcknowledgement *acknowledgement = event->payload;
  End *end = find_end (self, event);
  guint64 taken = event->message_number;
  g_autofree char *proc = NULL;

  if (end->taken > 0)
    monitor->n_armed++;
  if (taken >= end->taken && (end->is_acceptor || taken <= acknowledgement->unsent))
    {
      end->taken = taken;
      return;
    }

  proc = troupe_proc_id_to_string (event->proc);
  if (taken < end->taken)
    troupe_monitor_violate (monitor, "what %s %s went back, from all before %" G_GUINT64_FORMAT " to all before %"
                            G_GUINT64_FORMAT, proc, end->is_acceptor ? "acknowledged" : "heard to be acknowledged",
                            end->taken, taken);
  else
    troupe_monitor_violate (monitor, "%s heard that all before %" G_GUINT64_FORMAT " was taken, and has sent what is "
                            "before %" G_GUINT64_FORMAT, proc, taken, acknowledgement->unsent);
}

static void
link_3_finish (TroupeMonitor *monitor,
               gboolean       settled)
{
  /* All was said when it was acknowledged. */
}

const TroupeMonitorClass troupe_monitor_link_3 = {
  .id = "LINK-3",
  .sentence = "What a session has acknowledged never goes back, and is never more than was sent.",
  .kinds = 1u << TROUPE_EVENT_ACKNOWLEDGED,
  .size = sizeof (Link3),
  .init = link_3_init,
  .clear = link_3_clear,
  .observe = link_3_observe,
  .finish = link_3_finish,
};
