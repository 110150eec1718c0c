/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-parser-private.h"
#include "scenario/troupe-suggest-private.h"

/* The file: one statement a line, by its first word. */

/* More combinations than these are a mistake in the file. */
#define VARIANTS_MAX 10000

typedef struct
{
  const char           *word;
  TroupeStatementKind   kind;
} StatementForm;

static const StatementForm forms[] = {
  { "scenario", TROUPE_STATEMENT_SCENARIO },
  { "use", TROUPE_STATEMENT_USE },
  { "set", TROUPE_STATEMENT_SET },
  { "host", TROUPE_STATEMENT_DECLARATION },
  { "proc", TROUPE_STATEMENT_DECLARATION },
  { "actor", TROUPE_STATEMENT_DECLARATION },
  { "client", TROUPE_STATEMENT_DECLARATION },
  { "mesh", TROUPE_STATEMENT_DECLARATION },
  { "link", TROUPE_STATEMENT_LINK },
  { "at", TROUPE_STATEMENT_STEP },
  { "after", TROUPE_STATEMENT_STEP },
  { "between", TROUPE_STATEMENT_STEP },
  { "every", TROUPE_STATEMENT_STEP },
  { "when", TROUPE_STATEMENT_STEP },
  { "whenever", TROUPE_STATEMENT_STEP },
  { "expect", TROUPE_STATEMENT_CLAIM },
  { "never", TROUPE_STATEMENT_CLAIM },
  { "order", TROUPE_STATEMENT_CLAIM },
  { "settles", TROUPE_STATEMENT_CLAIM },
  { "exercises", TROUPE_STATEMENT_CLAIM },
  { "sometimes", TROUPE_STATEMENT_CLAIM },
  { "fails", TROUPE_STATEMENT_CLAIM },
  { "seeds", TROUPE_STATEMENT_SEEDS },
  { "explore", TROUPE_STATEMENT_EXPLORE },
  { "worlds", TROUPE_STATEMENT_WORLDS },
  { "limit", TROUPE_STATEMENT_LIMIT },
  { "sweep", TROUPE_STATEMENT_SWEEP },
  { "defect", TROUPE_STATEMENT_DEFECT },
  { "lose", TROUPE_STATEMENT_PIN },
  { "delay", TROUPE_STATEMENT_PIN },
  { "first", TROUPE_STATEMENT_PIN },
  { "pick", TROUPE_STATEMENT_PIN },
};

static void
report_unknown (TroupeParser *self)
{
  const TroupeToken *token = troupe_parser_peek (self, 0);
  const char *words[G_N_ELEMENTS (forms)];
  g_autofree char *hint = NULL;

  for (guint i = 0; i < TROUPE_N_ACTION_KINDS; i++)
    if (troupe_token_is (token, TROUPE_TOKEN_WORD, troupe_action_kind_to_string (i)))
      {
        troupe_parser_error (self, &token->span, "'%s' does not say when; write 'at TIME %s ...'", token->text,
                             token->text);
        return;
      }
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    words[i] = forms[i].word;
  hint = troupe_suggest (token->text, words, G_N_ELEMENTS (words),
                         "a line begins with a word such as host, at or expect");
  troupe_parser_error (self, &token->span, "there is no statement '%.40s'; %s", token->text, hint);
}

/* Returns: whether the line's first word says what it is; if not, that is reported */
static gboolean
find_kind (TroupeParser        *self,
           TroupeStatementKind *ret_kind)
{
  const TroupeToken *token = troupe_parser_peek (self, 0);

  if (token->kind == TROUPE_TOKEN_WORD && troupe_token_is (troupe_parser_peek (self, 1), TROUPE_TOKEN_SYMBOL, ":"))
    {
      *ret_kind = TROUPE_STATEMENT_STEP;
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    if (troupe_token_is (token, TROUPE_TOKEN_WORD, forms[i].word))
      {
        *ret_kind = forms[i].kind;
        return TRUE;
      }
  report_unknown (self);

  return FALSE;
}

/* `scenario "TITLE"`, `use "PATH"`, `defect DOTTED` */
static gboolean
parse_text (TroupeParser    *self,
            TroupeStatement *statement)
{
  troupe_parser_next (self);
  if (statement->kind == TROUPE_STATEMENT_DEFECT)
    statement->text = troupe_parser_word (self, "a defect's name", troupe_word_is_dotted);
  else
    statement->text = troupe_parser_string (self, statement->kind == TROUPE_STATEMENT_USE ? "a path" : "a title");
  if (statement->text != NULL && *statement->text == '\0')
    {
      troupe_parser_error (self, &troupe_parser_peek (self, 0)->span,
                           "the quotes are empty; write something between them");
      return FALSE;
    }

  return statement->text != NULL && troupe_parser_finish (self, NULL);
}

static gboolean
parse_statement (TroupeParser    *self,
                 TroupeStatement *statement)
{
  switch (statement->kind)
    {
    case TROUPE_STATEMENT_SCENARIO:
    case TROUPE_STATEMENT_USE:
    case TROUPE_STATEMENT_DEFECT:
      return parse_text (self, statement);

    case TROUPE_STATEMENT_SET:
      return (statement->setting = troupe_parser_setting (self)) != NULL;

    case TROUPE_STATEMENT_DECLARATION:
      return (statement->declaration = troupe_parser_declaration (self)) != NULL;

    case TROUPE_STATEMENT_LINK:
      return (statement->link = troupe_parser_link (self)) != NULL;

    case TROUPE_STATEMENT_STEP:
      return (statement->step = troupe_parser_step (self)) != NULL;

    case TROUPE_STATEMENT_CLAIM:
      return (statement->claim = troupe_parser_claim (self)) != NULL;

    case TROUPE_STATEMENT_SEEDS:
      return troupe_parser_seeds (self, statement);

    case TROUPE_STATEMENT_EXPLORE:
      return troupe_parser_explore (self, statement);

    case TROUPE_STATEMENT_WORLDS:
      return troupe_parser_worlds (self, statement);

    case TROUPE_STATEMENT_LIMIT:
      return troupe_parser_limit (self, statement);

    case TROUPE_STATEMENT_SWEEP:
      return (statement->sweep = troupe_parser_sweep (self)) != NULL;

    case TROUPE_STATEMENT_PIN:
      return (statement->pin = troupe_parser_pin (self)) != NULL;

    default:
      g_return_val_if_reached (FALSE);
    }
}

static void
add_claim (TroupeScenario *scenario,
           TroupeClaim    *claim)
{
  for (guint i = scenario->claims->len; i > 0 && claim->index == 0; i--)
    {
      const TroupeClaim *above = g_ptr_array_index (scenario->claims, i - 1);

      if (above->kind == claim->kind)
        claim->index = above->index + 1;
    }
  if (scenario->steps->len > 0)
    claim->step = g_ptr_array_index (scenario->steps, scenario->steps->len - 1);
  g_ptr_array_add (scenario->claims, claim);
}

/* Puts the statement into the lists by kind. */
static void
file_statement (TroupeScenario  *scenario,
                TroupeStatement *statement)
{
  if (statement->kind == TROUPE_STATEMENT_SCENARIO && scenario->title == NULL)
    scenario->title = g_strdup (statement->text);
  if (statement->kind == TROUPE_STATEMENT_USE)
    g_ptr_array_add (scenario->uses, statement);
  if (statement->kind == TROUPE_STATEMENT_DEFECT)
    g_ptr_array_add (scenario->options.defects, statement->text);
  if (statement->setting != NULL)
    g_ptr_array_add (scenario->settings, statement->setting);
  if (statement->declaration != NULL)
    g_ptr_array_add (scenario->declarations, statement->declaration);
  if (statement->link != NULL)
    g_ptr_array_add (scenario->links, statement->link);
  if (statement->step != NULL)
    {
      statement->step->index = scenario->steps->len;
      g_ptr_array_add (scenario->steps, statement->step);
    }
  if (statement->claim != NULL)
    add_claim (scenario, statement->claim);
  if (statement->pin != NULL)
    g_ptr_array_add (scenario->pins, statement->pin);
  if (statement->sweep != NULL)
    g_ptr_array_add (scenario->options.sweeps, statement->sweep);
  g_ptr_array_add (scenario->statements, statement);
}

/* The first statement is the title. */
static void
check_first (TroupeParser        *self,
             TroupeStatementKind  kind,
             const TroupeSpan    *span)
{
  if (kind != TROUPE_STATEMENT_SCENARIO)
    troupe_parser_error (self, span, "the file does not begin with its title; write 'scenario \"TITLE\"' first");
}

/* Comments and blank lines wait for the statement below them; of several blank lines one is kept. */
static void
keep_line_above (GPtrArray        *above,
                 const TroupeLine *line)
{
  const char *last = above->len > 0 ? g_ptr_array_index (above, above->len - 1) : NULL;

  if (line->comment != NULL)
    g_ptr_array_add (above, g_strdup (line->comment));
  else if (last == NULL || *last != '\0')
    g_ptr_array_add (above, g_strdup (""));
}

static char **
take_lines_above (GPtrArray *above,
                  gboolean   is_first)
{
  if (is_first && above->len > 0 && *(const char *) g_ptr_array_index (above, 0) == '\0')
    g_ptr_array_remove_index (above, 0);
  if (above->len == 0)
    return NULL;
  g_ptr_array_add (above, NULL);

  return (char **) g_ptr_array_steal (above, NULL);
}

/* A line in which something has been reported: of that only what it declares is kept, and nothing more is said. */
static void
parse_broken (TroupeParser    *self,
              TroupeStatement *statement)
{
  g_autoptr (TroupeDiagnostics) quiet = troupe_diagnostics_new ();
  TroupeParser parser = { self->scenario, quiet, self->line, 0, 0 };

  if (!find_kind (&parser, &statement->kind) || statement->kind != TROUPE_STATEMENT_DECLARATION
      || !parse_statement (&parser, statement))
    {
      troupe_statement_free (statement);
      return;
    }
  statement->declaration->is_broken = TRUE;
  file_statement (self->scenario, statement);
}

static void
parse_lines (TroupeParser *self,
             GPtrArray    *lines)
{
  g_autoptr (GPtrArray) above = g_ptr_array_new_with_free_func (g_free);
  gboolean is_first = TRUE;

  for (guint i = 0; i < lines->len; i++)
    {
      g_autoptr (TroupeStatement) statement = NULL;

      self->line = g_ptr_array_index (lines, i);
      self->position = 0;
      self->depth = 0;
      if (self->line->tokens->len == 1)
        {
          keep_line_above (above, self->line);
          continue;
        }
      statement = g_new0 (TroupeStatement, 1);
      statement->comments_above = take_lines_above (above, self->scenario->statements->len == 0);
      statement->comment_beside = g_strdup (self->line->comment);
      if (self->line->is_broken)
        {
          is_first = FALSE;
          parse_broken (self, g_steal_pointer (&statement));
          continue;
        }
      if (!find_kind (self, &statement->kind))
        continue;
      if (is_first)
        check_first (self, statement->kind, &troupe_parser_peek (self, 0)->span);
      is_first = FALSE;
      if (!parse_statement (self, statement))
        continue;
      statement->span = troupe_parser_span (self, 0);
      file_statement (self->scenario, g_steal_pointer (&statement));
    }

  /* Blank lines at the end are none. */
  if (above->len > 0 && *(const char *) g_ptr_array_index (above, above->len - 1) == '\0')
    g_ptr_array_set_size (above, (int) above->len - 1);
  self->scenario->comments_end = take_lines_above (above, self->scenario->statements->len == 0);
  if (is_first && !troupe_diagnostics_has_error (self->diagnostics))
    check_first (self, TROUPE_STATEMENT_USE, &(TroupeSpan) { 1, 1, 0, 0 });
}

/**
 * troupe_scenario_parse_variant:
 * @file_name: the file's name, for messages
 * @text: (array length=length): its bytes
 * @length: how many
 * @variant: which combination of sweep values, below troupe_scenario_get_n_variants()
 * @diagnostics: where errors go
 *
 * Reads a file as troupe_scenario_parse() does, with other values of its sweeps.
 *
 * Returns: (transfer full): the tree
 */
TroupeScenario *
troupe_scenario_parse_variant (const char        *file_name,
                               const char        *text,
                               gsize              length,
                               guint              variant,
                               TroupeDiagnostics *diagnostics)
{
  g_autoptr (GPtrArray) lines = NULL;
  TroupeParser parser = { NULL };

  g_return_val_if_fail (file_name != NULL && (text != NULL || length == 0) && diagnostics != NULL, NULL);

  parser.scenario = troupe_scenario_new (file_name, text, length);
  parser.scenario->variant = variant;
  parser.diagnostics = diagnostics;
  lines = troupe_lexer_run (file_name, text, length, diagnostics);
  troupe_parser_put_in_sweeps (&parser, lines, variant);
  parse_lines (&parser, lines);
  if (troupe_scenario_get_n_variants (parser.scenario) > VARIANTS_MAX)
    {
      const TroupeSweep *first = g_ptr_array_index (parser.scenario->options.sweeps, 0);

      troupe_parser_error (&parser, &first->span, "the sweeps make more than 10,000 combinations; drop values");
    }

  return parser.scenario;
}

/**
 * troupe_scenario_parse:
 * @file_name: the file's name, for messages
 * @text: (array length=length): its bytes, of any content
 * @length: how many
 * @diagnostics: where errors go
 *
 * Reads a file into a tree. Never fails: what cannot be read is reported and left out, so that
 * troupe_scenario_check() finds the rest of the errors in the same pass. Sweeps take their first values.
 *
 * Returns: (transfer full): the tree
 */
TroupeScenario *
troupe_scenario_parse (const char        *file_name,
                       const char        *text,
                       gsize              length,
                       TroupeDiagnostics *diagnostics)
{
  return troupe_scenario_parse_variant (file_name, text, length, 0, diagnostics);
}
