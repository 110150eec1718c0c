/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-checksum-private.h"
#include "channel/troupe-input-private.h"
#include "message/troupe-message-private.h"

#include "channel/raw-peer.h"
#include "lib/troupe-test-stream.h"

#include <string.h>

#define HEAD_SIZE G_STRUCT_OFFSET (TroupeMessage, body)
#define BOTH_PORTS (TROUPE_FRAME_HAS_PORT | TROUPE_FRAME_HAS_REPLY_PORT)

/* Frames of all lengths, in the order in which they come: short after long, and long after long. */
static const struct
{
  guint32 size;
  guint   flags;
} frames[] = {
  { 10, 0 }, { 100000, 0 }, { 20, 0 }, { 100000, BOTH_PORTS }, { 100008, TROUPE_FRAME_HAS_PORT }, { 99999, 0 },
  { 32768, 0 }, { 32769, 0 }, { 65536, 0 }, { 65535, BOTH_PORTS }, { 8000, BOTH_PORTS }, { 700000, 0 }, { 9, 0 },
  { 700000, 0 }, { 30000, 0 }, { 0, 0 }, { 700000, BOTH_PORTS }, { 700000, 0 }, { 1, 0 }, { 1, 0 },
};

typedef struct
{
  gsize    chunk;        /* so much comes with one read at most */
  gboolean has_trailers;
} Case;

static void
fill_payload (guint8 *payload,
              guint   number)
{
  for (gsize i = 0; i < frames[number].size; i++)
    payload[i] = (guint8) (i * 7 + i / 251 + number);
}

static void
append_frame (GByteArray *bytes,
              guint       number,
              gboolean    has_trailer)
{
  TroupeFrameHeader header = {
    .kind = TROUPE_FRAME_MESSAGE, .flags = (guint8) frames[number].flags, .size = frames[number].size,
    .sequence = number + 1, .receiver = 1, .type = 1, .number = number + 1,
  };
  g_autofree guint8 *payload = g_malloc0 (header.size + 1);
  guint64 checksum;

  fill_payload (payload, number);
  raw_frame (bytes, &header, payload);
  checksum = troupe_checksum (payload, header.size);
  if (has_trailer && header.size > 0)
    g_byte_array_append (bytes, (const guint8 *) &checksum, sizeof checksum);
}

/* Frees the block as the message that it becomes would do. */
static void
let_go (TroupeLargeBlocks *large,
        guint8            *block,
        gsize              size)
{
  if (size >= TROUPE_LARGE_BLOCK_MIN)
    troupe_large_blocks_give_back (large, block, size);
  else
    g_free (block);
}

static void
check_frame (TroupeInput       *input,
             const TroupeFrame *frame,
             TroupeLargeBlocks *large,
             guint              number)
{
  gsize prefix_size = troupe_frame_header_get_prefix_size (&frame->header);
  g_autofree guint8 *expected = g_malloc (frames[number].size + 1);
  guint8 *block;

  fill_payload (expected, number);
  g_assert_cmpuint (frame->header.number, ==, number + 1);
  if (frame->payload != NULL)
    {
      g_assert_cmpmem (frame->payload, frame->header.size, expected, frames[number].size);
      return;
    }

  g_assert_cmpuint (frame->header.size, >, TROUPE_INPUT_SHORT_MAX);
  block = troupe_input_steal_block (input);
  g_assert_cmpmem (block + HEAD_SIZE - prefix_size, frame->header.size, expected, frames[number].size);
  /* What a message does with it: the body is padded. */
  memset (block + HEAD_SIZE + frame->header.size - prefix_size, 0, (8 - (frame->header.size - prefix_size) % 8) % 8);
  let_go (large, block, frame->header.size - prefix_size);
}

/* Reads as the owner of a connection does, until nothing comes. */
static guint
read_all (TroupeInput       *input,
          TroupeStream      *stream,
          TroupeScratch     *scratch,
          TroupeLargeBlocks *large)
{
  g_autoptr (GError) error = NULL;
  guint n = 0;

  while (troupe_input_read (input, stream, scratch) == TROUPE_STREAM_OK)
    {
      TroupeInputResult result;
      TroupeFrame frame;

      while ((result = troupe_input_next (input, &frame, &error)) == TROUPE_INPUT_WHOLE)
        check_frame (input, &frame, large, n++);
      g_assert_no_error (error);
      g_assert_cmpint (result, ==, TROUPE_INPUT_PARTIAL);
      troupe_input_keep (input);
    }

  return n;
}

static void
test_all_lengths (gconstpointer data)
{
  const Case *parameters = data;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  TroupeLargeBlocks large = { 0 };
  g_autofree TroupeScratch *scratch = troupe_scratch_new (&large);
  g_autoptr (TroupeTestStream) near = NULL;
  g_autoptr (TroupeTestStream) far = NULL;
  TroupeInput input;

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    append_frame (bytes, i, parameters->has_trailers);
  troupe_test_stream_new_pair (&near, &far);
  troupe_test_stream_limit_reads (near, parameters->chunk);
  raw_write (near, bytes);
  troupe_input_init (&input, TROUPE_FRAME_FROM_INITIATOR);
  input.has_trailers = parameters->has_trailers;

  g_assert_cmpuint (read_all (&input, TROUPE_STREAM (near), scratch, &large), ==, G_N_ELEMENTS (frames));
  g_assert_cmpuint (troupe_input_get_n_pending (&input), ==, 0);

  troupe_input_clear (&input);
  troupe_large_blocks_clear (&large);
}

/* Who asks for a block and does not send what belongs there has one that was kept; a second has none. */
static void
test_kept_block (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  TroupeLargeBlocks large = { 0 };
  g_autofree TroupeScratch *scratch = troupe_scratch_new (&large);
  g_autoptr (TroupeTestStream) near = NULL;
  g_autoptr (TroupeTestStream) far = NULL;
  gboolean has_kept;
  TroupeInput input;

  troupe_large_blocks_give_back (&large, g_malloc (HEAD_SIZE + 200000), 100000);
  has_kept = large.n_blocks == 1;
  append_frame (bytes, 1, /* has_trailer = */ FALSE);
  g_byte_array_set_size (bytes, 1000);
  troupe_test_stream_new_pair (&near, &far);
  raw_write (near, bytes);
  troupe_input_init (&input, TROUPE_FRAME_FROM_INITIATOR);

  g_assert_cmpint (troupe_input_read (&input, TROUPE_STREAM (near), scratch), ==, TROUPE_STREAM_OK);
  g_assert_cmpint (troupe_input_next (&input, &(TroupeFrame) { 0 }, NULL), ==, TROUPE_INPUT_PARTIAL);
  troupe_input_keep (&input);
  g_assert_cmpuint (large.n_blocks, ==, 0);
  g_assert_cmpuint (input.n_block_allocated, ==, has_kept ? 100000 : 64 * 1024);
  g_assert_cmpuint (troupe_input_get_n_pending (&input), ==, 1000);

  troupe_input_clear (&input);
  troupe_large_blocks_clear (&large);
}

int
main (int    argc,
      char **argv)
{
  static const Case whole = { 1024 * 1024, FALSE };
  static const Case summed = { 1024 * 1024, TRUE };
  static const Case pieces = { 5000, TRUE };
  static const Case crumbs = { 37, TRUE };

  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/channel/input/frames-of-all-lengths", &whole, test_all_lengths);
  g_test_add_data_func ("/channel/input/frames-of-all-lengths-with-checksums", &summed, test_all_lengths);
  g_test_add_data_func ("/channel/input/frames-of-all-lengths-in-pieces", &pieces, test_all_lengths);
  g_test_add_data_func ("/channel/input/frames-of-all-lengths-in-crumbs", &crumbs, test_all_lengths);
  g_test_add_func ("/channel/input/an-announced-payload-gets-a-block-that-is-there", test_kept_block);

  return g_test_run ();
}
