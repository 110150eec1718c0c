/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-random-private.h"
#include "world/troupe-sim-heap-private.h"

static void
test_entries_come_out_in_order_of_time (void)
{
  TroupeSimHeap heap = { 0 };
  TroupeRandom random;
  guint64 last_ns = 0;

  troupe_random_init (&random, 1, "times");
  for (guint64 i = 1; i <= 5000; i++)
    {
      TroupeSimEntry entry = { .time_ns = troupe_random_next (&random), .sequence = i };

      troupe_sim_heap_push (&heap, &entry);
    }

  for (guint i = 0; i < 5000; i++)
    {
      guint64 peeked_ns = troupe_sim_heap_peek (&heap)->time_ns;
      TroupeSimEntry entry = troupe_sim_heap_pop (&heap);

      g_assert_cmpuint (entry.time_ns, ==, peeked_ns);
      g_assert_cmpuint (entry.time_ns, >=, last_ns);
      last_ns = entry.time_ns;
    }
  g_assert_null (troupe_sim_heap_peek (&heap));

  troupe_sim_heap_clear (&heap);
}

static void
test_equal_times_come_out_in_order_of_sequence (void)
{
  TroupeSimHeap heap = { 0 };

  for (guint64 i = 1; i <= 1000; i++)
    {
      TroupeSimEntry entry = { .time_ns = i % 3, .sequence = i };

      troupe_sim_heap_push (&heap, &entry);
    }

  for (guint64 time_ns = 0; time_ns < 3; time_ns++)
    {
      guint64 last = 0;

      while (troupe_sim_heap_peek (&heap) != NULL && troupe_sim_heap_peek (&heap)->time_ns == time_ns)
        {
          guint64 sequence = troupe_sim_heap_pop (&heap).sequence;

          g_assert_cmpuint (sequence, >, last);
          last = sequence;
        }
    }
  g_assert_null (troupe_sim_heap_peek (&heap));

  troupe_sim_heap_clear (&heap);
}

static void
test_pushes_between_pops_find_their_place (void)
{
  TroupeSimHeap heap = { 0 };
  TroupeRandom random;
  guint64 now_ns = 0;
  guint n_left = 0;

  troupe_random_init (&random, 1, "times");
  for (guint64 i = 1; i <= 20000; i++)
    {
      TroupeSimEntry entry = { .time_ns = now_ns + troupe_random_below (&random, 100), .sequence = i };

      troupe_sim_heap_push (&heap, &entry);
      n_left++;
      if (troupe_random_below (&random, 100) < 45)
        continue;
      entry = troupe_sim_heap_pop (&heap);
      n_left--;
      g_assert_cmpuint (entry.time_ns, >=, now_ns);
      now_ns = entry.time_ns;
    }

  for (; n_left > 0; n_left--)
    {
      TroupeSimEntry entry = troupe_sim_heap_pop (&heap);

      g_assert_cmpuint (entry.time_ns, >=, now_ns);
      now_ns = entry.time_ns;
    }
  g_assert_null (troupe_sim_heap_peek (&heap));

  troupe_sim_heap_clear (&heap);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/world/heap/entries-come-out-in-order-of-time", test_entries_come_out_in_order_of_time);
  g_test_add_func ("/world/heap/equal-times-come-out-in-order-of-sequence",
                   test_equal_times_come_out_in_order_of_sequence);
  g_test_add_func ("/world/heap/pushes-between-pops-find-their-place", test_pushes_between_pops_find_their_place);

  return g_test_run ();
}
