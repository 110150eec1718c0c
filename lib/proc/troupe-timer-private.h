/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-container-private.h"

G_BEGIN_DECLS

typedef struct _TroupeTimer TroupeTimer;

/* A point in time at which something is due. Embedded in its owner, who cancels it before it goes. */
struct _TroupeTimer
{
  void    (*fire) (TroupeTimer *timer);
  guint64   time_ns;
  guint64   sequence; /* breaks ties: who asked first goes first */
  guint     position; /* in the heap, counted from 1; 0: not set */
  gboolean  is_background; /* nothing that someone waits for depends on it; changed only while it is not set */
};

/* The timers of a loop: a binary heap, the earliest on top. */
typedef struct
{
  GPtrArray *timers;        /* (element-type TroupeTimer) (not owned): the heap */
  guint64    next_sequence;
  guint      n_foreground;  /* that are set, and not in the background */
} TroupeTimerHeap;

void     troupe_timer_heap_init     (TroupeTimerHeap *self);
void     troupe_timer_heap_clear    (TroupeTimerHeap *self);
/* Sets @timer, or sets it anew. */
void     troupe_timer_heap_set      (TroupeTimerHeap *self,
                                     TroupeTimer     *timer,
                                     guint64          time_ns);
/* Does nothing if it is not set. */
void     troupe_timer_heap_cancel   (TroupeTimerHeap *self,
                                     TroupeTimer     *timer);
/* G_MAXUINT64 if none is set. */
guint64  troupe_timer_heap_next     (const TroupeTimerHeap *self);
/* Fires everything that is due at @now_ns. */
void     troupe_timer_heap_fire_due (TroupeTimerHeap *self,
                                     guint64          now_ns);

static inline gboolean
troupe_timer_is_set (const TroupeTimer *self)
{
  return self->position != 0;
}

G_END_DECLS
