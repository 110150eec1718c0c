/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "channel/troupe-peer-cache-private.h"

#include "lib/troupe-test-messages.h"

#include <string.h>

static void
test_one_text (void)
{
  TroupeTestMessages messages;
  TroupePeerCache cache;
  TroupePeer *first, *second;

  troupe_test_messages_init (&messages);
  troupe_peer_cache_init (&cache, messages.peers);
  first = troupe_peer_cache_find (&cache, "local:1,p,a[0]", 14, NULL);
  second = troupe_peer_cache_find (&cache, "local:1,p,a[0] and more", 14, NULL);

  g_assert_nonnull (first);
  g_assert_true (first == second);

  troupe_peer_unref (first);
  troupe_peer_unref (second);
  troupe_peer_cache_clear (&cache);
  troupe_test_messages_clear (&messages);
}

static void
test_bound (void)
{
  TroupeTestMessages messages;
  TroupePeerCache cache;

  troupe_test_messages_init (&messages);
  troupe_peer_cache_init (&cache, messages.peers);
  for (guint i = 0; i < 10 * TROUPE_PEER_CACHE_SIZE; i++)
    {
      g_autofree char *text = g_strdup_printf ("local:1,p,a[%u]", i);
      g_autofree char *printed = NULL;
      TroupePeer *peer = troupe_peer_cache_find (&cache, text, strlen (text), NULL);

      printed = troupe_actor_id_to_string (peer->id);
      g_assert_cmpstr (printed, ==, text);
      troupe_peer_unref (peer);
    }

  g_assert_cmpuint (troupe_peer_table_get_size (messages.peers), <=, TROUPE_PEER_CACHE_SIZE);

  troupe_peer_cache_clear (&cache);
  troupe_test_messages_clear (&messages);
}

static void
test_no_id (void)
{
  TroupeTestMessages messages;
  TroupePeerCache cache;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) zero = NULL;

  troupe_test_messages_init (&messages);
  troupe_peer_cache_init (&cache, messages.peers);

  g_assert_null (troupe_peer_cache_find (&cache, "local:1,p", 9, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_ID);
  g_assert_null (troupe_peer_cache_find (&cache, "local:1,p,a[0]\0", 15, &zero));
  g_assert_error (zero, TROUPE_ERROR, TROUPE_ERROR_INVALID_ID);

  troupe_peer_cache_clear (&cache);
  troupe_test_messages_clear (&messages);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/channel/peer-cache/one-text-is-one-peer", test_one_text);
  g_test_add_func ("/channel/peer-cache/holds-no-more-than-its-size", test_bound);
  g_test_add_func ("/channel/peer-cache/text-that-is-no-id-is-an-error", test_no_id);

  return g_test_run ();
}
