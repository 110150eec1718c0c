/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-random-private.h"
#include "base/troupe-hash-private.h"

static inline guint64
rotate_left (guint64 value,
             guint   n_bits)
{
  return (value << n_bits) | (value >> (64 - n_bits));
}

/* splitmix64: turns any number, also a poor one such as 1, into well mixed ones. */
static guint64
splitmix_next (guint64 *state)
{
  guint64 value;

  *state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  value = *state;
  value = (value ^ (value >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  value = (value ^ (value >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);

  return value ^ (value >> 31);
}

void
troupe_random_init (TroupeRandom *self,
                    guint64       seed,
                    const char   *name)
{
  guint64 split;

  g_assert (name != NULL);

  /* The seed is mixed before the name comes in, so that no seed undoes the difference of two names. */
  split = splitmix_next (&seed) ^ troupe_hash_string (name);

  /* splitmix64 answers 0 for one number only, so the state is never all zero, which it could not leave. */
  for (guint i = 0; i < G_N_ELEMENTS (self->state); i++)
    self->state[i] = splitmix_next (&split);
}

guint64
troupe_random_next (TroupeRandom *self)
{
  guint64 *state = self->state;
  guint64 result = rotate_left (state[1] * 5, 7) * 9;
  guint64 shifted = state[1] << 17;

  state[2] ^= state[0];
  state[3] ^= state[1];
  state[1] ^= state[2];
  state[0] ^= state[3];
  state[2] ^= shifted;
  state[3] = rotate_left (state[3], 45);

  return result;
}

guint64
troupe_random_below (TroupeRandom *self,
                     guint64       n)
{
  guint64 surplus;
  guint64 drawn;

  g_assert (n >= 1);

  /* 2^64 mod n: so many of the lowest numbers are refused that the others divide evenly. */
  surplus = (0 - n) % n;

  do
    drawn = troupe_random_next (self);
  while (drawn < surplus);

  return drawn % n;
}

guint64
troupe_random_range (TroupeRandom *self,
                     guint64       low,
                     guint64       high)
{
  g_assert (low <= high);

  if (high - low == G_MAXUINT64)
    return troupe_random_next (self);

  return low + troupe_random_below (self, high - low + 1);
}
