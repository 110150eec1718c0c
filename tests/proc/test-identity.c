/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-error.h"
#include "proc/troupe-names-private.h"
#include "proc/troupe-snapshot-private.h"

/* Which ids a proc gives (AI-1, AI-3), and what it remembers of ended actors. */

static void
test_domain (Fixture       *f,
             gconstpointer  unused)
{
  Script script = { 0 };
  g_autoptr (TroupeActorId) a = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeActorId) b = fixture_spawn (f, "b", &script);
  g_autoptr (TroupeActorId) a1 = fixture_spawn_child (f, a, "worker", &script);
  g_autoptr (TroupeActorId) a2 G_GNUC_UNUSED = fixture_spawn_child (f, a1, NULL, &script);
  g_autoptr (TroupeActorId) b2 G_GNUC_UNUSED = fixture_spawn_child (f, b, "worker", &script);
  g_autoptr (TroupeActorId) b3 G_GNUC_UNUSED = fixture_spawn_child (f, b, "other", &script);
  g_autoptr (TroupeActorId) a3 G_GNUC_UNUSED = fixture_spawn_child (f, a, "worker", &script);

  fixture_expect (f, "spawned",
                  "spawned a\n"
                  "spawned b\n"
                  "spawned worker[1]\n"
                  "spawned a[2]\n"
                  "spawned worker[2]\n"
                  "spawned other[3]\n"
                  "spawned worker[3]\n");
}

static void
test_root_name_again (Fixture       *f,
                      gconstpointer  unused)
{
  Script script = { 0 };
  g_autoptr (TroupeActor) actor = scripted_actor_new (&script);
  g_autoptr (TroupeActorId) first = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeActorId) second = NULL;
  g_autoptr (TroupeActorId) third = NULL;
  g_autoptr (GError) error = NULL;

  third = troupe_proc_spawn (f->proc, "a", actor, &error);
  g_assert_null (third);
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS);

  fixture_run (f);
  troupe_proc_stop_actor (f->proc, first, NULL);
  fixture_run (f);
  second = fixture_spawn (f, "a", &script);
  g_assert_cmpuint (troupe_actor_id_get_pid (second), ==, 1);
}

static void
assert_taken (Fixture    *f,
              const char *name)
{
  Script script = { 0 };
  g_autoptr (TroupeActor) actor = scripted_actor_new (&script);
  g_autoptr (GError) error = NULL;

  g_assert_null (troupe_proc_spawn (f->proc, name, actor, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS);
}

#define N_ROOTS 2000

/* Every second one of very many roots ends. */
static void
test_many_roots (Fixture       *f,
                 gconstpointer  unused)
{
  Script script = { 0 };
  g_autoptr (GPtrArray) roots = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_actor_id_unref);
  g_autoptr (GPtrArray) listed = NULL;

  for (guint i = 0; i < N_ROOTS; i++)
    {
      g_autofree char *name = g_strdup_printf ("a%u", i);

      g_ptr_array_add (roots, fixture_spawn (f, name, &script));
    }
  fixture_run (f);
  for (guint i = 0; i < N_ROOTS; i += 2)
    troupe_proc_stop_actor (f->proc, roots->pdata[i], NULL);
  fixture_run (f);

  for (guint i = 0; i < N_ROOTS; i += 2)
    {
      g_autoptr (TroupeActorId) again = fixture_spawn (f, troupe_actor_id_get_name (roots->pdata[i]), &script);

      g_assert_cmpuint (troupe_actor_id_get_pid (again), ==, 1);
      assert_taken (f, troupe_actor_id_get_name (again));
      assert_taken (f, troupe_actor_id_get_name (roots->pdata[i + 1]));
    }

  listed = troupe_proc_list_roots (f->proc);
  g_assert_cmpuint (listed->len, ==, N_ROOTS);
  for (guint i = 0; i < N_ROOTS / 2; i++)
    {
      g_assert_true (troupe_actor_id_equal (listed->pdata[i], roots->pdata[2 * i + 1]));
      g_assert_cmpstr (troupe_actor_id_get_name (listed->pdata[N_ROOTS / 2 + i]), ==,
                       troupe_actor_id_get_name (roots->pdata[2 * i]));
    }
}

/* A root that waits in its cleanup keeps its name; a child of that name is in nobody's way, and a client is. */
static void
test_who_has_a_name (Fixture       *f,
                     gconstpointer  unused)
{
  Script script = { 0 };
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  g_autoptr (TroupeActorId) a = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeActorId) child G_GNUC_UNUSED = fixture_spawn_child (f, a, "b", &script);
  g_autoptr (TroupeActorId) b G_GNUC_UNUSED = fixture_spawn (f, "b", &script);
  g_autoptr (TroupeActorId) second = NULL;

  assert_taken (f, "c");
  troupe_proc_stop_actor (f->proc, a, NULL);
  assert_taken (f, "a");
  troupe_instance_drop (client);
  second = fixture_spawn (f, "c", &script);
  fixture_run (f);

  assert_taken (f, "c");
}

static void
test_refused_names (Fixture       *f,
                    gconstpointer  unused)
{
  const char *names[] = { "", "Upper", "1st", "a,b", "agent", "trailing-" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      Script script = { 0 };
      g_autoptr (TroupeActor) actor = scripted_actor_new (&script);
      g_autoptr (GError) error = NULL;

      g_assert_null (troupe_proc_spawn (f->proc, names[i], actor, &error));
      g_assert_nonnull (error);
    }
  fixture_expect (f, "spawned", "");
}

static void
test_refused_parents (Fixture       *f,
                      gconstpointer  unused)
{
  Script script = { 0 };
  g_autoptr (TroupeActor) actor = scripted_actor_new (&script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  g_autoptr (TroupeActorId) a = fixture_spawn (f, "a", &script);
  g_autoptr (GError) error = NULL;

  g_assert_null (troupe_proc_spawn_child (f->proc, troupe_instance_get_id (client), "x", actor, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);

  fixture_run (f);
  troupe_proc_stop_actor (f->proc, a, NULL);
  fixture_run (f);
  g_assert_null (troupe_proc_spawn_child (f->proc, a, "x", actor, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND);
}

static void
test_same_proc_twice (Fixture       *f,
                      gconstpointer  unused)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse ("local:1", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (troupe_proc_new (f->loop, address, "p0", &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS);
}

static void
test_names (void)
{
  g_autoptr (TroupeProcId) proc = troupe_proc_id_parse ("local:1,p0", NULL);
  TroupeNameRecord *x;
  TroupeNames names;

  troupe_names_init (&names);
  g_assert_false (troupe_names_had (&names, "x", 0));
  g_assert_null (troupe_names_find (&names, "x"));
  x = troupe_names_get (&names, proc, "x");
  g_assert_cmpuint (troupe_name_take_child (x, 4), ==, 5);
  g_assert_cmpuint (troupe_name_take_child (x, 0), ==, 6);
  g_assert_cmpuint (troupe_name_take_root (x), ==, 0);
  g_assert_cmpuint (troupe_name_take_root (x), ==, 7);
  g_assert_cmpuint (troupe_name_take_root (troupe_names_get (&names, proc, "y")), ==, 0);
  g_assert_true (troupe_names_find (&names, "x") == x);
  g_assert_true (troupe_names_had (&names, "x", 0));
  g_assert_true (troupe_names_had (&names, "x", 7));
  g_assert_false (troupe_names_had (&names, "x", 8));
  troupe_names_clear (&names);
}

#define SNAPSHOTS_MAX 100

static TroupeSnapshot *
make_snapshot (TroupePeerTable   *peers,
               guint64            pid,
               TroupeActorStatus  status)
{
  TroupeSnapshot *snapshot = g_new0 (TroupeSnapshot, 1);
  g_autoptr (TroupeProcId) proc = troupe_proc_id_parse ("local:1,p0", NULL);
  g_autoptr (TroupeActorId) id = troupe_actor_id_new (proc, "x", pid, NULL);

  snapshot->actor = troupe_peer_table_intern (peers, id);
  snapshot->status = status;
  snapshot->text = "";
  snapshot->type_name = "";

  return snapshot;
}

static gboolean
has_snapshot (TroupeSnapshotStore *store,
              guint64              pid)
{
  g_autoptr (TroupeProcId) proc = troupe_proc_id_parse ("local:1,p0", NULL);
  g_autoptr (TroupeActorId) id = troupe_actor_id_new (proc, "x", pid, NULL);

  return troupe_snapshot_store_find (store, id) != NULL;
}

static void
test_snapshots_bounded (void)
{
  TroupePeerTable *peers = troupe_peer_table_new ();
  TroupeSnapshotStore store;
  guint64 pid = 0;

  troupe_snapshot_store_init (&store);
  for (guint i = 0; i < 2; i++)
    troupe_snapshot_store_add (&store, make_snapshot (peers, pid++, TROUPE_ACTOR_STATUS_STOPPED), SNAPSHOTS_MAX);
  for (guint i = 0; i < SNAPSHOTS_MAX; i++)
    troupe_snapshot_store_add (&store, make_snapshot (peers, pid++, TROUPE_ACTOR_STATUS_FAILED), SNAPSHOTS_MAX);

  /* Clean stops go first, whatever their age; early failures stay. */
  g_assert_false (has_snapshot (&store, 0));
  g_assert_false (has_snapshot (&store, 1));
  g_assert_true (has_snapshot (&store, 2));
  g_assert_true (has_snapshot (&store, SNAPSHOTS_MAX + 1));

  troupe_snapshot_store_add (&store, make_snapshot (peers, pid++, TROUPE_ACTOR_STATUS_FAILED), SNAPSHOTS_MAX);
  g_assert_true (has_snapshot (&store, 2));
  g_assert_false (has_snapshot (&store, SNAPSHOTS_MAX + 1));
  g_assert_true (has_snapshot (&store, SNAPSHOTS_MAX + 2));
  troupe_snapshot_store_clear (&store);
  troupe_peer_table_free (peers);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/proc/identity/pids-come-from-the-roots-domain", test_domain);
  ADD ("/proc/identity/a-root-name-can-be-used-again", test_root_name_again);
  ADD ("/proc/identity/the-names-of-very-many-roots-are-told-apart", test_many_roots);
  ADD ("/proc/identity/a-name-is-taken-while-its-root-lives", test_who_has_a_name);
  ADD ("/proc/identity/illegal-names-are-refused", test_refused_names);
  ADD ("/proc/identity/some-parents-are-refused", test_refused_parents);
  ADD ("/proc/identity/a-proc-id-is-unique-on-its-loop", test_same_proc_twice);
  g_test_add_func ("/proc/identity/a-name-is-never-forgotten", test_names);
  g_test_add_func ("/proc/identity/snapshots-are-bounded", test_snapshots_bounded);

  return g_test_run ();
}
