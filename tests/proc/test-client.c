/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-error.h"
#include "proc/troupe-proc-core-private.h"

/* Clients that are children of an actor: `root` has a child `leaf`, and clients below it. */

typedef struct
{
  Fixture         base;
  Script          root_script;
  Script          leaf_script;
  TroupeActorId  *root;
  TroupeActorId  *leaf;
  TroupeInstance *client; /* (nullable): below root */
} Household;

static TroupeSupervision
take_all (TroupeContext           *context,
          TroupeSupervisionEvent  *event,
          Script                  *script,
          GError                 **error)
{
  return TROUPE_SUPERVISION_HANDLED;
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

static gboolean
reply (TroupeContext  *context,
       TroupeMessage  *message,
       Script         *script,
       GError        **error)
{
  return troupe_context_reply (context, message, note_type (), note_body (7), error);
}

static TroupeInstance *
household_open (Household  *t,
                const char *name)
{
  GError *error = NULL;
  TroupeInstance *client = troupe_context_create_client (t->root_script.context, name, TROUPE_CLIENT_INTROSPECTABLE,
                                                         &error);

  g_assert_no_error (error);

  return client;
}

static void
household_set_up (Household     *self,
                  gconstpointer  unused)
{
  fixture_set_up (&self->base, NULL);
  self->root_script.supervise = take_all;
  self->root = fixture_spawn (&self->base, "root", &self->root_script);
  self->leaf = fixture_spawn_child (&self->base, self->root, "leaf", &self->leaf_script);
  fixture_run (&self->base);
  self->client = household_open (self, "desk");
  fixture_forget (&self->base);
}

static void
household_tear_down (Household     *self,
                     gconstpointer  unused)
{
  g_clear_object (&self->client);
  troupe_actor_id_unref (self->root);
  troupe_actor_id_unref (self->leaf);
  fixture_tear_down (&self->base, NULL);
}

static void
assert_children (Household  *t,
                 const char *expected)
{
  g_autoptr (GPtrArray) ids = troupe_proc_list_children (t->base.proc, t->root);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (text, "%s[%u] ", troupe_actor_id_get_name (ids->pdata[i]),
                            (guint) troupe_actor_id_get_pid (ids->pdata[i]));

  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_identity (Household     *t,
               gconstpointer  unused)
{
  g_autoptr (TroupeInstance) unnamed = household_open (t, NULL);

  assert_children (t, "leaf[1] desk[2] root[3] ");
  fixture_expect (&t->base, "status", "status root[3] client\n");
}

static void
count_answer (TroupeMessage *message,
              TroupeReason   reason,
              gpointer       user_data)
{
  g_assert_cmpuint (note_id (message), ==, 7);
  ++*(guint *) user_data;
}

static void
test_talks (Household     *t,
            gconstpointer  unused)
{
  guint n_answers = 0;

  t->leaf_script.handle = reply;
  troupe_instance_ask (t->client, t->leaf, note_type (), note_body (1), count_answer, &n_answers, NULL, NULL);
  fixture_run (&t->base);

  g_assert_cmpuint (n_answers, ==, 1);
}

/* The original keeps the link of a client that was dropped for as long as the parent lives. */
static void
test_dropped (Household     *t,
              gconstpointer  unused)
{
  for (guint i = 0; i < 100; i++)
    {
      TroupeInstance *short_lived = household_open (t, "visitor");

      g_object_unref (short_lived);
    }
  assert_children (t, "leaf[1] desk[2] ");
  fixture_forget (&t->base);
  troupe_instance_drop (t->client);
  fixture_run (&t->base);

  assert_children (t, "leaf[1] ");
  fixture_expect (&t->base, "dropped status snapshot supervised",
                  "dropped desk[2]\n"
                  "status desk[2] stopped: instance is dropped\n"
                  "snapshot desk[2] stopped: instance is dropped\n");
}

static void
test_parent_stops (Household     *t,
                   gconstpointer  unused)
{
  troupe_proc_stop_actor (t->base.proc, t->root, "closing");
  fixture_run (&t->base);

  g_assert_cmpint (troupe_instance_get_status (t->client), ==, TROUPE_ACTOR_STATUS_STOPPED);
  fixture_expect (&t->base, "dropped snapshot supervised",
                  "dropped desk[2]\n"
                  "snapshot desk[2] stopped: parent stopping\n"
                  "snapshot leaf[1] stopped: parent stopping\n"
                  "supervised root leaf[1] via leaf[1] handled\n"
                  "snapshot root stopped: closing\n");
}

static void
test_parent_fails (Household     *t,
                   gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;

  t->leaf_script.handle = fail_handler;
  t->root_script.supervise = NULL;
  troupe_instance_send (t->client, t->leaf, note_type (), note_body (1), NULL);
  fixture_run (&t->base);

  g_assert_cmpint (troupe_instance_get_status (t->client), ==, TROUPE_ACTOR_STATUS_STOPPED);
  g_assert_false (troupe_instance_send (t->client, t->leaf, note_type (), note_body (2), &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_CLOSED);
}

static void
test_has_no_children (Household     *t,
                      gconstpointer  unused)
{
  g_autoptr (TroupeActor) actor = scripted_actor_new (&t->leaf_script);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) late_error = NULL;

  g_assert_null (troupe_instance_spawn (t->client, "x", actor, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED);
  troupe_instance_drop (t->client);
  g_assert_null (troupe_instance_spawn (t->client, "x", actor, &late_error));
  g_assert_error (late_error, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND);
}

static gboolean
open_too_late (TroupeContext  *context,
               const GError   *failure,
               Script         *script,
               GError        **error)
{
  GError *refusal = NULL;

  g_assert_null (troupe_context_create_client (context, "late", TROUPE_CLIENT_PLAIN, &refusal));
  g_assert_error (refusal, TROUPE_ERROR, TROUPE_ERROR_CLOSED);
  g_error_free (refusal);

  return TRUE;
}

static void
test_refused (Household     *t,
              gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (troupe_context_create_client (t->root_script.context, "no name", TROUPE_CLIENT_PLAIN, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_NAME);
  t->root_script.cleanup = open_too_late;
  troupe_proc_stop_actor (t->base.proc, t->root, "closing");
  fixture_run (&t->base);

  g_assert_cmpuint (t->root_script.n_cleanups, ==, 1);
}

static void
free_script_client (gpointer state)
{
  g_object_unref (((Script *) state)->data);
}

static const TroupeBehavior keeper_behavior = { .type_name = "keeper", .free = free_script_client };

/* Who holds a client of its own is not held by it: the last reference to the proc ends both. */
static void
test_held_by_its_parent (Household     *t,
                         gconstpointer  unused)
{
  Script script = { 0 };
  TroupeActorRef *keeper = troupe_context_spawn_behavior (t->root_script.context, "keeper",
                                                                     &keeper_behavior, &script, NULL);
  TroupeContext *context = (TroupeContext *) troupe_proc_find_cell (t->base.proc, keeper->id);
  TroupeInstance *own;

  own = troupe_context_create_client (context, "own", TROUPE_CLIENT_PLAIN, NULL);
  script.data = own;
  g_object_ref (own);
  g_clear_pointer (&keeper, troupe_actor_ref_unref);
  g_clear_object (&t->client);
  fixture_run (&t->base);
  fixture_forget (&t->base);
  g_assert_finalize_object (g_steal_pointer (&t->base.proc));

  fixture_expect (&t->base, "snapshot status dropped", "");
  g_assert_cmpint (troupe_instance_get_status (own), ==, TROUPE_ACTOR_STATUS_STOPPED);
  g_assert_finalize_object (own);
}

#define ADD(path, func) g_test_add (path, Household, NULL, household_set_up, func, household_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/proc/client/a-child-takes-its-pid-from-its-parents-domain", test_identity);
  ADD ("/proc/client/a-child-talks-like-any-client", test_talks);
  ADD ("/proc/client/a-dropped-child-is-a-child-no-more", test_dropped);
  ADD ("/proc/client/a-child-is-dropped-when-its-parent-stops", test_parent_stops);
  ADD ("/proc/client/a-child-is-dropped-when-its-parent-fails", test_parent_fails);
  ADD ("/proc/client/a-child-has-no-children", test_has_no_children);
  ADD ("/proc/client/an-ending-actor-opens-none", test_refused);
  ADD ("/proc/client/a-child-that-its-parent-holds-leaks-nothing", test_held_by_its_parent);

  return g_test_run ();
}
