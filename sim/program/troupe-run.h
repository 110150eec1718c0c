/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "executor/troupe-sim-result-private.h"
#include "program/troupe-suite.h"

G_BEGIN_DECLS

/* With --prove every run is executed in two lanes: by a worker as it is, and by one whose surroundings differ. */
#define TROUPE_N_LANES_MAX 2

/* How the process of a run ended. */
typedef enum
{
  TROUPE_OUTCOME_FINISHED,  /* with a result */
  TROUPE_OUTCOME_SIGNALLED, /* code: the signal */
  TROUPE_OUTCOME_EXITED,    /* code: its exit code */
} TroupeOutcomeKind;

/* What one process made of a run. */
typedef struct
{
  TroupeOutcomeKind  kind;
  int                code;
  int                trapped_call; /* that the seal refused: see troupe-seal.h; -1: none */
  guint64            address;      /* of the fault, where a signal names one */
  int                seal_errno;   /* why the run was not sealed although it was asked for; else 0 */
  guint64            wall_ns;
  TroupeSimResult   *result;       /* (nullable): NULL unless FINISHED */
  char              *log;          /* (nullable): events, one a line, where they were asked for */
  char              *text;         /* (nullable): of a run without a result: what it printed; a stack last */
} TroupeOutcome;

/* How much of the event log a worker sends. */
typedef enum
{
  TROUPE_RUN_LOG_NONE,
  TROUPE_RUN_LOG_TAIL,  /* the last TROUPE_RUN_LOG_TAIL_LINES lines */
  TROUPE_RUN_LOG_WHOLE,
} TroupeRunLog;

#define TROUPE_RUN_LOG_TAIL_LINES 12

/* One run: what is to be done, and what came of it. */
typedef struct
{
  guint64        number;    /* its place in the plan, from 0: results are told in this order */
  guint          file;      /* index in the suite */
  guint          variant;   /* index in the file's variants */
  guint64        seed;
  guint          order;
  GArray        *prefix;    /* (nullable) (element-type guint): the choices that make the order */
  gboolean       is_hidden; /* run only to find the orders after it; told to no one */
  TroupeRunLog   log;

  guint          n_waiting; /* lanes that have not answered */
  TroupeOutcome *outcomes[TROUPE_N_LANES_MAX]; /* (nullable) (owned) */

  /* After troupe_run_judge(). */
  gboolean       held;      /* it passed, or failed just as its file says it must */
  GPtrArray     *failures;  /* (element-type TroupeSimFailure): all, the program's own first */
} TroupeRun;

TroupeRun             *troupe_run_new         (guint                  file,
                                               guint                  variant,
                                               guint64                seed);
/* The same task, with its number, without what came of it. (transfer full) */
TroupeRun             *troupe_run_copy_task   (const TroupeRun       *self);
void                   troupe_run_free        (TroupeRun             *self);
/* The result of the first lane that has one. (nullable) */
const TroupeSimResult *troupe_run_get_result  (const TroupeRun       *self);
guint64                troupe_run_get_wall_ns (const TroupeRun       *self);
/* Adds what only the program can see - a crash, a breach of the seal, lanes that differ - and decides. */
void                   troupe_run_judge       (TroupeRun             *self,
                                               const TroupeSuiteFile *file);
/* Is @failure what the file, a canary, says must fail? */
gboolean               troupe_failure_is_awaited (const TroupeSimFailure *self,
                                                  const TroupeSuiteFile  *file);

TroupeOutcome         *troupe_outcome_new     (void);
void                   troupe_outcome_free    (TroupeOutcome         *self);

TroupeSimFailure      *troupe_failure_copy    (const TroupeSimFailure *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeRun, troupe_run_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeOutcome, troupe_outcome_free)

G_END_DECLS
