/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

/* Reads a scenario, and runs it with some seeds, from a program of one's own: here one that has the accounts of bank.c
 * built in. `troupe-sim run` stands on the same, and does more: many processes at a time, each sealed, with reports. */

#include <troupe-sim.h>

#include <stdlib.h>

#define SEEDS 20u

/* Returns: whether it held */
static gboolean
rehearse (const TroupeScenario *scenario,
          guint64               seed)
{
  TroupeSimOptions options = { .seed = seed };
  g_autoptr (TroupeSimResult) result = troupe_sim_execute (scenario, &options);

  for (guint i = 0; i < result->failures->len; i++)
    {
      const TroupeSimFailure *failure = g_ptr_array_index (result->failures, i);

      g_print ("seed %" G_GUINT64_FORMAT ": claimed: %s; happened: %s\n", seed, failure->claim, failure->text);
    }

  return result->verdict == TROUPE_SIM_PASS;
}

/* (nullable): NULL: there is something wrong with it */
static TroupeScenario *
load (const char        *path,
      TroupeDiagnostics *diagnostics)
{
  g_autoptr (TroupeScenario) scenario = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &error))
    {
      g_printerr ("rehearse: %s\n", error->message);
      return NULL;
    }
  scenario = troupe_scenario_parse (path, text, length, diagnostics);
  for (guint i = 0; i < scenario->uses->len; i++)
    troupe_scenario_use (scenario, g_ptr_array_index (scenario->uses, i), troupe_module_v1 (), diagnostics);
  if (!troupe_scenario_check (scenario, diagnostics) || !troupe_sim_can_execute (scenario, diagnostics))
    return NULL;

  return g_steal_pointer (&scenario);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (TroupeDiagnostics) diagnostics = troupe_diagnostics_new ();
  g_autoptr (TroupeScenario) scenario = NULL;
  g_autofree char *report = NULL;
  guint n_held = 0;

  if (argc != 2)
    {
      g_printerr ("rehearse: name a scenario file\n");
      return 2;
    }
  troupe_sim_init ();
  scenario = load (argv[1], diagnostics);
  report = troupe_diagnostics_to_string (diagnostics);
  g_printerr ("%s", report);
  if (scenario == NULL)
    return 2;

  for (guint64 seed = 1; seed <= SEEDS; seed++)
    n_held += rehearse (scenario, seed);
  g_print ("%s: %u of %u seeds held\n", scenario->title, n_held, SEEDS);

  return n_held == SEEDS ? EXIT_SUCCESS : EXIT_FAILURE;
}
