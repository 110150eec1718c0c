/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "lib/troupe-test-stream.h"
#include "proc-fixture.h"

#include "channel/troupe-arrival-private.h"
#include "proc/troupe-router.h"

/* The last phase of the destruction of a proc: what it has sent is to be accepted. */

#define MS G_GUINT64_CONSTANT (1000000)

typedef struct
{
  Fixture              base;
  TroupeTestStream    *far;       /* (owned) (nullable): the other process's end of the connection */
  TroupeInstance      *client;
  gboolean             told;
  TroupeProcId        *id;        /* of the other process */
  TroupeKnobValues     knobs;
  TroupeScratch       *scratch;
  TroupeSessionHome    home;
  TroupeAcceptorTable *table;
  TroupePeerTable     *peers;
  TroupeArrival       *arrival;   /* (owned) (nullable): of our connection there */
  guint                n_received;
} Leaving;

static void
leaving_set_up (Leaving       *self,
                gconstpointer  unused)
{
  TroupeTestStream *near;

  fixture_set_up (&self->base, NULL);
  troupe_test_stream_new_pair (&near, &self->far);
  self->base.stream = TROUPE_STREAM (near);
  self->client = fixture_client (&self->base, "c");
  self->id = troupe_proc_id_parse ("tcp:127.0.0.1:2,q", NULL);
  troupe_knob_values_init (&self->knobs);
  self->knobs.values[TROUPE_KNOB_SESSION_ACK_INTERVAL] = 1000 * MS;
  self->scratch = troupe_scratch_new (/* large = */ NULL);
  self->home = (TroupeSessionHome) { .proc = self->id, .knobs = &self->knobs, .scratch = self->scratch };
  self->table = troupe_acceptor_table_new (&self->knobs, /* large = */ NULL);
  self->peers = troupe_peer_table_new ();
  troupe_proc_set_knob (self->base.proc, "destroy.flush-bound", 7 * MS, NULL);
}

static void
leaving_tear_down (Leaving       *self,
                   gconstpointer  unused)
{
  g_clear_object (&self->client);
  fixture_tear_down (&self->base, NULL);
  g_clear_pointer (&self->arrival, troupe_arrival_free);
  g_clear_object (&self->far);
  troupe_acceptor_table_free (self->table);
  troupe_peer_table_free (self->peers);
  troupe_proc_id_unref (self->id);
  g_free (self->scratch);
}

static void
note_told (TroupeProc *proc,
           GPtrArray  *stopped,
           GPtrArray  *aborted,
           gpointer    user_data)
{
  ((Leaving *) user_data)->told = TRUE;
}

/* The client sends one message to @receiver, and its proc is destroyed. */
static void
leaving_begin_with (Leaving    *t,
                    const char *receiver)
{
  g_autoptr (TroupeActorId) id = troupe_actor_id_parse (receiver, NULL);

  troupe_instance_send (t->client, id, note_type (), note_body (1), NULL);
  troupe_proc_destroy (t->base.proc, NULL, MS, note_told, t, NULL);
  fixture_run (&t->base);
}

static void
leaving_begin (Leaving *t)
{
  leaving_begin_with (t, "tcp:127.0.0.1:2,q,x[0]");
}

static void
assert_waits_by_the_knob (Leaving *t)
{
  fixture_advance (&t->base, 7 * MS - 1);
  g_assert_false (t->told);
  fixture_advance (&t->base, 1);
  g_assert_true (t->told);
}

static void
test_silent_peer (Leaving       *t,
                  gconstpointer  unused)
{
  leaving_begin (t);

  assert_waits_by_the_knob (t);
}

static void
ignore_wake (TroupeArrival *arrival,
             gpointer       user_data)
{
}

static void
ignore_opened (TroupeArrival *arrival,
               TroupeProcId  *peer,
               gpointer       user_data)
{
}

static void
count_received (TroupeArrival *arrival,
                TroupeMessage *message,
                gpointer       user_data)
{
  ((Leaving *) user_data)->n_received++;
  troupe_message_free (message);
}

static void
ignore_closed (TroupeArrival *arrival,
               gboolean       was_open,
               TroupeReason   reason,
               const GError  *error,
               gpointer       user_data)
{
}

/* The other process takes the connection, and goes on for a while. */
static void
leaving_answer (Leaving *t)
{
  static const TroupeArrivalFuncs funcs = { ignore_wake, ignore_opened, count_received, ignore_closed, NULL };

  t->arrival = troupe_arrival_new (TROUPE_STREAM (g_steal_pointer (&t->far)), &t->home, t->table, t->peers, &funcs, t,
                                   /* now_ns = */ 0);
  for (guint i = 0; i < 4; i++)
    {
      troupe_arrival_run (t->arrival, /* now_ns = */ 0);
      fixture_run (&t->base);
    }
}

/* Nobody is there any more; whoever comes back may still take it. */
static void
test_peer_goes (Leaving       *t,
                gconstpointer  unused)
{
  leaving_begin (t);
  troupe_stream_close (TROUPE_STREAM (t->far));
  fixture_advance (&t->base, 7 * MS - 1);
  g_assert_false (t->told);
  fixture_advance (&t->base, 1);

  g_assert_true (t->told);
}

/* A process that leaves in order says that it takes nothing more. */
static void
test_peer_leaves (Leaving       *t,
                  gconstpointer  unused)
{
  g_autoptr (TroupeActorId) far = troupe_actor_id_parse ("tcp:127.0.0.1:2,q,x[0]", NULL);

  troupe_instance_send (t->client, far, note_type (), note_body (1), NULL);
  fixture_run (&t->base);
  leaving_answer (t);
  g_clear_pointer (&t->arrival, troupe_arrival_free);
  leaving_begin (t);

  g_assert_true (t->told);
}

/* The router holds what is sent until it is told where that goes. */
static void
leaving_begin_without_a_way (Leaving *t)
{
  TroupeRouter *router = troupe_loop_get_router (t->base.loop);

  troupe_router_set_remote_only (router, TRUE);
  troupe_router_hold (router, 10);
  leaving_begin_with (t, "unix:@elsewhere,q,x[0]");
}

static void
test_no_way_yet (Leaving       *t,
                 gconstpointer  unused)
{
  leaving_begin_without_a_way (t);

  assert_waits_by_the_knob (t);
}

static void
test_a_way_in_time (Leaving       *t,
                    gconstpointer  unused)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse ("tcp:127.0.0.1:2", NULL);

  leaving_begin_without_a_way (t);
  troupe_router_configure (troupe_loop_get_router (t->base.loop), address);
  fixture_run (&t->base);
  g_assert_false (t->told);
  leaving_answer (t);

  g_assert_cmpuint (t->n_received, ==, 1);
  g_assert_true (t->told);
}

/* What waited turns out to lead here, and comes back: nothing waits any more. */
static void
test_a_way_to_nowhere (Leaving       *t,
                       gconstpointer  unused)
{
  leaving_begin_without_a_way (t);
  g_assert_false (t->told);
  troupe_router_configure (troupe_loop_get_router (t->base.loop),
                           troupe_proc_id_get_address (troupe_proc_get_id (t->base.proc)));
  fixture_run (&t->base);

  g_assert_true (t->told);
}

/* The acknowledgement is asked for: it would have come much later. */
static void
test_accepted (Leaving       *t,
               gconstpointer  unused)
{
  g_autoptr (TroupeActorId) far = troupe_actor_id_parse ("tcp:127.0.0.1:2,q,x[0]", NULL);

  troupe_instance_send (t->client, far, note_type (), note_body (1), NULL);
  fixture_run (&t->base);
  leaving_answer (t);
  leaving_begin (t);
  g_assert_false (t->told);
  for (guint i = 0; i < 4; i++)
    {
      troupe_arrival_run (t->arrival, /* now_ns = */ 0);
      fixture_run (&t->base);
    }

  g_assert_cmpuint (t->n_received, ==, 2);
  g_assert_true (t->told);
}

static void
test_nothing_sent (Leaving       *t,
                   gconstpointer  unused)
{
  troupe_proc_destroy (t->base.proc, NULL, MS, note_told, t, NULL);
  fixture_run (&t->base);

  g_assert_true (t->told);
}

#define ADD(path, func) g_test_add (path, Leaving, NULL, leaving_set_up, func, leaving_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/proc/flush/a-silent-peer-is-waited-for-by-the-knob", test_silent_peer);
  ADD ("/proc/flush/a-peer-that-goes-is-waited-for-by-the-knob", test_peer_goes);
  ADD ("/proc/flush/a-peer-that-leaves-is-not-waited-for", test_peer_leaves);
  ADD ("/proc/flush/what-is-accepted-ends-the-wait", test_accepted);
  ADD ("/proc/flush/what-knows-no-way-is-waited-for-by-the-knob", test_no_way_yet);
  ADD ("/proc/flush/what-finds-a-way-is-waited-for", test_a_way_in_time);
  ADD ("/proc/flush/what-finds-no-way-ends-the-wait", test_a_way_to_nowhere);
  ADD ("/proc/flush/without-connections-there-is-no-wait", test_nothing_sent);

  return g_test_run ();
}
