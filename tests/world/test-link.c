/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "wire.h"
#include "world/troupe-sim-network.h"

/* Is what a link declares what is measured on it? All of these are fixed by their seed. */

#define US G_GUINT64_CONSTANT (1000)
#define MS G_GUINT64_CONSTANT (1000000)
#define SECOND G_GUINT64_CONSTANT (1000000000)

#define N_SAMPLES 4000

/* Changes the way from the client's host to the server's. */
static void
set_link (Wire                *wire,
          const TroupeSimLink *link)
{
  TroupeSimHostSet client = { &wire->hosts[1], 1 };
  TroupeSimHostSet server = { &wire->hosts[0], 1 };

  troupe_sim_run_link (wire->run, &client, &server, TROUPE_SIM_LEFT_TO_RIGHT, link);
}

/* How long one byte takes from the client to the server. */
static guint64
measure (Wire *wire)
{
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);
  guint n_before = wire->received->len;

  wire_assert_wrote (wire->client_stream, "x");
  while (wire->received->len == n_before)
    g_assert_true (troupe_sim_run_step (wire->run, G_MAXUINT64));

  return troupe_sim_run_get_time (wire->run) - begin_ns;
}

/* What many bytes took, one after the other. */
typedef struct
{
  guint64 min;
  guint64 max;
  guint64 mean;
  guint64 deviation;
  guint   n_below_half; /* in the lower half of the declared range */
} Figures;

static guint64
square_root (guint64 square)
{
  guint64 root = 0;

  for (guint64 bit = G_GUINT64_CONSTANT (1) << 31; bit > 0; bit >>= 1)
    if ((root + bit) * (root + bit) <= square)
      root += bit;

  return root;
}

static Figures
measure_delays (TroupeSimDistribution distribution,
                guint64               min_ns,
                guint64               max_ns)
{
  g_autoptr (Wire) wire = wire_open (7);
  TroupeSimLink link = {
    .given = TROUPE_SIM_LINK_DELAY | TROUPE_SIM_LINK_DISTRIBUTION,
    .delay_min_ns = min_ns,
    .delay_max_ns = max_ns,
    .distribution = distribution,
  };
  Figures figures = { .min = G_MAXUINT64 };
  guint64 samples[N_SAMPLES];
  guint64 variance = 0;

  set_link (wire, &link);
  for (guint i = 0; i < N_SAMPLES; i++)
    {
      samples[i] = measure (wire);
      figures.min = MIN (figures.min, samples[i]);
      figures.max = MAX (figures.max, samples[i]);
      figures.mean += samples[i] / N_SAMPLES;
      figures.n_below_half += samples[i] < (min_ns + max_ns) / 2;
    }
  for (guint i = 0; i < N_SAMPLES; i++)
    {
      guint64 distance_us = (MAX (samples[i], figures.mean) - MIN (samples[i], figures.mean)) / 1000;

      variance += distance_us * distance_us / N_SAMPLES;
    }
  figures.deviation = square_root (variance) * 1000;
  g_assert_cmpuint (figures.min, >=, min_ns);
  g_assert_cmpuint (figures.max, <=, max_ns);

  return figures;
}

/* Within two in a hundred of the range. */
static void
assert_near (guint64 value,
             guint64 expected,
             guint64 range)
{
  g_assert_cmpuint (value, >=, expected - range / 50);
  g_assert_cmpuint (value, <=, expected + range / 50);
}

static void
test_uniform (void)
{
  Figures figures = measure_delays (TROUPE_SIM_UNIFORM, 1 * MS, 3 * MS);

  assert_near (figures.mean, 2 * MS, 2 * MS);
  assert_near (figures.min, 1 * MS, 2 * MS);
  assert_near (figures.max, 3 * MS, 2 * MS);
  /* The range over the root of twelve. */
  assert_near (figures.deviation, 577350, 2 * MS);
}

static void
test_uniform_over_a_wide_range (void)
{
  Figures figures = measure_delays (TROUPE_SIM_UNIFORM, 0, 40 * SECOND);

  assert_near (figures.mean, 20 * SECOND, 40 * SECOND);
  assert_near (figures.max, 40 * SECOND, 40 * SECOND);
}

static void
test_exponential (void)
{
  Figures figures = measure_delays (TROUPE_SIM_EXPONENTIAL, 10 * MS, 50 * MS);

  /* A quarter of the range, less what the cut takes: 1 - exp (-4) of it is left. */
  assert_near (figures.mean, 10 * MS + 9816844, 40 * MS);
  assert_near (figures.min, 10 * MS, 40 * MS);
  g_assert_cmpuint (figures.max, ==, 50 * MS);
  /* 1 - exp (-2) of all. */
  g_assert_cmpuint (figures.n_below_half, >, N_SAMPLES * 84 / 100);
  g_assert_cmpuint (figures.n_below_half, <, N_SAMPLES * 89 / 100);
}

static void
test_normal (void)
{
  Figures figures = measure_delays (TROUPE_SIM_NORMAL, 10 * MS, 70 * MS);

  assert_near (figures.mean, 40 * MS, 60 * MS);
  assert_near (figures.deviation, 10 * MS, 60 * MS);
  g_assert_cmpuint (figures.n_below_half, >, N_SAMPLES * 48 / 100);
  g_assert_cmpuint (figures.n_below_half, <, N_SAMPLES * 52 / 100);
}

static void
test_calm_is_the_shortest_delay (void)
{
  g_autoptr (Wire) wire = wire_open (7);
  TroupeSimLink link = {
    .given = TROUPE_SIM_LINK_DELAY | TROUPE_SIM_LINK_LOSS | TROUPE_SIM_LINK_RESET,
    .delay_min_ns = 2 * MS,
    .delay_max_ns = 9 * MS,
    .loss_ppb = 900000000,
    .reset_ppb = 900000000,
  };

  set_link (wire, &link);
  troupe_sim_run_set_calm (wire->run, NULL);

  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (measure (wire), ==, 2 * MS);
}

/* Each loss costs the pause before the next attempt, and nothing else. */
static void
test_loss (void)
{
  static const guint64 pauses_ns[] = { 0, 200 * MS, 600 * MS, 1400 * MS, 3000 * MS, 6200 * MS, 11200 * MS };
  g_autoptr (Wire) wire = wire_open (7);
  TroupeSimLink link = { .given = TROUPE_SIM_LINK_LOSS, .loss_ppb = 100000000 };
  guint n_with_losses[G_N_ELEMENTS (pauses_ns)] = { 0 };

  set_link (wire, &link);
  for (guint i = 0; i < N_SAMPLES; i++)
    {
      guint64 delay_ns = measure (wire) - 1 * MS;
      guint n_losses = 0;

      while (n_losses < G_N_ELEMENTS (pauses_ns) && pauses_ns[n_losses] != delay_ns)
        n_losses++;
      g_assert_cmpuint (n_losses, <, G_N_ELEMENTS (pauses_ns));
      n_with_losses[n_losses]++;
    }

  g_assert_cmpuint (n_with_losses[0], >, N_SAMPLES * 88 / 100);
  g_assert_cmpuint (n_with_losses[0], <, N_SAMPLES * 92 / 100);
  g_assert_cmpuint (n_with_losses[1], >, N_SAMPLES * 7 / 100);
  g_assert_cmpuint (n_with_losses[1], <, N_SAMPLES * 11 / 100);
  g_assert_cmpuint (n_with_losses[2], >, 0);
}

static void
test_loss_holds_back_what_follows (void)
{
  g_autoptr (Wire) wire = wire_open (7);
  TroupeSimLink all = { .given = TROUPE_SIM_LINK_LOSS, .loss_ppb = 1000000000 };
  TroupeSimLink none = { .given = TROUPE_SIM_LINK_LOSS };
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);

  set_link (wire, &all);
  wire_assert_wrote (wire->client_stream, "first");
  set_link (wire, &none);
  wire_assert_wrote (wire->client_stream, " second");
  while (troupe_sim_run_get_time (wire->run) < begin_ns + 201 * MS)
    {
      wire_assert_received (wire, "");
      g_assert_true (troupe_sim_run_step (wire->run, G_MAXUINT64));
    }
  fake_loop_run (wire->run);

  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, begin_ns + 201 * MS);
  wire_assert_received (wire, "first second");
}

static void
test_a_connection_never_reorders (void)
{
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autoptr (Wire) wire = wire_open (3);
  TroupeSimLink link = {
    .given = TROUPE_SIM_LINK_DELAY | TROUPE_SIM_LINK_LOSS,
    .delay_min_ns = 1 * MS,
    .delay_max_ns = 100 * MS,
    .loss_ppb = 100000000,
  };

  set_link (wire, &link);
  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u,", i);

      wire_assert_wrote (wire->client_stream, text);
      g_string_append (expected, text);
      troupe_sim_run_step (wire->run, troupe_sim_run_get_time (wire->run) + MS);
    }
  fake_loop_run (wire->run);

  wire_assert_received (wire, expected->str);
}

static void
test_rate (void)
{
  g_autofree char *text = g_strnfill (10000, 'x');
  g_autoptr (Wire) wire = wire_open (7);
  TroupeSimLink link = { .given = TROUPE_SIM_LINK_RATE, .rate_bps = 1000000 };
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);

  set_link (wire, &link);
  troupe_sim_run_set_calm (wire->run, NULL);
  wire_assert_wrote (wire->client_stream, text);
  wire_assert_wrote (wire->client_stream, "y");
  while (wire->received->len < 10000)
    g_assert_true (troupe_sim_run_step (wire->run, G_MAXUINT64));
  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, begin_ns + 10 * MS + 1 * MS);

  fake_loop_run (wire->run);
  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, begin_ns + 10 * MS + 1 * US + 1 * MS);
}

static void
test_a_line_is_shared (void)
{
  g_autofree char *text = g_strnfill (10000, 'x');
  g_autoptr (Wire) wire = wire_open (7);
  TroupeAddress *address = troupe_listener_get_address (wire->listener);
  g_autoptr (TroupeStream) first = g_steal_pointer (&wire->server_stream);
  g_autoptr (TroupeStream) other = troupe_world_connect (wire->client->world, address, NULL);
  TroupeSimLink link = { .given = TROUPE_SIM_LINK_RATE, .rate_bps = 1000000 };
  guint64 begin_ns;

  fake_loop_run (wire->run);
  begin_ns = troupe_sim_run_get_time (wire->run);
  set_link (wire, &link);
  wire_assert_wrote (wire->client_stream, text);
  wire_assert_wrote (other, "y");
  while (wire->received->len == 0)
    g_assert_true (troupe_sim_run_step (wire->run, G_MAXUINT64));

  wire_assert_received (wire, "y");
  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, begin_ns + 10 * MS + 1 * US + 1 * MS);
}

static void
test_mtu (void)
{
  g_autoptr (Wire) wire = wire_open (7);
  TroupeSimLink link = { .given = TROUPE_SIM_LINK_MTU, .mtu_bytes = 4 };
  char buffer[64];
  gsize size;

  set_link (wire, &link);
  wire->is_lazy = TRUE;
  wire_assert_wrote (wire->client_stream, "0123456789");
  troupe_sim_run_set_calm (wire->run, NULL);
  fake_loop_run (wire->run);

  g_assert_cmpint (troupe_stream_try_read (wire->server_stream, buffer, sizeof buffer, &size), ==, TROUPE_STREAM_OK);
  g_assert_cmpmem (buffer, size, "0123", 4);
  g_assert_cmpint (troupe_stream_try_read (wire->server_stream, buffer, sizeof buffer, &size), ==, TROUPE_STREAM_OK);
  g_assert_cmpmem (buffer, size, "4567", 4);
  g_assert_cmpint (troupe_stream_try_read (wire->server_stream, buffer, sizeof buffer, &size), ==, TROUPE_STREAM_OK);
  g_assert_cmpmem (buffer, size, "89", 2);
}

static void
test_reset_at_a_delivery (void)
{
  g_autoptr (Wire) wire = wire_open (7);
  TroupeSimLink link = { .given = TROUPE_SIM_LINK_RESET, .reset_ppb = 1000000000 };

  set_link (wire, &link);
  wire_assert_wrote (wire->client_stream, "x");
  fake_loop_run (wire->run);

  wire_assert_received (wire, "");
  g_assert_cmpint (wire->last_read, ==, TROUPE_STREAM_BROKEN);
  g_assert_cmpint (wire->client_read, ==, TROUPE_STREAM_BROKEN);
}

static void
test_resets_are_as_many_as_declared (void)
{
  TroupeSimLink link = { .given = TROUPE_SIM_LINK_RESET, .reset_ppb = 20000000 };
  guint n_delivered = 0;
  guint n_broken = 0;

  for (guint64 seed = 1; seed <= 100; seed++)
    {
      g_autoptr (Wire) wire = wire_open (seed);

      set_link (wire, &link);
      while (wire->last_read != TROUPE_STREAM_BROKEN && wire->received->len < 100)
        {
          wire_assert_wrote (wire->client_stream, "x");
          fake_loop_run (wire->run);
        }
      n_delivered += wire->received->len;
      n_broken += wire->last_read == TROUPE_STREAM_BROKEN;
    }

  /* One in fifty. */
  g_assert_cmpuint (n_delivered, >, n_broken * 42);
  g_assert_cmpuint (n_delivered, <, n_broken * 58);
}

/* ---- which rule holds ---- */

static void
test_the_latest_line_that_says_something_wins (void)
{
  g_autoptr (Wire) wire = wire_open (7);
  TroupeSimHostSet both = { wire->hosts, 2 };
  TroupeSimLink all = {
    .given = TROUPE_SIM_LINK_DELAY | TROUPE_SIM_LINK_RATE,
    .delay_min_ns = 5 * MS,
    .delay_max_ns = 5 * MS,
    .rate_bps = 1000,
  };
  TroupeSimLink one = { .given = TROUPE_SIM_LINK_DELAY, .delay_min_ns = 8 * MS, .delay_max_ns = 8 * MS };

  troupe_sim_run_link (wire->run, &both, &both, TROUPE_SIM_BOTH_WAYS, &all);
  set_link (wire, &one);
  g_assert_cmpuint (measure (wire), ==, 8 * MS + 1 * MS);

  troupe_sim_run_link (wire->run, &both, &both, TROUPE_SIM_BOTH_WAYS, &all);
  g_assert_cmpuint (measure (wire), ==, 5 * MS + 1 * MS);
}

static void
test_one_way_is_one_way (void)
{
  g_autoptr (Wire) wire = wire_open (7);
  TroupeSimLink link = { .given = TROUPE_SIM_LINK_DELAY, .delay_min_ns = 8 * MS, .delay_max_ns = 8 * MS };
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);

  set_link (wire, &link);
  wire_assert_wrote (wire->server_stream, "x");
  fake_loop_run (wire->run);

  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, begin_ns + 1 * MS);
}

static void
test_zones (void)
{
  g_autoptr (Wire) wire = wire_open (7);
  TroupeSimLink same = { .given = TROUPE_SIM_LINK_DELAY, .delay_min_ns = 2 * MS, .delay_max_ns = 2 * MS };
  TroupeSimLink cross = { .given = TROUPE_SIM_LINK_DELAY, .delay_min_ns = 3 * MS, .delay_max_ns = 3 * MS };

  troupe_sim_run_link_zones (wire->run, TROUPE_SIM_CROSS_ZONE, &cross);
  troupe_sim_run_link_zones (wire->run, TROUPE_SIM_SAME_ZONE, &same);
  g_assert_cmpuint (measure (wire), ==, 2 * MS);

  troupe_sim_host_set_zone (wire->hosts[0], "east");
  g_assert_cmpuint (measure (wire), ==, 3 * MS);

  troupe_sim_host_set_zone (wire->hosts[0], NULL);
  g_assert_cmpuint (measure (wire), ==, 1 * MS);
}

static void
test_the_inside_of_a_host_stays_as_it_is (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  TroupeSimHostSet both = { wire->hosts, 2 };
  TroupeSimLink link = { .given = TROUPE_SIM_LINK_DELAY, .delay_min_ns = 8 * MS, .delay_max_ns = 8 * MS };
  g_autoptr (FakeLoop) neighbour = fake_loop_new (wire->hosts[0], "neighbour");
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);
  g_autoptr (TroupeStream) stream = NULL;

  troupe_sim_run_link (wire->run, &both, &both, TROUPE_SIM_BOTH_WAYS, &link);
  troupe_sim_run_link_zones (wire->run, TROUPE_SIM_SAME_ZONE, &link);
  troupe_sim_run_partition (wire->run, &both, &both, TROUPE_SIM_BOTH_WAYS);
  stream = troupe_world_connect (neighbour->world, troupe_listener_get_address (wire->listener), NULL);
  g_clear_object (&wire->server_stream);
  while (wire->server_stream == NULL)
    g_assert_true (troupe_sim_run_step (wire->run, G_MAXUINT64));

  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, begin_ns + 10 * US);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/world/link/" name, func)
  ADD ("uniform", test_uniform);
  ADD ("uniform-over-a-wide-range", test_uniform_over_a_wide_range);
  ADD ("exponential", test_exponential);
  ADD ("normal", test_normal);
  ADD ("calm-is-the-shortest-delay", test_calm_is_the_shortest_delay);
  ADD ("loss", test_loss);
  ADD ("loss-holds-back-what-follows", test_loss_holds_back_what_follows);
  ADD ("a-connection-never-reorders", test_a_connection_never_reorders);
  ADD ("rate", test_rate);
  ADD ("a-line-is-shared", test_a_line_is_shared);
  ADD ("mtu", test_mtu);
  ADD ("reset-at-a-delivery", test_reset_at_a_delivery);
  ADD ("resets-are-as-many-as-declared", test_resets_are_as_many_as_declared);
  ADD ("the-latest-line-that-says-something-wins", test_the_latest_line_that_says_something_wins);
  ADD ("one-way-is-one-way", test_one_way_is_one_way);
  ADD ("zones", test_zones);
  ADD ("the-inside-of-a-host-stays-as-it-is", test_the_inside_of_a_host_stays_as_it_is);
#undef ADD

  return g_test_run ();
}
