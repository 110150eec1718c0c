/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-roster-private.h"

/* CI-2 follows every introspectable client to its end:
 *
 *   spawned ... dropped, then by the end of the run: status terminal, and after it a snapshot that says so
 *
 * A client whose status was terminal before it was dropped has kept the promise early. A client whose
 * process exits needs to keep none: nothing runs there any more.
 *
 * Armed by every drop. */

typedef struct
{
  TroupeMember member;
  gboolean     dropped;
  gboolean     ended;    /* its status is terminal, or was */
  gboolean     snapshot; /* its terminated snapshot is stored */
} Client;

typedef struct
{
  TroupeMonitor parent;
  TroupeRoster  roster; /* (element-type Client): of introspectable clients */
} Ci2;

static void
ci_2_init (TroupeMonitor *monitor)
{
  troupe_roster_init (&((Ci2 *) monitor)->roster, TROUPE_ROSTER_INTROSPECTABLE_CLIENTS, sizeof (Client),
                      /* clear = */ NULL);
}

static void
ci_2_clear (TroupeMonitor *monitor)
{
  troupe_roster_clear (&((Ci2 *) monitor)->roster);
}

static void
observe_snapshot (Ci2               *self,
                  Client            *client,
                  const TroupeEvent *event)
{
  TroupeActorStatus status = TROUPE_EVENT_DETAIL_NUMBER (event->detail);
  g_autofree char *text = NULL;

  client->snapshot = TRUE;
  if (client->ended && troupe_actor_status_is_terminal (status))
    return;

  text = troupe_actor_id_to_string (client->member.id);
  if (!client->ended)
    troupe_monitor_violate (&self->parent,
                            "the snapshot of client %s was stored before its status was terminal", text);
  else
    troupe_monitor_violate (&self->parent,
                            "the snapshot of client %s tells status \"%s\", expected a terminal one",
                            text, troupe_actor_status_to_string (status));
}

static void
ci_2_observe (TroupeMonitor     *monitor,
              const TroupeEvent *event)
{
  Ci2 *self = (Ci2 *) monitor;
  Client *client = troupe_roster_observe (&self->roster, event);

  if (client == NULL)
    return;

  if (event->kind == TROUPE_EVENT_STATUS)
    {
      client->ended |= troupe_actor_status_is_terminal (client->member.status);
    }
  else if (event->kind == TROUPE_EVENT_SNAPSHOT)
    {
      observe_snapshot (self, client, event);
    }
  else if (event->kind == TROUPE_EVENT_DROPPED)
    {
      client->dropped = TRUE;
      monitor->n_armed++;
    }
}

static void
ci_2_finish (TroupeMonitor *monitor,
             guint64        time_ns,
             gboolean       settled)
{
  Ci2 *self = (Ci2 *) monitor;
  GPtrArray *clients = self->roster.members;

  for (guint i = 0; i < clients->len; i++)
    {
      const Client *client = g_ptr_array_index (clients, i);
      g_autofree char *text = NULL;

      if (!client->dropped || (client->ended && client->snapshot) ||
          troupe_roster_is_silent (&self->roster, &client->member))
        continue;

      text = troupe_actor_id_to_string (client->member.id);
      if (!client->ended)
        troupe_monitor_violate (monitor,
                                "client %s was dropped, and by the end its status was not terminal", text);
      else
        troupe_monitor_violate (monitor,
                                "client %s was dropped, and by the end no snapshot of it was stored", text);
    }
}

const TroupeMonitorClass troupe_monitor_ci_2 = {
  .id = "CI-2",
  .sentence = "Dropping a client instance makes its status terminal and stores a terminated snapshot.",
  .kinds = TROUPE_ROSTER_EVENTS | 1u << TROUPE_EVENT_SNAPSHOT | 1u << TROUPE_EVENT_DROPPED,
  .size = sizeof (Ci2),
  .init = ci_2_init,
  .clear = ci_2_clear,
  .observe = ci_2_observe,
  .finish = ci_2_finish,
};
