/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/tape.h"

#define SECOND_NS G_GUINT64_CONSTANT (1000000000)
#define BOUND_NS (10 * SECOND_NS)

/* The proc p0 dials, far1 is dialled; all is about the session 50. */
#define DIALS "p0", 0
#define IS_DIALLED "far1", TROUPE_EVENT_IS_ACCEPTOR

/* @stream is dialled, opens at both ends, and is accepted. */
static void
dial (Tape    *tape,
      guint32  stream)
{
  tape_greeting (tape, DIALS, stream, BOUND_NS);
  tape_stream (tape, TROUPE_EVENT_OPENED, IS_DIALLED, stream, NULL);
  tape_greeting (tape, IS_DIALLED, stream, BOUND_NS);
  tape_stream (tape, TROUPE_EVENT_OPENED, DIALS, stream, "tcp:10.0.0.2:4000");
}

/* And is the connection of that number. */
static void
connect_by (Tape    *tape,
            guint32  stream)
{
  dial (tape, stream);
  tape_connection_over (tape, TROUPE_EVENT_CONNECTED, IS_DIALLED, 50, stream, stream);
  tape_connection_over (tape, TROUPE_EVENT_CONNECTED, DIALS, 50, stream, stream);
}

static void
close_dialler (Tape    *tape,
               guint32  stream)
{
  tape_stream (tape, TROUPE_EVENT_CLOSED, DIALS, stream, NULL);
  tape_connection_over (tape, TROUPE_EVENT_DISCONNECTED, DIALS, 50, stream, stream);
}

static void
close_dialled (Tape    *tape,
               guint32  stream)
{
  tape_stream (tape, TROUPE_EVENT_CLOSED, IS_DIALLED, stream, NULL);
  tape_connection_over (tape, TROUPE_EVENT_DISCONNECTED, IS_DIALLED, 50, stream, stream);
}

static void
finish_after (Tape    *tape,
              guint64  duration_ns)
{
  tape_wait (tape, duration_ns);
  tape_finish (tape, /* settled = */ FALSE);
}

static void
test_connections_that_are_closed_hold (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-4");

  connect_by (tape, 1);
  close_dialler (tape, 1);
  close_dialled (tape, 1);
  connect_by (tape, 2);
  finish_after (tape, 3600 * SECOND_NS);

  tape_assert_holds (tape, 2);
}

/* A partition has hidden from the one end that the other is gone. */
static void
test_a_half_open_end_may_stay_while_its_session_has_it (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-4");

  connect_by (tape, 1);
  close_dialler (tape, 1);
  finish_after (tape, 3600 * SECOND_NS);

  tape_assert_holds (tape, 1);
}

static void
test_a_later_connection_closes_the_one_before (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-4");

  connect_by (tape, 1);
  close_dialler (tape, 1);
  dial (tape, 2);
  close_dialled (tape, 1);
  tape_connection_over (tape, TROUPE_EVENT_CONNECTED, IS_DIALLED, 50, 2, 2);
  finish_after (tape, SECOND_NS);

  tape_assert_holds (tape, 2);
}

static void
test_one_that_was_lost_and_is_open_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-4");

  connect_by (tape, 7);
  tape_connection_over (tape, TROUPE_EVENT_DISCONNECTED, IS_DIALLED, 50, 7, 7);

  tape_assert_broken (tape, "far1 has let go of the stream 7", "has not closed it", NULL);
}

static void
test_one_that_was_replaced_and_is_open_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-4");

  connect_by (tape, 1);
  close_dialler (tape, 1);
  connect_by (tape, 2);

  tape_assert_broken (tape, "far1 has let go of the stream 1", NULL);
}

static void
test_a_greeting_may_take_its_time (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-4");

  dial (tape, 1);
  finish_after (tape, BOUND_NS);

  tape_assert_holds (tape, 0);
}

static void
test_who_does_not_greet_is_closed (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-4");

  dial (tape, 1);
  tape_wait (tape, BOUND_NS);
  tape_stream (tape, TROUPE_EVENT_CLOSED, IS_DIALLED, 1, NULL);
  tape_stream (tape, TROUPE_EVENT_CLOSED, DIALS, 1, NULL);
  finish_after (tape, 3600 * SECOND_NS);

  tape_assert_holds (tape, 2);
}

static void
test_who_does_not_greet_and_stays_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-4");

  dial (tape, 1);
  tape_stream (tape, TROUPE_EVENT_CLOSED, DIALS, 1, NULL);
  finish_after (tape, BOUND_NS + 2 * SECOND_NS);

  tape_assert_broken (tape, "far1 still has the stream 1, which no session has", NULL);
}

static void
test_one_that_nobody_accepts_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-4");

  tape_stream (tape, TROUPE_EVENT_OPENED, IS_DIALLED, 1, NULL);
  finish_after (tape, 2 * SECOND_NS);

  tape_assert_broken (tape, "far1 still has the stream 1", NULL);
}

/* What an actor connects to, and listens at, is no session's. */
static void
test_streams_of_others_are_their_own_business (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-4");

  tape_stream (tape, TROUPE_EVENT_OPENED, IS_DIALLED, 1, "tcp:10.0.0.2:80");
  tape_stream (tape, TROUPE_EVENT_OPENED, DIALS, 1, "tcp:10.0.0.2:80");
  finish_after (tape, 3600 * SECOND_NS);

  tape_assert_holds (tape, 0);
}

static void
test_with_a_process_all_its_ends_go (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-4");

  connect_by (tape, 1);
  dial (tape, 2);
  tape_exited (tape, "far1");
  tape_exited (tape, "p0");
  finish_after (tape, 3600 * SECOND_NS);

  tape_assert_holds (tape, 0);
}

static void
test_an_end_that_hides_what_stayed_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-4");

  dial (tape, 1);
  tape_wait (tape, BOUND_NS + 2 * SECOND_NS);
  tape_exited (tape, "far1");

  tape_assert_broken (tape, "far1 still has the stream 1", NULL);
}

static void
test_no_time_passes_for_who_stands_still (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-4");

  dial (tape, 1);
  tape_stream (tape, TROUPE_EVENT_CLOSED, DIALS, 1, NULL);
  tape_tell (tape, TROUPE_EVENT_PAUSED, "far1", NULL, NULL, 0);
  finish_after (tape, 3600 * SECOND_NS);
  tape_tell (tape, TROUPE_EVENT_RESUMED, "far1", NULL, NULL, 0);
  finish_after (tape, 0);

  tape_assert_holds (tape, 1);
}

static void
test_it_does_again_for_who_goes_on (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-4");

  dial (tape, 1);
  tape_stream (tape, TROUPE_EVENT_CLOSED, DIALS, 1, NULL);
  tape_tell (tape, TROUPE_EVENT_PAUSED, "far1", NULL, NULL, 0);
  tape_wait (tape, 3600 * SECOND_NS);
  tape_tell (tape, TROUPE_EVENT_RESUMED, "far1", NULL, NULL, 0);
  finish_after (tape, 2 * SECOND_NS);

  tape_assert_broken (tape, "far1 still has the stream 1", NULL);
}

/* A recording of a real world says nothing of streams. */
static void
test_without_numbers_nothing_is_claimed (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-4");

  tape_greeting (tape, IS_DIALLED, 0, BOUND_NS);
  tape_connection (tape, TROUPE_EVENT_CONNECTED, IS_DIALLED, 50, 1);
  tape_connection (tape, TROUPE_EVENT_DISCONNECTED, IS_DIALLED, 50, 1);
  finish_after (tape, 3600 * SECOND_NS);

  tape_assert_holds (tape, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/monitor/link-4/" name, func)
  ADD ("connections-that-are-closed-hold", test_connections_that_are_closed_hold);
  ADD ("a-half-open-end-may-stay-while-its-session-has-it", test_a_half_open_end_may_stay_while_its_session_has_it);
  ADD ("a-later-connection-closes-the-one-before", test_a_later_connection_closes_the_one_before);
  ADD ("one-that-was-lost-and-is-open-is-broken", test_one_that_was_lost_and_is_open_is_broken);
  ADD ("one-that-was-replaced-and-is-open-is-broken", test_one_that_was_replaced_and_is_open_is_broken);
  ADD ("a-greeting-may-take-its-time", test_a_greeting_may_take_its_time);
  ADD ("who-does-not-greet-is-closed", test_who_does_not_greet_is_closed);
  ADD ("who-does-not-greet-and-stays-is-broken", test_who_does_not_greet_and_stays_is_broken);
  ADD ("one-that-nobody-accepts-is-broken", test_one_that_nobody_accepts_is_broken);
  ADD ("streams-of-others-are-their-own-business", test_streams_of_others_are_their_own_business);
  ADD ("with-a-process-all-its-ends-go", test_with_a_process_all_its_ends_go);
  ADD ("an-end-that-hides-what-stayed-is-broken", test_an_end_that_hides_what_stayed_is_broken);
  ADD ("no-time-passes-for-who-stands-still", test_no_time_passes_for_who_stands_still);
  ADD ("it-does-again-for-who-goes-on", test_it_does_again_for_who_goes_on);
  ADD ("without-numbers-nothing-is-claimed", test_without_numbers_nothing_is_claimed);

  return g_test_run ();
}
