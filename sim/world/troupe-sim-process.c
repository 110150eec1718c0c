/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "world/troupe-sim-process-private.h"

#include "base/troupe-defect-private.h"
#include "base/troupe-fault-private.h"
#include "base/troupe-world-private.h"
#include "world/troupe-sim-host-private.h"
#include "world/troupe-sim-network-private.h"
#include "world/troupe-sim-run-private.h"
#include "world/troupe-sim-world-private.h"

#include <signal.h>

/* How late a timer can be, where one is. */
#define LATE_NS_MAX 10000000u

TroupeSimProcess *
troupe_sim_process_new (TroupeSimHost *host,
                        TroupeProcId  *proc_id)
{
  TroupeSimProcess *self = g_new0 (TroupeSimProcess, 1);

  self->run = host->run;
  self->host = host;
  self->proc_id = troupe_proc_id_ref (proc_id);
  self->timer_ns = TROUPE_SIM_NEVER;
  self->entry_ns = TROUPE_SIM_NEVER;
  self->world = troupe_sim_world_new (self);
  troupe_world_set_may_fault (self->world, self->run->faults.is_on);
  self->link.data = self;
  g_queue_push_tail_link (&host->processes, &self->link);
  g_queue_init (&self->done_works);
  g_queue_init (&self->streams);
  g_queue_init (&self->listeners);

  return self;
}

void
troupe_sim_works_clear (GQueue *works)
{
  TroupeSimWork *work;

  while ((work = g_queue_peek_head (works)) != NULL)
    {
      g_queue_unlink (works, &work->link);
      if (work->destroy != NULL)
        work->destroy (work->user_data);
      g_free (work);
    }
}

void
troupe_sim_process_free (TroupeSimProcess *self)
{
  troupe_sim_works_clear (&self->done_works);
  troupe_sim_world_forget_process (self->world);
  g_object_unref (self->world);
  troupe_proc_id_unref (self->proc_id);
  g_clear_pointer (&self->injections, g_array_unref);
  g_clear_pointer (&self->disturbances, g_array_unref);
  g_free (self);
}

/**
 * troupe_sim_process_get_world:
 * @self: a process
 *
 * Gets the world as this process sees it.
 *
 * Returns: (transfer none): its world
 */
TroupeWorld *
troupe_sim_process_get_world (TroupeSimProcess *self)
{
  return self->world;
}

/**
 * troupe_sim_process_get_proc_id:
 * @self: a process
 *
 * Gets whose process this is.
 *
 * Returns: (transfer none): the id
 */
TroupeProcId *
troupe_sim_process_get_proc_id (TroupeSimProcess *self)
{
  return self->proc_id;
}

/**
 * troupe_sim_process_is_alive:
 * @self: a process
 *
 * Tells whether the process has not ended.
 *
 * Returns: %FALSE once it is ending or has ended
 */
gboolean
troupe_sim_process_is_alive (TroupeSimProcess *self)
{
  return troupe_sim_process_listens (self);
}

static void
emit (TroupeSimProcess *self,
      TroupeEventKind   kind,
      guint32           detail)
{
  TroupeEvent event = {
    .kind = kind,
    .detail = detail,
    .time_ns = self->run->time_ns,
    .proc = self->proc_id,
  };

  troupe_sim_run_emit (self->run, &event);
}

void
troupe_sim_process_start (TroupeSimProcess *self)
{
  TroupeEvent starting = {
    .kind = TROUPE_EVENT_STATUS,
    .detail = TROUPE_PROC_STATUS_STARTING,
    .time_ns = self->run->time_ns,
    .proc = self->proc_id,
    .payload = self->host->name,
  };

  troupe_sim_run_emit (self->run, &starting);
  if (troupe_sim_process_is_alive (self))
    emit (self, TROUPE_EVENT_STATUS, TROUPE_PROC_STATUS_RUNNING);
}

/**
 * troupe_sim_process_set_ready:
 * @self: a process
 *
 * Says that the proc accepts messages: emits its status ready, then `ready`. Nothing happens if it has ended.
 */
void
troupe_sim_process_set_ready (TroupeSimProcess *self)
{
  if (troupe_sim_process_is_alive (self))
    emit (self, TROUPE_EVENT_STATUS, TROUPE_PROC_STATUS_READY);
  if (troupe_sim_process_is_alive (self))
    emit (self, TROUPE_EVENT_READY, 0);
}

/* The process ends, here and now. Events can do anything to the world, this very process included, which is
 * why each state is entered before anyone is told. */
static void
end (TroupeSimProcess     *self,
     int                   signal_number,
     TroupeSimSegmentKind  last_segment)
{
  TroupeSimRun *run = self->run;
  int code = signal_number != 0 ? -1 : self->exit_code;

  self->state = TROUPE_SIM_PROCESS_ENDING;
  g_queue_unlink (&self->host->processes, &self->link);
  if (self->is_queued)
    {
      troupe_sim_scheduler_remove (&run->scheduler, self);
      self->is_queued = FALSE;
    }
  troupe_sim_network_close_process (&run->network, self, last_segment);
  if (run->give_up_func != NULL)
    run->give_up_func (self, run->exit_data);

  self->state = TROUPE_SIM_PROCESS_DEAD;
  if (signal_number != 0 && !TROUPE_DEFECT ("process.kill-as-failure"))
    emit (self, TROUPE_EVENT_STATUS, TROUPE_PROC_STATUS_KILLED);
  else
    emit (self, TROUPE_EVENT_STATUS, code == 0 ? TROUPE_PROC_STATUS_STOPPED : TROUPE_PROC_STATUS_FAILED);
  emit (self,
        TROUPE_EVENT_EXITED,
        signal_number != 0 ? TROUPE_EVENT_SIGNALLED | (guint32) signal_number : (guint32) code);
  if (run->exit_func != NULL)
    run->exit_func (self, code, signal_number, run->exit_data);
}

/**
 * troupe_sim_process_kill:
 * @self: a process
 * @signal_number: the signal, at least 1
 *
 * Ends the process at once, even in the middle of one of its tasks: what that still does goes nowhere. Nothing
 * happens if it has ended.
 */
void
troupe_sim_process_kill (TroupeSimProcess *self,
                         int               signal_number)
{
  g_return_if_fail (signal_number > 0);

  if (troupe_sim_process_is_alive (self))
    end (self, signal_number, TROUPE_SIM_SEGMENT_RESET);
}

void
troupe_sim_process_cut_off (TroupeSimProcess *self)
{
  end (self, SIGKILL, TROUPE_SIM_SEGMENT_NONE);
}

void
troupe_sim_process_request_exit (TroupeSimProcess *self,
                                 int               code)
{
  if (self->state != TROUPE_SIM_PROCESS_ALIVE)
    return;

  /* What a parent process can see of it. */
  self->exit_code = code & 0xff;
  troupe_sim_process_wake (self);
  self->state = TROUPE_SIM_PROCESS_EXITING;
}

/**
 * troupe_sim_process_exit:
 * @self: a process
 * @code: its exit code
 *
 * Ends the process once its current task has ended, or at once if it has none. What it writes from now on is
 * discarded. Nothing happens if it is exiting or has ended.
 */
void
troupe_sim_process_exit (TroupeSimProcess *self,
                         int               code)
{
  troupe_sim_process_request_exit (self, code);
  if (self->state == TROUPE_SIM_PROCESS_EXITING && !self->is_dispatching)
    end (self, 0, TROUPE_SIM_SEGMENT_END);
}

static void
enqueue (TroupeSimProcess *self)
{
  /* While a task runs, the process is in no ring: it goes to the back when that ends. */
  if (self->is_queued || self->is_dispatching || self->is_paused)
    return;

  self->is_queued = TRUE;
  troupe_sim_scheduler_push (&self->run->scheduler, self);
}

void
troupe_sim_process_wake (TroupeSimProcess *self)
{
  if (!troupe_sim_process_listens (self))
    return;

  self->has_task = TRUE;
  enqueue (self);
}

/* Someone's work is done, or the loop runs one task. */
static void
run_task (TroupeSimProcess *self)
{
  TroupeSimWork *work = g_queue_peek_head (&self->done_works);

  if (work != NULL)
    {
      gpointer result = work->work (work->data);

      g_queue_unlink (&self->done_works, &work->link);
      work->done (result, work->user_data);
      g_free (work);
      return;
    }

  self->has_task = FALSE;
  if (troupe_world_dispatch (self->world, 1))
    self->has_task = TRUE;
}

void
troupe_sim_process_run (TroupeSimProcess *self)
{
  self->is_queued = FALSE;
  if (self->state == TROUPE_SIM_PROCESS_ALIVE)
    {
      self->is_dispatching = TRUE;
      run_task (self);
      self->is_dispatching = FALSE;
    }

  if (self->state == TROUPE_SIM_PROCESS_EXITING && !self->is_paused)
    end (self, 0, TROUPE_SIM_SEGMENT_END);
  else if (self->state == TROUPE_SIM_PROCESS_ALIVE && (self->has_task || self->done_works.length > 0))
    enqueue (self);
}

/**
 * troupe_sim_process_pause:
 * @self: a process
 *
 * Stops the process as SIGSTOP does: a task that it is in the middle of ends, and no other begins. What its peers send
 * waits; its machine goes on answering for it. Nothing happens if it stands still already, or has ended.
 */
void
troupe_sim_process_pause (TroupeSimProcess *self)
{
  if (self->is_paused || !troupe_sim_process_is_alive (self))
    return;

  self->is_paused = TRUE;
  if (self->is_queued)
    {
      troupe_sim_scheduler_remove (&self->run->scheduler, self);
      self->is_queued = FALSE;
    }
  emit (self, TROUPE_EVENT_PAUSED, 0);
}

/**
 * troupe_sim_process_resume:
 * @self: a process
 *
 * Lets a paused process go on. Nothing happens if it is not paused, or has ended.
 */
void
troupe_sim_process_resume (TroupeSimProcess *self)
{
  if (!self->is_paused || !troupe_sim_process_is_alive (self))
    return;

  self->is_paused = FALSE;
  if (self->has_task || self->done_works.length > 0)
    enqueue (self);
  emit (self, TROUPE_EVENT_RESUMED, 0);
}

/**
 * troupe_sim_process_is_paused:
 * @self: a process
 *
 * Tells whether the process stands still.
 *
 * Returns: %TRUE from its pause until it is resumed or ends
 */
gboolean
troupe_sim_process_is_paused (TroupeSimProcess *self)
{
  return self->is_paused && troupe_sim_process_listens (self);
}

static void
push_timer (TroupeSimProcess *self)
{
  self->entry_ns = self->timer_ns;
  self->entry_sequence = troupe_sim_run_schedule (self->run, self->timer_ns, NULL, self);
}

void
troupe_sim_process_wake_at (TroupeSimProcess *self,
                            guint64           time_ns)
{
  if (!troupe_sim_process_listens (self))
    return;

  if (TROUPE_FAULT_POINT (self->world, "timer.late"))
    time_ns += 1 + troupe_sim_run_choose (self->run, "timer.late", LATE_NS_MAX);
  if (time_ns <= self->run->time_ns)
    {
      self->timer_ns = TROUPE_SIM_NEVER;
      troupe_sim_process_wake (self);
      return;
    }

  self->timer_ns = time_ns;
  if (time_ns < self->entry_ns)
    push_timer (self);
}

gboolean
troupe_sim_process_expects_timer (TroupeSimProcess     *self,
                                  const TroupeSimEntry *entry)
{
  return entry->sequence == self->entry_sequence && entry->time_ns == self->timer_ns &&
         troupe_sim_process_listens (self);
}

void
troupe_sim_process_renew_timer (TroupeSimProcess     *self,
                                const TroupeSimEntry *entry)
{
  if (entry->sequence != self->entry_sequence)
    return;

  self->entry_ns = TROUPE_SIM_NEVER;
  if (self->timer_ns != TROUPE_SIM_NEVER && troupe_sim_process_listens (self))
    push_timer (self);
}

void
troupe_sim_process_fire_timer (TroupeSimProcess *self)
{
  self->timer_ns = TROUPE_SIM_NEVER;
  self->entry_ns = TROUPE_SIM_NEVER;
  troupe_sim_process_wake (self);
}

/* The time of the work is over: it becomes a task of its process. */
static void
work_is_over (gpointer data)
{
  TroupeSimWork *work = data;
  TroupeSimProcess *process = work->process;

  g_queue_unlink (&process->run->works, &work->link);
  g_queue_push_tail_link (&process->done_works, &work->link);
  if (troupe_sim_process_listens (process))
    enqueue (process);
}

void
troupe_sim_process_start_work (TroupeSimProcess    *self,
                               const TroupeSimWork *work,
                               guint64              duration_ns)
{
  TroupeSimWork *copy = g_memdup2 (work, sizeof *work);

  copy->process = self;
  copy->link = (GList) { .data = copy };
  g_queue_push_tail_link (&self->run->works, &copy->link);
  troupe_sim_run_schedule (self->run, self->run->time_ns + duration_ns, work_is_over, copy);
}
