/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-random-private.h"
#include "channel/session-ends.h"
#include "channel/troupe-dictionary-private.h"

#include <string.h>

/* What becomes of a receiver that falls behind, and of all others of its session. */

#define STALLED "local:2,q,stalled[1]"
#define QUICK   "local:2,q,quick[2]"

static void
set_up (SessionEnds  *ends,
        gconstpointer data)
{
  session_ends_init (ends);
  ends->stalled = "stalled";
  ends->knobs.values[TROUPE_KNOB_SESSION_RECEIVER_SHARE] = 2;
}

static void
tear_down (SessionEnds  *ends,
           gconstpointer data)
{
  session_ends_clear (ends);
}

/* Sends notes from @first to @last to the receiver that stalls. */
static void
flood (SessionEnds *ends,
       guint        first,
       guint        last)
{
  for (guint i = first; i <= last; i++)
    session_ends_send_to (ends, i, STALLED, 0, 0);
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

/* Lets go of what is kept, again and again, until no more comes. */
static void
let_go_of_all (SessionEnds *ends)
{
  while (ends->kept.length > 0)
    {
      session_ends_let_go (ends);
      session_ends_advance (ends, 100 * MS);
    }
}

/* In a session with room for @window messages, a receiver that handles nothing is sent @n. */
static void
stall (SessionEnds *ends,
       guint64      window,
       guint        n)
{
  ends->knobs.values[TROUPE_KNOB_SESSION_WINDOW] = window;
  flood (ends, 1, n);
  session_ends_advance (ends, SECOND);
}

static void
test_others_go_past (SessionEnds  *ends,
                     gconstpointer data)
{
  ends->knobs.values[TROUPE_KNOB_SESSION_WINDOW] = 30;
  flood (ends, 1, 100);
  session_ends_send_to (ends, 101, QUICK, 0, 0);
  session_ends_advance (ends, SECOND);

  /* A third of the window: half of what is left then. */
  g_assert_cmpuint (ends->kept.length, ==, 10);
  g_assert_true (g_str_has_suffix (ends->b_log->str, "received:10 received:101 "));
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 90);
}

static void
test_order_is_kept (SessionEnds  *ends,
                    gconstpointer data)
{
  stall (ends, 30, 100);
  flood (ends, 101, 120);
  g_string_erase (ends->b_log, 0, strlen ("opened "));
  let_go_of_all (ends);

  assert_received (ends, 1, 120);
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 0);
}

/* The more receivers stall, the less each of them gets. */
static void
test_many_stall (SessionEnds  *ends,
                 gconstpointer data)
{
  guint number = 0;

  ends->knobs.values[TROUPE_KNOB_SESSION_RECEIVER_SHARE] = 1;
  for (guint i = 0; i < 280; i++)
    {
      g_autofree char *receiver = g_strdup_printf ("local:2,q,stalled[%u]", i);

      for (guint j = 0; j < 9000 / (i + 1) + 20; j++)
        session_ends_send_to (ends, ++number, receiver, 0, 0);
      session_ends_advance (ends, 21 * MS);
    }
  g_string_truncate (ends->b_log, 0);
  for (guint i = 1; i <= 1000; i++)
    session_ends_send_to (ends, i, QUICK, 0, 0);
  session_ends_advance (ends, SECOND);

  g_assert_cmpuint (ends->kept.length, <, 16384);
  assert_received (ends, 1, 1000);
}

/* Also where an acknowledgement has just said that there is next to no room. */
static void
test_little_room_goes_round (SessionEnds  *ends,
                             gconstpointer data)
{
  ends->knobs.values[TROUPE_KNOB_SESSION_WINDOW] = 100;
  ends->knobs.values[TROUPE_KNOB_SESSION_RECEIVER_SHARE] = 0;
  flood (ends, 1, 98);
  session_ends_advance (ends, SECOND);
  g_string_truncate (ends->b_log, 0);
  for (guint i = 1; i <= 50; i++)
    session_ends_send_to (ends, i, QUICK, 0, 0);
  session_ends_run (ends);

  assert_received (ends, 1, 50);
}

/* A receiver that keeps up is asked about once in some thousand messages, and never waits. */
static void
test_cost_of_keeping_up (SessionEnds  *ends,
                         gconstpointer data)
{
  gsize before, size, rest;

  session_ends_send_to (ends, 1, QUICK, 0, 0);
  session_ends_run (ends);
  before = troupe_test_stream_get_n_written (ends->near);
  session_ends_send_to (ends, 2, QUICK, 0, 0);
  session_ends_run (ends);
  size = troupe_test_stream_get_n_written (ends->near) - before;
  for (guint i = 1; i <= 3000; i++)
    session_ends_send_to (ends, i, QUICK, 0, 0);
  session_ends_advance (ends, SECOND);
  g_assert_cmpuint (troupe_test_stream_get_n_written (ends->near) - before, ==, 3001 * size);
  for (guint i = 1; i <= 60000; i++)
    session_ends_send_to (ends, i, QUICK, 0, 0);
  session_ends_advance (ends, SECOND);

  rest = troupe_test_stream_get_n_written (ends->near) - before - 63001 * size;
  g_assert_cmpuint (rest, >, 0);
  g_assert_cmpuint (rest, <=, 40 * TROUPE_FRAME_HEADER_SIZE);
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 0);
}

/* What an actor needs to get out of where it waits always reaches it. */
static void
test_what_is_never_held_up (SessionEnds  *ends,
                            gconstpointer data)
{
  stall (ends, 30, 100);
  g_string_truncate (ends->b_log, 0);
  session_ends_send_to (ends, 1, STALLED, TROUPE_MESSAGE_IS_RETURN, 0);
  session_ends_send_to (ends, 2, STALLED, 0, TROUPE_PORT_EPHEMERAL_FIRST + 1);
  session_ends_send_to (ends, 3, STALLED, 0, 7);
  session_ends_advance (ends, SECOND);

  assert_received (ends, 1, 3);
}

static void
test_deadline (SessionEnds  *ends,
               gconstpointer data)
{
  ends->knobs.values[TROUPE_KNOB_SESSION_WINDOW] = 3;
  flood (ends, 1, 2);
  session_ends_advance (ends, 10 * SECOND);
  flood (ends, 3, 3);
  session_ends_advance (ends, 20 * SECOND - 1);
  g_assert_cmpstr (ends->a_log->str, ==, "connected ");
  session_ends_advance (ends, 1);
  g_assert_cmpstr (ends->a_log->str, ==, "connected returned:2:timeout ");
  session_ends_advance (ends, 10 * SECOND);

  /* And the connection stands. */
  g_assert_cmpstr (ends->a_log->str, ==, "connected returned:2:timeout returned:3:timeout ");
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 0);
}

/* A deadline needs no connection. */
static void
test_deadline_without_connection (SessionEnds  *ends,
                                  gconstpointer data)
{
  stall (ends, 3, 2);
  ends->refuses = TRUE;
  session_ends_break (ends);
  session_ends_advance (ends, 29 * SECOND);

  g_assert_true (g_str_has_suffix (ends->a_log->str, "returned:2:timeout "));
}

/* What waits there waits there still, and is not sent again, nor is more. */
static void
test_reconnect (SessionEnds  *ends,
                gconstpointer data)
{
  stall (ends, 30, 100);
  for (guint i = 0; i < 20; i++)
    {
      session_ends_break (ends);
      session_ends_advance (ends, SECOND / 2);
    }
  g_assert_cmpuint (ends->n_dialled, ==, 21);
  g_assert_cmpuint (ends->kept.length, ==, 10);
  g_string_truncate (ends->b_log, 0);
  session_ends_let_go (ends);
  session_ends_advance (ends, SECOND);
  let_go_of_all (ends);

  assert_received (ends, 11, 100);
}

/* A connection that carries what a has to say, and breaks before b has said anything to that. */
static void
connect_and_break (SessionEnds *ends)
{
  ends->now_ns += 20 * MS;
  troupe_initiator_run (ends->initiator, ends->now_ns);
  troupe_arrival_run (session_ends_get_arrival (ends)->arrival, ends->now_ns);
  troupe_initiator_run (ends->initiator, ends->now_ns);
  session_ends_break (ends);
  session_ends_run (ends);
}

/* All that is said of what waits is what the answer to a greeting says. */
static void
test_breaks_before_tallies (SessionEnds  *ends,
                            gconstpointer data)
{
  ends->knobs.values[TROUPE_KNOB_SESSION_WINDOW] = 30;
  for (guint i = 1; i <= 100; i++)
    session_ends_send_to (ends, i, QUICK, 0, 0);
  for (guint i = 0; i < 20 && troupe_initiator_get_n_held (ends->initiator) > 0; i++)
    connect_and_break (ends);

  g_assert_nonnull (strstr (ends->b_log->str, "received:100 "));
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 0);
  g_assert_null (strstr (ends->a_log->str, "returned"));
}

/* Also where another receiver stalls, so that it has to be asked of this one. */
static void
test_breaks_beside_a_stalled_one (SessionEnds  *ends,
                                  gconstpointer data)
{
  stall (ends, 30, 100);
  session_ends_break (ends);
  session_ends_run (ends);
  for (guint i = 101; i <= 200; i++)
    session_ends_send_to (ends, i, QUICK, 0, 0);
  for (guint i = 0; i < 60; i++)
    connect_and_break (ends);

  g_assert_nonnull (strstr (ends->b_log->str, "received:200 "));
  g_assert_cmpuint (ends->kept.length, ==, 10);
  g_assert_null (strstr (ends->a_log->str, "returned"));
}

/* Messages that were under way when the connection broke count once. */
static void
test_reconnect_in_flight (SessionEnds  *ends,
                          gconstpointer data)
{
  ends->knobs.values[TROUPE_KNOB_SESSION_WINDOW] = 30;
  session_ends_send_to (ends, 0, QUICK, 0, 0);
  session_ends_advance (ends, SECOND);
  flood (ends, 1, 20);
  troupe_initiator_run (ends->initiator, ends->now_ns);
  session_ends_break (ends);
  session_ends_advance (ends, SECOND);
  g_assert_cmpuint (ends->kept.length, ==, 10);
  let_go_of_all (ends);

  g_assert_true (g_str_has_suffix (ends->b_log->str, "received:19 received:20 "));
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 0);
}

/* What was never sent goes to whoever takes the place of the other process. */
static void
test_restart (SessionEnds  *ends,
              gconstpointer data)
{
  stall (ends, 3, 3);
  g_string_truncate (ends->b_log, 0);
  session_ends_break (ends);
  session_ends_restart_b (ends);
  session_ends_advance (ends, SECOND);

  g_assert_cmpstr (ends->b_log->str, ==, "opened received:2 ");
  let_go_of_all (ends);
  g_assert_cmpstr (ends->b_log->str, ==, "opened received:2 received:3 ");
}

static void
test_goodbye (SessionEnds  *ends,
              gconstpointer data)
{
  stall (ends, 3, 3);
  g_ptr_array_set_size (ends->arrivals, 0);
  session_ends_run (ends);

  g_assert_cmpstr (ends->a_log->str, ==,
                   "connected returned:2:unroutable returned:3:unroutable disconnected:none ");
}

static void
test_take_messages (SessionEnds  *ends,
                    gconstpointer data)
{
  TroupeMessageQueue messages;

  stall (ends, 3, 3);
  flood (ends, 4, 4);
  troupe_message_queue_init (&messages);
  troupe_initiator_take_messages (ends->initiator, &messages);

  g_assert_cmpuint (messages.length, ==, 3);
  for (guint i = 2; messages.length > 0; i++)
    {
      g_assert_cmpuint (messages.head->number, ==, i);
      troupe_message_free (troupe_message_queue_pop (&messages));
    }
}

static void
test_free_holding (SessionEnds  *ends,
                   gconstpointer data)
{
  stall (ends, 3, 3);
  g_clear_pointer (&ends->initiator, troupe_initiator_free);

  g_assert_cmpuint (troupe_message_pool_get_n_out (ends->a.pool), ==, 0);
}

/* The index of the one that waits goes to someone else meanwhile. */
static void
test_dictionary_begins_again (SessionEnds  *ends,
                              gconstpointer data)
{
  ends->knobs.values[TROUPE_KNOB_SESSION_WINDOW] = 30;
  flood (ends, 1, 100);
  for (guint i = 0; i < 2 * TROUPE_DICTIONARY_PEERS_MAX; i++)
    {
      g_autofree char *receiver = g_strdup_printf ("local:2,q,quick[%u]", i);

      session_ends_send_to (ends, 1, receiver, 0, 0);
      if (i % 1000 == 0)
        session_ends_advance (ends, MS);
    }
  session_ends_advance (ends, SECOND);
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 90);
  g_assert_cmpuint (ends->kept.length, ==, 10);
  g_string_truncate (ends->b_log, 0);
  session_ends_let_go (ends);
  session_ends_advance (ends, SECOND);
  let_go_of_all (ends);

  assert_received (ends, 11, 100);
}

/* Long bodies have a window of their own, and it is shared likewise. */
static void
test_bytes (SessionEnds  *ends,
            gconstpointer data)
{
  g_autofree char *text = g_strnfill (100000, 'x');

  ends->knobs.values[TROUPE_KNOB_SESSION_WINDOW_BYTES] = 1024 * 1024;
  for (guint i = 1; i <= 20; i++)
    {
      TroupeMessage *message = troupe_test_messages_new_note (&ends->a, "local:1,p,a[0]", STALLED, i, text);

      g_assert_true (troupe_initiator_post (ends->initiator, message, ends->now_ns));
    }
  session_ends_advance (ends, SECOND);
  g_assert_cmpuint (ends->kept.length, ==, 3);
  session_ends_send_text (ends, 21, text);
  session_ends_advance (ends, SECOND);
  g_assert_true (g_str_has_suffix (ends->b_log->str, "received:3 received:21 "));
  let_go_of_all (ends);

  g_assert_true (g_str_has_suffix (ends->b_log->str, "received:19 received:20 "));
}

/* So do those that stay with their sender: at the receiver they are as long. */
static void
test_borrowed_bytes (SessionEnds  *ends,
                     gconstpointer data)
{
  g_autofree char *text = g_strnfill (100000, 'x');
  g_autoptr (GVariant) body = g_variant_ref_sink (g_variant_new ("(ts)", G_GUINT64_CONSTANT (1), text));
  g_autoptr (TroupePeer) sender = troupe_test_messages_peer (&ends->a, "local:1,p,a[0]");
  g_autoptr (TroupePeer) receiver = troupe_test_messages_peer (&ends->a, STALLED);

  ends->knobs.values[TROUPE_KNOB_SESSION_WINDOW_BYTES] = 1024 * 1024;
  for (guint i = 1; i <= 20; i++)
    {
      TroupeMessage *message = troupe_message_new_variant (ends->a.pool, troupe_test_type_note (), sender, receiver,
                                                           body, NULL);

      g_assert_cmpuint (message->size_class, ==, TROUPE_MESSAGE_CLASS_OF_BORROWER);
      g_assert_true (troupe_initiator_post (ends->initiator, message, ends->now_ns));
    }
  session_ends_advance (ends, SECOND);

  g_assert_cmpuint (ends->kept.length, ==, 3);
}

/* A body that is longer than all that its receiver may have goes when nothing else waits there. */
static void
test_longer_than_a_share (SessionEnds  *ends,
                          gconstpointer data)
{
  g_autofree char *text = g_strnfill (900000, 'x');

  ends->knobs.values[TROUPE_KNOB_SESSION_WINDOW_BYTES] = 1024 * 1024;
  session_ends_send_text (ends, 1, text);
  session_ends_send_text (ends, 2, text);
  session_ends_advance (ends, SECOND);

  g_assert_cmpstr (ends->b_log->str, ==, "opened received:1 received:2 ");
}

/* Who has half of the queue aside gets no more of it. */
static void
test_full_queue (SessionEnds  *ends,
                 gconstpointer data)
{
  TroupeMessage *message = troupe_test_messages_new_note (&ends->a, "local:1,p,a[0]", STALLED, 99, "x");

  ends->knobs.values[TROUPE_KNOB_SESSION_WINDOW] = 3;
  ends->knobs.values[TROUPE_KNOB_SESSION_QUEUE_BOUND] = 20;
  flood (ends, 1, 11);
  session_ends_advance (ends, SECOND);
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 10);
  g_assert_false (troupe_initiator_post (ends->initiator, message, ends->now_ns));
  for (guint i = 12; i <= 21; i++)
    session_ends_send_to (ends, i, QUICK, 0, 0);
  session_ends_advance (ends, SECOND);

  g_assert_true (g_str_has_suffix (ends->b_log->str, "received:20 received:21 "));
  troupe_message_free (message);
}

static void
test_ahead (SessionEnds  *ends,
            gconstpointer data)
{
  g_autoptr (TroupePeer) stalled = troupe_test_messages_peer (&ends->a, STALLED);
  g_autoptr (TroupePeer) quick = troupe_test_messages_peer (&ends->a, QUICK);

  stall (ends, 30, 100);

  g_assert_cmpuint (troupe_initiator_get_n_ahead (ends->initiator, stalled), ==, 90);
  g_assert_cmpuint (troupe_initiator_get_n_ahead (ends->initiator, quick), ==, 0);
}

/* ---- at random ---- */

#define N_RECEIVERS 6
#define N_MESSAGES  3000

typedef struct
{
  guint64 n_sent;
  guint64 last[N_RECEIVERS]; /* number of the last message that was handled */
  guint   n_handled;
} Tour;

/* Handles what waits longest: each receiver gets its own in order, and no message twice. */
static void
handle_one (SessionEnds *ends,
            Tour        *tour)
{
  TroupeMessage *message = g_queue_pop_head (&ends->kept);
  guint64 *last = &tour->last[troupe_actor_id_get_pid (message->receiver->id)];

  g_assert_cmpuint (message->number, >, *last);
  *last = message->number;
  tour->n_handled++;
  troupe_message_free (message);
}

static void
send_some (SessionEnds  *ends,
           Tour         *tour,
           TroupeRandom *random)
{
  guint64 index = troupe_random_below (random, N_RECEIVERS);
  guint64 n = troupe_random_range (random, 1, 60);
  g_autofree char *receiver = g_strdup_printf ("local:2,q,stalled[%" G_GUINT64_FORMAT "]", index);

  for (; n > 0 && tour->n_sent < N_MESSAGES; n--)
    session_ends_send_to (ends, ++tour->n_sent, receiver, 0, 0);
}

static void
take_a_step (SessionEnds  *ends,
             Tour         *tour,
             TroupeRandom *random)
{
  switch (troupe_random_below (random, 8))
    {
    case 0:
    case 1:
      send_some (ends, tour, random);
      return;

    case 2:
      if (ends->near != NULL)
        session_ends_break (ends);
      return;

    case 3:
      session_ends_run (ends);
      return;

    case 4:
      session_ends_advance (ends, troupe_random_below (random, 20) * MS);
      return;

    default:
      for (guint64 n = troupe_random_below (random, 20); n > 0 && ends->kept.length > 0; n--)
        handle_one (ends, tour);
      return;
    }
}

/* Whoever stalls, and whenever connections break: each message comes once, and those of a receiver in order. */
static void
test_tour (SessionEnds  *ends,
           gconstpointer data)
{
  TroupeRandom random;
  Tour tour = { 0 };

  troupe_random_init (&random, GPOINTER_TO_UINT (data), "tour");
  ends->knobs.values[TROUPE_KNOB_SESSION_WINDOW] = troupe_random_range (&random, 1, 80);
  ends->knobs.values[TROUPE_KNOB_SESSION_RECEIVER_SHARE] = troupe_random_below (&random, 5);
  ends->knobs.values[TROUPE_KNOB_SESSION_DELIVERY_TIMEOUT] = 3600 * SECOND;
  while (tour.n_sent < N_MESSAGES)
    take_a_step (ends, &tour, &random);
  for (guint i = 0; tour.n_handled < N_MESSAGES; i++)
    {
      g_assert_cmpuint (i, <, 100000);
      while (ends->kept.length > 0)
        handle_one (ends, &tour);
      session_ends_advance (ends, 50 * MS);
    }
  session_ends_advance (ends, 20 * SECOND);

  g_assert_null (strstr (ends->a_log->str, "returned"));
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 0);
}

#define ADD(name, func) g_test_add ("/channel/session-shares/" name, SessionEnds, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("a-stalled-receiver-stalls-only-itself", test_others_go_past);
  ADD ("what-waits-aside-goes-on-in-order", test_order_is_kept);
  ADD ("hundreds-that-stall-leave-room-for-others", test_many_stall);
  ADD ("little-room-goes-round-at-once", test_little_room_goes_round);
  ADD ("a-receiver-that-keeps-up-costs-next-to-nothing", test_cost_of_keeping_up);
  ADD ("returns-signals-and-answers-are-never-held-up", test_what_is_never_held_up);
  ADD ("the-deadline-counts-aside", test_deadline);
  ADD ("the-deadline-counts-aside-without-a-connection", test_deadline_without_connection);
  ADD ("connections-come-and-go-and-what-waits-waits", test_reconnect);
  ADD ("connections-that-break-before-a-tally-carry-on", test_breaks_before_tallies);
  ADD ("and-so-they-do-beside-a-receiver-that-stalls", test_breaks_beside_a_stalled_one);
  ADD ("what-was-under-way-counts-once", test_reconnect_in_flight);
  ADD ("another-process-gets-what-was-never-sent", test_restart);
  ADD ("a-process-that-leaves-gives-back-what-is-aside", test_goodbye);
  ADD ("taken-messages-are-in-order", test_take_messages);
  ADD ("free-frees-what-is-aside", test_free_holding);
  ADD ("a-new-dictionary-changes-nothing", test_dictionary_begins_again);
  ADD ("long-bodies-leave-room-for-others", test_bytes);
  ADD ("long-bodies-that-are-borrowed-do-too", test_borrowed_bytes);
  ADD ("a-body-longer-than-a-share-still-goes", test_longer_than_a_share);
  ADD ("one-receiver-does-not-fill-the-queue", test_full_queue);
  ADD ("the-backlog-is-what-goes-before", test_ahead);
  for (guint seed = 1; seed <= 20; seed++)
    {
      g_autofree char *path = g_strdup_printf ("/channel/session-shares/each-message-comes-once-and-in-order/%u", seed);

      g_test_add (path, SessionEnds, GUINT_TO_POINTER (seed), set_up, test_tour, tear_down);
    }

  return g_test_run ();
}
