/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/tape.h"

/* A tree root > mid > leaf, and the ways of a stop in it. */

static void
test_stop_that_the_parent_hears_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-2");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_supervised (tape, "mid[1]", "leaf[2]", "leaf[2]", TROUPE_ACTOR_STATUS_STOPPED, TRUE);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_stop_over_which_the_parent_fails_is_heard_too (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-2");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_supervised (tape, "mid[1]", "leaf[2]", "leaf[2]", TROUPE_ACTOR_STATUS_STOPPED, FALSE);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_stop_of_a_root_arms_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-2");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "root[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 0);
}

static void
test_stop_of_a_root_may_reach_a_coordinator (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-2");

  tape_spawned (tape, "boss[0]", NULL);
  tape_spawned (tape, "root[0]", NULL);
  tape_status (tape, "root[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_supervised (tape, "boss[0]", "root[0]", "root[0]", TROUPE_ACTOR_STATUS_STOPPED, TRUE);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 0);
}

static void
test_clients_arm_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-2");

  tape_spawned_client (tape, "c[0]");
  tape_status (tape, "c[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 0);
}

static void
test_process_that_exits_owes_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-2");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_exited (tape, "p0");
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_run_that_did_not_settle_owes_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-2");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_finish (tape, FALSE);

  tape_assert_holds (tape, 1);
}

static void
test_failures_are_none_of_its_business (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-2");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_FAILED);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 0);
}

static void
test_stop_that_no_one_hears_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-2");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_finish (tape, TRUE);

  tape_assert_broken (tape, "leaf[2] has stopped, and by the end its parent has not heard", NULL);
}

static void
test_stop_heard_twice_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-2");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_supervised (tape, "mid[1]", "leaf[2]", "leaf[2]", TROUPE_ACTOR_STATUS_STOPPED, TRUE);
  tape_supervised (tape, "mid[1]", "leaf[2]", "leaf[2]", TROUPE_ACTOR_STATUS_STOPPED, TRUE);
  tape_assert_broken (tape, "leaf[2] was received twice", NULL);
}

static void
test_stop_of_who_lives_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-2");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_supervised (tape, "mid[1]", "leaf[2]", "leaf[2]", TROUPE_ACTOR_STATUS_STOPPED, TRUE);
  tape_assert_broken (tape, "it has not stopped", NULL);
}

static void
test_stop_heard_by_another_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-2");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_supervised (tape, "root[0]", "leaf[2]", "leaf[2]", TROUPE_ACTOR_STATUS_STOPPED, TRUE);
  tape_assert_broken (tape, "another actor than its parent", NULL);
}

static void
test_stop_through_another_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-2");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_supervised (tape, "mid[1]", "leaf[2]", "mid[1]", TROUPE_ACTOR_STATUS_STOPPED, TRUE);
  tape_assert_broken (tape, "handed on by another", NULL);
}

static void
test_stop_that_ends_a_process_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-2");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "root[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_tell (tape, TROUPE_EVENT_UNHANDLED, "p0", NULL, "root[0]", 0);
  tape_assert_broken (tape, "the clean stop of", "root[0] ended its process", NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/sup-2/stop-that-the-parent-hears-holds", test_stop_that_the_parent_hears_holds);
  g_test_add_func ("/monitor/sup-2/stop-over-which-the-parent-fails-is-heard-too",
                   test_stop_over_which_the_parent_fails_is_heard_too);
  g_test_add_func ("/monitor/sup-2/stop-of-a-root-arms-nothing", test_stop_of_a_root_arms_nothing);
  g_test_add_func ("/monitor/sup-2/stop-of-a-root-may-reach-a-coordinator",
                   test_stop_of_a_root_may_reach_a_coordinator);
  g_test_add_func ("/monitor/sup-2/clients-arm-nothing", test_clients_arm_nothing);
  g_test_add_func ("/monitor/sup-2/process-that-exits-owes-nothing", test_process_that_exits_owes_nothing);
  g_test_add_func ("/monitor/sup-2/run-that-did-not-settle-owes-nothing",
                   test_run_that_did_not_settle_owes_nothing);
  g_test_add_func ("/monitor/sup-2/failures-are-none-of-its-business",
                   test_failures_are_none_of_its_business);
  g_test_add_func ("/monitor/sup-2/stop-that-no-one-hears-is-broken", test_stop_that_no_one_hears_is_broken);
  g_test_add_func ("/monitor/sup-2/stop-heard-twice-is-broken", test_stop_heard_twice_is_broken);
  g_test_add_func ("/monitor/sup-2/stop-of-who-lives-is-broken", test_stop_of_who_lives_is_broken);
  g_test_add_func ("/monitor/sup-2/stop-heard-by-another-is-broken", test_stop_heard_by_another_is_broken);
  g_test_add_func ("/monitor/sup-2/stop-through-another-is-broken", test_stop_through_another_is_broken);
  g_test_add_func ("/monitor/sup-2/stop-that-ends-a-process-is-broken",
                   test_stop_that_ends_a_process_is_broken);

  return g_test_run ();
}
