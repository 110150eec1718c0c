/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "world/troupe-sim-run.h"

G_BEGIN_DECLS

#define TROUPE_SIM_NEVER G_MAXUINT64

/* What is to happen at a time. */
typedef struct
{
  guint64       time_ns;  /* virtual */
  guint64       sequence; /* unique in a run: equal times fire in the order of asking */
  TroupeSimFunc func;     /* NULL: the timer of the process that @data is */
  gpointer      data;
} TroupeSimEntry;

/* A 4-ary heap of entries, by value, ordered by (time, sequence): no allocation for an entry, and half the levels of
 * a binary heap. */
typedef struct
{
  TroupeSimEntry *entries;
  guint           n_entries;
  guint           n_allocated;
} TroupeSimHeap;

void           troupe_sim_heap_clear (TroupeSimHeap        *self);
void           troupe_sim_heap_push  (TroupeSimHeap        *self,
                                      const TroupeSimEntry *entry);
/* The heap must not be empty. */
TroupeSimEntry troupe_sim_heap_pop   (TroupeSimHeap        *self);

/* (nullable): the first entry; valid until the heap changes */
static inline const TroupeSimEntry *
troupe_sim_heap_peek (const TroupeSimHeap *self)
{
  return self->n_entries > 0 ? &self->entries[0] : NULL;
}

G_END_DECLS
