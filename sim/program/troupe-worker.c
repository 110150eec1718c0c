/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-worker.h"

#include "program/troupe-prove.h"
#include "program/troupe-worker-run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Above whatever a library opens early. */
#define DESCRIPTOR_MIN 10

/* Of a run that prints more, this much of the end is sent: the stack is last. */
#define TEXT_SIZE_MAX (256 * 1024)

typedef struct
{
  TroupeWorkerRun     run;      /* how a run is run */
  GPtrArray          *folders;  /* (element-type utf8) (not owned): where to look for modules; NULL-terminated */
  TroupeModuleLoader *loader;   /* (owned) */
  TroupeSuite        *suite;    /* (owned) */
  int                 requests; /* once the standard input */
  int                 answers;  /* once the standard output */
  GArray             *prefix;   /* (element-type guint): of the present request */
  GByteArray         *buffer;   /* of the present answer */
} Worker;

gboolean
troupe_worker_read (int    fd,
                    void  *buffer,
                    gsize  size)
{
  guint8 *next = buffer;

  while (size > 0)
    {
      gssize n = read (fd, next, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          errno = n == 0 ? 0 : errno;
          return FALSE;
        }
      next += n;
      size -= n;
    }

  return TRUE;
}

gboolean
troupe_worker_write (int         fd,
                     const void *buffer,
                     gsize       size)
{
  const guint8 *next = buffer;

  while (size > 0)
    {
      gssize n = write (fd, next, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      next += n;
      size -= n;
    }

  return TRUE;
}

static void G_GNUC_NORETURN
die (const char *what,
     const char *why)
{
  g_printerr ("troupe-sim: worker: %s: %s\n", what, why);
  exit (3);
}

/* A lock that another thread held would be locked for ever in what is forked, so there must be no other thread:
 * the folder of the threads has a link for itself, one for its parent, and one for each of them. */
static void
assert_one_thread (void)
{
  struct stat status;

  if (stat ("/proc/self/task", &status) == 0)
    g_assert (status.st_nlink == 2 + 1);
}

/* Its standard input and output are the pipes; runs and their libraries must not meet them there. */
static void
worker_take_pipes (Worker *self)
{
  int null_fd = open ("/dev/null", O_RDWR | O_CLOEXEC);

  self->requests = fcntl (STDIN_FILENO, F_DUPFD_CLOEXEC, DESCRIPTOR_MIN);
  self->answers = fcntl (STDOUT_FILENO, F_DUPFD_CLOEXEC, DESCRIPTOR_MIN);
  if (null_fd < 0 || self->requests < 0 || self->answers < 0 ||
      dup2 (null_fd, STDIN_FILENO) < 0 || dup2 (null_fd, STDOUT_FILENO) < 0)
    die ("could not set up its pipes", g_strerror (errno));
  close (null_fd);
}

/* Returns: the index of the first file */
static int
worker_read_arguments (Worker      *self,
                       int          argc,
                       char       **argv,
                       const char **ret_folder)
{
  int i = 2;

  for (; i < argc && strcmp (argv[i], "--") != 0; i++)
    {
      if (strcmp (argv[i], TROUPE_WORKER_NO_SEAL) == 0)
        self->run.is_sealed = FALSE;
      else if (strcmp (argv[i], TROUPE_WORKER_DISTURB_HEAP) == 0)
        troupe_prove_disturb_heap ();
      else if (g_str_has_prefix (argv[i], TROUPE_WORKER_FOLDER))
        *ret_folder = argv[i] + strlen (TROUPE_WORKER_FOLDER);
      else if (g_str_has_prefix (argv[i], TROUPE_WORKER_CPU_LIMIT))
        self->run.cpu_limit_s = g_ascii_strtoull (argv[i] + strlen (TROUPE_WORKER_CPU_LIMIT), NULL, 10);
      else if (g_str_has_prefix (argv[i], TROUPE_WORKER_MODULES))
        g_ptr_array_add (self->folders, argv[i] + strlen (TROUPE_WORKER_MODULES));
      else
        die (argv[i], "no such argument");
    }

  return MIN (i + 1, argc);
}

static void
worker_load (Worker            *self,
             const char *const *paths)
{
  g_autoptr (TroupeDiagnostics) diagnostics = troupe_diagnostics_new ();
  g_autoptr (GError) error = NULL;

  /* Who started it has examined them. */
  self->loader = troupe_module_loader_new ((const char *const *) self->folders->pdata, TROUPE_MODULE_TRUSTED);
  self->suite = troupe_suite_load (paths, self->loader, diagnostics, &error);
  if (self->suite == NULL)
    die ("could not read a scenario again", error->message);
  if (troupe_diagnostics_has_error (diagnostics))
    {
      g_autofree char *text = troupe_diagnostics_to_string (diagnostics);

      die ("a scenario changed after it was checked", text);
    }
}

/* Whether a canary failed as it must is decided by the program, which also sees how processes end and differ: it wants
 * to be told of every failure. */
static void
worker_disregard_canaries (Worker *self)
{
  for (guint i = 0; i < self->suite->files->len; i++)
    {
      const TroupeSuiteFile *file = g_ptr_array_index (self->suite->files, i);

      for (guint j = 0; j < file->variants->len; j++)
        {
          TroupeScenario *scenario = g_ptr_array_index (file->variants, j);

          for (guint k = scenario->claims->len; k > 0; k--)
            if (((const TroupeClaim *) g_ptr_array_index (scenario->claims, k - 1))->kind == TROUPE_CLAIM_FAILS)
              g_ptr_array_remove_index (scenario->claims, k - 1);
        }
    }
}

static void
worker_append_file (Worker  *self,
                    int      fd,
                    guint64  offset,
                    guint64  size)
{
  guint start = self->buffer->len;

  g_byte_array_set_size (self->buffer, start + size);
  for (guint64 done = 0; done < size;)
    {
      gssize n = pread (fd, self->buffer->data + start + done, size - done, (off_t) (offset + done));

      if (n <= 0)
        die ("could not read the result of a run", n == 0 ? "it is too short" : g_strerror (errno));
      done += n;
    }
}

static void
answer_take_end (TroupeWorkerAnswer  *answer,
                 const TroupeRunNote *note,
                 int                  status)
{
  answer->trapped_call = -1;
  answer->seal_errno = note->seal_errno;
  answer->address = note->address;

  if (note->signal_number != 0)
    {
      answer->kind = TROUPE_OUTCOME_SIGNALLED;
      answer->code = note->signal_number;
      answer->trapped_call = note->trapped_call;
    }
  else if (WIFSIGNALED (status))
    {
      answer->kind = TROUPE_OUTCOME_SIGNALLED;
      answer->code = WTERMSIG (status);
    }
  else if (WEXITSTATUS (status) != 0 || !note->finished)
    {
      answer->kind = TROUPE_OUTCOME_EXITED;
      answer->code = WEXITSTATUS (status);
    }
  else
    {
      answer->kind = TROUPE_OUTCOME_FINISHED;
      answer->n_result_bytes = note->n_result_bytes;
      answer->n_log_bytes = note->n_log_bytes;
    }
}

/* One writing for all of it: on most runs the other side wakes once. */
static void
worker_answer (Worker  *self,
               int      status,
               guint64  wall_ns)
{
  const TroupeWorkerRun *run = &self->run;
  TroupeWorkerAnswer answer = { .wall_ns = wall_ns };
  off_t n_text_bytes;

  answer_take_end (&answer, run->note, status);
  n_text_bytes = lseek (run->text_fd, 0, SEEK_CUR);
  if (answer.kind != TROUPE_OUTCOME_FINISHED)
    answer.n_text_bytes = CLAMP (n_text_bytes, 0, TEXT_SIZE_MAX);

  g_byte_array_set_size (self->buffer, 0);
  g_byte_array_append (self->buffer, (const guint8 *) &answer, sizeof (answer));
  worker_append_file (self, run->result_fd, 0, answer.n_result_bytes + answer.n_log_bytes);
  worker_append_file (self, run->text_fd, n_text_bytes - answer.n_text_bytes, answer.n_text_bytes);

  if (!troupe_worker_write (self->answers, self->buffer->data, self->buffer->len))
    exit (0);
}

static void
worker_handle (Worker                    *self,
               const TroupeWorkerRequest *request)
{
  const TroupeSuiteFile *file = g_ptr_array_index (self->suite->files, request->file);
  gint64 start_us = g_get_monotonic_time ();
  pid_t pid;
  int status;

  troupe_worker_run_reset (&self->run);
  assert_one_thread ();
  pid = fork ();
  if (pid < 0)
    die ("could not start a run", g_strerror (errno));
  if (pid == 0)
    troupe_worker_run_execute (&self->run, g_ptr_array_index (file->variants, request->variant), request,
                               (const guint *) (gpointer) self->prefix->data);

  while (waitpid (pid, &status, 0) < 0)
    if (errno != EINTR)
      die ("could not wait for a run", g_strerror (errno));
  worker_answer (self, status, (g_get_monotonic_time () - start_us) * 1000);
}

int
troupe_worker_main (int    argc,
                    char **argv)
{
  Worker self = { .run = { .is_sealed = TRUE, .cpu_limit_s = TROUPE_WORKER_RUN_CPU_LIMIT_S } };
  TroupeWorkerRequest request;
  const char *folder = NULL;
  int first;

  /* The program that started it decides what an interrupt means. */
  signal (SIGINT, SIG_IGN);
  signal (SIGPIPE, SIG_IGN);
  prctl (PR_SET_PDEATHSIG, SIGKILL);

  self.folders = g_ptr_array_new_null_terminated (0, NULL, TRUE);
  worker_take_pipes (&self);
  first = worker_read_arguments (&self, argc, argv, &folder);
  worker_load (&self, (const char *const *) argv + first);
  worker_disregard_canaries (&self);
  if (folder != NULL && chdir (folder) != 0)
    die (folder, g_strerror (errno));
  if (!troupe_worker_run_prepare (&self.run))
    die ("could not set up the files of a run", g_strerror (errno));

  self.prefix = g_array_new (FALSE, FALSE, sizeof (guint));
  self.buffer = g_byte_array_new ();
  while (troupe_worker_read (self.requests, &request, sizeof (request)))
    {
      g_array_set_size (self.prefix, request.n_prefix);
      if (!troupe_worker_read (self.requests, self.prefix->data, request.n_prefix * sizeof (guint)))
        break;
      worker_handle (&self, &request);
    }

  g_array_unref (self.prefix);
  g_byte_array_unref (self.buffer);
  troupe_suite_free (self.suite);
  troupe_module_loader_free (self.loader);
  g_ptr_array_unref (self.folders);

  return 0;
}
