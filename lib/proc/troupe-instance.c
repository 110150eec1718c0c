/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-driven-actor-private.h"
#include "proc/troupe-instance-private.h"
#include "proc/troupe-proc-core-private.h"
#include "proc/troupe-runtime-messages-private.h"

#include "base/troupe-error.h"

/* All functions are to be called on the loop's thread. */

struct _TroupeInstance
{
  GObject        parent_instance;

  TroupeProc        *proc;   /* (owned) (nullable): NULL for a child of an actor, which may hold us: we then live no
                              * longer than it */
  TroupeActorId     *id;     /* (owned) */
  TroupeCell        *cell;   /* (not owned) (nullable): NULL once it is dropped, or has ended */
  TroupeActorStatus  status; /* how it ended, once cell is NULL */
};

G_DEFINE_FINAL_TYPE (TroupeInstance, troupe_instance, G_TYPE_OBJECT)

static void
troupe_instance_dispose (GObject *object)
{
  TroupeInstance *self = TROUPE_INSTANCE (object);

  troupe_instance_drop (self);
  G_OBJECT_CLASS (troupe_instance_parent_class)->dispose (object);
}

static void
troupe_instance_finalize (GObject *object)
{
  TroupeInstance *self = TROUPE_INSTANCE (object);

  g_clear_pointer (&self->id, troupe_actor_id_unref);
  g_clear_object (&self->proc);
  G_OBJECT_CLASS (troupe_instance_parent_class)->finalize (object);
}

static void
troupe_instance_class_init (TroupeInstanceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = troupe_instance_dispose;
  G_OBJECT_CLASS (klass)->finalize = troupe_instance_finalize;
}

static void
troupe_instance_init (TroupeInstance *self)
{
}

TroupeInstance *
troupe_instance_new (TroupeProc *proc,
                     TroupeCell *cell)
{
  TroupeInstance *self = g_object_new (TROUPE_TYPE_INSTANCE, NULL);

  self->proc = proc != NULL ? g_object_ref (proc) : NULL;
  self->id = troupe_actor_id_ref (troupe_cell_get_id (cell));
  self->cell = cell;

  return self;
}

TroupeCell *
troupe_instance_get_cell (TroupeInstance *self)
{
  return self->cell;
}

TroupeCell *
troupe_instance_get_live_cell (TroupeInstance  *self,
                               const char      *attempt,
                               GError         **error)
{
  if (self->cell == NULL)
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_CLOSED, "Could not %s as '%s': it has ended", attempt,
                 troupe_actor_id_get_name (self->id));

  return self->cell;
}

TroupeProc *
troupe_instance_get_proc (TroupeInstance *self)
{
  return self->cell != NULL ? self->cell->proc : self->proc;
}

void
troupe_instance_forget_cell (TroupeInstance    *self,
                             TroupeActorStatus  status)
{
  self->cell = NULL;
  self->status = status;
}

/**
 * troupe_instance_get_id:
 * @self: a client instance
 *
 * Answers who the client is.
 *
 * Returns: (transfer none): its id, also after it was dropped
 */
TroupeActorId *
troupe_instance_get_id (TroupeInstance *self)
{
  g_return_val_if_fail (TROUPE_IS_INSTANCE (self), NULL);

  return self->id;
}

/**
 * troupe_instance_get_status:
 * @self: a client instance
 *
 * Answers whether the client still is one, or what an actor-instance is doing.
 *
 * Returns: of a client %TROUPE_ACTOR_STATUS_CLIENT, or %TROUPE_ACTOR_STATUS_STOPPED once it was dropped; of an
 *   actor-instance what an actor may have, to its end
 */
TroupeActorStatus
troupe_instance_get_status (TroupeInstance *self)
{
  g_return_val_if_fail (TROUPE_IS_INSTANCE (self), TROUPE_ACTOR_STATUS_STOPPED);

  return self->cell != NULL ? self->cell->status : self->status;
}

/* A floating @body is consumed where it is not sent. */
static gboolean
instance_check_live (TroupeInstance  *self,
                     GVariant        *body,
                     GError         **error)
{
  if (self->cell != NULL)
    return TRUE;

  if (body != NULL)
    g_variant_unref (g_variant_ref_sink (body));

  return troupe_instance_get_live_cell (self, "send", error) != NULL;
}

/**
 * troupe_instance_send:
 * @self: a client or actor-instance
 * @receiver: (transfer none): to whom
 * @type: the message type
 * @body: (nullable): the fields, a tuple as @type declares it; a floating one is consumed; %NULL if there are no fields
 * @error: return location for an error
 *
 * Sends a message in the name of the client. If it comes back, it ends at the client: ask, where you must know.
 *
 * Fails with %TROUPE_ERROR_INVALID_MESSAGE where @body is not what @type declares, and with %TROUPE_ERROR_CLOSED where
 * the client has ended; nothing is sent then.
 *
 * Returns: %TRUE if it is on its way
 */
gboolean
troupe_instance_send (TroupeInstance           *self,
                      TroupeActorId            *receiver,
                      const TroupeMessageType  *type,
                      GVariant                 *body,
                      GError                  **error)
{
  g_return_val_if_fail (TROUPE_IS_INSTANCE (self), FALSE);
  g_return_val_if_fail (receiver != NULL, FALSE);
  g_return_val_if_fail (type != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return instance_check_live (self, body, error) &&
         troupe_cell_send (self->cell, receiver, type, body, /* reply_port = */ 0, error);
}

/**
 * troupe_instance_ask:
 * @self: a client or actor-instance
 * @receiver: (transfer none): whom
 * @type: the message type
 * @body: (nullable): as in troupe_instance_send()
 * @func: (scope notified) (closure user_data) (destroy destroy): gets the answer
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data after the call of @func, or when the client is dropped before it
 * @error: return location for an error
 *
 * Sends a message with a once-port for the answer. @func is called at most once, never inside this call, with the
 * answer or with the reason why the question came back. There is no limit of time: an actor may take its time, or
 * never answer.
 *
 * Fails as troupe_instance_send() does; then neither @func nor @destroy is called.
 *
 * Returns: %TRUE if the question is on its way
 */
gboolean
troupe_instance_ask (TroupeInstance           *self,
                     TroupeActorId            *receiver,
                     const TroupeMessageType  *type,
                     GVariant                 *body,
                     TroupeReplyFunc           func,
                     gpointer                  user_data,
                     GDestroyNotify            destroy,
                     GError                  **error)
{
  g_return_val_if_fail (TROUPE_IS_INSTANCE (self), FALSE);
  g_return_val_if_fail (receiver != NULL, FALSE);
  g_return_val_if_fail (type != NULL, FALSE);
  g_return_val_if_fail (func != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return instance_check_live (self, body, error) &&
         troupe_cell_ask (self->cell, receiver, type, body, func, user_data, destroy, error);
}

/**
 * troupe_instance_reply:
 * @self: a client or actor-instance
 * @message: (transfer none): the message to answer, which must want a reply: troupe_message_wants_reply()
 * @type: the message type of the answer
 * @body: (nullable): as in troupe_instance_send()
 * @error: return location for an error
 *
 * Answers a message that a port of the client has received. If the asker has ended meanwhile the answer is abandoned;
 * it does not come back.
 *
 * Fails as troupe_instance_send() does.
 *
 * Returns: %TRUE if the answer is on its way
 */
gboolean
troupe_instance_reply (TroupeInstance           *self,
                       TroupeMessage            *message,
                       const TroupeMessageType  *type,
                       GVariant                 *body,
                       GError                  **error)
{
  g_return_val_if_fail (TROUPE_IS_INSTANCE (self), FALSE);
  g_return_val_if_fail (message != NULL && troupe_message_wants_reply (message), FALSE);
  g_return_val_if_fail (type != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return instance_check_live (self, body, error) && troupe_cell_reply (self->cell, message, type, body, error);
}

/**
 * troupe_instance_query:
 * @self: a client instance
 * @receiver: (transfer none): whom
 * @func: (scope notified) (closure user_data) (destroy destroy): gets the answer
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data after the call of @func, or when the client is dropped before it
 *
 * Asks an actor or introspectable client about itself. The runtime answers for it, also while it handles a message; the
 * answer has one field, `attributes` (`a{sv}`): see troupe_attribute_list(). Otherwise as troupe_instance_ask().
 *
 * Returns: %TRUE if the question is on its way; %FALSE where the client has ended: then neither @func nor @destroy is
 *   called
 */
gboolean
troupe_instance_query (TroupeInstance  *self,
                       TroupeActorId   *receiver,
                       TroupeReplyFunc  func,
                       gpointer         user_data,
                       GDestroyNotify   destroy)
{
  return troupe_instance_ask (self, receiver, troupe_message_type_query (), /* body = */ NULL, func, user_data, destroy,
                              NULL);
}

/**
 * troupe_instance_query_proc:
 * @self: a client instance
 * @proc: (transfer none): which proc
 * @func: (scope notified) (closure user_data) (destroy destroy): gets the answer
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data, as in troupe_instance_query()
 *
 * Asks a proc about itself; otherwise as troupe_instance_query().
 *
 * Returns: %TRUE if the question is on its way; %FALSE where the client has ended
 */
gboolean
troupe_instance_query_proc (TroupeInstance  *self,
                            TroupeProcId    *proc,
                            TroupeReplyFunc  func,
                            gpointer         user_data,
                            GDestroyNotify   destroy)
{
  g_autoptr (TroupeActorId) agent = NULL;

  g_return_val_if_fail (proc != NULL, FALSE);

  agent = troupe_proc_id_dup_agent (proc);

  return troupe_instance_query (self, agent, func, user_data, destroy);
}

/**
 * troupe_instance_stop_actor:
 * @self: a client instance
 * @receiver: (transfer none): an actor, of whatever proc
 * @text: (nullable): why, for people
 *
 * Asks an actor to handle what is queued and then to stop, by a message that takes its time as others do. Does nothing
 * where the client has ended.
 */
void
troupe_instance_stop_actor (TroupeInstance *self,
                            TroupeActorId  *receiver,
                            const char     *text)
{
  troupe_instance_send (self, receiver, troupe_message_type_stop (),
                        g_variant_new ("(s)", text != NULL ? text : ""), NULL);
}

/**
 * troupe_instance_abort_actor:
 * @self: a client instance
 * @receiver: (transfer none): an actor, of whatever proc
 * @text: (nullable): why, for people
 *
 * Ends an actor with a failure as soon as the message reaches it; what it waits for is cancelled. Does nothing where
 * the client has ended.
 */
void
troupe_instance_abort_actor (TroupeInstance *self,
                             TroupeActorId  *receiver,
                             const char     *text)
{
  troupe_instance_send (self, receiver, troupe_message_type_abort (),
                        g_variant_new ("(s)", text != NULL ? text : ""), NULL);
}

/**
 * troupe_instance_drop:
 * @self: a client instance
 *
 * Ends the client: its status becomes stopped, what is queued for it and what comes later is returned, and asks
 * that wait are forgotten. An introspectable client leaves a snapshot (CI-2). An actor-instance is no longer called; it
 * stops, after its children. The last unref does the same. Does nothing the second time.
 */
void
troupe_instance_drop (TroupeInstance *self)
{
  TroupeCell *cell;

  g_return_if_fail (TROUPE_IS_INSTANCE (self));

  cell = g_steal_pointer (&self->cell);
  if (cell == NULL)
    return;

  self->status = TROUPE_ACTOR_STATUS_STOPPED;
  if (cell->driven)
    {
      troupe_cell_get_driven (cell)->instance = NULL;
      troupe_cell_stop (cell, TROUPE_STOP_NOW, "instance is dropped");
    }
  else
    {
      cell->state = NULL;
      troupe_cell_drop (cell, "instance is dropped");
    }
}
