/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-delivery-private.h"
#include "proc/troupe-instance-private.h"
#include "proc/troupe-port-private.h"
#include "proc/troupe-proc-core-private.h"

#include "base/troupe-error.h"
#include "message/troupe-port-ref-private.h"

G_DEFINE_FINAL_TYPE (TroupePort, troupe_port, G_TYPE_OBJECT)
G_DEFINE_ENUM_TYPE (TroupePortMode, troupe_port_mode,
                    G_DEFINE_ENUM_VALUE (TROUPE_PORT_MODE_QUEUE, "queue"),
                    G_DEFINE_ENUM_VALUE (TROUPE_PORT_MODE_LATEST, "latest"),
                    G_DEFINE_ENUM_VALUE (TROUPE_PORT_MODE_ONCE, "once"))

/* --- what stands in the mailbox --- */

static void
receiver_finish (TroupeReceiver *self,
                 TroupeMessage  *message)
{
  troupe_loop_emit_message (self->cell->proc->loop, TROUPE_EVENT_HANDLED, message, TROUPE_REASON_NONE);
  troupe_message_free (message);
}

static void
receiver_queued (TroupeOpenPort *port)
{
  g_autoptr (TroupePort) handle = g_object_ref (((TroupeReceiver *) port)->handle);

  /* Who hears of it may end the port. */
  while (handle->mode == TROUPE_PORT_MODE_LATEST && handle->receiver != NULL && handle->receiver->queue.length > 1)
    receiver_finish (handle->receiver, troupe_message_queue_pop (&handle->receiver->queue));
  if (handle->mode == TROUPE_PORT_MODE_ONCE && handle->closed_text == NULL)
    handle->closed_text = g_strdup ("it has taken its one message");
  troupe_port_serve_later (handle);
}

/* (transfer full) */
static char *
describe_end (const TroupeCell *cell)
{
  TroupeSupervisionEvent *failure = troupe_cell_get_failure (cell);
  const char *stop_text = troupe_cell_get_stop_text (cell);

  if (troupe_cell_is_client (cell))
    return g_strdup ("its client has ended");
  if (failure != NULL)
    return g_strdup_printf ("its actor failed: %s", troupe_supervision_event_get_text (failure));
  if (stop_text != NULL && *stop_text != '\0')
    return g_strdup_printf ("its actor stopped: %s", stop_text);

  return g_strdup ("its actor stopped");
}

static void
receiver_free (TroupeOpenPort *port)
{
  TroupeReceiver *self = (TroupeReceiver *) port;
  TroupePort *handle = g_steal_pointer (&self->handle);

  if (handle != NULL)
    {
      handle->receiver = NULL;
      if (handle->closed_text == NULL)
        handle->closed_text = describe_end (self->cell);
      troupe_port_serve_later (handle);
    }
  g_clear_object (&self->accumulator);
  g_free (self);
}

/* Has it anything to receive? */
static gboolean
receiver_has_some (const TroupeReceiver *self)
{
  return self->accumulator != NULL ? self->is_fresh : self->queue.length > 0;
}

/* It leaves the mailbox, and what it holds goes back. */
static void
receiver_end (TroupeReceiver *self,
              TroupeReason    reason)
{
  TroupeLoop *loop = self->cell->proc->loop;
  guint n_rest = troupe_loop_take_all_in_hand (loop, &self->queue);

  troupe_mailbox_remove_port (&self->cell->mailbox, &self->port);
  troupe_loop_refuse_in_hand (loop, n_rest, reason);
}

static void
receiver_end_with_owner (TroupeOpenPort *port,
                         TroupeReason    reason)
{
  receiver_end ((TroupeReceiver *) port, reason);
}

/* The accumulator may be a user's own, and do whatever it likes. */
static TroupeReason
receiver_fold (TroupeOpenPort *port,
               TroupeMessage  *message,
               gboolean       *ret_keeps)
{
  TroupeReceiver *self = (TroupeReceiver *) port;
  g_autoptr (TroupeAccumulator) accumulator = g_object_ref (self->accumulator);
  g_autoptr (GVariant) update = troupe_message_dup_body (message);
  g_autoptr (GError) error = NULL;

  if (!troupe_accumulator_fold (accumulator, update, &error))
    {
      troupe_cell_record (self->cell, "port %" G_GUINT64_FORMAT " refused %s: %s", port->index, message->type->name,
                          error != NULL ? error->message : "it did not say why");
      return TROUPE_REASON_TYPE_MISMATCH;
    }

  self->is_fresh = TRUE;
  if (self->handle != NULL)
    troupe_port_serve_later (self->handle);

  return TROUPE_REASON_NONE;
}

static const TroupeOpenPortClass receiver_class = {
  .queued = receiver_queued,
  .end = receiver_end_with_owner,
  .free = receiver_free,
};
static const TroupeOpenPortClass accumulator_class = {
  .take = receiver_fold,
  .end = receiver_end_with_owner,
  .free = receiver_free,
};

gboolean
troupe_port_is_held (const TroupeOpenPort *port)
{
  return port->klass == &receiver_class || port->klass == &accumulator_class;
}

void
troupe_cell_end_ports (TroupeCell   *self,
                       TroupeReason  reason)
{
  GPtrArray *ports;
  guint i = 0;

  while ((ports = self->mailbox.ports) != NULL && i < ports->len)
    {
      TroupeOpenPort *port = ports->pdata[i];

      if (port->klass->end != NULL)
        port->klass->end (port, reason);
      else
        i++;
    }
}

/* --- the object --- */

static void
troupe_port_dispose (GObject *object)
{
  TroupePort *self = TROUPE_PORT (object);
  TroupeReceiver *receiver = g_steal_pointer (&self->receiver);

  if (receiver != NULL)
    {
      receiver->handle = NULL;
      receiver_end (receiver, TROUPE_REASON_NO_SUCH_PORT);
    }
  g_clear_weak_pointer (&self->loop);
  G_OBJECT_CLASS (troupe_port_parent_class)->dispose (object);
}

static void
troupe_port_finalize (GObject *object)
{
  TroupePort *self = TROUPE_PORT (object);

  g_assert (g_queue_is_empty (&self->waits));

  g_clear_pointer (&self->owner, troupe_actor_id_unref);
  g_clear_pointer (&self->ref, troupe_port_ref_unref);
  g_clear_pointer (&self->parameters, g_variant_unref);
  g_free (self->reducer);
  g_free (self->closed_text);
  G_OBJECT_CLASS (troupe_port_parent_class)->finalize (object);
}

static void
troupe_port_class_init (TroupePortClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = troupe_port_dispose;
  G_OBJECT_CLASS (klass)->finalize = troupe_port_finalize;
}

static void
troupe_port_init (TroupePort *self)
{
  g_queue_init (&self->waits);
}

TroupePort *
troupe_cell_open_port (TroupeCell              *cell,
                       const TroupeMessageType *type,
                       TroupePortMode           mode)
{
  TroupePort *self = g_object_new (TROUPE_TYPE_PORT, NULL);
  TroupeReceiver *receiver = g_new0 (TroupeReceiver, 1);

  g_set_weak_pointer (&self->loop, cell->proc->loop);
  self->mode = mode;
  self->type = type;
  self->owner = troupe_actor_id_ref (troupe_cell_get_id (cell));
  self->receiver = receiver;

  receiver->port.klass = &receiver_class;
  receiver->port.type = type;
  receiver->port.once = mode == TROUPE_PORT_MODE_ONCE;
  receiver->port.held = &receiver->queue;
  receiver->cell = cell;
  receiver->handle = self;
  troupe_message_queue_init (&receiver->queue);
  troupe_mailbox_open_port (&cell->mailbox, &receiver->port);
  self->index = receiver->port.index;

  return self;
}

TroupePort *
troupe_cell_open_accumulator (TroupeCell              *cell,
                              const TroupeMessageType *type,
                              TroupeAccumulator       *accumulator,
                              const TroupeMessageType *state_type)
{
  TroupePort *self = troupe_cell_open_port (cell, type, TROUPE_PORT_MODE_LATEST);
  GVariant *parameters = troupe_accumulator_get_reducer_parameters (accumulator);

  self->reducer = g_strdup (troupe_accumulator_get_reducer (accumulator));
  self->parameters = parameters != NULL ? g_variant_ref (parameters) : NULL;
  self->receiver->port.klass = &accumulator_class;
  self->receiver->port.held = NULL;
  self->receiver->accumulator = g_object_ref (accumulator);
  self->receiver->state_type = state_type;

  return self;
}

/**
 * troupe_context_open_port:
 * @self: a context
 * @type: (nullable): what it takes; %NULL: messages of every type
 * @mode: what it makes of the messages that come
 *
 * Opens a port of the actor. Who gets its reference, see troupe_port_bind(), can send to it; what comes is received
 * with troupe_port_receive_async(), also while the actor handles a message or waits for a deferral. Messages of another
 * type are returned as %TROUPE_REASON_TYPE_MISMATCH, and the port stays. When the actor ends, what nobody has received
 * is returned.
 *
 * Returns: (transfer full): the port
 */
TroupePort *
troupe_context_open_port (TroupeContext           *self,
                          const TroupeMessageType *type,
                          TroupePortMode           mode)
{
  g_return_val_if_fail (troupe_cell_is_live (self) && !troupe_cell_has_ended (self), NULL);
  g_return_val_if_fail (mode <= TROUPE_PORT_MODE_ONCE, NULL);

  return troupe_cell_open_port (self, type, mode);
}

/**
 * troupe_instance_open_port:
 * @self: a client or actor-instance
 * @type: (nullable): what it takes; %NULL: messages of every type
 * @mode: what it makes of the messages that come
 * @error: return location for an error
 *
 * Opens a port of the client, as troupe_context_open_port() does for an actor.
 *
 * Fails with %TROUPE_ERROR_CLOSED where the client has ended.
 *
 * Returns: (transfer full): the port, or %NULL on error
 */
TroupePort *
troupe_instance_open_port (TroupeInstance           *self,
                           const TroupeMessageType  *type,
                           TroupePortMode            mode,
                           GError                  **error)
{
  TroupeCell *cell;

  g_return_val_if_fail (TROUPE_IS_INSTANCE (self), NULL);
  g_return_val_if_fail (mode <= TROUPE_PORT_MODE_ONCE, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  cell = troupe_instance_get_live_cell (self, "open a port", error);

  return cell != NULL ? troupe_cell_open_port (cell, type, mode) : NULL;
}

static TroupePortRef *
port_make_ref (TroupePort *self)
{
  g_autoptr (TroupePortId) id = troupe_port_id_new (self->owner, self->index);
  TroupePortRefParts parts = { .id = id, .reducer = self->reducer, .parameters = self->parameters };

  parts.kind_name = self->type != NULL ? self->type->name : NULL;
  parts.flags = self->mode == TROUPE_PORT_MODE_ONCE ? TROUPE_PORT_ONCE : TROUPE_PORT_DEFAULT;

  return troupe_port_ref_new_from_parts (&parts, NULL);
}

/**
 * troupe_port_bind:
 * @self: a port
 *
 * Makes the port reachable for who only knows its reference. Until then it is reached by troupe_port_send(). Binding it
 * once more changes nothing.
 *
 * Returns: (transfer full): the reference, always the same
 */
TroupePortRef *
troupe_port_bind (TroupePort *self)
{
  g_return_val_if_fail (TROUPE_IS_PORT (self), NULL);

  if (self->ref == NULL)
    self->ref = port_make_ref (self);
  if (self->receiver != NULL)
    self->receiver->port.bound = TRUE;

  return troupe_port_ref_ref (self->ref);
}

static gboolean
port_check_handler (TroupePort  *self,
                    GError     **error)
{
  const TroupeMailbox *mailbox = &self->receiver->cell->mailbox;
  guint64 handler = self->type->port;

  if (self->ref != NULL)
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS,
                 "Could not bind a port in place of a handler of %s: it is bound already", self->type->name);
  else if (handler < TROUPE_PORT_HANDLER_BIT)
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED,
                 "Could not bind a port in place of a handler of %s: the runtime handles that", self->type->name);
  else if (troupe_mailbox_accepts_type (mailbox, self->type) || troupe_mailbox_find_port (mailbox, handler) != NULL)
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS,
                 "Could not bind a port in place of a handler of %s: '%s' has one", self->type->name,
                 troupe_actor_id_get_name (self->owner));
  else
    return TRUE;

  return FALSE;
}

/**
 * troupe_port_bind_handler:
 * @self: a port for messages of one type, not bound
 * @error: return location for an error
 *
 * Binds the port where a handler of its type would be: it gets what is sent to its actor or client with
 * troupe_context_send() or troupe_context_ask(). So a client, which has no handlers, can receive ordinary messages.
 *
 * Fails with %TROUPE_ERROR_EXISTS where the port is bound, or its owner has such a handler or port; with
 * %TROUPE_ERROR_CLOSED where it takes no more; with %TROUPE_ERROR_NOT_SUPPORTED for the runtime's own messages.
 *
 * Returns: (transfer full): the reference, or %NULL on error
 */
TroupePortRef *
troupe_port_bind_handler (TroupePort  *self,
                          GError     **error)
{
  g_return_val_if_fail (TROUPE_IS_PORT (self), NULL);
  g_return_val_if_fail (self->type != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (self->closed_text != NULL)
    {
      troupe_port_set_closed (self, "bind", error);
      return NULL;
    }
  if (!port_check_handler (self, error))
    return NULL;

  self->index = self->type->port;
  troupe_mailbox_move_port (&self->receiver->cell->mailbox, &self->receiver->port, self->index);

  return troupe_port_bind (self);
}

/**
 * troupe_port_close:
 * @self: a port
 * @text: (nullable): why, for people: who waits or sends gets it in an error
 *
 * Takes no more messages: those that come are returned to their senders as %TROUPE_REASON_NO_SUCH_PORT. What is there
 * can still be received. Does nothing the second time.
 */
void
troupe_port_close (TroupePort *self,
                   const char *text)
{
  g_return_if_fail (TROUPE_IS_PORT (self));

  if (self->closed_text != NULL)
    return;

  self->closed_text = g_strdup (text != NULL ? text : "it is closed");
  self->receiver->port.closed = TRUE;
  if (!receiver_has_some (self->receiver))
    receiver_end (self->receiver, TROUPE_REASON_NO_SUCH_PORT);
}

/**
 * troupe_port_is_open:
 * @self: a port
 *
 * Answers whether the port takes messages.
 *
 * Returns: %FALSE once it was closed, has taken its one message, or its actor has ended
 */
gboolean
troupe_port_is_open (TroupePort *self)
{
  g_return_val_if_fail (TROUPE_IS_PORT (self), FALSE);

  return self->closed_text == NULL;
}

void
troupe_port_set_closed (TroupePort  *self,
                        const char  *attempt,
                        GError     **error)
{
  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_CLOSED, "Could not %s a port of '%s': %s", attempt,
               troupe_actor_id_get_name (self->owner), self->closed_text);
}

/* The state of the accumulator, as a message from nobody. (transfer full) (nullable): it has none, or one of another
 * form than it was said to have. */
static TroupeMessage *
receiver_make_state (TroupeReceiver *self)
{
  TroupeMessagePool *pool = self->cell->proc->loop->pool;
  g_autoptr (GVariant) state = troupe_accumulator_dup_state (self->accumulator);
  g_autoptr (GError) error = NULL;
  TroupeMessage *message, *copy;

  self->is_fresh = FALSE;
  if (state == NULL)
    return NULL;
  message = troupe_message_new_variant (pool, self->state_type, /* sender = */ NULL, self->cell->peer, state, &error);
  if (message == NULL)
    {
      g_critical ("An accumulator has a wrong state: %s", error->message);
      return NULL;
    }

  copy = troupe_message_copy (message);
  troupe_message_free (message);

  return copy;
}

static TroupeMessage *
receiver_take (TroupeReceiver *self)
{
  TroupeMessage *message, *copy;

  if (self->accumulator != NULL)
    return self->is_fresh ? receiver_make_state (self) : NULL;

  message = troupe_message_queue_pop (&self->queue);
  copy = message != NULL ? troupe_message_copy (message) : NULL;
  if (message != NULL)
    receiver_finish (self, message);

  return copy;
}

TroupeMessage *
troupe_port_take (TroupePort *self)
{
  TroupeMessage *message = self->receiver != NULL ? receiver_take (self->receiver) : NULL;

  /* Who heard of it may have ended the port. */
  if (self->receiver != NULL && self->receiver->port.closed && !receiver_has_some (self->receiver))
    receiver_end (self->receiver, TROUPE_REASON_NO_SUCH_PORT);

  return message;
}

gboolean
troupe_port_is_ready (const TroupePort *self)
{
  return self->receiver == NULL || receiver_has_some (self->receiver);
}

static gboolean
port_check_type (TroupePort               *self,
                 const TroupeMessageType  *type,
                 GError                  **error)
{
  if (self->type == NULL || self->type == type)
    return TRUE;

  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_MESSAGE,
               "Could not send a message %s to a port of '%s': it takes %s", type->name,
               troupe_actor_id_get_name (self->owner), self->type->name);

  return FALSE;
}

/**
 * troupe_port_send:
 * @self: a port
 * @sender: (nullable): an actor of the same loop, in whose name it is sent; %NULL: the port's own
 * @type: the message type
 * @body: (nullable): the fields, a tuple as @type declares it; a floating one is consumed; %NULL if there are no fields
 * @error: return location for an error
 *
 * Sends a message to a port that one holds, bound or not. It is there when this returns; what a sender sends arrives in
 * the order of sending.
 *
 * Fails with %TROUPE_ERROR_CLOSED where the port takes no more, also since its actor has ended, and with
 * %TROUPE_ERROR_INVALID_MESSAGE where it does not take @type, or @body is not what @type declares; nothing is sent
 * then.
 *
 * Returns: %TRUE if the port has it
 */
gboolean
troupe_port_send (TroupePort               *self,
                  TroupeContext            *sender,
                  const TroupeMessageType  *type,
                  GVariant                 *body,
                  GError                  **error)
{
  g_autoptr (GVariant) owned = body != NULL ? g_variant_ref_sink (body) : NULL;
  TroupeMessage *message;
  TroupeLoop *loop;

  g_return_val_if_fail (TROUPE_IS_PORT (self), FALSE);
  g_return_val_if_fail (type != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (self->closed_text != NULL)
    {
      troupe_port_set_closed (self, "send to", error);
      return FALSE;
    }
  if (!port_check_type (self, type, error))
    return FALSE;
  sender = sender != NULL ? sender : self->receiver->cell;
  loop = self->receiver->cell->proc->loop;
  g_return_val_if_fail (troupe_cell_is_live (sender) && sender->proc->loop == loop, FALSE);

  message = troupe_message_new_variant (loop->pool, type, sender->peer, self->receiver->cell->peer, owned, error);
  if (message == NULL)
    return FALSE;

  message->port = self->index;
  message->number = ++sender->n_sent;
  troupe_loop_send_to_port (loop, message);

  return TRUE;
}
