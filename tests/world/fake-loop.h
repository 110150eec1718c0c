/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "world/troupe-sim-run.h"

G_BEGIN_DECLS

typedef void (*FakeTask) (gpointer user_data);

/* The smallest loop that a process can have: a queue of functions. */
typedef struct
{
  TroupeSimProcess *process;
  TroupeWorld      *world;        /* (owned) */
  GQueue            tasks;        /* FakeTask and its data, in turn */
  guint             n_dispatches;
} FakeLoop;

/* Starts a process called @name on @host, with this loop. */
FakeLoop    *fake_loop_new     (TroupeSimHost *host,
                                const char    *name);
void         fake_loop_free    (FakeLoop      *self);
void         fake_loop_post    (FakeLoop      *self,
                                FakeTask       task,
                                gpointer       user_data);
/* Emits an event that says @number. */
void         fake_loop_emit    (FakeLoop      *self,
                                guint64        number);
/* Steps until nothing can happen any more. */
void         fake_loop_run     (TroupeSimRun  *run);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeLoop, fake_loop_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeSimRun, troupe_sim_run_free)

G_END_DECLS
