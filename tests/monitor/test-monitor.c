/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-monitor.h"

static void
test_list_is_in_its_fixed_order (void)
{
  const char *const ids[] = { "AI-1", "AI-3", "CI-1", "CI-2", "FATE-1", "LIFE-1", "LINK-1", "LINK-2", "LINK-3",
                              "LINK-4", "ORD-1", "PROC-1", "ROUTE-1", "SNAP-1", "SNAP-2", "SNAP-3", "SNAP-4", "SNAP-5",
                              "SUP-1", "SUP-2" };
  guint n_classes;
  const TroupeMonitorClass *const *classes = troupe_monitor_list (&n_classes);

  g_assert_cmpuint (n_classes, ==, G_N_ELEMENTS (ids));
  for (guint i = 0; i < n_classes; i++)
    g_assert_cmpstr (classes[i]->id, ==, ids[i]);
}

static void
test_find_finds_each (void)
{
  guint n_classes;
  const TroupeMonitorClass *const *classes = troupe_monitor_list (&n_classes);

  for (guint i = 0; i < n_classes; i++)
    g_assert_true (troupe_monitor_find (classes[i]->id) == classes[i]);
}

static void
test_find_answers_null_for_an_unknown_id (void)
{
  g_assert_null (troupe_monitor_find ("AI-2"));
  g_assert_null (troupe_monitor_find ("ai-1"));
}

static void
test_each_says_a_sentence (void)
{
  guint n_classes;
  const TroupeMonitorClass *const *classes = troupe_monitor_list (&n_classes);

  for (guint i = 0; i < n_classes; i++)
    {
      g_assert_true (g_ascii_isupper (classes[i]->sentence[0]));
      g_assert_true (g_str_has_suffix (classes[i]->sentence, "."));
      g_assert_cmpuint (classes[i]->kinds, !=, 0);
    }
}

static void
test_each_is_content_with_an_empty_run (void)
{
  guint n_classes;
  const TroupeMonitorClass *const *classes = troupe_monitor_list (&n_classes);

  for (guint i = 0; i < n_classes; i++)
    {
      TroupeMonitor *monitor = troupe_monitor_new (classes[i]);

      classes[i]->finish (monitor, /* time_ns = */ 0, /* settled = */ TRUE);

      g_assert_cmpstr (monitor->violation, ==, NULL);
      g_assert_cmpuint (monitor->n_armed, ==, 0);
      troupe_monitor_free (monitor);
    }
}

static void
test_first_violation_stays (void)
{
  TroupeMonitor *monitor = troupe_monitor_new (troupe_monitor_find ("AI-1"));

  troupe_monitor_violate (monitor, "%s %d", "first", 1);
  troupe_monitor_violate (monitor, "second");

  g_assert_cmpstr (monitor->violation, ==, "first 1");
  troupe_monitor_free (monitor);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/list/is-in-its-fixed-order", test_list_is_in_its_fixed_order);
  g_test_add_func ("/monitor/find/finds-each", test_find_finds_each);
  g_test_add_func ("/monitor/find/answers-null-for-an-unknown-id",
                   test_find_answers_null_for_an_unknown_id);
  g_test_add_func ("/monitor/class/each-says-a-sentence", test_each_says_a_sentence);
  g_test_add_func ("/monitor/class/each-is-content-with-an-empty-run",
                   test_each_is_content_with_an_empty_run);
  g_test_add_func ("/monitor/violate/first-violation-stays", test_first_violation_stays);

  return g_test_run ();
}
