/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/tape.h"

static void
test_stopped_actor_leaves_a_snapshot (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_snapshot (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_failed_actor_leaves_a_snapshot (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_FAILED);
  tape_snapshot (tape, "a[0]", TROUPE_ACTOR_STATUS_FAILED);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_actor_that_lives_arms_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_IDLE);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 0);
}

static void
test_clients_are_none_of_its_business (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-1");

  tape_spawned_client (tape, "c[0]");
  tape_status (tape, "c[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 0);
}

static void
test_process_that_exits_owes_none (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_exited (tape, "p0");
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_missing_snapshot_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_finish (tape, TRUE);

  tape_assert_broken (tape, "a[0] has ended", "no snapshot", NULL);
}

static void
test_exit_of_another_process_excuses_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_exited (tape, "p1");
  tape_finish (tape, TRUE);

  tape_assert_broken (tape, "no snapshot", NULL);
}

static void
test_snapshot_before_the_end_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPING);
  tape_snapshot (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_assert_broken (tape, "a[0]", "before its status was terminal", NULL);
}

static void
test_snapshot_of_another_status_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_FAILED);
  tape_snapshot (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_assert_broken (tape, "stopped", "expected", "failed", NULL);
}

static void
test_second_snapshot_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_snapshot (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_snapshot (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_assert_broken (tape, "a second snapshot of", NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/snap-1/stopped-actor-leaves-a-snapshot", test_stopped_actor_leaves_a_snapshot);
  g_test_add_func ("/monitor/snap-1/failed-actor-leaves-a-snapshot", test_failed_actor_leaves_a_snapshot);
  g_test_add_func ("/monitor/snap-1/actor-that-lives-arms-nothing", test_actor_that_lives_arms_nothing);
  g_test_add_func ("/monitor/snap-1/clients-are-none-of-its-business", test_clients_are_none_of_its_business);
  g_test_add_func ("/monitor/snap-1/process-that-exits-owes-none", test_process_that_exits_owes_none);
  g_test_add_func ("/monitor/snap-1/missing-snapshot-is-broken", test_missing_snapshot_is_broken);
  g_test_add_func ("/monitor/snap-1/exit-of-another-process-excuses-nothing",
                   test_exit_of_another_process_excuses_nothing);
  g_test_add_func ("/monitor/snap-1/snapshot-before-the-end-is-broken",
                   test_snapshot_before_the_end_is_broken);
  g_test_add_func ("/monitor/snap-1/snapshot-of-another-status-is-broken",
                   test_snapshot_of_another_status_is_broken);
  g_test_add_func ("/monitor/snap-1/second-snapshot-is-broken", test_second_snapshot_is_broken);

  return g_test_run ();
}
