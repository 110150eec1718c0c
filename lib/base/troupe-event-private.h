/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-id.h"
#include "base/troupe-reason.h"
#include "base/troupe-status.h"

G_BEGIN_DECLS

/* Everything that happens is an event. The kinds are those of the scenario language, and a few that
 * only monitors read. What each field holds:
 *
 * | kind         | subject             | object     | reason | detail                   | payload                    |
 * |--------------|---------------------|------------|--------|--------------------------|----------------------------|
 * | ready        |                     |            |        |                          |                            |
 * | spawned      | the new actor       | its parent |        | which kind, see below    | type name [6]              |
 * | status       | the actor [1]       |            |        | the status [2]           | reason text or NULL [9]    |
 * | sent         | the sender          | receiver   |        |                          | TroupeMessage              |
 * | delivered    | the receiver        | sender     |        | as work or not [10]      | TroupeMessage              |
 * | handled      | the receiver        | sender     |        |                          | TroupeMessage              |
 * | returned     | the sender          | receiver   | yes    | as work or not [10]      | TroupeMessage              |
 * | lost         | the sender          | receiver   |        |                          | TroupeMessage              |
 * | abandoned    | the sender          | receiver   | yes    |                          | TroupeMessage              |
 * | replied      | who answered        | who asked  |        |                          | the reply, a TroupeMessage |
 * | supervised   | who received it     | the origin |        | status of the origin [3] | via: TroupeActorId [4]     |
 * | snapshot     | the ended actor     |            |        | TroupeActorStatus        | status text [6]            |
 * | unhandled    |                     | the origin |        |                          | the chain as text [6]      |
 * | exited       |                     |            |        | code, or signal [5]      |                            |
 * | connected    |                     |            |        | who dialled [7]          | TroupeConnection           |
 * | disconnected |                     |            | why    | who dialled [7]          | TroupeConnection           |
 * | routed       |                     | receiver   |        | hops so far              | TroupeForward              |
 * | dropped      | the client instance |            |        |                          |                            |
 * | overrun      | who overran         |            |        |                          | what [6]                   |
 * | parked       | the receiver        | sender     |        |                          | TroupeMessage              |
 * | gap          | the receiver        | sender     |        | how many are missing [8] | TroupeMessage after it     |
 * | acknowledged |                     |            |        | who dialled [7]          | TroupeAcknowledgement      |
 * | halted       |                     |            |        |                          | the host's name [6]        |
 * | opened       |                     |            |        | who dialled [11]         | TroupeAddress it was to    |
 * | closed       |                     |            |        | who dialled [11]         |                            |
 * | greeting     |                     |            |        | who dialled [11]         |                            |
 * | paused       |                     |            |        |                          |                            |
 * | resumed      |                     |            |        |                          |                            |
 *
 * [1] Nobody where the status is that of the proc. [2] TroupeActorStatus with a subject, else TroupeProcStatus.
 * [3] TroupeActorStatus, with TROUPE_EVENT_WAS_HANDLED if the receiver handled it. [4] The child that handed it up.
 * [5] With TROUPE_EVENT_SIGNALLED it is a signal. [6] A const char *. [7] TROUPE_EVENT_IS_ACCEPTOR or 0; message_type
 * holds a number of the session that is the same at both ends, message_number that of the connection in it, or, where
 * something is acknowledged, the sequence before which all was taken. [8] 65535 where there are more.
 * [9] A const char *; where a proc is starting it is the name of its host.
 * [10] TROUPE_EVENT_IS_WORK: it waits for the handler of its receiver; or 0.
 * [11] TROUPE_EVENT_IS_ACCEPTOR or 0; message_number holds that of the stream, the same at both ends. The world tells
 * of one that stands, and of one that its owner has closed; a loop, that one is to become a connection of a session,
 * and in message_type by when it has or is closed.
 *
 * `proc` is the proc where it happened; a host that has stopped is none, and there it is NULL. A payload is borrowed
 * and lives until the listener returns.
 * "sender" may be NULL: then nobody gets a return.
 */
typedef enum
{
  TROUPE_EVENT_READY,
  TROUPE_EVENT_SPAWNED,
  TROUPE_EVENT_STATUS,
  TROUPE_EVENT_SENT,
  TROUPE_EVENT_DELIVERED,
  TROUPE_EVENT_HANDLED,
  TROUPE_EVENT_RETURNED,
  TROUPE_EVENT_LOST,
  TROUPE_EVENT_ABANDONED,
  TROUPE_EVENT_REPLIED,
  TROUPE_EVENT_SUPERVISED,
  TROUPE_EVENT_SNAPSHOT,
  TROUPE_EVENT_UNHANDLED,
  TROUPE_EVENT_EXITED,
  TROUPE_EVENT_CONNECTED,
  TROUPE_EVENT_DISCONNECTED,
  TROUPE_EVENT_ROUTED,
  TROUPE_EVENT_DROPPED,
  TROUPE_EVENT_OVERRUN,
  TROUPE_EVENT_PARKED,
  TROUPE_EVENT_GAP,
  TROUPE_EVENT_ACKNOWLEDGED,
  TROUPE_EVENT_HALTED,
  TROUPE_EVENT_OPENED,
  TROUPE_EVENT_CLOSED,
  TROUPE_EVENT_GREETING,
  TROUPE_EVENT_PAUSED,
  TROUPE_EVENT_RESUMED,
} TroupeEventKind;

#define TROUPE_N_EVENT_KINDS (TROUPE_EVENT_RESUMED + 1)

/* Bits of `detail` beside the number in its low half. */
#define TROUPE_EVENT_SIGNALLED      (1u << 16) /* exited: the number is a signal, not a code */
#define TROUPE_EVENT_WAS_HANDLED    (1u << 16) /* supervised: the receiver handled it */
#define TROUPE_EVENT_IS_ACCEPTOR    (1u << 16) /* of sessions and streams: the peer has dialled us, not we it */
#define TROUPE_EVENT_IS_WORK        (1u << 16) /* delivered, returned: it waits for the handler of its receiver */
#define TROUPE_EVENT_DETAIL_NUMBER(detail) ((detail) & 0xffffu)

/* spawned: the number in detail */
#define TROUPE_EVENT_SPAWNED_ACTOR                 0
#define TROUPE_EVENT_SPAWNED_CLIENT                1
#define TROUPE_EVENT_SPAWNED_INTROSPECTABLE_CLIENT 2

/* What a session got, and has no more. */
typedef struct
{
  const TroupeProcId *peer;   /* the process at the other end */
  guint32             stream; /* the number of the stream; 0: this world does not number them */
} TroupeConnection;

/* What the acceptor of a session says, and its initiator hears. */
typedef struct
{
  const TroupeProcId *peer;   /* (nullable): the process at the other end */
  guint64             unsent; /* the initiator's: the lowest sequence that it has never sent; else 0 */
} TroupeAcknowledgement;

typedef struct
{
  guint16              kind;           /* TroupeEventKind */
  guint16              reason;         /* TroupeReason */
  guint32              detail;         /* see the table */
  guint64              time_ns;        /* monotonic time of the world */
  const TroupeProcId  *proc;           /* (nullable): where it happened */
  const TroupeActorId *subject;        /* (nullable) */
  const TroupeActorId *object;         /* (nullable) */
  guint64              message_type;   /* hash of the type's name; 0 without a message */
  guint64              message_number; /* with the sender: which message; 0 without one */
  gconstpointer        payload;        /* see the table */
} TroupeEvent;

G_STATIC_ASSERT (sizeof (TroupeEvent) == 64);

TROUPE_INTERNAL
const char *troupe_event_kind_to_string   (TroupeEventKind  kind);
TROUPE_INTERNAL
gboolean    troupe_event_kind_from_string (const char      *text,
                                           TroupeEventKind *ret_kind);
/* Hash of the content that is ids, numbers and codes; a listener that knows the payload folds that in itself. */
TROUPE_INTERNAL
guint64     troupe_event_hash             (const TroupeEvent *event,
                                           guint64            hash);

G_END_DECLS
