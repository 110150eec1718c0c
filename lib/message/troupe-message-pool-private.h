/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-large-blocks-private.h"

G_BEGIN_DECLS

/* Blocks have one of so many sizes. What is larger comes from the heap and goes back there, the very large by way of
 * the blocks that the loop keeps. */
#define TROUPE_MESSAGE_N_CLASSES      7
#define TROUPE_MESSAGE_CLASS_OF_LARGE TROUPE_MESSAGE_N_CLASSES
/* A block that has no body, but borrows one. */
#define TROUPE_MESSAGE_CLASS_OF_BORROWER (TROUPE_MESSAGE_N_CLASSES + 1)

/* The blocks of one loop's messages. A pool belongs to one loop. */
typedef struct
{
  TroupeMessage     *free_blocks[TROUPE_MESSAGE_N_CLASSES]; /* (owned): linked by next */
  guint              n_free[TROUPE_MESSAGE_N_CLASSES];      /* how many are in each list */
  guint              n_free_max[TROUPE_MESSAGE_N_CLASSES];  /* how many are kept */
  gsize              n_out;                                 /* messages that exist */
  gsize              n_large_bytes;                         /* bytes of the bodies of those that are in no class */
  TroupeLargeBlocks *large;                                 /* (not owned) (nullable): of the loop, which outlives us */
} TroupeMessagePool;

TROUPE_INTERNAL
TroupeMessagePool *troupe_message_pool_new        (void);
/* One that keeps so many free bytes in each class at most. @large: (nullable): where it shares large blocks. */
TroupeMessagePool *troupe_message_pool_new_sharing (TroupeLargeBlocks      *large,
                                                    gsize                   n_bytes);
TROUPE_INTERNAL
void               troupe_message_pool_free       (TroupeMessagePool       *self);
TROUPE_INTERNAL
gsize              troupe_message_pool_get_n_out  (const TroupeMessagePool *self);
/* Which size of block holds a message with a body of @size bytes. */
guint              troupe_message_pool_get_class  (gsize                    size);
/* A block that is in no free list, for a body of @size bytes, and its way back. */
TroupeMessage     *troupe_message_pool_allocate   (TroupeMessagePool       *self,
                                                   guint                    size_class,
                                                   gsize                    size);
void               troupe_message_pool_take_back  (TroupeMessagePool       *self,
                                                   TroupeMessage           *block);
/* The way back to the heap of one that belongs to no pool. */
void               troupe_message_pool_deallocate (TroupeMessage           *block);
/* How many bytes a block has that is in no class, with a body of @size bytes: also for the checksum that follows it on
 * a wire, and for a TroupeOrder. */
gsize              troupe_message_pool_get_bytes  (gsize                    size);

G_END_DECLS
