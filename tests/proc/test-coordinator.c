/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-error.h"

/* A coordinator `boss`, a root `root` with a child `leaf`. */

typedef struct
{
  Fixture         base;
  Script          boss_script;
  Script          root_script;
  Script          leaf_script;
  TroupeActorId  *boss;
  TroupeActorId  *root;
  TroupeActorId  *leaf;
  TroupeInstance *client;
  guint           n_stopped; /* calls of troupe_proc_stop()'s function */
} Court;

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

static void
court_set_up (Court         *self,
              gconstpointer  unused)
{
  GError *error = NULL;

  fixture_set_up (&self->base, NULL);
  self->boss_script.supervise = take_all;
  self->leaf_script.handle = fail_handler;
  self->boss = fixture_spawn (&self->base, "boss", &self->boss_script);
  self->root = fixture_spawn (&self->base, "root", &self->root_script);
  self->leaf = fixture_spawn_child (&self->base, self->root, "leaf", &self->leaf_script);
  self->client = fixture_client (&self->base, "c");
  g_assert_true (troupe_proc_set_coordinator (self->base.proc, self->boss, &error));
  g_assert_no_error (error);
  fixture_run (&self->base);
  fixture_forget (&self->base);
}

static void
court_tear_down (Court         *self,
                 gconstpointer  unused)
{
  g_object_unref (self->client);
  troupe_actor_id_unref (self->boss);
  troupe_actor_id_unref (self->root);
  troupe_actor_id_unref (self->leaf);
  fixture_tear_down (&self->base, NULL);
}

static void
court_tell (Court         *t,
            TroupeActorId *actor)
{
  troupe_instance_send (t->client, actor, note_type (), note_body (1), NULL);
  fixture_run (&t->base);
}

static void
test_hears_failure (Court         *t,
                    gconstpointer  unused)
{
  court_tell (t, t->leaf);

  fixture_expect (&t->base, "supervised unhandled",
                  "supervised root leaf[1] via leaf[1] unhandled\n"
                  "supervised boss leaf[1] via root handled\n");
  g_assert_cmpint (t->base.exit_code, ==, -1);
}

static void
test_hears_clean_stop (Court         *t,
                       gconstpointer  unused)
{
  troupe_proc_stop_actor (t->base.proc, t->root, "done");
  fixture_run (&t->base);

  fixture_expect (&t->base, "supervised",
                  "supervised root leaf[1] via leaf[1] handled\n"
                  "supervised boss root via root handled\n");
}

static void
test_declines (Court         *t,
               gconstpointer  unused)
{
  t->boss_script.supervise = NULL;
  court_tell (t, t->leaf);

  fixture_expect (&t->base, "unhandled", "unhandled leaf[1]\n");
  g_assert_cmpint (t->base.exit_code, ==, 1);
}

static void
test_own_failure (Court         *t,
                  gconstpointer  unused)
{
  t->boss_script.handle = fail_handler;
  court_tell (t, t->boss);

  fixture_expect (&t->base, "unhandled", "unhandled boss\n");
  g_assert_cmpint (t->base.exit_code, ==, 1);
}

static void
test_own_clean_stop (Court         *t,
                     gconstpointer  unused)
{
  troupe_proc_stop_actor (t->base.proc, t->boss, "done");
  fixture_run (&t->base);
  fixture_expect (&t->base, "unhandled supervised", "");

  /* Without it a failure ends the process again. */
  court_tell (t, t->leaf);
  g_assert_cmpint (t->base.exit_code, ==, 1);
}

static void
count_stopped (TroupeProc *proc,
               gpointer    user_data)
{
  ((Court *) user_data)->n_stopped++;
}

static void
test_stops_last (Court         *t,
                 gconstpointer  unused)
{
  troupe_proc_stop (t->base.proc, "closing", count_stopped, t);
  fixture_run (&t->base);

  fixture_expect (&t->base, "snapshot",
                  "snapshot leaf[1] stopped: parent stopping\n"
                  "snapshot root stopped: closing\n"
                  "snapshot boss stopped: all others have stopped\n");
  g_assert_cmpuint (t->n_stopped, ==, 1);
}

static void
test_set_once (Court         *t,
               gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (troupe_proc_set_coordinator (t->base.proc, t->root, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS);
}

static void
assert_refused (Court         *t,
                TroupeProc    *proc,
                TroupeActorId *actor,
                TroupeError    code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (troupe_proc_set_coordinator (proc, actor, &error));
  g_assert_error (error, TROUPE_ERROR, (int) code);
}

static void
test_only_a_live_root (Court         *t,
                       gconstpointer  unused)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse ("local:2", NULL);
  g_autoptr (TroupeProc) proc = troupe_proc_new (t->base.loop, address, "p1", NULL);
  g_autoptr (TroupeActor) root_actor = scripted_actor_new (&t->root_script);
  g_autoptr (TroupeActor) child_actor = scripted_actor_new (&t->leaf_script);
  g_autoptr (TroupeActorId) root = troupe_proc_spawn (proc, "root", root_actor, NULL);
  g_autoptr (TroupeActorId) child = troupe_proc_spawn_child (proc, root, "child", child_actor, NULL);
  g_autoptr (TroupeInstance) client = troupe_proc_create_client (proc, "client", TROUPE_CLIENT_PLAIN, NULL);

  assert_refused (t, proc, t->boss, TROUPE_ERROR_NOT_FOUND);
  assert_refused (t, proc, child, TROUPE_ERROR_NOT_SUPPORTED);
  assert_refused (t, proc, troupe_instance_get_id (client), TROUPE_ERROR_NOT_SUPPORTED);
  troupe_proc_stop_actor (proc, root, "done");
  assert_refused (t, proc, root, TROUPE_ERROR_CLOSED);
}

#define ADD(path, func) g_test_add (path, Court, NULL, court_set_up, func, court_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/proc/coordinator/it-hears-of-failures-that-no-actor-handled", test_hears_failure);
  ADD ("/proc/coordinator/it-hears-of-clean-stops-of-roots", test_hears_clean_stop);
  ADD ("/proc/coordinator/what-it-declines-ends-the-process", test_declines);
  ADD ("/proc/coordinator/its-own-failure-ends-the-process", test_own_failure);
  ADD ("/proc/coordinator/its-own-clean-stop-ends-nothing", test_own_clean_stop);
  ADD ("/proc/coordinator/it-stops-last", test_stops_last);
  ADD ("/proc/coordinator/it-is-set-once", test_set_once);
  ADD ("/proc/coordinator/only-a-live-root-can-be-it", test_only_a_live_root);

  return g_test_run ();
}
