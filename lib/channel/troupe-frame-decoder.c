/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-frame-private.h"

#include <string.h>

/* An empty buffer that has grown beyond this goes back to the heap. */
#define KEPT_BYTES_MAX (256 * 1024)

void
troupe_frame_decoder_init (TroupeFrameDecoder *self)
{
  *self = (TroupeFrameDecoder) { .bytes = g_byte_array_new () };
}

void
troupe_frame_decoder_clear (TroupeFrameDecoder *self)
{
  g_clear_pointer (&self->bytes, g_byte_array_unref);
}

/* Lets go of the frames that were given out. */
static void
compact (TroupeFrameDecoder *self)
{
  gboolean is_empty = self->taken == self->bytes->len;

  if (self->taken == 0)
    return;

  self->offset += self->taken;
  if (is_empty && self->taken > KEPT_BYTES_MAX)
    {
      g_byte_array_unref (self->bytes);
      self->bytes = g_byte_array_new ();
    }
  else
    g_byte_array_remove_range (self->bytes, 0, (guint) self->taken);
  self->taken = 0;
}

void
troupe_frame_decoder_feed (TroupeFrameDecoder *self,
                           const void         *data,
                           gsize               size)
{
  compact (self);
  g_byte_array_append (self->bytes, data, (guint) size);
}

gsize
troupe_frame_decoder_get_n_pending (const TroupeFrameDecoder *self)
{
  return self->bytes->len - self->taken;
}

/* How long a payload of this kind may be; FALSE: there is no such kind. */
static gboolean
get_payload_bounds (guint    kind,
                    guint32 *ret_min,
                    guint32 *ret_max)
{
  switch (kind)
    {
    case TROUPE_FRAME_HELLO:
      *ret_min = 0;
      *ret_max = TROUPE_FRAME_HELLO_PAYLOAD_MAX;
      return TRUE;

    case TROUPE_FRAME_MESSAGE:
      *ret_min = 0;
      *ret_max = TROUPE_FRAME_PAYLOAD_MAX;
      return TRUE;

    case TROUPE_FRAME_ACKNOWLEDGEMENT:
      *ret_min = *ret_max = 0;
      return TRUE;

    case TROUPE_FRAME_REFUSAL:
      *ret_min = *ret_max = 1;
      return TRUE;

    default:
      return FALSE;
    }
}

/* The header is checked as soon as it is there, before its payload is waited for. */
static gboolean
check_header (guint64        offset,
              const guint8  *header,
              guint32        length,
              guint64        sequence,
              GError       **error)
{
  guint kind = header[TROUPE_FRAME_AT_KIND];
  guint32 min, max;

  if (!get_payload_bounds (kind, &min, &max))
    return troupe_frame_refuse (offset, TROUPE_FRAME_AT_KIND, error, "%u is no kind of frame", kind);
  for (gsize at = TROUPE_FRAME_AT_ZERO; at < TROUPE_FRAME_AT_SEQUENCE; at++)
    if (header[at] != 0)
      return troupe_frame_refuse (offset, at, error, "there is %u, not zero", header[at]);
  if ((kind == TROUPE_FRAME_HELLO) != (offset == 0))
    return troupe_frame_refuse (offset, TROUPE_FRAME_AT_KIND, error, offset == 0
                                ? "the stream does not begin with a hello" : "there is a second hello");
  if (length < min || length > max)
    return troupe_frame_refuse (offset, TROUPE_FRAME_AT_LENGTH, error,
                                "the length is %u, not from %u to %u", length, min, max);
  if ((kind == TROUPE_FRAME_HELLO) != (sequence == 0))
    return troupe_frame_refuse (offset, TROUPE_FRAME_AT_SEQUENCE, error,
                                "the sequence is %" G_GUINT64_FORMAT " in a frame of kind %u", sequence, kind);

  return TRUE;
}

/* PARTIAL and INVALID leave *@ret_frame alone. After INVALID the decoder is of no more use. */
TroupeFrameResult
troupe_frame_decoder_next (TroupeFrameDecoder  *self,
                           TroupeFrame         *ret_frame,
                           GError             **error)
{
  guint64 offset = self->offset + self->taken;
  gsize n_pending = troupe_frame_decoder_get_n_pending (self);
  const guint8 *header;
  guint32 length;
  guint64 sequence;

  if (n_pending < TROUPE_FRAME_HEADER_SIZE)
    return TROUPE_FRAME_PARTIAL;

  header = self->bytes->data + self->taken;
  memcpy (&length, header + TROUPE_FRAME_AT_LENGTH, sizeof length);
  length = GUINT32_FROM_LE (length);
  memcpy (&sequence, header + TROUPE_FRAME_AT_SEQUENCE, sizeof sequence);
  sequence = GUINT64_FROM_LE (sequence);
  if (!check_header (offset, header, length, sequence, error))
    return TROUPE_FRAME_INVALID;
  if (n_pending - TROUPE_FRAME_HEADER_SIZE < length)
    return TROUPE_FRAME_PARTIAL;

  *ret_frame = (TroupeFrame) {
    .kind = header[TROUPE_FRAME_AT_KIND],
    .sequence = sequence,
    .offset = offset,
    .payload = header + TROUPE_FRAME_HEADER_SIZE,
    .size = length,
  };
  self->taken += TROUPE_FRAME_HEADER_SIZE + length;

  return TROUPE_FRAME_WHOLE;
}
