/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-destroy-private.h"
#include "proc/troupe-proc-core-private.h"
#include "proc/troupe-supervision-event-private.h"

#include "base/troupe-error.h"

/* What becomes of an event that no actor has handled. If the proc has a coordinator, that hears of it as a parent
 * would: it supervises the roots, and is itself the last root to stop. Without one, or where the coordinator is the one
 * who ends, a failure ends the process; one of an actor that the proc's destruction aborted is in its answer. */

static gboolean
proc_check_coordinator (TroupeProc    *self,
                        TroupeActorId *actor,
                        TroupeCell    *cell,
                        GError       **error)
{
  g_autofree char *text = NULL;

  if (!self->had_coordinator && cell != NULL && !troupe_cell_is_client (cell) && cell->root == cell &&
      cell->mailbox.closed == TROUPE_REASON_NONE)
    return TRUE;

  text = troupe_actor_id_to_string (actor);
  if (self->had_coordinator)
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS, "Could not make %s the coordinator: the proc has had one",
                 text);
  else if (cell == NULL)
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND,
                 "Could not make %s the coordinator: there is no such actor", text);
  else if (troupe_cell_is_client (cell) || cell->root != cell)
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED,
                 "Could not make %s the coordinator: it is not a root actor", text);
  else
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_CLOSED, "Could not make %s the coordinator: it is ending", text);

  return FALSE;
}

/**
 * troupe_proc_set_coordinator:
 * @self: a proc
 * @actor: (transfer none): a root actor of this proc
 * @error: return location for an error
 *
 * Makes a root actor the supervisor of all others: what no actor handled reaches its `handle_supervision_event`,
 * and so do the clean stops of roots. When the proc is stopped or destroyed it stops last. What it does not handle,
 * and its own failure, ends the process. On the loop's thread.
 *
 * Fails with %TROUPE_ERROR_EXISTS where the proc has or had a coordinator, with %TROUPE_ERROR_NOT_FOUND where there
 * is no such actor, with %TROUPE_ERROR_NOT_SUPPORTED where it is a child or a client, and with %TROUPE_ERROR_CLOSED
 * where it is ending.
 *
 * Returns: %TRUE if it is the coordinator now
 */
gboolean
troupe_proc_set_coordinator (TroupeProc     *self,
                             TroupeActorId  *actor,
                             GError        **error)
{
  TroupeCell *cell;

  g_return_val_if_fail (TROUPE_IS_PROC (self), FALSE);
  g_return_val_if_fail (actor != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  cell = troupe_proc_find_cell (self, actor);
  if (!proc_check_coordinator (self, actor, cell, error))
    return FALSE;

  self->coordinator = cell;
  self->had_coordinator = TRUE;

  return TRUE;
}

static void
proc_end_process (TroupeProc             *self,
                  TroupeSupervisionEvent *event)
{
  TroupeWorld *world = self->loop->world;
  g_autofree char *chain = troupe_supervision_event_to_string (event);
  g_autofree char *text = g_strdup_printf ("No one handled this failure:\n%s", chain);

  if (troupe_world_listens (world, TROUPE_EVENT_UNHANDLED))
    {
      TroupeEvent unhandled = { .kind = TROUPE_EVENT_UNHANDLED, .payload = chain };

      unhandled.proc = self->id;
      unhandled.object = troupe_supervision_event_get_actor (event);
      troupe_world_emit (world, &unhandled);
    }
  troupe_loop_exit (self->loop, 1, text);
}

static gboolean
proc_may_coordinate (TroupeProc *self,
                     TroupeCell *from)
{
  return self->coordinator != NULL && self->coordinator != from &&
         self->coordinator->status != TROUPE_ACTOR_STATUS_STOPPING &&
         !troupe_actor_status_is_terminal (self->coordinator->status);
}

void
troupe_proc_take_event (TroupeProc             *self,
                        TroupeCell             *from,
                        TroupeSupervisionEvent *event)
{
  TroupeActorId *actor = troupe_supervision_event_get_actor (event);

  if (proc_may_coordinate (self, from))
    {
      troupe_cell_hand_up (from, self->coordinator, event);
      return;
    }

  if (troupe_supervision_event_is_failure (event) &&
      (self->destroy == NULL || !troupe_destroy_has_aborted (self->destroy, actor)))
    proc_end_process (self, event);
  troupe_supervision_event_release (event);
}
