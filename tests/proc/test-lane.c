/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-error.h"
#include "proc/troupe-sessions-private.h"
#include "proc/troupe-lane-private.h"

/* Messages between two loops of one process, whose turns are the test's to give. What threads add to it is in
 * test-lane-threads.c. */

typedef struct
{
  GHashTable     *directory;
  Fixture         here;      /* `local:1,p` */
  Fixture         there;     /* `local:2,q` */
  TroupeInstance *client;    /* c, here */
  Script          script;    /* of x */
  TroupeActorId  *x;         /* there */
} Pair;

static void
pair_set_up (Pair          *t,
             gconstpointer  unused)
{
  t->directory = fixture_directory_new ();
  fixture_set_up_at (&t->here, "local:1", "p", t->directory);
  fixture_set_up_at (&t->there, "local:2", "q", t->directory);
  t->client = fixture_client (&t->here, "c");
  t->x = fixture_spawn (&t->there, "x", &t->script);
  fixture_run (&t->here);
  fixture_run (&t->there);
  fixture_forget (&t->here);
  fixture_forget (&t->there);
}

static void
pair_tear_down (Pair          *t,
                gconstpointer  unused)
{
  g_clear_object (&t->client);
  if (t->here.world != NULL)
    fixture_tear_down (&t->here, NULL);
  if (t->there.world != NULL)
    fixture_tear_down (&t->there, NULL);
  troupe_actor_id_unref (t->x);
  g_assert_cmpuint (g_hash_table_size (t->directory), ==, 0);
  g_hash_table_unref (t->directory);
}

/* Turns until neither has anything to do. */
static void
pair_run (Pair *t)
{
  gboolean here;
  gboolean there;

  do
    {
      here = fixture_step (&t->here);
      there = fixture_step (&t->there);
    }
  while (here || there);
}

static void
pair_send (Pair    *t,
           guint64  id)
{
  g_assert_true (troupe_instance_send (t->client, t->x, note_type (), note_body (id), NULL));
}

static void
end_loop (Fixture *f)
{
  g_assert_finalize_object (g_steal_pointer (&f->proc));
  g_assert_finalize_object (g_steal_pointer (&f->loop));
}

static gboolean
reply_handler (TroupeContext  *context,
               TroupeMessage  *message,
               Script         *script,
               GError        **error)
{
  return troupe_context_reply (context, message, note_type (), note_body (note_id (message) + 1), error);
}

/* --- there and back --- */

static void
test_handled_there (Pair          *t,
                    gconstpointer  unused)
{
  pair_send (t, 1);
  fixture_run (&t->here);
  g_assert_cmpuint (t->script.n_calls, ==, 0);
  fixture_run (&t->there);

  g_assert_cmpuint (t->script.n_calls, ==, 1);
  fixture_expect (&t->here, "sent delivered handled", "sent c x note\n");
  fixture_expect (&t->there, "sent delivered handled", "delivered x c note\nhandled x c note\n");
}

static void
take_answer (TroupeMessage *reply,
             TroupeReason   reason,
             gpointer       user_data)
{
  *(guint64 *) user_data = reply != NULL ? note_id (reply) : reason;
}

static void
test_answered (Pair          *t,
               gconstpointer  unused)
{
  guint64 answer = 0;

  t->script.handle = reply_handler;
  g_assert_true (troupe_instance_ask (t->client, t->x, note_type (), note_body (41), take_answer, &answer, NULL, NULL));
  pair_run (t);

  g_assert_cmpuint (answer, ==, 42);
}

static gboolean
expect_next (TroupeContext  *context,
             TroupeMessage  *message,
             Script         *script,
             GError        **error)
{
  g_assert_cmpuint (note_id (message), ==, script->n_calls);

  return TRUE;
}

static void
test_in_order (Pair          *t,
               gconstpointer  unused)
{
  t->script.handle = expect_next;
  for (guint i = 1; i <= 5000; i++)
    {
      pair_send (t, i);
      if (i % 7 == 0)
        fixture_step (&t->here);
      if (i % 11 == 0)
        fixture_step (&t->there);
    }
  pair_run (t);

  g_assert_cmpuint (t->script.n_calls, ==, 5000);
}

/* More peers than a lane remembers. */
static void
test_many_senders (Pair          *t,
                   gconstpointer  unused)
{
  guint64 sum = 0;

  t->script.handle = reply_handler;
  for (guint i = 0; i < 3 * TROUPE_LANE_N_KNOWN; i++)
    {
      g_autofree char *name = g_strdup_printf ("c%u", i % (2 * TROUPE_LANE_N_KNOWN));
      g_autoptr (TroupeInstance) client = fixture_client (&t->here, name);
      guint64 answer = 0;

      troupe_instance_ask (client, t->x, note_type (), note_body (i), take_answer, &answer, NULL, NULL);
      pair_run (t);
      g_assert_cmpuint (answer, ==, i + 1);
      sum += answer;
    }

  g_assert_cmpuint (t->script.n_calls, ==, 3 * TROUPE_LANE_N_KNOWN);
  g_assert_cmpuint (sum, >, 0);
}

static void
test_return (Pair          *t,
             gconstpointer  unused)
{
  g_autoptr (TroupeActorId) nobody = troupe_actor_id_parse ("local:2,q,nobody[0]", NULL);
  g_autoptr (TroupeActorId) nowhere = troupe_actor_id_parse ("local:2,r,x[0]", NULL);

  troupe_instance_send (t->client, nobody, note_type (), note_body (1), NULL);
  troupe_instance_send (t->client, nowhere, note_type (), note_body (2), NULL);
  troupe_instance_send (t->client, t->x, other_type (), NULL, NULL);
  pair_run (t);

  fixture_expect (&t->here, "returned abandoned lost",
                  "returned c nobody note no-such-actor\n"
                  "returned c x note no-such-proc\n"
                  "returned c x other no-such-port\n");
}

static void
test_unserved (Pair          *t,
               gconstpointer  unused)
{
  g_autoptr (TroupeActorId) far = troupe_actor_id_parse ("local:3,r,x[0]", NULL);

  troupe_instance_send (t->client, far, note_type (), note_body (1), NULL);
  pair_run (t);

  fixture_expect (&t->here, "returned abandoned lost", "returned c x note unroutable\n");
}

/* --- back-pressure --- */

static guint
pair_get_backlog (Pair *t)
{
  g_autoptr (TroupeActorId) id = troupe_actor_id_parse ("local:2,p,anyone[0]", NULL);
  g_autoptr (TroupePeer) peer = troupe_peer_table_intern (t->here.loop->peers, id);

  return troupe_loop_count_ahead (t->here.loop, peer);
}

static void
test_credit (Pair          *t,
             gconstpointer  unused)
{
  troupe_loop_set_knob (t->here.loop, "lane.credit", 2, NULL);
  for (guint i = 0; i < 5; i++)
    pair_send (t, i);
  fixture_run (&t->here);
  g_assert_cmpuint (pair_get_backlog (t), ==, 5);

  /* No more than the credit comes with a turn; and none follows before we have had ours. */
  fixture_run (&t->there);
  g_assert_cmpuint (t->script.n_calls, ==, 2);
  fixture_run (&t->here);
  g_assert_cmpuint (pair_get_backlog (t), ==, 3);
  fixture_run (&t->there);
  g_assert_cmpuint (t->script.n_calls, ==, 4);
  pair_run (t);

  g_assert_cmpuint (t->script.n_calls, ==, 5);
  g_assert_cmpuint (pair_get_backlog (t), <=, 1);
}

static gboolean
look_at_backlog (TroupeContext  *context,
                 TroupeMessage  *message,
                 Script         *script,
                 GError        **error)
{
  TroupeActorId *far = script->data;

  for (guint i = 0; i < 3; i++)
    if (!troupe_context_send (context, far, note_type (), note_body (i), error))
      return FALSE;
  g_assert_cmpuint (troupe_context_get_backlog (context, far), ==, 3);
  g_assert_cmpuint (troupe_context_get_backlog (context, troupe_context_get_self (context)), ==, 0);
  troupe_context_send (context, troupe_context_get_self (context), note_type (), note_body (0), error);
  g_assert_cmpuint (troupe_context_get_backlog (context, troupe_context_get_self (context)), ==, 1);
  script->handle = NULL;

  return TRUE;
}

static void
test_backlog_is_seen (Pair          *t,
                      gconstpointer  unused)
{
  Script script = { .handle = look_at_backlog, .data = t->x };
  g_autoptr (TroupeActorId) a = fixture_spawn (&t->here, "a", &script);

  troupe_instance_send (t->client, a, note_type (), note_body (0), NULL);
  pair_run (t);

  g_assert_cmpuint (script.n_calls, ==, 2);
  g_assert_cmpuint (t->script.n_calls, ==, 3);
}

static void
ignore_answer (TroupeMessage *reply,
               TroupeReason   reason,
               gpointer       user_data)
{
}

/* A question to the actor itself does not wait behind the work of others. */
static void
test_urgent_first (Pair          *t,
                   gconstpointer  unused)
{
  troupe_loop_set_knob (t->here.loop, "lane.credit", 1, NULL);
  for (guint i = 0; i < 3; i++)
    pair_send (t, i);
  fixture_run (&t->here);
  troupe_instance_query (t->client, t->x, ignore_answer, NULL, NULL);
  pair_run (t);

  fixture_expect (&t->there, "delivered",
                  "delivered x c note\n"
                  "delivered x c troupe.query\n"
                  "delivered x c note\n"
                  "delivered x c note\n");
}

/* Each floods the other, and gets the other's returns: neither waits for the other. */
static void
test_both_flood (Pair          *t,
                 gconstpointer  unused)
{
  g_autoptr (TroupeInstance) other = fixture_client (&t->there, "d");
  g_autoptr (TroupeActorId) nobody_here = troupe_actor_id_parse ("local:1,p,nobody[0]", NULL);
  g_autoptr (TroupeActorId) nobody_there = troupe_actor_id_parse ("local:2,q,nobody[0]", NULL);
  guint n_here = 0;
  guint n_there = 0;

  troupe_loop_set_knob (t->here.loop, "lane.credit", 1, NULL);
  troupe_loop_set_knob (t->there.loop, "lane.credit", 1, NULL);
  for (guint i = 0; i < 300; i++)
    {
      troupe_instance_send (t->client, nobody_there, note_type (), note_body (i), NULL);
      troupe_instance_send (other, nobody_here, note_type (), note_body (i), NULL);
    }
  pair_run (t);

  for (guint i = 0; i < t->here.events->len; i++)
    n_here += g_str_equal (t->here.events->pdata[i], "returned c nobody note no-such-actor");
  for (guint i = 0; i < t->there.events->len; i++)
    n_there += g_str_equal (t->there.events->pdata[i], "returned d nobody note no-such-actor");
  g_assert_cmpuint (n_here, ==, 300);
  g_assert_cmpuint (n_there, ==, 300);
}

/* --- ends --- */

static void
test_receiver_ends (Pair          *t,
                    gconstpointer  unused)
{
  troupe_loop_set_knob (t->here.loop, "lane.credit", 2, NULL);
  for (guint i = 0; i < 5; i++)
    pair_send (t, i);
  fixture_run (&t->here);
  end_loop (&t->there);
  fixture_run (&t->here);

  /* Three that had not left yet, and two that met nobody. */
  fixture_expect (&t->here, "returned abandoned lost",
                  "returned c x note unroutable\n"
                  "returned c x note unroutable\n"
                  "returned c x note unroutable\n"
                  "returned c x note no-such-proc\n"
                  "returned c x note no-such-proc\n");
  fixture_expect (&t->there, "delivered lost", "");
}

static void
test_receiver_ended_unseen (Pair          *t,
                            gconstpointer  unused)
{
  pair_send (t, 1);
  pair_run (t);
  end_loop (&t->there);
  pair_send (t, 2);
  fixture_run (&t->here);
  fixture_expect (&t->here, "returned", "returned c x note unroutable\n");

  /* And once we know. */
  pair_send (t, 3);
  fixture_run (&t->here);
  fixture_expect (&t->here, "returned", "returned c x note unroutable\nreturned c x note unroutable\n");
}

static void
ignore_wake (TroupeWaker *waker)
{
}

static void
free_waker (TroupeWaker *waker)
{
  g_free (waker);
}

static TroupeInbox *
make_inbox (void)
{
  TroupeWaker *waker = g_new0 (TroupeWaker, 1);

  *waker = (TroupeWaker) { .wake = ignore_wake, .free = free_waker };
  troupe_ref_count_init (&waker->n_refs);

  return troupe_inbox_new (waker);
}

/* Another thread closes its inbox after we have looked whether it is still found there, and before we put the parcel:
 * so it stays in the directory here. Nothing has gone, and all of it comes back: what was packed, then what waited. */
static void
test_receiver_ends_between (Pair          *t,
                            gconstpointer  unused)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse ("local:9", NULL);
  g_autoptr (TroupeActorId) y = troupe_actor_id_parse ("local:9,r,y", NULL);
  g_autoptr (TroupeInbox) inbox = make_inbox ();

  g_hash_table_insert (t->directory, troupe_address_ref (address), troupe_inbox_ref (inbox));
  troupe_loop_set_knob (t->here.loop, "lane.credit", 2, NULL);
  troupe_instance_send (t->client, y, note_type (), note_body (1), NULL);
  troupe_instance_send (t->client, y, note_type (), note_body (2), NULL);
  troupe_instance_send (t->client, y, other_type (), NULL, NULL);
  troupe_instance_query (t->client, y, ignore_answer, NULL, NULL);
  g_assert_null (troupe_inbox_close (inbox));
  fixture_run (&t->here);

  fixture_expect (&t->here, "returned lost abandoned",
                  "returned c y troupe.query unroutable\n"
                  "returned c y note unroutable\n"
                  "returned c y note unroutable\n"
                  "returned c y other unroutable\n");
  g_assert_cmpuint (t->here.loop->lanes->len, ==, 0);
  g_hash_table_remove (t->directory, address);
}

static void
test_sender_ends (Pair          *t,
                  gconstpointer  unused)
{
  troupe_loop_set_knob (t->here.loop, "lane.credit", 2, NULL);
  t->script.handle = expect_next;
  for (guint i = 1; i <= 5; i++)
    pair_send (t, i);
  fixture_step (&t->here);
  g_clear_object (&t->client);
  end_loop (&t->here);
  fixture_run (&t->there);

  g_assert_cmpuint (t->script.n_calls, ==, 5);
  g_assert_cmpuint (t->there.loop->arrivals->len, ==, 0);
}

/* What a gone sender sent to nobody has no one to go back to. */
static void
test_return_to_ended (Pair          *t,
                      gconstpointer  unused)
{
  g_autoptr (TroupeActorId) nobody = troupe_actor_id_parse ("local:2,q,nobody[0]", NULL);

  troupe_instance_send (t->client, nobody, note_type (), note_body (1), NULL);
  g_clear_object (&t->client);
  end_loop (&t->here);
  fixture_run (&t->there);

  fixture_expect (&t->there, "delivered returned abandoned lost", "abandoned c nobody note no-such-actor\n");
}

static void
test_both_end (Pair          *t,
               gconstpointer  unused)
{
  g_autoptr (TroupeInstance) other = fixture_client (&t->there, "d");
  g_autoptr (TroupeActorId) c = troupe_actor_id_ref (troupe_instance_get_id (t->client));

  for (guint i = 0; i < 3; i++)
    {
      pair_send (t, i);
      troupe_instance_send (other, c, note_type (), note_body (i), NULL);
    }
  fixture_step (&t->here);
  fixture_step (&t->there);
  pair_send (t, 4);
  g_clear_object (&t->client);
  g_clear_object (&other);
  end_loop (&t->here);
  end_loop (&t->there);
}

static void
note_told (TroupeProc *proc,
           GPtrArray  *stopped,
           GPtrArray  *aborted,
           gpointer    user_data)
{
  *(gboolean *) user_data = TRUE;
}

/* The end of a proc waits until the other loop has what it sent. */
static void
test_flush (Pair          *t,
            gconstpointer  unused)
{
  gboolean told = FALSE;

  pair_send (t, 1);
  troupe_proc_destroy (t->here.proc, NULL, 1000, note_told, &told, NULL);
  fixture_run (&t->here);
  g_assert_false (told);
  fixture_run (&t->there);
  fixture_run (&t->here);

  g_assert_true (told);
}

static void
test_flush_hears_of_the_end (Pair          *t,
                             gconstpointer  unused)
{
  gboolean told = FALSE;

  pair_send (t, 1);
  troupe_proc_destroy (t->here.proc, NULL, 1000, note_told, &told, NULL);
  fixture_run (&t->here);
  end_loop (&t->there);
  fixture_run (&t->here);

  g_assert_true (told);
}

/* Both loops die with their process: each message is lost once, wherever it was. */
static void
test_process_dies (Pair          *t,
                   gconstpointer  unused)
{
  troupe_loop_set_knob (t->here.loop, "lane.credit", 2, NULL);
  for (guint i = 0; i < 3; i++)
    pair_send (t, i);
  fixture_run (&t->here);
  pair_send (t, 4);
  troupe_loop_give_up (t->here.loop);
  troupe_loop_give_up (t->there.loop);

  fixture_expect (&t->here, "lost", "lost c x note\nlost c x note\nlost c x note\nlost c x note\n");
  fixture_expect (&t->there, "lost", "");
}

/* --- addresses --- */

static void
test_address_is_taken (Pair          *t,
                       gconstpointer  unused)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse ("local:2", NULL);
  g_autoptr (TroupeProc) intruder = troupe_proc_new (t->here.loop, address, "r", NULL);
  g_autoptr (TroupeProc) neighbour = troupe_proc_new (t->there.loop, address, "s", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (troupe_proc_serve (intruder, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS);
  g_assert_true (troupe_proc_serve (neighbour, NULL));
}

static void
test_address_is_open (Pair          *t,
                      gconstpointer  unused)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse ("local:0", NULL);
  g_autoptr (TroupeProc) proc = troupe_proc_new (t->here.loop, address, "r", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (troupe_proc_serve (proc, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_ADDRESS);
}

static void
test_direct_local (Pair          *t,
                   gconstpointer  unused)
{
  g_autoptr (TroupeAddress) any = troupe_address_parse ("local:0", NULL);
  g_autoptr (TroupeAddress) taken = troupe_address_parse ("local:2", NULL);
  g_autoptr (TroupeProc) proc = troupe_proc_new_direct (t->here.loop, any, "r", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (proc);
  g_assert_true (g_hash_table_contains (t->directory, troupe_proc_id_get_address (troupe_proc_get_id (proc))));
  g_assert_null (troupe_proc_new_direct (t->here.loop, taken, "r", &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS);
}

/* A proc of the same id, on another loop than before. */
static void
test_address_moves (Pair          *t,
                    gconstpointer  unused)
{
  Fixture third = { NULL };
  Script script = { NULL };
  g_autoptr (TroupeActorId) x = NULL;

  pair_send (t, 1);
  pair_run (t);
  g_assert_finalize_object (g_steal_pointer (&t->there.proc));
  fixture_set_up_at (&third, "local:2", "q", t->directory);
  x = fixture_spawn (&third, "x", &script);
  pair_send (t, 2);
  pair_run (t);
  fixture_run (&third);
  pair_run (t);

  g_assert_cmpuint (t->script.n_calls, ==, 1);
  g_assert_cmpuint (script.n_calls, ==, 1);
  fixture_expect (&t->here, "returned", "");

  g_clear_object (&t->client);
  fixture_tear_down (&t->here, NULL);
  fixture_tear_down (&third, NULL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/proc/lane/" path, Pair, NULL, pair_set_up, function, pair_tear_down)
  ADD ("a-message-is-handled-on-the-other-loop", test_handled_there);
  ADD ("an-answer-comes-back", test_answered);
  ADD ("what-one-sends-arrives-in-order", test_in_order);
  ADD ("more-peers-than-a-lane-remembers", test_many_senders);
  ADD ("what-cannot-be-delivered-there-comes-back", test_return);
  ADD ("where-nobody-listens-nothing-goes", test_unserved);
  ADD ("what-exceeds-the-credit-waits", test_credit);
  ADD ("a-sender-sees-what-waits", test_backlog_is_seen);
  ADD ("queries-pass-what-waits", test_urgent_first);
  ADD ("two-that-flood-each-other-go-on", test_both_flood);
  ADD ("what-an-ended-loop-did-not-take-comes-back", test_receiver_ends);
  ADD ("an-ended-loop-is-found-out", test_receiver_ended_unseen);
  ADD ("an-ended-loop-is-found-out-as-the-parcel-is-put", test_receiver_ends_between);
  ADD ("what-an-ended-loop-had-sent-arrives", test_sender_ends);
  ADD ("what-cannot-go-back-is-abandoned", test_return_to_ended);
  ADD ("two-loops-end-with-messages-under-way", test_both_end);
  ADD ("destruction-waits-for-the-other-loop", test_flush);
  ADD ("destruction-hears-that-the-other-loop-ended", test_flush_hears_of_the_end);
  ADD ("a-dying-process-loses-each-message-once", test_process_dies);
  ADD ("an-address-belongs-to-one-loop", test_address_is_taken);
  ADD ("an-address-without-a-number-cannot-be-served", test_address_is_open);
  ADD ("an-address-that-is-left-open-is-chosen", test_direct_local);
  ADD ("an-address-that-moved-is-found-again", test_address_moves);
#undef ADD

  return g_test_run ();
}
