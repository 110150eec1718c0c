/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "proc/troupe-cell-private.h"

G_BEGIN_DECLS

/* The end of a proc, under way or reached.
 *
 *   DRAINING ---- all but the coordinator's subtree have ended ----> LAST ---- none is left ----> FLUSHING --> DONE
 *      | deadline                                                     | deadline                    (or its bound)
 *      +-> stragglers are aborted                                     +-> it is aborted
 */
typedef enum
{
  TROUPE_DESTROY_DRAINING,
  TROUPE_DESTROY_LAST,
  TROUPE_DESTROY_FLUSHING,
  TROUPE_DESTROY_DONE,
} TroupeDestroyPhase;

struct _TroupeDestroy
{
  TroupeProc              *proc;        /* (not owned): whose end it is; it owns us */
  TroupeDestroyPhase       phase;
  char                    *text;        /* (owned) (nullable): why */
  guint64                  timeout_ns;  /* of DRAINING, and of LAST */
  TroupeTimer              deadline;    /* of the present phase */
  TroupeTask               task;        /* tells of the end */
  GPtrArray               *stopped;     /* (element-type TroupeActorId): ended by themselves, in that order */
  GPtrArray               *aborted;     /* (element-type TroupeActorId): by us, in the order of creation */
  TroupeProcDestroyedFunc  func;        /* (nullable): NULL once it was called */
  gpointer                 user_data;
  GDestroyNotify           destroy;     /* (nullable): of user_data */
};

void     troupe_destroy_free        (TroupeDestroy       *self);
/* An actor of the proc has ended. */
void     troupe_destroy_actor_ended (TroupeDestroy       *self,
                                     TroupeCell          *cell);
/* A peer has accepted something, or a connection has ended. */
void     troupe_destroy_check_flush (TroupeDestroy       *self);
/* Did we abort that actor? Then its failure is told by our answer. */
gboolean troupe_destroy_has_aborted (const TroupeDestroy *self,
                                     const TroupeActorId *actor);

G_END_DECLS
