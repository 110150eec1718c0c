/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "stage.h"

/* A supervisor spawns children that end at once, and hears of each end: by a stop, or by a failure. */

#define N_CHILDREN G_GUINT64_CONSTANT (5000)

typedef struct _Parent Parent;
struct _Parent
{
  Stage     stage;
  guint64   n_to_spawn;
  guint64   n_alive;
  gboolean (*spawn) (Parent         *parent,
                     TroupeContext  *context,
                     GError        **error);
};

static gboolean
parent_spawn_some (Parent         *self,
                   TroupeContext  *context,
                   GError        **error)
{
  for (; self->n_alive < MEASURE_N_IN_FLIGHT && self->n_to_spawn > 0; self->n_alive++, self->n_to_spawn--)
    if (!self->spawn (self, context, error))
      return FALSE;

  return TRUE;
}

static gboolean
parent_handle (gpointer        state,
               TroupeContext  *context,
               TroupeMessage  *message,
               GError        **error)
{
  Parent *self = state;

  self->n_to_spawn = N_CHILDREN;

  return parent_spawn_some (self, context, error);
}

static TroupeSupervision
parent_handle_supervision_event (gpointer                 state,
                                 TroupeContext           *context,
                                 TroupeSupervisionEvent  *event,
                                 GError                 **error)
{
  Parent *self = state;

  self->n_alive--;
  if (self->n_alive == 0 && self->n_to_spawn == 0)
    self->stage.is_done = TRUE;

  return parent_spawn_some (self, context, error) ? TROUPE_SUPERVISION_HANDLED : TROUPE_SUPERVISION_FAILED;
}

static TroupeBehavior parent_behavior = {
  .type_name = "parent",
  .handle = parent_handle,
  .handle_supervision_event = parent_handle_supervision_event,
};

static gboolean
child_stop (gpointer        state,
            TroupeContext  *context,
            GError        **error)
{
  troupe_context_stop (context, NULL);

  return TRUE;
}

static gboolean
child_fail (gpointer        state,
            TroupeContext  *context,
            GError        **error)
{
  g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "it fails");

  return FALSE;
}

static TroupeBehavior stopping_behavior = { .type_name = "child", .init = child_stop };
static TroupeBehavior failing_behavior = { .type_name = "child", .init = child_fail };

static gboolean
spawn_behavior (TroupeContext         *context,
                const TroupeBehavior  *behavior,
                GError               **error)
{
  TroupeActorRef *child = troupe_context_spawn_behavior (context, "child", behavior, /* state = */ NULL, error);

  if (child == NULL)
    return FALSE;

  troupe_actor_ref_unref (child);

  return TRUE;
}

static gboolean
spawn_stopping (Parent         *parent,
                TroupeContext  *context,
                GError        **error)
{
  return spawn_behavior (context, &stopping_behavior, error);
}

static gboolean
spawn_failing (Parent         *parent,
               TroupeContext  *context,
               GError        **error)
{
  return spawn_behavior (context, &failing_behavior, error);
}

/* The same with a GObject for each actor. */
#define CHILD_TYPE (child_get_type ())
G_DECLARE_FINAL_TYPE (Child, child, BENCH, CHILD, TroupeActor)

struct _Child
{
  TroupeActor parent_instance;
};

G_DEFINE_FINAL_TYPE (Child, child, TROUPE_TYPE_ACTOR)

static gboolean
child_object_init (TroupeActor    *actor,
                   TroupeContext  *context,
                   GError        **error)
{
  return child_stop (actor, context, error);
}

static void
child_class_init (ChildClass *klass)
{
  TROUPE_ACTOR_CLASS (klass)->init = child_object_init;
}

static void
child_init (Child *self)
{
}

static gboolean
spawn_object (Parent         *parent,
              TroupeContext  *context,
              GError        **error)
{
  g_autoptr (TroupeActor) actor = g_object_new (CHILD_TYPE, NULL);
  g_autoptr (TroupeActorId) child = troupe_context_spawn (context, "child", actor, error);

  return child != NULL;
}

typedef struct
{
  Parent          parent;
  TroupeActorRef *ref;
} Family;

static guint64
family_batch (gpointer data)
{
  Family *self = data;

  stage_begin (&self->parent.stage, self->ref, N_CHILDREN);

  return N_CHILDREN;
}

static double
family_measure (double     seconds,
                gboolean (*spawn) (Parent         *parent,
                                   TroupeContext  *context,
                                   GError        **error))
{
  Family self = { .parent.spawn = spawn };
  double rate;

  stage_open (&self.parent.stage);
  self.ref = stage_spawn (&self.parent.stage, "parent", &parent_behavior, &self.parent);
  rate = measure_rate (seconds, family_batch, &self);
  troupe_actor_ref_unref (self.ref);
  stage_close (&self.parent.stage);

  return rate;
}

double
measure_spawn (double seconds)
{
  return family_measure (seconds, spawn_stopping);
}

double
measure_spawn_object (double seconds)
{
  return family_measure (seconds, spawn_object);
}

double
measure_failures (double seconds)
{
  return family_measure (seconds, spawn_failing);
}
