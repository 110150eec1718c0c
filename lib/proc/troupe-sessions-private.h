/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "channel/troupe-arrival-private.h"
#include "channel/troupe-initiator-private.h"
#include "proc/troupe-loop-private.h"

G_BEGIN_DECLS

/* Messages to one other process: a session, whose connections it dials. */
typedef struct
{
  TroupeTask       task;      /* runs the session */
  TroupeTimer      timer;     /* and this says when, if nothing else does */
  TroupeLoop      *loop;      /* (not owned): outlives us */
  TroupeAddress   *address;   /* (owned): of the other process */
  TroupeInitiator *initiator; /* (owned) */
  guint32          stream;    /* number of the stream that was dialled last */
} TroupeOutbound;

/* Messages from another process: one connection that it has made. */
typedef struct
{
  TroupeTask     task;        /* runs the connection */
  TroupeTimer    timer;       /* and this says when, if nothing else does */
  TroupeLoop    *loop;        /* (not owned): outlives us */
  TroupeArrival *arrival;     /* (owned) */
  guint32        stream;      /* number of its stream */
  gboolean       is_over;     /* freed when its task has run */
} TroupeInbound;

/* One place of the log of strangers, see troupe_sessions_may_log(). */
typedef struct
{
  guint64 peer;    /* hash of what the world calls it; 0: free */
  guint64 time_ns; /* when it was last logged */
} TroupeLogged;

#define TROUPE_LOGGED_MAX 64
/* A power of two. */
#define TROUPE_RECENT_MAX 32

/* What a loop has to do with other processes. Made when it first has. */
struct _TroupeSessions
{
  TroupeSessionHome    home;
  TroupeProcId        *proc;       /* (owned): who we say we are: the first proc of the loop */
  guint64              n_sessions; /* that we have begun */
  GPtrArray           *outbounds;  /* (element-type TroupeOutbound) (owned): in the order of creation */
  GHashTable          *routes;     /* TroupeAddress -> TroupeOutbound (not owned): looked up only */
  TroupeOutbound      *recent[TROUPE_RECENT_MAX]; /* (not owned) (nullable): of routes, by hash */
  GPtrArray           *inbounds;   /* (element-type TroupeInbound) (owned): in the order of creation */
  TroupeAcceptorTable *acceptors;  /* (owned) */
  TroupeScratch       *scratch;    /* (owned) */
  TroupeLogged         logged[TROUPE_LOGGED_MAX];
};

/* Those of @loop, which has a proc. */
TroupeSessions *troupe_loop_get_sessions   (TroupeLoop          *loop);
/* Closes them, in order where that is possible. */
void            troupe_loop_clear_sessions (TroupeLoop          *loop);
/* May what a peer did wrong be logged now? At most once in a second for each peer. */
gboolean        troupe_sessions_may_log    (TroupeSessions      *self,
                                            const char          *peer,
                                            guint64              now_ns);
/* @message: (transfer full): sends it to the process at @address; to another loop of this process where that is a local
 * one. */
void            troupe_loop_send_over      (TroupeLoop          *self,
                                            TroupeMessage       *message,
                                            TroupeAddress       *address);
/* @stream: (transfer full): a peer has dialled us. */
void            troupe_loop_add_accepted   (TroupeLoop          *self,
                                            TroupeStream        *stream);
/* Is there a message that its receiving process, or loop, has not accepted yet? One that waits for a way there is. */
gboolean        troupe_loop_has_unaccepted (TroupeLoop          *self);
/* How many messages stand before one that would be sent to @receiver, in another process or on another loop, now. */
guint           troupe_loop_count_ahead    (TroupeLoop          *self,
                                            const TroupePeer    *receiver);
/* Who waits for what was sent wants to hear of it soon: acknowledgements are asked for, and given, at once. */
void            troupe_loop_hurry          (TroupeLoop          *self);
/* The stream @number is to become a connection of a session, or to be closed, within @bound_ns. @detail: who dialled */
void            troupe_loop_tell_greeting  (TroupeLoop          *self,
                                            guint32              number,
                                            guint32              detail,
                                            guint64              bound_ns);
/* All that sessions and lanes hold is lost; the sessions call nobody any more. */
void            troupe_loop_lose_unsent    (TroupeLoop          *self);
void            troupe_outbound_free       (TroupeOutbound      *self);
void            troupe_inbound_free        (TroupeInbound       *self);

/* Sets @timer for @time_ns at the latest. One that is set already for earlier stays: who set it looks again. */
static inline void
troupe_loop_set_timer_by (TroupeLoop  *self,
                          TroupeTimer *timer,
                          guint64      time_ns,
                          gboolean     is_background,
                          guint64      now_ns)
{
  gboolean is_set = troupe_timer_is_set (timer);

  if (time_ns == G_MAXUINT64 || (is_set && timer->time_ns <= time_ns && timer->is_background == is_background))
    return;

  troupe_loop_cancel_timer (self, timer);
  timer->is_background = is_background;
  troupe_loop_set_timer (self, timer, time_ns - MIN (time_ns, now_ns));
}

G_END_DECLS
