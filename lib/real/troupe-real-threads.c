/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "real/troupe-real-threads-private.h"

struct _TroupeRealThreads
{
  TroupeRealWaker *waker;    /* (not owned) */
  GThreadPool     *pool;     /* (owned) (nullable): made for the first job */
  GAsyncQueue     *finished; /* (owned) (element-type Job): back from their threads */
};

/* Work on its way to a thread and back. */
typedef struct
{
  TroupeWorldWork      work;
  gpointer             data;
  TroupeWorldWorkDone  done;
  gpointer             user_data;
  GDestroyNotify       destroy; /* (nullable): frees user_data where done is not called */
  gpointer             result;  /* set by the thread */
} Job;

/* Nobody waits for its result any more. */
static void
job_forget (gpointer data)
{
  Job *self = data;

  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_free (self);
}

/* Runs on a thread of the pool. */
static void
run_job (gpointer data,
         gpointer user_data)
{
  TroupeRealThreads *self = user_data;
  Job *job = data;

  job->result = job->work (job->data);

  g_async_queue_push (self->finished, job);
  troupe_real_waker_wake (self->waker);
}

TroupeRealThreads *
troupe_real_threads_new (TroupeRealWaker *waker)
{
  TroupeRealThreads *self = g_new0 (TroupeRealThreads, 1);

  self->waker = waker;
  self->finished = g_async_queue_new_full (job_forget);

  return self;
}

void
troupe_real_threads_free (TroupeRealThreads *self)
{
  if (self->pool != NULL)
    g_thread_pool_free (self->pool, /* immediate = */ TRUE, /* wait = */ TRUE);

  g_async_queue_unref (self->finished);
  g_free (self);
}

void
troupe_real_threads_run (TroupeRealThreads   *self,
                         TroupeWorldWork      work,
                         gpointer             data,
                         TroupeWorldWorkDone  done,
                         gpointer             user_data,
                         GDestroyNotify       destroy)
{
  Job *job = g_new0 (Job, 1);

  if (self->pool == NULL)
    self->pool = g_thread_pool_new_full (run_job, self, job_forget, (int) g_get_num_processors (),
                                         /* exclusive = */ FALSE, NULL);

  job->work = work;
  job->data = data;
  job->done = done;
  job->user_data = user_data;
  job->destroy = destroy;

  /* It takes the job in any case: where no new thread starts, one that there is will come to it. */
  g_thread_pool_push (self->pool, job, NULL);
}

void
troupe_real_threads_complete (TroupeRealThreads *self,
                              gboolean           is_wanted)
{
  Job *job;

  while ((job = g_async_queue_try_pop (self->finished)) != NULL)
    {
      if (!is_wanted)
        {
          job_forget (job);
          continue;
        }
      job->done (job->result, job->user_data);
      g_free (job);
    }
}
