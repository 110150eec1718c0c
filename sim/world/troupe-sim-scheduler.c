/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "world/troupe-sim-scheduler-private.h"

#define N_SLOTS_MIN 16

static inline TroupeSimProcess **
get_slot (TroupeSimScheduler *self,
          guint               i)
{
  return &self->slots[(self->head + i) & (self->n_slots - 1)];
}

void
troupe_sim_scheduler_clear (TroupeSimScheduler *self)
{
  g_free (self->slots);
  *self = (TroupeSimScheduler) { 0 };
}

static void
grow (TroupeSimScheduler *self)
{
  TroupeSimScheduler larger = { .n_slots = MAX (2 * self->n_slots, N_SLOTS_MIN) };

  larger.slots = g_new (TroupeSimProcess *, larger.n_slots);
  for (guint i = 0; i < self->n_processes; i++)
    larger.slots[i] = *get_slot (self, i);
  larger.n_processes = self->n_processes;

  g_free (self->slots);
  *self = larger;
}

void
troupe_sim_scheduler_push (TroupeSimScheduler *self,
                           TroupeSimProcess   *process)
{
  if (self->n_processes == self->n_slots)
    grow (self);
  *get_slot (self, self->n_processes++) = process;
}

TroupeSimProcess *
troupe_sim_scheduler_get (TroupeSimScheduler *self,
                          guint               i)
{
  g_assert (i < self->n_processes);

  return *get_slot (self, i);
}

TroupeSimProcess *
troupe_sim_scheduler_take (TroupeSimScheduler *self,
                           guint               i)
{
  TroupeSimProcess **chosen;
  TroupeSimProcess *process;

  g_assert (i < self->n_processes);

  chosen = get_slot (self, i);
  process = *chosen;
  *chosen = *get_slot (self, 0);
  self->head = (self->head + 1) & (self->n_slots - 1);
  self->n_processes--;

  return process;
}

void
troupe_sim_scheduler_remove (TroupeSimScheduler *self,
                             TroupeSimProcess   *process)
{
  guint n_kept = 0;

  for (guint i = 0; i < self->n_processes; i++)
    if (*get_slot (self, i) != process)
      *get_slot (self, n_kept++) = *get_slot (self, i);
  self->n_processes = n_kept;
}
