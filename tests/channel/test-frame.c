/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "base/troupe-random-private.h"
#include "channel/troupe-frame-private.h"

#include "lib/troupe-test-messages.h"

#include <string.h>

#define SENDER   "local:1,p,a[0]"
#define RECEIVER "local:2,q,b[3]"

typedef struct
{
  GByteArray         *bytes;   /* a hello, then what the test appends */
  gsize               n_hello; /* bytes of the hello */
  TroupeFrameDecoder  decoder;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (TroupeProcId) id = troupe_proc_id_parse ("local:1,p", NULL);

  fixture->bytes = g_byte_array_new ();
  troupe_frame_append_hello (fixture->bytes, id);
  fixture->n_hello = fixture->bytes->len;
  troupe_frame_decoder_init (&fixture->decoder);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  troupe_frame_decoder_clear (&fixture->decoder);
  g_clear_pointer (&fixture->bytes, g_byte_array_unref);
}

static void
append_note (Fixture *fixture,
             guint64  sequence)
{
  TroupeTestMessages messages;
  TroupeMessage *message;

  troupe_test_messages_init (&messages);
  message = troupe_test_messages_new_note (&messages, SENDER, RECEIVER, 7, "hello");
  message->reply_port = 1024;
  message->hops = 3;
  message->reason = TROUPE_REASON_TIMEOUT;
  message->flags = TROUPE_MESSAGE_NO_RETURN;
  troupe_frame_append_message (fixture->bytes, sequence, message);
  troupe_message_free (message);
  troupe_test_messages_clear (&messages);
}

/* Feeds all bytes and skips the hello; the frame is the second one. */
static TroupeFrameResult
decode_second (Fixture      *fixture,
               TroupeFrame  *ret_frame,
               GError      **error)
{
  TroupeFrame hello;

  troupe_frame_decoder_feed (&fixture->decoder, fixture->bytes->data, fixture->bytes->len);
  g_assert_cmpint (troupe_frame_decoder_next (&fixture->decoder, &hello, error), ==, TROUPE_FRAME_WHOLE);
  g_assert_cmpint (hello.kind, ==, TROUPE_FRAME_HELLO);

  return troupe_frame_decoder_next (&fixture->decoder, ret_frame, error);
}

static void
assert_text (const TroupeFrameText *text,
             const char            *expected)
{
  g_assert_cmpmem (text->data, text->size, expected, strlen (expected));
}

static void
test_hello (Fixture      *fixture,
            gconstpointer data)
{
  static const char expected[] =
    "\21\0\0\0" "\1" "\0\0\0" "\0\0\0\0\0\0\0\0" "TRPE" "\1\0" "\0\0" "local:1,p";
  g_autoptr (TroupeProcId) id = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  TroupeFrame frame;

  g_assert_cmpmem (fixture->bytes->data, fixture->bytes->len, expected, sizeof expected - 1);
  troupe_frame_decoder_feed (&fixture->decoder, fixture->bytes->data, fixture->bytes->len);
  g_assert_cmpint (troupe_frame_decoder_next (&fixture->decoder, &frame, &error), ==, TROUPE_FRAME_WHOLE);
  g_assert_true (troupe_frame_parse_hello (&frame, &id, &error));
  text = troupe_proc_id_to_string (id);
  g_assert_cmpstr (text, ==, "local:1,p");
  g_assert_cmpint (troupe_frame_decoder_next (&fixture->decoder, &frame, &error), ==, TROUPE_FRAME_PARTIAL);
  g_assert_cmpuint (troupe_frame_decoder_get_n_pending (&fixture->decoder), ==, 0);
}

static void
test_message (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TroupeFrameMessage message;
  TroupeFrame frame;

  append_note (fixture, 9);
  g_assert_cmpint (decode_second (fixture, &frame, &error), ==, TROUPE_FRAME_WHOLE);
  g_assert_cmpint (frame.kind, ==, TROUPE_FRAME_MESSAGE);
  g_assert_cmpuint (frame.sequence, ==, 9);
  g_assert_cmpuint (frame.offset, ==, fixture->n_hello);
  g_assert_true (troupe_frame_parse_message (&frame, &message, &error));

  g_assert_cmphex (message.port, ==, troupe_message_type_get_port (troupe_test_type_note ()));
  g_assert_cmpuint (message.reply_port, ==, 1024);
  g_assert_cmpuint (message.number, ==, 7);
  g_assert_cmpuint (message.hops, ==, 3);
  g_assert_cmpuint (message.reason, ==, TROUPE_REASON_TIMEOUT);
  g_assert_cmpuint (message.flags, ==, TROUPE_MESSAGE_NO_RETURN);
  assert_text (&message.sender, SENDER);
  assert_text (&message.receiver, RECEIVER);
  assert_text (&message.type_name, "test.note");
  g_assert_cmpmem (message.body.data, message.body.size, "\7\0\0\0\0\0\0\0hello\0", 14);
}

static void
test_acknowledgement (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TroupeFrame frame;

  troupe_frame_append_acknowledgement (fixture->bytes, G_MAXUINT64);
  g_assert_cmpint (decode_second (fixture, &frame, &error), ==, TROUPE_FRAME_WHOLE);

  g_assert_cmpint (frame.kind, ==, TROUPE_FRAME_ACKNOWLEDGEMENT);
  g_assert_cmpuint (frame.sequence, ==, G_MAXUINT64);
  g_assert_cmpuint (frame.size, ==, 0);
}

static void
test_refusal (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TroupeReason reason;
  TroupeFrame frame;

  troupe_frame_append_refusal (fixture->bytes, 4, TROUPE_REASON_TYPE_MISMATCH);
  g_assert_cmpint (decode_second (fixture, &frame, &error), ==, TROUPE_FRAME_WHOLE);
  g_assert_cmpuint (frame.sequence, ==, 4);
  g_assert_true (troupe_frame_parse_refusal (&frame, &reason, &error));

  g_assert_cmpint (reason, ==, TROUPE_REASON_TYPE_MISMATCH);
}

static void
test_each_prefix (Fixture      *fixture,
                  gconstpointer data)
{
  append_note (fixture, 1);
  troupe_frame_append_acknowledgement (fixture->bytes, 1);

  for (gsize first = 0; first <= fixture->bytes->len; first++)
    {
      TroupeFrameDecoder decoder;
      TroupeFrame frame;
      guint n_frames = 0;

      troupe_frame_decoder_init (&decoder);
      troupe_frame_decoder_feed (&decoder, fixture->bytes->data, first);
      while (troupe_frame_decoder_next (&decoder, &frame, NULL) == TROUPE_FRAME_WHOLE)
        n_frames++;
      troupe_frame_decoder_feed (&decoder, fixture->bytes->data + first, fixture->bytes->len - first);
      while (troupe_frame_decoder_next (&decoder, &frame, NULL) == TROUPE_FRAME_WHOLE)
        n_frames++;

      g_assert_cmpuint (n_frames, ==, 3);
      g_assert_cmpint (frame.kind, ==, TROUPE_FRAME_ACKNOWLEDGEMENT);
      g_assert_cmpuint (frame.offset + TROUPE_FRAME_HEADER_SIZE, ==, fixture->bytes->len);
      troupe_frame_decoder_clear (&decoder);
    }
}

/* An announced length takes no memory until the bytes come. */
static void
test_announced_length (Fixture      *fixture,
                       gconstpointer data)
{
  static const guint8 header[] = { 0, 0, 0, 4, TROUPE_FRAME_MESSAGE, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0 };
  g_autoptr (GError) error = NULL;
  TroupeFrame frame;

  g_byte_array_append (fixture->bytes, header, sizeof header);
  g_assert_cmpint (decode_second (fixture, &frame, &error), ==, TROUPE_FRAME_PARTIAL);

  g_assert_no_error (error);
  g_assert_cmpuint (troupe_frame_decoder_get_n_pending (&fixture->decoder), ==, sizeof header);
}

/* Damages one byte, and expects the second frame to be refused by name. */
static void
assert_damage_refused (Fixture    *fixture,
                       gsize       at,
                       guint8      value,
                       gsize       place,
                       const char *text)
{
  g_autoptr (GError) error = NULL;
  TroupeFrameMessage message;
  TroupeReason reason;
  TroupeFrame frame;
  TroupeFrameResult result;
  g_autofree char *expected = g_strdup_printf ("at offset %" G_GSIZE_FORMAT ", %s", fixture->n_hello + place, text);

  fixture->bytes->data[fixture->n_hello + at] = value;
  result = decode_second (fixture, &frame, &error);
  if (result == TROUPE_FRAME_WHOLE && frame.kind == TROUPE_FRAME_MESSAGE)
    g_assert_false (troupe_frame_parse_message (&frame, &message, &error));
  else if (result == TROUPE_FRAME_WHOLE && frame.kind == TROUPE_FRAME_REFUSAL)
    g_assert_false (troupe_frame_parse_refusal (&frame, &reason, &error));
  else
    g_assert_cmpint (result, ==, TROUPE_FRAME_INVALID);

  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_FRAME);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, expected));
}

typedef struct
{
  gsize       at;    /* offset in the frame */
  guint8      value; /* what stands there then */
  gsize       place; /* where the error points */
  const char *text;  /* of the error, after "at offset N, " */
} Damage;

static void
test_damaged_message (Fixture      *fixture,
                      gconstpointer data)
{
  const Damage *damage = data;

  append_note (fixture, 1);

  assert_damage_refused (fixture, damage->at, damage->value, damage->place, damage->text);
}

static void
test_damaged_acknowledgement (Fixture      *fixture,
                              gconstpointer data)
{
  troupe_frame_append_acknowledgement (fixture->bytes, 1);

  assert_damage_refused (fixture, 0, 1, 0, "the length is 1, not from 0 to 0");
}

static void
test_damaged_refusal (Fixture      *fixture,
                      gconstpointer data)
{
  troupe_frame_append_refusal (fixture->bytes, 1, TROUPE_REASON_TIMEOUT);

  assert_damage_refused (fixture, 16, TROUPE_REASON_NONE, 16, "0 is no reason to refuse");
}

static void
test_damaged_hello (Fixture      *fixture,
                    gconstpointer data)
{
  const Damage *damage = data;
  g_autofree char *expected = g_strdup_printf ("at offset %" G_GSIZE_FORMAT ", %s", damage->place, damage->text);
  g_autoptr (GError) error = NULL;
  TroupeProcId *id = NULL;
  TroupeFrame frame;

  fixture->bytes->data[damage->at] = damage->value;
  troupe_frame_decoder_feed (&fixture->decoder, fixture->bytes->data, fixture->bytes->len);
  if (troupe_frame_decoder_next (&fixture->decoder, &frame, &error) == TROUPE_FRAME_WHOLE)
    g_assert_false (troupe_frame_parse_hello (&frame, &id, &error));

  g_assert_null (id);
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_FRAME);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, expected));
}

/* Whatever the bytes are, decoding and parsing them ends without harm. */
static void
test_random_damage (void)
{
  TroupeRandom random;

  troupe_random_init (&random, 1, "test-frame/damage");
  for (guint i = 0; i < 3000; i++)
    {
      Fixture fixture;
      TroupeFrame frame;

      set_up (&fixture, NULL);
      append_note (&fixture, 1);
      for (guint n = 0; n < 1 + i % 3; n++)
        fixture.bytes->data[troupe_random_below (&random, fixture.bytes->len)] = (guint8) troupe_random_next (&random);
      troupe_frame_decoder_feed (&fixture.decoder, fixture.bytes->data, fixture.bytes->len);
      while (troupe_frame_decoder_next (&fixture.decoder, &frame, NULL) == TROUPE_FRAME_WHOLE)
        {
          g_autoptr (TroupeProcId) id = NULL;
          TroupeFrameMessage message;

          if (frame.kind == TROUPE_FRAME_HELLO)
            troupe_frame_parse_hello (&frame, &id, NULL);
          else if (frame.kind == TROUPE_FRAME_MESSAGE && troupe_frame_parse_message (&frame, &message, NULL))
            g_assert_true ((const guint8 *) message.body.data + message.body.size == frame.payload + frame.size);
        }
      tear_down (&fixture, NULL);
    }
}

static const Damage message_damages[] = {
  { 3, 5, 0, "the length is 83886171, not from 0 to 67108864" },
  { 4, 0, 4, "0 is no kind of frame" },
  { 4, 5, 4, "5 is no kind of frame" },
  { 4, TROUPE_FRAME_HELLO, 4, "there is a second hello" },
  { 6, 1, 6, "there is 1, not zero" },
  { 8, 0, 8, "the sequence is 0 in a frame of kind 2" },
  { 0, 39, 0, "a message of 55 bytes is too short" },
  { 41, 1, 40, "texts of 293 bytes reach beyond the end" },
  { 42, 0, 42, "the message has no receiver" },
  { 44, 0, 44, "the message has no type" },
  { 47, TROUPE_N_REASONS, 47, "12 is no reason" },
  { 48, 4, 48, "the flags 0x04 are not known" },
  { 55, 9, 55, "there is 9, not zero" },
};

static const Damage hello_damages[] = {
  { 4, TROUPE_FRAME_MESSAGE, 4, "the stream does not begin with a hello" },
  { 8, 1, 8, "the sequence is 1 in a frame of kind 1" },
  { 16, 'X', 16, "there is not \"TRPE\"" },
  { 20, 2, 20, "the version is 2, not 1" },
  { 22, 1, 22, "there is 1, not zero" },
  { 24, '?', 24, "there is no proc id" },
};

#define ADD(name, data, func) g_test_add ("/channel/frame/" name, Fixture, data, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("hello-has-its-documented-bytes", NULL, test_hello);
  ADD ("message-comes-back-whole", NULL, test_message);
  ADD ("acknowledgement-comes-back", NULL, test_acknowledgement);
  ADD ("refusal-comes-back", NULL, test_refusal);
  ADD ("chunks-may-end-at-each-byte", NULL, test_each_prefix);
  ADD ("announced-length-takes-no-memory", NULL, test_announced_length);
  ADD ("acknowledgement-with-a-payload-is-refused", NULL, test_damaged_acknowledgement);
  ADD ("refusal-without-a-reason-is-refused", NULL, test_damaged_refusal);
  g_test_add_func ("/channel/frame/random-damage-does-no-harm", test_random_damage);
  for (gsize i = 0; i < G_N_ELEMENTS (message_damages); i++)
    {
      g_autofree char *path = g_strdup_printf ("/channel/frame/damaged-message-is-refused/%" G_GSIZE_FORMAT, i);

      g_test_add (path, Fixture, &message_damages[i], set_up, test_damaged_message, tear_down);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (hello_damages); i++)
    {
      g_autofree char *path = g_strdup_printf ("/channel/frame/damaged-hello-is-refused/%" G_GSIZE_FORMAT, i);

      g_test_add (path, Fixture, &hello_damages[i], set_up, test_damaged_hello, tear_down);
    }

  return g_test_run ();
}
