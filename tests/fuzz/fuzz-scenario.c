/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "fuzz.h"

#include "fixture.h"

#include <string.h>

/* Any bytes can be read, checked and printed, in each variant. What is good stays good through its canonical form,
 * means the same, and does not change when it is printed again. */

/* A file has up to thousands of variants; the first ones and the last one put every value in somewhere. */
#define N_VARIANTS_MAX 4

static void
assert_same (const TroupeScenario *scenario,
             const char           *printed,
             guint                 variant)
{
  g_autoptr (TroupeDiagnostics) diagnostics = troupe_diagnostics_new ();
  g_autoptr (TroupeScenario) again = troupe_scenario_parse_variant ("again.scn", printed, strlen (printed), variant,
                                                                    diagnostics);
  gboolean is_good = troupe_scenario_check (again, diagnostics);
  g_autofree char *report = troupe_diagnostics_to_string (diagnostics);
  g_autofree char *printed_again = troupe_scenario_print (again);
  g_autofree char *dump = fixture_dump (scenario);
  g_autofree char *dump_again = fixture_dump (again);

  if (!is_good)
    g_error ("the canonical form is bad:\n%s%s", report, printed);
  g_assert_cmpstr (printed_again, ==, printed);
  g_assert_cmpstr (dump_again, ==, dump);
}

/* Returns: how many variants there are; 0: the file is bad */
static guint
read_variant (const char *text,
              gsize       size,
              guint       variant)
{
  g_autoptr (TroupeDiagnostics) diagnostics = troupe_diagnostics_new ();
  g_autoptr (TroupeScenario) scenario = troupe_scenario_parse_variant ("input.scn", text, size, variant, diagnostics);
  gboolean is_good = troupe_scenario_check (scenario, diagnostics);
  g_autofree char *report = troupe_diagnostics_to_string (diagnostics);
  g_autofree char *printed = troupe_scenario_print (scenario);

  g_assert_true (g_utf8_validate (report, -1, NULL));
  g_assert_true (g_utf8_validate (printed, -1, NULL));
  g_assert_cmpint (is_good, ==, !troupe_diagnostics_has_error (diagnostics));
  if (!is_good)
    return 0;

  assert_same (scenario, printed, variant);

  return troupe_scenario_get_n_variants (scenario);
}

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  fixture_register_types ();

  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  const char *text = size > 0 ? (const char *) data : "";
  guint n_variants = read_variant (text, size, 0);

  for (guint i = 1; i < MIN (n_variants, N_VARIANTS_MAX); i++)
    read_variant (text, size, i);
  if (n_variants > N_VARIANTS_MAX)
    read_variant (text, size, n_variants - 1);

  return 0;
}
