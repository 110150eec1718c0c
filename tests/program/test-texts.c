/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-program-name.h"
#include "program/troupe-prove.h"
#include "program/troupe-stack.h"
#include "program/troupe-text-format.h"

#include <json-glib/json-glib.h>

static void
assert_time (guint64     time_ns,
             const char *text)
{
  g_autofree char *formatted = troupe_format_time (time_ns);

  g_assert_cmpstr (formatted, ==, text);
}

static void
test_times_have_their_largest_unit (void)
{
  assert_time (0, "0s");
  assert_time (1, "1ns");
  assert_time (999, "999ns");
  assert_time (1000, "1us");
  assert_time (10 * 1000 * 1000, "10ms");
  assert_time (1500 * 1000, "1.5ms");
  assert_time (G_GUINT64_CONSTANT (2413000000), "2.413s");
  assert_time (G_GUINT64_CONSTANT (1000000001), "1.000000001s");
}

static void
assert_count (guint64     n,
              const char *text)
{
  g_autofree char *formatted = troupe_format_count (n, "run");

  g_assert_cmpstr (formatted, ==, text);
}

static void
test_counts_are_grouped (void)
{
  assert_count (0, "0 runs");
  assert_count (1, "1 run");
  assert_count (999, "999 runs");
  assert_count (1000, "1,000 runs");
  assert_count (1234567, "1,234,567 runs");
}

static void
assert_folded (const char *text,
               guint       hang,
               const char *expected)
{
  g_autoptr (GString) page = g_string_new (NULL);

  troupe_format_append_folded (page, text, TROUPE_FORMAT_COLUMNS - 10, hang);
  g_strdelimit (page->str, "\n", '|');
  g_assert_cmpstr (page->str, ==, expected);
}

#define INDENT "                                                                                          "

static void
test_long_lines_are_folded (void)
{
  G_STATIC_ASSERT (sizeof INDENT - 1 == TROUPE_FORMAT_COLUMNS - 10);

  assert_folded ("", 0, "");
  assert_folded ("one two th", 0, "one two th");
  assert_folded ("one two thr", 0, "one two|" INDENT "thr");
  assert_folded ("one two   three four", 0, "one two|" INDENT "three four");
  assert_folded ("one two three", 2, "one two|" INDENT "  three");
  assert_folded ("  one two three", 2, "  one two|" INDENT "  three");
  assert_folded ("\303\244\303\244\303\244\303\244 \303\244\303\244\303\244\303\244\303\244", 0,
                 "\303\244\303\244\303\244\303\244 \303\244\303\244\303\244\303\244\303\244");
}

static void
test_a_word_that_is_too_long_stands_alone (void)
{
  assert_folded ("a-very-long-word", 0, "a-very-long-word");
  assert_folded ("see a-very-long-word here", 0, "see|" INDENT "a-very-long-word|" INDENT "here");
}

static void
test_lines_of_a_text_stay_lines (void)
{
  assert_folded ("one\ntwo three four\n", 2, "one|" INDENT "two three|" INDENT "  four|" INDENT);
}

static void
assert_name (const char *called_as,
             const char *expected)
{
  g_autofree char *name = troupe_program_name_make (called_as, "/home/x");

  g_assert_cmpstr (name, ==, expected);
}

static void
test_the_program_is_named_as_it_was_called (void)
{
  assert_name ("troupe-sim", "troupe-sim");
  assert_name ("./troupe-sim", "./troupe-sim");
  assert_name ("/usr/bin/troupe-sim", "/usr/bin/troupe-sim");
  assert_name ("/home/x/_build/troupe-sim", "_build/troupe-sim");
  assert_name ("/home/x/troupe-sim", "./troupe-sim");
  assert_name ("/home/xy/troupe-sim", "/home/xy/troupe-sim");
  assert_name ("/home/x/_build/.libs/troupe-sim", "_build/troupe-sim");
  assert_name ("/home/x/_build/.libs/lt-troupe-sim", "_build/troupe-sim");
  assert_name ("/home/x/.libs/lt-troupe-sim", "./troupe-sim");
}

static void
test_the_first_line_that_differs_is_found (void)
{
  g_autofree char *text = troupe_prove_dup_difference ("same\none\nmore\n", "same\ntwo\nmore\n");

  g_assert_cmpstr (text, ==, "first process:  one\nsecond process: two");
}

static void
test_a_log_that_ends_early_differs (void)
{
  g_autofree char *text = troupe_prove_dup_difference ("same\n", "same\nmore\n");

  g_assert_cmpstr (text, ==, "first process:  \nsecond process: more");
}

static void
test_the_blame_is_not_with_libraries (void)
{
  g_autofree char *place = troupe_stack_dup_place ("**\nERROR: no\nstack:\n"
                                                   "/lib/libc.so.6(abort+0xd3)[0x7f5266776472]\n"
                                                   "/nowhere/libbank.so(deposit+0x12)[0x7f52669afdfa]\n"
                                                   "/nowhere/libtroupe-1.so(troupe_loop_run+0x3)[0x7f52669afdfb]\n");

  g_assert_cmpstr (place, ==, "libbank.so(deposit+0x12)");
}

static void
test_the_message_is_the_last_line_before_the_stack (void)
{
  g_autofree char *message = troupe_stack_dup_message ("**\nERROR: no\nstack:\n/lib/libc.so.6(abort+0xd3)[0x7f]\n");
  g_autofree char *none = troupe_stack_dup_message ("stack:\n/lib/libc.so.6(abort+0xd3)[0x7f]\n");

  g_assert_cmpstr (message, ==, "ERROR: no");
  g_assert_null (none);
}

/* Runs the program next to this build with --json on a file that fails now and then. */
static char *
dup_json_lines (void)
{
  g_autofree char *program = g_build_filename (g_getenv ("TROUPE_BUILDDIR"), "tests", "program",
                                               "misbehaving-sim", NULL);
  const char *const arguments[] = { program, "run", "--json", "failing.scn", NULL };
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  g_file_set_contents ("failing.scn", "scenario \"A run fails \\\"badly\\\"\"\nseeds 1-10\n", -1, &error);
  g_assert_no_error (error);
  g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, NULL, &error);
  g_assert_no_error (error);

  return output;
}

static void
test_every_line_is_an_object (void)
{
  static const char *const members[] = { "file", "seed", "world", "result", "failure", "hash", "events", "virtual_ns",
                                         "wall_ns" };
  g_autofree char *output = dup_json_lines ();
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, 11);
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = json_from_string (lines[i], &error);
      JsonObject *object;

      g_assert_no_error (error);
      object = json_node_get_object (node);
      for (guint j = 0; j < G_N_ELEMENTS (members); j++)
        g_assert_true (json_object_has_member (object, members[j]));
      g_assert_cmpint (json_object_get_int_member (object, "seed"), ==, i + 1);
      g_assert_cmpstr (json_object_get_string_member (object, "result"), ==, (i + 1) % 5 == 0 ? "fail" : "pass");
      g_assert_cmpint (g_utf8_strlen (json_object_get_string_member (object, "hash"), -1), ==, 16);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/program/text/times-have-their-largest-unit", test_times_have_their_largest_unit);
  g_test_add_func ("/program/text/counts-are-grouped", test_counts_are_grouped);
  g_test_add_func ("/program/text/long-lines-are-folded", test_long_lines_are_folded);
  g_test_add_func ("/program/text/a-word-that-is-too-long-stands-alone", test_a_word_that_is_too_long_stands_alone);
  g_test_add_func ("/program/text/lines-of-a-text-stay-lines", test_lines_of_a_text_stay_lines);
  g_test_add_func ("/program/name/the-program-is-named-as-it-was-called", test_the_program_is_named_as_it_was_called);
  g_test_add_func ("/program/prove/the-first-line-that-differs-is-found", test_the_first_line_that_differs_is_found);
  g_test_add_func ("/program/prove/a-log-that-ends-early-differs", test_a_log_that_ends_early_differs);
  g_test_add_func ("/program/stack/the-blame-is-not-with-libraries", test_the_blame_is_not_with_libraries);
  g_test_add_func ("/program/stack/the-message-is-the-last-line-before-the-stack",
                   test_the_message_is_the_last_line_before_the_stack);
  g_test_add_func ("/program/json/every-line-is-an-object", test_every_line_is_an_object);

  return g_test_run ();
}
