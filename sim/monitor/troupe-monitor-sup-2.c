/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-monitor-private.h"

/* SUP-2 follows clean stops up the same road that failures take:
 *
 *   a child's status is stopped ---> its parent receives that, once, through the child itself, and before its own end
 *
 * What a parent makes of it never ends the process: a stop is nobody's `unhandled`. Where the process exits first
 * nobody receives anything.
 *
 * Armed by every child that stops. */

typedef struct
{
  TroupeActorId *id;       /* (owned) */
  TroupeActorId *parent;   /* (owned) (nullable): NULL for a root */
  gboolean       stopped;
  guint          n_heard;  /* its stop, by its parent */
} Child;

typedef struct
{
  TroupeMonitor  parent;
  GPtrArray     *children; /* (element-type Child) (owned): in the order of spawning; roots too */
  GHashTable    *child_of; /* (element-type TroupeActorId Child): nothing owned */
  GHashTable    *exited;   /* (element-type TroupeProcId): a set */
} Sup2;

static void
child_free (gpointer data)
{
  Child *self = data;

  troupe_actor_id_unref (self->id);
  g_clear_pointer (&self->parent, troupe_actor_id_unref);
  g_free (self);
}

static void
sup_2_init (TroupeMonitor *monitor)
{
  Sup2 *self = (Sup2 *) monitor;

  self->children = g_ptr_array_new_with_free_func (child_free);
  self->child_of = g_hash_table_new (troupe_actor_id_hash, troupe_actor_id_equal);
  self->exited = g_hash_table_new_full (troupe_proc_id_hash, troupe_proc_id_equal,
                                        (GDestroyNotify) troupe_proc_id_unref, NULL);
}

static void
sup_2_clear (TroupeMonitor *monitor)
{
  Sup2 *self = (Sup2 *) monitor;

  g_hash_table_unref (self->child_of);
  g_hash_table_unref (self->exited);
  g_ptr_array_unref (self->children);
}

static void
observe_spawned (Sup2              *self,
                 const TroupeEvent *event)
{
  Child *child;

  if (TROUPE_EVENT_DETAIL_NUMBER (event->detail) != TROUPE_EVENT_SPAWNED_ACTOR)
    return;

  child = g_new0 (Child, 1);
  child->id = troupe_monitor_keep_actor (event->subject);
  child->parent = event->object != NULL ? troupe_monitor_keep_actor (event->object) : NULL;
  g_ptr_array_add (self->children, child);
  g_hash_table_insert (self->child_of, child->id, child);
}

static void
observe_status (Sup2              *self,
                const TroupeEvent *event)
{
  Child *child = event->subject != NULL ? g_hash_table_lookup (self->child_of, event->subject) : NULL;

  if (child == NULL || TROUPE_EVENT_DETAIL_NUMBER (event->detail) != TROUPE_ACTOR_STATUS_STOPPED)
    return;

  child->stopped = TRUE;
  if (child->parent != NULL)
    self->parent.n_armed++;
}

static void
observe_supervised (Sup2              *self,
                    const TroupeEvent *event)
{
  const TroupeActorId *via = event->payload;
  Child *child = g_hash_table_lookup (self->child_of, event->object);
  g_autofree char *text = NULL;

  if (child == NULL || TROUPE_EVENT_DETAIL_NUMBER (event->detail) != TROUPE_ACTOR_STATUS_STOPPED)
    return;

  text = troupe_actor_id_to_string (child->id);
  child->n_heard++;
  if (!child->stopped)
    troupe_monitor_violate (&self->parent, "the stop of %s was received, and it has not stopped", text);
  else if (via == NULL || !troupe_actor_id_equal (via, child->id))
    troupe_monitor_violate (&self->parent, "the stop of %s was handed on by another actor", text);
  else if (child->parent != NULL && !troupe_actor_id_equal (event->subject, child->parent))
    troupe_monitor_violate (&self->parent, "the stop of %s was received by another actor than its parent", text);
  else if (child->n_heard > 1)
    troupe_monitor_violate (&self->parent, "the stop of %s was received twice", text);
}

static void
observe_unhandled (Sup2              *self,
                   const TroupeEvent *event)
{
  Child *child = g_hash_table_lookup (self->child_of, event->object);
  g_autofree char *text = NULL;

  if (child == NULL || !child->stopped)
    return;

  text = troupe_actor_id_to_string (child->id);
  troupe_monitor_violate (&self->parent, "the clean stop of %s ended its process", text);
}

static void
sup_2_observe (TroupeMonitor     *monitor,
               const TroupeEvent *event)
{
  Sup2 *self = (Sup2 *) monitor;

  if (event->kind == TROUPE_EVENT_SPAWNED)
    observe_spawned (self, event);
  else if (event->kind == TROUPE_EVENT_STATUS)
    observe_status (self, event);
  else if (event->kind == TROUPE_EVENT_SUPERVISED)
    observe_supervised (self, event);
  else if (event->kind == TROUPE_EVENT_UNHANDLED)
    observe_unhandled (self, event);
  else
    g_hash_table_add (self->exited, troupe_monitor_keep_proc (event->proc));
}

static void
sup_2_finish (TroupeMonitor *monitor,
              gboolean       settled)
{
  Sup2 *self = (Sup2 *) monitor;

  for (guint i = 0; settled && i < self->children->len; i++)
    {
      const Child *child = g_ptr_array_index (self->children, i);
      g_autofree char *text = NULL;

      if (!child->stopped || child->parent == NULL || child->n_heard > 0 ||
          g_hash_table_contains (self->exited, troupe_actor_id_get_proc (child->id)))
        continue;

      text = troupe_actor_id_to_string (child->id);
      troupe_monitor_violate (monitor, "%s has stopped, and by the end its parent has not heard of it", text);
    }
}

const TroupeMonitorClass troupe_monitor_sup_2 = {
  .id = "SUP-2",
  .sentence = "A clean stop is received by the parent, once, and ends nothing.",
  .kinds = 1u << TROUPE_EVENT_SPAWNED | 1u << TROUPE_EVENT_STATUS | 1u << TROUPE_EVENT_SUPERVISED |
           1u << TROUPE_EVENT_UNHANDLED | 1u << TROUPE_EVENT_EXITED,
  .size = sizeof (Sup2),
  .init = sup_2_init,
  .clear = sup_2_clear,
  .observe = sup_2_observe,
  .finish = sup_2_finish,
};
