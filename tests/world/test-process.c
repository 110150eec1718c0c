/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "fake-loop.h"

#define MS G_GUINT64_CONSTANT (1000000)

/* A world of one host, and one process that a test does things to. What happens is written down as words. */
typedef struct
{
  TroupeSimRun  *run;
  TroupeSimHost *host;
  FakeLoop      *loop;
  GString       *text;
  guint64        kill_at_event; /* kills the process inside this event, or 0 */
} Stage;

static void
note_event (const TroupeEvent *event,
            guint64            event_number,
            gpointer           user_data)
{
  Stage *stage = user_data;

  if (event->kind == TROUPE_EVENT_STATUS)
    g_string_append_printf (stage->text, "%s ", troupe_proc_status_to_string (event->detail));
  else if (event->kind == TROUPE_EVENT_EXITED)
    g_string_append_printf (stage->text, "exited:%s%u ",
                            event->detail & TROUPE_EVENT_SIGNALLED ? "signal" : "",
                            TROUPE_EVENT_DETAIL_NUMBER (event->detail));
  else if (event->kind == TROUPE_EVENT_HANDLED)
    g_string_append_printf (stage->text, "handled%u ", (guint) event->message_number);
  else
    g_string_append_printf (stage->text, "%s ", troupe_event_kind_to_string (event->kind));

  if (event_number == stage->kill_at_event)
    troupe_sim_process_kill (stage->loop->process, 9);
}

static void
note_give_up (TroupeSimProcess *process,
              gpointer          user_data)
{
  TroupeEvent lost = { .kind = TROUPE_EVENT_LOST, .proc = troupe_sim_process_get_proc_id (process) };

  g_assert_false (troupe_sim_process_is_alive (process));
  troupe_world_emit (troupe_sim_process_get_world (process), &lost);
}

static void
note_exit (TroupeSimProcess *process,
           int               code,
           int               signal_number,
           gpointer          user_data)
{
  Stage *stage = user_data;

  g_assert_false (troupe_sim_process_is_alive (process));
  g_string_append_printf (stage->text, "ended:%d,%d ", code, signal_number);
}

static Stage *
stage_new (void)
{
  Stage *self = g_new0 (Stage, 1);

  self->text = g_string_new (NULL);
  self->run = troupe_sim_run_new (1);
  troupe_sim_run_set_event_func (self->run, note_event, self);
  troupe_sim_run_set_exit_func (self->run, note_exit, note_give_up, self);
  self->host = troupe_sim_run_add_host (self->run, "h0");
  self->loop = fake_loop_new (self->host, "p0");
  fake_loop_run (self->run);
  g_string_truncate (self->text, 0);

  return self;
}

static void
stage_free (Stage *self)
{
  fake_loop_free (self->loop);
  troupe_sim_run_free (self->run);
  g_string_free (self->text, TRUE);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Stage, stage_free)

static void
emit_two (gpointer user_data)
{
  Stage *stage = user_data;

  fake_loop_emit (stage->loop, 1);
  fake_loop_emit (stage->loop, 2);
}

static void
exit_between_two (gpointer user_data)
{
  Stage *stage = user_data;

  fake_loop_emit (stage->loop, 1);
  troupe_world_exit (stage->loop->world, 3, "it is over");
  fake_loop_emit (stage->loop, 2);
}

static void
exit_with_zero (gpointer user_data)
{
  troupe_world_exit (((Stage *) user_data)->loop->world, 0, NULL);
}

static void
test_a_start_is_told (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (FakeLoop) second = fake_loop_new (stage->host, "p1");

  g_assert_true (troupe_sim_process_is_alive (second->process));
  troupe_sim_process_set_ready (second->process);

  g_assert_cmpstr (stage->text->str, ==, "starting running ready ready ");
}

static void
test_a_kill_is_told_after_what_it_held (void)
{
  g_autoptr (Stage) stage = stage_new ();

  troupe_sim_process_kill (stage->loop->process, 9);
  troupe_sim_process_kill (stage->loop->process, 15);

  g_assert_cmpstr (stage->text->str, ==, "lost killed exited:signal9 ended:-1,9 ");
}

static void
test_a_dead_process_does_nothing (void)
{
  g_autoptr (Stage) stage = stage_new ();

  fake_loop_post (stage->loop, emit_two, stage);
  troupe_world_wake_at (stage->loop->world, 5 * MS);
  troupe_sim_process_kill (stage->loop->process, 9);
  g_string_truncate (stage->text, 0);

  g_assert_true (troupe_sim_run_is_quiet (stage->run));
  fake_loop_post (stage->loop, emit_two, stage);
  emit_two (stage);
  troupe_world_log (stage->loop->world, G_LOG_LEVEL_MESSAGE, "unheard");
  troupe_world_exit (stage->loop->world, 1, "unheard");
  troupe_sim_process_set_ready (stage->loop->process);
  fake_loop_run (stage->run);

  g_assert_cmpstr (stage->text->str, ==, "");
  g_assert_cmpstr (troupe_sim_run_get_log (stage->run), ==, "");
  g_assert_cmpuint (troupe_sim_run_get_time (stage->run), ==, 0);
}

static void
test_a_kill_inside_a_task_silences_the_rest_of_it (void)
{
  g_autoptr (Stage) stage = stage_new ();

  /* Inside "handled1". */
  stage->kill_at_event = troupe_sim_run_get_n_events (stage->run) + 1;
  fake_loop_post (stage->loop, emit_two, stage);
  fake_loop_post (stage->loop, emit_two, stage);
  fake_loop_run (stage->run);

  g_assert_cmpstr (stage->text->str, ==, "handled1 lost killed exited:signal9 ended:-1,9 ");
}

static void
kill_at_once (const TroupeEvent *event,
              guint64            event_number,
              gpointer           user_data)
{
  troupe_sim_process_kill (troupe_sim_run_find_process (user_data, event->proc), 9);
}

static void
test_a_kill_inside_the_first_event_leaves_a_dead_process (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  TroupeSimHost *host = troupe_sim_run_add_host (run, "h0");
  g_autoptr (FakeLoop) loop = NULL;

  troupe_sim_run_set_event_func (run, kill_at_once, run);
  loop = fake_loop_new (host, "p0");

  g_assert_false (troupe_sim_process_is_alive (loop->process));
  g_assert_false (troupe_sim_run_step (run, G_MAXUINT64));
  g_assert_cmpuint (loop->n_dispatches, ==, 0);
  /* Starting, killed, exited: never running. */
  g_assert_cmpuint (troupe_sim_run_get_n_events (run), ==, 3);
}

static void
test_a_kill_inside_an_ending_changes_nothing (void)
{
  g_autoptr (Stage) stage = stage_new ();

  /* Inside "lost". */
  stage->kill_at_event = troupe_sim_run_get_n_events (stage->run) + 1;
  troupe_sim_process_exit (stage->loop->process, 0);

  g_assert_cmpstr (stage->text->str, ==, "lost stopped exited:0 ended:0,0 ");
}

static void
test_an_exit_ends_the_process_after_its_task (void)
{
  g_autoptr (Stage) stage = stage_new ();

  fake_loop_post (stage->loop, exit_between_two, stage);
  fake_loop_post (stage->loop, emit_two, stage);
  fake_loop_run (stage->run);

  g_assert_cmpstr (stage->text->str, ==, "handled1 handled2 lost failed exited:3 ended:3,0 ");
  g_assert_cmpstr (troupe_sim_run_get_log (stage->run), ==, "0.000000000 p0: it is over\n");
}

static void
test_an_exit_with_zero_is_a_stop (void)
{
  g_autoptr (Stage) stage = stage_new ();

  fake_loop_post (stage->loop, exit_with_zero, stage);
  fake_loop_run (stage->run);

  g_assert_cmpstr (stage->text->str, ==, "lost stopped exited:0 ended:0,0 ");
}

static void
test_an_exit_from_inside_without_a_task_ends_the_process_at_its_turn (void)
{
  g_autoptr (Stage) stage = stage_new ();

  exit_with_zero (stage);
  g_assert_true (troupe_sim_process_is_alive (stage->loop->process));
  g_assert_false (troupe_sim_run_is_quiet (stage->run));
  fake_loop_run (stage->run);

  g_assert_cmpstr (stage->text->str, ==, "lost stopped exited:0 ended:0,0 ");
}

static void
test_an_exit_from_outside_without_a_task_ends_the_process_at_once (void)
{
  g_autoptr (Stage) stage = stage_new ();

  fake_loop_post (stage->loop, emit_two, stage);
  troupe_sim_process_exit (stage->loop->process, 1);

  g_assert_cmpstr (stage->text->str, ==, "lost failed exited:1 ended:1,0 ");
  fake_loop_run (stage->run);
  g_assert_cmpstr (stage->text->str, ==, "lost failed exited:1 ended:1,0 ");
}

static void
test_a_kill_overtakes_an_exit (void)
{
  g_autoptr (Stage) stage = stage_new ();

  exit_with_zero (stage);
  troupe_sim_process_kill (stage->loop->process, 15);
  fake_loop_run (stage->run);

  g_assert_cmpstr (stage->text->str, ==, "lost killed exited:signal15 ended:-1,15 ");
}

static void
test_others_go_on_when_one_dies (void)
{
  g_autoptr (Stage) stage = stage_new ();
  FakeLoop *others[5];

  for (guint i = 0; i < 5; i++)
    {
      others[i] = fake_loop_new (stage->host, "other");
      fake_loop_post (stage->loop, emit_two, stage);
    }
  troupe_sim_process_kill (others[2]->process, 9);
  fake_loop_run (stage->run);

  for (guint i = 0; i < 5; i++)
    {
      g_assert_cmpuint (others[i]->n_dispatches, ==, i != 2);
      fake_loop_free (others[i]);
    }
}

static gpointer
note_work (gpointer data)
{
  Stage *stage = data;

  g_string_append_printf (stage->text, "work@%u ", (guint) (troupe_sim_run_get_time (stage->run) / MS));

  return stage;
}

static void
note_done (gpointer result,
           gpointer user_data)
{
  Stage *stage = user_data;

  g_assert_true (result == stage);
  g_string_append (stage->text, "done ");
}

static void
count_forgotten (gpointer user_data)
{
  ++*(guint *) user_data;
}

static void
test_work_is_done_at_the_end_of_its_duration (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (troupe_world_run_in_thread (stage->loop->world, note_work, stage, 7 * MS,
                                             note_done, stage, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (stage->text->str, ==, "");
  fake_loop_run (stage->run);

  g_assert_cmpstr (stage->text->str, ==, "work@7 done ");
}

static void
test_work_without_a_duration_is_refused (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (troupe_world_run_in_thread (stage->loop->world, note_work, stage, 0, note_done, stage, NULL, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED);
}

static void
test_work_of_a_dead_process_is_not_done (void)
{
  Stage *stage = stage_new ();
  guint n_forgotten = 0;

  g_assert_true (troupe_world_run_in_thread (stage->loop->world, note_work, stage, 7 * MS, note_done, &n_forgotten,
                                             count_forgotten, NULL));
  troupe_sim_process_kill (stage->loop->process, 9);
  g_string_truncate (stage->text, 0);
  fake_loop_run (stage->run);
  g_assert_cmpstr (stage->text->str, ==, "");
  g_assert_cmpuint (n_forgotten, ==, 0);
  stage_free (stage);

  g_assert_cmpuint (n_forgotten, ==, 1);
}

static void
test_work_that_is_not_done_goes_with_the_run (void)
{
  Stage *stage = stage_new ();
  guint n_forgotten = 0;

  g_assert_true (troupe_world_run_in_thread (stage->loop->world, note_work, stage, 7 * MS, note_done, &n_forgotten,
                                             count_forgotten, NULL));
  g_assert_cmpstr (stage->text->str, ==, "");
  stage_free (stage);

  g_assert_cmpuint (n_forgotten, ==, 1);
}

static void
test_a_world_outlives_its_run (void)
{
  TroupeSimRun *run = troupe_sim_run_new (1);
  g_autoptr (FakeLoop) loop = fake_loop_new (troupe_sim_run_add_host (run, "h0"), "p0");
  g_autoptr (GError) error = NULL;
  g_autoptr (TroupeAddress) address = troupe_address_parse ("tcp:10.0.0.1:1", NULL);

  troupe_sim_run_free (run);

  troupe_world_wake (loop->world);
  troupe_world_wake_at (loop->world, 1);
  troupe_world_exit (loop->world, 1, "unheard");
  g_assert_cmpuint (troupe_world_choose (loop->world, "a.site", 5), ==, 0);
  g_assert_null (troupe_world_connect (loop->world, address, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_CLOSED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/world/process/" name, func)
  ADD ("a-start-is-told", test_a_start_is_told);
  ADD ("a-kill-is-told-after-what-it-held", test_a_kill_is_told_after_what_it_held);
  ADD ("a-dead-process-does-nothing", test_a_dead_process_does_nothing);
  ADD ("a-kill-inside-a-task-silences-the-rest-of-it", test_a_kill_inside_a_task_silences_the_rest_of_it);
  ADD ("a-kill-inside-the-first-event-leaves-a-dead-process",
       test_a_kill_inside_the_first_event_leaves_a_dead_process);
  ADD ("a-kill-inside-an-ending-changes-nothing", test_a_kill_inside_an_ending_changes_nothing);
  ADD ("an-exit-ends-the-process-after-its-task", test_an_exit_ends_the_process_after_its_task);
  ADD ("an-exit-with-zero-is-a-stop", test_an_exit_with_zero_is_a_stop);
  ADD ("an-exit-from-inside-without-a-task-ends-the-process-at-its-turn",
       test_an_exit_from_inside_without_a_task_ends_the_process_at_its_turn);
  ADD ("an-exit-from-outside-without-a-task-ends-the-process-at-once",
       test_an_exit_from_outside_without_a_task_ends_the_process_at_once);
  ADD ("a-kill-overtakes-an-exit", test_a_kill_overtakes_an_exit);
  ADD ("others-go-on-when-one-dies", test_others_go_on_when_one_dies);
  ADD ("work-is-done-at-the-end-of-its-duration", test_work_is_done_at_the_end_of_its_duration);
  ADD ("work-without-a-duration-is-refused", test_work_without_a_duration_is_refused);
  ADD ("work-of-a-dead-process-is-not-done", test_work_of_a_dead_process_is_not_done);
  ADD ("work-that-is-not-done-goes-with-the-run", test_work_that_is_not_done_goes_with_the_run);
  ADD ("a-world-outlives-its-run", test_a_world_outlives_its_run);
#undef ADD

  return g_test_run ();
}
