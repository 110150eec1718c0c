/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-status.h"
#include "scenario/troupe-check-private.h"

#include <string.h>

/* What can be read, and can never happen: a warning, since a trigger that never fires proves nothing. */

/* Of so many keys of an event these checks take notice, since they compare each with the others and with the
 * subjects. */
#define N_KEYS_MAX 32

static guint
count_keys (const TroupeEventPattern *pattern)
{
  return MIN (pattern->keys->len, N_KEYS_MAX);
}

/* ---- In set-up ---- */

/* Each of these happens to a declared thing once, before time 0, and an event matches from time 0 on. */
static gboolean
is_of_set_up (const TroupeEventPattern *pattern)
{
  static const char *const words[] = { "created", "initializing", "client", "starting", "running", "ready", NULL };

  if (pattern->kind == TROUPE_EVENT_READY || pattern->kind == TROUPE_EVENT_SPAWNED)
    return TRUE;
  for (guint i = 0; pattern->kind == TROUPE_EVENT_STATUS && i < count_keys (pattern); i++)
    {
      const TroupeArgument *key = g_ptr_array_index (pattern->keys, i);

      if (key->operator_ == TROUPE_OPERATOR_EQUAL && g_str_equal (key->key, "is"))
        return g_strv_contains (words, key->value->text);
    }

  return FALSE;
}

static gboolean
are_all_declared (const GPtrArray *places)
{
  for (guint i = 0; i < places->len; i++)
    if (((const TroupePlace *) g_ptr_array_index (places, i))->is_spawned)
      return FALSE;

  return places->len > 0;
}

/* ---- Words that others have ---- */

/* A client is never busy, and what is none is never `client`. (nullable): whom the word does not fit */
static const char *
find_stranger (const TroupeEventPattern *pattern,
               const char               *word)
{
  static const char *const words_of_actors[] = { "initializing", "idle", "processing", NULL };
  const GPtrArray *places = pattern->subject->places;
  guint n_clients = 0;

  for (guint i = 0; i < places->len; i++)
    {
      const TroupePlace *place = g_ptr_array_index (places, i);

      if (place->kind == TROUPE_PLACE_CLIENT || place->kind == TROUPE_PLACE_DRIVER)
        n_clients++;
    }
  if (pattern->kind != TROUPE_EVENT_STATUS || places->len == 0)
    return NULL;
  if (n_clients == 0 && g_str_equal (word, "client"))
    return "what is no client";
  if (n_clients == places->len && g_strv_contains (words_of_actors, word))
    return "a client";

  return NULL;
}

static void
warn_of_stranger (TroupeCheck              *self,
                  const TroupeEventPattern *pattern,
                  const char               *what)
{
  for (guint i = 0; i < count_keys (pattern); i++)
    {
      const TroupeArgument *key = g_ptr_array_index (pattern->keys, i);
      const char *stranger;

      if (key->operator_ != TROUPE_OPERATOR_EQUAL || !g_str_equal (key->key, "is"))
        continue;
      stranger = find_stranger (pattern, key->value->text);
      if (stranger != NULL)
        troupe_check_warning (self, &key->value->span, "%s, since %s is never '%s'; write another status", what,
                              stranger, key->value->text);
    }
}

/* ---- Actors that are not below ---- */

/* How many parents are looked at for one key: far more than a person stacks. What is deeper, or in a ring, which has
 * been reported, is given the benefit of the doubt. */
#define N_PARENTS_MAX 10000

/* Failures climb from child to parent. Of a rank they go to the mesh's owner, so nothing is said of what stands under
 * one. */
static gboolean
may_be_below (const TroupePlace *place,
              const TroupePlace *above,
              guint             *n_parents)
{
  do
    place = place->parent;
  while (place != NULL && place != above && place->kind == TROUPE_PLACE_ACTOR && ++*n_parents < N_PARENTS_MAX);

  return place != NULL;
}

static void
warn_of_unrelated (TroupeCheck              *self,
                   const TroupeEventPattern *pattern,
                   const char               *what)
{
  const GPtrArray *places = pattern->subject->places;

  for (guint i = 0; pattern->kind == TROUPE_EVENT_SUPERVISED && places->len > 0 && i < count_keys (pattern); i++)
    {
      const TroupeArgument *key = g_ptr_array_index (pattern->keys, i);
      const TroupePlace *place = key->value->place;
      gboolean is_direct = g_str_equal (key->key, "via");
      gboolean can_happen = place == NULL || place->kind != TROUPE_PLACE_ACTOR
                            || key->operator_ != TROUPE_OPERATOR_EQUAL;
      guint n_parents = 0;

      for (guint j = 0; !can_happen && j < places->len; j++)
        {
          const TroupePlace *above = g_ptr_array_index (places, j);

          can_happen = above->kind != TROUPE_PLACE_ACTOR
                       || (is_direct ? place->parent == above : may_be_below (place, above, &n_parents));
        }
      if (!can_happen)
        troupe_check_warning (self, &key->value->span,
                              "%s, since '%s' does not stand %sunder '%.40s'; name one that does", what,
                              place->name, is_direct ? "directly " : "",
                              ((const TroupePlaceItem *) g_ptr_array_index (pattern->subject->items, 0))->text);
    }
}

/* ---- Keys that exclude each other ---- */

static gboolean
exclude_as_texts (const TroupeArgument *one,
                  const TroupeArgument *other)
{
  const char *text = one->value->text;

  if (one->operator_ != TROUPE_OPERATOR_EQUAL)
    return FALSE;
  if (other->operator_ == TROUPE_OPERATOR_NOT_EQUAL)
    return g_str_equal (text, other->value->text);

  return other->operator_ == TROUPE_OPERATOR_CONTAINS && strstr (text, other->value->text) == NULL;
}

/* Both are whole numbers, or both are times. */
static gboolean
exclude_as_numbers (const TroupeArgument *one,
                    const TroupeArgument *other)
{
  gint64 a = one->value->number;
  gint64 b = other->value->number;

  if (one->operator_ == TROUPE_OPERATOR_EQUAL)
    return (other->operator_ == TROUPE_OPERATOR_NOT_EQUAL && a == b)
           || (other->operator_ == TROUPE_OPERATOR_LESS && a >= b)
           || (other->operator_ == TROUPE_OPERATOR_GREATER && a <= b);

  /* Between the two bounds there must be room for one. */
  return one->operator_ == TROUPE_OPERATOR_GREATER && other->operator_ == TROUPE_OPERATOR_LESS
         && (b <= a || b - 1 <= a);
}

static gboolean
exclude (const TroupeArgument *one,
         const TroupeArgument *other)
{
  const TroupeValue *a = one->value;
  const TroupeValue *b = other->value;

  if (!g_str_equal (one->key, other->key))
    return FALSE;
  if (a->kind == b->kind && (a->kind == TROUPE_VALUE_NUMBER || a->kind == TROUPE_VALUE_TIME)
      && a->billionths == 0 && b->billionths == 0)
    return exclude_as_numbers (one, other);

  return exclude_as_texts (one, other);
}

static void
warn_of_contradictions (TroupeCheck              *self,
                        const TroupeEventPattern *pattern,
                        const char               *what)
{
  for (guint i = 0; i < count_keys (pattern); i++)
    for (guint j = 0; j < count_keys (pattern); j++)
      {
        const TroupeArgument *one = g_ptr_array_index (pattern->keys, i);
        const TroupeArgument *other = g_ptr_array_index (pattern->keys, j);

        if (i == j || !exclude (one, other))
          continue;
        troupe_check_warning (self, &other->span, "%s, since '%s%s%.40s' and '%s%s%.40s' exclude each other; drop one",
                              what, one->key, troupe_operator_to_string (one->operator_), one->value->text,
                              other->key, troupe_operator_to_string (other->operator_), other->value->text);
        return;
      }
}

/* ---- Patterns and times ---- */

void
troupe_check_never (TroupeCheck              *self,
                    const TroupeEventPattern *pattern,
                    const char               *what)
{
  if (!self->restarts && is_of_set_up (pattern) && are_all_declared (pattern->subject->places))
    troupe_check_warning (self, &pattern->span,
                          "%s, since what is declared is ready before time 0; spawn it by a step, or restart it", what);
  warn_of_stranger (self, pattern, what);
  warn_of_unrelated (self, pattern, what);
  warn_of_contradictions (self, pattern, what);
}

void
troupe_check_when_never (TroupeCheck      *self,
                         const TroupeWhen *when)
{
  guint64 limit_ns = self->scenario->options.limit_time_ns;
  guint64 first_ns = 0;

  if (when->event != NULL)
    {
      troupe_check_never (self, when->event, "this can never fire");
      if (when->event->kind == TROUPE_PATTERN_INVARIANT)
        troupe_check_warning (self, &when->span,
                              "this can never fire, since a run ends with the first broken invariant; drop the step");
      return;
    }
  if (when->kind == TROUPE_WHEN_AT)
    first_ns = when->time_ns;
  if (when->kind == TROUPE_WHEN_BETWEEN || when->kind == TROUPE_WHEN_EVERY)
    first_ns = when->from_ns;
  if (first_ns > limit_ns)
    troupe_check_warning (self, &when->span,
                          "this can never fire, since 'limit time=' ends the run before; write an earlier time");
}
