/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-report.h"

#include "program/troupe-text-format.h"

#include <stdio.h>
#include <string.h>

/* TAP 13: a point for each file; under one that failed a YAML block with its distinct failures.
 *
 *   TAP version 13
 *   1..2
 *   ok 1 - A leaf's failure climbs the tree (scenarios/climbs.scn: 200 runs)
 *   not ok 2 - ...
 *     ---
 *     failures:
 *       - id: "AI-3"
 *     ...
 */

typedef struct
{
  TroupeReport parent;
  guint        n_points;
} TapReport;

/* A JSON string is a YAML string. */
static void
print_string (const char *key,
              const char *text)
{
  GString *escaped = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c++)
    {
      if (*c == '"' || *c == '\\')
        g_string_append_printf (escaped, "\\%c", *c);
      else if (*c == '\n')
        g_string_append (escaped, "\\n");
      else if ((guchar) *c < ' ' || *c == 0x7f)
        g_string_append_printf (escaped, "\\u%04x", (guchar) *c);
      else
        g_string_append_c (escaped, *c);
    }
  printf ("%s: \"%s\"\n", key, escaped->str);
  g_string_free (escaped, TRUE);
}

static void
print_lines (const char *key,
             const char *text)
{
  g_auto (GStrv) lines = NULL;

  if (text == NULL)
    return;

  printf ("      %s: |2\n", key);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i + 1] != NULL || *lines[i] != '\0')
      printf ("        %s\n", lines[i]);
}

static void
print_entry (const TroupeSuiteFile  *file,
             const TroupeTallyEntry *entry)
{
  g_autofree char *place = troupe_format_place (file, entry->failure);
  g_autofree char *seed = troupe_format_seed (file, entry);
  g_autofree char *time = troupe_format_time (entry->failure->time_ns);
  g_autofree char *replay = troupe_format_replay (file, entry);

  print_string ("    - id", entry->failure->id);
  print_string ("      claimed", entry->failure->claim);
  print_string ("      happened", entry->failure->text);
  print_string ("      where", place);
  print_string ("      time", time);
  print_string ("      seed", seed);
  printf ("      runs: %" G_GUINT64_FORMAT "\n", entry->n_runs);
  print_string ("      replay", replay);
  print_lines ("output", entry->output);
  print_lines (strcmp (entry->failure->id, TROUPE_FAILURE_DETERMINISM) == 0 ? "differs" : "events", entry->history);
}

static void
print_entries (const TroupeSuiteFile *file,
               const GPtrArray       *entries)
{
  if (entries->len == 0)
    return;

  printf ("  ---\n  failures:\n");
  for (guint i = 0; i < entries->len; i++)
    print_entry (file, g_ptr_array_index (entries, i));
  printf ("  ...\n");
}

/* In a description a number sign would begin a directive. */
static char *
dup_description (const TroupeTally *tally)
{
  const TroupeScenario *scenario = troupe_suite_file_get_scenario (tally->file);
  g_autofree char *runs = troupe_format_count (tally->n_runs, "run");
  char *text = g_strdup_printf ("%s (%s: %s%s)", scenario->title, tally->file->path, runs,
                                tally->was_cut ? ", orders cut" : "");

  return g_strdelimit (text, "#\n", ' ');
}

static void
tap_report_begin (TroupeReport        *report,
                  const TroupeSummary *summary)
{
  printf ("TAP version 13\n1..%u\n", summary->n_files);
  fflush (stdout);
}

static void
tap_report_add_run (TroupeReport          *report,
                    const TroupeSuiteFile *file,
                    const TroupeRun       *run,
                    const TroupeSummary   *summary)
{
}

static void
tap_report_add_file (TroupeReport        *report,
                     const TroupeTally   *tally,
                     const TroupeSummary *summary)
{
  TapReport *self = (TapReport *) report;
  g_autofree char *description = dup_description (tally);

  self->n_points++;
  if (tally->file->skip_reason != NULL)
    {
      printf ("ok %u - %s # SKIP %s\n", self->n_points, description, tally->file->skip_reason);
    }
  else if (tally->n_runs == 0)
    {
      printf ("ok %u - %s # SKIP interrupted\n", self->n_points, description);
    }
  else
    {
      printf ("%s %u - %s\n", troupe_tally_held (tally) ? "ok" : "not ok", self->n_points, description);
      print_entries (tally->file, tally->failures);
      if (report->is_verbose && tally->failures->len == 0)
        print_entries (tally->file, tally->awaited);
    }
  fflush (stdout);
}

static void
tap_report_finish (TroupeReport        *report,
                   const TroupeSummary *summary)
{
  g_autofree char *runs = troupe_format_count (summary->n_runs, "run");

  printf ("# %s\n", runs);
  if (summary->is_proven && summary->n_mismatches == 0)
    printf ("# no mismatch in %s\n", runs);
  if (summary->unsealed_reason != NULL)
    printf ("# not sealed: %s\n", summary->unsealed_reason);
  if (summary->is_interrupted)
    printf ("# interrupted\n");
  fflush (stdout);
}

static void
tap_report_free (TroupeReport *report)
{
  g_free (report);
}

TroupeReport *
troupe_report_tap_new (void)
{
  TapReport *self = g_new0 (TapReport, 1);

  self->parent.begin = tap_report_begin;
  self->parent.add_run = tap_report_add_run;
  self->parent.add_file = tap_report_add_file;
  self->parent.finish = tap_report_finish;
  self->parent.free = tap_report_free;

  return &self->parent;
}
