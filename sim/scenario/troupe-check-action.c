/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-check-private.h"

/* ACTION: what its targets may be, how many are picked, what its arguments say. */

#define BIT TROUPE_PLACE_BIT
#define PROC_OR_HOST (TROUPE_PLACES_PROC | TROUPE_PLACES_HOST)

/* What each kind acts on. */
static const guint target_kinds[TROUPE_N_ACTION_KINDS] = {
  [TROUPE_ACTION_TELL] = TROUPE_PLACES_RECEIVER,
  [TROUPE_ACTION_ASK] = TROUPE_PLACES_RECEIVER,
  [TROUPE_ACTION_CAST] = BIT (TROUPE_PLACE_MESH) | BIT (TROUPE_PLACE_RANK),
  [TROUPE_ACTION_QUERY] = TROUPE_PLACES_RECEIVER,
  [TROUPE_ACTION_STOP] = BIT (TROUPE_PLACE_ACTOR) | BIT (TROUPE_PLACE_RANK) | BIT (TROUPE_PLACE_PROC)
                         | BIT (TROUPE_PLACE_MESH) | BIT (TROUPE_PLACE_HOST),
  [TROUPE_ACTION_ABORT] = BIT (TROUPE_PLACE_ACTOR) | BIT (TROUPE_PLACE_RANK),
  [TROUPE_ACTION_DROP] = BIT (TROUPE_PLACE_CLIENT),
  [TROUPE_ACTION_KILL] = TROUPE_PLACES_PROC,
  [TROUPE_ACTION_EXIT] = TROUPE_PLACES_PROC,
  [TROUPE_ACTION_CRASH] = TROUPE_PLACES_HOST,
  [TROUPE_ACTION_RESTART] = PROC_OR_HOST,
  [TROUPE_ACTION_PAUSE] = PROC_OR_HOST,
  [TROUPE_ACTION_RESUME] = PROC_OR_HOST,
  [TROUPE_ACTION_PARTITION] = TROUPE_PLACES_HOST,
  [TROUPE_ACTION_HEAL] = TROUPE_PLACES_HOST,
  [TROUPE_ACTION_RESET] = PROC_OR_HOST,
  [TROUPE_ACTION_SKEW] = TROUPE_PLACES_HOST,
  [TROUPE_ACTION_INJECT] = PROC_OR_HOST,
};

/* How many of the set the seed picks. */
static void
check_amount (TroupeCheck *self,
              TroupePick  *pick)
{
  guint64 n_places = pick->set->places->len;
  guint64 amount = pick->amount != NULL ? (guint64) pick->amount->number : 1;

  switch (pick->kind)
    {
    case TROUPE_PICK_COUNT:
      if (amount > n_places)
        troupe_check_error (self, &pick->span,
                            "%" G_GUINT64_FORMAT " cannot be picked of %" G_GUINT64_FORMAT
                            "; write fewer, or a larger set",
                            amount, n_places);
      pick->n = (guint) MIN (amount, n_places);
      break;

    case TROUPE_PICK_PERCENT:
      /* Both factors are bounded: 10^9 parts of 10^5 names. */
      pick->n = (guint) ((n_places * amount + 999999999) / 1000000000);
      break;

    case TROUPE_PICK_ALL:
    default:
      pick->n = (guint) n_places;
      break;
    }
}

static gboolean
check_pick (TroupeCheck          *self,
            TroupePick           *pick,
            const TroupePlaceUse *use)
{
  if (pick == NULL)
    return FALSE;
  if (!troupe_check_resolve (self, pick->set, use))
    return FALSE;
  check_amount (self, pick);

  return TRUE;
}

/* A cast goes to one mesh, or to ranks of one mesh. */
static void
check_cast (TroupeCheck  *self,
            TroupeAction *action)
{
  const GPtrArray *targets = action->targets->set->places;
  const TroupePlace *first = g_ptr_array_index (targets, 0);

  for (guint i = 0; i < targets->len; i++)
    {
      const TroupePlace *target = g_ptr_array_index (targets, i);

      if (target == first || (target->mesh != NULL && target->mesh == first->mesh))
        continue;
      troupe_check_error (self, &action->targets->span,
                          "'cast' goes to one mesh, and '%s' is of another; write two steps",
                          target->name);
      return;
    }
}

/* ---- Arguments ---- */

/* The one argument that an action takes, if it takes any. */
typedef struct
{
  TroupeActionKind  kind;
  const char       *key;
  gint64            minimum;       /* of a number; -1: it is a text */
  gint64            maximum;
  guint64           default_value;
  gboolean          is_required;
} ActionKey;

static const ActionKey action_keys[] = {
  { TROUPE_ACTION_STOP, "reason", -1, 0, 0, FALSE },
  { TROUPE_ACTION_KILL, "signal", 1, 64, 9, FALSE },
  { TROUPE_ACTION_EXIT, "code", 0, 255, 0, TRUE },
};

static void
take_argument (TroupeCheck          *self,
               TroupeAction         *action,
               const ActionKey      *key,
               const TroupeArgument *argument)
{
  const TroupeValue *value = argument->value;

  if (key->minimum < 0)
    {
      action->reason = value->text;
      return;
    }
  if (value->kind != TROUPE_VALUE_NUMBER || value->billionths != 0
      || value->number < key->minimum || value->number > key->maximum)
    troupe_check_error (self, &value->span,
                        "'%.40s' does not fit %s=; write a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
                        value->text, key->key, key->minimum, key->maximum);
  action->number = (guint64) value->number;
}

static void
check_arguments (TroupeCheck  *self,
                 TroupeAction *action)
{
  const ActionKey *key = NULL;
  g_autofree char *owner = g_strdup_printf ("'%s'", troupe_action_kind_to_string (action->kind));

  for (guint i = 0; i < G_N_ELEMENTS (action_keys); i++)
    if (action_keys[i].kind == action->kind)
      key = &action_keys[i];

  troupe_check_duplicate_keys (self, action->arguments);
  if (key != NULL)
    action->number = key->default_value;
  for (guint i = 0; i < action->arguments->len; i++)
    {
      const TroupeArgument *argument = g_ptr_array_index (action->arguments, i);

      if (key != NULL && g_str_equal (argument->key, key->key))
        take_argument (self, action, key, argument);
      else
        troupe_check_unknown_key (self, argument, owner, key != NULL ? &key->key : NULL, key != NULL ? 1 : 0);
    }
  if (key != NULL && key->is_required && troupe_check_find_argument (action->arguments, key->key) == NULL)
    troupe_check_error (self, &action->span, "'%s=' is missing, which %s needs; add it", key->key, owner);
}

static void
check_inject (TroupeCheck  *self,
              TroupeAction *action)
{
  guint n_names;
  const char *const *names = troupe_vocabulary_list (TROUPE_VOCABULARY_FAULT_POINT, &n_names);

  troupe_check_duplicate_keys (self, action->arguments);
  troupe_check_word (self, &action->span, "a fault point", action->point, names, n_names);
}

void
troupe_check_action (TroupeCheck  *self,
                     TroupeAction *action)
{
  g_autofree char *what = troupe_check_describe_kinds (troupe_action_kind_to_string (action->kind),
                                                       target_kinds[action->kind]);
  TroupePlaceUse use = { target_kinds[action->kind], FALSE, what };
  gboolean is_good = check_pick (self, action->targets, &use);

  check_pick (self, action->others, &use);
  switch (action->kind)
    {
    case TROUPE_ACTION_CAST:
      if (is_good)
        check_cast (self, action);
      troupe_check_message (self, action);
      break;

    case TROUPE_ACTION_TELL:
    case TROUPE_ACTION_ASK:
      troupe_check_message (self, action);
      break;

    case TROUPE_ACTION_LINK:
      troupe_check_link (self, action->link);
      break;

    case TROUPE_ACTION_INJECT:
      check_inject (self, action);
      break;

    case TROUPE_ACTION_REPEAT:
      troupe_check_action (self, action->action);
      break;

    case TROUPE_ACTION_SPAWN:
      /* Checked with the declarations. */
      break;

    case TROUPE_ACTION_QUERY:
    case TROUPE_ACTION_STOP:
    case TROUPE_ACTION_ABORT:
    case TROUPE_ACTION_DROP:
    case TROUPE_ACTION_KILL:
    case TROUPE_ACTION_EXIT:
    case TROUPE_ACTION_CRASH:
    case TROUPE_ACTION_RESTART:
    case TROUPE_ACTION_PAUSE:
    case TROUPE_ACTION_RESUME:
    case TROUPE_ACTION_PARTITION:
    case TROUPE_ACTION_HEAL:
    case TROUPE_ACTION_RESET:
    case TROUPE_ACTION_SKEW:
    default:
      check_arguments (self, action);
      break;
    }
}
