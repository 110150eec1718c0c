/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "fuzz.h"

#include <string.h>

/* Runs a target over its corpus: every file of the folders in FUZZ_FOLDERS, below the source tree, to their depth. */

static guint n_inputs;

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_folder (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) directory = g_dir_open (folder, 0, &error);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (directory)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);

  return names;
}

static void
run_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  g_autofree guint8 *exact = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, &error));
  g_assert_no_error (error);

  /* In memory of just that size, so that a sanitizer sees what reads past it. */
  exact = g_memdup2 (data, size);
  g_test_message ("%s", path);
  g_assert_cmpint (LLVMFuzzerTestOneInput (exact, size), ==, 0);
  n_inputs++;
}

static void
run_folder (const char *folder)
{
  g_autoptr (GPtrArray) names = list_folder (folder);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        run_folder (path);
      else
        run_file (path);
    }
}

static void
test_folder (gconstpointer data)
{
  const char *directory = g_getenv ("TROUPE_SRCDIR");
  g_autofree char *folder = g_build_filename (directory != NULL ? directory : ".", data, NULL);

  n_inputs = 0;
  run_folder (folder);
  g_assert_cmpuint (n_inputs, >, 0);
}

static void
test_nothing (void)
{
  g_assert_cmpint (LLVMFuzzerTestOneInput (NULL, 0), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  static const char *const folders[] = { FUZZ_FOLDERS };

  g_test_init (&argc, &argv, NULL);
  LLVMFuzzerInitialize (&argc, &argv);

  g_test_add_func ("/fuzz/" FUZZ_TARGET "/holds-for-nothing-at-all", test_nothing);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *name = g_strdelimit (g_strdup (folders[i]), "/", '-');
      g_autofree char *path = g_strdup_printf ("/fuzz/" FUZZ_TARGET "/holds-for-all-of-%s", name);

      g_test_add_data_func (path, folders[i], test_folder);
    }

  return g_test_run ();
}
