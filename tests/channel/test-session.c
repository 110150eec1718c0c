/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/session-ends.h"

#include "base/troupe-defect-private.h"
#include "base/troupe-error.h"

/* One session over a network that works. */

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
  troupe_defect_disable_all ();
  session_ends_clear (ends);
}

static void
test_first_message (SessionEnds  *ends,
                    gconstpointer data)
{
  session_ends_send (ends, 1);
  g_assert_cmpuint (ends->n_dialled, ==, 0);
  session_ends_run (ends);

  g_assert_cmpstr (ends->a_log->str, ==, "connected ");
  g_assert_cmpstr (ends->b_log->str, ==, "opened received:1 ");
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 0);
}

static void
test_order (SessionEnds  *ends,
            gconstpointer data)
{
  g_autoptr (GString) expected = g_string_new ("opened ");

  for (guint i = 1; i <= 5000; i++)
    {
      g_string_append_printf (expected, "received:%u ", i);
      session_ends_send (ends, i);
    }
  session_ends_advance (ends, SECOND);

  g_assert_cmpstr (ends->b_log->str, ==, expected->str);
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 0);
}

static void
test_whole_message (SessionEnds  *ends,
                    gconstpointer data)
{
  TroupeMessage *message = troupe_test_messages_new_note (&ends->a, "local:1,p,a[0]", "local:2,q,b[3]", 7, "hello");
  g_autoptr (GVariant) text = NULL;
  TroupeMessage *received;

  ends->keeps = TRUE;
  message->port = 5000;
  message->reply_port = 4000;
  message->hops = 3;
  message->flags = TROUPE_MESSAGE_IS_RETURN | TROUPE_MESSAGE_NO_RETURN;
  message->reason = TROUPE_REASON_ACTOR_FAILED;
  g_assert_true (troupe_initiator_post (ends->initiator, message, ends->now_ns));
  session_ends_run (ends);

  received = g_queue_peek_head (&ends->kept);
  g_assert_nonnull (received);
  g_assert_cmpuint (received->number, ==, 7);
  g_assert_cmpuint (received->port, ==, 5000);
  g_assert_cmpuint (received->reply_port, ==, 4000);
  g_assert_cmpuint (received->hops, ==, 3);
  g_assert_cmpuint (received->flags, ==, TROUPE_MESSAGE_IS_RETURN | TROUPE_MESSAGE_NO_RETURN);
  g_assert_cmpuint (received->reason, ==, TROUPE_REASON_ACTOR_FAILED);
  g_assert_cmpstr (troupe_actor_id_get_name (received->sender->id), ==, "a");
  g_assert_cmpstr (troupe_actor_id_get_name (received->receiver->id), ==, "b");
  text = troupe_message_dup_field (received, "text");
  g_assert_cmpstr (g_variant_get_string (text, NULL), ==, "hello");
}

static void
test_no_sender (SessionEnds  *ends,
                gconstpointer data)
{
  TroupeMessage *message = troupe_test_messages_new_note (&ends->a, NULL, "local:2,q,b[3]", 1, "");

  ends->keeps = TRUE;
  g_assert_true (troupe_initiator_post (ends->initiator, message, ends->now_ns));
  session_ends_run (ends);

  g_assert_null (((TroupeMessage *) g_queue_peek_head (&ends->kept))->sender);
}

/* Bodies around every size at which something is done another way. */
static void
test_sizes (SessionEnds  *ends,
            gconstpointer data)
{
  static const gsize sizes[] = { 0, 1, 4000, 4200, 32700, 32800, 66000, 300000, 5000000 };

  ends->has_trailers = data != NULL;
  session_ends_clear (ends);
  session_ends_init (ends);
  ends->keeps = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *text = g_strnfill (sizes[i], (char) ('a' + i));

      session_ends_send_text (ends, i + 1, text);
    }
  session_ends_advance (ends, SECOND);

  g_assert_cmpuint (ends->kept.length, ==, G_N_ELEMENTS (sizes));
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *expected = g_strnfill (sizes[i], (char) ('a' + i));
      g_autoptr (GVariant) text = troupe_message_dup_field (g_queue_peek_nth (&ends->kept, i), "text");

      g_assert_cmpstr (g_variant_get_string (text, NULL), ==, expected);
    }
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 0);
}

/* A note in order, with a port and a reply port, or with the port of its type and none. */
static void
send_ordered (SessionEnds *ends,
              guint64      number,
              const char  *text,
              guint64      port)
{
  g_autoptr (TroupePeer) from = troupe_test_messages_peer (&ends->a, "local:1,p,a[0]");
  g_autoptr (TroupePeer) to = troupe_test_messages_peer (&ends->a, "local:2,q,b[3]");
  g_autoptr (GVariant) held = g_variant_ref_sink (g_variant_new ("(ts)", number, text));
  TroupeMessage *message = troupe_message_new_for_order (ends->a.pool, troupe_test_type_note (), from, to,
                                                         number % 4 < 2 ? held : g_variant_new ("(ts)", number, text),
                                                         NULL);

  message->number = number;
  if (port != 0)
    {
      message->port = port;
      message->reply_port = port + 1;
    }
  troupe_message_set_order (message, 1000 + number, number);
  g_assert_true (troupe_initiator_post (ends->initiator, message, ends->now_ns));
}

static void
assert_ordered (const TroupeMessage *message,
                guint64              number,
                const char          *expected,
                guint64              port)
{
  g_autoptr (GVariant) text = troupe_message_dup_field (message, "text");
  const TroupeOrder *order = troupe_message_get_order (message);

  g_assert_cmpstr (g_variant_get_string (text, NULL), ==, expected);
  g_assert_cmpuint (message->flags, ==, TROUPE_MESSAGE_IS_ORDERED);
  g_assert_cmpuint (order->flow, ==, 1000 + number);
  g_assert_cmpuint (order->number, ==, number);
  g_assert_cmpuint (order->n_missing, ==, 0);
  g_assert_cmpuint (message->port, ==, port != 0 ? port : message->type->port);
  g_assert_cmpuint (message->reply_port, ==, port != 0 ? port + 1 : 0);
}

static void
test_ordered (SessionEnds  *ends,
              gconstpointer data)
{
  static const gsize sizes[] = { 0, 1, 30, 60, 3900, 4000, 4200, 32700, 32800, 66000, 300000 };

  ends->has_trailers = data != NULL;
  session_ends_clear (ends);
  session_ends_init (ends);
  ends->keeps = TRUE;
  for (guint i = 0; i < 2 * G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *text = g_strnfill (sizes[i / 2], (char) ('a' + i));

      send_ordered (ends, i + 1, text, i % 2 == 0 ? 0 : 5000);
    }
  session_ends_advance (ends, SECOND);

  g_assert_cmpuint (ends->kept.length, ==, 2 * G_N_ELEMENTS (sizes));
  for (guint i = 0; i < 2 * G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *expected = g_strnfill (sizes[i / 2], (char) ('a' + i));

      assert_ordered (g_queue_peek_nth (&ends->kept, i), i + 1, expected, i % 2 == 0 ? 0 : 5000);
    }
}

/* A message of 64 bytes takes about as much on the wire. */
static void
test_compact (SessionEnds  *ends,
              gconstpointer data)
{
  gsize before;

  session_ends_send_text (ends, 1, "0123456789012345678901234567890123456789012345678901234");
  session_ends_run (ends);
  before = troupe_test_stream_get_n_written (ends->near);
  session_ends_send_text (ends, 2, "0123456789012345678901234567890123456789012345678901234");
  session_ends_run (ends);

  g_assert_cmpuint (troupe_test_stream_get_n_written (ends->near) - before, ==, 32 + 64);
}

static void
test_acks_at_once_after_quiet (SessionEnds  *ends,
                               gconstpointer data)
{
  ends->knobs.values[TROUPE_KNOB_SESSION_ACK_INTERVAL] = 500 * MS;
  session_ends_send (ends, 1);
  session_ends_run (ends);
  session_ends_advance (ends, 500 * MS);
  session_ends_send (ends, 2);
  session_ends_run (ends);

  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 0);
}

static void
test_acks_by_time (SessionEnds  *ends,
                   gconstpointer data)
{
  ends->knobs.values[TROUPE_KNOB_SESSION_ACK_INTERVAL] = 500 * MS;
  session_ends_send (ends, 1);
  session_ends_run (ends);
  session_ends_advance (ends, 100 * MS);
  session_ends_send (ends, 2);
  session_ends_advance (ends, 400 * MS - 1);
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 1);
  session_ends_advance (ends, 1);

  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 0);
}

static void
test_acks_by_count (SessionEnds  *ends,
                    gconstpointer data)
{
  ends->knobs.values[TROUPE_KNOB_SESSION_ACK_INTERVAL] = SECOND;
  ends->knobs.values[TROUPE_KNOB_SESSION_ACK_COUNT] = 3;
  session_ends_send (ends, 1);
  session_ends_run (ends);
  session_ends_send (ends, 2);
  session_ends_run (ends);
  session_ends_send (ends, 3);
  session_ends_run (ends);
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 2);
  session_ends_send (ends, 4);
  session_ends_run (ends);

  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 0);
}

/* What is long is not held until there are a thousand of it. */
static void
test_acks_by_bytes (SessionEnds  *ends,
                    gconstpointer data)
{
  g_autofree char *text = g_strnfill (400 * 1024, 'x');

  ends->knobs.values[TROUPE_KNOB_SESSION_ACK_INTERVAL] = SECOND;
  session_ends_send (ends, 1);
  session_ends_run (ends);
  session_ends_send_text (ends, 2, text);
  session_ends_run (ends);
  session_ends_send_text (ends, 3, text);
  session_ends_run (ends);
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 2);
  session_ends_send_text (ends, 4, text);
  session_ends_run (ends);

  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 0);
}

static void
test_hurry (SessionEnds  *ends,
            gconstpointer data)
{
  ends->knobs.values[TROUPE_KNOB_SESSION_ACK_INTERVAL] = 10 * SECOND;
  session_ends_send (ends, 1);
  session_ends_run (ends);
  session_ends_send (ends, 2);
  session_ends_run (ends);
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 1);
  troupe_initiator_hurry (ends->initiator);
  session_ends_run (ends);

  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 0);
}

static void
test_post_only_asks (SessionEnds  *ends,
                     gconstpointer data)
{
  gsize n_written;

  session_ends_send (ends, 1);
  session_ends_run (ends);
  n_written = troupe_test_stream_get_n_written (ends->near);
  session_ends_send (ends, 2);

  g_assert_true (ends->is_awake);
  g_assert_cmpuint (troupe_test_stream_get_n_written (ends->near), ==, n_written);
}

static void
test_idle_is_silent (SessionEnds  *ends,
                     gconstpointer data)
{
  gsize n_written;

  session_ends_send (ends, 1);
  session_ends_run (ends);
  n_written = troupe_test_stream_get_n_written (ends->near);
  session_ends_advance (ends, 14 * SECOND);

  g_assert_cmpuint (troupe_test_stream_get_n_written (ends->near), ==, n_written);
}

static void
test_unknown_type (SessionEnds  *ends,
                   gconstpointer data)
{
  session_ends_send (ends, 1);
  session_ends_send_disguised (ends, 2, "test.unknown", 0);
  session_ends_send (ends, 3);
  session_ends_advance (ends, SECOND);

  g_assert_cmpstr (ends->b_log->str, ==, "opened received:1 received:3 ");
  g_assert_cmpstr (ends->a_log->str, ==, "connected returned:2:no-such-port ");
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 0);
}

static void
test_type_mismatch (SessionEnds  *ends,
                    gconstpointer data)
{
  troupe_test_type_flag ();
  session_ends_send_disguised (ends, 1, "test.flag", 0);
  session_ends_send (ends, 2);
  session_ends_advance (ends, SECOND);

  g_assert_cmpstr (ends->b_log->str, ==, "opened received:2 ");
  g_assert_cmpstr (ends->a_log->str, ==, "connected returned:1:type-mismatch ");
}

static void
test_window (SessionEnds  *ends,
             gconstpointer data)
{
  ends->keeps = TRUE;
  ends->knobs.values[TROUPE_KNOB_SESSION_RECEIVER_SHARE] = 0;
  ends->knobs.values[TROUPE_KNOB_SESSION_WINDOW] = 4;
  for (guint i = 1; i <= 10; i++)
    session_ends_send (ends, i);
  session_ends_advance (ends, SECOND);
  g_assert_cmpstr (ends->b_log->str, ==, "opened received:1 received:2 received:3 received:4 ");
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 6);

  session_ends_let_go (ends);
  session_ends_run (ends);
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 2);
  session_ends_let_go (ends);
  session_ends_run (ends);

  g_assert_true (g_str_has_suffix (ends->b_log->str, "received:9 received:10 "));
}

/* A receiver that takes nothing does not make its connection look dead. */
static void
test_stalled_but_alive (SessionEnds  *ends,
                        gconstpointer data)
{
  ends->keeps = TRUE;
  ends->knobs.values[TROUPE_KNOB_SESSION_WINDOW] = 1;
  session_ends_send (ends, 1);
  session_ends_advance (ends, 300 * SECOND);
  session_ends_send (ends, 2);
  session_ends_advance (ends, 30 * SECOND);

  g_assert_cmpstr (ends->b_log->str, ==, "opened received:1 ");
  g_assert_cmpstr (ends->a_log->str, ==, "connected returned:2:timeout ");
}

static void
test_window_of_bytes (SessionEnds  *ends,
                      gconstpointer data)
{
  g_autofree char *text = g_strnfill (50000, 'x');

  ends->keeps = TRUE;
  ends->knobs.values[TROUPE_KNOB_SESSION_RECEIVER_SHARE] = 0;
  ends->knobs.values[TROUPE_KNOB_SESSION_WINDOW_BYTES] = 120 * 1024;
  for (guint i = 1; i <= 4; i++)
    session_ends_send_text (ends, i, text);
  session_ends_advance (ends, SECOND);
  g_assert_cmpstr (ends->b_log->str, ==, "opened received:1 received:2 ");

  session_ends_let_go (ends);
  session_ends_advance (ends, SECOND);
  g_assert_cmpstr (ends->b_log->str, ==, "opened received:1 received:2 received:3 received:4 ");
}

/* One message goes even where it is longer than the window. */
static void
test_longer_than_the_window (SessionEnds  *ends,
                             gconstpointer data)
{
  g_autofree char *text = g_strnfill (500000, 'x');

  ends->knobs.values[TROUPE_KNOB_SESSION_WINDOW_BYTES] = 65536;
  session_ends_send_text (ends, 1, text);
  session_ends_send_text (ends, 2, text);
  session_ends_advance (ends, SECOND);

  g_assert_cmpstr (ends->b_log->str, ==, "opened received:1 received:2 ");
}

static void
test_full_queue (SessionEnds  *ends,
                 gconstpointer data)
{
  TroupeMessage *message = troupe_test_messages_new_note (&ends->a, "local:1,p,a[0]", "local:2,q,b[3]", 3, "x");

  ends->knobs.values[TROUPE_KNOB_SESSION_QUEUE_BOUND] = 2;
  session_ends_send (ends, 1);
  session_ends_send (ends, 2);
  g_assert_false (troupe_initiator_post (ends->initiator, message, ends->now_ns));
  session_ends_run (ends);

  g_assert_true (troupe_initiator_post (ends->initiator, message, ends->now_ns));
  session_ends_run (ends);
  g_assert_cmpstr (ends->b_log->str, ==, "opened received:1 received:2 received:3 ");
}

static void
test_goodbye_of_a (SessionEnds  *ends,
                   gconstpointer data)
{
  session_ends_send (ends, 1);
  session_ends_run (ends);
  g_assert_cmpuint (troupe_acceptor_table_get_size (ends->table), ==, 1);
  g_clear_pointer (&ends->initiator, troupe_initiator_free);
  troupe_arrival_run (session_ends_get_arrival (ends)->arrival, ends->now_ns);

  g_assert_cmpstr (ends->b_log->str, ==, "opened received:1 closed:none ");
  g_assert_cmpuint (troupe_acceptor_table_get_size (ends->table), ==, 0);
}

/* b leaves, with 2 taken and not acknowledged, and 3 on its way. Does a know of each? */
static gboolean
b_leaves_with_a_word (SessionEnds *ends)
{
  ends->knobs.values[TROUPE_KNOB_SESSION_ACK_INTERVAL] = SECOND;
  session_ends_send (ends, 1);
  session_ends_run (ends);
  session_ends_send (ends, 2);
  session_ends_run (ends);
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 1);
  g_ptr_array_set_size (ends->arrivals, 0);
  session_ends_send (ends, 3);
  troupe_initiator_run (ends->initiator, ends->now_ns);

  return g_str_equal (ends->a_log->str, "connected returned:3:unroutable disconnected:none ");
}

/* What b has taken is known to be taken, and what it has not is known not to be. */
static void
test_goodbye_of_b (SessionEnds  *ends,
                   gconstpointer data)
{
  g_assert_true (b_leaves_with_a_word (ends));
}

/* No scenario has a process that ends in order. */
static void
test_canary_goodbye (SessionEnds  *ends,
                     gconstpointer data)
{
  if (!TROUPE_DEFECTS_BUILT)
    {
      g_test_skip ("this build has no defects");
      return;
    }

  g_assert_true (troupe_defect_enable ("session.leaves-without-a-word", NULL));
  g_assert_false (b_leaves_with_a_word (ends));
}

static void
test_take_messages (SessionEnds  *ends,
                    gconstpointer data)
{
  TroupeMessageQueue messages;

  session_ends_send (ends, 1);
  session_ends_send (ends, 2);
  troupe_message_queue_init (&messages);
  troupe_initiator_take_messages (ends->initiator, &messages);
  session_ends_run (ends);

  g_assert_cmpuint (messages.length, ==, 2);
  g_assert_cmpuint (messages.head->number, ==, 1);
  g_assert_cmpstr (ends->a_log->str, ==, "");
  while (messages.length > 0)
    troupe_message_free (troupe_message_queue_pop (&messages));
}

static void
test_free_holding (SessionEnds  *ends,
                   gconstpointer data)
{
  session_ends_send (ends, 1);
  g_clear_pointer (&ends->initiator, troupe_initiator_free);

  g_assert_cmpuint (troupe_message_pool_get_n_out (ends->a.pool), ==, 0);
  g_assert_cmpstr (ends->a_log->str, ==, "");
}

#define ADD_DATA(name, data, func) \
  g_test_add ("/channel/session/" name, SessionEnds, data, set_up, func, tear_down)
#define ADD(name, func) ADD_DATA (name, NULL, func)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("the-first-message-dials", test_first_message);
  ADD ("messages-arrive-in-order", test_order);
  ADD ("a-message-keeps-all-that-it-says", test_whole_message);
  ADD ("a-message-may-have-no-sender", test_no_sender);
  ADD ("bodies-of-every-size-arrive-whole", test_sizes);
  ADD_DATA ("bodies-of-every-size-arrive-whole-with-checksums", "trailers", test_sizes);
  ADD ("a-message-keeps-its-place-in-an-order", test_ordered);
  ADD_DATA ("a-message-keeps-its-place-in-an-order-with-checksums", "trailers", test_ordered);
  ADD ("a-short-message-stays-short", test_compact);
  ADD ("the-first-after-a-silence-is-acknowledged-at-once", test_acks_at_once_after_quiet);
  ADD ("what-follows-is-acknowledged-when-its-time-has-come", test_acks_by_time);
  ADD ("so-many-are-acknowledged-at-once", test_acks_by_count);
  ADD ("so-many-bytes-are-acknowledged-at-once", test_acks_by_bytes);
  ADD ("who-is-in-a-hurry-is-told-at-once", test_hurry);
  ADD ("a-post-only-asks-to-be-run", test_post_only_asks);
  ADD ("an-idle-session-is-silent", test_idle_is_silent);
  ADD ("an-unknown-type-comes-back-as-no-such-port", test_unknown_type);
  ADD ("a-wrong-body-comes-back-as-type-mismatch", test_type_mismatch);
  ADD ("no-more-come-than-there-is-room-for", test_window);
  ADD ("a-stalled-receiver-is-no-dead-one", test_stalled_but_alive);
  ADD ("no-more-bytes-come-than-there-is-room-for", test_window_of_bytes);
  ADD ("a-message-longer-than-the-window-still-goes", test_longer_than_the_window);
  ADD ("a-full-queue-takes-no-more", test_full_queue);
  ADD ("a-session-that-is-closed-is-forgotten", test_goodbye_of_a);
  ADD ("a-process-that-leaves-says-what-it-took", test_goodbye_of_b);
  ADD ("taken-messages-are-in-order-and-the-session-falls-silent", test_take_messages);
  ADD ("free-frees-what-it-holds", test_free_holding);
  ADD ("canary/session-leaves-without-a-word", test_canary_goodbye);

  return g_test_run ();
}
