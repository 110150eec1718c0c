/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-checksum-private.h"

#define SIZE (256u * 1024)

static guint8 *
make_bytes (void)
{
  guint8 *bytes = g_malloc (SIZE);
  guint64 state = 1;

  for (guint i = 0; i < SIZE; i++)
    {
      state = state * G_GUINT64_CONSTANT (6364136223846793005) + 1442695040888963407;
      bytes[i] = (guint8) (state >> 56);
    }

  return bytes;
}

/* What XXH3 gives with 64 bits and seed 0. */
static void
test_known (void)
{
  g_assert_cmphex (troupe_checksum ("", 0), ==, G_GUINT64_CONSTANT (0x2d06800538d394c2));
}

static void
assert_ways_agree (const guint8 *bytes,
                   gsize         size)
{
  guint64 expected = troupe_checksum_narrow (bytes, size);

  g_assert_cmphex (troupe_checksum (bytes, size), ==, expected);
  for (gsize head_size = 0; head_size <= MIN (size, 16); head_size += 8)
    g_assert_cmphex (troupe_checksum_joined (bytes, head_size, bytes + head_size, size - head_size), ==, expected);
}

static void
test_ways_agree (void)
{
  g_autofree guint8 *bytes = make_bytes ();

  for (gsize size = 0; size < 3000; size++)
    assert_ways_agree (bytes + size % 3, size);
  for (gsize size = 3000; size < SIZE; size += 4099)
    assert_ways_agree (bytes, size);
  assert_ways_agree (bytes, SIZE);
}

static void
test_each_byte_counts (void)
{
  g_autofree guint8 *bytes = make_bytes ();
  guint64 before = troupe_checksum (bytes, 4096);

  for (gsize i = 0; i < 4096; i++)
    {
      bytes[i] ^= 1;
      g_assert_cmphex (troupe_checksum (bytes, 4096), !=, before);
      bytes[i] ^= 1;
    }
  g_assert_cmphex (troupe_checksum (bytes, 4096), ==, before);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/channel/checksum/is-the-one-that-all-know", test_known);
  g_test_add_func ("/channel/checksum/is-the-same-on-every-processor", test_ways_agree);
  g_test_add_func ("/channel/checksum/each-byte-counts", test_each_byte_counts);

  return g_test_run ();
}
