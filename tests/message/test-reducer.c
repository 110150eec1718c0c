/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "message/troupe-accumulator.h"
#include "message/troupe-reducer-private.h"

/* @updates: an array of bodies, as GVariant text. What they come to, in either order, as text. */
static char *
reduce (const char *name,
        const char *updates,
        gboolean    backwards)
{
  const TroupeReducer *reducer = troupe_reducer_lookup (name);
  g_autofree char *type = NULL;
  g_autoptr (GVariant) list = NULL;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  g_autoptr (GVariant) state = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (reducer);
  type = g_strdup_printf ("a%s", g_variant_type_peek_string (reducer->signature));
  list = g_variant_parse (G_VARIANT_TYPE (type), updates, NULL, NULL, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < g_variant_n_children (list); i++)
    g_ptr_array_insert (items, backwards ? 0 : -1, g_variant_get_child_value (list, i));
  state = troupe_reducer_reduce (reducer, (GVariant **) items->pdata, items->len, NULL, &error);
  g_assert_no_error (error);

  return g_variant_print (state, FALSE);
}

static void
assert_reduces (const char *name,
                const char *updates,
                const char *expected)
{
  g_autofree char *forwards = reduce (name, updates, FALSE);
  g_autofree char *backwards = reduce (name, updates, TRUE);

  g_assert_cmpstr (forwards, ==, expected);
  g_assert_cmpstr (backwards, ==, expected);
}

static void
test_numbers (void)
{
  assert_reduces ("sum-int64", "[(-3,), (5,), (7,)]", "(9,)");
  assert_reduces ("sum-uint64", "[(3,), (5,), (7,)]", "(15,)");
  assert_reduces ("max-int64", "[(-3,), (5,), (-7,)]", "(5,)");
  assert_reduces ("max-uint64", "[(3,), (9,), (7,)]", "(9,)");
  assert_reduces ("min-int64", "[(-3,), (5,), (-7,)]", "(-7,)");
  assert_reduces ("min-uint64", "[(3,), (9,), (7,)]", "(3,)");
}

static void
test_watermarks (void)
{
  assert_reduces ("watermark-int64",
                  "[({1: (1120, 1)},), ({0: (32, 1)},), ({1: (1000, 2)},), ({3: (10, 1)},), ({1: (-5, 2)},)]",
                  "({0: (32, 1), 1: (1000, 2), 3: (10, 1)},)");
  assert_reduces ("watermark-uint64",
                  "[({1: (1120, 3), 0: (9, 1)},), ({1: (1000, 2)},), ({1: (2000, 3)},)]",
                  "({0: (9, 1), 1: (2000, 3)},)");
}

static void
test_counters (void)
{
  assert_reduces ("grow-counter", "[({0: 10},), ({1: 25},), ({0: 15},), ({2: 5, 1: 20},), ({0: 12},)]",
                  "({0: 15, 1: 25, 2: 5},)");
  assert_reduces ("up-down-counter",
                  "[({0: 10}, {}), ({1: 20}, {1: 5}), ({0: 15}, {}), ({}, {0: 10}), ({1: 18}, {1: 4})]",
                  "({0: 15, 1: 20}, {0: 10, 1: 5})");
}

static void
assert_reads (const char *name,
              const char *state,
              const char *expected)
{
  const TroupeReducer *reducer = troupe_reducer_lookup (name);
  g_autoptr (GVariant) body = g_variant_parse (reducer->signature, state, NULL, NULL, NULL);
  g_autoptr (GVariant) value = troupe_reducer_read (reducer, body);
  g_autofree char *text = value != NULL ? g_variant_print (value, FALSE) : NULL;

  g_assert_cmpstr (text, ==, expected);
}

static void
test_reading (void)
{
  assert_reads ("sum-int64", "(-9,)", "-9");
  assert_reads ("watermark-int64", "({0: (32, 1), 1: (-1000, 2)},)", "-1000");
  assert_reads ("watermark-int64", "({0: (-32, 1), 0: (7, 2)},)", "7");
  assert_reads ("watermark-uint64", "({0: (32, 1), 1: (18446744073709551615, 2)},)", "32");
  assert_reads ("watermark-uint64", "({},)", NULL);
  assert_reads ("grow-counter", "({0: 15, 1: 25, 2: 5},)", "45");
  assert_reads ("up-down-counter", "({0: 15, 1: 20}, {0: 10, 1: 30})", "-5");
}

static void
test_one_and_none (void)
{
  const TroupeReducer *reducer = troupe_reducer_lookup ("sum-int64");
  GVariant *updates[1] = { g_variant_ref_sink (g_variant_new ("(x)", G_GINT64_CONSTANT (7))) };
  g_autoptr (GVariant) one = troupe_reducer_reduce (reducer, updates, 1, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (one == updates[0]);
  g_assert_null (troupe_reducer_reduce (reducer, updates, 0, NULL, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE);
  g_variant_unref (updates[0]);
}

static void
assert_does_not_combine (const char  *name,
                         const char  *left,
                         const char  *right,
                         TroupeError  code)
{
  g_autoptr (GVariant) left_body = g_variant_ref_sink (g_variant_new_parsed (left));
  g_autoptr (GVariant) right_body = g_variant_ref_sink (g_variant_new_parsed (right));
  g_autoptr (GError) error = NULL;

  g_assert_null (troupe_reducer_combine (troupe_reducer_lookup (name), left_body, right_body, NULL, &error));
  g_assert_error (error, TROUPE_ERROR, (int) code);
}

static void
test_failures (void)
{
  assert_does_not_combine ("sum-int64", "(@x 9223372036854775807,)", "(@x 1,)", TROUPE_ERROR_INVALID_VALUE);
  assert_does_not_combine ("sum-uint64", "(@t 18446744073709551615,)", "(@t 1,)", TROUPE_ERROR_INVALID_VALUE);
  assert_does_not_combine ("sum-int64", "(@x 1,)", "(@t 1,)", TROUPE_ERROR_INVALID_MESSAGE);
  assert_does_not_combine ("sum-int64", "('x',)", "(@x 1,)", TROUPE_ERROR_INVALID_MESSAGE);
}

/* --- reducers of users --- */

/* Joins texts by what the parameters say, and does not like the word "bad". */
static GVariant *
join (GVariant  *left,
      GVariant  *right,
      GVariant  *parameters,
      gpointer   user_data,
      GError   **error)
{
  const char *left_text, *right_text;
  g_autofree char *text = NULL;

  g_variant_get (left, "(&s)", &left_text);
  g_variant_get (right, "(&s)", &right_text);
  if (g_str_equal (right_text, "bad"))
    {
      g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "a bad word");
      return NULL;
    }
  if (g_str_equal (right_text, "silent"))
    return NULL;
  if (g_str_equal (right_text, "wrong"))
    return g_variant_new ("(x)", G_GINT64_CONSTANT (1));
  text = g_strdup_printf ("%s%s%s", left_text,
                          parameters != NULL ? g_variant_get_string (parameters, NULL) : (const char *) user_data,
                          right_text);

  return g_variant_new ("(s)", text);
}

static void
count_destroyed (gpointer user_data)
{
  (*(guint *) user_data)++;
}

static const TroupeReducer *
join_reducer (void)
{
  const TroupeReducer *reducer = troupe_reducer_lookup ("test.join");

  if (reducer == NULL)
    reducer = troupe_reducer_register ("test.join", "(s)", "Joins texts", join, (gpointer) "+", NULL, NULL);
  g_assert_nonnull (reducer);

  return reducer;
}

static void
test_registered (void)
{
  const TroupeReducer *reducer = join_reducer ();
  g_autoptr (GVariant) left = g_variant_ref_sink (g_variant_new ("(s)", "a"));
  g_autoptr (GVariant) right = g_variant_ref_sink (g_variant_new ("(s)", "b"));
  g_autoptr (GVariant) parameters = g_variant_ref_sink (g_variant_new_string (", "));
  g_autoptr (GVariant) plain = troupe_reducer_combine (reducer, left, right, NULL, NULL);
  g_autoptr (GVariant) with_parameters = troupe_reducer_combine (reducer, left, right, parameters, NULL);
  g_autofree char *plain_text = g_variant_print (plain, FALSE);
  g_autofree char *text_with_parameters = g_variant_print (with_parameters, FALSE);

  g_assert_true (troupe_reducer_lookup ("test.join") == reducer);
  g_assert_cmpstr (troupe_reducer_get_name (reducer), ==, "test.join");
  g_assert_cmpstr (troupe_reducer_get_sentence (reducer), ==, "Joins texts");
  g_assert_true (g_variant_type_equal (troupe_reducer_get_signature (reducer), G_VARIANT_TYPE ("(s)")));
  g_assert_cmpstr (plain_text, ==, "('a+b',)");
  g_assert_cmpstr (text_with_parameters, ==, "('a, b',)");
}

static void
test_failing (void)
{
  join_reducer ();

  assert_does_not_combine ("test.join", "('a',)", "('bad',)", TROUPE_ERROR_FAILED);
  assert_does_not_combine ("test.join", "('a',)", "('silent',)", TROUPE_ERROR_FAILED);
  assert_does_not_combine ("test.join", "('a',)", "('wrong',)", TROUPE_ERROR_INVALID_MESSAGE);
}

static void
test_bad_registrations (void)
{
  static const struct
  {
    const char  *name;
    const char  *signature;
    TroupeError  code;
  } cases[] = {
    { "Bad", "(s)", TROUPE_ERROR_INVALID_NAME },
    { "test.no-tuple", "s", TROUPE_ERROR_INVALID_VALUE },
    { "test.no-type", "(s", TROUPE_ERROR_INVALID_VALUE },
    { "test.any", "(*)", TROUPE_ERROR_INVALID_VALUE },
    { "sum-int64", "(x)", TROUPE_ERROR_EXISTS },
    { "test.join", "(s)", TROUPE_ERROR_EXISTS },
  };
  guint n_destroyed = 0;

  join_reducer ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (troupe_reducer_register (cases[i].name, cases[i].signature, "A test", join, &n_destroyed,
                                              count_destroyed, &error));
      g_assert_error (error, TROUPE_ERROR, (int) cases[i].code);
      g_assert_cmpuint (n_destroyed, ==, i + 1);
    }
  g_assert_null (troupe_reducer_lookup ("test.no-tuple"));
}

/* --- accumulators --- */

static void
fold (TroupeAccumulator *accumulator,
      const char        *update,
      const char        *expected)
{
  const TroupeReducer *reducer = troupe_reducer_lookup (troupe_accumulator_get_reducer (accumulator));
  g_autoptr (GVariant) body = g_variant_parse (reducer->signature, update, NULL, NULL, NULL);
  g_autoptr (GVariant) state = NULL;
  g_autoptr (GVariant) value = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  troupe_accumulator_fold (accumulator, body, &error);
  g_assert_no_error (error);
  state = troupe_accumulator_dup_state (accumulator);
  value = troupe_reducer_read (reducer, state);
  text = g_variant_print (value, FALSE);

  g_assert_cmpstr (text, ==, expected);
}

static TroupeAccumulator *
new_accumulator (const char *reducer)
{
  TroupeAccumulator *accumulator = troupe_accumulator_new_reducing (reducer, NULL, NULL);

  g_assert_nonnull (accumulator);
  g_assert_cmpstr (troupe_accumulator_get_reducer (accumulator), ==, reducer);
  g_assert_null (troupe_accumulator_dup_state (accumulator));

  return accumulator;
}

/* Step by step: the latest value of each rank counts, and may fall. */
static void
test_accumulated_watermark (void)
{
  g_autoptr (TroupeAccumulator) accumulator = new_accumulator ("watermark-uint64");

  fold (accumulator, "({0: (11, 1)},)", "11");
  fold (accumulator, "({1: (9, 1)},)", "9");
  fold (accumulator, "({2: (20, 1)},)", "9");
  fold (accumulator, "({1: (15, 2)},)", "11");
  fold (accumulator, "({0: (30, 2)},)", "15");
  fold (accumulator, "({1: (2, 1)},)", "15");
  fold (accumulator, "({2: (3, 2)},)", "3");
}

static void
test_accumulated_counters (void)
{
  g_autoptr (TroupeAccumulator) grow = new_accumulator ("grow-counter");
  g_autoptr (TroupeAccumulator) up_down = new_accumulator ("up-down-counter");

  fold (grow, "({0: 10},)", "10");
  fold (grow, "({1: 5},)", "15");
  fold (grow, "({0: 7},)", "15");
  fold (grow, "({0: 10},)", "15");
  fold (grow, "({0: 12, 2: 1},)", "18");

  fold (up_down, "({0: 10}, {})", "10");
  fold (up_down, "({1: 2}, {1: 20})", "-8");
  fold (up_down, "({}, {1: 4})", "-8");
  fold (up_down, "({2: 30}, {2: 1})", "21");
}

static void
test_accumulated_numbers (void)
{
  g_autoptr (TroupeAccumulator) sum = new_accumulator ("sum-int64");
  g_autoptr (TroupeAccumulator) least = new_accumulator ("min-uint64");
  g_autoptr (TroupeAccumulator) most = new_accumulator ("max-int64");

  fold (sum, "(5,)", "5");
  fold (sum, "(-7,)", "-2");
  fold (least, "(5,)", "5");
  fold (least, "(7,)", "5");
  fold (most, "(5,)", "5");
  fold (most, "(7,)", "7");
}

static void
test_fold_fails (void)
{
  g_autoptr (TroupeAccumulator) sum = new_accumulator ("sum-uint64");
  g_autoptr (GVariant) much = g_variant_ref_sink (g_variant_new ("(t)", G_MAXUINT64));
  g_autoptr (GError) error = NULL;

  fold (sum, "(5,)", "5");
  g_assert_false (troupe_accumulator_fold (sum, much, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE);

  fold (sum, "(1,)", "6");
}

static void
test_no_reducer (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (troupe_accumulator_new_reducing ("no.such", NULL, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/message/reducer/numbers-are-added-or-compared", test_numbers);
  g_test_add_func ("/message/reducer/watermarks-keep-the-latest-of-each-rank", test_watermarks);
  g_test_add_func ("/message/reducer/counters-keep-the-largest-of-each-rank", test_counters);
  g_test_add_func ("/message/reducer/a-state-stands-for-a-value", test_reading);
  g_test_add_func ("/message/reducer/one-update-stays-as-it-is", test_one_and_none);
  g_test_add_func ("/message/reducer/what-does-not-go-together-is-refused", test_failures);
  g_test_add_func ("/message/reducer/a-user-can-register-one", test_registered);
  g_test_add_func ("/message/reducer/one-that-fails-is-an-error", test_failing);
  g_test_add_func ("/message/reducer/a-registration-that-makes-no-sense-is-refused", test_bad_registrations);
  g_test_add_func ("/message/accumulator/numbers", test_accumulated_numbers);
  g_test_add_func ("/message/accumulator/the-watermark-is-the-least-of-the-latest", test_accumulated_watermark);
  g_test_add_func ("/message/accumulator/counters-add-up-over-ranks", test_accumulated_counters);
  g_test_add_func ("/message/accumulator/a-failed-fold-changes-nothing", test_fold_fails);
  g_test_add_func ("/message/accumulator/needs-a-reducer-that-is-there", test_no_reducer);

  return g_test_run ();
}
