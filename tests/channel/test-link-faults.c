/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "base/troupe-random-private.h"
#include "channel/troupe-frame-private.h"

#include "channel/link-ends.h"

#include <string.h>

#define EXPECTED_AT_B "a1 a2 a3 a4 "
#define EXPECTED_AT_A "b1 re re re re b2 "

/* A small conversation: both sides send before and after they know each other, and b answers. */
static void
converse (LinkEnds *ends)
{
  ends->b.answers = TRUE;
  link_ends_open (ends);
  link_end_send (&ends->a, 1, "a1");
  link_end_send (&ends->a, 2, "a2");
  link_end_send (&ends->b, 51, "b1");
  link_end_send (&ends->a, 3, "a3");
  link_end_send (&ends->a, 4, "a4");
  link_ends_run (ends);
  if (ends->b.n_closed == 0)
    link_end_send (&ends->b, 52, "b2");
  link_ends_run (ends);
}

static gsize
measure_conversation (gboolean of_a)
{
  LinkEnds ends;
  gsize n_bytes;

  link_ends_init (&ends);
  converse (&ends);
  n_bytes = troupe_test_stream_get_n_written (of_a ? ends.a.stream : ends.b.stream);
  link_ends_clear (&ends);

  return n_bytes;
}

static void
assert_conversation_whole (LinkEnds *ends)
{
  g_assert_cmpstr (ends->a.received->str, ==, EXPECTED_AT_A);
  g_assert_cmpstr (ends->b.received->str, ==, EXPECTED_AT_B);
  g_assert_cmpuint (troupe_link_get_n_unacknowledged (ends->a.link), ==, 0);
  g_assert_cmpuint (troupe_link_get_n_unacknowledged (ends->b.link), ==, 0);
  g_assert_cmpuint (ends->a.n_closed + ends->b.n_closed, ==, 0);
}

static void
test_each_split (void)
{
  gsize n_bytes = MAX (measure_conversation (TRUE), measure_conversation (FALSE));

  for (gsize offset = 0; offset <= n_bytes; offset++)
    {
      LinkEnds ends;

      link_ends_init (&ends);
      troupe_test_stream_split_at (ends.a.stream, offset);
      troupe_test_stream_split_at (ends.b.stream, offset);
      converse (&ends);
      assert_conversation_whole (&ends);
      link_ends_clear (&ends);
    }
}

static void
test_each_chunk_size (void)
{
  for (gsize size = 1; size <= 100; size++)
    {
      LinkEnds ends;

      link_ends_init (&ends);
      troupe_test_stream_limit_reads (ends.a.stream, size);
      troupe_test_stream_limit_reads (ends.b.stream, size);
      troupe_test_stream_limit_writes (ends.a.stream, 101 - size);
      troupe_test_stream_limit_writes (ends.b.stream, 101 - size);
      converse (&ends);
      assert_conversation_whole (&ends);
      link_ends_clear (&ends);
    }
}

static guint
count_words (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == ' ';

  return n;
}

/* What a sent and b did not get must have come back, oldest first: "1 2 3 4 " has @returned as its end. What b got may
 * have come back too, if its acknowledgement was lost. */
static void
assert_nothing_lost (LinkEnds *ends)
{
  guint n_received = count_words (ends->b.received->str);
  guint n_returned = count_words (ends->a.returned->str);

  g_assert_true (g_str_has_prefix (EXPECTED_AT_B, ends->b.received->str));
  g_assert_true (g_str_has_suffix ("1 2 3 4 ", ends->a.returned->str));
  g_assert_true (g_str_has_prefix (EXPECTED_AT_A, ends->a.received->str) || ends->a.n_closed == 1);
  g_assert_cmpuint (n_received + n_returned, >=, 4);
  g_assert_cmpuint (n_returned, <=, 4);
}

static void
assert_broken (LinkEnd *end)
{
  g_assert_cmpuint (end->n_closed, ==, 1);
  g_assert_error (end->error, TROUPE_ERROR, TROUPE_ERROR_BROKEN);
  g_assert_cmpuint (troupe_message_pool_get_n_out (end->messages.pool), ==, 0);
  g_assert_true (g_str_has_suffix (end->log->str, "closed "));
}

static void
test_each_break (gconstpointer data)
{
  gboolean of_a = GPOINTER_TO_INT (data);
  gsize n_bytes = measure_conversation (of_a);

  for (gsize offset = 0; offset < n_bytes; offset++)
    {
      LinkEnds ends;

      link_ends_init (&ends);
      troupe_test_stream_break_after (of_a ? ends.a.stream : ends.b.stream, offset);
      converse (&ends);
      assert_nothing_lost (&ends);
      assert_broken (&ends.a);
      assert_broken (&ends.b);
      link_ends_clear (&ends);
    }
}

static void
append_note (GByteArray *bytes,
             guint64     sequence,
             const char *receiver)
{
  TroupeTestMessages messages;
  TroupeMessage *message;

  troupe_test_messages_init (&messages);
  message = troupe_test_messages_new_note (&messages, "local:1,p,a[0]", receiver, 1, "x");
  troupe_frame_append_message (bytes, sequence, message);
  troupe_message_free (message);
  troupe_test_messages_clear (&messages);
}

static void
test_each_end (void)
{
  g_autoptr (GByteArray) written = g_byte_array_new ();
  g_autoptr (TroupeProcId) proc = troupe_proc_id_parse ("local:1,p", NULL);
  gsize n_hello;

  troupe_frame_append_hello (written, proc);
  n_hello = written->len;
  append_note (written, 1, "local:2,q,b[3]");
  for (gsize length = 0; length <= written->len; length++)
    {
      gboolean in_order = length == n_hello || length == written->len;
      LinkEnds ends;

      link_ends_init (&ends);
      link_ends_open (&ends);
      troupe_test_stream_inject (ends.b.stream, written->data, length);
      troupe_stream_close (TROUPE_STREAM (ends.a.stream));
      link_end_pump (&ends.b);
      g_assert_cmpuint (ends.b.n_closed, ==, 1);
      if (in_order)
        g_assert_no_error (ends.b.error);
      else
        g_assert_error (ends.b.error, TROUPE_ERROR, TROUPE_ERROR_BROKEN);
      link_ends_clear (&ends);
    }
}

/* Lets b read a hello of a, and then some bytes that must end the link. */
static void
assert_garbage_closes (const void *bytes,
                       gsize       size,
                       const char *text)
{
  g_autoptr (GByteArray) hello = g_byte_array_new ();
  g_autoptr (TroupeProcId) proc = troupe_proc_id_parse ("local:1,p", NULL);
  LinkEnds ends;

  troupe_frame_append_hello (hello, proc);
  link_ends_init (&ends);
  link_ends_open (&ends);
  link_end_send (&ends.b, 1, "x");
  troupe_test_stream_inject (ends.b.stream, hello->data, hello->len);
  troupe_test_stream_inject (ends.b.stream, bytes, size);
  link_end_pump (&ends.b);

  g_assert_cmpstr (ends.b.log->str, ==, "opened:local:1,p returned:1 closed ");
  g_assert_error (ends.b.error, TROUPE_ERROR, TROUPE_ERROR_INVALID_FRAME);
  g_assert_nonnull (strstr (ends.b.error->message, text));
  g_assert_cmpuint (troupe_message_pool_get_n_out (ends.b.messages.pool), ==, 0);

  link_ends_clear (&ends);
}

static void
test_garbage (void)
{
  assert_garbage_closes ("GET / HTTP/1.1\r\n\r\n", 18, "is no kind of frame");
}

static void
test_second_hello (void)
{
  g_autoptr (GByteArray) hello = g_byte_array_new ();
  g_autoptr (TroupeProcId) proc = troupe_proc_id_parse ("local:1,p", NULL);

  troupe_frame_append_hello (hello, proc);

  assert_garbage_closes (hello->data, hello->len, "there is a second hello");
}

static void
test_gap (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  append_note (bytes, 2, "local:2,q,b[3]");

  assert_garbage_closes (bytes->data, bytes->len, "the sequence is 2, not 1");
}

static void
test_malformed_id (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 *at;

  append_note (bytes, 1, "local:2,q,b[3]");
  at = memmem (bytes->data, bytes->len, "b[3]", 4);
  g_assert_nonnull (at);
  at[1] = '(';

  assert_garbage_closes (bytes->data, bytes->len, "there is no actor id");
}

static void
test_acknowledges_too_much (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  troupe_frame_append_acknowledgement (bytes, 1);

  assert_garbage_closes (bytes->data, bytes->len, "the sequence is 1, not above 0 and up to 0");
}

static void
test_acknowledges_twice (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  LinkEnds ends;

  troupe_frame_append_acknowledgement (bytes, 1);
  link_ends_init (&ends);
  link_ends_open (&ends);
  link_end_send (&ends.a, 1, "x");
  link_ends_run (&ends);
  g_assert_cmpuint (troupe_link_get_n_unacknowledged (ends.a.link), ==, 0);
  troupe_test_stream_inject (ends.a.stream, bytes->data, bytes->len);
  link_ends_run (&ends);

  g_assert_cmpstr (ends.a.log->str, ==, "opened:local:2,q closed ");
  g_assert_error (ends.a.error, TROUPE_ERROR, TROUPE_ERROR_INVALID_FRAME);
  g_assert_nonnull (strstr (ends.a.error->message, "the sequence is 1, not above 1 and up to 1"));

  link_ends_clear (&ends);
}

static void
test_refuses_too_much (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  troupe_frame_append_refusal (bytes, 1, TROUPE_REASON_TYPE_MISMATCH);

  assert_garbage_closes (bytes->data, bytes->len, "the sequence is 1, not above 0 and up to 0");
}

static void
test_duplicate (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  LinkEnds ends;

  append_note (bytes, 1, "local:2,q,b[3]");
  link_ends_init (&ends);
  link_ends_open (&ends);
  link_ends_run (&ends);
  troupe_test_stream_inject (ends.b.stream, bytes->data, bytes->len);
  troupe_test_stream_inject (ends.b.stream, bytes->data, bytes->len);
  link_end_pump (&ends.b);

  g_assert_cmpstr (ends.b.log->str, ==, "opened:local:1,p received:1 closed ");
  g_assert_error (ends.b.error, TROUPE_ERROR, TROUPE_ERROR_INVALID_FRAME);

  link_ends_clear (&ends);
}

static void
test_unread_refusals (void)
{
  LinkEnds ends;

  link_ends_init (&ends);
  link_ends_open (&ends);
  link_ends_run (&ends);
  troupe_test_stream_set_capacity (ends.a.stream, 0);
  for (guint i = 1; i <= 5000; i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      guint8 *name;

      append_note (bytes, i, "local:2,q,b[3]");
      name = memmem (bytes->data, bytes->len, "test.note", 9);
      name[5] = 'N';
      troupe_test_stream_inject (ends.b.stream, bytes->data, bytes->len);
    }
  for (guint i = 0; i < 5 && ends.b.n_closed == 0; i++)
    link_end_pump (&ends.b);

  g_assert_cmpuint (ends.b.n_closed, ==, 1);
  g_assert_error (ends.b.error, TROUPE_ERROR, TROUPE_ERROR_BROKEN);

  link_ends_clear (&ends);
}

/* How often the word @kind with @number stands in a log, whatever follows the number. */
static guint
count_in_log (const LinkEnd *end,
              const char    *kind,
              guint          number)
{
  g_autofree char *word = g_strdup_printf (" %s:%u", kind, number);
  gsize length = strlen (word);
  guint n = 0;

  for (const char *at = strstr (end->log->str, word); at != NULL; at = strstr (at + 1, word))
    n += at[length] == ' ' || at[length] == ':';

  return n;
}

/* Each message has an end: received by b, or back at a; never twice at one of them, and if both, then as broken. */
static void
assert_fates (const LinkEnds *ends,
              guint           n_sent)
{
  for (guint number = 1; number <= n_sent; number++)
    {
      gboolean is_disguised = number % 5 == 0;
      guint n_received = count_in_log (&ends->b, "received", number);
      guint n_refused = count_in_log (&ends->a, "received", number);
      guint n_returned = count_in_log (&ends->a, "returned", number);

      g_assert_cmpuint (n_received, <=, is_disguised ? 0 : 1);
      g_assert_cmpuint (n_refused, <=, is_disguised ? 1 : 0);
      g_assert_cmpuint (n_refused + n_returned, <=, 1);
      g_assert_cmpuint (n_received + n_refused + n_returned, >=, 1);
      if (n_received + n_returned == 2)
        g_assert_cmpuint (ends->a.n_closed, ==, 1);
    }
}

/* Streams that are slow, split and break at random, under messages of which every fifth cannot be read. */
static void
test_random_faults (void)
{
  TroupeRandom random;

  troupe_random_init (&random, 1, "test-link-faults/random");
  for (guint i = 0; i < 400; i++)
    {
      guint n_sent = (guint) troupe_random_range (&random, 1, 60);
      LinkEnds ends;

      link_ends_init (&ends);
      troupe_test_stream_limit_reads (ends.a.stream, troupe_random_range (&random, 1, 200));
      troupe_test_stream_limit_reads (ends.b.stream, troupe_random_range (&random, 1, 200));
      troupe_test_stream_limit_writes (ends.a.stream, troupe_random_range (&random, 1, 200));
      troupe_test_stream_set_capacity (ends.a.stream, troupe_random_range (&random, 1, 100));
      troupe_test_stream_set_capacity (ends.b.stream, troupe_random_range (&random, 1, 500));
      if (i % 4 != 0)
        troupe_test_stream_break_after (ends.a.stream, troupe_random_below (&random, n_sent * 120));
      if (i % 4 > 1)
        troupe_test_stream_break_after (ends.b.stream, troupe_random_below (&random, n_sent * 20));
      /* So that the first word of a log has a blank before it, too. */
      g_string_append_c (ends.a.log, ' ');
      g_string_append_c (ends.b.log, ' ');
      link_ends_open (&ends);
      for (guint number = 1; number <= n_sent; number++)
        if (number % 5 == 0)
          link_end_send_disguised (&ends.a, number, "test.unknown", 0);
        else
          link_end_send (&ends.a, number, "x");
      link_ends_run (&ends);

      if (ends.a.n_closed == 0)
        g_assert_cmpuint (troupe_link_get_n_unacknowledged (ends.a.link), ==, 0);
      assert_fates (&ends, n_sent);
      link_ends_clear (&ends);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/channel/link/a-read-may-end-at-each-byte", test_each_split);
  g_test_add_func ("/channel/link/reads-and-writes-may-have-each-size", test_each_chunk_size);
  g_test_add_data_func ("/channel/link/a-break-at-each-byte-from-a-loses-nothing",
                        GINT_TO_POINTER (TRUE), test_each_break);
  g_test_add_data_func ("/channel/link/a-break-at-each-byte-from-b-loses-nothing",
                        GINT_TO_POINTER (FALSE), test_each_break);
  g_test_add_func ("/channel/link/each-message-has-an-end-whatever-fails", test_random_faults);
  g_test_add_func ("/channel/link/a-close-inside-a-frame-is-an-error", test_each_end);
  g_test_add_func ("/channel/link/garbage-closes-with-an-error", test_garbage);
  g_test_add_func ("/channel/link/second-hello-closes-with-an-error", test_second_hello);
  g_test_add_func ("/channel/link/gap-in-the-sequence-closes-with-an-error", test_gap);
  g_test_add_func ("/channel/link/duplicate-sequence-closes-with-an-error", test_duplicate);
  g_test_add_func ("/channel/link/malformed-id-closes-with-an-error", test_malformed_id);
  g_test_add_func ("/channel/link/acknowledgement-of-what-was-not-sent-closes", test_acknowledges_too_much);
  g_test_add_func ("/channel/link/second-acknowledgement-of-a-message-closes", test_acknowledges_twice);
  g_test_add_func ("/channel/link/refusal-of-what-was-not-sent-closes", test_refuses_too_much);
  g_test_add_func ("/channel/link/peer-that-leaves-refusals-unread-is-cut-off", test_unread_refusals);

  return g_test_run ();
}
