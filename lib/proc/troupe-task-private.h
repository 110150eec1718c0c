/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-container-private.h"

G_BEGIN_DECLS

typedef struct _TroupeTask TroupeTask;

/* Something that a loop can run: embedded in an actor's cell, a connection, a posted call. It stands in the run
 * queue at most once. Whoever holds a task may be freed only from its own run, or when it is not queued. */
struct _TroupeTask
{
  void     (*run) (TroupeTask *task);
  gboolean   queued;
};

/* The tasks that can run now: a ring, first come first served unless the world chooses otherwise. */
typedef struct
{
  TroupeTask **slots;    /* (owned): capacity entries, a power of two */
  guint        capacity;
  guint        head;     /* index of the first task; taken modulo capacity */
  guint        length;
} TroupeRunQueue;

void        troupe_run_queue_init   (TroupeRunQueue *self);
void        troupe_run_queue_clear  (TroupeRunQueue *self);
void        troupe_run_queue_grow   (TroupeRunQueue *self);
/* Takes a task out, wherever it stands; does nothing if it is not queued. */
void        troupe_run_queue_remove (TroupeRunQueue *self,
                                     TroupeTask     *task);

static inline TroupeTask **
troupe_run_queue_slot (TroupeRunQueue *self,
                       guint           index)
{
  return &self->slots[(self->head + index) & (self->capacity - 1)];
}

/* Does nothing if the task is queued already. */
static inline void
troupe_run_queue_push (TroupeRunQueue *self,
                       TroupeTask     *task)
{
  if (task->queued)
    return;

  if (G_UNLIKELY (self->length == self->capacity))
    troupe_run_queue_grow (self);
  task->queued = TRUE;
  *troupe_run_queue_slot (self, self->length++) = task;
}

static inline TroupeTask *
troupe_run_queue_take_first (TroupeRunQueue *self)
{
  TroupeTask *task = self->slots[self->head];

  self->head = (self->head + 1) & (self->capacity - 1);
  self->length--;
  task->queued = FALSE;

  return task;
}

/* Takes the @index-th task from the head. */
static inline TroupeTask *
troupe_run_queue_take (TroupeRunQueue *self,
                       guint           index)
{
  TroupeTask **chosen = troupe_run_queue_slot (self, index);
  TroupeTask **first = troupe_run_queue_slot (self, 0);
  TroupeTask *task = *chosen;

  g_assert (index < self->length);

  /* The head takes the place of the one that goes before it: constant time, whoever is chosen. */
  *chosen = *first;
  self->head = (self->head + 1) & (self->capacity - 1);
  self->length--;
  task->queued = FALSE;

  return task;
}

G_END_DECLS
