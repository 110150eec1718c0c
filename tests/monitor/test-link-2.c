/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/tape.h"

static void
test_one_after_the_other_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-2");

  tape_connection (tape, TROUPE_EVENT_CONNECTED, "p0", 0, 50, 1);
  tape_connection (tape, TROUPE_EVENT_CONNECTED, "p1", TROUPE_EVENT_IS_ACCEPTOR, 50, 1);
  tape_connection (tape, TROUPE_EVENT_DISCONNECTED, "p0", 0, 50, 1);
  tape_connection (tape, TROUPE_EVENT_CONNECTED, "p0", 0, 50, 2);
  tape_connection (tape, TROUPE_EVENT_DISCONNECTED, "p1", TROUPE_EVENT_IS_ACCEPTOR, 50, 1);
  tape_connection (tape, TROUPE_EVENT_CONNECTED, "p1", TROUPE_EVENT_IS_ACCEPTOR, 50, 3);

  tape_assert_holds (tape, 2);
}

static void
test_sessions_are_told_apart (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-2");

  tape_connection (tape, TROUPE_EVENT_CONNECTED, "p0", 0, 50, 1);
  tape_connection (tape, TROUPE_EVENT_CONNECTED, "p0", 0, 51, 1);
  tape_connection (tape, TROUPE_EVENT_CONNECTED, "p2", 0, 50, 1);

  tape_assert_holds (tape, 0);
}

static void
test_an_exit_ends_all (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-2");

  tape_connection (tape, TROUPE_EVENT_CONNECTED, "p1", TROUPE_EVENT_IS_ACCEPTOR, 50, 1);
  tape_exited (tape, "p1");
  tape_connection (tape, TROUPE_EVENT_CONNECTED, "p1", TROUPE_EVENT_IS_ACCEPTOR, 50, 2);

  tape_assert_holds (tape, 1);
}

static void
test_two_at_once_are_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-2");

  tape_connection (tape, TROUPE_EVENT_CONNECTED, "p1", TROUPE_EVENT_IS_ACCEPTOR, 50, 1);
  tape_connection (tape, TROUPE_EVENT_CONNECTED, "p1", TROUPE_EVENT_IS_ACCEPTOR, 50, 2);

  tape_assert_broken (tape, "p1 has connection 2 of a session, and still has 1", NULL);
}

static void
test_an_earlier_one_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-2");

  tape_connection (tape, TROUPE_EVENT_CONNECTED, "p1", TROUPE_EVENT_IS_ACCEPTOR, 50, 2);
  tape_connection (tape, TROUPE_EVENT_DISCONNECTED, "p1", TROUPE_EVENT_IS_ACCEPTOR, 50, 2);
  tape_connection (tape, TROUPE_EVENT_CONNECTED, "p1", TROUPE_EVENT_IS_ACCEPTOR, 50, 1);

  tape_assert_broken (tape, "p1 took connection 1 of a session after 2", NULL);
}

static void
test_an_end_of_none_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-2");

  tape_connection (tape, TROUPE_EVENT_DISCONNECTED, "p1", TROUPE_EVENT_IS_ACCEPTOR, 50, 1);

  tape_assert_broken (tape, "p1 lost connection 1 of a session, which it did not have", NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/link-2/one-after-the-other-holds", test_one_after_the_other_holds);
  g_test_add_func ("/monitor/link-2/sessions-are-told-apart", test_sessions_are_told_apart);
  g_test_add_func ("/monitor/link-2/an-exit-ends-all", test_an_exit_ends_all);
  g_test_add_func ("/monitor/link-2/two-at-once-are-broken", test_two_at_once_are_broken);
  g_test_add_func ("/monitor/link-2/an-earlier-one-is-broken", test_an_earlier_one_is_broken);
  g_test_add_func ("/monitor/link-2/an-end-of-none-is-broken", test_an_end_of_none_is_broken);

  return g_test_run ();
}
