/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* What this process has used of a processor. All that is measured is one busy thread, so on an idle machine this is
 * the time that passes; on a shared one it leaves out what others used. */
static double
get_used_seconds (void)
{
  struct timespec used;

  if (clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &used) != 0)
    g_error ("Could not read the clock of the process");

  return (double) used.tv_sec + (double) used.tv_nsec * 1e-9;
}

double
measure_rate (double    seconds,
              guint64 (*batch) (gpointer data),
              gpointer  data)
{
  guint64 n_done = 0;
  double began;
  double used;

  /* Memory and branches get warm. */
  batch (data);
  began = get_used_seconds ();
  do
    {
      n_done += batch (data);
      used = get_used_seconds () - began;
    }
  while (used < seconds);

  return (double) n_done / used;
}

gsize
measure_resident (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) numbers = NULL;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    g_error ("Could not read /proc/self/statm");
  numbers = g_strsplit (text, " ", 3);

  return (gsize) g_ascii_strtoull (numbers[1], NULL, 10) * (gsize) sysconf (_SC_PAGESIZE);
}

static int
usage (const char *program)
{
  fprintf (stderr, "usage: %s MEASURE AMOUNT\nmeasures:", program);
  for (const Measure *measure = measures; measure->name != NULL; measure++)
    fprintf (stderr, " %s", measure->name);
  fputc ('\n', stderr);

  return 2;
}

int
main (int    argc,
      char **argv)
{
  double amount = argc == 3 ? g_ascii_strtod (argv[2], NULL) : 0;

  if (amount <= 0)
    return usage (argv[0]);

  for (const Measure *measure = measures; measure->name != NULL; measure++)
    if (strcmp (measure->name, argv[1]) == 0)
      {
        printf ("{\"measure\": \"%s\", \"who\": \"%s\", \"value\": %.1f}\n", measure->name, measure_who,
                measure->run (amount));
        return EXIT_SUCCESS;
      }

  return usage (argv[0]);
}
