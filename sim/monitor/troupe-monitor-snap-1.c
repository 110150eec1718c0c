/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-monitor-private.h"

/* SNAP-1 follows every actor to what it leaves behind:
 *
 *   spawned ... status terminal, then by the end of the run one snapshot, which tells that very status
 *
 * An actor whose process exits needs to leave none: nothing runs there any more. Clients are the business of CI-2.
 *
 * Armed by every end of an actor. */

typedef struct
{
  TroupeActorId     *id;       /* (owned) */
  TroupeActorStatus  status;
  gboolean           snapshot; /* it is stored */
} Actor;

typedef struct
{
  TroupeMonitor  parent;
  GPtrArray     *actors;   /* (element-type Actor) (owned): in the order of spawning */
  GHashTable    *actor_of; /* (element-type TroupeActorId Actor): nothing owned */
  GHashTable    *exited;   /* (element-type TroupeProcId): a set */
} Snap1;

static void
actor_free (gpointer data)
{
  Actor *self = data;

  troupe_actor_id_unref (self->id);
  g_free (self);
}

static void
snap_1_init (TroupeMonitor *monitor)
{
  Snap1 *self = (Snap1 *) monitor;

  self->actors = g_ptr_array_new_with_free_func (actor_free);
  self->actor_of = g_hash_table_new (troupe_actor_id_hash, troupe_actor_id_equal);
  self->exited = g_hash_table_new_full (troupe_proc_id_hash, troupe_proc_id_equal,
                                        (GDestroyNotify) troupe_proc_id_unref, NULL);
}

static void
snap_1_clear (TroupeMonitor *monitor)
{
  Snap1 *self = (Snap1 *) monitor;

  g_hash_table_unref (self->actor_of);
  g_hash_table_unref (self->exited);
  g_ptr_array_unref (self->actors);
}

static void
observe_spawned (Snap1             *self,
                 const TroupeEvent *event)
{
  Actor *actor;

  if (TROUPE_EVENT_DETAIL_NUMBER (event->detail) != TROUPE_EVENT_SPAWNED_ACTOR)
    return;

  actor = g_new0 (Actor, 1);
  actor->id = troupe_monitor_keep_actor (event->subject);
  g_ptr_array_add (self->actors, actor);
  g_hash_table_insert (self->actor_of, actor->id, actor);
}

static void
observe_snapshot (Snap1 *self,
                  Actor *actor,
                  guint  told)
{
  g_autofree char *text = troupe_actor_id_to_string (actor->id);

  if (actor->snapshot)
    troupe_monitor_violate (&self->parent, "a second snapshot of %s was stored", text);
  else if (!troupe_actor_status_is_terminal (actor->status))
    troupe_monitor_violate (&self->parent, "the snapshot of %s was stored before its status was terminal", text);
  else if (told != actor->status)
    troupe_monitor_violate (&self->parent, "the snapshot of %s tells status \"%s\", expected \"%s\"", text,
                            troupe_actor_status_to_string (told), troupe_actor_status_to_string (actor->status));
  actor->snapshot = TRUE;
}

static void
snap_1_observe (TroupeMonitor     *monitor,
                const TroupeEvent *event)
{
  Snap1 *self = (Snap1 *) monitor;
  guint number = TROUPE_EVENT_DETAIL_NUMBER (event->detail);
  Actor *actor;

  if (event->kind == TROUPE_EVENT_EXITED)
    g_hash_table_add (self->exited, troupe_monitor_keep_proc (event->proc));
  else if (event->kind == TROUPE_EVENT_SPAWNED)
    observe_spawned (self, event);

  actor = event->subject != NULL ? g_hash_table_lookup (self->actor_of, event->subject) : NULL;
  if (actor == NULL)
    return;

  if (event->kind == TROUPE_EVENT_SNAPSHOT)
    {
      observe_snapshot (self, actor, number);
    }
  else if (event->kind == TROUPE_EVENT_STATUS)
    {
      actor->status = number;
      if (troupe_actor_status_is_terminal (number))
        monitor->n_armed++;
    }
}

static void
snap_1_finish (TroupeMonitor *monitor,
               gboolean       settled)
{
  Snap1 *self = (Snap1 *) monitor;

  for (guint i = 0; i < self->actors->len; i++)
    {
      const Actor *actor = g_ptr_array_index (self->actors, i);
      g_autofree char *text = NULL;

      if (!troupe_actor_status_is_terminal (actor->status) || actor->snapshot ||
          g_hash_table_contains (self->exited, troupe_actor_id_get_proc (actor->id)))
        continue;

      text = troupe_actor_id_to_string (actor->id);
      troupe_monitor_violate (monitor, "%s has ended, and by the end no snapshot of it was stored", text);
    }
}

const TroupeMonitorClass troupe_monitor_snap_1 = {
  .id = "SNAP-1",
  .sentence = "Every actor that ends leaves one snapshot, once its status is terminal, and it tells that status.",
  .kinds = 1u << TROUPE_EVENT_SPAWNED | 1u << TROUPE_EVENT_STATUS | 1u << TROUPE_EVENT_SNAPSHOT |
           1u << TROUPE_EVENT_EXITED,
  .size = sizeof (Snap1),
  .init = snap_1_init,
  .clear = snap_1_clear,
  .observe = snap_1_observe,
  .finish = snap_1_finish,
};
