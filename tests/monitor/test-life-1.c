/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/tape.h"

static void
test_whole_life_of_an_actor_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("LIFE-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_INITIALIZING);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_IDLE);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_PROCESSING);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_IDLE);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPING);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 6);
}

static void
test_failure_at_each_station_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("LIFE-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPING);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_FAILED);
  tape_spawned (tape, "a[1]", NULL);
  tape_status (tape, "a[1]", TROUPE_ACTOR_STATUS_INITIALIZING);
  tape_status (tape, "a[1]", TROUPE_ACTOR_STATUS_STOPPING);
  tape_status (tape, "a[1]", TROUPE_ACTOR_STATUS_FAILED);
  tape_spawned (tape, "a[2]", NULL);
  tape_status (tape, "a[2]", TROUPE_ACTOR_STATUS_INITIALIZING);
  tape_status (tape, "a[2]", TROUPE_ACTOR_STATUS_IDLE);
  tape_status (tape, "a[2]", TROUPE_ACTOR_STATUS_STOPPING);
  tape_status (tape, "a[2]", TROUPE_ACTOR_STATUS_FAILED);
  tape_spawned (tape, "a[3]", NULL);
  tape_status (tape, "a[3]", TROUPE_ACTOR_STATUS_INITIALIZING);
  tape_status (tape, "a[3]", TROUPE_ACTOR_STATUS_IDLE);
  tape_status (tape, "a[3]", TROUPE_ACTOR_STATUS_PROCESSING);
  tape_status (tape, "a[3]", TROUPE_ACTOR_STATUS_STOPPING);
  tape_status (tape, "a[3]", TROUPE_ACTOR_STATUS_FAILED);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 14);
}

static void
test_life_of_a_client_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("LIFE-1");

  tape_spawned_client (tape, "c[0]");
  tape_status (tape, "c[0]", TROUPE_ACTOR_STATUS_CLIENT);
  tape_status (tape, "c[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 2);
}

static void
test_life_of_a_proc_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("LIFE-1");

  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_STARTING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_RUNNING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_READY);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_STOPPING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_STOPPED);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p1", NULL, NULL, TROUPE_PROC_STATUS_STARTING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p1", NULL, NULL, TROUPE_PROC_STATUS_KILLED);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 7);
}

static void
test_nothing_that_changes_arms_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("LIFE-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 0);
}

static void
test_handling_without_an_init_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LIFE-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_PROCESSING);
  tape_assert_broken (tape, "actor", "a[0] went from", "created", "processing", "no such arrow", NULL);
}

static void
test_end_without_stopping_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LIFE-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_INITIALIZING);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_IDLE);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_FAILED);
  tape_assert_broken (tape, "idle", "failed", NULL);
}

static void
test_way_back_from_stopping_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LIFE-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_INITIALIZING);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_IDLE);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPING);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_IDLE);
  tape_assert_broken (tape, "stopping", "idle", NULL);
}

static void
test_life_after_the_end_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LIFE-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPING);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_INITIALIZING);
  tape_assert_broken (tape, "stopped", "initializing", NULL);
}

static void
test_second_end_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LIFE-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPING);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_FAILED);
  tape_assert_broken (tape, "stopped", "failed", NULL);
}

static void
test_same_status_again_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LIFE-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_INITIALIZING);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_INITIALIZING);
  tape_assert_broken (tape, "initializing", NULL);
}

static void
test_actor_as_a_client_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LIFE-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_CLIENT);
  tape_assert_broken (tape, "actor", "client", NULL);
}

static void
test_client_as_an_actor_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LIFE-1");

  tape_spawned_client (tape, "c[0]");
  tape_status (tape, "c[0]", TROUPE_ACTOR_STATUS_INITIALIZING);
  tape_assert_broken (tape, "client", "initializing", NULL);
}

static void
test_client_that_fails_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LIFE-1");

  tape_spawned_client (tape, "c[0]");
  tape_status (tape, "c[0]", TROUPE_ACTOR_STATUS_CLIENT);
  tape_status (tape, "c[0]", TROUPE_ACTOR_STATUS_FAILED);
  tape_assert_broken (tape, "client", "failed", NULL);
}

static void
test_status_of_who_was_never_spawned_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LIFE-1");

  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_INITIALIZING);
  tape_assert_broken (tape, "a[0]", "never spawned", NULL);
}

static void
test_proc_that_does_not_start_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LIFE-1");

  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_RUNNING);
  tape_assert_broken (tape, "p0", "nothing", "running", NULL);
}

static void
test_proc_ready_before_it_runs_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LIFE-1");

  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_STARTING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_READY);
  tape_assert_broken (tape, "starting", "ready", NULL);
}

static void
test_proc_that_comes_back_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("LIFE-1");

  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_STARTING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_KILLED);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_RUNNING);
  tape_assert_broken (tape, "killed", "running", NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/life-1/whole-life-of-an-actor-holds", test_whole_life_of_an_actor_holds);
  g_test_add_func ("/monitor/life-1/failure-at-each-station-holds", test_failure_at_each_station_holds);
  g_test_add_func ("/monitor/life-1/life-of-a-client-holds", test_life_of_a_client_holds);
  g_test_add_func ("/monitor/life-1/life-of-a-proc-holds", test_life_of_a_proc_holds);
  g_test_add_func ("/monitor/life-1/nothing-that-changes-arms-nothing",
                   test_nothing_that_changes_arms_nothing);
  g_test_add_func ("/monitor/life-1/handling-without-an-init-is-broken",
                   test_handling_without_an_init_is_broken);
  g_test_add_func ("/monitor/life-1/end-without-stopping-is-broken", test_end_without_stopping_is_broken);
  g_test_add_func ("/monitor/life-1/way-back-from-stopping-is-broken", test_way_back_from_stopping_is_broken);
  g_test_add_func ("/monitor/life-1/life-after-the-end-is-broken", test_life_after_the_end_is_broken);
  g_test_add_func ("/monitor/life-1/second-end-is-broken", test_second_end_is_broken);
  g_test_add_func ("/monitor/life-1/same-status-again-is-broken", test_same_status_again_is_broken);
  g_test_add_func ("/monitor/life-1/actor-as-a-client-is-broken", test_actor_as_a_client_is_broken);
  g_test_add_func ("/monitor/life-1/client-as-an-actor-is-broken", test_client_as_an_actor_is_broken);
  g_test_add_func ("/monitor/life-1/client-that-fails-is-broken", test_client_that_fails_is_broken);
  g_test_add_func ("/monitor/life-1/status-of-who-was-never-spawned-is-broken",
                   test_status_of_who_was_never_spawned_is_broken);
  g_test_add_func ("/monitor/life-1/proc-that-does-not-start-is-broken",
                   test_proc_that_does_not_start_is_broken);
  g_test_add_func ("/monitor/life-1/proc-ready-before-it-runs-is-broken",
                   test_proc_ready_before_it_runs_is_broken);
  g_test_add_func ("/monitor/life-1/proc-that-comes-back-is-broken", test_proc_that_comes_back_is_broken);

  return g_test_run ();
}
