/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "program/troupe-run.h"

G_BEGIN_DECLS

/* Some workers in each of one or two lanes. Every run is executed once in each lane. Single-threaded: what
 * workers answer is read while the pool waits. */
typedef struct _TroupeWorkerPool TroupeWorkerPool;

typedef struct
{
  char              **paths;       /* (not owned): the files of the suite, in its order */
  const char *const  *folders;     /* (not owned): where to look for modules before the folder of a file */
  guint               n_jobs;      /* processes that run at a time */
  gboolean            is_proven;   /* two lanes */
  gboolean            is_sealed;
  guint               cpu_limit_s; /* of a run */
} TroupeWorkerPoolOptions;

TroupeWorkerPool *troupe_worker_pool_new      (const TroupeWorkerPoolOptions  *options,
                                               GError                        **error);
/* Ends the workers, and what they run. */
void              troupe_worker_pool_free     (TroupeWorkerPool               *self);
/* Every lane has a worker that would begin a run soon. */
gboolean          troupe_worker_pool_has_room (TroupeWorkerPool               *self);
/* (transfer full) @run: comes back from troupe_worker_pool_take() */
gboolean          troupe_worker_pool_submit   (TroupeWorkerPool               *self,
                                               TroupeRun                      *run,
                                               GError                        **error);
/* Waits for the next run that all lanes have answered, in any order. (transfer full) (nullable): NULL without an error:
 * nothing was submitted, or an interrupt was asked for */
TroupeRun        *troupe_worker_pool_take     (TroupeWorkerPool               *self,
                                               GError                        **error);
/* Executes the task of @run again, in one lane, and waits for it. (transfer full) (nullable): NULL: an error, or an
 * interrupt */
TroupeOutcome    *troupe_worker_pool_repeat   (TroupeWorkerPool               *self,
                                               const TroupeRun                *run,
                                               guint                           lane,
                                               TroupeRunLog                    log,
                                               GError                        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeWorkerPool, troupe_worker_pool_free)

G_END_DECLS
