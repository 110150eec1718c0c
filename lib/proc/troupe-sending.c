/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-cell-private.h"
#include "proc/troupe-delivery-private.h"
#include "proc/troupe-proc-core-private.h"

#include <string.h>

/* Who waits for the answer to an ask: a once-port that takes the answer, or the question when it comes back. */
typedef struct
{
  TroupeOpenPort  port; /* first: the port is the ask */
  TroupeReplyFunc func;
  gpointer        user_data;
  GDestroyNotify  destroy;
} Ask;

static void
ask_free (TroupeOpenPort *port)
{
  Ask *ask = (Ask *) port;

  if (ask->destroy != NULL)
    ask->destroy (ask->user_data);
  g_free (ask);
}

static TroupeReason
ask_take (TroupeOpenPort *port,
          TroupeMessage  *message)
{
  Ask *ask = (Ask *) port;

  if (message->flags & TROUPE_MESSAGE_IS_RETURN)
    ask->func (NULL, message->reason, ask->user_data);
  else
    ask->func (message, TROUPE_REASON_NONE, ask->user_data);

  return TROUPE_REASON_NONE;
}

static const TroupeOpenPortClass ask_class = { .take = ask_take, .free = ask_free };

void
troupe_cell_post (TroupeCell    *self,
                  TroupeMessage *message)
{
  message->number = ++self->n_sent;
  troupe_loop_send (self->proc->loop, message);
}

static TroupeMessage *
cell_new_message (TroupeCell              *self,
                  TroupeActorId           *receiver,
                  const TroupeMessageType *type,
                  GVariant                *body,
                  GError                 **error)
{
  TroupeLoop *loop = self->proc->loop;
  TroupePeer *peer = troupe_peer_table_intern (loop->peers, receiver);
  TroupeMessage *message;

  message = troupe_message_new_variant (loop->pool, type, self->peer, peer, body, error);
  troupe_peer_unref (peer);

  return message;
}

gboolean
troupe_cell_send (TroupeCell              *self,
                  TroupeActorId           *receiver,
                  const TroupeMessageType *type,
                  GVariant                *body,
                  guint64                  reply_port,
                  GError                 **error)
{
  TroupeMessage *message = cell_new_message (self, receiver, type, body, error);

  if (message == NULL)
    return FALSE;

  message->port = type->port;
  message->reply_port = reply_port;
  troupe_cell_post (self, message);

  return TRUE;
}

/* What troupe_loop_send() does, for the ordinary case that @receiver lives here and takes the message as work. */
static inline void
cell_post_work (TroupeCell    *self,
                TroupeLoop    *loop,
                TroupeMessage *message,
                TroupeMailbox *mailbox)
{
  gboolean was_empty = mailbox->work.length == 0;

  message->number = ++self->n_sent;
  troupe_message_queue_push (&mailbox->work, message);
  troupe_proc_count_work (troupe_cell_from_mailbox (mailbox)->proc);
  if (was_empty)
    troupe_loop_schedule (loop, &troupe_cell_from_mailbox (mailbox)->task);
}

/* Does anyone hear of a message before it is handled? Then it takes the long way. */
static inline gboolean
loop_is_heard (const TroupeLoop *self)
{
  const guint32 kinds = 1u << TROUPE_EVENT_SENT | 1u << TROUPE_EVENT_DELIVERED;

  return G_UNLIKELY (self->ending || (self->world->event_mask & kinds) != 0);
}

gboolean
troupe_cell_send_data (TroupeCell              *self,
                       TroupePeer              *receiver,
                       const TroupeMessageType *type,
                       gconstpointer            data,
                       gsize                    size,
                       GError                 **error)
{
  TroupeLoop *loop = self->proc->loop;
  TroupeMailbox *mailbox = receiver->mailbox;
  TroupeMessage *message;

  if (G_LIKELY (type->is_plain && size == type->fixed_size))
    {
      message = troupe_message_new_unfilled (loop->pool, type, self->peer, receiver, size, type->size_class);
      memcpy (message->body, data, size);
    }
  else
    {
      message = troupe_message_new_data (loop->pool, type, self->peer, receiver, data, size, error);
      if (message == NULL)
        return FALSE;
    }

  if (G_LIKELY (mailbox != NULL && !loop_is_heard (loop) && troupe_mailbox_accepts_work (mailbox, type)))
    cell_post_work (self, loop, message, mailbox);
  else
    troupe_cell_post (self, message);

  return TRUE;
}

gboolean
troupe_cell_ask (TroupeCell              *self,
                 TroupeActorId           *receiver,
                 const TroupeMessageType *type,
                 GVariant                *body,
                 TroupeReplyFunc          func,
                 gpointer                 user_data,
                 GDestroyNotify           destroy,
                 GError                 **error)
{
  TroupeMessage *message = cell_new_message (self, receiver, type, body, error);
  Ask *ask;

  if (message == NULL)
    return FALSE;

  ask = g_new0 (Ask, 1);
  ask->port.klass = &ask_class;
  ask->port.bound = ask->port.once = ask->port.returns = TRUE;
  ask->func = func;
  ask->user_data = user_data;
  ask->destroy = destroy;
  message->port = type->port;
  troupe_mailbox_open_port (&self->mailbox, &ask->port);
  message->reply_port = ask->port.index;
  troupe_cell_post (self, message);

  return TRUE;
}

gboolean
troupe_cell_reply (TroupeCell              *self,
                   const TroupeMessage     *message,
                   const TroupeMessageType *type,
                   GVariant                *body,
                   GError                 **error)
{
  TroupeLoop *loop = self->proc->loop;
  TroupeMessage *reply = cell_new_message (self, message->sender->id, type, body, error);

  if (reply == NULL)
    return FALSE;

  /* Who no longer waits for an answer must not harm who gives it: the answer does not come back. */
  reply->port = message->reply_port;
  reply->flags |= TROUPE_MESSAGE_NO_RETURN;
  reply->number = self->n_sent + 1;
  troupe_loop_emit_message (loop, TROUPE_EVENT_REPLIED, reply, TROUPE_REASON_NONE);
  troupe_cell_post (self, reply);

  return TRUE;
}
