/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-proc-private.h"
#include "monitor/audience.h"
#include "puppet/troupe-puppet.h"
#include "world/troupe-sim-run.h"

/* The monitors watch two processes that talk over a simulated network while one of them is stopped or killed at
 * a time that the seed picks. */

#define US_NS G_GUINT64_CONSTANT (1000)
#define MS_NS G_GUINT64_CONSTANT (1000000)
#define SECOND_NS (1000 * MS_NS)
#define N_SEEDS 40

/* One process, with one puppet in it. */
typedef struct
{
  TroupeSimProcess *process;  /* (not owned): the run's */
  TroupeLoop       *loop;     /* (owned) */
  TroupeProc       *proc;     /* (owned) */
  TroupeActorId    *puppet;   /* (owned) */
  TroupeInstance   *director; /* (owned) */
} Side;

typedef struct
{
  TroupeSimRun *run;      /* (owned) */
  GPtrArray    *audience; /* (owned) */
  Side          sides[2];
  guint        *n_events; /* (not owned): of each kind, over all seeds */
} Pair;

static void
watch (const TroupeEvent *event,
       guint64            event_number,
       gpointer           user_data)
{
  const Pair *self = user_data;

  self->n_events[event->kind]++;
  audience_watch (event, self->audience);
}

static void
give_up (TroupeSimProcess *process,
         gpointer          user_data)
{
  const Pair *self = user_data;

  for (guint i = 0; i < G_N_ELEMENTS (self->sides); i++)
    if (self->sides[i].process == process)
      troupe_loop_give_up (self->sides[i].loop);
}

static void
side_init (Side          *self,
           TroupeSimRun  *run,
           const char    *host_name,
           const char    *puppet_name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) keys = NULL;
  g_autoptr (TroupeActor) actor = NULL;
  TroupeSimHost *host = troupe_sim_run_add_host (run, host_name);
  g_autoptr (TroupeAddress) address = troupe_sim_host_dup_address (host);
  g_autoptr (TroupeProcId) id = troupe_proc_id_new (address, "p0", NULL);

  keys = g_variant_ref_sink (g_variant_new_parsed ("{'on-undeliverable': <'absorb'>}"));
  self->process = troupe_sim_host_start_process (host, id);
  self->loop = troupe_loop_new (troupe_sim_process_get_world (self->process));
  self->proc = troupe_proc_new (self->loop, address, "p0", &error);
  g_assert_no_error (error);
  troupe_proc_serve (self->proc, &error);
  g_assert_no_error (error);
  troupe_sim_process_set_ready (self->process);
  actor = troupe_puppet_type ()->create (keys, &error);
  self->puppet = troupe_proc_spawn (self->proc, puppet_name, actor, &error);
  g_assert_no_error (error);
  self->director = troupe_proc_create_client (self->proc, "director", TROUPE_CLIENT_PLAIN, &error);
  g_assert_no_error (error);
}

static Pair *
pair_new (guint64  seed,
          guint   *n_events)
{
  Pair *self = g_new0 (Pair, 1);

  self->n_events = n_events;
  self->audience = audience_new ();
  self->run = troupe_sim_run_new (seed);
  troupe_sim_run_set_event_func (self->run, watch, self);
  troupe_sim_run_set_exit_func (self->run, NULL, give_up, self);
  side_init (&self->sides[0], self->run, "h0", "a");
  side_init (&self->sides[1], self->run, "h1", "b");

  return self;
}

static void
pair_free (Pair *self)
{
  troupe_sim_run_set_event_func (self->run, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (self->sides); i++)
    {
      g_clear_object (&self->sides[i].director);
      g_clear_pointer (&self->sides[i].puppet, troupe_actor_id_unref);
      g_clear_object (&self->sides[i].proc);
      g_clear_object (&self->sides[i].loop);
    }
  troupe_sim_run_free (self->run);
  g_ptr_array_unref (self->audience);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pair, pair_free)

/* The puppet of side @from, if that lives, sends notes to the other one. */
static void
pair_send (Pair  *self,
           guint  from,
           guint  count)
{
  Side *side = &self->sides[from];
  g_autoptr (GError) error = NULL;
  g_autofree char *to = troupe_actor_id_to_string (self->sides[1 - from].puppet);

  if (!troupe_sim_process_is_alive (side->process))
    return;

  troupe_instance_send (side->director, side->puppet, troupe_message_type_lookup ("send"),
                        g_variant_new ("(ssttb)", to, "note", G_GUINT64_CONSTANT (1), (guint64) count, FALSE),
                        &error);
  g_assert_no_error (error);
}

static void
pair_play (Pair    *self,
           guint64  duration_ns)
{
  guint64 until_ns = troupe_sim_run_get_time (self->run) + duration_ns;

  while (troupe_sim_run_step (self->run, until_ns))
    continue;
}

/* Both puppets talk; some time after @strike is called they talk again. */
static void
play_seed (guint64   seed,
           void    (*strike) (Pair *self),
           guint    *n_events)
{
  g_autoptr (Pair) pair = pair_new (seed, n_events);

  for (guint i = 0; i < 10; i++)
    {
      pair_send (pair, 0, 5);
      pair_send (pair, 1, 5);
      pair_play (pair, troupe_sim_run_choose (pair->run, "test.pause", 3000) * US_NS);
      if (i == 5)
        strike (pair);
    }
  pair_play (pair, 600 * SECOND_NS);
  audience_finish (pair->audience, pair->run);

  audience_assert_content (pair->audience);
  g_assert_cmpuint (audience_find (pair->audience, "FATE-1")->n_armed, >, 50);
}

static void
play (void  (*strike) (Pair *self),
      guint   n_events[TROUPE_N_EVENT_KINDS])
{
  for (guint64 seed = 1; seed <= N_SEEDS; seed++)
    play_seed (seed, strike, n_events);

  g_test_message ("%u sent, %u handled, %u returned, %u lost, %u abandoned", n_events[TROUPE_EVENT_SENT],
                  n_events[TROUPE_EVENT_HANDLED], n_events[TROUPE_EVENT_RETURNED], n_events[TROUPE_EVENT_LOST],
                  n_events[TROUPE_EVENT_ABANDONED]);
}

static void
strike_nothing (Pair *self)
{
}

static void
strike_by_kill (Pair *self)
{
  troupe_sim_process_kill (self->sides[1].process, 9);
}

static void
strike_by_stop (Pair *self)
{
  troupe_proc_stop_actor (self->sides[1].proc, self->sides[1].puppet, "enough");
}

static void
strike_by_abort (Pair *self)
{
  troupe_proc_abort_actor (self->sides[1].proc, self->sides[1].puppet, "enough");
}

static void
test_talk_holds (void)
{
  guint n_events[TROUPE_N_EVENT_KINDS] = { 0 };

  play (strike_nothing, n_events);

  g_assert_cmpuint (n_events[TROUPE_EVENT_HANDLED], ==, n_events[TROUPE_EVENT_SENT]);
}

static void
test_kill_holds (void)
{
  guint n_events[TROUPE_N_EVENT_KINDS] = { 0 };

  play (strike_by_kill, n_events);

  g_assert_cmpuint (n_events[TROUPE_EVENT_LOST], >, 0);
  g_assert_cmpuint (n_events[TROUPE_EVENT_RETURNED], >, 0);
}

static void
test_stop_holds (void)
{
  guint n_events[TROUPE_N_EVENT_KINDS] = { 0 };

  play (strike_by_stop, n_events);

  g_assert_cmpuint (n_events[TROUPE_EVENT_RETURNED], >, 0);
  g_assert_cmpuint (n_events[TROUPE_EVENT_LOST], ==, 0);
}

static void
test_failure_that_ends_its_process_holds (void)
{
  guint n_events[TROUPE_N_EVENT_KINDS] = { 0 };

  play (strike_by_abort, n_events);

  g_assert_cmpuint (n_events[TROUPE_EVENT_RETURNED], >, 0);
  g_assert_cmpuint (n_events[TROUPE_EVENT_LOST], >, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  troupe_puppet_type ();
  g_test_add_func ("/monitor/live-network/talk-holds", test_talk_holds);
  g_test_add_func ("/monitor/live-network/kill-holds", test_kill_holds);
  g_test_add_func ("/monitor/live-network/stop-holds", test_stop_holds);
  g_test_add_func ("/monitor/live-network/failure-that-ends-its-process-holds",
                   test_failure_that_ends_its_process_holds);

  return g_test_run ();
}
