/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-error.h"
#include "proc/troupe-port.h"

/* Ports: how they are bound, who reaches them, and what becomes of their messages. */

static TroupePort *
open_port (TroupeInstance *client,
           TroupePortMode  mode)
{
  GError *error = NULL;
  TroupePort *port = troupe_instance_open_port (client, note_type (), mode, &error);

  g_assert_no_error (error);

  return port;
}

static void
send_note (TroupeInstance *client,
           TroupePortRef  *ref,
           guint64         id)
{
  GError *error = NULL;

  troupe_instance_send_to_port (client, ref, NULL, note_body (id), &error);
  g_assert_no_error (error);
}

static void
assert_receives (TroupePort *port,
                 guint64     id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TroupeMessage) message = troupe_port_try_receive (port, &error);

  g_assert_no_error (error);
  g_assert_nonnull (message);
  g_assert_cmpuint (note_id (message), ==, id);
}

static void
assert_receives_nothing (TroupePort *port)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (troupe_port_try_receive (port, &error));
  g_assert_no_error (error);
}

static void
assert_closed (TroupePort *port,
               const char *text)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (troupe_port_try_receive (port, &error));
      g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_CLOSED);
      g_assert_cmpstr (error->message, ==, text);
    }
}

/* --- references --- */

static const TroupeMessageType *
subscribe_type (void)
{
  static const TroupeMessageField fields[] = {
    { "port", TROUPE_PORT_REF_SIGNATURE, "Where to send" },
  };

  return troupe_message_type_register ("test.subscribe", fields, 1, "Asks for notes at a port");
}

/* Sends a note to each port that it gets. */
static gboolean
publish (TroupeInstance  *self,
         TroupeMessage   *message,
         gpointer         user_data,
         GError         **error)
{
  g_autoptr (GVariant) field = troupe_message_dup_field (message, "port");
  g_autoptr (TroupePortRef) ref = troupe_port_ref_from_variant (field, error);

  return ref != NULL && troupe_instance_send_to_port (self, ref, NULL, note_body (42), error);
}

static void
test_travels (Fixture       *f,
              gconstpointer  unused)
{
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  g_autoptr (TroupeInstance) publisher = troupe_proc_create_actor_instance (f->proc, "a", publish, NULL, NULL, NULL);
  g_autoptr (TroupePort) port = open_port (client, TROUPE_PORT_MODE_QUEUE);
  g_autoptr (TroupePortRef) ref = troupe_port_bind (port);

  troupe_instance_accept (publisher, subscribe_type ());
  troupe_instance_send (client, troupe_instance_get_id (publisher), subscribe_type (),
                        g_variant_new ("(@" TROUPE_PORT_REF_SIGNATURE ")", troupe_port_ref_to_variant (ref)), NULL);
  fixture_run (f);

  assert_receives (port, 42);
  fixture_expect (f, "sent delivered handled returned",
                  "sent c a test.subscribe\n"
                  "delivered a c test.subscribe\n"
                  "sent a c note\n"
                  "delivered c a note\n"
                  "handled a c test.subscribe\n"
                  "handled c a note\n");
}

static void
test_binding_is_repeatable (Fixture       *f,
                            gconstpointer  unused)
{
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  g_autoptr (TroupePort) port = open_port (client, TROUPE_PORT_MODE_ONCE);
  g_autoptr (TroupePortRef) first = troupe_port_bind (port);
  g_autoptr (TroupePortRef) second = troupe_port_bind (port);
  g_autofree char *text = troupe_port_ref_to_string (first);

  g_assert_true (first == second);
  g_assert_cmpstr (text, ==, "local:1,p0,c[0][1024];once;type=note");
}

static void
test_unbound (Fixture       *f,
              gconstpointer  unused)
{
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  g_autoptr (TroupePort) port = open_port (client, TROUPE_PORT_MODE_QUEUE);
  g_autoptr (TroupePortRef) guess = troupe_port_ref_parse ("local:1,p0,c[0][1024]", NULL);

  troupe_instance_send_to_port (client, guess, note_type (), note_body (1), NULL);
  g_assert_true (troupe_port_send (port, NULL, note_type (), note_body (2), NULL));

  assert_receives (port, 2);
  fixture_expect (f, "returned", "returned c c note no-such-port\n");
}

static void
test_no_return (Fixture       *f,
                gconstpointer  unused)
{
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  g_autoptr (TroupePortRef) ref = troupe_port_ref_parse ("local:1,p0,c[0][1024];no-return;type=note", NULL);

  send_note (client, ref, 1);

  fixture_expect (f, "returned abandoned", "abandoned c c note no-such-port\n");
}

static void
test_bad_sends (Fixture       *f,
                gconstpointer  unused)
{
  static const struct
  {
    const char  *ref;
    gboolean     is_typed;
    TroupeError  code;
  } cases[] = {
    { "local:1,p0,c[0][1024];type=other", TRUE, TROUPE_ERROR_INVALID_MESSAGE },
    { "local:1,p0,c[0][1024];type=no.such.type", TRUE, TROUPE_ERROR_UNKNOWN_TYPE },
    { "local:1,p0,c[0][1024]", FALSE, TROUPE_ERROR_INVALID_MESSAGE },
    { "local:1,p0,c[0][1024];type=other", FALSE, TROUPE_ERROR_INVALID_MESSAGE },
  };
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  other_type ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TroupePortRef) ref = troupe_port_ref_parse (cases[i].ref, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_false (troupe_instance_send_to_port (client, ref, cases[i].is_typed ? note_type () : NULL,
                                                    note_body (1), &error));
      g_assert_error (error, TROUPE_ERROR, (int) cases[i].code);
    }
  fixture_expect (f, "sent", "");
}

/* --- handlers --- */

static void
test_handler (Fixture       *f,
              gconstpointer  unused)
{
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  g_autoptr (TroupePort) port = open_port (client, TROUPE_PORT_MODE_QUEUE);
  g_autoptr (TroupePortRef) ref = troupe_port_bind_handler (port, NULL);
  g_autoptr (TroupePortRef) again = troupe_port_bind (port);

  troupe_instance_send (client, troupe_instance_get_id (client), note_type (), note_body (7), NULL);

  assert_receives (port, 7);
  g_assert_true (ref == again);
  g_assert_cmpuint (troupe_port_id_get_index (troupe_port_ref_get_id (ref)), ==,
                    troupe_message_type_get_port (note_type ()));
}

static void
assert_no_handler (TroupePort  *port,
                   TroupeError  code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (troupe_port_bind_handler (port, &error));
  g_assert_error (error, TROUPE_ERROR, (int) code);
}

static void
test_handler_taken (Fixture       *f,
                    gconstpointer  unused)
{
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  g_autoptr (TroupeInstance) actor = troupe_proc_create_actor_instance (f->proc, "a", publish, NULL, NULL, NULL);
  g_autoptr (TroupePort) bound = open_port (client, TROUPE_PORT_MODE_QUEUE);
  g_autoptr (TroupePort) first = open_port (client, TROUPE_PORT_MODE_QUEUE);
  g_autoptr (TroupePort) second = open_port (client, TROUPE_PORT_MODE_QUEUE);
  g_autoptr (TroupePort) of_actor = open_port (actor, TROUPE_PORT_MODE_QUEUE);
  g_autoptr (TroupePort) control = troupe_instance_open_port (client, troupe_message_type_stop (),
                                                              TROUPE_PORT_MODE_QUEUE, NULL);
  g_autoptr (TroupePortRef) bound_ref G_GNUC_UNUSED = troupe_port_bind (bound);
  g_autoptr (TroupePortRef) first_ref = troupe_port_bind_handler (first, NULL);

  troupe_instance_accept (actor, note_type ());

  g_assert_nonnull (first_ref);
  assert_no_handler (bound, TROUPE_ERROR_EXISTS);
  assert_no_handler (first, TROUPE_ERROR_EXISTS);
  assert_no_handler (second, TROUPE_ERROR_EXISTS);
  assert_no_handler (of_actor, TROUPE_ERROR_EXISTS);
  assert_no_handler (control, TROUPE_ERROR_NOT_SUPPORTED);
  troupe_port_close (second, NULL);
  assert_no_handler (second, TROUPE_ERROR_CLOSED);
}

static void
take_answer (TroupeMessage *reply,
             TroupeReason   reason,
             gpointer       user_data)
{
  *(guint64 *) user_data = reply != NULL ? note_id (reply) : 0;
}

static void
test_client_answers (Fixture       *f,
                     gconstpointer  unused)
{
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  g_autoptr (TroupePort) port = open_port (client, TROUPE_PORT_MODE_QUEUE);
  g_autoptr (TroupePortRef) ref G_GNUC_UNUSED = troupe_port_bind_handler (port, NULL);
  g_autoptr (TroupeMessage) question = NULL;
  g_autoptr (TroupePortRef) reply_port = NULL;
  guint64 answers[2] = { 0 };

  for (guint i = 0; i < 2; i++)
    troupe_instance_ask (client, troupe_instance_get_id (client), note_type (), note_body (i), take_answer,
                         &answers[i], NULL, NULL);
  question = troupe_port_try_receive (port, NULL);
  troupe_instance_reply (client, question, note_type (), note_body (10), NULL);
  g_clear_pointer (&question, troupe_message_free);
  question = troupe_port_try_receive (port, NULL);
  reply_port = troupe_message_dup_reply_port (question);
  troupe_instance_send_to_port (client, reply_port, note_type (), note_body (11), NULL);
  fixture_run (f);

  g_assert_cmpuint (answers[0], ==, 10);
  g_assert_cmpuint (answers[1], ==, 11);
  fixture_expect (f, "returned abandoned", "");
}

/* --- what a port makes of its messages --- */

static void
test_queue (Fixture       *f,
            gconstpointer  unused)
{
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  g_autoptr (TroupePort) port = open_port (client, TROUPE_PORT_MODE_QUEUE);
  g_autoptr (TroupePortRef) ref = troupe_port_bind (port);
  g_autoptr (GPtrArray) drained = NULL;

  for (guint64 i = 1; i <= 8; i++)
    send_note (client, ref, i);
  drained = troupe_port_drain (port);
  for (guint64 i = 9; i <= 10; i++)
    send_note (client, ref, i);

  g_assert_cmpuint (drained->len, ==, 8);
  g_assert_cmpuint (note_id (drained->pdata[7]), ==, 8);
  assert_receives (port, 9);
  assert_receives (port, 10);
  assert_receives_nothing (port);
}

static void
test_latest (Fixture       *f,
             gconstpointer  unused)
{
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  g_autoptr (TroupePort) port = open_port (client, TROUPE_PORT_MODE_LATEST);
  g_autoptr (TroupePortRef) ref = troupe_port_bind (port);
  g_autoptr (GPtrArray) drained = NULL;

  for (guint64 i = 1; i <= 3; i++)
    send_note (client, ref, i);
  assert_receives (port, 3);
  assert_receives_nothing (port);
  for (guint64 i = 4; i <= 5; i++)
    send_note (client, ref, i);
  drained = troupe_port_drain (port);

  g_assert_cmpuint (drained->len, ==, 1);
  g_assert_cmpuint (note_id (drained->pdata[0]), ==, 5);
  fixture_expect (f, "handled returned lost",
                  "handled c c note\nhandled c c note\nhandled c c note\nhandled c c note\nhandled c c note\n");
}

static void
test_once (Fixture       *f,
           gconstpointer  unused)
{
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  g_autoptr (TroupePort) port = open_port (client, TROUPE_PORT_MODE_ONCE);
  g_autoptr (TroupePortRef) ref = troupe_port_bind (port);

  g_assert_true (troupe_port_is_open (port));
  send_note (client, ref, 1);
  send_note (client, ref, 2);

  g_assert_false (troupe_port_is_open (port));
  assert_receives (port, 1);
  assert_closed (port, "Could not receive from a port of 'c': it has taken its one message");
  fixture_expect (f, "returned", "returned c c note no-such-port\n");
}

static void
test_bad_message (Fixture       *f,
                  gconstpointer  unused)
{
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  g_autoptr (TroupePort) port = open_port (client, TROUPE_PORT_MODE_QUEUE);
  g_autoptr (TroupePortRef) ref = troupe_port_bind (port);
  g_autoptr (TroupePortRef) untyped = troupe_port_ref_new (troupe_port_ref_get_id (ref), NULL, TROUPE_PORT_DEFAULT);
  g_autoptr (GError) error = NULL;

  troupe_instance_send_to_port (client, untyped, other_type (), NULL, NULL);
  g_assert_false (troupe_port_send (port, NULL, other_type (), NULL, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_MESSAGE);
  send_note (client, ref, 1);

  assert_receives (port, 1);
  fixture_expect (f, "returned", "returned c c other type-mismatch\n");
}

static void
test_untyped (Fixture       *f,
              gconstpointer  unused)
{
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  g_autoptr (TroupePort) port = troupe_instance_open_port (client, NULL, TROUPE_PORT_MODE_QUEUE, NULL);
  g_autoptr (TroupePortRef) ref = troupe_port_bind (port);
  g_autoptr (TroupeMessage) message = NULL;

  troupe_instance_send_to_port (client, ref, other_type (), NULL, NULL);
  troupe_instance_send_to_port (client, ref, note_type (), note_body (2), NULL);

  message = troupe_port_try_receive (port, NULL);
  g_assert_true (troupe_message_is (message, other_type ()));
  assert_receives (port, 2);
}

/* --- ends --- */

static void
test_close (Fixture       *f,
            gconstpointer  unused)
{
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  g_autoptr (TroupePort) port = open_port (client, TROUPE_PORT_MODE_QUEUE);
  g_autoptr (TroupePortRef) ref = troupe_port_bind (port);
  g_autoptr (GError) error = NULL;

  send_note (client, ref, 1);
  troupe_port_close (port, "enough is enough");
  troupe_port_close (port, "not this");
  send_note (client, ref, 2);

  g_assert_false (troupe_port_send (port, NULL, note_type (), note_body (3), &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_CLOSED);
  assert_receives (port, 1);
  assert_closed (port, "Could not receive from a port of 'c': enough is enough");
  fixture_expect (f, "returned handled", "returned c c note no-such-port\nhandled c c note\n");
}

static void
test_let_go (Fixture       *f,
             gconstpointer  unused)
{
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  TroupePort *port = open_port (client, TROUPE_PORT_MODE_QUEUE);
  g_autoptr (TroupePortRef) ref = troupe_port_bind (port);

  send_note (client, ref, 1);
  send_note (client, ref, 2);
  g_assert_finalize_object (port);
  send_note (client, ref, 3);

  fixture_expect (f, "returned",
                  "returned c c note no-such-port\n"
                  "returned c c note no-such-port\n"
                  "returned c c note no-such-port\n");
}

static void
test_client_dropped (Fixture       *f,
                     gconstpointer  unused)
{
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  g_autoptr (TroupeInstance) other = fixture_client (f, "d");
  g_autoptr (TroupePort) port = open_port (client, TROUPE_PORT_MODE_QUEUE);
  g_autoptr (TroupePortRef) ref = troupe_port_bind (port);
  g_autoptr (GError) error = NULL;

  send_note (other, ref, 1);
  troupe_instance_drop (client);
  send_note (other, ref, 2);

  assert_closed (port, "Could not receive from a port of 'c': its client has ended");
  g_assert_null (troupe_instance_open_port (client, NULL, TROUPE_PORT_MODE_QUEUE, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_CLOSED);
  fixture_expect (f, "returned", "returned d c note actor-stopped\nreturned d c note actor-stopped\n");
}

static gboolean
open_at_init (TroupeContext  *context,
              Script         *script,
              GError        **error)
{
  script->data = troupe_context_open_port (context, note_type (), TROUPE_PORT_MODE_QUEUE);

  return TRUE;
}

static gboolean
fail_handler (TroupeContext  *context,
              TroupeMessage  *message,
              Script         *script,
              GError        **error)
{
  g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "no more");

  return FALSE;
}

static void
assert_sending_fails (TroupePort *port,
                      const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (troupe_port_send (port, NULL, note_type (), note_body (1), &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_CLOSED);
  g_assert_cmpstr (error->message, ==, text);
}

static void
test_actor_stopped (Fixture       *f,
                    gconstpointer  unused)
{
  Script script = { .init = open_at_init };
  g_autoptr (TroupeActorId) a = fixture_spawn (f, "a", &script);
  g_autoptr (TroupePort) port = NULL;

  fixture_run (f);
  port = script.data;
  g_assert_true (troupe_port_send (port, NULL, note_type (), note_body (1), NULL));
  troupe_proc_stop_actor (f->proc, a, "closing time");
  fixture_run (f);

  assert_closed (port, "Could not receive from a port of 'a': its actor stopped: closing time");
  assert_sending_fails (port, "Could not send to a port of 'a': its actor stopped: closing time");
  fixture_expect (f, "returned handled", "returned a a note actor-stopped\n");
}

static void
test_actor_failed (Fixture       *f,
                   gconstpointer  unused)
{
  Script script = { .init = open_at_init, .handle = fail_handler };
  g_autoptr (TroupeActorId) a = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  g_autoptr (TroupePort) port = NULL;

  fixture_run (f);
  port = script.data;
  troupe_instance_send (client, a, note_type (), note_body (1), NULL);
  fixture_run (f);

  assert_sending_fails (port, "Could not send to a port of 'a': its actor failed: no more");
}

static void
test_lost (Fixture       *f,
           gconstpointer  unused)
{
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  g_autoptr (TroupePort) port = open_port (client, TROUPE_PORT_MODE_QUEUE);

  troupe_port_send (port, NULL, note_type (), note_body (1), NULL);
  troupe_loop_give_up (f->loop);
  troupe_port_send (port, NULL, note_type (), note_body (2), NULL);

  fixture_expect (f, "lost", "lost c c note\nlost c c note\n");
}

#define ADD(name, func) g_test_add ("/proc/port/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("a-reference-travels-and-can-be-sent-to", test_travels);
  ADD ("binding-again-answers-the-same", test_binding_is_repeatable);
  ADD ("an-unbound-port-is-reached-by-its-handle", test_unbound);
  ADD ("what-wants-no-return-is-abandoned", test_no_return);
  ADD ("a-message-that-the-port-does-not-take-is-not-sent", test_bad_sends);
  ADD ("a-port-can-be-bound-in-place-of-a-handler", test_handler);
  ADD ("a-handler-that-is-there-is-not-replaced", test_handler_taken);
  ADD ("a-client-answers-what-its-port-received", test_client_answers);
  ADD ("a-queue-is-received-in-order", test_queue);
  ADD ("of-the-latest-only-one-is-received", test_latest);
  ADD ("a-once-port-takes-one-message", test_once);
  ADD ("a-bad-message-leaves-the-port-bound", test_bad_message);
  ADD ("a-port-without-a-type-takes-every-message", test_untyped);
  ADD ("a-closed-port-gives-what-it-has-and-says-why", test_close);
  ADD ("a-port-that-is-let-go-returns-what-it-has", test_let_go);
  ADD ("the-ports-of-a-dropped-client-are-closed", test_client_dropped);
  ADD ("the-ports-of-a-stopped-actor-say-so", test_actor_stopped);
  ADD ("the-ports-of-a-failed-actor-say-so", test_actor_failed);
  ADD ("what-a-port-holds-is-lost-with-its-process", test_lost);

  return g_test_run ();
}
