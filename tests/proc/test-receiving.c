/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-error.h"
#include "proc/troupe-port.h"

/* Waiting for a message: in programs, in callbacks, and giving it up. */

typedef struct
{
  Fixture         parent;  /* first */
  TroupeInstance *client;
  TroupePort     *port;    /* (nullable) */
  guint           n_turns; /* of who waits */
  GCancellable   *cancellable;
} Scene;

static void
set_up (Scene         *scene,
        gconstpointer  unused)
{
  fixture_set_up (&scene->parent, NULL);
  scene->client = fixture_client (&scene->parent, "c");
  scene->port = troupe_instance_open_port (scene->client, note_type (), TROUPE_PORT_MODE_QUEUE, NULL);
  scene->cancellable = g_cancellable_new ();
}

static void
tear_down (Scene         *scene,
           gconstpointer  unused)
{
  g_clear_object (&scene->port);
  g_clear_object (&scene->client);
  g_clear_object (&scene->cancellable);
  fixture_tear_down (&scene->parent, NULL);
}

static void
put (Scene   *scene,
     guint64  id)
{
  GError *error = NULL;

  troupe_port_send (scene->port, NULL, note_type (), note_body (id), &error);
  g_assert_no_error (error);
}

/* What a callback was told. */
typedef struct
{
  guint   n_calls;
  guint64 id;     /* of the note; 0: none */
  GError *error;  /* (owned) (nullable) */
} Outcome;

static void
take_outcome (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Outcome *outcome = user_data;
  g_autoptr (GObject) again = g_async_result_get_source_object (result);
  g_autoptr (TroupeMessage) message = troupe_port_receive_finish (TROUPE_PORT (source), result, &outcome->error);

  g_assert_true (again == source);
  g_assert_true (g_async_result_get_user_data (result) == user_data);
  outcome->n_calls++;
  if (message != NULL)
    outcome->id = note_id (message);
}

static void
assert_outcome (Outcome *outcome,
                guint64  id)
{
  g_assert_cmpuint (outcome->n_calls, ==, 1);
  g_assert_no_error (outcome->error);
  g_assert_cmpuint (outcome->id, ==, id);
}

static void
test_async (Scene         *scene,
            gconstpointer  unused)
{
  Outcome outcomes[3] = { 0 };

  put (scene, 1);
  for (guint i = 0; i < 3; i++)
    troupe_port_receive_async (scene->port, NULL, take_outcome, &outcomes[i]);
  g_assert_cmpuint (outcomes[0].n_calls, ==, 0);
  fixture_run (&scene->parent);
  put (scene, 2);
  put (scene, 3);
  g_assert_cmpuint (outcomes[1].n_calls, ==, 0);
  fixture_run (&scene->parent);

  for (guint i = 0; i < 3; i++)
    assert_outcome (&outcomes[i], i + 1);
}

static void
test_async_closed (Scene         *scene,
                   gconstpointer  unused)
{
  Outcome outcomes[2] = { 0 };

  troupe_port_receive_async (scene->port, NULL, take_outcome, &outcomes[0]);
  troupe_instance_drop (scene->client);
  troupe_port_receive_async (scene->port, NULL, take_outcome, &outcomes[1]);
  g_assert_cmpuint (outcomes[0].n_calls, ==, 0);
  fixture_run (&scene->parent);

  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (outcomes[i].n_calls, ==, 1);
      g_assert_error (outcomes[i].error, TROUPE_ERROR, TROUPE_ERROR_CLOSED);
      g_clear_error (&outcomes[i].error);
    }
}

/* The message that comes after the cancellation is there for the next one who asks. */
static void
test_cancelled (Scene         *scene,
                gconstpointer  unused)
{
  Outcome given_up = { 0 };
  Outcome next = { 0 };

  troupe_port_receive_async (scene->port, scene->cancellable, take_outcome, &given_up);
  g_cancellable_cancel (scene->cancellable);
  put (scene, 1);
  g_assert_cmpuint (given_up.n_calls, ==, 0);
  fixture_run (&scene->parent);
  troupe_port_receive_async (scene->port, NULL, take_outcome, &next);
  fixture_run (&scene->parent);

  g_assert_error (given_up.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&given_up.error);
  assert_outcome (&next, 1);
}

static void
test_cancelled_before (Scene         *scene,
                       gconstpointer  unused)
{
  Outcome outcome = { 0 };

  put (scene, 1);
  g_cancellable_cancel (scene->cancellable);
  g_assert_null (troupe_port_receive (scene->port, scene->cancellable, &outcome.error));
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&outcome.error);

  troupe_port_receive_async (scene->port, NULL, take_outcome, &outcome);
  fixture_run (&scene->parent);
  assert_outcome (&outcome, 1);
}

static void
test_cancelled_after (Scene         *scene,
                      gconstpointer  unused)
{
  Outcome outcome = { 0 };

  troupe_port_receive_async (scene->port, scene->cancellable, take_outcome, &outcome);
  put (scene, 1);
  fixture_run (&scene->parent);
  g_cancellable_cancel (scene->cancellable);
  fixture_run (&scene->parent);

  assert_outcome (&outcome, 1);
}

static gpointer
cancel (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return NULL;
}

static void
test_cancelled_from_a_thread (Scene         *scene,
                              gconstpointer  unused)
{
  Outcome outcome = { 0 };
  GThread *thread;

  troupe_port_receive_async (scene->port, scene->cancellable, take_outcome, &outcome);
  thread = g_thread_new ("cancels", cancel, scene->cancellable);
  g_thread_join (thread);
  g_assert_cmpuint (outcome.n_calls, ==, 0);
  fixture_run (&scene->parent);

  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&outcome.error);
}

/* --- programs that wait --- */

static void
put_in_the_third_turn (Fixture *fixture)
{
  Scene *scene = (Scene *) fixture;

  if (++scene->n_turns == 3)
    put (scene, 7);
  troupe_world_wake (fixture->world);
}

static void
test_waits (Scene         *scene,
            gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TroupeMessage) message = NULL;

  scene->parent.iterating = put_in_the_third_turn;
  message = troupe_port_receive (scene->port, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (note_id (message), ==, 7);
  g_assert_cmpuint (scene->n_turns, ==, 3);
}

static void
test_waits_behind_others (Scene         *scene,
                          gconstpointer  unused)
{
  g_autoptr (TroupeMessage) message = NULL;
  Outcome outcome = { 0 };

  troupe_port_receive_async (scene->port, NULL, take_outcome, &outcome);
  put (scene, 1);
  put (scene, 2);
  g_assert_null (troupe_port_try_receive (scene->port, NULL));
  message = troupe_port_receive (scene->port, NULL, NULL);

  assert_outcome (&outcome, 1);
  g_assert_cmpuint (note_id (message), ==, 2);
}

static void
cancel_in_the_second_turn (Fixture *fixture)
{
  Scene *scene = (Scene *) fixture;

  if (++scene->n_turns == 2)
    g_cancellable_cancel (scene->cancellable);
  troupe_world_wake (fixture->world);
}

static void
test_waits_until_cancelled (Scene         *scene,
                            gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TroupeMessage) message = NULL;

  scene->parent.iterating = cancel_in_the_second_turn;
  g_assert_null (troupe_port_receive (scene->port, scene->cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  put (scene, 1);
  message = troupe_port_try_receive (scene->port, NULL);
  g_assert_cmpuint (note_id (message), ==, 1);
}

static void
drop_in_the_second_turn (Fixture *fixture)
{
  Scene *scene = (Scene *) fixture;

  if (++scene->n_turns == 2)
    troupe_instance_drop (scene->client);
  troupe_world_wake (fixture->world);
}

static void
test_waits_until_the_end (Scene         *scene,
                          gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;

  scene->parent.iterating = drop_in_the_second_turn;
  g_assert_null (troupe_port_receive (scene->port, NULL, &error));

  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_CLOSED);
}

/* Nothing can ever come: the world says so. */
static void
test_nothing_to_wait_for (Scene         *scene,
                          gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;
  Outcome outcome = { 0 };

  g_assert_null (troupe_port_receive (scene->port, NULL, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED);

  /* Who gave up does not stand in line any more. */
  put (scene, 1);
  troupe_port_receive_async (scene->port, NULL, take_outcome, &outcome);
  fixture_run (&scene->parent);
  assert_outcome (&outcome, 1);
}

static void
exit_in_the_second_turn (Fixture *fixture)
{
  Scene *scene = (Scene *) fixture;

  if (++scene->n_turns == 2)
    troupe_loop_give_up (fixture->loop);
  troupe_world_wake (fixture->world);
}

static void
test_process_ends (Scene         *scene,
                   gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;

  scene->parent.iterating = exit_in_the_second_turn;
  g_assert_null (troupe_port_receive (scene->port, NULL, &error));

  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_CLOSED);
}

static gboolean
receive_in_handler (TroupeContext  *context,
                    TroupeMessage  *message,
                    Script         *script,
                    GError        **error)
{
  g_autoptr (TroupePort) port = troupe_context_open_port (context, note_type (), TROUPE_PORT_MODE_QUEUE);
  g_autoptr (GError) own_error = NULL;

  g_assert_null (troupe_port_receive (port, NULL, &own_error));
  g_assert_error (own_error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED);

  /* What is there needs no waiting. */
  g_assert_true (troupe_port_send (port, context, note_type (), note_body (1), error));
  script->data = troupe_port_receive (port, NULL, error);

  return TRUE;
}

static void
test_in_handler (Scene         *scene,
                 gconstpointer  unused)
{
  Script script = { .handle = receive_in_handler };
  g_autoptr (TroupeActorId) a = fixture_spawn (&scene->parent, "a", &script);

  troupe_instance_send (scene->client, a, note_type (), note_body (1), NULL);
  fixture_run (&scene->parent);

  g_assert_nonnull (script.data);
  troupe_message_free (script.data);
}

/* --- actors that wait --- */

static void
complete_deferral (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  Script *script = user_data;

  script->data = troupe_port_receive_finish (TROUPE_PORT (source), result, NULL);
  troupe_deferral_complete (g_steal_pointer (&script->deferral));
}

/* The first note makes it wait, in the middle of handling it, for another one at a port of its own. */
static gboolean
wait_at_port (TroupeContext  *context,
              TroupeMessage  *message,
              Script         *script,
              GError        **error)
{
  g_autoptr (TroupePort) port = NULL;
  g_autoptr (TroupePortRef) ref = NULL;

  if (script->n_calls > 1)
    return TRUE;

  port = troupe_context_open_port (context, note_type (), TROUPE_PORT_MODE_ONCE);
  ref = troupe_port_bind (port);
  g_assert_cmpuint (troupe_port_id_get_index (troupe_port_ref_get_id (ref)), ==, 1024);
  script->deferral = troupe_context_defer (context);
  troupe_port_receive_async (port, NULL, complete_deferral, script);

  return TRUE;
}

static void
test_beside_a_call (Scene         *scene,
                    gconstpointer  unused)
{
  Script script = { .handle = wait_at_port };
  g_autoptr (TroupeActorId) a = fixture_spawn (&scene->parent, "a", &script);
  g_autoptr (TroupePortRef) ref = troupe_port_ref_parse ("local:1,p0,a[0][1024];once;type=note", NULL);

  troupe_instance_send (scene->client, a, note_type (), note_body (1), NULL);
  troupe_instance_send (scene->client, a, note_type (), note_body (2), NULL);
  fixture_run (&scene->parent);
  g_assert_cmpuint (script.n_calls, ==, 1);
  troupe_instance_send_to_port (scene->client, ref, NULL, note_body (3), NULL);
  fixture_run (&scene->parent);

  g_assert_cmpuint (script.n_calls, ==, 2);
  g_assert_cmpuint (note_id (script.data), ==, 3);
  troupe_message_free (script.data);
}

/* The loop goes while someone waits: nobody is called, nothing is left. */
static void
test_loop_ends (Scene         *scene,
                gconstpointer  unused)
{
  Outcome outcome = { 0 };

  troupe_port_receive_async (scene->port, NULL, take_outcome, &outcome);
  g_assert_finalize_object (g_steal_pointer (&scene->client));
  g_assert_finalize_object (g_steal_pointer (&scene->parent.proc));
  g_assert_finalize_object (g_steal_pointer (&scene->parent.loop));

  g_assert_cmpuint (outcome.n_calls, ==, 0);
  g_assert_finalize_object (g_steal_pointer (&scene->port));
}

static void
test_proc_ends (Scene         *scene,
                gconstpointer  unused)
{
  Script script = { .handle = wait_at_port };
  g_autoptr (TroupeActorId) a = fixture_spawn (&scene->parent, "a", &script);

  troupe_instance_send (scene->client, a, note_type (), note_body (1), NULL);
  fixture_run (&scene->parent);
  g_clear_object (&scene->port);
  g_clear_object (&scene->client);
  g_assert_finalize_object (g_steal_pointer (&scene->parent.proc));
  g_assert_finalize_object (g_steal_pointer (&scene->parent.loop));

  g_assert_nonnull (script.deferral);
  troupe_deferral_unref (script.deferral);
}

#define ADD(name, func) g_test_add ("/proc/receiving/" name, Scene, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("those-who-wait-get-their-messages-in-order", test_async);
  ADD ("those-who-wait-hear-of-the-end", test_async_closed);
  ADD ("a-cancelled-wait-swallows-no-message", test_cancelled);
  ADD ("who-is-cancelled-before-takes-nothing", test_cancelled_before);
  ADD ("who-is-cancelled-after-has-the-message", test_cancelled_after);
  ADD ("a-wait-can-be-cancelled-from-another-thread", test_cancelled_from_a_thread);
  ADD ("a-program-waits-while-the-loop-runs", test_waits);
  ADD ("a-program-waits-behind-others", test_waits_behind_others);
  ADD ("a-program-waits-until-it-is-cancelled", test_waits_until_cancelled);
  ADD ("a-program-waits-until-nothing-can-come", test_waits_until_the_end);
  ADD ("a-world-that-stands-still-is-not-waited-for", test_nothing_to_wait_for);
  ADD ("a-process-that-ends-is-not-waited-for", test_process_ends);
  ADD ("a-handler-must-not-wait", test_in_handler);
  ADD ("a-port-is-reached-beside-an-open-call", test_beside_a_call);
  ADD ("a-loop-that-ends-calls-nobody", test_loop_ends);
  ADD ("a-proc-that-ends-calls-nobody", test_proc_ends);

  return g_test_run ();
}
