/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-returns-private.h"

#include "lib/troupe-test-messages.h"

/* What came back lately: each message is told of once. */

typedef struct
{
  TroupeTestMessages  messages;
  TroupeReturns      *returns;
} Memory;

static void
set_up (Memory       *t,
        gconstpointer data)
{
  troupe_test_messages_init (&t->messages);
  t->returns = troupe_returns_new ();
}

static void
tear_down (Memory       *t,
           gconstpointer data)
{
  g_clear_pointer (&t->returns, troupe_returns_free);
  troupe_test_messages_clear (&t->messages);
}

static gboolean
remember (Memory     *t,
          const char *sender,
          const char *receiver,
          guint64     number)
{
  g_autoptr (TroupeMessage) message = troupe_test_messages_new_note (&t->messages, sender, receiver, number, "x");

  return troupe_returns_remember (t->returns, message);
}

static void
test_once (Memory       *t,
           gconstpointer data)
{
  g_assert_true (remember (t, "local:1,p,a[0]", "local:2,q,b[0]", 1));
  g_assert_false (remember (t, "local:1,p,a[0]", "local:2,q,b[0]", 1));
  g_assert_false (remember (t, "local:1,p,a[0]", "local:2,q,b[0]", 1));
}

/* Sender and number say which message it is; to whom it was does not. */
static void
test_identity (Memory       *t,
               gconstpointer data)
{
  g_assert_true (remember (t, "local:1,p,a[0]", "local:2,q,b[0]", 1));
  g_assert_true (remember (t, "local:1,p,a[0]", "local:2,q,b[0]", 2));
  g_assert_true (remember (t, "local:1,p,a[1]", "local:2,q,b[0]", 1));
  g_assert_true (remember (t, "local:1,r,a[0]", "local:2,q,b[0]", 1));
  g_assert_false (remember (t, "local:1,p,a[0]", "local:2,q,c[0]", 1));
}

/* The oldest goes first, however often it was asked for. */
static void
test_bound (Memory       *t,
            gconstpointer data)
{
  for (guint i = 1; i <= TROUPE_RETURNS_MAX; i++)
    g_assert_true (remember (t, "local:1,p,a[0]", "local:2,q,b[0]", i));
  g_assert_false (remember (t, "local:1,p,a[0]", "local:2,q,b[0]", 1));
  g_assert_true (remember (t, "local:1,p,a[0]", "local:2,q,b[0]", TROUPE_RETURNS_MAX + 1));

  g_assert_false (remember (t, "local:1,p,a[0]", "local:2,q,b[0]", 2));
  g_assert_true (remember (t, "local:1,p,a[0]", "local:2,q,b[0]", 1));
  g_assert_true (remember (t, "local:1,p,a[0]", "local:2,q,b[0]", 2));
}

/* A sender is known as long as one of its messages is remembered, and no longer. */
static void
test_senders (Memory       *t,
              gconstpointer data)
{
  g_assert_true (remember (t, "local:1,p,a[0]", "local:2,q,b[0]", 1));
  g_assert_cmpuint (troupe_peer_table_get_size (t->messages.peers), ==, 1);
  for (guint i = 1; i <= TROUPE_RETURNS_MAX; i++)
    g_assert_true (remember (t, "local:1,p,c[0]", "local:2,q,b[0]", i));

  g_assert_cmpuint (troupe_peer_table_get_size (t->messages.peers), ==, 1);
  g_clear_pointer (&t->returns, troupe_returns_free);
  g_assert_cmpuint (troupe_peer_table_get_size (t->messages.peers), ==, 0);
}

#define ADD(name, func) g_test_add ("/proc/returns/" name, Memory, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("a-message-is-new-once", test_once);
  ADD ("sender-and-number-say-which", test_identity);
  ADD ("the-oldest-is-forgotten-first", test_bound);
  ADD ("senders-are-held-as-long", test_senders);

  return g_test_run ();
}
