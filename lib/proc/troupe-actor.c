/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-actor.h"
#include "proc/troupe-behavior-private.h"

/**
 * TroupeActor:
 *
 * The behaviour of an actor: derive from it, and override what the actor does.
 *
 * - `init` runs first. If it fails, so does the actor, and no message is ever handled.
 * - `handle` runs for each message of a type that the class accepts, one at a time, to completion, or until
 *   the deferral that it took is completed. If it fails, so does the actor.
 * - `cleanup` runs last, after all children have ended, with the failure if there is one; not after a panic.
 * - `handle_supervision_event` runs when a child has ended, or handed up a failure that it did not handle. The default
 *   declines failures. A clean stop cannot be declined; who fails while handling one, fails.
 * - `handle_undeliverable` runs when a message came back. The default fails.
 * - `dup_display_name` answers a name for people, or %NULL; it stands in the texts of supervision instead of the id.
 *   The default answers %NULL.
 *
 * All run on the thread of the proc's loop, and none may block: see troupe_context_defer().
 *
 * The class declares what it handles by troupe_actor_class_accept(), in its class_init. Where a #GObject for each
 * actor is too much, #TroupeBehavior is the same as a plain table of functions.
 */

/**
 * TroupeActorClass:
 * @init: what runs first
 * @handle: what runs for each message
 * @cleanup: what runs last
 * @handle_supervision_event: what runs when a child has ended
 * @handle_undeliverable: what runs when a message came back
 *
 * What a derived class overrides.
 */

/**
 * TroupeActorClass::init:
 * @self: the actor
 * @context: what it can do
 * @error: return location for why it failed
 *
 * Runs first, and once. Without it an actor is ready at once.
 *
 * Returns: %TRUE, or %FALSE with an error: the actor fails, and no message is ever handled
 */

/**
 * TroupeActorClass::handle:
 * @self: the actor
 * @context: what it can do
 * @message: the message, the actor's until the call is over
 * @error: return location for why it failed
 *
 * Runs for each message of a type that the class accepts.
 *
 * Returns: %TRUE, or %FALSE with an error: the actor fails
 */

/**
 * TroupeActorClass::cleanup:
 * @self: the actor
 * @context: what it can do
 * @failure: (nullable): what it ends with; %NULL: it ends in order
 * @error: return location for why the cleanup failed
 *
 * Runs last, after all children have ended; not after a panic.
 *
 * Returns: %TRUE, or %FALSE with an error: the actor fails, if it has not yet
 */

/**
 * TroupeActorClass::handle_supervision_event:
 * @self: the actor
 * @context: what it can do
 * @event: who ended, and how
 * @error: return location for why it failed
 *
 * Runs when a child has ended, or handed up a failure that it did not handle. Without it failures are declined.
 *
 * Returns: what was done about it; %TROUPE_SUPERVISION_FAILED with an error
 */

/**
 * TroupeActorClass::handle_undeliverable:
 * @self: the actor
 * @context: what it can do
 * @message: the message that came back, the actor's until the call is over
 * @reason: why
 * @error: return location for why it failed
 *
 * Runs when a message that the actor sent came back. Without it the actor fails.
 *
 * Returns: %TRUE, or %FALSE with an error: the actor fails
 */

/* The class as a table of functions: the core knows nothing else. */

static gboolean
actor_call_init (gpointer        state,
                 TroupeContext  *context,
                 GError        **error)
{
  TroupeActorClass *klass = TROUPE_ACTOR_GET_CLASS (state);

  return klass->init == NULL || klass->init (state, context, error);
}

static gboolean
actor_call_handle (gpointer        state,
                   TroupeContext  *context,
                   TroupeMessage  *message,
                   GError        **error)
{
  TroupeActorClass *klass = TROUPE_ACTOR_GET_CLASS (state);

  return klass->handle == NULL || klass->handle (state, context, message, error);
}

static gboolean
actor_call_cleanup (gpointer        state,
                    TroupeContext  *context,
                    const GError   *failure,
                    GError        **error)
{
  TroupeActorClass *klass = TROUPE_ACTOR_GET_CLASS (state);

  return klass->cleanup == NULL || klass->cleanup (state, context, failure, error);
}

static TroupeSupervision
actor_call_handle_supervision_event (gpointer                 state,
                                     TroupeContext           *context,
                                     TroupeSupervisionEvent  *event,
                                     GError                 **error)
{
  return TROUPE_ACTOR_GET_CLASS (state)->handle_supervision_event (state, context, event, error);
}

static gboolean
actor_call_handle_undeliverable (gpointer        state,
                                 TroupeContext  *context,
                                 TroupeMessage  *message,
                                 TroupeReason    reason,
                                 GError        **error)
{
  return TROUPE_ACTOR_GET_CLASS (state)->handle_undeliverable (state, context, message, reason, error);
}

static char *
actor_call_dup_display_name (gpointer state)
{
  TroupeActorClass *klass = TROUPE_ACTOR_GET_CLASS (state);

  return klass->dup_display_name != NULL ? klass->dup_display_name (state) : NULL;
}

static TroupeSupervision
actor_decline_failures (TroupeActor             *self,
                        TroupeContext           *context,
                        TroupeSupervisionEvent  *event,
                        GError                 **error)
{
  return troupe_behavior_decline_failures (event);
}

static gboolean
actor_fail_on_return (TroupeActor    *self,
                      TroupeContext  *context,
                      TroupeMessage  *message,
                      TroupeReason    reason,
                      GError        **error)
{
  return troupe_behavior_fail_on_return (message, reason, error);
}

/* A derived class starts with a copy of its parent's structure; what it adds to the types must be its own. */
static void
actor_base_init (gpointer klass)
{
  TroupeActorClass *self = klass;

  self->behavior.accepted_types = g_memdup2 (self->behavior.accepted_types,
                                             self->behavior.n_accepted_words * sizeof (guint64));
  self->behavior.type_name = G_OBJECT_CLASS_NAME (self);
}

static void
actor_class_init (gpointer klass,
                  gpointer class_data)
{
  TroupeActorClass *self = klass;

  self->handle_supervision_event = actor_decline_failures;
  self->handle_undeliverable = actor_fail_on_return;
  self->behavior.init = actor_call_init;
  self->behavior.handle = actor_call_handle;
  self->behavior.cleanup = actor_call_cleanup;
  self->behavior.handle_supervision_event = actor_call_handle_supervision_event;
  self->behavior.handle_undeliverable = actor_call_handle_undeliverable;
  self->behavior.dup_display_name = actor_call_dup_display_name;
  self->behavior.free = g_object_unref;
}

/* By hand, and not by G_DEFINE_ABSTRACT_TYPE(), because of the base_init. */
GType
troupe_actor_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    {
      const GTypeInfo info = {
        .class_size = sizeof (TroupeActorClass),
        .base_init = actor_base_init,
        .class_init = actor_class_init,
        .instance_size = sizeof (TroupeActor),
      };

      g_once_init_leave (&type, g_type_register_static (G_TYPE_OBJECT, "TroupeActor", &info, G_TYPE_FLAG_ABSTRACT));
    }

  return type;
}

/**
 * troupe_actor_class_set_type_name:
 * @klass: a class
 * @type_name: what introspection answers for its actors; copied
 *
 * Names the actor's type. Without it, the name is that of the GType. Only before the first actor of the class is made.
 */
void
troupe_actor_class_set_type_name (TroupeActorClass *klass,
                                  const char       *type_name)
{
  g_return_if_fail (TROUPE_IS_ACTOR_CLASS (klass));
  g_return_if_fail (type_name != NULL);

  klass->behavior.type_name = g_intern_string (type_name);
}

/**
 * troupe_actor_class_accept:
 * @klass: a class
 * @type: a message type
 *
 * Declares that actors of the class handle messages of that type. Others are returned to their senders, as
 * %TROUPE_REASON_NO_SUCH_PORT. In class_init; in languages without one, before the first actor of the class or of one
 * that derives from it is made.
 */
void
troupe_actor_class_accept (TroupeActorClass        *klass,
                           const TroupeMessageType *type)
{
  g_return_if_fail (TROUPE_IS_ACTOR_CLASS (klass));

  troupe_behavior_accept (&klass->behavior, type);
}

/**
 * troupe_actor_class_accepts:
 * @klass: a class
 * @type: a message type
 *
 * Tells what actors of the class handle. Callable from every thread.
 *
 * Returns: whether actors of the class handle messages of that type
 */
gboolean
troupe_actor_class_accepts (TroupeActorClass        *klass,
                            const TroupeMessageType *type)
{
  g_return_val_if_fail (TROUPE_IS_ACTOR_CLASS (klass), FALSE);

  return troupe_behavior_accepts (&klass->behavior, type);
}
