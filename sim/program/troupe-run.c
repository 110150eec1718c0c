/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-run.h"

#include "program/troupe-prove.h"
#include "program/troupe-seal.h"
#include "program/troupe-stack.h"

#include <signal.h>
#include <string.h>

TroupeSimFailure *
troupe_failure_copy (const TroupeSimFailure *self)
{
  return troupe_sim_failure_new (self->id, self->claim, self->text, self->line, self->time_ns);
}

TroupeOutcome *
troupe_outcome_new (void)
{
  TroupeOutcome *self = g_new0 (TroupeOutcome, 1);

  self->trapped_call = -1;

  return self;
}

void
troupe_outcome_free (TroupeOutcome *self)
{
  if (self->result != NULL)
    troupe_sim_result_free (self->result);
  g_free (self->log);
  g_free (self->text);
  g_free (self);
}

TroupeRun *
troupe_run_new (guint   file,
                guint   variant,
                guint64 seed)
{
  TroupeRun *self = g_new0 (TroupeRun, 1);

  self->file = file;
  self->variant = variant;
  self->seed = seed;
  self->failures = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_sim_failure_free);

  return self;
}

TroupeRun *
troupe_run_copy_task (const TroupeRun *self)
{
  TroupeRun *copy = troupe_run_new (self->file, self->variant, self->seed);

  copy->number = self->number;
  copy->order = self->order;
  copy->prefix = self->prefix == NULL ? NULL : g_array_ref (self->prefix);

  return copy;
}

void
troupe_run_free (TroupeRun *self)
{
  g_clear_pointer (&self->prefix, g_array_unref);
  for (guint i = 0; i < TROUPE_N_LANES_MAX; i++)
    g_clear_pointer (&self->outcomes[i], troupe_outcome_free);
  g_ptr_array_unref (self->failures);
  g_free (self);
}

const TroupeSimResult *
troupe_run_get_result (const TroupeRun *self)
{
  for (guint i = 0; i < TROUPE_N_LANES_MAX; i++)
    if (self->outcomes[i] != NULL && self->outcomes[i]->result != NULL)
      return self->outcomes[i]->result;

  return NULL;
}

guint64
troupe_run_get_wall_ns (const TroupeRun *self)
{
  return self->outcomes[0] == NULL ? 0 : self->outcomes[0]->wall_ns;
}

static char *
dup_signal_text (const TroupeOutcome *outcome,
                 const char          *place)
{
  g_autofree char *message = troupe_stack_dup_message (outcome->text);

  switch (outcome->code)
    {
    case SIGXCPU:
      return g_strdup_printf ("it used up its limit of CPU time, at last in %s", place);
    case SIGALRM:
      return g_strdup_printf ("it stood still until its limit of time, in %s", place);
    default:
      return g_strdup_printf ("signal %d (%s) in %s%s%s", outcome->code, strsignal (outcome->code), place,
                              message == NULL ? "" : ": ", message == NULL ? "" : message);
    }
}

/* (transfer full) (nullable): NULL: it ended by itself, with a result */
static TroupeSimFailure *
describe_end (const TroupeOutcome *outcome)
{
  g_autofree char *place = NULL;
  g_autofree char *text = NULL;

  if (outcome->kind == TROUPE_OUTCOME_FINISHED)
    return NULL;

  place = troupe_stack_dup_place (outcome->text);
  if (place == NULL)
    place = g_strdup ("an unknown place");
  if (outcome->trapped_call != -1)
    {
      g_autofree char *call = troupe_seal_dup_call_name (outcome->trapped_call);

      text = g_strdup_printf ("%s, from %s", call, place);
      return troupe_sim_failure_new ("seal", "a running simulation asks its world, never the system", text, 0, 0);
    }
  if (outcome->kind == TROUPE_OUTCOME_EXITED)
    {
      text = g_strdup_printf ("its process exited with code %d", outcome->code);
      return troupe_sim_failure_new ("crash", "a run comes to its end", text, 0, 0);
    }
  text = dup_signal_text (outcome, place);

  return troupe_sim_failure_new ("crash", "a run comes to its end", text, 0, 0);
}

gboolean
troupe_failure_is_awaited (const TroupeSimFailure *self,
                           const TroupeSuiteFile  *file)
{
  const TroupeClaim *fails = file->fails;

  if (fails == NULL)
    return FALSE;
  if (fails->text != NULL)
    return strstr (self->id, fails->text) != NULL || strstr (self->claim, fails->text) != NULL ||
           strstr (self->text, fails->text) != NULL;

  for (guint i = 0; fails->ids != NULL && i < fails->ids->len; i++)
    {
      const TroupeValue *id = g_ptr_array_index (fails->ids, i);

      if (strcmp (id->text, self->id) == 0)
        return TRUE;
    }

  return FALSE;
}

static TroupeSimFailure *
describe_unmet_canary (const TroupeClaim *fails,
                       const GPtrArray   *failures)
{
  g_autofree char *claim = troupe_claim_print (fails);
  g_autoptr (GString) text = g_string_new ("what failed was ");

  if (failures->len == 0)
    g_string_append (text, "nothing");
  for (guint i = 0; i < failures->len; i++)
    {
      const TroupeSimFailure *failure = g_ptr_array_index (failures, i);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", failure->id);
    }

  return troupe_sim_failure_new ("fails", claim, text->str, fails->span.line, 0);
}

/* A canary holds if what it names is among what failed, be it seen by the executor or by the program. */
static void
judge_canary (TroupeRun             *self,
              const TroupeSuiteFile *file)
{
  for (guint i = 0; i < self->failures->len; i++)
    self->held = self->held || troupe_failure_is_awaited (g_ptr_array_index (self->failures, i), file);
  if (!self->held)
    g_ptr_array_insert (self->failures, 0, describe_unmet_canary (file->fails, self->failures));
}

void
troupe_run_judge (TroupeRun             *self,
                  const TroupeSuiteFile *file)
{
  const TroupeSimResult *result = troupe_run_get_result (self);
  TroupeSimFailure *failure = NULL;

  for (guint i = 0; failure == NULL && i < TROUPE_N_LANES_MAX; i++)
    if (self->outcomes[i] != NULL)
      failure = describe_end (self->outcomes[i]);
  if (failure == NULL)
    failure = troupe_prove_compare (self);
  if (failure != NULL)
    g_ptr_array_add (self->failures, failure);
  for (guint i = 0; result != NULL && i < result->failures->len; i++)
    g_ptr_array_add (self->failures, troupe_failure_copy (g_ptr_array_index (result->failures, i)));

  if (file->fails != NULL)
    judge_canary (self, file);
  else
    self->held = self->failures->len == 0;
}
