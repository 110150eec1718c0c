/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-command.h"
#include "program/troupe-program-name.h"
#include "program/troupe-worker.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

typedef struct
{
  const char *name;
  int       (*func) (int    argc,
                     char **argv);
  const char *arguments;
  const char *sentence;
} Command;

static const Command commands[] = {
  { "run", troupe_command_run, "FILE|FOLDER...", "rehearse scenarios in simulated worlds" },
  { "lint", troupe_command_lint, "FILE|FOLDER...", "tell all that is wrong with scenario files" },
  { "fmt", troupe_command_fmt, "[-i] FILE|FOLDER...", "print scenario files in their canonical form" },
  { "list", troupe_command_list, "SUBJECT", "print what scenario files can name" },
};

static void
print_help (void)
{
  puts ("Usage: troupe-sim COMMAND [OPTION...] [ARGUMENT...]\n"
        "Rehearses actors in simulated worlds, as scenario files tell.\n"
        "\n"
        "Commands:");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    printf ("  %-5s %-20s %s\n", commands[i].name, commands[i].arguments, commands[i].sentence);
  puts ("\n"
        "Options:\n"
        "  --help     print this text and exit\n"
        "  --version  print the version and exit\n"
        "\n"
        "'troupe-sim COMMAND --help' tells the options of a command.\n"
        "Exit status: 0 everything held, 1 a run failed, 2 bad input or usage, 3 the machine could not run it.");
}

static void
print_version (void)
{
  puts ("troupe-sim (" PACKAGE_NAME ") " PACKAGE_VERSION "\n"
        "Copyright the Troupe contributors\n"
        "Licence Apache-2.0 <https://www.apache.org/licenses/LICENSE-2.0>");
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_set_prgname ("troupe-sim");
  troupe_program_name_init (argc > 0 ? argv[0] : "troupe-sim");

  if (argc < 2)
    return troupe_command_complain (TROUPE_EXIT_USAGE, "usage", "name a command; see 'troupe-sim --help'");
  if (strcmp (argv[1], TROUPE_WORKER_ARGUMENT) == 0)
    return troupe_worker_main (argc, argv);
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0)
    {
      print_help ();
      return TROUPE_EXIT_HELD;
    }
  if (strcmp (argv[1], "--version") == 0)
    {
      print_version ();
      return TROUPE_EXIT_HELD;
    }

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (argv[1], commands[i].name) == 0)
      return commands[i].func (argc - 1, argv + 1);

  return troupe_command_complain (TROUPE_EXIT_USAGE, argv[1],
                                  "this version has no such command; see 'troupe-sim --help'");
}
