/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-proc-core-private.h"
#include "proc/troupe-destroy-private.h"
#include "proc/troupe-lane-private.h"
#include "proc/troupe-sessions-private.h"

#include "base/troupe-defect-private.h"
#include "base/troupe-error.h"

/* The name of the actor that stands for a proc itself. */
#define AGENT_NAME "agent"

G_DEFINE_FINAL_TYPE (TroupeProc, troupe_proc, G_TYPE_OBJECT)

static void
troupe_proc_dispose (GObject *object)
{
  TroupeProc *self = TROUPE_PROC (object);

  if (self->listener != NULL)
    troupe_listener_close (self->listener);
  g_clear_object (&self->listener);
  if (self->is_served)
    troupe_loop_unserve_local (self->loop, troupe_proc_id_get_address (self->id));
  self->is_served = FALSE;
  if (self->loop != NULL)
    troupe_run_queue_remove (&self->loop->run_queue, &self->stopped_task);
  g_clear_pointer (&self->destroy, troupe_destroy_free);
  self->coordinator = NULL;
  g_clear_pointer (&self->watches, g_hash_table_unref);
  for (TroupeCell *cell = self->first_cell; cell != NULL; cell = cell->next)
    {
      if (troupe_cell_is_client (cell))
        troupe_client_forget_holder (cell);
      if (cell->root == cell)
        troupe_proc_forget_root (self, cell);
    }
  while (self->first_cell != NULL)
    troupe_cell_free (self->first_cell);
  if (self->loop != NULL)
    g_ptr_array_remove (self->loop->procs, self);
  g_clear_pointer (&self->agent, troupe_peer_unref);
  G_OBJECT_CLASS (troupe_proc_parent_class)->dispose (object);
}

static void
troupe_proc_finalize (GObject *object)
{
  TroupeProc *self = TROUPE_PROC (object);

  troupe_recorder_clear (&self->recorder);
  troupe_snapshot_store_clear (&self->snapshots);
  troupe_names_clear (&self->names);
  g_clear_pointer (&self->id, troupe_proc_id_unref);
  g_clear_object (&self->loop);
  G_OBJECT_CLASS (troupe_proc_parent_class)->finalize (object);
}

static void
troupe_proc_class_init (TroupeProcClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = troupe_proc_dispose;
  G_OBJECT_CLASS (klass)->finalize = troupe_proc_finalize;
}

static void
proc_tell_stopped (TroupeTask *task)
{
  g_autoptr (TroupeProc) self = g_object_ref (TROUPE_CONTAINER (task, TroupeProc, stopped_task));
  TroupeProcStoppedFunc func = g_steal_pointer (&self->stopped_func);

  func (self, self->stopped_data);
}

static void
troupe_proc_init (TroupeProc *self)
{
  self->stopped_task.run = proc_tell_stopped;
  troupe_names_init (&self->names);
  troupe_snapshot_store_init (&self->snapshots);
}

TroupeActorId *
troupe_proc_id_dup_agent (TroupeProcId *proc)
{
  return troupe_actor_id_new (proc, AGENT_NAME, 0, NULL);
}

/* @id: what no proc of the loop has */
static TroupeProc *
proc_new_with_id (TroupeLoop   *loop,
                  TroupeProcId *id)
{
  TroupeProc *self = g_object_new (TROUPE_TYPE_PROC, NULL);
  g_autoptr (TroupeActorId) agent = troupe_proc_id_dup_agent (id);

  self->loop = g_object_ref (loop);
  self->knobs = loop->knobs;
  troupe_recorder_resize (&self->recorder, (guint) self->knobs.values[TROUPE_KNOB_RECORDER_LENGTH]);
  self->id = troupe_proc_id_ref (id);
  self->agent = troupe_peer_table_intern (loop->peers, agent);
  g_ptr_array_add (loop->procs, self);

  return self;
}

/**
 * troupe_proc_new:
 * @loop: (transfer none): the loop that it lives on
 * @address: (transfer none): where it can be reached, once it is served
 * @name: its name, unique at its address
 * @error: return location for an error
 *
 * Makes a proc: an addressable set of actors. It lives as long as someone holds it; when the last reference goes, its
 * actors go with it, without a cleanup: use troupe_proc_stop() to end them in order. On the loop's thread.
 *
 * Fails with %TROUPE_ERROR_INVALID_NAME, or %TROUPE_ERROR_EXISTS where the loop has a proc of that id.
 *
 * Returns: (transfer full): the proc, or %NULL on error
 */
TroupeProc *
troupe_proc_new (TroupeLoop     *loop,
                 TroupeAddress  *address,
                 const char     *name,
                 GError        **error)
{
  g_autoptr (TroupeProcId) id = NULL;

  g_return_val_if_fail (TROUPE_IS_LOOP (loop), NULL);
  g_return_val_if_fail (address != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  id = troupe_proc_id_new (address, name, error);
  if (id == NULL)
    return NULL;
  if (troupe_loop_find_proc (loop, id) != NULL)
    {
      g_autofree char *text = troupe_proc_id_to_string (id);

      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS, "Could not make proc %s: the loop has it already", text);
      return NULL;
    }

  return proc_new_with_id (loop, id);
}

/**
 * troupe_proc_get_id:
 * @self: a proc
 *
 * Answers which proc it is. Callable from every thread.
 *
 * Returns: (transfer none): which proc it is
 */
TroupeProcId *
troupe_proc_get_id (TroupeProc *self)
{
  g_return_val_if_fail (TROUPE_IS_PROC (self), NULL);

  return self->id;
}

static gboolean
proc_check_open (TroupeProc  *self,
                 const char  *name,
                 GError     **error)
{
  if (self->destroy == NULL)
    return TRUE;

  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_CLOSED, "Could not make actor '%s': the proc is being destroyed",
               name);

  return FALSE;
}

static gboolean
name_has_root (const TroupeNameRecord *self)
{
  return self != NULL && self->root != NULL && !troupe_actor_status_is_terminal (self->root->status);
}

static gboolean
proc_check_root_name (TroupeProc  *self,
                      const char  *name,
                      GError     **error)
{
  if (!troupe_name_check (name, error))
    return FALSE;

  if (g_str_equal (name, AGENT_NAME))
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS,
                   "Could not make actor '%s': the name stands for the proc itself", name);
      return FALSE;
    }
  if (TROUPE_DEFECT ("identity.names-never-released") && troupe_names_had (&self->names, name, 0))
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS, "Could not make actor '%s': the name is taken", name);
      return FALSE;
    }
  if (!name_has_root (troupe_names_find (&self->names, name)))
    return TRUE;

  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS,
               "Could not make actor '%s': a root actor of that name lives", name);

  return FALSE;
}

/* Who gets that pid. (transfer full) */
static TroupePeer *
proc_name_actor (TroupeProc             *self,
                 const TroupeNameRecord *record,
                 guint64                 pid)
{
  TroupeActorKey key = troupe_actor_key (self->id, record->name, record->name_size, record->hash, pid);

  return troupe_peer_table_intern_key (self->loop->peers, &key);
}

TroupePeer *
troupe_proc_name_root (TroupeProc  *self,
                       const char  *name,
                       GError     **error)
{
  TroupeNameRecord *record;

  if (!proc_check_root_name (self, name, error) || !proc_check_open (self, name, error))
    return NULL;

  record = troupe_names_get (&self->names, self->id, name);

  return proc_name_actor (self, record, troupe_name_take_root (record));
}

/* @state: (transfer full) on success, as the cell's peer (transfer none) is what it answers. (nullable) */
static TroupePeer *
proc_spawn_root (TroupeProc            *self,
                 const char            *name,
                 const TroupeBehavior  *behavior,
                 gpointer               state,
                 GError               **error)
{
  TroupePeer *peer = troupe_proc_name_root (self, name, error);

  if (peer == NULL)
    return NULL;

  return troupe_cell_new (self, /* parent = */ NULL, peer, behavior, state, TROUPE_CLIENT_PLAIN)->peer;
}

/**
 * troupe_proc_spawn:
 * @self: a proc
 * @name: its name; no root actor of that name may be alive
 * @actor: (transfer none): its behaviour; one actor is spawned once
 * @error: return location for an error
 *
 * Spawns a root actor. When this returns it can be sent to; its init has not begun. On the loop's thread.
 *
 * Fails with %TROUPE_ERROR_INVALID_NAME, %TROUPE_ERROR_EXISTS, or %TROUPE_ERROR_CLOSED where the proc is being
 * destroyed.
 *
 * Returns: (transfer full): the actor's id, or %NULL on error
 */
TroupeActorId *
troupe_proc_spawn (TroupeProc   *self,
                   const char   *name,
                   TroupeActor  *actor,
                   GError      **error)
{
  TroupePeer *peer;

  g_return_val_if_fail (TROUPE_IS_PROC (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (TROUPE_IS_ACTOR (actor), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  peer = proc_spawn_root (self, name, &TROUPE_ACTOR_GET_CLASS (actor)->behavior, actor, error);
  if (peer == NULL)
    return NULL;
  g_object_ref (actor);

  return troupe_actor_id_ref (peer->id);
}

/**
 * troupe_proc_spawn_behavior: (skip)
 * @self: a proc
 * @name: its name; no root actor of that name may be alive
 * @behavior: (transfer none): what it does; outlives the actor
 * @state: (nullable) (transfer full): its state, which @behavior frees when the actor is gone; the caller's still on
 *   error
 * @error: return location for an error
 *
 * Spawns a root actor without a #TroupeActor: see troupe_proc_spawn(). On the loop's thread.
 *
 * Returns: (transfer full): the actor, or %NULL on error
 */
TroupeActorRef *
troupe_proc_spawn_behavior (TroupeProc            *self,
                            const char            *name,
                            const TroupeBehavior  *behavior,
                            gpointer               state,
                            GError               **error)
{
  TroupePeer *peer;

  g_return_val_if_fail (TROUPE_IS_PROC (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (behavior != NULL && behavior->type_name != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  peer = proc_spawn_root (self, name, behavior, state, error);

  return peer != NULL ? troupe_peer_ref (peer) : NULL;
}

/**
 * troupe_proc_refer: (skip)
 * @self: a proc
 * @actor: (transfer none): an actor of this proc or another, alive or not
 *
 * Looks an actor up once, so that sending to it need not. On the loop's thread.
 *
 * Returns: (transfer full): the actor as the proc's loop knows it; let go of it before the loop ends
 */
TroupeActorRef *
troupe_proc_refer (TroupeProc    *self,
                   TroupeActorId *actor)
{
  g_return_val_if_fail (TROUPE_IS_PROC (self), NULL);
  g_return_val_if_fail (actor != NULL, NULL);

  return troupe_peer_table_intern (self->loop->peers, actor);
}

static void
set_barren (TroupeActorId    *parent,
            const TroupeCell *cell,
            GError          **error)
{
  g_autofree char *text = troupe_actor_id_to_string (parent);

  if (cell == NULL)
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND, "Could not spawn under %s: there is no such actor", text);
  else if (troupe_cell_is_client (cell))
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED,
                 "Could not spawn under %s: a client does not supervise", text);
  else
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_CLOSED, "Could not spawn under %s: it is ending", text);
}

gboolean
troupe_proc_check_parent (TroupeProc     *self,
                          TroupeActorId  *parent,
                          TroupeCell     *cell,
                          GError        **error)
{
  if (TROUPE_DEFECT ("identity.barren-names") && cell != NULL && cell->parent != NULL &&
      !troupe_names_had (&self->names, troupe_actor_id_get_name (parent), 0))
    cell = NULL;
  if (cell != NULL && !troupe_cell_is_client (cell) && cell->status != TROUPE_ACTOR_STATUS_STOPPING &&
      troupe_cell_get_failure (cell) == NULL)
    return TRUE;

  set_barren (parent, cell, error);

  return FALSE;
}

TroupePeer *
troupe_proc_name_child (TroupeProc  *self,
                        TroupeCell  *parent,
                        const char  *name,
                        GError     **error)
{
  TroupeCell *root = parent->root;
  const char *full_name = name != NULL ? name : troupe_actor_id_get_name (troupe_cell_get_id (root));
  TroupeNameRecord *record = troupe_names_find (&self->names, full_name);
  TroupeCellRare *rare;

  /* A name that was there before is legal. */
  if (record == NULL && !troupe_name_check (full_name, error))
    return NULL;
  if (!proc_check_open (self, full_name, error))
    return NULL;

  if (record == NULL)
    record = troupe_names_get (&self->names, self->id, full_name);
  rare = troupe_cell_get_rare (root);
  rare->domain = troupe_name_take_child (record, rare->domain);

  return proc_name_actor (self, record, rare->domain);
}

TroupePeer *
troupe_proc_spawn_under (TroupeProc            *self,
                         TroupeCell            *parent,
                         const char            *name,
                         const TroupeBehavior  *behavior,
                         gpointer               state,
                         GError               **error)
{
  TroupePeer *peer = troupe_proc_name_child (self, parent, name, error);

  if (peer == NULL)
    return NULL;

  return troupe_cell_new (self, parent, peer, behavior, state, TROUPE_CLIENT_PLAIN)->peer;
}

/**
 * troupe_proc_spawn_child:
 * @self: a proc
 * @parent: (transfer none): an actor of this proc
 * @name: (nullable): a name; %NULL for that of the parent's root
 * @actor: (transfer none): its behaviour; one actor is spawned once
 * @error: return location for an error
 *
 * Spawns an actor that @parent supervises. Its pid comes from the counter of the parent's root (AI-1). On the loop's
 * thread.
 *
 * Fails with %TROUPE_ERROR_INVALID_NAME, with %TROUPE_ERROR_NOT_FOUND where there is no such parent, with
 * %TROUPE_ERROR_CLOSED where it is ending, and with %TROUPE_ERROR_NOT_SUPPORTED where it is a client.
 *
 * Returns: (transfer full): the actor's id, or %NULL on error
 */
TroupeActorId *
troupe_proc_spawn_child (TroupeProc     *self,
                         TroupeActorId  *parent,
                         const char     *name,
                         TroupeActor    *actor,
                         GError        **error)
{
  TroupeCell *cell;
  TroupePeer *peer;

  g_return_val_if_fail (TROUPE_IS_PROC (self), NULL);
  g_return_val_if_fail (parent != NULL, NULL);
  g_return_val_if_fail (TROUPE_IS_ACTOR (actor), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  cell = troupe_proc_find_cell (self, parent);
  if (!troupe_proc_check_parent (self, parent, cell, error))
    return NULL;

  peer = troupe_proc_spawn_under (self, cell, name, &TROUPE_ACTOR_GET_CLASS (actor)->behavior, actor, error);
  if (peer == NULL)
    return NULL;
  g_object_ref (actor);

  return troupe_actor_id_ref (peer->id);
}

/**
 * troupe_proc_stop_actor:
 * @self: a proc
 * @actor: (transfer none): an actor of this proc
 * @text: (nullable): why, for people
 *
 * Asks an actor to handle what is queued and then to stop. On the loop's thread.
 *
 * Returns: %FALSE if there is no such actor
 */
gboolean
troupe_proc_stop_actor (TroupeProc    *self,
                        TroupeActorId *actor,
                        const char    *text)
{
  TroupeCell *cell;

  g_return_val_if_fail (TROUPE_IS_PROC (self), FALSE);
  g_return_val_if_fail (actor != NULL, FALSE);

  cell = troupe_proc_find_cell (self, actor);
  if (cell == NULL || troupe_cell_is_client (cell))
    return FALSE;

  troupe_cell_request_stop (cell, TROUPE_STOP_DRAIN, text);

  return TRUE;
}

/**
 * troupe_proc_abort_actor:
 * @self: a proc
 * @actor: (transfer none): an actor of this proc
 * @text: (nullable): why, for people
 *
 * Ends an actor with a failure at once: a deferral that it waits for is cancelled, what is queued is returned. Its
 * parent hears of it. On the loop's thread, not inside a handler of that actor.
 *
 * Returns: %FALSE if there is no such actor
 */
gboolean
troupe_proc_abort_actor (TroupeProc    *self,
                         TroupeActorId *actor,
                         const char    *text)
{
  TroupeCell *cell;

  g_return_val_if_fail (TROUPE_IS_PROC (self), FALSE);
  g_return_val_if_fail (actor != NULL, FALSE);

  cell = troupe_proc_find_cell (self, actor);
  if (cell == NULL || troupe_cell_is_client (cell))
    return FALSE;

  g_return_val_if_fail (!cell->running, FALSE);
  troupe_cell_abort (cell, text);

  return TRUE;
}

/* The coordinator hears of the end of all others, and stops last. */
static void
proc_check_stopped (TroupeProc *self)
{
  if (self->stopped_func == NULL)
    return;

  if (self->n_actors == 0)
    troupe_loop_schedule (self->loop, &self->stopped_task);
  else if (self->coordinator != NULL && self->n_roots == 1)
    troupe_cell_request_stop (self->coordinator, TROUPE_STOP_DRAIN, "all others have stopped");
}

/**
 * troupe_proc_stop:
 * @self: a proc
 * @text: (nullable): why, for people
 * @func: (scope async) (closure user_data): called once, on the loop, never inside this call
 * @user_data: data for @func
 *
 * Asks all root actors to handle what is queued and then to stop; children stop before their parents. @func is
 * called when the last actor has ended, by whatever way. Client instances are their holders' to drop. On the loop's
 * thread.
 */
void
troupe_proc_stop (TroupeProc            *self,
                  const char            *text,
                  TroupeProcStoppedFunc  func,
                  gpointer               user_data)
{
  g_return_if_fail (TROUPE_IS_PROC (self));
  g_return_if_fail (func != NULL);
  g_return_if_fail (self->stopped_func == NULL);

  self->stopped_func = func;
  self->stopped_data = user_data;
  for (TroupeCell *cell = self->first_cell; cell != NULL; cell = cell->next)
    if (cell->root == cell && !troupe_cell_is_client (cell) && cell != self->coordinator)
      troupe_cell_request_stop (cell, TROUPE_STOP_DRAIN, text);
  proc_check_stopped (self);
}

void
troupe_proc_actor_ended (TroupeProc *self,
                         TroupeCell *cell)
{
  self->n_actors--;
  if (G_UNLIKELY (cell->root == cell))
    {
      self->n_roots--;
      troupe_proc_forget_root (self, cell);
    }
  if (cell == self->coordinator)
    self->coordinator = NULL;
  proc_check_stopped (self);
  if (self->destroy != NULL)
    troupe_destroy_actor_ended (self->destroy, cell);
}
