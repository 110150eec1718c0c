/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-roster-private.h"

/* SNAP-5 counts what waits as work for each actor, and compares it with the depth that it answers, and with the sum
 * that its proc answers:
 *
 *   delivered, returned    one more, where the event says that it is put there as work
 *   status processing      one less: it is in hand now
 *   status stopping        none: what waited has been returned
 *   a terminal status      none
 *
 * What comes back to a client ends there unseen, so what is known of a client is how much waits at most.
 *
 * Armed by every answer of a depth above zero, or that should be. */

typedef struct
{
  TroupeMember member;
  guint64      depth; /* what waits; of a client, at most */
} Queue;

typedef struct
{
  TroupeMonitor parent;
  TroupeRoster  roster; /* (element-type Queue): of all */
} Snap5;

static void
snap_5_init (TroupeMonitor *monitor)
{
  troupe_roster_init (&((Snap5 *) monitor)->roster, TROUPE_ROSTER_ALL, sizeof (Queue), /* clear = */ NULL);
}

static void
snap_5_clear (TroupeMonitor *monitor)
{
  troupe_roster_clear (&((Snap5 *) monitor)->roster);
}

static gboolean
is_client (const Queue *queue)
{
  return queue->member.status == TROUPE_ACTOR_STATUS_CLIENT;
}

/* It has another status. */
static void
observe_status (Snap5 *self,
                Queue *queue)
{
  if (queue->member.status >= TROUPE_ACTOR_STATUS_STOPPING)
    {
      queue->depth = 0;
    }
  else if (queue->member.status == TROUPE_ACTOR_STATUS_PROCESSING && queue->depth > 0)
    {
      queue->depth--;
    }
  else if (queue->member.status == TROUPE_ACTOR_STATUS_PROCESSING)
    {
      g_autofree char *text = troupe_actor_id_to_string (queue->member.id);

      troupe_monitor_violate (&self->parent, "%s has taken work, and none was put into its mailbox", text);
    }
}

/* How much waits at least, and at most, in the mailboxes of a proc. */
static void
sum_up (Snap5              *self,
        const TroupeProcId *proc,
        guint64            *ret_min,
        guint64            *ret_max)
{
  GPtrArray *queues = self->roster.members;

  *ret_min = *ret_max = 0;
  for (guint i = 0; i < queues->len; i++)
    {
      const Queue *queue = g_ptr_array_index (queues, i);

      if (queue->depth == 0 || !troupe_proc_id_equal (troupe_actor_id_get_proc (queue->member.id), proc))
        continue;
      *ret_max += queue->depth;
      *ret_min += is_client (queue) ? 0 : queue->depth;
    }
}

/* @queue: (nullable): of who answers; NULL: the proc does. */
static void
observe_answer (Snap5             *self,
                const Queue       *queue,
                const TroupeEvent *event)
{
  g_autoptr (GVariant) attributes = troupe_monitor_dup_attributes (event->payload);
  g_autofree char *author = NULL;
  guint64 depth, min, max;

  if (attributes == NULL || !g_variant_lookup (attributes, "queue_depth", "t", &depth))
    return;

  if (queue == NULL)
    sum_up (self, event->proc, &min, &max);
  else
    min = max = queue->depth;
  if (queue != NULL && is_client (queue))
    min = 0;
  if (depth > 0 || max > 0)
    self->parent.n_armed++;
  if (depth >= min && depth <= max)
    return;

  author = queue != NULL ? troupe_actor_id_to_string (queue->member.id) : troupe_proc_id_to_string (event->proc);
  troupe_monitor_violate (&self->parent, "%s answered a queue depth of %" G_GUINT64_FORMAT ", expected %s%"
                          G_GUINT64_FORMAT, author, depth, min == max ? "" : depth > max ? "at most " : "at least ",
                          depth > max ? max : min);
}

static void
snap_5_observe (TroupeMonitor     *monitor,
                const TroupeEvent *event)
{
  Snap5 *self = (Snap5 *) monitor;
  Queue *queue = troupe_roster_observe (&self->roster, event);

  if (event->kind == TROUPE_EVENT_REPLIED)
    observe_answer (self, queue, event);
  else if (event->kind == TROUPE_EVENT_STATUS && queue != NULL)
    observe_status (self, queue);
  else if (queue != NULL && (event->detail & TROUPE_EVENT_IS_WORK) != 0)
    queue->depth++;
}

static void
snap_5_finish (TroupeMonitor *monitor,
               guint64        time_ns,
               gboolean       settled)
{
  /* All was said when the answers were given. */
}

const TroupeMonitorClass troupe_monitor_snap_5 = {
  .id = "SNAP-5",
  .sentence = "The queue depth that an actor or a proc answers is what was put there as work and has not been taken "
              "or returned.",
  .kinds = TROUPE_ROSTER_EVENTS | 1u << TROUPE_EVENT_DELIVERED | 1u << TROUPE_EVENT_RETURNED |
           1u << TROUPE_EVENT_REPLIED,
  .size = sizeof (Snap5),
  .init = snap_5_init,
  .clear = snap_5_clear,
  .observe = snap_5_observe,
  .finish = snap_5_finish,
};
