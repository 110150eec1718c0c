/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-cell-private.h"
#include "proc/troupe-deferral-private.h"
#include "proc/troupe-proc-core-private.h"

/* TroupeContext is the public face of a cell: what an actor's code may ask of the runtime. All of it runs on the loop's
 * thread. */

G_DEFINE_BOXED_TYPE (TroupeContext, troupe_context, troupe_context_ref, troupe_context_unref)

/**
 * troupe_context_ref:
 * @self: a context
 *
 * Keeps the memory of a context, not its actor: once that has ended, a context is good for nothing but
 * troupe_context_unref(). Actors in C need no reference; bindings hold one. Callable from every thread.
 *
 * Returns: (transfer full): @self
 */
TroupeContext *
troupe_context_ref (TroupeContext *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->n_refs);

  return self;
}

/**
 * troupe_context_unref:
 * @self: (transfer full): a context
 *
 * Lets go of a context that was kept with troupe_context_ref(). Callable from every thread.
 */
void
troupe_context_unref (TroupeContext *self)
{
  g_return_if_fail (self != NULL);

  if (g_atomic_int_dec_and_test (&self->n_refs))
    g_free (self);
}

/**
 * troupe_context_get_self:
 * @self: a context
 *
 * Answers who the actor is: what others send to.
 *
 * Returns: (transfer none): the actor's own id
 */
TroupeActorId *
troupe_context_get_self (TroupeContext *self)
{
  g_return_val_if_fail (troupe_cell_is_live (self), NULL);

  return troupe_cell_get_id (self);
}

/**
 * troupe_context_get_parent:
 * @self: a context
 *
 * Answers who supervises the actor.
 *
 * Returns: (transfer none) (nullable): the actor that supervises this one; %NULL for a root
 */
TroupeActorId *
troupe_context_get_parent (TroupeContext *self)
{
  g_return_val_if_fail (troupe_cell_is_live (self), NULL);

  return self->parent != NULL ? troupe_cell_get_id (self->parent) : NULL;
}

/**
 * troupe_context_get_loop:
 * @self: a context
 *
 * Answers where the actor runs.
 *
 * Returns: (transfer none): the loop that the actor lives on
 */
TroupeLoop *
troupe_context_get_loop (TroupeContext *self)
{
  g_return_val_if_fail (troupe_cell_is_live (self), NULL);

  return self->proc->loop;
}

/**
 * troupe_context_get_time:
 * @self: a context
 *
 * Answers the time that all actors of this batch see.
 *
 * Returns: the monotonic time of the world, in nanoseconds, as of the start of this batch of handlers
 */
guint64
troupe_context_get_time (TroupeContext *self)
{
  g_return_val_if_fail (troupe_cell_is_live (self), 0);

  return troupe_loop_get_time (self->proc->loop);
}

/**
 * troupe_context_send:
 * @self: a context
 * @receiver: (transfer none): to whom
 * @type: the message type
 * @body: (nullable): the fields, a tuple as @type declares it; a floating one is consumed; %NULL if there are no fields
 * @error: return location for an error
 *
 * Sends a message. What one actor sends to another arrives in the order of sending. If it cannot be delivered it
 * comes back, once, to `handle_undeliverable`, later: never inside this call.
 *
 * A body of 64 KiB or more is not copied where @body is held by its owner, that is, not floating: the message keeps a
 * reference to it, which another thread may drop when the message is gone.
 *
 * Fails with %TROUPE_ERROR_INVALID_MESSAGE where @body is not what @type declares; nothing is sent then.
 *
 * Returns: %TRUE if it is on its way
 */
gboolean
troupe_context_send (TroupeContext            *self,
                     TroupeActorId            *receiver,
                     const TroupeMessageType  *type,
                     GVariant                 *body,
                     GError                  **error)
{
  g_return_val_if_fail (troupe_cell_is_live (self), FALSE);
  g_return_val_if_fail (receiver != NULL, FALSE);
  g_return_val_if_fail (type != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return troupe_cell_send (self, receiver, type, body, /* reply_port = */ 0, error);
}

/**
 * troupe_context_refer: (skip)
 * @self: a context
 * @actor: (transfer none): an actor, of this proc or another, alive or not
 *
 * Looks an actor up once, so that sending to it need not.
 *
 * Returns: (transfer full): the actor as this loop knows it; let go of it before the loop ends
 */
TroupeActorRef *
troupe_context_refer (TroupeContext *self,
                      TroupeActorId *actor)
{
  g_return_val_if_fail (troupe_cell_is_live (self), NULL);
  g_return_val_if_fail (actor != NULL, NULL);

  return troupe_peer_table_intern (self->proc->loop->peers, actor);
}

/**
 * troupe_context_ask:
 * @self: a context
 * @receiver: (transfer none): whom
 * @type: the message type
 * @body: (nullable): as in troupe_context_send()
 * @func: (scope notified) (closure user_data) (destroy destroy): gets the answer
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data after the call of @func, or when the asker ends before it
 * @error: return location for an error
 *
 * Sends a message with a once-port for the answer. @func is called at most once, never inside this call, with the
 * answer or with the reason why the question came back. It reaches the actor also while it handles another message.
 *
 * Fails as troupe_context_send() does; then neither @func nor @destroy is called.
 *
 * Returns: %TRUE if the question is on its way
 */
gboolean
troupe_context_ask (TroupeContext            *self,
                    TroupeActorId            *receiver,
                    const TroupeMessageType  *type,
                    GVariant                 *body,
                    TroupeReplyFunc           func,
                    gpointer                  user_data,
                    GDestroyNotify            destroy,
                    GError                  **error)
{
  g_return_val_if_fail (troupe_cell_is_live (self), FALSE);
  g_return_val_if_fail (receiver != NULL, FALSE);
  g_return_val_if_fail (type != NULL, FALSE);
  g_return_val_if_fail (func != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return troupe_cell_ask (self, receiver, type, body, func, user_data, destroy, error);
}

/**
 * troupe_context_reply:
 * @self: a context
 * @message: (transfer none): the message to answer, which must want a reply: troupe_message_wants_reply()
 * @type: the message type of the answer
 * @body: (nullable): as in troupe_context_send()
 * @error: return location for an error
 *
 * Answers a message. If the asker has ended meanwhile the answer is abandoned; it does not come back.
 *
 * Fails with %TROUPE_ERROR_INVALID_MESSAGE where @body is not what @type declares; nothing is sent then.
 *
 * Returns: %TRUE if the answer is on its way
 */
gboolean
troupe_context_reply (TroupeContext            *self,
                      TroupeMessage            *message,
                      const TroupeMessageType  *type,
                      GVariant                 *body,
                      GError                  **error)
{
  g_return_val_if_fail (troupe_cell_is_live (self), FALSE);
  g_return_val_if_fail (message != NULL && troupe_message_wants_reply (message), FALSE);
  g_return_val_if_fail (type != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return troupe_cell_reply (self, message, type, body, error);
}

/**
 * troupe_context_spawn:
 * @self: a context
 * @name: (nullable): a name; %NULL for that of this actor's root
 * @actor: (transfer none): the behaviour; one actor is spawned once
 * @error: return location for an error
 *
 * Spawns a child that this actor supervises. Its pid comes from the counter of this actor's root (AI-1). When this
 * returns it can be sent to; its init has not begun.
 *
 * Fails with %TROUPE_ERROR_INVALID_NAME, and with %TROUPE_ERROR_CLOSED where this actor is ending or its proc is being
 * destroyed.
 *
 * Returns: (transfer full): the child's id, or %NULL on error
 */
TroupeActorId *
troupe_context_spawn (TroupeContext  *self,
                      const char     *name,
                      TroupeActor    *actor,
                      GError        **error)
{
  g_return_val_if_fail (troupe_cell_is_live (self), NULL);

  return troupe_proc_spawn_child (self->proc, troupe_cell_get_id (self), name, actor, error);
}

/**
 * troupe_context_spawn_behavior: (skip)
 * @self: a context
 * @name: (nullable): a name; %NULL for that of this actor's root
 * @behavior: (transfer none): what it does; outlives the actor
 * @state: (nullable) (transfer full): its state, which @behavior frees when the actor is gone; the caller's still on
 *   error
 * @error: return location for an error
 *
 * Spawns a child that this actor supervises, without a #TroupeActor. Fails as troupe_context_spawn() does.
 *
 * Returns: (transfer full): the child, or %NULL on error
 */
TroupeActorRef *
troupe_context_spawn_behavior (TroupeContext         *self,
                               const char            *name,
                               const TroupeBehavior  *behavior,
                               gpointer               state,
                               GError               **error)
{
  TroupePeer *peer;

  g_return_val_if_fail (troupe_cell_is_live (self), NULL);
  g_return_val_if_fail (behavior != NULL && behavior->type_name != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!troupe_proc_check_parent (self->proc, troupe_cell_get_id (self), self, error))
    return NULL;
  peer = troupe_proc_spawn_under (self->proc, self, name, behavior, state, error);

  return peer != NULL ? troupe_peer_ref (peer) : NULL;
}

/**
 * troupe_context_stop:
 * @self: a context
 * @text: (nullable): why, for people
 *
 * Asks this actor itself to stop: the current handler finishes, what is queued is handled, what comes from now on is
 * returned. Does nothing for an actor that is stopping.
 */
void
troupe_context_stop (TroupeContext *self,
                     const char    *text)
{
  g_return_if_fail (troupe_cell_is_live (self));

  troupe_cell_request_stop (self, TROUPE_STOP_DRAIN, text);
}

/**
 * troupe_context_panic:
 * @self: a context
 * @text: (nullable): why, for people
 *
 * Marks this actor as broken beyond repair and returns: when the current handler returns the actor fails, whatever
 * the handler answers, and its cleanup does not run.
 */
void
troupe_context_panic (TroupeContext *self,
                      const char    *text)
{
  TroupeCellRare *rare;

  g_return_if_fail (troupe_cell_is_live (self));

  if (self->panicked)
    return;

  rare = troupe_cell_get_rare (self);
  self->panicked = TRUE;
  g_free (rare->stop_text);
  rare->stop_text = g_strdup (text != NULL ? text : "without a reason");
}

static gboolean
context_may_defer (TroupeContext *self)
{
  return self->running && troupe_cell_get_deferral (self) == NULL;
}

/**
 * troupe_context_defer:
 * @self: a context
 *
 * Keeps the current call open when the handler returns: until the deferral is completed the actor handles no other
 * message. Only inside init, handle, handle_undeliverable or cleanup, and once in each call.
 *
 * Returns: (transfer full): the promise to end the call
 */
TroupeDeferral *
troupe_context_defer (TroupeContext *self)
{
  g_return_val_if_fail (troupe_cell_is_live (self), NULL);
  g_return_val_if_fail (context_may_defer (self), NULL);

  return troupe_deferral_new (self);
}

static void
context_deferral_due (TroupeTimer *timer)
{
  TroupeDeferral *deferral = TROUPE_CONTAINER (timer, TroupeDeferral, timer);

  troupe_deferral_complete (troupe_deferral_ref (deferral));
}

/**
 * troupe_context_defer_for:
 * @self: a context
 * @duration_ns: how long, in nanoseconds
 *
 * Keeps the current call open for some time after the handler has returned, and then ends it well. May be called where
 * troupe_context_defer() may.
 */
void
troupe_context_defer_for (TroupeContext *self,
                          guint64        duration_ns)
{
  TroupeDeferral *deferral;

  g_return_if_fail (troupe_cell_is_live (self));
  g_return_if_fail (context_may_defer (self));

  deferral = troupe_deferral_new (self);
  deferral->timed = TRUE;
  deferral->timer.fire = context_deferral_due;
  troupe_loop_set_timer (self->proc->loop, &deferral->timer, duration_ns);
  troupe_deferral_unref (deferral);
}
