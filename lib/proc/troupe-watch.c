/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-proc-core-private.h"

#include "base/troupe-error.h"

/* Whoever waits for the end of one actor or client, from within the process. A watch is no supervision: it is told
 * when all is over, and decides nothing.
 *
 *   waits ---- the actor ends ----> due ---- a task of its own ----> told, and gone
 *     |                              |
 *     +------- given up -------------+-----------------------------> gone, untold
 */

struct _TroupeWatch
{
  TroupeTask            task;      /* tells */
  TroupeProc           *proc;      /* (not owned): it owns us */
  guint64               token;
  TroupeCell           *cell;      /* (not owned) (nullable): whose end we wait for; NULL once we are due */
  TroupeWatch          *next;      /* of the same cell, in the order of asking */
  TroupeActorId        *actor;     /* (owned) */
  TroupeActorStatus     status;    /* once we are due: how it ended */
  char                 *text;      /* (owned) (nullable): once we are due: why */
  TroupeActorEndedFunc  func;      /* (nullable): NULL once it was called */
  gpointer              user_data;
  GDestroyNotify        destroy;   /* (nullable): of user_data */
};

static void
watch_unlink (TroupeWatch *self)
{
  TroupeWatch **place = &self->cell->rare->first_watch;

  while (*place != self)
    place = &(*place)->next;
  *place = self->next;
  self->cell = NULL;
}

void
troupe_watch_free (gpointer data)
{
  TroupeWatch *self = data;

  if (self->cell != NULL)
    watch_unlink (self);
  troupe_run_queue_remove (&self->proc->loop->run_queue, &self->task);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  troupe_actor_id_unref (self->actor);
  g_free (self->text);
  g_free (self);
}

static void
watch_tell (TroupeTask *task)
{
  TroupeWatch *self = TROUPE_CONTAINER (task, TroupeWatch, task);
  g_autoptr (TroupeProc) proc = g_object_ref (self->proc);

  /* It may be given up while it is told. */
  g_hash_table_steal (proc->watches, &self->token);
  self->func (proc, self->actor, self->status, self->text != NULL ? self->text : "", self->user_data);
  troupe_watch_free (self);
}

static void
watch_is_due (TroupeWatch       *self,
              TroupeActorStatus  status,
              const char        *text)
{
  self->status = status;
  self->text = g_strdup (text);
  troupe_loop_schedule (self->proc->loop, &self->task);
}

void
troupe_cell_tell_watches (TroupeCell *self,
                          const char *text)
{
  while (self->rare != NULL && self->rare->first_watch != NULL)
    {
      TroupeWatch *watch = self->rare->first_watch;

      watch_unlink (watch);
      watch_is_due (watch, self->status, text);
    }
}

static void
watch_link (TroupeWatch *self,
            TroupeCell  *cell)
{
  TroupeWatch **place = &troupe_cell_get_rare (cell)->first_watch;

  while (*place != NULL)
    place = &(*place)->next;
  *place = self;
  self->cell = cell;
}

/* (transfer none): the proc's */
static TroupeWatch *
proc_new_watch (TroupeProc    *self,
                TroupeActorId *actor)
{
  TroupeWatch *watch = g_new0 (TroupeWatch, 1);

  if (self->watches == NULL)
    self->watches = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, troupe_watch_free);
  watch->task.run = watch_tell;
  watch->proc = self;
  watch->token = ++self->n_watches;
  watch->actor = troupe_actor_id_ref (actor);
  g_hash_table_insert (self->watches, &watch->token, watch);

  return watch;
}

/**
 * troupe_proc_watch_actor:
 * @self: a proc
 * @actor: (transfer none): an actor or client of this proc, alive or ended
 * @func: (scope notified) (closure user_data) (destroy destroy): called once, on the loop, never inside this call
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data after the call of @func, or without it where the watch is given up
 * @error: return location for an error
 *
 * Waits for the end of an actor. @func is called when its parent has the event and its status is terminal; of one that
 * has ended already, and left a snapshot that the proc still keeps, soon. On the loop's thread.
 *
 * Fails with %TROUPE_ERROR_NOT_FOUND where the proc knows nothing of @actor; then @destroy is not called.
 *
 * Returns: a token for troupe_proc_unwatch_actor(), never given twice by one proc; 0 on error
 */
guint64
troupe_proc_watch_actor (TroupeProc            *self,
                         TroupeActorId         *actor,
                         TroupeActorEndedFunc   func,
                         gpointer               user_data,
                         GDestroyNotify         destroy,
                         GError               **error)
{
  const TroupeSnapshot *snapshot;
  TroupeWatch *watch;
  TroupeCell *cell;

  g_return_val_if_fail (TROUPE_IS_PROC (self), 0);
  g_return_val_if_fail (actor != NULL, 0);
  g_return_val_if_fail (func != NULL, 0);
  g_return_val_if_fail (error == NULL || *error == NULL, 0);

  cell = troupe_proc_find_cell (self, actor);
  snapshot = cell == NULL ? troupe_snapshot_store_find (&self->snapshots, actor) : NULL;
  if (cell == NULL && snapshot == NULL)
    {
      g_autofree char *text = troupe_actor_id_to_string (actor);

      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND,
                   "Could not watch %s: the proc has no such actor, or has forgotten it", text);
      return 0;
    }

  watch = proc_new_watch (self, actor);
  watch->func = func;
  watch->user_data = user_data;
  watch->destroy = destroy;
  if (cell != NULL)
    watch_link (watch, cell);
  else
    watch_is_due (watch, snapshot->status, snapshot->text);

  return watch->token;
}

/**
 * troupe_proc_unwatch_actor:
 * @self: a proc
 * @token: what troupe_proc_watch_actor() returned
 *
 * Gives a watch up: it is not told any more. On the loop's thread.
 *
 * Returns: %FALSE if there is no such watch: it has been told, or given up
 */
gboolean
troupe_proc_unwatch_actor (TroupeProc *self,
                           guint64     token)
{
  g_return_val_if_fail (TROUPE_IS_PROC (self), FALSE);

  return self->watches != NULL && g_hash_table_remove (self->watches, &token);
}
