/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-parser-private.h"
#include "scenario/troupe-suggest-private.h"

#include <string.h>

/* `$NAME`: a sweep's value is put into the words of a line before it is parsed, so that it may stand wherever a
 * value or a part of a SET may. What was written is kept beside it for the printer. Strings and comments stay as
 * they are. */

/* Sweeps are read quietly here: the statement itself reports what is wrong with it. */
static GPtrArray *
collect_sweeps (TroupeParser *self,
                GPtrArray    *lines)
{
  g_autoptr (TroupeDiagnostics) quiet = troupe_diagnostics_new ();
  TroupeParser parser = { self->scenario, quiet, NULL, 0, 0 };
  GPtrArray *sweeps = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_sweep_free);

  for (guint i = 0; i < lines->len; i++)
    {
      TroupeSweep *sweep;

      parser.line = g_ptr_array_index (lines, i);
      parser.position = 0;
      if (!troupe_token_is (troupe_parser_peek (&parser, 0), TROUPE_TOKEN_WORD, "sweep"))
        continue;
      sweep = troupe_parser_sweep (&parser);
      if (sweep != NULL)
        g_ptr_array_add (sweeps, sweep);
    }

  return sweeps;
}

/* The value of each sweep in the @variant-th combination; the last sweep turns fastest. (element-type TroupeValue) */
static GPtrArray *
choose_values (GPtrArray *sweeps,
               guint      variant)
{
  GPtrArray *values = g_ptr_array_new ();

  g_ptr_array_set_size (values, (int) sweeps->len);
  for (guint i = sweeps->len; i > 0; i--)
    {
      const TroupeSweep *sweep = g_ptr_array_index (sweeps, i - 1);

      values->pdata[i - 1] = g_ptr_array_index (sweep->values, variant % sweep->values->len);
      variant /= sweep->values->len;
    }

  return values;
}

/* The sweep whose name begins @text; the longest where several do. Names may hold '-', which a range also does. */
static int
find_sweep (GPtrArray  *sweeps,
            const char *text)
{
  int found = -1;
  gsize found_length = 0;

  for (guint i = 0; i < sweeps->len; i++)
    {
      const TroupeSweep *sweep = g_ptr_array_index (sweeps, i);
      gsize length = strlen (sweep->name);

      if (length > found_length && strncmp (text, sweep->name, length) == 0
          && !g_ascii_isalnum (text[length]) && text[length] != '_')
        {
          found = (int) i;
          found_length = length;
        }
    }

  return found;
}

static void
report_unknown (TroupeParser      *self,
                const TroupeToken *token,
                GPtrArray         *sweeps,
                const char        *name)
{
  gsize length = strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789_-");
  g_autofree char *unknown = g_strndup (name, MIN (length, 40));
  g_autofree const char **names = g_new0 (const char *, sweeps->len + 1);
  g_autofree char *otherwise = g_strdup_printf ("add 'sweep %s = VALUE, VALUE'", length > 0 ? unknown : "NAME");
  g_autofree char *hint = NULL;

  for (guint i = 0; i < sweeps->len; i++)
    names[i] = ((TroupeSweep *) g_ptr_array_index (sweeps, i))->name;
  hint = troupe_suggest (unknown, names, sweeps->len, otherwise);
  troupe_parser_error (self, &token->span, "'$%s' is no sweep; %s", unknown, hint);
}

static gboolean
put_in_token (TroupeParser *self,
              TroupeToken  *token,
              GPtrArray    *sweeps,
              GPtrArray    *values)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *c = token->text;

  while (*c != '\0')
    {
      const TroupeValue *value;
      int index;

      if (*c != '$')
        {
          g_string_append_c (text, *c++);
          continue;
        }
      index = find_sweep (sweeps, c + 1);
      if (index < 0)
        {
          report_unknown (self, token, sweeps, c + 1);
          return FALSE;
        }
      value = g_ptr_array_index (values, (guint) index);
      c += 1 + strlen (((TroupeSweep *) g_ptr_array_index (sweeps, (guint) index))->name);
      if (value->kind == TROUPE_VALUE_STRING && (text->len > 0 || *c != '\0'))
        {
          troupe_parser_error (self, &token->span,
                               "a sweep over strings cannot give a part of a word; let '$NAME' stand alone");
          return FALSE;
        }
      if (value->kind == TROUPE_VALUE_STRING)
        token->kind = TROUPE_TOKEN_STRING;
      if (text->len + strlen (value->text) > TROUPE_LINE_LENGTH_MAX)
        {
          troupe_parser_error (self, &token->span,
                               "the word grows longer than a line may be; shorten the sweep's values");
          return FALSE;
        }
      g_string_append (text, value->text);
    }

  token->source = token->text;
  token->text = g_string_free (g_steal_pointer (&text), FALSE);

  return TRUE;
}

void
troupe_parser_put_in_sweeps (TroupeParser *self,
                             GPtrArray    *lines,
                             guint         variant)
{
  g_autoptr (GPtrArray) sweeps = collect_sweeps (self, lines);
  g_autoptr (GPtrArray) values = choose_values (sweeps, variant);

  for (guint i = 0; i < lines->len; i++)
    {
      TroupeLine *line = g_ptr_array_index (lines, i);

      if (troupe_token_is (g_ptr_array_index (line->tokens, 0), TROUPE_TOKEN_WORD, "sweep"))
        continue;
      for (guint j = 0; j < line->tokens->len; j++)
        {
          TroupeToken *token = g_ptr_array_index (line->tokens, j);

          if (token->kind == TROUPE_TOKEN_WORD && strchr (token->text, '$') != NULL
              && !put_in_token (self, token, sweeps, values))
            line->is_broken = TRUE;
        }
    }
}
