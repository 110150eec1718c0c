/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-error.h"
#include "proc/troupe-delivery-private.h"
#include "proc/troupe-ordering-private.h"
#include "proc/troupe-port.h"
#include "proc/troupe-proc-core-private.h"
#include "proc/troupe-router.h"

/* Messages in order, from a sender to a receiver that lives elsewhere. There are two roads: a lane of their own, and
 * one that leads through a third loop, which forwards. Which is quicker is for the test to say. */

typedef struct
{
  GHashTable     *directory;
  Fixture         here;      /* `local:1,p` */
  Fixture         between;   /* `local:2,q` forwards */
  Fixture         there;     /* `local:3,r` */
  TroupeInstance *client;    /* c, here */
  Script          script;    /* of x */
  TroupeActorId  *x;         /* there */
  GString        *seen;      /* what x handled: "1 2 4/1": 1 and 2, and then 4, with one missing */
} Roads;

#define SECOND G_GUINT64_CONSTANT (1000000000)

static gboolean
note_seen (TroupeContext  *context,
           TroupeMessage  *message,
           Script         *script,
           GError        **error)
{
  Roads *t = script->data;

  g_string_append_printf (t->seen, "%s%" G_GUINT64_FORMAT, t->seen->len > 0 ? " " : "", note_id (message));
  if (troupe_message_get_n_missing (message) > 0)
    g_string_append_printf (t->seen, "/%" G_GUINT64_FORMAT, troupe_message_get_n_missing (message));

  return TRUE;
}

static void
set_up (Roads         *t,
        gconstpointer  unused)
{
  t->directory = fixture_directory_new ();
  fixture_set_up_at (&t->here, "local:1", "p", t->directory);
  fixture_set_up_at (&t->between, "local:2", "q", t->directory);
  fixture_set_up_at (&t->there, "local:3", "r", t->directory);
  troupe_router_set_gateway (troupe_loop_get_router (t->between.loop), TRUE);
  t->client = fixture_client (&t->here, "c");
  t->seen = g_string_new (NULL);
  t->script.data = t;
  t->script.handle = note_seen;
  t->x = fixture_spawn (&t->there, "x", &t->script);
  fixture_run (&t->here);
  fixture_run (&t->there);
  fixture_forget (&t->here);
  fixture_forget (&t->there);
}

static void
tear_down (Roads         *t,
           gconstpointer  unused)
{
  g_clear_object (&t->client);
  fixture_tear_down (&t->here, NULL);
  fixture_tear_down (&t->between, NULL);
  fixture_tear_down (&t->there, NULL);
  troupe_actor_id_unref (t->x);
  g_string_free (t->seen, TRUE);
  g_assert_cmpuint (g_hash_table_size (t->directory), ==, 0);
  g_hash_table_unref (t->directory);
}

/* All loops turn until none has anything to do. */
static void
run_all (Roads *t)
{
  gboolean any;

  do
    {
      any = fixture_step (&t->here);
      any = fixture_step (&t->between) || any;
      any = fixture_step (&t->there) || any;
    }
  while (any);
}

/* What is sent from now on goes through the third loop. */
static void
take_the_long_road (Roads *t)
{
  g_autoptr (TroupeAddress) between = troupe_address_parse ("local:2", NULL);

  troupe_router_bind_proc (troupe_loop_get_router (t->here.loop), troupe_actor_id_get_proc (t->x), between);
}

static void
take_the_short_road (Roads *t)
{
  troupe_router_unbind_proc (troupe_loop_get_router (t->here.loop), troupe_actor_id_get_proc (t->x));
}

static void
send_ordered (Roads   *t,
              guint64  id)
{
  g_assert_true (troupe_instance_send_ordered (t->client, t->x, note_type (), note_body (id), NULL));
  fixture_run (&t->here);
}

/* Sends @id, and leaves it half-way until run_all(). */
static void
send_by_the_long_road (Roads   *t,
                       guint64  id)
{
  take_the_long_road (t);
  send_ordered (t, id);
  take_the_short_road (t);
}

/* Sends @id by the road that is quicker. */
static void
send_by_the_short_road (Roads   *t,
                        guint64  id)
{
  send_ordered (t, id);
  fixture_run (&t->there);
  fixture_run (&t->here);
}

/* Sends one that nobody will see: the way leads into the void. */
static void
send_into_the_void (Roads   *t,
                    guint64  id)
{
  g_autoptr (TroupeAddress) nowhere = troupe_address_parse ("local:9", NULL);
  TroupeRouter *router = troupe_loop_get_router (t->here.loop);

  troupe_router_bind_proc (router, troupe_actor_id_get_proc (t->x), nowhere);
  send_ordered (t, id);
  troupe_router_unbind_proc (router, troupe_actor_id_get_proc (t->x));
}

static void
assert_seen (Roads      *t,
             const char *expected)
{
  g_assert_cmpstr (t->seen->str, ==, expected);
}

static TroupeReorderBuffer *
get_buffer (Roads *t)
{
  TroupePeer *peer = troupe_peer_table_intern (t->there.loop->peers, t->x);
  TroupeCell *cell = troupe_cell_from_mailbox (peer->mailbox);

  troupe_peer_unref (peer);

  return troupe_cell_get_ordering (cell)->buffer;
}

/* ---- two roads ---- */

/* What the buffer is for: without it the order is lost. */
static void
test_without (Roads         *t,
              gconstpointer  unused)
{
  take_the_long_road (t);
  troupe_instance_send (t->client, t->x, note_type (), note_body (1), NULL);
  fixture_run (&t->here);
  take_the_short_road (t);
  troupe_instance_send (t->client, t->x, note_type (), note_body (2), NULL);
  run_all (t);

  assert_seen (t, "2 1");
}

static void
test_overtaken (Roads         *t,
                gconstpointer  unused)
{
  send_by_the_long_road (t, 1);
  send_by_the_short_road (t, 2);
  send_by_the_long_road (t, 3);
  send_by_the_short_road (t, 4);
  assert_seen (t, "");

  run_all (t);
  assert_seen (t, "1 2 3 4");
  fixture_expect (&t->there, "parked delivered gap",
                  "parked x c note\nparked x c note\n"
                  "delivered x c note\ndelivered x c note\ndelivered x c note\ndelivered x c note\n");
}

static void
test_one_road (Roads         *t,
               gconstpointer  unused)
{
  for (guint64 id = 1; id <= 5; id++)
    send_by_the_short_road (t, id);

  assert_seen (t, "1 2 3 4 5");
  fixture_expect (&t->there, "parked gap", "");
}

static void
test_within_a_loop (Roads         *t,
                    gconstpointer  unused)
{
  g_autoptr (TroupeInstance) near = fixture_client (&t->there, "near");

  for (guint64 id = 1; id <= 3; id++)
    g_assert_true (troupe_instance_send_ordered (near, t->x, note_type (), note_body (id), NULL));
  fixture_run (&t->there);

  assert_seen (t, "1 2 3");
}

/* Others do not wait. */
static void
test_direct (Roads         *t,
             gconstpointer  unused)
{
  g_autoptr (TroupeInstance) other = fixture_client (&t->here, "d");

  send_by_the_long_road (t, 1);
  send_by_the_short_road (t, 2);
  troupe_instance_send (t->client, t->x, note_type (), note_body (7), NULL);
  troupe_instance_send_ordered (other, t->x, note_type (), note_body (8), NULL);
  fixture_run (&t->here);
  fixture_run (&t->there);

  assert_seen (t, "7 8");
  run_all (t);
  assert_seen (t, "7 8 1 2");
}

/* What a receiver does not take has its place all the same, and leaves no gap. */
static void
test_refused_in_its_turn (Roads         *t,
                          gconstpointer  unused)
{
  send_by_the_long_road (t, 1);
  g_assert_true (troupe_instance_send_ordered (t->client, t->x, other_type (), NULL, NULL));
  send_by_the_short_road (t, 3);
  run_all (t);

  assert_seen (t, "1 3");
  fixture_expect (&t->here, "returned", "returned c x other no-such-port\n");
  fixture_expect (&t->there, "gap", "");
}

/* In the original a query takes a number of the messages' own, and what comes after it waits for ever. */
static void
test_query_takes_no_place (Roads         *t,
                           gconstpointer  unused)
{
  send_by_the_long_road (t, 1);
  g_assert_true (troupe_instance_send_ordered (t->client, t->x, troupe_message_type_query (), NULL, NULL));
  send_by_the_short_road (t, 2);
  run_all (t);

  assert_seen (t, "1 2");
  fixture_expect (&t->there, "gap", "");
}

static void
test_bad_body (Roads         *t,
               gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (troupe_instance_send_ordered (t->client, t->x, note_type (), g_variant_new ("(s)", "no"), &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_MESSAGE);

  send_by_the_short_road (t, 1);
  assert_seen (t, "1");
}

/* ---- gaps ---- */

static void
test_gap (Roads         *t,
          gconstpointer  unused)
{
  send_by_the_short_road (t, 1);
  send_into_the_void (t, 2);
  send_into_the_void (t, 3);
  send_by_the_short_road (t, 4);
  send_by_the_short_road (t, 5);
  fixture_advance (&t->there, 30 * SECOND - 1);
  assert_seen (t, "1");

  fixture_advance (&t->there, 1);
  assert_seen (t, "1 4/2 5");
  fixture_expect (&t->here, "returned", "returned c x note unroutable\nreturned c x note unroutable\n");
  fixture_expect (&t->there, "parked gap delivered",
                  "delivered x c note\nparked x c note\nparked x c note\n"
                  "gap x c note 2\ndelivered x c note\ndelivered x c note\n");
}

static void
test_gap_bound_is_a_knob (Roads         *t,
                          gconstpointer  unused)
{
  g_assert_true (troupe_proc_set_knob (t->there.proc, "ordering.gap-bound", 5 * SECOND, NULL));
  send_into_the_void (t, 1);
  send_by_the_short_road (t, 2);

  fixture_advance (&t->there, 5 * SECOND);
  assert_seen (t, "2/1");
}

static void
test_too_many_wait (Roads         *t,
                    gconstpointer  unused)
{
  g_assert_true (troupe_proc_set_knob (t->there.proc, "ordering.parked-max", 2, NULL));
  send_into_the_void (t, 1);
  send_by_the_short_road (t, 2);
  send_by_the_short_road (t, 3);
  assert_seen (t, "");

  send_by_the_short_road (t, 4);
  assert_seen (t, "2/1 3 4");
}

/* Whoever waited for it does so no longer: it must not be handled out of order, nor vanish. */
static void
test_late (Roads         *t,
           gconstpointer  unused)
{
  send_by_the_long_road (t, 1);
  send_by_the_short_road (t, 2);
  fixture_advance (&t->there, 30 * SECOND);
  run_all (t);

  assert_seen (t, "2/1");
  fixture_expect (&t->here, "returned", "returned c x note timeout\n");
}

static void
test_gap_is_recorded (Roads         *t,
                      gconstpointer  unused)
{
  g_autoptr (GVariant) records = NULL;
  g_autofree char *text = NULL;

  send_into_the_void (t, 1);
  send_by_the_short_road (t, 2);
  fixture_advance (&t->there, 30 * SECOND);

  records = g_variant_ref_sink (troupe_recorder_make_variant (&t->there.proc->recorder, t->x));
  text = g_variant_print (records, FALSE);
  g_assert_nonnull (strstr (text, "gap: 1 of c[0] before note"));
}

static void
test_only_gaps_are_waited_for (Roads         *t,
                               gconstpointer  unused)
{
  /* The timer of a gap is one that people wait for; that of a flow which nobody uses is not. */
  send_by_the_short_road (t, 1);
  g_assert_false (troupe_loop_waits_for_time (t->there.loop));
  send_into_the_void (t, 2);
  send_by_the_short_road (t, 3);
  g_assert_true (troupe_loop_waits_for_time (t->there.loop));
  fixture_advance (&t->there, 30 * SECOND);

  g_assert_false (troupe_loop_waits_for_time (t->there.loop));
}

/* ---- duplicates, memory ---- */

/* One that comes again, as it came from another loop. */
static void
come_again (Roads   *t,
            guint64  flow,
            guint64  number)
{
  TroupeLoop *loop = t->there.loop;
  g_autoptr (TroupePeer) sender = troupe_peer_table_intern (loop->peers, troupe_instance_get_id (t->client));
  g_autoptr (TroupePeer) receiver = troupe_peer_table_intern (loop->peers, t->x);
  TroupeMessage *message = troupe_message_new_for_order (loop->pool, note_type (), sender, receiver, note_body (99),
                                                         NULL);

  message->number = number;
  troupe_message_set_order (message, flow, number);
  troupe_loop_accept (loop, message);
  fixture_run (&t->there);
}

static void
keep_attributes (TroupeMessage *reply,
                 TroupeReason   reason,
                 gpointer       user_data)
{
  *(GVariant **) user_data = troupe_message_dup_field (reply, "attributes");
}

/* What x says of itself. (transfer full) (nullable) */
static GVariant *
get_attribute (Roads      *t,
               const char *name)
{
  g_autoptr (TroupeInstance) near = fixture_client (&t->there, "near");
  g_autoptr (GVariant) attributes = NULL;

  troupe_instance_query (near, t->x, keep_attributes, &attributes, NULL);
  fixture_run (&t->there);
  g_assert_nonnull (attributes);

  return g_variant_lookup_value (attributes, name, NULL);
}

static guint64
get_number (Roads      *t,
            const char *name)
{
  g_autoptr (GVariant) value = get_attribute (t, name);

  g_assert_nonnull (value);

  return g_variant_get_uint64 (value);
}

static void
test_duplicate (Roads         *t,
                gconstpointer  unused)
{
  come_again (t, 7, 1);
  come_again (t, 7, 1);
  come_again (t, 7, 3);
  come_again (t, 7, 3);

  assert_seen (t, "99");
  fixture_expect (&t->there, "delivered parked returned", "delivered x c note\nparked x c note\n");
  g_assert_cmpuint (get_number (t, "duplicates"), ==, 2);
  g_assert_cmpuint (get_number (t, "parked"), ==, 1);
}

static void
test_nothing_to_tell (Roads         *t,
                      gconstpointer  unused)
{
  troupe_instance_send (t->client, t->x, note_type (), note_body (1), NULL);
  run_all (t);

  assert_seen (t, "1");
  g_assert_null (get_attribute (t, "parked"));
  g_assert_null (get_attribute (t, "duplicates"));
}

static void
test_idle_flows_are_forgotten (Roads         *t,
                               gconstpointer  unused)
{
  send_by_the_short_road (t, 1);
  g_assert_cmpuint (troupe_reorder_buffer_get_n_flows (get_buffer (t)), ==, 1);

  fixture_advance (&t->there, 600 * SECOND);
  g_assert_cmpuint (troupe_reorder_buffer_get_n_flows (get_buffer (t)), ==, 0);

  /* And the sender does not go on with what nobody remembers. */
  fixture_advance (&t->here, 600 * SECOND);
  send_by_the_short_road (t, 2);
  assert_seen (t, "1 2");
  fixture_expect (&t->there, "parked gap", "");
}

/* ---- ends ---- */

static void
leave_two_parked (Roads *t)
{
  send_by_the_short_road (t, 1);
  send_by_the_long_road (t, 2);
  send_by_the_short_road (t, 3);
  send_by_the_short_road (t, 4);
  g_assert_cmpuint (troupe_reorder_buffer_get_n_parked (get_buffer (t)), ==, 2);
}

static void
test_stop (Roads         *t,
           gconstpointer  unused)
{
  leave_two_parked (t);
  g_assert_true (troupe_proc_stop_actor (t->there.proc, t->x, "enough"));
  run_all (t);

  assert_seen (t, "1");
  fixture_expect (&t->here, "returned",
                  "returned c x note actor-stopped\nreturned c x note actor-stopped\n"
                  "returned c x note actor-stopped\n");
}

static void
test_failure (Roads         *t,
              gconstpointer  unused)
{
  leave_two_parked (t);
  g_assert_true (troupe_proc_abort_actor (t->there.proc, t->x, "enough"));
  fixture_run (&t->there);
  fixture_run (&t->here);

  fixture_expect (&t->here, "returned", "returned c x note actor-failed\nreturned c x note actor-failed\n");
}

static void
test_process_ends (Roads         *t,
                   gconstpointer  unused)
{
  leave_two_parked (t);
  fixture_forget (&t->there);
  troupe_loop_give_up (t->there.loop);

  fixture_expect (&t->there, "lost", "lost c x note\nlost c x note\n");
}

/* ---- flows ---- */

typedef struct
{
  guint64 flow;
  guint64 number;
} Place;

typedef struct
{
  GArray *places; /* (element-type Place): of what is sent in order */
} Watcher;

static void
watch_sent (const TroupeEvent *event,
            gpointer           data)
{
  Watcher *watcher = data;
  const TroupeMessage *message = event->payload;

  if (event->kind == TROUPE_EVENT_SENT && (message->flags & TROUPE_MESSAGE_IS_ORDERED) != 0)
    {
      const TroupeOrder *order = troupe_message_get_order (message);
      const Place place = { order->flow, order->number };

      g_array_append_val (watcher->places, place);
    }
}

static void
watch (Fixture *fixture,
       Watcher *watcher)
{
  watcher->places = g_array_new (FALSE, FALSE, sizeof (Place));
  fixture->observe = watch_sent;
  fixture->observe_data = watcher;
}

static void
assert_place (Watcher *watcher,
              guint    index,
              guint    same_flow_as,
              guint64  number)
{
  const Place *place = &g_array_index (watcher->places, Place, index);

  g_assert_cmpuint (index, <, watcher->places->len);
  g_assert_cmpuint (place->number, ==, number);
  g_assert_cmpuint (place->flow, ==, g_array_index (watcher->places, Place, same_flow_as).flow);
}

static gboolean
send_one (TroupeInstance  *instance,
          TroupeMessage   *message,
          gpointer         user_data,
          GError         **error)
{
  Roads *t = user_data;

  return troupe_context_send_ordered (troupe_instance_get_context (instance), t->x, note_type (), note_body (1), error);
}

/* Who drives an actor, and its handlers, are one sender. */
static void
test_one_sender_one_count (Roads         *t,
                           gconstpointer  unused)
{
  g_autoptr (TroupeInstance) driven = troupe_proc_create_actor_instance (t->here.proc, "hand", send_one, t, NULL,
                                                                         NULL);
  Watcher watcher;

  troupe_instance_accept (driven, note_type ());
  watch (&t->here, &watcher);
  troupe_instance_send (t->client, troupe_instance_get_id (driven), note_type (), note_body (1), NULL);
  run_all (t);
  g_assert_true (troupe_instance_send_ordered (driven, t->x, note_type (), note_body (2), NULL));
  troupe_instance_send (t->client, troupe_instance_get_id (driven), note_type (), note_body (1), NULL);
  run_all (t);

  assert_place (&watcher, 0, 0, 1);
  assert_place (&watcher, 1, 0, 2);
  assert_place (&watcher, 2, 0, 3);
  assert_seen (t, "1 2 1");
  g_array_unref (watcher.places);
}

static void
test_two_senders (Roads         *t,
                  gconstpointer  unused)
{
  g_autoptr (TroupeInstance) other = fixture_client (&t->here, "d");
  Watcher watcher;

  watch (&t->here, &watcher);
  for (guint64 id = 1; id <= 4; id++)
    troupe_instance_send_ordered (id % 2 == 1 ? t->client : other, t->x, note_type (), note_body (id), NULL);
  run_all (t);

  assert_place (&watcher, 0, 0, 1);
  assert_place (&watcher, 1, 1, 1);
  assert_place (&watcher, 2, 0, 2);
  assert_place (&watcher, 3, 1, 2);
  assert_seen (t, "1 2 3 4");
  g_array_unref (watcher.places);
}

/* A handler that waits at a port of its own does not wait for what stands behind itself. */
static void
test_port_beside_handler (Roads         *t,
                          gconstpointer  unused)
{
  g_autoptr (TroupePort) port = NULL;
  g_autoptr (TroupePortRef) ref = NULL;
  g_autoptr (TroupeMessage) message = NULL;

  troupe_instance_send (t->client, t->x, note_type (), note_body (1), NULL);
  run_all (t);
  port = troupe_context_open_port (t->script.context, note_type (), TROUPE_PORT_MODE_QUEUE);
  ref = troupe_port_bind (port);
  send_by_the_long_road (t, 2);
  g_assert_true (troupe_instance_send_ordered_to_port (t->client, ref, NULL, note_body (3), NULL));
  fixture_run (&t->here);
  fixture_run (&t->there);

  message = troupe_port_try_receive (port, NULL);
  g_assert_nonnull (message);
  g_assert_cmpuint (note_id (message), ==, 3);
  assert_seen (t, "1");
}

static void
test_ports_and_handlers (Roads         *t,
                         gconstpointer  unused)
{
  g_autoptr (TroupeInstance) taker = fixture_client (&t->there, "taker");
  g_autoptr (TroupePort) port = troupe_instance_open_port (taker, note_type (), TROUPE_PORT_MODE_QUEUE, NULL);
  g_autoptr (TroupePort) second = troupe_instance_open_port (taker, note_type (), TROUPE_PORT_MODE_QUEUE, NULL);
  g_autoptr (TroupePortRef) ref = troupe_port_bind (port);
  g_autoptr (TroupePortRef) second_ref = troupe_port_bind (second);
  Watcher watcher;

  watch (&t->here, &watcher);
  send_ordered (t, 1);
  g_assert_true (troupe_instance_send_ordered_to_port (t->client, ref, NULL, note_body (10), NULL));
  send_ordered (t, 2);
  g_assert_true (troupe_instance_send_ordered_to_port (t->client, ref, NULL, note_body (11), NULL));
  g_assert_true (troupe_instance_send_ordered_to_port (t->client, second_ref, NULL, note_body (20), NULL));
  run_all (t);

  assert_place (&watcher, 0, 0, 1);
  assert_place (&watcher, 1, 1, 1);
  assert_place (&watcher, 2, 0, 2);
  assert_place (&watcher, 3, 1, 2);
  assert_place (&watcher, 4, 4, 1);
  assert_seen (t, "1 2");
  g_array_unref (watcher.places);
}

/* What comes is passed on to x, as it lies in memory. */
static gboolean
pass_on_as_data (TroupeContext  *context,
                 TroupeMessage  *message,
                 Script         *script,
                 GError        **error)
{
  Roads *t = script->data;
  g_autoptr (TroupeActorRef) x = troupe_context_refer (context, t->x);
  g_autoptr (GError) refusal = NULL;
  guint64 id = note_id (message);

  g_assert_false (troupe_context_send_ordered_data (context, x, note_type (), &id, sizeof id - 1, &refusal));
  g_assert_error (refusal, TROUPE_ERROR, TROUPE_ERROR_INVALID_MESSAGE);

  return troupe_context_send_ordered_data (context, x, note_type (), &id, sizeof id, error);
}

static void
pass (Roads         *t,
      TroupeActorId *by,
      guint64        id)
{
  g_assert_true (troupe_instance_send (t->client, by, note_type (), note_body (id), NULL));
  fixture_run (&t->here);
}

static void
test_data (Roads         *t,
           gconstpointer  unused)
{
  Script script = { .handle = pass_on_as_data, .data = t };
  g_autoptr (TroupeActorId) s = fixture_spawn (&t->here, "s", &script);

  take_the_long_road (t);
  pass (t, s, 1);
  take_the_short_road (t);
  pass (t, s, 2);
  fixture_run (&t->there);
  assert_seen (t, "");
  run_all (t);

  assert_seen (t, "1 2");
  fixture_expect (&t->there, "gap", "");
}

static void
test_no_more_after_the_end (Roads         *t,
                            gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;

  troupe_instance_drop (t->client);
  g_assert_false (troupe_instance_send_ordered (t->client, t->x, note_type (), note_body (1), &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_CLOSED);
}

#define ADD(name, func) g_test_add ("/proc/ordering/" name, Roads, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("two-roads-lose-the-order", test_without);
  ADD ("what-was-overtaken-goes-first", test_overtaken);
  ADD ("on-one-road-nothing-waits", test_one_road);
  ADD ("nor-does-it-within-a-loop", test_within_a_loop);
  ADD ("others-do-not-wait", test_direct);
  ADD ("what-is-refused-leaves-no-gap", test_refused_in_its_turn);
  ADD ("a-query-takes-no-place-in-it", test_query_takes_no_place);
  ADD ("what-cannot-be-sent-leaves-none", test_bad_body);
  ADD ("a-gap-is-reported-and-skipped", test_gap);
  ADD ("its-bound-is-a-knob", test_gap_bound_is_a_knob);
  ADD ("so-is-how-many-wait", test_too_many_wait);
  ADD ("what-comes-too-late-goes-back", test_late);
  ADD ("a-gap-is-in-the-flight-recorder", test_gap_is_recorded);
  ADD ("only-a-gap-is-worth-waiting-for", test_only_gaps_are_waited_for);
  ADD ("a-duplicate-is-dropped-and-counted", test_duplicate);
  ADD ("without-flows-there-is-nothing-to-tell", test_nothing_to_tell);
  ADD ("a-flow-that-is-not-used-is-forgotten-at-both-ends", test_idle_flows_are_forgotten);
  ADD ("a-stop-returns-what-waits", test_stop);
  ADD ("so-does-a-failure", test_failure);
  ADD ("what-waits-is-lost-with-its-process", test_process_ends);
  ADD ("who-drives-an-actor-shares-its-count", test_one_sender_one_count);
  ADD ("two-senders-count-apart", test_two_senders);
  ADD ("a-port-is-reached-beside-what-waits", test_port_beside_handler);
  ADD ("what-is-sent-as-data-keeps-it", test_data);
  ADD ("handlers-share-a-flow-and-ports-do-not", test_ports_and_handlers);
  ADD ("an-ended-client-sends-nothing", test_no_more_after_the_end);

  return g_test_run ();
}
