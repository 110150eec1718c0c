/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "fixture.h"

#include <string.h>

/* Whole files: the good ones of this folder and of the project, those that others share, and the golden reports of
 * the bad. */

/* A file for which nothing is reported, and whose canonical form says the same. */
static void
assert_good (const char *path)
{
  gsize length;
  g_autofree char *text = fixture_read (path, &length);
  g_autofree char *report = fixture_report (path, text, length);
  g_autoptr (TroupeScenario) scenario = NULL;

  g_assert_cmpstr (report, ==, "");
  scenario = fixture_load (text);
  fixture_assert_fixed (scenario);
}

static void
assert_all_good (const char *folder)
{
  g_autoptr (GPtrArray) paths = fixture_list (folder);

  g_assert_cmpuint (paths->len, >, 0);
  for (guint i = 0; i < paths->len; i++)
    assert_good (g_ptr_array_index (paths, i));
}

static void
test_good (void)
{
  g_autofree char *folder = fixture_path ("tests/scenario/good");

  assert_all_good (folder);
}

/* The project's own, in folders. */
static void
test_project (void)
{
  g_autofree char *root = fixture_path ("scenarios");
  g_autoptr (GDir) directory = g_dir_open (root, 0, NULL);
  guint n_files = 0;
  const char *name;

  g_assert_nonnull (directory);
  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (root, name, NULL);
      g_autoptr (GPtrArray) paths = NULL;

      if (!g_file_test (path, G_FILE_TEST_IS_DIR))
        continue;
      paths = fixture_list (path);
      n_files += paths->len;
      for (guint i = 0; i < paths->len; i++)
        assert_good (g_ptr_array_index (paths, i));
    }
  if (n_files == 0)
    g_test_skip ("the folder scenarios/ holds no file");
}

static void
test_shared (void)
{
  const char *shared = g_getenv ("TROUPE_SHARED");
  g_autofree char *folder = shared != NULL ? g_build_filename (shared, "scenarios",
                                                               NULL) : fixture_path ("../shared/scenarios");

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("no shared scenarios: neither TROUPE_SHARED nor ../shared beside the source tree");
      return;
    }
  assert_all_good (folder);
}

/* The report of each bad file is a file beside it. */
static void
test_errors (void)
{
  g_autofree char *folder = fixture_path ("tests/scenario/errors");
  g_autoptr (GPtrArray) paths = fixture_list (folder);
  gboolean regenerates = g_getenv ("TROUPE_TEST_REGENERATE") != NULL;

  g_assert_cmpuint (paths->len, >=, 40);
  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      g_autofree char *name = g_path_get_basename (path);
      g_autofree char *golden = g_strndup (path, strlen (path) - strlen (".scn"));
      g_autofree char *golden_path = g_strconcat (golden, ".txt", NULL);
      g_autofree char *expected = NULL;
      g_autofree char *report = NULL;
      g_autofree char *text = NULL;
      gsize length;

      text = fixture_read (path, &length);
      report = fixture_report (name, text, length);
      if (regenerates)
        g_file_set_contents (golden_path, report, -1, NULL);
      expected = fixture_read (golden_path, NULL);
      g_assert_cmpstr (report, ==, expected);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_register_types ();

  g_test_add_func ("/scenario/files/good-ones-check-clean-and-print-to-themselves", test_good);
  g_test_add_func ("/scenario/files/the-projects-check-clean-and-print-to-themselves", test_project);
  g_test_add_func ("/scenario/files/shared-ones-check-clean-and-print-to-themselves", test_shared);
  g_test_add_func ("/scenario/files/bad-ones-are-reported-as-recorded", test_errors);

  return g_test_run ();
}
