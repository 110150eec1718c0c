/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-command.h"

#include "program/troupe-list.h"
#include "program/troupe-suite.h"

#include <string.h>

/* "invariants|types": the subjects, with that between them. (transfer full) */
static char *
dup_subjects (const char *separator)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; troupe_list_subjects[i].name != NULL; i++)
    g_string_append_printf (text, "%s%s", i == 0 ? "" : separator, troupe_list_subjects[i].name);

  return g_string_free (text, FALSE);
}

int
troupe_command_list (int    argc,
                     char **argv)
{
  gboolean is_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "Print an object on a line for each", NULL },
    { NULL },
  };
  g_autofree char *arguments = dup_subjects ("|");
  g_autofree char *subjects = dup_subjects (", ");
  int exit_code;

  if (!troupe_command_parse (&argc, &argv, entries, arguments, "Prints what scenario files can name.", &exit_code))
    return exit_code;
  if (argc != 2)
    return troupe_command_complain (TROUPE_EXIT_USAGE, "list", "name one of: %s", subjects);

  troupe_suite_register ();
  for (const TroupeListSubject *subject = troupe_list_subjects; subject->name != NULL; subject++)
    {
      if (strcmp (argv[1], subject->name) != 0)
        continue;
      if (is_json)
        subject->print_json ();
      else
        subject->print_text ();
      return TROUPE_EXIT_HELD;
    }

  return troupe_command_complain (TROUPE_EXIT_USAGE, "list", "'%s' cannot be listed; name one of: %s", argv[1],
                                  subjects);
}
