/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The exit codes of the program. */
typedef enum
{
  TROUPE_EXIT_HELD    = 0, /* everything held */
  TROUPE_EXIT_FAILED  = 1, /* a run failed */
  TROUPE_EXIT_USAGE   = 2, /* bad input or usage; nothing has run */
  TROUPE_EXIT_MACHINE = 3, /* the machine could not run it */
} TroupeExit;

/* A command gets the words after `troupe-sim`, its own name first. */
int troupe_command_run  (int          argc,
                         char       **argv);
int troupe_command_fmt  (int          argc,
                         char       **argv);
int troupe_command_lint (int          argc,
                         char       **argv);
int troupe_command_list (int          argc,
                         char       **argv);

/* Reads options; what remains is in @argv from 1 on. FALSE: it has complained, or printed its help: exit with
 * @ret_exit. @arguments: what follows the options, for the help; @summary: what the command does */
gboolean troupe_command_parse    (int                *argc,
                                  char             ***argv,
                                  const GOptionEntry *entries,
                                  const char         *arguments,
                                  const char         *summary,
                                  int                *ret_exit);
/* Prints `troupe-sim: what: why` on the standard error. Returns: @exit_code */
int      troupe_command_complain (int                 exit_code,
                                  const char         *what,
                                  const char         *format,
                                  ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
