/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include <troupe.h>

#include "base/troupe-error.h"

#include <string.h>

/* Procs that serve themselves, on loops that share nothing but the thread of the test. */

typedef struct
{
  GMainContext *context;
  TroupeWorld  *worlds[2];
  TroupeLoop   *loops[2];
  guint64       n_handled;  /* messages that came in the order of sending */
  guint64       n_answers;
  guint         n_turns;
} Fixture;

static const TroupeMessageType *count_type;
static const TroupeMessageField count_fields[] = { { "number", "t", "its place" } };

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->context = g_main_context_new ();
  for (guint i = 0; i < 2; i++)
    {
      fixture->worlds[i] = troupe_real_world_new (fixture->context);
      fixture->loops[i] = troupe_loop_new (fixture->worlds[i]);
    }
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  for (guint i = 0; i < 2; i++)
    {
      g_object_unref (fixture->loops[i]);
      g_assert_finalize_object (fixture->worlds[i]);
    }
  g_main_context_unref (fixture->context);
}

/* (transfer full) (nullable): with @error */
static TroupeProc *
make_proc (Fixture     *fixture,
           guint        which,
           const char  *address_text,
           const char  *name,
           GError     **error)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse (address_text, NULL);

  return troupe_proc_new_direct (fixture->loops[which], address, name, error);
}

static TroupeAddress *
get_address (TroupeProc *proc)
{
  return troupe_proc_id_get_address (troupe_proc_get_id (proc));
}

static void
test_it_is_what_it_listens_at (Fixture       *fixture,
                               gconstpointer  data)
{
  static const char *const texts[] = { "unix:@", "tcp:127.0.0.1:0" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TroupeProc) proc = make_proc (fixture, 0, texts[i], "p", &error);
      g_autoptr (TroupeStream) stream = NULL;

      g_assert_no_error (error);
      g_assert_false (troupe_address_is_any (get_address (proc)));
      stream = troupe_world_connect (fixture->worlds[1], get_address (proc), &error);
      g_assert_no_error (error);
      g_assert_null (troupe_stream_get_error (stream));
    }
}

static void
test_one_that_cannot_be_made_listens_nowhere (Fixture       *fixture,
                                              gconstpointer  data)
{
  g_autofree char *directory = troupe_world_make_directory (fixture->worlds[0], "test", NULL);
  g_autofree char *text = g_strdup_printf ("unix:%s/p", directory);
  g_autoptr (TroupeProc) proc = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (make_proc (fixture, 0, text, "no, not a name", &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_NAME);
  g_clear_error (&error);

  proc = make_proc (fixture, 0, text, "p", &error);
  g_assert_no_error (error);
}

static void
test_an_address_in_use_is_named (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr (TroupeProc) proc = make_proc (fixture, 0, "tcp:127.0.0.1:0", "p", NULL);
  const char *text = troupe_address_to_string (get_address (proc));
  g_autoptr (GError) error = NULL;

  g_assert_null (make_proc (fixture, 1, text, "q", &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS);
  g_assert_nonnull (strstr (error->message, text));
}

static void
test_a_wildcard_is_no_identity (Fixture       *fixture,
                                gconstpointer  data)
{
  static const char *const texts[] = { "tcp:0.0.0.0:0", "tcp:[::]:0", "tls:[::]:0" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (make_proc (fixture, 0, texts[i], "p", &error));
      g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_ADDRESS);
      g_assert_nonnull (strstr (error->message, texts[i]));
    }
}

/* (transfer full): that of a listener that has gone. */
static char *
find_port (Fixture *fixture)
{
  g_autoptr (TroupeAddress) any = troupe_address_parse ("tcp:127.0.0.1:0", NULL);
  g_autoptr (TroupeListener) listener = troupe_world_listen (fixture->worlds[0], any, NULL);
  char *port = g_strdup_printf ("%u", (guint) troupe_address_get_port (troupe_listener_get_address (listener)));

  troupe_listener_close (listener);

  return port;
}

static void
test_it_is_what_others_dial (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autofree char *port = find_port (fixture);
  g_autofree char *text = g_strdup_printf ("tcp://127.0.0.1:%s@tcp://*:%s", port, port);
  g_autofree char *dialled = g_strdup_printf ("tcp:127.0.0.1:%s", port);
  g_autoptr (TroupeBindSpec) spec = troupe_bind_spec_parse (text, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TroupeProc) proc = troupe_proc_new_bound (fixture->loops[0], spec, "p", &error);
  g_autoptr (TroupeStream) stream = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (troupe_address_to_string (get_address (proc)), ==, dialled);
  stream = troupe_world_connect (fixture->worlds[1], get_address (proc), &error);
  g_assert_no_error (error);
  while (fixture->n_turns++ < 4)
    g_main_context_iteration (fixture->context, /* may_block = */ FALSE);
  g_assert_null (troupe_stream_get_error (stream));
}

static void
test_without_a_choice_it_is_what_it_listens_at (Fixture       *fixture,
                                                gconstpointer  data)
{
  g_autoptr (TroupeBindSpec) spec = troupe_bind_spec_parse ("unix", NULL);
  g_autoptr (TroupeProc) proc = troupe_proc_new_bound (fixture->loops[0], spec, "p", NULL);

  g_assert_true (g_str_has_prefix (troupe_address_to_string (get_address (proc)), "unix:@troupe-"));
}

static gboolean
handle_count (gpointer        state,
              TroupeContext  *context,
              TroupeMessage  *message,
              GError        **error)
{
  Fixture *fixture = state;
  g_autoptr (GVariant) number = troupe_message_dup_field (message, "number");

  g_assert_cmpuint (g_variant_get_uint64 (number), ==, fixture->n_handled);
  fixture->n_handled++;

  return troupe_context_reply (context, message, count_type, g_variant_new ("(t)", fixture->n_handled), error);
}

static void
note_answer (TroupeMessage *reply,
             TroupeReason   reason,
             gpointer       user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GVariant) number = NULL;

  g_assert_nonnull (reply);
  number = troupe_message_dup_field (reply, "number");
  g_assert_cmpuint (g_variant_get_uint64 (number), ==, ++fixture->n_answers);
}

static void
test_messages_and_answers_come_in_order (Fixture       *fixture,
                                         gconstpointer  data)
{
  static TroupeBehavior behavior = { .type_name = "counter", .handle = handle_count };
  enum { N_MESSAGES = 5000 };
  const char *address_text = data;
  g_autoptr (GError) error = NULL;
  TroupeProc *here = make_proc (fixture, 0, address_text, "here", &error);
  TroupeProc *there = make_proc (fixture, 1, address_text, "there", &error);
  TroupeInstance *client;
  TroupeActorRef *counter;

  g_assert_no_error (error);
  troupe_behavior_accept (&behavior, count_type);
  counter = troupe_proc_spawn_behavior (there, "counter", &behavior, fixture, &error);
  g_assert_no_error (error);
  client = troupe_proc_create_client (here, "client", TROUPE_CLIENT_PLAIN, &error);
  g_assert_no_error (error);

  for (guint64 i = 0; i < N_MESSAGES; i++)
    troupe_instance_ask (client, troupe_actor_ref_get_id (counter), count_type, g_variant_new ("(t)", i), note_answer,
                         fixture, NULL, &error);
  g_assert_no_error (error);
  while (fixture->n_answers < N_MESSAGES)
    g_main_context_iteration (fixture->context, /* may_block = */ TRUE);

  g_assert_cmpuint (fixture->n_handled, ==, N_MESSAGES);
  troupe_actor_ref_unref (counter);
  g_object_unref (client);
  g_object_unref (here);
  g_object_unref (there);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  count_type = troupe_message_type_register ("test.count", count_fields, 1, "A number");

#define TEST(name, data, func) g_test_add ("/real/direct/" name, Fixture, data, set_up, func, tear_down)
  TEST ("it-is-what-it-listens-at", NULL, test_it_is_what_it_listens_at);
  TEST ("one-that-cannot-be-made-listens-nowhere", NULL, test_one_that_cannot_be_made_listens_nowhere);
  TEST ("an-address-in-use-is-named", NULL, test_an_address_in_use_is_named);
  TEST ("a-wildcard-is-no-identity", NULL, test_a_wildcard_is_no_identity);
  TEST ("it-is-what-others-dial", NULL, test_it_is_what_others_dial);
  TEST ("without-a-choice-it-is-what-it-listens-at", NULL, test_without_a_choice_it_is_what_it_listens_at);
  TEST ("over-unix-all-comes-in-order", "unix:@", test_messages_and_answers_come_in_order);
  TEST ("over-tcp-all-comes-in-order", "tcp:127.0.0.1:0", test_messages_and_answers_come_in_order);
#undef TEST

  return g_test_run ();
}
