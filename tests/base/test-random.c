/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-random-private.h"

/* The first numbers of xoshiro256** from the state 1, 2, 3, 4, as its authors' code gives them. */
static void
test_generator_is_xoshiro256 (void)
{
  static const guint64 expected[] = {
    11520, 0, 1509978240,
    G_GUINT64_CONSTANT (1215971899390074240),
    G_GUINT64_CONSTANT (1216172134540287360),
    G_GUINT64_CONSTANT (607988272756665600),
  };
  TroupeRandom random = { { 1, 2, 3, 4 } };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (troupe_random_next (&random), ==, expected[i]);
}

/* From an independent implementation. A change of these numbers changes every run that was ever recorded. */
static void
test_streams_are_fixed_for_ever (void)
{
  static const struct
  {
    guint64     seed;
    const char *name;
    guint64     expected[4];
  } cases[] = {
    { 1, "scheduler",
      { G_GUINT64_CONSTANT (0x2b1802a88f57ee14), G_GUINT64_CONSTANT (0xa2547448a446a1e3),
        G_GUINT64_CONSTANT (0x735ba55de4b9857a), G_GUINT64_CONSTANT (0xf189183dd4307140) } },
    { 2, "scheduler",
      { G_GUINT64_CONSTANT (0xf3a10eec36ae4c53), G_GUINT64_CONSTANT (0x40adff21e229789f),
        G_GUINT64_CONSTANT (0x22cfe0715297f7ac), G_GUINT64_CONSTANT (0x179eb6de31952b40) } },
    { 1, "network",
      { G_GUINT64_CONSTANT (0xbe0cb95af11a9d81), G_GUINT64_CONSTANT (0x1af4f51eced63c42),
        G_GUINT64_CONSTANT (0x0bb3db61677253b8), G_GUINT64_CONSTANT (0xda759087be5d4910) } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TroupeRandom random;

      troupe_random_init (&random, cases[i].seed, cases[i].name);
      for (guint j = 0; j < G_N_ELEMENTS (cases[i].expected); j++)
        g_assert_cmphex (troupe_random_next (&random), ==, cases[i].expected[j]);
    }
}

static void
test_below_is_fixed_for_ever (void)
{
  static const guint expected[] = { 2, 8, 6, 8, 9, 2, 6, 4, 0, 6, 8, 4 };
  TroupeRandom random;

  troupe_random_init (&random, 1, "below");

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (troupe_random_below (&random, 10), ==, expected[i]);

  g_assert_cmpuint (troupe_random_below (&random, G_GUINT64_CONSTANT (3) << 62), ==,
                    G_GUINT64_CONSTANT (10308708903696166160));
}

static void
test_below_one_is_zero (void)
{
  TroupeRandom random;

  troupe_random_init (&random, 1, "one");

  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (troupe_random_below (&random, 1), ==, 0);
}

/* 60,000 draws: each side is expected 10,000 times, with a standard deviation of 91. The stream is fixed, so this
 * either always holds or never. */
static void
test_below_is_even (void)
{
  guint counts[6] = { 0 };
  TroupeRandom random;

  troupe_random_init (&random, 7, "die");

  for (guint i = 0; i < 60000; i++)
    counts[troupe_random_below (&random, 6)]++;

  for (guint i = 0; i < 6; i++)
    {
      g_assert_cmpuint (counts[i], >, 10000 - 400);
      g_assert_cmpuint (counts[i], <, 10000 + 400);
    }
}

/* With n = 3 * 2^62 a plain modulo would hit the lower third twice as often as the rest. */
static void
test_below_has_no_bias_for_huge_n (void)
{
  guint n_low = 0;
  TroupeRandom random;

  troupe_random_init (&random, 7, "huge");

  for (guint i = 0; i < 30000; i++)
    n_low += troupe_random_below (&random, G_GUINT64_CONSTANT (3) << 62) < G_GUINT64_CONSTANT (1) << 62;

  g_assert_cmpuint (n_low, >, 10000 - 400);
  g_assert_cmpuint (n_low, <, 10000 + 400);
}

static void
test_range_includes_both_ends (void)
{
  guint seen = 0;
  TroupeRandom random;

  troupe_random_init (&random, 1, "range");

  for (guint i = 0; i < 1000; i++)
    {
      guint64 drawn = troupe_random_range (&random, 10, 13);

      g_assert_cmpuint (drawn, >=, 10);
      g_assert_cmpuint (drawn, <=, 13);
      seen |= 1u << (drawn - 10);
    }

  g_assert_cmphex (seen, ==, 0xf);
}

static void
test_range_of_everything_is_the_stream (void)
{
  TroupeRandom left, right;

  troupe_random_init (&left, 1, "all");
  troupe_random_init (&right, 1, "all");

  for (guint i = 0; i < 10; i++)
    g_assert_cmphex (troupe_random_range (&left, 0, G_MAXUINT64), ==, troupe_random_next (&right));
}

static void
test_range_of_one_is_that_one (void)
{
  TroupeRandom random;

  troupe_random_init (&random, 1, "one");

  g_assert_cmpuint (troupe_random_range (&random, 5, 5), ==, 5);
  g_assert_cmpuint (troupe_random_range (&random, G_MAXUINT64, G_MAXUINT64), ==, G_MAXUINT64);
}

static void
test_streams_do_not_shift_each_other (void)
{
  TroupeRandom scheduler, network, again;
  guint64 first;

  troupe_random_init (&scheduler, 5, "scheduler");
  troupe_random_init (&again, 5, "scheduler");
  troupe_random_init (&network, 5, "network");

  troupe_random_next (&network);
  first = troupe_random_next (&scheduler);
  troupe_random_next (&network);

  g_assert_cmphex (first, ==, troupe_random_next (&again));
  g_assert_cmphex (troupe_random_next (&scheduler), ==, troupe_random_next (&again));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/random/generator-is-xoshiro256", test_generator_is_xoshiro256);
  g_test_add_func ("/base/random/streams-are-fixed-for-ever", test_streams_are_fixed_for_ever);
  g_test_add_func ("/base/random/below-is-fixed-for-ever", test_below_is_fixed_for_ever);
  g_test_add_func ("/base/random/below-one-is-zero", test_below_one_is_zero);
  g_test_add_func ("/base/random/below-is-even", test_below_is_even);
  g_test_add_func ("/base/random/below-has-no-bias-for-huge-n", test_below_has_no_bias_for_huge_n);
  g_test_add_func ("/base/random/range-includes-both-ends", test_range_includes_both_ends);
  g_test_add_func ("/base/random/range-of-everything-is-the-stream", test_range_of_everything_is_the_stream);
  g_test_add_func ("/base/random/range-of-one-is-that-one", test_range_of_one_is_that_one);
  g_test_add_func ("/base/random/streams-do-not-shift-each-other", test_streams_do_not_shift_each_other);

  return g_test_run ();
}
