/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "executor/troupe-agenda.h"
#include "executor/troupe-ask.h"
#include "executor/troupe-claims.h"
#include "executor/troupe-event-log.h"
#include "executor/troupe-pin.h"
#include "executor/troupe-place.h"
#include "executor/troupe-priorities.h"
#include "executor/troupe-settle.h"
#include "executor/troupe-sim-result-private.h"
#include "monitor/troupe-monitor.h"
#include "scenario/troupe-scenario.h"
#include "world/troupe-sim-run.h"

G_BEGIN_DECLS

typedef struct _TroupeTimeline TroupeTimeline;
typedef struct _TroupeActions TroupeActions;

/*   SETTING_UP --(all is ready and settled: time 0)--> RUNNING --(held, or violated)--> OVER
 *        |                                                                              ^
 *        +-------------------------------(violated, or never ready)--------------------+ */
typedef enum
{
  TROUPE_PHASE_SETTING_UP,
  TROUPE_PHASE_RUNNING,
  TROUPE_PHASE_OVER,
} TroupePhase;

/* One run of a scenario: the parts that its files look after. */
typedef struct
{
  const TroupeScenario *scenario;    /* (not owned) */
  TroupeSimRun         *run;         /* (owned) */
  TroupePlaceTable     *places;      /* (owned) */
  TroupeAgenda         *agenda;      /* (owned) */
  TroupeTimeline       *timeline;    /* (owned): the steps */
  TroupeActions        *actions;     /* (owned): what steps do */
  TroupeAsks           *asks;        /* (owned): of steps that wait for an answer */
  TroupePins           *pins;        /* (owned): choices that the file keeps */
  TroupePriorities     *priorities;  /* (owned) (nullable): of `explore pct`, from time 0 on */
  TroupeClaims         *claims;      /* (owned) */
  TroupeSettle         *settle;      /* (owned) */
  TroupeEventLog       *log;         /* (owned) */
  GPtrArray            *monitors;    /* (element-type TroupeMonitor): in the order of troupe_monitor_list() */
  TroupeSimResult      *result;      /* (owned) */
  guint64               n_events_max; /* one more fails the run */
  TroupePhase           phase;
  guint64               zero_ns;     /* the virtual time that the file calls 0 */
  gboolean              has_settled; /* since the last step fired, and nothing more is to fire at a known time */
} TroupeExecutor;

/* ---- troupe-watch.c ---- */

/* Virtual time since time 0; while setting up, 0. */
guint64         troupe_executor_get_time           (TroupeExecutor          *self);
/* Makes the run tell us of every event and every end of a process. */
void            troupe_executor_watch              (TroupeExecutor          *self);
/* What the tear-down does is no event. */
void            troupe_executor_unwatch            (TroupeExecutor          *self);
/* No foreground work is left, and no process can run. */
gboolean        troupe_executor_is_settled         (TroupeExecutor          *self);

/* ---- troupe-verdict.c ---- */

/* The run is over, and nothing was violated on the way: what can be decided only now. @settled: it settled first */
void            troupe_executor_decide             (TroupeExecutor          *self,
                                                    gboolean                 settled);
/* What `fails` makes of the failures, and the numbers of the run. */
void            troupe_executor_conclude           (TroupeExecutor          *self);
/* Makes each monitor's violation a failure. */
void            troupe_executor_collect_violations (TroupeExecutor          *self);
/* The run went past `limit KEY=...`, or past what is the limit without one. */
void            troupe_executor_fail_limit         (TroupeExecutor          *self,
                                                    const char              *text);

/* ---- troupe-setup.c ---- */

/* Everything that the file declares, and the driver. What cannot be set up fails the run. */
void            troupe_executor_set_up             (TroupeExecutor          *self);
/* One thing that a `spawn` step declares, if it is not there already. */
void            troupe_executor_spawn              (TroupeExecutor          *self,
                                                    const TroupePlace       *place);

/* A proc that has ended, or was never there, starts with the actors and clients that the file declares in it. */
void            troupe_executor_restart_proc       (TroupeExecutor          *self,
                                                    const TroupePlace       *place);

/* ---- troupe-route.c ---- */

/* `via` of a proc is no knob. */
gboolean        troupe_argument_is_via             (const TroupeArgument    *argument);
/* A proc has started: tells all routers by way of whom to send. */
void            troupe_executor_lay_routes         (TroupeExecutor          *self);

/* ---- troupe-steering.c ---- */

/* Time 0: from now on `explore pct` and `first` have a say in who goes next. */
void            troupe_executor_steer              (TroupeExecutor          *self);

/* ---- troupe-machine-action.c ---- */

/* `set faults` is no knob. */
gboolean        troupe_setting_is_faults           (const TroupeSetting     *setting);
/* Time 0: the seed fires the fault points that `set faults` names, if it stands in the file. */
void            troupe_executor_enable_faults      (TroupeExecutor          *self);
/* `pause`, `resume`, `crash`, `restart`, `skew`, `inject`, of one host or proc. */
void            troupe_executor_act_on_machine     (TroupeExecutor          *self,
                                                    const TroupeAction      *action,
                                                    const TroupePlace       *place);

/* ---- troupe-network-action.c ---- */

/* A `link`, as a declaration or in a step. */
void            troupe_executor_link               (TroupeExecutor            *self,
                                                    const TroupeLinkStatement *statement);
/* `link`, `partition`, `heal`, `reset`. @targets, @others: (nullable): the places of the two sides */
void            troupe_executor_act_on_network     (TroupeExecutor          *self,
                                                    const TroupeAction      *action,
                                                    GPtrArray               *targets,
                                                    GPtrArray               *others);

/* ---- troupe-step.c ---- */

TroupeTimeline *troupe_timeline_new                (TroupeExecutor          *executor);
void            troupe_timeline_free               (TroupeTimeline          *self);
/* Time 0: puts every step that has a time on the agenda. */
void            troupe_timeline_start              (TroupeTimeline          *self);
/* What `when` and `whenever` ask for happens before this returns, or, if the event is itself part of such an action,
 * right after that one. */
void            troupe_timeline_observe            (TroupeTimeline          *self,
                                                    const TroupeEvent       *event);
/* Something is still to happen at a known time. */
gboolean        troupe_timeline_is_pending         (TroupeTimeline          *self);
/* Some `every` has no end. */
gboolean        troupe_timeline_is_endless         (TroupeTimeline          *self);
/* When a step that has an end fired last; 0: none has. */
guint64         troupe_timeline_get_last_ns        (TroupeTimeline          *self);
/* @step is `repeat`ing: it counts as going on until as many end as began. */
void            troupe_timeline_begin              (TroupeTimeline          *self,
                                                    const TroupeStep        *step);
void            troupe_timeline_end                (TroupeTimeline          *self,
                                                    const TroupeStep        *step);

/* ---- troupe-action.c ---- */

TroupeActions  *troupe_actions_new                 (TroupeExecutor          *executor);
void            troupe_actions_free                (TroupeActions           *self);
/* @emitter: (nullable): the proc that is in the middle of emitting the event that asks for this */
void            troupe_actions_perform             (TroupeActions           *self,
                                                    const TroupeStep        *step,
                                                    const TroupeAction      *action,
                                                    const TroupeProcId      *emitter);
/* Between two steps of the world: does what could not be done from within its actor's own emission. Returns: was there
 * anything? */
gboolean        troupe_actions_flush               (TroupeActions           *self);
/* The driver asks that place about itself; it counts as an open ask. */
void            troupe_actions_query               (TroupeActions           *self,
                                                    const TroupePlace       *place);
/* Kills it, or lets it exit, as @action says; a dead one stays as it is. */
void            troupe_incarnation_end             (TroupeIncarnation       *self,
                                                    const TroupeAction      *action);

G_END_DECLS
