/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "ipc.h"

#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

pid_t
ipc_start_child (void   (*child) (gpointer data),
                 gpointer data)
{
  pid_t parent = getpid ();
  pid_t pid = fork ();

  if (pid < 0)
    g_error ("Could not start a process");
  if (pid > 0)
    return pid;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (getppid () == parent)
    child (data);
  _exit (0);
}

void
ipc_kill_child (pid_t child)
{
  kill (child, SIGKILL);
  waitpid (child, NULL, 0);
}

void
ipc_pin (void)
{
  cpu_set_t set;

  CPU_ZERO (&set);
  CPU_SET (0, &set);
  if (sched_setaffinity (0, sizeof set, &set) != 0)
    g_error ("Could not stay on one processor");
}

guint64
ipc_get_time_ns (void)
{
  struct timespec now;

  if (clock_gettime (CLOCK_MONOTONIC, &now) != 0)
    g_error ("Could not read the clock");

  return (guint64) now.tv_sec * 1000000000 + (guint64) now.tv_nsec;
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  guint64 left = *(const guint64 *) a;
  guint64 right = *(const guint64 *) b;

  return (left > right) - (left < right);
}

double
ipc_median (guint64 *times_ns,
            guint    n)
{
  guint middle = n / 2;

  qsort (times_ns, n, sizeof *times_ns, compare_times);

  return (double) times_ns[middle];
}
