/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "message/troupe-mailbox-private.h"

struct _TroupePortCall
{
  TroupePortCall *outer;  /* (nullable): the call inside which this one began */
  guint64         index;  /* of the port */
  gboolean        closed; /* the port was closed meanwhile: its data is ours to destroy */
};

void
troupe_mailbox_init (TroupeMailbox          *self,
                     TroupePeer             *owner,
                     TroupeMailboxReadyFunc  ready_func)
{
  g_return_if_fail (self != NULL);

  *self = (TroupeMailbox) {
    .owner = owner,
    .ready_func = ready_func,
    .next_port = TROUPE_PORT_EPHEMERAL_FIRST,
    .closed = TROUPE_REASON_NONE,
  };
  troupe_message_queue_init (&self->work);
  troupe_message_queue_init (&self->control);
}

static void
destroy_port_data (const TroupePort *port)
{
  if (port->destroy != NULL)
    port->destroy (port->user_data);
}

void
troupe_mailbox_clear (TroupeMailbox *self)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (troupe_mailbox_get_depth (self) == 0);
  g_return_if_fail (self->calls == NULL);

  /* Data that is destroyed may open ports once more. */
  while (self->ports != NULL)
    {
      g_autoptr (GArray) ports = g_steal_pointer (&self->ports);

      for (guint i = 0; i < ports->len; i++)
        destroy_port_data (&g_array_index (ports, TroupePort, i));
    }
}

static int
compare_indices (gconstpointer a,
                 gconstpointer b)
{
  const TroupePort *port_a = a;
  const TroupePort *port_b = b;

  return (port_a->index > port_b->index) - (port_a->index < port_b->index);
}

/* Answers where the open port @index is in the array of ports. */
static gboolean
find_port (const TroupeMailbox *self,
           guint64              index,
           guint               *ret_place)
{
  TroupePort key = { .index = index };

  return self->ports != NULL && g_array_binary_search (self->ports, &key, compare_indices, ret_place);
}

static gboolean
accepts_type (const TroupeMailbox     *self,
              const TroupeMessageType *type)
{
  guint word = type->index / 64;

  if (self->accepted_types == NULL || word >= self->n_accepted_words)
    return FALSE;

  return (self->accepted_types[word] >> (type->index % 64)) & 1;
}

/* Which port a message goes to here. The return of a question goes where its answer would have gone. */
static guint64
port_of (const TroupeMessage *message)
{
  return (message->flags & TROUPE_MESSAGE_IS_RETURN) ? message->reply_port : message->port;
}

/* Which queue a message goes to, NULL if to none; then also why.
 *
 *   a return              -> control, if a port waits for the answer; else work
 *   a handler port        -> work, unless closed or not accepted
 *   an ephemeral port     -> control, if the port is open
 *   signals, queries      -> control, if the owner takes them
 *   anything else         -> refused
 */
static TroupeMessageQueue *
choose_queue (TroupeMailbox       *self,
              const TroupeMessage *message,
              TroupeReason        *ret_reason)
{
  guint64 port = message->port;
  gboolean is_reserved = port < TROUPE_PORT_EPHEMERAL_FIRST;
  gboolean is_handler = port >= TROUPE_PORT_HANDLER_BIT;

  if (message->flags & TROUPE_MESSAGE_IS_RETURN)
    return find_port (self, message->reply_port, NULL) ? &self->control : &self->work;

  *ret_reason = TROUPE_REASON_NO_SUCH_PORT;
  if ((is_reserved || is_handler) && port != message->type->port)
    return NULL;
  if (port == TROUPE_PORT_SIGNAL)
    return self->signallable ? &self->control : NULL;
  if (port == TROUPE_PORT_INTROSPECT)
    return self->introspectable ? &self->control : NULL;
  if (is_reserved)
    return NULL;
  if (!is_handler)
    return find_port (self, port, NULL) ? &self->control : NULL;
  if (self->closed != TROUPE_REASON_NONE)
    {
      *ret_reason = self->closed;
      return NULL;
    }

  return accepts_type (self, message->type) ? &self->work : NULL;
}

TroupeReason
troupe_mailbox_post (TroupeMailbox *self,
                     TroupeMessage *message)
{
  TroupeReason reason = TROUPE_REASON_NONE;
  TroupeMessageQueue *queue;
  gboolean was_empty;

  g_return_val_if_fail (self != NULL, TROUPE_REASON_NO_SUCH_ACTOR);
  g_return_val_if_fail (message != NULL, TROUPE_REASON_NO_SUCH_ACTOR);

  queue = choose_queue (self, message, &reason);
  if (queue == NULL)
    return reason;

  /* Each queue for itself: an actor that waits takes no work, but must hear of control. */
  was_empty = queue->length == 0;
  troupe_message_queue_push (queue, message);
  if (was_empty && self->ready_func != NULL)
    self->ready_func (self);

  return TROUPE_REASON_NONE;
}

void
troupe_mailbox_close (TroupeMailbox *self,
                      TroupeReason   reason)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (reason != TROUPE_REASON_NONE);

  self->closed = reason;
}

guint64
troupe_mailbox_open_port (TroupeMailbox  *self,
                          gboolean        once,
                          TroupePortFunc  func,
                          gpointer        user_data,
                          GDestroyNotify  destroy)
{
  TroupePort port = { .once = once, .func = func, .user_data = user_data, .destroy = destroy };

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (func != NULL, 0);

  if (self->ports == NULL)
    self->ports = g_array_new (/* zero_terminated = */ FALSE, /* clear = */ FALSE, sizeof (TroupePort));
  port.index = self->next_port++;
  g_array_append_val (self->ports, port);

  return port.index;
}

/* Takes the port out before anyone else's code runs. */
static TroupePort
take_port (TroupeMailbox *self,
           guint          place)
{
  TroupePort port = g_array_index (self->ports, TroupePort, place);

  g_array_remove_index (self->ports, place);
  if (self->ports->len == 0)
    g_clear_pointer (&self->ports, g_array_unref);

  return port;
}

void
troupe_mailbox_close_port (TroupeMailbox *self,
                           guint64        index)
{
  TroupePortCall *outermost = NULL;
  TroupePort port;
  guint place;

  g_return_if_fail (self != NULL);

  if (!find_port (self, index, &place))
    return;

  port = take_port (self, place);
  for (TroupePortCall *call = self->calls; call != NULL; call = call->outer)
    if (call->index == index)
      outermost = call;

  if (outermost != NULL)
    outermost->closed = TRUE;
  else
    destroy_port_data (&port);
}

gboolean
troupe_mailbox_call_port (TroupeMailbox *self,
                          TroupeMessage *message)
{
  TroupePortCall call = { .index = 0 };
  TroupePort port;
  guint place;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (message != NULL, FALSE);

  call.index = port_of (message);
  if (!find_port (self, call.index, &place))
    return FALSE;

  port = g_array_index (self->ports, TroupePort, place);
  if (port.once)
    {
      take_port (self, place);
      port.func (message, port.user_data);
      destroy_port_data (&port);
      return TRUE;
    }

  call.outer = self->calls;
  self->calls = &call;
  port.func (message, port.user_data);
  self->calls = call.outer;
  if (call.closed)
    destroy_port_data (&port);

  return TRUE;
}

guint
troupe_mailbox_get_depth (const TroupeMailbox *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->work.length + self->control.length;
}
