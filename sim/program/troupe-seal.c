/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-seal.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Three locks, since each leaves a door open that another shuts:
 *
 *   seccomp filter    every system call that is not listed below is a SIGSYS
 *   PR_SET_TSC        `rdtsc`, and with it the vDSO's precise clocks, is a SIGSEGV
 *   clock pages gone  the vDSO's coarse clocks and time() read memory only: without it they are a SIGSEGV
 */

#define FILTER_LENGTH_MAX 96
#define CLOCK_PAGES_MAX   4

typedef struct
{
  guint64 start;
  guint64 end;
} ClockPages;

static struct sock_filter filter[FILTER_LENGTH_MAX];
static gushort filter_length;
static ClockPages clock_pages[CLOCK_PAGES_MAX];
static guint n_clock_pages;

/* Memory, and the end. What returns from a signal handler is here for the handlers of troupe-crash.c. */
static const int allowed_calls[] = {
  SYS_brk,
  SYS_munmap,
  SYS_mremap,
  SYS_madvise,
  SYS_mprotect,
  SYS_rt_sigreturn,
  SYS_rt_sigprocmask,
  SYS_exit,
  SYS_exit_group,
};

static const struct
{
  int         number;
  const char *name;
} call_names[] = {
  { TROUPE_SEAL_CLOCK, "a read of the clock" },
  { SYS_accept4, "accept4" },
  { SYS_bind, "bind" },
  { SYS_clock_gettime, "clock_gettime" },
  { SYS_clock_nanosleep, "clock_nanosleep" },
  { SYS_clone, "clone" },
  { SYS_clone3, "clone3" },
  { SYS_close, "close" },
  { SYS_connect, "connect" },
  { SYS_epoll_create1, "epoll_create1" },
  { SYS_eventfd2, "eventfd2" },
  { SYS_execve, "execve" },
  { SYS_futex, "futex (a lock that no one will release)" },
  { SYS_getrandom, "getrandom" },
  { SYS_ioctl, "ioctl" },
  { SYS_kill, "kill" },
  { SYS_listen, "listen" },
  { SYS_memfd_create, "memfd_create" },
  { SYS_mmap, "mmap of a file" },
  { SYS_newfstatat, "newfstatat" },
  { SYS_openat, "openat" },
  { SYS_ppoll, "ppoll" },
  { SYS_prctl, "prctl" },
  { SYS_read, "read" },
  { SYS_recvmsg, "recvmsg" },
  { SYS_rt_sigaction, "rt_sigaction" },
  { SYS_sched_getaffinity, "sched_getaffinity" },
  { SYS_sched_yield, "sched_yield" },
  { SYS_sendmsg, "sendmsg" },
  { SYS_sendto, "sendto" },
  { SYS_socket, "socket" },
  { SYS_timerfd_create, "timerfd_create" },
  { SYS_uname, "uname" },
  { SYS_wait4, "wait4" },
  { SYS_write, "write" },
  { SYS_writev, "writev" },
#ifdef __x86_64__
  { SYS_access, "access" },
  { SYS_fork, "fork" },
  { SYS_gettimeofday, "gettimeofday" },
  { SYS_open, "open" },
  { SYS_pipe, "pipe" },
  { SYS_poll, "poll" },
  { SYS_readlink, "readlink" },
  { SYS_stat, "stat" },
  { SYS_time, "time" },
#endif
};

#if defined (__SANITIZE_ADDRESS__) || defined (__SANITIZE_THREAD__)
# define SANITIZED 1
#elif defined (__has_feature)
# if __has_feature (address_sanitizer) || __has_feature (thread_sanitizer) || __has_feature (memory_sanitizer)
#  define SANITIZED 1
# endif
#endif
#ifndef SANITIZED
# define SANITIZED 0
#endif

/* There in objects that were compiled for coverage, whose counters go to a file at exit. */
extern void __gcov_merge_add (void) __attribute__ ((weak));
/* There with -fsanitize=undefined, whose reports need files. */
extern void __ubsan_handle_type_mismatch_v1 (void *data, void *pointer) __attribute__ ((weak));

const char *
troupe_seal_get_obstacle (void)
{
  const char *preload = g_getenv ("LD_PRELOAD");

  if (SANITIZED || __ubsan_handle_type_mismatch_v1 != NULL)
    return "this is a build with a sanitizer";
  if (__gcov_merge_add != NULL)
    return "this is a build for coverage";
  if (preload != NULL && strstr (preload, "vgpreload") != NULL)
    return "this runs under valgrind";
#ifndef __x86_64__
  return "this processor has no seal yet";
#else
  return NULL;
#endif
}

static void
emit (guint16 code,
      guint32 operand,
      guint8  jump_true,
      guint8  jump_false)
{
  g_assert (filter_length < FILTER_LENGTH_MAX);
  filter[filter_length++] = (struct sock_filter) { code, jump_true, jump_false, operand };
}

static void
emit_load (gsize offset)
{
  emit (BPF_LD | BPF_W | BPF_ABS, offset, 0, 0);
}

static void
emit_return (guint32 action)
{
  emit (BPF_RET | BPF_K, action, 0, 0);
}

/* The next @n_skipped statements are for this value only. */
static void
emit_unless_equal_skip (guint32 value,
                        guint8  n_skipped)
{
  emit (BPF_JMP | BPF_JEQ | BPF_K, value, 0, n_skipped);
}

/* Only the low half of an argument is looked at: descriptors, flags and operations are ints. */
static gsize
low_half_of_argument (guint index)
{
  return offsetof (struct seccomp_data, args) + index * sizeof (guint64);
}

static void
emit_write_rules (int          call,
                  const int   *fds,
                  guint        n_fds)
{
  emit_unless_equal_skip (call, 2 + 2 * n_fds);
  emit_load (low_half_of_argument (0));
  for (guint i = 0; i < n_fds; i++)
    {
      emit_unless_equal_skip (fds[i], 1);
      emit_return (SECCOMP_RET_ALLOW);
    }
  emit_return (SECCOMP_RET_TRAP);
}

/* In a process of one thread a wait never ends, so only waking is allowed. */
static void
emit_futex_rules (void)
{
  emit_unless_equal_skip (SYS_futex, 5);
  emit_load (low_half_of_argument (1));
  emit (BPF_ALU | BPF_AND | BPF_K, FUTEX_CMD_MASK, 0, 0);
  emit_unless_equal_skip (FUTEX_WAKE, 1);
  emit_return (SECCOMP_RET_ALLOW);
  emit_return (SECCOMP_RET_TRAP);
}

static void
emit_mmap_rules (void)
{
  emit_unless_equal_skip (SYS_mmap, 4);
  emit_load (low_half_of_argument (3));
  emit (BPF_JMP | BPF_JSET | BPF_K, MAP_ANONYMOUS, 0, 1);
  emit_return (SECCOMP_RET_ALLOW);
  emit_return (SECCOMP_RET_TRAP);
}

/* abort() asks for the ids of its process before it signals itself: they are 0 here, as in every run,
 * and the signal is the trap. */
static void
emit_constant_rules (void)
{
  emit_unless_equal_skip (SYS_getpid, 1);
  emit_return (SECCOMP_RET_ERRNO);
  emit_unless_equal_skip (SYS_gettid, 1);
  emit_return (SECCOMP_RET_ERRNO);
}

/* [vvar] and its kin hold what the vDSO reads clocks from. */
static void
find_clock_pages (void)
{
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL))
    return;

  lines = g_strsplit (maps, "\n", -1);
  for (guint i = 0; lines[i] != NULL && n_clock_pages < CLOCK_PAGES_MAX; i++)
    {
      char *end = NULL;
      ClockPages pages;

      if (strstr (lines[i], "[vvar") == NULL)
        continue;
      pages.start = g_ascii_strtoull (lines[i], &end, 16);
      pages.end = g_ascii_strtoull (end + 1, NULL, 16);
      clock_pages[n_clock_pages++] = pages;
    }
}

void
troupe_seal_prepare (const int *fds,
                     guint      n_fds)
{
  g_return_if_fail (filter_length == 0);

#ifdef __x86_64__
  emit_load (offsetof (struct seccomp_data, arch));
  emit (BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0);
  emit_return (SECCOMP_RET_TRAP);
#endif
  emit_load (offsetof (struct seccomp_data, nr));
  for (guint i = 0; i < G_N_ELEMENTS (allowed_calls); i++)
    {
      emit_unless_equal_skip (allowed_calls[i], 1);
      emit_return (SECCOMP_RET_ALLOW);
    }
  emit_write_rules (SYS_write, fds, n_fds);
  emit_write_rules (SYS_writev, fds, n_fds);
  emit_futex_rules ();
  emit_mmap_rules ();
  emit_constant_rules ();
  emit_return (SECCOMP_RET_TRAP);

  find_clock_pages ();
}

/* A kernel that seals its own pages refuses; the other two locks hold then. */
static void
unmap_clock_pages (void)
{
  for (guint i = 0; i < n_clock_pages; i++)
    munmap ((void *) clock_pages[i].start, clock_pages[i].end - clock_pages[i].start);
}

int
troupe_seal_close (void)
{
  struct sock_fprog program = { filter_length, filter };

  g_return_val_if_fail (filter_length > 0, EINVAL);

  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return errno;
#ifdef __x86_64__
  if (prctl (PR_SET_TSC, PR_TSC_SIGSEGV, 0, 0, 0) != 0)
    return errno;
#endif

  if (syscall (SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program) != 0)
    {
      int seccomp_errno = errno;

      /* Not half a seal. */
#ifdef __x86_64__
      prctl (PR_SET_TSC, PR_TSC_ENABLE, 0, 0, 0);
#endif
      return seccomp_errno;
    }
  unmap_clock_pages ();

  return 0;
}

gboolean
troupe_seal_is_clock_page (guint64 address)
{
  for (guint i = 0; i < n_clock_pages; i++)
    if (address >= clock_pages[i].start && address < clock_pages[i].end)
      return TRUE;

  return FALSE;
}

char *
troupe_seal_dup_call_name (int call)
{
  for (guint i = 0; i < G_N_ELEMENTS (call_names); i++)
    if (call_names[i].number == call)
      return g_strdup (call_names[i].name);

  return g_strdup_printf ("system call %d", call);
}
