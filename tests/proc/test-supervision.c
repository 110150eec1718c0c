/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-error.h"

/* A tree root > mid > leaf, and what becomes of a failure in it. */

#define SECOND_NS G_GUINT64_CONSTANT (1000000000)

typedef struct
{
  Fixture         base;
  Script          root_script;
  Script          mid_script;
  Script          leaf_script;
  TroupeActorId  *root;
  TroupeActorId  *mid;
  TroupeActorId  *leaf;
  TroupeInstance *client;
} Tree;

static gboolean
fail_handler (TroupeContext  *context,
              TroupeMessage  *message,
              Script         *script,
              GError        **error)
{
  g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "bad input");

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

static TroupeSupervision
decline_all (TroupeContext           *context,
             TroupeSupervisionEvent  *event,
             Script                  *script,
             GError                 **error)
{
  return TROUPE_SUPERVISION_DECLINED;
}

static TroupeSupervision
fail_while_handling (TroupeContext           *context,
                     TroupeSupervisionEvent  *event,
                     Script                  *script,
                     GError                 **error)
{
  g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "clumsy");

  return TROUPE_SUPERVISION_FAILED;
}

static void
tree_set_up (Tree          *self,
             gconstpointer  unused)
{
  fixture_set_up (&self->base, NULL);
  self->leaf_script.handle = fail_handler;
  self->root = fixture_spawn (&self->base, "root", &self->root_script);
  self->mid = fixture_spawn_child (&self->base, self->root, "mid", &self->mid_script);
  self->leaf = fixture_spawn_child (&self->base, self->mid, "leaf", &self->leaf_script);
  self->client = fixture_client (&self->base, "c");
  fixture_run (&self->base);
  fixture_forget (&self->base);
}

static void
tree_tear_down (Tree          *self,
                gconstpointer  unused)
{
  g_object_unref (self->client);
  troupe_actor_id_unref (self->root);
  troupe_actor_id_unref (self->mid);
  troupe_actor_id_unref (self->leaf);
  fixture_tear_down (&self->base, NULL);
}

static void
tree_fail_leaf (Tree *self)
{
  troupe_instance_send (self->client, self->leaf, note_type (), note_body (1), NULL);
  fixture_run (&self->base);
}

static void
test_handled (Tree          *t,
              gconstpointer  unused)
{
  t->mid_script.supervise = take_all;
  tree_fail_leaf (t);

  fixture_expect (&t->base, "supervised snapshot unhandled",
                  "snapshot leaf[2] failed: bad input\n"
                  "supervised mid[1] leaf[2] via leaf[2] handled\n");
  g_assert_cmpint (t->base.exit_code, ==, -1);
}

static void
test_climbs (Tree          *t,
             gconstpointer  unused)
{
  t->root_script.supervise = take_all;
  tree_fail_leaf (t);

  fixture_expect (&t->base, "supervised snapshot unhandled",
                  "snapshot leaf[2] failed: bad input\n"
                  "supervised mid[1] leaf[2] via leaf[2] unhandled\n"
                  "snapshot mid[1] failed: bad input\n"
                  "supervised root leaf[2] via mid[1] handled\n");
}

static void
test_ends_process (Tree          *t,
                   gconstpointer  unused)
{
  tree_fail_leaf (t);

  fixture_expect (&t->base, "supervised unhandled",
                  "supervised mid[1] leaf[2] via leaf[2] unhandled\n"
                  "supervised root leaf[2] via mid[1] unhandled\n"
                  "unhandled leaf[2]\n");
  g_assert_cmpint (t->base.exit_code, ==, 1);
  g_assert_cmpstr (t->base.exit_text, ==,
                   "No one handled this failure:\nlocal:1,p0,leaf[2] failed: bad input");
}

static void
test_fails_while_handling (Tree          *t,
                           gconstpointer  unused)
{
  t->mid_script.supervise = fail_while_handling;
  tree_fail_leaf (t);

  fixture_expect (&t->base, "supervised unhandled",
                  "supervised mid[1] leaf[2] via leaf[2] unhandled\n"
                  "supervised root mid[1] via mid[1] unhandled\n"
                  "unhandled mid[1]\n");
  g_assert_cmpstr (t->base.exit_text, ==,
                   "No one handled this failure:\n"
                   "local:1,p0,mid[1] failed: clumsy, while handling:\n"
                   "  local:1,p0,leaf[2] failed: bad input");
}

static void
test_clean_stop_ends_nothing (Tree          *t,
                              gconstpointer  unused)
{
  t->mid_script.supervise = decline_all;
  troupe_proc_stop_actor (t->base.proc, t->leaf, "done");
  fixture_run (&t->base);

  fixture_expect (&t->base, "supervised snapshot unhandled",
                  "snapshot leaf[2] stopped: done\n"
                  "supervised mid[1] leaf[2] via leaf[2] handled\n");
}

/* What the parent itself does wrong over a stop is a failure like any other, with the stop as its root cause. */
static void
test_fails_over_a_clean_stop (Tree          *t,
                              gconstpointer  unused)
{
  g_autoptr (GVariant) snapshot = NULL;
  const char *cause = NULL;
  gboolean is_propagated = FALSE;

  t->mid_script.supervise = fail_while_handling;
  t->root_script.supervise = take_all;
  troupe_proc_stop_actor (t->base.proc, t->leaf, "done");
  fixture_run (&t->base);

  fixture_expect (&t->base, "supervised snapshot unhandled",
                  "snapshot leaf[2] stopped: done\n"
                  "supervised mid[1] leaf[2] via leaf[2] unhandled\n"
                  "snapshot mid[1] failed: clumsy\n"
                  "supervised root mid[1] via mid[1] handled\n");
  snapshot = troupe_proc_dup_snapshot (t->base.proc, t->mid);
  g_assert_true (g_variant_lookup (snapshot, "failure_root_cause_actor", "&s", &cause));
  g_assert_cmpstr (cause, ==, "local:1,p0,leaf[2]");
  g_assert_true (g_variant_lookup (snapshot, "failure_is_propagated", "b", &is_propagated));
  g_assert_true (is_propagated);
}

static void
test_children_first (Tree          *t,
                     gconstpointer  unused)
{
  troupe_proc_stop_actor (t->base.proc, t->root, "closing");
  fixture_run (&t->base);

  fixture_expect (&t->base, "snapshot",
                  "snapshot leaf[2] stopped: parent stopping\n"
                  "snapshot mid[1] stopped: parent stopping\n"
                  "snapshot root stopped: closing\n");
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

/* The original loses a failure that meets a stopping parent; here it goes on upwards. */
static void
test_failure_meets_stopping_parent (Tree          *t,
                                    gconstpointer  unused)
{
  t->leaf_script.cleanup = fail_cleanup;
  t->root_script.supervise = take_all;
  troupe_proc_stop_actor (t->base.proc, t->mid, "closing");
  fixture_run (&t->base);

  fixture_expect (&t->base, "supervised snapshot",
                  "snapshot leaf[2] failed: cleanup error: untidy\n"
                  "supervised mid[1] leaf[2] via leaf[2] unhandled\n"
                  "snapshot mid[1] stopped: closing\n"
                  "supervised root leaf[2] via mid[1] handled\n"
                  "supervised root mid[1] via mid[1] handled\n");
}

static gboolean
defer_handler (TroupeContext  *context,
               TroupeMessage  *message,
               Script         *script,
               GError        **error)
{
  script->deferral = troupe_context_defer (context);

  return TRUE;
}

static void
test_wedged_child_is_aborted (Tree          *t,
                              gconstpointer  unused)
{
  t->leaf_script.handle = defer_handler;
  t->root_script.supervise = take_all;
  tree_fail_leaf (t);
  troupe_proc_stop_actor (t->base.proc, t->mid, "closing");
  fixture_advance (&t->base, 10 * SECOND_NS - 1);
  fixture_expect (&t->base, "snapshot overrun", "");
  fixture_advance (&t->base, 1);

  fixture_expect (&t->base, "snapshot overrun",
                  "overrun mid[1] children\n"
                  "snapshot leaf[2] failed: aborted: its parent waited too long for it to stop\n"
                  "snapshot mid[1] stopped: closing\n");
  troupe_deferral_unref (t->leaf_script.deferral);
}

static void
test_failing_parent_takes_subtree_along (Tree          *t,
                                         gconstpointer  unused)
{
  t->mid_script.handle = fail_handler;
  t->root_script.supervise = take_all;
  troupe_instance_send (t->client, t->mid, note_type (), note_body (1), NULL);
  fixture_run (&t->base);

  fixture_expect (&t->base, "snapshot",
                  "snapshot leaf[2] stopped: parent stopping\n"
                  "snapshot mid[1] failed: bad input\n");
}

static void
test_event_tells (Tree          *t,
                  gconstpointer  unused)
{
  g_autoptr (GVariant) snapshot = NULL;
  const char *cause = NULL;

  t->root_script.supervise = take_all;
  tree_fail_leaf (t);
  snapshot = troupe_proc_dup_snapshot (t->base.proc, t->mid);

  g_assert_nonnull (snapshot);
  g_assert_true (g_variant_lookup (snapshot, "failure_root_cause_actor", "&s", &cause));
  g_assert_cmpstr (cause, ==, "local:1,p0,leaf[2]");
}

static TroupeSupervision
panic_while_handling (TroupeContext           *context,
                      TroupeSupervisionEvent  *event,
                      Script                  *script,
                      GError                 **error)
{
  troupe_context_panic (context, "overwhelmed");

  return TROUPE_SUPERVISION_HANDLED;
}

static void
test_panic_while_supervising (Tree          *t,
                              gconstpointer  unused)
{
  t->mid_script.supervise = panic_while_handling;
  t->root_script.supervise = take_all;
  tree_fail_leaf (t);

  fixture_expect (&t->base, "snapshot",
                  "snapshot leaf[2] failed: bad input\n"
                  "snapshot mid[1] failed: panic: overwhelmed\n");
  g_assert_cmpuint (t->mid_script.n_cleanups, ==, 0);
}

static void
count_answer (TroupeMessage *reply,
              TroupeReason   reason,
              gpointer       user_data)
{
  ++*(guint *) user_data;
}

/* What the handler had in hand counts as handled: it does not come back. */
static void
test_failed_handler_answers_nothing (Tree          *t,
                                     gconstpointer  unused)
{
  guint n_answers = 0;

  t->mid_script.supervise = take_all;
  troupe_instance_ask (t->client, t->leaf, note_type (), note_body (1), count_answer, &n_answers, NULL, NULL);
  fixture_advance (&t->base, 5 * SECOND_NS);

  fixture_expect (&t->base, "handled returned replied", "handled leaf[2] c note\n");
  g_assert_cmpuint (n_answers, ==, 0);
}

/* What was never set up is not cleaned up. */
static void
test_aborted_before_init (Tree          *t,
                          gconstpointer  unused)
{
  Script script = { 0 };
  g_autoptr (TroupeActorId) id = fixture_spawn_child (&t->base, t->root, "new", &script);

  t->root_script.supervise = take_all;
  troupe_proc_abort_actor (t->base.proc, id, "never mind");
  fixture_run (&t->base);

  fixture_expect (&t->base, "status",
                  "status new[3] stopping\n"
                  "status new[3] failed: aborted: never mind\n");
  g_assert_null (script.context);
  g_assert_cmpuint (script.n_cleanups, ==, 0);
}

#define ADD(path, func) g_test_add (path, Tree, NULL, tree_set_up, func, tree_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/proc/supervision/a-handled-failure-goes-no-further", test_handled);
  ADD ("/proc/supervision/a-declined-failure-climbs-unchanged", test_climbs);
  ADD ("/proc/supervision/an-unhandled-failure-ends-the-process", test_ends_process);
  ADD ("/proc/supervision/a-failure-while-handling-is-the-parents-own", test_fails_while_handling);
  ADD ("/proc/supervision/a-clean-stop-ends-nothing", test_clean_stop_ends_nothing);
  ADD ("/proc/supervision/a-parent-that-fails-over-a-clean-stop-fails", test_fails_over_a_clean_stop);
  ADD ("/proc/supervision/children-stop-before-their-parent", test_children_first);
  ADD ("/proc/supervision/a-failure-at-a-stopping-parent-is-passed-on", test_failure_meets_stopping_parent);
  ADD ("/proc/supervision/a-child-that-does-not-stop-is-aborted", test_wedged_child_is_aborted);
  ADD ("/proc/supervision/a-failing-parent-takes-its-subtree-along", test_failing_parent_takes_subtree_along);
  ADD ("/proc/supervision/a-snapshot-names-the-root-cause", test_event_tells);
  ADD ("/proc/supervision/a-panic-while-supervising-fails-the-parent", test_panic_while_supervising);
  ADD ("/proc/supervision/a-failed-handler-answers-nothing", test_failed_handler_answers_nothing);
  ADD ("/proc/supervision/an-actor-aborted-before-its-init-only-ends", test_aborted_before_init);

  return g_test_run ();
}
