/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-executor.h"

/* What steps do to machines and processes as such, fault points included. What is so already stays so. */

gboolean
troupe_setting_is_faults (const TroupeSetting *setting)
{
  return g_str_equal (setting->key, "faults");
}

/* `on`, or the names of fault points. */
void
troupe_executor_enable_faults (TroupeExecutor *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  gboolean is_all = FALSE;

  for (guint i = 0; i < self->scenario->settings->len; i++)
    {
      const TroupeSetting *setting = g_ptr_array_index (self->scenario->settings, i);

      for (guint j = 0; troupe_setting_is_faults (setting) && j < setting->values->len; j++)
        {
          const TroupeValue *value = g_ptr_array_index (setting->values, j);

          is_all |= g_str_equal (value->text, "on");
          g_ptr_array_add (names, value->text);
        }
    }
  if (names->len == 0)
    return;

  g_ptr_array_add (names, NULL);
  troupe_sim_run_enable_faults (self->run, is_all ? NULL : (const char *const *) names->pdata);
}

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

/* `inject ... count=N`: once without it */
static guint64
get_count (const TroupeAction *action)
{
  for (guint i = 0; i < action->arguments->len; i++)
    {
      const TroupeArgument *argument = g_ptr_array_index (action->arguments, i);

      if (g_str_equal (argument->key, "count"))
        return (guint64) argument->value->number;
    }

  return 1;
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
  else if (action->kind == TROUPE_ACTION_INJECT)
    troupe_sim_host_inject (host, action->point, get_count (action));
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
  else if (process == NULL)
    return;
  else if (action->kind == TROUPE_ACTION_PAUSE)
    troupe_sim_process_pause (process);
  else if (action->kind == TROUPE_ACTION_INJECT)
    troupe_sim_process_inject (process, action->point, get_count (action));
  else
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
