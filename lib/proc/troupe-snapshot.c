/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-snapshot-private.h"

#include "base/troupe-defect-private.h"

TroupeSnapshot *
troupe_snapshot_new (const TroupeCell       *cell,
                     const TroupeActorId    *parent,
                     TroupeSupervisionEvent *event,
                     const char             *text)
{
  TroupeSnapshot *self = g_new (TroupeSnapshot, 1);

  *self = (TroupeSnapshot) {
    .id = troupe_actor_id_ref (troupe_cell_get_id (cell)),
    .parent = parent != NULL ? troupe_actor_id_ref ((TroupeActorId *) parent) : NULL,
    .status = cell->status,
    .text = text,
    .type_name = troupe_cell_get_type_name (cell),
    .n_handled = cell->n_handled,
    .processing_ns = troupe_cell_get_processing_time (cell),
    .created_at_ns = cell->created_at_ns,
    .event = event != NULL ? troupe_supervision_event_ref (event) : NULL,
  };

  return self;
}

void
troupe_snapshot_free (TroupeSnapshot *self)
{
  troupe_actor_id_unref (self->id);
  g_clear_pointer (&self->parent, troupe_actor_id_unref);
  g_clear_pointer (&self->event, troupe_supervision_event_unref);
  g_free (self);
}

void
troupe_snapshot_store_init (TroupeSnapshotStore *self)
{
  g_queue_init (&self->stops);
  g_queue_init (&self->failures);
}

static void
snapshot_queue_clear (GQueue *queue)
{
  GList *link;

  while ((link = g_queue_pop_head_link (queue)) != NULL)
    troupe_snapshot_free (link->data);
}

void
troupe_snapshot_store_clear (TroupeSnapshotStore *self)
{
  snapshot_queue_clear (&self->stops);
  snapshot_queue_clear (&self->failures);
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
      troupe_snapshot_free (evicted->data);
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

      if (troupe_actor_id_equal (snapshot->id, id))
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

      g_ptr_array_add (ids, troupe_actor_id_ref (take_stop ? next_stop->id : next_failure->id));
      if (take_stop)
        stop = stop->next;
      else
        failure = failure->next;
    }
}
