/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-checksum-private.h"

/* The whole of XXH3 is in its header: nothing is linked. */
#define XXH_INLINE_ALL
#include <xxhash.h>

/* From so many bytes on it is worth to ask what the processor can do. All ways lead to the same sum. */
#define WIDE_MIN 512u

#ifdef TROUPE_CHECKSUM_HAS_AVX2
# define IS_WIDE(size) (G_UNLIKELY ((size) >= WIDE_MIN) && __builtin_cpu_supports ("avx2"))
#endif

guint64
troupe_checksum (const void *data,
                 gsize       size)
{
#ifdef TROUPE_CHECKSUM_HAS_AVX2
  if (IS_WIDE (size))
    return troupe_checksum_avx2 (data, size);
#endif

  return troupe_checksum_narrow (data, size);
}

guint64
troupe_checksum_narrow (const void *data,
                        gsize       size)
{
  return XXH3_64bits (data, size);
}

guint64
troupe_checksum_joined (const void *head,
                        gsize       head_size,
                        const void *body,
                        gsize       body_size)
{
  XXH3_state_t state;

  if (head_size == 0)
    return troupe_checksum (body, body_size);
#ifdef TROUPE_CHECKSUM_HAS_AVX2
  if (IS_WIDE (body_size))
    return troupe_checksum_joined_avx2 (head, head_size, body, body_size);
#endif

  XXH3_64bits_reset (&state);
  XXH3_64bits_update (&state, head, head_size);
  XXH3_64bits_update (&state, body, body_size);

  return XXH3_64bits_digest (&state);
}
