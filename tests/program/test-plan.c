/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-plan.h"

#include <glib/gstdio.h>
#include <string.h>

/* A suite of files in the scratch directory that each test is started in. */
static TroupeSuite *
make_suite (const char *first,
            const char *second)
{
  const char *const texts[] = { first, second };
  const char *const names[] = { "first.scn", "second.scn", NULL };
  const char *const paths[] = { names[0], second == NULL ? NULL : names[1], NULL };
  g_autoptr (TroupeDiagnostics) diagnostics = troupe_diagnostics_new ();
  g_autoptr (GError) error = NULL;
  TroupeSuite *suite;

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_file_set_contents (paths[i], texts[i], -1, &error);
      g_assert_no_error (error);
    }
  suite = troupe_suite_load (paths, NULL, diagnostics, &error);
  g_assert_no_error (error);
  g_assert_false (troupe_diagnostics_has_error (diagnostics));

  return suite;
}

/* Every run that can be had now, as "FILE/SEED:ORDER ", without telling what came of it. */
static char *
dup_next_runs (TroupePlan *plan,
               GPtrArray  *runs)
{
  GString *text = g_string_new (NULL);
  TroupeRun *run;

  while ((run = troupe_plan_next (plan)) != NULL)
    {
      g_string_append_printf (text, "%u/%" G_GUINT64_FORMAT ":%u%s ", run->file, run->seed, run->order,
                              run->is_hidden ? "?" : "");
      g_ptr_array_add (runs, run);
    }

  return g_string_free (text, FALSE);
}

/* A run that made as many choices as @n_choices says, the first ones along its prefix. */
static void
learn (TroupePlan  *plan,
       TroupeRun   *run,
       const guint *n_alternatives,
       guint        n_choices)
{
  GVariantBuilder choices;
  g_autoptr (GVariant) variant = NULL;

  g_variant_builder_init (&choices, G_VARIANT_TYPE ("a(uu)"));
  for (guint i = 0; i < n_choices; i++)
    g_variant_builder_add (&choices, "(uu)",
                           run->prefix != NULL && i < run->prefix->len ? g_array_index (run->prefix, guint, i) : 0,
                           n_alternatives[i]);
  variant = g_variant_ref_sink (g_variant_new ("(ututtt@a(sssut)ttt@a(uu))", 0, run->seed, run->order, (guint64) 0,
                                               (guint64) 0, (guint64) 0,
                                               g_variant_new_array (G_VARIANT_TYPE ("(sssut)"), NULL, 0),
                                               (guint64) 0, (guint64) 0, (guint64) 0,
                                               g_variant_builder_end (&choices)));
  run->outcomes[0] = troupe_outcome_new ();
  run->outcomes[0]->result = troupe_sim_result_from_variant (variant);
  g_assert_nonnull (run->outcomes[0]->result);
  troupe_plan_learn (plan, run);
}

static void
assert_seeds (const char *text,
              guint64     first,
              guint64     last)
{
  g_autoptr (GError) error = NULL;
  TroupePlanSeeds seeds;

  g_assert_true (troupe_plan_parse_seeds (text, &seeds, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (seeds.first, ==, first);
  g_assert_cmpuint (seeds.last, ==, last);
}

static void
test_seeds_are_read (void)
{
  assert_seeds ("7", 7, 7);
  assert_seeds ("1-200", 1, 200);
  assert_seeds ("0-18446744073709551615", 0, G_MAXUINT64);
  assert_seeds ("7:12", 7, 7);
}

static void
test_bad_seeds_are_refused (void)
{
  static const char *const texts[] = { "", "x", "-1", "1-", "2-1", "1:", ":1", "1:1000", "1-2:3", " 1",
                                       "18446744073709551616" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      TroupePlanSeeds seeds = { .first = 42 };

      g_assert_false (troupe_plan_parse_seeds (texts[i], &seeds, &error));
      g_assert_nonnull (error);
      g_assert_cmpuint (seeds.first, ==, 42);
    }
}

static void
assert_runs (const char            *first,
             const char            *second,
             const TroupePlanSeeds *seeds,
             const char            *runs)
{
  g_autoptr (TroupeSuite) suite = make_suite (first, second);
  g_autoptr (TroupePlan) plan = troupe_plan_new (suite, seeds);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_run_free);
  g_autofree char *text = dup_next_runs (plan, all);

  g_assert_cmpstr (text, ==, runs);
  g_assert_true (troupe_plan_is_over (plan));
}

static void
test_files_bring_their_seeds (void)
{
  const TroupePlanSeeds seeds = { 0 };

  assert_runs ("scenario \"A\"\nseeds 1-3\n", "scenario \"B\"\n", &seeds, "0/1:0 0/2:0 0/3:0 1/1:0 ");
}

static void
test_asked_seeds_replace_them (void)
{
  const TroupePlanSeeds seeds = { .is_given = TRUE, .first = 8, .last = 9 };

  assert_runs ("scenario \"A\"\nseeds 1-3\n", "scenario \"B\"\n", &seeds, "0/8:0 0/9:0 1/8:0 1/9:0 ");
}

static void
test_the_last_seed_of_all_ends_it (void)
{
  const TroupePlanSeeds seeds = { .is_given = TRUE, .first = G_MAXUINT64 - 1, .last = G_MAXUINT64 };

  assert_runs ("scenario \"A\"\n", NULL, &seeds, "0/18446744073709551614:0 0/18446744073709551615:0 ");
}

static void
test_orders_come_of_choices (void)
{
  static const guint alternatives[] = { 2, 3 };
  const TroupePlanSeeds seeds = { 0 };
  g_autoptr (TroupeSuite) suite = make_suite ("scenario \"A\"\nexplore exhaustive 8\nseeds 1-2\n", NULL);
  g_autoptr (TroupePlan) plan = troupe_plan_new (suite, &seeds);
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_run_free);
  g_autofree char *first = dup_next_runs (plan, runs);
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  g_assert_cmpstr (first, ==, "0/1:0 ");
  g_assert_false (troupe_plan_is_over (plan));

  learn (plan, g_ptr_array_index (runs, 0), alternatives, 2);
  second = dup_next_runs (plan, runs);
  g_assert_cmpstr (second, ==, "0/1:1 0/1:2 0/1:3 ");

  /* Only the first of them has deviated so early that the second choice is open again. */
  for (guint i = 1; i <= 3; i++)
    learn (plan, g_ptr_array_index (runs, i), alternatives, 2);
  third = dup_next_runs (plan, runs);
  g_assert_cmpstr (third, ==, "0/1:4 0/1:5 ");
  g_assert_cmpuint (troupe_plan_get_n_runs (plan), ==, 7);
  g_assert_false (troupe_plan_was_cut (plan, 0));
}

static void
test_too_many_orders_are_cut (void)
{
  const guint alternatives[] = { 2000 };
  const TroupePlanSeeds seeds = { 0 };
  g_autoptr (TroupeSuite) suite = make_suite ("scenario \"A\"\nexplore exhaustive\n", NULL);
  g_autoptr (TroupePlan) plan = troupe_plan_new (suite, &seeds);
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_run_free);
  g_autofree char *first G_GNUC_UNUSED = dup_next_runs (plan, runs);
  g_autofree char *rest = NULL;

  learn (plan, g_ptr_array_index (runs, 0), alternatives, 1);
  rest = dup_next_runs (plan, runs);

  g_assert_cmpuint (runs->len, ==, TROUPE_PLAN_ORDERS_MAX);
  g_assert_true (troupe_plan_was_cut (plan, 0));
}

static void
test_what_leads_to_an_asked_order_is_hidden (void)
{
  static const guint alternatives[] = { 2, 3 };
  const TroupePlanSeeds seeds = { .is_given = TRUE, .first = 4, .last = 4, .has_order = TRUE, .order = 3 };
  g_autoptr (TroupeSuite) suite = make_suite ("scenario \"A\"\nexplore exhaustive 8\n", NULL);
  g_autoptr (TroupePlan) plan = troupe_plan_new (suite, &seeds);
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_run_free);
  g_autofree char *first = dup_next_runs (plan, runs);
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  g_assert_cmpstr (first, ==, "0/4:0? ");
  learn (plan, g_ptr_array_index (runs, 0), alternatives, 2);
  second = dup_next_runs (plan, runs);
  g_assert_cmpstr (second, ==, "0/4:3 ");
  learn (plan, g_ptr_array_index (runs, 1), alternatives, 2);
  third = dup_next_runs (plan, runs);
  g_assert_cmpstr (third, ==, "");
  g_assert_true (troupe_plan_is_over (plan));
  g_assert_false (troupe_plan_lacks_order (plan));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/program/plan/seeds-are-read", test_seeds_are_read);
  g_test_add_func ("/program/plan/bad-seeds-are-refused", test_bad_seeds_are_refused);
  g_test_add_func ("/program/plan/files-bring-their-seeds", test_files_bring_their_seeds);
  g_test_add_func ("/program/plan/asked-seeds-replace-them", test_asked_seeds_replace_them);
  g_test_add_func ("/program/plan/the-last-seed-of-all-ends-it", test_the_last_seed_of_all_ends_it);
  g_test_add_func ("/program/plan/orders-come-of-choices", test_orders_come_of_choices);
  g_test_add_func ("/program/plan/too-many-orders-are-cut", test_too_many_orders_are_cut);
  g_test_add_func ("/program/plan/what-leads-to-an-asked-order-is-hidden", test_what_leads_to_an_asked_order_is_hidden);

  return g_test_run ();
}
