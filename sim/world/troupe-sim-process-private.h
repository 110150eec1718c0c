/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-status.h"
#include "world/troupe-sim-heap-private.h"
#include "world/troupe-sim-run.h"

G_BEGIN_DECLS

/*   alive --- exit ---> exiting --- end of the task ---> ending ---> dead
 *     |                    |                               ^
 *     +-------- kill ------+-------------------------------+
 *
 * exiting: what it writes is discarded, and it takes no new task.
 * ending: its custodian says what it held; the rest of the world has seen it end.
 * dead: nothing that it asks for is done, nothing that happens is told to it. */
typedef enum
{
  TROUPE_SIM_PROCESS_ALIVE,
  TROUPE_SIM_PROCESS_EXITING,
  TROUPE_SIM_PROCESS_ENDING,
  TROUPE_SIM_PROCESS_DEAD,
} TroupeSimProcessState;

/* Work of run_in_thread(): in the run's queue until its time is over, then in its process's until that runs. That of a
 * dead process stays there to the end of the run: nothing runs in its name before. */
typedef struct
{
  GList                link; /* in one of the two; its data is this */
  TroupeSimProcess    *process;
  TroupeWorldWork      work;
  gpointer             data;
  TroupeWorldWorkDone  done;
  gpointer             user_data;
  GDestroyNotify       destroy; /* (nullable): frees user_data where done is not called */
} TroupeSimWork;

/* What is to happen to the next bytes for some process: exactly one of the three. */
typedef struct
{
  TroupeSimProcess *to;
  gboolean          is_loss;
  guint64           delay_ns; /* or 0 */
  guint8            hold;     /* who holds them back, or 0 */
} TroupeSimDisturbance;

struct _TroupeSimProcess
{
  TroupeSimRun          *run;
  TroupeSimHost         *host;
  TroupeProcId          *proc_id;        /* (owned) */
  TroupeWorld           *world;          /* (owned): the loop's handle; it forgets us before we go */
  TroupeSimProcessState  state;
  int                    exit_code;      /* from exiting on, unless a signal ends it */

  gboolean               is_paused;      /* it is in no ring, whatever it has to do */
  gboolean               is_queued;      /* it is in the scheduler's ring */
  gboolean               is_dispatching; /* one of its tasks runs */
  gboolean               has_task;       /* its loop asked for a dispatch */
  gboolean               is_held;        /* all tasks of its loop were held back when it last had the turn */
  GQueue                 done_works;     /* (element-type TroupeSimWork) (owned): each is a task */

  /* One timer, set often, fired seldom: it has one entry in the heap, which is replaced only by an earlier one. */
  guint64                timer_ns;       /* when to wake, or NEVER */
  guint64                entry_ns;       /* time of the heap entry; at most timer_ns; NEVER if there is none */
  guint64                entry_sequence; /* of the heap entry: an entry with another one is stale */

  GArray                *disturbances;   /* (element-type TroupeSimDisturbance) (nullable): oldest first */
  GArray                *injections;     /* (element-type TroupeSimInjection) (nullable): what is still to fire */
  GList                  link;           /* in its host's list until it ends; its data is this */
  guint8                 marks;          /* 0 but while a reset looks for its connections */
  GQueue                 streams;        /* (element-type TroupeSimStream) (not owned): open ones, oldest first */
  GQueue                 listeners;      /* (element-type TroupeSimListener) (not owned): open ones, oldest first */
};

/* None of them is done. */
void              troupe_sim_works_clear           (GQueue               *works);

TroupeSimProcess *troupe_sim_process_new           (TroupeSimHost        *host,
                                                    TroupeProcId         *proc_id);
void              troupe_sim_process_free          (TroupeSimProcess     *self);
/* Emits its first events. */
void              troupe_sim_process_start         (TroupeSimProcess     *self);
/* It was taken out of the ring: lets one task run. */
void              troupe_sim_process_run           (TroupeSimProcess     *self);
void              troupe_sim_process_wake          (TroupeSimProcess     *self);
void              troupe_sim_process_wake_at       (TroupeSimProcess     *self,
                                                    guint64               time_ns);
/* Is @entry, a timer's, at the top of the heap, still meant? */
gboolean          troupe_sim_process_expects_timer (TroupeSimProcess     *self,
                                                    const TroupeSimEntry *entry);
/* @entry was not meant, and was dropped. */
void              troupe_sim_process_renew_timer   (TroupeSimProcess     *self,
                                                    const TroupeSimEntry *entry);
void              troupe_sim_process_fire_timer    (TroupeSimProcess     *self);
void              troupe_sim_process_start_work    (TroupeSimProcess     *self,
                                                    const TroupeSimWork  *work,
                                                    guint64               duration_ns);
/* As troupe_sim_process_exit(), but even outside a task it ends only at its next turn. */
void              troupe_sim_process_request_exit  (TroupeSimProcess     *self,
                                                    int                   code);

/* Takes out what is to happen to bytes that it sends to @to now; FALSE: nothing. */
gboolean          troupe_sim_process_take_disturbance (TroupeSimProcess     *self,
                                                       TroupeSimProcess     *to,
                                                       TroupeSimDisturbance *ret_disturbance);
/* The power goes off: it ends, and nobody hears of it but the run. */
void              troupe_sim_process_cut_off       (TroupeSimProcess     *self);

/* Things happen to it. */
static inline gboolean
troupe_sim_process_listens (const TroupeSimProcess *self)
{
  return self->state <= TROUPE_SIM_PROCESS_EXITING;
}

G_END_DECLS
