/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/tape.h"

#define DELIVERED ((TapeMessageEvent) { .kind = TROUPE_EVENT_DELIVERED })
#define HANDLED ((TapeMessageEvent) { .kind = TROUPE_EVENT_HANDLED })
#define IN_ORDER ((TapeMessageEvent) { .kind = TROUPE_EVENT_DELIVERED, .is_ordered = TRUE })
#define IN_ORDER_TO_PORT ((TapeMessageEvent) { .kind = TROUPE_EVENT_DELIVERED, .is_ordered = TRUE, \
                                               .port = TROUPE_PORT_EPHEMERAL_FIRST })
#define HANDLED_IN_ORDER ((TapeMessageEvent) { .kind = TROUPE_EVENT_HANDLED, .is_ordered = TRUE })
#define ANSWERED ((TapeMessageEvent) { .kind = TROUPE_EVENT_HANDLED, .port = TROUPE_PORT_EPHEMERAL_FIRST })

static void
test_one_after_the_other_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("ORD-1");

  tape_message (tape, DELIVERED, "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, DELIVERED, "note", "a[0]", "p1:b[0]", 2);
  tape_message (tape, HANDLED, "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, HANDLED, "note", "a[0]", "p1:b[0]", 2);

  tape_assert_holds (tape, 2);
}

static void
test_a_gap_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("ORD-1");

  tape_message (tape, DELIVERED, "note", "a[0]", "b[0]", 1);
  tape_message (tape, DELIVERED, "note", "a[0]", "b[0]", 5);
  tape_message (tape, HANDLED, "note", "a[0]", "b[0]", 5);

  tape_assert_holds (tape, 1);
}

static void
test_other_senders_and_receivers_are_others (void)
{
  g_autoptr (Tape) tape = tape_new ("ORD-1");

  tape_message (tape, DELIVERED, "note", "a[0]", "b[0]", 7);
  tape_message (tape, DELIVERED, "note", "a[0]", "c[0]", 6);
  tape_message (tape, DELIVERED, "note", "d[0]", "b[0]", 5);
  tape_message (tape, DELIVERED, "note", "p1:a[0]", "b[0]", 4);

  tape_assert_holds (tape, 0);
}

/* A query is answered while a handler is at work. */
static void
test_entrances_are_handled_apart (void)
{
  g_autoptr (Tape) tape = tape_new ("ORD-1");

  tape_message (tape, DELIVERED, "note", "a[0]", "b[0]", 1);
  tape_message (tape, DELIVERED, "query", "a[0]", "b[0]", 2);
  tape_message (tape, HANDLED, "query", "a[0]", "b[0]", 2);
  tape_message (tape, HANDLED, "note", "a[0]", "b[0]", 1);

  tape_assert_holds (tape, 1);
}

static void
test_answers_are_followed_to_their_arrival (void)
{
  g_autoptr (Tape) tape = tape_new ("ORD-1");

  tape_message (tape, ANSWERED, "note", "a[0]", "b[0]", 2);
  tape_message (tape, ANSWERED, "note", "a[0]", "b[0]", 1);

  tape_assert_holds (tape, 0);
}

static void
test_a_message_from_nobody_has_no_order (void)
{
  g_autoptr (Tape) tape = tape_new ("ORD-1");

  tape_message (tape, DELIVERED, "note", NULL, "b[0]", 2);
  tape_message (tape, DELIVERED, "note", NULL, "b[0]", 1);

  tape_assert_holds (tape, 0);
}

/* What comes early waits for its turn, and others go past it. */
static void
test_what_is_in_order_stands_apart (void)
{
  g_autoptr (Tape) tape = tape_new ("ORD-1");

  tape_message (tape, DELIVERED, "note", "a[0]", "b[0]", 3);
  tape_message (tape, IN_ORDER_TO_PORT, "note", "a[0]", "b[0]", 4);
  tape_message (tape, IN_ORDER, "note", "a[0]", "b[0]", 1);
  tape_message (tape, IN_ORDER, "note", "a[0]", "b[0]", 2);
  tape_message (tape, HANDLED, "note", "a[0]", "b[0]", 3);
  tape_message (tape, HANDLED_IN_ORDER, "note", "a[0]", "b[0]", 1);
  tape_message (tape, HANDLED_IN_ORDER, "note", "a[0]", "b[0]", 2);

  tape_assert_holds (tape, 2);
}

static void
test_what_is_in_order_and_late_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("ORD-1");

  tape_message (tape, IN_ORDER, "note", "a[0]", "b[0]", 2);
  tape_message (tape, IN_ORDER, "note", "a[0]", "b[0]", 1);

  tape_assert_broken (tape, "note 1 from", "b[0] arrived after number 2", NULL);
}

static void
test_handled_backwards_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("ORD-1");

  tape_message (tape, DELIVERED, "note", "a[0]", "b[0]", 1);
  tape_message (tape, DELIVERED, "note", "a[0]", "b[0]", 2);
  tape_message (tape, HANDLED, "note", "a[0]", "b[0]", 2);
  tape_message (tape, HANDLED, "note", "a[0]", "b[0]", 1);

  tape_assert_broken (tape, "note 1 from", "a[0] to", "b[0] was handled after number 2", "sent there later", NULL);
}

static void
test_arriving_backwards_is_broken_across_entrances (void)
{
  g_autoptr (Tape) tape = tape_new ("ORD-1");

  tape_message (tape, DELIVERED, "query", "a[0]", "p1:b[0]", 4);
  tape_message (tape, DELIVERED, "note", "a[0]", "p1:b[0]", 3);

  tape_assert_broken (tape, "note 3 from", "p1,b[0] arrived after number 4", NULL);
}

static void
test_coming_twice_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("ORD-1");

  tape_message (tape, DELIVERED, "note", "a[0]", "p1:b[0]", 4);
  tape_message (tape, DELIVERED, "note", "a[0]", "p1:b[0]", 4);

  tape_assert_broken (tape, "note 4 from", "arrived a second time", NULL);
}

static void
test_an_answer_that_arrives_late_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("ORD-1");
  TapeMessageEvent arrived = { .kind = TROUPE_EVENT_DELIVERED, .port = TROUPE_PORT_EPHEMERAL_FIRST };

  tape_message (tape, DELIVERED, "note", "a[0]", "b[0]", 2);
  tape_message (tape, arrived, "note", "a[0]", "b[0]", 1);

  tape_assert_broken (tape, "note 1", "arrived after number 2", NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/monitor/ord-1/" name, func)
  ADD ("what-is-in-order-stands-apart", test_what_is_in_order_stands_apart);
  ADD ("what-is-in-order-and-late-is-broken", test_what_is_in_order_and_late_is_broken);
  ADD ("one-after-the-other-holds", test_one_after_the_other_holds);
  ADD ("a-gap-holds", test_a_gap_holds);
  ADD ("other-senders-and-receivers-are-others", test_other_senders_and_receivers_are_others);
  ADD ("entrances-are-handled-apart", test_entrances_are_handled_apart);
  ADD ("answers-are-followed-to-their-arrival", test_answers_are_followed_to_their_arrival);
  ADD ("a-message-from-nobody-has-no-order", test_a_message_from_nobody_has_no_order);
  ADD ("handled-backwards-is-broken", test_handled_backwards_is_broken);
  ADD ("arriving-backwards-is-broken-across-entrances", test_arriving_backwards_is_broken_across_entrances);
  ADD ("coming-twice-is-broken", test_coming_twice_is_broken);
  ADD ("an-answer-that-arrives-late-is-broken", test_an_answer_that_arrives_late_is_broken);
#undef ADD

  return g_test_run ();
}
