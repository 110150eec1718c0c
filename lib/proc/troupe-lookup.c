/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-introspection-private.h"
#include "proc/troupe-proc-core-private.h"

/* Who is there, and who was. */

TroupeCell *
troupe_proc_find_cell (TroupeProc    *self,
                       TroupeActorId *id)
{
  TroupePeer *peer = troupe_peer_table_find (self->loop->peers, id);
  TroupeCell *cell = peer != NULL && peer->mailbox != NULL ? troupe_cell_from_mailbox (peer->mailbox) : NULL;

  return cell != NULL && cell->proc == self ? cell : NULL;
}

/**
 * troupe_proc_get_actor_status:
 * @self: a proc
 * @actor: (transfer none): an actor or client of this proc
 * @ret_status: (out): what it is doing, or how it ended; untouched if nothing is known
 *
 * Answers also for who has ended, as long as the proc keeps its snapshot. On the loop's thread.
 *
 * Returns: %FALSE if the proc knows nothing of it: it was never there, or is forgotten
 */
gboolean
troupe_proc_get_actor_status (TroupeProc        *self,
                              TroupeActorId     *actor,
                              TroupeActorStatus *ret_status)
{
  const TroupeSnapshot *snapshot;
  TroupeCell *cell;

  g_return_val_if_fail (TROUPE_IS_PROC (self), FALSE);
  g_return_val_if_fail (actor != NULL, FALSE);
  g_return_val_if_fail (ret_status != NULL, FALSE);

  cell = troupe_proc_find_cell (self, actor);
  snapshot = cell == NULL ? troupe_snapshot_store_find (&self->snapshots, actor) : NULL;
  if (cell != NULL)
    *ret_status = cell->status;
  else if (snapshot != NULL)
    *ret_status = snapshot->status;

  return cell != NULL || snapshot != NULL;
}

/**
 * troupe_proc_list_actors:
 * @self: a proc
 *
 * Lists the actors and clients that have not ended, in the order of creation. On the loop's thread.
 *
 * Returns: (transfer container) (element-type TroupeActorId): their ids
 */
GPtrArray *
troupe_proc_list_actors (TroupeProc *self)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_actor_id_unref);

  g_return_val_if_fail (TROUPE_IS_PROC (self), ids);

  for (TroupeCell *cell = self->first_cell; cell != NULL; cell = cell->next)
    if (!troupe_actor_status_is_terminal (cell->status))
      g_ptr_array_add (ids, troupe_actor_id_ref (troupe_cell_get_id (cell)));

  return ids;
}

/**
 * troupe_proc_list_roots:
 * @self: a proc
 *
 * Lists the root actors and clients that have not ended, in the order of creation. On the loop's thread.
 *
 * Returns: (transfer container) (element-type TroupeActorId): their ids
 */
GPtrArray *
troupe_proc_list_roots (TroupeProc *self)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_actor_id_unref);

  g_return_val_if_fail (TROUPE_IS_PROC (self), ids);

  for (TroupeCell *cell = self->first_cell; cell != NULL; cell = cell->next)
    if (cell->root == cell && !troupe_actor_status_is_terminal (cell->status))
      g_ptr_array_add (ids, troupe_actor_id_ref (troupe_cell_get_id (cell)));

  return ids;
}

/**
 * troupe_proc_list_ended:
 * @self: a proc
 *
 * Lists the ended actors and clients whose snapshots the proc keeps, in the order in which they ended: see
 * troupe_proc_dup_snapshot(). None of them can be found or resolved any more (S11). On the loop's thread.
 *
 * Returns: (transfer container) (element-type TroupeActorId): their ids
 */
GPtrArray *
troupe_proc_list_ended (TroupeProc *self)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_actor_id_unref);

  g_return_val_if_fail (TROUPE_IS_PROC (self), ids);

  troupe_snapshot_store_list (&self->snapshots, ids);

  return ids;
}

/* One step of a walk: an actor, and how deep it stands. */
typedef struct
{
  TroupeActorId *actor; /* (owned) */
  guint          depth;
} Step;

static void
step_clear (gpointer data)
{
  troupe_actor_id_unref (((Step *) data)->actor);
}

/* Down, else aside, else up and aside: a tree may be deeper than the stack. (nullable): NULL at the end of the tree */
static TroupeCell *
next_in_tree (TroupeCell *cell,
              guint      *depth)
{
  if (cell->first_child != NULL)
    {
      ++*depth;
      return cell->first_child;
    }
  while (cell->next_sibling == NULL && cell->parent != NULL)
    {
      --*depth;
      cell = cell->parent;
    }

  return cell->next_sibling;
}

static void
append_tree (GArray     *steps,
             TroupeCell *root)
{
  guint depth = 0;

  for (TroupeCell *cell = root; cell != NULL; cell = next_in_tree (cell, &depth))
    {
      Step step = { troupe_actor_id_ref (troupe_cell_get_id (cell)), depth };

      g_array_append_val (steps, step);
    }
}

/**
 * troupe_proc_walk_actors:
 * @self: a proc
 * @func: (scope call) (closure user_data): called for each
 * @user_data: data for @func
 *
 * Goes through the actors and clients that had not ended when the walk began: roots in the order of creation, each
 * before its children, those in the order of spawning. @func may do whatever it likes with the proc. On the loop's
 * thread.
 */
void
troupe_proc_walk_actors (TroupeProc      *self,
                         TroupeActorFunc  func,
                         gpointer         user_data)
{
  g_autoptr (GArray) steps = NULL;

  g_return_if_fail (TROUPE_IS_PROC (self));
  g_return_if_fail (func != NULL);

  steps = g_array_new (/* zero_terminated = */ FALSE, /* clear = */ FALSE, sizeof (Step));
  g_array_set_clear_func (steps, step_clear);
  for (TroupeCell *cell = self->first_cell; cell != NULL; cell = cell->next)
    if (cell->root == cell && !troupe_actor_status_is_terminal (cell->status))
      append_tree (steps, cell);

  for (guint i = 0; i < steps->len; i++)
    {
      const Step *step = &g_array_index (steps, Step, i);

      if (!func (self, step->actor, step->depth, user_data))
        break;
    }
}

/**
 * troupe_proc_resolve: (skip)
 * @self: a proc
 * @actor: (transfer none): an actor's id, wherever it came from
 * @type_name: (nullable): what type of actor it must be; "()" for a client; %NULL: any
 *
 * Finds out whether an id is that of a living actor or client of this proc. What is answered does not keep it alive. On
 * the loop's thread.
 *
 * Returns: (transfer full) (nullable): the actor; %NULL where it is none of this proc's, has ended, or is of another
 *   type
 */
TroupeActorRef *
troupe_proc_resolve (TroupeProc    *self,
                     TroupeActorId *actor,
                     const char    *type_name)
{
  TroupeCell *cell;

  g_return_val_if_fail (TROUPE_IS_PROC (self), NULL);
  g_return_val_if_fail (actor != NULL, NULL);

  cell = troupe_proc_find_cell (self, actor);
  if (cell == NULL || (type_name != NULL && !g_str_equal (type_name, troupe_cell_get_type_name (cell))))
    return NULL;

  return troupe_peer_ref (cell->peer);
}

/**
 * troupe_proc_list_children:
 * @self: a proc
 * @actor: (transfer none): an actor of this proc
 *
 * Lists the children of an actor that have not ended, in the order of spawning. On the loop's thread.
 *
 * Returns: (transfer container) (element-type TroupeActorId): their ids; none where there is no such actor
 */
GPtrArray *
troupe_proc_list_children (TroupeProc    *self,
                           TroupeActorId *actor)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_actor_id_unref);
  TroupeCell *cell;

  g_return_val_if_fail (TROUPE_IS_PROC (self), ids);
  g_return_val_if_fail (actor != NULL, ids);

  cell = troupe_proc_find_cell (self, actor);
  for (TroupeCell *child = cell != NULL ? cell->first_child : NULL; child != NULL; child = child->next_sibling)
    g_ptr_array_add (ids, troupe_actor_id_ref (troupe_cell_get_id (child)));

  return ids;
}

/**
 * troupe_proc_dup_snapshot:
 * @self: a proc
 * @actor: (transfer none): an actor or introspectable client of this proc that has ended
 *
 * Answers what an ended actor left behind. How many are kept, the knob `snapshot.retention` says. On the loop's thread.
 *
 * Returns: (transfer full) (nullable): attributes by name (`a{sv}`), or %NULL if there are none
 */
GVariant *
troupe_proc_dup_snapshot (TroupeProc    *self,
                          TroupeActorId *actor)
{
  const TroupeSnapshot *snapshot;

  g_return_val_if_fail (TROUPE_IS_PROC (self), NULL);
  g_return_val_if_fail (actor != NULL, NULL);

  snapshot = troupe_snapshot_store_find (&self->snapshots, actor);

  return snapshot != NULL ? g_variant_ref_sink (troupe_snapshot_make_attributes (snapshot)) : NULL;
}
