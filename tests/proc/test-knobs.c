/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-error.h"

/* Knobs where they act. */

#define MS G_GUINT64_CONSTANT (1000000)

static gboolean
keep_deferral (TroupeContext  *context,
               const GError   *failure,
               Script         *script,
               GError        **error)
{
  script->deferral = troupe_context_defer (context);

  return TRUE;
}

static guint64
proc_knob (TroupeProc *proc,
           const char *name)
{
  guint64 value = 0;

  g_assert_true (troupe_proc_get_knob (proc, name, &value, NULL));

  return value;
}

static void
test_inherited (Fixture       *f,
                gconstpointer  unused)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse ("local:2", NULL);
  g_autoptr (TroupeProc) later = NULL;

  g_assert_true (troupe_loop_set_knob (f->loop, "stop.cleanup-bound", 5 * MS, NULL));
  later = troupe_proc_new (f->loop, address, "p1", NULL);

  g_assert_cmpuint (proc_knob (later, "stop.cleanup-bound"), ==, 5 * MS);
  g_assert_cmpuint (proc_knob (f->proc, "stop.cleanup-bound"), ==, 3000 * MS);
}

static void
test_own (Fixture       *f,
          gconstpointer  unused)
{
  guint64 value = 0;

  g_assert_true (troupe_proc_set_knob (f->proc, "stop.cleanup-bound", 5 * MS, NULL));

  g_assert_cmpuint (proc_knob (f->proc, "stop.cleanup-bound"), ==, 5 * MS);
  g_assert_true (troupe_loop_get_knob (f->loop, "stop.cleanup-bound", &value, NULL));
  g_assert_cmpuint (value, ==, 3000 * MS);
}

static void
test_scope (Fixture       *f,
            gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (troupe_proc_set_knob (f->proc, "loop.dispatch-budget", 1, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED);
  g_assert_true (troupe_loop_set_knob (f->loop, "loop.dispatch-budget", 7, NULL));
  g_assert_cmpuint (proc_knob (f->proc, "loop.dispatch-budget"), ==, 7);
}

static void
test_cleanup_bound (Fixture       *f,
                    gconstpointer  unused)
{
  Script script = { .cleanup = keep_deferral };
  g_autoptr (TroupeActorId) id = fixture_spawn (f, "slow", &script);

  troupe_proc_set_knob (f->proc, "stop.cleanup-bound", 5 * MS, NULL);
  fixture_run (f);
  troupe_proc_stop_actor (f->proc, id, "done");
  fixture_advance (f, 5 * MS - 1);
  fixture_expect (f, "overrun", "");
  fixture_advance (f, 1);

  fixture_expect (f, "overrun", "overrun slow cleanup\n");
  troupe_deferral_complete (script.deferral);
}

static void
test_children_bound (Fixture       *f,
                     gconstpointer  unused)
{
  Script root_script = { 0 };
  Script script = { .cleanup = keep_deferral };
  g_autoptr (TroupeActorId) root = fixture_spawn (f, "root", &root_script);
  g_autoptr (TroupeActorId) child G_GNUC_UNUSED = fixture_spawn_child (f, root, "child", &script);

  troupe_proc_set_knob (f->proc, "stop.children-bound", 2 * MS, NULL);
  fixture_run (f);
  troupe_proc_stop_actor (f->proc, root, "done");
  fixture_advance (f, 2 * MS);

  fixture_expect (f, "overrun", "overrun root children\n");
  troupe_deferral_unref (script.deferral);
}

static gboolean
wedge (TroupeContext  *context,
       TroupeMessage  *message,
       Script         *script,
       GError        **error)
{
  script->deferral = troupe_context_defer (context);

  return TRUE;
}

static void
test_drain_bound (Fixture       *f,
                  gconstpointer  unused)
{
  Script script = { .handle = wedge };
  g_autoptr (TroupeActorId) id = fixture_spawn (f, "slow", &script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  troupe_proc_set_knob (f->proc, "stop.drain-bound", 4 * MS, NULL);
  for (guint i = 0; i < 2; i++)
    troupe_instance_send (client, id, note_type (), note_body (i), NULL);
  fixture_run (f);
  troupe_proc_stop_actor (f->proc, id, "done");
  fixture_advance (f, 4 * MS - 1);
  fixture_expect (f, "overrun returned", "");
  fixture_advance (f, 1);

  fixture_expect (f, "overrun returned snapshot",
                  "overrun slow drain\n"
                  "returned c slow note actor-failed\n"
                  "snapshot slow failed: aborted: it took too long to stop\n");
  troupe_deferral_unref (script.deferral);
}

/* The bound is on the drain alone: children and cleanup have theirs. */
static void
test_drain_in_time (Fixture       *f,
                    gconstpointer  unused)
{
  Script script = { .handle = wedge, .cleanup = keep_deferral };
  g_autoptr (TroupeActorId) id = fixture_spawn (f, "slow", &script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  troupe_proc_set_knob (f->proc, "stop.drain-bound", 4 * MS, NULL);
  troupe_instance_send (client, id, note_type (), note_body (1), NULL);
  fixture_run (f);
  troupe_proc_stop_actor (f->proc, id, "done");
  fixture_advance (f, 4 * MS - 1);
  troupe_deferral_complete (script.deferral);
  fixture_advance (f, 100 * MS);
  troupe_deferral_complete (script.deferral);
  fixture_run (f);

  fixture_expect (f, "overrun snapshot", "snapshot slow stopped: done\n");
}

static gboolean
is_kept (Fixture       *f,
         TroupeActorId *id)
{
  g_autoptr (GVariant) snapshot = troupe_proc_dup_snapshot (f->proc, id);

  return snapshot != NULL;
}

static void
test_retention (Fixture       *f,
                gconstpointer  unused)
{
  Script script = { 0 };
  g_autoptr (TroupeActorId) first = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeActorId) second = fixture_spawn (f, "b", &script);

  fixture_run (f);
  troupe_proc_stop_actor (f->proc, first, "done");
  fixture_run (f);
  troupe_proc_stop_actor (f->proc, second, "done");
  fixture_run (f);
  g_assert_true (is_kept (f, first));

  troupe_proc_set_knob (f->proc, "snapshot.retention", 1, NULL);
  g_assert_false (is_kept (f, first));
  g_assert_true (is_kept (f, second));
  troupe_proc_set_knob (f->proc, "snapshot.retention", 0, NULL);
  g_assert_false (is_kept (f, second));
}

static void
test_nothing_kept (Fixture       *f,
                   gconstpointer  unused)
{
  Script script = { 0 };
  g_autoptr (TroupeActorId) id = fixture_spawn (f, "a", &script);

  troupe_proc_set_knob (f->proc, "snapshot.retention", 0, NULL);
  fixture_run (f);
  troupe_proc_stop_actor (f->proc, id, "done");
  fixture_run (f);

  fixture_expect (f, "snapshot", "snapshot a stopped: done\n");
  g_assert_false (is_kept (f, id));
}

static void
test_budget (Fixture       *f,
             gconstpointer  unused)
{
  Script script = { 0 };
  g_autoptr (TroupeActorId) first G_GNUC_UNUSED = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeActorId) second G_GNUC_UNUSED = fixture_spawn (f, "b", &script);

  troupe_loop_set_knob (f->loop, "loop.dispatch-budget", 1, NULL);
  troupe_world_dispatch (f->world, 100);
  fixture_expect (f, "status", "status a initializing\nstatus a idle\n");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/proc/knobs/a-proc-starts-with-what-its-loop-has", test_inherited);
  ADD ("/proc/knobs/a-proc-has-its-own", test_own);
  ADD ("/proc/knobs/what-is-the-loops-is-not-set-for-one-proc", test_scope);
  ADD ("/proc/knobs/cleanup-is-bounded-by-its-knob", test_cleanup_bound);
  ADD ("/proc/knobs/children-are-waited-for-by-their-knob", test_children_bound);
  ADD ("/proc/knobs/a-drain-is-bounded-by-its-knob", test_drain_bound);
  ADD ("/proc/knobs/a-drain-in-time-is-bounded-no-more", test_drain_in_time);
  ADD ("/proc/knobs/fewer-snapshots-are-kept-at-once", test_retention);
  ADD ("/proc/knobs/without-retention-a-snapshot-is-told-and-not-kept", test_nothing_kept);
  ADD ("/proc/knobs/a-dispatch-runs-no-more-than-its-budget", test_budget);

  return g_test_run ();
}
