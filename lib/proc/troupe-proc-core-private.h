/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "proc/troupe-cell-private.h"
#include "proc/troupe-names-private.h"
#include "proc/troupe-pressure-private.h"
#include "proc/troupe-recorder-private.h"
#include "proc/troupe-proc-private.h"
#include "proc/troupe-snapshot-private.h"

G_BEGIN_DECLS

struct _TroupeProc
{
  GObject                parent_instance;

  TroupeLoop            *loop;         /* (owned) */
  TroupeProcId          *id;           /* (owned) */
  TroupeListener        *listener;     /* (owned) (nullable): where it is served */
  gboolean               is_served;    /* at a local address, without a listener */
  TroupePeer            *agent;        /* (owned): who answers for the proc itself */
  TroupeKnobValues       knobs;
  guint64                n_sent;       /* numbers what the proc itself says */
  TroupeNames            names;
  TroupeCell            *first_cell;   /* (owned): all cells, in the order of creation; ended ones until their last
                                        * step */
  TroupeCell            *last_cell;
  guint                  n_actors;     /* that have not ended; clients do not count */
  guint                  n_roots;      /* of these */
  TroupeCell            *coordinator;  /* (not owned) (nullable): supervises the roots; NULL once it has ended */
  gboolean               had_coordinator; /* one was set: there is no second */
  TroupeDestroy         *destroy;      /* (owned) (nullable): its end, under way or reached: nothing new is made */
  TroupeSnapshotStore    snapshots;
  GHashTable            *watches;      /* (element-type guint64 TroupeWatch) (owned) (nullable): by token; looked up
                                        * only */
  guint64                n_watches;    /* numbers them */
  TroupePressure         pressure;     /* of the work that waits in our mailboxes */
  TroupeRecorder         recorder;     /* what happened lately */
  TroupeProcStoppedFunc  stopped_func; /* (nullable): waits for the last actor to end */
  gpointer               stopped_data;
  TroupeTask             stopped_task; /* tells it */
};

/* One more message waits as work in a mailbox of the proc. On the path of every message: asks for the time only outside
 * a dispatch. */
static inline void
troupe_proc_count_work (TroupeProc *self)
{
  TroupeLoop *loop = self->loop;

  troupe_pressure_add (&self->pressure, loop->dispatching ? loop->now_ns : troupe_loop_get_time (loop));
}

/* The next message to handle, of which there is one. (transfer full) */
static inline TroupeMessage *
troupe_cell_take_first_work (TroupeCell *self)
{
  TroupeMessageQueue *work = &self->mailbox.work;

  troupe_pressure_subtract (&self->proc->pressure, self->proc->loop->now_ns);

  return troupe_message_queue_remove (work, &work->head);
}

/* The same; NULL if none waits. (transfer full) (nullable) */
static inline TroupeMessage *
troupe_cell_take_work (TroupeCell *self)
{
  return self->mailbox.work.length > 0 ? troupe_cell_take_first_work (self) : NULL;
}

/* (nullable): the proc of that id, if it lives on this loop. */
TroupeProc  *troupe_loop_find_proc      (TroupeLoop             *self,
                                         const TroupeProcId     *id);
/* A peer has accepted something, or a connection has ended: who waits for that may go on. */
void         troupe_loop_check_flush    (TroupeLoop             *self);
void         troupe_proc_add_cell       (TroupeProc             *self,
                                         TroupeCell             *cell);
void         troupe_proc_remove_cell    (TroupeProc             *self,
                                         TroupeCell             *cell);
/* @cell: a root, that has ended or goes: its name is free, unless another root has it by now. */
void         troupe_proc_forget_root    (TroupeProc             *self,
                                         TroupeCell             *cell);
/* (nullable) (transfer none): the peer of a new child of @parent, which may have children: an actor that is not
 * ending. @name: (nullable): NULL for that of its root. @state: (transfer full) if there is one. */
TroupePeer  *troupe_proc_spawn_under    (TroupeProc             *self,
                                         TroupeCell             *parent,
                                         const char             *name,
                                         const TroupeBehavior   *behavior,
                                         gpointer                state,
                                         GError                **error);
/* (transfer full) (nullable): who a new root of @name is, or child of @parent, which may have children. */
TroupePeer  *troupe_proc_name_root      (TroupeProc             *self,
                                         const char             *name,
                                         GError                **error);
/* @name: (nullable): NULL for that of the parent's root */
TroupePeer  *troupe_proc_name_child     (TroupeProc             *self,
                                         TroupeCell             *parent,
                                         const char             *name,
                                         GError                **error);
/* May it have children? If not, says why. @parent: who it is; @cell: (nullable): its cell, if it lives here. */
gboolean     troupe_proc_check_parent   (TroupeProc             *self,
                                         TroupeActorId          *parent,
                                         TroupeCell             *cell,
                                         GError                **error);
/* An actor, not a client, has come to its end. */
void         troupe_proc_actor_ended    (TroupeProc             *self,
                                         TroupeCell             *cell);
/* (nullable): the actor or client of that id, if it has not ended. */
TroupeCell  *troupe_proc_find_cell      (TroupeProc             *self,
                                         TroupeActorId          *id);
/* Keeps what @cell leaves behind, and says so. @parent: (nullable): it had. @event: (nullable) (transfer full): held:
 * its end; NULL for a client. @text: why; lives as long as @event, for ever without one. */
void         troupe_proc_store_snapshot (TroupeProc             *self,
                                         TroupeCell             *cell,
                                         TroupeCell             *parent,
                                         TroupeSupervisionEvent *event,
                                         const char             *text);
/* @event: (transfer full): held: no actor is above @from: it goes to the coordinator, or a failure ends the process. */
void         troupe_proc_take_event     (TroupeProc             *self,
                                         TroupeCell             *from,
                                         TroupeSupervisionEvent *event);
/* Why there is no such actor. */
TroupeReason troupe_proc_reason_for     (TroupeProc             *self,
                                         const TroupeActorId    *id);
/* @message: (transfer full) if it answers TRUE: it was a query for the proc itself. */
gboolean     troupe_proc_answer         (TroupeProc             *self,
                                         TroupeMessage          *message);

G_END_DECLS
