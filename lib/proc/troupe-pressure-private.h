/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What waits to be handled in all mailboxes of a proc (core 2.8). A burst that is gone before anyone looks still shows
 * in the high-water mark and the age. */
typedef struct
{
  guint64  total;
  guint64  high_water;      /* the highest that total has been */
  guint64  last_nonzero_ns; /* monotonic: when total was last seen above zero; there is no age until it was */
} TroupePressure;

static inline void
troupe_pressure_add (TroupePressure *self,
                     guint64         now_ns)
{
  if (++self->total > self->high_water)
    self->high_water = self->total;
  self->last_nonzero_ns = now_ns;
}

static inline void
troupe_pressure_subtract (TroupePressure *self,
                          guint64         now_ns)
{
  g_assert (self->total > 0);

  if (--self->total > 0)
    self->last_nonzero_ns = now_ns;
}

/* Was there ever something? */
static inline gboolean
troupe_pressure_has_age (const TroupePressure *self)
{
  return self->high_water > 0;
}

/* How long ago something was last seen waiting. Only where that ever was. */
static inline guint64
troupe_pressure_get_age (const TroupePressure *self,
                         guint64               now_ns)
{
  return now_ns > self->last_nonzero_ns ? now_ns - self->last_nonzero_ns : 0;
}

G_END_DECLS
