/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "message/troupe-large-blocks-private.h"

/* Room beyond the round number: for a body of just that size with a little around it. */
#define EXTRA_BYTES 64u

/* Round sizes are the powers of two, and in the middle between two of them. What is not touched of a block takes no
 * memory. */
gsize
troupe_large_blocks_get_room (gsize size)
{
  gsize room = TROUPE_LARGE_BLOCK_MIN;

  g_assert (size >= TROUPE_LARGE_BLOCK_MIN);

  /* Where none are kept, a byte too far is to be seen. */
  if (TROUPE_LARGE_KEPT_BYTES == 0)
    return size;

  while (2 * room + EXTRA_BYTES < size)
    room *= 2;
  if (size <= room + EXTRA_BYTES)
    return room + EXTRA_BYTES;

  return size <= room + room / 2 + EXTRA_BYTES ? room + room / 2 + EXTRA_BYTES : 2 * room + EXTRA_BYTES;
}

static gpointer
remove_at (TroupeLargeBlocks *self,
           guint              index)
{
  gpointer block = self->blocks[index];

  self->n_bytes -= self->room_bytes[index];
  self->n_blocks--;
  for (guint i = index; i < self->n_blocks; i++)
    {
      self->blocks[i] = self->blocks[i + 1];
      self->room_bytes[i] = self->room_bytes[i + 1];
    }

  return block;
}

gpointer
troupe_large_blocks_take (TroupeLargeBlocks *self,
                          gsize              size)
{
  gsize room = troupe_large_blocks_get_room (size);

  for (guint i = self->n_blocks; i > 0; i--)
    if (self->room_bytes[i - 1] == room)
      return remove_at (self, i - 1);

  return NULL;
}

void
troupe_large_blocks_give_back (TroupeLargeBlocks *self,
                               gpointer           block,
                               gsize              size)
{
  gsize room = troupe_large_blocks_get_room (size);

  if (room > TROUPE_LARGE_KEPT_BYTES)
    {
      g_free (block);
      return;
    }

  while (self->n_blocks == TROUPE_LARGE_N_KEPT || self->n_bytes + room > TROUPE_LARGE_KEPT_BYTES)
    g_free (remove_at (self, 0));
  self->blocks[self->n_blocks] = block;
  self->room_bytes[self->n_blocks++] = room;
  self->n_bytes += room;
}

void
troupe_large_blocks_clear (TroupeLargeBlocks *self)
{
  while (self->n_blocks > 0)
    g_free (remove_at (self, self->n_blocks - 1));
}
