/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-driven-actor-private.h"
#include "proc/troupe-instance-private.h"
#include "proc/troupe-proc-core-private.h"

#include "base/troupe-error.h"

/* An actor-instance is an actor whose behaviour is the program that holds it: it gets work, children's ends and signals
 * by calls, acts in between as it likes, and decides itself when it is ready to stop. */

G_DEFINE_ENUM_TYPE (TroupeInstanceSignal, troupe_instance_signal,
                    G_DEFINE_ENUM_VALUE (TROUPE_INSTANCE_SIGNAL_STOP, "stop"),
                    G_DEFINE_ENUM_VALUE (TROUPE_INSTANCE_SIGNAL_ENDED, "ended"))

/* (nullable): NULL where it is a plain client, or has ended. */
static TroupeDrivenActor *
instance_get_driven (TroupeInstance *self)
{
  TroupeCell *cell = troupe_instance_get_cell (self);

  return cell != NULL && cell->driven ? troupe_cell_get_driven (cell) : NULL;
}

/**
 * troupe_proc_create_actor_instance:
 * @self: a proc
 * @name: its name; no root actor or client of that name may be alive
 * @func: (scope notified) (closure user_data) (destroy destroy): gets its work, see troupe_instance_accept()
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data
 * @error: return location for an error
 *
 * Makes an actor that the caller drives: a root with children of its own, if it likes. Messages that come back to it
 * end there. Dropping the instance stops it. On the loop's thread.
 *
 * Fails as troupe_proc_spawn() does; then @destroy is not called.
 *
 * Returns: (transfer full): the instance, or %NULL on error
 */
TroupeInstance *
troupe_proc_create_actor_instance (TroupeProc              *self,
                                   const char              *name,
                                   TroupeInstanceWorkFunc   func,
                                   gpointer                 user_data,
                                   GDestroyNotify           destroy,
                                   GError                 **error)
{
  g_autoptr (TroupeDrivenActor) actor = NULL;
  g_autoptr (TroupeActorId) id = NULL;
  TroupeCell *cell;

  g_return_val_if_fail (TROUPE_IS_PROC (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (func != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  actor = troupe_driven_actor_new ();
  id = troupe_proc_spawn (self, name, TROUPE_ACTOR (actor), error);
  if (id == NULL)
    return NULL;

  troupe_holder_func_set (&actor->work, G_CALLBACK (func), user_data, destroy);
  cell = troupe_proc_find_cell (self, id);
  troupe_cell_set_driven (cell);
  actor->instance = troupe_instance_new (self, cell);

  return actor->instance;
}

/**
 * troupe_instance_accept:
 * @self: an actor-instance
 * @type: a message type
 *
 * Declares that it takes messages of that type. Others are returned to their senders, as %TROUPE_REASON_NO_SUCH_PORT.
 * Does nothing for one that has ended.
 */
void
troupe_instance_accept (TroupeInstance          *self,
                        const TroupeMessageType *type)
{
  TroupeDrivenActor *actor;

  g_return_if_fail (TROUPE_IS_INSTANCE (self));
  g_return_if_fail (type != NULL);

  actor = instance_get_driven (self);
  if (actor != NULL)
    troupe_driven_actor_accept (actor, troupe_instance_get_cell (self), type);
}

/**
 * troupe_instance_set_supervision_func:
 * @self: an actor-instance
 * @func: (scope notified) (nullable) (closure user_data) (destroy destroy): gets the ends of its children; %NULL:
 *   failures are declined
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data
 *
 * Says who supervises its children. Does nothing for one that has ended, but to call @destroy.
 */
void
troupe_instance_set_supervision_func (TroupeInstance                *self,
                                      TroupeInstanceSupervisionFunc  func,
                                      gpointer                       user_data,
                                      GDestroyNotify                 destroy)
{
  TroupeDrivenActor *actor;

  g_return_if_fail (TROUPE_IS_INSTANCE (self));

  actor = instance_get_driven (self);
  if (actor != NULL)
    troupe_holder_func_set (&actor->supervision, G_CALLBACK (func), user_data, destroy);
  else if (destroy != NULL)
    destroy (user_data);
}

/**
 * troupe_instance_set_signal_func:
 * @self: an actor-instance
 * @func: (scope notified) (nullable) (closure user_data) (destroy destroy): gets its signals; %NULL: it stops when
 *   asked
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data
 *
 * Says who is told when it is asked to stop, and that it has ended. Who is told to stop does so by
 * troupe_instance_stop(), when it is ready. An abort does not ask. Does nothing for one that has ended, but to call
 * @destroy.
 */
void
troupe_instance_set_signal_func (TroupeInstance           *self,
                                 TroupeInstanceSignalFunc  func,
                                 gpointer                  user_data,
                                 GDestroyNotify            destroy)
{
  TroupeDrivenActor *actor;

  g_return_if_fail (TROUPE_IS_INSTANCE (self));

  actor = instance_get_driven (self);
  if (actor != NULL)
    troupe_holder_func_set (&actor->signal, G_CALLBACK (func), user_data, destroy);
  else if (destroy != NULL)
    destroy (user_data);
}

/**
 * troupe_instance_get_context:
 * @self: an actor-instance
 *
 * Answers what it can do as an actor: defer, send later, work on a thread. Not for plain clients.
 *
 * Returns: (transfer none) (nullable): its context; %NULL for a plain client, and once it has ended
 */
TroupeContext *
troupe_instance_get_context (TroupeInstance *self)
{
  g_return_val_if_fail (TROUPE_IS_INSTANCE (self), NULL);

  return instance_get_driven (self) != NULL ? troupe_instance_get_cell (self) : NULL;
}

/**
 * troupe_instance_spawn:
 * @self: an actor-instance
 * @name: (nullable): a name; %NULL for its own
 * @actor: (transfer none): the behaviour; one actor is spawned once
 * @error: return location for an error
 *
 * Spawns a child that it supervises, see troupe_proc_spawn_child().
 *
 * Fails as that does: with %TROUPE_ERROR_NOT_SUPPORTED for a plain client, with %TROUPE_ERROR_NOT_FOUND or
 * %TROUPE_ERROR_CLOSED for one that has ended or is ending.
 *
 * Returns: (transfer full): the child's id, or %NULL on error
 */
TroupeActorId *
troupe_instance_spawn (TroupeInstance  *self,
                       const char      *name,
                       TroupeActor     *actor,
                       GError         **error)
{
  TroupeProc *proc;

  g_return_val_if_fail (TROUPE_IS_INSTANCE (self), NULL);

  proc = troupe_instance_get_proc (self);
  if (proc == NULL)
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND, "Could not spawn under '%s': it has ended",
                   troupe_actor_id_get_name (troupe_instance_get_id (self)));
      return NULL;
    }

  return troupe_proc_spawn_child (proc, troupe_instance_get_id (self), name, actor, error);
}

/**
 * troupe_instance_stop:
 * @self: an actor-instance
 * @text: (nullable): why, for people
 *
 * Stops it: what is queued is handled first, its children end before it. Does nothing for one that has ended.
 */
void
troupe_instance_stop (TroupeInstance *self,
                      const char     *text)
{
  g_return_if_fail (TROUPE_IS_INSTANCE (self));

  if (instance_get_driven (self) != NULL)
    troupe_cell_stop (troupe_instance_get_cell (self), TROUPE_STOP_DRAIN, text);
}

/**
 * troupe_instance_fail:
 * @self: an actor-instance
 * @failure: why
 *
 * Ends it with a failure, which is a root's. Not inside its work function: that fails by returning %FALSE. Does
 * nothing for one that has ended.
 */
void
troupe_instance_fail (TroupeInstance *self,
                      const GError   *failure)
{
  TroupeCell *cell;

  g_return_if_fail (TROUPE_IS_INSTANCE (self));
  g_return_if_fail (failure != NULL);

  if (instance_get_driven (self) == NULL)
    return;
  cell = troupe_instance_get_cell (self);
  g_return_if_fail (!cell->running);
  troupe_cell_fail_with_error (cell, NULL, g_error_copy (failure));
}
