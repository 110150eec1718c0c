/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-deferral-private.h"
#include "proc/troupe-proc-core-private.h"

#include "base/troupe-error.h"

/**
 * TroupeDeferral:
 *
 * A promise to end the handling of the current message later, made by troupe_context_defer(). Until then its actor
 * handles no other; signals, supervision, introspection and replies still reach it.
 *
 * ```
 *   made -> completed        the call ends well
 *        -> failed           the call ends with an error, and its actor fails
 *        -> dropped          the last reference went first: its actor fails
 *        -> cancelled        the actor was aborted or failed meanwhile: completing has no effect
 * ```
 *
 * The actor and the holder have a reference each. Only the holder's counts as a promise. It belongs to the loop's
 * thread: what is done elsewhere completes it through troupe_loop_post().
 */

G_DEFINE_BOXED_TYPE (TroupeDeferral, troupe_deferral, troupe_deferral_ref, troupe_deferral_unref)

TroupeDeferral *
troupe_deferral_new (TroupeCell *cell)
{
  TroupeDeferral *self = g_new0 (TroupeDeferral, 1);
  TroupeCellRare *rare = troupe_cell_get_rare (cell);

  self->n_refs = 2;
  self->cell = cell;
  rare->deferral = self;
  rare->call_began_ns = cell->proc->loop->call_began_ns;
  cell->deferred = TRUE;

  return self;
}

/**
 * troupe_deferral_ref:
 * @self: a deferral
 *
 * Adds a holder. On the loop's thread.
 *
 * Returns: (transfer full): @self
 */
TroupeDeferral *
troupe_deferral_ref (TroupeDeferral *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  self->n_refs++;

  return self;
}

/* The open call of the cell is over. */
static void
deferral_end (TroupeDeferral *self,
              GError         *error)
{
  TroupeCell *cell = self->cell;

  if (cell == NULL)
    {
      g_clear_error (&error);
      return;
    }

  troupe_deferral_detach (self);
  if (cell->running)
    cell->rare->deferral_error = error;
  else
    troupe_cell_end_call (cell, error);
}

/**
 * troupe_deferral_unref:
 * @self: (transfer full): a deferral
 *
 * Lets go of a deferral. When the last holder lets go of one that was neither completed nor failed, its actor fails: a
 * lost promise must not leave an actor waiting for ever. On the loop's thread.
 */
void
troupe_deferral_unref (TroupeDeferral *self)
{
  gboolean dropped;

  g_return_if_fail (self != NULL);

  self->n_refs--;
  dropped = self->n_refs == 1 && self->cell != NULL && !self->timed;
  if (self->n_refs == 0)
    g_free (self);
  else if (dropped)
    deferral_end (self, g_error_new_literal (TROUPE_ERROR, TROUPE_ERROR_FAILED,
                                             "A deferral was dropped before it was completed"));
}

void
troupe_deferral_detach (TroupeDeferral *self)
{
  TroupeCell *cell = self->cell;

  g_assert (cell != NULL && cell->rare->deferral == self);

  troupe_loop_cancel_timer (cell->proc->loop, &self->timer);
  cell->rare->deferral = NULL;
  self->cell = NULL;
  if (--self->n_refs == 0)
    g_free (self);
}

/**
 * troupe_deferral_complete:
 * @self: (transfer full): a deferral
 *
 * Ends the handling well. Has no effect if the actor has failed or was aborted meanwhile. On the loop's thread.
 */
void
troupe_deferral_complete (TroupeDeferral *self)
{
  g_return_if_fail (self != NULL);

  self->n_refs++;
  deferral_end (self, NULL);
  self->n_refs--;
  troupe_deferral_unref (self);
}

/**
 * troupe_deferral_fail:
 * @self: (transfer full): a deferral
 * @error: why
 *
 * Ends the handling with a failure of the actor. Has no effect if it has failed or was aborted meanwhile. On the
 * loop's thread.
 */
void
troupe_deferral_fail (TroupeDeferral *self,
                      const GError   *error)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (error != NULL);

  self->n_refs++;
  deferral_end (self, g_error_copy (error));
  self->n_refs--;
  troupe_deferral_unref (self);
}
