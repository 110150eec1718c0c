/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-priorities.h"

#include "base/troupe-id-private.h"

/* How many steps a run has is not known before it is over, so a step that changes a priority is picked in two parts:
 * its number of binary digits, evenly, and then one of the numbers that have so many. Short and long runs get their
 * share, and a run of k steps finds its step with a chance of at least 1 in 32 k. */
#define MAGNITUDES 16

/* Priorities that nobody has fallen to lie above this. */
#define ABOVE_CHANGES (G_GUINT64_CONSTANT (1) << 32)
#define PRIORITIES (1u << 30)

typedef struct
{
  guint64  step;
  gboolean is_over;
} Change;

struct _TroupePriorities
{
  TroupeSimRun *run;        /* (not owned) */
  GArray       *changes;    /* (element-type Change): who falls at the i-th falls to i + 1 */
  GHashTable   *priorities; /* hash of an id -> priority (element-type guint64 guint64): looked up, never walked */
  guint64       n_steps;    /* so far, with more than one candidate */
};

static guint64
pick_step (TroupeSimRun *run)
{
  guint magnitude = troupe_sim_run_choose (run, "pct.magnitude", MAGNITUDES);

  return (G_GUINT64_CONSTANT (1) << magnitude) + troupe_sim_run_choose (run, "pct.step", 1u << magnitude);
}

TroupePriorities *
troupe_priorities_new (TroupeSimRun *run,
                       guint         n_changes)
{
  TroupePriorities *self = g_new0 (TroupePriorities, 1);

  self->run = run;
  self->changes = g_array_new (FALSE, FALSE, sizeof (Change));
  self->priorities = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  for (guint i = 0; i < n_changes; i++)
    {
      Change change = { .step = pick_step (run) };

      g_array_append_val (self->changes, change);
    }

  return self;
}

void
troupe_priorities_free (TroupePriorities *self)
{
  g_array_unref (self->changes);
  g_hash_table_unref (self->priorities);
  g_free (self);
}

/* Ids are given once in a run, and their hashes tell them apart. */
static guint64 *
get_slot (TroupePriorities    *self,
          const TroupeProcId  *proc,
          const TroupeActorId *actor)
{
  guint64 id = actor != NULL ? troupe_actor_id_get_hash64 (actor) : troupe_proc_id_get_hash64 (proc);
  guint64 *slot = g_hash_table_lookup (self->priorities, &id);

  if (slot != NULL)
    return slot;

  slot = g_new (guint64, 1);
  *slot = ABOVE_CHANGES + troupe_sim_run_choose (self->run, "pct.priority", PRIORITIES);
  g_hash_table_insert (self->priorities, g_memdup2 (&id, sizeof id), slot);

  return slot;
}

guint64
troupe_priorities_get (TroupePriorities    *self,
                       const TroupeProcId  *proc,
                       const TroupeActorId *actor)
{
  return *get_slot (self, proc, actor);
}

gboolean
troupe_priorities_take_step (TroupePriorities    *self,
                             const TroupeProcId  *proc,
                             const TroupeActorId *actor)
{
  self->n_steps++;
  for (guint i = 0; i < self->changes->len; i++)
    {
      Change *change = &g_array_index (self->changes, Change, i);

      if (change->is_over || change->step > self->n_steps)
        continue;
      change->is_over = TRUE;
      *get_slot (self, proc, actor) = i + 1;
      return FALSE;
    }

  return TRUE;
}
