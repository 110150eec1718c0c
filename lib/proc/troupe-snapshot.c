/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-snapshot-private.h"
#include "proc/troupe-supervision-event-private.h"

#include "base/troupe-defect-private.h"

TroupeSnapshot *
troupe_snapshot_store_make (TroupeSnapshotStore    *self,
                            const TroupeCell       *cell,
                            TroupePeer             *parent,
                            TroupeSupervisionEvent *event,
                            const char             *text)
{
  TroupeSnapshot *snapshot = troupe_recycler_take (&self->recycler, sizeof *snapshot);

  *snapshot = (TroupeSnapshot) {
    .actor = troupe_peer_ref (cell->peer),
    .parent = parent != NULL ? troupe_peer_ref (parent) : NULL,
    .status = TROUPE_DEFECT ("snapshot.failure-as-stop") ? TROUPE_ACTOR_STATUS_STOPPED
                                                         : (TroupeActorStatus) cell->status,
    .text = text,
    .type_name = troupe_cell_get_type_name (cell),
    .n_handled = cell->n_handled,
    .processing_ns = troupe_cell_get_processing_time (cell),
    .created_at_ns = cell->created_at_ns,
    .event = event,
  };

  return snapshot;
}

static void
store_free_snapshot (TroupeSnapshotStore *self,
                     TroupeSnapshot      *snapshot)
{
  /* First, so that the peer is the last to hold the id. */
  g_clear_pointer (&snapshot->event, troupe_supervision_event_release);
  troupe_peer_unref (snapshot->actor);
  g_clear_pointer (&snapshot->parent, troupe_peer_unref);
  troupe_recycler_give_back (&self->recycler, snapshot);
}

void
troupe_snapshot_store_init (TroupeSnapshotStore *self)
{
  *self = (TroupeSnapshotStore) { .stops = G_QUEUE_INIT, .failures = G_QUEUE_INIT };
}

static void
store_clear_queue (TroupeSnapshotStore *self,
                   GQueue              *queue)
{
  GList *link;

  while ((link = g_queue_pop_head_link (queue)) != NULL)
    store_free_snapshot (self, link->data);
}

void
troupe_snapshot_store_clear (TroupeSnapshotStore *self)
{
  store_clear_queue (self, &self->stops);
  store_clear_queue (self, &self->failures);
  troupe_recycler_clear (&self->recycler);
}

void
troupe_snapshot_store_trim (TroupeSnapshotStore *self,
                            guint64              n_max)
{
  while ((guint64) self->stops.length + self->failures.length > n_max)
    {
      GList *evicted = TROUPE_DEFECT ("snapshot.newest-stop-first") ? g_queue_pop_tail_link (&self->stops)
                                                                    : g_queue_pop_head_link (&self->stops);

      if (evicted == NULL)
        evicted = g_queue_pop_tail_link (&self->failures);
      store_free_snapshot (self, evicted->data);
    }
}

void
troupe_snapshot_store_add (TroupeSnapshotStore *self,
                           TroupeSnapshot      *snapshot,
                           guint64              n_max)
{
  troupe_snapshot_store_trim (self, n_max > 0 ? n_max - 1 : 0);
  snapshot->number = ++self->n_added;
  snapshot->link.data = snapshot;
  if (snapshot->status == TROUPE_ACTOR_STATUS_FAILED)
    g_queue_push_tail_link (&self->failures, &snapshot->link);
  else
    g_queue_push_tail_link (&self->stops, &snapshot->link);
}

static const TroupeSnapshot *
snapshot_queue_find (const GQueue        *queue,
                     const TroupeActorId *id)
{
  for (const GList *link = queue->head; link != NULL; link = link->next)
    {
      const TroupeSnapshot *snapshot = link->data;

      if (troupe_actor_id_equal (snapshot->actor->id, id))
        return snapshot;
    }

  return NULL;
}

const TroupeSnapshot *
troupe_snapshot_store_find (const TroupeSnapshotStore *self,
                            const TroupeActorId       *id)
{
  const TroupeSnapshot *snapshot = snapshot_queue_find (&self->stops, id);

  return snapshot != NULL ? snapshot : snapshot_queue_find (&self->failures, id);
}

void
troupe_snapshot_store_list (const TroupeSnapshotStore *self,
                            GPtrArray                 *ids)
{
  const GList *stop = self->stops.head;
  const GList *failure = self->failures.head;

  while (stop != NULL || failure != NULL)
    {
      const TroupeSnapshot *next_stop = stop != NULL ? stop->data : NULL;
      const TroupeSnapshot *next_failure = failure != NULL ? failure->data : NULL;
      gboolean take_stop = next_failure == NULL || (next_stop != NULL && next_stop->number < next_failure->number);

      g_ptr_array_add (ids, troupe_actor_id_ref (take_stop ? next_stop->actor->id : next_failure->actor->id));
      if (take_stop)
        stop = stop->next;
      else
        failure = failure->next;
    }
}
