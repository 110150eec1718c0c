/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-defect-private.h"
#include "base/troupe-error.h"

#include "channel/raw-peer.h"

#include <string.h>

/* What a peer may write that no peer of ours would: it is refused by name, and everything else goes on. */

typedef struct
{
  SessionEnds  base;
  GByteArray  *bytes; /* (owned): to be written next */
} Bytes;

static void
set_up (Bytes        *t,
        gconstpointer data)
{
  session_ends_init (&t->base);
  t->bytes = g_byte_array_new ();
}

static void
tear_down (Bytes        *t,
           gconstpointer data)
{
  troupe_defect_disable_all ();
  g_byte_array_unref (t->bytes);
  session_ends_clear (&t->base);
}

/* ---- to an acceptor ---- */

/* Someone connects to b and writes. (transfer full): its end */
static TroupeTestStream *
connect_and_write (Bytes *t)
{
  TroupeTestStream *near = session_ends_connect (&t->base);

  raw_write (session_ends_get_arrival (&t->base)->stream, t->bytes);
  session_ends_run (&t->base);

  return near;
}

/* What b has answered: all that can be read now. (transfer full) */
static GByteArray *
read_all (TroupeTestStream *near)
{
  GByteArray *bytes = g_byte_array_new ();
  guint8 buffer[4096];
  gsize n;

  while (troupe_stream_try_read (TROUPE_STREAM (near), buffer, sizeof buffer, &n) == TROUPE_STREAM_OK)
    g_byte_array_append (bytes, buffer, (guint) n);

  return bytes;
}

static TroupeVerdict
read_verdict (TroupeTestStream *near)
{
  g_autoptr (GByteArray) bytes = read_all (near);
  g_auto (TroupeAnswer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  gsize size;

  g_assert_cmpint (troupe_answer_parse (&answer, bytes->data, bytes->len, &size, &error), ==, TROUPE_GREETING_WHOLE);
  g_test_message ("%s", answer.text);

  return answer.verdict;
}

/* The last frame that b has written. */
static void
assert_rejected (TroupeTestStream *near,
                 TroupeRejection   rejection,
                 guint64           number,
                 const char       *text)
{
  g_autoptr (GByteArray) bytes = read_all (near);
  g_autoptr (GError) error = NULL;
  TroupeFrameHeader header;
  const guint8 *at = memmem (bytes->data, bytes->len, "Could not read", 14);

  g_assert_nonnull (at);
  g_assert_true (troupe_frame_header_read (&header, at - TROUPE_FRAME_HEADER_SIZE, TROUPE_FRAME_FROM_ACCEPTOR, 0,
                                           &error));
  g_assert_cmpint (header.kind, ==, TROUPE_FRAME_REJECTION);
  g_assert_cmpint (header.reason, ==, rejection);
  g_assert_cmpuint (header.number, ==, number);
  g_assert_nonnull (memmem (at, header.size, text, strlen (text)));
}

/* What has been counted of what peers did wrong: this, and nothing else. */
static void
assert_fault (Bytes           *t,
              TroupePeerFault  fault,
              guint            count)
{
  for (guint i = 0; i < TROUPE_N_PEER_FAULTS; i++)
    g_assert_cmpuint (t->base.table->faults.counts[i], ==, i == fault ? count : 0);
}

static void
test_stranger (Bytes        *t,
               gconstpointer data)
{
  static const char request[] = "GET / HTTP/1.1\r\n\r\n";
  g_autoptr (TroupeTestStream) near = NULL;
  g_autoptr (GByteArray) answer = NULL;

  g_byte_array_append (t->bytes, (const guint8 *) request, sizeof request - 1);
  near = connect_and_write (t);
  answer = read_all (near);

  g_assert_cmpuint (answer->len, ==, 0);
  g_assert_cmpstr (t->base.b_log->str, ==, "dropped:unroutable ");
  assert_fault (t, TROUPE_PEER_FAULT_STRANGER, 1);
  g_assert_cmpuint (troupe_acceptor_table_get_size (t->base.table), ==, 0);
}

static void
test_other_version (Bytes        *t,
                    gconstpointer data)
{
  g_autoptr (TroupeTestStream) near = NULL;

  g_byte_array_append (t->bytes, (const guint8 *) "TRPE\2\0", 6);
  near = connect_and_write (t);

  g_assert_cmpint (read_verdict (near), ==, TROUPE_VERDICT_VERSION);
  g_assert_cmpstr (t->base.b_log->str, ==, "dropped:unroutable ");
  assert_fault (t, TROUPE_PEER_FAULT_VERSION, 1);
}

static void
test_torn_greeting (Bytes        *t,
                    gconstpointer data)
{
  g_autoptr (TroupeTestStream) near = NULL;

  raw_greeting (t->bytes, &(TroupeGreeting) { 0 });
  t->bytes->data[20] ^= 1;
  near = connect_and_write (t);

  g_assert_cmpint (read_verdict (near), ==, TROUPE_VERDICT_MALFORMED);
  assert_fault (t, TROUPE_PEER_FAULT_GREETING, 1);
  g_assert_cmpuint (troupe_acceptor_table_get_size (t->base.table), ==, 0);
}

static void
test_absurd_greeting (Bytes        *t,
                      gconstpointer data)
{
  g_autoptr (TroupeTestStream) near = NULL;

  raw_greeting (t->bytes, &(TroupeGreeting) { .held = 7, .fresh = 6 });
  near = connect_and_write (t);

  g_assert_cmpint (read_verdict (near), ==, TROUPE_VERDICT_MALFORMED);
}

static void
test_slow_greeting (Bytes        *t,
                    gconstpointer data)
{
  g_autoptr (TroupeTestStream) near = NULL;

  g_byte_array_append (t->bytes, (const guint8 *) "TRP", 3);
  near = connect_and_write (t);
  session_ends_advance (&t->base, 10 * SECOND - 1);
  g_assert_cmpstr (t->base.b_log->str, ==, "");
  session_ends_advance (&t->base, 1);

  g_assert_cmpstr (t->base.b_log->str, ==, "dropped:timeout ");
  assert_fault (t, TROUPE_PEER_FAULT_SILENT, 1);
}

static void
test_crowd_of_greeters (Bytes        *t,
                        gconstpointer data)
{
  g_autoptr (GPtrArray) crowd = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i <= TROUPE_GREETERS_MAX; i++)
    g_ptr_array_add (crowd, connect_and_write (t));
  g_assert_cmpstr (t->base.b_log->str, ==, "dropped:unroutable ");
  session_ends_send (&t->base, 1);
  session_ends_run (&t->base);

  g_assert_true (g_str_has_suffix (t->base.b_log->str, "opened received:1 "));
}

static void
test_newest_wins (Bytes        *t,
                  gconstpointer data)
{
  g_autoptr (TroupeTestStream) first = NULL;
  g_autoptr (TroupeTestStream) second = NULL;
  TroupeTestStream *first_at_b;

  raw_greeting (t->bytes, &(TroupeGreeting) { .connection = 1 });
  raw_definitions (t->bytes);
  raw_note (t->bytes, 1, 1);
  first = connect_and_write (t);
  first_at_b = session_ends_get_arrival (&t->base)->stream;
  raw_greeting (t->bytes, &(TroupeGreeting) { .connection = 2, .fresh = 2 });
  second = connect_and_write (t);
  raw_note (t->bytes, 2, 2);
  raw_write (first_at_b, t->bytes);
  session_ends_run (&t->base);

  g_assert_cmpstr (t->base.b_log->str, ==, "opened received:1 closed:none opened ");
}

/* Connections may overtake each other: the number says which is the later one. */
static void
test_stale_connection (Bytes        *t,
                       gconstpointer data)
{
  g_autoptr (TroupeTestStream) second = NULL;
  g_autoptr (TroupeTestStream) first = NULL;

  raw_greeting (t->bytes, &(TroupeGreeting) { .connection = 2 });
  second = connect_and_write (t);
  raw_greeting (t->bytes, &(TroupeGreeting) { .connection = 1 });
  first = connect_and_write (t);

  g_assert_cmpint (read_verdict (first), ==, TROUPE_VERDICT_STALE);
  g_assert_cmpstr (t->base.b_log->str, ==, "opened dropped:unroutable ");
}

static void
test_too_many_sessions (Bytes        *t,
                        gconstpointer data)
{
  g_autoptr (TroupeTestStream) first = NULL;
  g_autoptr (TroupeTestStream) second = NULL;
  g_autoptr (TroupeTestStream) third = NULL;

  t->base.knobs.values[TROUPE_KNOB_SESSION_COUNT_MAX] = 1;
  raw_greeting (t->bytes, &(TroupeGreeting) { .session = 1 });
  first = connect_and_write (t);
  raw_greeting (t->bytes, &(TroupeGreeting) { .session = 2 });
  second = connect_and_write (t);
  g_assert_cmpint (read_verdict (second), ==, TROUPE_VERDICT_FULL);
  /* One that is not connected makes room. */
  troupe_stream_close (TROUPE_STREAM (first));
  session_ends_run (&t->base);
  raw_greeting (t->bytes, &(TroupeGreeting) { .session = 3 });
  third = connect_and_write (t);

  g_assert_cmpint (read_verdict (third), ==, TROUPE_VERDICT_BEGUN);
  g_assert_cmpuint (troupe_acceptor_table_get_size (t->base.table), ==, 1);
}

/* Connects, greets, and writes what is in t->bytes. (transfer full): its end */
static TroupeTestStream *
greet_and_write (Bytes *t)
{
  g_autoptr (GByteArray) rest = g_steal_pointer (&t->bytes);

  t->bytes = g_byte_array_new ();
  raw_greeting (t->bytes, &(TroupeGreeting) { 0 });
  raw_definitions (t->bytes);
  g_byte_array_append (t->bytes, rest->data, rest->len);

  return connect_and_write (t);
}

static void
test_duplicate (Bytes        *t,
                gconstpointer data)
{
  g_autoptr (TroupeTestStream) near = NULL;
  g_autoptr (GByteArray) before = NULL;
  g_autoptr (GByteArray) after = NULL;

  t->base.knobs.values[TROUPE_KNOB_SESSION_ACK_INTERVAL] = 5 * SECOND;
  raw_note (t->bytes, 1, 1);
  raw_note (t->bytes, 2, 2);
  near = greet_and_write (t);
  before = read_all (near);
  raw_note (t->bytes, 1, 1);
  raw_write (session_ends_get_arrival (&t->base)->stream, t->bytes);
  session_ends_run (&t->base);
  after = read_all (near);

  g_assert_cmpstr (t->base.b_log->str, ==, "opened received:1 received:2 ");
  g_assert_cmpuint (after->len, ==, TROUPE_FRAME_HEADER_SIZE);
  g_assert_cmpint (after->data[4], ==, TROUPE_FRAME_ACKNOWLEDGEMENT);
  g_assert_cmpint (after->data[16], ==, 3);
  g_assert_cmpuint (t->base.table->n_duplicates, ==, 1);
}

static void
test_gap (Bytes        *t,
          gconstpointer data)
{
  g_autoptr (TroupeTestStream) near = NULL;
  g_autoptr (TroupeTestStream) again = NULL;

  raw_note (t->bytes, 1, 1);
  raw_note (t->bytes, 3, 3);
  near = greet_and_write (t);
  assert_rejected (near, TROUPE_REJECTION_GAP, 2, "the one 1 after the next");
  g_assert_cmpstr (t->base.b_log->str, ==, "opened received:1 closed:unroutable ");

  /* It stays so: the next connection of the session is told the same. */
  raw_greeting (t->bytes, &(TroupeGreeting) { .connection = 2, .held = 1, .fresh = 4 });
  raw_definitions (t->bytes);
  raw_note (t->bytes, 2, 2);
  again = connect_and_write (t);
  assert_rejected (again, TROUPE_REJECTION_GAP, 2, "the one 1 after the next");
  g_assert_cmpstr (t->base.b_log->str, ==, "opened received:1 closed:unroutable opened closed:unroutable ");
  assert_fault (t, TROUPE_PEER_FAULT_GAP, 1);
}

static void
assert_frame_rejected (Bytes                   *t,
                       const TroupeFrameHeader *header,
                       const void              *payload,
                       const char              *text)
{
  g_autoptr (TroupeTestStream) near = NULL;

  raw_frame (t->bytes, header, payload);
  near = greet_and_write (t);
  assert_rejected (near, TROUPE_REJECTION_MALFORMED, 1, text);
  assert_fault (t, TROUPE_PEER_FAULT_MALFORMED, 1);
  session_ends_send (&t->base, 1);
  session_ends_run (&t->base);

  g_assert_true (g_str_has_suffix (t->base.b_log->str, "opened received:1 "));
}

typedef struct
{
  TroupeFrameHeader  header;
  const char        *payload;
  const char        *text;    /* of the rejection */
} BadFrame;

static const BadFrame bad_frames[] = {
  { { .kind = 0 }, NULL, "0 is no kind of frame" },
  { { .kind = 99 }, NULL, "99 is no kind of frame" },
  { { .kind = TROUPE_FRAME_ACKNOWLEDGEMENT }, NULL, "6 is no kind of frame that this end can send" },
  { { .kind = TROUPE_FRAME_PING, .size = 1 }, "x", "a payload of 1 bytes is not from 0 to 0" },
  { { .kind = TROUPE_FRAME_PING, .number = 1 }, NULL, "that it does not use" },
  { { .kind = TROUPE_FRAME_PING, .flags = 1 }, NULL, "that it does not use" },
  { { .kind = TROUPE_FRAME_PING, .zero = 1 }, NULL, "that it does not use" },
  { { .kind = TROUPE_FRAME_DEFINE, .number = 3 }, NULL, "a payload of 0 bytes" },
  { { .kind = TROUPE_FRAME_DEFINE, .number = 4, .size = 9 }, "local:1,p", "Could not define actor 4" },
  { { .kind = TROUPE_FRAME_DEFINE, .number = 3, .size = 9 }, "local:1,p", "local:1,p" },
  { { .kind = TROUPE_FRAME_DEFINE, .number = 3, .size = 14 }, "local:1,p,a[\0]", "zero byte" },
  { { .kind = TROUPE_FRAME_DEFINE, .number = 3, .flags = 1, .size = 1 }, "t", "Could not define type 3" },
  { { .kind = TROUPE_FRAME_TALLY, .receiver = 1, .number = 1 }, NULL, "10 is no kind of frame that this end can send" },
  { { .kind = TROUPE_FRAME_INQUIRY, .receiver = 0, .number = 1 }, NULL, "receiver 0 was never defined" },
  { { .kind = TROUPE_FRAME_INQUIRY, .receiver = 3, .number = 1 }, NULL, "receiver 3 was never defined" },
  { { .kind = TROUPE_FRAME_INQUIRY, .receiver = 1, .sender = 2, .number = 1 }, NULL, "that it does not use" },
  { { .kind = TROUPE_FRAME_INQUIRY, .receiver = 1, .type = 1, .number = 1 }, NULL, "that it does not use" },
  { { .kind = TROUPE_FRAME_MESSAGE, .sequence = 1, .receiver = 0, .type = 1 }, NULL, "has no receiver" },
  { { .kind = TROUPE_FRAME_MESSAGE, .sequence = 1, .receiver = 3, .type = 1 }, NULL, "receiver 3" },
  { { .kind = TROUPE_FRAME_MESSAGE, .sequence = 1, .receiver = 1, .sender = 9, .type = 1 }, NULL, "sender 9" },
  { { .kind = TROUPE_FRAME_MESSAGE, .sequence = 1, .receiver = 1, .type = 2 }, NULL, "type 2" },
  { { .kind = TROUPE_FRAME_MESSAGE, .sequence = 1, .receiver = 1, .type = 0 }, NULL, "type 0" },
  { { .kind = TROUPE_FRAME_MESSAGE, .sequence = 1, .receiver = 1, .type = 1, .reason = 200 }, NULL,
    "200 is no reason" },
  { { .kind = TROUPE_FRAME_MESSAGE, .sequence = 1, .receiver = 1, .type = 1, .flags = 1 }, NULL, "to nobody" },
  { { .kind = TROUPE_FRAME_MESSAGE, .sequence = 1, .receiver = 1, .type = 1, .flags = 128 }, NULL, "not use" },
  { { .kind = TROUPE_FRAME_MESSAGE, .sequence = 1, .receiver = 1, .type = 1, .size = 4, .flags = 16 }, "1234",
    "too short" },
  { { .kind = TROUPE_FRAME_MESSAGE, .sequence = 1, .receiver = 1, .sender = 2, .type = 1, .size = 15, .flags = 4 },
    "123456789012345", "too short" },
  { { .kind = TROUPE_FRAME_MESSAGE, .sequence = 1, .receiver = 1, .sender = 0, .type = 1, .size = 16, .flags = 4 },
    "1234567890123456", "from nobody" },
  { { .kind = TROUPE_FRAME_MESSAGE, .sequence = 1, .receiver = 1, .sender = 2, .type = 1, .size = 16, .flags = 5 },
    "1234567890123456", "on its way back" },
  { { .kind = TROUPE_FRAME_MESSAGE, .sequence = 1, .receiver = 2, .sender = 1, .type = 1, .size = 26, .flags = 4 },
    "12345678" "\0\0\0\0\0\0\0\0" "\1\0\0\0\0\0\0\0x", "number 0 of its flow" },
  { { .kind = TROUPE_FRAME_MESSAGE, .sequence = 1, .receiver = 1, .type = 1, .size = TROUPE_FRAME_PAYLOAD_MAX + 1 },
    NULL, "is not from 0 to" },
  { { .kind = TROUPE_FRAME_MESSAGE, .sequence = 1, .receiver = 1, .type = 1, .size = TROUPE_FRAME_PAYLOAD_MAX },
    NULL, "too long" },
};

static void
test_bad_frame (Bytes        *t,
                gconstpointer data)
{
  const BadFrame *bad = data;

  assert_frame_rejected (t, &bad->header, bad->payload, bad->text);
}

/* Noise is not held against the session: the next connection goes on. */
static void
test_noise (Bytes        *t,
            gconstpointer data)
{
  g_autoptr (TroupeTestStream) near = NULL;
  g_autoptr (TroupeTestStream) again = NULL;

  raw_note (t->bytes, 1, 1);
  raw_note (t->bytes, 2, 2);
  t->bytes->data[t->bytes->len - 20] ^= 4;
  near = greet_and_write (t);
  g_assert_cmpstr (t->base.b_log->str, ==, "opened received:1 closed:broken-link ");
  raw_greeting (t->bytes, &(TroupeGreeting) { .connection = 2, .fresh = 3 });
  raw_definitions (t->bytes);
  raw_note (t->bytes, 2, 2);
  again = connect_and_write (t);

  g_assert_true (g_str_has_suffix (t->base.b_log->str, "opened received:2 "));
  assert_fault (t, TROUPE_PEER_FAULT_CORRUPT, 1);
}

static void
test_noise_in_a_body (Bytes        *t,
                      gconstpointer data)
{
  g_autoptr (TroupeTestStream) near = NULL;
  TroupeFrameHeader header = {
    .kind = TROUPE_FRAME_DEFINE, .number = 1, .size = 14,
  };

  raw_greeting (t->bytes, &(TroupeGreeting) { .has_trailers = TRUE });
  raw_frame (t->bytes, &header, "local:1,p,a[0]");
  g_byte_array_append (t->bytes, (const guint8 *) "12345678", 8);
  near = connect_and_write (t);

  g_assert_cmpstr (t->base.b_log->str, ==, "opened closed:broken-link ");
}

/* Writes the beginning of a message that is to be as long as one can be. Is nothing set aside for what is merely
 * announced? */
static gboolean
announced_length_takes_no_memory (Bytes *t)
{
  TroupeFrameHeader header = {
    .kind = TROUPE_FRAME_MESSAGE, .sequence = 1, .receiver = 1, .type = 1, .size = TROUPE_MESSAGE_SIZE_MAX,
  };
  TroupeScratch *scratch = t->base.scratch;
  TroupeTestStream *near, *far;
  TroupeInput input;
  TroupeFrame frame;
  gboolean is_right;

  raw_frame (t->bytes, &header, NULL);
  g_byte_array_append (t->bytes, (const guint8 *) "12345678", 8);
  troupe_test_stream_new_pair (&near, &far);
  raw_write (near, t->bytes);
  troupe_input_init (&input, TROUPE_FRAME_FROM_INITIATOR);
  g_assert_cmpint (troupe_input_read (&input, TROUPE_STREAM (near), scratch), ==, TROUPE_STREAM_OK);
  g_assert_cmpint (troupe_input_next (&input, &frame, NULL), ==, TROUPE_INPUT_PARTIAL);
  troupe_input_keep (&input);

  g_assert_cmpuint (troupe_input_get_n_pending (&input), ==, TROUPE_FRAME_HEADER_SIZE + 8);
  is_right = input.n_block_allocated <= 64 * 1024;
  troupe_input_clear (&input);
  g_object_unref (near);
  g_object_unref (far);

  return is_right;
}

static void
test_announced_length (Bytes        *t,
                       gconstpointer data)
{
  g_assert_true (announced_length_takes_no_memory (t));
}

static void
test_overrun (Bytes        *t,
              gconstpointer data)
{
  g_autoptr (TroupeTestStream) near = NULL;

  t->base.knobs.values[TROUPE_KNOB_SESSION_WINDOW] = 2;
  t->base.keeps = TRUE;
  for (guint i = 1; i <= 10; i++)
    raw_note (t->bytes, i, i);
  near = greet_and_write (t);

  assert_rejected (near, TROUPE_REJECTION_OVERRUN, 6, "without credit");
  assert_fault (t, TROUPE_PEER_FAULT_OVERRUN, 1);
}

static void
test_unread_refusals (Bytes        *t,
                      gconstpointer data)
{
  g_autoptr (TroupeTestStream) near = NULL;
  TroupeFrameHeader header = { .kind = TROUPE_FRAME_MESSAGE, .receiver = 2, .sender = 1, .type = 1 };

  for (guint i = 1; i <= TROUPE_REFUSALS_MAX + 1; i++)
    {
      header.sequence = i;
      raw_frame (t->bytes, &header, NULL);
    }
  near = greet_and_write (t);

  assert_rejected (near, TROUPE_REJECTION_OVERRUN, TROUPE_REFUSALS_MAX + 1, "without credit");
}

/* ---- to an initiator ---- */

/* a has sent notes 1 and 2 to a peer that has answered, and that now writes. */
static void
answer_and_write (Bytes *t)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();

  t->base.is_deaf = TRUE;
  session_ends_send (&t->base, 1);
  session_ends_send (&t->base, 2);
  session_ends_run (&t->base);
  raw_answer (answer, TROUPE_VERDICT_BEGUN, 1);
  raw_write (t->base.near, answer);
  session_ends_run (&t->base);
  raw_write (t->base.near, t->bytes);
  session_ends_run (&t->base);
}

/* The connection goes, nobody is told anything wrong, and the session goes on with the next. */
static void
assert_connection_dropped (Bytes *t)
{
  g_assert_cmpstr (t->base.a_log->str, ==, "connected disconnected:broken-link ");
  g_assert_cmpuint (troupe_initiator_get_n_held (t->base.initiator), ==, 2);
  t->base.is_deaf = FALSE;
  session_ends_advance (&t->base, SECOND);
  g_assert_true (g_str_has_prefix (t->base.a_log->str, "connected disconnected:broken-link "));
  g_assert_cmpuint (troupe_initiator_get_n_held (t->base.initiator), ==, 0);
}

static void
test_acknowledges_too_much (Bytes        *t,
                            gconstpointer data)
{
  raw_bare (t->bytes, TROUPE_FRAME_ACKNOWLEDGEMENT, 4);
  answer_and_write (t);

  assert_connection_dropped (t);
}

static void
test_acknowledges_backwards (Bytes        *t,
                             gconstpointer data)
{
  raw_bare (t->bytes, TROUPE_FRAME_ACKNOWLEDGEMENT, 2);
  raw_bare (t->bytes, TROUPE_FRAME_ACKNOWLEDGEMENT, 1);
  answer_and_write (t);

  g_assert_cmpstr (t->base.a_log->str, ==, "connected disconnected:broken-link ");
  g_assert_cmpuint (troupe_initiator_get_n_held (t->base.initiator), ==, 1);
}

static void
test_refuses_too_much (Bytes        *t,
                       gconstpointer data)
{
  TroupeFrameHeader header = {
    .kind = TROUPE_FRAME_REFUSAL, .reason = TROUPE_REASON_TYPE_MISMATCH, .number = 3,
  };

  raw_frame (t->bytes, &header, NULL);
  answer_and_write (t);

  assert_connection_dropped (t);
}

static void
test_rejects_too_much (Bytes        *t,
                       gconstpointer data)
{
  raw_bare (t->bytes, TROUPE_FRAME_REJECTION, 4);
  answer_and_write (t);

  assert_connection_dropped (t);
}

static void
test_garbage_to_initiator (Bytes        *t,
                           gconstpointer data)
{
  g_byte_array_append (t->bytes, (const guint8 *) "HTTP/1.1 400 Bad Request\r\n\r\n and more", 36);
  answer_and_write (t);

  assert_connection_dropped (t);
}

/* A rejection costs the message that caused it, and no other. */
static void
test_rejected (Bytes        *t,
               gconstpointer data)
{
  TroupeFrameHeader header = { .kind = TROUPE_FRAME_REJECTION, .reason = 1, .number = 1, .size = 3 };

  raw_frame (t->bytes, &header, "why");
  answer_and_write (t);
  g_assert_cmpstr (t->base.a_log->str, ==, "connected returned:1:unroutable disconnected:broken-link ");
  t->base.is_deaf = FALSE;
  session_ends_advance (&t->base, SECOND);

  g_assert_cmpstr (t->base.b_log->str, ==, "opened received:2 ");
}

typedef struct
{
  TroupeVerdict verdict;
  guint64       next;
} BadAnswer;

static const BadAnswer bad_answers[] = {
  { TROUPE_VERDICT_BEGUN, 2 }, { TROUPE_VERDICT_RESUMED, 0 }, { TROUPE_VERDICT_RESUMED, 2 },
  { TROUPE_VERDICT_VERSION, 1 }, { TROUPE_VERDICT_MALFORMED, 1 }, { TROUPE_VERDICT_STALE, 1 },
  { TROUPE_VERDICT_FULL, 1 },
};

/* It is tried again, and the messages wait. */
static void
test_bad_answer (Bytes        *t,
                 gconstpointer data)
{
  const BadAnswer *bad = data;

  t->base.is_deaf = TRUE;
  session_ends_send (&t->base, 1);
  session_ends_run (&t->base);
  raw_answer (t->bytes, bad->verdict, bad->next);
  raw_write (t->base.near, t->bytes);
  session_ends_run (&t->base);
  g_assert_cmpstr (t->base.a_log->str, ==, "failed:broken-link ");
  t->base.is_deaf = FALSE;
  session_ends_advance (&t->base, SECOND);

  g_assert_cmpstr (t->base.b_log->str, ==, "opened received:1 ");
}

#define ADD(name, func) g_test_add ("/channel/session-bytes/" name, Bytes, NULL, set_up, func, tear_down)

static void
add_bad_ones (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_frames); i++)
    {
      g_autofree char *name = g_strdup_printf ("/channel/session-bytes/a-bad-frame-is-rejected-by-name/%u", i);

      g_test_add (name, Bytes, &bad_frames[i], set_up, test_bad_frame, tear_down);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad_answers); i++)
    {
      g_autofree char *name = g_strdup_printf ("/channel/session-bytes/a-bad-answer-is-a-failed-attempt/%u", i);

      g_test_add (name, Bytes, &bad_answers[i], set_up, test_bad_answer, tear_down);
    }
}

/* ---- planted defects that no scenario can show: no process there writes nonsense ---- */

static gboolean
was_rejected (TroupeTestStream *near)
{
  g_autoptr (GByteArray) bytes = read_all (near);

  return bytes->len > 0 && memmem (bytes->data, bytes->len, "Could not read", 14) != NULL;
}

/* Is a session of that number, which leaves out a message, told so? */
static gboolean
gap_is_rejected (Bytes   *t,
                 guint64  session)
{
  g_autoptr (TroupeTestStream) near = NULL;

  raw_greeting (t->bytes, &(TroupeGreeting) { .session = session });
  raw_definitions (t->bytes);
  raw_note (t->bytes, 3, 3);
  near = connect_and_write (t);

  return was_rejected (near);
}

static void
test_canary_unreadable (Bytes        *t,
                        gconstpointer data)
{
  if (!TROUPE_DEFECTS_BUILT)
    {
      g_test_skip ("this build has no defects");
      return;
    }

  g_assert_true (gap_is_rejected (t, 1));
  g_assert_true (troupe_defect_enable ("session.drops-the-unreadable", NULL));
  g_assert_false (gap_is_rejected (t, 2));
}

/* Is the next connection of a session that was rejected told the same? */
static gboolean
later_connection_is_rejected (Bytes   *t,
                              guint64  connection)
{
  g_autoptr (TroupeTestStream) near = NULL;

  raw_greeting (t->bytes, &(TroupeGreeting) { .session = 1, .connection = connection });
  near = connect_and_write (t);

  return was_rejected (near);
}

static void
test_canary_silent (Bytes        *t,
                    gconstpointer data)
{
  if (!TROUPE_DEFECTS_BUILT)
    {
      g_test_skip ("this build has no defects");
      return;
    }

  g_assert_true (gap_is_rejected (t, 1));
  g_assert_true (later_connection_is_rejected (t, 2));
  g_assert_true (troupe_defect_enable ("session.over-and-silent", NULL));
  g_assert_false (later_connection_is_rejected (t, 3));
}

static void
test_canary_lengths (Bytes        *t,
                     gconstpointer data)
{
  if (!TROUPE_DEFECTS_BUILT)
    {
      g_test_skip ("this build has no defects");
      return;
    }

  g_assert_true (announced_length_takes_no_memory (t));
  g_assert_true (troupe_defect_enable ("session.believes-lengths", NULL));
  g_assert_false (announced_length_takes_no_memory (t));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("a-stranger-is-dropped", test_stranger);
  ADD ("another-version-is-told-so", test_other_version);
  ADD ("a-torn-greeting-is-malformed", test_torn_greeting);
  ADD ("an-absurd-greeting-is-malformed", test_absurd_greeting);
  ADD ("who-does-not-greet-in-time-is-dropped", test_slow_greeting);
  ADD ("a-crowd-of-greeters-shuts-nobody-out", test_crowd_of_greeters);
  ADD ("the-later-connection-takes-the-place-of-the-earlier", test_newest_wins);
  ADD ("an-earlier-connection-that-comes-later-is-stale", test_stale_connection);
  ADD ("so-many-sessions-are-enough", test_too_many_sessions);
  ADD ("a-duplicate-is-dropped-and-acknowledged-again", test_duplicate);
  ADD ("a-gap-is-rejected-now-and-for-ever", test_gap);
  ADD ("noise-ends-the-connection-only", test_noise);
  ADD ("noise-in-a-payload-ends-the-connection-only", test_noise_in_a_body);
  ADD ("an-announced-length-takes-no-memory", test_announced_length);
  ADD ("who-sends-without-credit-is-rejected", test_overrun);
  ADD ("who-leaves-refusals-unread-is-rejected", test_unread_refusals);
  ADD ("an-acknowledgement-of-what-was-not-sent-ends-the-connection", test_acknowledges_too_much);
  ADD ("an-acknowledgement-that-goes-back-ends-the-connection", test_acknowledges_backwards);
  ADD ("a-refusal-of-what-was-not-sent-ends-the-connection", test_refuses_too_much);
  ADD ("a-rejection-of-what-was-not-sent-ends-the-connection", test_rejects_too_much);
  ADD ("garbage-from-an-acceptor-ends-the-connection", test_garbage_to_initiator);
  ADD ("a-rejection-costs-one-message", test_rejected);
  add_bad_ones ();
  ADD ("canary/session-drops-the-unreadable", test_canary_unreadable);
  ADD ("canary/session-over-and-silent", test_canary_silent);
  ADD ("canary/session-believes-lengths", test_canary_lengths);

  return g_test_run ();
}
