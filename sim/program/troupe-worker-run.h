/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "program/troupe-run-note.h"
#include "program/troupe-worker.h"

G_BEGIN_DECLS

/* CPU time of one run, unless told otherwise: far more than a run takes, far less than a day. */
#define TROUPE_WORKER_RUN_CPU_LIMIT_S 300

/* What the processes of a worker's runs share with it. Each run writes into the same files from their start, since
 * one runs at a time. */
typedef struct
{
  gboolean       is_sealed;
  guint          cpu_limit_s;
  int            result_fd; /* a file in memory: the result, then the log */
  int            text_fd;   /* a file in memory: the standard output and error of the run */
  TroupeRunNote *note;      /* a shared page */
} TroupeWorkerRun;

/* Once, before the first run. FALSE: see errno. */
gboolean troupe_worker_run_prepare (TroupeWorkerRun           *self);
/* Before each run. */
void     troupe_worker_run_reset   (TroupeWorkerRun           *self);
/* In the process of the run: its whole life. */
void     troupe_worker_run_execute (TroupeWorkerRun           *self,
                                    const TroupeScenario      *scenario,
                                    const TroupeWorkerRequest *request,
                                    const guint               *prefix) G_GNUC_NORETURN;

G_END_DECLS
