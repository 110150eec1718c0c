/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "fixture.h"

#include "scenario/troupe-lexer-private.h"
#include "scenario/troupe-scenario-private.h"
#include "scenario/troupe-set-private.h"
#include "scenario/troupe-suggest-private.h"

#include <string.h>

/* The smallest pieces: tokens, values, host lists, suggestions. */

static char *
tokens_of (const char *text)
{
  g_autoptr (TroupeDiagnostics) diagnostics = troupe_diagnostics_new ();
  g_autoptr (GPtrArray) lines = troupe_lexer_run ("x", text, strlen (text), diagnostics);
  const TroupeLine *line = g_ptr_array_index (lines, 0);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i + 1 < line->tokens->len; i++)
    {
      const TroupeToken *token = g_ptr_array_index (line->tokens, i);

      g_string_append_printf (out, "%s%d:%s@%u", i > 0 ? "|" : "", token->kind, token->text, token->span.column);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
assert_tokens (const char *text,
               const char *expected)
{
  g_autofree char *tokens = tokens_of (text);

  g_assert_cmpstr (tokens, ==, expected);
}

static void
test_tokens (void)
{
  assert_tokens ("host h[0-3,7].p*  # why", "1:host@1|1:h[0-3,7].p*@6");
  assert_tokens ("a->b h0<->h1 x!=1", "1:a@1|3:->@2|1:b@4|1:h0@6|3:<->@8|1:h1@11|1:x@14|3:!=@15|1:1@17");
  assert_tokens ("a , b|c:d~\"#\"", "1:a@1|3:,@3|1:b@5|3:|@6|1:c@7|3::@8|1:d@9|3:~@10|2:#@11");
  assert_tokens ("\"\xc3\xa9\" x", "2:\xc3\xa9@1|1:x@5");
  assert_tokens ("\"a\\n\\x41\\101\\u00e9\\\"\"", "2:a\nAA\xc3\xa9\"@1");
}

static void
test_quoting (void)
{
  static const char *const texts[] = {
    "", "plain", "\"\\\n\t\r\a\b\f\v", "\x01\x1f\x7f", "\xc3\xa9 \xf0\x9f\x8e\xad", "\0011",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *quoted = troupe_string_quote (texts[i]);
      g_autofree char *expected = g_strdup_printf ("2:%s@1", texts[i]);

      assert_tokens (quoted, expected);
    }
}

typedef struct
{
  const char      *text;
  TroupeValueKind  kind;
  gint64           number;
  guint32          billionths;
} ValueCase;

static void
test_values (void)
{
  static const ValueCase cases[] = {
    { "42", TROUPE_VALUE_NUMBER, 42, 0 },
    { "1.5", TROUPE_VALUE_NUMBER, 1, 500000000 },
    { "-0.5", TROUPE_VALUE_NUMBER, 0, 500000000 },
    { "64K", TROUPE_VALUE_NUMBER, 64000, 0 },
    { "1.5G", TROUPE_VALUE_NUMBER, 1500000000, 0 },
    { "9223372036854775807", TROUPE_VALUE_NUMBER, G_MAXINT64, 0 },
    { "10ms", TROUPE_VALUE_TIME, 10000000, 0 },
    { "1.5s", TROUPE_VALUE_TIME, 1500000000, 0 },
    { "-2m", TROUPE_VALUE_TIME, -G_GINT64_CONSTANT (120000000000), 0 },
    { "0.000000001s", TROUPE_VALUE_TIME, 1, 0 },
    { "5%", TROUPE_VALUE_PERCENT, 50000000, 0 },
    { "0.1%", TROUPE_VALUE_PERCENT, 1000000, 0 },
    { "50us..200us", TROUPE_VALUE_TIME_RANGE, 50000, 0 },
    { "true", TROUPE_VALUE_BOOLEAN, 1, 0 },
    { "false", TROUPE_VALUE_BOOLEAN, 0, 0 },
    { "5x", TROUPE_VALUE_WORD, 0, 0 },
    { "5.", TROUPE_VALUE_WORD, 0, 0 },
    { "1..50", TROUPE_VALUE_WORD, 0, 0 },
    { "AI-1", TROUPE_VALUE_WORD, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TroupeValue) value = troupe_value_new_from_text (cases[i].text);

      g_assert_cmpint (value->kind, ==, cases[i].kind);
      g_assert_cmpint (value->number, ==, cases[i].number);
      g_assert_cmpuint (value->billionths, ==, cases[i].billionths);
      g_assert_cmpint (value->is_negative, ==, cases[i].text[0] == '-');
    }
}

static void
test_value_bounds (void)
{
  static const char *const texts[] = {
    "9223372036854775808", "99999999999h", "1.0000000001", "1.5ns", "9.3G0", "2s..1s", "10000000000G",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      TroupeValue value = { .text = (char *) texts[i] };
      const char *problem = troupe_value_read (&value);

      if (g_str_equal (texts[i], "9.3G0"))
        g_assert_null (problem);
      else
        g_assert_nonnull (problem);
      g_assert_cmpint (value.kind, ==, TROUPE_VALUE_WORD);
    }
}

static void
assert_expands (const char *part,
                const char *expected)
{
  const char *problem = NULL;
  g_autoptr (GPtrArray) names = troupe_set_expand (part, &problem);
  g_autofree char *joined = NULL;

  g_assert_null (problem);
  g_ptr_array_add (names, NULL);
  joined = g_strjoinv (" ", (char **) names->pdata);
  g_assert_cmpstr (joined, ==, expected);
}

static void
test_sets (void)
{
  assert_expands ("h0", "h0");
  assert_expands ("h[0-3,7]", "h0 h1 h2 h3 h7");
  assert_expands ("h[08-11]x", "h08x h09x h10x h11x");
}

static void
test_sets_last_fastest (void)
{
  assert_expands ("a[0-1]b[2-3]", "a0b2 a0b3 a1b2 a1b3");
  assert_expands ("*[1-2]", "*1 *2");
}

static void
test_globs (void)
{
  g_assert_true (troupe_set_matches ("*", ""));
  g_assert_true (troupe_set_matches ("h*", "h12"));
  g_assert_true (troupe_set_matches ("*1*2", "a1b12"));
  g_assert_true (troupe_set_matches ("a**b", "ab"));
  g_assert_false (troupe_set_matches ("h*", "g1"));
  g_assert_false (troupe_set_matches ("*1", "h12"));
  g_assert_false (troupe_set_matches ("h", "h1"));
}

static void
test_names (void)
{
  g_autofree char *longest = g_strnfill (63, 'n');
  g_autofree char *longer = g_strnfill (64, 'n');

  g_assert_true (troupe_word_is_name ("on-supervision_2"));
  g_assert_true (troupe_word_is_name (longest));
  g_assert_false (troupe_word_is_name (longer));
  g_assert_false (troupe_word_is_name ("2a"));
  g_assert_false (troupe_word_is_name (""));
  g_assert_true (troupe_word_is_dotted ("bank.deposit"));
  g_assert_false (troupe_word_is_dotted ("bank."));
  g_assert_true (troupe_word_is_id ("AI-12"));
  g_assert_false (troupe_word_is_id ("AI-"));
  g_assert_false (troupe_word_is_id ("AI-1x"));
}

static void
test_distances (void)
{
  g_assert_cmpuint (troupe_suggest_distance ("same", "same"), ==, 0);
  g_assert_cmpuint (troupe_suggest_distance ("partiton", "partition"), ==, 1);
  g_assert_cmpuint (troupe_suggest_distance ("hots", "host"), ==, 1);
  g_assert_cmpuint (troupe_suggest_distance ("", "abc"), ==, 3);
  g_assert_cmpuint (troupe_suggest_distance ("kitten", "sitting"), ==, 3);
}

static void
test_suggestions (void)
{
  static const char *const candidates[] = { "partition", "pause", NULL, "kill" };
  g_autofree char *near = troupe_suggest ("partiton", candidates, 4, "write one");
  g_autofree char *far = troupe_suggest ("frobnicate", candidates, 4, "write one");

  g_assert_cmpstr (near, ==, "did you mean 'partition'?");
  g_assert_cmpstr (far, ==, "write one");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/scenario/words/a-line-falls-into-tokens", test_tokens);
  g_test_add_func ("/scenario/words/quoted-text-reads-back", test_quoting);
  g_test_add_func ("/scenario/words/values-are-exact", test_values);
  g_test_add_func ("/scenario/words/values-are-bounded", test_value_bounds);
  g_test_add_func ("/scenario/words/ranges-expand", test_sets);
  g_test_add_func ("/scenario/words/the-last-range-is-fastest", test_sets_last_fastest);
  g_test_add_func ("/scenario/words/a-star-is-any-text", test_globs);
  g_test_add_func ("/scenario/words/names-ids-and-dotted-names-are-told-apart", test_names);
  g_test_add_func ("/scenario/words/a-swap-is-one-mistake", test_distances);
  g_test_add_func ("/scenario/words/only-a-near-word-is-suggested", test_suggestions);

  return g_test_run ();
}
