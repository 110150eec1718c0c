/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/tape.h"

static void
say (Tape    *tape,
     guint64  sequence)
{
  tape_acknowledged (tape, "p1", TROUPE_EVENT_IS_ACCEPTOR, 50, sequence, 0);
}

static void
hear (Tape    *tape,
      guint64  sequence,
      guint64  unsent)
{
  tape_acknowledged (tape, "p0", 0, 50, sequence, unsent);
}

static void
test_going_up_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-3");

  say (tape, 3);
  hear (tape, 3, 7);
  say (tape, 3);
  say (tape, 7);
  hear (tape, 3, 7);
  hear (tape, 7, 7);

  tape_assert_holds (tape, 4);
}

static void
test_sessions_are_told_apart (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-3");

  say (tape, 9);
  tape_acknowledged (tape, "p1", TROUPE_EVENT_IS_ACCEPTOR, 51, 2, 0);
  tape_acknowledged (tape, "p2", TROUPE_EVENT_IS_ACCEPTOR, 50, 2, 0);

  tape_assert_holds (tape, 0);
}

static void
test_an_acceptor_that_goes_back_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-3");

  say (tape, 7);
  say (tape, 6);

  tape_assert_broken (tape, "went back, from all before 7 to all before 6", NULL);
}

/* An acknowledgement that is on its way when a connection breaks must not be heard after those of the next one. */
static void
test_an_initiator_that_hears_less_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-3");

  hear (tape, 7, 9);
  hear (tape, 5, 9);

  tape_assert_broken (tape, "p0 heard to be acknowledged went back", NULL);
}

static void
test_more_than_was_sent_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-3");

  hear (tape, 8, 7);

  tape_assert_broken (tape, "all before 8 was taken, and has sent what is before 7", NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/monitor/link-3/" name, func)
  ADD ("going-up-holds", test_going_up_holds);
  ADD ("sessions-are-told-apart", test_sessions_are_told_apart);
  ADD ("an-acceptor-that-goes-back-is-broken", test_an_acceptor_that_goes_back_is_broken);
  ADD ("an-initiator-that-hears-less-is-broken", test_an_initiator_that_hears_less_is_broken);
  ADD ("more-than-was-sent-is-broken", test_more_than_was_sent_is_broken);

  return g_test_run ();
}
