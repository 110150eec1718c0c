/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "channel/troupe-ages-private.h"
#include "channel/troupe-dictionary-private.h"
#include "channel/troupe-initiator-private.h"
#include "channel/troupe-output-private.h"
#include "channel/troupe-shares-private.h"

G_BEGIN_DECLS

/*            dialled             answered
 *   IDLE ----------> GREETING ----------> OPEN
 *    ^                  |                  |       (from each: its messages are taken) ---> OVER
 *    +------------------+------------------+
 *       broken, refused, silent for too long
 *
 * In IDLE it dials as soon as it holds a message and `retry_ns` has come. */
typedef enum
{
  TROUPE_INITIATOR_IDLE,
  TROUPE_INITIATOR_GREETING,
  TROUPE_INITIATOR_OPEN,
  TROUPE_INITIATOR_OVER,
} TroupeInitiatorState;

/* The messages that it holds, in `held`, in the order in which they go; those that wait aside for their receivers, in
 * `shares`, get their place there, before `fresh`, when they may go:
 *
 *      base            next             fresh
 *        |               |                |
 *        v               v                v
 *      [ sent now ]   [ sent before ]   [ never sent ]
 *        in flight      on a connection   no sequence yet
 *                       that is gone
 *
 * base <= next <= fresh. Without a connection `next` and `link` mean nothing. */
struct _TroupeInitiator
{
  const TroupeSessionHome *home;
  TroupeInitiatorFuncs     funcs;
  gpointer                 user_data;
  TroupeInitiatorState     state;
  gboolean                 has_trailers;
  gboolean                 has_woken;      /* a run was asked for, and has not begun */
  gboolean                 is_running;     /* on the stack */

  guint64                  session;        /* its number */
  TroupeMessageQueue       held;
  TroupeAges               ages;           /* of those in `held` that were sent */
  TroupeAges               fresh_ages;     /* and of the others */
  TroupeShares             shares;         /* what each receiver has of the acceptor's room, and what waits aside */
  guint64                  base;           /* sequence of held.head, or of the next message if that has none yet */
  guint64                  fresh;          /* the lowest sequence that was never sent */

  guint64                  connection;     /* its number: how many there have been in this session */
  TroupeStream            *stream;         /* (owned) (nullable): in GREETING and OPEN */
  TroupeInput              input;
  TroupeOutput             output;
  TroupeDictionary         dictionary;     /* of this connection */
  guint64                  next;           /* sequence of the next message to go out */
  TroupeMessage          **link;           /* where that message hangs in `held`, or will */
  guint64                  limit;          /* the first sequence that we have no credit for */
  guint64                  n_waiting;      /* messages that waited there when that was said; G_MAXUINT32: many */
  guint64                  heard_of;       /* all before this sequence had been taken then */
  guint64                  credit_bytes;   /* bytes of bodies that may be in flight */
  gboolean                 is_clear;       /* one message may go, however long it is */
  guint64                  in_flight_bytes;
  guint64                  to_confirm;     /* the last refusal that has come and was not confirmed; 0: none */
  gboolean                 is_hurried;     /* each batch ends with a ping */
  gboolean                 owes_ping;
  guint64                  pinged_for;     /* `next` when the last ping went out */
  gboolean                 has_ended;      /* in GREETING: the other end has closed, so there was a connection */
  guint64                  greeting_by_ns; /* in GREETING: until then the answer must have come */
  guint64                  heard_ns;       /* when something came last */
  guint64                  pinged_ns;      /* since when an answer to a ping is missing; 0: none is */

  TroupeProcId            *peer;           /* (owned) (nullable): who answered last */
  guint64                  peer_incarnation;
  guint                    n_failed_quarters; /* four for each connection, in a row, that came to nothing; one for each
                                               * that was made, and broke before it was answered */
  guint64                  retry_ns;       /* no dialling before that */
  guint64                  forget_ns;      /* in IDLE: if nothing is posted until then, nobody needs it any more */
};

/* Takes the oldest message out. (transfer full) */
TroupeMessage      *troupe_initiator_pop         (TroupeInitiator  *self);
/* Hands back the oldest message. */
void                troupe_initiator_return_head (TroupeInitiator  *self,
                                                  TroupeReason      reason);
/* Hands back all messages. */
void                troupe_initiator_return_all  (TroupeInitiator  *self,
                                                  TroupeReason      reason);
/* Frees all messages before @sequence. */
void                troupe_initiator_settle      (TroupeInitiator  *self,
                                                  guint64           sequence);
/* Nobody will ever take what was sent so far in this session: the rest goes on in a new one. */
void                troupe_initiator_renew       (TroupeInitiator  *self);
/* Reads what has come, up to a bound. OK: perhaps there is more. Fails where the connection is to be given up;
 * END with an error: likewise, END without: it was closed in order. */
TroupeStreamResult  troupe_initiator_read        (TroupeInitiator  *self,
                                                  guint64           now_ns,
                                                  GError          **error);
/* Writes what goes out, up to a bound. OK: perhaps there is more. */
TroupeStreamResult  troupe_initiator_write       (TroupeInitiator  *self,
                                                  guint64           now_ns,
                                                  GError          **error);
/* Sets the error that the stream has. */
void                troupe_initiator_blame_stream (TroupeInitiator *self,
                                                   GError         **error);

G_END_DECLS
