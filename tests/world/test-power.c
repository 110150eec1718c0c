/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "wire.h"
#include "world/troupe-sim-network.h"
#include "world/troupe-sim-world-private.h"

#define MS G_GUINT64_CONSTANT (1000000)
#define SECOND G_GUINT64_CONSTANT (1000000000)

static void
count (gpointer user_data)
{
  guint *n = user_data;

  *n += 1;
}

static void
pause_now (gpointer user_data)
{
  troupe_sim_process_pause (user_data);
}

/* ---- pausing ---- */

static void
test_a_paused_process_runs_nothing (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  g_autoptr (FakeLoop) loop = fake_loop_new (troupe_sim_run_add_host (run, "h0"), "p0");
  guint n = 0;

  fake_loop_post (loop, count, &n);
  troupe_sim_process_pause (loop->process);
  troupe_sim_process_pause (loop->process);
  fake_loop_post (loop, count, &n);
  troupe_world_wake_at (loop->world, 5 * MS);
  fake_loop_run (run);
  g_assert_cmpuint (n, ==, 0);
  g_assert_true (troupe_sim_run_is_quiet (run));

  troupe_sim_process_resume (loop->process);
  troupe_sim_process_resume (loop->process);
  g_assert_false (troupe_sim_run_is_quiet (run));
  fake_loop_run (run);
  g_assert_cmpuint (n, ==, 2);
}

static void
test_a_pause_within_a_task_lets_that_one_end (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  g_autoptr (FakeLoop) loop = fake_loop_new (troupe_sim_run_add_host (run, "h0"), "p0");
  guint n = 0;

  fake_loop_post (loop, count, &n);
  fake_loop_post (loop, pause_now, loop->process);
  fake_loop_post (loop, count, &n);
  fake_loop_run (run);
  g_assert_cmpuint (n, ==, 1);

  troupe_sim_process_resume (loop->process);
  fake_loop_run (run);
  g_assert_cmpuint (n, ==, 2);
}

static void
test_an_idle_process_that_was_paused_sleeps_on (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  g_autoptr (FakeLoop) loop = fake_loop_new (troupe_sim_run_add_host (run, "h0"), "p0");
  guint n_dispatches;

  fake_loop_run (run);
  n_dispatches = loop->n_dispatches;
  troupe_sim_process_pause (loop->process);
  troupe_sim_process_resume (loop->process);
  fake_loop_run (run);

  g_assert_cmpuint (loop->n_dispatches, ==, n_dispatches);
}

static void
test_a_paused_process_can_be_killed_and_can_exit (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  TroupeSimHost *host = troupe_sim_run_add_host (run, "h0");
  g_autoptr (FakeLoop) first = fake_loop_new (host, "p0");
  g_autoptr (FakeLoop) second = fake_loop_new (host, "p1");

  troupe_sim_host_pause (host);
  troupe_sim_process_kill (first->process, 9);
  troupe_sim_process_exit (second->process, 0);
  g_assert_false (troupe_sim_process_is_alive (first->process));
  g_assert_false (troupe_sim_process_is_alive (second->process));

  troupe_sim_host_resume (host);
  troupe_sim_process_resume (first->process);
  fake_loop_run (run);
}

static void
exit_and_pause (gpointer user_data)
{
  FakeLoop *loop = user_data;

  troupe_world_exit (loop->world, 0, NULL);
  troupe_sim_process_pause (loop->process);
}

static void
test_an_exit_that_is_interrupted_by_a_pause_waits (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  g_autoptr (FakeLoop) loop = fake_loop_new (troupe_sim_run_add_host (run, "h0"), "p0");

  fake_loop_post (loop, exit_and_pause, loop);
  fake_loop_run (run);
  g_assert_true (troupe_sim_process_is_alive (loop->process));

  troupe_sim_process_resume (loop->process);
  fake_loop_run (run);
  g_assert_false (troupe_sim_process_is_alive (loop->process));
}

/* Its machine takes the bytes and answers for it; no patience of the writer ends. */
static void
test_the_machine_answers_for_a_paused_process (void)
{
  g_autoptr (Wire) wire = wire_open (1);

  troupe_sim_host_pause (wire->hosts[0]);
  wire_assert_wrote (wire->client_stream, "hello");
  while (troupe_sim_run_step (wire->run, 3600 * SECOND))
    ;
  wire_assert_received (wire, "");
  g_assert_null (troupe_stream_get_error (wire->client_stream));

  troupe_sim_host_resume (wire->hosts[0]);
  fake_loop_run (wire->run);
  wire_assert_received (wire, "hello");
}

/* ---- power ---- */

static void
test_a_crash_is_silence (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);

  wire_assert_wrote (wire->server_stream, "last words");
  troupe_sim_host_crash (wire->hosts[0]);
  troupe_sim_host_crash (wire->hosts[0]);
  g_assert_false (troupe_sim_host_is_up (wire->hosts[0]));
  g_assert_false (troupe_sim_process_is_alive (wire->server->process));
  fake_loop_run (wire->run);
  g_assert_cmpint (wire->client_read, ==, TROUPE_STREAM_AGAIN);
  g_assert_null (troupe_stream_get_error (wire->client_stream));
  g_assert_true (troupe_sim_run_is_quiet (wire->run));

  begin_ns = troupe_sim_run_get_time (wire->run);
  wire_assert_wrote (wire->client_stream, "hello?");
  fake_loop_run (wire->run);
  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, begin_ns + 60 * SECOND);
  g_assert_nonnull (troupe_stream_get_error (wire->client_stream));
}

/* `exited p0; halted h0; ` */
static void
note_ends (const TroupeEvent *event,
           guint64            event_number,
           gpointer           user_data)
{
  if (event->kind == TROUPE_EVENT_EXITED)
    g_string_append_printf (user_data, "exited %s; ", troupe_proc_id_get_name (event->proc));
  else if (event->kind == TROUPE_EVENT_HALTED)
    g_string_append_printf (user_data, "halted %s; ", (const char *) event->payload);
}

static void
test_a_host_has_halted_when_its_processes_have_ended (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  TroupeSimHost *host = troupe_sim_run_add_host (run, "h0");
  g_autoptr (FakeLoop) first G_GNUC_UNUSED = fake_loop_new (host, "p0");
  g_autoptr (FakeLoop) second G_GNUC_UNUSED = fake_loop_new (host, "p1");
  g_autoptr (FakeLoop) other G_GNUC_UNUSED = fake_loop_new (troupe_sim_run_add_host (run, "h1"), "p2");
  g_autoptr (GString) text = g_string_new (NULL);

  troupe_sim_run_set_event_func (run, note_ends, text);
  troupe_sim_host_crash (host);
  troupe_sim_host_crash (host);

  g_assert_cmpstr (text->str, ==, "exited p0; exited p1; halted h0; ");
}

static void
test_no_one_connects_to_a_crashed_host (void)
{
  g_autoptr (Wire) wire = wire_new (1);

  troupe_sim_host_crash (wire->hosts[0]);
  fake_loop_run (wire->run);

  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, 15 * SECOND);
  g_assert_nonnull (troupe_stream_get_error (wire->client_stream));
}

/* The power goes while the answer to the request is under way. */
static void
test_an_answer_that_died_with_its_machine_is_missed_in_time (void)
{
  g_autoptr (Wire) wire = wire_new (1);

  while (wire->server_stream == NULL)
    g_assert_true (troupe_sim_run_step (wire->run, G_MAXUINT64));
  troupe_sim_host_crash (wire->hosts[0]);
  fake_loop_run (wire->run);

  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, 15 * SECOND);
  g_assert_nonnull (troupe_stream_get_error (wire->client_stream));
}

static void
test_after_a_restart_nobody_is_known (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint64 begin_ns;

  troupe_sim_host_crash (wire->hosts[0]);
  troupe_sim_host_restart (wire->hosts[0]);
  troupe_sim_host_restart (wire->hosts[0]);
  g_assert_true (troupe_sim_host_is_up (wire->hosts[0]));
  fake_loop_run (wire->run);
  g_assert_null (troupe_stream_get_error (wire->client_stream));

  begin_ns = troupe_sim_run_get_time (wire->run);
  wire_assert_wrote (wire->client_stream, "hello?");
  fake_loop_run (wire->run);
  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, begin_ns + 2 * MS);
  g_assert_nonnull (troupe_stream_get_error (wire->client_stream));
}

static void
test_after_a_restart_there_is_room_for_others (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  TroupeAddress *address = troupe_listener_get_address (wire->listener);
  g_autoptr (FakeLoop) successor = NULL;
  g_autoptr (TroupeListener) listener = NULL;
  g_autoptr (TroupeStream) stream = NULL;

  troupe_sim_host_crash (wire->hosts[0]);
  troupe_sim_host_restart (wire->hosts[0]);
  successor = fake_loop_new (wire->hosts[0], "successor");
  listener = troupe_world_listen (successor->world, address, NULL);
  g_assert_nonnull (listener);
  stream = troupe_world_connect (wire->client->world, address, NULL);
  fake_loop_run (wire->run);

  wire_assert_wrote (stream, "hello");
}

/* ---- clocks ---- */

static void
test_each_host_has_its_own_wall_clock (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  TroupeSimHost *host = troupe_sim_run_add_host (run, "h0");
  g_autoptr (FakeLoop) loop = fake_loop_new (host, "p0");
  g_autoptr (FakeLoop) other = fake_loop_new (troupe_sim_run_add_host (run, "h1"), "p0");
  guint n = 0;

  troupe_sim_host_set_clock (host, 5 * (gint64) SECOND, -1000);
  g_assert_cmpint (troupe_world_get_wall_clock (loop->world), ==, TROUPE_SIM_EPOCH_NS + 5 * (gint64) SECOND);

  troupe_sim_run_at (run, 100 * SECOND, count, &n);
  fake_loop_run (run);
  g_assert_cmpint (troupe_world_get_wall_clock (other->world), ==, TROUPE_SIM_EPOCH_NS + 100 * (gint64) SECOND);
  g_assert_cmpint (troupe_world_get_wall_clock (loop->world), ==,
                   TROUPE_SIM_EPOCH_NS + 105 * (gint64) SECOND - 100 * 1000);

  troupe_sim_host_skew (host, -10 * (gint64) SECOND);
  g_assert_cmpint (troupe_world_get_wall_clock (loop->world), ==,
                   TROUPE_SIM_EPOCH_NS + 95 * (gint64) SECOND - 100 * 1000);
  g_assert_cmpuint (troupe_world_get_time (loop->world), ==, 100 * SECOND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/world/power/" name, func)
  ADD ("a-paused-process-runs-nothing", test_a_paused_process_runs_nothing);
  ADD ("a-pause-within-a-task-lets-that-one-end", test_a_pause_within_a_task_lets_that_one_end);
  ADD ("an-idle-process-that-was-paused-sleeps-on", test_an_idle_process_that_was_paused_sleeps_on);
  ADD ("a-paused-process-can-be-killed-and-can-exit", test_a_paused_process_can_be_killed_and_can_exit);
  ADD ("an-exit-that-is-interrupted-by-a-pause-waits", test_an_exit_that_is_interrupted_by_a_pause_waits);
  ADD ("the-machine-answers-for-a-paused-process", test_the_machine_answers_for_a_paused_process);
  ADD ("a-crash-is-silence", test_a_crash_is_silence);
  ADD ("a-host-has-halted-when-its-processes-have-ended", test_a_host_has_halted_when_its_processes_have_ended);
  ADD ("no-one-connects-to-a-crashed-host", test_no_one_connects_to_a_crashed_host);
  ADD ("an-answer-that-died-with-its-machine-is-missed-in-time",
       test_an_answer_that_died_with_its_machine_is_missed_in_time);
  ADD ("after-a-restart-nobody-is-known", test_after_a_restart_nobody_is_known);
  ADD ("after-a-restart-there-is-room-for-others", test_after_a_restart_there_is_room_for_others);
  ADD ("each-host-has-its-own-wall-clock", test_each_host_has_its_own_wall_clock);
#undef ADD

  return g_test_run ();
}
