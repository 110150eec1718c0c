/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-message-pool-private.h"
#include "message/troupe-message-type-private.h"
#include "message/troupe-message.h"
#include "message/troupe-peer-private.h"
#include "message/troupe-tally-private.h"
#include "base/troupe-reason.h"

G_BEGIN_DECLS

typedef enum
{
  TROUPE_MESSAGE_IS_RETURN = 1 << 0, /* it could not be delivered and is on its way back to its sender */
  TROUPE_MESSAGE_NO_RETURN = 1 << 1, /* where it cannot be delivered it is abandoned, not returned */
  TROUPE_MESSAGE_IS_ORDERED = 1 << 2, /* it keeps its place among others: see TroupeOrder */
} TroupeMessageFlags;

/* How many forwards a message survives (core 9.2, MESSAGE_TTL_DEFAULT). */
#define TROUPE_MESSAGE_HOPS_MAX 64

/* The largest body, in bytes: 64 MiB less what a frame needs for ids, the name of the type and its own fields. */
#define TROUPE_MESSAGE_SIZE_MAX (64u * 1024 * 1024 - 256 * 1024)

/* In the class of a block, so that only who gives back such a block need look for it. */
#define TROUPE_MESSAGE_HAS_TALLY 0x80

/* One block: this header, then the body, 8-aligned, zero-padded; but a long body that its sender holds as a GVariant
 * stays there, and the block has a TroupeBorrowedBody: troupe_message_get_body() finds either. (sender, number) is the
 * identity of a message in a run: ids are never given twice, and each sender counts from 1. */
struct _TroupeMessage
{
  TroupeMessage           *next;       /* in the one queue that holds it */
  TroupeMessagePool       *pool;       /* (not owned) (nullable): where the block goes back to; NULL for a copy */
  const TroupeMessageType *type;
  TroupePeer              *sender;     /* (owned) (nullable): nobody gets a return */
  TroupePeer              *receiver;   /* (owned) */
  TroupeTally             *tally;      /* (not owned): where the session that brought it counts it; only where
                                        * size_class says that there is one */
  guint64                  port;       /* index of the port at the receiver */
  guint64                  reply_port; /* once-port of the sender that waits for the answer; 0: none */
  guint64                  number;     /* how many messages the sender had sent, this one included */
  guint32                  size;       /* of the body, in bytes */
  guint8                   size_class; /* of the block in its pool; with TROUPE_MESSAGE_HAS_TALLY */
  guint8                   hops;       /* forwards so far */
  guint8                   reason;     /* TroupeReason of a return */
  guint8                   flags;      /* TroupeMessageFlags */
  guint64                  body[];     /* the GVariant's serialised form, little-endian */
};

/* What a `routed` event is about. */
typedef struct
{
  const TroupeMessage *message;
  const TroupeAddress *next;    /* (nullable): where it goes on to; NULL: no way leads on, or it waits for one */
} TroupeForward;

/* In the place of a body: where it is. */
typedef struct
{
  GVariant      *value; /* (owned) */
  gconstpointer  data;  /* (not owned): the serialised form of it */
} TroupeBorrowedBody;

/* 8-aligned. What is behind its end is not zero where it is borrowed. */
static inline gconstpointer
troupe_message_get_body (const TroupeMessage *self)
{
  if (G_UNLIKELY (self->size_class == TROUPE_MESSAGE_CLASS_OF_BORROWER))
    return ((const TroupeBorrowedBody *) self->body)->data;

  return self->body;
}

/* Where a message stands among those that its sender sends to the same receiver in order: its *flow*. It is behind the
 * padded body, or what stands in its place, of a message with TROUPE_MESSAGE_IS_ORDERED; no other has it. */
typedef struct
{
  guint64 flow;      /* which one of its sender's */
  guint64 number;    /* in the flow, from 1 */
  guint64 n_missing; /* at the receiver: how many right before it were given up */
  guint64 parked_ns; /* at the receiver: since when it waits for those before it, monotonic */
} TroupeOrder;

static inline TroupeOrder *
troupe_message_get_order (const TroupeMessage *self)
{
  gsize size = self->size_class == TROUPE_MESSAGE_CLASS_OF_BORROWER ? sizeof (TroupeBorrowedBody) : self->size;

  return (TroupeOrder *) ((guint8 *) self->body + ((size + 7) & ~(gsize) 7));
}

static inline void
troupe_message_set_order (TroupeMessage *self,
                          guint64        flow,
                          guint64        number)
{
  self->flags |= TROUPE_MESSAGE_IS_ORDERED;
  *troupe_message_get_order (self) = (TroupeOrder) { .flow = flow, .number = number };
}

/* A message whose body is still to be filled: all else is set, and what fills the last 8 bytes of the body up is
 * zero. */
static inline TroupeMessage *
troupe_message_new_unfilled (TroupeMessagePool       *pool,
                             const TroupeMessageType *type,
                             TroupePeer              *sender,
                             TroupePeer              *receiver,
                             gsize                    size,
                             guint                    size_class)
{
  TroupeMessage *self;

  if (G_LIKELY (size_class < TROUPE_MESSAGE_N_CLASSES && pool->free_blocks[size_class] != NULL))
    {
      self = pool->free_blocks[size_class];
      pool->free_blocks[size_class] = self->next;
      pool->n_free[size_class]--;
    }
  else
    self = troupe_message_pool_allocate (pool, size_class, size);
  pool->n_out++;

  if (size % 8 != 0)
    self->body[size / 8] = 0;
  self->next = NULL;
  self->pool = pool;
  self->type = type;
  self->sender = sender != NULL ? troupe_peer_ref (sender) : NULL;
  self->receiver = troupe_peer_ref (receiver);
  self->port = type->port;
  self->reply_port = 0;
  self->number = 0;
  self->size = (guint32) size;
  self->size_class = (guint8) size_class;
  self->hops = 0;
  self->reason = 0;
  self->flags = 0;

  return self;
}

/* Does it go to the handler of its receiver? All else reaches an actor also while that waits: signals, queries, answers
 * and what comes to its open ports. */
static inline gboolean
troupe_message_is_work (const TroupeMessage *self)
{
  return self->port >= TROUPE_PORT_HANDLER_BIT && (self->flags & TROUPE_MESSAGE_IS_RETURN) == 0;
}

/* How much of a long body it has, or borrows; 0 where the block is in a class. Both ends of a session count alike. */
static inline guint64
troupe_message_get_large_size (const TroupeMessage *self)
{
  return (self->size_class & ~TROUPE_MESSAGE_HAS_TALLY) >= TROUPE_MESSAGE_CLASS_OF_LARGE ? self->size : 0;
}

/* It is one that a session has brought for the receiver of @tally. */
static inline void
troupe_message_enter_tally (TroupeMessage *self,
                            TroupeTally   *tally)
{
  self->tally = tally;
  troupe_tally_add (tally, troupe_message_get_large_size (self));
  self->size_class |= TROUPE_MESSAGE_HAS_TALLY;
}

static inline void
troupe_message_leave_tally (TroupeMessage *self)
{
  if ((self->size_class & TROUPE_MESSAGE_HAS_TALLY) == 0)
    return;

  self->size_class &= TROUPE_MESSAGE_HAS_TALLY - 1;
  troupe_tally_subtract (self->tally, troupe_message_get_large_size (self));
}

/* FALSE: the block of @self is in no class, or its class has enough, or a tally counts it. */
static inline gboolean
troupe_message_pool_keep (TroupeMessagePool *pool,
                          TroupeMessage     *self)
{
  guint size_class = self->size_class;

  if (G_UNLIKELY (size_class >= TROUPE_MESSAGE_N_CLASSES || pool->n_free[size_class] >= pool->n_free_max[size_class]))
    return FALSE;

  self->next = pool->free_blocks[size_class];
  pool->free_blocks[size_class] = self;
  pool->n_free[size_class]++;

  return TRUE;
}

/* Gives back a block that the pool did not keep at once. */
TROUPE_INTERNAL
void troupe_message_release_slowly (TroupeMessage *self);

/* @self stands in no queue. */
static inline void
troupe_message_release (TroupeMessage *self)
{
  TroupeMessagePool *pool = self->pool;

  g_assert (self->next == NULL && pool->n_out > 0);

  if (self->sender != NULL)
    troupe_peer_unref (self->sender);
  troupe_peer_unref (self->receiver);
  pool->n_out--;
  if (!troupe_message_pool_keep (pool, self))
    troupe_message_release_slowly (self);
}

/* The block goes to another loop: no pool counts it any more. */
static inline void
troupe_message_leave_pool (TroupeMessage *self)
{
  g_assert (self->pool->n_out > 0);

  troupe_message_leave_tally (self);
  self->pool->n_out--;
  if (self->size_class == TROUPE_MESSAGE_CLASS_OF_LARGE)
    self->pool->n_large_bytes -= self->size;
  self->pool = NULL;
}

/* It came from another loop: it is one of @pool, and goes back there. */
static inline void
troupe_message_enter_pool (TroupeMessage     *self,
                           TroupeMessagePool *pool)
{
  pool->n_out++;
  if (self->size_class == TROUPE_MESSAGE_CLASS_OF_LARGE)
    pool->n_large_bytes += self->size;
  self->pool = pool;
}

/* Takes references to the peers. The body is zeroed: fill it in place. The port is that of the type until the
 * sender names another; hops, flags, number and the rest are 0. */
TROUPE_INTERNAL
TroupeMessage     *troupe_message_new            (TroupeMessagePool       *pool,
                                                  const TroupeMessageType *type,
                                                  TroupePeer              *sender,
                                                  TroupePeer              *receiver,
                                                  gsize                    size);
/* @body: (nullable): a floating one is consumed. NULL where the type has no fields. Fails with INVALID_MESSAGE. */
TROUPE_INTERNAL
TroupeMessage     *troupe_message_new_variant    (TroupeMessagePool       *pool,
                                                  const TroupeMessageType *type,
                                                  TroupePeer              *sender,
                                                  TroupePeer              *receiver,
                                                  GVariant                *body,
                                                  GError                 **error);
/* The same, with room for troupe_message_set_order(), which is to be called before anything else is done with it. */
TROUPE_INTERNAL
TroupeMessage     *troupe_message_new_for_order  (TroupeMessagePool       *pool,
                                                  const TroupeMessageType *type,
                                                  TroupePeer              *sender,
                                                  TroupePeer              *receiver,
                                                  GVariant                *body,
                                                  GError                 **error);
/* @data: (nullable): a body of @size bytes, which is copied; NULL with 0 where the type has no fields. Fails with
 * INVALID_MESSAGE where it is not what the type declares, or the size of the type varies. */
TroupeMessage     *troupe_message_new_data       (TroupeMessagePool       *pool,
                                                  const TroupeMessageType *type,
                                                  TroupePeer              *sender,
                                                  TroupePeer              *receiver,
                                                  gconstpointer            data,
                                                  gsize                    size,
                                                  GError                 **error);
/* The same, with room for troupe_message_set_order(): see troupe_message_new_for_order(). */
TroupeMessage     *troupe_message_new_data_for_order (TroupeMessagePool       *pool,
                                                      const TroupeMessageType *type,
                                                      TroupePeer              *sender,
                                                      TroupePeer              *receiver,
                                                      gconstpointer            data,
                                                      gsize                    size,
                                                      GError                 **error);
/* @block: (transfer full): from g_malloc(), as large as troupe_message_pool_get_bytes() says for @size, which is one
 * that only a large block holds; or one of those that the pool shares. */
TROUPE_INTERNAL
TroupeMessage     *troupe_message_new_from_block (TroupeMessagePool       *pool,
                                                  const TroupeMessageType *type,
                                                  TroupePeer              *sender,
                                                  TroupePeer              *receiver,
                                                  gsize                    size,
                                                  gpointer                 block);
/* Is the body what the type declares (normal form)? For bodies from a wire. */
TROUPE_INTERNAL
gboolean           troupe_message_check          (const TroupeMessage     *self,
                                                  GError                 **error);
/* The same for bytes of any type; @data must be 8-aligned. */
gboolean           troupe_message_body_is_normal (const GVariantType      *type,
                                                  gconstpointer            data,
                                                  gsize                    size);

/* A queue of messages: first in, first out. Invariant: *tail is NULL, and tail is &head exactly if the queue is
 * empty. So a queue must not be copied. */
typedef struct
{
  TroupeMessage  *head;
  TroupeMessage **tail; /* where the next one is hooked in; &head when empty */
  guint           length;
} TroupeMessageQueue;

static inline void
troupe_message_queue_init (TroupeMessageQueue *self)
{
  self->head = NULL;
  self->tail = &self->head;
  self->length = 0;
}

/* @message stands in no queue. */
static inline void
troupe_message_queue_push (TroupeMessageQueue *self,
                           TroupeMessage      *message)
{
  g_assert (message->next == NULL);

  *self->tail = message;
  self->tail = &message->next;
  self->length++;
}

/* @link: where a message of the queue hangs, or the next one will: @message comes before that. */
static inline void
troupe_message_queue_insert (TroupeMessageQueue  *self,
                             TroupeMessage      **link,
                             TroupeMessage       *message)
{
  g_assert (message->next == NULL);

  message->next = *link;
  if (message->next == NULL)
    self->tail = &message->next;
  *link = message;
  self->length++;
}

/* @link: where a message hangs: it is taken out. */
static inline TroupeMessage *
troupe_message_queue_remove (TroupeMessageQueue  *self,
                             TroupeMessage      **link)
{
  TroupeMessage *message = *link;

  *link = message->next;
  if (message->next == NULL)
    self->tail = link;
  message->next = NULL;
  self->length--;

  return message;
}

/* (nullable) */
static inline TroupeMessage *
troupe_message_queue_pop (TroupeMessageQueue *self)
{
  TroupeMessage *message = self->head;

  if (message == NULL)
    return NULL;

  self->head = message->next;
  if (self->head == NULL)
    self->tail = &self->head;
  self->length--;
  message->next = NULL;

  return message;
}

G_END_DECLS
