/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

/* Who is there, and who was. */

static void
test_status (Fixture       *f,
             gconstpointer  unused)
{
  Script script = { 0 };
  g_autoptr (TroupeActorId) id = fixture_spawn (f, "a", &script);
  TroupeActorStatus status = TROUPE_ACTOR_STATUS_FAILED;

  g_assert_true (troupe_proc_get_actor_status (f->proc, id, &status));
  g_assert_cmpint (status, ==, TROUPE_ACTOR_STATUS_CREATED);
  fixture_run (f);
  g_assert_true (troupe_proc_get_actor_status (f->proc, id, &status));
  g_assert_cmpint (status, ==, TROUPE_ACTOR_STATUS_IDLE);
}

static void
test_ended (Fixture       *f,
            gconstpointer  unused)
{
  Script script = { 0 };
  g_autoptr (TroupeActorId) id = fixture_spawn (f, "a", &script);
  TroupeActorStatus status = TROUPE_ACTOR_STATUS_IDLE;

  troupe_proc_stop_actor (f->proc, id, "done");
  fixture_run (f);

  g_assert_true (troupe_proc_get_actor_status (f->proc, id, &status));
  g_assert_cmpint (status, ==, TROUPE_ACTOR_STATUS_STOPPED);
}

static void
test_unknown (Fixture       *f,
              gconstpointer  unused)
{
  g_autoptr (TroupeActorId) here = troupe_actor_id_new (troupe_proc_get_id (f->proc), "nobody", 3, NULL);
  g_autoptr (TroupeActorId) elsewhere = troupe_actor_id_parse ("local:9,p9,a[0]", NULL);
  TroupeActorStatus status = TROUPE_ACTOR_STATUS_IDLE;
  g_autoptr (GPtrArray) children = troupe_proc_list_children (f->proc, here);

  g_assert_false (troupe_proc_get_actor_status (f->proc, here, &status));
  g_assert_false (troupe_proc_get_actor_status (f->proc, elsewhere, &status));
  g_assert_cmpint (status, ==, TROUPE_ACTOR_STATUS_IDLE);
  g_assert_cmpuint (children->len, ==, 0);
}

static void
test_children (Fixture       *f,
               gconstpointer  unused)
{
  Script script = { 0 };
  g_autoptr (TroupeActorId) root = fixture_spawn (f, "root", &script);
  g_autoptr (TroupeActorId) first = fixture_spawn_child (f, root, NULL, &script);
  g_autoptr (TroupeActorId) second = fixture_spawn_child (f, root, NULL, &script);
  g_autoptr (TroupeActorId) grandchild G_GNUC_UNUSED = fixture_spawn_child (f, first, NULL, &script);
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;

  fixture_run (f);
  before = troupe_proc_list_children (f->proc, root);
  troupe_proc_stop_actor (f->proc, first, "done");
  fixture_run (f);
  after = troupe_proc_list_children (f->proc, root);

  g_assert_cmpuint (before->len, ==, 2);
  g_assert_true (troupe_actor_id_equal (before->pdata[0], first));
  g_assert_true (troupe_actor_id_equal (before->pdata[1], second));
  g_assert_cmpuint (after->len, ==, 1);
  g_assert_true (troupe_actor_id_equal (after->pdata[0], second));
}

static void
test_actors (Fixture       *f,
             gconstpointer  unused)
{
  Script script = { 0 };
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  g_autoptr (TroupeActorId) root = fixture_spawn (f, "root", &script);
  g_autoptr (TroupeActorId) child = fixture_spawn_child (f, root, NULL, &script);
  g_autoptr (GPtrArray) all = NULL;

  fixture_run (f);
  troupe_proc_stop_actor (f->proc, child, "done");
  fixture_run (f);
  all = troupe_proc_list_actors (f->proc);

  g_assert_cmpuint (all->len, ==, 2);
  g_assert_true (troupe_actor_id_equal (all->pdata[0], troupe_instance_get_id (client)));
  g_assert_true (troupe_actor_id_equal (all->pdata[1], root));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/proc/lookup/the-status-of-a-live-actor-is-known", test_status);
  ADD ("/proc/lookup/the-end-of-an-actor-is-known", test_ended);
  ADD ("/proc/lookup/of-others-nothing-is-known", test_unknown);
  ADD ("/proc/lookup/children-are-listed-in-the-order-of-spawning", test_children);
  ADD ("/proc/lookup/who-has-ended-is-not-listed", test_actors);

  return g_test_run ();
}
