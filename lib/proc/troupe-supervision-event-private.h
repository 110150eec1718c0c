/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-ref-count-private.h"
#include "message/troupe-peer-private.h"
#include "message/troupe-recycler-private.h"
#include "proc/troupe-supervision-event.h"

G_BEGIN_DECLS

struct _TroupeSupervisionEvent
{
  TroupeRefCount          n_refs;        /* all who hold it within its loop have one together */
  guint                   n_held;        /* within its loop, without atomics */
  TroupePeer             *peer;          /* (owned) (nullable): of `actor`, as long as n_held is not 0 for the first
                                          * time: so nobody counts references to the id */
  TroupeRecycler         *recycler;      /* (not owned) (nullable): where the block goes back to as long as there is a
                                          * peer; NULL if it is from the heap */
  TroupeActorId          *actor;         /* the origin: which actor ended; (owned) where there is no peer */
  char                   *display_name;  /* (owned) (nullable): its name for people */
  TroupeActorStatus       status;        /* stopped or failed */
  TroupeSupervisionEvent *cause;         /* (owned) (nullable): what the actor failed to handle */
  gint64                  wall_clock_ns; /* when */
  char                    text[];        /* why; empty if nobody said */
};

/* Within its loop an event is held and released, without atomics; only who takes it elsewhere counts references. All
 * who hold it have one reference together, so an event never goes while somebody holds it.
 *
 * The answer is held once. @recycler: (nullable): of events, of the loop. @display_name: (nullable) (transfer full):
 * for people. @prefix: (nullable): stands before @text. @text: (nullable). @cause: (nullable) (transfer none): the
 * event that @actor failed to handle. */
TroupeSupervisionEvent *troupe_supervision_event_new (TroupeRecycler         *recycler,
                                                      TroupePeer             *actor,
                                                      char                   *display_name,
                                                      TroupeActorStatus       status,
                                                      const char             *prefix,
                                                      const char             *text,
                                                      TroupeSupervisionEvent *cause,
                                                      gint64                  wall_clock_ns);
/* Nobody holds it within the loop any more. */
void                    troupe_supervision_event_leave_loop (TroupeSupervisionEvent *self);

/* Answers @self. */
static inline TroupeSupervisionEvent *
troupe_supervision_event_hold (TroupeSupervisionEvent *self)
{
  if (self->n_held++ == 0)
    troupe_ref_count_inc (&self->n_refs);

  return self;
}

static inline void
troupe_supervision_event_release (TroupeSupervisionEvent *self)
{
  g_assert (self->n_held > 0);

  if (--self->n_held == 0)
    troupe_supervision_event_leave_loop (self);
}

G_END_DECLS
