/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "proc/troupe-supervision-event.h"

G_BEGIN_DECLS

/* @display_name: (nullable) (transfer full): for people. @prefix: (nullable): stands before @text. @text: (nullable). @cause: (nullable) (transfer none): the event that @actor
 * failed to handle. */
TroupeSupervisionEvent *troupe_supervision_event_new (TroupeActorId          *actor,
                                                      char                   *display_name,
                                                      TroupeActorStatus       status,
                                                      const char             *prefix,
                                                      const char             *text,
                                                      TroupeSupervisionEvent *cause,
                                                      gint64                  wall_clock_ns);

G_END_DECLS
