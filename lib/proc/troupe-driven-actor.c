/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-driven-actor-private.h"
#include "proc/troupe-instance-private.h"

#include "message/troupe-message-type-private.h"

G_DEFINE_FINAL_TYPE (TroupeDrivenActor, troupe_driven_actor, TROUPE_TYPE_ACTOR)

void
troupe_holder_func_set (TroupeHolderFunc *self,
                        GCallback         func,
                        gpointer          user_data,
                        GDestroyNotify    destroy)
{
  TroupeHolderFunc old = *self;

  *self = (TroupeHolderFunc) { func, user_data, destroy };
  if (old.destroy != NULL)
    old.destroy (old.user_data);
}

static gboolean
troupe_driven_actor_handle (TroupeActor    *actor,
                            TroupeContext  *context,
                            TroupeMessage  *message,
                            GError        **error)
{
  TroupeDrivenActor *self = TROUPE_DRIVEN_ACTOR (actor);
  TroupeInstanceWorkFunc func = (TroupeInstanceWorkFunc) self->work.func;
  g_autoptr (TroupeInstance) instance = self->instance != NULL ? g_object_ref (self->instance) : NULL;

  return instance == NULL || func (instance, message, self->work.user_data, error);
}

static TroupeSupervision
troupe_driven_actor_handle_supervision_event (TroupeActor             *actor,
                                              TroupeContext           *context,
                                              TroupeSupervisionEvent  *event,
                                              GError                 **error)
{
  TroupeDrivenActor *self = TROUPE_DRIVEN_ACTOR (actor);
  TroupeInstanceSupervisionFunc func = (TroupeInstanceSupervisionFunc) self->supervision.func;
  g_autoptr (TroupeInstance) instance = self->instance != NULL ? g_object_ref (self->instance) : NULL;
  TroupeActorClass *parent_class = TROUPE_ACTOR_CLASS (troupe_driven_actor_parent_class);

  if (instance == NULL || func == NULL)
    return parent_class->handle_supervision_event (actor, context, event, error);

  return func (instance, event, self->supervision.user_data, error);
}

/* What comes back to it ends there, as with every client. */
static gboolean
troupe_driven_actor_handle_undeliverable (TroupeActor    *actor,
                                          TroupeContext  *context,
                                          TroupeMessage  *message,
                                          TroupeReason    reason,
                                          GError        **error)
{
  return TRUE;
}

static void
troupe_driven_actor_finalize (GObject *object)
{
  TroupeDrivenActor *self = TROUPE_DRIVEN_ACTOR (object);

  if (self->instance != NULL)
    troupe_instance_forget_cell (self->instance, TROUPE_ACTOR_STATUS_STOPPED);
  troupe_holder_func_set (&self->work, NULL, NULL, NULL);
  troupe_holder_func_set (&self->supervision, NULL, NULL, NULL);
  troupe_holder_func_set (&self->signal, NULL, NULL, NULL);
  g_free (self->accepted_types);
  G_OBJECT_CLASS (troupe_driven_actor_parent_class)->finalize (object);
}

static void
troupe_driven_actor_class_init (TroupeDrivenActorClass *klass)
{
  TroupeActorClass *actor_class = TROUPE_ACTOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = troupe_driven_actor_finalize;
  actor_class->handle = troupe_driven_actor_handle;
  actor_class->handle_supervision_event = troupe_driven_actor_handle_supervision_event;
  actor_class->handle_undeliverable = troupe_driven_actor_handle_undeliverable;
  troupe_actor_class_set_type_name (actor_class, "()");
}

static void
troupe_driven_actor_init (TroupeDrivenActor *self)
{
}

TroupeDrivenActor *
troupe_driven_actor_new (void)
{
  return g_object_new (TROUPE_TYPE_DRIVEN_ACTOR, NULL);
}

void
troupe_driven_actor_accept (TroupeDrivenActor       *self,
                            TroupeCell              *cell,
                            const TroupeMessageType *type)
{
  guint word = type->index / 64;

  if (word >= self->n_accepted_words)
    {
      self->accepted_types = g_renew (guint64, self->accepted_types, word + 1);
      for (guint i = self->n_accepted_words; i <= word; i++)
        self->accepted_types[i] = 0;
      self->n_accepted_words = word + 1;
    }
  self->accepted_types[word] |= G_GUINT64_CONSTANT (1) << (type->index % 64);
  cell->mailbox.accepted_types = self->accepted_types;
  cell->mailbox.n_accepted_words = self->n_accepted_words;
}

void
troupe_driven_actor_signal (TroupeDrivenActor    *self,
                            TroupeInstanceSignal  signal,
                            const char           *text)
{
  TroupeInstanceSignalFunc func = (TroupeInstanceSignalFunc) self->signal.func;
  g_autoptr (TroupeInstance) instance = self->instance != NULL ? g_object_ref (self->instance) : NULL;

  if (instance != NULL && func != NULL)
    func (instance, signal, text != NULL ? text : "", self->signal.user_data);
}
