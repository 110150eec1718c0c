/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "message/troupe-message-private.h"

#include "lib/troupe-test-messages.h"

#include <string.h>

/* Bodies that are long: some stay with their sender, some lie in blocks that are used again. */

#define SIZE     (256u * 1024)
#define RECEIVER "local:2,q,b[3]"

typedef struct
{
  TroupeTestMessages       messages;
  TroupeLargeBlocks        large;
  TroupeMessagePool       *pool;     /* (owned): shares @large */
  TroupePeer              *receiver;
  const TroupeMessageType *type;     /* of one field, `ay` */
  guint8                  *bytes;    /* (owned): SIZE of them */
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  static const TroupeMessageField fields[] = { { "bytes", "ay", "many" } };

  troupe_test_messages_init (&fixture->messages);
  fixture->pool = troupe_message_pool_new_sharing (&fixture->large, 0);
  fixture->receiver = troupe_test_messages_peer (&fixture->messages, RECEIVER);
  fixture->type = troupe_message_type_register ("test.long", fields, 1, "Has many bytes");
  fixture->bytes = g_malloc (SIZE);
  for (guint i = 0; i < SIZE; i++)
    fixture->bytes[i] = (guint8) (i * 7 + i / 251);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_clear_pointer (&fixture->receiver, troupe_peer_unref);
  g_assert_cmpuint (troupe_message_pool_get_n_out (fixture->pool), ==, 0);
  g_assert_cmpuint (fixture->pool->n_large_bytes, ==, 0);
  g_clear_pointer (&fixture->pool, troupe_message_pool_free);
  troupe_large_blocks_clear (&fixture->large);
  troupe_test_messages_clear (&fixture->messages);
  g_free (fixture->bytes);
}

static GVariant *
make_body (Fixture *fixture)
{
  GVariant *array = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, fixture->bytes, SIZE, 1);

  return g_variant_new_tuple (&array, 1);
}

static TroupeMessage *
new_message (Fixture  *fixture,
             GVariant *body)
{
  g_autoptr (GError) error = NULL;
  TroupeMessage *message = troupe_message_new_variant (fixture->pool, fixture->type, NULL, fixture->receiver, body,
                                                       &error);

  g_assert_no_error (error);
  g_assert_cmpmem (troupe_message_get_data (message, NULL), message->size, fixture->bytes, SIZE);
  g_assert_true (troupe_message_check (message, NULL));

  return message;
}

static void
test_held (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GVariant) body = g_variant_ref_sink (make_body (fixture));
  TroupeMessage *message = new_message (fixture, body);

  g_assert_true (troupe_message_get_data (message, NULL) == g_variant_get_data (body));
  g_assert_cmpuint (fixture->pool->n_large_bytes, ==, 0);
  g_assert_cmpuint (troupe_message_get_large_size (message), ==, SIZE);

  troupe_message_free (message);
}

static void
note_end (gpointer data)
{
  *(gboolean *) data = TRUE;
}

/* The sender lets go of it before the message is gone. */
static void
test_held_by_message (Fixture      *fixture,
                      gconstpointer data)
{
  gboolean has_ended = FALSE;
  GVariant *body = g_variant_ref_sink (g_variant_new_from_data (G_VARIANT_TYPE ("(ay)"), fixture->bytes, SIZE, FALSE,
                                                                note_end, &has_ended));
  TroupeMessage *message = new_message (fixture, body);

  g_variant_unref (body);
  g_assert_false (has_ended);
  g_assert_cmpmem (troupe_message_get_data (message, NULL), message->size, fixture->bytes, SIZE);
  troupe_message_free (message);

  g_assert_true (has_ended);
}

/* Made for the call: nobody will send it again. */
static void
test_floating (Fixture      *fixture,
               gconstpointer data)
{
  TroupeMessage *message = new_message (fixture, make_body (fixture));

  g_assert_cmpuint (fixture->pool->n_large_bytes, ==, SIZE);
  g_assert_true (troupe_message_get_data (message, NULL) == message->body);

  troupe_message_free (message);
}

/* A body is 8-aligned, wherever the sender's bytes are. */
static void
test_misaligned (Fixture      *fixture,
                 gconstpointer data)
{
  g_autofree guint8 *shifted = g_malloc (SIZE + 1);
  g_autoptr (GVariant) body = NULL;
  TroupeMessage *message;

  memcpy (shifted + 1, fixture->bytes, SIZE);
  body = g_variant_ref_sink (g_variant_new_from_data (G_VARIANT_TYPE ("(ay)"), shifted + 1, SIZE, FALSE, NULL, NULL));
  message = new_message (fixture, body);

  g_assert_true (troupe_message_get_data (message, NULL) == message->body);

  troupe_message_free (message);
}

/* Text without its end: the right thing in the wrong form. */
static void
test_abnormal (Fixture      *fixture,
               gconstpointer is_held)
{
  static const TroupeMessageField fields[] = { { "text", "s", "much" } };
  const TroupeMessageType *type = troupe_message_type_register ("test.long-text", fields, 1, "Has much text");
  g_autofree char *text = g_strnfill (SIZE, 'x');
  GVariant *body = g_variant_new_from_data (G_VARIANT_TYPE ("(s)"), text, SIZE, FALSE, NULL, NULL);
  g_autoptr (GVariant) held = is_held != NULL ? g_variant_ref_sink (body) : NULL;
  TroupeMessage *message = troupe_message_new_variant (fixture->pool, type, NULL, fixture->receiver, body, NULL);
  g_autoptr (GVariant) field = troupe_message_dup_field (message, "text");

  g_assert_true (troupe_message_check (message, NULL));
  g_assert_cmpstr (g_variant_get_string (field, NULL), ==, "");

  troupe_message_free (message);
}

/* What cannot be is no body of @type, also where it is long. */
static void
test_wrong_size (Fixture      *fixture,
                 gconstpointer data)
{
  g_autofree char *signature = g_strnfill (SIZE / 8 + 2, 't');
  const TroupeMessageType *type;
  g_autoptr (GVariant) body = NULL;
  TroupeMessage *message;
  g_autofree TroupeMessageField *fields = g_new0 (TroupeMessageField, 1);

  signature[0] = '(';
  signature[SIZE / 8 + 1] = ')';
  fields[0] = (TroupeMessageField) { "words", signature, "many" };
  type = troupe_message_type_register ("test.long-tuple", fields, 1, "Has many words");
  body = g_variant_ref_sink (g_variant_new_from_data (type->signature, fixture->bytes, SIZE - 8, FALSE, NULL, NULL));
  message = troupe_message_new_variant (fixture->pool, type, NULL, fixture->receiver, body, NULL);

  g_assert_cmpuint (message->size, ==, SIZE);
  g_assert_true (troupe_message_check (message, NULL));

  troupe_message_free (message);
}

static void
test_copy (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GVariant) body = g_variant_ref_sink (make_body (fixture));
  TroupeMessage *message = new_message (fixture, body);
  TroupeMessage *copy = troupe_message_copy (message);

  troupe_message_free (message);
  g_clear_pointer (&body, g_variant_unref);

  g_assert_cmpmem (troupe_message_get_data (copy, NULL), copy->size, fixture->bytes, SIZE);

  troupe_message_free (copy);
}

static void
test_body (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GVariant) body = g_variant_ref_sink (make_body (fixture));
  TroupeMessage *message = new_message (fixture, body);
  g_autoptr (GVariant) again = troupe_message_dup_body (message);
  g_autoptr (GVariant) field = troupe_message_dup_field (message, "bytes");

  troupe_message_free (message);

  g_assert_true (again == body);
  g_assert_cmpmem (g_variant_get_data (field), g_variant_get_size (field), fixture->bytes, SIZE);
}

/* As a message to another loop is. */
static void
test_between_pools (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr (GVariant) body = g_variant_ref_sink (make_body (fixture));
  TroupeMessage *message = new_message (fixture, body);

  troupe_message_leave_pool (message);
  troupe_message_enter_pool (message, fixture->messages.pool);
  g_assert_cmpmem (troupe_message_get_data (message, NULL), message->size, fixture->bytes, SIZE);

  troupe_message_free (message);
}

static void
test_used_again (Fixture      *fixture,
                 gconstpointer data)
{
  TroupeMessage *first = new_message (fixture, make_body (fixture));
  gconstpointer place = first;
  TroupeMessage *second;

  first->number = first->reply_port = 9;
  first->flags = first->reason = first->hops = 9;
  troupe_message_free (first);
  second = new_message (fixture, make_body (fixture));

  g_assert_true (TROUPE_LARGE_KEPT_BYTES == 0 || second == place);
  g_assert_cmpuint (second->number, ==, 0);
  g_assert_cmpuint (second->reply_port, ==, 0);
  g_assert_cmpuint (second->flags, ==, 0);
  g_assert_cmpuint (second->reason, ==, 0);
  g_assert_cmpuint (second->hops, ==, 0);

  troupe_message_free (second);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test, data) g_test_add (path, Fixture, data, set_up, test, tear_down)
  ADD ("/message/long-bodies/one-that-its-sender-holds-stays-there", test_held, NULL);
  ADD ("/message/long-bodies/lives-as-long-as-its-message", test_held_by_message, NULL);
  ADD ("/message/long-bodies/one-that-nobody-holds-is-written-into-the-block", test_floating, NULL);
  ADD ("/message/long-bodies/one-at-an-odd-place-is-copied", test_misaligned, NULL);
  ADD ("/message/long-bodies/abnormal-one-becomes-normal", test_abnormal, NULL);
  ADD ("/message/long-bodies/abnormal-one-that-is-held-becomes-normal", test_abnormal, GINT_TO_POINTER (1));
  ADD ("/message/long-bodies/one-of-no-possible-size-becomes-normal", test_wrong_size, NULL);
  ADD ("/message/long-bodies/copy-needs-no-sender", test_copy, NULL);
  ADD ("/message/long-bodies/body-is-given-as-it-was-sent", test_body, NULL);
  ADD ("/message/long-bodies/goes-from-one-pool-to-another", test_between_pools, NULL);
  ADD ("/message/long-bodies/block-that-is-used-again-says-nothing-of-before", test_used_again, NULL);
#undef ADD

  return g_test_run ();
}
