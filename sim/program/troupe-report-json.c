/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-report.h"

#include "program/troupe-json-line.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

/* An object on a line for each run:
 *
 *   file seed world result failure hash events virtual_ns wall_ns
 *
 * and, where they apply, order, variant and failures (id, claim, text, line, time_ns of each). `failure` is the id of
 * the first one, or null. A claim about all seeds of a file that did not hold is an object whose seed is null. */

static void
add_failure (JsonBuilder            *builder,
             const TroupeSimFailure *failure)
{
  json_builder_begin_object (builder);
  troupe_json_line_add_string (builder, "id", failure->id);
  troupe_json_line_add_string (builder, "claim", failure->claim);
  troupe_json_line_add_string (builder, "text", failure->text);
  troupe_json_line_add_number (builder, "line", failure->line);
  troupe_json_line_add_number (builder, "time_ns", failure->time_ns);
  json_builder_end_object (builder);
}

static void
add_result (JsonBuilder     *builder,
            const TroupeRun *run)
{
  const TroupeSimResult *result = troupe_run_get_result (run);
  g_autofree char *hash = NULL;

  if (result != NULL)
    hash = g_strdup_printf ("%016" G_GINT64_MODIFIER "x", result->hash);
  troupe_json_line_add_string (builder, "hash", hash);
  troupe_json_line_add_number (builder, "events", result == NULL ? 0 : result->n_events);
  troupe_json_line_add_number (builder, "virtual_ns", result == NULL ? 0 : result->virtual_ns);
  troupe_json_line_add_number (builder, "wall_ns", troupe_run_get_wall_ns (run));
}

static void
json_report_add_run (TroupeReport          *report,
                     const TroupeSuiteFile *file,
                     const TroupeRun       *run,
                     const TroupeSummary   *summary)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const TroupeSimFailure *first = run->failures->len == 0 ? NULL : g_ptr_array_index (run->failures, 0);

  json_builder_begin_object (builder);
  troupe_json_line_add_string (builder, "file", file->path);
  troupe_json_line_add_number (builder, "seed", run->seed);
  if (troupe_suite_file_get_scenario (file)->options.explore == TROUPE_EXPLORE_EXHAUSTIVE)
    troupe_json_line_add_number (builder, "order", run->order);
  if (file->variants->len > 1)
    troupe_json_line_add_number (builder, "variant", run->variant);
  troupe_json_line_add_string (builder, "world", "sim");
  troupe_json_line_add_string (builder, "result", run->held ? "pass" : "fail");
  troupe_json_line_add_string (builder, "failure", first == NULL ? NULL : first->id);
  add_result (builder, run);
  if (first != NULL)
    {
      troupe_json_line_begin_array (builder, "failures");
      for (guint i = 0; i < run->failures->len; i++)
        add_failure (builder, g_ptr_array_index (run->failures, i));
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);

  troupe_json_line_print (builder);
}

static void
print_file_failure (const TroupeTally      *tally,
                    const TroupeSimFailure *failure)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  troupe_json_line_add_string (builder, "file", tally->file->path);
  troupe_json_line_add_string (builder, "seed", NULL);
  troupe_json_line_add_string (builder, "world", "sim");
  troupe_json_line_add_string (builder, "result", "fail");
  troupe_json_line_add_string (builder, "failure", failure->id);
  troupe_json_line_add_string (builder, "hash", NULL);
  troupe_json_line_add_number (builder, "events", tally->n_events);
  troupe_json_line_add_number (builder, "virtual_ns", 0);
  troupe_json_line_add_number (builder, "wall_ns", tally->wall_ns);
  troupe_json_line_begin_array (builder, "failures");
  add_failure (builder, failure);
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  troupe_json_line_print (builder);
}

static void
json_report_add_file (TroupeReport        *report,
                      const TroupeTally   *tally,
                      const TroupeSummary *summary)
{
  if (tally->file->skip_reason != NULL)
    fprintf (stderr, "troupe-sim: %s: skipped: %s\n", tally->file->path, tally->file->skip_reason);

  for (guint i = 0; i < tally->failures->len; i++)
    {
      const TroupeTallyEntry *entry = g_ptr_array_index (tally->failures, i);

      if (entry->run == NULL)
        print_file_failure (tally, entry->failure);
    }
  fflush (stdout);
}

static void
json_report_begin (TroupeReport        *report,
                   const TroupeSummary *summary)
{
}

static void
json_report_finish (TroupeReport        *report,
                    const TroupeSummary *summary)
{
  if (summary->unsealed_reason != NULL)
    fprintf (stderr, "troupe-sim: not sealed: %s\n", summary->unsealed_reason);
  fflush (stdout);
}

static void
json_report_free (TroupeReport *report)
{
  g_free (report);
}

TroupeReport *
troupe_report_json_new (void)
{
  TroupeReport *self = g_new0 (TroupeReport, 1);

  self->begin = json_report_begin;
  self->add_run = json_report_add_run;
  self->add_file = json_report_add_file;
  self->finish = json_report_finish;
  self->free = json_report_free;

  return self;
}
