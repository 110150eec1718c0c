/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-message.h"

G_BEGIN_DECLS

/* A body from so many bytes on has a block of one of a few sizes, which may be kept when the message is gone. */
#define TROUPE_LARGE_BLOCK_MIN (64u * 1024)

/* How many bytes of bodies are kept for, and in how many blocks: what a stream of mebibytes has under way at one end.
 * Under AddressSanitizer none are, so that it sees each use of a message after its end. */
#ifdef __SANITIZE_ADDRESS__
# define TROUPE_LARGE_KEPT_BYTES 0u
#else
# define TROUPE_LARGE_KEPT_BYTES (9u * 1024 * 1024)
#endif
#define TROUPE_LARGE_N_KEPT      16u

/* The large blocks of one loop that no message has now. Memory that comes from the system is cleared and mapped page by
 * page, which takes longer than to copy a body into it; a block that was given back just now is still in the cache.
 * The loop's own messages and those of all its sessions share it, so its bound is one for the loop. */
typedef struct
{
  gpointer blocks[TROUPE_LARGE_N_KEPT];     /* (owned): the one that came last is the last */
  gsize    room_bytes[TROUPE_LARGE_N_KEPT]; /* for a body, of each */
  guint    n_blocks;
  gsize    n_bytes;                         /* of room_bytes together; at most TROUPE_LARGE_KEPT_BYTES */
} TroupeLargeBlocks;

/* So much room for a body has each block of a message whose body has @size bytes. */
gsize    troupe_large_blocks_get_room  (gsize              size);
/* A kept block for a body of @size bytes; its content is whatever it was. (nullable): there is none. */
gpointer troupe_large_blocks_take      (TroupeLargeBlocks *self,
                                        gsize              size);
/* @block: (transfer full): of a message whose body had @size bytes */
void     troupe_large_blocks_give_back (TroupeLargeBlocks *self,
                                        gpointer           block,
                                        gsize              size);
void     troupe_large_blocks_clear     (TroupeLargeBlocks *self);

G_END_DECLS
