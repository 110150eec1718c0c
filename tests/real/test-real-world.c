/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "base/troupe-world-private.h"
#include "real/troupe-real-world.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#define NS_PER_MS G_GUINT64_CONSTANT (1000000)
#define NS_PER_HOUR (G_GUINT64_CONSTANT (3600) * 1000 * NS_PER_MS)

/* A world on a context of its own, and a loop that does what the test says. */
typedef struct
{
  GMainContext *context;
  TroupeWorld  *world;

  guint         n_dispatches;
  guint         budget;        /* of the last dispatch */
  guint         n_more;        /* how many dispatches still answer that more is ready */
  void        (*act) (gpointer fixture); /* (nullable): what a dispatch does */

  guint         n_events;      /* results, signals or exits that came */
  guint         n_forgotten;   /* work whose result nobody got */
  gpointer      result;
  GThread      *thread;        /* where work ran */
  int           code;
  char         *text;
} Fixture;

static gboolean
dispatch (guint    budget,
          gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_dispatches++;
  fixture->budget = budget;
  if (fixture->act != NULL)
    fixture->act (fixture);

  if (fixture->n_more == 0)
    return FALSE;
  fixture->n_more--;

  return TRUE;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->context = g_main_context_new ();
  fixture->world = troupe_real_world_new (fixture->context);
  troupe_world_attach (fixture->world, dispatch, fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->world != NULL)
    g_assert_finalize_object (fixture->world);
  g_main_context_unref (fixture->context);
  g_free (fixture->text);
}

/* Until nothing is ready. */
static void
run_what_is_ready (Fixture *fixture)
{
  while (g_main_context_iteration (fixture->context, /* may_block = */ FALSE))
    ;
}

static void
run_until_dispatches (Fixture *fixture,
                      guint    n_dispatches)
{
  while (fixture->n_dispatches < n_dispatches)
    g_main_context_iteration (fixture->context, /* may_block = */ TRUE);
}

static void
run_until_events (Fixture *fixture,
                  guint    n_events)
{
  while (fixture->n_events < n_events)
    g_main_context_iteration (fixture->context, /* may_block = */ TRUE);
}

/* How long the context would sleep: 0 if something is ready, -1 for ever. */
static int
get_poll_timeout_ms (Fixture *fixture)
{
  GPollFD fds[8];
  int priority = 0;
  int timeout_ms = 0;

  g_assert_true (g_main_context_acquire (fixture->context));
  g_main_context_prepare (fixture->context, &priority);
  g_main_context_query (fixture->context, priority, &timeout_ms, fds, G_N_ELEMENTS (fds));
  g_main_context_release (fixture->context);

  return timeout_ms;
}

static void
test_time_never_goes_back (Fixture       *fixture,
                           gconstpointer  data)
{
  guint64 last_ns = 0;

  for (guint i = 0; i < 1000; i++)
    {
      guint64 now_ns = troupe_world_get_time (fixture->world);

      g_assert_cmpuint (now_ns, >=, last_ns);
      last_ns = now_ns;
    }

  g_assert_cmpuint (last_ns, >, 0);
}

static void
test_wall_clock_counts_from_1970 (Fixture       *fixture,
                                  gconstpointer  data)
{
  gint64 before_us = g_get_real_time ();
  gint64 now_ns = troupe_world_get_wall_clock (fixture->world);
  gint64 after_us = g_get_real_time ();

  g_assert_cmpint (now_ns / 1000, >=, before_us);
  g_assert_cmpint (now_ns / 1000, <=, after_us);
}

static void
test_seeds_differ (Fixture       *fixture,
                   gconstpointer  data)
{
  g_assert_cmphex (troupe_world_get_seed (fixture->world, "a"), !=, troupe_world_get_seed (fixture->world, "a"));
}

static void
test_choices_are_calm (Fixture       *fixture,
                       gconstpointer  data)
{
  g_assert_cmpuint (troupe_world_choose (fixture->world, "test", 1000), ==, 0);
  g_assert_false (troupe_world_fault (fixture->world, "test"));
}

static void
test_attached_loop_is_dispatched_once (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_assert_cmpuint (fixture->n_dispatches, ==, 0);
  run_what_is_ready (fixture);
  g_assert_cmpuint (fixture->n_dispatches, ==, 1);
  g_assert_cmpuint (fixture->budget, ==, 1024);
  g_assert_cmpint (get_poll_timeout_ms (fixture), ==, -1);
}

static void
test_loop_with_more_stays_ready (Fixture       *fixture,
                                 gconstpointer  data)
{
  fixture->n_more = 3;
  run_what_is_ready (fixture);
  g_assert_cmpuint (fixture->n_dispatches, ==, 4);
}

static void
test_wakes_before_a_dispatch_count_once (Fixture       *fixture,
                                         gconstpointer  data)
{
  troupe_world_wake (fixture->world);
  troupe_world_wake (fixture->world);
  run_what_is_ready (fixture);
  g_assert_cmpuint (fixture->n_dispatches, ==, 1);
}

static void
wake_once (gpointer data)
{
  Fixture *fixture = data;

  fixture->act = NULL;
  troupe_world_wake (fixture->world);
}

static void
test_wake_inside_a_dispatch_asks_for_another (Fixture       *fixture,
                                              gconstpointer  data)
{
  fixture->act = wake_once;
  run_what_is_ready (fixture);
  g_assert_cmpuint (fixture->n_dispatches, ==, 2);
}

static gpointer
wake_from_thread (gpointer data)
{
  Fixture *fixture = data;

  troupe_world_wake (fixture->world);

  return NULL;
}

static void
test_wake_from_another_thread_ends_the_poll (Fixture       *fixture,
                                             gconstpointer  data)
{
  run_what_is_ready (fixture);

  for (guint i = 0; i < 100; i++)
    {
      GThread *thread = g_thread_new ("waker", wake_from_thread, fixture);

      run_until_dispatches (fixture, 2 + i);
      g_thread_join (thread);
      run_what_is_ready (fixture);
      g_assert_cmpuint (fixture->n_dispatches, ==, 2 + i);
    }
}

static void
test_iterating_waits_for_what_comes (Fixture       *fixture,
                                     gconstpointer  data)
{
  guint n_before;
  GThread *thread;

  run_what_is_ready (fixture);
  n_before = fixture->n_dispatches;
  thread = g_thread_new ("waker", wake_from_thread, fixture);
  while (fixture->n_dispatches == n_before)
    g_assert_true (troupe_world_iterate (fixture->world));
  g_thread_join (thread);

  g_assert_cmpuint (fixture->n_dispatches, ==, n_before + 1);
}

static gboolean
iterate_in_dispatch (guint    budget,
                     gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_dispatches++;
  g_assert_false (troupe_world_iterate (fixture->world));

  return FALSE;
}

static void
test_a_dispatch_does_not_iterate (Fixture       *fixture,
                                  gconstpointer  data)
{
  troupe_world_detach (fixture->world);
  troupe_world_attach (fixture->world, iterate_in_dispatch, fixture);
  run_what_is_ready (fixture);

  g_assert_cmpuint (fixture->n_dispatches, >=, 1);
}

static void
test_time_that_was_asked_for_comes (Fixture       *fixture,
                                    gconstpointer  data)
{
  guint64 time_ns = troupe_world_get_time (fixture->world) + 3 * NS_PER_MS;

  run_what_is_ready (fixture);
  troupe_world_wake_at (fixture->world, time_ns);
  run_until_dispatches (fixture, 2);

  g_assert_cmpuint (troupe_world_get_time (fixture->world), >=, time_ns);
  g_assert_cmpint (get_poll_timeout_ms (fixture), ==, -1);
}

static void
test_past_time_means_now (Fixture       *fixture,
                          gconstpointer  data)
{
  run_what_is_ready (fixture);
  troupe_world_wake_at (fixture->world, 0);
  run_what_is_ready (fixture);
  g_assert_cmpuint (fixture->n_dispatches, ==, 2);
}

static void
test_earliest_time_counts (Fixture       *fixture,
                           gconstpointer  data)
{
  guint64 now_ns = troupe_world_get_time (fixture->world);
  int timeout_ms;

  run_what_is_ready (fixture);
  troupe_world_wake_at (fixture->world, now_ns + 3 * NS_PER_HOUR);
  troupe_world_wake_at (fixture->world, now_ns + NS_PER_HOUR);
  troupe_world_wake_at (fixture->world, now_ns + 2 * NS_PER_HOUR);

  timeout_ms = get_poll_timeout_ms (fixture);
  g_assert_cmpint (timeout_ms, >, 59 * 60 * 1000);
  g_assert_cmpint (timeout_ms, <=, 60 * 60 * 1000);
}

static void
test_end_of_time_asks_for_nothing (Fixture       *fixture,
                                   gconstpointer  data)
{
  run_what_is_ready (fixture);
  troupe_world_wake_at (fixture->world, G_MAXUINT64);
  g_assert_cmpint (get_poll_timeout_ms (fixture), ==, -1);
}

static void
test_far_time_fits_the_poll (Fixture       *fixture,
                             gconstpointer  data)
{
  run_what_is_ready (fixture);
  troupe_world_wake_at (fixture->world, G_MAXUINT64 - 1);
  g_assert_cmpint (get_poll_timeout_ms (fixture), ==, G_MAXINT);
}

static gpointer
work (gpointer data)
{
  Fixture *fixture = data;

  fixture->thread = g_thread_self ();

  return fixture;
}

static void
work_done (gpointer result,
           gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_events++;
  fixture->result = result;
  g_assert_true (g_main_context_is_owner (fixture->context));
}

static void
count_forgotten (gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_forgotten++;
}

static void
test_work_runs_on_a_thread_and_ends_on_the_loop (Fixture       *fixture,
                                                 gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (troupe_world_run_in_thread (fixture->world, work, fixture, 0, work_done, fixture, count_forgotten,
                                             &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->n_events, ==, 0);

  run_until_events (fixture, 1);
  g_assert_cmpuint (fixture->n_forgotten, ==, 0);
  g_assert_true (fixture->result == fixture);
  g_assert_true (fixture->thread != g_thread_self ());
}

static gpointer
nothing (gpointer data)
{
  return NULL;
}

static void
test_much_work_ends_once_each (Fixture       *fixture,
                               gconstpointer  data)
{
  for (guint i = 0; i < 100; i++)
    g_assert_true (troupe_world_run_in_thread (fixture->world, nothing, NULL, 0, work_done, fixture, NULL, NULL));

  run_until_events (fixture, 100);
  run_what_is_ready (fixture);
  g_assert_cmpuint (fixture->n_events, ==, 100);
}

/* Two queues between the test and its work. */
typedef struct
{
  GAsyncQueue *begun;
  GAsyncQueue *released;
  int          has_ended; /* (atomic) */
} Gate;

static gpointer
pass_gate (gpointer data)
{
  Gate *gate = data;

  g_async_queue_push (gate->begun, gate);
  g_async_queue_pop (gate->released);
  g_atomic_int_set (&gate->has_ended, TRUE);

  return NULL;
}

static void
test_detached_loop_hears_of_no_work (Fixture       *fixture,
                                     gconstpointer  data)
{
  Gate gate = { g_async_queue_new (), g_async_queue_new (), FALSE };

  troupe_world_run_in_thread (fixture->world, pass_gate, &gate, 0, work_done, fixture, count_forgotten, NULL);
  g_async_queue_pop (gate.begun);
  run_what_is_ready (fixture);
  troupe_world_detach (fixture->world);
  g_async_queue_push (gate.released, &gate);

  /* The wake of the thread that ended its work. */
  g_main_context_iteration (fixture->context, /* may_block = */ TRUE);
  run_what_is_ready (fixture);
  g_assert_cmpuint (fixture->n_events, ==, 0);
  g_assert_cmpuint (fixture->n_forgotten, ==, 1);

  g_async_queue_unref (gate.begun);
  g_async_queue_unref (gate.released);
}

static void
test_end_of_the_world_waits_for_work_that_runs (Fixture       *fixture,
                                                gconstpointer  data)
{
  Gate gate = { g_async_queue_new (), g_async_queue_new (), FALSE };

  troupe_world_run_in_thread (fixture->world, pass_gate, &gate, 0, work_done, fixture, count_forgotten, NULL);
  g_async_queue_pop (gate.begun);
  g_async_queue_push (gate.released, &gate);
  troupe_world_detach (fixture->world);
  g_clear_object (&fixture->world);

  g_assert_true (g_atomic_int_get (&gate.has_ended));
  g_assert_cmpuint (fixture->n_events, ==, 0);
  g_assert_cmpuint (fixture->n_forgotten, ==, 1);

  g_async_queue_unref (gate.begun);
  g_async_queue_unref (gate.released);
}

static void
note_exit (TroupeRealWorld *world,
           int              code,
           const char      *text,
           gpointer         user_data)
{
  Fixture *fixture = user_data;

  fixture->n_events++;
  fixture->code = code;
  fixture->text = g_strdup (text);
}

static void
exit_twice (gpointer data)
{
  Fixture *fixture = data;

  troupe_world_exit (fixture->world, 3, "because");
  troupe_world_exit (fixture->world, 4, "too late");
  g_assert_cmpuint (fixture->n_events, ==, 0);
}

static void
test_exit_ends_the_loop_at_the_boundary (Fixture       *fixture,
                                         gconstpointer  data)
{
  troupe_real_world_set_exit_func (TROUPE_REAL_WORLD (fixture->world), note_exit, fixture);
  fixture->act = exit_twice;
  fixture->n_more = 5;

  run_what_is_ready (fixture);
  troupe_world_wake (fixture->world);
  run_what_is_ready (fixture);

  g_assert_cmpuint (fixture->n_events, ==, 1);
  g_assert_cmpint (fixture->code, ==, 3);
  g_assert_cmpstr (fixture->text, ==, "because");
  g_assert_cmpuint (fixture->n_dispatches, ==, 1);
}

static void
test_exit_from_outside_dispatches_no_more (Fixture       *fixture,
                                           gconstpointer  data)
{
  troupe_real_world_set_exit_func (TROUPE_REAL_WORLD (fixture->world), note_exit, fixture);
  troupe_world_exit (fixture->world, 0, NULL);
  g_assert_cmpuint (fixture->n_events, ==, 0);

  run_until_events (fixture, 1);
  g_assert_cmpint (fixture->code, ==, 0);
  g_assert_null (fixture->text);
  g_assert_cmpuint (fixture->n_dispatches, ==, 0);
}

static void
exit_for_real (int code)
{
  g_autoptr (TroupeWorld) world = troupe_real_world_new (NULL);

  troupe_world_exit (world, code, "the reason why");
  for (;;)
    g_main_context_iteration (NULL, /* may_block = */ TRUE);
}

static void
test_exit_prints_the_text_and_ends_the_process (void)
{
  if (g_test_subprocess ())
    exit_for_real (0);

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("the reason why\n");
}

static void
test_exit_hands_on_its_code (void)
{
  if (g_test_subprocess ())
    exit_for_real (3);

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("the reason why\n");
}

static void
note_signal (int      signal_number,
             gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_events++;
  fixture->code = signal_number;
}

static void
test_signal_reaches_the_loop_each_time (Fixture       *fixture,
                                        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (troupe_world_watch_signal (fixture->world, SIGUSR1, note_signal, fixture, &error));
  g_assert_no_error (error);

  for (guint i = 1; i <= 3; i++)
    {
      kill (getpid (), SIGUSR1);
      run_until_events (fixture, i);
      g_assert_cmpint (fixture->code, ==, SIGUSR1);
    }
}

static void
test_signal_that_cannot_be_watched_is_refused (Fixture       *fixture,
                                               gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (troupe_world_watch_signal (fixture->world, SIGKILL, note_signal, fixture, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED);
  g_assert_true (g_str_has_prefix (error->message, "Could not watch the signal 9: "));
}

static void
drop_world (gpointer data)
{
  Fixture *fixture = data;

  troupe_world_detach (fixture->world);
  g_clear_object (&fixture->world);
}

static void
test_dispatch_may_drop_the_world (Fixture       *fixture,
                                  gconstpointer  data)
{
  fixture->act = drop_world;
  run_what_is_ready (fixture);
  g_assert_null (fixture->world);
  g_assert_cmpuint (fixture->n_dispatches, ==, 1);
}

static void
test_default_context_is_the_default (void)
{
  TroupeWorld *world = troupe_real_world_new (NULL);
  Fixture fixture = { .context = g_main_context_default (), .world = world };

  troupe_world_attach (world, dispatch, &fixture);
  run_what_is_ready (&fixture);

  g_assert_cmpuint (fixture.n_dispatches, ==, 1);
  g_assert_finalize_object (world);
}

/* The last text that our library logged: (owned) (nullable). */
static char *logged;

static GLogWriterOutput
note_log (GLogLevelFlags   level,
          const GLogField *fields,
          gsize            n_fields,
          gpointer         user_data)
{
  const char *domain = NULL;
  const char *message = NULL;

  for (gsize i = 0; i < n_fields; i++)
    {
      if (strcmp (fields[i].key, "GLIB_DOMAIN") == 0)
        domain = fields[i].value;
      else if (strcmp (fields[i].key, "MESSAGE") == 0)
        message = fields[i].value;
    }

  if (level != G_LOG_LEVEL_DEBUG || g_strcmp0 (domain, "troupe") != 0)
    return g_log_writer_default (level, fields, n_fields, user_data);

  g_free (logged);
  logged = g_strdup (message);

  return G_LOG_WRITER_HANDLED;
}

static void
test_log_is_that_of_glib (Fixture       *fixture,
                          gconstpointer  data)
{
  troupe_world_log (fixture->world, G_LOG_LEVEL_DEBUG, "100%% of %s", "it");
  g_assert_cmpstr (logged, ==, "100% of it");
  g_clear_pointer (&logged, g_free);
}

#define ADD(name, function) g_test_add ("/real/world/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_log_set_writer_func (note_log, NULL, NULL);
  g_test_init (&argc, &argv, NULL);

  ADD ("time-never-goes-back", test_time_never_goes_back);
  ADD ("wall-clock-counts-from-1970", test_wall_clock_counts_from_1970);
  ADD ("seeds-differ", test_seeds_differ);
  ADD ("choices-are-calm", test_choices_are_calm);
  ADD ("attached-loop-is-dispatched-once", test_attached_loop_is_dispatched_once);
  ADD ("loop-with-more-stays-ready", test_loop_with_more_stays_ready);
  ADD ("wakes-before-a-dispatch-count-once", test_wakes_before_a_dispatch_count_once);
  ADD ("wake-inside-a-dispatch-asks-for-another", test_wake_inside_a_dispatch_asks_for_another);
  ADD ("wake-from-another-thread-ends-the-poll", test_wake_from_another_thread_ends_the_poll);
  ADD ("iterating-waits-for-what-comes", test_iterating_waits_for_what_comes);
  ADD ("a-dispatch-does-not-iterate", test_a_dispatch_does_not_iterate);
  ADD ("time-that-was-asked-for-comes", test_time_that_was_asked_for_comes);
  ADD ("past-time-means-now", test_past_time_means_now);
  ADD ("earliest-time-counts", test_earliest_time_counts);
  ADD ("end-of-time-asks-for-nothing", test_end_of_time_asks_for_nothing);
  ADD ("far-time-fits-the-poll", test_far_time_fits_the_poll);
  ADD ("work-runs-on-a-thread-and-ends-on-the-loop", test_work_runs_on_a_thread_and_ends_on_the_loop);
  ADD ("much-work-ends-once-each", test_much_work_ends_once_each);
  ADD ("detached-loop-hears-of-no-work", test_detached_loop_hears_of_no_work);
  ADD ("end-of-the-world-waits-for-work-that-runs", test_end_of_the_world_waits_for_work_that_runs);
  ADD ("exit-ends-the-loop-at-the-boundary", test_exit_ends_the_loop_at_the_boundary);
  ADD ("exit-from-outside-dispatches-no-more", test_exit_from_outside_dispatches_no_more);
  g_test_add_func ("/real/world/exit-prints-the-text-and-ends-the-process",
                   test_exit_prints_the_text_and_ends_the_process);
  g_test_add_func ("/real/world/exit-hands-on-its-code", test_exit_hands_on_its_code);
  ADD ("signal-reaches-the-loop-each-time", test_signal_reaches_the_loop_each_time);
  ADD ("signal-that-cannot-be-watched-is-refused", test_signal_that_cannot_be_watched_is_refused);
  ADD ("dispatch-may-drop-the-world", test_dispatch_may_drop_the_world);
  g_test_add_func ("/real/world/default-context-is-the-default", test_default_context_is_the_default);
  ADD ("log-is-that-of-glib", test_log_is_that_of_glib);

  return g_test_run ();
}
