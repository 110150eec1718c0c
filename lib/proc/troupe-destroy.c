/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-destroy-private.h"
#include "proc/troupe-proc-core-private.h"
#include "proc/troupe-sessions-private.h"

#include "base/troupe-defect-private.h"
#include "base/troupe-error.h"

/* How a proc ends in order, and in bounded time whatever its actors do. */

static void destroy_advance (TroupeDestroy *self);

void
troupe_destroy_free (TroupeDestroy *self)
{
  troupe_loop_cancel_timer (self->proc->loop, &self->deadline);
  troupe_run_queue_remove (&self->proc->loop->run_queue, &self->task);
  g_ptr_array_unref (self->stopped);
  g_ptr_array_unref (self->aborted);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_free (self->text);
  g_free (self);
}

static void
destroy_tell (TroupeTask *task)
{
  TroupeDestroy *self = TROUPE_CONTAINER (task, TroupeDestroy, task);
  g_autoptr (TroupeProc) proc = g_object_ref (self->proc);
  TroupeProcDestroyedFunc func = g_steal_pointer (&self->func);

  func (proc, self->stopped, self->aborted, self->user_data);
}

static void
destroy_finish (TroupeDestroy *self)
{
  self->phase = TROUPE_DESTROY_DONE;
  troupe_loop_cancel_timer (self->proc->loop, &self->deadline);
  troupe_loop_schedule (self->proc->loop, &self->task);
}

static void
destroy_set_deadline (TroupeDestroy *self,
                      guint64        delay_ns)
{
  troupe_loop_set_timer (self->proc->loop, &self->deadline, delay_ns);
}

/* Is it one that the present phase waits for? The coordinator's own tree goes last. */
static gboolean
destroy_waits_for (const TroupeDestroy *self,
                   const TroupeCell    *cell)
{
  gboolean is_last = self->proc->coordinator != NULL && cell->root == self->proc->coordinator;

  return !troupe_cell_is_client (cell) && !troupe_actor_status_is_terminal (cell->status) &&
         (self->phase == TROUPE_DESTROY_LAST) == is_last;
}

/* Who has failed already is on its way out with what it has to tell; it is only hurried. */
static void
destroy_abort_stragglers (TroupeDestroy *self)
{
  for (TroupeCell *cell = self->proc->first_cell; cell != NULL; cell = cell->next)
    {
      if (!destroy_waits_for (self, cell) || (cell->driven && TROUPE_DEFECT ("destroy.waits-for-the-driven")))
        continue;

      if (troupe_cell_get_failure (cell) == NULL)
        {
          g_ptr_array_add (self->aborted, troupe_actor_id_ref (troupe_cell_get_id (cell)));
          troupe_cell_get_rare (cell)->outstayed = TRUE;
          troupe_cell_emit_overrun (cell, "destruction");
        }
      troupe_cell_abort (cell, "the destruction of its proc waited too long for it");
    }
}

static void
destroy_deadline_reached (TroupeTimer *timer)
{
  TroupeDestroy *self = TROUPE_CONTAINER (timer, TroupeDestroy, deadline);

  if (self->phase == TROUPE_DESTROY_FLUSHING)
    destroy_finish (self);
  else
    destroy_abort_stragglers (self);
}

static void
destroy_stop_coordinator (TroupeDestroy *self)
{
  self->phase = TROUPE_DESTROY_LAST;
  if (self->proc->coordinator == NULL)
    return;

  destroy_set_deadline (self, self->timeout_ns);
  troupe_cell_request_stop (self->proc->coordinator, TROUPE_STOP_DRAIN, self->text);
}

static void
destroy_flush (TroupeDestroy *self)
{
  self->phase = TROUPE_DESTROY_FLUSHING;
  destroy_set_deadline (self, self->proc->knobs.values[TROUPE_KNOB_DESTROY_FLUSH_BOUND]);
  troupe_loop_hurry (self->proc->loop);
}

void
troupe_destroy_check_flush (TroupeDestroy *self)
{
  if (self->phase == TROUPE_DESTROY_FLUSHING && !troupe_loop_has_unaccepted (self->proc->loop))
    destroy_finish (self);
}

static void
destroy_advance (TroupeDestroy *self)
{
  guint n_last = self->proc->coordinator != NULL ? 1 : 0;

  if (self->phase == TROUPE_DESTROY_DRAINING && self->proc->n_roots == n_last)
    destroy_stop_coordinator (self);
  if (self->phase == TROUPE_DESTROY_LAST && self->proc->n_actors == 0)
    destroy_flush (self);
  troupe_destroy_check_flush (self);
}

void
troupe_destroy_actor_ended (TroupeDestroy *self,
                            TroupeCell    *cell)
{
  if (cell->rare == NULL || !cell->rare->outstayed)
    g_ptr_array_add (self->stopped, troupe_actor_id_ref (troupe_cell_get_id (cell)));
  destroy_advance (self);
}

gboolean
troupe_destroy_has_aborted (const TroupeDestroy *self,
                            const TroupeActorId *actor)
{
  return g_ptr_array_find_with_equal_func (self->aborted, actor, troupe_actor_id_equal, NULL);
}

static TroupeDestroy *
destroy_new (TroupeProc *proc,
             const char *text,
             guint64     timeout_ns)
{
  TroupeDestroy *self = g_new0 (TroupeDestroy, 1);

  self->proc = proc;
  self->phase = TROUPE_DESTROY_DRAINING;
  self->text = g_strdup (text);
  self->timeout_ns = timeout_ns;
  self->deadline.fire = destroy_deadline_reached;
  self->task.run = destroy_tell;
  self->stopped = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_actor_id_unref);
  self->aborted = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_actor_id_unref);

  return self;
}

/**
 * troupe_proc_destroy:
 * @self: a proc
 * @text: (nullable): why, for people
 * @timeout_ns: how long actors may take, in nanoseconds
 * @func: (scope notified) (closure user_data) (destroy destroy): called once, on the loop, never inside this call
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when the proc goes
 *
 * Ends a proc for good. From now on it takes no new actors and clients. All actors handle what is queued and stop,
 * children before their parents. Those that have not ended after @timeout_ns are aborted. Then the coordinator stops,
 * by the same rule. At last, what the loop's procs have sent is given as long as the knob `destroy.flush-bound` says to
 * be accepted by its receivers. Then @func is called.
 *
 * The failure of an actor that was aborted this way is told by @func, and ends no process. Client instances are their
 * holders' to drop. On the loop's thread; also an actor of the proc may call this, and ends with the others. Once only.
 */
void
troupe_proc_destroy (TroupeProc              *self,
                     const char              *text,
                     guint64                  timeout_ns,
                     TroupeProcDestroyedFunc  func,
                     gpointer                 user_data,
                     GDestroyNotify           destroy)
{
  g_return_if_fail (TROUPE_IS_PROC (self));
  g_return_if_fail (func != NULL);
  g_return_if_fail (self->destroy == NULL);

  self->destroy = destroy_new (self, text, timeout_ns);
  self->destroy->func = func;
  self->destroy->user_data = user_data;
  self->destroy->destroy = destroy;
  destroy_set_deadline (self->destroy, timeout_ns);
  for (TroupeCell *cell = self->first_cell; cell != NULL; cell = cell->next)
    if (cell->root == cell && destroy_waits_for (self->destroy, cell))
      troupe_cell_request_stop (cell, TROUPE_STOP_DRAIN, text);
  destroy_advance (self->destroy);
}

/* ---- waiting for it ---- */

/* What is told of the end to a program that waits. It belongs to the end, which can come when nobody waits any more. */
typedef struct
{
  GPtrArray *stopped; /* (owned) (nullable): NULL until it is told */
  GPtrArray *aborted; /* (owned) (nullable): the same */
} Report;

static void
report_free (gpointer data)
{
  Report *self = data;

  g_clear_pointer (&self->stopped, g_ptr_array_unref);
  g_clear_pointer (&self->aborted, g_ptr_array_unref);
  g_free (self);
}

/* (transfer full) */
static GPtrArray *
copy_ids (GPtrArray *ids)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_actor_id_unref);

  for (guint i = 0; i < ids->len; i++)
    g_ptr_array_add (copy, troupe_actor_id_ref (ids->pdata[i]));

  return copy;
}

static void
report_take (TroupeProc *proc,
             GPtrArray  *stopped,
             GPtrArray  *aborted,
             gpointer    user_data)
{
  Report *self = user_data;

  self->stopped = copy_ids (stopped);
  self->aborted = copy_ids (aborted);
}

static gboolean
proc_set_no_wait (TroupeProc   *self,
                  TroupeError   code,
                  const char   *why,
                  GError      **error)
{
  g_set_error (error, TROUPE_ERROR, code, "Could not wait for the end of proc '%s': %s",
               troupe_proc_id_get_name (self->id), why);

  return FALSE;
}

static gboolean
proc_check_may_wait (TroupeProc  *self,
                     GError     **error)
{
  if (self->loop->dispatching)
    return proc_set_no_wait (self, TROUPE_ERROR_NOT_SUPPORTED,
                             "a handler must not wait; use troupe_proc_destroy()", error);
  if (TROUPE_WORLD_GET_CLASS (self->loop->world)->iterate == NULL)
    return proc_set_no_wait (self, TROUPE_ERROR_NOT_SUPPORTED, "nothing can be waited for here", error);

  return TRUE;
}

static gboolean
proc_wait (TroupeProc    *self,
           const Report  *report,
           GError       **error)
{
  while (report->stopped == NULL)
    {
      if (self->loop->ending)
        return proc_set_no_wait (self, TROUPE_ERROR_CLOSED, "the process is ending", error);
      if (!troupe_world_iterate (self->loop->world))
        return proc_set_no_wait (self, TROUPE_ERROR_NOT_SUPPORTED, "nothing can be waited for any more", error);
    }

  return TRUE;
}

/**
 * troupe_proc_destroy_and_wait:
 * @self: a proc
 * @text: (nullable): why, for people
 * @timeout_ns: how long actors may take, in nanoseconds
 * @ret_stopped: (out) (optional) (transfer container) (element-type TroupeActorId): the actors that ended by
 *   themselves, in that order
 * @ret_aborted: (out) (optional) (transfer container) (element-type TroupeActorId): those that took too long and were
 *   aborted, in the order of creation
 * @error: return location for an error
 *
 * Ends a proc for good, as troupe_proc_destroy() does, and waits for that, for programs: meanwhile the loop runs, and
 * all that shares its main context. It takes twice @timeout_ns at most, what cleanup is given, and the flush. On the
 * loop's thread, and not inside a handler, which would stop the loop. Once only.
 *
 * Fails with %TROUPE_ERROR_NOT_SUPPORTED inside a handler, and in a world whose time a program cannot wait for; nothing
 * has begun then. Fails with %TROUPE_ERROR_CLOSED where the process is ended meanwhile, as by a failure that is handled
 * by no one: what is left of the proc ends with it.
 *
 * Returns: %TRUE if the proc has ended
 */
gboolean
troupe_proc_destroy_and_wait (TroupeProc  *self,
                              const char  *text,
                              guint64      timeout_ns,
                              GPtrArray  **ret_stopped,
                              GPtrArray  **ret_aborted,
                              GError     **error)
{
  g_autoptr (TroupeProc) held G_GNUC_UNUSED = NULL;
  Report *report;

  g_return_val_if_fail (TROUPE_IS_PROC (self), FALSE);
  g_return_val_if_fail (self->destroy == NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (!proc_check_may_wait (self, error))
    return FALSE;

  held = g_object_ref (self);
  report = g_new0 (Report, 1);
  troupe_proc_destroy (self, text, timeout_ns, report_take, report, report_free);
  if (!proc_wait (self, report, error))
    return FALSE;

  if (ret_stopped != NULL)
    *ret_stopped = g_steal_pointer (&report->stopped);
  if (ret_aborted != NULL)
    *ret_aborted = g_steal_pointer (&report->aborted);

  return TRUE;
}
