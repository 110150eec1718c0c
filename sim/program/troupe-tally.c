/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-tally.h"

#include "monitor/troupe-monitor.h"

#include <string.h>

static void
tally_entry_free (gpointer data)
{
  TroupeTallyEntry *self = data;

  troupe_sim_failure_free (self->failure);
  g_clear_pointer (&self->run, troupe_run_free);
  g_free (self->output);
  g_free (self->history);
  g_free (self);
}

TroupeTally *
troupe_tally_new (const TroupeSuiteFile *file)
{
  TroupeTally *self = g_new0 (TroupeTally, 1);

  self->file = file;
  self->failures = g_ptr_array_new_with_free_func (tally_entry_free);
  self->awaited = g_ptr_array_new_with_free_func (tally_entry_free);

  return self;
}

void
troupe_tally_free (TroupeTally *self)
{
  g_ptr_array_unref (self->failures);
  g_ptr_array_unref (self->awaited);
  g_free (self);
}

/* What happened differs from seed to seed, but for crashes, whose text says where. */
static gboolean
are_alike (const TroupeSimFailure *a,
           const TroupeSimFailure *b)
{
  gboolean is_crash = strcmp (a->id, "crash") == 0 || strcmp (a->id, "seal") == 0;

  return a->line == b->line && strcmp (a->id, b->id) == 0 && strcmp (a->claim, b->claim) == 0 &&
         (!is_crash || strcmp (a->text, b->text) == 0);
}

static char *
dup_output (const TroupeRun *run)
{
  for (guint i = 0; i < TROUPE_N_LANES_MAX; i++)
    if (run->outcomes[i] != NULL && run->outcomes[i]->text != NULL)
      return g_strdup (run->outcomes[i]->text);

  return NULL;
}

static void
add_failure (GPtrArray              *entries,
             const TroupeRun        *run,
             const TroupeSimFailure *failure)
{
  const TroupeSimResult *result = troupe_run_get_result (run);
  TroupeTallyEntry *entry;

  for (guint i = 0; i < entries->len; i++)
    {
      entry = g_ptr_array_index (entries, i);
      if (are_alike (entry->failure, failure))
        {
          entry->n_runs++;
          return;
        }
    }

  entry = g_new0 (TroupeTallyEntry, 1);
  entry->failure = troupe_failure_copy (failure);
  entry->run = troupe_run_copy_task (run);
  entry->n_runs = 1;
  entry->n_events = result == NULL ? 0 : result->n_events;
  entry->output = dup_output (run);
  g_ptr_array_add (entries, entry);
}

void
troupe_tally_add (TroupeTally     *self,
                  const TroupeRun *run)
{
  const TroupeSimResult *result = troupe_run_get_result (run);

  self->n_runs++;
  self->n_failed += !run->held;
  self->wall_ns += troupe_run_get_wall_ns (run);
  if (result != NULL)
    {
      self->n_events += result->n_events;
      self->sometimes |= result->sometimes;
      self->armed |= result->armed;
      self->kept |= result->kept;
    }

  for (guint i = 0; i < run->failures->len; i++)
    {
      const TroupeSimFailure *failure = g_ptr_array_index (run->failures, i);

      if (!run->held)
        add_failure (self->failures, run, failure);
      else if (troupe_failure_is_awaited (failure, self->file))
        add_failure (self->awaited, run, failure);
    }
}

static void
add_failure_of_file (TroupeTally *self,
                     const char  *id,
                     const char  *claimed,
                     const char  *text,
                     guint        line)
{
  TroupeTallyEntry *entry = g_new0 (TroupeTallyEntry, 1);

  entry->failure = troupe_sim_failure_new (id, claimed, text, line, 0);
  g_ptr_array_add (self->failures, entry);
}

static void
fail_file (TroupeTally       *self,
           const char        *id,
           const TroupeClaim *claim,
           const char        *text)
{
  g_autofree char *claimed = troupe_claim_print (claim);

  add_failure_of_file (self, id, claimed, text, claim->span.line);
}

/* A choice that is not there any more is kept in vain, and nobody would know. */
static void
check_kept (TroupeTally *self)
{
  const GPtrArray *pins = troupe_suite_file_get_scenario (self->file)->pins;
  g_autofree char *text = g_strdup_printf ("in %" G_GUINT64_FORMAT " runs nothing happened that it is about",
                                           self->n_runs);

  for (guint i = 0; i < pins->len; i++)
    {
      const TroupePin *pin = g_ptr_array_index (pins, i);
      g_autofree char *printed = NULL;

      if (pin->kind == TROUPE_PIN_PICK || (self->kept & (G_GUINT64_CONSTANT (1) << MIN (i, 63))) != 0)
        continue;
      printed = troupe_pin_print (pin);
      add_failure_of_file (self, "vacuous", printed, text, pin->span.line);
    }
}

static gboolean
is_armed (const TroupeTally *self,
          const char        *id)
{
  guint n_monitors;
  const TroupeMonitorClass *const *monitors = troupe_monitor_list (&n_monitors);

  for (guint i = 0; i < n_monitors; i++)
    if (strcmp (monitors[i]->id, id) == 0)
      return (self->armed & (G_GUINT64_CONSTANT (1) << i)) != 0;

  return FALSE;
}

static void
check_exercises (TroupeTally       *self,
                 const TroupeClaim *claim)
{
  for (guint i = 0; i < claim->ids->len; i++)
    {
      const TroupeValue *id = g_ptr_array_index (claim->ids, i);
      g_autofree char *text = NULL;

      if (is_armed (self, id->text))
        continue;
      text = g_strdup_printf ("in %" G_GUINT64_FORMAT " runs %s never had an occasion to be broken", self->n_runs,
                              id->text);
      fail_file (self, "vacuous", claim, text);
    }
}

void
troupe_tally_finish (TroupeTally *self)
{
  const GPtrArray *claims = troupe_suite_file_get_scenario (self->file)->claims;

  /* Of runs that failed, a part is missing; of a canary nothing else is asked. */
  if (self->n_runs == 0 || self->n_failed > 0 || self->file->fails != NULL)
    return;

  for (guint i = 0; i < claims->len; i++)
    {
      const TroupeClaim *claim = g_ptr_array_index (claims, i);
      g_autofree char *text = NULL;

      if (claim->kind == TROUPE_CLAIM_EXERCISES && !self->is_partial)
        check_exercises (self, claim);
      if (claim->kind != TROUPE_CLAIM_SOMETIMES || self->is_partial ||
          (self->sometimes & (G_GUINT64_CONSTANT (1) << MIN (claim->index, 63))) != 0)
        continue;
      text = g_strdup_printf ("it happened in none of %" G_GUINT64_FORMAT " runs", self->n_runs);
      fail_file (self, "sometimes", claim, text);
    }
  if (!self->is_partial)
    check_kept (self);
}

gboolean
troupe_tally_held (const TroupeTally *self)
{
  return self->n_failed == 0 && self->failures->len == 0;
}
