/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-stream.h"

/**
 * TroupeStream:
 *
 * A connection, as a world offers it: bytes in, bytes out, nothing blocks. A world implements the class and calls
 * troupe_stream_ready(). After a close the class is not asked again, and nobody is told anything more.
 */

/**
 * TroupeStreamClass:
 *
 * What a stream of a world implements.
 */

/**
 * TroupeStreamClass::try_read: (skip)
 * @self: a stream
 *
 * What troupe_stream_try_read() asks. Skipped by bindings, as that is.
 */

/**
 * TroupeStreamClass::try_write: (skip)
 * @self: a stream
 *
 * What troupe_stream_try_write() asks. Skipped by bindings, as that is.
 */

/**
 * TroupeListener:
 *
 * Where connections arrive, as a world offers it. A world implements the class and calls troupe_listener_ready().
 * After a close the class is not asked again, and nobody is told anything more.
 */

/**
 * TroupeListenerClass:
 *
 * What a listener of a world implements.
 */

G_DEFINE_ABSTRACT_TYPE (TroupeStream, troupe_stream, G_TYPE_OBJECT)

G_DEFINE_ABSTRACT_TYPE (TroupeListener, troupe_listener, G_TYPE_OBJECT)

static void
troupe_stream_class_init (TroupeStreamClass *klass)
{
}

static void
troupe_stream_init (TroupeStream *self)
{
}

/**
 * troupe_stream_try_read: (skip)
 * @self: a stream
 * @buffer: (out caller-allocates) (array length=size) (element-type guint8): where the bytes go
 * @size: how many fit, at least 1
 * @ret_size: (out): how many were read: at least 1 with %TROUPE_STREAM_OK, else 0
 *
 * Reads what has arrived. Runs on the thread of the world's loop.
 *
 * Skipped by bindings: it works on untyped memory.
 *
 * Returns: what was achieved; %TROUPE_STREAM_BROKEN on a stream that was closed
 */
TroupeStreamResult
troupe_stream_try_read (TroupeStream *self,
                        void         *buffer,
                        gsize         size,
                        gsize        *ret_size)
{
  TroupeStreamResult result;

  g_return_val_if_fail (TROUPE_IS_STREAM (self), TROUPE_STREAM_BROKEN);
  g_return_val_if_fail (buffer != NULL && size > 0, TROUPE_STREAM_BROKEN);
  g_return_val_if_fail (ret_size != NULL, TROUPE_STREAM_BROKEN);

  *ret_size = 0;
  if (self->closed)
    return TROUPE_STREAM_BROKEN;

  result = TROUPE_STREAM_GET_CLASS (self)->try_read (self, buffer, size, ret_size);
  g_assert (*ret_size <= size && (result == TROUPE_STREAM_OK) == (*ret_size > 0));

  return result;
}

/**
 * troupe_stream_try_write: (skip)
 * @self: a stream
 * @vectors: (array length=n_vectors): what to write, in order
 * @n_vectors: how many vectors; together they hold at least one byte
 * @ret_size: (out): how many bytes went through: at least 1 with %TROUPE_STREAM_OK, else 0
 *
 * Writes as much as goes through now. Runs on the thread of the world's loop.
 *
 * Skipped by bindings: it works on untyped memory.
 *
 * Returns: what was achieved; %TROUPE_STREAM_BROKEN on a stream that was closed
 */
TroupeStreamResult
troupe_stream_try_write (TroupeStream       *self,
                         const TroupeVector *vectors,
                         guint               n_vectors,
                         gsize              *ret_size)
{
  TroupeStreamResult result;

  g_return_val_if_fail (TROUPE_IS_STREAM (self), TROUPE_STREAM_BROKEN);
  g_return_val_if_fail (vectors != NULL && n_vectors > 0, TROUPE_STREAM_BROKEN);
  g_return_val_if_fail (ret_size != NULL, TROUPE_STREAM_BROKEN);

  *ret_size = 0;
  if (self->closed)
    return TROUPE_STREAM_BROKEN;

  result = TROUPE_STREAM_GET_CLASS (self)->try_write (self, vectors, n_vectors, ret_size);
  g_assert ((result == TROUPE_STREAM_OK) == (*ret_size > 0));

  return result;
}

/**
 * troupe_stream_set_ready_func: (skip)
 * @self: a stream
 * @func: (nullable) (scope notified): whom to tell when to try again; %NULL: nobody
 * @user_data: (closure): data for @func
 *
 * Sets whom to tell. It is not called from inside this function: try first, then wait. Runs on the thread of
 * the world's loop.
 *
 * Skipped by bindings: what it keeps is never freed.
 */
void
troupe_stream_set_ready_func (TroupeStream          *self,
                              TroupeStreamReadyFunc  func,
                              gpointer               user_data)
{
  g_return_if_fail (TROUPE_IS_STREAM (self));

  if (self->closed)
    return;

  self->ready_func = func;
  self->ready_data = user_data;
}

/**
 * troupe_stream_ready:
 * @self: a stream
 *
 * For implementations: tells the user of the stream to try again. The stream lives until the call returns, whatever
 * the user does.
 */
void
troupe_stream_ready (TroupeStream *self)
{
  g_return_if_fail (TROUPE_IS_STREAM (self));

  if (self->ready_func == NULL)
    return;

  g_object_ref (self);
  self->ready_func (self, self->ready_data);
  g_object_unref (self);
}

/**
 * troupe_stream_get_peer:
 * @self: a stream
 *
 * Who the other side is, as the world can prove it: a certificate's name, a user.
 *
 * Returns: (transfer none) (nullable): the identity; %NULL where the world proves none
 */
const char *
troupe_stream_get_peer (TroupeStream *self)
{
  TroupeStreamClass *klass;

  g_return_val_if_fail (TROUPE_IS_STREAM (self), NULL);

  klass = TROUPE_STREAM_GET_CLASS (self);

  return klass->get_peer != NULL ? klass->get_peer (self) : NULL;
}

/**
 * troupe_stream_get_error:
 * @self: a stream
 *
 * Why it broke: %TROUPE_ERROR_REFUSED, %TROUPE_ERROR_BROKEN or an error of the system.
 *
 * Returns: (transfer none) (nullable): the error; %NULL while the stream is whole
 */
const GError *
troupe_stream_get_error (TroupeStream *self)
{
  TroupeStreamClass *klass;

  g_return_val_if_fail (TROUPE_IS_STREAM (self), NULL);

  klass = TROUPE_STREAM_GET_CLASS (self);

  return klass->get_error != NULL ? klass->get_error (self) : NULL;
}

/**
 * troupe_stream_close:
 * @self: a stream
 *
 * Ends the stream. What was written before still reaches the peer, which then reads the end. Nothing is called
 * any more; closing again does nothing. Runs on the thread of the world's loop.
 */
void
troupe_stream_close (TroupeStream *self)
{
  TroupeStreamClass *klass;

  g_return_if_fail (TROUPE_IS_STREAM (self));

  if (self->closed)
    return;

  self->closed = TRUE;
  self->ready_func = NULL;
  self->ready_data = NULL;

  klass = TROUPE_STREAM_GET_CLASS (self);
  if (klass->close != NULL)
    klass->close (self);
}

static void
troupe_listener_class_init (TroupeListenerClass *klass)
{
}

static void
troupe_listener_init (TroupeListener *self)
{
}

/**
 * troupe_listener_accept:
 * @self: a listener
 *
 * Takes the next connection that waits. Runs on the thread of the world's loop.
 *
 * Returns: (transfer full) (nullable): its stream; %NULL if none waits, or the listener was closed
 */
TroupeStream *
troupe_listener_accept (TroupeListener *self)
{
  g_return_val_if_fail (TROUPE_IS_LISTENER (self), NULL);

  if (self->closed)
    return NULL;

  return TROUPE_LISTENER_GET_CLASS (self)->accept (self);
}

/**
 * troupe_listener_get_address:
 * @self: a listener
 *
 * The address that it got: the one it was asked for, with the choice made where that left one.
 *
 * Returns: (transfer none): the address
 */
TroupeAddress *
troupe_listener_get_address (TroupeListener *self)
{
  g_return_val_if_fail (TROUPE_IS_LISTENER (self), NULL);

  return TROUPE_LISTENER_GET_CLASS (self)->get_address (self);
}

/**
 * troupe_listener_set_ready_func: (skip)
 * @self: a listener
 * @func: (nullable) (scope notified): whom to tell that a connection may wait; %NULL: nobody
 * @user_data: (closure): data for @func
 *
 * Sets whom to tell. It is not called from inside this function: accept first, then wait. Runs on the thread of
 * the world's loop.
 *
 * Skipped by bindings: what it keeps is never freed.
 */
void
troupe_listener_set_ready_func (TroupeListener          *self,
                                TroupeListenerReadyFunc  func,
                                gpointer                 user_data)
{
  g_return_if_fail (TROUPE_IS_LISTENER (self));

  if (self->closed)
    return;

  self->ready_func = func;
  self->ready_data = user_data;
}

/**
 * troupe_listener_ready:
 * @self: a listener
 *
 * For implementations: tells the user of the listener to accept. The listener lives until the call returns, whatever
 * the user does.
 */
void
troupe_listener_ready (TroupeListener *self)
{
  g_return_if_fail (TROUPE_IS_LISTENER (self));

  if (self->ready_func == NULL)
    return;

  g_object_ref (self);
  self->ready_func (self, self->ready_data);
  g_object_unref (self);
}

/**
 * troupe_listener_close:
 * @self: a listener
 *
 * Accepts nothing more; connections that still wait are refused. Streams that were accepted go on. Nothing is called
 * any more; closing again does nothing. Runs on the thread of the world's loop.
 */
void
troupe_listener_close (TroupeListener *self)
{
  TroupeListenerClass *klass;

  g_return_if_fail (TROUPE_IS_LISTENER (self));

  if (self->closed)
    return;

  self->closed = TRUE;
  self->ready_func = NULL;
  self->ready_data = NULL;

  klass = TROUPE_LISTENER_GET_CLASS (self);
  if (klass->close != NULL)
    klass->close (self);
}
