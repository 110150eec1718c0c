/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "fuzz.h"

#include "base/troupe-error.h"
#include "base/troupe-id-private.h"
#include "channel/troupe-frame-private.h"

/* Any stream is frames up to its end, or up to bytes that are none, and which ones they are does not depend on how the
 * stream was cut. What is read of a frame, written again, is the same bytes. */

/* A message is longer than what can be read of it without the types of its receiver: it is taken apart only. */
static void
read_message (const TroupeFrame *frame)
{
  g_autoptr (GError) error = NULL;
  TroupeFrameMessage message;
  gsize n_bytes;

  if (!troupe_frame_parse_message (frame, &message, &error))
    {
      g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_FRAME);
      return;
    }

  n_bytes = message.sender.size + message.receiver.size + message.type_name.size + message.body.size;
  g_assert_cmpuint (n_bytes, <=, frame->size);
  if (message.body.size > 0)
    g_assert_true ((const guint8 *) message.body.data + message.body.size == frame->payload + frame->size);
}

static void
assert_written (const TroupeFrame *frame,
                const GByteArray  *written)
{
  g_assert_cmpmem (written->data + TROUPE_FRAME_HEADER_SIZE, written->len - TROUPE_FRAME_HEADER_SIZE,
                   frame->payload, frame->size);
}

static void
read_hello (const TroupeFrame *frame)
{
  g_autoptr (GByteArray) written = g_byte_array_new ();
  g_autoptr (TroupeProcId) id = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TroupeProcId) again = NULL;
  TroupeFrame written_frame = *frame;

  if (!troupe_frame_parse_hello (frame, &id, &error))
    {
      g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_FRAME);
      return;
    }

  /* An id has more than one written form; all of them are one id. */
  troupe_frame_append_hello (written, id);
  written_frame.payload = written->data + TROUPE_FRAME_HEADER_SIZE;
  written_frame.size = written->len - TROUPE_FRAME_HEADER_SIZE;
  g_assert_true (troupe_frame_parse_hello (&written_frame, &again, &error));
  g_assert_true (troupe_proc_id_equal (again, id));
}

static void
read_refusal (const TroupeFrame *frame)
{
  g_autoptr (GByteArray) written = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  TroupeReason reason;

  if (!troupe_frame_parse_refusal (frame, &reason, &error))
    {
      g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_FRAME);
      return;
    }

  troupe_frame_append_refusal (written, frame->sequence, reason);
  assert_written (frame, written);
}

static void
read_acknowledgement (const TroupeFrame *frame)
{
  g_autoptr (GByteArray) written = g_byte_array_new ();

  troupe_frame_append_acknowledgement (written, frame->sequence);
  assert_written (frame, written);
}

static void
read_frame (const TroupeFrame *frame)
{
  switch (frame->kind)
    {
    case TROUPE_FRAME_HELLO:
      read_hello (frame);
      break;
    case TROUPE_FRAME_MESSAGE:
      read_message (frame);
      break;
    case TROUPE_FRAME_ACKNOWLEDGEMENT:
      read_acknowledgement (frame);
      break;
    case TROUPE_FRAME_REFUSAL:
      read_refusal (frame);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
note_frame (GString           *story,
            const TroupeFrame *frame)
{
  g_autofree char *payload = g_base64_encode (frame->payload, frame->size);

  g_string_append_printf (story, "%d %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %s\n", frame->kind, frame->sequence,
                          frame->offset, payload);
}

/* Takes what there is, and notes of each frame what it was. Returns: whether more can follow */
static gboolean
drain (TroupeFrameDecoder *decoder,
       GString            *story)
{
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      TroupeFrame frame;

      switch (troupe_frame_decoder_next (decoder, &frame, &error))
        {
        case TROUPE_FRAME_WHOLE:
          note_frame (story, &frame);
          read_frame (&frame);
          break;
        case TROUPE_FRAME_PARTIAL:
          return TRUE;
        case TROUPE_FRAME_INVALID:
        default:
          g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_FRAME);
          g_string_append_printf (story, "%s\n", error->message);
          return FALSE;
        }
    }
}

/* Feeds the stream in pieces of that size, and tells what was read of it. (transfer full) */
static char *
read_stream (const guint8 *data,
             gsize         size,
             gsize         piece)
{
  GString *story = g_string_new (NULL);
  TroupeFrameDecoder decoder;
  gboolean can_follow = TRUE;

  troupe_frame_decoder_init (&decoder);
  for (gsize at = 0; at < size && can_follow; at += piece)
    {
      troupe_frame_decoder_feed (&decoder, data + at, MIN (piece, size - at));
      can_follow = drain (&decoder, story);
    }
  if (can_follow)
    g_string_append_printf (story, "%" G_GSIZE_FORMAT " pending\n", troupe_frame_decoder_get_n_pending (&decoder));
  troupe_frame_decoder_clear (&decoder);

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
  g_autofree char *whole = NULL;
  g_autofree char *cut = NULL;

  if (size < 1)
    return 0;

  /* The first byte of an input is no part of its stream: it says how it is cut. */
  whole = read_stream (data + 1, size - 1, G_MAXINT32);
  cut = read_stream (data + 1, size - 1, 1 + data[0]);
  g_assert_cmpstr (cut, ==, whole);

  return 0;
}
