/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-error.h"

/* Work on a thread, as the rest of a handler. */

#define MS G_GUINT64_CONSTANT (1000000)

typedef struct
{
  Fixture         base;
  Script          script;
  TroupeActorId  *id;
  TroupeInstance *client;
  guint64         duration_ns;
  TroupeDoneFunc  done;
  guint           n_worked;
  guint           n_done;
  guint           n_freed;
} Job;

static void
work (gpointer data)
{
  ((Job *) data)->n_worked++;
}

static void
free_work (gpointer data)
{
  ((Job *) data)->n_freed++;
}

static gboolean
succeed (TroupeContext  *context,
         gpointer        data,
         GError        **error)
{
  ((Job *) data)->n_done++;

  return TRUE;
}

static gboolean
fail (TroupeContext  *context,
      gpointer        data,
      GError        **error)
{
  g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "no root found");

  return FALSE;
}

static gboolean
fail_silently (TroupeContext  *context,
               gpointer        data,
               GError        **error)
{
  return FALSE;
}

static gboolean
panic (TroupeContext  *context,
       gpointer        data,
       GError        **error)
{
  troupe_context_panic (context, "overflow");

  return TRUE;
}

static gboolean
compute (TroupeContext  *context,
         TroupeMessage  *message,
         Script         *script,
         GError        **error)
{
  Job *t = script->data;

  return troupe_context_run_in_thread (context, work, t->duration_ns, t->done, t, free_work, error);
}

static void
job_set_up (Job           *self,
            gconstpointer  unused)
{
  fixture_set_up (&self->base, NULL);
  self->script.handle = compute;
  self->script.data = self;
  self->duration_ns = 5 * MS;
  self->done = succeed;
  self->id = fixture_spawn (&self->base, "w", &self->script);
  self->client = fixture_client (&self->base, "c");
  fixture_run (&self->base);
  fixture_forget (&self->base);
}

static void
job_tear_down (Job           *self,
               gconstpointer  unused)
{
  g_object_unref (self->client);
  troupe_actor_id_unref (self->id);
  fixture_tear_down (&self->base, NULL);
}

static void
job_begin (Job *t)
{
  troupe_instance_send (t->client, t->id, note_type (), note_body (1), NULL);
  fixture_run (&t->base);
}

static void
test_goes_on (Job           *t,
              gconstpointer  unused)
{
  job_begin (t);
  job_begin (t);
  fixture_expect (&t->base, "handled", "");
  g_assert_cmpuint (t->script.n_calls, ==, 1);
  g_assert_cmpuint (t->n_worked, ==, 0);
  fixture_work (&t->base);

  fixture_expect (&t->base, "handled", "handled w c note\n");
  g_assert_cmpuint (t->n_worked, ==, 1);
  g_assert_cmpuint (t->n_done, ==, 1);
  g_assert_cmpuint (t->n_freed, ==, 1);
  g_assert_cmpuint (t->script.n_calls, ==, 2);
  fixture_work (&t->base);
}

static void
test_without_done (Job           *t,
                   gconstpointer  unused)
{
  t->done = NULL;
  job_begin (t);
  fixture_work (&t->base);

  fixture_expect (&t->base, "handled", "handled w c note\n");
  g_assert_cmpuint (t->n_freed, ==, 1);
}

static void
test_fails (Job           *t,
            gconstpointer  unused)
{
  t->done = fail;
  job_begin (t);
  fixture_work (&t->base);

  fixture_expect (&t->base, "status", "status w processing\nstatus w stopping\nstatus w failed: no root found\n");
  g_assert_cmpuint (t->n_freed, ==, 1);
}

static void
test_fails_silently (Job           *t,
                     gconstpointer  unused)
{
  t->done = fail_silently;
  job_begin (t);
  fixture_work (&t->base);

  fixture_expect (&t->base, "snapshot", "snapshot w failed: it failed without saying why\n");
}

static void
test_panics (Job           *t,
             gconstpointer  unused)
{
  t->done = panic;
  job_begin (t);
  fixture_work (&t->base);

  fixture_expect (&t->base, "snapshot", "snapshot w failed: panic: overflow\n");
  g_assert_cmpuint (t->script.n_cleanups, ==, 0);
}

static void
test_aborted (Job           *t,
              gconstpointer  unused)
{
  job_begin (t);
  troupe_proc_abort_actor (t->base.proc, t->id, "enough");
  fixture_run (&t->base);
  fixture_work (&t->base);

  g_assert_cmpuint (t->n_worked, ==, 1);
  g_assert_cmpuint (t->n_done, ==, 0);
  g_assert_cmpuint (t->n_freed, ==, 1);
}

static void
test_proc_gone (Job           *t,
                gconstpointer  unused)
{
  job_begin (t);
  g_clear_object (&t->client);
  g_clear_object (&t->base.proc);
  fixture_work (&t->base);
  t->client = g_object_new (G_TYPE_OBJECT, NULL);

  g_assert_cmpuint (t->n_done, ==, 0);
  g_assert_cmpuint (t->n_freed, ==, 1);
}

/* The actor hears nothing of it: its world is gone. */
static void
test_world_gone (Job           *t,
                 gconstpointer  unused)
{
  job_begin (t);
  fixture_forget_work (&t->base);
  fixture_run (&t->base);

  fixture_expect (&t->base, "status handled", "status w processing\n");
  g_assert_cmpuint (t->n_worked, ==, 0);
  g_assert_cmpuint (t->n_done, ==, 0);
  g_assert_cmpuint (t->n_freed, ==, 1);
}

static void
test_proc_and_world_gone (Job           *t,
                          gconstpointer  unused)
{
  job_begin (t);
  g_clear_object (&t->client);
  g_clear_object (&t->base.proc);
  fixture_forget_work (&t->base);
  t->client = g_object_new (G_TYPE_OBJECT, NULL);

  g_assert_cmpuint (t->n_freed, ==, 1);
}

/* A simulated world cannot know how long it takes. */
static void
test_refused (Job           *t,
              gconstpointer  unused)
{
  t->duration_ns = 0;
  job_begin (t);

  fixture_expect (&t->base, "snapshot", "snapshot w failed: No duration was declared\n");
  g_assert_cmpuint (t->n_freed, ==, 0);
}

#define ADD(path, func) g_test_add (path, Job, NULL, job_set_up, func, job_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/proc/work/the-handler-goes-on-when-the-work-is-done", test_goes_on);
  ADD ("/proc/work/the-work-may-be-all-there-is", test_without_done);
  ADD ("/proc/work/a-failure-behind-the-work-fails-the-actor", test_fails);
  ADD ("/proc/work/a-failure-without-a-reason-says-so", test_fails_silently);
  ADD ("/proc/work/a-panic-behind-the-work-skips-cleanup", test_panics);
  ADD ("/proc/work/an-aborted-actor-does-not-go-on", test_aborted);
  ADD ("/proc/work/work-outlives-its-proc", test_proc_gone);
  ADD ("/proc/work/a-world-that-ends-first-frees-the-data", test_world_gone);
  ADD ("/proc/work/a-proc-that-went-before-its-world-frees-the-data", test_proc_and_world_gone);
  ADD ("/proc/work/work-without-a-duration-is-refused", test_refused);

  return g_test_run ();
}
