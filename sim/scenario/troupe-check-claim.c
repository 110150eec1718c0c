/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-check-private.h"
#include "scenario/troupe-lexer-private.h"

/* Claims, and the pins that keep choices. */

/* What the language itself names. Whether a build has a monitor for each is the executor's business. */
static const char *const fixed_ids[] = {
  "AI-1", "AI-3", "CI-1", "CI-2", "FATE-1", "ORD-1", "CAST-1", "SUP-1", "LIFE-1", "PROC-1", "ROUTE-1", "OWN-1",
};

void
troupe_check_invariant (TroupeCheck       *self,
                        const TroupeValue *id)
{
  guint n_names;
  const char *const *names = troupe_vocabulary_list (TROUPE_VOCABULARY_INVARIANT, &n_names);
  g_autofree const char **words = g_new0 (const char *, n_names + G_N_ELEMENTS (fixed_ids));

  for (guint i = 0; i < n_names + G_N_ELEMENTS (fixed_ids); i++)
    words[i] = i < n_names ? names[i] : fixed_ids[i - n_names];
  if (!troupe_word_is_id (id->text))
    troupe_check_error (self, &id->span, "'%.40s' is no invariant; write its id, such as AI-1", id->text);
  else if (n_names > 0)
    troupe_check_word (self, &id->span, "an invariant", id->text, words, n_names + G_N_ELEMENTS (fixed_ids));
}

void
troupe_check_claim (TroupeCheck *self,
                    TroupeClaim *claim)
{
  if (claim->event != NULL)
    troupe_check_event (self, claim->event);
  if (claim->second != NULL)
    troupe_check_event (self, claim->second);
  for (guint i = 0; claim->ids != NULL && i < claim->ids->len; i++)
    troupe_check_invariant (self, g_ptr_array_index (claim->ids, i));
}

/* The PICK of an action, or of what it repeats. */
static const TroupePick *
find_pick (const TroupeAction *action)
{
  while (action->action != NULL)
    action = action->action;
  if (action->targets != NULL && action->targets->kind != TROUPE_PICK_ALL)
    return action->targets;
  if (action->others != NULL && action->others->kind != TROUPE_PICK_ALL)
    return action->others;

  return NULL;
}

static void
check_picked (TroupeCheck      *self,
              TroupePin        *pin,
              const TroupePick *pick)
{
  static const TroupePlaceUse any = {
    G_MAXUINT & ~TROUPE_PLACE_BIT (TROUPE_PLACE_UNKNOWN_PROC), FALSE, "name one that the step can pick",
  };

  if (!troupe_check_resolve (self, pin->picked, &any))
    return;
  for (guint i = 0; i < pin->picked->places->len; i++)
    {
      TroupePlace *place = g_ptr_array_index (pin->picked->places, i);

      if (g_ptr_array_find (pick->set->places, place, NULL))
        continue;
      troupe_check_error (self, &pin->picked->span, "'%s' is none of those that '%s' picks from; name one of them",
                          place->name, pin->label);
      return;
    }
  if (pin->picked->places->len != pick->n)
    troupe_check_error (self, &pin->picked->span, "'%s' picks %u, and here stand %u; name as many", pin->label, pick->n,
                        pin->picked->places->len);
}

static void
check_pick (TroupeCheck *self,
            TroupePin   *pin)
{
  const TroupePick *pick;

  for (guint i = 0; i < self->scenario->steps->len && pin->step == NULL; i++)
    {
      TroupeStep *step = g_ptr_array_index (self->scenario->steps, i);

      if (g_strcmp0 (step->label, pin->label) == 0)
        pin->step = step;
    }
  if (pin->step == NULL)
    {
      troupe_check_error (self, &pin->span, "no step has the label '%s'; write '%s: at ...' before one", pin->label,
                          pin->label);
      return;
    }
  pick = find_pick (pin->step->action);
  if (pick == NULL)
    troupe_check_error (self, &pin->span, "step '%s' picks nothing; drop this line", pin->label);
  else if (pick->set->places->len > 0)
    check_picked (self, pin, pick);
}

void
troupe_check_pin (TroupeCheck *self,
                  TroupePin   *pin)
{
  if (pin->event != NULL)
    troupe_check_event (self, pin->event);
  if (pin->second != NULL)
    troupe_check_event (self, pin->second);
  if (pin->kind == TROUPE_PIN_PICK)
    check_pick (self, pin);
}
