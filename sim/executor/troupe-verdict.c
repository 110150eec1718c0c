/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-executor.h"

#include <string.h>

/* What a run came to, once it is over. */

static const TroupeMonitor *
find_monitor (TroupeExecutor *self,
              const char     *id)
{
  for (guint i = 0; i < self->monitors->len; i++)
    {
      const TroupeMonitor *monitor = g_ptr_array_index (self->monitors, i);

      if (g_str_equal (monitor->klass->id, id))
        return monitor;
    }

  return NULL;
}

void
troupe_executor_collect_violations (TroupeExecutor *self)
{
  guint64 now_ns = troupe_executor_get_time (self);

  for (guint i = 0; i < self->monitors->len; i++)
    {
      const TroupeMonitor *monitor = g_ptr_array_index (self->monitors, i);

      if (monitor->violation == NULL)
        continue;

      troupe_sim_result_add_failure (self->result, monitor->klass->id, monitor->klass->sentence, monitor->violation, 0,
                                     now_ns);
      if (self->phase == TROUPE_PHASE_RUNNING)
        troupe_claims_observe_invariant (self->claims, monitor->klass->id, now_ns);
    }
}

void
troupe_executor_fail_limit (TroupeExecutor *self,
                            const char     *text)
{
  GPtrArray *statements = self->scenario->statements;
  g_autofree char *claim = g_strdup ("limit");
  guint line = 0;

  for (guint i = 0; i < statements->len; i++)
    {
      const TroupeStatement *statement = g_ptr_array_index (statements, i);

      if (statement->kind != TROUPE_STATEMENT_LIMIT)
        continue;
      g_free (claim);
      claim = troupe_scenario_print_statement (statement);
      line = statement->span.line;
    }

  troupe_sim_result_add_failure (self->result, "limit", claim, text, line, troupe_executor_get_time (self));
}

/* ---- exercises ---- */

/* A run in which an invariant could not be broken proves nothing about it. */
static void
check_exercised (TroupeExecutor    *self,
                 const TroupeClaim *claim)
{
  for (guint i = 0; i < claim->ids->len; i++)
    {
      const TroupeValue *id = g_ptr_array_index (claim->ids, i);
      const TroupeMonitor *monitor = find_monitor (self, id->text);

      if (monitor == NULL)
        troupe_claims_fail (self->claims, claim, "vacuous", troupe_executor_get_time (self),
                            "this build has no monitor for %s", id->text);
      else if (monitor->n_armed == 0)
        troupe_claims_fail (self->claims, claim, "vacuous", troupe_executor_get_time (self),
                            "nothing in this run could have broken %s", id->text);
    }
}

void
troupe_executor_decide (TroupeExecutor *self,
                        gboolean        settled)
{
  GPtrArray *claims = self->scenario->claims;

  for (guint i = 0; i < self->monitors->len; i++)
    {
      TroupeMonitor *monitor = g_ptr_array_index (self->monitors, i);

      if (monitor->klass->finish != NULL)
        monitor->klass->finish (monitor, troupe_sim_run_get_time (self->run), settled);
    }
  troupe_executor_collect_violations (self);

  troupe_claims_finish (self->claims, troupe_executor_get_time (self));
  for (guint i = 0; i < claims->len; i++)
    {
      const TroupeClaim *claim = g_ptr_array_index (claims, i);

      if (claim->kind == TROUPE_CLAIM_EXERCISES)
        check_exercised (self, claim);
    }
}

/* ---- fails ---- */

static gboolean
is_meant (const TroupeClaim      *claim,
          const TroupeSimFailure *failure)
{
  if (claim->text != NULL)
    return strstr (failure->text, claim->text) != NULL || strstr (failure->claim, claim->text) != NULL;

  for (guint i = 0; i < claim->ids->len; i++)
    {
      const TroupeValue *id = g_ptr_array_index (claim->ids, i);

      if (g_str_equal (failure->id, id->text))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_among (const TroupeClaim *claim,
          GPtrArray         *failures)
{
  for (guint i = 0; i < failures->len; i++)
    {
      if (is_meant (claim, g_ptr_array_index (failures, i)))
        return TRUE;
    }

  return FALSE;
}

static void
add_unmet_canary (TroupeExecutor    *self,
                  const TroupeClaim *claim,
                  GPtrArray         *failures)
{
  GString *others = g_string_new (NULL);

  for (guint i = 0; i < failures->len; i++)
    {
      const TroupeSimFailure *failure = g_ptr_array_index (failures, i);

      g_string_append_printf (others, "%s%s", i > 0 ? ", " : "", failure->id);
    }
  if (failures->len == 0)
    g_string_append (others, "nothing");

  troupe_claims_fail (self->claims, claim, "fails", troupe_executor_get_time (self),
                      "what failed was: %s", others->str);
  g_string_free (others, TRUE);
}

/* A canary passes if what it names is among the failures; those are then what was wanted. */
static void
judge_canaries (TroupeExecutor *self)
{
  TroupeSimResult *result = self->result;
  g_autoptr (GPtrArray) failures = NULL;
  GPtrArray *claims = self->scenario->claims;
  gboolean is_canary = FALSE;

  for (guint i = 0; i < claims->len; i++)
    is_canary |= ((const TroupeClaim *) g_ptr_array_index (claims, i))->kind == TROUPE_CLAIM_FAILS;
  if (!is_canary)
    return;

  failures = troupe_sim_result_steal_failures (result);
  for (guint i = 0; i < claims->len; i++)
    {
      const TroupeClaim *claim = g_ptr_array_index (claims, i);

      if (claim->kind == TROUPE_CLAIM_FAILS && !is_among (claim, failures))
        add_unmet_canary (self, claim, failures);
    }

  if (result->failures->len > 0)
    troupe_sim_result_take_failures (result, g_steal_pointer (&failures));
}

/* ---- numbers ---- */

void
troupe_executor_conclude (TroupeExecutor *self)
{
  TroupeSimResult *result = self->result;
  const TroupeSimChoice *choices;
  guint n_choices;

  judge_canaries (self);

  result->hash = troupe_sim_run_get_hash (self->run);
  result->n_events = troupe_sim_run_get_n_events (self->run);
  result->virtual_ns = troupe_executor_get_time (self);
  for (guint i = 0; i < self->monitors->len && i < 64; i++)
    {
      const TroupeMonitor *monitor = g_ptr_array_index (self->monitors, i);

      if (monitor->n_armed > 0)
        result->armed |= G_GUINT64_CONSTANT (1) << i;
    }

  choices = troupe_sim_run_get_choices (self->run, &n_choices);
  for (guint i = 0; i < n_choices; i++)
    {
      guint pair[2] = { choices[i].chosen, choices[i].n };

      g_array_append_vals (result->choices, pair, 2);
    }
}
