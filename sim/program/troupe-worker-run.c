/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-worker-run.h"

#include "program/troupe-crash.h"
#include "program/troupe-seal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* A run that stands still uses no CPU time; this many times its limit later it is ended. */
#define WALL_TIME_FACTOR 8

/* What a run may write into its files. */
#define FILE_SIZE_MAX (512u * 1024 * 1024)

/* There in objects that were compiled for coverage: their counters are written by exit() alone. */
extern void __gcov_merge_add (void) __attribute__ ((weak));

gboolean
troupe_worker_run_prepare (TroupeWorkerRun *self)
{
  self->result_fd = memfd_create ("troupe-result", MFD_CLOEXEC);
  self->text_fd = memfd_create ("troupe-text", MFD_CLOEXEC);
  self->note = mmap (NULL, sizeof (TroupeRunNote), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (self->result_fd < 0 || self->text_fd < 0 || self->note == MAP_FAILED)
    return FALSE;

  troupe_crash_catch (self->note, STDERR_FILENO);
  if (troupe_seal_get_obstacle () != NULL)
    self->is_sealed = FALSE;
  if (self->is_sealed)
    {
      const int fds[] = { self->result_fd, STDOUT_FILENO, STDERR_FILENO };

      troupe_seal_prepare (fds, G_N_ELEMENTS (fds));
      /* GLib looks the character set up in a file when it first prints, such as the text of an assertion. */
      g_get_charset (NULL);
      /* A buffer would be made when it is first needed, after a look at the file. */
      setvbuf (stdout, NULL, _IONBF, 0);
    }

  return TRUE;
}

void
troupe_worker_run_reset (TroupeWorkerRun *self)
{
  memset (self->note, 0, sizeof (*self->note));
  lseek (self->result_fd, 0, SEEK_SET);
  lseek (self->text_fd, 0, SEEK_SET);
}

static void
set_limits (const TroupeWorkerRun *self)
{
  /* At the soft limit SIGXCPU leaves a stack, at the hard one SIGKILL ends what does not listen. */
  const struct rlimit cpu = { self->cpu_limit_s, self->cpu_limit_s + 2 };
  const struct rlimit file_size = { FILE_SIZE_MAX, FILE_SIZE_MAX };
  const struct rlimit core = { 0, 0 };

  setrlimit (RLIMIT_CPU, &cpu);
  setrlimit (RLIMIT_FSIZE, &file_size);
  setrlimit (RLIMIT_CORE, &core);
  alarm (self->cpu_limit_s * WALL_TIME_FACTOR);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/* Leaves the last lines only. */
static void
cut_to_tail (GString *log)
{
  gsize i = log->len;

  for (guint n_lines = 0; i > 0; i--)
    if (log->str[i - 1] == '\n' && n_lines++ == TROUPE_RUN_LOG_TAIL_LINES)
      break;
  g_string_erase (log, 0, (gssize) i);
}

static void
write_result (TroupeWorkerRun       *self,
              const TroupeSimResult *result,
              GString               *log,
              TroupeRunLog           log_size)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new_variant (troupe_sim_result_to_variant (result)));

  if (log_size == TROUPE_RUN_LOG_TAIL)
    cut_to_tail (log);

  self->note->n_result_bytes = g_variant_get_size (variant);
  self->note->n_log_bytes = log == NULL ? 0 : log->len;
  if (!troupe_worker_write (self->result_fd, g_variant_get_data (variant), self->note->n_result_bytes) ||
      (log != NULL && !troupe_worker_write (self->result_fd, log->str, log->len)))
    abort ();
  self->note->finished = 1;
}

void
troupe_worker_run_execute (TroupeWorkerRun           *self,
                           const TroupeScenario      *scenario,
                           const TroupeWorkerRequest *request,
                           const guint               *prefix)
{
  TroupeSimOptions options = { .seed = request->seed, .prefix = prefix, .n_prefix = request->n_prefix };
  g_autoptr (TroupeSimResult) result = NULL;

  dup2 (self->text_fd, STDOUT_FILENO);
  dup2 (self->text_fd, STDERR_FILENO);
  set_limits (self);
  if (request->log != TROUPE_RUN_LOG_NONE)
    options.event_log = g_string_new (NULL);
  if (self->is_sealed)
    self->note->seal_errno = troupe_seal_close ();

  result = troupe_sim_execute (scenario, &options);
  result->order = request->order;
  write_result (self, result, options.event_log, request->log);

  if (__gcov_merge_add != NULL)
    exit (0);
  _exit (0);
}
