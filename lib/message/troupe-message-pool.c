/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "message/troupe-message-private.h"

/* 136 bytes hold a body of 56, most messages; 200 one of 64 to 120. What a heap puts before a block of its own makes
 * these whole multiples of 16. */
static const guint16 class_bytes[TROUPE_MESSAGE_N_CLASSES] = { 136, 200, 264, 520, 1032, 2056, 4104 };

/* How many free bytes a class keeps: bounds what a burst leaves behind. A mebibyte is about what the second cache of a
 * core holds; blocks beyond it would be cold when they are used again. Under AddressSanitizer none are kept, so that it
 * sees each use of a message after its end. */
#ifdef __SANITIZE_ADDRESS__
# define KEPT_BYTES_MAX 0
#else
# define KEPT_BYTES_MAX (1024 * 1024)
#endif

static gsize
get_block_bytes (gsize size)
{
  return sizeof (TroupeMessage) + ((size + 7) & ~(gsize) 7);
}

guint
troupe_message_pool_get_class (gsize size)
{
  gsize block_bytes = get_block_bytes (size);
  guint size_class = 0;

  while (size_class < TROUPE_MESSAGE_N_CLASSES && class_bytes[size_class] < block_bytes)
    size_class++;

  return size_class;
}

TroupeMessagePool *
troupe_message_pool_new_sharing (TroupeLargeBlocks *large,
                                 gsize              n_bytes)
{
  TroupeMessagePool *self = g_new0 (TroupeMessagePool, 1);
  const gsize n_bytes_max = KEPT_BYTES_MAX;

  self->large = large;
  for (guint i = 0; i < TROUPE_MESSAGE_N_CLASSES; i++)
    self->n_free_max[i] = (guint) (MIN (n_bytes, n_bytes_max) / class_bytes[i]);

  return self;
}

TroupeMessagePool *
troupe_message_pool_new (void)
{
  return troupe_message_pool_new_sharing (/* large = */ NULL, KEPT_BYTES_MAX);
}

/* A message outlives its pool by mistake only; the pool is then kept, since the message still points to it, but the
 * loop goes. */
void
troupe_message_pool_free (TroupeMessagePool *self)
{
  g_return_if_fail (self != NULL);
  self->large = NULL;
  g_return_if_fail (self->n_out == 0);

  for (guint i = 0; i < TROUPE_MESSAGE_N_CLASSES; i++)
    while (self->free_blocks[i] != NULL)
      {
        TroupeMessage *block = self->free_blocks[i];

        self->free_blocks[i] = block->next;
        g_free (block);
      }
  g_free (self);
}

gsize
troupe_message_pool_get_n_out (const TroupeMessagePool *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_out;
}

gsize
troupe_message_pool_get_bytes (gsize size)
{
  gsize room = size >= TROUPE_LARGE_BLOCK_MIN ? troupe_large_blocks_get_room (size) : size;

  return get_block_bytes (room) + MAX (sizeof (guint64), sizeof (TroupeOrder));
}

TroupeMessage *
troupe_message_pool_allocate (TroupeMessagePool *self,
                              guint              size_class,
                              gsize              size)
{
  TroupeMessage *block = NULL;

  if (size_class < TROUPE_MESSAGE_N_CLASSES)
    return g_malloc (class_bytes[size_class]);
  if (size_class == TROUPE_MESSAGE_CLASS_OF_BORROWER)
    return g_malloc (sizeof (TroupeMessage) + sizeof (TroupeBorrowedBody) + sizeof (TroupeOrder));

  self->n_large_bytes += size;
  if (self->large != NULL && size >= TROUPE_LARGE_BLOCK_MIN)
    block = troupe_large_blocks_take (self->large, size);

  return block != NULL ? block : g_malloc (troupe_message_pool_get_bytes (size));
}

void
troupe_message_pool_take_back (TroupeMessagePool *self,
                               TroupeMessage     *block)
{
  gboolean is_large = block->size_class == TROUPE_MESSAGE_CLASS_OF_LARGE;

  if (is_large)
    self->n_large_bytes -= block->size;
  if (is_large && self->large != NULL && block->size >= TROUPE_LARGE_BLOCK_MIN)
    troupe_large_blocks_give_back (self->large, block, block->size);
  else
    troupe_message_pool_deallocate (block);
}

void
troupe_message_pool_deallocate (TroupeMessage *block)
{
  if (block->size_class == TROUPE_MESSAGE_CLASS_OF_BORROWER)
    g_variant_unref (((TroupeBorrowedBody *) block->body)->value);
  g_free (block);
}
