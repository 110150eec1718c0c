/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-lexer-private.h"
#include "scenario/troupe-printer-private.h"
#include "scenario/troupe-scenario-private.h"

/* The canonical form: the words of each statement with one blank between, comments and single blank lines kept.
 * Numbers and times stay in the unit that the author chose. Printing what this printed changes nothing. */

void
troupe_print_value (GString           *text,
                    const TroupeValue *value)
{
  g_autofree char *quoted = NULL;

  if (value->source == NULL && value->kind == TROUPE_VALUE_STRING)
    quoted = troupe_string_quote (value->text);
  g_string_append (text, value->source != NULL ? value->source : quoted != NULL ? quoted : value->text);
}

static void
print_values (GString         *text,
              const GPtrArray *values,
              const char      *separator)
{
  for (guint i = 0; values != NULL && i < values->len; i++)
    {
      if (i > 0)
        g_string_append (text, separator);
      troupe_print_value (text, g_ptr_array_index (values, i));
    }
}

void
troupe_print_arguments (GString         *text,
                        const GPtrArray *arguments)
{
  for (guint i = 0; i < arguments->len; i++)
    {
      const TroupeArgument *argument = g_ptr_array_index (arguments, i);

      g_string_append_printf (text, " %s%s", argument->key, troupe_operator_to_string (argument->operator_));
      troupe_print_value (text, argument->value);
    }
}

void
troupe_print_set (GString              *text,
                  const TroupePlaceSet *set)
{
  gboolean was_excluded = FALSE;

  for (guint i = 0; i < set->items->len; i++)
    {
      const TroupePlaceItem *item = g_ptr_array_index (set->items, i);

      if (i > 0)
        g_string_append (text, item->is_excluded && !was_excluded ? " except " : ",");
      g_string_append (text, item->source != NULL ? item->source : item->text);
      was_excluded = item->is_excluded;
    }
}

void
troupe_print_event (GString                  *text,
                    const TroupeEventPattern *pattern)
{
  g_string_append_printf (text, "%s ", troupe_event_pattern_get_kind_name (pattern));
  troupe_print_set (text, pattern->subject);
  troupe_print_arguments (text, pattern->keys);
  if (pattern->nth > 0)
    g_string_append_printf (text, " nth=%u", pattern->nth);
}

void
troupe_print_declaration (GString                 *text,
                          const TroupeDeclaration *declaration)
{
  static const char *const words[] = { "host", "proc", "actor", "client", "mesh" };
  static const char *const relations[] = { NULL, "on", "under", "over" };

  g_string_append_printf (text, "%s ", words[declaration->kind]);
  troupe_print_set (text, declaration->names);
  if (declaration->type_name != NULL)
    g_string_append_printf (text, " : %s", declaration->type_name);
  if (declaration->where != NULL)
    {
      g_string_append_printf (text, " %s ", relations[declaration->relation]);
      troupe_print_set (text, declaration->where);
    }
  if (declaration->is_introspectable)
    g_string_append (text, " introspectable");
  troupe_print_arguments (text, declaration->arguments);
}

void
troupe_print_link (GString                   *text,
                   const TroupeLinkStatement *link)
{
  g_string_append (text, "link ");
  if (link->kind == TROUPE_LINK_BETWEEN)
    {
      troupe_print_set (text, link->left);
      g_string_append (text, link->is_oneway ? " -> " : " <-> ");
      troupe_print_set (text, link->right);
    }
  else
    {
      g_string_append (text, link->kind == TROUPE_LINK_SAME_ZONE ? "same zone" : "cross zone");
    }
  troupe_print_arguments (text, link->arguments);
}

static void
print_limit_or_words (GString               *text,
                      const char            *word,
                      const TroupeStatement *statement)
{
  gboolean is_worlds = statement->kind == TROUPE_STATEMENT_WORLDS;

  g_string_append (text, word);
  if (statement->arguments != NULL)
    troupe_print_arguments (text, statement->arguments);
  if (statement->words == NULL)
    return;
  g_string_append_c (text, ' ');
  print_values (text, statement->words, is_worlds ? "," : " ");
}

static void
print_text (GString    *text,
            const char *word,
            const char *string)
{
  g_autofree char *quoted = troupe_string_quote (string);

  g_string_append_printf (text, "%s %s", word, quoted);
}

static void
print_statement (GString               *text,
                 const TroupeStatement *statement)
{
  switch (statement->kind)
    {
    case TROUPE_STATEMENT_SCENARIO:
      print_text (text, "scenario", statement->text);
      break;
    case TROUPE_STATEMENT_USE:
      print_text (text, "use", statement->text);
      break;
    case TROUPE_STATEMENT_SET:
      g_string_append_printf (text, "set %s ", statement->setting->key);
      print_values (text, statement->setting->values, ",");
      break;
    case TROUPE_STATEMENT_DECLARATION:
      troupe_print_declaration (text, statement->declaration);
      break;
    case TROUPE_STATEMENT_LINK:
      troupe_print_link (text, statement->link);
      break;
    case TROUPE_STATEMENT_STEP:
      troupe_print_step (text, statement->step);
      break;
    case TROUPE_STATEMENT_CLAIM:
      troupe_print_claim (text, statement->claim);
      break;
    case TROUPE_STATEMENT_SEEDS:
      print_limit_or_words (text, "seeds", statement);
      break;
    case TROUPE_STATEMENT_EXPLORE:
      print_limit_or_words (text, "explore", statement);
      break;
    case TROUPE_STATEMENT_WORLDS:
      print_limit_or_words (text, "worlds", statement);
      break;
    case TROUPE_STATEMENT_LIMIT:
      print_limit_or_words (text, "limit", statement);
      break;
    case TROUPE_STATEMENT_SWEEP:
      g_string_append_printf (text, "sweep %s = ", statement->sweep->name);
      print_values (text, statement->sweep->values, ", ");
      break;
    case TROUPE_STATEMENT_DEFECT:
      g_string_append_printf (text, "defect %s", statement->text);
      break;
    case TROUPE_STATEMENT_PIN:
      troupe_print_pin (text, statement->pin);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
print_lines (GString *text,
             char   **lines)
{
  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    g_string_append_printf (text, "%s\n", lines[i]);
}

/**
 * troupe_scenario_print_statement:
 * @statement: a statement
 *
 * Prints one statement in the canonical form, without its comments.
 *
 * Returns: (transfer full): the line, without its end
 */
char *
troupe_scenario_print_statement (const TroupeStatement *statement)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (statement != NULL, NULL);

  print_statement (text, statement);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * troupe_scenario_print:
 * @self: a scenario
 *
 * Prints a tree in the canonical form, which parses to the same tree.
 *
 * Returns: (transfer full): the file's text
 */
char *
troupe_scenario_print (const TroupeScenario *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->statements->len; i++)
    {
      const TroupeStatement *statement = g_ptr_array_index (self->statements, i);

      print_lines (text, statement->comments_above);
      print_statement (text, statement);
      if (statement->comment_beside != NULL)
        g_string_append_printf (text, "  %s", statement->comment_beside);
      g_string_append_c (text, '\n');
    }
  print_lines (text, self->comments_end);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
