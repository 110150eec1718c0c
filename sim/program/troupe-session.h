/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "program/troupe-plan.h"
#include "program/troupe-report.h"
#include "program/troupe-worker-pool.h"

G_BEGIN_DECLS

/* Runs a suite as a plan says, and tells a report.
 *
 *   plan --> pool of workers --> in any order --> back in plan order --> judge --> tally, report
 *     ^                                                    |
 *     +-------------- further orders ----------------------+
 */
typedef enum
{
  TROUPE_SESSION_HELD,
  TROUPE_SESSION_FAILED,  /* a run or a file failed */
  TROUPE_SESSION_BROKEN,  /* see the error: the machine could not run it */
} TroupeSessionEnd;

/* @is_partial: only some of the files' seeds were asked for, so that claims about all of them are not judged */
TroupeSessionEnd troupe_session_run (const TroupeSuite              *suite,
                                     TroupePlan                     *plan,
                                     TroupeWorkerPool               *pool,
                                     TroupeReport                   *report,
                                     const TroupeWorkerPoolOptions  *options,
                                     gboolean                        is_partial,
                                     GError                        **error);

G_END_DECLS
