/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-monitor-private.h"

/* PROC-1 follows every process from its start to what is told of its end:
 *
 *   status starting ... status stopped | killed | failed, then exited with the code or signal that fits; then silence
 *
 * stopped means code 0, failed another code, killed a signal. Nothing happens in a proc whose process has exited. Where
 * a host is said to have halted, the processes that were started on it have exited.
 *
 * Armed by every exit, and by every host that halts. */

typedef struct
{
  TroupeProcId     *id;     /* (owned) */
  char             *host;   /* (owned): where it was started; empty if that was not told */
  TroupeProcStatus  status;
  gboolean          exited;
} Process;

typedef struct
{
  TroupeMonitor  parent;
  GPtrArray     *processes;  /* (element-type Process) (owned): in the order of starting */
  GHashTable    *process_of; /* (element-type TroupeProcId Process): nothing owned */
} Proc1;

static void
process_free (gpointer data)
{
  Process *self = data;

  troupe_proc_id_unref (self->id);
  g_free (self->host);
  g_free (self);
}

static void
proc_1_init (TroupeMonitor *monitor)
{
  Proc1 *self = (Proc1 *) monitor;

  self->processes = g_ptr_array_new_with_free_func (process_free);
  self->process_of = g_hash_table_new (troupe_proc_id_hash, troupe_proc_id_equal);
}

static void
proc_1_clear (TroupeMonitor *monitor)
{
  Proc1 *self = (Proc1 *) monitor;

  g_hash_table_unref (self->process_of);
  g_ptr_array_unref (self->processes);
}

static Process *
find_process (Proc1             *self,
              const TroupeEvent *event)
{
  Process *process = g_hash_table_lookup (self->process_of, event->proc);

  if (process == NULL && event->kind == TROUPE_EVENT_STATUS && event->subject == NULL)
    {
      process = g_new0 (Process, 1);
      process->id = troupe_monitor_keep_proc (event->proc);
      process->host = g_strdup (event->payload != NULL ? event->payload : "");
      g_ptr_array_add (self->processes, process);
      g_hash_table_insert (self->process_of, process->id, process);
    }

  return process;
}

/* How a process ends that has this to tell. */
static TroupeProcStatus
status_of_exit (const TroupeEvent *event)
{
  if (event->detail & TROUPE_EVENT_SIGNALLED)
    return TROUPE_PROC_STATUS_KILLED;

  return TROUPE_EVENT_DETAIL_NUMBER (event->detail) == 0 ? TROUPE_PROC_STATUS_STOPPED : TROUPE_PROC_STATUS_FAILED;
}

static void
observe_exited (Proc1             *self,
                Process           *process,
                const TroupeEvent *event)
{
  TroupeProcStatus expected = status_of_exit (event);
  g_autofree char *text = troupe_proc_id_to_string (event->proc);

  self->parent.n_armed++;
  if (process == NULL)
    {
      troupe_monitor_violate (&self->parent, "the process of %s exited and was never started", text);
      return;
    }

  if (process->exited)
    troupe_monitor_violate (&self->parent, "the process of %s exited twice", text);
  else if (process->status != expected)
    troupe_monitor_violate (&self->parent, "the process of %s exited by %s %u with status \"%s\", expected \"%s\"",
                            text, event->detail & TROUPE_EVENT_SIGNALLED ? "signal" : "code",
                            TROUPE_EVENT_DETAIL_NUMBER (event->detail), troupe_proc_status_to_string (process->status),
                            troupe_proc_status_to_string (expected));
  process->exited = TRUE;
}

static void
observe_halted (Proc1      *self,
                const char *host)
{
  self->parent.n_armed++;
  for (guint i = 0; i < self->processes->len; i++)
    {
      const Process *process = g_ptr_array_index (self->processes, i);
      g_autofree char *text = NULL;

      if (process->exited || !g_str_equal (process->host, host))
        continue;

      text = troupe_proc_id_to_string (process->id);
      troupe_monitor_violate (&self->parent, "%s has stopped, and the process of %s, which was started there, has not",
                              host, text);
    }
}

/* Anything but the end of the process. */
static void
observe_within (Proc1             *self,
                Process           *process,
                const TroupeEvent *event)
{
  if (process->exited)
    {
      g_autofree char *text = troupe_proc_id_to_string (event->proc);

      troupe_monitor_violate (&self->parent, "%s happened in %s, whose process had exited",
                              troupe_event_kind_to_string (event->kind), text);
    }
  if (event->kind == TROUPE_EVENT_STATUS && event->subject == NULL)
    process->status = TROUPE_EVENT_DETAIL_NUMBER (event->detail);
}

static void
proc_1_observe (TroupeMonitor     *monitor,
                const TroupeEvent *event)
{
  Proc1 *self = (Proc1 *) monitor;
  Process *process;

  if (event->kind == TROUPE_EVENT_HALTED)
    {
      observe_halted (self, event->payload);
      return;
    }

  process = find_process (self, event);
  if (event->kind == TROUPE_EVENT_EXITED)
    observe_exited (self, process, event);
  else if (process != NULL)
    observe_within (self, process, event);
}

static gboolean
is_terminal (TroupeProcStatus status)
{
  return status == TROUPE_PROC_STATUS_STOPPED || status == TROUPE_PROC_STATUS_KILLED ||
         status == TROUPE_PROC_STATUS_FAILED;
}

static void
proc_1_finish (TroupeMonitor *monitor,
               guint64        time_ns,
               gboolean       settled)
{
  Proc1 *self = (Proc1 *) monitor;

  for (guint i = 0; i < self->processes->len; i++)
    {
      const Process *process = g_ptr_array_index (self->processes, i);
      g_autofree char *text = NULL;

      if (!is_terminal (process->status) || process->exited)
        continue;

      text = troupe_proc_id_to_string (process->id);
      troupe_monitor_violate (monitor, "the process of %s has ended, and its exit was never told", text);
    }
}

const TroupeMonitorClass troupe_monitor_proc_1 = {
  .id = "PROC-1",
  .sentence = "Every process that started has ended once its host has stopped, "
              "and its end is told once with its cause.",
  .kinds = 1u << TROUPE_EVENT_SPAWNED | 1u << TROUPE_EVENT_STATUS | 1u << TROUPE_EVENT_SENT |
           1u << TROUPE_EVENT_DELIVERED | 1u << TROUPE_EVENT_HANDLED | 1u << TROUPE_EVENT_REPLIED |
           1u << TROUPE_EVENT_SUPERVISED | 1u << TROUPE_EVENT_SNAPSHOT | 1u << TROUPE_EVENT_EXITED |
           1u << TROUPE_EVENT_HALTED,
  .size = sizeof (Proc1),
  .init = proc_1_init,
  .clear = proc_1_clear,
  .observe = proc_1_observe,
  .finish = proc_1_finish,
};
