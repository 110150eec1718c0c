/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-port-private.h"

#include "base/troupe-error.h"

/* Who receives from a port waits in line; the loop looks after those who wait when there is something to receive, or
 * nothing will come any more. A message leaves its port only for someone who then gets it, so a wait that is cancelled
 * takes nothing along. */

/* One receive. To the callback it is the result. */
typedef struct
{
  GObject              parent_instance;

  TroupePort          *port;         /* (owned) */
  GCancellable        *cancellable;  /* (owned) (nullable) */
  gulong               cancelled_id; /* of our handler; 0: none */
  GAsyncReadyCallback  callback;     /* (nullable) */
  gpointer             user_data;
  TroupeMessage       *message;      /* (owned) (nullable): what was received */
  GError              *error;        /* (owned) (nullable): why nothing was */
  gboolean             over;         /* it waits no longer */
} TroupePortWait;

typedef GObjectClass TroupePortWaitClass;

static GType troupe_port_wait_get_type (void);

static GObject *
troupe_port_wait_get_source_object (GAsyncResult *result)
{
  return g_object_ref (G_OBJECT (((TroupePortWait *) result)->port));
}

static gpointer
troupe_port_wait_get_user_data (GAsyncResult *result)
{
  return ((TroupePortWait *) result)->user_data;
}

static gboolean
troupe_port_wait_is_tagged (GAsyncResult *result,
                            gpointer      tag)
{
  return tag == (gpointer) troupe_port_receive_async;
}

static void
troupe_port_wait_init_result (GAsyncResultIface *iface)
{
  iface->get_source_object = troupe_port_wait_get_source_object;
  iface->get_user_data = troupe_port_wait_get_user_data;
  iface->is_tagged = troupe_port_wait_is_tagged;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TroupePortWait, troupe_port_wait, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_ASYNC_RESULT, troupe_port_wait_init_result))

static void
troupe_port_wait_finalize (GObject *object)
{
  TroupePortWait *self = (TroupePortWait *) object;

  g_clear_pointer (&self->message, troupe_message_free);
  g_clear_error (&self->error);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->port);
  G_OBJECT_CLASS (troupe_port_wait_parent_class)->finalize (object);
}

static void
troupe_port_wait_class_init (TroupePortWaitClass *klass)
{
  klass->finalize = troupe_port_wait_finalize;
}

static void
troupe_port_wait_init (TroupePortWait *self)
{
}

/* It stands in line no longer. */
static void
wait_leave (TroupePortWait *self)
{
  self->over = TRUE;
  if (self->cancelled_id != 0)
    g_cancellable_disconnect (self->cancellable, self->cancelled_id);
  self->cancelled_id = 0;
}

static void
wait_end (TroupePortWait *self)
{
  wait_leave (self);
  if (self->callback != NULL)
    self->callback (G_OBJECT (self->port), G_ASYNC_RESULT (self), self->user_data);
}

static void
wait_cancelled (gpointer user_data)
{
  TroupePortWait *self = user_data;

  if (self->over || !g_cancellable_set_error_if_cancelled (self->cancellable, &self->error))
    return;

  g_queue_remove (&self->port->waits, self);
  wait_end (self);
  g_object_unref (self);
}

/* Comes from any thread. */
static void
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  TroupePortWait *self = user_data;

  troupe_loop_post (self->port->loop, wait_cancelled, g_object_ref (self), g_object_unref);
}

/* (transfer full) */
static TroupePortWait *
wait_new (TroupePort          *port,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  TroupePortWait *self = g_object_new (troupe_port_wait_get_type (), NULL);

  self->port = g_object_ref (port);
  self->callback = callback;
  self->user_data = user_data;
  if (cancellable == NULL)
    return self;

  self->cancellable = g_object_ref (cancellable);
  self->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), self, NULL);

  return self;
}

static void
port_serve (gpointer user_data)
{
  TroupePort *self = user_data;

  self->serving = FALSE;
  while (!g_queue_is_empty (&self->waits) && troupe_port_is_ready (self))
    {
      g_autoptr (GObject) held = g_queue_pop_head (&self->waits);
      TroupePortWait *wait = (TroupePortWait *) held;

      wait->message = troupe_port_take (self);
      if (wait->message == NULL)
        troupe_port_set_closed (self, "receive from", &wait->error);
      wait_end (wait);
    }
}

/* The loop ends before it could serve anyone. */
static void
port_let_go (gpointer user_data)
{
  TroupePort *self = user_data;

  if (self->serving)
    troupe_port_forget_waits (self);
  g_object_unref (self);
}

void
troupe_port_serve_later (TroupePort *self)
{
  if (self->serving || g_queue_is_empty (&self->waits) || !troupe_port_is_ready (self))
    return;

  self->serving = TRUE;
  troupe_loop_post (self->loop, port_serve, g_object_ref (self), port_let_go);
}

void
troupe_port_forget_waits (TroupePort *self)
{
  TroupePortWait *wait;

  while ((wait = g_queue_pop_head (&self->waits)) != NULL)
    {
      wait_leave (wait);
      g_object_unref (wait);
    }
}

/**
 * troupe_port_receive_async:
 * @self: a port
 * @cancellable: (nullable): ends the waiting; no message is lost by it
 * @callback: (scope async) (nullable): called when there is a message, or none will come
 * @user_data: (closure): data for @callback
 *
 * Waits for the next message, without stopping the loop. @callback runs once, in a step of the loop and never inside
 * this call, as long as the loop lives. Several that wait get their messages in the order of asking. A pending receive
 * holds the port.
 */
void
troupe_port_receive_async (TroupePort          *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (TROUPE_IS_PORT (self));
  g_return_if_fail (self->loop != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  g_queue_push_tail (&self->waits, wait_new (self, cancellable, callback, user_data));
  troupe_port_serve_later (self);
}

/**
 * troupe_port_receive_finish:
 * @self: a port
 * @result: (transfer none): what the callback got
 * @error: return location for an error
 *
 * Answers what troupe_port_receive_async() has received, once.
 *
 * Fails as troupe_port_receive() does.
 *
 * Returns: (transfer full): the message, or %NULL on error
 */
TroupeMessage *
troupe_port_receive_finish (TroupePort    *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  TroupePortWait *wait;

  g_return_val_if_fail (TROUPE_IS_PORT (self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, (gpointer) troupe_port_receive_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  wait = (TroupePortWait *) result;
  g_return_val_if_fail (wait->port == self && wait->over, NULL);

  if (wait->error != NULL)
    g_propagate_error (error, g_steal_pointer (&wait->error));

  return g_steal_pointer (&wait->message);
}

/* Nobody stands before us, so it can be done at once. */
static gboolean
port_may_take_now (TroupePort *self)
{
  return g_queue_is_empty (&self->waits) && troupe_port_is_ready (self);
}

static TroupeMessage *
port_take_or_fail (TroupePort  *self,
                   GError     **error)
{
  TroupeMessage *message = troupe_port_take (self);

  if (message == NULL)
    troupe_port_set_closed (self, "receive from", error);

  return message;
}

static gboolean
port_check_may_wait (TroupePort  *self,
                     GError     **error)
{
  if (self->loop != NULL && !self->loop->dispatching)
    return TRUE;

  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED,
               "Could not receive from a port of '%s': a handler must not wait; use troupe_port_receive_async()",
               troupe_actor_id_get_name (self->owner));

  return FALSE;
}

/* Lets the world go on until @wait is over; where that cannot be, gives it up and says so. */
static void
port_iterate (TroupePort     *self,
              TroupePortWait *wait)
{
  g_autoptr (TroupeLoop) loop = g_object_ref (self->loop);

  while (!wait->over)
    {
      if (!loop->ending && troupe_world_iterate (loop->world))
        continue;

      g_queue_remove (&self->waits, wait);
      wait_leave (wait);
      g_object_unref (wait);
      if (loop->ending)
        g_set_error (&wait->error, TROUPE_ERROR, TROUPE_ERROR_CLOSED,
                     "Could not receive from a port of '%s': the process is ending",
                     troupe_actor_id_get_name (self->owner));
      else
        g_set_error (&wait->error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED,
                     "Could not receive from a port of '%s': nothing can be waited for here",
                     troupe_actor_id_get_name (self->owner));
    }
}

/**
 * troupe_port_receive:
 * @self: a port
 * @cancellable: (nullable): ends the waiting; no message is lost by it
 * @error: return location for an error
 *
 * Waits for the next message, for programs: meanwhile the loop runs, and all that shares its main context. Not inside a
 * handler, which would stop the loop.
 *
 * Fails with %TROUPE_ERROR_CLOSED where nothing more will come: the port was closed, has given its one message, or its
 * actor has ended, see the text; with %TROUPE_ERROR_NOT_SUPPORTED inside a handler, and in a world whose time a program
 * cannot wait for; with %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full): the message, or %NULL on error
 */
TroupeMessage *
troupe_port_receive (TroupePort    *self,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_autoptr (TroupePort) held G_GNUC_UNUSED = NULL;
  g_autoptr (GObject) result = NULL;
  TroupePortWait *wait;

  g_return_val_if_fail (TROUPE_IS_PORT (self), NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (port_may_take_now (self))
    return port_take_or_fail (self, error);
  if (!port_check_may_wait (self, error))
    return NULL;

  held = g_object_ref (self);
  wait = wait_new (self, cancellable, /* callback = */ NULL, NULL);
  result = g_object_ref (G_OBJECT (wait));
  g_queue_push_tail (&self->waits, wait);
  troupe_port_serve_later (self);
  port_iterate (self, wait);

  return troupe_port_receive_finish (self, G_ASYNC_RESULT (result), error);
}

/**
 * troupe_port_try_receive:
 * @self: a port
 * @error: return location for an error
 *
 * Receives a message if there is one, without waiting. Others who wait go first.
 *
 * Fails with %TROUPE_ERROR_CLOSED where nothing more will come.
 *
 * Returns: (transfer full) (nullable): the message; %NULL without an error where there is none now
 */
TroupeMessage *
troupe_port_try_receive (TroupePort  *self,
                         GError     **error)
{
  g_return_val_if_fail (TROUPE_IS_PORT (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return port_may_take_now (self) ? port_take_or_fail (self, error) : NULL;
}

/**
 * troupe_port_drain:
 * @self: a port
 *
 * Receives all that is there now.
 *
 * Returns: (transfer container) (element-type TroupeMessage): the messages, oldest first; perhaps none
 */
GPtrArray *
troupe_port_drain (TroupePort *self)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_message_free);
  TroupeMessage *message;

  g_return_val_if_fail (TROUPE_IS_PORT (self), messages);

  while (port_may_take_now (self) && (message = troupe_port_take (self)) != NULL)
    g_ptr_array_add (messages, message);

  return messages;
}
