/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-error.h"

/* The life of one actor: init, handling, deferrals, the ways of ending. */

#define SECOND_NS G_GUINT64_CONSTANT (1000000000)

static gboolean
fail_handler (TroupeContext  *context,
              TroupeMessage  *message,
              Script         *script,
              GError        **error)
{
  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "no %s", "good");

  return FALSE;
}

static TroupeSupervision
take_all (TroupeContext           *context,
          TroupeSupervisionEvent  *event,
          Script                  *script,
          GError                 **error)
{
  return TROUPE_SUPERVISION_HANDLED;
}

static void
test_statuses (Fixture       *f,
               gconstpointer  unused)
{
  Script script = { 0 };
  g_autoptr (TroupeActorId) a = fixture_spawn (f, "a", &script);

  fixture_run (f);
  troupe_proc_stop_actor (f->proc, a, "enough");
  fixture_run (f);

  fixture_expect (f, "spawned status snapshot",
                  "spawned a\n"
                  "status a initializing\n"
                  "status a idle\n"
                  "status a stopping\n"
                  "status a stopped: enough\n"
                  "snapshot a stopped: enough\n");
  g_assert_cmpuint (script.n_cleanups, ==, 1);
}

static gboolean
note_order (TroupeContext  *context,
            TroupeMessage  *message,
            Script         *script,
            GError        **error)
{
  g_assert_cmpuint (note_id (message), ==, script->n_calls);

  return TRUE;
}

static void
test_order (Fixture       *f,
            gconstpointer  unused)
{
  Script script = { .handle = note_order };
  g_autoptr (TroupeActorId) a = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  for (guint i = 1; i <= 100; i++)
    troupe_instance_send (client, a, note_type (), note_body (i), NULL);
  fixture_run (f);

  g_assert_cmpuint (script.n_calls, ==, 100);
}

static gboolean
fail_init (TroupeContext  *context,
           Script         *script,
           GError        **error)
{
  g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "not today");

  return FALSE;
}

static void
test_init_fails (Fixture       *f,
                 gconstpointer  unused)
{
  Script parent = { .supervise = take_all };
  Script script = { .init = fail_init };
  g_autoptr (TroupeActorId) p = fixture_spawn (f, "p", &parent);
  g_autoptr (TroupeActorId) a = fixture_spawn_child (f, p, "a", &script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  troupe_instance_send (client, a, note_type (), note_body (1), NULL);
  fixture_run (f);

  fixture_expect (f, "handled returned snapshot",
                  "returned c a[1] note actor-failed\n"
                  "snapshot a[1] failed: initialization error: not today\n");
  g_assert_cmpuint (script.n_calls, ==, 0);
  g_assert_cmpuint (script.n_cleanups, ==, 1);
}

static void
test_stop_drains (Fixture       *f,
                  gconstpointer  unused)
{
  Script script = { 0 };
  g_autoptr (TroupeActorId) a = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  fixture_run (f);
  troupe_instance_send (client, a, note_type (), note_body (1), NULL);
  troupe_instance_send (client, a, note_type (), note_body (2), NULL);
  troupe_proc_stop_actor (f->proc, a, "enough");
  troupe_instance_send (client, a, note_type (), note_body (3), NULL);
  fixture_run (f);
  troupe_instance_send (client, a, note_type (), note_body (4), NULL);

  fixture_expect (f, "handled returned snapshot",
                  "returned c a note actor-stopped\n"
                  "handled a c note\n"
                  "handled a c note\n"
                  "snapshot a stopped: enough\n"
                  "returned c a note actor-stopped\n");
}

static void
test_failure_returns_queue (Fixture       *f,
                            gconstpointer  unused)
{
  Script parent = { .supervise = take_all };
  Script script = { .handle = fail_handler };
  g_autoptr (TroupeActorId) p = fixture_spawn (f, "p", &parent);
  g_autoptr (TroupeActorId) a = fixture_spawn_child (f, p, "a", &script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  troupe_instance_send (client, a, note_type (), note_body (1), NULL);
  troupe_instance_send (client, a, note_type (), note_body (2), NULL);
  fixture_run (f);
  troupe_instance_send (client, a, note_type (), note_body (3), NULL);

  fixture_expect (f, "handled returned snapshot",
                  "handled a[1] c note\n"
                  "returned c a[1] note actor-failed\n"
                  "snapshot a[1] failed: no good\n"
                  "returned c a[1] note actor-failed\n");
  g_assert_cmpuint (script.n_cleanups, ==, 1);
}

static gboolean
defer_handler (TroupeContext  *context,
               TroupeMessage  *message,
               Script         *script,
               GError        **error)
{
  if (script->n_calls == 1)
    script->deferral = troupe_context_defer (context);

  return TRUE;
}

static void
test_deferral (Fixture       *f,
               gconstpointer  unused)
{
  Script script = { .handle = defer_handler };
  g_autoptr (TroupeActorId) a = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  troupe_instance_send (client, a, note_type (), note_body (1), NULL);
  troupe_instance_send (client, a, note_type (), note_body (2), NULL);
  fixture_run (f);
  g_assert_cmpuint (script.n_calls, ==, 1);
  fixture_expect (f, "handled", "");

  troupe_deferral_complete (g_steal_pointer (&script.deferral));
  fixture_expect (f, "handled", "handled a c note\n");
  fixture_run (f);
  g_assert_cmpuint (script.n_calls, ==, 2);
  fixture_expect (f, "handled", "handled a c note\nhandled a c note\n");
}

static gboolean
complete_at_once (TroupeContext  *context,
                  TroupeMessage  *message,
                  Script         *script,
                  GError        **error)
{
  troupe_deferral_complete (troupe_context_defer (context));

  return TRUE;
}

static void
test_deferral_completed_inside (Fixture       *f,
                                gconstpointer  unused)
{
  Script script = { .handle = complete_at_once };
  g_autoptr (TroupeActorId) a = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  troupe_instance_send (client, a, note_type (), note_body (1), NULL);
  troupe_instance_send (client, a, note_type (), note_body (2), NULL);
  fixture_run (f);

  fixture_expect (f, "handled", "handled a c note\nhandled a c note\n");
}

static void
test_deferral_dropped (Fixture       *f,
                       gconstpointer  unused)
{
  Script parent = { .supervise = take_all };
  Script script = { .handle = defer_handler };
  g_autoptr (TroupeActorId) p = fixture_spawn (f, "p", &parent);
  g_autoptr (TroupeActorId) a = fixture_spawn_child (f, p, "a", &script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  troupe_instance_send (client, a, note_type (), note_body (1), NULL);
  fixture_run (f);
  troupe_deferral_unref (g_steal_pointer (&script.deferral));
  fixture_run (f);

  fixture_expect (f, "handled snapshot",
                  "handled a[1] c note\n"
                  "snapshot a[1] failed: A deferral was dropped before it was completed\n");
}

static gboolean
defer_for_a_second (TroupeContext  *context,
                    TroupeMessage  *message,
                    Script         *script,
                    GError        **error)
{
  troupe_context_defer_for (context, SECOND_NS);

  return TRUE;
}

static void
test_defer_for (Fixture       *f,
                gconstpointer  unused)
{
  Script script = { .handle = defer_for_a_second };
  g_autoptr (TroupeActorId) a = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  troupe_instance_send (client, a, note_type (), note_body (1), NULL);
  fixture_advance (f, SECOND_NS - 1);
  fixture_expect (f, "handled", "");
  fixture_advance (f, 1);
  fixture_expect (f, "handled", "handled a c note\n");
}

static void
test_abort_cancels_deferral (Fixture       *f,
                             gconstpointer  unused)
{
  Script parent = { .supervise = take_all };
  Script script = { .handle = defer_handler };
  g_autoptr (TroupeActorId) p = fixture_spawn (f, "p", &parent);
  g_autoptr (TroupeActorId) a = fixture_spawn_child (f, p, "a", &script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  troupe_instance_send (client, a, note_type (), note_body (1), NULL);
  troupe_instance_send (client, a, note_type (), note_body (2), NULL);
  fixture_run (f);
  troupe_instance_abort_actor (client, a, "too slow");
  fixture_run (f);

  fixture_expect (f, "handled returned snapshot",
                  "handled a[1] c note\n"
                  "returned c a[1] note actor-failed\n"
                  "handled a[1] c troupe.abort\n"
                  "snapshot a[1] failed: aborted: too slow\n");
  troupe_deferral_complete (g_steal_pointer (&script.deferral));
}

static gboolean
panic_handler (TroupeContext  *context,
               TroupeMessage  *message,
               Script         *script,
               GError        **error)
{
  troupe_context_panic (context, "the sky fell");

  return TRUE;
}

static void
test_panic (Fixture       *f,
            gconstpointer  unused)
{
  Script parent = { .supervise = take_all };
  Script script = { .handle = panic_handler };
  g_autoptr (TroupeActorId) p = fixture_spawn (f, "p", &parent);
  g_autoptr (TroupeActorId) a = fixture_spawn_child (f, p, "a", &script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  troupe_instance_send (client, a, note_type (), note_body (1), NULL);
  fixture_run (f);

  fixture_expect (f, "handled snapshot",
                  "handled a[1] c note\n"
                  "snapshot a[1] failed: panic: the sky fell\n");
  g_assert_cmpuint (script.n_cleanups, ==, 0);
}

static gboolean
fail_cleanup (TroupeContext  *context,
              const GError   *failure,
              Script         *script,
              GError        **error)
{
  g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "could not tidy up");

  return FALSE;
}

static void
test_cleanup_fails (Fixture       *f,
                    gconstpointer  unused)
{
  Script parent = { .supervise = take_all };
  Script script = { .cleanup = fail_cleanup };
  g_autoptr (TroupeActorId) p = fixture_spawn (f, "p", &parent);
  g_autoptr (TroupeActorId) a = fixture_spawn_child (f, p, "a", &script);

  fixture_run (f);
  troupe_proc_stop_actor (f->proc, a, NULL);
  fixture_run (f);

  fixture_expect (f, "snapshot", "snapshot a[1] failed: cleanup error: could not tidy up\n");
}

static gboolean
slow_cleanup (TroupeContext  *context,
              const GError   *failure,
              Script         *script,
              GError        **error)
{
  script->deferral = troupe_context_defer (context);

  return TRUE;
}

static void
test_cleanup_is_bounded (Fixture       *f,
                         gconstpointer  unused)
{
  Script parent = { .supervise = take_all };
  Script script = { .cleanup = slow_cleanup };
  g_autoptr (TroupeActorId) p = fixture_spawn (f, "p", &parent);
  g_autoptr (TroupeActorId) a = fixture_spawn_child (f, p, "a", &script);

  fixture_run (f);
  troupe_proc_stop_actor (f->proc, a, NULL);
  fixture_advance (f, 3 * SECOND_NS - 1);
  fixture_expect (f, "snapshot overrun", "");
  fixture_advance (f, 1);

  fixture_expect (f, "snapshot overrun",
                  "overrun a[1] cleanup\n"
                  "snapshot a[1] failed: cleanup error: it took too long\n");
  troupe_deferral_complete (g_steal_pointer (&script.deferral));
}

static void
test_freed_while_alive (Fixture       *f,
                        gconstpointer  unused)
{
  Script script = { .handle = defer_handler };
  g_autoptr (TroupeActorId) a = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeActorId) b = fixture_spawn_child (f, a, "b", &script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  troupe_instance_send (client, a, note_type (), note_body (1), NULL);
  troupe_instance_send (client, b, note_type (), note_body (2), NULL);
  fixture_run (f);
  troupe_instance_send (client, a, note_type (), note_body (3), NULL);
  g_clear_object (&client);

  /* The tear-down asserts that nothing keeps the proc or the loop. */
  g_assert_finalize_object (g_steal_pointer (&f->proc));
  troupe_deferral_complete (g_steal_pointer (&script.deferral));
}

static void
test_context_outlives (Fixture       *f,
                       gconstpointer  unused)
{
  Script script = { 0 };
  g_autoptr (TroupeActorId) a = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeContext) context = NULL;

  fixture_run (f);
  context = troupe_context_ref (script.context);
  g_assert_true (troupe_actor_id_equal (troupe_context_get_self (context), a));
  troupe_proc_stop_actor (f->proc, a, "enough");
  fixture_run (f);

  g_test_expect_message ("troupe", G_LOG_LEVEL_CRITICAL, "*cell_is_live*");
  g_assert_null (troupe_context_get_self (context));
  g_test_assert_expected_messages ();
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/proc/actor/passes-its-statuses-in-order", test_statuses);
  ADD ("/proc/actor/handles-in-the-order-of-sending", test_order);
  ADD ("/proc/actor/fails-with-its-init", test_init_fails);
  ADD ("/proc/actor/drains-before-it-stops", test_stop_drains);
  ADD ("/proc/actor/returns-its-queue-when-it-fails", test_failure_returns_queue);
  ADD ("/proc/actor/handles-nothing-else-while-deferred", test_deferral);
  ADD ("/proc/actor/goes-on-when-a-deferral-is-completed-inside-the-handler", test_deferral_completed_inside);
  ADD ("/proc/actor/fails-when-a-deferral-is-dropped", test_deferral_dropped);
  ADD ("/proc/actor/goes-on-when-its-time-is-over", test_defer_for);
  ADD ("/proc/actor/abort-cancels-a-deferral", test_abort_cancels_deferral);
  ADD ("/proc/actor/panic-skips-cleanup", test_panic);
  ADD ("/proc/actor/fails-with-its-cleanup", test_cleanup_fails);
  ADD ("/proc/actor/cleanup-is-bounded", test_cleanup_is_bounded);
  ADD ("/proc/actor/leaves-a-context-that-is-kept", test_context_outlives);
  ADD ("/proc/actor/goes-with-its-proc-without-a-leak", test_freed_while_alive);

  return g_test_run ();
}
