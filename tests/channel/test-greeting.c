/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "channel/troupe-checksum-private.h"
#include "channel/troupe-greeting-private.h"

#include <string.h>

static GByteArray *
make_greeting (void)
{
  g_autoptr (TroupeProcId) proc = troupe_proc_id_parse ("local:1,p", NULL);
  TroupeGreeting greeting = {
    .has_trailers = TRUE, .incarnation = 0x1122334455667788, .session = 2, .connection = 3, .held = 4, .fresh = 5,
    .silence_ms = 6, .proc = proc,
  };
  GByteArray *bytes = g_byte_array_new ();

  troupe_greeting_append (&greeting, bytes);

  return bytes;
}

static void
test_greeting_layout (void)
{
  static const char expected[] =
    "TRPE" "\3\0" "\1" "\0" "\x88\x77\x66\x55\x44\x33\x22\x11" "\2\0\0\0\0\0\0\0" "\3\0\0\0\0\0\0\0"
    "\4\0\0\0\0\0\0\0" "\5\0\0\0\0\0\0\0" "\6\0\0\0" "\11\0" "\0\0" "local:1,p";
  g_autoptr (GByteArray) bytes = make_greeting ();
  guint64 checksum;

  g_assert_cmpmem (bytes->data, bytes->len - 8, expected, sizeof expected - 1);
  memcpy (&checksum, bytes->data + bytes->len - 8, 8);
  g_assert_cmphex (checksum, ==, troupe_checksum (bytes->data, bytes->len - 8));
}

static void
test_greeting_parses_back (void)
{
  g_autoptr (GByteArray) bytes = make_greeting ();
  g_auto (TroupeGreeting) greeting = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *proc = NULL;
  TroupeVerdict verdict;
  gsize size;

  g_byte_array_append (bytes, (const guint8 *) "more", 4);
  g_assert_cmpint (troupe_greeting_parse (&greeting, bytes->data, bytes->len, &size, &verdict, &error), ==,
                   TROUPE_GREETING_WHOLE);
  g_assert_cmpuint (size, ==, bytes->len - 4);
  g_assert_true (greeting.has_trailers);
  g_assert_cmphex (greeting.incarnation, ==, 0x1122334455667788);
  g_assert_cmpuint (greeting.session, ==, 2);
  g_assert_cmpuint (greeting.connection, ==, 3);
  g_assert_cmpuint (greeting.held, ==, 4);
  g_assert_cmpuint (greeting.fresh, ==, 5);
  g_assert_cmpuint (greeting.silence_ms, ==, 6);
  proc = troupe_proc_id_to_string (greeting.proc);
  g_assert_cmpstr (proc, ==, "local:1,p");
}

static void
test_greeting_in_parts (void)
{
  g_autoptr (GByteArray) bytes = make_greeting ();

  for (gsize length = 0; length < bytes->len; length++)
    {
      TroupeGreeting greeting;
      TroupeVerdict verdict;
      gsize size;

      g_assert_cmpint (troupe_greeting_parse (&greeting, bytes->data, length, &size, &verdict, NULL), ==,
                       TROUPE_GREETING_PARTIAL);
    }
}

/* Whatever bit is turned, it is noticed, and what there is to answer depends on which. */
static void
test_greeting_with_each_bit_turned (void)
{
  for (gsize bit = 0; bit < 8 * (56 + 9 + 8); bit++)
    {
      g_autoptr (GByteArray) bytes = make_greeting ();
      g_autoptr (GError) error = NULL;
      TroupeGreeting greeting;
      TroupeGreetingResult result;
      TroupeVerdict verdict;
      gsize size;

      bytes->data[bit / 8] ^= (guint8) (1 << bit % 8);
      result = troupe_greeting_parse (&greeting, bytes->data, bytes->len, &size, &verdict, &error);
      /* A longer text has not come yet. */
      if (result == TROUPE_GREETING_PARTIAL)
        {
          g_assert_cmpuint (bit / 8, >=, 52);
          g_assert_cmpuint (bit / 8, <, 54);
          continue;
        }
      g_assert_cmpint (result, ==, TROUPE_GREETING_INVALID);
      g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_FRAME);
      g_assert_cmpint (verdict, ==, bit < 32 ? TROUPE_VERDICT_BEGUN : bit < 48 ? TROUPE_VERDICT_VERSION
                                                                               : TROUPE_VERDICT_MALFORMED);
    }
}

static void
test_answer_parses_back (void)
{
  char text[] = "local:2,q";
  TroupeAnswer answer = {
    .verdict = TROUPE_VERDICT_RESUMED, .incarnation = 7, .next = 8, .credit_messages = 9, .credit_kib = 10,
    .n_waiting = 11, .text = text,
  };
  static const char expected[] =
    "TRPE" "\3\0" "\1" "\0" "\7\0\0\0\0\0\0\0" "\10\0\0\0\0\0\0\0" "\11\0\0\0" "\12\0\0\0" "\11\0" "\0\0"
    "\13\0\0\0"
    "local:2,q";
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_auto (TroupeAnswer) read = { 0 };
  g_autoptr (GError) error = NULL;
  gsize size;

  troupe_answer_append (&answer, bytes);
  g_assert_cmpmem (bytes->data, bytes->len - 8, expected, sizeof expected - 1);
  for (gsize length = 0; length < bytes->len; length++)
    g_assert_cmpint (troupe_answer_parse (&read, bytes->data, length, &size, NULL), ==, TROUPE_GREETING_PARTIAL);
  g_assert_cmpint (troupe_answer_parse (&read, bytes->data, bytes->len, &size, &error), ==, TROUPE_GREETING_WHOLE);

  g_assert_cmpuint (size, ==, bytes->len);
  g_assert_cmpint (read.verdict, ==, TROUPE_VERDICT_RESUMED);
  g_assert_cmpuint (read.incarnation, ==, 7);
  g_assert_cmpuint (read.next, ==, 8);
  g_assert_cmpuint (read.credit_messages, ==, 9);
  g_assert_cmpuint (read.credit_kib, ==, 10);
  g_assert_cmpuint (read.n_waiting, ==, 11);
  g_assert_cmpstr (read.text, ==, "local:2,q");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/channel/greeting/is-laid-out-as-documented", test_greeting_layout);
  g_test_add_func ("/channel/greeting/parses-back", test_greeting_parses_back);
  g_test_add_func ("/channel/greeting/may-come-in-parts", test_greeting_in_parts);
  g_test_add_func ("/channel/greeting/a-turned-bit-is-noticed", test_greeting_with_each_bit_turned);
  g_test_add_func ("/channel/greeting/an-answer-parses-back", test_answer_parses_back);

  return g_test_run ();
}
