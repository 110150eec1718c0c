/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/executor-fixture.h"
#include "executor/troupe-priorities.h"

/* `explore pct`. */

/* ---- priorities by themselves ---- */

typedef struct
{
  TroupeSimRun  *run;
  TroupeProcId  *proc;
  TroupeActorId *actors[3];
} Fixture;

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  static const char *const names[] = { "a", "b", "c" };
  g_autoptr (TroupeAddress) address = troupe_address_parse ("tcp:10.0.0.1:1", NULL);

  fixture->run = troupe_sim_run_new (GPOINTER_TO_UINT (data));
  fixture->proc = troupe_proc_id_new (address, "p", NULL);
  for (guint i = 0; i < 3; i++)
    fixture->actors[i] = troupe_actor_id_new (fixture->proc, names[i], 0, NULL);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  for (guint i = 0; i < 3; i++)
    troupe_actor_id_unref (fixture->actors[i]);
  troupe_proc_id_unref (fixture->proc);
  troupe_sim_run_free (fixture->run);
}

static void
test_a_priority_stays (Fixture       *fixture,
                       gconstpointer  data)
{
  TroupePriorities *priorities = troupe_priorities_new (fixture->run, 0);
  guint64 a = troupe_priorities_get (priorities, fixture->proc, fixture->actors[0]);
  guint64 b = troupe_priorities_get (priorities, fixture->proc, fixture->actors[1]);
  guint64 own = troupe_priorities_get (priorities, fixture->proc, NULL);

  g_assert_cmpuint (a, !=, b);
  g_assert_cmpuint (own, !=, a);
  for (guint i = 0; i < 100000; i++)
    g_assert_true (troupe_priorities_take_step (priorities, fixture->proc, fixture->actors[0]));
  g_assert_cmpuint (troupe_priorities_get (priorities, fixture->proc, fixture->actors[0]), ==, a);
  g_assert_cmpuint (troupe_priorities_get (priorities, fixture->proc, fixture->actors[1]), ==, b);
  g_assert_cmpuint (troupe_priorities_get (priorities, fixture->proc, NULL), ==, own);
  troupe_priorities_free (priorities);
}

/* Calm changes are all at the first step. Each takes who is about to go then, and the first falls lowest. */
static void
test_who_is_about_to_go_falls (Fixture       *fixture,
                               gconstpointer  data)
{
  TroupePriorities *priorities;

  troupe_sim_run_set_calm (fixture->run, NULL);
  priorities = troupe_priorities_new (fixture->run, 2);
  g_assert_false (troupe_priorities_take_step (priorities, fixture->proc, fixture->actors[2]));
  g_assert_false (troupe_priorities_take_step (priorities, fixture->proc, fixture->actors[0]));
  g_assert_true (troupe_priorities_take_step (priorities, fixture->proc, fixture->actors[1]));
  g_assert_cmpuint (troupe_priorities_get (priorities, fixture->proc, fixture->actors[2]), ==, 1);
  g_assert_cmpuint (troupe_priorities_get (priorities, fixture->proc, fixture->actors[0]), ==, 2);
  g_assert_cmpuint (troupe_priorities_get (priorities, fixture->proc, fixture->actors[1]), >, 2);
  troupe_priorities_free (priorities);
}

/* ---- what they find ---- */

/* c has twenty-one turns, and s one. Chance must pass over s each time, where a priority does so at once. */
#define OVERTAKEN \
  "scenario \"one that has spoken is heard before another has said all\"\n" \
  "host h0\n" \
  "proc h0.p0\n" \
  "actor c : puppet on h0.p0\n" \
  "actor s : puppet on h0.p0\n" \
  "at 1ms tell s note id=99\n" \
  "at 1ms tell c send to=c message=note id=1 count=20\n" \
  "order handled s id=99 before handled c message=note nth=20\n"

static guint
count_failures (const char *world,
                const char *explore,
                guint       n_seeds)
{
  g_autofree char *text = g_strconcat (world, explore, NULL);
  guint n_failures = 0;

  for (guint64 seed = 1; seed <= n_seeds; seed++)
    {
      g_autoptr (TroupeSimResult) result = executor_fixture_run (text, seed);

      n_failures += result->verdict == TROUPE_SIM_FAIL;
    }

  return n_failures;
}

static void
test_finds_what_chance_does_not (void)
{
  g_assert_cmpuint (count_failures (OVERTAKEN, "explore random\n", 400), ==, 0);
  g_assert_cmpuint (count_failures (OVERTAKEN, "explore pct 1\n", 10), >=, 2);
  g_assert_cmpuint (count_failures (OVERTAKEN, "explore pct 4\n", 20), >=, 2);
}

static void
test_is_a_function_of_the_seed (void)
{
  g_autoptr (TroupeSimResult) one = executor_fixture_run (OVERTAKEN "explore pct 3\n", 5);
  g_autoptr (TroupeSimResult) again = executor_fixture_run (OVERTAKEN "explore pct 3\n", 5);
  g_autoptr (TroupeSimResult) other = executor_fixture_run (OVERTAKEN "explore pct 3\n", 6);

  g_assert_cmpuint (one->hash, ==, again->hash);
  g_assert_cmpuint (one->hash, !=, other->hash);
}

#define ADD(path, func, seed) \
  g_test_add ("/executor/priorities/" path, Fixture, GUINT_TO_POINTER (seed), fixture_set_up, func, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("a-priority-stays", test_a_priority_stays, 1);
  ADD ("who-is-about-to-go-falls", test_who_is_about_to_go_falls, 2);
  g_test_add_func ("/executor/priorities/finds-what-chance-does-not", test_finds_what_chance_does_not);
  g_test_add_func ("/executor/priorities/is-a-function-of-the-seed", test_is_a_function_of_the_seed);

  return g_test_run ();
}
