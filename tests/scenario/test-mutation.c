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

/* The place that is told is in the file, and its line and column are those of its first byte. */
static void
assert_in_place (const TroupeDiagnostic *diagnostic,
                 const GString          *text)
{
  const TroupeSpan *span = &diagnostic->span;
  guint line = 1;
  guint column = 1;

  g_assert_cmpuint (span->start, <=, span->end);
  g_assert_cmpuint (span->end, <=, text->len);
  for (gsize i = 0; i < span->start; i++)
    {
      if (text->str[i] == '\n')
        line++;
      if (text->str[i] == '\n')
        column = 1;
      else if (((guchar) text->str[i] & 0xc0) != 0x80)
        column++;
    }
  g_assert_cmpuint (span->line, ==, line);
  g_assert_cmpuint (span->column, ==, column);
}

/* A good file stays good through its canonical form; a bad one is reported where it is bad. */
static void
assert_readable (const GString *text)
{
  g_autoptr (TroupeDiagnostics) diagnostics = troupe_diagnostics_new ();
  g_autoptr (TroupeScenario) scenario = troupe_scenario_parse ("mutation.scn", text->str, text->len, diagnostics);
  gboolean is_good = troupe_scenario_check (scenario, diagnostics);
  g_autofree char *report = troupe_diagnostics_to_string (diagnostics);
  g_autofree char *printed = troupe_scenario_print (scenario);

  g_assert_cmpint (is_good, ==, strstr (report, ": error: ") == NULL);
  for (guint i = 0; i < diagnostics->items->len; i++)
    assert_in_place (g_ptr_array_index (diagnostics->items, i), text);
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

/* ---- One damage ---- */

typedef struct
{
  GString *text;
  guint    line;   /* that was damaged, from 1 */
  char    *before; /* what stood there */
} Damaged;

static Damaged
damage_one_word (const char   *text,
                 TroupeRandom *random)
{
  Damaged self = { g_string_new (text), 1, NULL };
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gsize at;

  do
    at = troupe_random_below (random, self.text->len);
  while (!g_ascii_isalnum (text[at]));
  for (gsize i = 0; i < at; i++)
    self.line += text[i] == '\n';
  self.before = g_strdup (lines[self.line - 1]);
  switch (troupe_random_below (random, 3))
    {
    case 0:
      g_string_erase (self.text, (gssize) at, 1);
      break;
    case 1:
      self.text->str[at] = "xq7_"[troupe_random_below (random, 4)];
      break;
    default:
      g_string_insert_c (self.text, (gssize) at, "xq7_"[troupe_random_below (random, 4)]);
      break;
    }

  return self;
}

/* What a line declares, is used in others: a name that is gone is missed there. */
static gboolean
declares (const char *line)
{
  static const char *const heads[] = { "host ", "proc ", "actor ", "client ", "mesh ", "sweep ", "scenario " };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    if (g_str_has_prefix (line, heads[i]))
      return TRUE;

  return strstr (line, " spawn ") != NULL || strstr (line, ": at ") != NULL || strstr (line, ": between ") != NULL;
}

/* In the damaged line; or it says that this line says the same. */
static gboolean
is_about_line (const TroupeDiagnostic *diagnostic,
               const Damaged          *damaged)
{
  g_autofree char *first = g_strdup_printf ("line %u,", damaged->line);

  return diagnostic->span.line == damaged->line || strstr (diagnostic->text, first) != NULL;
}

static void
assert_told_where_it_is (const Damaged *damaged)
{
  g_autoptr (TroupeDiagnostics) diagnostics = troupe_diagnostics_new ();
  g_autoptr (TroupeScenario) scenario = troupe_scenario_parse ("damaged.scn", damaged->text->str,
                                                               damaged->text->len, diagnostics);
  gboolean is_good = troupe_scenario_check (scenario, diagnostics);

  for (guint i = 0; i < diagnostics->items->len && !is_good; i++)
    {
      const TroupeDiagnostic *item = g_ptr_array_index (diagnostics->items, i);

      if (item->severity == TROUPE_SEVERITY_ERROR && !declares (damaged->before) && !is_about_line (item, damaged))
        g_test_fail_printf ("line %u was '%s'; told of line %u: %s\n%s", damaged->line, damaged->before,
                            item->span.line, item->text, damaged->text->str);
    }
}

/* Of one damaged word, each error is told in its line, if other lines do not use what the line declares. */
static void
test_one_damage (void)
{
  static const char *const names[] = { "every-declaration", "every-step", "every-claim", "sweeps" };
  TroupeRandom random;

  troupe_random_init (&random, 2, "one-damage");
  for (guint i = 0; i < N_MUTATIONS; i++)
    {
      g_autofree char *relative = g_strdup_printf ("tests/scenario/good/%s.scn", names[i % G_N_ELEMENTS (names)]);
      g_autofree char *path = fixture_path (relative);
      g_autofree char *text = fixture_read (path, NULL);
      Damaged damaged = damage_one_word (text, &random);

      assert_told_where_it_is (&damaged);
      g_string_free (damaged.text, TRUE);
      g_free (damaged.before);
    }
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
  g_test_add_func ("/scenario/mutation/one-damage-is-told-where-it-is", test_one_damage);
  g_test_add_func ("/scenario/mutation/a-file-may-end-anywhere", test_prefixes);
  g_test_add_func ("/scenario/mutation/products-are-bounded", test_bombs);
  g_test_add_func ("/scenario/mutation/sums-are-bounded", test_many_large_sets);
  g_test_add_func ("/scenario/mutation/a-line-is-bounded", test_long_lines);
  g_test_add_func ("/scenario/mutation/a-file-is-bounded", test_long_file);

  return g_test_run ();
}
