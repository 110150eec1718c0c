/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "base/troupe-random-private.h"
#include "message/troupe-message-private.h"

#include "lib/troupe-test-messages.h"

#include <string.h>

#define SENDER   "local:1,p,a[0]"
#define RECEIVER "local:2,q,b[3]"

typedef struct
{
  TroupeTestMessages  messages;
  TroupePeer         *sender;
  TroupePeer         *receiver;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  troupe_test_messages_init (&fixture->messages);
  fixture->sender = troupe_test_messages_peer (&fixture->messages, SENDER);
  fixture->receiver = troupe_test_messages_peer (&fixture->messages, RECEIVER);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_clear_pointer (&fixture->sender, troupe_peer_unref);
  g_clear_pointer (&fixture->receiver, troupe_peer_unref);
  troupe_test_messages_clear (&fixture->messages);
}

static TroupeMessage *
new_note (Fixture    *fixture,
          const char *text)
{
  return troupe_test_messages_new_note (&fixture->messages, SENDER, RECEIVER, 7, text);
}

/* A message as it comes from a wire: some bytes under the name of a type. */
static TroupeMessage *
new_from_bytes (Fixture                 *fixture,
                const TroupeMessageType *type,
                gconstpointer            bytes,
                gsize                    size)
{
  TroupeMessage *message = troupe_message_new (fixture->messages.pool, type, NULL, fixture->receiver, size);

  memcpy (message->body, bytes, size);

  return message;
}

static void
test_header (Fixture      *fixture,
             gconstpointer data)
{
  TroupeMessage *message = new_note (fixture, "hello");

  g_assert_true (troupe_message_get_kind (message) == troupe_test_type_note ());
  g_assert_true (troupe_message_is (message, troupe_test_type_note ()));
  g_assert_false (troupe_message_is (message, troupe_test_type_flag ()));
  g_assert_true (troupe_message_get_sender (message) == fixture->sender->id);
  g_assert_true (troupe_message_get_receiver (message) == fixture->receiver->id);
  g_assert_cmpuint (troupe_message_get_number (message), ==, 7);
  g_assert_cmphex (message->port, ==, troupe_message_type_get_port (troupe_test_type_note ()));
  g_assert_false (troupe_message_wants_reply (message));

  troupe_message_free (message);
}

static void
test_no_sender (Fixture      *fixture,
                gconstpointer data)
{
  TroupeMessage *message = troupe_test_messages_new_note (&fixture->messages, NULL, RECEIVER, 1, "");

  g_assert_null (troupe_message_get_sender (message));

  troupe_message_free (message);
}

static void
test_wants_reply (Fixture      *fixture,
                  gconstpointer data)
{
  TroupeMessage *message = new_note (fixture, "");

  message->reply_port = TROUPE_PORT_EPHEMERAL_FIRST;
  g_assert_true (troupe_message_wants_reply (message));

  troupe_message_free (message);
}

static void
test_body_outlives (Fixture      *fixture,
                    gconstpointer data)
{
  TroupeMessage *message = new_note (fixture, "hello");
  g_autoptr (GVariant) expected = g_variant_ref_sink (g_variant_new ("(ts)", G_GUINT64_CONSTANT (7), "hello"));
  g_autoptr (GVariant) body = troupe_message_dup_body (message);

  troupe_message_free (message);

  g_assert_cmpvariant (body, expected);
}

static void
test_field_outlives (Fixture      *fixture,
                     gconstpointer data)
{
  TroupeMessage *message = new_note (fixture, "hello");
  g_autoptr (GVariant) text = troupe_message_dup_field (message, "text");
  g_autoptr (GVariant) id = troupe_message_dup_field (message, "id");

  troupe_message_free (message);

  g_assert_cmpstr (g_variant_get_string (text, NULL), ==, "hello");
  g_assert_cmpuint (g_variant_get_uint64 (id), ==, 7);
}

static void
test_no_such_field (Fixture      *fixture,
                    gconstpointer data)
{
  TroupeMessage *message = new_note (fixture, "hello");

  g_assert_null (troupe_message_dup_field (message, "colour"));

  troupe_message_free (message);
}

static void
test_struct (Fixture      *fixture,
             gconstpointer data)
{
  struct { guint32 id; guint32 padding; guint64 serial; guint8 is_up; guint8 end[7]; } flag = { 5, 0, 9, 1, { 0 } };
  TroupeMessage *message;
  gconstpointer bytes;
  gsize size;
  GVariant *body = g_variant_new ("(utb)", 5, G_GUINT64_CONSTANT (9), TRUE);

  message = troupe_message_new_variant (fixture->messages.pool, troupe_test_type_flag (),
                                        fixture->sender, fixture->receiver, body, NULL);
  bytes = troupe_message_get_data (message, &size);

  g_assert_cmpmem (bytes, size, &flag, sizeof flag);
  g_assert_cmpuint (GPOINTER_TO_SIZE (bytes) % 8, ==, 0);

  troupe_message_free (message);
}

static void
test_no_fields (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TroupeMessage *message = troupe_message_new_variant (fixture->messages.pool, troupe_test_type_nothing (),
                                                       fixture->sender, fixture->receiver, NULL, &error);
  g_autoptr (GVariant) body = NULL;

  g_assert_no_error (error);
  body = troupe_message_dup_body (message);
  g_assert_cmpstr (g_variant_get_type_string (body), ==, "()");
  g_assert_true (troupe_message_check (message, &error));

  troupe_message_free (message);
}

static void
test_wrong_type (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TroupeMessage *message;

  message = troupe_message_new_variant (fixture->messages.pool, troupe_test_type_note (), fixture->sender,
                                        fixture->receiver, g_variant_new ("(ss)", "7", "hello"), &error);

  g_assert_null (message);
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_MESSAGE);
  g_assert_cmpstr (error->message, ==, "Could not make a message test.note: its body is of type (ss), not (ts)");
}

static void
test_no_body (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TroupeMessage *message;

  message = troupe_message_new_variant (fixture->messages.pool, troupe_test_type_note (), fixture->sender,
                                        fixture->receiver, NULL, &error);

  g_assert_null (message);
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_MESSAGE);
  g_assert_cmpstr (error->message, ==, "Could not make a message test.note: its body is of type nothing, not (ts)");
}

static void
test_abnormal_body (Fixture      *fixture,
                    gconstpointer data)
{
  static const guint64 no_string[] = { 7 };
  g_autoptr (GError) error = NULL;
  GVariant *body = g_variant_new_from_data (G_VARIANT_TYPE ("(ts)"), no_string, sizeof no_string, FALSE, NULL, NULL);
  TroupeMessage *message;

  message = troupe_message_new_variant (fixture->messages.pool, troupe_test_type_note (), fixture->sender,
                                        fixture->receiver, body, &error);

  g_assert_no_error (error);
  g_assert_true (troupe_message_check (message, &error));

  troupe_message_free (message);
}

static void
test_too_large (Fixture      *fixture,
                gconstpointer data)
{
  static const TroupeMessageField fields[] = { { "bytes", "ay", "many" } };
  const TroupeMessageType *type = troupe_message_type_register ("test.bytes", fields, 1, "Has many bytes");
  g_autofree guint8 *bytes = g_malloc0 (TROUPE_MESSAGE_SIZE_MAX + 1);
  g_autoptr (GError) error = NULL;
  TroupeMessage *message;
  GVariant *body;

  body = g_variant_new_from_data (G_VARIANT_TYPE ("(ay)"), bytes, TROUPE_MESSAGE_SIZE_MAX, TRUE, NULL, NULL);
  message = troupe_message_new_variant (fixture->messages.pool, type, NULL, fixture->receiver, body, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (message->size, ==, TROUPE_MESSAGE_SIZE_MAX);
  troupe_message_free (message);

  body = g_variant_new_from_data (G_VARIANT_TYPE ("(ay)"), bytes, TROUPE_MESSAGE_SIZE_MAX + 1, TRUE, NULL, NULL);
  message = troupe_message_new_variant (fixture->messages.pool, type, NULL, fixture->receiver, body, &error);
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_MESSAGE);
  g_assert_null (message);
}

static void
test_check (Fixture                 *fixture,
            const TroupeMessageType *type,
            const char              *bytes,
            gsize                    size,
            gboolean                 is_normal)
{
  TroupeMessage *message = new_from_bytes (fixture, type, bytes, size);
  g_autoptr (GError) error = NULL;

  g_assert_true (troupe_message_check (message, &error) == is_normal);
  if (is_normal)
    g_assert_no_error (error);
  else
    g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_MESSAGE);

  troupe_message_free (message);
}

static void
test_check_note (Fixture      *fixture,
                 gconstpointer data)
{
  const TroupeMessageType *note = troupe_test_type_note ();

  test_check (fixture, note, "\7\0\0\0\0\0\0\0hello\0", 14, TRUE);
  test_check (fixture, note, "\7\0\0\0\0\0\0\0hello", 13, FALSE);
  test_check (fixture, note, "\7\0\0\0\0\0\0\0he\0lo\0", 14, FALSE);
  test_check (fixture, note, "\7\0\0\0\0\0\0\0\377\0", 10, FALSE);
  test_check (fixture, note, "\7\0\0\0", 4, FALSE);
  test_check (fixture, note, "", 0, FALSE);
}

static void
test_check_flag (Fixture      *fixture,
                 gconstpointer data)
{
  const TroupeMessageType *flag = troupe_test_type_flag ();

  test_check (fixture, flag, "\5\0\0\0\0\0\0\0" "\1\0\0\0\0\0\0\0" "\1\0\0\0\0\0\0\0", 24, TRUE);
  test_check (fixture, flag, "\5\0\0\0\0\0\0\0" "\1\0\0\0\0\0\0\0" "\1\0\0\0\0\0\0", 23, FALSE);
  test_check (fixture, flag, "\5\0\0\0\0\0\0\0" "\1\0\0\0\0\0\0\0" "\2\0\0\0\0\0\0\0", 24, FALSE);
  test_check (fixture, flag, "\5\0\0\0\0\1\0\0" "\1\0\0\0\0\0\0\0" "\1\0\0\0\0\0\0\0", 24, FALSE);
  test_check (fixture, flag, "\5\0\0\0\0\0\0\0" "\1\0\0\0\0\0\0\0" "\1\0\0\0\0\0\0\1", 24, FALSE);
}

static void
test_check_nothing (Fixture      *fixture,
                    gconstpointer data)
{
  test_check (fixture, troupe_test_type_nothing (), "\0", 1, TRUE);
  test_check (fixture, troupe_test_type_nothing (), "\1", 1, FALSE);
  test_check (fixture, troupe_test_type_nothing (), "", 0, FALSE);
}

/* Our check and GLib's must say the same of these bytes. */
static void
assert_form_agrees (const GVariantType *type,
                    const guint64      *bytes,
                    gsize               size)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_from_data (type, bytes, size, FALSE, NULL, NULL));
  gboolean is_normal = g_variant_is_normal_form (value) && g_variant_get_size (value) == size;
  g_autofree char *text = NULL;

  if (troupe_message_body_is_normal (type, bytes, size) == is_normal)
    return;

  text = g_variant_print (value, TRUE);
  g_test_message ("%s of %" G_GSIZE_FORMAT " bytes is %s", text, size, is_normal ? "normal" : "not normal");
  for (gsize i = 0; i < size; i++)
    g_test_message ("byte %" G_GSIZE_FORMAT ": %u", i, ((const guint8 *) bytes)[i]);
  g_assert_not_reached ();
}

static const char *const form_values[] = {
  "(@ay [], @t 5)",
  "([true, false, true], 'x')",
  "({'a': <1>, 'b': <'two'>}, [('x', @mi nothing), ('y', just 3)])",
  "(@aas [['a', 'b'], [], ['c']], @o '/a/b', @g 'a{sv}')",
  "([@mms just nothing, just just 'x', nothing], 1.5)",
  "(@m(ay) just ([1, 2],), byte 7, @a(yt) [(1, 2), (3, 4)])",
  "(@v <<<@a{yu} {1: 2, 3: 4}>>>, int16 4, 'tail')",
  "(@mu 4, @mu nothing, @a() [(), ()], (), @a(sb) [('q', true)])",
  "(@aad [[1.0, 2.0], []], @ax [-1, 2], @mb true)",
  "('', ('a', ('b', ['c', ''])), @aay [b'x', b''])",
  "(@(ybt) (1, true, 2), @a(ybq) [(1, false, 3)], handle 4)",
};

/* A normal body, then with up to two bits flipped, or its end cut off, or both. */
static void
test_form_of_damaged_values (void)
{
  TroupeRandom random;

  troupe_random_init (&random, 1, "test-message/damaged");
  for (guint i = 0; i < G_N_ELEMENTS (form_values); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) value = g_variant_parse (NULL, form_values[i], NULL, NULL, &error);
      gsize size;

      g_assert_no_error (error);
      size = g_variant_get_size (value);
      for (guint j = 0; j < 4000; j++)
        {
          guint64 bytes[64] = { 0 };
          gsize given_size = j % 3 == 1 ? troupe_random_below (&random, size + 1) : size;

          g_assert_cmpuint (size, <=, sizeof bytes);
          g_variant_store (value, bytes);
          for (guint n = j == 0 ? 0 : (guint) troupe_random_below (&random, 3); n > 0; n--)
            {
              guint8 bit = (guint8) (1u << troupe_random_below (&random, 8));

              ((guint8 *) bytes)[troupe_random_below (&random, size)] ^= bit;
            }
          assert_form_agrees (g_variant_get_type (value), bytes, given_size);
        }
    }
}

/* Short bodies of few different bytes, so that many are normal, or nearly. */
static void
test_form_of_random_bytes (void)
{
  static const char *const types[] = {
    "(as)", "(ss)", "(say)", "(sasb)", "a{sv}", "(v)", "(mms)", "(maya(s))", "(yas)", "((s)s)", "(aas)", "(ymsqs)",
    "a(sy)", "(ao)", "(g)", "a()", "(a(qb))", "(amy)", "aaay", "(tas)", "(asmt)",
  };
  static const guint8 alphabet[] = { 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 's', '(', ')', 'y', '/', 0x80 };
  TroupeRandom random;

  troupe_random_init (&random, 1, "test-message/random");
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    for (guint j = 0; j < 6000; j++)
      {
        gsize size = troupe_random_below (&random, 14);
        guint64 bytes[2] = { 0 };

        for (gsize k = 0; k < size; k++)
          ((guint8 *) bytes)[k] = alphabet[troupe_random_below (&random, sizeof alphabet)];
        assert_form_agrees (G_VARIANT_TYPE (types[i]), bytes, size);
      }
}

/* Offsets are 1 byte wide up to 255 bytes in all, then 2, and 4 above 65535. */
static void
test_form_at_offset_widths (void)
{
  static const gsize lengths[] = { 240, 250, 252, 253, 254, 255, 256, 65000, 65526, 65528, 65530, 65532, 65535, 65540 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *text = g_strnfill (lengths[i], 'x');
      g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_parsed ("(%s, [%s, 'b'], 'c')", text, text));
      g_autofree guint64 *bytes = g_malloc0 (g_variant_get_size (value) + 8);

      g_variant_store (value, bytes);
      assert_form_agrees (g_variant_get_type (value), bytes, g_variant_get_size (value));
      g_assert_true (troupe_message_body_is_normal (g_variant_get_type (value), bytes, g_variant_get_size (value)));
    }
}

/* Variants in variants: each level adds a zero byte and the type `v` to the byte that all hold. */
static void
test_form_depth (void)
{
  for (gsize depth = 1; depth < 200; depth++)
    {
      guint64 bytes[64] = { 0 };
      guint8 *at = (guint8 *) bytes;

      at[0] = 7;
      at[2] = 'y';
      for (gsize i = 1; i < depth; i++)
        at[2 + 2 * i] = 'v';
      assert_form_agrees (G_VARIANT_TYPE_VARIANT, bytes, 1 + 2 * depth);
    }
}

static void
test_zeroed (Fixture      *fixture,
             gconstpointer data)
{
  static const guint8 zeros[40];
  TroupeMessage *message = troupe_message_new (fixture->messages.pool, troupe_test_type_note (),
                                               fixture->sender, fixture->receiver, sizeof zeros);

  memset (message->body, 0xff, sizeof zeros);
  message->number = message->reply_port = 99;
  message->flags = message->reason = message->hops = 9;
  troupe_message_free (message);
  message = troupe_message_new (fixture->messages.pool, troupe_test_type_note (), NULL, fixture->receiver, 33);

  g_assert_cmpmem (message->body, sizeof zeros, zeros, sizeof zeros);
  g_assert_cmpuint (message->number, ==, 0);
  g_assert_cmpuint (message->reply_port, ==, 0);
  g_assert_cmpuint (message->flags, ==, 0);
  g_assert_cmpuint (message->reason, ==, 0);
  g_assert_cmpuint (message->hops, ==, 0);

  troupe_message_free (message);
}

static void
test_every_size (Fixture      *fixture,
                 gconstpointer data)
{
  for (gsize size = 0; size < 9000; size += 7)
    {
      TroupeMessage *message = troupe_message_new (fixture->messages.pool, troupe_test_type_note (),
                                                   NULL, fixture->receiver, size);

      memset (message->body, 0xff, size);
      g_assert_cmpuint (message->size, ==, size);
      g_assert_cmpuint (troupe_message_pool_get_n_out (fixture->messages.pool), ==, 1);
      troupe_message_free (message);
    }
}

static void
test_many_out (Fixture      *fixture,
               gconstpointer data)
{
  TroupeMessageQueue queue;

  troupe_message_queue_init (&queue);
  for (guint i = 0; i < 10000; i++)
    troupe_message_queue_push (&queue, troupe_message_new (fixture->messages.pool, troupe_test_type_note (),
                                                           NULL, fixture->receiver, i % 500));
  g_assert_cmpuint (troupe_message_pool_get_n_out (fixture->messages.pool), ==, 10000);

  while (queue.length > 0)
    troupe_message_free (troupe_message_queue_pop (&queue));
  g_assert_cmpuint (troupe_message_pool_get_n_out (fixture->messages.pool), ==, 0);
}

static void
test_queue_order (Fixture      *fixture,
                  gconstpointer data)
{
  TroupeMessageQueue queue;
  TroupeMessage *first = new_note (fixture, "first");
  TroupeMessage *second = new_note (fixture, "second");

  troupe_message_queue_init (&queue);
  g_assert_null (troupe_message_queue_pop (&queue));
  troupe_message_queue_push (&queue, first);
  troupe_message_queue_push (&queue, second);

  g_assert_cmpuint (queue.length, ==, 2);
  g_assert_true (troupe_message_queue_pop (&queue) == first);
  troupe_message_queue_push (&queue, first);
  g_assert_true (troupe_message_queue_pop (&queue) == second);
  g_assert_true (troupe_message_queue_pop (&queue) == first);
  g_assert_null (troupe_message_queue_pop (&queue));
  g_assert_cmpuint (queue.length, ==, 0);

  troupe_message_free (first);
  troupe_message_free (second);
}

static void
test_copy (Fixture      *fixture,
           gconstpointer data)
{
  TroupeMessage *message = new_note (fixture, "hello");
  g_autoptr (TroupeMessage) copy = NULL;
  g_autoptr (GVariant) before = troupe_message_dup_body (message);
  g_autoptr (GVariant) after = NULL;
  g_autofree char *sender = NULL;
  g_autofree char *receiver = NULL;

  message->reply_port = 1024;
  copy = troupe_message_copy (message);
  troupe_message_free (message);
  tear_down (fixture, data);

  after = troupe_message_dup_body (copy);
  sender = troupe_actor_id_to_string (troupe_message_get_sender (copy));
  receiver = troupe_actor_id_to_string (troupe_message_get_receiver (copy));
  g_assert_cmpvariant (after, before);
  g_assert_cmpstr (sender, ==, SENDER);
  g_assert_cmpstr (receiver, ==, RECEIVER);
  g_assert_true (troupe_message_wants_reply (copy));

  set_up (fixture, data);
}

static void
test_copy_of_copy (Fixture      *fixture,
                   gconstpointer data)
{
  TroupeMessage *message = troupe_message_new (fixture->messages.pool, troupe_test_type_nothing (), NULL,
                                               fixture->receiver, 0);
  TroupeMessage *copy = g_boxed_copy (TROUPE_TYPE_MESSAGE, message);
  g_autoptr (TroupeMessage) copy_of_copy = troupe_message_copy (copy);

  g_boxed_free (TROUPE_TYPE_MESSAGE, copy);
  troupe_message_free (message);

  g_assert_cmpuint (troupe_message_pool_get_n_out (fixture->messages.pool), ==, 0);
  g_assert_null (troupe_message_get_sender (copy_of_copy));
  g_assert_true (troupe_message_is (copy_of_copy, troupe_test_type_nothing ()));
}

static void
test_data (Fixture      *fixture,
           gconstpointer data)
{
  struct
  {
    guint32 id;
    guint32 padding;
    guint64 serial;
    guint8  is_up;
    guint8  more_padding[7];
  } flag = { .id = 1, .serial = 2, .is_up = TRUE };
  g_autoptr (GError) error = NULL;
  TroupeMessage *message;

  message = troupe_message_new_data (fixture->messages.pool, troupe_test_type_flag (), fixture->sender,
                                     fixture->receiver, &flag, sizeof flag, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (message->body, message->size, &flag, sizeof flag);
  troupe_message_free (message);

  flag.is_up = 2;
  g_assert_null (troupe_message_new_data (fixture->messages.pool, troupe_test_type_flag (), fixture->sender,
                                          fixture->receiver, &flag, sizeof flag, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_MESSAGE);
  g_assert_cmpuint (troupe_message_pool_get_n_out (fixture->messages.pool), ==, 0);
}

static void
test_data_of_varying_size (Fixture      *fixture,
                           gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (troupe_message_new_data (fixture->messages.pool, troupe_test_type_note (), fixture->sender,
                                          fixture->receiver, "x", 1, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_MESSAGE);
}

static void
test_sender_ref (Fixture      *fixture,
                 gconstpointer data)
{
  TroupeMessage *message = new_note (fixture, "hello");

  g_assert_true (troupe_message_get_sender_ref (message) == fixture->sender);
  troupe_message_free (message);
}

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/message/message/header-says-who-and-what", test_header);
  ADD ("/message/message/sender-may-be-nobody", test_no_sender);
  ADD ("/message/message/reply-port-asks-for-a-reply", test_wants_reply);
  ADD ("/message/message/body-outlives-the-message", test_body_outlives);
  ADD ("/message/message/field-outlives-the-message", test_field_outlives);
  ADD ("/message/message/unknown-field-is-null", test_no_such_field);
  ADD ("/message/message/fixed-size-body-is-a-struct", test_struct);
  ADD ("/message/message/no-fields-need-no-body", test_no_fields);
  ADD ("/message/message/body-of-another-type-is-refused", test_wrong_type);
  ADD ("/message/message/missing-body-is-refused", test_no_body);
  ADD ("/message/message/abnormal-body-becomes-normal", test_abnormal_body);
  ADD ("/message/message/size-has-a-bound", test_too_large);
  ADD ("/message/message/copy-outlives-its-pool-and-peers", test_copy);
  ADD ("/message/message/copy-can-be-copied", test_copy_of_copy);
  ADD ("/message/check/variable-size", test_check_note);
  ADD ("/message/check/fixed-size", test_check_flag);
  ADD ("/message/check/no-fields", test_check_nothing);
  g_test_add_func ("/message/check/agrees-with-glib-on-damaged-values", test_form_of_damaged_values);
  g_test_add_func ("/message/check/agrees-with-glib-on-random-bytes", test_form_of_random_bytes);
  g_test_add_func ("/message/check/agrees-with-glib-at-each-width-of-offsets", test_form_at_offset_widths);
  g_test_add_func ("/message/check/agrees-with-glib-on-deep-values", test_form_depth);
  ADD ("/message/data/is-taken-as-it-is-or-refused", test_data);
  ADD ("/message/data/of-varying-size-is-refused", test_data_of_varying_size);
  ADD ("/message/sender-ref-is-the-peer", test_sender_ref);
  ADD ("/message/pool/blocks-are-handed-out-zeroed", test_zeroed);
  ADD ("/message/pool/every-size-fits-its-block", test_every_size);
  ADD ("/message/pool/counts-what-is-out", test_many_out);
  ADD ("/message/queue/first-in-first-out", test_queue_order);

  return g_test_run ();
}
