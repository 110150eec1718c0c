/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-inbox-private.h"

/* The one structure that threads share, between threads. It also runs under ThreadSanitizer, see check-threads.sh. */

typedef struct
{
  TroupeWaker waker;
  int         woken;   /* (atomic): and not yet seen */
  guint       n_wakes; /* (atomic) */
  guint       n_frees;
} Bell;

static void
bell_wake (TroupeWaker *waker)
{
  Bell *self = (Bell *) waker;

  __atomic_fetch_add (&self->n_wakes, 1, __ATOMIC_RELAXED);
  __atomic_store_n (&self->woken, TRUE, __ATOMIC_RELEASE);
}

static void
bell_free (TroupeWaker *waker)
{
  ((Bell *) waker)->n_frees++;
}

static void
bell_init (Bell *self)
{
  *self = (Bell) { .waker.wake = bell_wake, .waker.free = bell_free };
  troupe_ref_count_init (&self->waker.n_refs);
}

typedef struct
{
  TroupeInboxNode node;
  guint           thread;
  guint           index;
} Item;

static void
test_oldest_first (void)
{
  Bell bell;
  g_autoptr (TroupeInbox) inbox = NULL;
  Item items[5] = { { { NULL } } };
  TroupeInboxNode *node;

  bell_init (&bell);
  inbox = troupe_inbox_new (&bell.waker);
  g_assert_true (troupe_inbox_is_empty (inbox));
  g_assert_null (troupe_inbox_take_all (inbox));
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    g_assert_true (troupe_inbox_put (inbox, &items[i].node));
  g_assert_false (troupe_inbox_is_empty (inbox));

  node = troupe_inbox_take_all (inbox);
  for (guint i = 0; i < G_N_ELEMENTS (items); i++, node = node->next)
    g_assert_true (node == &items[i].node);
  g_assert_null (node);
  g_assert_true (troupe_inbox_is_empty (inbox));
}

static void
test_only_the_first_wakes (void)
{
  Bell bell;
  g_autoptr (TroupeInbox) inbox = NULL;
  Item items[3] = { { { NULL } } };

  bell_init (&bell);
  inbox = troupe_inbox_new (&bell.waker);
  troupe_inbox_put (inbox, &items[0].node);
  troupe_inbox_put (inbox, &items[1].node);
  g_assert_cmpuint (bell.n_wakes, ==, 1);
  troupe_inbox_take_all (inbox);
  troupe_inbox_put (inbox, &items[2].node);
  g_assert_cmpuint (bell.n_wakes, ==, 2);
}

static void
test_closed_takes_nothing (void)
{
  Bell bell;
  TroupeInbox *inbox;
  Item items[2] = { { { NULL } } };

  bell_init (&bell);
  inbox = troupe_inbox_new (&bell.waker);
  troupe_inbox_put (inbox, &items[0].node);
  g_assert_true (troupe_inbox_close (inbox) == &items[0].node);
  g_assert_null (items[0].node.next);
  g_assert_false (troupe_inbox_put (inbox, &items[1].node));
  g_assert_cmpuint (bell.n_wakes, ==, 1);

  troupe_inbox_unref (inbox);
  g_assert_cmpuint (bell.n_frees, ==, 1);
}

#define N_THREADS 4
#define N_ITEMS 20000

typedef struct
{
  TroupeInbox *inbox;
  guint        index;
  Item        *items;
  guint        n_put;      /* before the first that was refused */
  int         *n_finished; /* (atomic) */
} Putter;

static gpointer
put_many (gpointer data)
{
  Putter *self = data;

  for (guint i = 0; i < N_ITEMS; i++)
    {
      self->items[i].thread = self->index;
      self->items[i].index = i;
      if (!troupe_inbox_put (self->inbox, &self->items[i].node))
        break;
      self->n_put++;
    }
  __atomic_fetch_add (self->n_finished, 1, __ATOMIC_RELEASE);

  return NULL;
}

typedef struct
{
  Bell         bell;
  TroupeInbox *inbox;
  Putter       putters[N_THREADS];
  GThread     *threads[N_THREADS];
  guint        n_taken[N_THREADS];
  int          n_finished;
} Race;

static void
race_begin (Race *self)
{
  *self = (Race) { .n_finished = 0 };
  bell_init (&self->bell);
  self->inbox = troupe_inbox_new (&self->bell.waker);
  for (guint i = 0; i < N_THREADS; i++)
    {
      self->putters[i] = (Putter) { .inbox = self->inbox, .index = i, .n_finished = &self->n_finished };
      self->putters[i].items = g_new0 (Item, N_ITEMS);
      self->threads[i] = g_thread_new ("putter", put_many, &self->putters[i]);
    }
}

/* Each thread's items come in the order in which it put them. */
static guint
race_check (Race            *self,
            TroupeInboxNode *node)
{
  guint n = 0;

  for (; node != NULL; node = node->next, n++)
    {
      const Item *item = (const Item *) node;

      g_assert_cmpuint (item->index, ==, self->n_taken[item->thread]);
      self->n_taken[item->thread]++;
    }

  return n;
}

static void
race_end (Race *self)
{
  for (guint i = 0; i < N_THREADS; i++)
    {
      g_thread_join (self->threads[i]);
      g_assert_cmpuint (self->putters[i].n_put, ==, self->n_taken[i]);
      g_free (self->putters[i].items);
    }
  troupe_inbox_unref (self->inbox);
  g_assert_cmpuint (self->bell.n_frees, ==, 1);
}

/* Who takes only when it was woken misses nothing: else this does not end. */
static void
test_every_wake_counts (void)
{
  g_autofree Race *race = g_new (Race, 1);
  guint n = 0;

  race_begin (race);
  while (n < N_THREADS * N_ITEMS)
    if (__atomic_exchange_n (&race->bell.woken, FALSE, __ATOMIC_ACQ_REL))
      n += race_check (race, troupe_inbox_take_all (race->inbox));
    else
      g_thread_yield ();
  race_end (race);
}

/* What was put is taken, and what was refused was not: there is nothing between. */
static void
test_close_races_with_put (void)
{
  g_autofree Race *race = g_new (Race, 1);
  guint n = 0;

  race_begin (race);
  while (n < N_ITEMS)
    n += race_check (race, troupe_inbox_take_all (race->inbox));
  race_check (race, troupe_inbox_close (race->inbox));
  race_end (race);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/inbox/what-is-put-first-is-taken-first", test_oldest_first);
  g_test_add_func ("/base/inbox/who-finds-it-empty-wakes", test_only_the_first_wakes);
  g_test_add_func ("/base/inbox/once-closed-it-takes-nothing", test_closed_takes_nothing);
  g_test_add_func ("/base/inbox/no-wake-is-missed-between-threads", test_every_wake_counts);
  g_test_add_func ("/base/inbox/whatever-was-put-before-the-close-is-taken", test_close_races_with_put);

  return g_test_run ();
}
