/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "message/troupe-peer-private.h"

#include "lib/troupe-test-messages.h"

static void
test_same_id (void)
{
  TroupeTestMessages fixture;
  TroupePeer *first, *second;

  troupe_test_messages_init (&fixture);
  first = troupe_test_messages_peer (&fixture, "local:1,p,a[0]");
  second = troupe_test_messages_peer (&fixture, "local:1,p,a[0]");

  g_assert_true (first == second);
  g_assert_cmpuint (first->n_refs, ==, 2);
  g_assert_cmpuint (troupe_peer_table_get_size (fixture.peers), ==, 1);

  troupe_peer_unref (first);
  troupe_peer_unref (second);
  troupe_test_messages_clear (&fixture);
}

static void
test_other_id (void)
{
  TroupeTestMessages fixture;
  TroupePeer *first, *second;

  troupe_test_messages_init (&fixture);
  first = troupe_test_messages_peer (&fixture, "local:1,p,a[0]");
  second = troupe_test_messages_peer (&fixture, "local:1,p,a[1]");

  g_assert_true (first != second);
  g_assert_cmpuint (troupe_peer_table_get_size (fixture.peers), ==, 2);

  troupe_peer_unref (first);
  troupe_peer_unref (second);
  troupe_test_messages_clear (&fixture);
}

static void
test_last_unref (void)
{
  TroupeTestMessages fixture;
  TroupePeer *peer;

  troupe_test_messages_init (&fixture);
  peer = troupe_peer_ref (troupe_test_messages_peer (&fixture, "local:1,p,a[0]"));

  troupe_peer_unref (peer);
  g_assert_cmpuint (troupe_peer_table_get_size (fixture.peers), ==, 1);
  troupe_peer_unref (peer);
  g_assert_cmpuint (troupe_peer_table_get_size (fixture.peers), ==, 0);

  troupe_test_messages_clear (&fixture);
}

static void
test_starts_elsewhere (void)
{
  TroupeTestMessages fixture;
  TroupePeer *peer;

  troupe_test_messages_init (&fixture);
  peer = troupe_test_messages_peer (&fixture, "local:1,p,a[0]");

  g_assert_null (peer->mailbox);

  troupe_peer_unref (peer);
  troupe_test_messages_clear (&fixture);
}

static void
test_id_outlives_peer (void)
{
  const char *names[] = { "a", "seven77", "eight888", "a-name-that-fills-the-larger-class-of-bloc",
                          "a-name-that-is-so-long-that-its-block-is-of-no-class-at-all" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = g_strdup_printf ("local:1,p,%s[7]", names[i]);
      g_autoptr (TroupeActorId) id = NULL;
      g_autofree char *printed = NULL;
      TroupeTestMessages fixture;
      TroupePeer *peer;

      troupe_test_messages_init (&fixture);
      peer = troupe_test_messages_peer (&fixture, text);
      id = troupe_actor_id_ref (peer->id);
      troupe_peer_unref (peer);
      troupe_test_messages_clear (&fixture);

      printed = troupe_actor_id_to_string (id);
      g_assert_cmpstr (printed, ==, text);
    }
}

static void
test_block_is_used_again (void)
{
  TroupeTestMessages fixture;
  TroupePeer *first, *second;

  troupe_test_messages_init (&fixture);
  for (guint i = 0; i < 3; i++)
    {
      first = troupe_test_messages_peer (&fixture, "local:1,p,a[0]");
      second = troupe_test_messages_peer (&fixture, "local:1,p,another-name[1]");
      g_assert_cmpstr (troupe_actor_id_get_name (first->id), ==, "a");
      g_assert_cmpstr (troupe_actor_id_get_name (second->id), ==, "another-name");
      troupe_peer_unref (first);
      troupe_peer_unref (second);
    }
  g_assert_cmpuint (troupe_peer_table_get_size (fixture.peers), ==, 0);

  troupe_test_messages_clear (&fixture);
}

#define N_MANY 1000u

static void
test_many (void)
{
  g_autoptr (TroupeProcId) proc = troupe_proc_id_parse ("local:1,p", NULL);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_actor_id_unref);
  TroupePeer *peers[N_MANY];
  TroupeTestMessages fixture;

  troupe_test_messages_init (&fixture);
  for (guint i = 0; i < N_MANY; i++)
    {
      g_ptr_array_add (ids, troupe_actor_id_new (proc, i % 2 == 0 ? "even" : "odd", i, NULL));
      g_assert_null (troupe_peer_table_find (fixture.peers, ids->pdata[i]));
      peers[i] = troupe_peer_table_intern (fixture.peers, ids->pdata[i]);
    }
  g_assert_cmpuint (troupe_peer_table_get_size (fixture.peers), ==, N_MANY);

  /* However many there are, each is found, and those that go take nobody with them. */
  for (guint i = 0; i < N_MANY; i++)
    g_assert_true (troupe_peer_table_find (fixture.peers, ids->pdata[i]) == peers[i]);
  for (guint i = 0; i < N_MANY; i += 3)
    troupe_peer_unref (peers[i]);
  for (guint i = 0; i < N_MANY; i++)
    {
      g_assert_true (troupe_peer_table_find (fixture.peers, ids->pdata[i]) == (i % 3 == 0 ? NULL : peers[i]));
      if (i % 3 != 0)
        troupe_peer_unref (peers[i]);
    }

  troupe_test_messages_clear (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/message/peer/one-id-is-one-peer", test_same_id);
  g_test_add_func ("/message/peer/two-ids-are-two-peers", test_other_id);
  g_test_add_func ("/message/peer/last-unref-removes-the-entry", test_last_unref);
  g_test_add_func ("/message/peer/a-new-peer-lives-elsewhere", test_starts_elsewhere);
  g_test_add_func ("/message/peer/its-id-may-outlive-it", test_id_outlives_peer);
  g_test_add_func ("/message/peer/its-block-is-used-again", test_block_is_used_again);
  g_test_add_func ("/message/peer/very-many-are-told-apart", test_many);

  return g_test_run ();
}
