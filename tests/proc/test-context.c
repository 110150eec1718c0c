/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-error.h"

/* What a running actor may ask of the runtime: `root` with a child `leaf`. */

#define MS G_GUINT64_CONSTANT (1000000)

typedef struct
{
  Fixture         base;
  Script          root_script;
  Script          leaf_script;
  TroupeActorId  *root;
  TroupeActorId  *leaf;
  TroupeInstance *client;
} House;

static void
house_set_up (House         *self,
              gconstpointer  unused)
{
  fixture_set_up (&self->base, NULL);
  self->root = fixture_spawn (&self->base, "root", &self->root_script);
  self->leaf = fixture_spawn_child (&self->base, self->root, "leaf", &self->leaf_script);
  self->client = fixture_client (&self->base, "c");
  fixture_run (&self->base);
  fixture_forget (&self->base);
}

static void
house_tear_down (House         *self,
                 gconstpointer  unused)
{
  g_object_unref (self->client);
  troupe_actor_id_unref (self->root);
  troupe_actor_id_unref (self->leaf);
  fixture_tear_down (&self->base, NULL);
}

static void
house_tell (House         *t,
            TroupeActorId *actor)
{
  troupe_instance_send (t->client, actor, note_type (), note_body (1), NULL);
  fixture_run (&t->base);
}

static void
test_who_and_where (House         *t,
                    gconstpointer  unused)
{
  TroupeContext *root = t->root_script.context;
  TroupeContext *leaf = t->leaf_script.context;

  g_assert_true (troupe_actor_id_equal (troupe_context_get_self (leaf), t->leaf));
  g_assert_true (troupe_actor_id_equal (troupe_context_get_parent (leaf), t->root));
  g_assert_null (troupe_context_get_parent (root));
  g_assert_true (troupe_context_get_loop (leaf) == t->base.loop);
}

static gboolean
read_time_twice (TroupeContext  *context,
                 TroupeMessage  *message,
                 Script         *script,
                 GError        **error)
{
  Fixture *fixture = script->data;
  guint64 before_ns = troupe_context_get_time (context);

  fixture_elapse (fixture, MS);
  g_assert_cmpuint (troupe_context_get_time (context), ==, before_ns);

  return TRUE;
}

/* All handlers of a dispatch see one time. */
static void
test_time (House         *t,
           gconstpointer  unused)
{
  guint64 before_ns = troupe_context_get_time (t->leaf_script.context);

  fixture_advance (&t->base, 5 * MS);
  g_assert_cmpuint (troupe_context_get_time (t->leaf_script.context), ==, before_ns + 5 * MS);
  t->leaf_script.handle = read_time_twice;
  t->leaf_script.data = &t->base;
  house_tell (t, t->leaf);

  g_assert_cmpuint (t->leaf_script.n_calls, ==, 1);
}

static gboolean
reply (TroupeContext  *context,
       TroupeMessage  *message,
       Script         *script,
       GError        **error)
{
  return troupe_context_reply (context, message, note_type (), note_body (7), error);
}

static void
take_answer (TroupeMessage *message,
             TroupeReason   reason,
             gpointer       user_data)
{
  ((Script *) user_data)->data = GUINT_TO_POINTER (note_id (message));
}

static gboolean
ask_parent (TroupeContext  *context,
            TroupeMessage  *message,
            Script         *script,
            GError        **error)
{
  return troupe_context_ask (context, troupe_context_get_parent (context), note_type (), note_body (1), take_answer,
                             script, NULL, error);
}

static void
test_asks (House         *t,
           gconstpointer  unused)
{
  t->root_script.handle = reply;
  t->leaf_script.handle = ask_parent;
  house_tell (t, t->leaf);

  g_assert_cmpuint (GPOINTER_TO_UINT (t->leaf_script.data), ==, 7);
  fixture_expect (&t->base, "replied", "replied root leaf[1] note\n");
}

static gboolean
spawn_one (TroupeContext  *context,
           TroupeMessage  *message,
           Script         *script,
           GError        **error)
{
  g_autoptr (TroupeActor) actor = scripted_actor_new (script->data);
  g_autoptr (TroupeActorId) id = troupe_context_spawn (context, "new", actor, error);

  return id != NULL;
}

static void
test_spawns (House         *t,
             gconstpointer  unused)
{
  Script script = { 0 };

  t->leaf_script.handle = spawn_one;
  t->leaf_script.data = &script;
  house_tell (t, t->leaf);

  fixture_expect (&t->base, "spawned", "spawned new[2]\n");
  g_assert_true (troupe_actor_id_equal (troupe_context_get_parent (script.context), t->leaf));
}

static gboolean
stop_oneself (TroupeContext  *context,
              TroupeMessage  *message,
              Script         *script,
              GError        **error)
{
  troupe_context_stop (context, "had enough");

  return TRUE;
}

/* What waits is handled first, and the first reason stays. */
static void
test_stops (House         *t,
            gconstpointer  unused)
{
  t->leaf_script.handle = stop_oneself;
  for (guint i = 0; i < 3; i++)
    troupe_instance_send (t->client, t->leaf, note_type (), note_body (i), NULL);
  fixture_run (&t->base);

  g_assert_cmpuint (t->leaf_script.n_calls, ==, 3);
  fixture_expect (&t->base, "snapshot returned", "snapshot leaf[1] stopped: had enough\n");
}

static gboolean
panic_twice (TroupeContext  *context,
             TroupeMessage  *message,
             Script         *script,
             GError        **error)
{
  troupe_context_panic (context, NULL);
  troupe_context_panic (context, "and again");
  g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "a failure besides");

  return FALSE;
}

/* The first panic counts, whatever the handler answers. */
static void
test_panics (House         *t,
             gconstpointer  unused)
{
  t->leaf_script.handle = panic_twice;
  house_tell (t, t->leaf);

  fixture_expect (&t->base, "snapshot",
                  "snapshot leaf[1] failed: panic: without a reason\n"
                  "snapshot root failed: panic: without a reason\n");
  g_assert_cmpuint (t->leaf_script.n_cleanups, ==, 0);
}

static gboolean
refuse_to_send (TroupeContext  *context,
                TroupeMessage  *message,
                Script         *script,
                GError        **error)
{
  return troupe_context_send (context, troupe_context_get_self (context), note_type (), g_variant_new ("(s)", "x"),
                              error);
}

/* A body of another form is the sender's failure: nothing was sent. */
static void
test_send_refused (House         *t,
                   gconstpointer  unused)
{
  t->leaf_script.handle = refuse_to_send;
  house_tell (t, t->leaf);

  fixture_expect (&t->base, "sent", "sent c leaf[1] note\n");
  g_assert_cmpuint (t->leaf_script.n_cleanups, ==, 1);
}

/* A client that has ended sends nothing, in whoever's name it is asked. */
static void
test_send_as (House         *t,
              gconstpointer  unused)
{
  g_autoptr (TroupeActorId) client = troupe_actor_id_ref (troupe_instance_get_id (t->client));
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) ask_error = NULL;
  Script answer = { 0 };

  g_assert_true (troupe_proc_send_as (t->base.proc, client, t->leaf, note_type (), note_body (1), NULL));
  t->root_script.handle = reply;
  g_assert_true (troupe_proc_ask_as (t->base.proc, client, t->root, note_type (), note_body (1), take_answer, &answer,
                                     NULL, NULL));
  fixture_run (&t->base);
  g_assert_cmpuint (t->leaf_script.n_calls, ==, 1);
  g_assert_cmpuint (GPOINTER_TO_UINT (answer.data), ==, 7);
  troupe_instance_drop (t->client);

  g_assert_false (troupe_proc_send_as (t->base.proc, client, t->leaf, note_type (), note_body (2), &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND);
  g_assert_false (troupe_proc_ask_as (t->base.proc, client, t->leaf, note_type (), note_body (2), take_answer, &answer,
                                      NULL, &ask_error));
  g_assert_error (ask_error, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND);
}

static void
test_refs (House         *t,
           gconstpointer  unused)
{
  TroupeActorRef *ref = troupe_context_refer (t->root_script.context, t->leaf);
  TroupeActorRef *again = troupe_actor_ref_ref (ref);

  g_assert_true (again == ref);
  g_assert_true (troupe_actor_id_equal (troupe_actor_ref_get_id (ref), t->leaf));
  troupe_actor_ref_unref (ref);
  troupe_actor_ref_unref (again);
}

#define ADD(path, func) g_test_add (path, House, NULL, house_set_up, func, house_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/proc/context/tells-who-and-where-the-actor-is", test_who_and_where);
  ADD ("/proc/context/tells-one-time-for-a-whole-dispatch", test_time);
  ADD ("/proc/context/asks-and-answers", test_asks);
  ADD ("/proc/context/spawns-children", test_spawns);
  ADD ("/proc/context/stops-its-actor-after-what-waits", test_stops);
  ADD ("/proc/context/panics-once", test_panics);
  ADD ("/proc/context/refuses-a-body-of-another-form", test_send_refused);
  ADD ("/proc/context/nobody-sends-as-who-has-ended", test_send_as);
  ADD ("/proc/context/looks-an-actor-up-once", test_refs);

  return g_test_run ();
}
