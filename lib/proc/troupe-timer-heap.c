/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-timer-private.h"

/* Positions count from 1, so that the children of i are 2i and 2i + 1. Slot 0 of the array is unused. */

void
troupe_timer_heap_init (TroupeTimerHeap *self)
{
  self->timers = g_ptr_array_new ();
  g_ptr_array_add (self->timers, NULL);
  self->next_sequence = 0;
  self->n_foreground = 0;
}

void
troupe_timer_heap_clear (TroupeTimerHeap *self)
{
  for (guint i = 1; i < self->timers->len; i++)
    ((TroupeTimer *) self->timers->pdata[i])->position = 0;
  g_clear_pointer (&self->timers, g_ptr_array_unref);
}

static TroupeTimer *
timer_heap_at (const TroupeTimerHeap *self,
               guint                  position)
{
  return self->timers->pdata[position];
}

static void
timer_heap_put (TroupeTimerHeap *self,
                guint            position,
                TroupeTimer     *timer)
{
  self->timers->pdata[position] = timer;
  timer->position = position;
}

static gboolean
timer_is_before (const TroupeTimer *a,
                 const TroupeTimer *b)
{
  if (a->time_ns != b->time_ns)
    return a->time_ns < b->time_ns;

  return a->sequence < b->sequence;
}

static void
timer_heap_rise (TroupeTimerHeap *self,
                 guint            position,
                 TroupeTimer     *timer)
{
  while (position > 1 && timer_is_before (timer, timer_heap_at (self, position / 2)))
    {
      timer_heap_put (self, position, timer_heap_at (self, position / 2));
      position /= 2;
    }
  timer_heap_put (self, position, timer);
}

static void
timer_heap_sink (TroupeTimerHeap *self,
                 guint            position,
                 TroupeTimer     *timer)
{
  guint length = self->timers->len;

  while (2 * position < length)
    {
      guint child = 2 * position;

      if (child + 1 < length && timer_is_before (timer_heap_at (self, child + 1), timer_heap_at (self, child)))
        child++;
      if (!timer_is_before (timer_heap_at (self, child), timer))
        break;
      timer_heap_put (self, position, timer_heap_at (self, child));
      position = child;
    }
  timer_heap_put (self, position, timer);
}

void
troupe_timer_heap_cancel (TroupeTimerHeap *self,
                          TroupeTimer     *timer)
{
  guint position = timer->position;
  guint last_position = self->timers->len - 1;
  TroupeTimer *last;

  if (position == 0)
    return;

  if (!timer->is_background)
    self->n_foreground--;
  last = timer_heap_at (self, last_position);
  g_ptr_array_set_size (self->timers, (int) last_position);
  timer->position = 0;
  if (last == timer)
    return;
  if (position > 1 && timer_is_before (last, timer_heap_at (self, position / 2)))
    timer_heap_rise (self, position, last);
  else
    timer_heap_sink (self, position, last);
}

void
troupe_timer_heap_set (TroupeTimerHeap *self,
                       TroupeTimer     *timer,
                       guint64          time_ns)
{
  troupe_timer_heap_cancel (self, timer);
  timer->time_ns = time_ns;
  timer->sequence = self->next_sequence++;
  if (!timer->is_background)
    self->n_foreground++;
  g_ptr_array_add (self->timers, timer);
  timer_heap_rise (self, self->timers->len - 1, timer);
}

guint64
troupe_timer_heap_next (const TroupeTimerHeap *self)
{
  return self->timers->len > 1 ? timer_heap_at (self, 1)->time_ns : G_MAXUINT64;
}

void
troupe_timer_heap_fire_due (TroupeTimerHeap *self,
                            guint64          now_ns)
{
  while (troupe_timer_heap_next (self) <= now_ns)
    {
      TroupeTimer *timer = timer_heap_at (self, 1);

      troupe_timer_heap_cancel (self, timer);
      timer->fire (timer);
    }
}
