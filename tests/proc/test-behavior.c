/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-error.h"

/* What an actor is spawned with lives until the fixture is torn down: it is static.
 *
 * Actors without a GObject, and messages without a GVariant or a lookup. Each way of sending is tried with the
 * listener of the fixture and without: what happens must not depend on it. */

typedef struct
{
  guint           n_calls;    /* of handle */
  guint           n_frees;
  guint64         last;       /* what the last note said */
  TroupeActorRef *to;         /* (nullable): where a note goes on to */
  GError         *error;      /* (owned) (nullable): of sending it on */
  GError         *fail_with;  /* (nullable): what handle fails with */
} Counter;

static gboolean
counter_handle (gpointer        state,
                TroupeContext  *context,
                TroupeMessage  *message,
                GError        **error)
{
  Counter *self = state;

  self->n_calls++;
  self->last = note_id (message);
  if (self->fail_with != NULL)
    {
      g_propagate_error (error, g_error_copy (self->fail_with));
      return FALSE;
    }
  if (self->to != NULL)
    return troupe_context_send_data (context, self->to, note_type (), &self->last, sizeof self->last, error);

  return TRUE;
}

static void
counter_free (gpointer state)
{
  Counter *self = state;

  self->n_frees++;
}

static TroupeBehavior *
counter_behavior (void)
{
  static TroupeBehavior behavior = { .type_name = "counter", .handle = counter_handle, .free = counter_free };

  troupe_behavior_accept (&behavior, note_type ());

  return &behavior;
}

static TroupeActorRef *
spawn (Fixture    *f,
       const char *name,
       Counter    *counter)
{
  GError *error = NULL;
  TroupeActorRef *ref = troupe_proc_spawn_behavior (f->proc, name, counter_behavior (), counter, &error);

  g_assert_no_error (error);

  return ref;
}

static void
send_note (Fixture        *f,
           TroupeActorRef *receiver,
           guint64         id)
{
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  troupe_instance_send (client, troupe_actor_ref_get_id (receiver), note_type (), note_body (id), NULL);
  fixture_run (f);
}

static void
test_accepts (void)
{
  g_assert_true (troupe_behavior_accepts (counter_behavior (), note_type ()));
  g_assert_false (troupe_behavior_accepts (counter_behavior (), other_type ()));
}

static void
test_freed_once (Fixture       *f,
                 gconstpointer  unused)
{
  static Counter counter;
  g_autoptr (TroupeActorRef) a = spawn (f, "a", &counter);

  fixture_run (f);
  g_assert_cmpuint (counter.n_frees, ==, 0);
  troupe_proc_stop_actor (f->proc, troupe_actor_ref_get_id (a), "enough");
  fixture_run (f);

  g_assert_cmpuint (counter.n_frees, ==, 1);
  fixture_expect (f, "spawned status snapshot",
                  "spawned a\n"
                  "status a initializing\n"
                  "status a idle\n"
                  "status a stopping\n"
                  "status a stopped: enough\n"
                  "snapshot a stopped: enough\n");
}

static void
test_state_stays_on_error (Fixture       *f,
                           gconstpointer  unused)
{
  static Counter counter;
  g_autoptr (TroupeActorRef) a = spawn (f, "a", &counter);
  g_autoptr (GError) error = NULL;

  g_assert_null (troupe_proc_spawn_behavior (f->proc, "a", counter_behavior (), &counter, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS);
  g_assert_cmpuint (counter.n_frees, ==, 0);
}

static void
test_sends_on (Fixture       *f,
               gconstpointer  unused)
{
  static Counter last;
  g_autoptr (TroupeActorRef) b = spawn (f, "b", &last);
  static Counter first;
  g_autoptr (TroupeActorRef) a = spawn (f, "a", &first);

  first.to = b;
  fixture_forget (f);
  send_note (f, a, 7);
  g_assert_cmpuint (last.last, ==, 7);
  fixture_expect (f, "sent delivered handled",
                  "sent c a note\n"
                  "delivered a c note\n"
                  "sent a b note\n"
                  "delivered b a note\n"
                  "handled a c note\n"
                  "handled b a note\n");
}

static void
test_sends_on_unheard (Fixture       *f,
                       gconstpointer  unused)
{
  static Counter last;
  g_autoptr (TroupeActorRef) b = spawn (f, "b", &last);
  static Counter first;
  g_autoptr (TroupeActorRef) a = spawn (f, "a", &first);

  first.to = b;
  troupe_world_set_event_mask (f->world, 0);
  for (guint64 i = 1; i <= 100; i++)
    send_note (f, a, i);
  g_assert_cmpuint (last.n_calls, ==, 100);
  g_assert_cmpuint (last.last, ==, 100);
}

static void
test_unheard_send_comes_back (Fixture       *f,
                              gconstpointer  unused)
{
  static Counter last;
  g_autoptr (TroupeActorRef) b = spawn (f, "b", &last);
  static Counter first;
  g_autoptr (TroupeActorRef) a = spawn (f, "a", &first);

  first.to = b;
  fixture_run (f);
  troupe_proc_stop_actor (f->proc, troupe_actor_ref_get_id (b), NULL);
  fixture_run (f);
  troupe_world_set_event_mask (f->world, 0);
  send_note (f, a, 1);

  /* It failed over the return; nobody is above it. */
  g_assert_cmpint (f->exit_code, ==, 1);
  g_assert_nonnull (strstr (f->exit_text, "Message note to local:1,p0,b[0] came back: actor-stopped"));
}

static gboolean
send_wrong_size (gpointer        state,
                 TroupeContext  *context,
                 TroupeMessage  *message,
                 GError        **error)
{
  Counter *self = state;
  guint32 half = 1;

  g_assert_false (troupe_context_send_data (context, self->to, note_type (), &half, sizeof half, &self->error));

  return TRUE;
}

static void
test_wrong_size (Fixture       *f,
                 gconstpointer  unused)
{
  static TroupeBehavior behavior = { .type_name = "wrong", .handle = send_wrong_size };
  static Counter last;
  g_autoptr (TroupeActorRef) b = spawn (f, "b", &last);
  static Counter first;
  g_autoptr (TroupeActorRef) a = NULL;

  first.to = b;
  troupe_behavior_accept (&behavior, note_type ());
  a = troupe_proc_spawn_behavior (f->proc, "a", &behavior, &first, NULL);
  send_note (f, a, 1);
  g_assert_error (first.error, TROUPE_ERROR, TROUPE_ERROR_INVALID_MESSAGE);
  g_assert_cmpstr (first.error->message, ==, "Could not make a message note from data: it is 4 bytes, not 8");
  g_assert_cmpuint (last.n_calls, ==, 0);
  g_clear_error (&first.error);
}

static gboolean
spawn_child (gpointer        state,
             TroupeContext  *context,
             TroupeMessage  *message,
             GError        **error)
{
  g_autoptr (TroupeActorRef) child = NULL;

  child = troupe_context_spawn_behavior (context, "child", counter_behavior (), state, error);

  return child != NULL;
}

static void
test_child_failure_climbs (Fixture       *f,
                           gconstpointer  unused)
{
  static TroupeBehavior behavior = { .type_name = "parent", .handle = spawn_child };
  g_autoptr (GError) failure = g_error_new_literal (TROUPE_ERROR, TROUPE_ERROR_FAILED, "no good");
  static Counter counter;
  g_autoptr (TroupeActorRef) a = NULL;
  g_autoptr (TroupeActorId) child = troupe_actor_id_parse ("local:1,p0,child[1]", NULL);
  g_autoptr (TroupeActorRef) ref = troupe_proc_refer (f->proc, child);

  counter.fail_with = failure;
  troupe_behavior_accept (&behavior, note_type ());
  a = troupe_proc_spawn_behavior (f->proc, "a", &behavior, &counter, NULL);
  send_note (f, a, 1);
  fixture_forget (f);
  send_note (f, ref, 2);

  fixture_expect (f, "supervised unhandled", "supervised a child[1] via child[1] unhandled\nunhandled child[1]\n");
  g_assert_cmpint (f->exit_code, ==, 1);
}

static void
test_refs_are_one_pointer (Fixture       *f,
                           gconstpointer  unused)
{
  static Counter counter;
  g_autoptr (TroupeActorRef) a = spawn (f, "a", &counter);
  g_autoptr (TroupeActorId) id = troupe_actor_id_parse ("local:1,p0,a", NULL);
  g_autoptr (TroupeActorRef) again = troupe_proc_refer (f->proc, id);

  g_assert_true (a == again);
  g_assert_true (troupe_actor_id_equal (troupe_actor_ref_get_id (again), id));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/proc/behavior/accepts-what-it-was-told", test_accepts);
  ADD ("/proc/behavior/its-state-is-freed-once-when-the-actor-is-gone", test_freed_once);
  ADD ("/proc/behavior/the-state-stays-with-the-caller-on-error", test_state_stays_on_error);
  ADD ("/proc/behavior/a-child-fails-and-its-parent-declines-by-default", test_child_failure_climbs);
  ADD ("/proc/send-data/is-sent-delivered-and-handled", test_sends_on);
  ADD ("/proc/send-data/arrives-also-where-nobody-listens", test_sends_on_unheard);
  ADD ("/proc/send-data/comes-back-also-where-nobody-listens", test_unheard_send_comes_back);
  ADD ("/proc/send-data/of-another-size-is-refused-to-the-caller", test_wrong_size);
  ADD ("/proc/actor-ref/of-one-actor-is-one-pointer", test_refs_are_one_pointer);

  return g_test_run ();
}
