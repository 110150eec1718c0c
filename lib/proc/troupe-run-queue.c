/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-task-private.h"

#define CAPACITY_FIRST 16u

void
troupe_run_queue_init (TroupeRunQueue *self)
{
  self->slots = g_new (TroupeTask *, CAPACITY_FIRST);
  self->capacity = CAPACITY_FIRST;
  self->head = 0;
  self->length = 0;
}

void
troupe_run_queue_clear (TroupeRunQueue *self)
{
  g_clear_pointer (&self->slots, g_free);
  self->length = 0;
}

void
troupe_run_queue_grow (TroupeRunQueue *self)
{
  TroupeTask **slots = g_new (TroupeTask *, (gsize) self->capacity * 2);

  for (guint i = 0; i < self->length; i++)
    slots[i] = *troupe_run_queue_slot (self, i);
  g_free (self->slots);
  self->slots = slots;
  self->capacity *= 2;
  self->head = 0;
}

void
troupe_run_queue_remove (TroupeRunQueue *self,
                         TroupeTask     *task)
{
  if (!task->queued)
    return;

  for (guint i = 0; i < self->length; i++)
    if (*troupe_run_queue_slot (self, i) == task)
      {
        troupe_run_queue_take (self, i);
        return;
      }
  g_assert_not_reached ();
}
