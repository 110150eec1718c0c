/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "base/troupe-world-private.h"
#include "real/troupe-poller-private.h"
#include "real/troupe-real-world.h"
#include "real/troupe-tls-handshake-private.h"

#include <gio/gio.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Who is believed, and who is not. What tls has in common with other transports is in tests/conformance. */

typedef struct
{
  GMainContext *context;
  TroupeWorld  *server;
  TroupeWorld  *client;
} Fixture;

static gboolean
no_work (guint    budget,
         gpointer user_data)
{
  return FALSE;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->context = g_main_context_new ();
  fixture->server = troupe_real_world_new (fixture->context);
  fixture->client = troupe_real_world_new (fixture->context);
  troupe_world_attach (fixture->server, no_work, NULL);
  troupe_world_attach (fixture->client, no_work, NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->server);
  g_assert_finalize_object (fixture->client);
  g_main_context_unref (fixture->context);
}

/* (transfer full): the path of a file of the tests. */
static char *
find_file (const char *name)
{
  return g_build_filename (g_getenv ("TROUPE_SRCDIR"), "tests/real/tls", name, NULL);
}

static gboolean
set_tls (TroupeWorld  *world,
         const char   *who,
         GError      **error)
{
  g_autofree char *certificate_name = g_strconcat (who, ".crt", NULL);
  g_autofree char *key_name = g_strconcat (who, ".key", NULL);
  g_autofree char *authorities = find_file ("ca.crt");
  g_autofree char *certificate = find_file (certificate_name);
  g_autofree char *key = find_file (key_name);

  return troupe_real_world_set_tls (TROUPE_REAL_WORLD (world), authorities, certificate, key, error);
}

/* The two of them, as certificates say. */
static void
set_both (Fixture    *fixture,
          const char *server,
          const char *client)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (set_tls (fixture->server, server, &error) && set_tls (fixture->client, client, &error));
  g_assert_no_error (error);
}

typedef struct
{
  Fixture        *fixture;
  TroupeListener *listener;
  TroupeStream   *client;
  TroupeStream   *server;
} Pair;

static void
pair_dial (Pair       *pair,
           Fixture    *fixture,
           const char *text)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse (text, NULL);
  g_autoptr (GError) error = NULL;

  *pair = (Pair) { .fixture = fixture };
  pair->listener = troupe_world_listen (fixture->server, address, &error);
  g_assert_no_error (error);
  pair->client = troupe_world_connect (fixture->client, troupe_listener_get_address (pair->listener), &error);
  g_assert_no_error (error);
  while ((pair->server = troupe_listener_accept (pair->listener)) == NULL)
    g_main_context_iteration (fixture->context, /* may_block = */ TRUE);
}

static void
pair_clear (Pair *pair)
{
  g_object_unref (pair->client);
  g_object_unref (pair->server);
  g_object_unref (pair->listener);
}

/* Until reading from @stream gives something else than nothing yet. */
static TroupeStreamResult
read_one (Fixture      *fixture,
          TroupeStream *stream)
{
  TroupeStreamResult result;
  guint8 byte;
  gsize size;

  while ((result = troupe_stream_try_read (stream, &byte, 1, &size)) == TROUPE_STREAM_AGAIN)
    g_main_context_iteration (fixture->context, /* may_block = */ TRUE);

  return result;
}

static void
write_one (Fixture      *fixture,
           TroupeStream *stream)
{
  gsize size;

  while (troupe_stream_try_write (stream, &(TroupeVector) { "x", 1 }, 1, &size) == TROUPE_STREAM_AGAIN)
    g_main_context_iteration (fixture->context, /* may_block = */ TRUE);
}

static void
test_each_knows_the_others_name (Fixture       *fixture,
                                 gconstpointer  data)
{
  Pair pair;

  set_both (fixture, "host", "elsewhere");
  pair_dial (&pair, fixture, "tls:localhost:0");
  write_one (fixture, pair.client);
  g_assert_cmpint (read_one (fixture, pair.server), ==, TROUPE_STREAM_OK);

  g_assert_cmpstr (troupe_stream_get_peer (pair.client), ==, "host1.test");
  g_assert_cmpstr (troupe_stream_get_peer (pair.server), ==, "elsewhere.test");
  pair_clear (&pair);
}

/* @stream is refused, and says by whom and why. */
static void
assert_refused (Fixture      *fixture,
                TroupeStream *stream,
                const char   *beginning,
                const char   *fault)
{
  const GError *error;

  g_assert_cmpint (read_one (fixture, stream), ==, TROUPE_STREAM_BROKEN);
  error = troupe_stream_get_error (stream);
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_REFUSED);
  g_assert_true (g_str_has_prefix (error->message, beginning));
  g_assert_nonnull (strstr (error->message, fault));
}

static void
test_a_server_of_strangers_is_refused (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autofree char *beginning = NULL;
  Pair pair;

  set_both (fixture, "stranger", "host");
  pair_dial (&pair, fixture, "tls:127.0.0.1:0");
  beginning = g_strdup_printf ("Could not connect to %s: its certificate is refused: ",
                               troupe_address_to_string (troupe_listener_get_address (pair.listener)));
  assert_refused (fixture, pair.client, beginning, "unknown-ca");
  g_assert_cmpint (read_one (fixture, pair.server), ==, TROUPE_STREAM_BROKEN);
  pair_clear (&pair);
}

static void
test_a_client_of_strangers_is_refused (Fixture       *fixture,
                                       gconstpointer  data)
{
  Pair pair;

  set_both (fixture, "host", "stranger");
  pair_dial (&pair, fixture, "tls:127.0.0.1:0");
  assert_refused (fixture, pair.server, "Could not accept tls:127.0.0.1:", "unknown-ca");
  g_assert_cmpint (read_one (fixture, pair.client), ==, TROUPE_STREAM_BROKEN);
  pair_clear (&pair);
}

static void
test_a_server_of_another_name_is_refused (Fixture       *fixture,
                                          gconstpointer  data)
{
  Pair pair;

  set_both (fixture, "elsewhere", "host");
  pair_dial (&pair, fixture, "tls:localhost:0");
  assert_refused (fixture, pair.client, "Could not connect to tls:localhost:", "bad-identity");
  pair_clear (&pair);
}

static void
test_an_old_certificate_is_refused (Fixture       *fixture,
                                    gconstpointer  data)
{
  Pair pair;

  set_both (fixture, "expired", "host");
  pair_dial (&pair, fixture, "tls:localhost:0");
  assert_refused (fixture, pair.client, "Could not connect to tls:localhost:", "expired");
  pair_clear (&pair);
}

static void
test_a_client_without_tls_is_refused (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse ("tls:127.0.0.1:0", NULL);
  g_autoptr (TroupeListener) listener = NULL;
  g_autoptr (TroupeAddress) plain_address = NULL;
  g_autoptr (TroupeStream) plain = NULL;
  g_autoptr (TroupeStream) accepted = NULL;
  g_autofree char *text = NULL;

  set_both (fixture, "host", "host");
  listener = troupe_world_listen (fixture->server, address, NULL);
  text = g_strdup_printf ("tcp:127.0.0.1:%u", (guint) troupe_address_get_port (troupe_listener_get_address (listener)));
  plain_address = troupe_address_parse (text, NULL);
  plain = troupe_world_connect (fixture->client, plain_address, NULL);
  write_one (fixture, plain);
  for (guint i = 0; i < 100; i++)
    write_one (fixture, plain);
  while ((accepted = troupe_listener_accept (listener)) == NULL)
    g_main_context_iteration (fixture->context, /* may_block = */ TRUE);

  g_assert_cmpint (read_one (fixture, accepted), ==, TROUPE_STREAM_BROKEN);
  g_assert_true (g_str_has_prefix (troupe_stream_get_error (accepted)->message, "Could not accept tls:127.0.0.1:"));
}

static void
test_without_credentials_nobody_listens (Fixture       *fixture,
                                         gconstpointer  data)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse ("tls:127.0.0.1:7", NULL);
  g_autoptr (GError) error = NULL;

  g_setenv ("TROUPE_TLS_CA", "/nonexistent/ca.crt", TRUE);
  g_assert_null (troupe_world_listen (fixture->server, address, &error));
  g_assert_true (g_str_has_prefix (error->message, "Could not listen at tls:127.0.0.1:7: "));
  g_assert_nonnull (strstr (error->message, "/nonexistent/ca.crt"));
  g_clear_error (&error);

  g_assert_null (troupe_world_connect (fixture->client, address, &error));
  g_assert_true (g_str_has_prefix (error->message, "Could not connect to tls:127.0.0.1:7: "));
  g_unsetenv ("TROUPE_TLS_CA");
}

static void
test_the_environment_is_the_default (Fixture       *fixture,
                                     gconstpointer  data)
{
  static const char *const variables[][2] = {
    { "TROUPE_TLS_CA", "ca.crt" }, { "TROUPE_TLS_CERT", "host.crt" }, { "TROUPE_TLS_KEY", "host.key" },
  };
  Pair pair;

  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    {
      g_autofree char *path = find_file (variables[i][1]);

      g_setenv (variables[i][0], path, TRUE);
    }
  pair_dial (&pair, fixture, "tls:localhost:0");
  write_one (fixture, pair.client);
  g_assert_cmpint (read_one (fixture, pair.server), ==, TROUPE_STREAM_OK);
  pair_clear (&pair);
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    g_unsetenv (variables[i][0]);
}

static char *
read_file (const char *name)
{
  g_autofree char *path = find_file (name);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));

  return text;
}

static void
test_credentials_may_be_text (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autofree char *authority = read_file ("ca.crt");
  g_autofree char *certificate = read_file ("host.crt");
  g_autofree char *key = read_file ("host.key");
  g_autofree char *authorities = NULL;
  g_autoptr (GError) error = NULL;
  Pair pair;

  /* One that makes no sense, one that has signed nobody, and the one that counts. */
  authorities = g_strconcat ("-----BEGIN CERTIFICATE-----\nbm9ib2R5\n-----END CERTIFICATE-----\n",
                             certificate, authority, NULL);
  set_both (fixture, "host", "elsewhere");
  g_assert_true (troupe_real_world_set_tls (TROUPE_REAL_WORLD (fixture->server), authorities, certificate, key,
                                            &error));
  g_assert_no_error (error);

  pair_dial (&pair, fixture, "tls:localhost:0");
  write_one (fixture, pair.client);
  g_assert_cmpint (read_one (fixture, pair.server), ==, TROUPE_STREAM_OK);
  pair_clear (&pair);
}

static void
test_credentials_that_make_no_sense_are_refused (Fixture       *fixture,
                                                 gconstpointer  data)
{
  g_autofree char *authority = read_file ("ca.crt");
  g_autofree char *certificate = read_file ("host.crt");
  g_autofree char *key = read_file ("host.key");
  TroupeRealWorld *world = TROUPE_REAL_WORLD (fixture->server);
  g_autoptr (GError) error = NULL;

  g_assert_false (troupe_real_world_set_tls (world, key, certificate, key, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE);
  g_clear_error (&error);

  g_assert_false (troupe_real_world_set_tls (world, authority, certificate, "/nonexistent/key", &error));
  g_assert_nonnull (strstr (error->message, "/nonexistent/key"));
  g_clear_error (&error);

  g_assert_false (troupe_real_world_set_tls (world, authority, key, key, &error));
  g_assert_true (g_str_has_prefix (error->message, "Could not read the certificate and key of TLS: "));
}

static void
note_done (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

/* Waits for what the poller has to tell, without a loop. */
static void
run_until (TroupePoller *poller,
           gboolean     *is_done)
{
  while (!*is_done)
    {
      struct pollfd poll_fd = { .fd = troupe_poller_get_fd (poller), .events = POLLIN };

      g_assert_cmpint (poll (&poll_fd, 1, /* timeout = */ -1), ==, 1);
      troupe_poller_dispatch (poller);
    }
}

static void
test_who_says_nothing_is_not_waited_for (void)
{
  g_autoptr (TroupePoller) poller = troupe_poller_new (NULL);
  g_autoptr (TroupeTlsHandshakes) handshakes = troupe_tls_handshakes_new (poller);
  g_autofree char *authority = find_file ("ca.crt");
  g_autofree char *certificate = find_file ("host.crt");
  g_autofree char *key = find_file ("host.key");
  TroupeTlsHandshake *handshake;
  TroupeTlsResult result;
  gboolean is_done = FALSE;
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  troupe_tls_handshakes_set_credentials (handshakes, troupe_tls_credentials_new (authority, certificate, key, NULL));
  handshake = troupe_tls_handshake_new_server (handshakes, fds[0], "a stranger", note_done, &is_done, NULL);
  troupe_poller_dispatch (poller);
  g_assert_false (is_done);

  /* Its time is over. */
  troupe_poller_end_pauses (poller, troupe_poller_get_deadline (poller));
  run_until (poller, &is_done);
  troupe_tls_handshake_take_result (handshake, &result);
  g_assert_null (result.connection);
  g_assert_cmpstr (result.error->message, ==, "Could not accept a stranger: it took longer than 10 s");
  troupe_tls_result_clear (&result);
  troupe_tls_handshake_free (handshake);
  close (fds[1]);
}

static void
test_a_world_that_ends_waits_for_no_handshake (Fixture       *fixture,
                                               gconstpointer  data)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse ("tls:127.0.0.1:0", NULL);
  g_autoptr (TroupeListener) listener = NULL;
  g_autoptr (TroupeStream) client = NULL;

  /* The server never answers, and the client's world goes first. */
  set_both (fixture, "host", "host");
  listener = troupe_world_listen (fixture->server, address, NULL);
  client = troupe_world_connect (fixture->client, troupe_listener_get_address (listener), NULL);
  g_clear_object (&fixture->client);
  fixture->client = troupe_real_world_new (fixture->context);

  g_assert_null (troupe_stream_get_error (client));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    {
      g_print ("1..0 # SKIP GIO has no TLS here: the package glib-networking is missing\n");
      return 0;
    }

#define TEST(name, func) g_test_add ("/real/tls/" name, Fixture, NULL, set_up, func, tear_down)
  TEST ("each-knows-the-others-name", test_each_knows_the_others_name);
  TEST ("a-server-of-strangers-is-refused", test_a_server_of_strangers_is_refused);
  TEST ("a-client-of-strangers-is-refused", test_a_client_of_strangers_is_refused);
  TEST ("a-server-of-another-name-is-refused", test_a_server_of_another_name_is_refused);
  TEST ("an-old-certificate-is-refused", test_an_old_certificate_is_refused);
  TEST ("a-client-without-tls-is-refused", test_a_client_without_tls_is_refused);
  TEST ("without-credentials-nobody-listens", test_without_credentials_nobody_listens);
  TEST ("the-environment-is-the-default", test_the_environment_is_the_default);
  TEST ("credentials-may-be-text", test_credentials_may_be_text);
  TEST ("credentials-that-make-no-sense-are-refused", test_credentials_that_make_no_sense_are_refused);
  TEST ("a-world-that-ends-waits-for-no-handshake", test_a_world_that_ends_waits_for_no_handshake);
#undef TEST
  g_test_add_func ("/real/tls/who-says-nothing-is-not-waited-for", test_who_says_nothing_is_not_waited_for);

  return g_test_run ();
}
