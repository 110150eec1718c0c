/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-crash.h"

#include "program/troupe-seal.h"

#include <execinfo.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define STACK_DEPTH_MAX 64
#define ALTERNATE_STACK_SIZE (128 * 1024)

static const int caught_signals[] = {
  SIGABRT, SIGALRM, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP, SIGXCPU, SIGXFSZ,
};

/* Set once, before the first fork; what a signal handler can reach. */
static TroupeRunNote *crash_note; /* (not owned) */
static int crash_fd = -1;

static guint64
get_instruction_address (const ucontext_t *context)
{
#if defined (__x86_64__)
  return context->uc_mcontext.gregs[REG_RIP];
#elif defined (__aarch64__)
  return context->uc_mcontext.pc;
#else
  return 0;
#endif
}

/* rdtsc is 0f 31, rdtscp 0f 01 f9. Refused by PR_SET_TSC they raise a general protection fault, which names no
 * address; since one is raised by an instruction that was fetched, its bytes can be read. */
static gboolean
is_refused_rdtsc (const siginfo_t *info,
                  guint64          instruction)
{
  const guint8 *bytes = (const guint8 *) instruction;

  if (info->si_code != SI_KERNEL || bytes == NULL)
    return FALSE;

  return bytes[0] == 0x0f && (bytes[1] == 0x31 || (bytes[1] == 0x01 && bytes[2] == 0xf9));
}

static void
note_signal (int               signal_number,
             const siginfo_t  *info,
             const ucontext_t *context)
{
  crash_note->signal_number = signal_number;
  crash_note->trapped_call = -1;
  crash_note->address = (guint64) info->si_addr;

  if (signal_number == SIGSEGV &&
      (is_refused_rdtsc (info, get_instruction_address (context)) ||
       troupe_seal_is_clock_page (crash_note->address)))
    crash_note->trapped_call = TROUPE_SEAL_CLOCK;

  if (signal_number != SIGSYS)
    return;
#if defined (__x86_64__)
  /* abort() and raise() behind the seal: it is the signal that was meant. */
  if (info->si_syscall == SYS_tgkill)
    {
      crash_note->signal_number = (gint32) context->uc_mcontext.gregs[REG_RDX];
      return;
    }
#endif
  crash_note->trapped_call = info->si_syscall;
}

/* Async-signal-safe: backtrace() was called before, so that its library is there. */
static void
write_stack (guint64 instruction)
{
  void *frames[STACK_DEPTH_MAX];
  int n_frames = backtrace (frames, G_N_ELEMENTS (frames));
  int first = 0;

  /* The frames above the instruction are this handler's. */
  for (int i = 0; i < n_frames; i++)
    if ((guint64) frames[i] == instruction)
      first = i;

  if (write (crash_fd, TROUPE_CRASH_STACK_HEADING, strlen (TROUPE_CRASH_STACK_HEADING)) >= 0)
    backtrace_symbols_fd (frames + first, n_frames - first, crash_fd);
}

static void
handle_signal (int        signal_number,
               siginfo_t *info,
               void      *context)
{
  static volatile sig_atomic_t entered;

  if (entered)
    _exit (TROUPE_CRASH_EXIT_CODE);
  entered = 1;

  note_signal (signal_number, info, context);
  write_stack (get_instruction_address (context));
  _exit (TROUPE_CRASH_EXIT_CODE);
}

/* Libraries warn of bugs only, so a warning ends the run: its text comes first, then the stack of who called GLib. */
static GLogWriterOutput
write_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         user_data)
{
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) == 0)
    return G_LOG_WRITER_HANDLED;

  for (gsize i = 0; i < n_fields; i++)
    {
      const char *text = fields[i].value;
      gsize length = fields[i].length < 0 ? strlen (text) : (gsize) fields[i].length;

      if (strcmp (fields[i].key, "MESSAGE") != 0)
        continue;
      if (write (crash_fd, text, length) < 0 || write (crash_fd, "\n", 1) < 0)
        break;
    }

  crash_note->signal_number = SIGABRT;
  crash_note->trapped_call = -1;
  write_stack ((guint64) __builtin_extract_return_addr (__builtin_return_address (0)));
  _exit (TROUPE_CRASH_EXIT_CODE);
}

/* A stack that overflowed cannot run its own handler. */
static void
install_alternate_stack (void)
{
  stack_t stack = { 0 };

  stack.ss_size = ALTERNATE_STACK_SIZE;
  stack.ss_sp = mmap (NULL, stack.ss_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (stack.ss_sp != MAP_FAILED)
    sigaltstack (&stack, NULL);
}

void
troupe_crash_catch (TroupeRunNote *note,
                    int            fd)
{
  void *frames[2];
  struct sigaction action = { 0 };

  g_return_if_fail (crash_note == NULL);

  crash_note = note;
  crash_fd = fd;
  backtrace (frames, G_N_ELEMENTS (frames));
  install_alternate_stack ();

  action.sa_sigaction = handle_signal;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigfillset (&action.sa_mask);
  /* A fault in the handler itself must end the process, not block it. */
  for (guint i = 0; i < G_N_ELEMENTS (caught_signals); i++)
    sigaction (caught_signals[i], &action, NULL);

  g_log_set_writer_func (write_log, NULL, NULL);
}
