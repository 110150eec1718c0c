/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "fit-checksums.h"

#include "channel/troupe-checksum-private.h"
#include "channel/troupe-frame-private.h"

#include <string.h>

void
fit_checksums (guint8   *data,
               gsize     size,
               gboolean  has_trailers)
{
  gsize at = 0;

  while (size - at >= TROUPE_FRAME_HEADER_SIZE)
    {
      TroupeFrameHeader header;
      gsize trailer_size;

      memcpy (&header, data + at, sizeof header);
      troupe_frame_header_write (&header, data + at);
      at += TROUPE_FRAME_HEADER_SIZE;
      trailer_size = has_trailers && header.size > 0 ? TROUPE_FRAME_TRAILER_SIZE : 0;
      if (header.size + trailer_size > size - at)
        return;
      if (trailer_size > 0)
        {
          guint64 checksum = troupe_checksum (data + at, header.size);

          memcpy (data + at + header.size, &checksum, sizeof checksum);
        }
      at += header.size + trailer_size;
    }
}

gsize
fit_greeting_checksum (guint8 *data,
                       gsize   size,
                       gsize   head_size,
                       gsize   text_size_at)
{
  guint16 text_size;
  guint64 checksum;

  if (size < head_size)
    return 0;

  memcpy (&text_size, data + text_size_at, sizeof text_size);
  if (size < head_size + text_size + sizeof checksum)
    return 0;

  checksum = troupe_checksum (data, head_size + text_size);
  memcpy (data + head_size + text_size, &checksum, sizeof checksum);

  return head_size + text_size + sizeof checksum;
}
