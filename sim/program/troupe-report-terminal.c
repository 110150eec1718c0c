/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-report.h"

#include "program/troupe-failure-page.h"
#include "program/troupe-text-format.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PROGRESS_INTERVAL_NS G_GUINT64_CONSTANT (100000000)

/* Back to the first column, and away with what stands there. */
#define CLEAR_LINE "\r\033[K"

typedef struct
{
  const char *state;  /* a word (not owned) */
  const char *color;  /* (not owned) */
  char       *path;
  char       *text;
} Row;

typedef struct
{
  TroupeReport  parent;
  TroupeColors  colors;
  gboolean      has_progress;
  guint64       next_progress_ns;
  GPtrArray    *rows;   /* (element-type Row): the table, printed at the end */
  GString      *pages;  /* of failures, printed below it */
} TerminalReport;

static void
row_free (gpointer data)
{
  Row *self = data;

  g_free (self->path);
  g_free (self->text);
  g_free (self);
}

static guint64
get_rate (guint64 n,
          guint64 elapsed_ns)
{
  return (guint64) ((double) n * 1e9 / (double) MAX (elapsed_ns, 1));
}

static void
terminal_report_begin (TroupeReport        *report,
                       const TroupeSummary *summary)
{
}

static void
terminal_report_add_run (TroupeReport          *report,
                         const TroupeSuiteFile *file,
                         const TroupeRun       *run,
                         const TroupeSummary   *summary)
{
  TerminalReport *self = (TerminalReport *) report;
  guint64 rate = get_rate (summary->n_runs, summary->elapsed_ns);
  guint n_files_done = summary->n_files_run + summary->n_files_skipped;
  guint64 n_left = summary->n_runs_planned - MIN (summary->n_runs, summary->n_runs_planned);

  if (!self->has_progress || summary->elapsed_ns < self->next_progress_ns)
    return;

  self->next_progress_ns = summary->elapsed_ns + PROGRESS_INTERVAL_NS;
  printf (CLEAR_LINE "file %u of %u, run %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT ", %" G_GUINT64_FORMAT
          " runs/s, %" G_GUINT64_FORMAT " s left%s",
          MIN (n_files_done + 1, summary->n_files), summary->n_files, summary->n_runs, summary->n_runs_planned,
          rate, n_left / MAX (rate, 1), summary->n_failed > 0 ? ", failures" : "");
  fflush (stdout);
}

static void
set_state (TerminalReport    *self,
           Row               *row,
           const TroupeTally *tally)
{
  if (tally->file->skip_reason != NULL)
    {
      row->state = "skipped";
      row->color = self->colors.faint;
    }
  else if (!troupe_tally_held (tally))
    {
      row->state = "FAILED";
      row->color = self->colors.bad;
    }
  else if (tally->n_runs == 0)
    {
      row->state = "not run";
      row->color = self->colors.faint;
    }
  else
    {
      row->state = tally->file->fails != NULL ? "canary" : "held";
      row->color = self->colors.good;
    }
}

static char *
dup_row_text (const TroupeTally *tally)
{
  g_autofree char *runs = troupe_format_count (tally->n_runs, "run");
  g_autofree char *events = troupe_format_count (tally->n_events, "event");

  if (tally->file->skip_reason != NULL)
    return g_strdup (tally->file->skip_reason);

  if (tally->n_failed > 0)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " of %s failed, %s", tally->n_failed, runs, events);

  return g_strdup_printf ("%s, %s%s", runs, events,
                          tally->was_cut ? ", not all orders" : "");
}

static void
terminal_report_add_file (TroupeReport        *report,
                          const TroupeTally   *tally,
                          const TroupeSummary *summary)
{
  TerminalReport *self = (TerminalReport *) report;
  Row *row = g_new0 (Row, 1);

  set_state (self, row, tally);
  row->path = g_strdup (tally->file->path);
  row->text = dup_row_text (tally);
  g_ptr_array_add (self->rows, row);

  for (guint i = 0; i < tally->failures->len; i++)
    troupe_failure_page_append (self->pages, tally->file, g_ptr_array_index (tally->failures, i), FALSE, &self->colors);
  for (guint i = 0; report->is_verbose && i < tally->awaited->len; i++)
    troupe_failure_page_append (self->pages, tally->file, g_ptr_array_index (tally->awaited, i), TRUE, &self->colors);
}

static void
print_table (TerminalReport *self)
{
  int width = 0;

  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = g_ptr_array_index (self->rows, i);

      width = MAX (width, (int) g_utf8_strlen (row->path, -1));
    }
  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = g_ptr_array_index (self->rows, i);

      printf ("%s%-8s%s %s%*s  %s%s%s\n", row->color, row->state, self->colors.plain, row->path,
              width - (int) g_utf8_strlen (row->path, -1), "", self->colors.faint, row->text, self->colors.plain);
    }
}

static void
print_summary (const TroupeSummary *summary)
{
  g_autofree char *runs = troupe_format_count (summary->n_runs, "run");
  g_autofree char *files = troupe_format_count (summary->n_files, "file");
  guint64 rate = get_rate (summary->n_runs, summary->elapsed_ns);

  printf ("\n%s: %u held, %u failed, %u skipped\n", files, summary->n_files_run - summary->n_files_failed,
          summary->n_files_failed, summary->n_files_skipped);
  printf ("%s, %" G_GUINT64_FORMAT " runs/s\n", runs, rate);
  if (summary->is_proven && summary->n_mismatches == 0)
    printf ("no mismatch in %s\n", runs);
  if (summary->unsealed_reason != NULL)
    printf ("not sealed: %s\n", summary->unsealed_reason);
  if (summary->is_interrupted)
    printf ("interrupted: these are the results so far\n");
}

static void
terminal_report_finish (TroupeReport        *report,
                        const TroupeSummary *summary)
{
  TerminalReport *self = (TerminalReport *) report;

  if (self->has_progress)
    fputs (CLEAR_LINE, stdout);
  print_table (self);
  fputs (self->pages->str, stdout);
  print_summary (summary);
  fflush (stdout);
}

static void
terminal_report_free (TroupeReport *report)
{
  TerminalReport *self = (TerminalReport *) report;

  g_ptr_array_unref (self->rows);
  g_string_free (self->pages, TRUE);
  g_free (self);
}

TroupeReport *
troupe_report_terminal_new (void)
{
  static const TroupeColors colors = { "\033[32m", "\033[1;31m", "\033[2m", "\033[1m", "\033[0m" };
  static const TroupeColors no_colors = { "", "", "", "", "" };
  TerminalReport *self = g_new0 (TerminalReport, 1);
  const char *no_color = g_getenv ("NO_COLOR");
  gboolean is_terminal = isatty (STDOUT_FILENO) && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;

  self->colors = is_terminal && (no_color == NULL || *no_color == '\0') ? colors : no_colors;
  self->has_progress = is_terminal;
  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->pages = g_string_new (NULL);
  self->parent.begin = terminal_report_begin;
  self->parent.add_run = terminal_report_add_run;
  self->parent.add_file = terminal_report_add_file;
  self->parent.finish = terminal_report_finish;
  self->parent.free = terminal_report_free;

  return &self->parent;
}
