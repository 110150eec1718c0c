/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "program/troupe-tally.h"

G_BEGIN_DECLS

/* How the program's call as a whole went. */
typedef struct
{
  guint       n_files;          /* of the suite */
  guint       n_files_run;
  guint       n_files_failed;
  guint       n_files_skipped;
  guint64     n_runs;           /* told so far */
  guint64     n_runs_planned;   /* as far as is known */
  guint64     n_failed;         /* runs that did not hold */
  guint64     n_events;
  guint64     elapsed_ns;
  gboolean    is_proven;
  guint64     n_mismatches;     /* runs that two processes saw differently */
  gboolean    is_interrupted;
  const char *unsealed_reason;  /* (nullable): why runs were not sealed although it was asked for */
} TroupeSummary;

typedef struct _TroupeReport TroupeReport;

/* Who tells the user. Runs come in the order of the plan, files after their last run, skipped ones too. */
struct _TroupeReport
{
  gboolean is_verbose;

  void (*begin)     (TroupeReport          *self,
                     const TroupeSummary   *summary);
  void (*add_run)   (TroupeReport          *self,
                     const TroupeSuiteFile *file,
                     const TroupeRun       *run,
                     const TroupeSummary   *summary);
  void (*add_file)  (TroupeReport          *self,
                     const TroupeTally     *tally,
                     const TroupeSummary   *summary);
  void (*finish)    (TroupeReport          *self,
                     const TroupeSummary   *summary);
  void (*free)      (TroupeReport          *self);
};

TroupeReport *troupe_report_tap_new      (void);
TroupeReport *troupe_report_json_new     (void);
TroupeReport *troupe_report_terminal_new (void);

G_END_DECLS
