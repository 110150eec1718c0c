/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "world/troupe-sim-run.h"

G_BEGIN_DECLS

/* Which fault points the seed may fire. */
typedef struct
{
  gboolean    is_on;
  GHashTable *names;  /* (element-type utf8) (nullable): a set; NULL: all */
  GHashTable *points; /* (element-type utf8 SeededPoint) (nullable): those that were passed; never iterated */
} TroupeSimFaults;

/* How often a point is still to fire in one process because a step asked for it. */
typedef struct
{
  const char *point; /* (not owned): of the table of points */
  guint64     n;
} TroupeSimInjection;

void     troupe_sim_faults_clear        (TroupeSimFaults  *self);
/* @process passes @point: does it happen now? */
gboolean troupe_sim_process_choose_fault (TroupeSimProcess *process,
                                          const char       *point);

G_END_DECLS
