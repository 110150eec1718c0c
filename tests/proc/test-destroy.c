/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-error.h"

/* The end of a proc: two roots, one with a child, and what is told of them. */

#define SECOND G_GUINT64_CONSTANT (1000000000)

typedef struct
{
  Fixture         base;
  Script          quick_script;
  Script          root_script;
  Script          child_script;
  TroupeActorId  *quick;
  TroupeActorId  *root;
  TroupeActorId  *child;
  TroupeInstance *client;
  GString        *told;    /* "stopped: ...; aborted: ..."; empty until it was told */
  guint           n_freed;
} Ending;

static gboolean
wedge (TroupeContext  *context,
       TroupeMessage  *message,
       Script         *script,
       GError        **error)
{
  script->deferral = troupe_context_defer (context);

  return TRUE;
}

static gboolean
wedge_cleanup (TroupeContext  *context,
               const GError   *failure,
               Script         *script,
               GError        **error)
{
  script->deferral = troupe_context_defer (context);

  return TRUE;
}

static gboolean
fail_cleanup (TroupeContext  *context,
              const GError   *failure,
              Script         *script,
              GError        **error)
{
  g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "untidy");

  return FALSE;
}

static void
ending_set_up (Ending        *self,
               gconstpointer  unused)
{
  fixture_set_up (&self->base, NULL);
  self->quick = fixture_spawn (&self->base, "quick", &self->quick_script);
  self->root = fixture_spawn (&self->base, "root", &self->root_script);
  self->child = fixture_spawn_child (&self->base, self->root, "child", &self->child_script);
  self->client = fixture_client (&self->base, "c");
  self->told = g_string_new (NULL);
  fixture_run (&self->base);
  fixture_forget (&self->base);
}

static void
ending_tear_down (Ending        *self,
                  gconstpointer  unused)
{
  g_object_unref (self->client);
  troupe_actor_id_unref (self->quick);
  troupe_actor_id_unref (self->root);
  troupe_actor_id_unref (self->child);
  g_clear_pointer (&self->child_script.deferral, troupe_deferral_unref);
  g_string_free (self->told, TRUE);
  fixture_tear_down (&self->base, NULL);
  g_assert_cmpuint (self->n_freed, <=, 1);
}

static void
append_names (GString    *text,
              const char *title,
              GPtrArray  *ids)
{
  g_string_append (text, title);
  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (text, " %s", troupe_actor_id_get_name (ids->pdata[i]));
}

static void
tell (TroupeProc *proc,
      GPtrArray  *stopped,
      GPtrArray  *aborted,
      gpointer    user_data)
{
  Ending *t = user_data;

  g_assert_cmpuint (t->told->len, ==, 0);
  append_names (t->told, "stopped:", stopped);
  append_names (t->told, "; aborted:", aborted);
}

static void
count_freed (gpointer user_data)
{
  ((Ending *) user_data)->n_freed++;
}

static void
ending_begin (Ending *t)
{
  troupe_proc_destroy (t->base.proc, "the end", SECOND, tell, t, count_freed);
}

static void
ending_wedge (Ending        *t,
              TroupeActorId *actor)
{
  troupe_instance_send (t->client, actor, note_type (), note_body (1), NULL);
  fixture_run (&t->base);
}

static void
test_all_stop (Ending        *t,
               gconstpointer  unused)
{
  ending_begin (t);
  g_assert_cmpstr (t->told->str, ==, "");
  fixture_run (&t->base);

  g_assert_cmpstr (t->told->str, ==, "stopped: quick child root; aborted:");
  fixture_expect (&t->base, "snapshot",
                  "snapshot quick stopped: the end\n"
                  "snapshot child[1] stopped: parent stopping\n"
                  "snapshot root stopped: the end\n");
}

static void
test_queue_is_drained (Ending        *t,
                       gconstpointer  unused)
{
  for (guint i = 0; i < 3; i++)
    troupe_instance_send (t->client, t->root, note_type (), note_body (i), NULL);
  ending_begin (t);
  fixture_run (&t->base);

  g_assert_cmpuint (t->root_script.n_calls, ==, 3);
}

static void
test_straggler (Ending        *t,
                gconstpointer  unused)
{
  t->root_script.handle = wedge;
  ending_wedge (t, t->root);
  ending_begin (t);
  fixture_advance (&t->base, SECOND - 1);
  g_assert_cmpstr (t->told->str, ==, "");
  fixture_advance (&t->base, 1);

  g_assert_cmpstr (t->told->str, ==, "stopped: quick; aborted: root child");
  fixture_expect (&t->base, "overrun unhandled", "overrun root destruction\noverrun child[1] destruction\n");
  g_assert_cmpint (t->base.exit_code, ==, -1);
  troupe_deferral_unref (t->root_script.deferral);
}

/* An abort runs cleanup, which may wedge too: that has its own bound. */
static void
test_wedged_cleanup (Ending        *t,
                     gconstpointer  unused)
{
  t->child_script.cleanup = wedge_cleanup;
  ending_begin (t);
  fixture_advance (&t->base, SECOND);

  g_assert_cmpstr (t->told->str, ==, "stopped: quick; aborted: root child");
  g_assert_cmpint (t->base.exit_code, ==, -1);
}

static void
test_own_failure (Ending        *t,
                  gconstpointer  unused)
{
  t->root_script.cleanup = fail_cleanup;
  ending_begin (t);
  fixture_run (&t->base);

  fixture_expect (&t->base, "unhandled", "unhandled root\n");
  g_assert_cmpint (t->base.exit_code, ==, 1);
}

static void
test_refuses_new (Ending        *t,
                  gconstpointer  unused)
{
  g_autoptr (TroupeActor) actor = scripted_actor_new (&t->quick_script);
  g_autoptr (GError) root_error = NULL;
  g_autoptr (GError) child_error = NULL;
  g_autoptr (GError) client_error = NULL;

  ending_begin (t);

  g_assert_null (troupe_proc_spawn (t->base.proc, "new", actor, &root_error));
  g_assert_error (root_error, TROUPE_ERROR, TROUPE_ERROR_CLOSED);
  g_assert_cmpstr (root_error->message, ==, "Could not make actor 'new': the proc is being destroyed");
  g_assert_null (troupe_proc_spawn_child (t->base.proc, t->root, "new", actor, &child_error));
  g_assert_error (child_error, TROUPE_ERROR, TROUPE_ERROR_CLOSED);
  g_assert_null (troupe_proc_create_client (t->base.proc, "new", TROUPE_CLIENT_PLAIN, &client_error));
  g_assert_error (client_error, TROUPE_ERROR, TROUPE_ERROR_CLOSED);
  fixture_run (&t->base);
}

static void
test_empty (Ending        *t,
            gconstpointer  unused)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse ("local:2", NULL);
  g_autoptr (TroupeProc) empty = troupe_proc_new (t->base.loop, address, "p1", NULL);

  troupe_proc_destroy (empty, NULL, 0, tell, t, count_freed);
  g_assert_cmpstr (t->told->str, ==, "");
  fixture_run (&t->base);

  g_assert_cmpstr (t->told->str, ==, "stopped:; aborted:");
  g_clear_object (&empty);
  g_assert_cmpuint (t->n_freed, ==, 1);
}

static void
test_coordinator_last (Ending        *t,
                       gconstpointer  unused)
{
  troupe_proc_set_coordinator (t->base.proc, t->quick, NULL);
  ending_begin (t);
  fixture_run (&t->base);

  g_assert_cmpstr (t->told->str, ==, "stopped: child root quick; aborted:");
  fixture_expect (&t->base, "supervised",
                  "supervised root child[1] via child[1] handled\nsupervised quick root via root handled\n");
}

static void
test_wedged_coordinator (Ending        *t,
                         gconstpointer  unused)
{
  t->quick_script.handle = wedge;
  troupe_proc_set_coordinator (t->base.proc, t->quick, NULL);
  ending_wedge (t, t->quick);
  ending_begin (t);
  fixture_advance (&t->base, SECOND);

  g_assert_cmpstr (t->told->str, ==, "stopped: child root; aborted: quick");
  g_assert_cmpint (t->base.exit_code, ==, -1);
  troupe_deferral_unref (t->quick_script.deferral);
}

static gboolean
destroy_from_within (TroupeContext  *context,
                     TroupeMessage  *message,
                     Script         *script,
                     GError        **error)
{
  ending_begin (script->data);

  return TRUE;
}

static void
test_from_within (Ending        *t,
                  gconstpointer  unused)
{
  t->child_script.handle = destroy_from_within;
  t->child_script.data = t;
  ending_wedge (t, t->child);

  g_assert_cmpstr (t->told->str, ==, "stopped: quick child root; aborted:");
}

static void
test_answers_what_it_is (Ending        *t,
                         gconstpointer  unused)
{
  TroupeActorStatus status = TROUPE_ACTOR_STATUS_IDLE;

  ending_begin (t);
  fixture_run (&t->base);

  g_assert_true (troupe_proc_get_actor_status (t->base.proc, t->root, &status));
  g_assert_cmpint (status, ==, TROUPE_ACTOR_STATUS_STOPPED);
  fixture_forget (&t->base);
  ending_wedge (t, t->root);
  fixture_expect (&t->base, "returned", "returned c root note actor-stopped\n");
}

/* ---- a program that waits ---- */

static void
assert_names (GPtrArray  *ids,
              const char *names)
{
  g_autoptr (GString) text = g_string_new (NULL);

  append_names (text, "", ids);
  g_assert_cmpstr (text->str, ==, names);
}

static void
test_wait (Ending        *t,
           gconstpointer  unused)
{
  g_autoptr (GPtrArray) stopped = NULL;
  g_autoptr (GPtrArray) aborted = NULL;
  g_autoptr (GError) error = NULL;

  t->quick_script.handle = wedge;
  ending_wedge (t, t->quick);
  g_assert_true (troupe_proc_destroy_and_wait (t->base.proc, "the end", SECOND, &stopped, &aborted, &error));
  g_assert_no_error (error);

  assert_names (stopped, " child root");
  assert_names (aborted, " quick");
  fixture_expect (&t->base, "snapshot",
                  "snapshot child[1] stopped: parent stopping\n"
                  "snapshot root stopped: the end\n"
                  "snapshot quick failed: aborted: the destruction of its proc waited too long for it\n");
  troupe_deferral_unref (t->quick_script.deferral);
}

static void
test_wait_for_nothing_more (Ending        *t,
                            gconstpointer  unused)
{
  g_assert_true (troupe_proc_destroy_and_wait (t->base.proc, NULL, SECOND, NULL, NULL, NULL));
  fixture_expect (&t->base, "snapshot",
                  "snapshot quick stopped\nsnapshot child[1] stopped: parent stopping\nsnapshot root stopped\n");
}

static gboolean
wait_within (TroupeContext  *context,
             TroupeMessage  *message,
             Script         *script,
             GError        **error)
{
  Ending *t = script->data;
  g_autoptr (GError) refusal = NULL;

  g_assert_false (troupe_proc_destroy_and_wait (t->base.proc, NULL, SECOND, NULL, NULL, &refusal));
  g_assert_error (refusal, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED);
  g_string_append (t->told, refusal->message);

  return TRUE;
}

static void
test_no_wait_within_a_handler (Ending        *t,
                               gconstpointer  unused)
{
  g_autoptr (TroupeActorId) later = NULL;

  t->child_script.handle = wait_within;
  t->child_script.data = t;
  ending_wedge (t, t->child);
  g_assert_cmpstr (t->told->str, ==,
                   "Could not wait for the end of proc 'p0': a handler must not wait; use troupe_proc_destroy()");

  /* Nothing has begun. */
  later = fixture_spawn (&t->base, "later", &t->quick_script);
  g_assert_true (troupe_proc_destroy_and_wait (t->base.proc, NULL, SECOND, NULL, NULL, NULL));
}

static void
test_wait_in_a_process_that_ends (Ending        *t,
                                  gconstpointer  unused)
{
  g_autoptr (GPtrArray) stopped = NULL;
  g_autoptr (GError) error = NULL;

  t->root_script.cleanup = fail_cleanup;
  g_assert_false (troupe_proc_destroy_and_wait (t->base.proc, NULL, SECOND, &stopped, NULL, &error));

  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_CLOSED);
  g_assert_cmpstr (error->message, ==, "Could not wait for the end of proc 'p0': the process is ending");
  g_assert_null (stopped);
  g_assert_cmpint (t->base.exit_code, ==, 1);
}

static void
test_no_wait_in_a_world_without_time (Ending        *t,
                                      gconstpointer  unused)
{
  TroupeWorldClass *klass = TROUPE_WORLD_GET_CLASS (t->base.world);
  TroupeWorldClass with_time = *klass;
  g_autoptr (TroupeActorId) later = NULL;
  g_autoptr (GError) error = NULL;

  klass->iterate = NULL;
  g_assert_false (troupe_proc_destroy_and_wait (t->base.proc, NULL, SECOND, NULL, NULL, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED);
  klass->iterate = with_time.iterate;
  later = fixture_spawn (&t->base, "later", &t->quick_script);
}

#define ADD(path, func) g_test_add (path, Ending, NULL, ending_set_up, func, ending_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/proc/destroy/all-actors-stop-and-are-named", test_all_stop);
  ADD ("/proc/destroy/what-is-queued-is-handled-first", test_queue_is_drained);
  ADD ("/proc/destroy/who-takes-too-long-is-aborted-and-ends-no-process", test_straggler);
  ADD ("/proc/destroy/a-cleanup-that-takes-too-long-is-given-up", test_wedged_cleanup);
  ADD ("/proc/destroy/a-failure-of-ones-own-still-ends-the-process", test_own_failure);
  ADD ("/proc/destroy/nothing-new-is-made", test_refuses_new);
  ADD ("/proc/destroy/a-proc-without-actors-is-told-later", test_empty);
  ADD ("/proc/destroy/the-coordinator-stops-last", test_coordinator_last);
  ADD ("/proc/destroy/a-wedged-coordinator-is-aborted", test_wedged_coordinator);
  ADD ("/proc/destroy/an-actor-of-the-proc-may-ask-for-it", test_from_within);
  ADD ("/proc/destroy/the-proc-still-answers-what-became-of-whom", test_answers_what_it_is);
  ADD ("/proc/destroy/a-program-can-wait-for-it", test_wait);
  ADD ("/proc/destroy/who-waits-need-not-ask-who-ended", test_wait_for_nothing_more);
  ADD ("/proc/destroy/a-handler-does-not-wait-for-it", test_no_wait_within_a_handler);
  ADD ("/proc/destroy/the-wait-ends-with-the-process", test_wait_in_a_process_that_ends);
  ADD ("/proc/destroy/nobody-waits-where-time-stands-still", test_no_wait_in_a_world_without_time);

  return g_test_run ();
}
