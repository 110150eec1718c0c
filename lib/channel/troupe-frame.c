/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-frame-private.h"

#include "base/troupe-error.h"
#include "channel/troupe-checksum-private.h"

#include <string.h>

G_STATIC_ASSERT (G_BYTE_ORDER == G_LITTLE_ENDIAN);
G_STATIC_ASSERT (TROUPE_MESSAGE_SIZE_MAX + TROUPE_FRAME_PREFIX_MAX <= TROUPE_FRAME_PAYLOAD_MAX);

#define FLAGS_OF_MESSAGES \
  (TROUPE_MESSAGE_IS_RETURN | TROUPE_MESSAGE_NO_RETURN | TROUPE_MESSAGE_IS_ORDERED | TROUPE_FRAME_HAS_PORT | \
   TROUPE_FRAME_HAS_REPLY_PORT)

/* Which fields a kind uses, beside size and kind; all others are zero. */
enum
{
  USES_FLAGS = 1 << 0,
  USES_HOPS = 1 << 1,
  USES_REASON = 1 << 2,
  USES_SEQUENCE = 1 << 3,
  USES_RECEIVER = 1 << 4,
  USES_SENDER = 1 << 5,
  USES_NUMBER = 1 << 6,
  USES_TYPE = 1 << 7,

  USES_ALL = 255,
};

static const struct
{
  gboolean from_initiator;
  gboolean from_acceptor;
  guint32  size_min; /* of the payload */
  guint32  size_max;
  guint    uses;
  guint    flags;    /* that can be set */
} kinds[TROUPE_N_FRAME_KINDS] = {
  [TROUPE_FRAME_DEFINE] = { TRUE, FALSE, 1, TROUPE_FRAME_TEXT_MAX, USES_FLAGS | USES_NUMBER,
                            TROUPE_FRAME_DEFINES_TYPE },
  [TROUPE_FRAME_MESSAGE] = { TRUE, FALSE, 0, TROUPE_FRAME_PAYLOAD_MAX, USES_ALL, FLAGS_OF_MESSAGES },
  [TROUPE_FRAME_CONFIRMATION] = { TRUE, FALSE, 0, 0, USES_NUMBER, 0 },
  [TROUPE_FRAME_PING] = { TRUE, FALSE, 0, 0, 0, 0 },
  [TROUPE_FRAME_CLOSE] = { TRUE, TRUE, 0, 0, USES_NUMBER, 0 },
  [TROUPE_FRAME_ACKNOWLEDGEMENT] = { FALSE, TRUE, 0, 0, USES_FLAGS | USES_SEQUENCE | USES_RECEIVER | USES_SENDER |
                                     USES_NUMBER | USES_TYPE, TROUPE_FRAME_IS_CLEAR },
  [TROUPE_FRAME_REFUSAL] = { FALSE, TRUE, 0, 0, USES_REASON | USES_NUMBER, 0 },
  [TROUPE_FRAME_REJECTION] = { FALSE, TRUE, 0, TROUPE_FRAME_TEXT_MAX, USES_REASON | USES_NUMBER, 0 },
  [TROUPE_FRAME_INQUIRY] = { TRUE, FALSE, 0, 0, USES_SEQUENCE | USES_RECEIVER | USES_NUMBER, 0 },
  [TROUPE_FRAME_TALLY] = { FALSE, TRUE, 0, 0, USES_SEQUENCE | USES_SENDER | USES_NUMBER | USES_TYPE, 0 },
};

void
troupe_frame_header_write (TroupeFrameHeader *self,
                           guint8            *target)
{
  self->checksum = (guint32) troupe_checksum (self, G_STRUCT_OFFSET (TroupeFrameHeader, checksum));
  memcpy (target, self, sizeof *self);
}

void
troupe_frame_append_text (TroupeOutput      *output,
                          TroupeFrameHeader *header,
                          const char        *text,
                          gboolean           has_trailer)
{
  gsize size = strlen (text);
  gsize trailer_size = has_trailer && size > 0 ? TROUPE_FRAME_TRAILER_SIZE : 0;
  guint64 checksum = troupe_checksum (text, size);
  guint8 *target;

  g_assert (size <= TROUPE_FRAME_TEXT_MAX);

  header->size = (guint32) size;
  target = troupe_output_append (output, TROUPE_FRAME_HEADER_SIZE + size + trailer_size);
  troupe_frame_header_write (header, target);
  memcpy (target + TROUPE_FRAME_HEADER_SIZE, text, size);
  memcpy (target + TROUPE_FRAME_HEADER_SIZE + size, &checksum, trailer_size);
}

gboolean
troupe_frame_refuse (guint64      offset,
                     GError     **error,
                     const char  *format,
                     ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_FRAME,
               "Could not read the frame at offset %" G_GUINT64_FORMAT ": %s", offset, text);

  return FALSE;
}

/* The fields that this kind does not use. */
static gboolean
has_strays (const TroupeFrameHeader *self)
{
  guint uses = kinds[self->kind].uses;

  return (!(uses & USES_FLAGS) && self->flags != 0) ||
         (!(uses & USES_HOPS) && self->hops != 0) ||
         (!(uses & USES_REASON) && self->reason != 0) ||
         (!(uses & USES_SEQUENCE) && self->sequence != 0) ||
         (!(uses & USES_RECEIVER) && self->receiver != 0) ||
         (!(uses & USES_SENDER) && self->sender != 0) ||
         (!(uses & USES_NUMBER) && self->number != 0) ||
         (!(uses & USES_TYPE) && self->type != 0) ||
         self->zero != 0;
}

static gboolean
check_message (const TroupeFrameHeader  *self,
               guint64                   offset,
               GError                  **error)
{
  guint32 prefix_size = troupe_frame_header_get_prefix_size (self);

  if (self->receiver == 0)
    return troupe_frame_refuse (offset, error, "the message has no receiver");
  if (self->reason >= TROUPE_N_REASONS)
    return troupe_frame_refuse (offset, error, "%u is no reason", self->reason);
  if ((self->flags & TROUPE_MESSAGE_IS_ORDERED) != 0 &&
      (self->sender == 0 || (self->flags & TROUPE_MESSAGE_IS_RETURN) != 0))
    return troupe_frame_refuse (offset, error, "a message is ordered that is from nobody, or on its way back");
  if (self->size < prefix_size || self->size - prefix_size > TROUPE_MESSAGE_SIZE_MAX)
    return troupe_frame_refuse (offset, error, "a message of %u bytes is too short or too long", self->size);

  return TRUE;
}

gboolean
troupe_frame_header_read (TroupeFrameHeader  *self,
                          const guint8       *source,
                          TroupeFrameOrigin   origin,
                          guint64             offset,
                          GError            **error)
{
  TroupeFrameHeader header;

  memcpy (&header, source, sizeof header);
  if (G_UNLIKELY (header.checksum != (guint32) troupe_checksum (source, G_STRUCT_OFFSET (TroupeFrameHeader, checksum))))
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_CORRUPT, "Could not read the frame at offset %" G_GUINT64_FORMAT
                   ": the checksum of its header does not fit", offset);
      return FALSE;
    }
  if (header.kind >= TROUPE_N_FRAME_KINDS ||
      !(origin == TROUPE_FRAME_FROM_INITIATOR ? kinds[header.kind].from_initiator : kinds[header.kind].from_acceptor))
    return troupe_frame_refuse (offset, error, "%u is no kind of frame that this end can send", header.kind);
  if (header.size < kinds[header.kind].size_min || header.size > kinds[header.kind].size_max)
    return troupe_frame_refuse (offset, error, "a payload of %u bytes is not from %u to %u bytes long", header.size,
                                kinds[header.kind].size_min, kinds[header.kind].size_max);
  if ((header.flags & ~kinds[header.kind].flags) != 0 || has_strays (&header))
    return troupe_frame_refuse (offset, error, "a field of a frame of kind %u is set that it does not use",
                                header.kind);
  if (header.kind == TROUPE_FRAME_MESSAGE && !check_message (&header, offset, error))
    return FALSE;
  if (header.kind == TROUPE_FRAME_REFUSAL && (header.reason == TROUPE_REASON_NONE || header.reason >= TROUPE_N_REASONS))
    return troupe_frame_refuse (offset, error, "%u is no reason to refuse", header.reason);

  *self = header;

  return TRUE;
}
