/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-defect-private.h"
#include "base/troupe-error.h"

#include <string.h>

static void
test_table_is_sorted_and_explained (void)
{
  guint n_defects = 0;
  const TroupeDefect *defects = troupe_defect_list (&n_defects);

  g_assert_cmpuint (n_defects, >, 0);
  for (guint i = 0; i < n_defects; i++)
    {
      g_assert_nonnull (strchr (defects[i].name, '.'));
      g_assert_cmpuint (strlen (defects[i].sentence), >, 10);
      g_assert_true (i == 0 || strcmp (defects[i - 1].name, defects[i].name) < 0);
    }
}

static void
test_all_are_off (void)
{
  guint n_defects = 0;
  const TroupeDefect *defects = troupe_defect_list (&n_defects);

  for (guint i = 0; i < n_defects; i++)
    g_assert_false (troupe_defect_is_on (defects[i].name));
  g_assert_false (TROUPE_DEFECT ("identity.pid-reuse"));
}

static void
test_unknown_one_is_not_found (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (troupe_defect_enable ("no.such-defect", &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==,
                   "Could not switch on the defect 'no.such-defect': there is no such defect");
  g_assert_false (troupe_defect_is_on ("no.such-defect"));
}

static void
test_enabled_one_is_on_until_all_are_off (void)
{
  g_autoptr (GError) error = NULL;

  if (!TROUPE_DEFECTS_BUILT)
    {
      g_test_skip ("this build has no defects");
      return;
    }

  g_assert_true (troupe_defect_enable ("identity.pid-reuse", &error));
  g_assert_no_error (error);
  g_assert_true (troupe_defect_enable ("identity.pid-reuse", &error));
  g_assert_true (TROUPE_DEFECT ("identity.pid-reuse"));
  g_assert_false (TROUPE_DEFECT ("determinism.address-order"));

  troupe_defect_disable_all ();

  g_assert_false (TROUPE_DEFECT ("identity.pid-reuse"));
}

static void
test_build_without_them_refuses (void)
{
  g_autoptr (GError) error = NULL;

  if (TROUPE_DEFECTS_BUILT)
    {
      g_test_skip ("this build has defects");
      return;
    }

  g_assert_false (troupe_defect_enable ("identity.pid-reuse", &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED);
  g_assert_false (troupe_defect_is_on ("identity.pid-reuse"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/defect/table-is-sorted-and-explained", test_table_is_sorted_and_explained);
  g_test_add_func ("/base/defect/all-are-off", test_all_are_off);
  g_test_add_func ("/base/defect/unknown-one-is-not-found", test_unknown_one_is_not_found);
  g_test_add_func ("/base/defect/enabled-one-is-on-until-all-are-off", test_enabled_one_is_on_until_all_are_off);
  g_test_add_func ("/base/defect/build-without-them-refuses", test_build_without_them_refuses);

  return g_test_run ();
}
