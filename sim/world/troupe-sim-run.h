/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-event-private.h"
#include "base/troupe-world-private.h"

G_BEGIN_DECLS

/* One run of a simulated world: a virtual clock, an event heap, simulated hosts and processes, a network between
 * them, every choice, and the stream of events with its hash. A run is a pure function of what is asked of it and
 * its seed. Nothing here knows actors or scenario files. */
typedef struct _TroupeSimRun TroupeSimRun;
typedef struct _TroupeSimHost TroupeSimHost;
/* One simulated process on a host: a world handle for its loop, alive until it exits or is killed. */
typedef struct _TroupeSimProcess TroupeSimProcess;

typedef void (*TroupeSimFunc)      (gpointer           user_data);
/* Every event of every process, in the order of happening. What is done to the world here happens before anything
 * else. */
typedef void (*TroupeSimEventFunc) (const TroupeEvent *event,
                                    guint64            event_number,
                                    gpointer           user_data);
/* A process has ended and is silent; its `exited` event is out. @code: -1 if a signal ended it. */
typedef void (*TroupeSimExitFunc)  (TroupeSimProcess  *process,
                                    int                code,
                                    int                signal_number,
                                    gpointer           user_data);
/* A process is about to fall silent: its custodian says what it held (`lost` events). */
typedef void (*TroupeSimGiveUpFunc) (TroupeSimProcess *process,
                                     gpointer          user_data);
/* Folds what the event's payload says into the hash of the run. */
typedef guint64 (*TroupeSimHashFunc) (const TroupeEvent *event,
                                      guint64            hash);

TROUPE_AVAILABLE_IN_ALL
TroupeSimRun     *troupe_sim_run_new             (guint64              seed);
TROUPE_AVAILABLE_IN_ALL
void              troupe_sim_run_free            (TroupeSimRun        *self);
TROUPE_AVAILABLE_IN_ALL
guint64           troupe_sim_run_get_time        (TroupeSimRun        *self);   /* ns, virtual */
TROUPE_AVAILABLE_IN_ALL
guint64           troupe_sim_run_get_hash        (TroupeSimRun        *self);
TROUPE_AVAILABLE_IN_ALL
guint64           troupe_sim_run_get_n_events    (TroupeSimRun        *self);
/* What its processes logged, and the texts of their exits: a line each, with the virtual time and the proc's name. */
TROUPE_AVAILABLE_IN_ALL
const char       *troupe_sim_run_get_log         (TroupeSimRun        *self);
TROUPE_AVAILABLE_IN_ALL
void              troupe_sim_run_set_event_func  (TroupeSimRun        *self,
                                                  TroupeSimEventFunc   func,
                                                  gpointer             user_data);
TROUPE_AVAILABLE_IN_ALL
void              troupe_sim_run_set_hash_func   (TroupeSimRun        *self,
                                                  TroupeSimHashFunc    func);
TROUPE_AVAILABLE_IN_ALL
void              troupe_sim_run_set_exit_func   (TroupeSimRun        *self,
                                                  TroupeSimExitFunc    func,
                                                  TroupeSimGiveUpFunc  give_up_func,
                                                  gpointer             user_data);
/* Calls @func at @time_ns (now or later), before any process runs at that time; equal times in the order of asking. */
TROUPE_AVAILABLE_IN_ALL
void              troupe_sim_run_at              (TroupeSimRun        *self,
                                                  guint64              time_ns,
                                                  TroupeSimFunc        func,
                                                  gpointer             user_data);
/* One step: fires what is due now; or lets one task of one process run; or, when no process can run, advances the clock
 * to the next entry of the heap and fires all entries of that time. FALSE: nothing can ever happen again by itself, or
 * the next entry lies after @until_ns (the clock then stands at @until_ns). */
TROUPE_AVAILABLE_IN_ALL
gboolean          troupe_sim_run_step            (TroupeSimRun        *self,
                                                  guint64              until_ns);
/* How many steps of processes there were since the last event, and since the clock went on. */
TROUPE_AVAILABLE_IN_ALL
guint64           troupe_sim_run_get_n_idle_steps (TroupeSimRun       *self);
/* (nullable): that had the turn last */
TROUPE_AVAILABLE_IN_ALL
TroupeSimProcess *troupe_sim_run_get_last_process (TroupeSimRun       *self);
/* Work on a thread is under way. */
TROUPE_AVAILABLE_IN_ALL
gboolean          troupe_sim_run_is_working      (TroupeSimRun        *self);
/* No process can run now, and no bytes are on their way. */
TROUPE_AVAILABLE_IN_ALL
gboolean          troupe_sim_run_is_quiet        (TroupeSimRun        *self);
/* Every random act. 0 is the calm option; n is at least 1, and with n = 1 nothing is drawn. */
TROUPE_AVAILABLE_IN_ALL
guint             troupe_sim_run_choose          (TroupeSimRun        *self,
                                                  const char          *site,
                                                  guint                n);
/* From now on, every choice at @site (NULL: at all sites) is 0, except where an exploration says otherwise. */
TROUPE_AVAILABLE_IN_ALL
void              troupe_sim_run_set_calm        (TroupeSimRun        *self,
                                                  const char          *site);

/* From now on the seed fires fault points: those of @names, NULL-terminated, or, where that is NULL, all. Once. */
TROUPE_AVAILABLE_IN_ALL
void              troupe_sim_run_enable_faults   (TroupeSimRun        *self,
                                                  const char *const   *names);
/* Who goes next, where something else than chance has a say. Of what could go, only what has the highest rank are
 * candidates for chance; with equal ranks, all are. Any of the functions may draw. */
typedef struct
{
  /* (nullable): of a process that can run. NULL: all are equal */
  guint64  (*rank_process) (TroupeSimProcess *process,
                            gpointer          user_data);
  /* Of a task in the run queue of its loop, by its place there. 0: it is held back; whoever says so calls
   * troupe_sim_run_reconsider() once it no longer is. */
  guint64  (*rank_task)    (TroupeSimProcess *process,
                            guint             task,
                            gpointer          user_data);
  /* (nullable): that one is about to go. @is_alone: nothing else could. FALSE: ranks have changed, and are asked for
   * anew, first those of processes. */
  gboolean (*let_go)       (TroupeSimProcess *process,
                            guint             task,
                            gboolean          is_alone,
                            gpointer          user_data);
} TroupeSimSteering;

/* From now on. @steering: (nullable): NULL: nobody has a say any more; else it outlives its use. */
TROUPE_AVAILABLE_IN_ALL
void              troupe_sim_run_steer           (TroupeSimRun            *self,
                                                  const TroupeSimSteering *steering,
                                                  gpointer                 user_data);
/* What was held back is perhaps no longer: it is ranked anew. */
TROUPE_AVAILABLE_IN_ALL
void              troupe_sim_run_reconsider      (TroupeSimRun            *self);

/* `explore exhaustive N`: who goes next follows @prefix (an array of choices) for the first @n_prefix scheduling
 * choices with more than one candidate after the call, then takes 0 up to the N-th, then the seed. What was chosen,
 * and among how many, is recorded. */
typedef struct
{
  guint chosen;
  guint n;
} TroupeSimChoice;

TROUPE_AVAILABLE_IN_ALL
void              troupe_sim_run_explore_prefix  (TroupeSimRun        *self,
                                                  const guint         *prefix,
                                                  guint                n_prefix,
                                                  guint                n_recorded_max);
TROUPE_AVAILABLE_IN_ALL
const TroupeSimChoice *
                  troupe_sim_run_get_choices     (TroupeSimRun        *self,
                                                  guint               *ret_n_choices);

TROUPE_AVAILABLE_IN_ALL
TroupeSimHost    *troupe_sim_run_add_host        (TroupeSimRun        *self,
                                                  const char          *name);
TROUPE_AVAILABLE_IN_ALL
const char       *troupe_sim_host_get_name       (TroupeSimHost       *self);
/* An address on this host that no other process of the run was given: tcp, one 10.x.y.z for each host.
 * (transfer full) */
TROUPE_AVAILABLE_IN_ALL
TroupeAddress    *troupe_sim_host_dup_address    (TroupeSimHost       *self);
/* @proc_id: whose process it is: named in its `status` and `exited` events. Emits status starting, then running. */
TROUPE_AVAILABLE_IN_ALL
TroupeSimProcess *troupe_sim_host_start_process  (TroupeSimHost       *self,
                                                  TroupeProcId        *proc_id);
/* All processes that it has now. */
TROUPE_AVAILABLE_IN_ALL
void              troupe_sim_host_pause          (TroupeSimHost       *self);
TROUPE_AVAILABLE_IN_ALL
void              troupe_sim_host_resume         (TroupeSimHost       *self);
TROUPE_AVAILABLE_IN_ALL
void              troupe_sim_host_inject         (TroupeSimHost       *self,
                                                  const char          *point,
                                                  guint64              n);
/* The power goes off: every process is gone, and who talks to one hears silence. */
TROUPE_AVAILABLE_IN_ALL
void              troupe_sim_host_crash          (TroupeSimHost       *self);
/* The power is back; nothing runs yet, and nothing is known of what was. */
TROUPE_AVAILABLE_IN_ALL
void              troupe_sim_host_restart        (TroupeSimHost       *self);
TROUPE_AVAILABLE_IN_ALL
gboolean          troupe_sim_host_is_up          (TroupeSimHost       *self);
/* The wall clock: how far it is ahead at virtual time 0, and how many parts of 10^9 it gains; negative: behind. */
TROUPE_AVAILABLE_IN_ALL
void              troupe_sim_host_set_clock      (TroupeSimHost       *self,
                                                  gint64               ahead_ns,
                                                  gint64               drift_ppb);
/* It jumps. */
TROUPE_AVAILABLE_IN_ALL
void              troupe_sim_host_skew           (TroupeSimHost       *self,
                                                  gint64               offset_ns);
/* (nullable): whose id that is, dead or alive: how an event func gets hold of a process that is just being started. */
TROUPE_AVAILABLE_IN_ALL
TroupeSimProcess *troupe_sim_run_find_process    (TroupeSimRun        *self,
                                                  const TroupeProcId  *proc_id);
TROUPE_AVAILABLE_IN_ALL
TroupeWorld      *troupe_sim_process_get_world   (TroupeSimProcess    *self);
TROUPE_AVAILABLE_IN_ALL
TroupeProcId     *troupe_sim_process_get_proc_id (TroupeSimProcess    *self);
TROUPE_AVAILABLE_IN_ALL
gboolean          troupe_sim_process_is_alive    (TroupeSimProcess    *self);
/* The proc accepts messages now: emits `status` ready and `ready`. */
TROUPE_AVAILABLE_IN_ALL
void              troupe_sim_process_set_ready   (TroupeSimProcess    *self);
/* SIGKILL and its kin: silent at once, connections break for their peers, nothing is cleaned up. */
TROUPE_AVAILABLE_IN_ALL
void              troupe_sim_process_kill        (TroupeSimProcess    *self,
                                                  int                  signal_number);
/* SIGSTOP and SIGCONT: nothing runs in between; peers are answered, and what they send waits. */
TROUPE_AVAILABLE_IN_ALL
void              troupe_sim_process_pause       (TroupeSimProcess    *self);
TROUPE_AVAILABLE_IN_ALL
void              troupe_sim_process_resume      (TroupeSimProcess    *self);
TROUPE_AVAILABLE_IN_ALL
gboolean          troupe_sim_process_is_paused   (TroupeSimProcess    *self);
/* A fault point (lib/base/troupe-fault.c) fires the next @n times that the process passes it. */
TROUPE_AVAILABLE_IN_ALL
void              troupe_sim_process_inject      (TroupeSimProcess    *self,
                                                  const char          *point,
                                                  guint64              n);
/* As troupe_world_exit() from inside: the current task ends, then the process does. */
TROUPE_AVAILABLE_IN_ALL
void              troupe_sim_process_exit        (TroupeSimProcess    *self,
                                                  int                  code);

G_END_DECLS
