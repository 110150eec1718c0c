/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "program/troupe-run.h"

G_BEGIN_DECLS

/* Failures that are the same but for the seed: one is shown, all are counted. */
typedef struct
{
  TroupeSimFailure *failure;     /* the first one (owned) */
  TroupeRun        *run;         /* (nullable) (owned): the task of its run; NULL: the file failed, not a run of it */
  guint64           n_runs;      /* that failed like it */
  guint64           n_events;    /* of its run */
  char             *output;      /* (nullable): what its process wrote at its end: a stack */
  char             *history;     /* (nullable): the last events before it, or how two processes differ */
} TroupeTallyEntry;

/* What one file came to. */
typedef struct
{
  const TroupeSuiteFile *file;       /* (not owned) */
  guint64                n_runs;
  guint64                n_failed;   /* runs that did not hold */
  guint64                n_events;
  guint64                wall_ns;    /* of all runs together */
  guint64                sometimes;  /* bit i: the i-th `sometimes` was met in some run */
  guint64                armed;      /* bit i: the i-th monitor was armed in some run */
  guint64                kept;       /* bit i: what the i-th kept choice is about happened in some run */
  gboolean               was_cut;    /* orders of a seed were left out */
  gboolean               is_partial; /* it was interrupted, or only some of its seeds were asked for */
  GPtrArray             *failures;   /* (element-type TroupeTallyEntry): by first appearance */
  GPtrArray             *awaited;    /* (element-type TroupeTallyEntry): how a canary failed as it must */
} TroupeTally;

TroupeTally *troupe_tally_new    (const TroupeSuiteFile *file);
void         troupe_tally_free   (TroupeTally           *self);
/* One judged run. */
void         troupe_tally_add    (TroupeTally           *self,
                                  const TroupeRun       *run);
/* All runs are in: what must be true of the file as a whole. */
void         troupe_tally_finish (TroupeTally           *self);
gboolean     troupe_tally_held   (const TroupeTally     *self);

G_END_DECLS
