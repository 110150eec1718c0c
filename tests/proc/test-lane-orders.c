/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "message/troupe-message-private.h"

/* Three loops that talk at random, in the order of a seed, and end one after the other while the others go on: each
 * message has one fate, and what one actor sends to another is handled in the order of sending. */

#define N_LOOPS 3
#define N_ACTORS 3  /* of each loop */
#define N_SENDS 120 /* of each loop */
#define N_SEEDS 300

typedef struct _Society Society;

typedef struct
{
  Fixture         base;
  Society        *society;
  TroupeActorId  *ids[N_ACTORS + 1]; /* the last one does not exist */
  Script          scripts[N_ACTORS];
  TroupeInstance *client;
  guint           n_left;      /* that its actors may still send */
  guint           turns_left;  /* before it ends */
  gboolean        told;        /* its proc has ended */
} Member;

typedef struct
{
  const char *fate;       /* (nullable) */
} Entry;

struct _Society
{
  TroupeRandom  random;
  GHashTable   *directory;
  Member        members[N_LOOPS];
  GHashTable   *entries; /* (element-type utf8 Entry): of what was sent, by sender and number */
  GHashTable   *last;    /* (element-type utf8 guint64): number handled last, by sender and receiver */
  guint         n_handled;
  guint         n_returned;
  guint         n_abandoned;
};

static guint
draw (Society *self,
      guint    n)
{
  return (guint) troupe_random_below (&self->random, n);
}

/* --- the books --- */

static Entry *
find_entry (Society             *self,
            const TroupeMessage *message)
{
  g_autofree char *sender = troupe_actor_id_to_string (message->sender->id);
  char *key = g_strdup_printf ("%s #%" G_GUINT64_FORMAT, sender, message->number);
  Entry *entry = g_hash_table_lookup (self->entries, key);

  if (entry != NULL)
    {
      g_free (key);
      return entry;
    }

  entry = g_new0 (Entry, 1);
  g_hash_table_insert (self->entries, key, entry);

  return entry;
}

static void
enter_fate (Society             *self,
            const TroupeMessage *message,
            const char          *fate)
{
  Entry *entry = find_entry (self, message);

  g_assert_cmpstr (entry->fate, ==, NULL);
  entry->fate = fate;
}

static void
check_order (Society             *self,
             const TroupeMessage *message)
{
  g_autofree char *sender = troupe_actor_id_to_string (message->sender->id);
  g_autofree char *receiver = troupe_actor_id_to_string (message->receiver->id);
  char *key = g_strdup_printf ("%s %s", sender, receiver);
  guint64 *last = g_hash_table_lookup (self->last, key);

  if (last == NULL)
    {
      last = g_new0 (guint64, 1);
      g_hash_table_insert (self->last, key, last);
    }
  else
    {
      g_free (key);
    }
  g_assert_cmpuint (message->number, >, *last);
  *last = message->number;
}

static void
observe (const TroupeEvent *event,
         gpointer           data)
{
  Society *self = data;
  const TroupeMessage *message = event->payload;

  switch ((guint) event->kind)
    {
    case TROUPE_EVENT_SENT:
      find_entry (self, message);
      break;
    case TROUPE_EVENT_HANDLED:
      enter_fate (self, message, "handled");
      check_order (self, message);
      self->n_handled++;
      break;
    case TROUPE_EVENT_RETURNED:
      enter_fate (self, message, "returned");
      self->n_returned++;
      break;
    case TROUPE_EVENT_ABANDONED:
      enter_fate (self, message, "abandoned");
      self->n_abandoned++;
      break;
    case TROUPE_EVENT_LOST:
      g_assert_not_reached ();
    default:
      break;
    }
}

/* --- the actors --- */

static gboolean
talk (TroupeContext  *context,
      TroupeMessage  *message,
      Script         *script,
      GError        **error)
{
  Member *self = script->data;
  guint n = draw (self->society, 4);

  for (; n > 0 && self->n_left > 0; n--, self->n_left--)
    {
      Member *other = &self->society->members[draw (self->society, N_LOOPS)];
      TroupeActorId *receiver = other->ids[draw (self->society, N_ACTORS + 1)];

      if (!troupe_context_send (context, receiver, note_type (), note_body (1), error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
take_back (TroupeContext  *context,
           TroupeMessage  *message,
           TroupeReason    reason,
           Script         *script,
           GError        **error)
{
  return talk (context, message, script, error);
}

/* --- loops --- */

static void
member_begin (Member  *self,
              Society *society,
              guint    index)
{
  g_autofree char *address = g_strdup_printf ("local:%u", index + 1);

  self->society = society;
  self->base.random = &society->random;
  self->base.observe = observe;
  self->base.observe_data = society;
  fixture_set_up_at (&self->base, address, "p", society->directory);
  troupe_loop_set_knob (self->base.loop, "lane.credit", 1 + draw (society, 5), NULL);
  self->n_left = N_SENDS;
  self->turns_left = 50 + draw (society, 1000);
  for (guint i = 0; i < N_ACTORS; i++)
    {
      g_autofree char *name = g_strdup_printf ("a%u", i);

      self->scripts[i] = (Script) { .handle = talk, .undeliverable = take_back, .data = self };
      self->ids[i] = fixture_spawn (&self->base, name, &self->scripts[i]);
    }
  self->ids[N_ACTORS] = troupe_actor_id_new (troupe_proc_get_id (self->base.proc), "nobody", 0, NULL);
  self->client = fixture_client (&self->base, "c");
}

/* The actors say something without being asked. */
static void
member_prod (Member *self)
{
  for (guint i = 0; i < N_ACTORS && self->base.proc != NULL; i++)
    troupe_instance_send (self->client, self->ids[i], note_type (), note_body (0), NULL);
}

static void
member_told (TroupeProc *proc,
             GPtrArray  *stopped,
             GPtrArray  *aborted,
             gpointer    user_data)
{
  ((Member *) user_data)->told = TRUE;
}

static void
member_begin_to_end (Member *self)
{
  g_clear_object (&self->client);
  troupe_proc_destroy (self->base.proc, NULL, 1000, member_told, self, NULL);
}

/* FALSE if there was nothing to do. */
static gboolean
member_turn (Member *self)
{
  if (self->base.loop == NULL)
    return FALSE;

  if (self->turns_left > 0 && --self->turns_left == 0)
    member_begin_to_end (self);
  if (self->told)
    {
      g_assert_finalize_object (g_steal_pointer (&self->base.proc));
      /* What still comes meets a loop without a proc, or none at all. */
      if (draw (self->society, 2) == 0)
        fixture_step (&self->base);
      g_assert_finalize_object (g_steal_pointer (&self->base.loop));
      self->told = FALSE;
      return TRUE;
    }

  return fixture_step (&self->base);
}

static gboolean
society_turn (Society *self)
{
  gboolean any = FALSE;

  for (guint i = 0; i < 20; i++)
    any = member_turn (&self->members[draw (self, N_LOOPS)]) || any;
  for (guint i = 0; i < N_LOOPS; i++)
    any = self->members[i].turns_left > 0 || member_turn (&self->members[i]) || any;

  return any;
}

static void
society_check (Society *self)
{
  GHashTableIter iter;
  gpointer key;
  gpointer entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &key, &entry))
    if (((Entry *) entry)->fate == NULL)
      g_error ("%s has no fate", (const char *) key);
}

static void
live (guint64  seed,
      Society *totals)
{
  Society society = { .directory = fixture_directory_new () };

  troupe_random_init (&society.random, seed, "test");
  society.entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  society.last = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < N_LOOPS; i++)
    member_begin (&society.members[i], &society, i);
  for (guint i = 0; i < N_LOOPS; i++)
    member_prod (&society.members[i]);
  while (society_turn (&society))
    ;

  for (guint i = 0; i < N_LOOPS; i++)
    {
      g_assert_null (society.members[i].base.loop);
      fixture_tear_down (&society.members[i].base, NULL);
      for (guint j = 0; j <= N_ACTORS; j++)
        troupe_actor_id_unref (society.members[i].ids[j]);
    }
  society_check (&society);
  totals->n_handled += society.n_handled;
  totals->n_returned += society.n_returned;
  totals->n_abandoned += society.n_abandoned;
  g_hash_table_unref (society.entries);
  g_hash_table_unref (society.last);
  g_assert_cmpuint (g_hash_table_size (society.directory), ==, 0);
  g_hash_table_unref (society.directory);
}

static void
test_orders (void)
{
  Society totals = { .n_handled = 0 };

  for (guint64 seed = 1; seed <= N_SEEDS; seed++)
    live (seed, &totals);

  /* Each fate was met. */
  g_test_message ("%u handled, %u returned, %u abandoned", totals.n_handled, totals.n_returned, totals.n_abandoned);
  g_assert_cmpuint (totals.n_handled, >, 10 * N_SEEDS);
  g_assert_cmpuint (totals.n_returned, >, 10 * N_SEEDS);
  g_assert_cmpuint (totals.n_abandoned, >, N_SEEDS / 10);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/proc/lane/whatever-the-order-each-message-has-one-fate", test_orders);

  return g_test_run ();
}
