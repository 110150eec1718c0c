/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/tape.h"

static void
test_dropped_client_ends_and_leaves_a_snapshot (void)
{
  g_autoptr (Tape) tape = tape_new ("CI-2");

  tape_spawned_client (tape, "bridge[0]");
  tape_status (tape, "bridge[0]", TROUPE_ACTOR_STATUS_CLIENT);
  tape_tell (tape, TROUPE_EVENT_DROPPED, NULL, "bridge[0]", NULL, 0);
  tape_status (tape, "bridge[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_tell (tape, TROUPE_EVENT_SNAPSHOT, NULL, "bridge[0]", NULL, TROUPE_ACTOR_STATUS_STOPPED);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_client_that_ended_before_its_drop_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("CI-2");

  tape_spawned_client (tape, "bridge[0]");
  tape_status (tape, "bridge[0]", TROUPE_ACTOR_STATUS_CLIENT);
  tape_status (tape, "bridge[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_tell (tape, TROUPE_EVENT_SNAPSHOT, NULL, "bridge[0]", NULL, TROUPE_ACTOR_STATUS_STOPPED);
  tape_tell (tape, TROUPE_EVENT_DROPPED, NULL, "bridge[0]", NULL, 0);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_client_that_is_kept_arms_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("CI-2");

  tape_spawned_client (tape, "bridge[0]");
  tape_status (tape, "bridge[0]", TROUPE_ACTOR_STATUS_CLIENT);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 0);
}

static void
test_plain_client_arms_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("CI-2");

  tape_tell (tape, TROUPE_EVENT_SPAWNED, NULL, "bridge[0]", NULL, TROUPE_EVENT_SPAWNED_CLIENT);
  tape_tell (tape, TROUPE_EVENT_DROPPED, NULL, "bridge[0]", NULL, 0);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 0);
}

static void
test_client_whose_process_exits_owes_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("CI-2");

  tape_spawned_client (tape, "bridge[0]");
  tape_status (tape, "bridge[0]", TROUPE_ACTOR_STATUS_CLIENT);
  tape_tell (tape, TROUPE_EVENT_DROPPED, NULL, "bridge[0]", NULL, 0);
  tape_exited (tape, "p0");
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_exit_of_another_process_excuses_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("CI-2");

  tape_spawned_client (tape, "bridge[0]");
  tape_status (tape, "bridge[0]", TROUPE_ACTOR_STATUS_CLIENT);
  tape_tell (tape, TROUPE_EVENT_DROPPED, NULL, "bridge[0]", NULL, 0);
  tape_exited (tape, "p1");
  tape_finish (tape, TRUE);

  tape_assert_broken (tape, "p0,bridge[0]", NULL);
}

static void
test_status_that_is_not_terminal_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("CI-2");

  tape_spawned_client (tape, "bridge[0]");
  tape_status (tape, "bridge[0]", TROUPE_ACTOR_STATUS_CLIENT);
  tape_tell (tape, TROUPE_EVENT_DROPPED, NULL, "bridge[0]", NULL, 0);
  tape_finish (tape, TRUE);

  tape_assert_broken (tape, "p0,bridge[0] was dropped", "its status was not terminal", NULL);
}

static void
test_missing_snapshot_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("CI-2");

  tape_spawned_client (tape, "bridge[0]");
  tape_status (tape, "bridge[0]", TROUPE_ACTOR_STATUS_CLIENT);
  tape_tell (tape, TROUPE_EVENT_DROPPED, NULL, "bridge[0]", NULL, 0);
  tape_status (tape, "bridge[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_finish (tape, TRUE);

  tape_assert_broken (tape, "p0,bridge[0] was dropped", "no snapshot", NULL);
}

static void
test_missing_snapshot_is_broken_in_a_run_that_did_not_settle (void)
{
  g_autoptr (Tape) tape = tape_new ("CI-2");

  tape_spawned_client (tape, "bridge[0]");
  tape_status (tape, "bridge[0]", TROUPE_ACTOR_STATUS_CLIENT);
  tape_tell (tape, TROUPE_EVENT_DROPPED, NULL, "bridge[0]", NULL, 0);
  tape_status (tape, "bridge[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_finish (tape, FALSE);

  tape_assert_broken (tape, "no snapshot", NULL);
}

static void
test_snapshot_before_the_end_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("CI-2");

  tape_spawned_client (tape, "bridge[0]");
  tape_status (tape, "bridge[0]", TROUPE_ACTOR_STATUS_CLIENT);
  tape_tell (tape, TROUPE_EVENT_DROPPED, NULL, "bridge[0]", NULL, 0);
  tape_tell (tape, TROUPE_EVENT_SNAPSHOT, NULL, "bridge[0]", NULL, TROUPE_ACTOR_STATUS_STOPPED);
  tape_status (tape, "bridge[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_finish (tape, TRUE);

  tape_assert_broken (tape, "p0,bridge[0]", "before its status was terminal", NULL);
}

static void
test_snapshot_that_tells_a_live_status_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("CI-2");

  tape_spawned_client (tape, "bridge[0]");
  tape_status (tape, "bridge[0]", TROUPE_ACTOR_STATUS_CLIENT);
  tape_tell (tape, TROUPE_EVENT_DROPPED, NULL, "bridge[0]", NULL, 0);
  tape_status (tape, "bridge[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_tell (tape, TROUPE_EVENT_SNAPSHOT, NULL, "bridge[0]", NULL, TROUPE_ACTOR_STATUS_CLIENT);
  tape_finish (tape, TRUE);

  tape_assert_broken (tape, "p0,bridge[0]", "tells status \"client\"", NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/ci-2/dropped-client-ends-and-leaves-a-snapshot",
                   test_dropped_client_ends_and_leaves_a_snapshot);
  g_test_add_func ("/monitor/ci-2/client-that-ended-before-its-drop-holds",
                   test_client_that_ended_before_its_drop_holds);
  g_test_add_func ("/monitor/ci-2/client-that-is-kept-arms-nothing",
                   test_client_that_is_kept_arms_nothing);
  g_test_add_func ("/monitor/ci-2/plain-client-arms-nothing", test_plain_client_arms_nothing);
  g_test_add_func ("/monitor/ci-2/client-whose-process-exits-owes-nothing",
                   test_client_whose_process_exits_owes_nothing);
  g_test_add_func ("/monitor/ci-2/exit-of-another-process-excuses-nothing",
                   test_exit_of_another_process_excuses_nothing);
  g_test_add_func ("/monitor/ci-2/status-that-is-not-terminal-is-broken",
                   test_status_that_is_not_terminal_is_broken);
  g_test_add_func ("/monitor/ci-2/missing-snapshot-is-broken", test_missing_snapshot_is_broken);
  g_test_add_func ("/monitor/ci-2/missing-snapshot-is-broken-in-a-run-that-did-not-settle",
                   test_missing_snapshot_is_broken_in_a_run_that_did_not_settle);
  g_test_add_func ("/monitor/ci-2/snapshot-before-the-end-is-broken",
                   test_snapshot_before_the_end_is_broken);
  g_test_add_func ("/monitor/ci-2/snapshot-that-tells-a-live-status-is-broken",
                   test_snapshot_that_tells_a_live_status_is_broken);

  return g_test_run ();
}
