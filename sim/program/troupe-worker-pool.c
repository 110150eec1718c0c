/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-worker-pool.h"

#include "program/troupe-interrupt.h"
#include "program/troupe-prove.h"
#include "program/troupe-worker.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs that a worker knows of: enough that it never waits, few enough that none starves. */
#define RUNS_AHEAD_MAX 8

/* Requests that a worker has not read may lie in its pipe; so many bytes fit, and writing never blocks. */
#define REQUEST_BYTES_MAX (16 * 1024)

#define ANSWER_SIZE_MAX (G_GUINT64_CONSTANT (1) << 30)

typedef struct
{
  GPid   pid;             /* 0: it has ended and was waited for */
  guint  lane;
  int    requests;
  int    answers;
  GQueue runs;            /* (element-type TroupeRun) (not owned): asked for, not answered; answers keep the order */
  gsize  n_request_bytes; /* of those */
} Worker;

struct _TroupeWorkerPool
{
  guint      n_lanes;
  GPtrArray *workers;  /* (element-type Worker) */
  GQueue     done;     /* (element-type TroupeRun) (owned): answered by all lanes, not taken */
};

static gsize
get_request_size (const TroupeRun *run)
{
  return sizeof (TroupeWorkerRequest) + (run->prefix == NULL ? 0 : run->prefix->len * sizeof (guint));
}

/* The run is no longer this worker's business; the last one it is with frees it. */
static void
worker_forget_run (TroupeRun *run)
{
  if (--run->n_waiting == 0)
    troupe_run_free (run);
}

static void
worker_free (gpointer data)
{
  Worker *self = data;
  TroupeRun *run;

  close (self->requests);
  /* What it runs now has asked to die with it. */
  if (self->pid != 0 && !g_queue_is_empty (&self->runs))
    kill (self->pid, SIGKILL);
  close (self->answers);
  while (self->pid != 0 && waitpid (self->pid, NULL, 0) < 0 && errno == EINTR)
    ;
  while ((run = g_queue_pop_head (&self->runs)) != NULL)
    worker_forget_run (run);
  g_free (self);
}

static char **
dup_worker_arguments (const TroupeWorkerPoolOptions *options,
                      const char                    *program,
                      guint                          lane)
{
  GPtrArray *arguments = g_ptr_array_new_null_terminated (0, g_free, TRUE);

  g_ptr_array_add (arguments, g_strdup (program));
  g_ptr_array_add (arguments, g_strdup (TROUPE_WORKER_ARGUMENT));
  g_ptr_array_add (arguments, g_strdup_printf (TROUPE_WORKER_CPU_LIMIT "%u", options->cpu_limit_s));
  for (guint i = 0; options->folders[i] != NULL; i++)
    g_ptr_array_add (arguments, g_strconcat (TROUPE_WORKER_MODULES, options->folders[i], NULL));
  if (!options->is_sealed)
    g_ptr_array_add (arguments, g_strdup (TROUPE_WORKER_NO_SEAL));
  if (lane > 0)
    {
      g_ptr_array_add (arguments, g_strdup (TROUPE_WORKER_DISTURB_HEAP));
      g_ptr_array_add (arguments, g_strdup (TROUPE_WORKER_FOLDER TROUPE_PROVE_FOLDER));
    }
  g_ptr_array_add (arguments, g_strdup ("--"));
  for (guint i = 0; options->paths[i] != NULL; i++)
    g_ptr_array_add (arguments, g_strdup (options->paths[i]));

  return (char **) g_ptr_array_free (arguments, FALSE);
}

static Worker *
worker_start (const TroupeWorkerPoolOptions  *options,
              guint                           lane,
              GError                        **error)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", error);
  g_auto (GStrv) environment = NULL;
  g_auto (GStrv) arguments = NULL;
  Worker *self;

  if (program == NULL)
    return NULL;

  environment = lane > 0 ? troupe_prove_dup_environment () : g_get_environ ();
  /* What is bound when it is first called is bound anew in each process that was forked before. */
  environment = g_environ_setenv (environment, "LD_BIND_NOW", "1", TRUE);
  /* GLib's slices ask for the time when they trim what they keep: a sealed run would end there. */
  environment = g_environ_setenv (environment, "G_SLICE", "always-malloc", TRUE);
  arguments = dup_worker_arguments (options, program, lane);
  self = g_new0 (Worker, 1);
  self->lane = lane;
  g_queue_init (&self->runs);
  if (!g_spawn_async_with_pipes (NULL, arguments, environment, G_SPAWN_DO_NOT_REAP_CHILD,
                                 lane > 0 ? troupe_prove_change_layout : NULL, NULL, &self->pid,
                                 &self->requests, &self->answers, NULL, error))
    {
      g_free (self);
      return NULL;
    }
  fcntl (self->requests, F_SETFD, FD_CLOEXEC);
  fcntl (self->answers, F_SETFD, FD_CLOEXEC);

  return self;
}

TroupeWorkerPool *
troupe_worker_pool_new (const TroupeWorkerPoolOptions  *options,
                        GError                        **error)
{
  g_autoptr (TroupeWorkerPool) self = g_new0 (TroupeWorkerPool, 1);
  guint n_workers;

  signal (SIGPIPE, SIG_IGN);
  self->n_lanes = options->is_proven ? 2 : 1;
  self->workers = g_ptr_array_new_with_free_func (worker_free);
  g_queue_init (&self->done);

  n_workers = MAX (options->n_jobs, self->n_lanes);
  for (guint i = 0; i < n_workers; i++)
    {
      Worker *worker = worker_start (options, i % self->n_lanes, error);

      if (worker == NULL)
        return NULL;
      g_ptr_array_add (self->workers, worker);
    }

  return g_steal_pointer (&self);
}

void
troupe_worker_pool_free (TroupeWorkerPool *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->workers);
  g_queue_clear_full (&self->done, (GDestroyNotify) troupe_run_free);
  g_free (self);
}

/* The worker of a lane with the fewest runs; the first of several. */
static Worker *
pool_find_worker (TroupeWorkerPool *self,
                  guint             lane)
{
  Worker *found = NULL;

  for (guint i = 0; i < self->workers->len; i++)
    {
      Worker *worker = g_ptr_array_index (self->workers, i);

      if (worker->lane == lane && (found == NULL || worker->runs.length < found->runs.length))
        found = worker;
    }

  return found;
}

gboolean
troupe_worker_pool_has_room (TroupeWorkerPool *self)
{
  for (guint lane = 0; lane < self->n_lanes; lane++)
    {
      Worker *worker = pool_find_worker (self, lane);

      if (worker->runs.length == 0)
        continue;
      if (worker->runs.length >= RUNS_AHEAD_MAX || worker->n_request_bytes >= REQUEST_BYTES_MAX)
        return FALSE;
    }

  return TRUE;
}

/* A worker that cannot be talked to is ended, and says how it ended. */
static void
set_worker_error (Worker  *worker,
                  GError **error)
{
  int status = 0;

  kill (worker->pid, SIGKILL);
  while (waitpid (worker->pid, &status, 0) < 0 && errno == EINTR)
    ;
  worker->pid = 0;
  if (WIFSIGNALED (status))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "a worker was ended by signal %d (%s)", WTERMSIG (status),
                 strsignal (WTERMSIG (status)));
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "a worker exited with code %d", WEXITSTATUS (status));
}

static gboolean
worker_request (Worker     *self,
                TroupeRun  *run,
                GError    **error)
{
  TroupeWorkerRequest request = {
    .file = run->file,
    .variant = run->variant,
    .seed = run->seed,
    .order = run->order,
    .log = run->log,
    .n_prefix = run->prefix == NULL ? 0 : run->prefix->len,
  };

  g_queue_push_tail (&self->runs, run);
  run->n_waiting++;
  self->n_request_bytes += get_request_size (run);
  if (troupe_worker_write (self->requests, &request, sizeof (request)) &&
      (run->prefix == NULL ||
       troupe_worker_write (self->requests, run->prefix->data, run->prefix->len * sizeof (guint))))
    return TRUE;

  set_worker_error (self, error);

  return FALSE;
}

gboolean
troupe_worker_pool_submit (TroupeWorkerPool  *self,
                           TroupeRun         *run,
                           GError           **error)
{
  for (guint lane = 0; lane < self->n_lanes; lane++)
    if (!worker_request (pool_find_worker (self, lane), run, error))
      return FALSE;

  return TRUE;
}

static char *
worker_read_text (Worker  *self,
                  guint64  size)
{
  g_autofree char *text = g_malloc (size + 1);

  if (!troupe_worker_read (self->answers, text, size))
    return NULL;
  text[size] = '\0';

  return g_steal_pointer (&text);
}

static gboolean
worker_read_result (Worker        *self,
                    guint64        size,
                    TroupeOutcome *outcome)
{
  char *bytes = worker_read_text (self, size);
  g_autoptr (GVariant) box = NULL;
  g_autoptr (GVariant) variant = NULL;

  if (bytes == NULL)
    return FALSE;

  box = g_variant_ref_sink (g_variant_new_from_data (G_VARIANT_TYPE_VARIANT, bytes, size, FALSE, g_free, bytes));
  variant = g_variant_get_variant (box);
  outcome->result = troupe_sim_result_from_variant (variant);

  return outcome->result != NULL;
}

/* (transfer full) (nullable) */
static TroupeOutcome *
worker_read_outcome (Worker *self)
{
  g_autoptr (TroupeOutcome) outcome = troupe_outcome_new ();
  TroupeWorkerAnswer answer;

  if (!troupe_worker_read (self->answers, &answer, sizeof (answer)) || answer.n_result_bytes > ANSWER_SIZE_MAX ||
      answer.n_log_bytes > ANSWER_SIZE_MAX || answer.n_text_bytes > ANSWER_SIZE_MAX)
    return NULL;

  outcome->kind = answer.kind;
  outcome->code = answer.code;
  outcome->trapped_call = answer.trapped_call;
  outcome->seal_errno = answer.seal_errno;
  outcome->address = answer.address;
  outcome->wall_ns = answer.wall_ns;
  if (answer.kind == TROUPE_OUTCOME_FINISHED && !worker_read_result (self, answer.n_result_bytes, outcome))
    return NULL;
  if (answer.n_log_bytes > 0 && (outcome->log = worker_read_text (self, answer.n_log_bytes)) == NULL)
    return NULL;
  if (answer.n_text_bytes > 0 && (outcome->text = worker_read_text (self, answer.n_text_bytes)) == NULL)
    return NULL;

  return g_steal_pointer (&outcome);
}

static gboolean
pool_read_answer (TroupeWorkerPool  *self,
                  Worker            *worker,
                  GError           **error)
{
  TroupeOutcome *outcome = worker_read_outcome (worker);
  TroupeRun *run;

  if (outcome == NULL)
    {
      set_worker_error (worker, error);
      return FALSE;
    }

  run = g_queue_pop_head (&worker->runs);
  g_assert (run != NULL && run->outcomes[worker->lane] == NULL);
  worker->n_request_bytes -= get_request_size (run);
  run->outcomes[worker->lane] = outcome;
  if (--run->n_waiting == 0)
    g_queue_push_tail (&self->done, run);

  return TRUE;
}

/* Waits until a worker answers, and reads what is there. FALSE: an error, or, without one, an interrupt. */
static gboolean
pool_wait (TroupeWorkerPool  *self,
           GError           **error)
{
  g_autofree struct pollfd *fds = g_new0 (struct pollfd, self->workers->len);

  if (troupe_interrupt_is_asked ())
    return FALSE;

  for (guint i = 0; i < self->workers->len; i++)
    {
      Worker *worker = g_ptr_array_index (self->workers, i);

      fds[i].fd = g_queue_is_empty (&worker->runs) ? -1 : worker->answers;
      fds[i].events = POLLIN;
    }

  if (ppoll (fds, self->workers->len, NULL, troupe_interrupt_get_wait_mask ()) < 0 && errno != EINTR)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "could not wait for the workers: %s",
                   g_strerror (errno));
      return FALSE;
    }
  if (troupe_interrupt_is_asked ())
    return FALSE;

  for (guint i = 0; i < self->workers->len; i++)
    if (fds[i].revents != 0 && !pool_read_answer (self, g_ptr_array_index (self->workers, i), error))
      return FALSE;

  return TRUE;
}

static gboolean
pool_is_idle (TroupeWorkerPool *self)
{
  for (guint i = 0; i < self->workers->len; i++)
    {
      Worker *worker = g_ptr_array_index (self->workers, i);

      if (!g_queue_is_empty (&worker->runs))
        return FALSE;
    }

  return TRUE;
}

TroupeRun *
troupe_worker_pool_take (TroupeWorkerPool  *self,
                         GError           **error)
{
  while (g_queue_is_empty (&self->done))
    if (pool_is_idle (self) || !pool_wait (self, error))
      return NULL;

  return g_queue_pop_head (&self->done);
}

TroupeOutcome *
troupe_worker_pool_repeat (TroupeWorkerPool  *self,
                           const TroupeRun   *run,
                           guint              lane,
                           TroupeRunLog       log,
                           GError           **error)
{
  TroupeRun *again = troupe_run_copy_task (run);
  TroupeOutcome *outcome;

  again->log = log;
  if (!worker_request (pool_find_worker (self, lane), again, error))
    return NULL;
  while (again->n_waiting > 0)
    if (!pool_wait (self, error))
      return NULL;

  g_queue_remove (&self->done, again);
  outcome = g_steal_pointer (&again->outcomes[lane]);
  troupe_run_free (again);

  return outcome;
}
