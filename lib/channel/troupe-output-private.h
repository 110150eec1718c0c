/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-stream.h"

G_BEGIN_DECLS

/* A run of bytes to write. */
typedef struct
{
  const guint8 *borrowed; /* (not owned) (nullable): NULL: the next bytes of the buffer */
  gsize         size;
} TroupeOutputPiece;

/* What is to be written to a stream: bytes of our own, and between them bodies that are borrowed, so that a large one
 * is not copied. Filled while it is empty, then written until it is empty again. */
typedef struct
{
  guint8            *bytes;       /* (owned): the buffer */
  gsize              n_bytes;     /* in the buffer */
  gsize              n_allocated;
  TroupeOutputPiece *pieces;      /* (owned) */
  guint              n_pieces;
  guint              n_pieces_allocated;
  guint              first;       /* the first piece that is not wholly written */
  gsize              n_written;   /* bytes of that piece that are gone */
  gsize              bytes_at;    /* where in the buffer that piece begins, if it is ours */
  gsize              n_pending;   /* bytes that are not written, of all pieces */
} TroupeOutput;

void    troupe_output_init         (TroupeOutput  *self);
/* Forgets what is not written. */
void    troupe_output_clear        (TroupeOutput  *self);
/* Room for @size more bytes, which the caller fills in before anything else is done. */
guint8 *troupe_output_append_slow  (TroupeOutput  *self,
                                    gsize          size);
/* @data stays as it is until it is written or the output cleared. */
void    troupe_output_borrow       (TroupeOutput  *self,
                                    gconstpointer  data,
                                    gsize          size);
/* Writes what goes through. OK: all is written. @ret_n_written: bytes that went through now. */
TroupeStreamResult troupe_output_write (TroupeOutput *self,
                                        TroupeStream *stream,
                                        gsize        *ret_n_written);

static inline guint8 *
troupe_output_append (TroupeOutput *self,
                      gsize         size)
{
  guint8 *target;

  if (G_UNLIKELY (self->n_pieces == 0 || self->pieces[self->n_pieces - 1].borrowed != NULL ||
                  self->n_bytes + size > self->n_allocated))
    return troupe_output_append_slow (self, size);

  target = self->bytes + self->n_bytes;
  self->n_bytes += size;
  self->pieces[self->n_pieces - 1].size += size;
  self->n_pending += size;

  return target;
}

G_END_DECLS
