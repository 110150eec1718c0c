/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/raw-peer.h"

#include <string.h>

/* What the two ends of a session ask and tell each other of one receiver, byte by byte. */

#define QUICK "local:2,q,quick[2]"

static void
set_up (SessionEnds  *ends,
        gconstpointer data)
{
  session_ends_init (ends);
  ends->knobs.values[TROUPE_KNOB_SESSION_RECEIVER_SHARE] = 2;
}

static void
tear_down (SessionEnds  *ends,
           gconstpointer data)
{
  session_ends_clear (ends);
}

static void
assert_received (SessionEnds *ends,
                 guint        first,
                 guint        last)
{
  g_autoptr (GString) expected = g_string_new (NULL);

  for (guint i = first; i <= last; i++)
    g_string_append_printf (expected, "received:%u ", i);
  g_assert_cmpstr (ends->b_log->str, ==, expected->str);
  g_string_truncate (ends->b_log, 0);
}

/* Someone greets b and has it take @n notes to actor 2. (transfer full): its end */
static TroupeTestStream *
greet_and_send (SessionEnds *ends,
                GByteArray  *bytes,
                guint        n)
{
  TroupeTestStream *near;

  ends->keeps = TRUE;
  raw_greeting (bytes, &(TroupeGreeting) { 0 });
  raw_definitions (bytes);
  for (guint i = 1; i <= n; i++)
    raw_note (bytes, i, i);
  near = session_ends_connect (ends);
  raw_write (session_ends_get_arrival (ends)->stream, bytes);
  session_ends_run (ends);

  return near;
}

static void
ask (SessionEnds *ends,
     GByteArray  *bytes,
     guint16      receiver,
     guint32      limit,
     guint64      mark)
{
  TroupeFrameHeader header = {
    .kind = TROUPE_FRAME_INQUIRY, .sequence = limit, .receiver = receiver, .number = mark,
  };

  raw_frame (bytes, &header, NULL);
  raw_write (session_ends_get_arrival (ends)->stream, bytes);
  session_ends_run (ends);
}

/* The tallies that have been written since. */
static char *
read_tallies (TroupeTestStream *near)
{
  GString *text = g_string_new (NULL);
  TroupeFrameHeader header;
  guint8 buffer[8192];
  gsize n, at;

  if (troupe_stream_try_read (TROUPE_STREAM (near), buffer, sizeof buffer, &n) != TROUPE_STREAM_OK)
    n = 0;
  at = n > 4 && memcmp (buffer, "TRPE", 4) == 0 ? 40 + strlen ("local:2,q") + 8 : 0;
  for (; at + sizeof header <= n; at += sizeof header)
    {
      memcpy (&header, buffer + at, sizeof header);
      if (header.kind == TROUPE_FRAME_TALLY)
        g_string_append_printf (text, "%u@%" G_GUINT64_FORMAT " ", header.sequence, header.number);
    }

  return g_string_free (text, FALSE);
}

static void
assert_tallies (TroupeTestStream *near,
                const char       *expected)
{
  g_autofree char *text = read_tallies (near);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_tally (SessionEnds  *ends,
            gconstpointer data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (TroupeTestStream) near = greet_and_send (ends, bytes, 10);

  ask (ends, bytes, 2, 8, 1);
  assert_tallies (near, "");
  troupe_message_free (g_queue_pop_head (&ends->kept));
  session_ends_run (ends);
  assert_tallies (near, "");
  troupe_message_free (g_queue_pop_head (&ends->kept));
  session_ends_run (ends);
  assert_tallies (near, "8@1 ");
  session_ends_let_go (ends);
  session_ends_run (ends);
  assert_tallies (near, "");
  ask (ends, bytes, 2, 0, 2);
  assert_tallies (near, "0@2 ");
}

/* The last acknowledgement that has been written says how many wait. */
static void
test_waiting_count (SessionEnds  *ends,
                    gconstpointer data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (TroupeTestStream) near = greet_and_send (ends, bytes, 10);
  TroupeFrameHeader header;
  guint8 buffer[8192];
  gsize n;

  g_assert_cmpint (troupe_stream_try_read (TROUPE_STREAM (near), buffer, sizeof buffer, &n), ==, TROUPE_STREAM_OK);
  memcpy (&header, buffer + n - sizeof header, sizeof header);
  g_assert_cmpint (header.kind, ==, TROUPE_FRAME_ACKNOWLEDGEMENT);
  g_assert_cmpuint (header.number, ==, 11);
  g_assert_cmpuint (header.type, ==, 10);
}

/* Nothing ever came for it: none waits. */
static void
test_tally_of_nobody (SessionEnds  *ends,
                      gconstpointer data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (TroupeTestStream) near = greet_and_send (ends, bytes, 1);

  ask (ends, bytes, 1, 0, 5);

  assert_tallies (near, "0@5 ");
}

static void
test_last_inquiry_counts (SessionEnds  *ends,
                          gconstpointer data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (TroupeTestStream) near = greet_and_send (ends, bytes, 10);

  ask (ends, bytes, 2, 8, 1);
  ask (ends, bytes, 2, 3, 2);
  while (ends->kept.length > 3)
    troupe_message_free (g_queue_pop_head (&ends->kept));
  session_ends_run (ends);

  assert_tallies (near, "3@2 ");
}

/* An inquiry is about an actor, whatever its index is when it is answered. */
static void
test_inquiry_of_old_index (SessionEnds  *ends,
                           gconstpointer data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (TroupeTestStream) near = greet_and_send (ends, bytes, 10);

  ask (ends, bytes, 2, 8, 1);
  raw_definitions (bytes);
  raw_write (session_ends_get_arrival (ends)->stream, bytes);
  session_ends_run (ends);
  session_ends_let_go (ends);
  session_ends_run (ends);

  assert_tallies (near, "0@1 ");
}

/* The next connection of the session that greet_and_send() began. (transfer full): its end */
static TroupeTestStream *
greet_again (SessionEnds *ends,
             guint64      connection)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  TroupeTestStream *near;

  raw_greeting (bytes, &(TroupeGreeting) { .connection = connection, .fresh = 11 });
  near = session_ends_connect (ends);
  raw_write (session_ends_get_arrival (ends)->stream, bytes);
  session_ends_run (ends);

  return near;
}

/* The connection that asked has gone before there was an answer: the next one brings it, once it can be given. */
static void
test_inquiry_outlives_connection (SessionEnds  *ends,
                                  gconstpointer data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (TroupeTestStream) first = greet_and_send (ends, bytes, 10);
  g_autoptr (TroupeTestStream) second = NULL;
  g_autoptr (TroupeTestStream) third = NULL;

  ask (ends, bytes, 2, 8, 1);
  troupe_stream_close (TROUPE_STREAM (first));
  session_ends_run (ends);
  second = greet_again (ends, 2);
  assert_tallies (second, "");
  troupe_stream_close (TROUPE_STREAM (second));
  session_ends_run (ends);
  session_ends_let_go (ends);
  session_ends_run (ends);
  third = greet_again (ends, 3);

  assert_tallies (third, "0@1 ");
}

/* Perhaps the answer did not come: it is given again, as it is by then. */
static void
test_tally_is_told_again (SessionEnds  *ends,
                          gconstpointer data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (TroupeTestStream) first = greet_and_send (ends, bytes, 10);
  g_autoptr (TroupeTestStream) second = NULL;
  g_autoptr (TroupeTestStream) third = NULL;

  ask (ends, bytes, 2, 10, 1);
  assert_tallies (first, "10@1 ");
  second = greet_again (ends, 2);
  assert_tallies (second, "10@1 ");
  session_ends_let_go (ends);
  session_ends_run (ends);
  assert_tallies (second, "");
  third = greet_again (ends, 3);

  assert_tallies (third, "0@1 ");
}

/* Of whom it was asked most is remembered least long; nobody grows a session without an end. */
static void
test_told_is_bounded (SessionEnds  *ends,
                      gconstpointer data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (TroupeTestStream) first = NULL;
  g_autoptr (TroupeTestStream) second = NULL;
  const TroupeAcceptor *acceptor;

  raw_greeting (bytes, &(TroupeGreeting) { 0 });
  for (guint i = 1; i <= 2 * TROUPE_TOLD_MAX; i++)
    {
      g_autofree char *text = g_strdup_printf ("local:2,q,b[%u]", i);

      raw_define (bytes, TROUPE_FRAME_DEFINES_PEER, i, text);
      raw_frame (bytes, &(TroupeFrameHeader) { .kind = TROUPE_FRAME_INQUIRY, .receiver = (guint16) i, .number = i },
                 NULL);
    }
  first = session_ends_connect (ends);
  raw_write (session_ends_get_arrival (ends)->stream, bytes);
  session_ends_run (ends);
  troupe_stream_close (TROUPE_STREAM (first));
  session_ends_run (ends);
  acceptor = troupe_acceptor_table_find (ends->table, 500, 1);
  g_assert_cmpuint (acceptor->told.length, ==, TROUPE_TOLD_MAX);
  g_assert_cmpuint (g_hash_table_size (acceptor->tallies), ==, TROUPE_TOLD_MAX);
  second = greet_again (ends, 2);

  /* An answer to the greeting, the tallies, and an acknowledgement. */
  g_assert_cmpuint (troupe_test_stream_get_n_written (session_ends_get_arrival (ends)->stream), ==,
                    40 + strlen ("local:2,q") + 8 + (TROUPE_TOLD_MAX + 1) * TROUPE_FRAME_HEADER_SIZE);
}

/* Who asks and asks, and reads no answer, does not grow a session without an end either. */
static void
test_unread_tallies (SessionEnds  *ends,
                     gconstpointer data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (TroupeTestStream) near = session_ends_connect (ends);
  const TroupeAcceptor *acceptor;

  troupe_test_stream_set_capacity (near, 100);
  raw_greeting (bytes, &(TroupeGreeting) { 0 });
  for (guint i = 0; i < 3 * TROUPE_ANSWERABLE_MAX; i++)
    {
      guint index = i % TROUPE_DICTIONARY_PEERS_MAX + 1;
      g_autofree char *text = g_strdup_printf ("local:2,q,b[%u]", i + 1);

      raw_define (bytes, TROUPE_FRAME_DEFINES_PEER, index, text);
      raw_frame (bytes, &(TroupeFrameHeader) { .kind = TROUPE_FRAME_INQUIRY, .receiver = (guint16) index, .number = 1 },
                 NULL);
    }
  raw_write (session_ends_get_arrival (ends)->stream, bytes);
  session_ends_run (ends);

  acceptor = troupe_acceptor_table_find (ends->table, 500, 1);
  g_assert_cmpint (acceptor->rejection, ==, TROUPE_REJECTION_OVERRUN);
  session_ends_advance (ends, 10 * SECOND);
  g_assert_cmpstr (ends->b_log->str, ==, "opened closed:unroutable ");
  g_assert_cmpuint (g_hash_table_size (acceptor->tallies), ==, 0);
}

/* a has notes for one actor of a peer that has room for 100 messages. */
static void
send_to_raw (SessionEnds *ends,
             guint        n)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  ends->is_deaf = TRUE;
  for (guint i = 1; i <= n; i++)
    session_ends_send (ends, i);
  session_ends_run (ends);
  raw_answer (bytes, TROUPE_VERDICT_BEGUN, 1);
  raw_write (ends->near, bytes);
  session_ends_run (ends);
}

static void
answer (SessionEnds             *ends,
        const TroupeFrameHeader *header)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  raw_frame (bytes, header, NULL);
  raw_write (ends->near, bytes);
  session_ends_run (ends);
}

/* Takes what a has written since, over the last connection: how many messages, and each inquiry. */
static void
assert_wrote (SessionEnds *ends,
              guint        n_messages,
              const char  *inquiries)
{
  g_autoptr (GString) text = g_string_new (NULL);
  TroupeFrameHeader header;
  guint8 buffer[16384];
  gsize n = 0;
  gsize at;

  if (troupe_stream_try_read (ends->deaf->pdata[ends->deaf->len - 1], buffer, sizeof buffer, &n) != TROUPE_STREAM_OK)
    n = 0;
  g_assert_cmpuint (n, <, sizeof buffer);
  at = n > 4 && memcmp (buffer, "TRPE", 4) == 0 ? 56 + strlen ("local:1,p") + 8 : 0;
  for (; at < n; at += sizeof header + header.size)
    {
      memcpy (&header, buffer + at, sizeof header);
      if (header.kind == TROUPE_FRAME_MESSAGE)
        n_messages--;
      if (header.kind == TROUPE_FRAME_INQUIRY)
        g_string_append_printf (text, "%u:%u@%" G_GUINT64_FORMAT " ", header.receiver, header.sequence,
                                header.number);
    }

  g_assert_cmpuint (n_messages, ==, 0);
  g_assert_cmpstr (text->str, ==, inquiries);
}

/* One receiver gets half of the rest here. It asks at three quarters of that: 27 of 36, of 73; it stops at 33, of
 * 67. */
static void
test_inquiry (SessionEnds  *ends,
              gconstpointer data)
{
  send_to_raw (ends, 99);
  assert_wrote (ends, 33, "1:6@1 ");
  answer (ends, &(TroupeFrameHeader) { .kind = TROUPE_FRAME_TALLY, .sequence = 5, .number = 1 });

  /* 11 of the 33 may still wait. It asks at 21, of 57, and stops at 26, of 52. */
  assert_wrote (ends, 15, "1:5@2 ");
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 99);
}

/* It has sent 20, and all were taken; then it may send more. */
static void
acknowledge_and_send (SessionEnds *ends,
                      guint16      n_waiting)
{
  send_to_raw (ends, 20);
  assert_wrote (ends, 20, "");
  answer (ends, &(TroupeFrameHeader) { .kind = TROUPE_FRAME_ACKNOWLEDGEMENT, .sequence = 100, .receiver = 1000,
                                       .number = 21, .type = n_waiting });
  for (guint i = 21; i <= 99; i++)
    session_ends_send (ends, i);
  session_ends_run (ends);
}

/* An acknowledgement says that none waits: it begins as if with the first. */
static void
test_acknowledged_clear (SessionEnds  *ends,
                         gconstpointer data)
{
  acknowledge_and_send (ends, 0);

  assert_wrote (ends, 33, "1:6@1 ");
}

/* It does not say how many wait: perhaps all. */
static void
test_acknowledged_many (SessionEnds  *ends,
                        gconstpointer data)
{
  acknowledge_and_send (ends, TROUPE_FRAME_MANY_WAIT);

  assert_wrote (ends, 20, "1:8@1 ");
}

/* A tally that says more waits than was ever sent says nothing. */
static void
test_absurd_tally (SessionEnds  *ends,
                   gconstpointer data)
{
  const TroupeFrameHeader tally = {
    .kind = TROUPE_FRAME_TALLY, .sequence = G_MAXUINT32, .sender = G_MAXUINT16, .type = G_MAXUINT16, .number = 1,
  };

  send_to_raw (ends, 99);
  assert_wrote (ends, 33, "1:6@1 ");
  answer (ends, &tally);
  assert_wrote (ends, 0, "1:8@2 ");
  session_ends_send_to (ends, 100, QUICK, 0, 0);
  session_ends_run (ends);
  assert_wrote (ends, 1, "");
  answer (ends, &(TroupeFrameHeader) { .kind = TROUPE_FRAME_TALLY, .number = 2 });

  g_assert_cmpstr (ends->a_log->str, ==, "connected ");
  assert_wrote (ends, 22, "1:4@3 ");
}

static const TroupeFrameHeader bad_tallies[] = {
  { .kind = TROUPE_FRAME_TALLY, .number = 0 },
  { .kind = TROUPE_FRAME_TALLY, .number = 2 },
  { .kind = TROUPE_FRAME_TALLY, .number = G_MAXUINT64 },
  { .kind = TROUPE_FRAME_TALLY, .receiver = 1, .number = 1 },
  { .kind = TROUPE_FRAME_TALLY, .flags = 1, .number = 1 },
  { .kind = TROUPE_FRAME_TALLY, .reason = 1, .number = 1 },
  { .kind = TROUPE_FRAME_INQUIRY, .number = 1 },
};

static void
test_bad_tally (SessionEnds  *ends,
                gconstpointer data)
{
  send_to_raw (ends, 99);
  answer (ends, data);

  g_assert_cmpstr (ends->a_log->str, ==, "connected disconnected:broken-link ");
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 99);
}

/* One that was answered over the last connection is answered over this one too: that says nothing. */
static void
test_old_tally (SessionEnds  *ends,
                gconstpointer data)
{
  const TroupeFrameHeader tally = { .kind = TROUPE_FRAME_TALLY, .number = 1 };

  send_to_raw (ends, 99);
  assert_wrote (ends, 33, "1:6@1 ");
  answer (ends, &tally);
  assert_wrote (ends, 18, "1:4@2 ");
  answer (ends, &tally);

  assert_wrote (ends, 0, "");
  g_assert_cmpstr (ends->a_log->str, ==, "connected ");
}

/* The connection has broken after all that was sent had been taken. Of that, so much waits when the next begins. */
static void
resume_with (SessionEnds *ends,
             guint32      n_waiting)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  char text[] = "local:2,q";
  const TroupeAnswer resumed = {
    .verdict = TROUPE_VERDICT_RESUMED, .incarnation = 1001, .next = 34, .credit_messages = 67, .credit_kib = 1000,
    .n_waiting = n_waiting, .text = text,
  };

  send_to_raw (ends, 99);
  assert_wrote (ends, 33, "1:6@1 ");
  answer (ends, &(TroupeFrameHeader) { .kind = TROUPE_FRAME_ACKNOWLEDGEMENT, .sequence = 67, .number = 34 });
  session_ends_break (ends);
  session_ends_advance (ends, 20 * MS);
  g_assert_cmpuint (ends->n_dialled, ==, 2);
  troupe_answer_append (&resumed, bytes);
  raw_write (ends->near, bytes);
  session_ends_run (ends);
}

/* They are all there still: it asks again before it sends more, under the same number. */
static void
test_resumed_behind (SessionEnds  *ends,
                     gconstpointer data)
{
  resume_with (ends, 33);

  assert_wrote (ends, 0, "1:6@1 ");
}

/* They have been handled meanwhile: nothing need be asked first. What was asked is asked again when it is time to. */
static void
test_resumed_clear (SessionEnds  *ends,
                    gconstpointer data)
{
  resume_with (ends, 0);

  assert_wrote (ends, 22, "1:6@1 ");
}

/* The session is over; what waits aside goes on in the next one, where nothing waits for anyone. */
static void
test_rejection (SessionEnds  *ends,
                gconstpointer data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  send_to_raw (ends, 99);
  raw_frame (bytes, &(TroupeFrameHeader) { .kind = TROUPE_FRAME_REJECTION, .reason = TROUPE_REJECTION_GAP,
                                           .number = 31 }, NULL);
  raw_write (ends->near, bytes);
  session_ends_run (ends);
  g_assert_cmpstr (ends->a_log->str, ==, "connected returned:31:unroutable disconnected:broken-link ");
  ends->is_deaf = FALSE;
  session_ends_advance (ends, SECOND);
  g_assert_true (g_str_has_prefix (ends->b_log->str, "opened "));
  g_string_erase (ends->b_log, 0, strlen ("opened "));

  assert_received (ends, 32, 99);
}

#define ADD(name, func) g_test_add ("/channel/session-tallies/" name, SessionEnds, NULL, set_up, func, tear_down)

static void
add_tallies (const char              *name,
             const TroupeFrameHeader *tallies,
             guint                    n,
             void                   (*func) (SessionEnds *, gconstpointer))
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/channel/session-tallies/%s/%u", name, i);

      g_test_add (path, SessionEnds, &tallies[i], set_up, func, tear_down);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("an-inquiry-is-answered-when-few-wait", test_tally);
  ADD ("an-inquiry-about-nobody-is-answered", test_tally_of_nobody);
  ADD ("the-last-inquiry-counts", test_last_inquiry_counts);
  ADD ("an-inquiry-is-about-an-actor-not-an-index", test_inquiry_of_old_index);
  ADD ("an-inquiry-outlives-its-connection", test_inquiry_outlives_connection);
  ADD ("a-tally-is-told-again-over-the-next-connection", test_tally_is_told_again);
  ADD ("what-is-remembered-of-inquiries-is-bounded", test_told_is_bounded);
  ADD ("answers-that-are-not-read-are-bounded", test_unread_tallies);
  ADD ("it-asks-in-time-and-stops-in-time", test_inquiry);
  ADD ("an-acknowledgement-says-that-none-waits", test_acknowledged_clear);
  ADD ("an-acknowledgement-says-that-many-wait", test_acknowledged_many);
  ADD ("acknowledgements-count-what-waits", test_waiting_count);
  ADD ("an-absurd-tally-says-nothing", test_absurd_tally);
  ADD ("what-still-waits-counts-when-the-session-resumes", test_resumed_behind);
  ADD ("what-was-handled-meanwhile-does-not", test_resumed_clear);
  ADD ("a-tally-that-comes-again-says-nothing", test_old_tally);
  ADD ("a-rejection-gives-back-one-message", test_rejection);
  add_tallies ("a-bad-tally-ends-the-connection", bad_tallies, G_N_ELEMENTS (bad_tallies), test_bad_tally);

  return g_test_run ();
}
