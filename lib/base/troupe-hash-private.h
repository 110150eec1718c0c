/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "troupe-macros.h"

G_BEGIN_DECLS

/* XXH64 of some bytes: fixed for ever, since port indices and the identity of a run are made of it. */
TROUPE_INTERNAL
guint64 troupe_hash_bytes  (const void *data,
                            gsize       size,
                            guint64     seed);
TROUPE_INTERNAL
guint64 troupe_hash_string (const char *text);

/* Folds @value into @hash; the order of the folds matters. */
static inline guint64
troupe_hash_mix (guint64 hash,
                 guint64 value)
{
  hash ^= value;
  hash *= G_GUINT64_CONSTANT (0x9fb21c651e98df25);
  hash ^= hash >> 32;

  return hash;
}

G_END_DECLS
