/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "fixture.h"

#include "base/troupe-random-private.h"

#include <string.h>

/* Files that were damaged at random: whatever the bytes, reading ends, and what is read can be printed and read
 * again. */

/* An allocation costs a hundred times as much where AddressSanitizer walks each stack. */
#ifdef __SANITIZE_ADDRESS__
# define N_MUTATIONS 80
#else
# define N_MUTATIONS 1000
#endif

static const char *const words[] = {
  "[", "]", "[0-99999]", "[0-9999999999]", "$", "$n", "sweep n = 1, 2", "*", "except", ",", "..", "1%", "50ms", "-",
  "->", "<->", "=", "\"", "\\", "#", "\n", "\r\n", "\t", "repeat 9 ", "every 1ns ", "driver", ".", ":", "one of ",
  "100%", "9223372036854775807",
  "1.0000000001", "host ", "mesh m : puppet over h*.*", "\xff", "\xc3\xa9", "nth=1", "is=ready", "m[0]",
};

/* One damage: a byte, a word put in, a piece taken out, doubled or moved. */
static void
damage (GString      *text,
        TroupeRandom *random)
{
  gsize at = troupe_random_below (random, text->len + 1);
  gsize length = MIN (troupe_random_below (random, 12) + 1, text->len - at);
  g_autofree char *piece = g_strndup (text->str + at, length);

  switch (troupe_random_below (random, 5))
    {
    case 0:
      if (at < text->len)
        text->str[at] = (char) troupe_random_below (random, 256);
      break;
    case 1:
      g_string_insert (text, (gssize) at, words[troupe_random_below (random, G_N_ELEMENTS (words))]);
      break;
    case 2:
      g_string_erase (text, (gssize) at, (gssize) length);
      break;
    case 3:
      g_string_insert (text, (gssize) at, piece);
      break;
    default:
      g_string_insert (text, (gssize) troupe_random_below (random, text->len + 1), piece);
      break;
    }
}

/* A good file stays good through its canonical form; a bad one only has to be reported. */
static void
assert_readable (const GString *text)
{
  g_autoptr (TroupeDiagnostics) diagnostics = troupe_diagnostics_new ();
  g_autoptr (TroupeScenario) scenario = troupe_scenario_parse ("mutation.scn", text->str, text->len, diagnostics);
  gboolean is_good = troupe_scenario_check (scenario, diagnostics);
  g_autofree char *report = troupe_diagnostics_to_string (diagnostics);
  g_autofree char *printed = troupe_scenario_print (scenario);

  g_assert_cmpint (is_good, ==, strstr (report, ": error: ") == NULL);
  g_assert_true (g_utf8_validate (report, -1, NULL));
  g_assert_true (g_utf8_validate (printed, -1, NULL));
  if (is_good)
    {
      g_autofree char *again = fixture_report ("mutation.scn", printed, strlen (printed));

      g_assert_null (strstr (again, ": error: "));
    }
}

static void
mutate (const char *name)
{
  g_autofree char *relative = g_strdup_printf ("tests/scenario/good/%s.scn", name);
  g_autofree char *path = fixture_path (relative);
  gsize length;
  g_autofree char *text = fixture_read (path, &length);
  TroupeRandom random;

  troupe_random_init (&random, 1, name);
  for (guint i = 0; i < N_MUTATIONS / 4; i++)
    {
      g_autoptr (GString) mutation = g_string_new_len (text, (gssize) length);
      guint n_damages = (guint) troupe_random_range (&random, 1, 6);

      for (guint j = 0; j < n_damages; j++)
        damage (mutation, &random);
      assert_readable (mutation);
    }
}

static void
test_mutations (void)
{
  mutate ("every-declaration");
  mutate ("every-step");
  mutate ("every-claim");
  mutate ("sweeps");
}

/* A file that ends anywhere. */
static void
test_prefixes (void)
{
  g_autofree char *path = fixture_path ("tests/scenario/good/every-step.scn");
  gsize length;
  g_autofree char *text = fixture_read (path, &length);

  for (gsize end = 0; end < length; end += 41)
    {
      g_autoptr (GString) prefix = g_string_new_len (text, (gssize) end);

      assert_readable (prefix);
    }
}

/* What grows by multiplication is bounded by an error. */
static void
test_bombs (void)
{
  static const char *const bombs[] = {
    "scenario \"x\"\nhost h[0-9]\nproc h[0-9].p[0-99999]\n",
    "scenario \"x\"\nhost h[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]\n",
    "scenario \"x\"\nhost h[0-100000]\n",
    ("scenario \"x\"\nsweep a = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10\nsweep b = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10\n"
     "sweep c = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10\nsweep d = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10\nsweep e = 1, 2\n"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (bombs); i++)
    {
      g_autofree char *report = fixture_report ("bomb.scn", bombs[i], strlen (bombs[i]));

      g_assert_nonnull (strstr (report, ": error: "));
    }
}

/* Each line is small, and all of them together are not. */
static void
test_many_large_sets (void)
{
  g_autoptr (GString) text = g_string_new ("scenario \"x\"\nhost h[0-999]\nproc h[0-999].p[0-3]\n");
  g_autofree char *report = NULL;

  for (guint i = 0; i < 2500; i++)
    g_string_append (text, "at 1s kill h*.*\n");
  report = fixture_report ("bomb.scn", text->str, text->len);

  g_assert_nonnull (strstr (report, ": error: the sets of this file expand too far; name fewer places\n"));
}

static void
test_long_lines (void)
{
  g_autoptr (GString) text = g_string_new ("scenario \"x\"\nhost h0\nat 1s query ");
  g_autofree char *report = NULL;

  for (guint i = 0; i < 70000; i++)
    g_string_append_c (text, 'a');
  report = fixture_report ("long.scn", text->str, text->len);

  g_assert_cmpstr (report, ==, "long.scn:3:1: error: a line is longer than 65,536 bytes; break it up\n");
}

static void
test_long_file (void)
{
  gsize length = 16 * 1024 * 1024 + 1;
  g_autofree char *text = g_strnfill (length, '\n');
  g_autofree char *report = fixture_report ("long.scn", text, length);

  g_assert_cmpstr (report, ==, "long.scn:1:1: error: the file is longer than 16 MiB; split it\n");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_register_types ();

  g_test_add_func ("/scenario/mutation/damaged-files-are-read-to-their-end", test_mutations);
  g_test_add_func ("/scenario/mutation/a-file-may-end-anywhere", test_prefixes);
  g_test_add_func ("/scenario/mutation/products-are-bounded", test_bombs);
  g_test_add_func ("/scenario/mutation/sums-are-bounded", test_many_large_sets);
  g_test_add_func ("/scenario/mutation/a-line-is-bounded", test_long_lines);
  g_test_add_func ("/scenario/mutation/a-file-is-bounded", test_long_file);

  return g_test_run ();
}
