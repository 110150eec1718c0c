/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-parser-private.h"
#include "scenario/troupe-suggest-private.h"

/* How the parser steps through the tokens of a line, and says what it misses. */

const TroupeToken *
troupe_parser_peek (TroupeParser *self,
                    guint         n_ahead)
{
  const GPtrArray *tokens = self->line->tokens;

  /* The last token is END, and stays. */
  return g_ptr_array_index (tokens, MIN (self->position + n_ahead, tokens->len - 1));
}

const TroupeToken *
troupe_parser_next (TroupeParser *self)
{
  const TroupeToken *token = troupe_parser_peek (self, 0);

  if (token->kind != TROUPE_TOKEN_END)
    self->position++;

  return token;
}

gboolean
troupe_parser_accept (TroupeParser    *self,
                      TroupeTokenKind  kind,
                      const char      *text)
{
  if (!troupe_token_is (troupe_parser_peek (self, 0), kind, text))
    return FALSE;
  self->position++;

  return TRUE;
}

void
troupe_parser_error (TroupeParser     *self,
                     const TroupeSpan *span,
                     const char       *format,
                     ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  troupe_diagnostics_add (self->diagnostics, TROUPE_SEVERITY_ERROR, self->scenario->file_name, span, "%s", text);
}

void
troupe_parser_error_missing (TroupeParser *self,
                             const char   *what,
                             const char   *what_to_do)
{
  const TroupeToken *token = troupe_parser_peek (self, 0);

  if (token->kind == TROUPE_TOKEN_END)
    troupe_parser_error (self, &token->span, "%s is missing; %s", what, what_to_do);
  else
    troupe_parser_error (self, &token->span, "'%.40s' stands where %s is needed; %s", token->text, what, what_to_do);
}

gboolean
troupe_parser_expect (TroupeParser    *self,
                      TroupeTokenKind  kind,
                      const char      *text,
                      const char      *what_to_do)
{
  g_autofree char *what = g_strdup_printf ("'%s'", text);

  if (troupe_parser_accept (self, kind, text))
    return TRUE;
  troupe_parser_error_missing (self, what, what_to_do);

  return FALSE;
}

gboolean
troupe_parser_finish (TroupeParser      *self,
                      const char *const *words)
{
  const TroupeToken *token = troupe_parser_peek (self, 0);
  guint n_words = words != NULL ? g_strv_length ((char **) words) : 0;
  g_autofree char *list = troupe_suggest_list (words, n_words);
  g_autofree char *otherwise = NULL;
  g_autofree char *hint = NULL;

  if (token->kind == TROUPE_TOKEN_END)
    return TRUE;
  if (token->kind == TROUPE_TOKEN_WORD && troupe_token_is (troupe_parser_peek (self, 1), TROUPE_TOKEN_SYMBOL, "="))
    {
      /* An argument in the wrong place, or one with blanks in it. */
      if (troupe_parser_peek (self, 1)->space_before)
        troupe_parser_error (self, &token->span, "blanks stand round '='; write '%.40s=VALUE'", token->text);
      else
        troupe_parser_error (self, &token->span, "'%.40s=' cannot stand here; move or remove it", token->text);
      return FALSE;
    }

  if (words != NULL && token->kind == TROUPE_TOKEN_WORD && g_strv_contains (words, token->text))
    {
      troupe_parser_error (self, &token->span, "'%s' stands here twice; keep one", token->text);
      return FALSE;
    }

  otherwise = n_words > 0 ? g_strdup_printf ("write %s, or end the line", list) : g_strdup ("end the line before it");
  hint = troupe_suggest (token->text, words, n_words, otherwise);
  troupe_parser_error (self, &token->span, "'%.40s' cannot stand here; %s", token->text, hint);

  return FALSE;
}

TroupeSpan
troupe_parser_span (TroupeParser *self,
                    guint         first)
{
  const TroupeToken *token = g_ptr_array_index (self->line->tokens, first);
  const TroupeToken *last = g_ptr_array_index (self->line->tokens, MAX (self->position, first + 1) - 1);
  TroupeSpan span = token->span;

  span.end = last->span.end;

  return span;
}
