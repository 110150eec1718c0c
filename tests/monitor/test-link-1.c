/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/tape.h"

static const TapeMessageEvent sent = { .kind = TROUPE_EVENT_SENT };
static const TapeMessageEvent delivered = { .kind = TROUPE_EVENT_DELIVERED };
static const TapeMessageEvent handled = { .kind = TROUPE_EVENT_HANDLED };

static void
test_each_once_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-1");

  tape_message (tape, sent, "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, delivered, "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, handled, "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, delivered, "note", "a[0]", "p1:b[0]", 2);
  tape_message (tape, delivered, "note", "c[0]", "p1:b[0]", 1);

  tape_assert_holds (tape, 3);
}

static void
test_within_a_proc_arms_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-1");

  tape_message (tape, delivered, "note", "a[0]", "b[0]", 1);

  tape_assert_holds (tape, 0);
}

static void
test_without_a_sender_arms_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-1");

  tape_message (tape, delivered, "note", NULL, "p1:b[0]", 1);

  tape_assert_holds (tape, 0);
}

static void
test_twice_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-1");

  tape_message (tape, delivered, "note", "a[0]", "p1:b[0]", 7);
  tape_message (tape, delivered, "note", "a[0]", "p1:b[0]", 7);

  tape_assert_broken (tape, "message 7 of", "a[0] was delivered twice", "p1, then in", NULL);
}

static void
test_in_two_procs_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LINK-1");

  tape_message (tape, delivered, "note", "a[0]", "p1:b[0]", 7);
  tape_exited (tape, "p1");
  tape_message (tape, delivered, "note", "a[0]", "p2:b[0]", 7);

  tape_assert_broken (tape, "message 7 of", "p1, then in", "p2", NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/link-1/each-once-holds", test_each_once_holds);
  g_test_add_func ("/monitor/link-1/within-a-proc-arms-nothing", test_within_a_proc_arms_nothing);
  g_test_add_func ("/monitor/link-1/without-a-sender-arms-nothing", test_without_a_sender_arms_nothing);
  g_test_add_func ("/monitor/link-1/twice-is-broken", test_twice_is_broken);
  g_test_add_func ("/monitor/link-1/in-two-procs-is-broken", test_in_two_procs_is_broken);

  return g_test_run ();
}
