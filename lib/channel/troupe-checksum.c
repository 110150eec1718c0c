/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-checksum-private.h"

/* The whole of XXH3 is in its header: nothing is linked. */
#define XXH_INLINE_ALL
#include <xxhash.h>

guint64
troupe_checksum (const void *data,
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
    return XXH3_64bits (body, body_size);

  XXH3_64bits_reset (&state);
  XXH3_64bits_update (&state, head, head_size);
  XXH3_64bits_update (&state, body, body_size);

  return XXH3_64bits_digest (&state);
}
