/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-hash-private.h"

#include <string.h>

/* The whole of XXH64 is in its header: nothing is linked. */
#define XXH_INLINE_ALL
#include <xxhash.h>

guint64
troupe_hash_bytes (const void *data,
                   gsize       size,
                   guint64     seed)
{
  g_assert (data != NULL || size == 0);

  return XXH64 (data, size, seed);
}

guint64
troupe_hash_string (const char *text)
{
  g_assert (text != NULL);

  return XXH64 (text, strlen (text), 0);
}
