/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "real/troupe-real-children-private.h"

#include <errno.h>
#include <gio/gio.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct _TroupeRealChildren
{
  TroupeWorld  *world;    /* (not owned) */
  TroupePoller *poller;   /* (owned) */
  GQueue        children; /* (element-type TroupeChild) (owned): in the order of starting */
};

struct _TroupeChild
{
  TroupeRealChildren *owner;     /* (not owned): has us in its list */
  GList               link;      /* in that list; its data is this */
  GPid                pid;
  int                 pid_fd;    /* (owned): readable when it has ended, and never another process of its number */
  TroupePollerWatch   watch;
  TroupeChildExited   exited;
  gpointer            user_data;
};

TroupeRealChildren *
troupe_real_children_new (TroupeWorld  *world,
                          TroupePoller *poller)
{
  TroupeRealChildren *self = g_new0 (TroupeRealChildren, 1);

  self->world = world;
  self->poller = troupe_poller_ref (poller);
  g_queue_init (&self->children);

  return self;
}

static void
child_free (TroupeChild *child)
{
  TroupeRealChildren *owner = child->owner;

  g_queue_unlink (&owner->children, &child->link);
  troupe_poller_remove (owner->poller, &child->watch);
  close (child->pid_fd);
  g_spawn_close_pid (child->pid);
  g_free (child);
}

void
troupe_real_children_free (TroupeRealChildren *self)
{
  while (self->children.head != NULL)
    child_free (self->children.head->data);
  troupe_poller_unref (self->poller);
  g_free (self);
}

/* Runs in the child before its program does, where little may be called. A parent that died before it could be named
 * is no parent any more. */
static void
die_with_parent (gpointer user_data)
{
  const GPid *parent = user_data;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (getppid () != *parent)
    raise (SIGKILL);
}

static void
child_ended (guint32  events,
             gpointer user_data)
{
  TroupeChild *child = user_data;
  TroupeRealChildren *owner = child->owner;
  int status = 0;
  gboolean was_killed;

  if (waitpid (child->pid, &status, WNOHANG) == 0)
    return;

  troupe_poller_remove (owner->poller, &child->watch);
  was_killed = WIFSIGNALED (status);
  if (owner->world->dispatch_func != NULL)
    child->exited (child, was_killed ? -1 : WEXITSTATUS (status), was_killed ? WTERMSIG (status) : 0,
                   child->user_data);
  child_free (child);
}

/* A child that nobody could watch is not left alone. */
static void
kill_and_reap (GPid pid)
{
  kill (pid, SIGKILL);
  while (waitpid (pid, NULL, 0) < 0 && errno == EINTR)
    ;
}

TroupeChild *
troupe_real_children_start (TroupeRealChildren  *self,
                            const char *const   *argv,
                            const char *const   *environment,
                            TroupeChildExited    exited,
                            gpointer             user_data,
                            GError             **error)
{
  GPid parent = getpid ();
  TroupeChild *child;
  GPid pid;
  int pid_fd;

  if (!g_spawn_async (NULL, (char **) argv, (char **) environment, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH,
                      die_with_parent, &parent, &pid, error))
    {
      g_prefix_error (error, "Could not start the child process %s: ", argv[0]);
      return NULL;
    }

  pid_fd = pidfd_open (pid, 0);
  if (pid_fd < 0)
    {
      int code = errno;

      kill_and_reap (pid);
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "Could not watch the child process %s: %s",
                   argv[0], g_strerror (code));
      return NULL;
    }

  child = g_new0 (TroupeChild, 1);
  child->owner = self;
  child->link.data = child;
  child->pid = pid;
  child->pid_fd = pid_fd;
  child->exited = exited;
  child->user_data = user_data;
  g_queue_push_tail_link (&self->children, &child->link);
  if (!troupe_poller_add (self->poller, &child->watch, pid_fd, EPOLLIN, child_ended, child, error))
    {
      kill_and_reap (pid);
      child_free (child);
      return NULL;
    }

  return child;
}

gboolean
troupe_real_children_signal (TroupeRealChildren  *self,
                             TroupeChild         *child,
                             int                  signal_number,
                             GError             **error)
{
  int code;

  /* One that has ended and was not reaped yet takes every signal. */
  if (pidfd_send_signal (child->pid_fd, signal_number, NULL, 0) == 0)
    return TRUE;

  code = errno;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "Could not send signal %d to the child process %d: %s",
               signal_number, child->pid, g_strerror (code));

  return FALSE;
}
