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

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/message/peer/one-id-is-one-peer", test_same_id);
  g_test_add_func ("/message/peer/two-ids-are-two-peers", test_other_id);
  g_test_add_func ("/message/peer/last-unref-removes-the-entry", test_last_unref);
  g_test_add_func ("/message/peer/a-new-peer-lives-elsewhere", test_starts_elsewhere);

  return g_test_run ();
}
