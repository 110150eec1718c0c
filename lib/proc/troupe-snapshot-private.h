/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "proc/troupe-cell-private.h"

G_BEGIN_DECLS

/* What an ended actor leaves behind: enough to answer what became of it. */
typedef struct
{
  TroupePeer        *actor;           /* (owned) */
  TroupePeer        *parent;          /* (owned) (nullable) */
  TroupeActorStatus  status;          /* terminal */
  const char        *text;            /* (not owned): why it ended; may be empty; lives as long as the event, for
                                       * ever without one */
  const char        *type_name;       /* (not owned): lives for ever */
  guint64            n_handled;
  guint64            processing_ns;
  gint64             created_at_ns;   /* wall clock */
  TroupeSupervisionEvent *event;      /* (held) (nullable): its end; NULL for a client */
  guint64            number;          /* in the order of ending */
  GList              link;            /* in the store */
} TroupeSnapshot;

/* The snapshots of a proc, bounded by the knob `snapshot.retention`: when there is one too many, the oldest clean stop
 * goes; if all are failures, the newest but the one that came: early failures are nearest the cause. */
typedef struct
{
  GQueue         stops;    /* (element-type TroupeSnapshot) (owned): oldest first */
  GQueue         failures; /* likewise */
  guint64        n_added;  /* ever: numbers them */
  TroupeRecycler recycler; /* of snapshots */
} TroupeSnapshotStore;

void                  troupe_snapshot_store_init   (TroupeSnapshotStore       *self);
void                  troupe_snapshot_store_clear  (TroupeSnapshotStore       *self);
/* @snapshot: (transfer full): its own. Makes room for it first, so that there are at most @n_max then, but at least
 * this one. */
void                  troupe_snapshot_store_add    (TroupeSnapshotStore       *self,
                                                    TroupeSnapshot            *snapshot,
                                                    guint64                    n_max);
/* Lets go of what is more than @n_max. */
void                  troupe_snapshot_store_trim   (TroupeSnapshotStore       *self,
                                                    guint64                    n_max);
/* (nullable) */
const TroupeSnapshot *troupe_snapshot_store_find   (const TroupeSnapshotStore *self,
                                                    const TroupeActorId       *id);
/* Appends the ids of all, (transfer full), in the order of ending. */
void                  troupe_snapshot_store_list   (const TroupeSnapshotStore *self,
                                                    GPtrArray                 *ids);
/* One to be added. @parent: (nullable): it had. @event: (nullable) (transfer full): held: its end; NULL for a client.
 * @text: lives as long as @event, for ever without one. */
TroupeSnapshot       *troupe_snapshot_store_make   (TroupeSnapshotStore       *self,
                                                    const TroupeCell          *cell,
                                                    TroupePeer                *parent,
                                                    TroupeSupervisionEvent    *event,
                                                    const char                *text);

G_END_DECLS
