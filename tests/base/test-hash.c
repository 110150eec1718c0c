/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-hash-private.h"

/* From an independent implementation of XXH64; the first two are also in its reference. */
static void
test_strings_have_their_fixed_hashes (void)
{
  g_assert_cmphex (troupe_hash_string (""), ==, G_GUINT64_CONSTANT (0xef46db3751d8e999));
  g_assert_cmphex (troupe_hash_string ("a"), ==, G_GUINT64_CONSTANT (0xd24ec4f1a98c6e5b));
  g_assert_cmphex (troupe_hash_string ("bank.deposit"), ==, G_GUINT64_CONSTANT (0x0caf929588d7ba41));
  g_assert_cmphex (troupe_hash_string ("tcp:127.0.0.1:4000"), ==, G_GUINT64_CONSTANT (0xe89d321575aa6a48));
}

static void
test_long_bytes_have_their_fixed_hash (void)
{
  guint8 bytes[40];

  for (guint i = 0; i < G_N_ELEMENTS (bytes); i++)
    bytes[i] = (guint8) i;

  g_assert_cmphex (troupe_hash_bytes (bytes, sizeof bytes, 7), ==, G_GUINT64_CONSTANT (0xfc9f7a1b24012cb5));
}

static void
test_no_bytes_need_no_pointer (void)
{
  g_assert_cmphex (troupe_hash_bytes (NULL, 0, 0), ==, troupe_hash_string (""));
}

static void
test_seed_changes_the_hash (void)
{
  g_assert_cmphex (troupe_hash_bytes ("a", 1, 0), ==, troupe_hash_string ("a"));
  g_assert_cmphex (troupe_hash_bytes ("a", 1, 1), !=, troupe_hash_string ("a"));
}

static void
test_mix_depends_on_the_order (void)
{
  guint64 forth = troupe_hash_mix (troupe_hash_mix (0, 1), 2);
  guint64 back = troupe_hash_mix (troupe_hash_mix (0, 2), 1);

  g_assert_cmphex (forth, !=, back);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/hash/strings-have-their-fixed-hashes", test_strings_have_their_fixed_hashes);
  g_test_add_func ("/base/hash/long-bytes-have-their-fixed-hash", test_long_bytes_have_their_fixed_hash);
  g_test_add_func ("/base/hash/no-bytes-need-no-pointer", test_no_bytes_need_no_pointer);
  g_test_add_func ("/base/hash/seed-changes-the-hash", test_seed_changes_the_hash);
  g_test_add_func ("/base/hash/mix-depends-on-the-order", test_mix_depends_on_the_order);

  return g_test_run ();
}
