/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "base/troupe-world-private.h"
#include "real/troupe-real-world.h"
#include "lib/troupe-test-valgrind.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_CHILDREN 20

static const char *own_path;

typedef struct
{
  GMainContext *context;
  TroupeWorld  *world;
  guint         n_exits;
  int           codes[N_CHILDREN];
  int           signals[N_CHILDREN];
} Fixture;

/* Where a child says how it ended. */
typedef struct
{
  Fixture *fixture;
  guint    index;
} Place;

static gboolean
no_work (guint    budget,
         gpointer user_data)
{
  return FALSE;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->context = g_main_context_new ();
  fixture->world = troupe_real_world_new (fixture->context);
  troupe_world_attach (fixture->world, no_work, NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->world);
  g_main_context_unref (fixture->context);
}

static void
exited (TroupeChild *child,
        int          code,
        int          signal_number,
        gpointer     user_data)
{
  Place *place = user_data;

  place->fixture->codes[place->index] = code;
  place->fixture->signals[place->index] = signal_number;
  place->fixture->n_exits++;
}

static TroupeChild *
start (Place             *place,
       const char *const *argv,
       const char *const *environment)
{
  g_autoptr (GError) error = NULL;
  TroupeChild *child = troupe_world_start_child (place->fixture->world, argv, environment, exited, place, &error);

  g_assert_no_error (error);

  return child;
}

static TroupeChild *
start_shell (Place      *place,
             const char *command)
{
  const char *const argv[] = { "sh", "-c", command, NULL };

  return start (place, argv, NULL);
}

static void
run_until_exits (Fixture *fixture,
                 guint    n_exits)
{
  while (fixture->n_exits < n_exits)
    g_main_context_iteration (fixture->context, /* may_block = */ TRUE);
}

static void
test_the_end_is_told_with_its_code (Fixture       *fixture,
                                    gconstpointer  data)
{
  Place place = { fixture, 0 };

  start_shell (&place, "exit 7");
  g_assert_cmpuint (fixture->n_exits, ==, 0);
  run_until_exits (fixture, 1);

  g_assert_cmpint (fixture->codes[0], ==, 7);
  g_assert_cmpint (fixture->signals[0], ==, 0);
}

static void
test_a_signal_ends_it (Fixture       *fixture,
                       gconstpointer  data)
{
  const char *const argv[] = { own_path, "--wait", NULL };
  g_autoptr (GError) error = NULL;
  Place place = { fixture, 0 };
  TroupeChild *child = start (&place, argv, NULL);

  g_assert_true (troupe_world_signal_child (fixture->world, child, SIGTERM, &error));
  g_assert_no_error (error);
  run_until_exits (fixture, 1);

  g_assert_cmpint (fixture->codes[0], ==, -1);
  g_assert_cmpint (fixture->signals[0], ==, SIGTERM);
}

static void
test_a_signal_that_does_not_exist_is_refused (Fixture       *fixture,
                                              gconstpointer  data)
{
  const char *const argv[] = { own_path, "--wait", NULL };
  g_autoptr (GError) error = NULL;
  Place place = { fixture, 0 };
  TroupeChild *child = start (&place, argv, NULL);

  g_assert_false (troupe_world_signal_child (fixture->world, child, 4711, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "4711"));
  g_assert_true (troupe_world_signal_child (fixture->world, child, SIGKILL, NULL));
  run_until_exits (fixture, 1);
}

static void
test_each_end_is_told_once (Fixture       *fixture,
                            gconstpointer  data)
{
  Place places[N_CHILDREN];

  for (guint i = 0; i < N_CHILDREN; i++)
    {
      g_autofree char *command = g_strdup_printf ("exit %u", i);

      places[i] = (Place) { fixture, i };
      start_shell (&places[i], command);
    }
  run_until_exits (fixture, N_CHILDREN);

  for (guint i = 0; i < N_CHILDREN; i++)
    g_assert_cmpint (fixture->codes[i], ==, (int) i);
  g_assert_cmpuint (fixture->n_exits, ==, N_CHILDREN);
}

static void
test_a_program_that_is_missing_is_named (Fixture       *fixture,
                                         gconstpointer  data)
{
  const char *const argv[] = { "/nonexistent/program", NULL };
  g_autoptr (GError) error = NULL;
  Place place = { fixture, 0 };

  g_assert_null (troupe_world_start_child (fixture->world, argv, NULL, exited, &place, &error));
  g_assert_error (error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT);
  g_assert_true (g_str_has_prefix (error->message, "Could not start the child process /nonexistent/program: "));
}

static void
test_it_gets_its_environment (Fixture       *fixture,
                              gconstpointer  data)
{
  const char *const argv[] = { "/bin/sh", "-c", "test \"$WORD\" = troupe -a -z \"$TROUPE_BUILDDIR\"", NULL };
  const char *const environment[] = { "WORD=troupe", NULL };
  Place place = { fixture, 0 };

  start (&place, argv, environment);
  run_until_exits (fixture, 1);

  g_assert_cmpint (fixture->codes[0], ==, 0);
}

/* A program that starts one, says which it is, and is killed: the one that it has started dies too. */
static void
test_it_dies_with_its_parent (void)
{
  char *argv[] = { (char *) own_path, (char *) "--parent", NULL };
  g_autoptr (GError) error = NULL;
  char line[32] = "";
  struct pollfd grandchild;
  int output, status;
  GPid pid;

  g_spawn_async_with_pipes (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  while (strchr (line, '\n') == NULL)
    g_assert_cmpint (read (output, line + strlen (line), sizeof line - 1 - strlen (line)), >, 0);
  close (output);
  grandchild = (struct pollfd) { .fd = pidfd_open (atoi (line), 0), .events = POLLIN };
  g_assert_cmpint (grandchild.fd, >=, 0);

  kill (pid, SIGKILL);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_cmpint (poll (&grandchild, 1, /* timeout = */ -1), ==, 1);
  close (grandchild.fd);
}

/* A program that does nothing until a signal ends it. It says who it is. */
G_GNUC_NORETURN
static void
wait_for_ever (void)
{
  printf ("%d\n", getpid ());
  fclose (stdout);
  for (;;)
    pause ();
}

static int
be_parent (void)
{
  const char *const argv[] = { own_path, "--wait", NULL };
  Fixture fixture = { .n_exits = 0 };
  Place place = { &fixture, 0 };

  set_up (&fixture, NULL);
  start (&place, argv, NULL);
  run_until_exits (&fixture, 1);

  return EXIT_FAILURE;
}

static int
skip_all (void)
{
  puts ("1..0 # SKIP this valgrind knows no descriptors of processes");

  return EXIT_SUCCESS;
}

/* pidfd_open() is newer than the valgrind that refuses it. */
static gboolean
can_watch_children (void)
{
  int fd = pidfd_open (getpid (), 0);

  if (fd >= 0)
    close (fd);

  return fd >= 0 || errno != ENOSYS || !troupe_test_runs_under_valgrind ();
}

int
main (int    argc,
      char **argv)
{
  own_path = argv[0];
  if (argc > 1 && strcmp (argv[1], "--wait") == 0)
    wait_for_ever ();
  if (argc > 1 && strcmp (argv[1], "--parent") == 0)
    return be_parent ();
  if (!can_watch_children ())
    return skip_all ();

  g_test_init (&argc, &argv, NULL);

#define TEST(name, func) g_test_add ("/real/children/" name, Fixture, NULL, set_up, func, tear_down)
  TEST ("the-end-is-told-with-its-code", test_the_end_is_told_with_its_code);
  TEST ("a-signal-ends-it", test_a_signal_ends_it);
  TEST ("a-signal-that-does-not-exist-is-refused", test_a_signal_that_does_not_exist_is_refused);
  TEST ("each-end-is-told-once", test_each_end_is_told_once);
  TEST ("a-program-that-is-missing-is-named", test_a_program_that_is_missing_is_named);
  TEST ("it-gets-its-environment", test_it_gets_its_environment);
#undef TEST
  g_test_add_func ("/real/children/it-dies-with-its-parent", test_it_dies_with_its_parent);

  return g_test_run ();
}
