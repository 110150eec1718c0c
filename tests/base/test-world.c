/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "base/troupe-hash-private.h"
#include "base/troupe-world-private.h"

#include <string.h>

/* A world that offers nothing. */
typedef TroupeWorld EmptyWorld;
typedef TroupeWorldClass EmptyWorldClass;

GType empty_world_get_type (void);

G_DEFINE_TYPE (EmptyWorld, empty_world, TROUPE_TYPE_WORLD)

static void
empty_world_class_init (EmptyWorldClass *klass)
{
}

static void
empty_world_init (EmptyWorld *self)
{
}

/* A world that notes what it was asked. */
typedef struct
{
  TroupeWorld  parent_instance;

  guint        n_wakes;
  guint64      wake_at_ns;
  guint        n_choices;
  int          exit_code;
  char        *text;  /* (owned) (nullable): the last text of an exit or a log */
  TroupeEvent  event; /* the last one */
} NotingWorld;

typedef TroupeWorldClass NotingWorldClass;

GType noting_world_get_type (void);

G_DEFINE_TYPE (NotingWorld, noting_world, TROUPE_TYPE_WORLD)

static guint64
noting_world_get_time (TroupeWorld *world)
{
  return 1234;
}

static gint64
noting_world_get_wall_clock (TroupeWorld *world)
{
  return -5;
}

static void
noting_world_wake (TroupeWorld *world)
{
  ((NotingWorld *) world)->n_wakes++;
}

static void
noting_world_wake_at (TroupeWorld *world,
                      guint64      time_ns)
{
  ((NotingWorld *) world)->wake_at_ns = time_ns;
}

static guint
noting_world_choose (TroupeWorld *world,
                     const char  *site,
                     guint        n)
{
  ((NotingWorld *) world)->n_choices++;

  return n - 1;
}

static guint64
noting_world_get_seed (TroupeWorld *world,
                       const char  *name)
{
  return 77;
}

static gboolean
noting_world_run_in_thread (TroupeWorld          *world,
                            TroupeWorldWork       work,
                            gpointer              data,
                            guint64               model_duration_ns,
                            TroupeWorldWorkDone   done,
                            gpointer              user_data,
                            GDestroyNotify        destroy,
                            GError              **error)
{
  done (work (data), user_data);

  return TRUE;
}

static void
noting_world_exit (TroupeWorld *world,
                   int          code,
                   const char  *text)
{
  NotingWorld *self = (NotingWorld *) world;

  self->exit_code = code;
  g_free (self->text);
  self->text = g_strdup (text);
}

static void
noting_world_log (TroupeWorld    *world,
                  GLogLevelFlags  level,
                  const char     *text)
{
  NotingWorld *self = (NotingWorld *) world;

  g_free (self->text);
  self->text = g_strdup (text);
}

static void
noting_world_emit (TroupeWorld   *world,
                   gconstpointer  event)
{
  memcpy (&((NotingWorld *) world)->event, event, sizeof (TroupeEvent));
}

static gboolean
noting_world_fault (TroupeWorld *world,
                    const char  *point)
{
  return strcmp (point, "spawn.fails") == 0;
}

static void
noting_world_finalize (GObject *object)
{
  g_free (((NotingWorld *) object)->text);
  G_OBJECT_CLASS (noting_world_parent_class)->finalize (object);
}

static void
noting_world_class_init (NotingWorldClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = noting_world_finalize;
  klass->get_time = noting_world_get_time;
  klass->get_wall_clock = noting_world_get_wall_clock;
  klass->wake = noting_world_wake;
  klass->wake_at = noting_world_wake_at;
  klass->choose = noting_world_choose;
  klass->get_seed = noting_world_get_seed;
  klass->run_in_thread = noting_world_run_in_thread;
  klass->exit = noting_world_exit;
  klass->log = noting_world_log;
  klass->emit = noting_world_emit;
  klass->fault = noting_world_fault;
}

static void
noting_world_init (NotingWorld *self)
{
}

static TroupeWorld *
empty_world_new (void)
{
  return g_object_new (empty_world_get_type (), NULL);
}

static NotingWorld *
noting_world_new (void)
{
  return g_object_new (noting_world_get_type (), NULL);
}

static void
ignore_exit (TroupeChild *child,
             int          code,
             int          signal_number,
             gpointer     user_data)
{
}

static void
ignore_signal (int      signal_number,
               gpointer user_data)
{
}

static gpointer
add_one (gpointer data)
{
  return GUINT_TO_POINTER (GPOINTER_TO_UINT (data) + 1);
}

static void
keep_result (gpointer result,
             gpointer user_data)
{
  *(guint *) user_data = GPOINTER_TO_UINT (result);
}

/* What a dispatch was told, and what it answers. */
typedef struct
{
  guint    n_calls;
  guint    budget;
  gboolean has_more;
} Dispatched;

static gboolean
note_dispatch (guint    budget,
               gpointer user_data)
{
  Dispatched *dispatched = user_data;

  dispatched->n_calls++;
  dispatched->budget = budget;

  return dispatched->has_more;
}

static void
assert_not_supported (GError     *error,
                      const char *message)
{
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED);
  g_assert_cmpstr (error->message, ==, message);
  g_error_free (error);
}

static void
test_empty_world_refuses_streams (void)
{
  TroupeWorld *world = empty_world_new ();
  g_autoptr (TroupeAddress) address = troupe_address_parse ("local:1", NULL);
  GError *listen_error = NULL;
  GError *connect_error = NULL;
  GError *directory_error = NULL;

  g_assert_null (troupe_world_listen (world, address, &listen_error));
  assert_not_supported (listen_error, "Could not listen for connections: EmptyWorld does not offer it");
  g_assert_null (troupe_world_connect (world, address, &connect_error));
  assert_not_supported (connect_error, "Could not connect: EmptyWorld does not offer it");
  g_assert_null (troupe_world_make_directory (world, "sockets", &directory_error));
  assert_not_supported (directory_error, "Could not make a directory: EmptyWorld does not offer it");

  g_assert_finalize_object (world);
}

static void
test_empty_world_refuses_processes_and_threads (void)
{
  static const char *const argv[] = { "true", NULL };
  TroupeWorld *world = empty_world_new ();
  TroupeChild *child = (TroupeChild *) argv;
  GError *start_error = NULL;
  GError *signal_error = NULL;
  GError *watch_error = NULL;
  GError *thread_error = NULL;
  guint result = 0;

  g_assert_null (troupe_world_start_child (world, argv, NULL, ignore_exit, NULL, &start_error));
  assert_not_supported (start_error, "Could not start a child process: EmptyWorld does not offer it");
  g_assert_false (troupe_world_signal_child (world, child, 9, &signal_error));
  assert_not_supported (signal_error, "Could not signal a child process: EmptyWorld does not offer it");
  g_assert_false (troupe_world_watch_signal (world, 15, ignore_signal, NULL, &watch_error));
  assert_not_supported (watch_error, "Could not watch a signal: EmptyWorld does not offer it");
  g_assert_false (troupe_world_run_in_thread (world, add_one, NULL, 0, keep_result, &result, NULL, &thread_error));
  assert_not_supported (thread_error, "Could not run work on a thread: EmptyWorld does not offer it");

  g_assert_finalize_object (world);
}

static void
test_empty_world_answers_defaults (void)
{
  TroupeWorld *world = empty_world_new ();
  TroupeEvent event = { .kind = TROUPE_EVENT_READY };

  g_assert_cmpuint (troupe_world_get_time (world), ==, 0);
  g_assert_cmpint (troupe_world_get_wall_clock (world), ==, 0);
  g_assert_cmpuint (troupe_world_choose (world, "test", 5), ==, 0);
  g_assert_cmphex (troupe_world_get_seed (world, "test"), ==, troupe_hash_string ("test"));
  g_assert_false (troupe_world_fault (world, "spawn.fails"));

  troupe_world_wake (world);
  troupe_world_wake_at (world, 1);
  troupe_world_exit (world, 1, "ignored");
  troupe_world_log (world, G_LOG_LEVEL_WARNING, "ignored %d", 1);
  troupe_world_emit (world, &event);

  g_assert_finalize_object (world);
}

static void
test_questions_reach_the_class (void)
{
  NotingWorld *noting = noting_world_new ();
  TroupeWorld *world = TROUPE_WORLD (noting);
  guint result = 0;

  g_assert_cmpuint (troupe_world_get_time (world), ==, 1234);
  g_assert_cmpint (troupe_world_get_wall_clock (world), ==, -5);
  g_assert_cmpuint (troupe_world_get_seed (world, "test"), ==, 77);
  g_assert_true (troupe_world_fault (world, "spawn.fails"));
  g_assert_false (troupe_world_fault (world, "spawn.slow"));
  troupe_world_wake_at (world, 99);
  g_assert_cmpuint (noting->wake_at_ns, ==, 99);
  g_assert_true (troupe_world_run_in_thread (world, add_one, GUINT_TO_POINTER (1), 0, keep_result, &result, NULL,
                                             NULL));
  g_assert_cmpuint (result, ==, 2);
  troupe_world_exit (world, 3, "because");
  g_assert_cmpint (noting->exit_code, ==, 3);
  g_assert_cmpstr (noting->text, ==, "because");
  troupe_world_log (world, G_LOG_LEVEL_DEBUG, "%s %d", "number", 4);
  g_assert_cmpstr (noting->text, ==, "number 4");

  g_assert_finalize_object (noting);
}

static void
test_choice_of_one_asks_nobody (void)
{
  NotingWorld *noting = noting_world_new ();

  g_assert_cmpuint (troupe_world_choose (TROUPE_WORLD (noting), "test", 1), ==, 0);
  g_assert_cmpuint (noting->n_choices, ==, 0);
  g_assert_cmpuint (troupe_world_choose (TROUPE_WORLD (noting), "test", 3), ==, 2);
  g_assert_cmpuint (noting->n_choices, ==, 1);

  g_assert_finalize_object (noting);
}

static void
test_choice_of_none_is_a_callers_bug (void)
{
  TroupeWorld *world = empty_world_new ();

  g_test_expect_message ("troupe", G_LOG_LEVEL_CRITICAL, "*n >= 1*");
  g_assert_cmpuint (troupe_world_choose (world, "test", 0), ==, 0);
  g_test_assert_expected_messages ();

  g_assert_finalize_object (world);
}

static void
test_attach_wakes_and_dispatch_reaches_the_loop (void)
{
  NotingWorld *noting = noting_world_new ();
  TroupeWorld *world = TROUPE_WORLD (noting);
  Dispatched dispatched = { .has_more = TRUE };

  g_assert_false (troupe_world_dispatch (world, 1));

  troupe_world_attach (world, note_dispatch, &dispatched);
  g_assert_cmpuint (noting->n_wakes, ==, 1);
  g_assert_cmpuint (dispatched.n_calls, ==, 0);
  g_assert_true (troupe_world_dispatch (world, 16));
  g_assert_cmpuint (dispatched.n_calls, ==, 1);
  g_assert_cmpuint (dispatched.budget, ==, 16);

  troupe_world_detach (world);
  g_assert_false (troupe_world_dispatch (world, 16));
  g_assert_cmpuint (dispatched.n_calls, ==, 1);

  g_assert_finalize_object (noting);
}

static void
test_second_loop_is_a_callers_bug (void)
{
  TroupeWorld *world = empty_world_new ();
  Dispatched first = { 0 };
  Dispatched second = { 0 };

  troupe_world_attach (world, note_dispatch, &first);
  g_test_expect_message ("troupe", G_LOG_LEVEL_CRITICAL, "*dispatch_func == NULL*");
  troupe_world_attach (world, note_dispatch, &second);
  g_test_assert_expected_messages ();

  troupe_world_dispatch (world, 1);
  g_assert_cmpuint (first.n_calls, ==, 1);
  g_assert_cmpuint (second.n_calls, ==, 0);

  g_assert_finalize_object (world);
}

static void
test_event_gets_its_time (void)
{
  NotingWorld *noting = noting_world_new ();
  TroupeEvent event = { .kind = TROUPE_EVENT_DROPPED, .detail = 7 };

  troupe_world_emit (TROUPE_WORLD (noting), &event);

  g_assert_cmpuint (noting->event.kind, ==, TROUPE_EVENT_DROPPED);
  g_assert_cmpuint (noting->event.detail, ==, 7);
  g_assert_cmpuint (noting->event.time_ns, ==, 1234);
  g_assert_finalize_object (noting);
}

static void
test_mask_says_who_listens (void)
{
  TroupeWorld *world = empty_world_new ();

  for (guint kind = 0; kind < TROUPE_N_EVENT_KINDS; kind++)
    g_assert_false (troupe_world_listens (world, (TroupeEventKind) kind));

  troupe_world_set_event_mask (world, 1u << TROUPE_EVENT_SENT | 1u << TROUPE_EVENT_OVERRUN);

  g_assert_true (troupe_world_listens (world, TROUPE_EVENT_SENT));
  g_assert_true (troupe_world_listens (world, TROUPE_EVENT_OVERRUN));
  g_assert_false (troupe_world_listens (world, TROUPE_EVENT_READY));
  g_assert_finalize_object (world);
}

static void
test_connecting_to_any_address_is_a_callers_bug (void)
{
  TroupeWorld *world = empty_world_new ();
  g_autoptr (TroupeAddress) any = troupe_address_parse ("local:0", NULL);

  g_test_expect_message ("troupe", G_LOG_LEVEL_CRITICAL, "*troupe_address_is_any*");
  g_assert_null (troupe_world_connect (world, any, NULL));
  g_test_assert_expected_messages ();

  g_assert_finalize_object (world);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/world/empty-world-refuses-streams", test_empty_world_refuses_streams);
  g_test_add_func ("/base/world/empty-world-refuses-processes-and-threads",
                   test_empty_world_refuses_processes_and_threads);
  g_test_add_func ("/base/world/empty-world-answers-defaults", test_empty_world_answers_defaults);
  g_test_add_func ("/base/world/questions-reach-the-class", test_questions_reach_the_class);
  g_test_add_func ("/base/world/choice-of-one-asks-nobody", test_choice_of_one_asks_nobody);
  g_test_add_func ("/base/world/choice-of-none-is-a-callers-bug", test_choice_of_none_is_a_callers_bug);
  g_test_add_func ("/base/world/attach-wakes-and-dispatch-reaches-the-loop",
                   test_attach_wakes_and_dispatch_reaches_the_loop);
  g_test_add_func ("/base/world/second-loop-is-a-callers-bug", test_second_loop_is_a_callers_bug);
  g_test_add_func ("/base/world/event-gets-its-time", test_event_gets_its_time);
  g_test_add_func ("/base/world/mask-says-who-listens", test_mask_says_who_listens);
  g_test_add_func ("/base/world/connecting-to-any-address-is-a-callers-bug",
                   test_connecting_to_any_address_is_a_callers_bug);

  return g_test_run ();
}
