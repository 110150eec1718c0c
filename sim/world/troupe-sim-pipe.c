/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "world/troupe-sim-pipe-private.h"

#include <string.h>

#define N_BYTES_MIN 256u
#define N_SEGMENTS_MIN 4u

void
troupe_sim_pipe_init (TroupeSimPipe       *self,
                      TroupeSimConnection *connection)
{
  *self = (TroupeSimPipe) { .connection = connection, .room = TROUPE_SIM_PIPE_SIZE };
  self->entry_ns = TROUPE_SIM_NEVER;
  self->unanswered_ns = TROUPE_SIM_NEVER;
}

void
troupe_sim_pipe_clear (TroupeSimPipe *self)
{
  g_clear_pointer (&self->bytes, g_free);
  g_clear_pointer (&self->segments, g_free);
}

/* Copies the first @size bytes of the ring, and leaves them there. */
static void
copy_out (const TroupeSimPipe *self,
          guint8              *buffer,
          guint32              size)
{
  guint32 n_until_wrap = MIN (size, self->n_allocated - self->head);

  memcpy (buffer, self->bytes + self->head, n_until_wrap);
  memcpy (buffer + n_until_wrap, self->bytes, size - n_until_wrap);
}

static void
copy_in (TroupeSimPipe *self,
         const guint8  *data,
         guint32        size)
{
  guint32 tail = (self->head + self->n_bytes) & (self->n_allocated - 1);
  guint32 n_until_wrap = MIN (size, self->n_allocated - tail);

  memcpy (self->bytes + tail, data, n_until_wrap);
  memcpy (self->bytes, data + n_until_wrap, size - n_until_wrap);
  self->n_bytes += size;
}

static void
ensure_bytes (TroupeSimPipe *self,
              guint32        n_bytes)
{
  guint32 n_allocated = MAX (self->n_allocated, N_BYTES_MIN);
  guint8 *larger;

  while (n_allocated < n_bytes)
    n_allocated *= 2;
  if (n_allocated == self->n_allocated)
    return;

  larger = g_malloc (n_allocated);
  if (self->n_bytes > 0)
    copy_out (self, larger, self->n_bytes);
  g_free (self->bytes);
  self->bytes = larger;
  self->n_allocated = n_allocated;
  self->head = 0;
}

guint32
troupe_sim_pipe_put (TroupeSimPipe      *self,
                     const TroupeVector *vectors,
                     guint               n_vectors,
                     guint32             n_bytes_max)
{
  guint32 n_left = MIN (self->room, n_bytes_max);
  guint32 n_taken = 0;

  for (guint i = 0; i < n_vectors && n_left > 0; i++)
    {
      guint32 size = (guint32) MIN (vectors[i].size, n_left);

      if (size == 0)
        continue;
      ensure_bytes (self, self->n_bytes + size);
      copy_in (self, vectors[i].data, size);
      n_left -= size;
      n_taken += size;
    }
  self->room -= n_taken;

  return n_taken;
}

void
troupe_sim_pipe_take (TroupeSimPipe *self,
                      void          *buffer,
                      guint32        size)
{
  g_assert (size <= self->n_arrived);

  copy_out (self, buffer, size);
  self->head = (self->head + size) & (self->n_allocated - 1);
  self->n_bytes -= size;
  self->n_arrived -= size;
  self->n_read += size;
}

void
troupe_sim_pipe_push_segment (TroupeSimPipe          *self,
                              const TroupeSimSegment *segment)
{
  if (self->n_segments == self->n_segments_allocated)
    {
      guint n_allocated = MAX (2 * self->n_segments_allocated, N_SEGMENTS_MIN);
      TroupeSimSegment *larger = g_new (TroupeSimSegment, n_allocated);

      for (guint i = 0; i < self->n_segments; i++)
        larger[i] = *troupe_sim_pipe_get_segment (self, i);
      g_free (self->segments);
      self->segments = larger;
      self->n_segments_allocated = n_allocated;
      self->segment_head = 0;
    }

  *troupe_sim_pipe_get_segment (self, self->n_segments++) = *segment;
}

void
troupe_sim_pipe_pop_segment (TroupeSimPipe *self)
{
  g_assert (self->n_segments > 0);

  self->segment_head = (self->segment_head + 1) & (self->n_segments_allocated - 1);
  self->n_segments--;
}

void
troupe_sim_pipe_drop (TroupeSimPipe *self,
                      guint          n_kept)
{
  self->n_segments = n_kept;
  self->has_reset = FALSE;
  self->n_bytes = self->n_arrived + self->n_held;
  self->unanswered_ns = TROUPE_SIM_NEVER;
  if (n_kept == 0)
    self->entry_ns = TROUPE_SIM_NEVER;
}
