/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-command.h"

#include "program/troupe-replace-file.h"
#include "program/troupe-suite.h"

#include <stdio.h>

/* Where one of @paths has errors nothing is printed or written, for any of them. (transfer full) (nullable): NULL: it
 * has complained */
static TroupeSuite *
load_suite (const char *const *paths)
{
  g_autoptr (TroupeDiagnostics) diagnostics = troupe_diagnostics_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TroupeSuite) suite = troupe_suite_load (paths, NULL, diagnostics, &error);
  g_autofree char *text = NULL;

  if (suite == NULL)
    {
      troupe_command_complain (TROUPE_EXIT_USAGE, "fmt", "%s", error->message);
      return NULL;
    }
  if (troupe_diagnostics_has_error (diagnostics))
    {
      text = troupe_diagnostics_to_string (diagnostics);
      fputs (text, stderr);
      return NULL;
    }

  return g_steal_pointer (&suite);
}

/* Returns: the exit code of the program */
static int
format_in_place (const TroupeSuite *suite)
{
  for (guint i = 0; i < suite->files->len; i++)
    {
      const TroupeSuiteFile *file = g_ptr_array_index (suite->files, i);
      g_autofree char *text = troupe_scenario_print (troupe_suite_file_get_scenario (file));
      g_autoptr (GError) error = NULL;

      if (!troupe_replace_file (file->path, text, &error))
        return troupe_command_complain (TROUPE_EXIT_MACHINE, "fmt", "%s", error->message);
    }

  return TROUPE_EXIT_HELD;
}

static int
format_to_output (const TroupeSuite *suite)
{
  for (guint i = 0; i < suite->files->len; i++)
    {
      const TroupeSuiteFile *file = g_ptr_array_index (suite->files, i);
      g_autofree char *text = troupe_scenario_print (troupe_suite_file_get_scenario (file));

      fputs (text, stdout);
    }

  return TROUPE_EXIT_HELD;
}

int
troupe_command_fmt (int    argc,
                    char **argv)
{
  gboolean is_in_place = FALSE;
  const GOptionEntry entries[] = {
    { "in-place", 'i', 0, G_OPTION_ARG_NONE, &is_in_place, "Write it back to the files", NULL },
    { NULL },
  };
  g_autoptr (TroupeSuite) suite = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) paths = NULL;
  int exit_code;

  if (!troupe_command_parse (&argc, &argv, entries, "FILE|FOLDER...",
                             "Prints scenario files in their canonical form, which means the same.\n\n"
                             "Exit status: 0 done, 2 a file has errors: no file was touched, 3 one could not be"
                             " written.", &exit_code))
    return exit_code;
  if (argc < 2)
    return troupe_command_complain (TROUPE_EXIT_USAGE, "fmt", "name a scenario file or a folder of them");
  paths = troupe_suite_find ((const char *const *) argv + 1, &error);
  if (paths == NULL)
    return troupe_command_complain (TROUPE_EXIT_USAGE, "fmt", "%s", error->message);
  suite = load_suite ((const char *const *) paths);
  if (suite == NULL)
    return TROUPE_EXIT_USAGE;

  return is_in_place ? format_in_place (suite) : format_to_output (suite);
}
