/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-inbox-private.h"
#include "base/troupe-knob-private.h"
#include "base/troupe-world-private.h"
#include "message/troupe-message-private.h"
#include "message/troupe-peer-private.h"
#include "message/troupe-recycler-private.h"
#include "proc/troupe-loop.h"
#include "proc/troupe-router.h"
#include "proc/troupe-task-private.h"
#include "proc/troupe-timer-private.h"

G_BEGIN_DECLS

/* What is put into the inbox of a loop: there it becomes a task. */
typedef struct
{
  TroupeInboxNode  node; /* first: a node is what was posted */
  TroupeTask       task;
  TroupeLoop      *loop; /* (not owned): whose inbox it was in; set by who takes it from there */
} TroupePosted;

typedef struct _TroupeSessions TroupeSessions;
typedef struct _TroupeReturns TroupeReturns;

struct _TroupeLoop
{
  GObject            parent_instance;

  TroupeWorld       *world;           /* (owned): ours alone */
  TroupeInbox       *inbox;           /* (owned): of TroupePosted: what other threads leave for us */
  TroupeRunQueue     run_queue;
  TroupeTimerHeap    timers;
  TroupeMessagePool *pool;            /* (owned): every message block of this loop */
  TroupePeerTable   *peers;           /* (owned): every actor that this loop knows of */
  GPtrArray         *procs;           /* (element-type TroupeProc) (not owned): in the order of creation */
  GPtrArray         *lanes;           /* (element-type TroupeLane): to other loops of this process: our ends, in the
                                       * order of first use */
  GPtrArray         *arrivals;        /* (element-type TroupeLane): from other loops: our ends, in the order of
                                       * arrival */
  GHashTable        *lane_routes;     /* TroupeAddress -> TroupeLane (not owned): where others were found; looked up
                                       * only */
  GPtrArray         *served;          /* (element-type TroupeAddress) (owned): local ones, where others find us: once
                                       * for each proc there */
  TroupeSessions    *sessions;        /* (owned) (nullable): with other processes, once there are any */
  TroupeReturns     *returns;         /* (owned) (nullable): messages that came back lately, and might do so again */
  TroupeRouter      *router;          /* (owned): where messages to others go */
  TroupeMessage     *in_hand;         /* (not owned): a stack, linked by next: messages between two custodians */
  TroupeRecycler     cells;           /* blocks for cells */
  TroupeRecycler     rares;           /* for what few cells have */
  TroupeRecycler     notices;         /* for notices */
  TroupeRecycler     events;          /* and for supervision events */
  guint              n_local_procs;   /* ever made: numbers the seeds of their addresses */
  TroupeKnobValues   knobs;           /* ours, and what a new proc starts with */
  guint64            now_ns;          /* read once for each dispatch */
  guint64            call_began_ns;   /* when the actor's code was called that is on the stack, or was last */
  gint64             wall_clock_ns;   /* read at most once for each dispatch; 0: not yet */
  guint              n_held;          /* tasks that the world let none of go when it was last asked; else 0 */
  gboolean           explores;        /* the world has a choose(): where more than one thing can be next, ask it */
  gboolean           dispatching;
  gboolean           ending;          /* this process was asked to end: what is still sent is lost */
  TroupeLargeBlocks  large;           /* what the pool shares with those of the sessions */
};

void troupe_loop_set_timer    (TroupeLoop  *self,
                               TroupeTimer *timer,
                               guint64      delay_ns);
void troupe_loop_cancel_timer (TroupeLoop  *self,
                               TroupeTimer *timer);
void troupe_loop_read_wall_clock (TroupeLoop *self);
/* Asks the world to end this process: the current handler finishes; what is sent from now on is lost. */
void troupe_loop_exit         (TroupeLoop  *self,
                               int          code,
                               const char  *text);

/* Puts a task into the run queue, and wakes the loop if it sleeps: if it has no others, or none that may go. */
static inline void
troupe_loop_schedule (TroupeLoop *self,
                      TroupeTask *task)
{
  gboolean was_asleep = self->run_queue.length <= self->n_held;

  troupe_run_queue_push (&self->run_queue, task);
  if (G_UNLIKELY (!self->dispatching) && was_asleep)
    troupe_world_wake (self->world);
}

/* The wall clock, in a dispatch as of its first use there. */
static inline gint64
troupe_loop_get_wall_clock (TroupeLoop *self)
{
  if (G_UNLIKELY (self->wall_clock_ns == 0 || !self->dispatching))
    troupe_loop_read_wall_clock (self);

  return self->wall_clock_ns;
}

/* Which of @n things, in their order, comes next. */
static inline guint
troupe_loop_choose (TroupeLoop *self,
                    const char *site,
                    guint       n)
{
  return G_UNLIKELY (self->explores) && n > 1 ? troupe_world_choose (self->world, site, n) : 0;
}

G_END_DECLS
