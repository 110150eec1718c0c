/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-cell-private.h"
#include "proc/troupe-delivery-private.h"
#include "proc/troupe-instance-private.h"
#include "proc/troupe-ordering-private.h"
#include "proc/troupe-port-private.h"
#include "proc/troupe-proc-core-private.h"

#include "base/troupe-error.h"

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
          TroupeMessage  *message,
          gboolean       *ret_keeps)
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

/* What makes a message: with room for its place in an order, or without. */
typedef TroupeMessage *(*MakeFunc) (TroupeMessagePool       *pool,
                                    const TroupeMessageType *type,
                                    TroupePeer              *sender,
                                    TroupePeer              *receiver,
                                    GVariant                *body,
                                    GError                 **error);

static TroupeMessage *
cell_make_message (TroupeCell              *self,
                   MakeFunc                 make,
                   TroupeActorId           *receiver,
                   const TroupeMessageType *type,
                   GVariant                *body,
                   GError                 **error)
{
  TroupeLoop *loop = self->proc->loop;
  TroupePeer *peer = troupe_peer_table_intern (loop->peers, receiver);
  TroupeMessage *message;

  message = make (loop->pool, type, self->peer, peer, body, error);
  troupe_peer_unref (peer);

  return message;
}

static TroupeMessage *
cell_new_message (TroupeCell              *self,
                  TroupeActorId           *receiver,
                  const TroupeMessageType *type,
                  GVariant                *body,
                  GError                 **error)
{
  return cell_make_message (self, troupe_message_new_variant, receiver, type, body, error);
}

/* @message: (transfer full): it gets its place in the order, and goes. The entrances of the runtime itself, for signals
 * and queries, know no order: what goes there would leave a gap for the others. */
static void
cell_post_in_order (TroupeCell    *self,
                    TroupeMessage *message)
{
  if (message->port >= TROUPE_PORT_EPHEMERAL_FIRST)
    troupe_cell_number (self, message);
  troupe_cell_post (self, message);
}

gboolean
troupe_cell_send_ordered (TroupeCell              *self,
                          TroupeActorId           *receiver,
                          const TroupeMessageType *type,
                          GVariant                *body,
                          GError                 **error)
{
  TroupeMessage *message = cell_make_message (self, troupe_message_new_for_order, receiver, type, body, error);

  if (message == NULL)
    return FALSE;

  cell_post_in_order (self, message);

  return TRUE;
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

/* (nullable): what a message to @port is of; NULL with the error. */
static const TroupeMessageType *
choose_type_for_port (TroupePortRef            *port,
                      const TroupeMessageType  *type,
                      GError                  **error)
{
  const char *kind_name = troupe_port_ref_get_kind_name (port);
  const TroupeMessageType *kind = troupe_port_ref_get_kind (port);

  if (kind_name != NULL && kind == NULL)
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_UNKNOWN_TYPE,
                 "Could not send to a port: it takes %s, a type that nobody has registered here", kind_name);
  else if (kind != NULL && type != NULL && kind != type)
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_MESSAGE,
                 "Could not send a message %s to a port: it takes %s", type->name, kind_name);
  else if (kind == NULL && type == NULL)
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_MESSAGE,
                 "Could not send to a port that takes messages of every type: no type is given");
  else
    return type != NULL ? type : kind;

  return NULL;
}

/* A message to @port that is not on its way yet; NULL with the error. */
static TroupeMessage *
cell_make_message_to_port (TroupeCell               *self,
                           MakeFunc                  make,
                           TroupePortRef            *port,
                           const TroupeMessageType  *type,
                           GVariant                 *body,
                           GError                  **error)
{
  TroupePortId *id = troupe_port_ref_get_id (port);
  TroupeMessage *message;

  type = choose_type_for_port (port, type, error);
  if (type == NULL)
    return NULL;
  message = cell_make_message (self, make, troupe_port_id_get_actor (id), type, body, error);
  if (message == NULL)
    return NULL;

  message->port = troupe_port_id_get_index (id);
  if (troupe_port_ref_get_flags (port) & TROUPE_PORT_NO_RETURN)
    message->flags |= TROUPE_MESSAGE_NO_RETURN;

  return message;
}

gboolean
troupe_cell_send_to_port (TroupeCell               *self,
                          TroupePortRef            *port,
                          const TroupeMessageType  *type,
                          GVariant                 *body,
                          GError                  **error)
{
  g_autoptr (GVariant) owned = body != NULL ? g_variant_ref_sink (body) : NULL;
  TroupeMessage *message = cell_make_message_to_port (self, troupe_message_new_variant, port, type, owned, error);

  if (message == NULL)
    return FALSE;

  troupe_cell_post (self, message);

  return TRUE;
}

gboolean
troupe_cell_send_ordered_to_port (TroupeCell               *self,
                                  TroupePortRef            *port,
                                  const TroupeMessageType  *type,
                                  GVariant                 *body,
                                  GError                  **error)
{
  TroupeMessage *message = cell_make_message_to_port (self, troupe_message_new_for_order, port, type, body, error);

  if (message == NULL)
    return FALSE;

  cell_post_in_order (self, message);

  return TRUE;
}

/**
 * troupe_context_send_to_port:
 * @self: a context
 * @port: (transfer none): to which port
 * @type: (nullable): the message type; %NULL: the one that the port takes
 * @body: (nullable): the fields, a tuple as @type declares it; a floating one is consumed; %NULL if there are no fields
 * @error: return location for an error
 *
 * Sends a message to a port, wherever that is. If it cannot be delivered it comes back as any message does, unless the
 * reference says %TROUPE_PORT_NO_RETURN.
 *
 * Fails with %TROUPE_ERROR_INVALID_MESSAGE where the port does not take @type, or @body is not what @type declares, and
 * with %TROUPE_ERROR_UNKNOWN_TYPE where this process does not know what the port takes; nothing is sent then.
 *
 * Returns: %TRUE if it is on its way
 */
gboolean
troupe_context_send_to_port (TroupeContext            *self,
                             TroupePortRef            *port,
                             const TroupeMessageType  *type,
                             GVariant                 *body,
                             GError                  **error)
{
  g_return_val_if_fail (troupe_cell_is_live (self), FALSE);
  g_return_val_if_fail (port != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return troupe_cell_send_to_port (self, port, type, body, error);
}

/**
 * troupe_instance_send_to_port:
 * @self: a client or actor-instance
 * @port: (transfer none): to which port
 * @type: (nullable): the message type; %NULL: the one that the port takes
 * @body: (nullable): as in troupe_context_send_to_port()
 * @error: return location for an error
 *
 * Sends a message to a port in the name of the client, as troupe_context_send_to_port() does for an actor.
 *
 * Fails as that does, and with %TROUPE_ERROR_CLOSED where the client has ended.
 *
 * Returns: %TRUE if it is on its way
 */
gboolean
troupe_instance_send_to_port (TroupeInstance           *self,
                              TroupePortRef            *port,
                              const TroupeMessageType  *type,
                              GVariant                 *body,
                              GError                  **error)
{
  g_autoptr (GVariant) owned = body != NULL ? g_variant_ref_sink (body) : NULL;
  TroupeCell *cell;

  g_return_val_if_fail (TROUPE_IS_INSTANCE (self), FALSE);
  g_return_val_if_fail (port != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  cell = troupe_instance_get_live_cell (self, "send to a port", error);

  return cell != NULL && troupe_cell_send_to_port (cell, port, type, owned, error);
}

/* What troupe_loop_send() does, for the ordinary case that @receiver lives here, takes the message as work, and the
 * loop is running tasks: so it is awake, and knows the time. */
static inline void
cell_post_work (TroupeCell    *self,
                TroupeLoop    *loop,
                TroupeMessage *message,
                TroupeMailbox *mailbox)
{
  TroupeCell *receiver = troupe_cell_from_mailbox (mailbox);
  gboolean was_empty = mailbox->work.length == 0;

  message->number = ++self->n_sent;
  troupe_message_queue_push (&mailbox->work, message);
  troupe_pressure_add (&receiver->proc->pressure, loop->now_ns);
  if (was_empty)
    troupe_run_queue_push (&loop->run_queue, &receiver->task);
}

/* Is there more to be done for a message before it is handled than to put it into a mailbox? Someone hears of it, or
 * the loop has to be woken for it. Then it takes the long way. */
static inline gboolean
loop_wants_more (const TroupeLoop *self)
{
  const guint32 kinds = 1u << TROUPE_EVENT_SENT | 1u << TROUPE_EVENT_DELIVERED;

  return G_UNLIKELY (self->ending || !self->dispatching || (self->world->event_mask & kinds) != 0);
}

static gboolean
cell_send_other_data (TroupeCell               *self,
                      TroupePeer               *receiver,
                      const TroupeMessageType  *type,
                      gconstpointer             data,
                      gsize                     size,
                      GError                  **error)
{
  TroupeMessage *message;

  message = troupe_message_new_data (self->proc->loop->pool, type, self->peer, receiver, data, size, error);
  if (message == NULL)
    return FALSE;

  troupe_cell_post (self, message);

  return TRUE;
}

/**
 * troupe_context_send_data: (skip)
 * @self: a context
 * @receiver: (transfer none): to whom; of this loop
 * @type: the message type, all of whose fields have a fixed size
 * @data: (nullable): the fields, laid out as the C struct that troupe_message_get_data() answers; it is copied, and
 *   need not be aligned; %NULL if there are no fields
 * @size: how many bytes
 * @error: return location for an error
 *
 * Sends a message as troupe_context_send() does, without a #GVariant and without looking the receiver up.
 *
 * Fails with %TROUPE_ERROR_INVALID_MESSAGE where @data is not what @type declares: @size is not its size, a boolean
 * (a `guint8`, not a #gboolean) is neither 0 nor 1, padding is not 0, or the size of @type varies. Nothing is sent
 * then.
 *
 * Returns: %TRUE if it is on its way
 */
gboolean
troupe_context_send_data (TroupeContext            *self,
                          TroupeActorRef           *receiver,
                          const TroupeMessageType  *type,
                          gconstpointer             data,
                          gsize                     size,
                          GError                  **error)
{
  TroupeMailbox *mailbox;
  TroupeMessage *message;
  TroupeLoop *loop;

  g_return_val_if_fail (troupe_cell_is_live (self), FALSE);
  loop = self->proc->loop;
  g_return_val_if_fail (receiver != NULL && receiver->table == loop->peers, FALSE);
  g_return_val_if_fail (type != NULL, FALSE);
  g_return_val_if_fail (data != NULL || size == 0, FALSE);

  mailbox = receiver->mailbox;
  if (G_UNLIKELY (!type->is_plain || size != type->fixed_size || mailbox == NULL || loop_wants_more (loop) ||
                  !troupe_mailbox_accepts_work (mailbox, type)))
    return cell_send_other_data (self, receiver, type, data, size, error);

  message = troupe_message_new_unfilled (loop->pool, type, self->peer, receiver, size, type->size_class);
  memcpy (message->body, data, size);
  cell_post_work (self, loop, message, mailbox);

  return TRUE;
}

/**
 * troupe_context_send_ordered_data: (skip)
 * @self: a context
 * @receiver: (transfer none): to whom; of this loop
 * @type: the message type, all of whose fields have a fixed size
 * @data: (nullable): the fields, as in troupe_context_send_data()
 * @size: how many bytes
 * @error: return location for an error
 *
 * Sends a message as troupe_context_send_data() does, and in order as troupe_context_send_ordered() does: the two share
 * an order.
 *
 * Fails as troupe_context_send_data() does; nothing is sent then, and nothing is missing.
 *
 * Returns: %TRUE if it is on its way
 */
gboolean
troupe_context_send_ordered_data (TroupeContext            *self,
                                  TroupeActorRef           *receiver,
                                  const TroupeMessageType  *type,
                                  gconstpointer             data,
                                  gsize                     size,
                                  GError                  **error)
{
  TroupeMessage *message;

  g_return_val_if_fail (troupe_cell_is_live (self), FALSE);
  g_return_val_if_fail (receiver != NULL && receiver->table == self->proc->loop->peers, FALSE);
  g_return_val_if_fail (type != NULL, FALSE);
  g_return_val_if_fail (data != NULL || size == 0, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  message = troupe_message_new_data_for_order (self->proc->loop->pool, type, self->peer, receiver, data, size, error);
  if (message == NULL)
    return FALSE;

  cell_post_in_order (self, message);

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
