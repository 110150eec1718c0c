/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-roster-private.h"

/* SNAP-1 follows every actor to what it leaves behind:
 *
 *   spawned ... status terminal, then by the end of the run one snapshot, which tells that very status
 *
 * An actor whose process exits needs to leave none: nothing runs there any more. Clients are the business of CI-2.
 *
 * Armed by every end of an actor. */

typedef struct
{
  TroupeMember member;
  gboolean     snapshot; /* it is stored */
} Actor;

typedef struct
{
  TroupeMonitor parent;
  TroupeRoster  roster; /* (element-type Actor): of actors */
} Snap1;

static void
snap_1_init (TroupeMonitor *monitor)
{
  troupe_roster_init (&((Snap1 *) monitor)->roster, TROUPE_ROSTER_ACTORS, sizeof (Actor), /* clear = */ NULL);
}

static void
snap_1_clear (TroupeMonitor *monitor)
{
  troupe_roster_clear (&((Snap1 *) monitor)->roster);
}

static void
observe_snapshot (Snap1 *self,
                  Actor *actor,
                  guint  told)
{
  g_autofree char *text = troupe_actor_id_to_string (actor->member.id);

  if (actor->snapshot)
    troupe_monitor_violate (&self->parent, "a second snapshot of %s was stored", text);
  else if (!troupe_actor_status_is_terminal (actor->member.status))
    troupe_monitor_violate (&self->parent, "the snapshot of %s was stored before its status was terminal", text);
  else if (told != actor->member.status)
    troupe_monitor_violate (&self->parent, "the snapshot of %s tells status \"%s\", expected \"%s\"", text,
                            troupe_actor_status_to_string (told), troupe_actor_status_to_string (actor->member.status));
  actor->snapshot = TRUE;
}

static void
snap_1_observe (TroupeMonitor     *monitor,
                const TroupeEvent *event)
{
  Snap1 *self = (Snap1 *) monitor;
  Actor *actor = troupe_roster_observe (&self->roster, event);

  if (actor == NULL)
    return;

  if (event->kind == TROUPE_EVENT_SNAPSHOT)
    observe_snapshot (self, actor, TROUPE_EVENT_DETAIL_NUMBER (event->detail));
  else if (event->kind == TROUPE_EVENT_STATUS && troupe_actor_status_is_terminal (actor->member.status))
    monitor->n_armed++;
}

static void
snap_1_finish (TroupeMonitor *monitor,
               guint64        time_ns,
               gboolean       settled)
{
  Snap1 *self = (Snap1 *) monitor;
  GPtrArray *actors = self->roster.members;

  for (guint i = 0; i < actors->len; i++)
    {
      const Actor *actor = g_ptr_array_index (actors, i);
      g_autofree char *text = NULL;

      if (!troupe_actor_status_is_terminal (actor->member.status) || actor->snapshot ||
          troupe_roster_is_silent (&self->roster, &actor->member))
        continue;

      text = troupe_actor_id_to_string (actor->member.id);
      troupe_monitor_violate (monitor, "%s has ended, and by the end no snapshot of it was stored", text);
    }
}

const TroupeMonitorClass troupe_monitor_snap_1 = {
  .id = "SNAP-1",
  .sentence = "Every actor that ends leaves one snapshot, once its status is terminal, and it tells that status.",
  .kinds = TROUPE_ROSTER_EVENTS | 1u << TROUPE_EVENT_SNAPSHOT,
  .size = sizeof (Snap1),
  .init = snap_1_init,
  .clear = snap_1_clear,
  .observe = snap_1_observe,
  .finish = snap_1_finish,
};
