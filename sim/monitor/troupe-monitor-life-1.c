/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-monitor-private.h"

/* LIFE-1 draws the arrows a second time, and follows every actor, client and proc along them:
 *
 *   actor    created -> initializing -> idle <-> processing
 *               |             |           |          |
 *               +-------------+-----------+----------+--> stopping --> stopped | failed
 *   client   created -> client -> stopped
 *   proc     starting -> running -> ready -> stopping      and from each of these to
 *                                                          stopped | killed | failed
 *
 * Who comes to a status has been spawned, or started, before.
 *
 * Armed by every change of a status. */

#define TO(kind, status) (1u << TROUPE_##kind##_STATUS_##status)

static const guint actor_arrows[TROUPE_N_ACTOR_STATUSES] = {
  [TROUPE_ACTOR_STATUS_CREATED] = TO (ACTOR, INITIALIZING) | TO (ACTOR, STOPPING),
  [TROUPE_ACTOR_STATUS_INITIALIZING] = TO (ACTOR, IDLE) | TO (ACTOR, STOPPING),
  [TROUPE_ACTOR_STATUS_IDLE] = TO (ACTOR, PROCESSING) | TO (ACTOR, STOPPING),
  [TROUPE_ACTOR_STATUS_PROCESSING] = TO (ACTOR, IDLE) | TO (ACTOR, STOPPING),
  [TROUPE_ACTOR_STATUS_STOPPING] = TO (ACTOR, STOPPED) | TO (ACTOR, FAILED),
};

static const guint client_arrows[TROUPE_N_ACTOR_STATUSES] = {
  [TROUPE_ACTOR_STATUS_CREATED] = TO (ACTOR, CLIENT),
  [TROUPE_ACTOR_STATUS_CLIENT] = TO (ACTOR, STOPPED),
};

#define PROC_ENDS (TO (PROC, STOPPED) | TO (PROC, KILLED) | TO (PROC, FAILED))

static const guint proc_arrows[TROUPE_N_PROC_STATUSES] = {
  [TROUPE_PROC_STATUS_STARTING] = TO (PROC, RUNNING) | PROC_ENDS,
  [TROUPE_PROC_STATUS_RUNNING] = TO (PROC, READY) | PROC_ENDS,
  [TROUPE_PROC_STATUS_READY] = TO (PROC, STOPPING) | PROC_ENDS,
  [TROUPE_PROC_STATUS_STOPPING] = PROC_ENDS,
};

/* An actor or client, as far as it has come. */
typedef struct
{
  gboolean          is_client;
  TroupeActorStatus status;
} Life;

typedef struct
{
  TroupeMonitor  parent;
  GHashTable    *lives; /* (element-type TroupeActorId Life) */
  GHashTable    *procs; /* (element-type TroupeProcId): to 1 + its TroupeProcStatus */
} Life1;

static void
life_1_init (TroupeMonitor *monitor)
{
  Life1 *self = (Life1 *) monitor;

  self->lives = g_hash_table_new_full (troupe_actor_id_hash, troupe_actor_id_equal,
                                       (GDestroyNotify) troupe_actor_id_unref, g_free);
  self->procs = g_hash_table_new_full (troupe_proc_id_hash, troupe_proc_id_equal,
                                       (GDestroyNotify) troupe_proc_id_unref, NULL);
}

static void
life_1_clear (TroupeMonitor *monitor)
{
  Life1 *self = (Life1 *) monitor;

  g_hash_table_unref (self->lives);
  g_hash_table_unref (self->procs);
}

static void
observe_spawned (Life1             *self,
                 const TroupeEvent *event)
{
  Life *life = g_new0 (Life, 1);

  life->is_client = TROUPE_EVENT_DETAIL_NUMBER (event->detail) != TROUPE_EVENT_SPAWNED_ACTOR;
  life->status = TROUPE_ACTOR_STATUS_CREATED;
  g_hash_table_insert (self->lives, troupe_monitor_keep_actor (event->subject), life);
}

static void
observe_actor (Life1             *self,
               const TroupeEvent *event)
{
  TroupeActorStatus status = TROUPE_EVENT_DETAIL_NUMBER (event->detail);
  Life *life = g_hash_table_lookup (self->lives, event->subject);
  const guint *arrows = life != NULL && life->is_client ? client_arrows : actor_arrows;

  self->parent.n_armed++;
  if (life == NULL || (arrows[life->status] & 1u << status) == 0)
    {
      g_autofree char *text = troupe_actor_id_to_string (event->subject);

      if (life == NULL)
        troupe_monitor_violate (&self->parent, "%s came to status \"%s\" and was never spawned", text,
                                troupe_actor_status_to_string (status));
      else
        troupe_monitor_violate (&self->parent, "the status of %s %s went from \"%s\" to \"%s\": there is no such arrow",
                                life->is_client ? "client" : "actor", text,
                                troupe_actor_status_to_string (life->status), troupe_actor_status_to_string (status));
    }
  if (life != NULL)
    life->status = status;
}

static void
observe_proc (Life1             *self,
              const TroupeEvent *event)
{
  TroupeProcStatus status = TROUPE_EVENT_DETAIL_NUMBER (event->detail);
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (self->procs, event->proc));
  gboolean is_legal = known > 0 ? (proc_arrows[known - 1] & 1u << status) != 0
                                : status == TROUPE_PROC_STATUS_STARTING;

  self->parent.n_armed++;
  if (!is_legal)
    {
      g_autofree char *text = troupe_proc_id_to_string (event->proc);

      troupe_monitor_violate (&self->parent, "the status of proc %s went from \"%s\" to \"%s\": there is no such arrow",
                              text, known > 0 ? troupe_proc_status_to_string (known - 1) : "nothing",
                              troupe_proc_status_to_string (status));
    }
  g_hash_table_insert (self->procs, troupe_monitor_keep_proc (event->proc), GUINT_TO_POINTER (status + 1));
}

static void
life_1_observe (TroupeMonitor     *monitor,
                const TroupeEvent *event)
{
  Life1 *self = (Life1 *) monitor;

  if (event->kind == TROUPE_EVENT_SPAWNED)
    observe_spawned (self, event);
  else if (event->subject != NULL)
    observe_actor (self, event);
  else
    observe_proc (self, event);
}

static void
life_1_finish (TroupeMonitor *monitor,
               guint64        time_ns,
               gboolean       settled)
{
  /* All was said when the statuses changed. */
}

const TroupeMonitorClass troupe_monitor_life_1 = {
  .id = "LIFE-1",
  .sentence = "A status changes only along the drawn arrows; a terminal one never changes.",
  .kinds = 1u << TROUPE_EVENT_SPAWNED | 1u << TROUPE_EVENT_STATUS,
  .size = sizeof (Life1),
  .init = life_1_init,
  .clear = life_1_clear,
  .observe = life_1_observe,
  .finish = life_1_finish,
};
