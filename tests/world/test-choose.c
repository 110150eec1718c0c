/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "fake-loop.h"

#include <string.h>

static void
test_one_candidate_draws_nothing (void)
{
  g_autoptr (TroupeSimRun) drawing = troupe_sim_run_new (1);
  g_autoptr (TroupeSimRun) other = troupe_sim_run_new (1);

  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (troupe_sim_run_choose (drawing, "a.site", 1), ==, 0);

  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (troupe_sim_run_choose (drawing, "a.site", 1000), ==,
                      troupe_sim_run_choose (other, "a.site", 1000));
}

static void
test_choices_are_spread_evenly (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  guint counts[5] = { 0 };

  for (guint i = 0; i < 10000; i++)
    counts[troupe_sim_run_choose (run, "a.site", 5)]++;

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_assert_cmpuint (counts[i], >, 1800);
      g_assert_cmpuint (counts[i], <, 2200);
    }
}

static void
test_a_draw_at_one_site_shifts_no_other (void)
{
  g_autoptr (TroupeSimRun) plain = troupe_sim_run_new (7);
  g_autoptr (TroupeSimRun) busy = troupe_sim_run_new (7);

  for (guint i = 0; i < 100; i++)
    {
      troupe_sim_run_choose (busy, "another.site", 10);
      g_assert_cmpuint (troupe_sim_run_choose (busy, "a.site", 1000), ==,
                        troupe_sim_run_choose (plain, "a.site", 1000));
    }
}

static void
test_a_site_is_its_text_and_not_its_address (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (7);
  g_autoptr (TroupeSimRun) other = troupe_sim_run_new (7);
  char name[] = "site.?";

  for (guint i = 0; i < 100; i++)
    {
      static const char *const names[] = { "site.0", "site.1", "site.2" };

      name[5] = (char) ('0' + i % 3);
      g_assert_cmpuint (troupe_sim_run_choose (run, name, 1000), ==,
                        troupe_sim_run_choose (other, names[i % 3], 1000));
    }
}

static void
test_a_calm_site_takes_the_first (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  guint sum = 0;

  troupe_sim_run_set_calm (run, "a.site");
  for (guint i = 0; i < 100; i++)
    {
      g_assert_cmpuint (troupe_sim_run_choose (run, "a.site", 10), ==, 0);
      sum += troupe_sim_run_choose (run, "another.site", 10);
    }
  g_assert_cmpuint (sum, >, 0);

  troupe_sim_run_set_calm (run, NULL);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (troupe_sim_run_choose (run, "another.site", 10), ==, 0);
}

static void
test_a_prefix_fixes_only_who_goes_next (void)
{
  static const guint prefix[] = { 2, 1 };
  g_autoptr (TroupeSimRun) explored = troupe_sim_run_new (1);
  g_autoptr (TroupeSimRun) plain = troupe_sim_run_new (1);

  troupe_sim_run_explore_prefix (explored, prefix, 2, 2);

  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (troupe_sim_run_choose (explored, "stream.read", 10), ==,
                      troupe_sim_run_choose (plain, "stream.read", 10));
  g_assert_cmpuint (troupe_sim_run_choose (explored, "loop.task", 3), ==, 2);
  g_assert_cmpuint (troupe_sim_run_choose (explored, "loop.task", 1), ==, 0);
  g_assert_cmpuint (troupe_sim_run_choose (explored, "scheduler.process", 2), ==, 1);
}

static void
test_after_the_prefix_come_zeros_then_the_seed (void)
{
  static const guint prefix[] = { 1 };
  g_autoptr (TroupeSimRun) explored = troupe_sim_run_new (1);
  g_autoptr (TroupeSimRun) plain = troupe_sim_run_new (1);
  const TroupeSimChoice *choices;
  guint n_choices;

  troupe_sim_run_explore_prefix (explored, prefix, 1, 4);

  g_assert_cmpuint (troupe_sim_run_choose (explored, "loop.task", 5), ==, 1);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (troupe_sim_run_choose (explored, "loop.task", 1000), ==, 0);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (troupe_sim_run_choose (explored, "loop.task", 1000), ==,
                      troupe_sim_run_choose (plain, "loop.task", 1000));

  choices = troupe_sim_run_get_choices (explored, &n_choices);
  g_assert_cmpuint (n_choices, ==, 4);
  g_assert_cmpuint (choices[0].chosen, ==, 1);
  g_assert_cmpuint (choices[0].n, ==, 5);
  g_assert_cmpuint (choices[3].chosen, ==, 0);
  g_assert_cmpuint (choices[3].n, ==, 1000);
}

/* Who ran, in order, as digits. */
typedef struct
{
  GString *order;
  char     digit;
} Mark;

static void
mark (gpointer user_data)
{
  Mark *self = user_data;

  g_string_append_c (self->order, self->digit);
}

/* Runs three processes of one task each; advances @prefix to the next order. FALSE: that was the last. */
static gboolean
run_one_order (GArray  *prefix,
               GString *order)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  TroupeSimHost *host = troupe_sim_run_add_host (run, "h0");
  FakeLoop *loops[3];
  Mark marks[3];
  const TroupeSimChoice *choices;
  guint n_choices;

  for (guint i = 0; i < 3; i++)
    {
      char name[] = { 'p', (char) ('0' + i), '\0' };

      loops[i] = fake_loop_new (host, name);
      marks[i] = (Mark) { order, (char) ('0' + i) };
      fake_loop_post (loops[i], mark, &marks[i]);
    }
  troupe_sim_run_explore_prefix (run, (const guint *) (gpointer) prefix->data, prefix->len, 100);
  fake_loop_run (run);

  choices = troupe_sim_run_get_choices (run, &n_choices);
  while (n_choices > 0 && choices[n_choices - 1].chosen + 1 == choices[n_choices - 1].n)
    n_choices--;
  g_array_set_size (prefix, 0);
  for (guint i = 0; i < n_choices; i++)
    {
      guint next = choices[i].chosen + (i == n_choices - 1);

      g_array_append_val (prefix, next);
    }
  for (guint i = 0; i < 3; i++)
    fake_loop_free (loops[i]);

  return n_choices > 0;
}

static void
test_prefixes_enumerate_every_order_once (void)
{
  g_autoptr (GArray) prefix = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GHashTable) orders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean goes_on = TRUE;
  guint n_runs;

  for (n_runs = 0; goes_on; n_runs++)
    {
      GString *order = g_string_new (NULL);

      goes_on = run_one_order (prefix, order);
      g_assert_true (g_hash_table_add (orders, g_string_free (order, FALSE)));
    }

  g_assert_cmpuint (n_runs, ==, 6);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/world/choose/one-candidate-draws-nothing", test_one_candidate_draws_nothing);
  g_test_add_func ("/world/choose/choices-are-spread-evenly", test_choices_are_spread_evenly);
  g_test_add_func ("/world/choose/a-draw-at-one-site-shifts-no-other", test_a_draw_at_one_site_shifts_no_other);
  g_test_add_func ("/world/choose/a-site-is-its-text-and-not-its-address",
                   test_a_site_is_its_text_and_not_its_address);
  g_test_add_func ("/world/choose/a-calm-site-takes-the-first", test_a_calm_site_takes_the_first);
  g_test_add_func ("/world/choose/a-prefix-fixes-only-who-goes-next", test_a_prefix_fixes_only_who_goes_next);
  g_test_add_func ("/world/choose/after-the-prefix-come-zeros-then-the-seed",
                   test_after_the_prefix_come_zeros_then_the_seed);
  g_test_add_func ("/world/choose/prefixes-enumerate-every-order-once", test_prefixes_enumerate_every_order_once);

  return g_test_run ();
}
