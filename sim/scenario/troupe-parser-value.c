/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-parser-private.h"

/* Values, arguments, sets and picks: what the families of statements are made of. */

TroupeValue *
troupe_parser_value (TroupeParser *self)
{
  const TroupeToken *token = troupe_parser_peek (self, 0);
  g_autoptr (TroupeValue) value = NULL;
  const char *problem;

  if (token->kind != TROUPE_TOKEN_WORD && token->kind != TROUPE_TOKEN_STRING)
    {
      troupe_parser_error_missing (self, "a value", "write a word, a number or a \"string\"");
      return NULL;
    }

  troupe_parser_next (self);
  value = g_new0 (TroupeValue, 1);
  value->span = token->span;
  value->text = g_strdup (token->text);
  value->source = g_strdup (token->source);
  value->kind = TROUPE_VALUE_STRING;
  if (token->kind == TROUPE_TOKEN_STRING)
    return g_steal_pointer (&value);

  problem = troupe_value_read (value);
  if (problem != NULL)
    {
      troupe_parser_error (self, &token->span, "%s", problem);
      return NULL;
    }

  return g_steal_pointer (&value);
}

TroupeValue *
troupe_parser_time (TroupeParser *self,
                    const char   *after)
{
  const TroupeToken *token = troupe_parser_peek (self, 0);
  g_autofree char *what = g_strdup_printf ("a time behind '%s'", after);
  g_autoptr (TroupeValue) value = NULL;

  if (token->kind != TROUPE_TOKEN_WORD)
    {
      troupe_parser_error_missing (self, what, "write one such as 10ms");
      return NULL;
    }
  value = troupe_parser_value (self);
  if (value == NULL)
    return NULL;
  if (value->kind != TROUPE_VALUE_TIME || value->is_negative)
    {
      troupe_parser_error (self, &value->span,
                           "'%.40s' stands where %s is needed; write a number with ns, us, ms, s, m or h",
                           value->text, what);
      return NULL;
    }

  return g_steal_pointer (&value);
}

TroupeValue *
troupe_parser_number (TroupeParser *self,
                      const char   *what,
                      gint64        minimum)
{
  const TroupeToken *token = troupe_parser_peek (self, 0);
  g_autoptr (TroupeValue) value = NULL;

  if (token->kind != TROUPE_TOKEN_WORD)
    {
      troupe_parser_error_missing (self, what, "write a whole number");
      return NULL;
    }
  value = troupe_parser_value (self);
  if (value == NULL)
    return NULL;
  if (value->kind != TROUPE_VALUE_NUMBER || value->billionths != 0 || value->number < minimum)
    {
      troupe_parser_error (self, &value->span,
                           "'%.40s' stands where %s is needed; write a whole number from %" G_GINT64_FORMAT,
                           value->text, what, minimum);
      return NULL;
    }

  return g_steal_pointer (&value);
}

char *
troupe_parser_word (TroupeParser *self,
                    const char   *what,
                    gboolean    (*is_legal) (const char *))
{
  const TroupeToken *token = troupe_parser_peek (self, 0);

  if (token->kind == TROUPE_TOKEN_WORD && token->source != NULL)
    {
      troupe_parser_error (self, &token->span, "a sweep cannot give %s; write the word itself", what);
      return NULL;
    }
  if (token->kind != TROUPE_TOKEN_WORD || !is_legal (token->text))
    {
      troupe_parser_error_missing (self, what, "write one in small letters, digits, '-' and '_'");
      return NULL;
    }

  return g_strdup (troupe_parser_next (self)->text);
}

char *
troupe_parser_string (TroupeParser *self,
                      const char   *what)
{
  const TroupeToken *token = troupe_parser_peek (self, 0);

  if (token->kind != TROUPE_TOKEN_STRING)
    {
      troupe_parser_error_missing (self, what, "write it in quotes");
      return NULL;
    }

  return g_strdup (troupe_parser_next (self)->text);
}

/* Returns: whether @token is an operator */
static gboolean
read_operator (const TroupeToken *token,
               TroupeOperator    *ret_operator)
{
  if (token->kind != TROUPE_TOKEN_SYMBOL)
    return FALSE;
  for (guint i = TROUPE_OPERATOR_EQUAL; i <= TROUPE_OPERATOR_CONTAINS; i++)
    if (g_str_equal (token->text, troupe_operator_to_string (i)))
      {
        *ret_operator = i;
        return TRUE;
      }

  return FALSE;
}

static TroupeArgument *
parse_argument (TroupeParser   *self,
                TroupeOperator  operator_,
                gboolean        operators)
{
  g_autoptr (TroupeArgument) argument = g_new0 (TroupeArgument, 1);
  guint first = self->position;
  const TroupeToken *sign = troupe_parser_peek (self, 1);

  argument->operator_ = operator_;
  argument->key = troupe_parser_word (self, "a key", troupe_word_is_dotted);
  if (argument->key == NULL)
    return NULL;
  if (operator_ != TROUPE_OPERATOR_EQUAL && !operators)
    {
      troupe_parser_error (self, &sign->span, "'%s' compares, which only an event can; write '='", sign->text);
      return NULL;
    }
  troupe_parser_next (self);
  if (troupe_parser_peek (self, 0)->space_before)
    {
      troupe_parser_error (self, &sign->span, "a value is missing behind '%s%s'; write it without blanks between",
                           argument->key, sign->text);
      return NULL;
    }
  argument->value = troupe_parser_value (self);
  if (argument->value == NULL)
    return NULL;
  argument->span = troupe_parser_span (self, first);

  return g_steal_pointer (&argument);
}

GPtrArray *
troupe_parser_arguments (TroupeParser *self,
                         gboolean      operators)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_argument_free);
  TroupeOperator operator_;

  while (troupe_parser_peek (self, 0)->kind == TROUPE_TOKEN_WORD
         && !troupe_parser_peek (self, 1)->space_before
         && read_operator (troupe_parser_peek (self, 1), &operator_))
    {
      TroupeArgument *argument = parse_argument (self, operator_, operators);

      if (argument == NULL)
        return NULL;
      g_ptr_array_add (arguments, argument);
    }

  return g_steal_pointer (&arguments);
}

static void
item_free (gpointer data)
{
  TroupePlaceItem *self = data;

  g_free (self->text);
  g_free (self->source);
  g_free (self);
}

/* Items joined by commas. */
static gboolean
parse_items (TroupeParser   *self,
             TroupePlaceSet *set,
             gboolean        is_excluded,
             const char     *what)
{
  do
    {
      const TroupeToken *token = troupe_parser_peek (self, 0);
      TroupePlaceItem *item;

      if (token->kind != TROUPE_TOKEN_WORD)
        {
          troupe_parser_error_missing (self, what, "name one, or several such as h[0-3].p0,alpha");
          return FALSE;
        }
      troupe_parser_next (self);
      item = g_new0 (TroupePlaceItem, 1);
      item->span = token->span;
      item->text = g_strdup (token->text);
      item->source = g_strdup (token->source);
      item->is_excluded = is_excluded;
      g_ptr_array_add (set->items, item);
    }
  while (troupe_parser_accept (self, TROUPE_TOKEN_SYMBOL, ","));

  return TRUE;
}

TroupePlaceSet *
troupe_parser_set (TroupeParser *self,
                   const char   *what)
{
  g_autoptr (TroupePlaceSet) set = g_new0 (TroupePlaceSet, 1);
  guint first = self->position;

  set->items = g_ptr_array_new_with_free_func (item_free);
  set->places = g_ptr_array_new ();
  if (!parse_items (self, set, FALSE, what))
    return NULL;
  while (troupe_parser_accept (self, TROUPE_TOKEN_WORD, "except"))
    if (!parse_items (self, set, TRUE, "a place behind 'except'"))
      return NULL;
  set->span = troupe_parser_span (self, first);

  return g_steal_pointer (&set);
}

/* `one of`, `N of`, `PERCENT of` */
static gboolean
parse_amount (TroupeParser *self,
              TroupePick   *pick)
{
  const TroupeToken *token = troupe_parser_peek (self, 0);

  pick->kind = TROUPE_PICK_COUNT;
  if (troupe_parser_accept (self, TROUPE_TOKEN_WORD, "one"))
    return troupe_parser_accept (self, TROUPE_TOKEN_WORD, "of");

  pick->amount = troupe_parser_value (self);
  if (pick->amount == NULL)
    return FALSE;
  troupe_parser_accept (self, TROUPE_TOKEN_WORD, "of");
  if (pick->amount->kind == TROUPE_VALUE_PERCENT)
    pick->kind = TROUPE_PICK_PERCENT;
  else if (pick->amount->kind != TROUPE_VALUE_NUMBER || pick->amount->billionths != 0)
    pick->kind = TROUPE_PICK_ALL;
  if (pick->kind == TROUPE_PICK_ALL || pick->amount->is_negative || pick->amount->number == 0
      || (pick->kind == TROUPE_PICK_PERCENT && pick->amount->number > 1000000000))
    {
      troupe_parser_error (self, &token->span,
                           "'%.40s' is no amount to pick; write 'one', a whole number or a part up to 100%%",
                           token->text);
      return FALSE;
    }

  return TRUE;
}

TroupePick *
troupe_parser_pick (TroupeParser *self,
                    const char   *what)
{
  g_autoptr (TroupePick) pick = g_new0 (TroupePick, 1);
  guint first = self->position;

  if (troupe_parser_peek (self, 0)->kind == TROUPE_TOKEN_WORD
      && troupe_token_is (troupe_parser_peek (self, 1), TROUPE_TOKEN_WORD, "of")
      && !parse_amount (self, pick))
    return NULL;
  pick->set = troupe_parser_set (self, what);
  if (pick->set == NULL)
    return NULL;
  pick->span = troupe_parser_span (self, first);

  return g_steal_pointer (&pick);
}
