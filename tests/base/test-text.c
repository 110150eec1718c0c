/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-text-private.h"

#include <string.h>

static void
test_quote_prints_plain_text_in_quotes (void)
{
  g_autofree char *quoted = troupe_text_quote ("plain \"text\"");

  g_assert_cmpstr (quoted, ==, "'plain \"text\"'");
}

static void
test_quote_escapes_what_is_not_printable (void)
{
  g_autofree char *quoted = troupe_text_quote ("a\nb\xff");

  g_assert_cmpstr (quoted, ==, "'a\\nb\\377'");
}

static void
test_quote_cuts_long_text (void)
{
  g_autofree char *text = g_strnfill (100000, 'x');
  g_autofree char *quoted = troupe_text_quote (text);

  g_assert_cmpuint (strlen (quoted), <, 200);
  g_assert_true (g_str_has_suffix (quoted, "x...'"));
}

static void
test_number_reads_up_to_its_maximum (void)
{
  static const struct
  {
    const char *text;
    guint64     max;
    guint64     number;
  } cases[] = {
    { "0", G_MAXUINT64, 0 },
    { "0", 0, 0 },
    { "7", 7, 7 },
    { "65535", 65535, 65535 },
    { "100", 100, 100 },
    { "18446744073709551615", G_MAXUINT64, G_MAXUINT64 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint64 number = 1;

      g_assert_true (troupe_text_read_number (cases[i].text, strlen (cases[i].text), cases[i].max, &number));
      g_assert_cmpuint (number, ==, cases[i].number);
    }
}

static void
test_number_refuses_every_other_spelling (void)
{
  static const struct
  {
    const char *text;
    guint64     max;
  } cases[] = {
    { "", G_MAXUINT64 },
    { "00", G_MAXUINT64 },
    { "07", G_MAXUINT64 },
    { "+7", G_MAXUINT64 },
    { "-7", G_MAXUINT64 },
    { " 7", G_MAXUINT64 },
    { "7 ", G_MAXUINT64 },
    { "0x7", G_MAXUINT64 },
    { "7a", G_MAXUINT64 },
    { "8", 7 },
    { "65536", 65535 },
    { "101", 100 },
    { "18446744073709551616", G_MAXUINT64 },
    { "99999999999999999999999", G_MAXUINT64 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint64 number = 42;

      g_assert_false (troupe_text_read_number (cases[i].text, strlen (cases[i].text), cases[i].max, &number));
      g_assert_cmpuint (number, ==, 42);
    }
}

static void
test_number_stops_at_its_size (void)
{
  guint64 number;

  g_assert_true (troupe_text_read_number ("123]", 3, G_MAXUINT64, &number));
  g_assert_cmpuint (number, ==, 123);
}

static void
test_find_answers_the_index (void)
{
  static const char *const names[] = { "first", "second" };

  g_assert_cmpint (troupe_text_find ("first", names, 2), ==, 0);
  g_assert_cmpint (troupe_text_find ("second", names, 2), ==, 1);
  g_assert_cmpint (troupe_text_find ("Second", names, 2), ==, -1);
  g_assert_cmpint (troupe_text_find ("", names, 2), ==, -1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/text/quote-prints-plain-text-in-quotes", test_quote_prints_plain_text_in_quotes);
  g_test_add_func ("/base/text/quote-escapes-what-is-not-printable", test_quote_escapes_what_is_not_printable);
  g_test_add_func ("/base/text/quote-cuts-long-text", test_quote_cuts_long_text);
  g_test_add_func ("/base/text/number-reads-up-to-its-maximum", test_number_reads_up_to_its_maximum);
  g_test_add_func ("/base/text/number-refuses-every-other-spelling", test_number_refuses_every_other_spelling);
  g_test_add_func ("/base/text/number-stops-at-its-size", test_number_stops_at_its_size);
  g_test_add_func ("/base/text/find-answers-the-index", test_find_answers_the_index);

  return g_test_run ();
}
