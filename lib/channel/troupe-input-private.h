/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-stream.h"
#include "channel/troupe-frame-private.h"
#include "message/troupe-large-blocks-private.h"

G_BEGIN_DECLS

/* Where bytes are read into: one for a whole loop, since what is whole is dealt with at once. */
#define TROUPE_SCRATCH_SIZE (256u * 1024)

typedef struct
{
  TroupeLargeBlocks *large; /* (not owned) (nullable): where blocks for long payloads may be */
  guint8             bytes[TROUPE_SCRATCH_SIZE];
} TroupeScratch;

/* A payload that is longer than this is read into a block of its own, which becomes the message. */
#define TROUPE_INPUT_SHORT_MAX (32u * 1024)

/* Bytes that come from a stream, in chunks of any size, and what they are: first a greeting, then frames. Takes memory
 * for what has come, never for what is merely announced, but for a block that the loop keeps anyway.
 *
 * Between two reads it holds the beginning of a frame, or of a greeting, or the beginning of a long payload in a block
 * of its own. During a read all is in the scratch. */
typedef struct
{
  TroupeFrameOrigin  origin;       /* who writes the frames */
  gboolean           has_trailers; /* each payload is followed by its checksum */
  guint64            offset;       /* in the stream, of data[at] */
  guint8            *kept;         /* (owned) (nullable): what came and is not whole */
  gsize              n_kept;

  TroupeLargeBlocks *large;        /* (not owned) (nullable): of the scratch, from troupe_input_read() on */
  const guint8      *data;         /* (not owned): the scratch, from troupe_input_read() to troupe_input_keep() */
  gsize              at;           /* the first byte in it that was not taken */
  gsize              n_data;

  TroupeFrameHeader  header;       /* of the frame whose payload goes into a block */
  guint8            *block;        /* (owned) (nullable): room for the head of a message, then the payload */
  gsize              n_block;      /* bytes of the payload, and of its trailer, that are there */
  gsize              n_block_allocated;
  gboolean           was_long;     /* the last payload had a block: what follows it is read a little at a time */
} TroupeInput;

typedef enum
{
  TROUPE_INPUT_WHOLE,   /* here is a frame */
  TROUPE_INPUT_PARTIAL, /* read more */
  TROUPE_INPUT_INVALID, /* the error is set; nothing that follows can be read */
} TroupeInputResult;

/* @large: (nullable) */
TROUPE_INTERNAL
TroupeScratch     *troupe_scratch_new      (TroupeLargeBlocks  *large);
void               troupe_input_init       (TroupeInput        *self,
                                            TroupeFrameOrigin   origin);
void               troupe_input_clear      (TroupeInput        *self);
/* Reads once. With OK, what came is looked at, and then troupe_input_keep() called before anything else. */
TroupeStreamResult troupe_input_read       (TroupeInput        *self,
                                            TroupeStream       *stream,
                                            TroupeScratch      *scratch);
/* What came and was not taken. */
const guint8      *troupe_input_peek       (const TroupeInput  *self,
                                            gsize              *ret_size);
/* Takes @size bytes, which are no frame. */
void               troupe_input_skip       (TroupeInput        *self,
                                            gsize               size);
/* Takes a frame. Fails as troupe_frame_header_read() does, and with CORRUPT where the checksum of the payload does not
 * fit. */
TroupeInputResult  troupe_input_next       (TroupeInput        *self,
                                            TroupeFrame        *ret_frame,
                                            GError            **error);
/* The payload of the frame that was taken last, where that has none: a block that begins with room for the head of a
 * message, so that the body behind @prefix_size bytes lies where a message has it. (transfer full) */
guint8            *troupe_input_steal_block (TroupeInput       *self);
/* Keeps what was not taken for the next read. */
void               troupe_input_keep       (TroupeInput        *self);
/* Bytes of something that is not whole. */
gsize              troupe_input_get_n_pending (const TroupeInput *self);

G_END_DECLS
