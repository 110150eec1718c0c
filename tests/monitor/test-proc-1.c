/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/tape.h"

static void
test_killed_process_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("PROC-1");

  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_STARTING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_RUNNING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_READY);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_KILLED);
  tape_tell (tape, TROUPE_EVENT_EXITED, "p0", NULL, NULL, TROUPE_EVENT_SIGNALLED | 9);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_process_that_stops_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("PROC-1");

  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_STARTING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_RUNNING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_READY);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_STOPPED);
  tape_tell (tape, TROUPE_EVENT_EXITED, "p0", NULL, NULL, 0);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_process_that_fails_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("PROC-1");

  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_STARTING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_RUNNING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_READY);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_FAILED);
  tape_tell (tape, TROUPE_EVENT_EXITED, "p0", NULL, NULL, 3);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_process_that_lives_arms_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("PROC-1");

  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_STARTING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_RUNNING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_READY);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 0);
}

static void
test_deaths_of_others_are_apart (void)
{
  g_autoptr (Tape) tape = tape_new ("PROC-1");

  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_STARTING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_RUNNING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_READY);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_KILLED);
  tape_tell (tape, TROUPE_EVENT_EXITED, "p0", NULL, NULL, TROUPE_EVENT_SIGNALLED | 9);
  tape_spawned (tape, "p1:a[0]", NULL);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_second_exit_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("PROC-1");

  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_STARTING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_RUNNING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_READY);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_KILLED);
  tape_tell (tape, TROUPE_EVENT_EXITED, "p0", NULL, NULL, TROUPE_EVENT_SIGNALLED | 9);
  tape_tell (tape, TROUPE_EVENT_EXITED, "p0", NULL, NULL, TROUPE_EVENT_SIGNALLED | 9);
  tape_assert_broken (tape, "p0 exited twice", NULL);
}

static void
test_exit_without_a_start_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("PROC-1");

  tape_tell (tape, TROUPE_EVENT_EXITED, "p0", NULL, NULL, 0);
  tape_assert_broken (tape, "never started", NULL);
}

static void
test_signal_told_as_a_code_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("PROC-1");

  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_STARTING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_RUNNING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_READY);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_KILLED);
  tape_tell (tape, TROUPE_EVENT_EXITED, "p0", NULL, NULL, 1);
  tape_assert_broken (tape, "code 1", "killed", "failed", NULL);
}

static void
test_code_told_as_a_stop_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("PROC-1");

  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_STARTING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_RUNNING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_READY);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_STOPPED);
  tape_tell (tape, TROUPE_EVENT_EXITED, "p0", NULL, NULL, 1);
  tape_assert_broken (tape, "stopped", "failed", NULL);
}

static void
test_exit_of_who_lives_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("PROC-1");

  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_STARTING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_RUNNING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_READY);
  tape_tell (tape, TROUPE_EVENT_EXITED, "p0", NULL, NULL, 0);
  tape_assert_broken (tape, "ready", "stopped", NULL);
}

static void
test_end_without_an_exit_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("PROC-1");

  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_STARTING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_RUNNING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_READY);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_KILLED);
  tape_finish (tape, TRUE);

  tape_assert_broken (tape, "p0", "its exit was never told", NULL);
}

static void
test_actor_of_a_dead_process_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("PROC-1");

  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_STARTING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_RUNNING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_READY);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_KILLED);
  tape_tell (tape, TROUPE_EVENT_EXITED, "p0", NULL, NULL, TROUPE_EVENT_SIGNALLED | 9);
  tape_spawned (tape, "a[0]", NULL);
  tape_assert_broken (tape, "spawned happened in", "exited", NULL);
}

static void
test_status_in_a_dead_process_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("PROC-1");

  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_STARTING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_RUNNING);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_READY);
  tape_spawned (tape, "a[0]", NULL);
  tape_tell (tape, TROUPE_EVENT_STATUS, "p0", NULL, NULL, TROUPE_PROC_STATUS_FAILED);
  tape_tell (tape, TROUPE_EVENT_EXITED, "p0", NULL, NULL, 1);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_IDLE);
  tape_assert_broken (tape, "status happened in", NULL);
}

static void
kill_process (Tape       *tape,
              const char *proc)
{
  tape_tell (tape, TROUPE_EVENT_STATUS, proc, NULL, NULL, TROUPE_PROC_STATUS_KILLED);
  tape_exited (tape, proc);
}

static void
test_host_that_halts_after_its_processes_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("PROC-1");

  tape_started (tape, "p0", "h0");
  tape_started (tape, "p1", "h1");
  kill_process (tape, "p0");
  tape_halted (tape, "h0");
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 2);
}

static void
test_host_that_halts_again_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("PROC-1");

  tape_started (tape, "p0", "h0");
  kill_process (tape, "p0");
  tape_halted (tape, "h0");
  tape_started (tape, "p1", "h0");
  kill_process (tape, "p1");
  tape_halted (tape, "h0");
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 4);
}

static void
test_process_that_outlives_its_host_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("PROC-1");

  tape_started (tape, "p0", "h0");
  tape_started (tape, "p1", "h0");
  kill_process (tape, "p0");
  tape_halted (tape, "h0");
  tape_assert_broken (tape, "h0 has stopped", "p1", "has not", NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/proc-1/killed-process-holds", test_killed_process_holds);
  g_test_add_func ("/monitor/proc-1/process-that-stops-holds", test_process_that_stops_holds);
  g_test_add_func ("/monitor/proc-1/process-that-fails-holds", test_process_that_fails_holds);
  g_test_add_func ("/monitor/proc-1/process-that-lives-arms-nothing", test_process_that_lives_arms_nothing);
  g_test_add_func ("/monitor/proc-1/deaths-of-others-are-apart", test_deaths_of_others_are_apart);
  g_test_add_func ("/monitor/proc-1/second-exit-is-broken", test_second_exit_is_broken);
  g_test_add_func ("/monitor/proc-1/exit-without-a-start-is-broken", test_exit_without_a_start_is_broken);
  g_test_add_func ("/monitor/proc-1/signal-told-as-a-code-is-broken", test_signal_told_as_a_code_is_broken);
  g_test_add_func ("/monitor/proc-1/code-told-as-a-stop-is-broken", test_code_told_as_a_stop_is_broken);
  g_test_add_func ("/monitor/proc-1/exit-of-who-lives-is-broken", test_exit_of_who_lives_is_broken);
  g_test_add_func ("/monitor/proc-1/end-without-an-exit-is-broken", test_end_without_an_exit_is_broken);
  g_test_add_func ("/monitor/proc-1/actor-of-a-dead-process-is-broken",
                   test_actor_of_a_dead_process_is_broken);
  g_test_add_func ("/monitor/proc-1/status-in-a-dead-process-is-broken",
                   test_status_in_a_dead_process_is_broken);
  g_test_add_func ("/monitor/proc-1/host-that-halts-after-its-processes-holds",
                   test_host_that_halts_after_its_processes_holds);
  g_test_add_func ("/monitor/proc-1/host-that-halts-again-holds", test_host_that_halts_again_holds);
  g_test_add_func ("/monitor/proc-1/process-that-outlives-its-host-is-broken",
                   test_process_that_outlives_its_host_is_broken);

  return g_test_run ();
}
