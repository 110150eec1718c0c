/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "stage.h"

/* Very many children that wait for a message; how much more memory is resident with them. */

typedef struct
{
  Stage   stage;
  guint64 n_actors;
} Idle;

static gboolean
idle_handle (gpointer        state,
             TroupeContext  *context,
             TroupeMessage  *message,
             GError        **error)
{
  return TRUE;
}

static TroupeBehavior idle_behavior = { .type_name = "idle", .handle = idle_handle };

static gboolean
nursery_handle (gpointer        state,
                TroupeContext  *context,
                TroupeMessage  *message,
                GError        **error)
{
  Idle *self = state;

  for (guint64 i = 0; i < self->n_actors; i++)
    {
      TroupeActorRef *child = NULL;

      child = troupe_context_spawn_behavior (context, "idle", &idle_behavior, /* state = */ NULL, error);
      if (child == NULL)
        return FALSE;
      troupe_actor_ref_unref (child);
    }
  self->stage.is_done = TRUE;

  return TRUE;
}

static TroupeBehavior nursery_behavior = { .type_name = "nursery", .handle = nursery_handle };

double
measure_idle (double amount)
{
  Idle self = { .n_actors = (guint64) amount };
  TroupeActorRef *nursery;
  gsize before;
  gsize after;

  stage_open (&self.stage);
  nursery = stage_spawn (&self.stage, "nursery", &nursery_behavior, &self);
  troupe_behavior_accept (&idle_behavior, self.stage.body);
  stage_settle (&self.stage);
  before = measure_resident ();
  stage_begin (&self.stage, nursery, self.n_actors);
  stage_settle (&self.stage);
  after = measure_resident ();
  troupe_actor_ref_unref (nursery);
  stage_close (&self.stage);

  return (double) (after - before) / amount;
}
