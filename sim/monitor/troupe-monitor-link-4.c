/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-session-end-private.h"

/* LINK-4 keeps, for each process, the ends of streams that it has. What the world says of them is held against what the
 * process says:
 *
 *   opened, or dialled --> greeting --- connected ---> known --- disconnected, or another one is connected --+
 *                             |                          |                                                   |
 *                             |                          +--- closed, or its process exits ---> gone         v
 *                             +--- closed, or its process exits ---> gone                          must be gone
 *
 * An end that is known may stay for as long as its session has it: half-open, silent, behind a partition. One that is
 * greeting has the time that its process says; one that nobody has accepted, no time at all. While its process stands
 * still, no time passes for it.
 *
 * It looks at the end of a process and at that of the run, and where a session lets go of a connection.
 *
 * Armed by every connection that a session lets go of, and by every end that is closed and never was known. */

/* Timers can be late, and what is due then is done in any order. */
#define SLACK_NS G_GUINT64_CONSTANT (1000000000)

/* Since when a process goes on that stands still. */
#define NOT_YET G_MAXUINT64

typedef struct
{
  TroupeProcId *id;           /* (owned) */
  GQueue        ends;         /* of End (owned): in the order of their first events */
  guint64       goes_on_ns;   /* since when it does; NOT_YET: it stands still */
} Process;

/* One end of a stream, from the time at which it opened or was dialled to that at which it was closed. */
typedef struct
{
  guint64   key;      /* see get_key(): not 0 */
  Process  *process;  /* (not owned) */
  GList     link;     /* in the process's queue; its data is this */
  gboolean  is_known; /* a session has it */
  guint64   until_ns; /* by when one has or it is closed */
} End;

/* An end of a session, and the end of the stream that it has. */
typedef struct
{
  TroupeSessionEnd parent;
  guint64          key; /* 0: none */
} Session;

typedef struct
{
  TroupeMonitor  parent;
  GHashTable    *ends;         /* (element-type End) (not owned): a set, by key */
  GHashTable    *sessions;     /* (element-type Session) (owned): a set */
  GHashTable    *processes;    /* (element-type TroupeProcId Process) (not owned) */
  GPtrArray     *all;          /* (element-type Process) (owned): in the order of their first events */
} Link4;

/* 0: the world does not number its streams, and tells nothing of them. */
static guint64
get_key (guint64 stream,
         guint32 detail)
{
  if (stream == 0)
    return 0;

  return stream << 1 | ((detail & TROUPE_EVENT_IS_ACCEPTOR) != 0);
}

static void
end_forget (Link4 *self,
            End   *end)
{
  g_hash_table_remove (self->ends, &end->key);
  g_queue_unlink (&end->process->ends, &end->link);
  g_free (end);
}

static void
process_free (gpointer data)
{
  Process *self = data;
  End *end;

  while ((end = g_queue_peek_head (&self->ends)) != NULL)
    {
      g_queue_unlink (&self->ends, &end->link);
      g_free (end);
    }
  troupe_proc_id_unref (self->id);
  g_free (self);
}

static void
link_4_init (TroupeMonitor *monitor)
{
  Link4 *self = (Link4 *) monitor;

  self->ends = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->sessions = troupe_session_ends_new ();
  self->processes = g_hash_table_new (troupe_proc_id_hash, troupe_proc_id_equal);
  self->all = g_ptr_array_new_with_free_func (process_free);
}

static void
link_4_clear (TroupeMonitor *monitor)
{
  Link4 *self = (Link4 *) monitor;

  g_hash_table_unref (self->processes);
  g_hash_table_unref (self->sessions);
  g_hash_table_unref (self->ends);
  g_ptr_array_unref (self->all);
}

static Process *
find_process (Link4             *self,
              const TroupeEvent *event)
{
  Process *process = g_hash_table_lookup (self->processes, event->proc);

  if (process != NULL)
    return process;

  process = g_new0 (Process, 1);
  process->id = troupe_monitor_keep_proc (event->proc);
  g_queue_init (&process->ends);
  g_hash_table_insert (self->processes, process->id, process);
  g_ptr_array_add (self->all, process);

  return process;
}

/* The end of the stream that the event is about. */
static End *
find_end (Link4             *self,
          const TroupeEvent *event)
{
  guint64 key = get_key (event->message_number, event->detail);
  End *end = g_hash_table_lookup (self->ends, &key);

  if (end != NULL)
    return end;

  end = g_new0 (End, 1);
  end->key = key;
  end->process = find_process (self, event);
  end->link.data = end;
  end->until_ns = event->time_ns;
  g_queue_push_tail_link (&end->process->ends, &end->link);
  g_hash_table_add (self->ends, end);

  return end;
}

/* Whoever is connected to this proc wants a session. What else a process connects, and listens to, is its own business
 * until it greets. */
static void
observe_opened (Link4             *self,
                const TroupeEvent *event)
{
  gboolean is_to_proc = troupe_address_equal (event->payload, troupe_proc_id_get_address (event->proc));

  if ((event->detail & TROUPE_EVENT_IS_ACCEPTOR) != 0 && is_to_proc)
    find_end (self, event);
}

static Session *
find_session (Link4             *self,
              const TroupeEvent *event)
{
  Session *session = troupe_session_ends_find (self->sessions, event);

  return session != NULL ? session : troupe_session_ends_add (self->sessions, event, sizeof *session);
}

/* What a session had, it has no more. */
static void
let_go (Link4             *self,
        Session           *session,
        const TroupeEvent *event)
{
  g_autofree char *proc = NULL;

  if (session->key == 0)
    return;

  self->parent.n_armed++;
  if (g_hash_table_contains (self->ends, &session->key))
    {
      proc = troupe_proc_id_to_string (event->proc);
      troupe_monitor_violate (&self->parent, "a session of %s has let go of the stream %" G_GUINT64_FORMAT
                              ", and has not closed it", proc, session->key >> 1);
    }
  session->key = 0;
}

static void
observe_connected (Link4             *self,
                   const TroupeEvent *event)
{
  Session *session = find_session (self, event);
  const TroupeConnection *connection = event->payload;
  End *end;

  let_go (self, session, event);
  session->key = get_key (connection->stream, event->detail);
  end = g_hash_table_lookup (self->ends, &session->key);
  if (end != NULL)
    end->is_known = TRUE;
}

static void
observe_closed (Link4             *self,
                const TroupeEvent *event)
{
  guint64 key = get_key (event->message_number, event->detail);
  End *end = g_hash_table_lookup (self->ends, &key);

  if (end == NULL)
    return;

  if (!end->is_known)
    self->parent.n_armed++;
  end_forget (self, end);
}

static gboolean
is_overdue (const End *end,
            guint64    now_ns)
{
  guint64 goes_on_ns = end->process->goes_on_ns;

  return !end->is_known && goes_on_ns != NOT_YET && now_ns > MAX (end->until_ns, goes_on_ns) + SLACK_NS;
}

static void
check_process (Link4         *self,
               const Process *process,
               guint64        now_ns)
{
  for (const GList *l = process->ends.head; l != NULL; l = l->next)
    {
      const End *end = l->data;
      g_autofree char *proc = NULL;

      if (!is_overdue (end, now_ns))
        continue;

      proc = troupe_proc_id_to_string (process->id);
      troupe_monitor_violate (&self->parent, "%s still has the stream %" G_GUINT64_FORMAT ", which no session has, %"
                              G_GUINT64_FORMAT " ms after it was to be closed",
                              proc, end->key >> 1, (now_ns - end->until_ns) / 1000000);
    }
}

/* All that it had, the world has closed. */
static void
observe_exited (Link4             *self,
                const TroupeEvent *event)
{
  Process *process = find_process (self, event);
  End *end;

  check_process (self, process, event->time_ns);
  while ((end = g_queue_peek_head (&process->ends)) != NULL)
    end_forget (self, end);
}

static void
link_4_observe (TroupeMonitor     *monitor,
                const TroupeEvent *event)
{
  Link4 *self = (Link4 *) monitor;

  switch ((guint) event->kind)
    {
    case TROUPE_EVENT_OPENED:
      observe_opened (self, event);
      break;
    case TROUPE_EVENT_GREETING:
      if (event->message_number != 0)
        find_end (self, event)->until_ns = event->message_type;
      break;
    case TROUPE_EVENT_CLOSED:
      observe_closed (self, event);
      break;
    case TROUPE_EVENT_CONNECTED:
      observe_connected (self, event);
      break;
    case TROUPE_EVENT_DISCONNECTED:
      let_go (self, find_session (self, event), event);
      break;
    case TROUPE_EVENT_PAUSED:
      find_process (self, event)->goes_on_ns = NOT_YET;
      break;
    case TROUPE_EVENT_RESUMED:
      find_process (self, event)->goes_on_ns = event->time_ns;
      break;
    case TROUPE_EVENT_EXITED:
      observe_exited (self, event);
      break;
    default:
      break;
    }
}

static void
link_4_finish (TroupeMonitor *monitor,
               guint64        time_ns,
               gboolean       settled)
{
  Link4 *self = (Link4 *) monitor;

  for (guint i = 0; i < self->all->len; i++)
    check_process (self, self->all->pdata[i], time_ns);
}

const TroupeMonitorClass troupe_monitor_link_4 = {
  .id = "LINK-4",
  .sentence = "Each end of a connection is closed, or a session has it; "
              "without one it is there for no longer than a greeting may take.",
  .kinds = 1u << TROUPE_EVENT_OPENED | 1u << TROUPE_EVENT_CLOSED | 1u << TROUPE_EVENT_GREETING |
           1u << TROUPE_EVENT_CONNECTED | 1u << TROUPE_EVENT_DISCONNECTED | 1u << TROUPE_EVENT_PAUSED |
           1u << TROUPE_EVENT_RESUMED | 1u << TROUPE_EVENT_EXITED,
  .size = sizeof (Link4),
  .init = link_4_init,
  .clear = link_4_clear,
  .observe = link_4_observe,
  .finish = link_4_finish,
};
