/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "fuzz.h"
#include "fit-checksums.h"

#include "base/troupe-error.h"
#include "channel/troupe-checksum-private.h"
#include "channel/troupe-input-private.h"

#include "lib/troupe-test-stream.h"

/* Any stream is frames up to its end, or up to bytes that are none, and which ones they are does not depend on how the
 * stream was cut. What is read of a header, written again, is the same bytes. */

/* The first two bytes of an input are no part of its stream: how it is cut, and these. */
enum
{
  FROM_ACCEPTOR = 1 << 0, /* else from the initiator */
  HAS_TRAILERS = 1 << 1,
  IS_AS_IT_IS = 1 << 2,   /* else the checksums are made to fit, since no luck finds one that does */
};

static TroupeScratch scratch;

static void
note_frame (GString           *story,
            const TroupeFrame *frame,
            const guint8      *payload)
{
  guint8 written[TROUPE_FRAME_HEADER_SIZE];
  TroupeFrameHeader header = frame->header;

  troupe_frame_header_write (&header, written);
  g_assert_cmpmem (written, sizeof written, &frame->header, sizeof frame->header);
  g_string_append_printf (story, "%" G_GUINT64_FORMAT " %u %016" G_GINT64_MODIFIER "x\n", frame->offset, header.kind,
                          troupe_checksum (payload, header.size));
}

/* Takes what is whole, and notes of each frame what it was. Returns: whether more can follow */
static gboolean
drain (TroupeInput *input,
       GString     *story)
{
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autofree guint8 *block = NULL;
      TroupeFrame frame;

      switch (troupe_input_next (input, &frame, &error))
        {
        case TROUPE_INPUT_WHOLE:
          if (frame.payload == NULL)
            block = troupe_input_steal_block (input);
          note_frame (story, &frame,
                      block != NULL ? block + G_STRUCT_OFFSET (TroupeMessage, body) -
                                      troupe_frame_header_get_prefix_size (&frame.header)
                                    : frame.payload);
          break;
        case TROUPE_INPUT_PARTIAL:
          return TRUE;
        case TROUPE_INPUT_INVALID:
        default:
          g_assert_true (g_error_matches (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_FRAME) ||
                         g_error_matches (error, TROUPE_ERROR, TROUPE_ERROR_CORRUPT));
          g_string_append_printf (story, "%s\n", error->message);
          return FALSE;
        }
    }
}

/* Reads the stream in pieces of that size, and tells what was read of it. (transfer full) */
static char *
read_stream (const guint8 *data,
             gsize         size,
             guint         flags,
             gsize         piece)
{
  GString *story = g_string_new (NULL);
  g_autoptr (TroupeTestStream) near = NULL;
  g_autoptr (TroupeTestStream) far = NULL;
  gboolean can_follow = TRUE;
  TroupeInput input;

  troupe_test_stream_new_pair (&near, &far);
  troupe_test_stream_limit_reads (near, piece);
  troupe_test_stream_inject (near, data, size);
  troupe_input_init (&input, flags & FROM_ACCEPTOR ? TROUPE_FRAME_FROM_ACCEPTOR : TROUPE_FRAME_FROM_INITIATOR);
  input.has_trailers = flags & HAS_TRAILERS;
  while (can_follow && troupe_input_read (&input, TROUPE_STREAM (near), &scratch) == TROUPE_STREAM_OK)
    {
      can_follow = drain (&input, story);
      troupe_input_keep (&input);
    }
  if (can_follow)
    g_string_append_printf (story, "%" G_GSIZE_FORMAT " pending\n", troupe_input_get_n_pending (&input));
  troupe_input_clear (&input);

  return g_string_free (story, FALSE);
}

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree guint8 *stream = NULL;
  g_autofree char *whole = NULL;
  g_autofree char *cut = NULL;

  if (size < 3)
    return 0;

  stream = g_memdup2 (data + 2, size - 2);
  if (!(data[1] & IS_AS_IT_IS))
    fit_checksums (stream, size - 2, data[1] & HAS_TRAILERS);
  whole = read_stream (stream, size - 2, data[1], G_MAXSIZE);
  cut = read_stream (stream, size - 2, data[1], 1 + data[0]);
  g_assert_cmpstr (cut, ==, whole);

  return 0;
}
