/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-error.h"

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

static void
test_roots (Fixture       *f,
            gconstpointer  unused)
{
  Script script = { 0 };
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  g_autoptr (TroupeActorId) root = fixture_spawn (f, "root", &script);
  g_autoptr (TroupeActorId) child G_GNUC_UNUSED = fixture_spawn_child (f, root, NULL, &script);
  g_autoptr (TroupeActorId) ended = fixture_spawn (f, "ended", &script);
  g_autoptr (GPtrArray) roots = NULL;

  troupe_proc_stop_actor (f->proc, ended, "done");
  fixture_run (f);
  roots = troupe_proc_list_roots (f->proc);

  g_assert_cmpuint (roots->len, ==, 2);
  g_assert_true (troupe_actor_id_equal (roots->pdata[0], troupe_instance_get_id (client)));
  g_assert_true (troupe_actor_id_equal (roots->pdata[1], root));
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

static TroupeSupervision
take_all (TroupeContext           *context,
          TroupeSupervisionEvent  *event,
          Script                  *script,
          GError                 **error)
{
  return TROUPE_SUPERVISION_HANDLED;
}

/* Stops and failures are kept apart, and listed together. */
static void
test_ended_are_listed (Fixture       *f,
                       gconstpointer  unused)
{
  Script root_script = { .supervise = take_all };
  Script script = { .handle = fail_handler };
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  g_autoptr (TroupeActorId) root = fixture_spawn (f, "root", &root_script);
  TroupeActorId *ids[4];
  g_autoptr (GPtrArray) ended = NULL;

  for (guint i = 0; i < 4; i++)
    ids[i] = fixture_spawn_child (f, root, NULL, &script);
  fixture_run (f);
  for (guint i = 0; i < 4; i++)
    {
      if (i % 2 == 0)
        troupe_proc_stop_actor (f->proc, ids[3 - i], "done");
      else
        troupe_instance_send (client, ids[3 - i], note_type (), note_body (1), NULL);
      fixture_run (f);
    }
  ended = troupe_proc_list_ended (f->proc);

  g_assert_cmpuint (ended->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_true (troupe_actor_id_equal (ended->pdata[i], ids[3 - i]));
      troupe_actor_id_unref (ids[3 - i]);
    }
}

/* Two trees, and a client. */
static void
build_trees (Fixture *f,
             Script  *script)
{
  g_autoptr (TroupeActorId) north = fixture_spawn (f, "north", script);
  g_autoptr (TroupeActorId) a = fixture_spawn_child (f, north, "a", script);
  g_autoptr (TroupeActorId) south = fixture_spawn (f, "south", script);
  g_autoptr (TroupeActorId) b G_GNUC_UNUSED = fixture_spawn_child (f, north, "b", script);
  g_autoptr (TroupeActorId) leaf G_GNUC_UNUSED = fixture_spawn_child (f, a, "leaf", script);

  fixture_run (f);
}

typedef struct
{
  GString *text;
  guint    n_left; /* steps until the walk ends itself */
} Walk;

static gboolean
take_step (TroupeProc    *proc,
           TroupeActorId *actor,
           guint          depth,
           gpointer       user_data)
{
  Walk *walk = user_data;

  g_string_append_printf (walk->text, "%s/%u ", troupe_actor_id_get_name (actor), depth);
  troupe_proc_abort_actor (proc, actor, "trodden on");

  return --walk->n_left > 0;
}

static TroupeSupervision
take_everything (TroupeContext           *context,
                 TroupeSupervisionEvent  *event,
                 Script                  *script,
                 GError                 **error)
{
  return TROUPE_SUPERVISION_HANDLED;
}

static void
test_walk (Fixture       *f,
           gconstpointer  unused)
{
  Script script = { .supervise = take_everything };
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  Walk some = { g_string_new (NULL), 2 };
  Walk all = { g_string_new (NULL), G_MAXUINT };

  build_trees (f, &script);
  troupe_proc_walk_actors (f->proc, take_step, &some);
  g_assert_cmpstr (some.text->str, ==, "c/0 north/0 ");
  troupe_proc_walk_actors (f->proc, take_step, &all);
  g_assert_cmpstr (all.text->str, ==, "c/0 north/0 a/1 leaf/2 b/1 south/0 ");

  g_string_free (some.text, TRUE);
  g_string_free (all.text, TRUE);
}

static gboolean
count_depth (TroupeProc    *proc,
             TroupeActorId *actor,
             guint          depth,
             gpointer       user_data)
{
  guint *n_steps = user_data;

  g_assert_cmpuint (depth, ==, (*n_steps)++);

  return TRUE;
}

/* One below the other, and no deeper stack. */
static void
test_deep_walk (Fixture       *f,
                gconstpointer  unused)
{
  Script script = { 0 };
  TroupeActorId *deepest = fixture_spawn (f, "top", &script);
  guint n_steps = 0;

  for (guint i = 0; i < 20000; i++)
    {
      TroupeActorId *child = fixture_spawn_child (f, deepest, NULL, &script);

      troupe_actor_id_unref (deepest);
      deepest = child;
    }
  troupe_proc_walk_actors (f->proc, count_depth, &n_steps);

  g_assert_cmpuint (n_steps, ==, 20001);
  troupe_actor_id_unref (deepest);
}

static void
assert_resolves (Fixture       *f,
                 TroupeActorId *id,
                 const char    *type_name,
                 gboolean       expected)
{
  TroupeActorRef *ref = troupe_proc_resolve (f->proc, id, type_name);

  g_assert_cmpint (ref != NULL, ==, expected);
  if (ref == NULL)
    return;
  g_assert_true (troupe_actor_id_equal (troupe_actor_ref_get_id (ref), id));
  troupe_actor_ref_unref (ref);
}

/* Whatever else still holds it, and though a snapshot is there (S11). */
static void
test_resolve (Fixture       *f,
              gconstpointer  unused)
{
  Script script = { 0 };
  g_autoptr (TroupeActorId) id = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeActorId) elsewhere = troupe_actor_id_parse ("local:9,p9,a[0]", NULL);
  g_autoptr (TroupeActorId) never = troupe_actor_id_new (troupe_proc_get_id (f->proc), "a", 7, NULL);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  TroupeContext *context;
  g_autoptr (GVariant) snapshot = NULL;

  fixture_run (f);
  context = troupe_context_ref (script.context);
  assert_resolves (f, id, NULL, TRUE);
  assert_resolves (f, id, "scripted", TRUE);
  assert_resolves (f, id, "other", FALSE);
  assert_resolves (f, elsewhere, NULL, FALSE);
  assert_resolves (f, never, NULL, FALSE);
  assert_resolves (f, troupe_instance_get_id (client), "()", TRUE);
  troupe_proc_stop_actor (f->proc, id, "done");
  fixture_run (f);
  snapshot = troupe_proc_dup_snapshot (f->proc, id);
  g_assert_nonnull (snapshot);

  assert_resolves (f, id, NULL, FALSE);
  troupe_context_unref (context);
}

/* Ids, refs and weak references keep nothing alive. */
static void
test_weak (Fixture       *f,
           gconstpointer  unused)
{
  Script script = { 0 };
  g_autoptr (TroupeActorId) id = fixture_spawn (f, "a", &script);
  TroupeActorRef *ref = troupe_proc_refer (f->proc, id);
  GWeakRef weak;
  TroupeProc *strong;

  fixture_run (f);
  g_weak_ref_init (&weak, f->proc);
  strong = g_weak_ref_get (&weak);
  g_assert_true (strong == f->proc);
  g_object_unref (strong);
  g_assert_finalize_object (g_steal_pointer (&f->proc));

  g_assert_null (g_weak_ref_get (&weak));
  g_assert_true (troupe_actor_id_equal (troupe_actor_ref_get_id (ref), id));
  g_weak_ref_clear (&weak);
  troupe_actor_ref_unref (ref);
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

  ADD ("/proc/lookup/roots-are-listed-in-the-order-of-creation", test_roots);
  ADD ("/proc/lookup/who-has-ended-is-listed-in-that-order", test_ended_are_listed);
  ADD ("/proc/lookup/a-walk-goes-down-each-tree", test_walk);
  ADD ("/proc/lookup/a-walk-goes-as-deep-as-the-tree", test_deep_walk);
  ADD ("/proc/lookup/only-a-living-actor-of-the-right-type-resolves", test_resolve);
  ADD ("/proc/lookup/references-keep-nothing-alive", test_weak);

  return g_test_run ();
}
