/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "world/troupe-sim-run-private.h"

#include "base/troupe-defect-private.h"
#include "base/troupe-hash-private.h"
#include "world/troupe-sim-host-private.h"
#include "world/troupe-sim-process-private.h"

/* A run that logs more than this says so, and drops the rest. */
#define LOG_SIZE_MAX (1u << 20)

/**
 * troupe_sim_run_new:
 * @seed: where all its chance comes from
 *
 * Makes an empty simulated world at virtual time 0.
 *
 * Returns: (transfer full): the run, for troupe_sim_run_free()
 */
TroupeSimRun *
troupe_sim_run_new (guint64 seed)
{
  TroupeSimRun *self = g_new0 (TroupeSimRun, 1);

  self->seed = seed;
  self->hosts = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_sim_host_free);
  self->processes = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_sim_process_free);
  self->process_ids = g_hash_table_new (troupe_proc_id_hash, troupe_proc_id_equal);
  self->log = g_string_new (NULL);
  g_queue_init (&self->works);
  troupe_sim_chooser_init (&self->chooser, seed);
  troupe_sim_network_init (&self->network, self);

  return self;
}

/**
 * troupe_sim_run_free:
 * @self: (transfer full): a run, in none of whose functions we are
 *
 * Ends the world as if it had never been: no process is told, no event is emitted. Worlds, streams and listeners
 * that someone still holds stay valid and do nothing.
 */
void
troupe_sim_run_free (TroupeSimRun *self)
{
  g_return_if_fail (self != NULL);

  troupe_sim_network_clear (&self->network);
  troupe_sim_works_clear (&self->works);
  g_hash_table_unref (self->process_ids);
  g_ptr_array_unref (self->processes);
  g_ptr_array_unref (self->hosts);
  troupe_sim_scheduler_clear (&self->scheduler);
  troupe_sim_heap_clear (&self->heap);
  troupe_sim_faults_clear (&self->faults);
  troupe_sim_chooser_clear (&self->chooser);
  g_string_free (self->log, TRUE);
  g_free (self);
}

/**
 * troupe_sim_run_get_time:
 * @self: a run
 *
 * Gets the virtual time.
 *
 * Returns: nanoseconds
 */
guint64
troupe_sim_run_get_time (TroupeSimRun *self)
{
  return self->time_ns;
}

/**
 * troupe_sim_run_get_hash:
 * @self: a run
 *
 * Gets the hash of all events so far: the identity of the run.
 *
 * Returns: the hash
 */
guint64
troupe_sim_run_get_hash (TroupeSimRun *self)
{
  return self->hash;
}

/**
 * troupe_sim_run_get_n_events:
 * @self: a run
 *
 * Gets how many events there have been, which is the number of the last.
 *
 * Returns: how many
 */
guint64
troupe_sim_run_get_n_events (TroupeSimRun *self)
{
  return self->n_events;
}

/**
 * troupe_sim_run_get_log:
 * @self: a run
 *
 * Gets what its processes have logged: a line each, with the virtual time and the proc's name.
 *
 * Returns: (transfer none): the text, valid until the run goes on
 */
const char *
troupe_sim_run_get_log (TroupeSimRun *self)
{
  return self->log->str;
}

/**
 * troupe_sim_run_set_event_func:
 * @self: a run
 * @func: (nullable): whom to tell of every event
 * @user_data: (closure): for @func
 *
 * Sets who reads the stream of events. It may do anything to the world but free it, and make it step.
 */
void
troupe_sim_run_set_event_func (TroupeSimRun       *self,
                               TroupeSimEventFunc  func,
                               gpointer            user_data)
{
  self->event_func = func;
  self->event_data = user_data;
}

/**
 * troupe_sim_run_set_hash_func:
 * @self: a run
 * @func: (nullable): folds payloads into the hash
 *
 * Sets who knows what the payloads of events say.
 */
void
troupe_sim_run_set_hash_func (TroupeSimRun      *self,
                              TroupeSimHashFunc  func)
{
  self->hash_func = func;
}

/**
 * troupe_sim_run_set_exit_func:
 * @self: a run
 * @func: (nullable): told when a process has ended
 * @give_up_func: (nullable): told when a process is about to end
 * @user_data: (closure): for both
 *
 * Sets who looks after the processes.
 */
void
troupe_sim_run_set_exit_func (TroupeSimRun        *self,
                              TroupeSimExitFunc    func,
                              TroupeSimGiveUpFunc  give_up_func,
                              gpointer             user_data)
{
  self->exit_func = func;
  self->give_up_func = give_up_func;
  self->exit_data = user_data;
}

/**
 * troupe_sim_run_choose:
 * @self: a run
 * @site: the name of the place that chooses
 * @n: among how many, at least 1
 *
 * Chooses: from the seed, or as an exploration says.
 *
 * Returns: from 0, the calm option, to @n - 1
 */
guint
troupe_sim_run_choose (TroupeSimRun *self,
                       const char   *site,
                       guint         n)
{
  g_return_val_if_fail (n > 0, 0);

  return troupe_sim_chooser_choose (&self->chooser, site, n);
}

/**
 * troupe_sim_run_set_calm:
 * @self: a run
 * @site: (nullable): the name of the place that chooses, or %NULL for all
 *
 * Makes every later choice there the calm one, except where an exploration's prefix says otherwise.
 */
void
troupe_sim_run_set_calm (TroupeSimRun *self,
                         const char   *site)
{
  troupe_sim_chooser_calm (&self->chooser, site);
}

/**
 * troupe_sim_run_explore_prefix:
 * @self: a run
 * @prefix: (array length=n_prefix) (nullable): choices to follow
 * @n_prefix: how many
 * @n_recorded_max: how many scheduling choices to take from @prefix or as 0, and to record
 *
 * Fixes who goes next, from now on, for a number of choices; see the header.
 */
void
troupe_sim_run_explore_prefix (TroupeSimRun *self,
                               const guint  *prefix,
                               guint         n_prefix,
                               guint         n_recorded_max)
{
  g_return_if_fail (prefix != NULL || n_prefix == 0);

  troupe_sim_chooser_explore (&self->chooser, prefix, n_prefix, n_recorded_max);
}

/**
 * troupe_sim_run_get_choices:
 * @self: a run
 * @ret_n_choices: (out): how many
 *
 * Gets the scheduling choices recorded since the last call of troupe_sim_run_explore_prefix().
 *
 * Returns: (array length=ret_n_choices) (transfer none): the choices, valid until the run goes on
 */
const TroupeSimChoice *
troupe_sim_run_get_choices (TroupeSimRun *self,
                            guint        *ret_n_choices)
{
  *ret_n_choices = self->chooser.choices->len;

  return (const TroupeSimChoice *) (gpointer) self->chooser.choices->data;
}

void
troupe_sim_run_schedule_as (TroupeSimRun  *self,
                            guint64        time_ns,
                            guint64        sequence,
                            TroupeSimFunc  func,
                            gpointer       data)
{
  TroupeSimEntry entry = { time_ns, sequence, func, data };

  troupe_sim_heap_push (&self->heap, &entry);
}

guint64
troupe_sim_run_schedule (TroupeSimRun  *self,
                         guint64        time_ns,
                         TroupeSimFunc  func,
                         gpointer       data)
{
  guint64 sequence = troupe_sim_run_next_sequence (self);

  troupe_sim_run_schedule_as (self, time_ns, sequence, func, data);

  return sequence;
}

/**
 * troupe_sim_run_at:
 * @self: a run
 * @time_ns: when; a time in the past is now
 * @func: what to do
 * @user_data: (closure): for @func
 *
 * Has @func called once at a virtual time, before any process runs at that time.
 */
void
troupe_sim_run_at (TroupeSimRun  *self,
                   guint64        time_ns,
                   TroupeSimFunc  func,
                   gpointer       user_data)
{
  g_return_if_fail (func != NULL);

  troupe_sim_run_schedule (self, MAX (time_ns, self->time_ns), func, user_data);
}

void
troupe_sim_run_emit (TroupeSimRun      *self,
                     const TroupeEvent *event)
{
  self->n_events++;
  self->n_idle_steps = 0;
  self->hash = troupe_event_hash (event, self->hash);
  if (self->hash_func != NULL)
    self->hash = self->hash_func (event, self->hash);
  if (self->event_func != NULL)
    self->event_func (event, self->n_events, self->event_data);
}

void
troupe_sim_run_log (TroupeSimRun *self,
                    const char   *who,
                    const char   *text)
{
  if (self->log->len > LOG_SIZE_MAX)
    return;

  g_string_append_printf (self->log,
                          "%" G_GUINT64_FORMAT ".%09" G_GUINT64_FORMAT " %s: %s\n",
                          self->time_ns / 1000000000u,
                          self->time_ns % 1000000000u,
                          who,
                          text);
  if (self->log->len > LOG_SIZE_MAX)
    g_string_append (self->log, "the log is full; what follows is dropped\n");
}

/* (nullable): the first entry that will do something. Timers that were put off or taken back are dealt with on the
 * way, so that the clock never stops for them. */
static const TroupeSimEntry *
peek_live (TroupeSimRun *self)
{
  const TroupeSimEntry *entry;

  while ((entry = troupe_sim_heap_peek (&self->heap)) != NULL)
    {
      TroupeSimEntry dead;

      if (entry->func != NULL || troupe_sim_process_expects_timer (entry->data, entry))
        return entry;
      dead = troupe_sim_heap_pop (&self->heap);
      troupe_sim_process_renew_timer (dead.data, &dead);
    }

  return NULL;
}

/* Fires all entries of this very time, those included that the firing adds. */
static void
fire_due (TroupeSimRun *self)
{
  const TroupeSimEntry *next;

  while ((next = peek_live (self)) != NULL && next->time_ns == self->time_ns)
    {
      TroupeSimEntry entry = troupe_sim_heap_pop (&self->heap);

      if (entry.func != NULL)
        entry.func (entry.data);
      else
        troupe_sim_process_fire_timer (entry.data);
    }
}

/* The planted mismatch: an address decides, and two address layouts disagree. It decides anew after each event, since
 * two layouts that agree once would else agree for a whole run: there are only so many processes. */
static guint
perturb_by_address (TroupeSimRun *self,
                    guint         chosen,
                    guint         n)
{
  return (guint) ((chosen + troupe_hash_mix (self->n_events, GPOINTER_TO_SIZE (self->log))) % n);
}

static void
run_a_process (TroupeSimRun *self)
{
  guint n = self->scheduler.n_processes;
  guint chosen = troupe_sim_run_choose_process (self);

  if (TROUPE_DEFECT ("determinism.address-order"))
    chosen = perturb_by_address (self, chosen, n);

  self->n_idle_steps++;
  self->last_process = troupe_sim_scheduler_take (&self->scheduler, chosen);
  troupe_sim_process_run (self->last_process);
}

/**
 * troupe_sim_run_step:
 * @self: a run
 * @until_ns: the latest virtual time
 *
 * Lets one thing happen: what is due now fires; else one task of one process runs; else the clock goes on to the
 * next time at which something is due, and that fires.
 *
 * Returns: %FALSE if nothing can ever happen again by itself, or not by @until_ns
 */
gboolean
troupe_sim_run_step (TroupeSimRun *self,
                     guint64       until_ns)
{
  const TroupeSimEntry *next;

  if (self->time_ns > until_ns)
    return FALSE;

  next = peek_live (self);
  if (next != NULL && next->time_ns == self->time_ns)
    {
      fire_due (self);
      return TRUE;
    }

  if (self->scheduler.n_processes > 0)
    {
      run_a_process (self);
      return TRUE;
    }

  if (next == NULL)
    return FALSE;

  if (next->time_ns > until_ns)
    {
      self->time_ns = until_ns;
      return FALSE;
    }

  self->time_ns = next->time_ns;
  self->n_idle_steps = 0;
  fire_due (self);

  return TRUE;
}

/**
 * troupe_sim_run_get_n_idle_steps:
 * @self: a run
 *
 * Gets how many steps of processes have brought neither an event nor a later time. What goes round in a circle at one
 * instant shows here: the clock stands while any process can run.
 *
 * Returns: how many, since the last event and since the clock last went on
 */
guint64
troupe_sim_run_get_n_idle_steps (TroupeSimRun *self)
{
  return self->n_idle_steps;
}

/**
 * troupe_sim_run_get_last_process:
 * @self: a run
 *
 * Gets the process that had the turn last.
 *
 * Returns: (transfer none) (nullable): the process, which may have ended, or %NULL if none has had a turn
 */
TroupeSimProcess *
troupe_sim_run_get_last_process (TroupeSimRun *self)
{
  return self->last_process;
}

/**
 * troupe_sim_run_is_working:
 * @self: a run
 *
 * Tells whether a thread of some process works.
 *
 * Returns: %TRUE if work on a thread is under way
 */
gboolean
troupe_sim_run_is_working (TroupeSimRun *self)
{
  return self->works.length > 0;
}

/**
 * troupe_sim_run_is_quiet:
 * @self: a run
 *
 * Tells whether only time, or someone from outside, can make anything happen.
 *
 * Returns: %TRUE if no process can run now, and no bytes are on their way
 */
gboolean
troupe_sim_run_is_quiet (TroupeSimRun *self)
{
  return self->scheduler.n_processes == 0 && self->network.n_in_flight == 0;
}
