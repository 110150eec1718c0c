/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-error.h"

/* Waiting for the end of one actor: a root `boss` that handles failures, a child `worker`. */

typedef struct
{
  Fixture         base;
  Script          boss_script;
  Script          worker_script;
  TroupeActorId  *boss;
  TroupeActorId  *worker;
  TroupeInstance *client;
  GString        *told;    /* "NAME STATUS: TEXT; " for each call */
  guint           n_freed;
} Vigil;

static TroupeSupervision
take_all (TroupeContext           *context,
          TroupeSupervisionEvent  *event,
          Script                  *script,
          GError                 **error)
{
  return TROUPE_SUPERVISION_HANDLED;
}

static gboolean
fail_handler (TroupeContext  *context,
              TroupeMessage  *message,
              Script         *script,
              GError        **error)
{
  g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "bad input");

  return FALSE;
}

static void
vigil_set_up (Vigil         *self,
              gconstpointer  unused)
{
  fixture_set_up (&self->base, NULL);
  self->boss_script.supervise = take_all;
  self->worker_script.handle = fail_handler;
  self->boss = fixture_spawn (&self->base, "boss", &self->boss_script);
  self->worker = fixture_spawn_child (&self->base, self->boss, "worker", &self->worker_script);
  self->client = fixture_client (&self->base, "c");
  self->told = g_string_new (NULL);
  fixture_run (&self->base);
  fixture_forget (&self->base);
}

static void
vigil_tear_down (Vigil         *self,
                 gconstpointer  unused)
{
  g_clear_object (&self->client);
  troupe_actor_id_unref (self->boss);
  troupe_actor_id_unref (self->worker);
  fixture_tear_down (&self->base, NULL);
  g_string_free (self->told, TRUE);
}

static void
tell (TroupeProc        *proc,
      TroupeActorId     *actor,
      TroupeActorStatus  status,
      const char        *text,
      gpointer           user_data)
{
  Vigil *t = user_data;

  g_assert_true (proc == t->base.proc);
  g_string_append_printf (t->told, "%s %s: %s; ", troupe_actor_id_get_name (actor),
                          troupe_actor_status_to_string (status), text);
}

static void
count_freed (gpointer user_data)
{
  ((Vigil *) user_data)->n_freed++;
}

static guint64
vigil_watch (Vigil         *t,
             TroupeActorId *actor)
{
  GError *error = NULL;
  guint64 token = troupe_proc_watch_actor (t->base.proc, actor, tell, t, count_freed, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (token, !=, 0);

  return token;
}

static void
vigil_fail_worker (Vigil *t)
{
  troupe_instance_send (t->client, t->worker, note_type (), note_body (1), NULL);
  fixture_run (&t->base);
}

static void
test_stop (Vigil         *t,
           gconstpointer  unused)
{
  vigil_watch (t, t->worker);
  troupe_proc_stop_actor (t->base.proc, t->worker, "done");
  g_assert_cmpstr (t->told->str, ==, "");
  fixture_run (&t->base);

  g_assert_cmpstr (t->told->str, ==, "worker stopped: done; ");
  g_assert_cmpuint (t->n_freed, ==, 1);
}

static void
test_failure (Vigil         *t,
              gconstpointer  unused)
{
  vigil_watch (t, t->worker);
  vigil_watch (t, t->worker);
  vigil_fail_worker (t);

  g_assert_cmpstr (t->told->str, ==, "worker failed: bad input; worker failed: bad input; ");
  g_assert_cmpuint (t->n_freed, ==, 2);
}

static void
test_client (Vigil         *t,
             gconstpointer  unused)
{
  vigil_watch (t, troupe_instance_get_id (t->client));
  troupe_instance_drop (t->client);
  g_assert_cmpstr (t->told->str, ==, "");
  fixture_run (&t->base);

  g_assert_cmpstr (t->told->str, ==, "c stopped: instance is dropped; ");
}

static void
test_ended_before (Vigil         *t,
                   gconstpointer  unused)
{
  vigil_fail_worker (t);
  vigil_watch (t, t->worker);
  g_assert_cmpstr (t->told->str, ==, "");
  fixture_run (&t->base);

  g_assert_cmpstr (t->told->str, ==, "worker failed: bad input; ");
}

static void
test_unknown (Vigil         *t,
              gconstpointer  unused)
{
  g_autoptr (TroupeActorId) nobody = troupe_actor_id_new (troupe_proc_get_id (t->base.proc), "nobody", 0, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) late_error = NULL;

  g_assert_cmpuint (troupe_proc_watch_actor (t->base.proc, nobody, tell, t, count_freed, &error), ==, 0);
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==,
                   "Could not watch local:1,p0,nobody[0]: the proc has no such actor, or has forgotten it");
  troupe_proc_set_knob (t->base.proc, "snapshot.retention", 0, NULL);
  vigil_fail_worker (t);
  g_assert_cmpuint (troupe_proc_watch_actor (t->base.proc, t->worker, tell, t, count_freed, &late_error), ==, 0);
  g_assert_error (late_error, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND);
  g_assert_cmpuint (t->n_freed, ==, 0);
}

static void
test_given_up (Vigil         *t,
               gconstpointer  unused)
{
  guint64 first = vigil_watch (t, t->worker);
  guint64 second = vigil_watch (t, t->worker);
  guint64 due;

  g_assert_true (troupe_proc_unwatch_actor (t->base.proc, first));
  g_assert_cmpuint (t->n_freed, ==, 1);
  g_assert_false (troupe_proc_unwatch_actor (t->base.proc, first));
  vigil_fail_worker (t);
  g_assert_cmpstr (t->told->str, ==, "worker failed: bad input; ");
  g_assert_false (troupe_proc_unwatch_actor (t->base.proc, second));
  due = vigil_watch (t, t->worker);
  g_assert_true (troupe_proc_unwatch_actor (t->base.proc, due));
  fixture_run (&t->base);

  g_assert_cmpstr (t->told->str, ==, "worker failed: bad input; ");
  g_assert_cmpuint (t->n_freed, ==, 3);
}

static void
test_proc_goes (Vigil         *t,
                gconstpointer  unused)
{
  vigil_watch (t, t->worker);
  vigil_watch (t, t->boss);
  g_clear_object (&t->client);
  g_clear_object (&t->base.proc);

  g_assert_cmpstr (t->told->str, ==, "");
  g_assert_cmpuint (t->n_freed, ==, 2);
}

static void
let_go (TroupeProc        *proc,
        TroupeActorId     *actor,
        TroupeActorStatus  status,
        const char        *text,
        gpointer           user_data)
{
  Vigil *t = user_data;

  g_clear_object (&t->client);
  g_clear_object (&t->base.proc);
}

static void
test_all_let_go (Vigil         *t,
                 gconstpointer  unused)
{
  troupe_proc_watch_actor (t->base.proc, t->worker, let_go, t, count_freed, NULL);
  vigil_watch (t, t->boss);
  vigil_fail_worker (t);

  g_assert_null (t->base.proc);
  g_assert_cmpuint (t->n_freed, ==, 2);
}

#define ADD(path, func) g_test_add (path, Vigil, NULL, vigil_set_up, func, vigil_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/proc/watch/a-stop-is-told-with-its-reason", test_stop);
  ADD ("/proc/watch/each-watch-of-a-failure-is-told-once", test_failure);
  ADD ("/proc/watch/the-drop-of-a-client-is-told", test_client);
  ADD ("/proc/watch/an-end-that-was-before-is-told-later", test_ended_before);
  ADD ("/proc/watch/of-whom-nothing-is-known-there-is-no-watch", test_unknown);
  ADD ("/proc/watch/what-is-given-up-is-not-told", test_given_up);
  ADD ("/proc/watch/it-goes-with-its-proc", test_proc_goes);
  ADD ("/proc/watch/everything-may-be-let-go-inside-it", test_all_let_go);

  return g_test_run ();
}
