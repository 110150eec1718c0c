/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-fault-private.h"
#include "base/troupe-knob.h"
#include "executor/troupe-executor.h"
#include "executor/troupe-precedence.h"
#include "executor/troupe-sim-result.h"
#include "monitor/troupe-monitor.h"
#include "scenario/troupe-event-rule-private.h"

/* What a checked file may say and this build does not execute, each by its name and where it stands. */

typedef struct
{
  const TroupeScenario *scenario;
  TroupeDiagnostics    *diagnostics;
  guint                 n_refused;
  guint                 n_orders; /* `first` lines so far */
} Check;

static void
refuse (Check            *self,
        const TroupeSpan *span,
        const char       *what)
{
  self->n_refused++;
  troupe_diagnostics_add (self->diagnostics, TROUPE_SEVERITY_ERROR, self->scenario->file_name, span,
                          "%s is not executed by this build; leave it out", what);
}

/* ---- places ---- */

static void
check_place (Check             *self,
             const TroupePlace *place,
             const TroupeSpan  *span)
{
  g_autofree char *what = NULL;

  if (place == NULL || !place->is_implicit)
    return;

  what = g_strdup_printf ("The implicit proc '%s'", place->name);
  refuse (self, span, what);
}

static void
check_set (Check                *self,
           const TroupePlaceSet *set)
{
  for (guint i = 0; set != NULL && i < set->places->len; i++)
    check_place (self, g_ptr_array_index (set->places, i), &set->span);
}

/* ---- declarations ---- */

/* What a proc takes. */
static void
check_knobs (Check     *self,
             GPtrArray *arguments)
{
  for (guint i = 0; i < arguments->len; i++)
    {
      const TroupeArgument *argument = g_ptr_array_index (arguments, i);
      g_autofree char *what = g_strdup_printf ("'%s=' of a proc", argument->key);

      if (!troupe_argument_is_via (argument) && troupe_knob_lookup (argument->key) == NULL)
        refuse (self, &argument->span, what);
    }
}

static void
check_declaration (Check                   *self,
                   const TroupeDeclaration *declaration)
{
  check_set (self, declaration->where);

  switch (declaration->kind)
    {
    case TROUPE_DECLARATION_PROC:
      check_knobs (self, declaration->arguments);
      break;
    case TROUPE_DECLARATION_MESH:
      refuse (self, &declaration->span, "'mesh'");
      break;
    case TROUPE_DECLARATION_HOST:
    case TROUPE_DECLARATION_ACTOR:
    case TROUPE_DECLARATION_CLIENT:
    default:
      break;
    }
}

/* ---- events ---- */

static void
check_invariant (Check            *self,
                 const char       *id,
                 const TroupeSpan *span)
{
  g_autofree char *what = g_strdup_printf ("A monitor for %s", id);

  if (troupe_monitor_find (id) == NULL)
    refuse (self, span, what);
}

static void
check_pattern (Check                    *self,
               const TroupeEventPattern *pattern)
{
  if (pattern == NULL)
    return;

  check_set (self, pattern->subject);
  for (guint i = 0; i < pattern->keys->len; i++)
    {
      const TroupeArgument *key = g_ptr_array_index (pattern->keys, i);
      g_autofree char *what = g_strdup_printf ("The key '%s' of this event", key->key);

      check_place (self, key->value->place, &key->span);
      if (!troupe_matcher_knows_key (pattern->kind, key->key))
        refuse (self, &key->span, what);
      else if (pattern->kind == TROUPE_PATTERN_INVARIANT && g_str_equal (key->key, "id"))
        check_invariant (self, key->value->text, &key->span);
    }
}

/* ---- steps ---- */

static gboolean
is_executed (TroupeActionKind kind)
{
  switch (kind)
    {
    case TROUPE_ACTION_TELL:
    case TROUPE_ACTION_ASK:
    case TROUPE_ACTION_QUERY:
    case TROUPE_ACTION_SPAWN:
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
    case TROUPE_ACTION_LINK:
    case TROUPE_ACTION_SKEW:
    case TROUPE_ACTION_INJECT:
    case TROUPE_ACTION_REPEAT:
      return TRUE;
    case TROUPE_ACTION_CAST:
    default:
      return FALSE;
    }
}

/* What is done to machines and the network between them can be done to a host. */
static gboolean
is_for_hosts (TroupeActionKind kind)
{
  return kind >= TROUPE_ACTION_CRASH && kind <= TROUPE_ACTION_INJECT;
}

/* (nullable): what sort of place this action cannot be done to */
static const char *
find_unfit (TroupeActionKind   kind,
            const TroupePlace *place)
{
  switch (place->kind)
    {
    case TROUPE_PLACE_HOST:
      return is_for_hosts (kind) ? NULL : "host";
    case TROUPE_PLACE_MESH:
    case TROUPE_PLACE_RANK:
      return "mesh";
    case TROUPE_PLACE_PROC:
    case TROUPE_PLACE_UNKNOWN_PROC:
      return kind == TROUPE_ACTION_STOP ? "proc" : NULL;
    case TROUPE_PLACE_DRIVER:
    case TROUPE_PLACE_ACTOR:
    case TROUPE_PLACE_CLIENT:
    default:
      return NULL;
    }
}

static void
check_targets (Check              *self,
               const TroupeAction *action)
{
  const TroupePlaceSet *set = action->targets->set;

  check_set (self, set);
  for (guint i = 0; i < set->places->len; i++)
    {
      const char *unfit = find_unfit (action->kind, g_ptr_array_index (set->places, i));
      g_autofree char *what = NULL;

      if (unfit == NULL)
        continue;
      what = g_strdup_printf ("'%s' on a %s", troupe_action_kind_to_string (action->kind), unfit);
      refuse (self, &set->span, what);
      break;
    }
}

/* The one key that a fault point takes is how often it fires. */
static void
check_injection (Check              *self,
                 const TroupeAction *action)
{
  if (!troupe_fault_point_exists (action->point))
    refuse (self, &action->span, "A fault point of this name");
  for (guint i = 0; i < action->arguments->len; i++)
    {
      const TroupeArgument *argument = g_ptr_array_index (action->arguments, i);
      const TroupeValue *value = argument->value;
      g_autofree char *what = g_strdup_printf ("'%s=%s' of an injection", argument->key, value->text);

      if (!g_str_equal (argument->key, "count") || value->kind != TROUPE_VALUE_NUMBER || value->billionths != 0 ||
          value->number < 1)
        refuse (self, &argument->span, what);
    }
}

static void
check_action (Check              *self,
              const TroupeAction *action)
{
  g_autofree char *what = g_strdup_printf ("'%s'", troupe_action_kind_to_string (action->kind));

  if (!is_executed (action->kind))
    {
      refuse (self, &action->span, what);
      return;
    }

  if (action->action != NULL)
    check_action (self, action->action);
  if (action->declaration != NULL)
    check_declaration (self, action->declaration);
  if (action->targets != NULL)
    check_targets (self, action);
  if (action->others != NULL)
    check_set (self, action->others->set);
  if (action->kind == TROUPE_ACTION_INJECT)
    check_injection (self, action);
  check_place (self, action->from, &action->span);
  for (guint i = 0; i < action->n_body; i++)
    check_place (self, action->body[i].place, &action->span);
}

static void
check_step (Check            *self,
            const TroupeStep *step)
{
  check_pattern (self, step->when->event);
  check_action (self, step->action);
}

/* ---- claims ---- */

static void
check_claim (Check             *self,
             const TroupeClaim *claim)
{
  check_pattern (self, claim->event);
  check_pattern (self, claim->second);

  for (guint i = 0; claim->ids != NULL && i < claim->ids->len; i++)
    {
      const TroupeValue *id = g_ptr_array_index (claim->ids, i);

      check_invariant (self, id->text, &id->span);
    }
}

/* ---- statements ---- */

static void
check_setting (Check                 *self,
               const TroupeStatement *statement)
{
  const TroupeSetting *setting = statement->setting;

  if (!troupe_setting_is_faults (setting))
    {
      if (troupe_knob_lookup (setting->key) == NULL)
        refuse (self, &statement->span, "A knob of this name");
      return;
    }

  for (guint i = 0; i < setting->values->len; i++)
    {
      const TroupeValue *value = g_ptr_array_index (setting->values, i);

      if (!g_str_equal (value->text, "on") && !troupe_fault_point_exists (value->text))
        refuse (self, &value->span, "A fault point of this name");
    }
}

static void
check_worlds (Check                 *self,
              const TroupeStatement *statement)
{
  if (!(self->scenario->options.worlds & TROUPE_WORLD_SIM))
    refuse (self, &statement->span, "'worlds' without 'sim'");
}

static void
check_pin (Check           *self,
           const TroupePin *pin)
{
  check_pattern (self, pin->event);
  check_pattern (self, pin->second);
  if (pin->kind != TROUPE_PIN_FIRST)
    return;

  if (!troupe_precedence_can_hold (pin->second))
    refuse (self, &pin->second->span, "Holding back such an event");
  if (++self->n_orders > TROUPE_PRECEDENCES_MAX)
    refuse (self, &pin->span, "One more 'first'");
}

static void
check_limit (Check                 *self,
             const TroupeStatement *statement)
{
  for (guint i = 0; i < statement->arguments->len; i++)
    {
      const TroupeArgument *argument = g_ptr_array_index (statement->arguments, i);

      if (g_str_equal (argument->key, "memory"))
        refuse (self, &argument->span, "'memory=' of a limit");
    }
}

static void
check_statement (Check                 *self,
                 const TroupeStatement *statement)
{
  switch (statement->kind)
    {
    case TROUPE_STATEMENT_USE:
      if (statement->module == NULL)
        refuse (self, &statement->span, "A 'use' whose module was not loaded");
      break;
    case TROUPE_STATEMENT_SET:
      check_setting (self, statement);
      break;
    case TROUPE_STATEMENT_PIN:
      check_pin (self, statement->pin);
      break;
    case TROUPE_STATEMENT_DECLARATION:
      check_declaration (self, statement->declaration);
      break;
    case TROUPE_STATEMENT_STEP:
      check_step (self, statement->step);
      break;
    case TROUPE_STATEMENT_CLAIM:
      check_claim (self, statement->claim);
      break;
    case TROUPE_STATEMENT_WORLDS:
      check_worlds (self, statement);
      break;
    case TROUPE_STATEMENT_LIMIT:
      check_limit (self, statement);
      break;
    case TROUPE_STATEMENT_SCENARIO:
    case TROUPE_STATEMENT_EXPLORE:
    case TROUPE_STATEMENT_LINK:
    case TROUPE_STATEMENT_SWEEP:
    case TROUPE_STATEMENT_SEEDS:
    case TROUPE_STATEMENT_DEFECT:
    default:
      break;
    }
}

/**
 * troupe_sim_can_execute:
 * @scenario: a checked scenario
 * @diagnostics: gets an error for each form that this build does not execute
 *
 * Looks for what troupe_sim_execute() cannot do. A planted defect that is not compiled in is no such thing: who
 * runs the file skips it.
 *
 * Returns: whether the file can be run
 */
gboolean
troupe_sim_can_execute (const TroupeScenario *scenario,
                        TroupeDiagnostics    *diagnostics)
{
  Check self = { .scenario = scenario, .diagnostics = diagnostics };

  g_return_val_if_fail (scenario != NULL, FALSE);
  g_return_val_if_fail (diagnostics != NULL, FALSE);

  for (guint i = 0; i < scenario->statements->len; i++)
    check_statement (&self, g_ptr_array_index (scenario->statements, i));

  return self.n_refused == 0;
}
