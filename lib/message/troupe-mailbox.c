/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "message/troupe-mailbox-private.h"

#include "base/troupe-defect-private.h"

void
troupe_mailbox_init (TroupeMailbox          *self,
                     TroupeMailboxReadyFunc  ready_func)
{
  g_return_if_fail (self != NULL);

  *self = (TroupeMailbox) {
    .ready_func = ready_func,
    .next_port = TROUPE_PORT_EPHEMERAL_FIRST,
    .closed = TROUPE_REASON_NONE,
  };
  troupe_message_queue_init (&self->work);
  troupe_message_queue_init (&self->control);
}

static void
free_held (TroupeMessageQueue *held)
{
  while (held->length > 0)
    troupe_message_free (troupe_message_queue_pop (held));
}

void
troupe_mailbox_clear (TroupeMailbox *self)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (troupe_mailbox_get_depth (self) == 0);

  /* What is freed may open ports once more. */
  while (self->ports != NULL)
    {
      TroupeOpenPort *port = self->ports->pdata[0];

      g_return_if_fail (port->n_calls == 0);
      if (port->held != NULL)
        free_held (port->held);
      troupe_mailbox_remove_port (self, port);
    }
}

/* Where the port of @index stands among the ports, or where one would have to stand. */
static guint
find_place (const TroupeMailbox *self,
            guint64              index)
{
  guint first = 0;
  guint end = self->ports != NULL ? self->ports->len : 0;

  while (first < end)
    {
      guint middle = first + (end - first) / 2;
      const TroupeOpenPort *port = self->ports->pdata[middle];

      if (port->index < index)
        first = middle + 1;
      else
        end = middle;
    }

  return first;
}

TroupeOpenPort *
troupe_mailbox_find_port (const TroupeMailbox *self,
                          guint64              index)
{
  TroupeOpenPort *port;
  guint place;

  g_return_val_if_fail (self != NULL, NULL);

  place = find_place (self, index);
  if (self->ports == NULL || place == self->ports->len)
    return NULL;
  port = self->ports->pdata[place];

  return port->index == index ? port : NULL;
}

gboolean
troupe_mailbox_accepts_type (const TroupeMailbox     *self,
                             const TroupeMessageType *type)
{
  guint word = type->index / 64;

  if (self->accepted_types == NULL || word >= self->n_accepted_words)
    return FALSE;

  return (self->accepted_types[word] >> (type->index % 64) & 1) != 0;
}

/* Does an open port wait for this question to come back? */
static gboolean
awaits_return (const TroupeMailbox *self,
               const TroupeMessage *message)
{
  const TroupeOpenPort *port = troupe_mailbox_find_port (self, message->reply_port);

  return port != NULL && port->returns && !port->closed;
}

/* Which queue a message for an open port goes to; NULL if to none, then also why. */
static TroupeMessageQueue *
choose_queue_of_port (TroupeMailbox       *self,
                      TroupeOpenPort      *port,
                      const TroupeMessage *message,
                      TroupeReason        *ret_reason)
{
  if (port == NULL || port->closed)
    {
      *ret_reason = TROUPE_REASON_NO_SUCH_PORT;
      return NULL;
    }
  if (port->type == NULL || port->type == message->type)
    return port->klass->take == NULL ? port->held : &self->control;

  *ret_reason = TROUPE_REASON_TYPE_MISMATCH;
  if (TROUPE_DEFECT ("port.refusal-unbinds"))
    port->closed = TRUE;

  return NULL;
}

/* The port that a message which names it reaches. (nullable) */
static TroupeOpenPort *
find_bound_port (const TroupeMailbox *self,
                 guint64              index)
{
  TroupeOpenPort *port = troupe_mailbox_find_port (self, index);

  return port != NULL && port->bound ? port : NULL;
}

/* Which queue a message goes to, NULL if to none; then also why.
 *
 *   a return              -> control, if a port waits for the answer; else work
 *   a handler port        -> work, unless closed; where the type is not accepted, as the next
 *   an open port          -> what the port holds, or control if it is called; unless it is of another type
 *   signals, queries      -> control, if the owner takes them
 *   anything else         -> refused
 *
 * @ret_port: the open port, if it goes to what that holds.
 */
static TroupeMessageQueue *
choose_queue (TroupeMailbox        *self,
              const TroupeMessage  *message,
              TroupeOpenPort      **ret_port,
              TroupeReason         *ret_reason)
{
  guint64 port = message->port;
  gboolean is_reserved = port < TROUPE_PORT_EPHEMERAL_FIRST;
  gboolean is_handler = port >= TROUPE_PORT_HANDLER_BIT;

  if (message->flags & TROUPE_MESSAGE_IS_RETURN)
    return awaits_return (self, message) ? &self->control : &self->work;

  *ret_reason = TROUPE_REASON_NO_SUCH_PORT;
  if ((is_reserved || is_handler) && port != message->type->port)
    return NULL;
  if (port == TROUPE_PORT_SIGNAL)
    return self->signallable ? &self->control : NULL;
  if (port == TROUPE_PORT_INTROSPECT)
    return self->introspectable ? &self->control : NULL;
  if (is_reserved)
    return NULL;
  if (is_handler && self->closed != TROUPE_REASON_NONE)
    {
      *ret_reason = (TroupeReason) self->closed;
      return NULL;
    }
  if (is_handler && troupe_mailbox_accepts_type (self, message->type))
    return &self->work;

  *ret_port = find_bound_port (self, port);

  return choose_queue_of_port (self, *ret_port, message, ret_reason);
}

/* @port: (nullable): whose queue it is, if it is one that a port holds. */
static void
put (TroupeMailbox      *self,
     TroupeMessageQueue *queue,
     TroupeOpenPort     *port,
     TroupeMessage      *message)
{
  gboolean was_empty = queue->length == 0;

  troupe_message_queue_push (queue, message);
  if (port != NULL && queue == port->held)
    {
      port->closed = port->closed || port->once;
      if (port->klass->queued != NULL)
        port->klass->queued (port);
    }
  else if (was_empty && self->ready_func != NULL)
    {
      /* Each queue for itself: an actor that waits takes no work, but must hear of control. */
      self->ready_func (self);
    }
}

TroupeReason
troupe_mailbox_post (TroupeMailbox *self,
                     TroupeMessage *message)
{
  TroupeReason reason = TROUPE_REASON_NONE;
  TroupeOpenPort *port = NULL;
  TroupeMessageQueue *queue;

  g_return_val_if_fail (self != NULL, TROUPE_REASON_NO_SUCH_ACTOR);
  g_return_val_if_fail (message != NULL, TROUPE_REASON_NO_SUCH_ACTOR);

  queue = choose_queue (self, message, &port, &reason);
  if (queue == NULL)
    return reason;

  put (self, queue, port, message);

  return TROUPE_REASON_NONE;
}

TroupeReason
troupe_mailbox_post_to (TroupeMailbox  *self,
                        TroupeOpenPort *port,
                        TroupeMessage  *message)
{
  TroupeReason reason = TROUPE_REASON_NONE;
  TroupeMessageQueue *queue;

  g_return_val_if_fail (self != NULL && port != NULL, TROUPE_REASON_NO_SUCH_PORT);
  g_return_val_if_fail (message != NULL && message->port == port->index, TROUPE_REASON_NO_SUCH_PORT);

  queue = choose_queue_of_port (self, port, message, &reason);
  if (queue == NULL)
    return reason;

  put (self, queue, port, message);

  return TROUPE_REASON_NONE;
}

void
troupe_mailbox_close (TroupeMailbox *self,
                      TroupeReason   reason)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (reason != TROUPE_REASON_NONE);

  self->closed = (guint8) reason;
}

static void
insert_port (TroupeMailbox  *self,
             TroupeOpenPort *port)
{
  if (self->ports == NULL)
    self->ports = g_ptr_array_new ();
  g_ptr_array_insert (self->ports, (int) find_place (self, port->index), port);
}

static void
take_out_port (TroupeMailbox  *self,
               TroupeOpenPort *port)
{
  guint place = find_place (self, port->index);

  g_assert (self->ports != NULL && self->ports->pdata[place] == port);

  g_ptr_array_remove_index (self->ports, place);
  if (self->ports->len == 0)
    g_clear_pointer (&self->ports, g_ptr_array_unref);
}

void
troupe_mailbox_open_port (TroupeMailbox  *self,
                          TroupeOpenPort *port)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (port != NULL && port->klass != NULL);
  g_return_if_fail (troupe_mailbox_find_port (self, port->index) == NULL);

  if (port->index == 0)
    port->index = self->next_port++;
  insert_port (self, port);
}

void
troupe_mailbox_move_port (TroupeMailbox  *self,
                          TroupeOpenPort *port,
                          guint64         index)
{
  g_return_if_fail (self != NULL && port != NULL);
  g_return_if_fail (troupe_mailbox_find_port (self, index) == NULL);

  take_out_port (self, port);
  port->index = index;
  insert_port (self, port);
}

void
troupe_mailbox_remove_port (TroupeMailbox  *self,
                            TroupeOpenPort *port)
{
  g_return_if_fail (self != NULL && port != NULL);
  g_return_if_fail (!port->removed);
  g_return_if_fail (port->held == NULL || port->held->length == 0);

  take_out_port (self, port);
  port->removed = TRUE;
  port->closed = TRUE;
  if (port->n_calls == 0)
    port->klass->free (port);
}

/* The port for which a message was put into the control queue: a question that comes back goes where its answer would
 * have gone. (nullable): it may be gone by now. */
static TroupeOpenPort *
find_port_to_call (const TroupeMailbox *self,
                   const TroupeMessage *message)
{
  gboolean is_return = (message->flags & TROUPE_MESSAGE_IS_RETURN) != 0;
  TroupeOpenPort *port = troupe_mailbox_find_port (self, is_return ? message->reply_port : message->port);

  return port != NULL && !port->closed && port->klass->take != NULL && (port->returns || !is_return) ? port : NULL;
}

TroupeReason
troupe_mailbox_call_port (TroupeMailbox   *self,
                          TroupeMessage   *message,
                          TroupeOpenPort **ret_keeper)
{
  gboolean keeps = FALSE;
  TroupeOpenPort *port;
  TroupeReason reason;

  g_return_val_if_fail (self != NULL, TROUPE_REASON_NO_SUCH_PORT);
  g_return_val_if_fail (message != NULL, TROUPE_REASON_NO_SUCH_PORT);

  *ret_keeper = NULL;
  port = find_port_to_call (self, message);
  if (port == NULL)
    return TROUPE_REASON_NO_SUCH_PORT;

  /* A once-port takes nothing else while it is called, and is gone only if it has taken this. */
  port->closed = port->once;
  port->n_calls++;
  reason = port->klass->take (port, message, &keeps);
  port->n_calls--;
  if (keeps && port->removed)
    reason = TROUPE_REASON_NO_SUCH_PORT;
  else if (keeps)
    *ret_keeper = port;
  if (TROUPE_DEFECT ("port.refusal-unbinds") && reason != TROUPE_REASON_NONE)
    port->closed = TRUE;
  if (port->removed && port->n_calls == 0)
    port->klass->free (port);
  else if (!port->removed && port->once && reason == TROUPE_REASON_NONE)
    troupe_mailbox_remove_port (self, port);
  else if (!port->removed && port->once)
    port->closed = FALSE;

  return reason;
}

guint
troupe_mailbox_get_depth (const TroupeMailbox *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->work.length + self->control.length;
}
