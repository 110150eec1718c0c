/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "base/troupe-knob-private.h"

static void
test_names_ascend (void)
{
  guint n_knobs;
  const TroupeKnob *knobs = troupe_knob_list (&n_knobs);

  g_assert_cmpuint (n_knobs, ==, TROUPE_N_KNOBS);
  for (guint i = 1; i < n_knobs; i++)
    g_assert_cmpstr (knobs[i - 1].name, <, knobs[i].name);
}

static void
test_defaults_are_in_range (void)
{
  guint n_knobs;
  const TroupeKnob *knobs = troupe_knob_list (&n_knobs);

  for (guint i = 0; i < n_knobs; i++)
    {
      g_assert_cmpuint (knobs[i].default_value, >=, knobs[i].minimum);
      g_assert_cmpuint (knobs[i].default_value, <=, knobs[i].maximum);
      g_assert_true (troupe_knob_lookup (knobs[i].name) == &knobs[i]);
    }
}

static void
test_values_begin_with_defaults (void)
{
  TroupeKnobValues values;
  guint64 value = 1;

  troupe_knob_values_init (&values);

  g_assert_true (troupe_knob_values_get (&values, "snapshot.retention", &value, NULL));
  g_assert_cmpuint (value, ==, 100);
}

static void
test_ends_of_the_range_are_in_it (void)
{
  TroupeKnobValues values;

  troupe_knob_values_init (&values);

  g_assert_true (troupe_knob_values_set (&values, "loop.dispatch-budget", 1, NULL));
  g_assert_cmpuint (values.values[TROUPE_KNOB_LOOP_DISPATCH_BUDGET], ==, 1);
  g_assert_true (troupe_knob_values_set (&values, "loop.dispatch-budget", 1000000, NULL));
  g_assert_cmpuint (values.values[TROUPE_KNOB_LOOP_DISPATCH_BUDGET], ==, 1000000);
}

static void
test_out_of_range_changes_nothing (void)
{
  TroupeKnobValues values;
  g_autoptr (GError) low = NULL;
  g_autoptr (GError) high = NULL;

  troupe_knob_values_init (&values);

  g_assert_false (troupe_knob_values_set (&values, "loop.dispatch-budget", 0, &low));
  g_assert_error (low, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE);
  g_assert_cmpstr (low->message, ==, "Could not set the knob loop.dispatch-budget to 0: it goes from 1 to 1000000");
  g_assert_false (troupe_knob_values_set (&values, "loop.dispatch-budget", 1000001, &high));
  g_assert_error (high, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE);
  g_assert_cmpuint (values.values[TROUPE_KNOB_LOOP_DISPATCH_BUDGET], ==, 1024);
}

static void
test_unknown_is_named (void)
{
  TroupeKnobValues values;
  guint64 value = 7;
  g_autoptr (GError) setting = NULL;
  g_autoptr (GError) reading = NULL;

  troupe_knob_values_init (&values);

  g_assert_false (troupe_knob_values_set (&values, "no.such", 1, &setting));
  g_assert_error (setting, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND);
  g_assert_cmpstr (setting->message, ==, "Could not set the knob 'no.such': there is no such knob");
  g_assert_false (troupe_knob_values_get (&values, "no.such", &value, &reading));
  g_assert_error (reading, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND);
  g_assert_cmpuint (value, ==, 7);
  g_assert_null (troupe_knob_lookup ("no.such"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/knob/names-ascend", test_names_ascend);
  g_test_add_func ("/base/knob/defaults-are-in-range", test_defaults_are_in_range);
  g_test_add_func ("/base/knob/values-begin-with-defaults", test_values_begin_with_defaults);
  g_test_add_func ("/base/knob/the-ends-of-the-range-are-in-it", test_ends_of_the_range_are_in_it);
  g_test_add_func ("/base/knob/a-value-out-of-range-changes-nothing", test_out_of_range_changes_nothing);
  g_test_add_func ("/base/knob/an-unknown-knob-is-named", test_unknown_is_named);

  return g_test_run ();
}
