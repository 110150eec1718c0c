/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-error.h"

/* The fate of messages: handled, returned with a reason, lost; asks and their answers; clients. */

typedef struct
{
  guint         n_calls;
  gboolean      answered;
  TroupeReason  reason;
  GVariant     *attributes; /* (owned) (nullable): of an answer to a query */
} Answer;

static void
take_answer (TroupeMessage *reply,
             TroupeReason   reason,
             gpointer       user_data)
{
  Answer *answer = user_data;

  answer->n_calls++;
  answer->answered = reply != NULL;
  answer->reason = reason;
  if (reply != NULL)
    answer->attributes = troupe_message_dup_field (reply, "attributes");
}

static gboolean
reply_handler (TroupeContext  *context,
               TroupeMessage  *message,
               Script         *script,
               GError        **error)
{
  if (!troupe_message_wants_reply (message))
    return TRUE;

  return troupe_context_reply (context, message, note_type (), note_body (note_id (message) + 1), error);
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

static gboolean
send_to_data (TroupeContext  *context,
              TroupeMessage  *message,
              Script         *script,
              GError        **error)
{
  return troupe_context_send (context, script->data, note_type (), note_body (1), error);
}

static gboolean
absorb (TroupeContext  *context,
        TroupeMessage  *message,
        TroupeReason    reason,
        Script         *script,
        GError        **error)
{
  script->data = GUINT_TO_POINTER (reason);

  return TRUE;
}

static void
test_ask (Fixture       *f,
          gconstpointer  unused)
{
  Script script = { .handle = reply_handler };
  Answer answer = { 0 };
  g_autoptr (TroupeActorId) a = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  troupe_instance_ask (client, a, note_type (), note_body (7), take_answer, &answer, NULL, NULL);
  g_assert_cmpuint (answer.n_calls, ==, 0);
  fixture_run (f);

  g_assert_cmpuint (answer.n_calls, ==, 1);
  g_assert_true (answer.answered);
  fixture_expect (f, "sent delivered handled replied",
                  "sent c a note\n"
                  "delivered a c note\n"
                  "replied a c note\n"
                  "sent a c note\n"
                  "delivered c a note\n"
                  "handled a c note\n"
                  "handled c a note\n");
}

static void
test_ask_returned (Fixture       *f,
                   gconstpointer  unused)
{
  Answer answer = { 0 };
  g_autoptr (TroupeActorId) nobody = troupe_actor_id_new (troupe_proc_get_id (f->proc), "nobody", 0, NULL);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  troupe_instance_ask (client, nobody, note_type (), note_body (7), take_answer, &answer, NULL, NULL);
  fixture_run (f);

  g_assert_cmpuint (answer.n_calls, ==, 1);
  g_assert_false (answer.answered);
  g_assert_cmpint (answer.reason, ==, TROUPE_REASON_NO_SUCH_ACTOR);
}

static void
test_asker_dropped (Fixture       *f,
                    gconstpointer  unused)
{
  Script script = { .handle = reply_handler };
  Answer answer = { 0 };
  g_autoptr (TroupeActorId) a = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  fixture_run (f);
  troupe_instance_ask (client, a, note_type (), note_body (7), take_answer, &answer, NULL, NULL);
  troupe_instance_drop (client);
  fixture_run (f);

  g_assert_cmpuint (answer.n_calls, ==, 0);
  fixture_expect (f, "handled abandoned returned",
                  "abandoned a c note actor-stopped\n"
                  "handled a c note\n");
}

static void
test_returns (Fixture       *f,
              gconstpointer  unused)
{
  Script script = { 0 };
  g_autoptr (TroupeActorId) a = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeActorId) nobody = troupe_actor_id_new (troupe_proc_get_id (f->proc), "nobody", 0, NULL);
  g_autoptr (TroupeActorId) stranger = troupe_actor_id_parse ("local:1,p9,a[0]", NULL);
  g_autoptr (TroupeActorId) far_away = troupe_actor_id_parse ("tcp:10.0.0.9:1,p9,a[0]", NULL);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  troupe_instance_send (client, nobody, note_type (), note_body (1), NULL);
  troupe_instance_send (client, a, other_type (), NULL, NULL);
  troupe_instance_send (client, stranger, note_type (), note_body (1), NULL);
  troupe_instance_send (client, far_away, note_type (), note_body (1), NULL);
  fixture_run (f);

  fixture_expect (f, "returned",
                  "returned c nobody note no-such-actor\n"
                  "returned c a other no-such-port\n"
                  "returned c a note no-such-proc\n"
                  "returned c a note unroutable\n");
}

static void
test_return_fails_sender (Fixture       *f,
                          gconstpointer  unused)
{
  g_autoptr (TroupeActorId) nobody = troupe_actor_id_new (troupe_proc_get_id (f->proc), "nobody", 0, NULL);
  Script script = { .handle = send_to_data, .data = nobody };
  g_autoptr (TroupeActorId) a = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  troupe_instance_send (client, a, note_type (), note_body (1), NULL);
  fixture_run (f);

  fixture_expect (f, "returned snapshot",
                  "returned a nobody note no-such-actor\n"
                  "snapshot a failed: Message note to local:1,p0,nobody[0] came back: no-such-actor\n");
}

static void
test_return_is_absorbed (Fixture       *f,
                         gconstpointer  unused)
{
  g_autoptr (TroupeActorId) nobody = troupe_actor_id_new (troupe_proc_get_id (f->proc), "nobody", 0, NULL);
  Script script = { .handle = send_to_data, .undeliverable = absorb, .data = nobody };
  g_autoptr (TroupeActorId) a = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  troupe_instance_send (client, a, note_type (), note_body (1), NULL);
  fixture_run (f);

  g_assert_cmpuint (GPOINTER_TO_UINT (script.data), ==, TROUPE_REASON_NO_SUCH_ACTOR);
  fixture_expect (f, "snapshot", "");
}

static void
test_sent_after_exit_is_lost (Fixture       *f,
                              gconstpointer  unused)
{
  Script script = { 0 };
  g_autoptr (TroupeActorId) a = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  fixture_run (f);
  troupe_instance_send (client, a, note_type (), note_body (1), NULL);
  troupe_loop_give_up (f->loop);
  troupe_instance_send (client, a, note_type (), note_body (2), NULL);

  fixture_expect (f, "lost", "lost c a note\nlost c a note\n");
}

static void
test_wrong_body (Fixture       *f,
                 gconstpointer  unused)
{
  Script script = { 0 };
  g_autoptr (TroupeActorId) a = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  g_autoptr (GError) error = NULL;

  g_assert_false (troupe_instance_send (client, a, note_type (), g_variant_new ("(s)", "x"), &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_MESSAGE);
  fixture_expect (f, "sent", "");
}

static const char *
attribute (const Answer *answer,
           const char   *name)
{
  const char *text = NULL;

  g_assert_nonnull (answer->attributes);
  g_variant_lookup (answer->attributes, name, "&s", &text);

  return text;
}

static void
test_query_while_deferred (Fixture       *f,
                           gconstpointer  unused)
{
  Script script = { .handle = defer_handler };
  Answer answer = { 0 };
  g_autoptr (TroupeActorId) a = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  troupe_instance_send (client, a, note_type (), note_body (1), NULL);
  troupe_instance_send (client, a, note_type (), note_body (2), NULL);
  fixture_advance (f, 5000000);
  troupe_instance_query (client, a, take_answer, &answer, NULL);
  fixture_run (f);

  g_assert_cmpstr (attribute (&answer, "status"), ==, "processing note for 5 ms");
  g_assert_cmpstr (attribute (&answer, "type"), ==, "scripted");
  g_variant_unref (answer.attributes);
  troupe_deferral_complete (script.deferral);
}

static void
test_query_client (Fixture       *f,
                   gconstpointer  unused)
{
  Answer answer = { 0 };
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");

  troupe_instance_query (client, troupe_instance_get_id (client), take_answer, &answer, NULL);
  fixture_run (f);
  g_assert_cmpstr (attribute (&answer, "status"), ==, "client");
  g_assert_cmpstr (attribute (&answer, "type"), ==, "()");
  g_variant_unref (answer.attributes);

  troupe_instance_drop (client);
  fixture_expect (f, "status snapshot",
                  "status c client\n"
                  "status c stopped: instance is dropped\n"
                  "snapshot c stopped: instance is dropped\n");
}

static void
test_plain_client (Fixture       *f,
                   gconstpointer  unused)
{
  Answer answer = { 0 };
  g_autoptr (TroupeInstance) client = troupe_proc_create_client (f->proc, "c", TROUPE_CLIENT_PLAIN, NULL);

  troupe_instance_query (client, troupe_instance_get_id (client), take_answer, &answer, NULL);
  fixture_run (f);
  troupe_instance_drop (client);

  g_assert_cmpint (answer.reason, ==, TROUPE_REASON_NO_SUCH_PORT);
  fixture_expect (f, "snapshot", "");
}

static void
test_query_proc (Fixture       *f,
                 gconstpointer  unused)
{
  Script script = { 0 };
  Answer answer = { 0 };
  g_autoptr (TroupeActorId) a G_GNUC_UNUSED = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  g_autofree const char **children = NULL;

  troupe_instance_query_proc (client, troupe_proc_get_id (f->proc), take_answer, &answer, NULL);
  fixture_run (f);

  g_assert_cmpstr (attribute (&answer, "type"), ==, "proc");
  g_assert_true (g_variant_lookup (answer.attributes, "children", "^a&s", &children));
  g_assert_cmpuint (g_strv_length ((char **) children), ==, 2);
  g_assert_cmpstr (children[0], ==, "local:1,p0,a[0]");
  g_variant_unref (answer.attributes);
}

static void
let_go_of_all (TroupeMessage *reply,
               TroupeReason   reason,
               gpointer       user_data)
{
  Fixture *f = user_data;

  g_object_unref (g_object_steal_data (G_OBJECT (f->world), "client"));
  g_clear_object (&f->proc);
  g_clear_object (&f->loop);
}

static void
test_let_go_inside_answer (Fixture       *f,
                           gconstpointer  unused)
{
  TroupeInstance *client = fixture_client (f, "c");

  g_object_set_data (G_OBJECT (f->world), "client", client);
  troupe_instance_query (client, troupe_instance_get_id (client), let_go_of_all, f, NULL);
  fixture_run (f);

  g_assert_null (f->proc);
}

static void
count_stop (TroupeProc *proc,
            gpointer    user_data)
{
  (*(guint *) user_data)++;
}

static void
test_proc_stop (Fixture       *f,
                gconstpointer  unused)
{
  Script script = { 0 };
  guint n_stops = 0;
  g_autoptr (TroupeActorId) a = fixture_spawn (f, "a", &script);
  g_autoptr (TroupeActorId) b G_GNUC_UNUSED = fixture_spawn_child (f, a, "b", &script);

  fixture_run (f);
  troupe_proc_stop (f->proc, "closing", count_stop, &n_stops);
  g_assert_cmpuint (n_stops, ==, 0);
  fixture_run (f);

  g_assert_cmpuint (n_stops, ==, 1);
  fixture_expect (f, "snapshot", "snapshot b[1] stopped: parent stopping\nsnapshot a stopped: closing\n");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/proc/delivery/an-ask-is-answered-once-and-later", test_ask);
  ADD ("/proc/delivery/an-ask-that-comes-back-tells-why", test_ask_returned);
  ADD ("/proc/delivery/an-answer-to-a-dropped-asker-is-abandoned", test_asker_dropped);
  ADD ("/proc/delivery/each-return-has-its-reason", test_returns);
  ADD ("/proc/delivery/a-return-fails-its-sender-by-default", test_return_fails_sender);
  ADD ("/proc/delivery/a-return-can-be-absorbed", test_return_is_absorbed);
  ADD ("/proc/delivery/what-a-dying-process-holds-is-lost", test_sent_after_exit_is_lost);
  ADD ("/proc/delivery/a-body-of-another-form-is-refused-to-the-caller", test_wrong_body);
  ADD ("/proc/delivery/a-query-is-answered-while-deferred", test_query_while_deferred);
  ADD ("/proc/delivery/an-introspectable-client-answers-and-leaves-a-snapshot", test_query_client);
  ADD ("/proc/delivery/a-plain-client-does-neither", test_plain_client);
  ADD ("/proc/delivery/a-proc-answers-for-itself", test_query_proc);
  ADD ("/proc/delivery/everything-may-be-let-go-inside-an-answer", test_let_go_inside_answer);
  ADD ("/proc/delivery/a-proc-tells-when-its-last-actor-has-ended", test_proc_stop);

  return g_test_run ();
}
