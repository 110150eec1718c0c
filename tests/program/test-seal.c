/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-crash.h"
#include "program/troupe-seal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Each test forks, closes the seal in the child, does one thing there, and looks at the note that it left. */

static TroupeRunNote *note;
static int text_fd;

static void
read_coarse_clock (void)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME_COARSE, &now);
}

static void
read_precise_clock (void)
{
  g_get_monotonic_time ();
}

static void
read_seconds (void)
{
  time (NULL);
}

static void
read_counter (void)
{
#ifdef __x86_64__
  __builtin_ia32_rdtsc ();
#endif
}

static void
draw_random_bytes (void)
{
  char bytes[8];

  if (getrandom (bytes, sizeof (bytes), 0) < 0)
    abort ();
}

static void
open_socket (void)
{
  socket (AF_UNIX, SOCK_STREAM, 0);
}

static void
lock_twice (void)
{
  GMutex mutex;

  g_mutex_init (&mutex);
  g_mutex_lock (&mutex);
  g_mutex_lock (&mutex);
}

static void
map_file (void)
{
  mmap (NULL, 4096, PROT_READ, MAP_PRIVATE, text_fd, 0);
}

static void
write_elsewhere (void)
{
  if (write (STDIN_FILENO, "", 0) < 0)
    abort ();
}

static void
write_where_it_may (void)
{
  if (write (text_fd, "x", 1) != 1)
    abort ();
}

static void
use_memory (void)
{
  void *block = NULL;

  for (gsize size = 1; size < (1 << 24); size *= 2)
    {
      block = g_realloc (block, size);
      memset (block, 1, size);
    }
  g_free (block);
}

static void
ask_for_process_id (void)
{
  /* The same in every run. */
  if (syscall (SYS_getpid) != 0)
    abort ();
}

static void
fail_assertion (void)
{
  g_assert_not_reached ();
}

static void
follow_null (void)
{
  /* No compiler sees through it. */
  volatile gsize nowhere = 16;

  *(volatile int *) GSIZE_TO_POINTER (nowhere) = 1;
}

static void
warn (void)
{
  g_critical ("a critical message");
}

static const struct
{
  const char *path;
  void      (*act) (void);
  int         signal_number; /* 0: it comes to its end */
  int         trapped_call;
} cases[] = {
  { "/program/seal/a-coarse-clock-is-a-trap", read_coarse_clock, SIGSEGV, TROUPE_SEAL_CLOCK },
  { "/program/seal/a-precise-clock-is-a-trap", read_precise_clock, SIGSEGV, TROUPE_SEAL_CLOCK },
  { "/program/seal/seconds-are-a-trap", read_seconds, SIGSEGV, TROUPE_SEAL_CLOCK },
  { "/program/seal/a-time-stamp-counter-is-a-trap", read_counter, SIGSEGV, TROUPE_SEAL_CLOCK },
  { "/program/seal/random-bytes-are-a-trap", draw_random_bytes, SIGSYS, SYS_getrandom },
  { "/program/seal/a-socket-is-a-trap", open_socket, SIGSYS, SYS_socket },
  { "/program/seal/a-wait-for-ever-is-a-trap", lock_twice, SIGSYS, SYS_futex },
  { "/program/seal/a-mapped-file-is-a-trap", map_file, SIGSYS, SYS_mmap },
  { "/program/seal/writing-elsewhere-is-a-trap", write_elsewhere, SIGSYS, SYS_write },
  { "/program/seal/writing-to-what-was-prepared-is-none", write_where_it_may, 0, 0 },
  { "/program/seal/memory-is-none", use_memory, 0, 0 },
  { "/program/seal/the-process-id-is-zero", ask_for_process_id, 0, 0 },
  { "/program/seal/a-failed-assertion-is-an-abort", fail_assertion, SIGABRT, -1 },
  { "/program/seal/a-fault-is-a-fault", follow_null, SIGSEGV, -1 },
  { "/program/seal/a-warning-is-an-abort", warn, SIGABRT, -1 },
};

static void
test_case (gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  const char *obstacle = troupe_seal_get_obstacle ();
  pid_t pid;
  int status;

  if (obstacle != NULL)
    {
      g_test_skip (obstacle);
      return;
    }

  memset (note, 0, sizeof (*note));
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      dup2 (text_fd, STDERR_FILENO);
      dup2 (text_fd, STDOUT_FILENO);
      if (troupe_seal_close () != 0)
        _exit (1);
      cases[index].act ();
      _exit (0);
    }

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_cmpint (note->signal_number, ==, cases[index].signal_number);
  g_assert_cmpint (note->trapped_call, ==, cases[index].trapped_call);
  g_assert_cmpint (WEXITSTATUS (status), ==, cases[index].signal_number == 0 ? 0 : TROUPE_CRASH_EXIT_CODE);
}

static void
test_call_names (void)
{
  g_autofree char *known = troupe_seal_dup_call_name (SYS_openat);
  g_autofree char *unknown = troupe_seal_dup_call_name (100000);

  g_assert_cmpstr (known, ==, "openat");
  g_assert_cmpstr (unknown, ==, "system call 100000");
}

int
main (int    argc,
      char **argv)
{
  int fds[3];

  g_test_init (&argc, &argv, NULL);
  g_get_charset (NULL);
  setvbuf (stdout, NULL, _IONBF, 0);

  note = mmap (NULL, sizeof (*note), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  text_fd = memfd_create ("text", MFD_CLOEXEC);
  fds[0] = text_fd;
  fds[1] = STDOUT_FILENO;
  fds[2] = STDERR_FILENO;
  troupe_crash_catch (note, STDERR_FILENO);
  troupe_seal_prepare (fds, G_N_ELEMENTS (fds));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].path, GUINT_TO_POINTER (i), test_case);
  g_test_add_func ("/program/seal/calls-have-names", test_call_names);

  return g_test_run ();
}
