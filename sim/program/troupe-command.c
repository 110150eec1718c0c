/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-command.h"

#include <stdio.h>

int
troupe_command_complain (int         exit_code,
                         const char *what,
                         const char *format,
                         ...)
{
  g_autofree char *why = NULL;
  va_list arguments;

  va_start (arguments, format);
  why = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  fprintf (stderr, "troupe-sim: %s: %s\n", what, why);

  return exit_code;
}

gboolean
troupe_command_parse (int                *argc,
                      char             ***argv,
                      const GOptionEntry *entries,
                      const char         *arguments,
                      const char         *summary,
                      int                *ret_exit)
{
  g_autoptr (GOptionContext) context = g_option_context_new (arguments);
  g_autoptr (GError) error = NULL;
  g_autofree char *command = g_strdup ((*argv)[0]);
  g_autofree char *program = g_strdup_printf ("troupe-sim %s", command);
  gboolean wants_help = FALSE;
  const GOptionEntry help[] = {
    { "help", 'h', 0, G_OPTION_ARG_NONE, &wants_help, "Print this text and exit", NULL },
    { NULL },
  };

  g_set_prgname (program);
  g_option_context_set_summary (context, summary);
  g_option_context_set_help_enabled (context, FALSE);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_main_entries (context, help, NULL);

  if (!g_option_context_parse (context, argc, argv, &error))
    {
      *ret_exit = troupe_command_complain (TROUPE_EXIT_USAGE, command, "%s; see '%s --help'", error->message, program);
      return FALSE;
    }
  if (wants_help)
    {
      g_autofree char *text = g_option_context_get_help (context, TRUE, NULL);

      fputs (text, stdout);
      *ret_exit = TROUPE_EXIT_HELD;
      return FALSE;
    }

  return TRUE;
}
