/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "troupe-macros.h"

G_BEGIN_DECLS

/* A stream of integers (xoshiro256**). Streams are split from one seed by name, so that a new
 * draw from one shifts nothing in another. No function here uses floating point. */
typedef struct
{
  guint64 state[4];
} TroupeRandom;

TROUPE_INTERNAL
void    troupe_random_init  (TroupeRandom *self,
                             guint64       seed,
                             const char   *name);
TROUPE_INTERNAL
guint64 troupe_random_next  (TroupeRandom *self);
/* Evenly from 0 to @n - 1; @n is at least 1. */
TROUPE_INTERNAL
guint64 troupe_random_below (TroupeRandom *self,
                             guint64       n);
/* Evenly from @low to @high, both included. */
TROUPE_INTERNAL
guint64 troupe_random_range (TroupeRandom *self,
                             guint64       low,
                             guint64       high);

G_END_DECLS
