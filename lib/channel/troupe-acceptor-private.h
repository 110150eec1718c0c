/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-knob-private.h"
#include "channel/troupe-dictionary-private.h"
#include "channel/troupe-frame-private.h"
#include "channel/troupe-peer-fault-private.h"
#include "message/troupe-message-private.h"

G_BEGIN_DECLS

typedef struct _TroupeArrival TroupeArrival;
typedef struct _TroupeAcceptorTable TroupeAcceptorTable;

/* The taking end of a session, which outlives its connections: what has been taken, and what is owed. */
typedef struct
{
  TroupeAcceptorTable *table;           /* (not owned) */
  guint64              incarnation;     /* of the initiator's process; with `session` the key */
  guint64              session;
  guint64              connection;      /* number of the latest connection */
  TroupeArrival       *arrival;         /* (not owned) (nullable): that connection, while it lives */
  guint64              lost_ns;         /* since when there is none */
  guint64              expected;        /* the sequence that comes next: all before it were taken */
  guint64              acknowledged;    /* `expected` as the initiator was told last */
  guint64              acknowledged_ns; /* when that was last news; 0: never yet */
  guint64              taken_bytes;     /* of bodies, since then */
  GArray              *refusals;        /* (element-type TroupeRefusal) (owned) (nullable): not confirmed, in order */
  TroupeMessagePool   *pool;            /* (owned): what came in and has not been freed is out of it */
  GHashTable          *tallies;         /* TroupePeer -> TroupeTally (not owned): for whom that is; looked up only */
  /* Of TroupeTally (owned: held while they are in one of these, or due). They outlive connections: */
  GQueue               asked;           /* the initiator wants to know when few messages wait there */
  GQueue               answerable;      /* few do, and it has not been told */
  GQueue               told;            /* it has, over this connection or the last: perhaps the answer was lost with
                                         * that, so it is told again over the next one */
  guint8               rejection;       /* TroupeRejection: it is over; 0: it is not */
  char                *rejection_text;  /* (owned) (nullable) */
  guint64              credit;          /* how many messages the initiator was last told may follow */
  guint64              credit_bytes;    /* and how many bytes */
  gboolean             is_withheld;     /* that is less than there could be once some messages are gone */
  GList                idle_link;       /* in the table's queue of those without a connection */
  GList                withheld_link;   /* in that of those who wait for credit */
} TroupeAcceptor;

typedef struct
{
  guint64 sequence;
  guint8  reason;   /* TroupeReason */
} TroupeRefusal;

/* How many refusals may wait to be confirmed. An initiator that sends what cannot be read, and does not read what it is
 * told, is cut off. */
#define TROUPE_REFUSALS_MAX 4096u
/* How many receivers are remembered for whom an answer has gone out: who asks of more than that before its connection
 * breaks has to ask of some of them again. */
#define TROUPE_TOLD_MAX 1024u
/* How many answers may wait to be written: two for each index that an initiator can ask by. One that asks on, and does
 * not read what it is told, is cut off. */
#define TROUPE_ANSWERABLE_MAX (2 * TROUPE_DICTIONARY_PEERS_MAX)
/* How many connections may be about to greet. */
#define TROUPE_GREETERS_MAX 1024u

/* The sessions that come to one process. Those without a connection are forgotten after a while, the longest idle first
 * where there are too many. That is always safe: an initiator learns from the answer that it is not known any more. */
struct _TroupeAcceptorTable
{
  const TroupeKnobValues *knobs;      /* (not owned) */
  TroupeLargeBlocks      *large;      /* (not owned) (nullable): what the pools of all sessions share */
  GHashTable             *acceptors;  /* (element-type TroupeAcceptor): a set, by key; never walked but at the end */
  GQueue                  idle;       /* of TroupeAcceptor: the longest idle first */
  GQueue                  withheld;   /* of TroupeAcceptor */
  GQueue                  greeters;   /* of TroupeArrival: have not greeted yet, the oldest first */
  GQueue                  retired;    /* of TroupeMessagePool: of forgotten sessions, while messages are out */
  GQueue                  due;        /* of TroupeTally, of all sessions: asked for, and few messages wait by now */
  TroupePeerFaults        faults;     /* what peers did that they should not have */
  guint64                 n_duplicates; /* messages that had been taken before */
};

TROUPE_INTERNAL
TroupeAcceptorTable *troupe_acceptor_table_new    (const TroupeKnobValues *knobs,
                                                   TroupeLargeBlocks      *large);
/* There are no arrivals any more. */
TROUPE_INTERNAL
void                 troupe_acceptor_table_free   (TroupeAcceptorTable    *self);
/* (nullable): the session, if it is known. */
TroupeAcceptor      *troupe_acceptor_table_find   (TroupeAcceptorTable    *self,
                                                   guint64                 incarnation,
                                                   guint64                 session);
/* (nullable): a new session, which expects @expected; NULL: there is no room. */
TroupeAcceptor      *troupe_acceptor_table_add    (TroupeAcceptorTable    *self,
                                                   guint64                 incarnation,
                                                   guint64                 session,
                                                   guint64                 expected,
                                                   guint64                 now_ns);
TROUPE_INTERNAL
guint                troupe_acceptor_table_get_size (const TroupeAcceptorTable *self);
/* Messages have been freed: has sessions that wait for that grant new credit, and answer inquiries. */
TROUPE_INTERNAL
void                 troupe_acceptor_table_grant  (TroupeAcceptorTable    *self);

/* The session is over, in order: it is forgotten. */
void                 troupe_acceptor_forget       (TroupeAcceptor         *self);
void                 troupe_acceptor_attach       (TroupeAcceptor         *self,
                                                   TroupeArrival          *arrival,
                                                   guint64                 connection);
void                 troupe_acceptor_detach       (TroupeAcceptor         *self,
                                                   guint64                 now_ns);
/* How many messages, and KiB of their bodies, may follow `expected`: takes it that the initiator is told so. Answers
 * whether no long body waits. */
gboolean             troupe_acceptor_get_credit   (TroupeAcceptor         *self,
                                                   guint32                *ret_messages,
                                                   guint32                *ret_kib);
/* Is an acknowledgement due? */
gboolean             troupe_acceptor_owes         (const TroupeAcceptor   *self,
                                                   guint64                 now_ns);
/* When one will be due; G_MAXUINT64: nothing is owed. */
guint64              troupe_acceptor_get_due_time (const TroupeAcceptor   *self);
void                 troupe_acceptor_add_refusal  (TroupeAcceptor         *self,
                                                   guint64                 sequence,
                                                   TroupeReason            reason);
/* Those up to @sequence have come to the initiator. Answers how many. */
guint                troupe_acceptor_confirm      (TroupeAcceptor         *self,
                                                   guint64                 sequence);
/* The initiator wants to know when no more than @limit messages wait for the receiver of @tally. It asks about each
 * receiver one thing at a time: the last. */
void                 troupe_acceptor_inquire      (TroupeAcceptor         *self,
                                                   TroupeTally            *tally,
                                                   guint32                 limit,
                                                   guint64                 mark);
/* The first in `answerable` is being told. */
void                 troupe_acceptor_note_told    (TroupeAcceptor         *self);
void                 troupe_acceptor_reject       (TroupeAcceptor         *self,
                                                   TroupeRejection         rejection,
                                                   const char             *text);

G_END_DECLS
