/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-command.h"

#include "executor/troupe-sim-result.h"
#include "program/troupe-list.h"
#include "program/troupe-module-loader.h"

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

/* What modules have stands beside what is built in. Returns: 0, or the exit code after a complaint */
static int
add_modules (char **paths)
{
  g_autoptr (TroupeModuleLoader) loader = troupe_module_loader_new (NULL, TROUPE_MODULE_TRUSTED);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *path = g_canonicalize_filename (paths[i], NULL);
      g_autoptr (GError) error = NULL;
      const TroupeModule *module = troupe_module_loader_load (loader, path, &error);

      if (module == NULL)
        return troupe_command_complain (TROUPE_EXIT_USAGE, "list", "%s", error->message);
      for (guint j = 0; j < module->n_types; j++)
        {
          const TroupeActorType *namesake = troupe_actor_type_lookup (module->types[j]->name);

          if (namesake != NULL && namesake != module->types[j])
            return troupe_command_complain (TROUPE_EXIT_USAGE, "list", "Could not list %s: there are two types '%s'",
                                            paths[i], namesake->name);
          troupe_actor_type_register (module->types[j]);
        }
    }

  return 0;
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
  g_autofree char *words = dup_subjects ("|");
  g_autofree char *arguments = g_strconcat (words, " [MODULE.so...]", NULL);
  g_autofree char *subjects = dup_subjects (", ");
  int exit_code;

  if (!troupe_command_parse (&argc, &argv, entries, arguments,
                             "Prints what scenario files can name; of types, also those of modules.", &exit_code))
    return exit_code;
  if (argc < 2)
    return troupe_command_complain (TROUPE_EXIT_USAGE, "list", "name one of: %s", subjects);
  if (argc > 2 && strcmp (argv[1], "types") != 0)
    return troupe_command_complain (TROUPE_EXIT_USAGE, "list", "modules have types, and no %s", argv[1]);

  troupe_sim_init ();
  exit_code = add_modules (argv + 2);
  if (exit_code != 0)
    return exit_code;
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
