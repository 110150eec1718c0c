/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "base/troupe-random-private.h"

#include "channel/session-ends.h"

#include <string.h>

/* One session over a network that tears, refuses, and falls silent. */

static void
set_up (SessionEnds  *ends,
        gconstpointer data)
{
  session_ends_init (ends);
}

static void
tear_down (SessionEnds  *ends,
           gconstpointer data)
{
  session_ends_clear (ends);
}

/* How often a word that begins with @start stands in a log. */
static guint
count_words (const GString *log,
             const char    *start)
{
  guint n = 0;

  for (const char *at = strstr (log->str, start); at != NULL; at = strstr (at + 1, start))
    n += at == log->str || at[-1] == ' ';

  return n;
}

/* b received 1 to @n, in that order, once each. */
static void
assert_received (const SessionEnds *ends,
                 guint              n)
{
  const char *at = ends->b_log->str;

  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *word = g_strdup_printf ("received:%u ", i);

      at = strstr (at, "received:");
      g_assert_nonnull (at);
      g_assert_true (g_str_has_prefix (at, word));
      at += strlen (word);
    }
  g_assert_null (strstr (at, "received:"));
}

/* ---- tearing ---- */

#define N_TALK 6

static void
talk (SessionEnds *ends)
{
  for (guint i = 1; i <= N_TALK; i++)
    {
      session_ends_send (ends, i);
      if (i % 2 == 0)
        session_ends_advance (ends, 5 * MS);
    }
  session_ends_advance (ends, 20 * SECOND);
}

/* Where the test wants the first connection cut, or split. */
typedef struct
{
  gsize    offset;
  gboolean at_a;
} Cut;

static void
prepare_split (SessionEnds      *ends,
               TroupeTestStream *near,
               TroupeTestStream *far)
{
  const Cut *cut = ends->data;

  troupe_test_stream_split_at (near, cut->offset);
  troupe_test_stream_split_at (far, cut->offset);
}

static void
test_each_split (void)
{
  for (gsize offset = 0; offset < 700; offset++)
    {
      Cut cut = { .offset = offset };
      SessionEnds ends;

      session_ends_init (&ends);
      ends.prepare = prepare_split;
      ends.data = &cut;
      talk (&ends);
      assert_received (&ends, N_TALK);
      g_assert_cmpstr (ends.a_log->str, ==, "connected ");
      session_ends_clear (&ends);
    }
}

static void
prepare_chunks (SessionEnds      *ends,
                TroupeTestStream *near,
                TroupeTestStream *far)
{
  const Cut *cut = ends->data;

  troupe_test_stream_limit_reads (near, cut->offset);
  troupe_test_stream_limit_reads (far, cut->offset);
  troupe_test_stream_limit_writes (near, 121 - cut->offset);
  troupe_test_stream_limit_writes (far, 121 - cut->offset);
  troupe_test_stream_set_capacity (near, 1 + cut->offset / 2);
  troupe_test_stream_set_capacity (far, 1 + cut->offset);
}

static void
test_each_chunk_size (void)
{
  for (gsize size = 1; size <= 120; size++)
    {
      Cut cut = { .offset = size };
      SessionEnds ends;

      session_ends_init (&ends);
      ends.has_trailers = size % 2;
      ends.prepare = prepare_chunks;
      ends.data = &cut;
      talk (&ends);
      assert_received (&ends, N_TALK);
      g_assert_cmpstr (ends.a_log->str, ==, "connected ");
      session_ends_clear (&ends);
    }
}

/* Only the first connection is cut. */
static void
prepare_cut (SessionEnds      *ends,
             TroupeTestStream *near,
             TroupeTestStream *far)
{
  const Cut *cut = ends->data;

  if (ends->n_dialled == 1)
    troupe_test_stream_break_after (cut->at_a ? near : far, cut->offset);
}

static void
test_each_break (gconstpointer data)
{
  for (gsize offset = 0; offset < 700; offset++)
    {
      Cut cut = { .offset = offset, .at_a = GPOINTER_TO_INT (data) };
      SessionEnds ends;

      session_ends_init (&ends);
      ends.prepare = prepare_cut;
      ends.data = &cut;
      talk (&ends);
      assert_received (&ends, N_TALK);
      g_assert_cmpuint (count_words (ends.a_log, "returned"), ==, 0);
      g_assert_cmpuint (troupe_initiator_get_n_held (ends.initiator), ==, 0);
      session_ends_clear (&ends);
    }
}

/* What b took, and could not say so before the connection was lost, is not sent again, and a is told. */
static void
test_lost_acknowledgement (SessionEnds  *ends,
                           gconstpointer data)
{
  ends->knobs.values[TROUPE_KNOB_SESSION_ACK_INTERVAL] = 5 * SECOND;
  session_ends_send (ends, 1);
  session_ends_run (ends);
  session_ends_send (ends, 2);
  session_ends_run (ends);
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 1);
  session_ends_break (ends);
  session_ends_advance (ends, 11 * MS);

  assert_received (ends, 2);
  g_assert_cmpstr (ends->a_log->str, ==, "connected disconnected:broken-link connected ");
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 0);
}

/* A refusal that is lost with its connection comes with the next. */
static void
test_lost_refusal (SessionEnds  *ends,
                   gconstpointer data)
{
  session_ends_send (ends, 1);
  session_ends_advance (ends, SECOND);
  session_ends_send_disguised (ends, 2, "test.unknown", 0);
  session_ends_send (ends, 3);
  troupe_initiator_run (ends->initiator, ends->now_ns);
  troupe_test_stream_break_after (session_ends_get_arrival (ends)->stream,
                                  troupe_test_stream_get_n_written (session_ends_get_arrival (ends)->stream));
  session_ends_advance (ends, SECOND);

  g_assert_cmpstr (ends->b_log->str, ==, "opened received:1 received:3 closed:broken-link opened ");
  g_assert_cmpuint (count_words (ends->a_log, "returned:2:no-such-port"), ==, 1);
  g_assert_cmpuint (count_words (ends->a_log, "returned"), ==, 1);
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 0);
}

/* ---- connecting ---- */

static void
test_backoff (SessionEnds  *ends,
              gconstpointer data)
{
  static const guint expected[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10 };
  static const guint at_ms[] = { 0, 10, 30, 70, 150, 310, 630, 1270, 2550, 5110, 10109 };
  guint64 start_ns = ends->now_ns;

  ends->refuses = TRUE;
  session_ends_send (ends, 1);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      session_ends_advance (ends, start_ns + at_ms[i] * MS - ends->now_ns);
      g_assert_cmpuint (ends->n_dialled, ==, expected[i]);
    }
  ends->refuses = FALSE;
  session_ends_advance (ends, MS);

  assert_received (ends, 1);
}

/* A connection that was answered is no failure that counts, however soon it broke. */
static void
test_backoff_begins_anew (SessionEnds  *ends,
                          gconstpointer data)
{
  ends->refuses = TRUE;
  session_ends_send (ends, 1);
  session_ends_advance (ends, SECOND);
  ends->refuses = FALSE;
  while (count_words (ends->a_log, "connected") == 0)
    session_ends_advance (ends, MS);
  ends->n_dialled = 0;
  session_ends_break (ends);
  session_ends_send (ends, 2);
  session_ends_advance (ends, 10 * MS);

  g_assert_cmpuint (ends->n_dialled, ==, 1);
  assert_received (ends, 2);
}

/* Who takes connections, and has them broken before it answers, is there: the waiting grows a quarter as fast. */
static void
test_backoff_of_greetings (SessionEnds  *ends,
                           gconstpointer data)
{
  static const guint at_ms[] = { 0, 10, 20, 30, 40, 60, 80, 100, 120, 160, 200, 240, 280, 360 };
  guint64 start_ns = ends->now_ns;

  ends->is_deaf = TRUE;
  session_ends_send (ends, 1);
  for (guint i = 0; i < G_N_ELEMENTS (at_ms); i++)
    {
      session_ends_advance (ends, start_ns + at_ms[i] * MS - ends->now_ns);
      g_assert_cmpuint (ends->n_dialled, ==, i + 1);
      session_ends_break (ends);
      session_ends_run (ends);
    }
  ends->is_deaf = FALSE;
  session_ends_advance (ends, SECOND);

  assert_received (ends, 1);
}

static void
prepare_slow (SessionEnds      *ends,
              TroupeTestStream *near,
              TroupeTestStream *far)
{
  troupe_test_stream_set_capacity (far, 0);
}

/* It can have been closed before there was time to greet: it was made all the same. */
static void
test_backoff_before_greetings (SessionEnds  *ends,
                               gconstpointer data)
{
  static const guint at_ms[] = { 0, 10, 20, 30, 40, 60, 80, 100, 120, 160 };
  guint64 start_ns = ends->now_ns;

  ends->is_deaf = TRUE;
  ends->prepare = prepare_slow;
  session_ends_send (ends, 1);
  for (guint i = 0; i < G_N_ELEMENTS (at_ms); i++)
    {
      session_ends_advance (ends, start_ns + at_ms[i] * MS - ends->now_ns);
      g_assert_cmpuint (ends->n_dialled, ==, i + 1);
      troupe_stream_close (ends->deaf->pdata[i]);
      session_ends_run (ends);
    }
}

/* For so long, each connection is closed as soon as it is greeted. Answers how many there were. */
static guint
close_each (SessionEnds *ends,
            guint64      duration_ns)
{
  guint64 until_ns = ends->now_ns + duration_ns;
  guint n_before = ends->n_dialled;

  while (ends->now_ns < until_ns)
    {
      guint n = ends->n_dialled;

      session_ends_advance (ends, MS);
      if (ends->n_dialled == n)
        continue;
      troupe_stream_close (ends->deaf->pdata[ends->deaf->len - 1]);
      session_ends_run (ends);
    }

  return ends->n_dialled - n_before;
}

/* But it grows: who closes each connection is soon left alone. */
static void
test_backoff_of_closed_greetings (SessionEnds  *ends,
                                  gconstpointer data)
{
  ends->is_deaf = TRUE;
  ends->knobs.values[TROUPE_KNOB_SESSION_DELIVERY_TIMEOUT] = 600 * SECOND;
  session_ends_send (ends, 1);

  g_assert_cmpuint (close_each (ends, 60 * SECOND), <, 45);
  g_assert_cmpuint (close_each (ends, 100 * SECOND), ==, 20);
}

static void
test_hopeless (SessionEnds  *ends,
               gconstpointer data)
{
  ends->dial_error = g_error_new_literal (TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED, "There is no way");
  session_ends_send (ends, 1);
  session_ends_send (ends, 2);
  session_ends_run (ends);

  g_assert_cmpstr (ends->a_log->str, ==, "failed:unroutable returned:1:unroutable returned:2:unroutable ");
}

static void
test_hopeful (SessionEnds  *ends,
              gconstpointer data)
{
  ends->dial_error = g_error_new_literal (TROUPE_ERROR, TROUPE_ERROR_FAILED, "Not now");
  session_ends_send (ends, 1);
  session_ends_run (ends);
  g_clear_error (&ends->dial_error);
  session_ends_advance (ends, SECOND);

  assert_received (ends, 1);
}

/* A connection that nobody answers is given up in time. */
static void
test_no_answer (SessionEnds  *ends,
                gconstpointer data)
{
  ends->is_deaf = TRUE;
  session_ends_send (ends, 1);
  session_ends_advance (ends, 10 * SECOND - 1);
  g_assert_cmpstr (ends->a_log->str, ==, "");
  session_ends_advance (ends, 1);
  g_assert_cmpstr (ends->a_log->str, ==, "failed:timeout ");
  ends->is_deaf = FALSE;
  session_ends_advance (ends, SECOND);

  assert_received (ends, 1);
}

/* ---- deadlines ---- */

static void
test_deadline (SessionEnds  *ends,
               gconstpointer data)
{
  ends->refuses = TRUE;
  session_ends_send (ends, 1);
  session_ends_send (ends, 2);
  session_ends_advance (ends, SECOND);
  session_ends_send (ends, 3);
  session_ends_advance (ends, 29 * SECOND - 1);
  g_assert_cmpuint (count_words (ends->a_log, "returned"), ==, 0);
  session_ends_advance (ends, 1);
  g_assert_true (g_str_has_suffix (ends->a_log->str, "returned:1:timeout returned:2:timeout "));
  session_ends_advance (ends, SECOND);

  g_assert_true (g_str_has_suffix (ends->a_log->str, "returned:3:timeout "));
  g_assert_cmpuint (count_words (ends->a_log, "returned"), ==, 3);
}

/* The deadline counts from the post, however long the session had been idle and without a connection. */
static void
test_deadline_after_idle (SessionEnds  *ends,
                          gconstpointer data)
{
  session_ends_send (ends, 1);
  session_ends_run (ends);
  session_ends_break (ends);
  ends->refuses = TRUE;
  session_ends_advance (ends, 100 * SECOND);
  g_assert_cmpuint (ends->n_dialled, ==, 1);
  session_ends_send (ends, 2);
  session_ends_advance (ends, 30 * SECOND);

  g_assert_true (g_str_has_suffix (ends->a_log->str, "returned:2:timeout "));
}

/* A message that goes nowhere although the connection stands: the bytes of one before it fill all there is. */
static void
test_deadline_of_what_is_not_written (SessionEnds  *ends,
                                      gconstpointer data)
{
  ends->knobs.values[TROUPE_KNOB_SESSION_PING_IDLE] = 3600 * SECOND;
  session_ends_send (ends, 1);
  session_ends_run (ends);
  troupe_test_stream_set_capacity (session_ends_get_arrival (ends)->stream, 0);
  session_ends_send (ends, 2);
  session_ends_advance (ends, 30 * SECOND);

  g_assert_cmpuint (count_words (ends->a_log, "returned:2:timeout"), ==, 1);
}

/* What was sent and not acknowledged in time may have arrived; it is not sent again, and what follows goes on. */
static void
test_deadline_of_what_was_sent (SessionEnds  *ends,
                                gconstpointer data)
{
  session_ends_send (ends, 1);
  session_ends_advance (ends, SECOND);
  ends->knobs.values[TROUPE_KNOB_SESSION_PING_IDLE] = 3600 * SECOND;
  session_ends_send (ends, 2);
  troupe_initiator_run (ends->initiator, ends->now_ns);
  ends->now_ns += 29 * SECOND;
  session_ends_send (ends, 3);
  troupe_initiator_run (ends->initiator, ends->now_ns);
  ends->now_ns += SECOND;
  /* Now b's process goes on, after a has given up on it. */
  troupe_initiator_run (ends->initiator, ends->now_ns);
  g_assert_true (g_str_has_suffix (ends->a_log->str, "disconnected:timeout returned:2:timeout "));
  session_ends_advance (ends, SECOND);

  assert_received (ends, 3);
  g_assert_cmpuint (count_words (ends->a_log, "returned"), ==, 1);
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 0);
}

/* The same where b never saw it. */
static void
test_skips_what_expired (SessionEnds  *ends,
                         gconstpointer data)
{
  session_ends_send (ends, 1);
  session_ends_advance (ends, SECOND);
  troupe_test_stream_set_capacity (session_ends_get_arrival (ends)->stream, 40);
  session_ends_send (ends, 2);
  troupe_initiator_run (ends->initiator, ends->now_ns);
  ends->now_ns += 20 * SECOND;
  session_ends_send (ends, 3);
  ends->now_ns += 10 * SECOND;
  troupe_initiator_run (ends->initiator, ends->now_ns);
  session_ends_advance (ends, SECOND);

  g_assert_cmpstr (ends->b_log->str, ==, "opened received:1 closed:broken-link opened received:3 ");
  g_assert_cmpuint (count_words (ends->a_log, "returned:2:timeout"), ==, 1);
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 0);
}

/* ---- silence ---- */

/* a's end stands, and nothing comes of what it writes. */
static void
make_half_open (SessionEnds *ends)
{
  SessionArrival *entry = session_ends_get_arrival (ends);

  troupe_arrival_silence (entry->arrival);
  entry->is_over = TRUE;
}

static void
test_ping (SessionEnds  *ends,
           gconstpointer data)
{
  session_ends_send (ends, 1);
  session_ends_advance (ends, 120 * SECOND);

  g_assert_cmpstr (ends->a_log->str, ==, "connected ");
  g_assert_cmpstr (ends->b_log->str, ==, "opened received:1 ");
  g_assert_cmpuint (troupe_test_stream_get_n_written (ends->near), >, 0);
}

/* b's machine is gone without a word. */
static void
test_silent_acceptor (SessionEnds  *ends,
                      gconstpointer data)
{
  SessionArrival *entry;

  session_ends_send (ends, 1);
  session_ends_run (ends);
  entry = session_ends_get_arrival (ends);
  troupe_test_stream_set_capacity (entry->stream, 0);
  session_ends_advance (ends, 25 * SECOND - 1);
  g_assert_cmpstr (ends->a_log->str, ==, "connected ");
  session_ends_advance (ends, 1);

  g_assert_cmpstr (ends->a_log->str, ==, "connected disconnected:timeout ");
}

/* a's machine is gone without a word: b does not hold its connection for ever. */
static void
test_silent_initiator (SessionEnds  *ends,
                       gconstpointer data)
{
  session_ends_send (ends, 1);
  session_ends_run (ends);
  ends->knobs.values[TROUPE_KNOB_SESSION_PING_IDLE] = 3600 * SECOND;
  session_ends_advance (ends, 25 * SECOND - 1);
  g_assert_cmpstr (ends->b_log->str, ==, "opened received:1 ");
  session_ends_advance (ends, 1);

  g_assert_cmpstr (ends->b_log->str, ==, "opened received:1 closed:timeout ");
}

/* a has lost its connection, b has not heard of it: the next one takes its place at once. */
static void
test_newest_wins (SessionEnds  *ends,
                  gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  session_ends_send (ends, 1);
  session_ends_run (ends);
  g_set_object (&session_ends_get_arrival (ends)->stream, ends->near);
  make_half_open (ends);
  g_assert_cmpuint (troupe_acceptor_table_get_size (ends->table), ==, 1);
  session_ends_advance (ends, SECOND);
  session_ends_send (ends, 2);
  session_ends_advance (ends, SECOND);

  assert_received (ends, 2);
}

/* ---- other processes ---- */

static void
test_restarted (SessionEnds  *ends,
                gconstpointer data)
{
  ends->knobs.values[TROUPE_KNOB_SESSION_ACK_INTERVAL] = 5 * SECOND;
  session_ends_send (ends, 1);
  session_ends_run (ends);
  session_ends_send (ends, 2);
  session_ends_run (ends);
  session_ends_restart_b (ends);
  session_ends_send (ends, 3);
  session_ends_advance (ends, SECOND);

  g_assert_cmpstr (ends->a_log->str, ==, "connected disconnected:broken-link returned:2:broken-link connected ");
  assert_received (ends, 3);
}

/* b forgets a session that was idle for long: then a gives up on what it cannot know of. */
static void
test_forgotten (SessionEnds  *ends,
                gconstpointer data)
{
  ends->knobs.values[TROUPE_KNOB_SESSION_ACK_INTERVAL] = 5 * SECOND;
  ends->knobs.values[TROUPE_KNOB_SESSION_DELIVERY_TIMEOUT] = 3600 * SECOND;
  session_ends_send (ends, 1);
  session_ends_run (ends);
  session_ends_send (ends, 2);
  session_ends_run (ends);
  ends->refuses = TRUE;
  session_ends_break (ends);
  session_ends_advance (ends, 601 * SECOND);
  ends->knobs.values[TROUPE_KNOB_SESSION_COUNT_MAX] = 1;
  ends->knobs.values[TROUPE_KNOB_SESSION_RETENTION] = 0;
  /* Another session needs the room. */
  {
    TroupeAcceptor *other = troupe_acceptor_table_add (ends->table, 5, 5, 1, ends->now_ns);

    g_assert_nonnull (other);
    troupe_acceptor_forget (other);
  }
  ends->refuses = FALSE;
  session_ends_send (ends, 3);
  session_ends_advance (ends, 6 * SECOND);

  g_assert_cmpuint (count_words (ends->a_log, "returned:2:broken-link"), ==, 1);
  g_assert_cmpuint (count_words (ends->a_log, "returned"), ==, 1);
  assert_received (ends, 3);
}

/* ---- at random ---- */

static void
prepare_random (SessionEnds      *ends,
                TroupeTestStream *near,
                TroupeTestStream *far)
{
  TroupeRandom *random = ends->data;

  troupe_test_stream_limit_reads (near, troupe_random_range (random, 1, 300));
  troupe_test_stream_limit_reads (far, troupe_random_range (random, 1, 300));
  troupe_test_stream_limit_writes (near, troupe_random_range (random, 1, 300));
  troupe_test_stream_set_capacity (near, troupe_random_range (random, 1, 100));
  troupe_test_stream_set_capacity (far, troupe_random_range (random, 1, 500));
  if (troupe_random_below (random, 4) != 0)
    troupe_test_stream_break_after (near, troupe_random_below (random, 3000));
  if (troupe_random_below (random, 4) == 0)
    troupe_test_stream_break_after (far, troupe_random_below (random, 600));
}

/* While both processes live and the network comes back in time, each message is received once, in order, and those that
 * cannot be read come back, whatever is torn meanwhile. */
static void
test_random_faults (void)
{
  TroupeRandom random;

  troupe_random_init (&random, 1, "test-session-faults/random");
  for (guint i = 0; i < 300; i++)
    {
      guint n_sent = (guint) troupe_random_range (&random, 1, 300);
      guint n_received = 0;
      SessionEnds ends;
      const char *at;

      session_ends_init (&ends);
      ends.knobs.values[TROUPE_KNOB_SESSION_BACKOFF_MAX] = 10 * MS;
      ends.prepare = prepare_random;
      ends.data = &random;
      for (guint number = 1; number <= n_sent; number++)
        {
          if (number % 50 == 0)
            session_ends_send_disguised (&ends, number, "test.unknown", 0);
          else
            session_ends_send (&ends, number);
          if (troupe_random_below (&random, 3) == 0)
            session_ends_advance (&ends, troupe_random_below (&random, 3 * MS));
        }
      session_ends_advance (&ends, 20 * SECOND);

      at = ends.b_log->str;
      for (guint number = 1; number <= n_sent; number++)
        {
          g_autofree char *word = g_strdup_printf ("received:%u ", number);

          if (number % 50 == 0)
            continue;
          at = strstr (at, "received:");
          g_assert_nonnull (at);
          g_assert_true (g_str_has_prefix (at, word));
          at++;
          n_received++;
        }
      g_assert_cmpuint (count_words (ends.b_log, "received"), ==, n_received);
      g_assert_cmpuint (count_words (ends.a_log, "returned"), ==, n_sent - n_received);
      g_assert_cmpuint (troupe_initiator_get_n_held (ends.initiator), ==, 0);
      session_ends_clear (&ends);
    }
}

#define ADD(name, func) g_test_add ("/channel/session-faults/" name, SessionEnds, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/channel/session-faults/a-read-may-end-at-each-byte", test_each_split);
  g_test_add_func ("/channel/session-faults/reads-and-writes-may-have-each-size", test_each_chunk_size);
  g_test_add_data_func ("/channel/session-faults/a-break-at-each-byte-from-a-loses-and-repeats-nothing",
                        GINT_TO_POINTER (TRUE), test_each_break);
  g_test_add_data_func ("/channel/session-faults/a-break-at-each-byte-from-b-loses-and-repeats-nothing",
                        GINT_TO_POINTER (FALSE), test_each_break);
  g_test_add_func ("/channel/session-faults/each-message-arrives-once-whatever-is-torn", test_random_faults);
  ADD ("an-acknowledgement-that-was-lost-is-given-again", test_lost_acknowledgement);
  ADD ("a-refusal-that-was-lost-is-given-again", test_lost_refusal);
  ADD ("who-is-refused-waits-longer-each-time", test_backoff);
  ADD ("a-connection-that-was-answered-ends-the-waiting", test_backoff_begins_anew);
  ADD ("who-is-there-and-is-not-heard-waits-little-longer", test_backoff_of_greetings);
  ADD ("who-is-there-and-is-not-greeted-in-time-likewise", test_backoff_before_greetings);
  ADD ("who-closes-each-connection-is-left-alone", test_backoff_of_closed_greetings);
  ADD ("what-can-never-be-reached-is-unroutable-at-once", test_hopeless);
  ADD ("what-cannot-be-reached-now-is-tried-again", test_hopeful);
  ADD ("who-does-not-answer-is-given-up", test_no_answer);
  ADD ("what-never-went-out-comes-back-in-time", test_deadline);
  ADD ("an-idle-session-does-not-forget-the-time", test_deadline_after_idle);
  ADD ("what-is-stuck-in-a-connection-comes-back-in-time", test_deadline_of_what_is_not_written);
  ADD ("what-was-sent-and-not-acknowledged-comes-back-in-time", test_deadline_of_what_was_sent);
  ADD ("what-came-back-is-not-waited-for", test_skips_what_expired);
  ADD ("a-ping-keeps-an-idle-connection", test_ping);
  ADD ("an-acceptor-that-is-silent-is-given-up", test_silent_acceptor);
  ADD ("an-initiator-that-is-silent-is-given-up", test_silent_initiator);
  ADD ("a-later-connection-takes-the-place-of-one-before", test_newest_wins);
  ADD ("another-process-is-not-sent-what-the-one-before-may-have", test_restarted);
  ADD ("a-session-that-was-forgotten-is-not-resumed", test_forgotten);

  return g_test_run ();
}
