/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-session-end-private.h"

/* LINK-3 keeps, for each end of each session, what was acknowledged last: all before some sequence. At neither end may
 * that go back, over all connections of the session; at the initiator's it may not be more than was ever sent.
 *
 * Armed by every acknowledgement of a session that has had one before. */

typedef struct
{
  TroupeSessionEnd parent;
  guint64          taken; /* all before this sequence was acknowledged; 0: nothing yet */
} End;

typedef struct
{
  TroupeMonitor  parent;
  GHashTable    *ends; /* (element-type End) (owned): a set */
} Link3;

static void
link_3_init (TroupeMonitor *monitor)
{
  ((Link3 *) monitor)->ends = troupe_session_ends_new ();
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
  End *end = troupe_session_ends_find (self->ends, event);

  return end != NULL ? end : troupe_session_ends_add (self->ends, event, sizeof *end);
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
  if (taken >= end->taken && (end->parent.is_acceptor || taken <= acknowledgement->unsent))
    {
      end->taken = taken;
      return;
    }

  proc = troupe_proc_id_to_string (event->proc);
  if (taken < end->taken)
    troupe_monitor_violate (monitor, "what %s %s went back, from all before %" G_GUINT64_FORMAT " to all before %"
                            G_GUINT64_FORMAT, proc,
                            end->parent.is_acceptor ? "acknowledged" : "heard to be acknowledged", end->taken, taken);
  else
    troupe_monitor_violate (monitor, "%s heard that all before %" G_GUINT64_FORMAT " was taken, and has sent what is "
                            "before %" G_GUINT64_FORMAT, proc, taken, acknowledgement->unsent);
}

static void
link_3_finish (TroupeMonitor *monitor,
               guint64        time_ns,
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
