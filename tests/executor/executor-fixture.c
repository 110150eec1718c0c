/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/executor-fixture.h"

#include "monitor/troupe-monitor.h"
#include "puppet/troupe-puppet.h"
#include "scenario/troupe-vocabulary.h"

#include <string.h>

static void
register_names (void)
{
  const TroupeMonitorClass *const *monitors;
  guint n_monitors;

  troupe_actor_type_register (troupe_puppet_type ());
  monitors = troupe_monitor_list (&n_monitors);
  for (guint i = 0; i < n_monitors; i++)
    troupe_vocabulary_register (TROUPE_VOCABULARY_INVARIANT, monitors[i]->id);
}

TroupeScenario *
executor_fixture_parse (const char *text)
{
  g_autoptr (TroupeDiagnostics) diagnostics = troupe_diagnostics_new ();
  g_autoptr (TroupeScenario) scenario = NULL;
  g_autofree char *problems = NULL;

  register_names ();
  scenario = troupe_scenario_parse ("test.scn", text, strlen (text), diagnostics);
  troupe_scenario_check (scenario, diagnostics);
  problems = troupe_diagnostics_to_string (diagnostics);
  if (troupe_diagnostics_has_error (diagnostics))
    g_error ("%s", problems);

  return g_steal_pointer (&scenario);
}

TroupeSimResult *
executor_fixture_run_logged (const char *text,
                             guint64     seed,
                             GString    *event_log)
{
  g_autoptr (TroupeDiagnostics) diagnostics = troupe_diagnostics_new ();
  g_autoptr (TroupeScenario) scenario = executor_fixture_parse (text);
  g_autofree char *problems = NULL;
  TroupeSimOptions options = { .seed = seed, .event_log = event_log };

  troupe_sim_can_execute (scenario, diagnostics);
  problems = troupe_diagnostics_to_string (diagnostics);
  g_assert_cmpstr (problems, ==, "");

  return troupe_sim_execute (scenario, &options);
}

TroupeSimResult *
executor_fixture_run (const char *text,
                      guint64     seed)
{
  return executor_fixture_run_logged (text, seed, NULL);
}
