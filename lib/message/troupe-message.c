/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "message/troupe-message-private.h"

#include "base/troupe-error.h"

#include <string.h>

G_STATIC_ASSERT (G_STRUCT_OFFSET (TroupeMessage, body) % 8 == 0);
G_STATIC_ASSERT (G_BYTE_ORDER == G_LITTLE_ENDIAN);

G_DEFINE_BOXED_TYPE (TroupeMessage, troupe_message, troupe_message_copy, troupe_message_free)

/* @room: how many bytes there are to be behind the body. */
static TroupeMessage *
new_zeroed (TroupeMessagePool       *pool,
            const TroupeMessageType *type,
            TroupePeer              *sender,
            TroupePeer              *receiver,
            gsize                    size,
            gsize                    room)
{
  guint size_class = troupe_message_pool_get_class (size + room);
  TroupeMessage *self = troupe_message_new_unfilled (pool, type, sender, receiver, size, size_class);

  memset (self->body, 0, size);

  return self;
}

TroupeMessage *
troupe_message_new (TroupeMessagePool       *pool,
                    const TroupeMessageType *type,
                    TroupePeer              *sender,
                    TroupePeer              *receiver,
                    gsize                    size)
{
  g_return_val_if_fail (pool != NULL, NULL);
  g_return_val_if_fail (type != NULL, NULL);
  g_return_val_if_fail (receiver != NULL, NULL);
  g_return_val_if_fail (size <= TROUPE_MESSAGE_SIZE_MAX, NULL);

  return new_zeroed (pool, type, sender, receiver, size, /* room = */ 0);
}

TroupeMessage *
troupe_message_new_from_block (TroupeMessagePool       *pool,
                               const TroupeMessageType *type,
                               TroupePeer              *sender,
                               TroupePeer              *receiver,
                               gsize                    size,
                               gpointer                 block)
{
  TroupeMessage *self = block;
  gsize padded = (size + 7) & ~(gsize) 7;

  g_assert (troupe_message_pool_get_class (size) == TROUPE_MESSAGE_CLASS_OF_LARGE);

  memset ((guint8 *) self->body + size, 0, padded - size);
  memset (self, 0, G_STRUCT_OFFSET (TroupeMessage, body));
  self->pool = pool;
  self->type = type;
  self->sender = sender != NULL ? troupe_peer_ref (sender) : NULL;
  self->receiver = troupe_peer_ref (receiver);
  self->port = type->port;
  self->size = (guint32) size;
  self->size_class = TROUPE_MESSAGE_CLASS_OF_LARGE;
  pool->n_out++;
  pool->n_large_bytes += size;

  return self;
}

void
troupe_message_release_slowly (TroupeMessage *self)
{
  TroupeMessagePool *pool = self->pool;

  troupe_message_leave_tally (self);
  if (!troupe_message_pool_keep (pool, self))
    troupe_message_pool_take_back (pool, self);
}

static gboolean
check_variant (const TroupeMessageType *type,
               GVariant                *body,
               GError                 **error)
{
  g_autofree char *expected = NULL;
  const char *given = body != NULL ? g_variant_get_type_string (body) : "nothing";

  if (body == NULL ? type->n_fields == 0 : g_variant_is_of_type (body, type->signature))
    return TRUE;

  expected = g_variant_type_dup_string (type->signature);
  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_MESSAGE,
               "Could not make a message %s: its body is of type %s, not %s", type->name, given, expected);

  return FALSE;
}

/* @body keeps its bytes. NULL: they are not where ours must be, or not in normal form. */
static TroupeMessage *
new_borrower (TroupeMessagePool       *pool,
              const TroupeMessageType *type,
              TroupePeer              *sender,
              TroupePeer              *receiver,
              GVariant                *body)
{
  gconstpointer data = g_variant_get_data (body);
  gsize size = g_variant_get_size (body);
  TroupeMessage *self;

  if (data == NULL || (guintptr) data % 8 != 0 || !troupe_message_body_is_normal (type->signature, data, size))
    return NULL;

  self = troupe_message_new_unfilled (pool, type, sender, receiver, sizeof (TroupeBorrowedBody),
                                      TROUPE_MESSAGE_CLASS_OF_BORROWER);
  *(TroupeBorrowedBody *) self->body = (TroupeBorrowedBody) { g_variant_ref (body), data };
  self->size = (guint32) size;

  return self;
}

/* GLib fills what stands between fields too. */
static TroupeMessage *
new_stored (TroupeMessagePool       *pool,
            const TroupeMessageType *type,
            TroupePeer              *sender,
            TroupePeer              *receiver,
            GVariant                *body,
            gsize                    room)
{
  gsize size = g_variant_get_size (body);
  TroupeMessage *self = troupe_message_new_unfilled (pool, type, sender, receiver, size,
                                                     troupe_message_pool_get_class (size + room));

  g_variant_store (body, self->body);

  return self;
}

/* NULL: @body is not in normal form. GLib would take milliseconds to say so of a megabyte. */
static TroupeMessage *
new_long (TroupeMessagePool       *pool,
          const TroupeMessageType *type,
          TroupePeer              *sender,
          TroupePeer              *receiver,
          GVariant                *body,
          gsize                    room,
          gboolean                 is_held)
{
  /* Who holds it may send it again. One that was made for this call mostly has no serialised form yet: that is better
   * written into our block than into new memory of its own. */
  TroupeMessage *self = is_held ? new_borrower (pool, type, sender, receiver, body) : NULL;

  if (self != NULL)
    return self;

  self = new_stored (pool, type, sender, receiver, body, room);
  if (troupe_message_body_is_normal (type->signature, self->body, self->size))
    return self;
  troupe_message_free (self);

  return NULL;
}

static TroupeMessage *
new_variant (TroupeMessagePool       *pool,
             const TroupeMessageType *type,
             TroupePeer              *sender,
             TroupePeer              *receiver,
             GVariant                *body,
             gsize                    room,
             GError                 **error)
{
  gboolean is_held = body != NULL && !g_variant_is_floating (body);
  g_autoptr (GVariant) given = body != NULL ? g_variant_ref_sink (body) : NULL;
  g_autoptr (GVariant) normal = NULL;
  TroupeMessage *self;
  gsize size;

  if (!check_variant (type, given, error))
    return NULL;
  if (given == NULL)
    return new_zeroed (pool, type, sender, receiver, type->fixed_size, room);

  size = g_variant_get_size (given);
  self = size >= TROUPE_LARGE_BLOCK_MIN && size <= TROUPE_MESSAGE_SIZE_MAX
           ? new_long (pool, type, sender, receiver, given, room, is_held) : NULL;
  if (self != NULL)
    return self;

  /* A value that was made from foreign bytes may say the right thing in the wrong form. */
  normal = g_variant_get_normal_form (given);
  size = g_variant_get_size (normal);
  if (size > TROUPE_MESSAGE_SIZE_MAX)
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_MESSAGE,
                   "Could not make a message %s: its body has %" G_GSIZE_FORMAT " bytes, more than %u",
                   type->name, size, TROUPE_MESSAGE_SIZE_MAX);
      return NULL;
    }

  return new_stored (pool, type, sender, receiver, normal, room);
}

TroupeMessage *
troupe_message_new_variant (TroupeMessagePool       *pool,
                            const TroupeMessageType *type,
                            TroupePeer              *sender,
                            TroupePeer              *receiver,
                            GVariant                *body,
                            GError                 **error)
{
  g_return_val_if_fail (pool != NULL, NULL);
  g_return_val_if_fail (type != NULL, NULL);
  g_return_val_if_fail (receiver != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return new_variant (pool, type, sender, receiver, body, /* room = */ 0, error);
}

TroupeMessage *
troupe_message_new_for_order (TroupeMessagePool       *pool,
                              const TroupeMessageType *type,
                              TroupePeer              *sender,
                              TroupePeer              *receiver,
                              GVariant                *body,
                              GError                 **error)
{
  g_return_val_if_fail (pool != NULL, NULL);
  g_return_val_if_fail (type != NULL, NULL);
  g_return_val_if_fail (sender != NULL && receiver != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return new_variant (pool, type, sender, receiver, body, sizeof (TroupeOrder), error);
}

static void
set_wrong_size (const TroupeMessageType *type,
                gsize                    size,
                GError                 **error)
{
  if (type->fixed_size == 0)
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_MESSAGE,
                 "Could not make a message %s from data: the size of its bodies varies", type->name);
  else
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_MESSAGE,
                 "Could not make a message %s from data: it is %" G_GSIZE_FORMAT " bytes, not %" G_GSIZE_FORMAT,
                 type->name, size, type->fixed_size);
}

/* @room: how many bytes there are to be behind the body. */
static TroupeMessage *
new_data (TroupeMessagePool       *pool,
          const TroupeMessageType *type,
          TroupePeer              *sender,
          TroupePeer              *receiver,
          gconstpointer            data,
          gsize                    size,
          gsize                    room,
          GError                 **error)
{
  TroupeMessage *self;

  if (data == NULL && size == 0 && type->n_fields == 0)
    return new_zeroed (pool, type, sender, receiver, type->fixed_size, room);
  if (type->fixed_size == 0 || size != type->fixed_size || size > TROUPE_MESSAGE_SIZE_MAX)
    {
      set_wrong_size (type, size, error);
      return NULL;
    }
  g_assert (data != NULL);

  self = troupe_message_new_unfilled (pool, type, sender, receiver, size,
                                      troupe_message_pool_get_class (size + room));
  memcpy (self->body, data, size);
  if (!type->is_plain && !troupe_message_body_is_normal (type->signature, self->body, size))
    {
      troupe_message_free (self);
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_MESSAGE,
                   "Could not make a message %s from data: a boolean is neither 0 nor 1, or padding is not 0",
                   type->name);
      return NULL;
    }

  return self;
}

TroupeMessage *
troupe_message_new_data (TroupeMessagePool       *pool,
                         const TroupeMessageType *type,
                         TroupePeer              *sender,
                         TroupePeer              *receiver,
                         gconstpointer            data,
                         gsize                    size,
                         GError                 **error)
{
  return new_data (pool, type, sender, receiver, data, size, /* room = */ 0, error);
}

TroupeMessage *
troupe_message_new_data_for_order (TroupeMessagePool       *pool,
                                   const TroupeMessageType *type,
                                   TroupePeer              *sender,
                                   TroupePeer              *receiver,
                                   gconstpointer            data,
                                   gsize                    size,
                                   GError                 **error)
{
  return new_data (pool, type, sender, receiver, data, size, sizeof (TroupeOrder), error);
}

/**
 * troupe_message_copy:
 * @self: a message
 *
 * Makes a message that outlives the handler, and the loop. It can be read, and answered as @self can; nothing else
 * knows of it. Bindings do this where a program keeps the message of a handler.
 *
 * Returns: (transfer full): the copy
 */
TroupeMessage *
troupe_message_copy (const TroupeMessage *self)
{
  TroupeMessage *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_malloc0 (troupe_message_pool_get_bytes (self->size));
  *copy = *self;
  memcpy (copy->body, troupe_message_get_body (self), self->size);
  copy->size_class = (guint8) troupe_message_pool_get_class (self->size);
  if (self->flags & TROUPE_MESSAGE_IS_ORDERED)
    *troupe_message_get_order (copy) = *troupe_message_get_order (self);
  copy->next = NULL;
  copy->pool = NULL;
  copy->sender = self->sender != NULL ? troupe_peer_new_detached (self->sender->id) : NULL;
  copy->receiver = troupe_peer_new_detached (self->receiver->id);

  return copy;
}

/**
 * troupe_message_free:
 * @self: (transfer full): a message that troupe_message_copy() made
 *
 * Frees a copy. What a handler is given is not its own, and is freed by the loop.
 */
void
troupe_message_free (TroupeMessage *self)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->next == NULL);

  if (self->pool != NULL)
    {
      troupe_message_release (self);
      return;
    }

  if (self->sender != NULL)
    troupe_peer_unref (self->sender);
  troupe_peer_unref (self->receiver);
  g_free (self);
}

gboolean
troupe_message_check (const TroupeMessage *self,
                      GError             **error)
{
  gsize fixed_size;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  fixed_size = self->type->fixed_size;
  if (fixed_size != 0 && self->size != fixed_size)
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_MESSAGE,
                   "Could not take a message %s: its body has %u bytes, not %" G_GSIZE_FORMAT,
                   self->type->name, self->size, fixed_size);
      return FALSE;
    }
  if (!troupe_message_body_is_normal (self->type->signature, troupe_message_get_body (self), self->size))
    {
      g_autofree char *signature = g_variant_type_dup_string (self->type->signature);

      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_MESSAGE,
                   "Could not take a message %s: its body of %u bytes is not the normal form of a %s",
                   self->type->name, self->size, signature);
      return FALSE;
    }

  return TRUE;
}

/**
 * troupe_message_get_kind:
 * @self: a message
 *
 * The type that the message was sent as.
 *
 * Returns: (transfer none): its type
 */
const TroupeMessageType *
troupe_message_get_kind (const TroupeMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->type;
}

/**
 * troupe_message_is:
 * @self: a message
 * @type: a message type
 *
 * Tells messages of one type from all others.
 *
 * Returns: whether @self is of that type
 */
gboolean
troupe_message_is (const TroupeMessage     *self,
                   const TroupeMessageType *type)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (type != NULL, FALSE);

  return self->type == type;
}

/**
 * troupe_message_get_sender:
 * @self: a message
 *
 * Who sent it, and would get it back.
 *
 * Returns: (transfer none) (nullable): the sender, or %NULL if nobody wants it back
 */
TroupeActorId *
troupe_message_get_sender (const TroupeMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->sender != NULL ? self->sender->id : NULL;
}

/**
 * troupe_message_get_sender_ref:
 * @self: a message
 *
 * Who sent it, as this loop knows it: what to send an answer by, without a lookup.
 *
 * Returns: (transfer none) (nullable): the sender, or %NULL if nobody wants it back, and for a copy, which has no loop
 */
TroupeActorRef *
troupe_message_get_sender_ref (const TroupeMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->pool != NULL ? self->sender : NULL;
}

/**
 * troupe_message_get_receiver:
 * @self: a message
 *
 * Whom it was sent to, also when it has come back.
 *
 * Returns: (transfer none): the receiver
 */
TroupeActorId *
troupe_message_get_receiver (const TroupeMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->receiver->id;
}

/**
 * troupe_message_get_number:
 * @self: a message
 *
 * How many messages its sender had sent, this one included. Sender and number say which message it is.
 *
 * Returns: the number, from 1
 */
guint64
troupe_message_get_number (const TroupeMessage *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->number;
}

/**
 * troupe_message_get_n_missing:
 * @self: a message
 *
 * Tells a receiver of a gap. What comes in order (troupe_context_send_ordered()) waits for what was sent before it, but
 * not for ever: messages that do not come within the knob `ordering.gap-bound` are given up, and the next one of their
 * flow says how many they were. Each of them was returned to its sender, was lost with a process, or will be returned
 * when it comes.
 *
 * Returns: how many messages right before this one were given up; 0 where none was, and for a message that is in no
 *   order
 */
guint64
troupe_message_get_n_missing (const TroupeMessage *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->flags & TROUPE_MESSAGE_IS_ORDERED ? troupe_message_get_order (self)->n_missing : 0;
}

/**
 * troupe_message_wants_reply:
 * @self: a message
 *
 * Tells a question from a plain message.
 *
 * Returns: whether the sender waits for an answer
 */
gboolean
troupe_message_wants_reply (const TroupeMessage *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->reply_port != 0;
}

/**
 * troupe_message_dup_reply_port:
 * @self: a message
 *
 * Answers where the answer goes, so that someone else can give it: an actor may hand this on and be done. What is sent
 * there and cannot be delivered does not come back, as with troupe_context_reply().
 *
 * Returns: (transfer full) (nullable): a once-port of the sender, or %NULL where it does not wait for an answer
 */
TroupePortRef *
troupe_message_dup_reply_port (const TroupeMessage *self)
{
  g_autoptr (TroupePortId) id = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->reply_port == 0 || self->sender == NULL)
    return NULL;
  id = troupe_port_id_new (self->sender->id, self->reply_port);

  return troupe_port_ref_new (id, /* type = */ NULL, TROUPE_PORT_ONCE | TROUPE_PORT_NO_RETURN);
}

/**
 * troupe_message_get_data: (skip)
 * @self: a message
 * @ret_size: (out) (optional): how many bytes
 *
 * The body in place: the serialised form of the tuple of its fields, 8-aligned, little-endian. Where every field
 * has a fixed size, that is a C struct.
 *
 * Returns: (transfer none): the bytes, valid as long as the message
 */
gconstpointer
troupe_message_get_data (const TroupeMessage *self,
                         gsize               *ret_size)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (ret_size != NULL)
    *ret_size = self->size;

  return troupe_message_get_body (self);
}

/* A value on the message's own bytes: it must not outlive the message. */
static GVariant *
borrow_body (const TroupeMessage *self)
{
  GVariant *body = g_variant_new_from_data (self->type->signature, troupe_message_get_body (self), self->size,
                                            /* trusted = */ TRUE, NULL, NULL);

  return g_variant_ref_sink (body);
}

/* A value of its own with the content of @value. */
static GVariant *
copy_out (GVariant *value)
{
  gsize size = g_variant_get_size (value);
  gpointer data = g_memdup2 (g_variant_get_data (value), size);

  return g_variant_ref_sink (g_variant_new_from_data (g_variant_get_type (value), data, size,
                                                      /* trusted = */ TRUE, g_free, data));
}

/**
 * troupe_message_dup_body:
 * @self: a message
 *
 * Copies the body out of the message: the tuple of its fields.
 *
 * Returns: (transfer full): the body, which lives on when the message is gone
 */
GVariant *
troupe_message_dup_body (const TroupeMessage *self)
{
  g_autoptr (GVariant) body = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->size_class == TROUPE_MESSAGE_CLASS_OF_BORROWER)
    return g_variant_ref (((const TroupeBorrowedBody *) self->body)->value);
  body = borrow_body (self);

  return copy_out (body);
}

/**
 * troupe_message_dup_field:
 * @self: a message
 * @name: the name of a field
 *
 * Copies one field out of the message.
 *
 * Returns: (transfer full) (nullable): the field, or %NULL if the message's type has none of that name
 */
GVariant *
troupe_message_dup_field (const TroupeMessage *self,
                          const char          *name)
{
  g_autoptr (GVariant) body = NULL;
  g_autoptr (GVariant) field = NULL;
  int index;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  index = troupe_message_type_find_field (self->type, name);
  if (index < 0)
    return NULL;

  body = borrow_body (self);
  field = g_variant_get_child_value (body, (gsize) index);

  return copy_out (field);
}
