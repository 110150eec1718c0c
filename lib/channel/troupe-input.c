/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-input-private.h"

#include "base/troupe-defect-private.h"
#include "base/troupe-error.h"
#include "channel/troupe-checksum-private.h"

#include <string.h>

/* What a long payload gets to begin with; then as much again as has come. */
#define BLOCK_MIN (64u * 1024)
#define HEAD_SIZE G_STRUCT_OFFSET (TroupeMessage, body)

G_STATIC_ASSERT (HEAD_SIZE >= TROUPE_FRAME_PREFIX_MAX);
/* How much is read behind a long payload: what there is of the next one is copied, if that is long as well. */
#define AHEAD_BYTES 4096u

TroupeScratch *
troupe_scratch_new (TroupeLargeBlocks *large)
{
  TroupeScratch *self = g_new (TroupeScratch, 1);

  self->large = large;

  return self;
}

void
troupe_input_init (TroupeInput       *self,
                   TroupeFrameOrigin  origin)
{
  *self = (TroupeInput) { .origin = origin };
}

void
troupe_input_clear (TroupeInput *self)
{
  g_clear_pointer (&self->kept, g_free);
  g_clear_pointer (&self->block, g_free);
  self->data = NULL;
}

static gsize
get_prefix_size (const TroupeFrameHeader *header)
{
  if (header->kind != TROUPE_FRAME_MESSAGE)
    return 0;

  return troupe_frame_header_get_prefix_size (header);
}

static gsize
get_trailer_size (const TroupeInput       *self,
                  const TroupeFrameHeader *header)
{
  return self->has_trailers && header->size > 0 ? TROUPE_FRAME_TRAILER_SIZE : 0;
}

/* ---- long payloads ---- */

/* Where the payload begins in the block. */
static guint8 *
get_block_payload (const TroupeInput *self)
{
  return self->block + HEAD_SIZE - get_prefix_size (&self->header);
}

/* How many bytes of payload and trailer the block will hold. */
static gsize
get_block_total (const TroupeInput *self)
{
  return self->header.size + get_trailer_size (self, &self->header);
}

static gsize
get_body_size (const TroupeInput *self)
{
  return self->header.size - get_prefix_size (&self->header);
}

static void
grow_block (TroupeInput *self,
            gsize        n_wanted)
{
  gsize total = get_block_total (self);
  gsize n = MIN (total, MAX (MAX (n_wanted, BLOCK_MIN), 2 * self->n_block));

  if (TROUPE_DEFECT ("session.believes-lengths"))
    n = total;
  /* What stands before the body takes the place of a part of the head. */
  self->block = g_realloc (self->block, n < total ? HEAD_SIZE + n
                                                  : troupe_message_pool_get_bytes (get_body_size (self)));
  self->n_block_allocated = n;
}

/* One that was kept, if there is: whole at once, since it is there. */
static void
take_kept_block (TroupeInput *self)
{
  if (self->large == NULL || get_body_size (self) < TROUPE_LARGE_BLOCK_MIN)
    return;

  self->block = troupe_large_blocks_take (self->large, get_body_size (self));
  if (self->block != NULL)
    self->n_block_allocated = get_block_total (self);
}

/* The payload that follows @header goes into a block: what is here already, at once. */
static void
begin_block (TroupeInput             *self,
             const TroupeFrameHeader *header)
{
  gsize n;

  self->header = *header;
  self->was_long = TRUE;
  self->n_block = 0;
  n = MIN (self->n_data - self->at, get_block_total (self));
  take_kept_block (self);
  if (self->block == NULL)
    grow_block (self, n);
  memcpy (get_block_payload (self), self->data + self->at, n);
  self->n_block = n;
  self->at += n;
}

static TroupeStreamResult
read_block (TroupeInput  *self,
            TroupeStream *stream)
{
  TroupeStreamResult result;
  gsize n_read;

  if (self->n_block == self->n_block_allocated)
    grow_block (self, self->n_block);
  result = troupe_stream_try_read (stream, get_block_payload (self) + self->n_block,
                                   self->n_block_allocated - self->n_block, &n_read);
  if (result == TROUPE_STREAM_OK)
    self->n_block += n_read;

  return result;
}

/* ---- */

TroupeStreamResult
troupe_input_read (TroupeInput   *self,
                   TroupeStream  *stream,
                   TroupeScratch *scratch)
{
  gsize n_wanted = self->was_long ? AHEAD_BYTES : sizeof scratch->bytes - self->n_kept;
  TroupeStreamResult result;
  gsize n_read;

  self->large = scratch->large;
  self->data = scratch->bytes;
  self->at = 0;
  self->n_data = 0;
  if (self->block != NULL)
    return read_block (self, stream);

  result = troupe_stream_try_read (stream, scratch->bytes + self->n_kept, n_wanted, &n_read);
  if (result != TROUPE_STREAM_OK)
    return result;

  if (self->n_kept > 0)
    memcpy (scratch->bytes, self->kept, self->n_kept);
  self->n_data = self->n_kept + n_read;
  g_clear_pointer (&self->kept, g_free);
  self->n_kept = 0;

  return TROUPE_STREAM_OK;
}

const guint8 *
troupe_input_peek (const TroupeInput *self,
                   gsize             *ret_size)
{
  *ret_size = self->n_data - self->at;

  return self->data + self->at;
}

void
troupe_input_skip (TroupeInput *self,
                   gsize        size)
{
  g_assert (size <= self->n_data - self->at);

  self->at += size;
  self->offset += size;
}

static gboolean
check_trailer (guint64        offset,
               const guint8  *payload,
               gsize          size,
               GError       **error)
{
  guint64 checksum;

  memcpy (&checksum, payload + size, sizeof checksum);
  if (G_LIKELY (checksum == troupe_checksum (payload, size)))
    return TRUE;

  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_CORRUPT, "Could not read the frame at offset %" G_GUINT64_FORMAT
               ": the checksum of its payload does not fit", offset);

  return FALSE;
}

/* The block, if it is whole. */
static TroupeInputResult
take_block (TroupeInput  *self,
            TroupeFrame  *ret_frame,
            GError      **error)
{
  gsize total = get_block_total (self);

  if (self->n_block < total)
    return TROUPE_INPUT_PARTIAL;
  if (total > self->header.size &&
      !check_trailer (self->offset, get_block_payload (self), self->header.size, error))
    return TROUPE_INPUT_INVALID;

  *ret_frame = (TroupeFrame) { .header = self->header, .offset = self->offset };
  self->offset += TROUPE_FRAME_HEADER_SIZE + total;

  return TROUPE_INPUT_WHOLE;
}

TroupeInputResult
troupe_input_next (TroupeInput  *self,
                   TroupeFrame  *ret_frame,
                   GError      **error)
{
  const guint8 *source = self->data + self->at;
  gsize trailer_size;
  gsize total;

  if (G_UNLIKELY (self->block != NULL))
    return take_block (self, ret_frame, error);
  if (self->n_data - self->at < TROUPE_FRAME_HEADER_SIZE)
    return TROUPE_INPUT_PARTIAL;
  if (!troupe_frame_header_read (&ret_frame->header, source, self->origin, self->offset, error))
    return TROUPE_INPUT_INVALID;

  if (G_UNLIKELY (ret_frame->header.size > TROUPE_INPUT_SHORT_MAX))
    {
      self->at += TROUPE_FRAME_HEADER_SIZE;
      begin_block (self, &ret_frame->header);
      return take_block (self, ret_frame, error);
    }

  self->was_long = FALSE;
  trailer_size = get_trailer_size (self, &ret_frame->header);
  total = TROUPE_FRAME_HEADER_SIZE + ret_frame->header.size + trailer_size;
  if (self->n_data - self->at < total)
    return TROUPE_INPUT_PARTIAL;
  if (trailer_size > 0 &&
      !check_trailer (self->offset, source + TROUPE_FRAME_HEADER_SIZE, ret_frame->header.size, error))
    return TROUPE_INPUT_INVALID;

  ret_frame->payload = source + TROUPE_FRAME_HEADER_SIZE;
  ret_frame->offset = self->offset;
  self->at += total;
  self->offset += total;

  return TROUPE_INPUT_WHOLE;
}

guint8 *
troupe_input_steal_block (TroupeInput *self)
{
  return g_steal_pointer (&self->block);
}

void
troupe_input_keep (TroupeInput *self)
{
  gsize n = self->n_data - self->at;

  if (n > 0)
    {
      self->kept = g_memdup2 (self->data + self->at, n);
      self->n_kept = n;
    }
  self->data = NULL;
  self->at = self->n_data = 0;
}

gsize
troupe_input_get_n_pending (const TroupeInput *self)
{
  return self->n_kept + (self->block != NULL ? TROUPE_FRAME_HEADER_SIZE + self->n_block : 0);
}
