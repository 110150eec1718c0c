/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

/* A supervised pool of workers: one of the jobs makes its worker fail; the pool puts a new one in its place, and goes
 * on. */

#include <troupe.h>

#include <stdlib.h>

static const TroupeMessageType *pool_job;
static const TroupeMessageType *pool_result;

static const TroupeMessageField job_fields[] = { { "divisor", "t", "what to divide 720 by" } };
static const TroupeMessageField result_fields[] = { { "quotient", "t", "what came out" } };

static const guint64 jobs[] = { 1, 2, 3, 0, 4, 5 };

/* A worker divides. By zero it cannot, and says so by failing. */
G_DECLARE_FINAL_TYPE (Worker, worker, POOL, WORKER, TroupeActor)
struct _Worker
{
  TroupeActor parent_instance;
};
G_DEFINE_FINAL_TYPE (Worker, worker, TROUPE_TYPE_ACTOR)

static gboolean
worker_handle (TroupeActor    *actor,
               TroupeContext  *context,
               TroupeMessage  *message,
               GError        **error)
{
  g_autoptr (GVariant) divisor = troupe_message_dup_field (message, "divisor");
  guint64 number = g_variant_get_uint64 (divisor);

  if (number == 0)
    {
      g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "Could not divide 720 by 0");
      return FALSE;
    }

  return troupe_context_reply (context, message, pool_result, g_variant_new ("(t)", 720 / number), error);
}

static void
worker_class_init (WorkerClass *klass)
{
  TROUPE_ACTOR_CLASS (klass)->handle = worker_handle;
  troupe_actor_class_accept (TROUPE_ACTOR_CLASS (klass), pool_job);
}

static void
worker_init (Worker *self)
{
}

/* The pool supervises its workers, gives each a job at a time, and stops when all is done. */
G_DECLARE_FINAL_TYPE (Pool, pool, POOL, POOL, TroupeActor)
struct _Pool
{
  TroupeActor    parent_instance;

  TroupeContext *context; /* (not owned): ours, while we live */
  guint          n_given; /* jobs that a worker got */
  guint          n_ended; /* jobs with a result, or a failure */
  guint64        sum;     /* of the results */
};
G_DEFINE_FINAL_TYPE (Pool, pool, TROUPE_TYPE_ACTOR)

static void pool_give_job (Pool *self, TroupeActorId *worker);

static void
pool_job_ended (Pool *self)
{
  g_autofree char *text = g_strdup_printf ("the sum is %" G_GUINT64_FORMAT, self->sum);

  if (++self->n_ended == G_N_ELEMENTS (jobs))
    troupe_context_stop (self->context, text);
}

static void
pool_take_result (TroupeMessage *reply,
                  TroupeReason   reason,
                  gpointer       user_data)
{
  Pool *self = user_data;
  g_autoptr (GVariant) quotient = NULL;

  /* It came back: its worker has failed, and we hear of that as its supervisor. */
  if (reply == NULL)
    return;

  quotient = troupe_message_dup_field (reply, "quotient");
  self->sum += g_variant_get_uint64 (quotient);
  pool_job_ended (self);
  pool_give_job (self, troupe_message_get_sender (reply));
}

static void
pool_give_job (Pool          *self,
               TroupeActorId *worker)
{
  if (self->n_given == G_N_ELEMENTS (jobs))
    return;

  troupe_context_ask (self->context, worker, pool_job, g_variant_new ("(t)", jobs[self->n_given++]), pool_take_result,
                      self, NULL, NULL);
}

static gboolean
pool_hire (Pool    *self,
           GError **error)
{
  g_autoptr (TroupeActor) worker = g_object_new (worker_get_type (), NULL);
  g_autoptr (TroupeActorId) id = troupe_context_spawn (self->context, "worker", worker, error);

  if (id == NULL)
    return FALSE;
  pool_give_job (self, id);

  return TRUE;
}

static gboolean
pool_start (TroupeActor    *actor,
            TroupeContext  *context,
            GError        **error)
{
  Pool *self = (Pool *) actor;

  self->context = context;

  return pool_hire (self, error) && pool_hire (self, error);
}

static TroupeSupervision
pool_supervise (TroupeActor             *actor,
                TroupeContext           *context,
                TroupeSupervisionEvent  *event,
                GError                 **error)
{
  Pool *self = (Pool *) actor;

  if (!troupe_supervision_event_is_failure (event))
    return TROUPE_SUPERVISION_HANDLED;

  g_print ("A worker failed: %s\n", troupe_supervision_event_get_text (event));
  pool_job_ended (self);

  return pool_hire (self, error) ? TROUPE_SUPERVISION_HANDLED : TROUPE_SUPERVISION_FAILED;
}

static void
pool_class_init (PoolClass *klass)
{
  TROUPE_ACTOR_CLASS (klass)->init = pool_start;
  TROUPE_ACTOR_CLASS (klass)->handle_supervision_event = pool_supervise;
}

static void
pool_init (Pool *self)
{
}

/* The program waits for the end of the pool. */
static void
pool_ended (TroupeProc        *proc,
            TroupeActorId     *actor,
            TroupeActorStatus  status,
            const char        *text,
            gpointer           user_data)
{
  g_print ("The pool has %s: %s\n", troupe_actor_status_to_string (status), text);
  g_main_loop_quit (user_data);
}

int
main (void)
{
  g_autoptr (GMainLoop) main_loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (TroupeWorld) world = troupe_real_world_new (NULL);
  g_autoptr (TroupeLoop) loop = troupe_loop_new (world);
  g_autoptr (TroupeProc) proc = troupe_proc_new_local (loop, "office", NULL);
  g_autoptr (TroupeActor) actor = NULL;
  g_autoptr (TroupeActorId) pool = NULL;

  pool_job = troupe_message_type_register ("pool.job", job_fields, 1, "Divide 720");
  pool_result = troupe_message_type_register ("pool.result", result_fields, 1, "A quotient");
  actor = g_object_new (pool_get_type (), NULL);
  pool = troupe_proc_spawn (proc, "pool", actor, NULL);
  troupe_proc_watch_actor (proc, pool, pool_ended, main_loop, NULL, NULL);
  g_main_loop_run (main_loop);

  return EXIT_SUCCESS;
}
