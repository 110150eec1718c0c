/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-id.h"

G_BEGIN_DECLS

/* How two ends of a connection begin: the initiator sends a greeting, the acceptor an answer, and neither a frame
 * before that. Both are laid out in PROTOCOL.md. */
#define TROUPE_PROTOCOL_VERSION 3

/* The longest text of either: bounds what a stranger can make us hold. */
#define TROUPE_GREETING_TEXT_MAX 1024u

/* Who wants to send, and where the session stands. */
typedef struct
{
  gboolean      has_trailers;   /* each payload is followed by its checksum */
  guint64       incarnation;    /* of the process that sends */
  guint64       session;        /* among those of the incarnation; counts up from 1 */
  guint64       connection;     /* among those of the session; counts up from 1: the highest wins */
  guint64       held;           /* the lowest sequence that the initiator can still send */
  guint64       fresh;          /* the lowest that it has never sent */
  guint32       silence_ms;     /* a healthy initiator is not silent for longer */
  TroupeProcId *proc;           /* (owned): a proc of the process, for people */
} TroupeGreeting;

typedef enum
{
  TROUPE_VERDICT_BEGUN = 0,     /* the session was not known: it begins at `fresh` */
  TROUPE_VERDICT_RESUMED = 1,   /* it goes on at `next` */
  TROUPE_VERDICT_VERSION = 2,   /* refused: another version of the protocol is spoken here */
  TROUPE_VERDICT_MALFORMED = 3, /* refused: the greeting makes no sense */
  TROUPE_VERDICT_STALE = 4,     /* refused: a later connection of the session is here already */
  TROUPE_VERDICT_FULL = 5,      /* refused: no room for another session */
} TroupeVerdict;

#define TROUPE_N_VERDICTS (TROUPE_VERDICT_FULL + 1)

typedef struct
{
  TroupeVerdict  verdict;
  guint64        incarnation;
  guint64        next;            /* the sequence that the acceptor expects */
  guint32        credit_messages; /* how many may follow */
  guint32        credit_kib;
  guint32        n_waiting;       /* messages of the session that it has taken, and that have not been handled */
  char          *text;            /* (owned): a proc of the process, or why it refuses */
} TroupeAnswer;

typedef enum
{
  TROUPE_GREETING_WHOLE,
  TROUPE_GREETING_PARTIAL, /* more bytes are needed */
  TROUPE_GREETING_INVALID, /* the error is set */
} TroupeGreetingResult;

void                 troupe_greeting_clear  (TroupeGreeting        *self);
void                 troupe_greeting_append (const TroupeGreeting  *self,
                                             GByteArray            *target);
/* @ret_size: how many bytes it took. @ret_verdict: with INVALID, what to answer; BEGUN: nothing, it is a stranger. */
TroupeGreetingResult troupe_greeting_parse  (TroupeGreeting        *self,
                                             const guint8          *data,
                                             gsize                  size,
                                             gsize                 *ret_size,
                                             TroupeVerdict         *ret_verdict,
                                             GError               **error);
void                 troupe_answer_clear    (TroupeAnswer          *self);
void                 troupe_answer_append   (const TroupeAnswer    *self,
                                             GByteArray            *target);
TroupeGreetingResult troupe_answer_parse    (TroupeAnswer          *self,
                                             const guint8          *data,
                                             gsize                  size,
                                             gsize                 *ret_size,
                                             GError               **error);
const char          *troupe_verdict_to_string (TroupeVerdict        self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TroupeGreeting, troupe_greeting_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TroupeAnswer, troupe_answer_clear)

G_END_DECLS
