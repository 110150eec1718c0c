/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-output-private.h"

#define ALLOCATED_MIN 512u
#define PIECES_MIN 4u
/* How many runs of bytes one write offers. */
#define VECTORS_MAX 64u
/* A buffer that has grown beyond this is given back when it is empty: most connections are idle at any time. */
#define KEPT_MAX 4096u

void
troupe_output_init (TroupeOutput *self)
{
  *self = (TroupeOutput) { 0 };
}

void
troupe_output_clear (TroupeOutput *self)
{
  g_free (self->bytes);
  g_free (self->pieces);
  troupe_output_init (self);
}

static TroupeOutputPiece *
add_piece (TroupeOutput *self)
{
  if (self->n_pieces == self->n_pieces_allocated)
    {
      self->n_pieces_allocated = MAX (PIECES_MIN, 2 * self->n_pieces_allocated);
      self->pieces = g_renew (TroupeOutputPiece, self->pieces, self->n_pieces_allocated);
    }
  self->pieces[self->n_pieces] = (TroupeOutputPiece) { NULL, 0 };

  return &self->pieces[self->n_pieces++];
}

guint8 *
troupe_output_append_slow (TroupeOutput *self,
                           gsize         size)
{
  if (self->n_bytes + size > self->n_allocated)
    {
      self->n_allocated = MAX (MAX (ALLOCATED_MIN, 2 * self->n_allocated), self->n_bytes + size);
      self->bytes = g_realloc (self->bytes, self->n_allocated);
    }
  if (self->n_pieces == 0 || self->pieces[self->n_pieces - 1].borrowed != NULL)
    add_piece (self);

  return troupe_output_append (self, size);
}

void
troupe_output_borrow (TroupeOutput  *self,
                      gconstpointer  data,
                      gsize          size)
{
  *add_piece (self) = (TroupeOutputPiece) { data, size };
  self->n_pending += size;
}

/* All is written: most of the room goes back. */
static void
empty (TroupeOutput *self)
{
  if (self->n_allocated > KEPT_MAX)
    {
      troupe_output_clear (self);
      return;
    }

  self->n_bytes = 0;
  self->n_pieces = 0;
  self->first = 0;
  self->n_written = 0;
  self->bytes_at = 0;
}

static guint
make_vectors (const TroupeOutput *self,
              TroupeVector       *vectors)
{
  gsize at = self->bytes_at;
  guint n = 0;

  for (guint i = self->first; i < self->n_pieces && n < VECTORS_MAX; i++)
    {
      const TroupeOutputPiece *piece = &self->pieces[i];
      gsize skipped = i == self->first ? self->n_written : 0;
      const guint8 *data = piece->borrowed != NULL ? piece->borrowed : self->bytes + at;

      vectors[n++] = (TroupeVector) { data + skipped, piece->size - skipped };
      if (piece->borrowed == NULL)
        at += piece->size;
    }

  return n;
}

static void
advance (TroupeOutput *self,
         gsize         size)
{
  self->n_pending -= size;
  while (size > 0)
    {
      const TroupeOutputPiece *piece = &self->pieces[self->first];
      gsize rest = piece->size - self->n_written;

      if (size < rest)
        {
          self->n_written += size;
          return;
        }
      size -= rest;
      if (piece->borrowed == NULL)
        self->bytes_at += piece->size;
      self->n_written = 0;
      self->first++;
    }
}

TroupeStreamResult
troupe_output_write (TroupeOutput *self,
                     TroupeStream *stream,
                     gsize        *ret_n_written)
{
  TroupeVector vectors[VECTORS_MAX];
  gsize n_written;

  *ret_n_written = 0;
  while (self->n_pending > 0)
    {
      guint n = make_vectors (self, vectors);
      TroupeStreamResult result = troupe_stream_try_write (stream, vectors, n, &n_written);

      if (result != TROUPE_STREAM_OK)
        return result;
      advance (self, n_written);
      *ret_n_written += n_written;
    }
  empty (self);

  return TROUPE_STREAM_OK;
}
