/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-executor.h"

/* What steps do to machines and processes as such. What is so already stays so. */

/* (nullable): the host that this place is; the driver is one */
static TroupeSimHost *
get_host (TroupeExecutor    *self,
          const TroupePlace *place)
{
  return troupe_place_table_get (self->places, place)->host;
}

/* (nullable): NULL where there is none now */
static TroupeSimProcess *
get_process (TroupeExecutor    *self,
             const TroupePlace *place)
{
  const TroupeIncarnation *incarnation = troupe_place_table_get_incarnation (self->places, place);

  return incarnation != NULL ? incarnation->process : NULL;
}

static void
act_on_host (const TroupeAction *action,
             TroupeSimHost      *host)
{
  if (action->kind == TROUPE_ACTION_PAUSE)
    troupe_sim_host_pause (host);
  else if (action->kind == TROUPE_ACTION_RESUME)
    troupe_sim_host_resume (host);
  else if (action->kind == TROUPE_ACTION_CRASH)
    troupe_sim_host_crash (host);
  else
    troupe_sim_host_skew (host, action->offset_ns);
}

/* A crashed host comes back with the procs that the file declares on it. The driver is a host without any: its own proc
 * and client come back. */
static void
restart_host (TroupeExecutor    *self,
              const TroupePlace *place,
              TroupeSimHost     *host)
{
  GPtrArray *places = self->scenario->places;

  if (troupe_sim_host_is_up (host))
    return;

  troupe_sim_host_restart (host);
  if (place->kind == TROUPE_PLACE_DRIVER)
    troupe_executor_restart_proc (self, place);
  for (guint i = 0; i < places->len; i++)
    {
      const TroupePlace *proc = g_ptr_array_index (places, i);

      if (proc->kind == TROUPE_PLACE_PROC && proc->host == place && !proc->is_implicit && !proc->is_spawned)
        troupe_executor_restart_proc (self, proc);
    }
}

static void
act_on_proc (TroupeExecutor     *self,
             const TroupeAction *action,
             const TroupePlace  *place)
{
  TroupeSimProcess *process = get_process (self, place);

  if (action->kind == TROUPE_ACTION_RESTART)
    troupe_executor_restart_proc (self, place);
  else if (process != NULL && action->kind == TROUPE_ACTION_PAUSE)
    troupe_sim_process_pause (process);
  else if (process != NULL)
    troupe_sim_process_resume (process);
}

void
troupe_executor_act_on_machine (TroupeExecutor     *self,
                                const TroupeAction *action,
                                const TroupePlace  *place)
{
  TroupeSimHost *host = get_host (self, place);

  if (host == NULL)
    act_on_proc (self, action, place);
  else if (action->kind == TROUPE_ACTION_RESTART)
    restart_host (self, place, host);
  else
    act_on_host (action, host);
}
