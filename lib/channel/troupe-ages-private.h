/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* When the elements of a queue came into it, oldest first. Those that came at the same time share one entry, so that a
 * burst costs next to nothing. Times never go back. */
typedef struct
{
  guint64 time_ns;
  guint64 n;       /* elements that came then, at least 1 */
} TroupeAge;

typedef struct
{
  TroupeAge *ages;        /* (owned): a ring */
  guint      n_allocated; /* a power of two, or 0 */
  guint      head;        /* index of the oldest */
  guint      length;
} TroupeAges;

void troupe_ages_init  (TroupeAges *self);
void troupe_ages_clear (TroupeAges *self);
/* Makes room for one more entry. */
void troupe_ages_grow  (TroupeAges *self);

/* @n more elements have come. One that says it came before the last counts as if it came with that. */
static inline void
troupe_ages_push_many (TroupeAges *self,
                       guint64     now_ns,
                       guint64     n)
{
  if (self->length > 0)
    {
      TroupeAge *last = &self->ages[(self->head + self->length - 1) & (self->n_allocated - 1)];

      if (last->time_ns >= now_ns)
        {
          last->n += n;
          return;
        }
    }

  if (self->length == self->n_allocated)
    troupe_ages_grow (self);
  self->ages[(self->head + self->length++) & (self->n_allocated - 1)] = (TroupeAge) { now_ns, n };
}

/* Another element has come. */
static inline void
troupe_ages_push (TroupeAges *self,
                  guint64     now_ns)
{
  troupe_ages_push_many (self, now_ns, 1);
}

/* The oldest @n elements have gone; there are as many. */
static inline void
troupe_ages_pop (TroupeAges *self,
                 guint64     n)
{
  while (n > 0)
    {
      TroupeAge *first = &self->ages[self->head];

      if (first->n > n)
        {
          first->n -= n;
          return;
        }
      n -= first->n;
      self->head = (self->head + 1) & (self->n_allocated - 1);
      self->length--;
    }
}

/* The oldest @n elements of @self have gone to the end of @target. */
static inline void
troupe_ages_move (TroupeAges *self,
                  TroupeAges *target,
                  guint64     n)
{
  while (n > 0)
    {
      const TroupeAge *first = &self->ages[self->head];
      guint64 n_now = MIN (first->n, n);

      troupe_ages_push_many (target, first->time_ns, n_now);
      troupe_ages_pop (self, n_now);
      n -= n_now;
    }
}

/* When the oldest came; G_MAXUINT64 where there is none. */
static inline guint64
troupe_ages_get_oldest (const TroupeAges *self)
{
  return self->length > 0 ? self->ages[self->head].time_ns : G_MAXUINT64;
}

G_END_DECLS
