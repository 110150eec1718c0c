/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/tape.h"

/* A tree root > mid > leaf, and the ways of a failure in it. */

static void
test_handled_failure_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-1");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_FAILED);
  tape_supervised (tape, "mid[1]", "leaf[2]", "leaf[2]", TROUPE_ACTOR_STATUS_FAILED, TRUE);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_declined_failure_climbs_by_its_origin (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-1");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_FAILED);
  tape_supervised (tape, "mid[1]", "leaf[2]", "leaf[2]", TROUPE_ACTOR_STATUS_FAILED, FALSE);
  tape_status (tape, "mid[1]", TROUPE_ACTOR_STATUS_STOPPING);
  tape_status (tape, "mid[1]", TROUPE_ACTOR_STATUS_FAILED);
  tape_supervised (tape, "root[0]", "leaf[2]", "mid[1]", TROUPE_ACTOR_STATUS_FAILED, TRUE);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 2);
}

static void
test_failing_over_it_is_a_failure_of_ones_own (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-1");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_FAILED);
  tape_supervised (tape, "mid[1]", "leaf[2]", "leaf[2]", TROUPE_ACTOR_STATUS_FAILED, FALSE);
  tape_status (tape, "mid[1]", TROUPE_ACTOR_STATUS_STOPPING);
  tape_status (tape, "mid[1]", TROUPE_ACTOR_STATUS_FAILED);
  tape_supervised (tape, "root[0]", "mid[1]", "mid[1]", TROUPE_ACTOR_STATUS_FAILED, TRUE);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 2);
}

static void
test_failing_over_a_clean_stop_is_a_failure_of_ones_own (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-1");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_supervised (tape, "mid[1]", "leaf[2]", "leaf[2]", TROUPE_ACTOR_STATUS_STOPPED, FALSE);
  tape_status (tape, "mid[1]", TROUPE_ACTOR_STATUS_STOPPING);
  tape_status (tape, "mid[1]", TROUPE_ACTOR_STATUS_FAILED);
  tape_supervised (tape, "root[0]", "mid[1]", "mid[1]", TROUPE_ACTOR_STATUS_FAILED, TRUE);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_stopping_parent_hands_it_on (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-1");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "mid[1]", TROUPE_ACTOR_STATUS_STOPPING);
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_FAILED);
  tape_supervised (tape, "mid[1]", "leaf[2]", "leaf[2]", TROUPE_ACTOR_STATUS_FAILED, FALSE);
  tape_status (tape, "mid[1]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_supervised (tape, "root[0]", "leaf[2]", "mid[1]", TROUPE_ACTOR_STATUS_FAILED, TRUE);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_failing_parent_hands_on_another_failure_too (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-1");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "mid[1]", TROUPE_ACTOR_STATUS_STOPPING);
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_FAILED);
  tape_supervised (tape, "mid[1]", "leaf[2]", "leaf[2]", TROUPE_ACTOR_STATUS_FAILED, FALSE);
  tape_status (tape, "mid[1]", TROUPE_ACTOR_STATUS_FAILED);
  tape_supervised (tape, "root[0]", "leaf[2]", "mid[1]", TROUPE_ACTOR_STATUS_FAILED, TRUE);
  tape_supervised (tape, "root[0]", "mid[1]", "mid[1]", TROUPE_ACTOR_STATUS_FAILED, TRUE);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 2);
}

static void
test_coordinator_receives_what_a_root_owes (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-1");

  tape_spawned (tape, "boss[0]", NULL);
  tape_spawned (tape, "root[0]", NULL);
  tape_status (tape, "root[0]", TROUPE_ACTOR_STATUS_FAILED);
  tape_supervised (tape, "boss[0]", "root[0]", "root[0]", TROUPE_ACTOR_STATUS_FAILED, TRUE);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_unhandled_failure_ends_its_proc (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-1");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_tell (tape, TROUPE_EVENT_UNHANDLED, "p0", NULL, "root[0]", 0);
  tape_status (tape, "root[0]", TROUPE_ACTOR_STATUS_FAILED);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_process_that_exits_owes_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-1");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_FAILED);
  tape_exited (tape, "p0");
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_destruction_tells_for_itself (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-1");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_overrun (tape, "root[0]", "destruction");
  tape_status (tape, "root[0]", TROUPE_ACTOR_STATUS_FAILED);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_another_overrun_excuses_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-1");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_overrun (tape, "root[0]", "cleanup");
  tape_status (tape, "root[0]", TROUPE_ACTOR_STATUS_FAILED);
  tape_finish (tape, TRUE);

  tape_assert_broken (tape, "root[0] was never received", NULL);
}

static void
test_run_that_did_not_settle_owes_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-1");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_FAILED);
  tape_finish (tape, FALSE);

  tape_assert_holds (tape, 1);
}

static void
test_clean_stops_arm_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-1");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_supervised (tape, "mid[1]", "leaf[2]", "leaf[2]", TROUPE_ACTOR_STATUS_STOPPED, TRUE);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 0);
}

static void
test_failure_that_no_one_hears_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-1");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_FAILED);
  tape_finish (tape, TRUE);

  tape_assert_broken (tape, "the failure of", "leaf[2] was never received above", NULL);
}

static void
test_failure_that_ends_at_a_decliner_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-1");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_FAILED);
  tape_supervised (tape, "mid[1]", "leaf[2]", "leaf[2]", TROUPE_ACTOR_STATUS_FAILED, FALSE);
  tape_status (tape, "mid[1]", TROUPE_ACTOR_STATUS_STOPPING);
  tape_status (tape, "mid[1]", TROUPE_ACTOR_STATUS_FAILED);
  tape_finish (tape, TRUE);

  tape_assert_broken (tape, "leaf[2] was never received above", "mid[1]", NULL);
}

static void
test_failure_at_a_stopping_parent_that_vanishes_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-1");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "mid[1]", TROUPE_ACTOR_STATUS_STOPPING);
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_FAILED);
  tape_supervised (tape, "mid[1]", "leaf[2]", "leaf[2]", TROUPE_ACTOR_STATUS_FAILED, FALSE);
  tape_status (tape, "mid[1]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_finish (tape, TRUE);

  tape_assert_broken (tape, "leaf[2] was never received above", "mid[1]", NULL);
}

static void
test_failed_root_that_ends_no_process_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-1");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "root[0]", TROUPE_ACTOR_STATUS_FAILED);
  tape_finish (tape, TRUE);

  tape_assert_broken (tape, "root[0] was never received", NULL);
}

static void
test_failure_heard_twice_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-1");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_FAILED);
  tape_supervised (tape, "mid[1]", "leaf[2]", "leaf[2]", TROUPE_ACTOR_STATUS_FAILED, TRUE);
  tape_supervised (tape, "mid[1]", "leaf[2]", "leaf[2]", TROUPE_ACTOR_STATUS_FAILED, TRUE);
  tape_assert_broken (tape, "through", "did not owe it, or no more", NULL);
}

static void
test_failure_of_who_lives_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-1");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_supervised (tape, "mid[1]", "leaf[2]", "leaf[2]", TROUPE_ACTOR_STATUS_FAILED, TRUE);
  tape_assert_broken (tape, "did not owe it", NULL);
}

static void
test_failure_of_another_origin_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-1");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_FAILED);
  tape_supervised (tape, "mid[1]", "leaf[2]", "leaf[2]", TROUPE_ACTOR_STATUS_FAILED, FALSE);
  tape_status (tape, "mid[1]", TROUPE_ACTOR_STATUS_STOPPING);
  tape_status (tape, "mid[1]", TROUPE_ACTOR_STATUS_FAILED);
  tape_supervised (tape, "root[0]", "root[0]", "mid[1]", TROUPE_ACTOR_STATUS_FAILED, TRUE);
  tape_assert_broken (tape, "did not owe it", NULL);
}

static void
test_failure_that_skips_a_level_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-1");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "leaf[2]", TROUPE_ACTOR_STATUS_FAILED);
  tape_supervised (tape, "root[0]", "leaf[2]", "leaf[2]", TROUPE_ACTOR_STATUS_FAILED, TRUE);
  tape_assert_broken (tape, "no child of it", NULL);
}

static void
test_root_that_hears_itself_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-1");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_status (tape, "root[0]", TROUPE_ACTOR_STATUS_FAILED);
  tape_supervised (tape, "root[0]", "root[0]", "root[0]", TROUPE_ACTOR_STATUS_FAILED, TRUE);
  tape_assert_broken (tape, "no child of it", NULL);
}

static void
test_unhandled_stranger_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SUP-1");

  tape_spawned (tape, "root[0]", NULL);
  tape_spawned (tape, "mid[1]", "root[0]");
  tape_spawned (tape, "leaf[2]", "mid[1]");
  tape_tell (tape, TROUPE_EVENT_UNHANDLED, "p0", NULL, "ghost[9]", 0);
  tape_assert_broken (tape, "ghost[9] was unhandled", NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/sup-1/handled-failure-holds", test_handled_failure_holds);
  g_test_add_func ("/monitor/sup-1/declined-failure-climbs-by-its-origin",
                   test_declined_failure_climbs_by_its_origin);
  g_test_add_func ("/monitor/sup-1/failing-over-it-is-a-failure-of-ones-own",
                   test_failing_over_it_is_a_failure_of_ones_own);
  g_test_add_func ("/monitor/sup-1/failing-over-a-clean-stop-is-a-failure-of-ones-own",
                   test_failing_over_a_clean_stop_is_a_failure_of_ones_own);
  g_test_add_func ("/monitor/sup-1/stopping-parent-hands-it-on", test_stopping_parent_hands_it_on);
  g_test_add_func ("/monitor/sup-1/failing-parent-hands-on-another-failure-too",
                   test_failing_parent_hands_on_another_failure_too);
  g_test_add_func ("/monitor/sup-1/coordinator-receives-what-a-root-owes",
                   test_coordinator_receives_what_a_root_owes);
  g_test_add_func ("/monitor/sup-1/unhandled-failure-ends-its-proc", test_unhandled_failure_ends_its_proc);
  g_test_add_func ("/monitor/sup-1/process-that-exits-owes-nothing", test_process_that_exits_owes_nothing);
  g_test_add_func ("/monitor/sup-1/destruction-tells-for-itself", test_destruction_tells_for_itself);
  g_test_add_func ("/monitor/sup-1/another-overrun-excuses-nothing", test_another_overrun_excuses_nothing);
  g_test_add_func ("/monitor/sup-1/run-that-did-not-settle-owes-nothing",
                   test_run_that_did_not_settle_owes_nothing);
  g_test_add_func ("/monitor/sup-1/clean-stops-arm-nothing", test_clean_stops_arm_nothing);
  g_test_add_func ("/monitor/sup-1/failure-that-no-one-hears-is-broken",
                   test_failure_that_no_one_hears_is_broken);
  g_test_add_func ("/monitor/sup-1/failure-that-ends-at-a-decliner-is-broken",
                   test_failure_that_ends_at_a_decliner_is_broken);
  g_test_add_func ("/monitor/sup-1/failure-at-a-stopping-parent-that-vanishes-is-broken",
                   test_failure_at_a_stopping_parent_that_vanishes_is_broken);
  g_test_add_func ("/monitor/sup-1/failed-root-that-ends-no-process-is-broken",
                   test_failed_root_that_ends_no_process_is_broken);
  g_test_add_func ("/monitor/sup-1/failure-heard-twice-is-broken", test_failure_heard_twice_is_broken);
  g_test_add_func ("/monitor/sup-1/failure-of-who-lives-is-broken", test_failure_of_who_lives_is_broken);
  g_test_add_func ("/monitor/sup-1/failure-of-another-origin-is-broken",
                   test_failure_of_another_origin_is_broken);
  g_test_add_func ("/monitor/sup-1/failure-that-skips-a-level-is-broken",
                   test_failure_that_skips_a_level_is_broken);
  g_test_add_func ("/monitor/sup-1/root-that-hears-itself-is-broken", test_root_that_hears_itself_is_broken);
  g_test_add_func ("/monitor/sup-1/unhandled-stranger-is-broken", test_unhandled_stranger_is_broken);

  return g_test_run ();
}
