/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-reason.h"
#include "base/troupe-status.h"
#include "scenario/troupe-check-private.h"
#include "scenario/troupe-lexer-private.h"
#include "scenario/troupe-suggest-private.h"

/* EVENT: the subject and the keys that its kind has, their operators and values. */

/* ---- Words ---- */

#define N_WORDS_MAX (TROUPE_N_ACTOR_STATUSES + TROUPE_N_PROC_STATUSES + TROUPE_N_REASONS)

/* A word out of a closed list. */
static void
check_listed (TroupeCheck       *self,
              const TroupeValue *value,
              const char        *what,
              const char *const *words,
              guint              n_words)
{
  g_autofree char *list = troupe_suggest_list (words, n_words);
  g_autofree char *otherwise = g_strdup_printf ("write %s", list);
  g_autofree char *hint = NULL;

  for (guint i = 0; i < n_words; i++)
    if (g_str_equal (words[i], value->text))
      return;
  hint = troupe_suggest (value->text, words, n_words, otherwise);
  troupe_check_error (self, &value->span, "'%.40s' is no %s; %s", value->text, what, hint);
}

/* Actors and procs have other words; a set may hold both, and `*` stands for both. */
static void
check_status (TroupeCheck              *self,
              const TroupeEventPattern *pattern,
              const TroupeValue        *value)
{
  const char *words[N_WORDS_MAX];
  gboolean has_procs = pattern->subject->is_any && pattern->kind == TROUPE_EVENT_STATUS;
  gboolean has_actors = pattern->subject->is_any || pattern->kind != TROUPE_EVENT_STATUS;
  guint n = 0;

  for (guint i = 0; i < pattern->subject->places->len; i++)
    {
      const TroupePlace *place = g_ptr_array_index (pattern->subject->places, i);

      if (place->kind == TROUPE_PLACE_PROC)
        has_procs = TRUE;
      else
        has_actors = TRUE;
    }
  for (guint i = 0; has_actors && i < TROUPE_N_ACTOR_STATUSES; i++)
    words[n++] = troupe_actor_status_to_string (i);
  for (guint i = 0; has_procs && i < TROUPE_N_PROC_STATUSES; i++)
    words[n++] = troupe_proc_status_to_string (i);
  check_listed (self, value,
                has_procs && has_actors ? "status" : has_procs ? "status of a proc" : "status of an actor", words, n);
}

static void
check_reason (TroupeCheck       *self,
              const TroupeValue *value)
{
  const char *words[N_WORDS_MAX];

  for (guint i = 1; i < TROUPE_N_REASONS; i++)
    words[i - 1] = troupe_reason_to_string (i);
  check_listed (self, value, "reason for a return", words, TROUPE_N_REASONS - 1);
}

/* ---- Values ---- */

/* What an attribute says by itself. */
static GVariant *
literal_variant (const TroupeValue *value)
{
  switch (value->kind)
    {
    case TROUPE_VALUE_NUMBER:
      return value->billionths == 0 ? g_variant_new_int64 (value->number) : g_variant_new_string (value->text);
    case TROUPE_VALUE_TIME:
      return value->is_negative ? g_variant_new_int64 (value->number) : g_variant_new_uint64 ((guint64) value->number);
    case TROUPE_VALUE_BOOLEAN:
      return g_variant_new_boolean (value->number != 0);
    case TROUPE_VALUE_WORD:
    case TROUPE_VALUE_STRING:
    case TROUPE_VALUE_TIME_RANGE:
    case TROUPE_VALUE_PERCENT:
    default:
      return g_variant_new_string (value->text);
    }
}

static void
check_key_value (TroupeCheck              *self,
                 const TroupeEventPattern *pattern,
                 const TroupeArgument     *argument,
                 const TroupeKeyRule      *rule)
{
  TroupeValueUse use = { argument->key, TROUPE_PARAMETER_TEXT, NULL, NULL };
  g_autofree char *what = troupe_check_describe_kinds (argument->key, rule->places);
  TroupePlaceUse places = { rule->places, FALSE, what };
  TroupeValue *value = argument->value;
  gboolean is_exact = argument->operator_ != TROUPE_OPERATOR_CONTAINS;
  const TroupeMessageType *type;

  if (rule->kind == TROUPE_KEY_PLACE)
    {
      troupe_check_resolve_value (self, value, &places);
      return;
    }
  if (rule->kind == TROUPE_KEY_ANY)
    {
      value->variant = g_variant_ref_sink (is_exact ? literal_variant (value) : g_variant_new_string (value->text));
      return;
    }
  if (rule->kind == TROUPE_KEY_NUMBER)
    {
      use.kinds = 0;
      use.signature = G_VARIANT_TYPE_INT64;
    }
  if (rule->kind == TROUPE_KEY_BOOLEAN)
    use.kinds = TROUPE_PARAMETER_BOOLEAN;
  if (!troupe_check_value (self, value, &use) || !is_exact)
    return;
  if (rule->kind == TROUPE_KEY_MESSAGE)
    troupe_check_message_name (self, &value->span, value->text, &type);
  if (rule->kind == TROUPE_KEY_STATUS)
    check_status (self, pattern, value);
  if (rule->kind == TROUPE_KEY_REASON)
    check_reason (self, value);
  if (rule->kind == TROUPE_KEY_ID)
    troupe_check_invariant (self, value);
}

/* `<` and `>` compare numbers and times, `~` texts. */
static gboolean
check_operator (TroupeCheck          *self,
                const TroupeArgument *argument,
                const TroupeKeyRule  *rule)
{
  gboolean has_order = rule->kind == TROUPE_KEY_NUMBER
                       || (rule->kind == TROUPE_KEY_ANY
                           && (argument->value->kind == TROUPE_VALUE_TIME
                               || (argument->value->kind == TROUPE_VALUE_NUMBER && argument->value->billionths == 0)));
  gboolean has_text = rule->kind != TROUPE_KEY_NUMBER && rule->kind != TROUPE_KEY_BOOLEAN
                      && rule->kind != TROUPE_KEY_PLACE;

  if ((argument->operator_ == TROUPE_OPERATOR_LESS || argument->operator_ == TROUPE_OPERATOR_GREATER) && !has_order)
    {
      troupe_check_error (self, &argument->span,
                          "'%s' compares whole numbers and times, and %s is none here; write = or !=",
                          troupe_operator_to_string (argument->operator_), argument->key);
      return FALSE;
    }
  if (argument->operator_ == TROUPE_OPERATOR_CONTAINS && !has_text)
    {
      troupe_check_error (self, &argument->span, "'~' looks into texts, and %s is none; write = or !=", argument->key);
      return FALSE;
    }

  return TRUE;
}

/* ---- Keys ---- */

static const TroupeKeyRule *
find_key (const TroupeEventRule *rule,
          const char            *key)
{
  static const TroupeKeyRule attribute = { NULL, TROUPE_KEY_ANY, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (rule->keys) && rule->keys[i].name != NULL; i++)
    if (g_str_equal (rule->keys[i].name, key))
      return &rule->keys[i];

  return rule->has_attributes ? &attribute : NULL;
}

static void
check_key (TroupeCheck              *self,
           const TroupeEventPattern *pattern,
           const TroupeEventRule    *rule,
           const TroupeArgument     *argument)
{
  const TroupeKeyRule *key = find_key (rule, argument->key);
  const char *names[G_N_ELEMENTS (rule->keys) + 1];
  g_autofree char *owner = g_strdup_printf ("event '%s'", rule->name);
  guint n = 0;

  if (key != NULL)
    {
      if (check_operator (self, argument, key))
        check_key_value (self, pattern, argument, key);
      return;
    }
  for (; n < G_N_ELEMENTS (rule->keys) && rule->keys[n].name != NULL; n++)
    names[n] = rule->keys[n].name;
  names[n++] = "nth";
  troupe_check_unknown_key (self, argument, owner, names, n);
}

/* Two keys that are the same in all but position. */
static void
check_repeated (TroupeCheck              *self,
                const TroupeEventPattern *pattern)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < pattern->keys->len; i++)
    {
      const TroupeArgument *argument = g_ptr_array_index (pattern->keys, i);

      if (argument->operator_ == TROUPE_OPERATOR_EQUAL && !g_hash_table_add (seen, argument->key))
        troupe_check_error (self, &argument->span, "'%s=' stands here twice, and both must hold; keep one",
                            argument->key);
    }
}

void
troupe_check_event (TroupeCheck        *self,
                    TroupeEventPattern *pattern)
{
  const TroupeEventRule *rule = troupe_event_rule_get (pattern->kind);
  g_autofree char *what = troupe_check_describe_kinds (rule->name, rule->subjects);
  TroupePlaceUse use = { rule->subjects, FALSE, what };

  if (!pattern->subject->is_any && rule->subjects == 0)
    troupe_check_error (self, &pattern->subject->span, "'%s' is of the whole run; write '%s *'", rule->name,
                        rule->name);
  else if (!pattern->subject->is_any && !troupe_check_resolve (self, pattern->subject, &use))
    return;
  check_repeated (self, pattern);
  for (guint i = 0; i < pattern->keys->len; i++)
    check_key (self, pattern, rule, g_ptr_array_index (pattern->keys, i));
}
