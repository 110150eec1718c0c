/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "line.h"

#include "base/troupe-error.h"

#include <string.h>

/* What every transport promises, asked of each in the same words. */

#define KIB 1024
#define MIB (1024 * KIB)

static const Transport *const transports[] = {
  &unix_path_transport,
  &unix_abstract_transport,
  &tcp_v4_transport,
  &tcp_v6_transport,
  &tls_name_transport,
  &tls_v4_transport,
  &sim_unix_transport,
  &sim_tcp_transport,
};

typedef void (*ConformanceFunc) (Line *line);

static void
test_bytes_go_both_ways (Line *line)
{
  End *client, *server;

  line_listen (line, NULL);
  client = line_connect (line, &server);
  end_write_text (client, "there");
  end_write_text (server, "back");
  end_wait_for_bytes (server, 5);
  end_wait_for_bytes (client, 4);

  end_assert_received_text (server, "there");
  end_assert_received_text (client, "back");
}

static void
test_nobody_is_told_inside_a_call (Line *line)
{
  End *client, *server;

  /* line_add_end() looks after each set of a ready function. */
  line_listen (line, NULL);
  client = line_connect (line, &server);
  end_write_text (client, "x");
  end_wait_for_bytes (server, 1);
  client->n_ready = 0;
  troupe_stream_set_ready_func (client->stream, NULL, NULL);
  end_write_text (server, "y");
  end_wait_until_written (server);

  g_assert_cmpuint (client->n_ready, ==, 0);
}

static void
test_a_dial_before_anyone_listens_is_refused (Line *line)
{
  g_autofree char *text = line->transport->dup_free (&line->net);
  End *early = line_dial_to (line, text);
  End *client, *server;
  const GError *error;
  gsize size;

  g_assert_cmpint (end_wait_for_end (early), ==, TROUPE_STREAM_BROKEN);
  error = troupe_stream_get_error (early->stream);
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, text));
  g_assert_cmpint (troupe_stream_try_write (early->stream, &(TroupeVector) { "x", 1 }, 1, &size), ==,
                   TROUPE_STREAM_BROKEN);

  line_listen (line, text);
  client = line_connect (line, &server);
  end_write_text (client, "now");
  end_wait_for_bytes (server, 3);
}

static void
test_any_address_becomes_one_of_its_own (Line *line)
{
  g_autofree char *text = line->transport->dup_any (&line->net);
  g_autofree char *other_text = line->transport->dup_any (&line->net);
  g_autoptr (TroupeAddress) asked = parse_address (text);
  g_autoptr (TroupeAddress) asked_again = parse_address (other_text);
  g_autoptr (GError) error = NULL;
  g_autoptr (TroupeListener) first = troupe_world_listen (line->net.server, asked, &error);
  g_autoptr (TroupeListener) second = troupe_world_listen (line->net.server, asked_again, &error);

  g_assert_no_error (error);
  g_assert_false (troupe_address_is_any (troupe_listener_get_address (first)));
  g_assert_false (troupe_address_is_any (troupe_listener_get_address (second)));
  g_assert_cmpint (troupe_address_get_kind (troupe_listener_get_address (first)), ==, troupe_address_get_kind (asked));
  g_assert_false (troupe_address_equal (troupe_listener_get_address (first), troupe_listener_get_address (second)));
}

static void
test_an_address_is_taken_once (Line *line)
{
  g_autoptr (GError) error = NULL;
  TroupeAddress *address;
  End *client, *server;

  line_listen (line, NULL);
  address = troupe_listener_get_address (line->listener);
  g_assert_null (troupe_world_listen (line->net.server, address, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS);
  g_assert_nonnull (strstr (error->message, troupe_address_to_string (address)));

  client = line_connect (line, &server);
  end_write_text (client, "x");
  end_wait_for_bytes (server, 1);
}

static void
test_an_address_is_free_after_a_close (Line *line)
{
  g_autoptr (TroupeAddress) address = NULL;
  End *client, *server;

  line_listen (line, NULL);
  client = line_connect (line, &server);
  end_write_text (client, "x");
  end_wait_for_bytes (server, 1);
  address = troupe_address_ref (troupe_listener_get_address (line->listener));
  troupe_listener_close (line->listener);
  g_clear_object (&line->listener);

  line_listen (line, troupe_address_to_string (address));
  client = line_connect (line, &server);
  end_write_text (client, "y");
  end_wait_for_bytes (server, 1);
}

static void
test_who_cannot_listen_says_where (Line *line)
{
  g_autofree char *text = line->transport->dup_foreign (&line->net);
  g_autoptr (TroupeAddress) address = parse_address (text);
  g_autoptr (GError) error = NULL;

  g_assert_null (troupe_world_listen (line->net.server, address, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, text));
}

static void
test_a_closed_listener_refuses (Line *line)
{
  g_autofree char *text = NULL;
  End *waiting, *late;

  line_listen (line, NULL);
  text = g_strdup (troupe_address_to_string (troupe_listener_get_address (line->listener)));
  troupe_listener_set_ready_func (line->listener, NULL, NULL);
  line->is_listener_ready = FALSE;
  waiting = line_dial (line);
  troupe_listener_close (line->listener);
  troupe_listener_close (line->listener);
  late = line_dial_to (line, text);

  g_assert_cmpint (end_wait_for_end (waiting), !=, TROUPE_STREAM_OK);
  g_assert_cmpint (end_wait_for_end (late), ==, TROUPE_STREAM_BROKEN);
  g_assert_error (troupe_stream_get_error (late->stream), TROUPE_ERROR, TROUPE_ERROR_REFUSED);
  g_assert_null (troupe_listener_accept (line->listener));
  g_assert_cmpstr (troupe_address_to_string (troupe_listener_get_address (line->listener)), ==, text);
}

static void
test_streams_outlive_their_listener (Line *line)
{
  End *client, *server;

  line_listen (line, NULL);
  client = line_connect (line, &server);
  g_clear_object (&line->listener);
  end_write_text (client, "still");
  end_wait_for_bytes (server, 5);
  end_write_text (server, "here");
  end_wait_for_bytes (client, 4);
}

static void
test_much_goes_both_ways_at_once (Line *line)
{
  g_autoptr (GBytes) there = make_pattern (8 * MIB + 3, 1);
  g_autoptr (GBytes) back = make_pattern (5 * MIB + 1, 2);
  End *client, *server;

  line_listen (line, NULL);
  client = line_connect (line, &server);
  client->write_size = 1 * MIB;
  end_write (client, g_bytes_ref (there));
  end_write (server, g_bytes_ref (back));
  end_wait_for_bytes (server, g_bytes_get_size (there));
  end_wait_for_bytes (client, g_bytes_get_size (back));

  end_assert_received (server, there);
  end_assert_received (client, back);
}

static void
test_small_reads_get_all (Line *line)
{
  g_autoptr (GBytes) bytes = make_pattern (20 * KIB, 1);
  End *client, *server;

  line_listen (line, NULL);
  client = line_connect (line, &server);
  server->read_size = 1;
  end_write (client, g_bytes_ref (bytes));
  end_wait_for_bytes (server, 20 * KIB);

  end_assert_received (server, bytes);
}

static void
test_small_writes_arrive_in_order (Line *line)
{
  g_autoptr (GBytes) bytes = make_pattern (40 * KIB, 1);
  End *client, *server;

  line_listen (line, NULL);
  client = line_connect (line, &server);
  client->write_size = 7;
  end_write (client, g_bytes_ref (bytes));
  end_wait_for_bytes (server, 40 * KIB);

  end_assert_received (server, bytes);
}

/* More than any system takes in one call. */
static void
test_many_vectors_are_one_write_or_several (Line *line)
{
  g_autoptr (GBytes) bytes = make_pattern (5000, 3);
  const guint8 *data = g_bytes_get_data (bytes, NULL);
  g_autofree TroupeVector *vectors = g_new0 (TroupeVector, 5000);
  End *client, *server;
  gsize n_written = 0;

  for (guint i = 0; i < 5000; i++)
    vectors[i] = (TroupeVector) { data + i, 1 };
  line_listen (line, NULL);
  client = line_connect (line, &server);
  while (n_written < 5000)
    {
      gsize n_now;
      TroupeStreamResult result = troupe_stream_try_write (client->stream, vectors + n_written,
                                                           (guint) (5000 - n_written), &n_now);

      n_written += n_now;
      if (result != TROUPE_STREAM_OK)
        {
          g_assert_cmpint (result, ==, TROUPE_STREAM_AGAIN);
          line_turn (line);
        }
    }
  end_wait_for_bytes (server, 5000);

  end_assert_received (server, bytes);
}

static void
test_who_does_not_read_holds_the_writer_back (Line *line)
{
  g_autoptr (GBytes) bytes = make_pattern (32 * MIB, 1);
  End *client, *server;
  gsize n_held;

  line_listen (line, NULL);
  client = line_connect (line, &server);
  server->is_lazy = TRUE;
  end_write (client, g_bytes_ref (bytes));
  while (client->last_write != TROUPE_STREAM_AGAIN || client->n_written == 0)
    line_turn (line);
  n_held = client->n_written;
  g_assert_cmpuint (n_held, <, 32 * MIB);
  g_assert_cmpuint (server->received->len, ==, 0);

  server->is_lazy = FALSE;
  server->is_ready = TRUE;
  end_wait_for_bytes (server, 32 * MIB);
  end_assert_received (server, bytes);
}

static void
test_a_close_comes_behind_what_was_written (Line *line)
{
  g_autoptr (GBytes) bytes = make_pattern (3 * MIB, 1);
  End *client, *server;

  line_listen (line, NULL);
  client = line_connect (line, &server);
  end_write (client, g_bytes_ref (bytes));
  end_wait_until_written (client);
  troupe_stream_close (client->stream);

  g_assert_cmpint (end_wait_for_end (server), ==, TROUPE_STREAM_END);
  end_assert_received (server, bytes);
}

static void
test_a_close_amid_writing_cuts_at_a_byte (Line *line)
{
  g_autoptr (GBytes) bytes = make_pattern (32 * MIB, 1);
  g_autoptr (GBytes) written = NULL;
  End *client, *server;

  line_listen (line, NULL);
  client = line_connect (line, &server);
  server->is_lazy = TRUE;
  end_write (client, g_bytes_ref (bytes));
  while (client->last_write != TROUPE_STREAM_AGAIN || client->n_written == 0)
    line_turn (line);
  written = g_bytes_new_from_bytes (bytes, 0, client->n_written);
  troupe_stream_close (client->stream);
  g_clear_pointer (&client->outgoing, g_bytes_unref);
  server->is_lazy = FALSE;
  server->is_ready = TRUE;

  g_assert_cmpint (end_wait_for_end (server), ==, TROUPE_STREAM_END);
  end_assert_received (server, written);
}

/* What has come and was not read must not cost the peer what was written to it. */
static void
test_a_close_with_bytes_unread_loses_nothing (Line *line)
{
  g_autoptr (GBytes) bytes = make_pattern (32 * KIB, 1);
  End *client, *server;

  line_listen (line, NULL);
  client = line_connect (line, &server);
  server->is_lazy = TRUE;
  end_write_text (client, "a question that nobody reads");
  while (server->n_ready == 0)
    line_turn (line);
  client->is_lazy = TRUE;
  end_write (server, g_bytes_ref (bytes));
  end_wait_until_written (server);
  troupe_stream_close (server->stream);
  client->is_lazy = FALSE;
  client->is_ready = TRUE;

  g_assert_cmpint (end_wait_for_end (client), ==, TROUPE_STREAM_END);
  end_assert_received (client, bytes);
}

static void
test_dropped_is_closed (Line *line)
{
  End *client, *server;

  line_listen (line, NULL);
  client = line_connect (line, &server);
  end_write_text (client, "bye");
  end_wait_until_written (client);
  g_assert_true (g_ptr_array_remove (line->ends, client));

  g_assert_cmpint (end_wait_for_end (server), ==, TROUPE_STREAM_END);
  end_assert_received_text (server, "bye");
}

static void
test_an_end_stays_the_end (Line *line)
{
  End *client, *server;
  guint8 byte;
  gsize size;

  line_listen (line, NULL);
  client = line_connect (line, &server);
  troupe_stream_close (client->stream);
  g_assert_cmpint (end_wait_for_end (server), ==, TROUPE_STREAM_END);

  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpint (troupe_stream_try_read (server->stream, &byte, 1, &size), ==, TROUPE_STREAM_END);
      g_assert_cmpuint (size, ==, 0);
    }
  g_assert_null (troupe_stream_get_error (server->stream));
}

static void
test_writing_to_who_is_gone_breaks (Line *line)
{
  End *client, *server;
  TroupeStreamResult result;

  line_listen (line, NULL);
  client = line_connect (line, &server);
  troupe_stream_close (server->stream);
  do
    {
      gsize size;

      result = troupe_stream_try_write (client->stream, &(TroupeVector) { "x", 1 }, 1, &size);
      client->is_ready = TRUE;
      line_turn (line);
    }
  while (result != TROUPE_STREAM_BROKEN);

  g_assert_error (troupe_stream_get_error (client->stream), TROUPE_ERROR, TROUPE_ERROR_BROKEN);
}

static void
test_a_closed_stream_is_closed (Line *line)
{
  End *client, *server;
  guint8 byte;
  gsize size;

  line_listen (line, NULL);
  client = line_connect (line, &server);
  end_write_text (server, "too late");
  end_wait_until_written (server);
  troupe_stream_close (client->stream);
  troupe_stream_close (client->stream);
  client->n_ready = 0;

  g_assert_cmpint (troupe_stream_try_read (client->stream, &byte, 1, &size), ==, TROUPE_STREAM_BROKEN);
  g_assert_cmpint (troupe_stream_try_write (client->stream, &(TroupeVector) { "x", 1 }, 1, &size), ==,
                   TROUPE_STREAM_BROKEN);
  g_assert_error (troupe_stream_get_error (client->stream), TROUPE_ERROR, TROUPE_ERROR_CLOSED);
  end_wait_for_end (server);
  g_assert_cmpuint (client->n_ready, ==, 0);
}

static void
test_a_dial_can_be_given_up (Line *line)
{
  g_autofree char *absent = line->transport->dup_free (&line->net);
  End *given_up, *to_nobody, *client, *server;

  line_listen (line, NULL);
  given_up = line_dial (line);
  troupe_stream_close (given_up->stream);
  to_nobody = line_dial_to (line, absent);
  troupe_stream_close (to_nobody->stream);

  /* Whether the one that was given up is seen by the server is the transport's business. */
  client = line_dial (line);
  end_write_text (client, "hello");
  server = NULL;
  while (server == NULL || server->received->len < 5)
    {
      line_turn (line);
      if (line->accepted->len > 0)
        server = g_ptr_array_index (line->accepted, line->accepted->len - 1);
    }
  g_assert_cmpuint (given_up->n_ready, ==, 0);
  g_assert_cmpuint (to_nobody->n_ready, ==, 0);
  end_assert_received_text (server, "hello");
}

static void
close_it (TroupeStream *stream,
          gpointer      user_data)
{
  troupe_stream_close (stream);
}

static void
test_a_ready_function_may_close_its_stream (Line *line)
{
  End *client, *server;

  line_listen (line, NULL);
  client = line_connect (line, &server);
  troupe_stream_set_ready_func (server->stream, close_it, NULL);
  end_write_text (client, "x");

  g_assert_cmpint (end_wait_for_end (client), !=, TROUPE_STREAM_OK);
}

/* All at once, before any is accepted. */
static void
test_many_clients_are_kept_apart (Line *line)
{
  enum { N_CLIENTS = 100 };
  End *clients[N_CLIENTS];
  guint n_answered = 0;

  line_listen (line, NULL);
  for (guint i = 0; i < N_CLIENTS; i++)
    {
      clients[i] = line_dial (line);
      end_write (clients[i], g_bytes_new (&i, sizeof i));
    }

  while (n_answered < N_CLIENTS)
    {
      line_turn (line);
      for (guint i = 0; i < line->accepted->len; i++)
        {
          End *server = g_ptr_array_index (line->accepted, i);

          if (server->outgoing == NULL && server->received->len == sizeof i)
            {
              end_write (server, g_bytes_new (server->received->data, sizeof i));
              n_answered++;
            }
        }
    }

  for (guint i = 0; i < N_CLIENTS; i++)
    {
      end_wait_for_bytes (clients[i], sizeof i);
      g_assert_cmpmem (clients[i]->received->data, clients[i]->received->len, &i, sizeof i);
    }
}

static void
test_a_flood_does_not_drown_the_others (Line *line)
{
  enum { N_OTHERS = 8, N_ROUNDS = 20 };
  g_autoptr (GBytes) flood = make_pattern (4 * MIB, 1);
  End *flooder, *flooded;
  End *clients[N_OTHERS], *servers[N_OTHERS];

  line_listen (line, NULL);
  flooder = line_connect (line, &flooded);
  flooded->n_reads_max = 1;
  for (guint i = 0; i < N_OTHERS; i++)
    clients[i] = line_connect (line, &servers[i]);

  /* The flood never ends while the others talk. */
  for (guint round = 1; round <= N_ROUNDS; round++)
    for (guint i = 0; i < N_OTHERS; i++)
      {
        end_write_text (clients[i], "ping");
        while (servers[i]->received->len < 4 * round)
          {
            if (end_has_written (flooder))
              end_write (flooder, g_bytes_ref (flood));
            g_byte_array_set_size (flooded->received, 0);
            line_turn (line);
          }
      }

  g_assert_cmpint (flooded->last_read, ==, TROUPE_STREAM_OK);
}

static void
test_connections_come_and_go (Line *line)
{
  line_listen (line, NULL);
  for (guint i = 0; i < 100; i++)
    {
      End *client, *server;

      client = line_connect (line, &server);
      end_write_text (client, "x");
      end_wait_for_bytes (server, 1);
      troupe_stream_close (server->stream);
      g_assert_cmpint (end_wait_for_end (client), ==, TROUPE_STREAM_END);
      g_ptr_array_remove (line->accepted, server);
      g_ptr_array_remove (line->ends, server);
      g_ptr_array_remove (line->ends, client);
    }
}

/* Whoever has lost its connection, or was refused one, dials again, and has something to say. Answers how many. */
static guint
redial (Line       *line,
        const char *address,
        End       **clients,
        guint       n_clients)
{
  guint n_redialled = 0;

  for (guint i = 0; i < n_clients; i++)
    {
      if (clients[i]->last_read != TROUPE_STREAM_END && clients[i]->last_read != TROUPE_STREAM_BROKEN)
        continue;
      g_ptr_array_remove (line->ends, clients[i]);
      clients[i] = line_dial_to (line, address);
      end_write_text (clients[i], "again");
      n_redialled++;
    }

  return n_redialled;
}

/* A server goes, with all of its connections, and comes back at its address amid the attempts of those that it had. */
static void
test_who_comes_back_is_found_by_all (Line *line)
{
  enum { N_CLIENTS = 8, N_REDIALLED = 5 * N_CLIENTS };
  g_autoptr (TroupeAddress) address = NULL;
  End *clients[N_CLIENTS], *servers[N_CLIENTS];
  guint n = 0;

  line_listen (line, NULL);
  address = troupe_address_ref (troupe_listener_get_address (line->listener));
  for (guint i = 0; i < N_CLIENTS; i++)
    clients[i] = line_connect (line, &servers[i]);
  troupe_listener_close (line->listener);
  g_clear_object (&line->listener);
  for (guint i = 0; i < N_CLIENTS; i++)
    troupe_stream_close (servers[i]->stream);
  g_ptr_array_set_size (line->accepted, 0);
  while (n < N_REDIALLED)
    {
      line_turn (line);
      n += redial (line, troupe_address_to_string (address), clients, N_CLIENTS);
    }

  line_listen (line, troupe_address_to_string (address));
  while (line->accepted->len < N_CLIENTS)
    {
      line_turn (line);
      redial (line, troupe_address_to_string (address), clients, N_CLIENTS);
    }
  for (guint i = 0; i < N_CLIENTS; i++)
    {
      End *server = g_ptr_array_index (line->accepted, i);

      end_wait_for_bytes (server, strlen ("again"));
      end_assert_received_text (server, "again");
      end_write_text (server, "found");
    }

  for (guint i = 0; i < N_CLIENTS; i++)
    {
      end_wait_for_bytes (clients[i], strlen ("found"));
      end_assert_received_text (clients[i], "found");
    }
}

static const struct
{
  const char      *name;
  ConformanceFunc  func;
} conformance_tests[] = {
  { "bytes-go-both-ways", test_bytes_go_both_ways },
  { "nobody-is-told-inside-a-call", test_nobody_is_told_inside_a_call },
  { "a-dial-before-anyone-listens-is-refused", test_a_dial_before_anyone_listens_is_refused },
  { "any-address-becomes-one-of-its-own", test_any_address_becomes_one_of_its_own },
  { "an-address-is-taken-once", test_an_address_is_taken_once },
  { "an-address-is-free-after-a-close", test_an_address_is_free_after_a_close },
  { "who-cannot-listen-says-where", test_who_cannot_listen_says_where },
  { "a-closed-listener-refuses", test_a_closed_listener_refuses },
  { "streams-outlive-their-listener", test_streams_outlive_their_listener },
  { "much-goes-both-ways-at-once", test_much_goes_both_ways_at_once },
  { "small-reads-get-all", test_small_reads_get_all },
  { "small-writes-arrive-in-order", test_small_writes_arrive_in_order },
  { "many-vectors-are-one-write-or-several", test_many_vectors_are_one_write_or_several },
  { "who-does-not-read-holds-the-writer-back", test_who_does_not_read_holds_the_writer_back },
  { "a-close-comes-behind-what-was-written", test_a_close_comes_behind_what_was_written },
  { "a-close-amid-writing-cuts-at-a-byte", test_a_close_amid_writing_cuts_at_a_byte },
  { "a-close-with-bytes-unread-loses-nothing", test_a_close_with_bytes_unread_loses_nothing },
  { "dropped-is-closed", test_dropped_is_closed },
  { "an-end-stays-the-end", test_an_end_stays_the_end },
  { "writing-to-who-is-gone-breaks", test_writing_to_who_is_gone_breaks },
  { "a-closed-stream-is-closed", test_a_closed_stream_is_closed },
  { "a-dial-can-be-given-up", test_a_dial_can_be_given_up },
  { "a-ready-function-may-close-its-stream", test_a_ready_function_may_close_its_stream },
  { "many-clients-are-kept-apart", test_many_clients_are_kept_apart },
  { "a-flood-does-not-drown-the-others", test_a_flood_does_not_drown_the_others },
  { "connections-come-and-go", test_connections_come_and_go },
  { "who-comes-back-is-found-by-all", test_who_comes_back_is_found_by_all },
};

typedef struct
{
  const Transport *transport;
  ConformanceFunc  func;
} Case;

/* Each test leaves no more descriptors than it found: line_close() counts them. */
static void
run (gconstpointer data)
{
  const Case *test = data;
  const char *why_not = test->transport->why_not ();
  Line *line;

  if (why_not != NULL)
    {
      g_test_skip (why_not);
      return;
    }

  line = line_open (test->transport);
  test->func (line);
  line_close (line);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (transports); i++)
    for (guint j = 0; j < G_N_ELEMENTS (conformance_tests); j++)
      {
        g_autofree char *path = g_strdup_printf ("/conformance/%s/%s", transports[i]->name, conformance_tests[j].name);
        Case *test = g_new (Case, 1);

        *test = (Case) { transports[i], conformance_tests[j].func };
        g_test_add_data_func_full (path, test, run, g_free);
      }

  return g_test_run ();
}
