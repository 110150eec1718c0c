/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "world/troupe-sim-world-private.h"

#include "base/troupe-error.h"
#include "base/troupe-hash-private.h"
#include "base/troupe-id-private.h"
#include "base/troupe-world-private.h"
#include "world/troupe-sim-host-private.h"
#include "world/troupe-sim-process-private.h"
#include "world/troupe-sim-run-private.h"

#include <string.h>

/* Child processes and signals are not here: the world says that it does not offer them. */
struct _TroupeSimWorld
{
  TroupeWorld       parent_instance;

  TroupeSimProcess *process; /* (nullable) (not owned): NULL once the run is gone */
};

G_DEFINE_FINAL_TYPE (TroupeSimWorld, troupe_sim_world, TROUPE_TYPE_WORLD)

/* (nullable): the process, while it can do something to the world */
static inline TroupeSimProcess *
get_process (TroupeWorld *world)
{
  TroupeSimProcess *process = ((TroupeSimWorld *) world)->process;

  return process != NULL && process->state != TROUPE_SIM_PROCESS_DEAD ? process : NULL;
}

static guint64
troupe_sim_world_get_time (TroupeWorld *world)
{
  TroupeSimProcess *process = ((TroupeSimWorld *) world)->process;

  return process != NULL ? process->run->time_ns : 0;
}

static gint64
troupe_sim_world_get_wall_clock (TroupeWorld *world)
{
  TroupeSimProcess *process = ((TroupeSimWorld *) world)->process;

  return TROUPE_SIM_EPOCH_NS + (process != NULL ? troupe_sim_host_get_clock (process->host) : 0);
}

static void
troupe_sim_world_wake (TroupeWorld *world)
{
  TroupeSimProcess *process = get_process (world);

  if (process != NULL)
    troupe_sim_process_wake (process);
}

static void
troupe_sim_world_wake_at (TroupeWorld *world,
                          guint64      time_ns)
{
  TroupeSimProcess *process = get_process (world);

  if (process != NULL)
    troupe_sim_process_wake_at (process, time_ns);
}

static guint
troupe_sim_world_choose (TroupeWorld *world,
                         const char  *site,
                         guint        n)
{
  TroupeSimProcess *process = get_process (world);

  return process != NULL ? troupe_sim_run_choose (process->run, site, n) : 0;
}

static guint
troupe_sim_world_choose_task (TroupeWorld *world,
                              guint        n)
{
  TroupeSimProcess *process = get_process (world);

  return process != NULL ? troupe_sim_run_choose_task (process->run, process, n) : 0;
}

static guint64
troupe_sim_world_get_seed (TroupeWorld *world,
                           const char  *name)
{
  TroupeSimProcess *process = get_process (world);
  guint64 seed;

  if (process == NULL)
    return 0;

  seed = troupe_hash_mix (process->run->seed, troupe_proc_id_get_hash64 (process->proc_id));

  return troupe_hash_bytes (name, strlen (name), seed);
}

static void
set_closed_error (const char  *attempt,
                  GError     **error)
{
  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_CLOSED, "Could not %s: this process has ended", attempt);
}

static TroupeListener *
troupe_sim_world_listen (TroupeWorld    *world,
                         TroupeAddress  *address,
                         GError        **error)
{
  TroupeSimProcess *process = get_process (world);

  if (process == NULL)
    {
      set_closed_error ("listen", error);
      return NULL;
    }

  return troupe_sim_network_listen (&process->run->network, process, address, error);
}

static TroupeStream *
troupe_sim_world_connect (TroupeWorld    *world,
                          TroupeAddress  *address,
                          GError        **error)
{
  TroupeSimProcess *process = get_process (world);

  if (process == NULL)
    {
      set_closed_error ("connect", error);
      return NULL;
    }

  return troupe_sim_network_connect (&process->run->network, process, address, error);
}

/* A name for sockets, that no other directory of the host has: there is no file system to make it in. */
static char *
troupe_sim_world_make_directory (TroupeWorld  *world,
                                 const char   *purpose,
                                 GError      **error)
{
  TroupeSimProcess *process = get_process (world);

  if (process == NULL)
    {
      set_closed_error ("make a directory", error);
      return NULL;
    }

  return g_strdup_printf ("/run/%s-%u", purpose, ++process->host->n_names_given);
}

static gboolean
troupe_sim_world_run_in_thread (TroupeWorld          *world,
                                TroupeWorldWork       work,
                                gpointer              data,
                                guint64               model_duration_ns,
                                TroupeWorldWorkDone   done,
                                gpointer              user_data,
                                GDestroyNotify        destroy,
                                GError              **error)
{
  TroupeSimProcess *process = get_process (world);
  TroupeSimWork record = { .work = work, .data = data, .done = done, .user_data = user_data, .destroy = destroy };

  if (process == NULL)
    {
      set_closed_error ("run work on a thread", error);
      return FALSE;
    }

  if (model_duration_ns == 0)
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED,
                   "Could not run work on a thread: it needs a model duration in a simulated world");
      return FALSE;
    }

  troupe_sim_process_start_work (process, &record, model_duration_ns);

  return TRUE;
}

static void
troupe_sim_world_exit (TroupeWorld *world,
                       int          code,
                       const char  *text)
{
  TroupeSimProcess *process = get_process (world);

  if (process == NULL || process->state != TROUPE_SIM_PROCESS_ALIVE)
    return;

  if (text != NULL)
    troupe_sim_run_log (process->run, troupe_proc_id_get_name (process->proc_id), text);
  troupe_sim_process_request_exit (process, code);
}

static void
troupe_sim_world_log (TroupeWorld    *world,
                      GLogLevelFlags  level,
                      const char     *text)
{
  TroupeSimProcess *process = get_process (world);

  if (process != NULL && (level & G_LOG_LEVEL_DEBUG) == 0)
    troupe_sim_run_log (process->run, troupe_proc_id_get_name (process->proc_id), text);
}

static gboolean
troupe_sim_world_fault (TroupeWorld *world,
                        const char  *point)
{
  TroupeSimProcess *process = get_process (world);

  return process != NULL && troupe_sim_process_choose_fault (process, point);
}

static void
troupe_sim_world_emit (TroupeWorld   *world,
                       gconstpointer  event)
{
  TroupeSimProcess *process = get_process (world);

  if (process != NULL)
    troupe_sim_run_emit (process->run, event);
}

TroupeWorld *
troupe_sim_world_new (TroupeSimProcess *process)
{
  TroupeSimWorld *self = g_object_new (TROUPE_SIM_TYPE_WORLD, NULL);

  self->process = process;
  troupe_world_set_event_mask (TROUPE_WORLD (self), (1u << TROUPE_N_EVENT_KINDS) - 1);

  return TROUPE_WORLD (self);
}

void
troupe_sim_world_forget_process (TroupeWorld *world)
{
  ((TroupeSimWorld *) world)->process = NULL;
}

static void
troupe_sim_world_class_init (TroupeSimWorldClass *klass)
{
  TroupeWorldClass *world_class = (TroupeWorldClass *) klass;

  world_class->get_time = troupe_sim_world_get_time;
  world_class->get_wall_clock = troupe_sim_world_get_wall_clock;
  world_class->wake = troupe_sim_world_wake;
  world_class->wake_at = troupe_sim_world_wake_at;
  world_class->choose = troupe_sim_world_choose;
  world_class->choose_task = troupe_sim_world_choose_task;
  world_class->get_seed = troupe_sim_world_get_seed;
  world_class->listen = troupe_sim_world_listen;
  world_class->connect = troupe_sim_world_connect;
  world_class->make_directory = troupe_sim_world_make_directory;
  world_class->run_in_thread = troupe_sim_world_run_in_thread;
  world_class->exit = troupe_sim_world_exit;
  world_class->log = troupe_sim_world_log;
  world_class->fault = troupe_sim_world_fault;
  world_class->emit = troupe_sim_world_emit;
}

static void
troupe_sim_world_init (TroupeSimWorld *self)
{
}
