/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-ages-private.h"

#define ALLOCATED_MIN 8u

void
troupe_ages_init (TroupeAges *self)
{
  *self = (TroupeAges) { 0 };
}

void
troupe_ages_clear (TroupeAges *self)
{
  g_free (self->ages);
  troupe_ages_init (self);
}

void
troupe_ages_grow (TroupeAges *self)
{
  guint n = MAX (ALLOCATED_MIN, 2 * self->n_allocated);
  TroupeAge *larger = g_new (TroupeAge, n);

  for (guint i = 0; i < self->length; i++)
    larger[i] = self->ages[(self->head + i) & (self->n_allocated - 1)];
  g_free (self->ages);
  self->ages = larger;
  self->n_allocated = n;
  self->head = 0;
}
