/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-sim-result-private.h"

static void
test_round_trip (void)
{
  g_autoptr (TroupeSimResult) result = troupe_sim_result_new (G_GUINT64_CONSTANT (0xfedcba9876543210));
  g_autoptr (TroupeSimResult) copy = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GVariant) again = NULL;
  const TroupeSimFailure *failure;
  guint pair[2] = { 1, 3 };

  result->hash = 42;
  result->n_events = 7;
  result->virtual_ns = 1000;
  result->sometimes = 2;
  result->armed = 5;
  result->kept = 6;
  result->order = 9;
  g_array_append_vals (result->choices, pair, 2);
  troupe_sim_result_add_failure (result, "never", "never handled b", "it happened", 12, 1500);
  variant = g_variant_ref_sink (troupe_sim_result_to_variant (result));
  copy = troupe_sim_result_from_variant (variant);
  again = g_variant_ref_sink (troupe_sim_result_to_variant (copy));

  g_assert_cmpvariant (variant, again);
  g_assert_cmpint (copy->verdict, ==, TROUPE_SIM_FAIL);
  g_assert_cmpuint (copy->kept, ==, 6);
  g_assert_cmpuint (copy->failures->len, ==, 1);
  failure = g_ptr_array_index (copy->failures, 0);
  g_assert_cmpstr (failure->id, ==, "never");
  g_assert_cmpstr (failure->claim, ==, "never handled b");
  g_assert_cmpstr (failure->text, ==, "it happened");
  g_assert_cmpuint (failure->line, ==, 12);
  g_assert_cmpuint (failure->time_ns, ==, 1500);
}

static void
test_foreign_variant (void)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new ("(us)", 1, "x"));

  g_assert_null (troupe_sim_result_from_variant (variant));
}

static void
test_failure_fails (void)
{
  g_autoptr (TroupeSimResult) result = troupe_sim_result_new (1);

  g_assert_cmpint (result->verdict, ==, TROUPE_SIM_PASS);
  troupe_sim_result_add_failure (result, "expect", "", "", 0, 0);
  g_assert_cmpint (result->verdict, ==, TROUPE_SIM_FAIL);
}

static void
test_stolen_failures (void)
{
  g_autoptr (TroupeSimResult) result = troupe_sim_result_new (1);
  GPtrArray *failures;

  troupe_sim_result_add_failure (result, "AI-3", "", "", 0, 0);
  failures = troupe_sim_result_steal_failures (result);
  g_assert_cmpint (result->verdict, ==, TROUPE_SIM_PASS);
  g_assert_cmpuint (result->failures->len, ==, 0);

  troupe_sim_result_add_failure (result, "fails", "", "", 0, 0);
  troupe_sim_result_take_failures (result, failures);
  g_assert_cmpint (result->verdict, ==, TROUPE_SIM_FAIL);
  g_assert_cmpuint (result->failures->len, ==, 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/executor/sim-result/its-variant-reads-back", test_round_trip);
  g_test_add_func ("/executor/sim-result/another-variant-is-no-result", test_foreign_variant);
  g_test_add_func ("/executor/sim-result/a-failure-makes-it-fail", test_failure_fails);
  g_test_add_func ("/executor/sim-result/without-its-failures-it-passes", test_stolen_failures);

  return g_test_run ();
}
