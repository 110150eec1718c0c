/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "base/troupe-fault-private.h"
#include "wire.h"

#include <string.h>

#define MS G_GUINT64_CONSTANT (1000000)

static void
test_nothing_happens_unasked (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint n_points;
  const TroupeFaultPoint *points = troupe_fault_point_list (&n_points);

  g_assert_cmpuint (n_points, >, 0);
  for (guint i = 0; i < n_points; i++)
    for (guint j = 0; j < 1000; j++)
      g_assert_false (troupe_world_fault (wire->client->world, points[i].name));
}

static void
test_points_are_sorted_and_found (void)
{
  guint n_points;
  const TroupeFaultPoint *points = troupe_fault_point_list (&n_points);

  for (guint i = 0; i < n_points; i++)
    {
      g_assert_true (i == 0 || strcmp (points[i - 1].name, points[i].name) < 0);
      g_assert_true (troupe_fault_point_exists (points[i].name));
    }
  g_assert_false (troupe_fault_point_exists ("no.such.point"));
}

static void
test_it_happens_as_often_as_asked_and_there_alone (void)
{
  g_autoptr (Wire) wire = wire_open (1);

  troupe_sim_process_inject (wire->client->process, "timer.late", 1);
  troupe_sim_process_inject (wire->client->process, "connect.fails", 2);
  g_assert_false (troupe_world_fault (wire->server->world, "connect.fails"));
  g_assert_true (troupe_world_fault (wire->client->world, "connect.fails"));
  g_assert_true (troupe_world_fault (wire->client->world, "connect.fails"));
  g_assert_false (troupe_world_fault (wire->client->world, "connect.fails"));
  g_assert_true (troupe_world_fault (wire->client->world, "timer.late"));

  troupe_sim_host_inject (wire->hosts[0], "connect.fails", 1);
  g_assert_true (troupe_world_fault (wire->server->world, "connect.fails"));
}

static void
test_nothing_is_injected_into_the_dead (void)
{
  g_autoptr (Wire) wire = wire_open (1);

  troupe_sim_process_kill (wire->client->process, 9);
  troupe_sim_process_inject (wire->client->process, "timer.late", 1);

  g_assert_false (troupe_world_fault (wire->client->world, "timer.late"));
}

/* ---- what each does ---- */

static void
test_connect_fails (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  g_autoptr (GError) error = NULL;

  troupe_sim_process_inject (wire->client->process, "connect.fails", 1);

  g_assert_null (troupe_world_connect (wire->client->world, troupe_listener_get_address (wire->listener), &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_BROKEN);
  g_assert_cmpstr (error->message, ==, "Could not connect to tcp:10.0.0.1:4001: Too many open files");
}

static void
test_connect_refused (void)
{
  g_autoptr (Wire) wire = wire_new (1);

  troupe_sim_process_inject (wire->server->process, "connect.refused", 1);
  fake_loop_run (wire->run);

  g_assert_null (wire->server_stream);
  g_assert_error (troupe_stream_get_error (wire->client_stream), TROUPE_ERROR, TROUPE_ERROR_REFUSED);
}

static void
test_accept_reset (void)
{
  g_autoptr (Wire) wire = wire_new (1);
  char buffer[4];
  gsize size;

  troupe_sim_process_inject (wire->server->process, "accept.reset", 1);
  fake_loop_run (wire->run);

  g_assert_nonnull (wire->server_stream);
  g_assert_cmpint (troupe_stream_try_read (wire->server_stream, buffer, sizeof buffer, &size), ==,
                   TROUPE_STREAM_BROKEN);
  g_assert_error (troupe_stream_get_error (wire->client_stream), TROUPE_ERROR, TROUPE_ERROR_BROKEN);
}

static void
test_stream_short_write (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint n_ready = wire->n_ready;
  gsize size;

  troupe_sim_process_inject (wire->client->process, "stream.short-write", 1);
  g_assert_cmpint (wire_try_write (wire->client_stream, "12345", &size), ==, TROUPE_STREAM_OK);
  g_assert_cmpuint (size, ==, 2);
  fake_loop_run (wire->run);
  g_assert_cmpuint (wire->n_ready, ==, n_ready + 1);

  wire_assert_wrote (wire->client_stream, "345");
  fake_loop_run (wire->run);
  wire_assert_received (wire, "12345");
}

static void
test_timer_late (void)
{
  guint64 latest_ns = 0;

  for (guint64 seed = 1; seed <= 50; seed++)
    {
      g_autoptr (TroupeSimRun) run = troupe_sim_run_new (seed);
      g_autoptr (FakeLoop) loop = fake_loop_new (troupe_sim_run_add_host (run, "h0"), "p0");

      troupe_sim_process_inject (loop->process, "timer.late", 1);
      troupe_world_wake_at (loop->world, 100 * MS);
      fake_loop_run (run);

      g_assert_cmpuint (troupe_sim_run_get_time (run), >, 100 * MS);
      g_assert_cmpuint (troupe_sim_run_get_time (run), <=, 110 * MS);
      latest_ns = MAX (latest_ns, troupe_sim_run_get_time (run));
    }

  g_assert_cmpuint (latest_ns, >, 108 * MS);
}

/* ---- the seed ---- */

static guint
count_seeded (const char *const *names,
              guint64            seed,
              const char        *point)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (seed);
  g_autoptr (FakeLoop) loop = fake_loop_new (troupe_sim_run_add_host (run, "h0"), "p0");
  guint n = 0;

  troupe_sim_run_enable_faults (run, names);
  for (guint i = 0; i < 160; i++)
    n += TROUPE_FAULT_POINT (loop->world, point);

  return n;
}

static void
test_the_seed_picks_points_and_moments (void)
{
  guint n_runs = 0;
  guint n_faults = 0;

  for (guint64 seed = 1; seed <= 400; seed++)
    {
      guint n = count_seeded (NULL, seed, "connect.fails");

      n_runs += n > 0;
      n_faults += n;
    }

  /* One run in four, and there one pass in sixteen. */
  g_assert_cmpuint (n_runs, >, 80);
  g_assert_cmpuint (n_runs, <, 120);
  g_assert_cmpuint (n_faults, >, n_runs * 9);
  g_assert_cmpuint (n_faults, <, n_runs * 11);
}

static void
test_the_seed_keeps_to_the_names_it_is_given (void)
{
  static const char *const names[] = { "timer.late", "connect.refused", NULL };
  guint n_named = 0;

  for (guint64 seed = 1; seed <= 100; seed++)
    {
      g_assert_cmpuint (count_seeded (names, seed, "connect.fails"), ==, 0);
      n_named += count_seeded (names, seed, "timer.late") > 0;
    }

  g_assert_cmpuint (n_named, >, 10);
}

static void
test_calm_is_no_fault (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  g_autoptr (FakeLoop) loop = NULL;

  troupe_sim_run_set_calm (run, NULL);
  troupe_sim_run_enable_faults (run, NULL);
  loop = fake_loop_new (troupe_sim_run_add_host (run, "h0"), "p0");

  for (guint i = 0; i < 1000; i++)
    g_assert_false (TROUPE_FAULT_POINT (loop->world, "timer.late"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/world/inject/" name, func)
  ADD ("nothing-happens-unasked", test_nothing_happens_unasked);
  ADD ("points-are-sorted-and-found", test_points_are_sorted_and_found);
  ADD ("it-happens-as-often-as-asked-and-there-alone", test_it_happens_as_often_as_asked_and_there_alone);
  ADD ("nothing-is-injected-into-the-dead", test_nothing_is_injected_into_the_dead);
  ADD ("connect-fails", test_connect_fails);
  ADD ("connect-refused", test_connect_refused);
  ADD ("accept-reset", test_accept_reset);
  ADD ("stream-short-write", test_stream_short_write);
  ADD ("timer-late", test_timer_late);
  ADD ("the-seed-picks-points-and-moments", test_the_seed_picks_points_and_moments);
  ADD ("the-seed-keeps-to-the-names-it-is-given", test_the_seed_keeps_to_the_names_it_is_given);
  ADD ("calm-is-no-fault", test_calm_is_no_fault);
#undef ADD

  return g_test_run ();
}
