/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-printer-private.h"
#include "scenario/troupe-lexer-private.h"

/* Steps, claims and pins in the canonical form. */

static void
print_time (GString           *text,
            const char        *word,
            const TroupeValue *value)
{
  if (value == NULL)
    return;
  g_string_append_printf (text, "%s ", word);
  troupe_print_value (text, value);
}

static void
print_when (GString          *text,
            const TroupeWhen *when)
{
  switch (when->kind)
    {
    case TROUPE_WHEN_AT:
      print_time (text, "at", when->time);
      break;
    case TROUPE_WHEN_AFTER:
      print_time (text, "after", when->time);
      break;
    case TROUPE_WHEN_BETWEEN:
      print_time (text, "between", when->from);
      print_time (text, " and", when->until);
      break;
    case TROUPE_WHEN_EVERY:
      print_time (text, "every", when->time);
      print_time (text, " from", when->from);
      print_time (text, " until", when->until);
      break;
    case TROUPE_WHEN_EVENT:
    case TROUPE_WHEN_EVENTS:
    default:
      g_string_append (text, when->kind == TROUPE_WHEN_EVENT ? "when " : "whenever ");
      troupe_print_event (text, when->event);
      print_time (text, " after", when->time);
      break;
    }
}

static void
print_pick (GString          *text,
            const TroupePick *pick)
{
  if (pick->amount != NULL)
    troupe_print_value (text, pick->amount);
  else if (pick->kind == TROUPE_PICK_COUNT)
    g_string_append (text, "one");
  if (pick->kind != TROUPE_PICK_ALL)
    g_string_append (text, " of ");
  troupe_print_set (text, pick->set);
}

static void
print_repeat (GString            *text,
              const TroupeAction *action)
{
  g_string_append_c (text, ' ');
  troupe_print_value (text, action->value);
  print_time (text, " every", action->interval);
}

static void
print_action (GString            *text,
              const TroupeAction *action)
{
  const char *between = " | ";

  if (action->kind == TROUPE_ACTION_LINK)
    {
      troupe_print_link (text, action->link);
      return;
    }
  if (action->kind == TROUPE_ACTION_RESET)
    between = action->is_oneway ? " -> " : " <-> ";
  g_string_append (text, troupe_action_kind_to_string (action->kind));
  if (action->kind == TROUPE_ACTION_REPEAT)
    print_repeat (text, action);
  if (action->point != NULL)
    g_string_append_printf (text, " %s on", action->point);
  if (action->targets != NULL)
    {
      g_string_append_c (text, ' ');
      print_pick (text, action->targets);
    }
  if (action->others != NULL)
    {
      g_string_append (text, between);
      print_pick (text, action->others);
    }
  if (action->kind == TROUPE_ACTION_PARTITION && action->is_oneway)
    g_string_append (text, " oneway");
  if (action->kind == TROUPE_ACTION_SKEW)
    print_time (text, " by", action->value);
  if (action->message != NULL)
    g_string_append_printf (text, " %s", action->message);
  troupe_print_arguments (text, action->arguments);
  if (action->declaration != NULL || action->action != NULL)
    g_string_append_c (text, ' ');
  if (action->declaration != NULL)
    troupe_print_declaration (text, action->declaration);
  if (action->action != NULL)
    print_action (text, action->action);
}

void
troupe_print_step (GString          *text,
                   const TroupeStep *step)
{
  if (step->label != NULL)
    g_string_append_printf (text, "%s: ", step->label);
  print_when (text, step->when);
  g_string_append_c (text, ' ');
  print_action (text, step->action);
}

static void
print_ids (GString         *text,
           const GPtrArray *ids)
{
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      g_string_append_c (text, ' ');
      troupe_print_value (text, g_ptr_array_index (ids, i));
    }
}

void
troupe_print_claim (GString           *text,
                    const TroupeClaim *claim)
{
  static const char *const words[] = { "expect", "never", "order", "settles", "exercises", "sometimes", "fails" };

  g_string_append (text, words[claim->kind]);
  if (claim->event != NULL)
    {
      g_string_append_c (text, ' ');
      troupe_print_event (text, claim->event);
    }
  if (claim->second != NULL)
    {
      g_string_append (text, " before ");
      troupe_print_event (text, claim->second);
    }
  print_time (text, " within", claim->within);
  if (claim->has_count)
    {
      g_string_append (text, " count ");
      troupe_print_value (text, claim->count);
    }
  print_ids (text, claim->ids);
  if (claim->text != NULL)
    {
      g_autofree char *quoted = troupe_string_quote (claim->text);

      g_string_append_printf (text, " %s", quoted);
    }
}

void
troupe_print_pin (GString         *text,
                  const TroupePin *pin)
{
  static const char *const words[] = { "lose", "delay", "first", "pick" };

  g_string_append_printf (text, "%s ", words[pin->kind]);
  if (pin->picked != NULL)
    {
      troupe_print_set (text, pin->picked);
      g_string_append_printf (text, " for %s", pin->label);
      return;
    }
  troupe_print_event (text, pin->event);
  print_time (text, " by", pin->delay);
  if (pin->second != NULL)
    {
      g_string_append (text, " before ");
      troupe_print_event (text, pin->second);
    }
}

/**
 * troupe_pin_print:
 * @pin: a choice that the file keeps
 *
 * Prints it in the canonical form.
 *
 * Returns: (transfer full): the text
 */
char *
troupe_pin_print (const TroupePin *pin)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (pin != NULL, NULL);

  troupe_print_pin (text, pin);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * troupe_claim_print:
 * @claim: a claim
 *
 * Prints what is claimed, in the canonical form.
 *
 * Returns: (transfer full): the text
 */
char *
troupe_claim_print (const TroupeClaim *claim)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (claim != NULL, NULL);

  troupe_print_claim (text, claim);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * troupe_event_pattern_get_kind_name:
 * @pattern: an event
 *
 * Tells what kind of event is meant: the word that the pattern begins with, such as `returned`.
 *
 * Returns: (transfer none): the word
 */
const char *
troupe_event_pattern_get_kind_name (const TroupeEventPattern *pattern)
{
  g_return_val_if_fail (pattern != NULL, NULL);

  return troupe_event_rule_get (pattern->kind)->name;
}

/**
 * troupe_event_pattern_print:
 * @pattern: an event
 *
 * Prints an event as a file writes it, in the canonical form.
 *
 * Returns: (transfer full): the text
 */
char *
troupe_event_pattern_print (const TroupeEventPattern *pattern)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (pattern != NULL, NULL);

  troupe_print_event (text, pattern);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
