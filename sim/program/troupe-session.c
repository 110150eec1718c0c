/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-session.h"

#include "program/troupe-interrupt.h"
#include "program/troupe-prove.h"
#include "program/troupe-seal.h"
#include "program/troupe-stack.h"

#include <string.h>

/* So far results may run ahead of the one that is told next: a run that takes long holds up no worker, and memory
 * stays bounded. */
#define RUNS_OUT_OF_ORDER_MAX 4096

/* Failures of a file whose history is looked up; each takes a run. */
#define HISTORIES_MAX 8

/* An event is a line of about a hundred bytes. */
#define HISTORY_EVENTS_MAX 1000000

typedef struct
{
  const TroupeSuite *suite;
  TroupePlan        *plan;
  TroupeWorkerPool  *pool;
  TroupeReport      *report;
  gboolean           is_partial;  /* only some of the seeds were asked for */
  TroupeSummary      summary;
  gint64             start_us;
  GHashTable        *early;       /* number to TroupeRun (owned): results that came before their turn */
  guint64            n_submitted;
  guint64            n_told;      /* the number of the run that is told next */
  guint              file;        /* the file of the run that was told last */
  TroupeTally       *tally;       /* (nullable): of that file */
} Session;

/* (transfer full) (nullable) */
static char *
session_look_up_difference (Session                *self,
                            const TroupeTallyEntry *entry,
                            GError                **error)
{
  g_autoptr (TroupeOutcome) a = NULL;
  g_autoptr (TroupeOutcome) b = NULL;

  a = troupe_worker_pool_repeat (self->pool, entry->run, 0, TROUPE_RUN_LOG_WHOLE, error);
  if (a == NULL)
    return NULL;
  b = troupe_worker_pool_repeat (self->pool, entry->run, 1, TROUPE_RUN_LOG_WHOLE, error);
  if (b == NULL || a->log == NULL || b->log == NULL)
    return NULL;

  return troupe_prove_dup_difference (a->log, b->log);
}

/* A crash leaves a stack and no log; everything else has the events before it. FALSE: see the error. */
static gboolean
session_look_up_history (Session           *self,
                         TroupeTallyEntry  *entry,
                         GError           **error)
{
  g_autoptr (TroupeOutcome) outcome = NULL;
  g_autoptr (GError) local_error = NULL;

  if (entry->output != NULL)
    {
      g_autofree char *output = g_steal_pointer (&entry->output);

      entry->output = troupe_stack_dup_with_names (output);
    }
  if (entry->run == NULL || entry->n_events == 0 || entry->n_events > HISTORY_EVENTS_MAX)
    return TRUE;

  if (strcmp (entry->failure->id, TROUPE_FAILURE_DETERMINISM) == 0)
    {
      entry->history = session_look_up_difference (self, entry, &local_error);
    }
  else
    {
      outcome = troupe_worker_pool_repeat (self->pool, entry->run, 0, TROUPE_RUN_LOG_TAIL, &local_error);
      if (outcome != NULL)
        entry->history = g_steal_pointer (&outcome->log);
    }
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

/* What fails with another in one run has its history too. */
static gboolean
follows_in_its_run (const TroupeTallyEntry *entry,
                    const TroupeTallyEntry *before)
{
  return entry->run != NULL && before->run != NULL && entry->run->number == before->run->number;
}

static gboolean
session_look_up_histories (Session    *self,
                           GPtrArray  *entries,
                           GError    **error)
{
  for (guint i = 0; i < MIN (entries->len, HISTORIES_MAX) && !troupe_interrupt_is_asked (); i++)
    {
      TroupeTallyEntry *entry = g_ptr_array_index (entries, i);

      if (i > 0 && follows_in_its_run (entry, g_ptr_array_index (entries, i - 1)))
        continue;
      if (!session_look_up_history (self, entry, error))
        return FALSE;
    }

  return TRUE;
}

/* The runs of the present file are all told. */
static gboolean
session_close_file (Session  *self,
                    GError  **error)
{
  TroupeTally *tally = self->tally;

  if (tally == NULL)
    return TRUE;

  tally->is_partial = self->is_partial || self->summary.is_interrupted;
  tally->was_cut = troupe_plan_was_cut (self->plan, self->file);
  troupe_tally_finish (tally);
  if (!session_look_up_histories (self, tally->failures, error) ||
      (self->report->is_verbose && !session_look_up_histories (self, tally->awaited, error)))
    return FALSE;

  if (tally->file->skip_reason != NULL)
    self->summary.n_files_skipped++;
  else if (tally->n_runs > 0)
    self->summary.n_files_run++;
  self->summary.n_files_failed += !troupe_tally_held (tally);
  self->report->add_file (self->report, tally, &self->summary);
  g_clear_pointer (&self->tally, troupe_tally_free);

  return TRUE;
}

/* Closes the present file and those after it that are skipped, and opens @file; the number of files: none. */
static gboolean
session_go_to_file (Session  *self,
                    guint     file,
                    GError  **error)
{
  while (self->tally != NULL && self->file < file)
    {
      if (!session_close_file (self, error))
        return FALSE;
      self->file++;
      if (self->file < self->suite->files->len)
        self->tally = troupe_tally_new (g_ptr_array_index (self->suite->files, self->file));
    }

  return TRUE;
}

static void
session_note_seal (Session         *self,
                   const TroupeRun *run)
{
  for (guint i = 0; i < TROUPE_N_LANES_MAX; i++)
    if (run->outcomes[i] != NULL && run->outcomes[i]->seal_errno != 0)
      self->summary.unsealed_reason = g_strerror (run->outcomes[i]->seal_errno);
}

static void
session_count (Session         *self,
               const TroupeRun *run)
{
  const TroupeSimResult *result = troupe_run_get_result (run);

  self->summary.n_runs++;
  self->summary.n_failed += !run->held;
  self->summary.n_events += result == NULL ? 0 : result->n_events;
  self->summary.elapsed_ns = (g_get_monotonic_time () - self->start_us) * 1000;
  self->summary.n_runs_planned = troupe_plan_get_n_runs (self->plan);
  self->summary.n_mismatches += troupe_prove_differs (run);
}

/* One run, in the order of the plan. */
static gboolean
session_tell (Session    *self,
              TroupeRun  *run,
              GError    **error)
{
  const TroupeSuiteFile *file = g_ptr_array_index (self->suite->files, run->file);

  troupe_run_judge (run, file);
  troupe_plan_learn (self->plan, run);
  session_note_seal (self, run);
  if (run->is_hidden)
    return TRUE;
  if (!session_go_to_file (self, run->file, error))
    return FALSE;

  session_count (self, run);
  troupe_tally_add (self->tally, run);
  self->report->add_run (self->report, file, run, &self->summary);

  return TRUE;
}

/* Tells what is here without a gap, or, after an interrupt, over all gaps. */
static gboolean
session_tell_early (Session  *self,
                    GError  **error)
{
  gboolean may_skip = self->summary.is_interrupted;

  for (; self->n_told < self->n_submitted; self->n_told++)
    {
      g_autoptr (TroupeRun) run = g_hash_table_lookup (self->early, &self->n_told);

      if (run == NULL && may_skip)
        continue;
      if (run == NULL)
        return TRUE;
      g_hash_table_remove (self->early, &self->n_told);
      if (!session_tell (self, run, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
session_submit (Session  *self,
                GError  **error)
{
  while (self->n_submitted - self->n_told < RUNS_OUT_OF_ORDER_MAX && troupe_worker_pool_has_room (self->pool))
    {
      TroupeRun *run = troupe_plan_next (self->plan);

      if (run == NULL)
        return TRUE;
      self->n_submitted++;
      if (!troupe_worker_pool_submit (self->pool, run, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
session_loop (Session  *self,
              GError  **error)
{
  g_autoptr (GError) local_error = NULL;

  for (;;)
    {
      TroupeRun *run;

      if (!self->summary.is_interrupted && !session_submit (self, error))
        return FALSE;
      run = troupe_worker_pool_take (self->pool, &local_error);
      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      self->summary.is_interrupted = troupe_interrupt_is_asked ();
      if (run != NULL)
        g_hash_table_insert (self->early, &run->number, run);
      if (!session_tell_early (self, error))
        return FALSE;
      if (run == NULL && (self->summary.is_interrupted || troupe_plan_is_over (self->plan)))
        return TRUE;
    }
}

static void
session_clear (Session *self)
{
  GHashTableIter iter;
  gpointer run;

  g_hash_table_iter_init (&iter, self->early);
  while (g_hash_table_iter_next (&iter, NULL, &run))
    troupe_run_free (run);
  g_hash_table_unref (self->early);
  g_clear_pointer (&self->tally, troupe_tally_free);
}

TroupeSessionEnd
troupe_session_run (const TroupeSuite              *suite,
                    TroupePlan                     *plan,
                    TroupeWorkerPool               *pool,
                    TroupeReport                   *report,
                    const TroupeWorkerPoolOptions  *options,
                    gboolean                        is_partial,
                    GError                        **error)
{
  Session self = { .suite = suite, .plan = plan, .pool = pool, .report = report, .is_partial = is_partial };
  gboolean is_done;

  g_return_val_if_fail (suite->files->len > 0, TROUPE_SESSION_HELD);

  self.summary.n_files = suite->files->len;
  self.summary.n_runs_planned = troupe_plan_get_n_runs (plan);
  self.summary.is_proven = options->is_proven;
  self.summary.unsealed_reason = options->is_sealed ? troupe_seal_get_obstacle () : NULL;
  self.start_us = g_get_monotonic_time ();
  self.early = g_hash_table_new (g_int64_hash, g_int64_equal);
  self.tally = troupe_tally_new (g_ptr_array_index (suite->files, 0));

  report->begin (report, &self.summary);
  is_done = session_loop (&self, error) && session_go_to_file (&self, suite->files->len, error);
  session_clear (&self);
  if (!is_done)
    return TROUPE_SESSION_BROKEN;

  self.summary.elapsed_ns = (g_get_monotonic_time () - self.start_us) * 1000;
  report->finish (report, &self.summary);

  return self.summary.n_files_failed > 0 ? TROUPE_SESSION_FAILED : TROUPE_SESSION_HELD;
}
