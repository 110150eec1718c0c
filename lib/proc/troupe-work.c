/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-deferral-private.h"
#include "proc/troupe-proc-core-private.h"

#include "base/troupe-error.h"

/* Work on a thread, as the rest of a handler. It is a deferral that the world completes: the actor handles no other
 * message meanwhile, and does not wait if it was aborted.
 *
 *   handler ---> work, on a thread ---> done, on the loop ---> the call ends
 *                     |
 *                     +-- the call was given up meanwhile: done is not called
 */

/* A job's way to its thread and back. */
typedef struct
{
  TroupeDeferral *deferral; /* (owned): keeps the call open */
  TroupeWorkFunc  work;
  TroupeDoneFunc  done;     /* (nullable) */
  gpointer        data;
  GDestroyNotify  destroy;  /* (nullable) */
} Job;

static void
job_free (Job *self)
{
  if (self->destroy != NULL)
    self->destroy (self->data);
  troupe_deferral_unref (self->deferral);
  g_free (self);
}

/* On a thread: touches nothing but the job's data. */
static gpointer
job_work (gpointer data)
{
  Job *self = data;

  self->work (self->data);

  return NULL;
}

/* The world ended before the work, or the loop did. Nobody is told: a process that has ended calls no one. */
static void
job_forget (gpointer user_data)
{
  Job *self = user_data;

  if (self->deferral->cell != NULL)
    troupe_deferral_detach (self->deferral);
  job_free (self);
}

/* FALSE if the actor is no longer waiting for its end. */
static gboolean
job_call_done (Job     *self,
               GError **error)
{
  TroupeCell *cell = self->deferral->cell;
  g_autoptr (TroupeProc) proc G_GNUC_UNUSED = g_object_ref (cell->proc);
  gboolean succeeded = TRUE;

  cell->running = TRUE;
  if (self->done != NULL)
    succeeded = self->done (cell, self->data, error);
  cell->running = FALSE;
  if (troupe_cell_check_panic (cell))
    {
      g_clear_error (error);
      return FALSE;
    }
  if (!succeeded && *error == NULL)
    g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "it failed without saying why");

  return TRUE;
}

static void
job_done (gpointer result,
          gpointer user_data)
{
  Job *self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->deferral->cell != NULL && job_call_done (self, &error) && self->deferral->cell != NULL)
    {
      if (error != NULL)
        troupe_deferral_fail (troupe_deferral_ref (self->deferral), error);
      else
        troupe_deferral_complete (troupe_deferral_ref (self->deferral));
    }
  job_free (self);
}

/**
 * troupe_context_run_in_thread: (skip)
 * @self: a context
 * @work: (scope async) (closure data): what to run; it may touch nothing but its data
 * @model_duration_ns: how long it takes in a simulated world, in nanoseconds; 0: nobody has said
 * @done: (scope async) (nullable) (closure data): the rest of the handler, on the loop; a failure fails the actor
 * @data: (nullable): data for @work, and after it for @done
 * @destroy: (nullable): frees @data on the loop's thread, after @done, or without it where the actor was aborted
 *   or the loop ended meanwhile
 * @error: return location for an error
 *
 * Keeps the current call open while @work computes, or blocks, on a thread, and then goes on with @done. May be called
 * where troupe_context_defer() may.
 *
 * Fails with %TROUPE_ERROR_NOT_SUPPORTED where the world has no threads, and in a simulated world where
 * @model_duration_ns is 0; then the call is not kept open, and @destroy is not called.
 *
 * Skipped by bindings: its two functions share one untyped piece of data.
 *
 * Returns: %TRUE if the work is on its way
 */
gboolean
troupe_context_run_in_thread (TroupeContext   *self,
                              TroupeWorkFunc   work,
                              guint64          model_duration_ns,
                              TroupeDoneFunc   done,
                              gpointer         data,
                              GDestroyNotify   destroy,
                              GError         **error)
{
  Job *job;

  g_return_val_if_fail (troupe_cell_is_live (self), FALSE);
  g_return_val_if_fail (work != NULL, FALSE);
  g_return_val_if_fail (self->running && troupe_cell_get_deferral (self) == NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  job = g_new0 (Job, 1);
  job->deferral = troupe_deferral_new (self);
  job->work = work;
  job->done = done;
  job->data = data;
  job->destroy = destroy;
  if (troupe_world_run_in_thread (self->proc->loop->world, job_work, job, model_duration_ns, job_done, job, job_forget,
                                  error))
    return TRUE;

  job->destroy = NULL;
  troupe_deferral_detach (job->deferral);
  job_free (job);

  return FALSE;
}
