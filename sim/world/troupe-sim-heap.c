/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "world/troupe-sim-heap-private.h"

#define N_CHILDREN 4
#define N_ENTRIES_MIN 256

static inline gboolean
comes_before (const TroupeSimEntry *a,
              const TroupeSimEntry *b)
{
  return a->time_ns < b->time_ns || (a->time_ns == b->time_ns && a->sequence < b->sequence);
}

void
troupe_sim_heap_clear (TroupeSimHeap *self)
{
  g_free (self->entries);
  *self = (TroupeSimHeap) { 0 };
}

void
troupe_sim_heap_push (TroupeSimHeap        *self,
                      const TroupeSimEntry *entry)
{
  guint i = self->n_entries;

  if (self->n_entries == self->n_allocated)
    {
      self->n_allocated = MAX (2 * self->n_allocated, N_ENTRIES_MIN);
      self->entries = g_renew (TroupeSimEntry, self->entries, self->n_allocated);
    }
  self->n_entries++;

  /* The hole at the end moves up until the entry fits. */
  while (i > 0)
    {
      guint parent = (i - 1) / N_CHILDREN;

      if (!comes_before (entry, &self->entries[parent]))
        break;
      self->entries[i] = self->entries[parent];
      i = parent;
    }
  self->entries[i] = *entry;
}

TroupeSimEntry
troupe_sim_heap_pop (TroupeSimHeap *self)
{
  TroupeSimEntry first = self->entries[0];
  TroupeSimEntry last = self->entries[--self->n_entries];
  guint i = 0;

  /* The hole at the top moves down until the last entry fits. */
  for (;;)
    {
      guint child = i * N_CHILDREN + 1;
      guint end = MIN (child + N_CHILDREN, self->n_entries);
      guint best = child;

      if (child >= self->n_entries)
        break;
      for (guint j = child + 1; j < end; j++)
        if (comes_before (&self->entries[j], &self->entries[best]))
          best = j;
      if (!comes_before (&self->entries[best], &last))
        break;
      self->entries[i] = self->entries[best];
      i = best;
    }
  self->entries[i] = last;

  return first;
}
