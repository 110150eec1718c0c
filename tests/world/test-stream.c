/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "wire.h"

#include <string.h>

#define MS G_GUINT64_CONSTANT (1000000)

static GBytes *
make_pattern (gsize size)
{
  guint8 *data = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) (i * 7 + (i >> 8) * 13 + (i >> 16));

  return g_bytes_new_take (data, size);
}

static void
test_bytes_take_the_delay (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);

  wire_assert_wrote (wire->client_stream, "hello");
  wire_assert_wrote (wire->client_stream, " world");
  g_assert_false (troupe_sim_run_is_quiet (wire->run));
  while (wire->received->len == 0)
    g_assert_true (troupe_sim_run_step (wire->run, G_MAXUINT64));

  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, begin_ns + MS);
  fake_loop_run (wire->run);
  wire_assert_received (wire, "hello world");
  g_assert_true (troupe_sim_run_is_quiet (wire->run));
}

static void
test_bytes_arrive_in_order_with_every_seed (void)
{
  g_autoptr (GBytes) pattern = make_pattern (3 * WIRE_BUFFER_SIZE + 77);

  for (guint64 seed = 1; seed <= 200; seed++)
    {
      g_autoptr (Wire) wire = wire_new (seed);
      gsize size;
      const guint8 *data = g_bytes_get_data (pattern, &size);

      wire->outgoing = g_bytes_ref (pattern);
      fake_loop_run (wire->run);

      g_assert_cmpmem (wire->received->data, wire->received->len, data, size);
      g_assert_cmpint (wire->last_read, ==, TROUPE_STREAM_AGAIN);
      g_assert_true (troupe_sim_run_is_quiet (wire->run));
    }
}

static void
test_a_calm_read_gets_everything (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  char buffer[64];
  gsize size;

  wire->is_lazy = TRUE;
  troupe_sim_run_set_calm (wire->run, "stream.read");
  wire_assert_wrote (wire->client_stream, "hello world");
  fake_loop_run (wire->run);

  g_assert_cmpint (troupe_stream_try_read (wire->server_stream, buffer, sizeof buffer, &size), ==, TROUPE_STREAM_OK);
  g_assert_cmpmem (buffer, size, "hello world", 11);
}

static void
test_some_reads_are_short (void)
{
  guint n_short = 0;

  for (guint64 seed = 1; seed <= 100; seed++)
    {
      g_autoptr (Wire) wire = wire_open (seed);
      char buffer[64];
      gsize size;

      wire->is_lazy = TRUE;
      wire_assert_wrote (wire->client_stream, "hello world");
      fake_loop_run (wire->run);
      g_assert_cmpint (troupe_stream_try_read (wire->server_stream, buffer, sizeof buffer, &size), ==,
                       TROUPE_STREAM_OK);
      if (size == 11)
        continue;

      /* The rest comes with the next ready call. */
      n_short++;
      g_byte_array_append (wire->received, (const guint8 *) buffer, (guint) size);
      wire->is_lazy = FALSE;
      g_assert_cmpint (troupe_stream_try_read (wire->server_stream, buffer, sizeof buffer, &size), ==,
                       TROUPE_STREAM_AGAIN);
      g_assert_false (troupe_sim_run_is_quiet (wire->run));
      fake_loop_run (wire->run);
      wire_assert_received (wire, "hello world");
    }

  g_assert_cmpuint (n_short, >, 10);
  g_assert_cmpuint (n_short, <, 50);
}

static void
test_a_full_buffer_holds_the_writer_back (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint n_ready;

  wire->is_lazy = TRUE;
  wire->outgoing = make_pattern (WIRE_BUFFER_SIZE + 1);
  wire_client_write (wire);
  g_assert_cmpuint (wire->n_written, ==, WIRE_BUFFER_SIZE);
  n_ready = wire->n_ready;
  fake_loop_run (wire->run);
  g_assert_cmpuint (wire->n_ready, ==, n_ready);

  wire->is_lazy = FALSE;
  fake_loop_post (wire->server, wire_server_read, wire);
  fake_loop_run (wire->run);

  g_assert_cmpuint (wire->n_ready, >, n_ready);
  g_assert_cmpuint (wire->n_written, ==, WIRE_BUFFER_SIZE + 1);
  g_assert_cmpuint (wire->received->len, ==, WIRE_BUFFER_SIZE + 1);
}

static void
test_room_is_news_that_takes_the_way_back (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint64 begin_ns;
  guint n_ready;

  wire->is_lazy = TRUE;
  wire->outgoing = make_pattern (WIRE_BUFFER_SIZE + 1);
  wire_client_write (wire);
  fake_loop_run (wire->run);
  begin_ns = troupe_sim_run_get_time (wire->run);
  n_ready = wire->n_ready;
  wire->is_lazy = FALSE;
  fake_loop_post (wire->server, wire_server_read, wire);
  while (wire->n_ready == n_ready)
    g_assert_true (troupe_sim_run_step (wire->run, G_MAXUINT64));

  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, begin_ns + MS);
}

static void
test_a_close_ends_the_stream_behind_its_bytes (void)
{
  g_autoptr (Wire) wire = wire_open (1);

  wire_assert_wrote (wire->client_stream, "goodbye");
  troupe_stream_close (wire->client_stream);
  fake_loop_run (wire->run);

  wire_assert_received (wire, "goodbye");
  g_assert_cmpint (wire->last_read, ==, TROUPE_STREAM_END);
}

static void
test_a_closed_stream_is_closed_for_its_owner (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  gsize size;

  troupe_stream_close (wire->client_stream);
  troupe_stream_close (wire->client_stream);

  g_assert_cmpint (wire_try_write (wire->client_stream, "x", &size), ==, TROUPE_STREAM_BROKEN);
  g_assert_error (troupe_stream_get_error (wire->client_stream), TROUPE_ERROR, TROUPE_ERROR_CLOSED);
}

static void
test_a_write_to_a_closed_peer_breaks_the_stream (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  gsize size;

  troupe_stream_close (wire->server_stream);
  fake_loop_run (wire->run);
  g_assert_cmpint (wire->client_read, ==, TROUPE_STREAM_END);
  wire_assert_wrote (wire->client_stream, "into the void");
  fake_loop_run (wire->run);

  g_assert_cmpint (wire_try_write (wire->client_stream, "x", &size), ==, TROUPE_STREAM_BROKEN);
  g_assert_error (troupe_stream_get_error (wire->client_stream), TROUPE_ERROR, TROUPE_ERROR_BROKEN);
}

static void
test_bytes_sent_before_an_exit_arrive_then_the_end (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  gsize size;

  wire_assert_wrote (wire->client_stream, "last words");
  troupe_world_exit (wire->client->world, 0, NULL);
  g_assert_cmpint (wire_try_write (wire->client_stream, "too late", &size), ==, TROUPE_STREAM_OK);
  g_assert_cmpuint (size, ==, 8);
  fake_loop_run (wire->run);

  wire_assert_received (wire, "last words");
  g_assert_cmpint (wire->last_read, ==, TROUPE_STREAM_END);
}

static void
test_bytes_sent_before_a_kill_arrive_then_it_is_broken (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  char buffer[8];
  gsize size;

  wire_assert_wrote (wire->client_stream, "last words");
  troupe_sim_process_kill (wire->client->process, 9);
  g_assert_cmpint (wire_try_write (wire->client_stream, "too late", &size), ==, TROUPE_STREAM_OK);
  g_assert_cmpint (troupe_stream_try_read (wire->client_stream, buffer, sizeof buffer, &size), ==,
                   TROUPE_STREAM_AGAIN);
  fake_loop_run (wire->run);

  wire_assert_received (wire, "last words");
  g_assert_cmpint (wire->last_read, ==, TROUPE_STREAM_BROKEN);
  g_assert_error (troupe_stream_get_error (wire->server_stream), TROUPE_ERROR, TROUPE_ERROR_BROKEN);
}

static void
end_something (gpointer user_data)
{
  Wire *wire = user_data;
  FakeLoop *loop = troupe_sim_run_choose (wire->run, "test.who", 2) == 0 ? wire->client : wire->server;

  switch (troupe_sim_run_choose (wire->run, "test.how", 5))
    {
    case 0:
      troupe_sim_process_kill (loop->process, 9);
      break;
    case 1:
      troupe_sim_process_exit (loop->process, 1);
      break;
    case 2:
      troupe_world_exit (loop->world, 0, NULL);
      break;
    case 3:
      troupe_stream_close (wire->client_stream);
      break;
    default:
      troupe_listener_close (wire->listener);
      if (wire->server_stream != NULL)
        troupe_stream_close (wire->server_stream);
      break;
    }
}

static void
test_what_arrives_is_a_beginning_whatever_ends (void)
{
  g_autoptr (GBytes) pattern = make_pattern (2 * WIRE_BUFFER_SIZE);

  for (guint64 seed = 1; seed <= 200; seed++)
    {
      g_autoptr (Wire) wire = wire_new (seed);
      const guint8 *data = g_bytes_get_data (pattern, NULL);

      wire->outgoing = g_bytes_ref (pattern);
      for (guint i = 0; i < 2; i++)
        troupe_sim_run_at (wire->run, troupe_sim_run_choose (wire->run, "test.when", 9 * MS), end_something, wire);
      fake_loop_run (wire->run);

      g_assert_cmpuint (wire->received->len, <=, 2 * WIRE_BUFFER_SIZE);
      g_assert_cmpmem (wire->received->data, wire->received->len, data, wire->received->len);
      g_assert_true (troupe_sim_run_is_quiet (wire->run));
    }
}

static void
test_streams_outlive_their_run (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  char buffer[8];
  gsize size;

  wire_assert_wrote (wire->client_stream, "on its way");
  g_clear_pointer (&wire->run, troupe_sim_run_free);

  wire_assert_wrote (wire->client_stream, "nowhere");
  g_assert_cmpint (troupe_stream_try_read (wire->server_stream, buffer, sizeof buffer, &size), ==,
                   TROUPE_STREAM_AGAIN);
  g_assert_null (troupe_listener_accept (wire->listener));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/world/stream/" name, func)
  ADD ("bytes-take-the-delay", test_bytes_take_the_delay);
  ADD ("bytes-arrive-in-order-with-every-seed", test_bytes_arrive_in_order_with_every_seed);
  ADD ("a-calm-read-gets-everything", test_a_calm_read_gets_everything);
  ADD ("some-reads-are-short", test_some_reads_are_short);
  ADD ("a-full-buffer-holds-the-writer-back", test_a_full_buffer_holds_the_writer_back);
  ADD ("room-is-news-that-takes-the-way-back", test_room_is_news_that_takes_the_way_back);
  ADD ("a-close-ends-the-stream-behind-its-bytes", test_a_close_ends_the_stream_behind_its_bytes);
  ADD ("a-closed-stream-is-closed-for-its-owner", test_a_closed_stream_is_closed_for_its_owner);
  ADD ("a-write-to-a-closed-peer-breaks-the-stream", test_a_write_to_a_closed_peer_breaks_the_stream);
  ADD ("bytes-sent-before-an-exit-arrive-then-the-end", test_bytes_sent_before_an_exit_arrive_then_the_end);
  ADD ("bytes-sent-before-a-kill-arrive-then-it-is-broken", test_bytes_sent_before_a_kill_arrive_then_it_is_broken);
  ADD ("what-arrives-is-a-beginning-whatever-ends", test_what_arrives_is_a_beginning_whatever_ends);
  ADD ("streams-outlive-their-run", test_streams_outlive_their_run);
#undef ADD

  return g_test_run ();
}
