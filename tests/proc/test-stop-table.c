/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-error.h"

/* What each kind of end does to messages: to the one in hand, to those that wait, to those that come later. A worker
 * below a boss has the first message in hand when its end begins, and two wait. */

#define MS G_GUINT64_CONSTANT (1000000)

typedef struct
{
  Fixture         base;
  Script          boss_script;
  Script          worker_script;
  Script          child_script;
  TroupeActorId  *boss;
  TroupeActorId  *worker;
  TroupeInstance *client;
  GString        *handled; /* ids of the notes that the worker began to handle */
} Table;

static TroupeSupervision
take_all (TroupeContext           *context,
          TroupeSupervisionEvent  *event,
          Script                  *script,
          GError                 **error)
{
  return TROUPE_SUPERVISION_HANDLED;
}

/* The first is deferred, the others are done at once. */
static gboolean
defer_first (TroupeContext  *context,
             TroupeMessage  *message,
             Script         *script,
             GError        **error)
{
  Table *t = script->data;

  g_string_append_printf (t->handled, "%u ", (guint) note_id (message));
  if (note_id (message) == 1)
    script->deferral = troupe_context_defer (context);

  return TRUE;
}

static gboolean
panic_at_once (TroupeContext  *context,
               TroupeMessage  *message,
               Script         *script,
               GError        **error)
{
  Table *t = script->data;

  g_string_append_printf (t->handled, "%u ", (guint) note_id (message));
  troupe_context_panic (context, "beyond repair");

  return TRUE;
}

static gboolean
defer_cleanup (TroupeContext  *context,
               const GError   *failure,
               Script         *script,
               GError        **error)
{
  script->deferral = troupe_context_defer (context);

  return TRUE;
}

static void
table_set_up (Table         *self,
              gconstpointer  unused)
{
  fixture_set_up (&self->base, NULL);
  self->boss_script.supervise = take_all;
  self->worker_script.handle = defer_first;
  self->worker_script.data = self;
  self->handled = g_string_new (NULL);
  self->boss = fixture_spawn (&self->base, "boss", &self->boss_script);
  self->worker = fixture_spawn_child (&self->base, self->boss, "worker", &self->worker_script);
  self->client = fixture_client (&self->base, "c");
  fixture_run (&self->base);
  fixture_forget (&self->base);
}

static void
table_tear_down (Table         *self,
                 gconstpointer  unused)
{
  g_object_unref (self->client);
  troupe_actor_id_unref (self->boss);
  troupe_actor_id_unref (self->worker);
  fixture_tear_down (&self->base, NULL);
  g_string_free (self->handled, TRUE);
}

static void
table_send (Table   *t,
            guint64  id)
{
  troupe_instance_send (t->client, t->worker, note_type (), note_body (id), NULL);
}

/* One in hand, two waiting. */
static void
table_fill (Table *t)
{
  for (guint i = 1; i <= 3; i++)
    table_send (t, i);
  fixture_run (&t->base);
}

static void
table_send_late (Table *t)
{
  fixture_run (&t->base);
  table_send (t, 4);
  fixture_run (&t->base);
}

/* @outcome: as events, without what is handled */
static void
table_expect (Table      *t,
              const char *handled,
              const char *outcome)
{
  g_assert_cmpstr (t->handled->str, ==, handled);
  fixture_expect (&t->base, "returned snapshot", outcome);
}

static void
test_drain (Table         *t,
            gconstpointer  unused)
{
  table_fill (t);
  troupe_proc_stop_actor (t->base.proc, t->worker, "done");
  table_send_late (t);
  table_expect (t, "1 ", "returned c worker[1] note actor-stopped\n");
  troupe_deferral_complete (t->worker_script.deferral);
  fixture_run (&t->base);

  table_expect (t, "1 2 3 ", "returned c worker[1] note actor-stopped\nsnapshot worker[1] stopped: done\n");
  g_assert_cmpuint (t->worker_script.n_cleanups, ==, 1);
}

/* A parent that ends stops its children: they do not drain. */
static void
test_stop (Table         *t,
           gconstpointer  unused)
{
  table_fill (t);
  troupe_proc_stop_actor (t->base.proc, t->boss, "closing");
  table_send_late (t);
  table_expect (t, "1 ", "returned c worker[1] note actor-stopped\n");
  troupe_deferral_complete (t->worker_script.deferral);
  fixture_run (&t->base);

  table_expect (t, "1 ",
                "returned c worker[1] note actor-stopped\n"
                "returned c worker[1] note actor-stopped\n"
                "returned c worker[1] note actor-stopped\n"
                "snapshot worker[1] stopped: parent stopping\n"
                "snapshot boss stopped: closing\n");
  g_assert_cmpuint (t->worker_script.n_cleanups, ==, 1);
}

/* It was draining when its parent began to stop. */
static void
test_drain_then_stop (Table         *t,
                      gconstpointer  unused)
{
  table_fill (t);
  troupe_proc_stop_actor (t->base.proc, t->worker, "done");
  fixture_run (&t->base);
  troupe_proc_stop_actor (t->base.proc, t->boss, "closing");
  fixture_run (&t->base);
  troupe_deferral_complete (t->worker_script.deferral);
  fixture_run (&t->base);

  table_expect (t, "1 ",
                "returned c worker[1] note actor-stopped\n"
                "returned c worker[1] note actor-stopped\n"
                "snapshot worker[1] stopped: done\n"
                "snapshot boss stopped: closing\n");
}

static void
test_abort (Table         *t,
            gconstpointer  unused)
{
  table_fill (t);
  troupe_proc_abort_actor (t->base.proc, t->worker, "enough");
  table_send_late (t);

  table_expect (t, "1 ",
                "returned c worker[1] note actor-failed\n"
                "returned c worker[1] note actor-failed\n"
                "snapshot worker[1] failed: aborted: enough\n"
                "returned c worker[1] note actor-failed\n");
  fixture_expect (&t->base, "handled", "handled worker[1] c note\n");
  g_assert_cmpuint (t->worker_script.n_cleanups, ==, 1);
  troupe_deferral_complete (t->worker_script.deferral);
}

/* The original reads no signal while it drains. */
static void
test_abort_of_a_drain (Table         *t,
                       gconstpointer  unused)
{
  table_fill (t);
  troupe_proc_stop_actor (t->base.proc, t->worker, "done");
  fixture_run (&t->base);
  troupe_instance_abort_actor (t->client, t->worker, "enough");
  fixture_run (&t->base);

  table_expect (t, "1 ",
                "returned c worker[1] note actor-failed\n"
                "returned c worker[1] note actor-failed\n"
                "snapshot worker[1] failed: aborted: enough\n");
  troupe_deferral_complete (t->worker_script.deferral);
}

static void
test_failure (Table         *t,
              gconstpointer  unused)
{
  g_autoptr (GError) error = g_error_new_literal (TROUPE_ERROR, TROUPE_ERROR_FAILED, "bad input");

  table_fill (t);
  troupe_deferral_fail (t->worker_script.deferral, error);
  table_send_late (t);

  table_expect (t, "1 ",
                "returned c worker[1] note actor-failed\n"
                "returned c worker[1] note actor-failed\n"
                "snapshot worker[1] failed: bad input\n"
                "returned c worker[1] note actor-failed\n");
  g_assert_cmpuint (t->worker_script.n_cleanups, ==, 1);
}

static void
test_panic (Table         *t,
            gconstpointer  unused)
{
  t->worker_script.handle = panic_at_once;
  table_fill (t);
  table_send_late (t);

  table_expect (t, "1 ",
                "returned c worker[1] note actor-failed\n"
                "returned c worker[1] note actor-failed\n"
                "snapshot worker[1] failed: panic: beyond repair\n"
                "returned c worker[1] note actor-failed\n");
  g_assert_cmpuint (t->worker_script.n_cleanups, ==, 0);
}

/* Between the drain and the end: children end, and cleanup runs. The original takes what comes then, and loses it. */
static void
test_later_phases (Table         *t,
                   gconstpointer  unused)
{
  g_autoptr (TroupeActorId) child = fixture_spawn_child (&t->base, t->worker, "child", &t->child_script);

  t->child_script.cleanup = defer_cleanup;
  t->worker_script.cleanup = defer_cleanup;
  fixture_run (&t->base);
  troupe_proc_stop_actor (t->base.proc, t->worker, "done");
  table_send_late (t);
  table_expect (t, "", "returned c worker[1] note actor-stopped\n");
  troupe_deferral_complete (t->child_script.deferral);
  table_send_late (t);
  troupe_deferral_complete (t->worker_script.deferral);
  table_send_late (t);

  table_expect (t, "",
                "returned c worker[1] note actor-stopped\n"
                "snapshot child[2] stopped: parent stopping\n"
                "returned c worker[1] note actor-stopped\n"
                "snapshot worker[1] stopped: done\n"
                "returned c worker[1] note actor-stopped\n");
}

static gboolean
defer_init (TroupeContext  *context,
            Script         *script,
            GError        **error)
{
  script->deferral = troupe_context_defer (context);

  return TRUE;
}

/* A stop waits for the end of init, and then handles what had been queued. */
static void
test_stop_within_init (Table         *t,
                       gconstpointer  unused)
{
  Script script = { .init = defer_init };
  g_autoptr (TroupeActorId) late = fixture_spawn_child (&t->base, t->boss, "late", &script);

  fixture_run (&t->base);
  troupe_instance_send (t->client, late, note_type (), note_body (1), NULL);
  troupe_proc_stop_actor (t->base.proc, late, "done");
  fixture_run (&t->base);
  g_assert_cmpuint (script.n_calls, ==, 0);
  troupe_deferral_complete (script.deferral);
  fixture_run (&t->base);

  g_assert_cmpuint (script.n_calls, ==, 1);
  table_expect (t, "", "snapshot late[2] stopped: done\n");
}

/* What was sent before init began waits for it; where init fails it comes back. */
static gboolean
fail_init (TroupeContext  *context,
           Script         *script,
           GError        **error)
{
  g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "no disk");

  return FALSE;
}

static void
test_failed_init (Table         *t,
                  gconstpointer  unused)
{
  Script script = { .init = fail_init };
  g_autoptr (TroupeActorId) late = fixture_spawn_child (&t->base, t->boss, "late", &script);

  troupe_instance_send (t->client, late, note_type (), note_body (1), NULL);
  fixture_run (&t->base);

  g_assert_cmpuint (script.n_calls, ==, 0);
  g_assert_cmpuint (script.n_cleanups, ==, 1);
  table_expect (t, "",
                "returned c late[2] note actor-failed\n"
                "snapshot late[2] failed: initialization error: no disk\n");
}

static gboolean
send_to_itself (TroupeContext  *context,
                TroupeMessage  *message,
                Script         *script,
                GError        **error)
{
  return troupe_context_send (context, troupe_context_get_self (context), note_type (),
                              note_body (note_id (message) + 1), error);
}

static gboolean
absorb (TroupeContext  *context,
        TroupeMessage  *message,
        TroupeReason    reason,
        Script         *script,
        GError        **error)
{
  return TRUE;
}

/* In the original such an actor drains for ever. */
static void
test_self_sender (Table         *t,
                  gconstpointer  unused)
{
  t->worker_script.handle = send_to_itself;
  t->worker_script.undeliverable = absorb;
  table_send (t, 1);
  troupe_proc_stop_actor (t->base.proc, t->worker, "done");
  fixture_run (&t->base);

  table_expect (t, "",
                "returned worker[1] worker[1] note actor-stopped\n"
                "snapshot worker[1] stopped: done\n");
}

/* While it drains, what comes back still reaches it: a stop can become a failure. */
static gboolean
send_away (TroupeContext  *context,
           TroupeMessage  *message,
           Script         *script,
           GError        **error)
{
  g_autoptr (TroupeActorId) nobody = troupe_actor_id_parse ("local:1,p0,nobody[0]", NULL);

  return troupe_context_send (context, nobody, note_type (), note_body (9), error);
}

static void
test_return_within_a_drain (Table         *t,
                            gconstpointer  unused)
{
  t->worker_script.handle = send_away;
  table_send (t, 1);
  troupe_proc_stop_actor (t->base.proc, t->worker, "done");
  fixture_run (&t->base);

  table_expect (t, "",
                "returned worker[1] nobody note no-such-actor\n"
                "snapshot worker[1] failed: Message note to local:1,p0,nobody[0] came back: no-such-actor\n");
}

#define ADD(path, func) g_test_add (path, Table, NULL, table_set_up, func, table_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/proc/stop-table/a-drain-handles-what-waits", test_drain);
  ADD ("/proc/stop-table/a-stop-returns-what-waits", test_stop);
  ADD ("/proc/stop-table/a-stop-ends-a-drain", test_drain_then_stop);
  ADD ("/proc/stop-table/an-abort-cancels-what-is-in-hand", test_abort);
  ADD ("/proc/stop-table/an-abort-ends-a-drain", test_abort_of_a_drain);
  ADD ("/proc/stop-table/a-failure-returns-what-waits", test_failure);
  ADD ("/proc/stop-table/a-panic-returns-what-waits", test_panic);
  ADD ("/proc/stop-table/nothing-is-taken-between-the-drain-and-the-end", test_later_phases);
  ADD ("/proc/stop-table/a-stop-within-init-waits-for-it", test_stop_within_init);
  ADD ("/proc/stop-table/a-failed-init-returns-what-waits", test_failed_init);
  ADD ("/proc/stop-table/who-sends-to-itself-stops-all-the-same", test_self_sender);
  ADD ("/proc/stop-table/a-return-can-make-a-failure-of-a-drain", test_return_within_a_drain);

  return g_test_run ();
}
