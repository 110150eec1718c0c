/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-parser-private.h"

#include <string.h>

/* What must be true, and which choices are kept: expect, never, order, settles, exercises, sometimes, fails; lose,
 * delay, first, pick. */

/* A whole number in [@text, @end). */
static gboolean
read_count (const char *text,
            gsize       length,
            guint64    *ret_count)
{
  TroupeValue value = { .text = g_strndup (text, length) };
  gboolean is_count = troupe_value_read (&value) == NULL && value.kind == TROUPE_VALUE_NUMBER
                      && value.billionths == 0 && !value.is_negative;

  *ret_count = (guint64) value.number;
  g_free (value.text);

  return is_count;
}

/* `count N | N..M` */
static gboolean
parse_count (TroupeParser *self,
             TroupeClaim  *claim)
{
  const TroupeValue *count;
  const char *dots;
  gsize length;

  if (troupe_parser_peek (self, 0)->kind != TROUPE_TOKEN_WORD)
    {
      troupe_parser_error_missing (self, "a count", "write a whole number, or two such as 1..50");
      return FALSE;
    }
  count = claim->count = troupe_parser_value (self);
  if (count == NULL)
    return FALSE;
  dots = strstr (count->text, "..");
  length = dots != NULL ? (gsize) (dots - count->text) : strlen (count->text);
  claim->has_count = read_count (count->text, length, &claim->count_min);
  claim->count_max = claim->count_min;
  if (dots != NULL && !read_count (dots + 2, strlen (dots + 2), &claim->count_max))
    claim->has_count = FALSE;
  if (claim->has_count && claim->count_min <= claim->count_max)
    return TRUE;

  troupe_parser_error (self, &count->span, "'%.40s' is no count; write a whole number, or two such as 1..50",
                       count->text);

  return FALSE;
}

static gboolean
parse_within (TroupeParser *self,
              TroupeClaim  *claim)
{
  claim->within = troupe_parser_time (self, "within");
  if (claim->within == NULL)
    return FALSE;
  claim->within_ns = (guint64) claim->within->number;

  return TRUE;
}

/* `EVENT [within T] [count N | N..M]`, in either order */
static gboolean
parse_expect (TroupeParser *self,
              TroupeClaim  *claim)
{
  claim->event = troupe_parser_event (self);
  if (claim->event == NULL)
    return FALSE;
  for (;;)
    {
      if (claim->within == NULL && troupe_parser_accept (self, TROUPE_TOKEN_WORD, "within"))
        {
          if (!parse_within (self, claim))
            return FALSE;
        }
      else if (!claim->has_count && troupe_parser_accept (self, TROUPE_TOKEN_WORD, "count"))
        {
          if (!parse_count (self, claim))
            return FALSE;
        }
      else
        {
          return TRUE;
        }
    }
}

static gboolean
parse_event (TroupeParser *self,
             TroupeClaim  *claim)
{
  claim->event = troupe_parser_event (self);

  return claim->event != NULL;
}

/* `EVENT before EVENT` */
static gboolean
parse_order (TroupeParser *self,
             TroupeClaim  *claim)
{
  claim->event = troupe_parser_event (self);
  if (claim->event == NULL
      || !troupe_parser_expect (self, TROUPE_TOKEN_WORD, "before", "write order EVENT before EVENT"))
    return FALSE;
  claim->second = troupe_parser_event (self);

  return claim->second != NULL;
}

static gboolean
parse_settles (TroupeParser *self,
               TroupeClaim  *claim)
{
  return troupe_parser_expect (self, TROUPE_TOKEN_WORD, "within", "write settles within TIME")
         && parse_within (self, claim);
}

static gboolean
parse_id (TroupeParser *self,
          TroupeClaim  *claim)
{
  const TroupeToken *token = troupe_parser_peek (self, 0);
  TroupeValue *id;

  if (token->kind != TROUPE_TOKEN_WORD || !troupe_word_is_id (token->text))
    {
      troupe_parser_error_missing (self, "an invariant", "write its id, such as AI-1");
      return FALSE;
    }
  id = troupe_parser_value (self);
  if (id == NULL)
    return FALSE;
  g_ptr_array_add (claim->ids, id);

  return TRUE;
}

/* `ID [ID ...]` */
static gboolean
parse_exercises (TroupeParser *self,
                 TroupeClaim  *claim)
{
  claim->ids = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_value_free);
  do
    if (!parse_id (self, claim))
      return FALSE;
  while (troupe_parser_peek (self, 0)->kind != TROUPE_TOKEN_END);

  return TRUE;
}

/* `ID | STRING` */
static gboolean
parse_fails (TroupeParser *self,
             TroupeClaim  *claim)
{
  if (troupe_parser_peek (self, 0)->kind == TROUPE_TOKEN_STRING)
    {
      claim->text = troupe_parser_string (self, "a text");
      return TRUE;
    }
  claim->ids = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_value_free);

  return parse_id (self, claim);
}

typedef struct
{
  const char      *word;
  TroupeClaimKind  kind;
  gboolean       (*parse) (TroupeParser *self,
                           TroupeClaim  *claim);
} ClaimForm;

static const ClaimForm claim_forms[] = {
  { "expect", TROUPE_CLAIM_EXPECT, parse_expect },
  { "never", TROUPE_CLAIM_NEVER, parse_event },
  { "order", TROUPE_CLAIM_ORDER, parse_order },
  { "settles", TROUPE_CLAIM_SETTLES, parse_settles },
  { "exercises", TROUPE_CLAIM_EXERCISES, parse_exercises },
  { "sometimes", TROUPE_CLAIM_SOMETIMES, parse_event },
  { "fails", TROUPE_CLAIM_FAILS, parse_fails },
};

/* From the claim's word, to the line's end. */
TroupeClaim *
troupe_parser_claim (TroupeParser *self)
{
  static const char *const expect_words[] = { "within", "count", NULL };
  g_autoptr (TroupeClaim) claim = g_new0 (TroupeClaim, 1);
  guint first = self->position;
  const char *word = troupe_parser_next (self)->text;
  const ClaimForm *form = claim_forms;

  while (!g_str_equal (form->word, word))
    form++;
  claim->kind = form->kind;
  claim->within_ns = TROUPE_TIME_NONE;
  claim->count_min = 1;
  claim->count_max = G_MAXUINT64;
  if (!form->parse (self, claim)
      || !troupe_parser_finish (self, claim->kind == TROUPE_CLAIM_EXPECT ? expect_words : NULL))
    return NULL;
  claim->span = troupe_parser_span (self, first);

  return g_steal_pointer (&claim);
}

/* `pick PLACE for NAME` */
static gboolean
parse_pick (TroupeParser *self,
            TroupePin    *pin)
{
  pin->picked = troupe_parser_set (self, "a place");
  if (pin->picked == NULL || !troupe_parser_expect (self, TROUPE_TOKEN_WORD, "for", "write pick PLACE for LABEL"))
    return FALSE;
  pin->label = troupe_parser_word (self, "a step's label", troupe_word_is_name);

  return pin->label != NULL;
}

/* `delay EVENT by T`, `first EVENT before EVENT`, `lose EVENT` */
static gboolean
parse_pinned_event (TroupeParser *self,
                    TroupePin    *pin)
{
  pin->event = troupe_parser_event (self);
  if (pin->event == NULL)
    return FALSE;
  if (pin->kind == TROUPE_PIN_DELAY)
    {
      if (!troupe_parser_expect (self, TROUPE_TOKEN_WORD, "by", "write delay EVENT by TIME"))
        return FALSE;
      pin->delay = troupe_parser_time (self, "by");
      if (pin->delay == NULL)
        return FALSE;
      pin->delay_ns = (guint64) pin->delay->number;
    }
  if (pin->kind == TROUPE_PIN_FIRST)
    {
      if (!troupe_parser_expect (self, TROUPE_TOKEN_WORD, "before", "write first EVENT before EVENT"))
        return FALSE;
      pin->second = troupe_parser_event (self);
      return pin->second != NULL;
    }

  return TRUE;
}

/* From the pin's word, to the line's end. */
TroupePin *
troupe_parser_pin (TroupeParser *self)
{
  static const char *const words[] = { "lose", "delay", "first", "pick" };
  g_autoptr (TroupePin) pin = g_new0 (TroupePin, 1);
  guint first = self->position;
  const char *word = troupe_parser_next (self)->text;

  while (!g_str_equal (words[pin->kind], word))
    pin->kind++;
  if (!(pin->kind == TROUPE_PIN_PICK ? parse_pick (self, pin) : parse_pinned_event (self, pin))
      || !troupe_parser_finish (self, NULL))
    return NULL;
  pin->span = troupe_parser_span (self, first);

  return g_steal_pointer (&pin);
}
