/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-id.h"
#include "scenario/troupe-check-private.h"
#include "scenario/troupe-suggest-private.h"

#include <string.h>

/* Values become GVariants, as the parameter or the field says that takes them. */

/* ---- By GVariant type ---- */

static GVariant *
number_to_variant (const GVariantType *type,
                   gint64              number)
{
  switch (*g_variant_type_peek_string (type))
    {
    case 'y':
      return number >= 0 && number <= G_MAXUINT8 ? g_variant_new_byte ((guint8) number) : NULL;
    case 'n':
      return number >= G_MININT16 && number <= G_MAXINT16 ? g_variant_new_int16 ((gint16) number) : NULL;
    case 'q':
      return number >= 0 && number <= G_MAXUINT16 ? g_variant_new_uint16 ((guint16) number) : NULL;
    case 'i':
      return number >= G_MININT32 && number <= G_MAXINT32 ? g_variant_new_int32 ((gint32) number) : NULL;
    case 'u':
      return number >= 0 && number <= G_MAXUINT32 ? g_variant_new_uint32 ((guint32) number) : NULL;
    case 'x':
      return g_variant_new_int64 (number);
    case 't':
      return number >= 0 ? g_variant_new_uint64 ((guint64) number) : NULL;
    default:
      return NULL;
    }
}

static GVariant *
double_to_variant (const TroupeValue *value)
{
  double fraction = (double) value->billionths / 1e9;

  return g_variant_new_double ((double) value->number + (value->is_negative ? -fraction : fraction));
}

/* Returns: (nullable) (transfer full), perhaps floating: NULL: it does not fit */
static GVariant *
value_to_variant (const TroupeValue  *value,
                  const GVariantType *type)
{
  gboolean is_number = value->kind == TROUPE_VALUE_NUMBER;

  if (!g_variant_type_is_basic (type))
    return value->kind == TROUPE_VALUE_STRING ? g_variant_parse (type, value->text, NULL, NULL, NULL) : NULL;
  switch (*g_variant_type_peek_string (type))
    {
    case 's':
      return g_variant_new_string (value->text);
    case 'o':
      return g_variant_is_object_path (value->text) ? g_variant_new_object_path (value->text) : NULL;
    case 'g':
      return g_variant_is_signature (value->text) ? g_variant_new_signature (value->text) : NULL;
    case 'b':
      return value->kind == TROUPE_VALUE_BOOLEAN ? g_variant_new_boolean (value->number != 0) : NULL;
    case 'd':
      return is_number ? double_to_variant (value) : NULL;
    default:
      return is_number && value->billionths == 0 ? number_to_variant (type, value->number) : NULL;
    }
}

static const char *
describe_type (const GVariantType *type)
{
  if (!g_variant_type_is_basic (type))
    return "GVariant text in quotes";
  switch (*g_variant_type_peek_string (type))
    {
    case 'b':
      return "true or false";
    case 'd':
      return "a number";
    case 'y':
      return "a whole number from 0 to 255";
    case 'n':
      return "a whole number from -32768 to 32767";
    case 'q':
      return "a whole number from 0 to 65535";
    case 'i':
      return "a whole number from -2147483648 to 2147483647";
    case 'u':
      return "a whole number from 0 to 4294967295";
    case 'x':
      return "a whole number";
    case 't':
      return "a whole number that is not negative";
    case 'o':
      return "an object path";
    case 'g':
      return "a GVariant type";
    default:
      return "a text";
    }
}

/* ---- By parameter kind ---- */

static GVariant *
integer_for (const TroupeValueUse *use,
             gint64                number)
{
  const GVariantType *type = use->signature != NULL ? use->signature : G_VARIANT_TYPE_UINT64;

  return number < 0 ? NULL : number_to_variant (type, number);
}

static const TroupePlaceUse parameter_places = {
  TROUPE_PLACES_RECEIVER | TROUPE_PLACES_HOST | TROUPE_PLACE_BIT (TROUPE_PLACE_MESH), FALSE, "name another place",
};

/* A value of one kind. Returns: whether it fits; then value->variant or value->place is set */
static gboolean
fit_kind (TroupeCheck          *self,
          TroupeValue          *value,
          const TroupeValueUse *use,
          TroupeParameterKind   kind)
{
  gboolean is_quoted = value->kind == TROUPE_VALUE_STRING;
  gboolean is_whole = value->kind == TROUPE_VALUE_NUMBER && value->billionths == 0;
  GVariant *variant = NULL;

  switch (kind)
    {
    case TROUPE_PARAMETER_WORD:
      if (!is_quoted && use->words != NULL && g_strv_contains (use->words, value->text))
        variant = g_variant_new_string (value->text);
      break;
    case TROUPE_PARAMETER_BOOLEAN:
      if (value->kind == TROUPE_VALUE_BOOLEAN)
        variant = g_variant_new_boolean (value->number != 0);
      break;
    case TROUPE_PARAMETER_TIME:
      if (value->kind == TROUPE_VALUE_TIME)
        variant = integer_for (use, value->number);
      break;
    case TROUPE_PARAMETER_NUMBER:
      if (is_whole)
        variant = integer_for (use, value->number);
      break;
    case TROUPE_PARAMETER_NAME:
      if (troupe_name_check (value->text, NULL))
        variant = g_variant_new_string (value->text);
      break;
    case TROUPE_PARAMETER_TEXT:
      variant = g_variant_new_string (value->text);
      break;
    case TROUPE_PARAMETER_PLACE:
    case TROUPE_PARAMETER_MESSAGE:
    default:
      break;
    }
  if (variant != NULL)
    value->variant = g_variant_take_ref (variant);

  return variant != NULL;
}

static void
report_misfit (TroupeCheck          *self,
               const TroupeValue    *value,
               const TroupeValueUse *use)
{
  const char *number = describe_type (use->signature != NULL ? use->signature : G_VARIANT_TYPE_UINT64);
  const char *const forms[] = { NULL, "a name", "a text", number, "a time such as 10ms", "true or false" };
  guint n_words = use->words != NULL ? g_strv_length ((char **) use->words) : 0;
  g_autofree const char **choices = g_new0 (const char *, n_words + G_N_ELEMENTS (forms));
  g_autofree char *list = NULL;
  g_autofree char *otherwise = NULL;
  g_autofree char *hint = NULL;
  guint n = 0;

  if (use->kinds == 0)
    {
      troupe_check_error (self, &value->span, "'%.40s' does not fit %s=; write %s", value->text, use->name,
                          describe_type (use->signature));
      return;
    }
  for (; n < n_words && (use->kinds & TROUPE_PARAMETER_WORD) != 0; n++)
    choices[n] = use->words[n];
  n_words = n;
  for (guint i = 1; i < G_N_ELEMENTS (forms); i++)
    if ((use->kinds & (1u << i)) != 0)
      choices[n++] = forms[i];
  list = troupe_suggest_list (choices, n);
  otherwise = g_strdup_printf ("write %s", list);
  hint = troupe_suggest (value->text, choices, n_words, otherwise);
  troupe_check_error (self, &value->span, "'%.40s' does not fit %s=; %s", value->text, use->name, hint);
}

gboolean
troupe_check_value (TroupeCheck          *self,
                    TroupeValue          *value,
                    const TroupeValueUse *use)
{
  /* The narrow kinds first: a word is also a text. */
  static const TroupeParameterKind kinds[] = {
    TROUPE_PARAMETER_WORD, TROUPE_PARAMETER_BOOLEAN, TROUPE_PARAMETER_TIME, TROUPE_PARAMETER_NUMBER,
    TROUPE_PARAMETER_NAME, TROUPE_PARAMETER_TEXT,
  };
  const TroupeMessageType *message;
  const char *full_name;
  GVariant *variant;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if ((use->kinds & kinds[i]) != 0 && fit_kind (self, value, use, kinds[i]))
      return TRUE;
  if ((use->kinds & TROUPE_PARAMETER_PLACE) != 0)
    return troupe_check_resolve_value (self, value, &parameter_places);
  if ((use->kinds & TROUPE_PARAMETER_MESSAGE) != 0)
    {
      if (!troupe_check_message_name (self, &value->span, value->text, &message))
        return FALSE;
      full_name = message != NULL ? troupe_message_type_get_name (message) : value->text;
      value->variant = g_variant_ref_sink (g_variant_new_string (full_name));
      return TRUE;
    }

  variant = use->kinds == 0 ? value_to_variant (value, use->signature) : NULL;
  if (variant == NULL)
    {
      report_misfit (self, value, use);
      return FALSE;
    }
  value->variant = g_variant_take_ref (variant);

  return TRUE;
}

/* ---- Keys ---- */

TroupeArgument *
troupe_check_find_argument (GPtrArray  *arguments,
                            const char *key)
{
  for (guint i = 0; i < arguments->len; i++)
    {
      TroupeArgument *argument = g_ptr_array_index (arguments, i);

      if (g_str_equal (argument->key, key))
        return argument;
    }

  return NULL;
}

void
troupe_check_duplicate_keys (TroupeCheck *self,
                             GPtrArray   *arguments)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < arguments->len; i++)
    {
      const TroupeArgument *argument = g_ptr_array_index (arguments, i);

      if (!g_hash_table_add (seen, argument->key))
        troupe_check_error (self, &argument->span, "'%s=' stands here twice; keep one", argument->key);
    }
}

void
troupe_check_unknown_key (TroupeCheck          *self,
                          const TroupeArgument *argument,
                          const char           *owner,
                          const char *const    *keys,
                          guint                 n_keys)
{
  g_autofree char *list = troupe_suggest_list (keys, n_keys);
  g_autofree char *otherwise = n_keys > 0 ? g_strdup_printf ("it takes %s", list) : g_strdup ("it takes none");
  g_autofree char *hint = troupe_suggest (argument->key, keys, n_keys, otherwise);

  troupe_check_error (self, &argument->span, "%s has no key '%.40s'; %s", owner, argument->key, hint);
}

void
troupe_check_word (TroupeCheck       *self,
                   const TroupeSpan  *span,
                   const char        *what,
                   const char        *word,
                   const char *const *words,
                   guint              n_words)
{
  g_autofree char *hint = NULL;

  for (guint i = 0; i < n_words; i++)
    if (g_str_equal (words[i], word))
      return;
  if (n_words == 0)
    return;
  hint = troupe_suggest (word, words, n_words, "'troupe-sim list' prints all");
  troupe_check_error (self, span, "'%.40s' is not %s that this build knows; %s", word, what, hint);
}
