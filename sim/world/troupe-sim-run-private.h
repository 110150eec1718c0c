/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "world/troupe-sim-choose-private.h"
#include "world/troupe-sim-heap-private.h"
#include "world/troupe-sim-inject-private.h"
#include "world/troupe-sim-network-private.h"
#include "world/troupe-sim-run.h"
#include "world/troupe-sim-scheduler-private.h"

G_BEGIN_DECLS

struct _TroupeSimRun
{
  guint64              seed;
  guint64              time_ns;       /* virtual, never goes back */
  guint64              last_sequence; /* of heap entries; the first is 1 */
  TroupeSimHeap        heap;
  TroupeSimChooser     chooser;
  TroupeSimScheduler   scheduler;
  TroupeSimNetwork     network;
  TroupeSimFaults      faults;

  GPtrArray           *hosts;         /* (element-type TroupeSimHost) (owned): in the order of adding */
  GPtrArray           *processes;     /* (element-type TroupeSimProcess) (owned): by start, the dead too */
  GHashTable          *process_ids;   /* (element-type TroupeProcId TroupeSimProcess): never iterated */
  GQueue               works;         /* of run_in_thread() (element-type TroupeSimWork) (owned): not done yet */
  GString             *log;           /* what processes logged, and why they exited */

  guint64              n_events;      /* the number of the last one */
  guint64              n_idle_steps;  /* of processes, since the last event and since the clock went on */
  TroupeSimProcess    *last_process;  /* (nullable) (not owned): that had the turn last */
  guint64              hash;          /* of all events so far */
  TroupeSimHashFunc    hash_func;     /* (nullable) */
  TroupeSimEventFunc   event_func;    /* (nullable) */
  gpointer             event_data;
  TroupeSimExitFunc    exit_func;     /* (nullable) */
  TroupeSimGiveUpFunc  give_up_func;  /* (nullable) */
  gpointer             exit_data;
  const TroupeSimSteering *steering;  /* (nullable): who else than chance says who goes next */
  gpointer             steering_data;
};

/* The place of a heap entry among those of its time. */
static inline guint64
troupe_sim_run_next_sequence (TroupeSimRun *self)
{
  return ++self->last_sequence;
}

/* An entry whose sequence was taken before. @time_ns is not in the past. */
void    troupe_sim_run_schedule_as (TroupeSimRun      *self,
                                    guint64            time_ns,
                                    guint64            sequence,
                                    TroupeSimFunc      func,
                                    gpointer           data);
/* Returns the entry's sequence. */
guint64 troupe_sim_run_schedule    (TroupeSimRun      *self,
                                    guint64            time_ns,
                                    TroupeSimFunc      func,
                                    gpointer           data);
/* Numbers, hashes and hands on one event, whose time is filled in. */
void    troupe_sim_run_emit        (TroupeSimRun      *self,
                                    const TroupeEvent *event);
/* Which of those in the ring runs next; there is one. */
guint   troupe_sim_run_choose_process (TroupeSimRun    *self);
/* Which of the @n tasks of that process goes next; @n: none for now. */
guint   troupe_sim_run_choose_task (TroupeSimRun       *self,
                                    TroupeSimProcess   *process,
                                    guint               n);
void    troupe_sim_run_log         (TroupeSimRun      *self,
                                    const char        *who,
                                    const char        *text);

G_END_DECLS
