/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "message/troupe-large-blocks-private.h"

#define KIB 1024u
#define MIB (1024u * 1024)

/* How many blocks for bodies of @size bytes are kept; under AddressSanitizer none. */
static guint
get_n_kept (gsize size)
{
  return MIN (TROUPE_LARGE_KEPT_BYTES / (guint) troupe_large_blocks_get_room (size), TROUPE_LARGE_N_KEPT);
}

static void
test_room (void)
{
  for (gsize size = TROUPE_LARGE_BLOCK_MIN; size < 4 * MIB; size += 1001)
    {
      gsize room = troupe_large_blocks_get_room (size);

      g_assert_cmpuint (room, >=, size);
      g_assert_cmpuint (room, <=, size + size / 2 + 64);
      g_assert_cmpuint (troupe_large_blocks_get_room (room), ==, room);
    }
  g_assert_cmpuint (troupe_large_blocks_get_room (MIB), <=, MIB + 64);
}

static void
test_taken_again (void)
{
  TroupeLargeBlocks large = { 0 };
  gpointer block = g_malloc (MIB);
  gpointer taken;

  g_assert_null (troupe_large_blocks_take (&large, 100 * KIB));
  troupe_large_blocks_give_back (&large, block, 100 * KIB);
  taken = troupe_large_blocks_take (&large, 100 * KIB + 1);

  g_assert_true (taken == (get_n_kept (100 * KIB) > 0 ? block : NULL));
  g_assert_null (troupe_large_blocks_take (&large, 100 * KIB));
  g_assert_cmpuint (large.n_bytes, ==, 0);

  g_free (taken);
  troupe_large_blocks_clear (&large);
}

static void
test_other_size (void)
{
  TroupeLargeBlocks large = { 0 };

  troupe_large_blocks_give_back (&large, g_malloc (MIB), 100 * KIB);

  g_assert_null (troupe_large_blocks_take (&large, 70 * KIB));
  g_assert_null (troupe_large_blocks_take (&large, 300 * KIB));

  troupe_large_blocks_clear (&large);
}

/* The warmest one first. */
static void
test_last_first (void)
{
  TroupeLargeBlocks large = { 0 };
  gpointer last = NULL;
  gpointer taken;

  for (guint i = 0; i < 3; i++)
    {
      last = g_malloc (MIB);
      troupe_large_blocks_give_back (&large, last, 100 * KIB);
    }
  taken = troupe_large_blocks_take (&large, 100 * KIB);

  g_assert_true (taken == (get_n_kept (100 * KIB) > 0 ? last : NULL));

  g_free (taken);
  troupe_large_blocks_clear (&large);
}

static void
test_bound (gconstpointer data)
{
  gsize size = GPOINTER_TO_SIZE (data);
  TroupeLargeBlocks large = { 0 };

  for (guint i = 0; i < 100; i++)
    {
      troupe_large_blocks_give_back (&large, g_malloc (1), size);
      g_assert_cmpuint (large.n_blocks, <=, get_n_kept (size));
      g_assert_cmpuint (large.n_bytes, <=, TROUPE_LARGE_KEPT_BYTES);
    }

  g_assert_cmpuint (large.n_blocks, ==, get_n_kept (size));

  troupe_large_blocks_clear (&large);
  g_assert_cmpuint (large.n_blocks, ==, 0);
  g_assert_cmpuint (large.n_bytes, ==, 0);
}

/* A large one takes the place of as many as it needs. */
static void
test_mixed (void)
{
  TroupeLargeBlocks large = { 0 };

  for (guint i = 0; i < TROUPE_LARGE_N_KEPT; i++)
    troupe_large_blocks_give_back (&large, g_malloc (1), 64 * KIB);
  for (guint i = 0; i < 8; i++)
    troupe_large_blocks_give_back (&large, g_malloc (1), MIB);

  g_assert_cmpuint (large.n_bytes, <=, TROUPE_LARGE_KEPT_BYTES);
  g_assert_cmpuint (large.n_blocks, <=, TROUPE_LARGE_N_KEPT);

  troupe_large_blocks_clear (&large);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/message/large-blocks/room-is-enough-and-not-much-more", test_room);
  g_test_add_func ("/message/large-blocks/one-that-came-back-is-taken-again", test_taken_again);
  g_test_add_func ("/message/large-blocks/one-of-another-size-is-not-taken", test_other_size);
  g_test_add_func ("/message/large-blocks/the-one-that-came-last-is-taken-first", test_last_first);
  g_test_add_data_func ("/message/large-blocks/so-many-are-kept", GSIZE_TO_POINTER (64 * KIB), test_bound);
  g_test_add_data_func ("/message/large-blocks/so-many-bytes-are-kept", GSIZE_TO_POINTER (MIB), test_bound);
  g_test_add_data_func ("/message/large-blocks/one-beyond-all-bounds-is-not-kept", GSIZE_TO_POINTER (32 * MIB),
                        test_bound);
  g_test_add_func ("/message/large-blocks/both-bounds-hold-together", test_mixed);

  return g_test_run ();
}
