/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-event-rule-private.h"
#include "scenario/troupe-parser-private.h"
#include "scenario/troupe-suggest-private.h"

/* EVENT: `KIND SUBJECT [KEY=VALUE ...]`. */

static const TroupeEventRule *
parse_kind (TroupeParser *self)
{
  const TroupeToken *token = troupe_parser_peek (self, 0);
  const TroupeEventRule *rule;
  g_autofree char *hint = NULL;
  const char *const *names;
  guint n_names;

  if (token->kind != TROUPE_TOKEN_WORD)
    {
      troupe_parser_error_missing (self, "an event", "write KIND SUBJECT, such as handled a");
      return NULL;
    }
  rule = troupe_event_rule_find (token->text);
  if (rule == NULL)
    {
      names = troupe_event_rule_names (&n_names);
      hint = troupe_suggest (token->text, names, n_names, "'troupe-sim list events' prints all");
      troupe_parser_error (self, &token->span, "there is no event '%.40s'; %s", token->text, hint);
      return NULL;
    }
  troupe_parser_next (self);

  return rule;
}

/* `nth` is no key of the event but says which of the matches is meant. */
static gboolean
take_nth (TroupeParser       *self,
          TroupeEventPattern *pattern)
{
  for (guint i = 0; i < pattern->keys->len;)
    {
      const TroupeArgument *argument = g_ptr_array_index (pattern->keys, i);
      const TroupeValue *value = argument->value;

      if (!g_str_equal (argument->key, "nth"))
        {
          i++;
          continue;
        }
      if (argument->operator_ != TROUPE_OPERATOR_EQUAL || value->kind != TROUPE_VALUE_NUMBER || value->billionths != 0
          || value->number < 1 || value->number > G_MAXINT || pattern->nth != 0)
        {
          troupe_parser_error (self, &argument->span, "nth counts the matches from 1; write it once, as in nth=3");
          return FALSE;
        }
      pattern->nth = (guint) value->number;
      g_ptr_array_remove_index (pattern->keys, i);
    }

  return TRUE;
}

TroupeEventPattern *
troupe_parser_event (TroupeParser *self)
{
  g_autoptr (TroupeEventPattern) pattern = g_new0 (TroupeEventPattern, 1);
  guint first = self->position;
  const TroupeEventRule *rule = parse_kind (self);
  const TroupePlaceItem *item;

  if (rule == NULL)
    return NULL;
  pattern->kind = rule->kind;
  pattern->subject = troupe_parser_set (self, "a subject");
  if (pattern->subject == NULL)
    return NULL;
  item = g_ptr_array_index (pattern->subject->items, 0);
  pattern->subject->is_any = pattern->subject->items->len == 1 && g_str_equal (item->text, "*");
  pattern->keys = troupe_parser_arguments (self, /* operators = */ TRUE);
  if (pattern->keys == NULL || !take_nth (self, pattern))
    return NULL;
  pattern->span = troupe_parser_span (self, first);

  return g_steal_pointer (&pattern);
}
