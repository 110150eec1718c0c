/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-parser-private.h"
#include "scenario/troupe-suggest-private.h"

#include <string.h>

/* How often and how a file runs: seeds, explore, worlds, limit, sweep. */

/* Keeps what is written of the option, for the printer. */
static TroupeValue *
take_word (TroupeParser    *self,
           TroupeStatement *statement)
{
  TroupeValue *value = troupe_parser_value (self);

  if (statement->words == NULL)
    statement->words = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_value_free);
  if (value != NULL)
    g_ptr_array_add (statement->words, value);

  return value;
}

static gboolean
read_seed (const char *text,
           const char *end,
           guint64    *ret_seed)
{
  g_autofree char *digits = end != NULL ? g_strndup (text, (gsize) (end - text)) : g_strdup (text);

  return g_ascii_string_to_unsigned (digits, 10, 0, G_MAXUINT64, ret_seed, NULL);
}

/* `seeds A-B`, `seeds A` */
gboolean
troupe_parser_seeds (TroupeParser    *self,
                     TroupeStatement *statement)
{
  TroupeScenarioOptions *options = &self->scenario->options;
  const TroupeValue *value;
  const char *dash;

  troupe_parser_next (self);
  value = take_word (self, statement);
  if (value == NULL)
    return FALSE;
  dash = strchr (value->text, '-');
  if (!read_seed (value->text, dash, &options->seed_first)
      || !read_seed (dash != NULL ? dash + 1 : value->text, NULL, &options->seed_last)
      || options->seed_first > options->seed_last)
    {
      options->seed_first = options->seed_last = 1;
      troupe_parser_error (self, &value->span, "'%.40s' is no range of seeds; write one such as 1-200", value->text);
      return FALSE;
    }

  return troupe_parser_finish (self, NULL);
}

/* More than so many changes of priority are as good as chance. */
#define CHANGES_MAX 1000u

/* `explore random | pct N | exhaustive [N]` */
gboolean
troupe_parser_explore (TroupeParser    *self,
                       TroupeStatement *statement)
{
  static const char *const words[] = { "random", "pct", "exhaustive" };
  TroupeScenarioOptions *options = &self->scenario->options;
  const TroupeValue *value;

  troupe_parser_next (self);
  value = take_word (self, statement);
  if (value == NULL)
    return FALSE;
  options->explore_n = G_MAXUINT;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (!g_str_equal (value->text, words[i]))
        continue;
      options->explore = i;
      if (i == TROUPE_EXPLORE_PCT
          || (i == TROUPE_EXPLORE_EXHAUSTIVE && troupe_parser_peek (self, 0)->kind != TROUPE_TOKEN_END))
        {
          TroupeValue *number = troupe_parser_number (self, "a number of choices", 1);

          if (number == NULL)
            return FALSE;
          g_ptr_array_add (statement->words, number);
          options->explore_n = (guint) MIN (number->number, G_MAXINT);
          if (i == TROUPE_EXPLORE_PCT && options->explore_n > CHANGES_MAX)
            troupe_parser_error (self, &number->span, "%u changes of priority are too many; write %u at most",
                                 options->explore_n, CHANGES_MAX);
        }
      return troupe_parser_finish (self, NULL);
    }

  g_autofree char *hint = troupe_suggest (value->text, words, G_N_ELEMENTS (words),
                                          "write random, pct N or exhaustive N");
  troupe_parser_error (self, &value->span, "'%.40s' is no way to explore; %s", value->text, hint);

  return FALSE;
}

/* `worlds sim | real | sim,real` */
gboolean
troupe_parser_worlds (TroupeParser    *self,
                      TroupeStatement *statement)
{
  TroupeScenarioOptions *options = &self->scenario->options;

  troupe_parser_next (self);
  options->worlds = 0;
  do
    {
      const TroupeValue *value = take_word (self, statement);

      if (value == NULL)
        return FALSE;
      if (g_str_equal (value->text, "sim"))
        options->worlds |= TROUPE_WORLD_SIM;
      else if (g_str_equal (value->text, "real"))
        options->worlds |= TROUPE_WORLD_REAL;
      else
        {
          troupe_parser_error (self, &value->span, "'%.40s' is no world; write sim, real or sim,real", value->text);
          return FALSE;
        }
    }
  while (troupe_parser_accept (self, TROUPE_TOKEN_SYMBOL, ","));

  return troupe_parser_finish (self, NULL);
}

static gboolean
read_limit (TroupeParser         *self,
            const TroupeArgument *argument)
{
  static const char *const keys[] = { "time", "events", "memory" };
  TroupeScenarioOptions *options = &self->scenario->options;
  guint64 *const limits[] = { &options->limit_time_ns, &options->limit_events, &options->limit_memory };
  const TroupeValue *value = argument->value;
  g_autofree char *hint = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      TroupeValueKind kind = i == 0 ? TROUPE_VALUE_TIME : TROUPE_VALUE_NUMBER;

      if (!g_str_equal (argument->key, keys[i]))
        continue;
      if (value->kind != kind || value->billionths != 0 || value->number < 1)
        {
          troupe_parser_error (self, &value->span, "'%.40s' is no limit of %s; write %s", value->text, keys[i],
                               i == 0 ? "a time such as 10m" : "a whole number such as 50M");
          return FALSE;
        }
      if (*limits[i] != G_MAXUINT64)
        {
          troupe_parser_error (self, &argument->span, "'%s=' stands here twice; keep one", keys[i]);
          return FALSE;
        }
      *limits[i] = (guint64) value->number;
      return TRUE;
    }

  hint = troupe_suggest (argument->key, keys, G_N_ELEMENTS (keys), "write time=, events= or memory=");
  troupe_parser_error (self, &argument->span, "there is no limit of '%.40s'; %s", argument->key, hint);

  return FALSE;
}

/* `limit [time=T] [events=N] [memory=N]` */
gboolean
troupe_parser_limit (TroupeParser    *self,
                     TroupeStatement *statement)
{
  static const char *const keys[] = { "time=", "events=", "memory=", NULL };

  troupe_parser_next (self);
  statement->arguments = troupe_parser_arguments (self, /* operators = */ FALSE);
  if (statement->arguments == NULL)
    return FALSE;
  if (statement->arguments->len == 0)
    {
      troupe_parser_error_missing (self, "a limit", "write time=, events= or memory=");
      return FALSE;
    }
  for (guint i = 0; i < statement->arguments->len; i++)
    if (!read_limit (self, g_ptr_array_index (statement->arguments, i)))
      return FALSE;

  return troupe_parser_finish (self, keys);
}

/* `sweep NAME = VALUE, VALUE, ...` */
TroupeSweep *
troupe_parser_sweep (TroupeParser *self)
{
  g_autoptr (TroupeSweep) sweep = g_new0 (TroupeSweep, 1);
  guint first = self->position;

  troupe_parser_next (self);
  sweep->values = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_value_free);
  sweep->name = troupe_parser_word (self, "a name", troupe_word_is_name);
  if (sweep->name == NULL || !troupe_parser_expect (self, TROUPE_TOKEN_SYMBOL, "=", "write sweep NAME = VALUE, VALUE"))
    return NULL;
  do
    {
      TroupeValue *value = troupe_parser_value (self);

      if (value == NULL)
        return NULL;
      g_ptr_array_add (sweep->values, value);
    }
  while (troupe_parser_accept (self, TROUPE_TOKEN_SYMBOL, ","));
  if (!troupe_parser_finish (self, NULL))
    return NULL;
  sweep->span = troupe_parser_span (self, first);

  return g_steal_pointer (&sweep);
}
