/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "channel/troupe-ages-private.h"
#include "message/troupe-message-private.h"

G_BEGIN_DECLS

/* What one receiver has of the room that a session has at its acceptor: work for it that was sent, and is not known to
 * be handled. With too much of it, what comes next waits aside, and all that is for others goes past it.
 *
 *               too much               a tally says that less waits
 *   (nothing) ------------> WAITING ------------------------------> READY
 *       ^                      ^         a new connection             |
 *       |                      |  still too much                      |
 *       |                      +--------------------------------------+
 *       +-------------------------------------------------------------+
 *                                 all has gone
 *
 * Who waits has asked over this connection, and a tally answers that, or the same inquiry over an earlier one. */
typedef struct
{
  TroupePeer         *receiver;      /* (owned) */
  guint64             n_sent;        /* messages */
  guint64             n_handled;     /* of those, as far as is known. What counts is the difference, which is never
                                      * negative: both may wrap */
  guint64             sent_bytes;    /* the same for the bytes of long bodies */
  guint64             handled_bytes;
  guint64             inquiry;       /* the number of the open inquiry; 0: none is open */
  guint64             n_asked;       /* n_sent when it went out first */
  guint64             asked_bytes;   /* and sent_bytes */
  guint32             n_few;         /* that it asks for: it is answered when no more than so many wait */
  gboolean            has_asked;     /* it went out over this connection */
  guint               index;         /* in the dictionary of this connection; 0: not known to be in it */
  TroupeMessageQueue  aside;         /* never sent */
  TroupeAges          ages;          /* of those */
  GQueue             *queue;         /* (not owned) (nullable): `waiting` or `ready`, while something is aside */
  GList               link;          /* in that */
  GList               all_link;      /* in `all` */
} TroupeShare;

/* The shares of one session. One that has nothing aside may be forgotten: then more than its due is sent, once. */
typedef struct
{
  GHashTable   *by_receiver; /* TroupePeer -> TroupeShare (not owned): looked up only */
  GHashTable   *by_inquiry;  /* TroupeShare.inquiry -> TroupeShare (not owned): likewise */
  guint64       n_inquiries; /* that there have been: numbers them */
  TroupeShare **by_index;    /* (owned): by index in the dictionary - 1; NULL where that is no receiver yet */
  guint         n_indices;   /* length of that */
  GQueue        all;         /* of TroupeShare (owned): in the order of first use */
  GQueue        waiting;     /* of TroupeShare */
  GQueue        ready;       /* of TroupeShare */
  guint         n_aside;     /* messages, of all */
  guint64       oldest_ns;   /* none of them came earlier; only while there are any */
  guint64       divisor;     /* the knob: one part in so many of the room is for one receiver; 0: all of it */
  guint64       n_parts;     /* likewise, with those that wait for more counted in */
} TroupeShares;

void         troupe_shares_init      (TroupeShares        *self);
/* Nothing is aside. */
void         troupe_shares_clear     (TroupeShares        *self);
void         troupe_shares_set_divisor (TroupeShares      *self,
                                        guint64            divisor);
/* A new connection: no index is defined, and what was asked may not have come. */
void         troupe_shares_reconnect (TroupeShares        *self);
/* All indices of the dictionary have been forgotten. */
void         troupe_shares_reset     (TroupeShares        *self);
/* Nothing that was sent waits anywhere, and nothing is asked: who takes what comes now is new to it. */
void         troupe_shares_absolve   (TroupeShares        *self);
/* No more than @n messages that were sent wait, or are under way, with @n_bytes in long bodies. */
void         troupe_share_limit      (TroupeShare         *share,
                                      guint64              n,
                                      guint64              n_bytes);
/* (nullable): that of @receiver, if something is aside for it. */
TroupeShare *troupe_shares_find_aside (const TroupeShares *self,
                                       const TroupePeer   *receiver);
/* That of @receiver, which has @index from now on, or had it. */
TroupeShare *troupe_shares_bind      (TroupeShares        *self,
                                      guint                index,
                                      TroupePeer          *receiver);
/* May @message go, with what is there already, where the session has room for @room messages, at least 1, and
 * @room_bytes? */
gboolean     troupe_shares_allow     (const TroupeShares  *self,
                                      const TroupeShare   *share,
                                      const TroupeMessage *message,
                                      guint64              room,
                                      guint64              room_bytes);
/* Is it time to ask? When three quarters of what it gets are there. */
gboolean     troupe_shares_wants_tally (const TroupeShares *self,
                                        const TroupeShare  *share,
                                        guint64             room,
                                        guint64             room_bytes);
/* An inquiry goes out: the one that is open, or else a new one. */
void         troupe_shares_ask       (TroupeShares        *self,
                                      TroupeShare         *share);
/* @n messages wait, with @n_bytes in long bodies: if that is what is asked. */
void         troupe_shares_take_tally (TroupeShares       *self,
                                       guint64             inquiry,
                                       guint64             n,
                                       guint64             n_bytes);
/* @message: (transfer full): goes aside; @time_ns: when it was posted. An inquiry is open, or others are before it. */
void         troupe_shares_put_aside (TroupeShares        *self,
                                      TroupeShare         *share,
                                      TroupeMessage       *message,
                                      guint64              time_ns);
/* The first in `ready` has to wait again: an inquiry is open. */
void         troupe_shares_wait      (TroupeShares        *self,
                                      TroupeShare         *share);
/* (transfer full): the first that is aside for it. With the last one the share may go. */
TroupeMessage *troupe_shares_pop_aside (TroupeShares      *self,
                                        TroupeShare       *share,
                                        guint64           *ret_time_ns);
/* Moves what was posted before or at @time_ns to the end of @ret_messages. */
void         troupe_shares_take_aside (TroupeShares       *self,
                                       guint64             time_ns,
                                       TroupeMessageQueue *ret_messages);

/* (nullable): one for which something is aside. */
static inline TroupeShare *
troupe_shares_peek (TroupeShares *self)
{
  return g_queue_peek_head (self->ready.length > 0 ? &self->ready : &self->waiting);
}

static inline guint
troupe_shares_get_n_waiting (const TroupeShares *self)
{
  return self->waiting.length + self->ready.length;
}

static inline TroupeShare *
troupe_shares_get (TroupeShares *self,
                   guint         index,
                   TroupePeer   *receiver)
{
  if (G_LIKELY (index <= self->n_indices && self->by_index[index - 1] != NULL))
    return self->by_index[index - 1];

  return troupe_shares_bind (self, index, receiver);
}

/* Far from too much: nothing more need be looked at. */
static inline gboolean
troupe_shares_is_ample (const TroupeShares  *self,
                        const TroupeShare   *share,
                        const TroupeMessage *message,
                        guint64              room)
{
  return (share->n_sent - share->n_handled + 1) * self->n_parts <= room / 4 * 3 && share->queue == NULL &&
         troupe_message_get_large_size (message) == 0;
}

/* @message is sent. */
static inline void
troupe_share_count (TroupeShare         *self,
                    const TroupeMessage *message)
{
  self->n_sent++;
  self->sent_bytes += troupe_message_get_large_size (message);
}

G_END_DECLS
