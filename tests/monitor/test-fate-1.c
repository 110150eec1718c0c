/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/tape.h"

static TapeMessageEvent
told (TroupeEventKind kind)
{
  return (TapeMessageEvent) { .kind = kind };
}

static TapeMessageEvent
returned (TroupeReason reason)
{
  return (TapeMessageEvent) { .kind = TROUPE_EVENT_RETURNED, .reason = reason, .is_return = TRUE };
}

static TapeMessageEvent
abandoned_at (TroupeReason  reason,
              const char   *proc)
{
  return (TapeMessageEvent) { .kind = TROUPE_EVENT_ABANDONED, .proc = proc, .reason = reason, .is_return = TRUE };
}

static TapeMessageEvent
lost_at (const char *proc)
{
  return (TapeMessageEvent) { .kind = TROUPE_EVENT_LOST, .proc = proc };
}

static TapeMessageEvent
return_lost_at (const char *proc)
{
  return (TapeMessageEvent) { .kind = TROUPE_EVENT_LOST, .proc = proc, .is_return = TRUE };
}

static void
test_handled_message_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_DELIVERED), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_HANDLED), "note", "a[0]", "p1:b[0]", 1);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_returned_message_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, returned (TROUPE_REASON_ACTOR_STOPPED), "note", "a[0]", "p1:b[0]", 1);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_lost_message_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_DELIVERED), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, lost_at ("p1"), "note", "a[0]", "p1:b[0]", 1);
  tape_exited (tape, "p1");
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_abandoned_message_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, abandoned_at (TROUPE_REASON_ACTOR_STOPPED, "p0"), "note", "a[0]", "p1:b[0]",
                1);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_messages_are_told_apart_by_sender_and_number (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 2);
  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "p1:a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_HANDLED), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_HANDLED), "note", "a[0]", "p1:b[0]", 2);
  tape_message (tape, told (TROUPE_EVENT_HANDLED), "note", "p1:a[0]", "p1:b[0]", 1);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 3);
}

static void
test_event_order_of_numbers_is_free (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 3);
  tape_message (tape, told (TROUPE_EVENT_HANDLED), "note", "a[0]", "p1:b[0]", 3);
  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_HANDLED), "note", "a[0]", "p1:b[0]", 1);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 2);
}

static void
test_nothing_sent_arms_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 0);
}

static void
test_message_without_a_sender_has_no_identity (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_HANDLED), "note", NULL, "b[0]", 0);
  tape_message (tape, told (TROUPE_EVENT_HANDLED), "note", NULL, "b[0]", 0);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 0);
}

static void
test_broken_link_return_may_stand_beside_one_handled (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, returned (TROUPE_REASON_BROKEN_LINK), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_HANDLED), "note", "a[0]", "p1:b[0]", 1);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_timeout_return_may_follow_a_handled (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_HANDLED), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, returned (TROUPE_REASON_TIMEOUT), "note", "a[0]", "p1:b[0]", 1);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_broken_link_return_may_stand_beside_a_loss (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_DELIVERED), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, lost_at ("p1"), "note", "a[0]", "p1:b[0]", 1);
  tape_exited (tape, "p1");
  tape_message (tape, returned (TROUPE_REASON_BROKEN_LINK), "note", "a[0]", "p1:b[0]", 1);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_loss_on_the_way_may_stand_beside_a_handled (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, lost_at ("p0"), "note", "a[0]", "p1:b[0]", 1);
  tape_exited (tape, "p0");
  tape_message (tape, told (TROUPE_EVENT_HANDLED), "note", "a[0]", "p1:b[0]", 1);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_loss_at_both_ends_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_DELIVERED), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, lost_at ("p0"), "note", "a[0]", "p1:b[0]", 1);
  tape_exited (tape, "p0");
  tape_message (tape, lost_at ("p1"), "note", "a[0]", "p1:b[0]", 1);
  tape_exited (tape, "p1");
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_return_lost_on_the_way_may_have_arrived (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, return_lost_at ("p1"), "note", "a[0]", "p1:b[0]", 1);
  tape_exited (tape, "p1");
  tape_message (tape, returned (TROUPE_REASON_ACTOR_STOPPED), "note", "a[0]", "p1:b[0]", 1);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_return_abandoned_on_the_way_may_have_arrived (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, abandoned_at (TROUPE_REASON_ACTOR_STOPPED, "p1"), "note", "a[0]", "p1:b[0]",
                1);
  tape_message (tape, returned (TROUPE_REASON_ACTOR_STOPPED), "note", "a[0]", "p1:b[0]", 1);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_abandoned_for_a_broken_link_may_stand_beside_a_handled (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_HANDLED), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, abandoned_at (TROUPE_REASON_BROKEN_LINK, "p0"), "note", "a[0]", "p1:b[0]", 1);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_handled_twice_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_HANDLED), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_HANDLED), "note", "a[0]", "p1:b[0]", 1);

  tape_assert_broken (tape, "note 1 from", "p0,a[0] to", "p1,b[0] was handled twice", NULL);
}

static void
test_handled_twice_beside_a_broken_link_return_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_HANDLED), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, returned (TROUPE_REASON_BROKEN_LINK), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_HANDLED), "note", "a[0]", "p1:b[0]", 1);

  tape_assert_broken (tape, "was handled twice, expected once", NULL);
}

static void
test_returned_twice_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, returned (TROUPE_REASON_BROKEN_LINK), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, returned (TROUPE_REASON_ACTOR_STOPPED), "note", "a[0]", "p1:b[0]", 1);

  tape_assert_broken (tape, "was returned twice, expected once", NULL);
}

static void
test_handled_after_a_definite_return_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, returned (TROUPE_REASON_ACTOR_STOPPED), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_HANDLED), "note", "a[0]", "p1:b[0]", 1);

  tape_assert_broken (tape, "was handled, after it had been returned for a reason that means",
                      NULL);
}

static void
test_definite_return_after_handled_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_HANDLED), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, returned (TROUPE_REASON_ACTOR_STOPPED), "note", "a[0]", "p1:b[0]", 1);

  tape_assert_broken (tape, "was returned as actor-stopped, after it had been handled", NULL);
}

static void
test_abandoned_after_handled_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_HANDLED), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, abandoned_at (TROUPE_REASON_ACTOR_STOPPED, "p1"), "note", "a[0]", "p1:b[0]",
                1);

  tape_assert_broken (tape,
                      "was abandoned on its way back as actor-stopped, after it had been handled", NULL);
}

static void
test_abandoned_after_returned_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, returned (TROUPE_REASON_ACTOR_STOPPED), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, abandoned_at (TROUPE_REASON_ACTOR_STOPPED, "p0"), "note", "a[0]", "p1:b[0]",
                1);

  tape_assert_broken (tape,
                      "was abandoned at its sender as actor-stopped, after it had been returned", NULL);
}

static void
test_lost_after_handled_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_HANDLED), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, lost_at ("p1"), "note", "a[0]", "p1:b[0]", 1);
  tape_exited (tape, "p1");

  tape_assert_broken (tape, "was lost with its receiver's process, after it had been handled",
                      NULL);
}

static void
test_handled_after_a_loss_at_the_receiver_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, lost_at ("p1"), "note", "a[0]", "p1:b[0]", 1);
  tape_exited (tape, "p1");
  tape_message (tape, told (TROUPE_EVENT_HANDLED), "note", "a[0]", "p1:b[0]", 1);

  tape_assert_broken (tape, "was handled, after it had been lost with its receiver's process",
                      NULL);
}

static void
test_return_lost_at_its_sender_after_it_arrived_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, returned (TROUPE_REASON_ACTOR_STOPPED), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, return_lost_at ("p0"), "note", "a[0]", "p1:b[0]", 1);
  tape_exited (tape, "p0");

  tape_assert_broken (tape, "on its way back, after it had been returned", NULL);
}

static void
test_lost_by_a_process_that_lives_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_DELIVERED), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, lost_at ("p1"), "note", "a[0]", "p1:b[0]", 1);
  tape_finish (tape, TRUE);

  tape_assert_broken (tape, "note 1 from", "was lost by proc",
                      "p1, and no process that held it has exited", NULL);
}

static void
test_two_messages_of_one_number_are_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);

  tape_assert_broken (tape, "was sent twice", NULL);
}

static void
test_no_fate_in_a_settled_run_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_DELIVERED), "note", "a[0]", "p1:b[0]", 1);
  tape_finish (tape, TRUE);

  tape_assert_broken (tape, "note 1 from", "p0,a[0] to", "p1,b[0] has no fate", NULL);
}

static void
test_messages_without_a_fate_are_counted (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_HANDLED), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 2);
  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 3);
  tape_finish (tape, TRUE);

  tape_assert_broken (tape, "2 messages have no fate", "the first is note 2 from", NULL);
}

static void
test_no_fate_in_a_run_that_did_not_settle_is_free (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_DELIVERED), "note", "a[0]", "p1:b[0]", 1);
  tape_finish (tape, FALSE);

  tape_assert_holds (tape, 1);
}

static void
test_wedged_message_owes_no_fate_while_its_actor_lives (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "wedge", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_DELIVERED), "wedge", "a[0]", "p1:b[0]", 1);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_what_waits_behind_a_wedge_owes_no_fate (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "wedge", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_DELIVERED), "wedge", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 2);
  tape_message (tape, told (TROUPE_EVENT_DELIVERED), "note", "a[0]", "p1:b[0]", 2);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 2);
}

static void
test_what_waits_behind_an_ended_wedge_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "wedge", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_DELIVERED), "wedge", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_SENT), "note", "a[0]", "p1:b[0]", 2);
  tape_message (tape, told (TROUPE_EVENT_HANDLED), "wedge", "a[0]", "p1:b[0]", 1);
  tape_finish (tape, TRUE);

  tape_assert_broken (tape, "note 2 from", "has no fate", NULL);
}

static void
test_wedge_that_was_never_delivered_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "wedge", "a[0]", "p1:b[0]", 1);
  tape_finish (tape, TRUE);

  tape_assert_broken (tape, "wedge 1 from", "has no fate", NULL);
}

static void
test_wedged_message_of_an_ended_actor_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "wedge", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_DELIVERED), "wedge", "a[0]", "p1:b[0]", 1);
  tape_status (tape, "p1:b[0]", TROUPE_ACTOR_STATUS_FAILED);
  tape_finish (tape, TRUE);

  tape_assert_broken (tape, "wedge 1 from", "has no fate", NULL);
}

static void
test_wedged_message_of_an_exited_process_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "wedge", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_DELIVERED), "wedge", "a[0]", "p1:b[0]", 1);
  tape_exited (tape, "p1");
  tape_finish (tape, TRUE);

  tape_assert_broken (tape, "wedge 1 from", "has no fate", NULL);
}

static void
test_aborted_wedge_is_handled (void)
{
  g_autoptr (Tape) tape = tape_new ("FATE-1");

  tape_message (tape, told (TROUPE_EVENT_SENT), "wedge", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_DELIVERED), "wedge", "a[0]", "p1:b[0]", 1);
  tape_message (tape, told (TROUPE_EVENT_HANDLED), "wedge", "a[0]", "p1:b[0]", 1);
  tape_status (tape, "p1:b[0]", TROUPE_ACTOR_STATUS_FAILED);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/fate-1/handled-message-holds", test_handled_message_holds);
  g_test_add_func ("/monitor/fate-1/returned-message-holds", test_returned_message_holds);
  g_test_add_func ("/monitor/fate-1/lost-message-holds", test_lost_message_holds);
  g_test_add_func ("/monitor/fate-1/abandoned-message-holds", test_abandoned_message_holds);
  g_test_add_func ("/monitor/fate-1/messages-are-told-apart-by-sender-and-number",
                   test_messages_are_told_apart_by_sender_and_number);
  g_test_add_func ("/monitor/fate-1/event-order-of-numbers-is-free",
                   test_event_order_of_numbers_is_free);
  g_test_add_func ("/monitor/fate-1/nothing-sent-arms-nothing", test_nothing_sent_arms_nothing);
  g_test_add_func ("/monitor/fate-1/message-without-a-sender-has-no-identity",
                   test_message_without_a_sender_has_no_identity);
  g_test_add_func ("/monitor/fate-1/broken-link-return-may-stand-beside-one-handled",
                   test_broken_link_return_may_stand_beside_one_handled);
  g_test_add_func ("/monitor/fate-1/timeout-return-may-follow-a-handled",
                   test_timeout_return_may_follow_a_handled);
  g_test_add_func ("/monitor/fate-1/broken-link-return-may-stand-beside-a-loss",
                   test_broken_link_return_may_stand_beside_a_loss);
  g_test_add_func ("/monitor/fate-1/loss-on-the-way-may-stand-beside-a-handled",
                   test_loss_on_the_way_may_stand_beside_a_handled);
  g_test_add_func ("/monitor/fate-1/loss-at-both-ends-holds", test_loss_at_both_ends_holds);
  g_test_add_func ("/monitor/fate-1/return-lost-on-the-way-may-have-arrived",
                   test_return_lost_on_the_way_may_have_arrived);
  g_test_add_func ("/monitor/fate-1/return-abandoned-on-the-way-may-have-arrived",
                   test_return_abandoned_on_the_way_may_have_arrived);
  g_test_add_func ("/monitor/fate-1/abandoned-for-a-broken-link-may-stand-beside-a-handled",
                   test_abandoned_for_a_broken_link_may_stand_beside_a_handled);
  g_test_add_func ("/monitor/fate-1/handled-twice-is-broken", test_handled_twice_is_broken);
  g_test_add_func ("/monitor/fate-1/handled-twice-beside-a-broken-link-return-is-broken",
                   test_handled_twice_beside_a_broken_link_return_is_broken);
  g_test_add_func ("/monitor/fate-1/returned-twice-is-broken", test_returned_twice_is_broken);
  g_test_add_func ("/monitor/fate-1/handled-after-a-definite-return-is-broken",
                   test_handled_after_a_definite_return_is_broken);
  g_test_add_func ("/monitor/fate-1/definite-return-after-handled-is-broken",
                   test_definite_return_after_handled_is_broken);
  g_test_add_func ("/monitor/fate-1/abandoned-after-handled-is-broken",
                   test_abandoned_after_handled_is_broken);
  g_test_add_func ("/monitor/fate-1/abandoned-after-returned-is-broken",
                   test_abandoned_after_returned_is_broken);
  g_test_add_func ("/monitor/fate-1/lost-after-handled-is-broken",
                   test_lost_after_handled_is_broken);
  g_test_add_func ("/monitor/fate-1/handled-after-a-loss-at-the-receiver-is-broken",
                   test_handled_after_a_loss_at_the_receiver_is_broken);
  g_test_add_func ("/monitor/fate-1/return-lost-at-its-sender-after-it-arrived-is-broken",
                   test_return_lost_at_its_sender_after_it_arrived_is_broken);
  g_test_add_func ("/monitor/fate-1/lost-by-a-process-that-lives-is-broken",
                   test_lost_by_a_process_that_lives_is_broken);
  g_test_add_func ("/monitor/fate-1/two-messages-of-one-number-are-broken",
                   test_two_messages_of_one_number_are_broken);
  g_test_add_func ("/monitor/fate-1/no-fate-in-a-settled-run-is-broken",
                   test_no_fate_in_a_settled_run_is_broken);
  g_test_add_func ("/monitor/fate-1/messages-without-a-fate-are-counted",
                   test_messages_without_a_fate_are_counted);
  g_test_add_func ("/monitor/fate-1/no-fate-in-a-run-that-did-not-settle-is-free",
                   test_no_fate_in_a_run_that_did_not_settle_is_free);
  g_test_add_func ("/monitor/fate-1/wedged-message-owes-no-fate-while-its-actor-lives",
                   test_wedged_message_owes_no_fate_while_its_actor_lives);
  g_test_add_func ("/monitor/fate-1/what-waits-behind-a-wedge-owes-no-fate",
                   test_what_waits_behind_a_wedge_owes_no_fate);
  g_test_add_func ("/monitor/fate-1/what-waits-behind-an-ended-wedge-is-broken",
                   test_what_waits_behind_an_ended_wedge_is_broken);
  g_test_add_func ("/monitor/fate-1/wedge-that-was-never-delivered-is-broken",
                   test_wedge_that_was_never_delivered_is_broken);
  g_test_add_func ("/monitor/fate-1/wedged-message-of-an-ended-actor-is-broken",
                   test_wedged_message_of_an_ended_actor_is_broken);
  g_test_add_func ("/monitor/fate-1/wedged-message-of-an-exited-process-is-broken",
                   test_wedged_message_of_an_exited_process_is_broken);
  g_test_add_func ("/monitor/fate-1/aborted-wedge-is-handled", test_aborted_wedge_is_handled);

  return g_test_run ();
}
