/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-module-lint.h"

#include <string.h>

#define MUTATIONS 400

/* A module that was built, in this build tree. (transfer full) */
static char *
dup_module (void)
{
  return g_build_filename (g_getenv ("TROUPE_BUILDDIR"), "examples", ".libs", "bank.so", NULL);
}

static void
test_calls (void)
{
  g_assert_nonnull (strstr (troupe_module_lint_get_call ("time"), "reads a clock"));
  g_assert_nonnull (strstr (troupe_module_lint_get_call ("g_random_int"), "random number"));
  g_assert_null (troupe_module_lint_get_call ("g_strdup"));
  g_assert_null (troupe_module_lint_get_call (""));
}

static void
test_missing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (troupe_module_lint ("no-such.so", &error));
  g_assert_nonnull (strstr (error->message, "no-such.so"));
}

/* Writes @data to a file of the scratch directory, and lints that: any answer will do. */
static void
lint_bytes (const char *data,
            gsize       size)
{
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full ("mutated.so", data, size, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
  findings = troupe_module_lint ("mutated.so", &error);
  g_assert_true ((findings != NULL) == (error == NULL));
}

static void
test_torn (void)
{
  g_autofree char *path = dup_module ();
  g_autofree char *data = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  for (gsize n = 0; n < size; n += 97)
    lint_bytes (data, n);
}

/* Headers stand at the beginning, the sections' at the end. */
static void
test_mutated (void)
{
  g_autofree char *path = dup_module ();
  g_autofree char *data = NULL;
  g_autofree char *copy = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  copy = g_malloc (size);
  for (guint i = 0; i < MUTATIONS; i++)
    {
      memcpy (copy, data, size);
      for (int j = g_test_rand_int_range (1, 20); j > 0; j--)
        {
          gsize place = g_test_rand_int_range (0, 64);

          if (g_test_rand_bit ())
            place = size - 1 - g_test_rand_int_range (0, MIN (2600, (int) size));
          copy[place] = g_test_rand_int_range (0, 256);
        }
      lint_bytes (copy, size);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/program/module-lint/calls-that-reach-past-the-world", test_calls);
  g_test_add_func ("/program/module-lint/what-is-not-there-is-an-error", test_missing);
  g_test_add_func ("/program/module-lint/a-torn-file-is-survived", test_torn);
  g_test_add_func ("/program/module-lint/a-mutated-file-is-survived", test_mutated);

  return g_test_run ();
}
