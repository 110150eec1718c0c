/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "wire.h"
#include "world/troupe-sim-network.h"
#include "world/troupe-sim-run-private.h"

#include <string.h>

#define MS G_GUINT64_CONSTANT (1000000)
#define SECOND G_GUINT64_CONSTANT (1000000000)

#define TIMED_OUT "The connection with tcp:10.0.0.1:4001 broke: Connection timed out"

static TroupeSimHostSet
get_host (Wire *wire,
          guint number)
{
  return (TroupeSimHostSet) { &wire->hosts[number], 1 };
}

/* Between the client's host and the server's. */
static void
partition (Wire         *wire,
           TroupeSimWay  way)
{
  TroupeSimHostSet client = get_host (wire, 1);
  TroupeSimHostSet server = get_host (wire, 0);

  troupe_sim_run_partition (wire->run, &client, &server, way);
}

static void
heal_at (gpointer user_data)
{
  troupe_sim_run_heal_all (user_data);
}

/* Steps until then, and lets everything at that time happen. */
static void
run_until (Wire    *wire,
           guint64  time_ns)
{
  while (troupe_sim_run_step (wire->run, time_ns))
    ;
  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, time_ns);
}

static void
reset (Wire         *wire,
       guint         left_host,
       TroupeSimWay  way)
{
  TroupeSimEndSet left = { .hosts = get_host (wire, left_host) };
  TroupeSimEndSet right = { .hosts = get_host (wire, !left_host) };

  troupe_sim_run_reset (wire->run, &left, &right, way);
}

static const char *
get_error_text (TroupeStream *stream)
{
  const GError *error = troupe_stream_get_error (stream);

  return error != NULL ? error->message : NULL;
}

/* ---- partitions ---- */

static void
test_a_partition_discards_what_is_under_way (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);

  wire_assert_wrote (wire->client_stream, "hello");
  partition (wire, TROUPE_SIM_BOTH_WAYS);
  run_until (wire, begin_ns + 100 * MS);
  troupe_sim_run_heal_all (wire->run);
  run_until (wire, begin_ns + 201 * MS - 1);
  wire_assert_received (wire, "");
  g_assert_false (troupe_sim_run_is_quiet (wire->run));

  fake_loop_run (wire->run);
  wire_assert_received (wire, "hello");
  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, begin_ns + 201 * MS);
}

/* 0.2, 0.6, 1.4, 3, 6.2 s, and from there each 5 s. */
static void
test_pauses_double_up_to_five_seconds (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);

  partition (wire, TROUPE_SIM_BOTH_WAYS);
  wire_assert_wrote (wire->client_stream, "first");
  troupe_sim_run_at (wire->run, begin_ns + 12 * SECOND, heal_at, wire->run);
  run_until (wire, begin_ns + 1 * SECOND);
  wire_assert_wrote (wire->client_stream, " second");
  fake_loop_run (wire->run);

  wire_assert_received (wire, "first second");
  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, begin_ns + 16200 * MS + 1 * MS);
}

static void
test_a_minute_without_an_answer_breaks_the_writer_alone (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);

  partition (wire, TROUPE_SIM_BOTH_WAYS);
  wire_assert_wrote (wire->client_stream, "hello");
  run_until (wire, begin_ns + 60 * SECOND - 1);
  g_assert_null (troupe_stream_get_error (wire->client_stream));
  fake_loop_run (wire->run);

  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, begin_ns + 60 * SECOND);
  g_assert_cmpstr (get_error_text (wire->client_stream), ==, TIMED_OUT);
  g_assert_cmpint (wire->client_read, ==, TROUPE_STREAM_BROKEN);
  g_assert_null (troupe_stream_get_error (wire->server_stream));
  wire_assert_received (wire, "");
  g_assert_true (troupe_sim_run_is_quiet (wire->run));
}

static void
test_each_answer_starts_the_minute_anew (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  TroupeSimHostSet client = get_host (wire, 1);
  TroupeSimHostSet server = get_host (wire, 0);
  TroupeSimLink all = { .given = TROUPE_SIM_LINK_LOSS, .loss_ppb = 1000000000 };
  TroupeSimLink none = { .given = TROUPE_SIM_LINK_LOSS };
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);

  /* Two segments that are lost each on its own; the first gets through late, the second later still. */
  troupe_sim_run_link (wire->run, &client, &server, TROUPE_SIM_BOTH_WAYS, &all);
  wire_assert_wrote (wire->client_stream, "first");
  wire_assert_wrote (wire->client_stream, " second");
  run_until (wire, begin_ns + 50 * SECOND);
  troupe_sim_run_link (wire->run, &client, &server, TROUPE_SIM_BOTH_WAYS, &none);
  while (wire->received->len == 0)
    g_assert_true (troupe_sim_run_step (wire->run, G_MAXUINT64));
  partition (wire, TROUPE_SIM_BOTH_WAYS);
  troupe_sim_run_at (wire->run, begin_ns + 100 * SECOND, heal_at, wire->run);
  fake_loop_run (wire->run);

  wire_assert_received (wire, "first second");
  g_assert_null (troupe_stream_get_error (wire->client_stream));
}

static void
test_an_idle_connection_survives_any_partition (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);

  partition (wire, TROUPE_SIM_BOTH_WAYS);
  troupe_sim_run_at (wire->run, begin_ns + 3600 * SECOND, heal_at, wire->run);
  fake_loop_run (wire->run);
  wire_assert_wrote (wire->client_stream, "hello");
  fake_loop_run (wire->run);

  wire_assert_received (wire, "hello");
}

static void
test_one_way_lets_the_other_through (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);
  guint n_ready = wire->n_ready;

  partition (wire, TROUPE_SIM_LEFT_TO_RIGHT);
  wire_assert_wrote (wire->server_stream, "news");
  run_until (wire, begin_ns + 1 * MS);

  g_assert_cmpuint (wire->n_ready, ==, n_ready + 1);
}

/* What got through was not answered: the writer cannot know. */
static void
test_one_way_breaks_who_is_not_answered (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);

  partition (wire, TROUPE_SIM_LEFT_TO_RIGHT);
  wire_assert_wrote (wire->server_stream, "news");
  fake_loop_run (wire->run);

  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, begin_ns + 60 * SECOND);
  g_assert_nonnull (troupe_stream_get_error (wire->server_stream));
  g_assert_null (troupe_stream_get_error (wire->client_stream));
}

static void
test_a_late_answer_is_one (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);

  partition (wire, TROUPE_SIM_LEFT_TO_RIGHT);
  wire_assert_wrote (wire->server_stream, "news");
  troupe_sim_run_at (wire->run, begin_ns + 50 * SECOND, heal_at, wire->run);
  fake_loop_run (wire->run);

  g_assert_null (troupe_stream_get_error (wire->server_stream));
  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), <, begin_ns + 60 * SECOND);
}

static void
test_heal_names_its_pairs (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  TroupeSimHost *third = troupe_sim_run_add_host (wire->run, "h2");
  TroupeSimHost *servers[] = { wire->hosts[0], third };
  TroupeSimHostSet client = get_host (wire, 1);
  TroupeSimHostSet both = { servers, 2 };
  TroupeSimHostSet one = { &third, 1 };
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);

  troupe_sim_run_partition (wire->run, &client, &both, TROUPE_SIM_BOTH_WAYS);
  troupe_sim_run_heal (wire->run, &one, &client);
  wire_assert_wrote (wire->client_stream, "hello");
  run_until (wire, begin_ns + 1 * SECOND);
  wire_assert_received (wire, "");

  one.hosts = &wire->hosts[0];
  troupe_sim_run_heal (wire->run, &one, &client);
  fake_loop_run (wire->run);
  wire_assert_received (wire, "hello");
}

/* ---- connection requests ---- */

static void
test_a_request_is_repeated_after_one_three_and_seven_seconds (void)
{
  static const guint64 heals_ns[] = { SECOND / 2, 2 * SECOND, 4 * SECOND };
  static const guint64 opened_ns[] = { 1 * SECOND, 3 * SECOND, 7 * SECOND };

  for (guint i = 0; i < G_N_ELEMENTS (heals_ns); i++)
    {
      g_autoptr (Wire) wire = wire_new (1);

      partition (wire, TROUPE_SIM_BOTH_WAYS);
      troupe_sim_run_at (wire->run, heals_ns[i], heal_at, wire->run);
      fake_loop_run (wire->run);

      g_assert_nonnull (wire->server_stream);
      g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, opened_ns[i] + 2 * MS);
      wire_assert_wrote (wire->client_stream, "hello");
    }
}

static void
test_a_request_fails_after_fifteen_seconds (void)
{
  g_autoptr (Wire) wire = wire_new (1);

  partition (wire, TROUPE_SIM_BOTH_WAYS);
  fake_loop_run (wire->run);

  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, 15 * SECOND);
  g_assert_null (wire->server_stream);
  g_assert_error (troupe_stream_get_error (wire->client_stream), TROUPE_ERROR, TROUPE_ERROR_BROKEN);
  g_assert_cmpstr (get_error_text (wire->client_stream), ==,
                   "Could not connect to tcp:10.0.0.1:4001: Connection timed out");
}

/* The listener took it, and its word never came: half open, until the server says something. */
static void
test_a_request_that_hears_no_answer_leaves_a_half_open_end (void)
{
  g_autoptr (Wire) wire = wire_new (1);
  TroupeSimHostSet client = get_host (wire, 1);
  TroupeSimHostSet server = get_host (wire, 0);

  troupe_sim_run_partition (wire->run, &server, &client, TROUPE_SIM_LEFT_TO_RIGHT);
  fake_loop_run (wire->run);
  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, 15 * SECOND);
  g_assert_nonnull (troupe_stream_get_error (wire->client_stream));
  g_assert_null (troupe_stream_get_error (wire->server_stream));

  troupe_sim_run_heal_all (wire->run);
  wire_assert_wrote (wire->server_stream, "hello?");
  fake_loop_run (wire->run);
  g_assert_nonnull (troupe_stream_get_error (wire->server_stream));
}

static void
test_a_way_that_is_too_long_answers_too_late (void)
{
  g_autoptr (Wire) wire = wire_new (1);
  TroupeSimHostSet client = get_host (wire, 1);
  TroupeSimHostSet server = get_host (wire, 0);
  TroupeSimLink link = { .given = TROUPE_SIM_LINK_DELAY, .delay_min_ns = 15 * SECOND, .delay_max_ns = 15 * SECOND };

  troupe_sim_run_link (wire->run, &server, &client, TROUPE_SIM_LEFT_TO_RIGHT, &link);
  fake_loop_run (wire->run);

  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, 15 * SECOND);
  g_assert_nonnull (troupe_stream_get_error (wire->client_stream));
}

static void
ignore_ready (TroupeStream *stream,
              gpointer      user_data)
{
  guint *n_ready = user_data;

  *n_ready += 1;
}

static void
test_a_full_listen_queue_lets_one_wait (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  TroupeAddress *address = troupe_listener_get_address (wire->listener);
  g_autoptr (GPtrArray) streams = g_ptr_array_new_with_free_func (g_object_unref);
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);
  guint n_ready = 0;

  troupe_listener_set_ready_func (wire->listener, NULL, NULL);
  for (guint i = 0; i < 129; i++)
    {
      TroupeStream *stream = troupe_world_connect (wire->client->world, address, NULL);

      troupe_stream_set_ready_func (stream, ignore_ready, &n_ready);
      g_ptr_array_add (streams, stream);
    }
  run_until (wire, begin_ns + 999 * MS);
  g_assert_cmpuint (n_ready, ==, 128);

  g_object_unref (troupe_listener_accept (wire->listener));
  run_until (wire, begin_ns + 1002 * MS);
  g_assert_cmpuint (n_ready, ==, 130); /* the last one opened, and the one that was dropped heard of it */
}

/* ---- resets ---- */

static void
test_a_reset_is_seen_at_both_ends_at_once (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);

  wire_assert_wrote (wire->client_stream, "lost");
  reset (wire, 0, TROUPE_SIM_BOTH_WAYS);
  run_until (wire, begin_ns);

  g_assert_cmpint (wire->last_read, ==, TROUPE_STREAM_BROKEN);
  g_assert_cmpint (wire->client_read, ==, TROUPE_STREAM_BROKEN);
  g_assert_cmpstr (get_error_text (wire->client_stream), ==,
                   "The connection with tcp:10.0.0.1:4001 broke: Connection reset by peer");
  fake_loop_run (wire->run);
  wire_assert_received (wire, "");
}

static void
test_what_had_arrived_before_a_reset_can_be_read (void)
{
  g_autoptr (Wire) wire = wire_open (1);

  wire->is_lazy = TRUE;
  wire_assert_wrote (wire->client_stream, "hello");
  fake_loop_run (wire->run);
  reset (wire, 0, TROUPE_SIM_BOTH_WAYS);
  wire_server_read (wire);
  while (wire->last_read == TROUPE_STREAM_AGAIN)
    {
      g_assert_true (troupe_sim_run_step (wire->run, G_MAXUINT64));
      wire_server_read (wire);
    }

  wire_assert_received (wire, "hello");
  g_assert_cmpint (wire->last_read, ==, TROUPE_STREAM_BROKEN);
}

static void
test_a_reset_of_one_side_leaves_the_other_half_open (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);

  reset (wire, 1, TROUPE_SIM_LEFT_TO_RIGHT);
  fake_loop_run (wire->run);
  g_assert_cmpint (wire->client_read, ==, TROUPE_STREAM_BROKEN);
  g_assert_null (troupe_stream_get_error (wire->server_stream));

  wire_assert_wrote (wire->server_stream, "are you there?");
  fake_loop_run (wire->run);
  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, begin_ns + 2 * MS);
  g_assert_nonnull (troupe_stream_get_error (wire->server_stream));
}

static void
test_a_reset_ends_a_request (void)
{
  g_autoptr (Wire) wire = wire_new (1);

  reset (wire, 0, TROUPE_SIM_BOTH_WAYS);
  fake_loop_run (wire->run);

  g_assert_null (wire->server_stream);
  g_assert_cmpstr (get_error_text (wire->client_stream), ==,
                   "Could not connect to tcp:10.0.0.1:4001: Connection reset by peer");
}

/* Only the server sees it, while its answer is under way: the client opens a connection that is dead. */
static void
test_a_reset_behind_an_answer_does_not_swallow_it (void)
{
  g_autoptr (Wire) wire = wire_new (1);

  while (wire->server_stream == NULL)
    g_assert_true (troupe_sim_run_step (wire->run, G_MAXUINT64));
  reset (wire, 0, TROUPE_SIM_LEFT_TO_RIGHT);
  fake_loop_run (wire->run);
  g_assert_null (troupe_stream_get_error (wire->client_stream));
  wire_assert_wrote (wire->client_stream, "hello?");
  fake_loop_run (wire->run);

  g_assert_nonnull (troupe_stream_get_error (wire->client_stream));
}

/* Its answer to bytes that no one reads is lost with a reset; the next bytes get another. */
static void
test_every_word_to_a_dead_end_is_answered (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);

  g_clear_object (&wire->server_stream);
  wire_assert_wrote (wire->client_stream, "hello?");
  run_until (wire, begin_ns + 1 * MS);
  reset (wire, 0, TROUPE_SIM_LEFT_TO_RIGHT);
  fake_loop_run (wire->run);
  g_assert_null (troupe_stream_get_error (wire->client_stream));
  wire_assert_wrote (wire->client_stream, "hello?");
  fake_loop_run (wire->run);

  g_assert_nonnull (troupe_stream_get_error (wire->client_stream));
}

static void
test_a_reset_between_hosts_spares_their_inside (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  TroupeAddress *address = troupe_listener_get_address (wire->listener);
  g_autoptr (FakeLoop) neighbour = fake_loop_new (wire->hosts[0], "neighbour");
  g_autoptr (TroupeStream) inside = troupe_world_connect (neighbour->world, address, NULL);
  TroupeSimEndSet all = { .hosts = { wire->hosts, 2 } };
  TroupeSimEndSet processes[2] = {
    { .processes = &neighbour->process, .n_processes = 1 },
    { .processes = &wire->server->process, .n_processes = 1 },
  };

  g_clear_object (&wire->server_stream);
  fake_loop_run (wire->run);
  troupe_sim_run_reset (wire->run, &all, &all, TROUPE_SIM_BOTH_WAYS);
  g_assert_nonnull (troupe_stream_get_error (wire->client_stream));
  g_assert_null (troupe_stream_get_error (inside));

  troupe_sim_run_reset (wire->run, &processes[0], &processes[1], TROUPE_SIM_BOTH_WAYS);
  g_assert_nonnull (troupe_stream_get_error (inside));
}

/* ---- what comes next ---- */

static void
test_the_next_bytes_can_be_lost (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);

  troupe_sim_process_lose_next (wire->client->process, wire->client->process);
  troupe_sim_process_lose_next (wire->client->process, wire->server->process);
  wire_assert_wrote (wire->server_stream, "spared");
  wire_assert_wrote (wire->client_stream, "hello");
  fake_loop_run (wire->run);
  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, begin_ns + 201 * MS);
  wire_assert_received (wire, "hello");

  wire_assert_wrote (wire->client_stream, " again");
  fake_loop_run (wire->run);
  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, begin_ns + 202 * MS);
}

static void
test_the_next_bytes_can_be_late (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);

  troupe_sim_process_delay_next (wire->client->process, wire->server->process, 5 * SECOND);
  troupe_sim_process_delay_next (wire->client->process, wire->server->process, 9 * SECOND);
  wire_assert_wrote (wire->client_stream, "first");
  wire_assert_wrote (wire->client_stream, " second");
  wire_assert_wrote (wire->client_stream, " third");
  run_until (wire, begin_ns + 5 * SECOND + 1 * MS);
  wire_assert_received (wire, "first");
  fake_loop_run (wire->run);

  wire_assert_received (wire, "first second third");
  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, begin_ns + 9 * SECOND + 1 * MS);
}

static void
test_the_next_bytes_can_be_held (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);

  troupe_sim_process_hold_next (wire->client->process, wire->server->process, 7);
  wire_assert_wrote (wire->client_stream, "first");
  run_until (wire, begin_ns + 10 * MS);
  wire_assert_wrote (wire->client_stream, " second");
  run_until (wire, begin_ns + 20 * MS);
  wire_assert_received (wire, "");
  troupe_sim_run_release (wire->run, 8);
  run_until (wire, begin_ns + 30 * MS);
  wire_assert_received (wire, "");
  wire_assert_wrote (wire->client_stream, " third");
  troupe_sim_run_release (wire->run, 7);
  run_until (wire, begin_ns + 30 * MS);
  wire_assert_received (wire, "first second");
  run_until (wire, begin_ns + 31 * MS);

  wire_assert_received (wire, "first second third");
}

static void
test_what_two_hold_waits_for_both (void)
{
  g_autoptr (Wire) wire = wire_open (1);

  troupe_sim_process_hold_next (wire->client->process, wire->server->process, 1);
  troupe_sim_process_hold_next (wire->client->process, wire->server->process, 2);
  wire_assert_wrote (wire->client_stream, "first");
  wire_assert_wrote (wire->client_stream, " second");
  run_until (wire, troupe_sim_run_get_time (wire->run) + 5 * MS);
  troupe_sim_run_release (wire->run, 2);
  run_until (wire, troupe_sim_run_get_time (wire->run) + 5 * MS);
  wire_assert_received (wire, "");
  troupe_sim_run_release (wire->run, 1);
  run_until (wire, troupe_sim_run_get_time (wire->run));

  wire_assert_received (wire, "first second");
}

static void
test_what_was_to_be_held_is_not_after_a_release (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);

  troupe_sim_process_hold_next (wire->client->process, wire->server->process, 1);
  troupe_sim_run_release (wire->run, 1);
  wire_assert_wrote (wire->client_stream, "first");
  fake_loop_run (wire->run);

  wire_assert_received (wire, "first");
  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, begin_ns + 1 * MS);
}

/* Its machine would give the connection up. */
static void
test_nothing_is_held_for_ever (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);

  troupe_sim_process_hold_next (wire->client->process, wire->server->process, 1);
  wire_assert_wrote (wire->client_stream, "first");
  fake_loop_run (wire->run);

  wire_assert_received (wire, "first");
  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, begin_ns + 60 * SECOND);
}

/* ---- what is left behind ---- */

/* Whatever has happened to its two ends, a connection is gone when nobody holds one and nothing waits in the heap. */
static void
test_no_connection_is_left_behind (void)
{
  for (guint64 seed = 1; seed <= 60; seed++)
    {
      g_autoptr (Wire) wire = seed % 2 ? wire_open (seed) : wire_new (seed);
      TroupeSimWay way = seed % 3 ? TROUPE_SIM_BOTH_WAYS : TROUPE_SIM_LEFT_TO_RIGHT;
      gsize size;

      wire_try_write (wire->client_stream, "hello", &size);
      if (seed % 4 == 0)
        partition (wire, way);
      else if (seed % 4 == 1)
        reset (wire, seed % 5 == 0, way);
      else if (seed % 4 == 2)
        troupe_sim_host_crash (wire->hosts[seed % 2]);
      troupe_sim_run_step (wire->run, G_MAXUINT64);
      troupe_stream_close (wire->client_stream);
      fake_loop_run (wire->run);
      if (wire->server_stream != NULL)
        troupe_stream_close (wire->server_stream);
      fake_loop_run (wire->run);

      g_assert_cmpuint (wire->run->network.connections.length, ==, 0);
      g_assert_cmpuint (wire->run->network.n_in_flight, ==, 0);
    }
}

/* ---- room ---- */

/* The server has read all, and cannot say so. */
static void
fill_and_cut (Wire *wire)
{
  TroupeSimHostSet client = get_host (wire, 1);
  TroupeSimHostSet server = get_host (wire, 0);
  g_autofree guint8 *bytes = g_malloc0 (WIRE_BUFFER_SIZE + 1);

  wire->is_lazy = TRUE;
  wire->outgoing = g_bytes_new (bytes, WIRE_BUFFER_SIZE + 1);
  wire_client_write (wire);
  fake_loop_run (wire->run);
  troupe_sim_run_partition (wire->run, &server, &client, TROUPE_SIM_LEFT_TO_RIGHT);
  wire->is_lazy = FALSE;
  fake_loop_post (wire->server, wire_server_read, wire);
}

static void
test_news_of_room_is_repeated (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);

  fill_and_cut (wire);
  troupe_sim_run_at (wire->run, begin_ns + 10 * SECOND, heal_at, wire->run);
  fake_loop_run (wire->run);

  g_assert_cmpuint (wire->received->len, ==, WIRE_BUFFER_SIZE + 1);
  g_assert_null (troupe_stream_get_error (wire->client_stream));
}

static void
test_a_writer_without_news_of_room_breaks_off (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);

  fill_and_cut (wire);
  fake_loop_run (wire->run);

  g_assert_cmpuint (wire->received->len, ==, WIRE_BUFFER_SIZE);
  g_assert_cmpstr (get_error_text (wire->client_stream), ==, TIMED_OUT);
  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), >=, begin_ns + 60 * SECOND);
  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), <, begin_ns + 66 * SECOND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/world/faults/" name, func)
  ADD ("a-partition-discards-what-is-under-way", test_a_partition_discards_what_is_under_way);
  ADD ("pauses-double-up-to-five-seconds", test_pauses_double_up_to_five_seconds);
  ADD ("a-minute-without-an-answer-breaks-the-writer-alone", test_a_minute_without_an_answer_breaks_the_writer_alone);
  ADD ("each-answer-starts-the-minute-anew", test_each_answer_starts_the_minute_anew);
  ADD ("an-idle-connection-survives-any-partition", test_an_idle_connection_survives_any_partition);
  ADD ("one-way-lets-the-other-through", test_one_way_lets_the_other_through);
  ADD ("one-way-breaks-who-is-not-answered", test_one_way_breaks_who_is_not_answered);
  ADD ("a-late-answer-is-one", test_a_late_answer_is_one);
  ADD ("heal-names-its-pairs", test_heal_names_its_pairs);
  ADD ("a-request-is-repeated-after-one-three-and-seven-seconds",
       test_a_request_is_repeated_after_one_three_and_seven_seconds);
  ADD ("a-request-fails-after-fifteen-seconds", test_a_request_fails_after_fifteen_seconds);
  ADD ("a-request-that-hears-no-answer-leaves-a-half-open-end",
       test_a_request_that_hears_no_answer_leaves_a_half_open_end);
  ADD ("a-way-that-is-too-long-answers-too-late", test_a_way_that_is_too_long_answers_too_late);
  ADD ("a-full-listen-queue-lets-one-wait", test_a_full_listen_queue_lets_one_wait);
  ADD ("a-reset-is-seen-at-both-ends-at-once", test_a_reset_is_seen_at_both_ends_at_once);
  ADD ("what-had-arrived-before-a-reset-can-be-read", test_what_had_arrived_before_a_reset_can_be_read);
  ADD ("a-reset-of-one-side-leaves-the-other-half-open", test_a_reset_of_one_side_leaves_the_other_half_open);
  ADD ("a-reset-ends-a-request", test_a_reset_ends_a_request);
  ADD ("a-reset-behind-an-answer-does-not-swallow-it", test_a_reset_behind_an_answer_does_not_swallow_it);
  ADD ("every-word-to-a-dead-end-is-answered", test_every_word_to_a_dead_end_is_answered);
  ADD ("a-reset-between-hosts-spares-their-inside", test_a_reset_between_hosts_spares_their_inside);
  ADD ("the-next-bytes-can-be-lost", test_the_next_bytes_can_be_lost);
  ADD ("the-next-bytes-can-be-late", test_the_next_bytes_can_be_late);
  ADD ("the-next-bytes-can-be-held", test_the_next_bytes_can_be_held);
  ADD ("what-two-hold-waits-for-both", test_what_two_hold_waits_for_both);
  ADD ("what-was-to-be-held-is-not-after-a-release", test_what_was_to_be_held_is_not_after_a_release);
  ADD ("nothing-is-held-for-ever", test_nothing_is_held_for_ever);
  ADD ("no-connection-is-left-behind", test_no_connection_is_left_behind);
  ADD ("news-of-room-is-repeated", test_news_of_room_is_repeated);
  ADD ("a-writer-without-news-of-room-breaks-off", test_a_writer_without_news_of_room_breaks_off);
#undef ADD

  return g_test_run ();
}
