/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-message-private.h"
#include "monitor/troupe-monitor.h"

G_BEGIN_DECLS

/* A story of events, told by hand to one monitor. Actors are written `name[pid]`, of the proc P0, or
 * `p1:name[pid]`, of the proc p1; procs are written p0, p1, and far1 for one on another machine. */
typedef struct
{
  TroupeMonitor     *monitor;  /* (owned) */
  TroupeMessagePool *pool;     /* (owned) */
  TroupePeerTable   *peers;    /* (owned) */
  guint64            time_ns;  /* of the last event: each takes a nanosecond */
} Tape;

/* Where a message got to: which event, in which proc, why. */
typedef struct
{
  TroupeEventKind  kind;
  const char      *proc;      /* (nullable): NULL: where the kind happens by itself */
  TroupeReason     reason;
  gboolean         is_return;
  guint64          port;      /* 0: that of its type */
  gboolean         is_ordered;
  gboolean         is_work;   /* it waits for the handler of its receiver */
} TapeMessageEvent;

Tape *tape_new            (const char *id);
void  tape_free           (Tape       *self);
/* Any event without a payload. @proc: (nullable): NULL: p0, or the proc of @subject. */
void  tape_tell           (Tape            *self,
                           TroupeEventKind  kind,
                           const char      *proc,
                           const char      *subject,
                           const char      *object,
                           guint32          detail);
void  tape_spawned        (Tape       *self,
                           const char *actor,
                           const char *parent);
void  tape_spawned_client (Tape       *self,
                           const char *client);
void  tape_status         (Tape              *self,
                           const char        *actor,
                           TroupeActorStatus  status);
/* @proc starts on the host @host. */
void  tape_started        (Tape       *self,
                           const char *proc,
                           const char *host);
void  tape_exited         (Tape       *self,
                           const char *proc);
/* The host @host has stopped. */
void  tape_halted         (Tape       *self,
                           const char *host);
/* An end of the session @session, in @proc, gets or loses its connection @number. @detail: which end, as the event has
 * it. */
void  tape_connection     (Tape            *self,
                           TroupeEventKind  kind,
                           const char      *proc,
                           guint32          detail,
                           guint64          session,
                           guint64          number);
/* The same over a stream. */
void  tape_connection_over (Tape            *self,
                            TroupeEventKind  kind,
                            const char      *proc,
                            guint32          detail,
                            guint64          session,
                            guint64          number,
                            guint32          stream);
/* The world opens or closes @proc's end of @stream. @address: (nullable): where it was dialled; NULL: at that proc */
void  tape_stream         (Tape            *self,
                           TroupeEventKind  kind,
                           const char      *proc,
                           guint32          detail,
                           guint32          stream,
                           const char      *address);
/* @proc makes a connection of @stream, within @bound_ns. */
void  tape_greeting       (Tape       *self,
                           const char *proc,
                           guint32     detail,
                           guint32     stream,
                           guint64     bound_ns);
/* Nothing happens for so long. */
void  tape_wait           (Tape       *self,
                           guint64     duration_ns);
/* The message @number of the type @type from @sender to @receiver. */
void  tape_message        (Tape             *self,
                           TapeMessageEvent  event,
                           const char       *type,
                           const char       *sender,
                           const char       *receiver,
                           guint64           number);
/* @client replies to a query; a NULL attribute is left out. */
void  tape_answered       (Tape       *self,
                           const char *client,
                           const char *status,
                           const char *type);
/* @author replies to a query with @attributes, in GVariant's text form. */
void  tape_answered_with  (Tape       *self,
                           const char *author,
                           const char *attributes);
/* @receiver hears that @origin ended so, through @via. */
void  tape_supervised     (Tape              *self,
                           const char        *receiver,
                           const char        *origin,
                           const char        *via,
                           TroupeActorStatus  status,
                           gboolean           handled);
void  tape_snapshot       (Tape              *self,
                           const char        *actor,
                           TroupeActorStatus  status);
/* @proc says or hears, as @detail tells, that all before @sequence was taken; what is before @unsent was sent. */
void  tape_acknowledged   (Tape       *self,
                           const char *proc,
                           guint32     detail,
                           guint64     session,
                           guint64     sequence,
                           guint64     unsent);
/* @actor took longer than its bound with @what. */
void  tape_overrun        (Tape       *self,
                           const char *actor,
                           const char *what);
/* @client replies to something that was no query. */
void  tape_replied        (Tape       *self,
                           const char *client);
void  tape_finish         (Tape       *self,
                           gboolean    settled);

/* The story holds, and the monitor was armed @n times. */
void  tape_assert_holds   (Tape       *self,
                           guint64     n_armed);
/* The story breaks the invariant; each of the NULL-terminated @words is in what the monitor says. */
void  tape_assert_broken  (Tape       *self,
                           ...) G_GNUC_NULL_TERMINATED;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Tape, tape_free)

G_END_DECLS
