/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-peer-private.h"
#include "message/troupe-recycler-private.h"
#include "proc/troupe-supervision-event.h"

G_BEGIN_DECLS

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
/* Answers @self. */
TroupeSupervisionEvent *troupe_supervision_event_hold (TroupeSupervisionEvent *self);
void                    troupe_supervision_event_release (TroupeSupervisionEvent *self);

G_END_DECLS
