/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-lexer-private.h"
#include "scenario/troupe-scenario-private.h"

#include <string.h>

/* Values: what a word says, in integers. All arithmetic is in billionths, so that `1.5s`, `0.1%` and `1.5K` are
 * exact. */

#define BILLION 1000000000

static const char too_large[] = "the number is too large; it must stay below 2^63";
static const char too_fine[] = "the number is too fine; drop digits behind the point";

/* What may follow the digits. */
typedef struct
{
  const char      *suffix;
  TroupeValueKind  kind;
  guint64          factor;
} Unit;

static const Unit units[] = {
  { "", TROUPE_VALUE_NUMBER, 1 },
  { "K", TROUPE_VALUE_NUMBER, 1000 },
  { "M", TROUPE_VALUE_NUMBER, 1000 * 1000 },
  { "G", TROUPE_VALUE_NUMBER, 1000 * 1000 * 1000 },
  { "%", TROUPE_VALUE_PERCENT, BILLION / 100 },
  { "ns", TROUPE_VALUE_TIME, 1 },
  { "us", TROUPE_VALUE_TIME, 1000 },
  { "ms", TROUPE_VALUE_TIME, 1000 * 1000 },
  { "s", TROUPE_VALUE_TIME, BILLION },
  { "m", TROUPE_VALUE_TIME, 60 * (guint64) BILLION },
  { "h", TROUPE_VALUE_TIME, 3600 * (guint64) BILLION },
};

void
troupe_value_free (TroupeValue *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_free (self->source);
  g_clear_pointer (&self->variant, g_variant_unref);
  g_free (self);
}

/* One amount out of a word: digits, a fraction, a unit. */
typedef struct
{
  TroupeValueKind  kind;
  gint64           number;
  guint32          billionths;
  gboolean         is_negative;
  const char      *problem;     /* (nullable) */
} Amount;

/* Reads `DIGITS[.DIGITS]` as billionths. Returns: where they end; NULL: there are none, or (amount->problem) too
 * many */
static const char *
read_digits (const char        *c,
             unsigned __int128 *ret_billionths,
             Amount            *amount)
{
  unsigned __int128 value = 0;
  guint fraction = BILLION;

  if (!g_ascii_isdigit (*c))
    return NULL;
  for (; g_ascii_isdigit (*c); c++)
    {
      value = value * 10 + (guint) (*c - '0');
      if (value > G_MAXINT64)
        {
          amount->problem = too_large;
          return NULL;
        }
    }
  value *= BILLION;
  if (*c == '.' && g_ascii_isdigit (c[1]))
    for (c++; g_ascii_isdigit (*c); c++)
      {
        fraction /= 10;
        if (fraction == 0 && *c != '0')
          {
            amount->problem = too_fine;
            return NULL;
          }
        value += (guint) (*c - '0') * (unsigned __int128) fraction;
      }
  *ret_billionths = value;

  return c;
}

static gboolean
read_amount (const char *text,
             Amount     *amount)
{
  unsigned __int128 billionths;
  const Unit *unit = NULL;
  const char *suffix;

  *amount = (Amount) { .is_negative = text[0] == '-' };
  suffix = read_digits (text + (amount->is_negative ? 1 : 0), &billionths, amount);
  for (guint i = 0; suffix != NULL && unit == NULL && i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (suffix, units[i].suffix))
      unit = &units[i];
  if (unit == NULL)
    return FALSE;

  amount->kind = unit->kind;
  billionths *= unit->factor;
  if (billionths / BILLION > G_MAXINT64)
    amount->problem = too_large;
  else if (unit->kind != TROUPE_VALUE_NUMBER && billionths % BILLION != 0)
    amount->problem = too_fine;
  if (amount->problem != NULL)
    return FALSE;

  amount->billionths = (guint32) (billionths % BILLION);
  amount->number = (gint64) (billionths / BILLION);
  if (amount->is_negative)
    amount->number = -amount->number;

  return TRUE;
}

/* `T..T` */
static gboolean
read_time_range (const char *text,
                 Amount     *low,
                 Amount     *high)
{
  const char *dots = strstr (text, "..");
  g_autofree char *first = NULL;

  if (dots == NULL)
    return FALSE;
  first = g_strndup (text, (gsize) (dots - text));

  return read_amount (first, low) && read_amount (dots + 2, high)
         && low->kind == TROUPE_VALUE_TIME && high->kind == TROUPE_VALUE_TIME;
}

const char *
troupe_value_read (TroupeValue *self)
{
  Amount amount;
  Amount high;

  self->kind = TROUPE_VALUE_WORD;
  if (g_str_equal (self->text, "true") || g_str_equal (self->text, "false"))
    {
      self->kind = TROUPE_VALUE_BOOLEAN;
      self->number = self->number_max = self->text[0] == 't';
    }
  else if (read_amount (self->text, &amount))
    {
      self->kind = amount.kind;
      self->number = self->number_max = amount.number;
      self->billionths = amount.billionths;
      self->is_negative = amount.is_negative;
    }
  else if (amount.problem != NULL)
    {
      return amount.problem;
    }
  else if (read_time_range (self->text, &amount, &high))
    {
      if (amount.number > high.number || amount.is_negative)
        return "the range runs backwards; write the smaller time first";
      self->kind = TROUPE_VALUE_TIME_RANGE;
      self->number = amount.number;
      self->number_max = high.number;
    }

  return NULL;
}

TroupeValue *
troupe_value_new_from_text (const char *text)
{
  g_autoptr (TroupeDiagnostics) diagnostics = troupe_diagnostics_new ();
  g_autoptr (GPtrArray) lines = troupe_lexer_run ("", text, strlen (text), diagnostics);
  const TroupeLine *line = lines->len > 0 ? g_ptr_array_index (lines, 0) : NULL;
  const TroupeToken *token = line != NULL ? g_ptr_array_index (line->tokens, 0) : NULL;
  TroupeValue *self = g_new0 (TroupeValue, 1);

  if (token != NULL && token->kind == TROUPE_TOKEN_STRING)
    {
      self->kind = TROUPE_VALUE_STRING;
      self->text = g_strdup (token->text);
      return self;
    }
  self->text = g_strdup (text);
  troupe_value_read (self);

  return self;
}

const char *
troupe_operator_to_string (TroupeOperator operator_)
{
  static const char *const names[] = { "=", "!=", "<", ">", "~" };

  return names[operator_];
}
