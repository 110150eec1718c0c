/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-sim-result.h"

#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Stands in front of the library's executor in the program `misbehaving-sim`, which is troupe-sim but for this. A run
 * does what the title of its scenario names, so that tests can see what troupe-sim makes of it:
 *
 *   crashes, asserts, warns, loops, exits, reads the clock, opens a file, waits for ever, kills its worker
 *             seed 3 does
 *   fails     every fifth seed fails the claim in line 3
 *   differs   the hash of seed 3 is an address in memory
 *   explores  three choices of 2, 3 and 2
 *   sometimes seed 2 meets the first `sometimes` of the file
 *   keeps     seed 2 has the second kept choice
 *
 * All other runs pass. */

#define ODD_SEED 3

static gboolean
is_titled (const TroupeScenario *scenario,
           const char           *word)
{
  return strstr (scenario->title, word) != NULL;
}

/* An address that is never mapped, and that no compiler sees through. */
static volatile gsize nowhere = 16;

/* Named, so that a stack can be looked at. */
__attribute__ ((noinline)) static void
misbehave (const TroupeScenario *scenario)
{
  if (is_titled (scenario, "crashes"))
    *(volatile int *) GSIZE_TO_POINTER (nowhere) = 1;
  if (is_titled (scenario, "asserts"))
    g_assert_not_reached ();
  if (is_titled (scenario, "warns"))
    g_warning ("a warning of a library");
  if (is_titled (scenario, "loops"))
    for (;;)
      __asm__ volatile ("");
  if (is_titled (scenario, "exits"))
    _exit (7);
  if (is_titled (scenario, "kills its worker"))
    kill (getppid (), SIGKILL);
  if (is_titled (scenario, "reads the clock"))
    time (NULL);
  if (is_titled (scenario, "opens a file"))
    access ("/etc/passwd", R_OK);
  if (is_titled (scenario, "waits for ever"))
    {
      GMutex mutex;

      g_mutex_init (&mutex);
      g_mutex_lock (&mutex);
      g_mutex_lock (&mutex);
    }
}

static void
add_failure (TroupeSimResult *result)
{
  TroupeSimFailure *failure = g_new0 (TroupeSimFailure, 1);

  failure->id = g_strdup ("never");
  failure->claim = g_strdup ("never status a is=failed");
  failure->text = g_strdup ("a failed");
  failure->line = 3;
  failure->time_ns = 1500000;
  g_ptr_array_add (result->failures, failure);
  result->verdict = TROUPE_SIM_FAIL;
}

static void
add_choices (TroupeSimResult        *result,
             const TroupeSimOptions *options)
{
  static const guint n_alternatives[] = { 2, 3, 2 };

  for (guint i = 0; i < G_N_ELEMENTS (n_alternatives); i++)
    {
      guint pair[] = { i < options->n_prefix ? options->prefix[i] : 0, n_alternatives[i] };

      g_array_append_vals (result->choices, pair, 2);
      result->hash = result->hash * 31 + pair[0];
    }
}

static TroupeSimResult *
make_result (const TroupeSimOptions *options)
{
  TroupeSimResult *result = g_new0 (TroupeSimResult, 1);

  result->seed = options->seed;
  result->hash = options->seed * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  result->n_events = 20;
  result->virtual_ns = 2000000;
  result->failures = g_ptr_array_new ();
  result->choices = g_array_new (FALSE, FALSE, sizeof (guint));

  return result;
}

TroupeSimResult *
troupe_sim_execute (const TroupeScenario   *scenario,
                    const TroupeSimOptions *options)
{
  TroupeSimResult *result = make_result (options);
  gboolean is_odd = options->seed == ODD_SEED;

  if (is_odd)
    misbehave (scenario);
  if (is_titled (scenario, "fails") && options->seed % 5 == 0)
    add_failure (result);
  if (is_titled (scenario, "differs") && is_odd)
    result->hash = (guint64) result;
  if (is_titled (scenario, "explores"))
    add_choices (result, options);
  if (is_titled (scenario, "sometimes") && options->seed == 2)
    result->sometimes = 1;
  if (is_titled (scenario, "keeps") && options->seed == 2)
    result->kept = 2;
  for (guint i = 0; options->event_log != NULL && i < result->n_events; i++)
    g_string_append_printf (options->event_log, "%u event of %p\n", i,
                            is_titled (scenario, "differs") && i == 7 ? (void *) result : NULL);

  return result;
}

/* What a title asks for needs nothing of the library. */
gboolean
troupe_sim_can_execute (const TroupeScenario *scenario,
                        TroupeDiagnostics    *diagnostics)
{
  return TRUE;
}
