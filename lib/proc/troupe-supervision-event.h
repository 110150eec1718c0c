/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe.h> can be included directly."
#endif

#include "base/troupe-id.h"
#include "base/troupe-status.h"

G_BEGIN_DECLS

/**
 * TroupeSupervisionEvent:
 *
 * An actor ended: which one, how, why, and what caused it. Immutable, counted.
 */
typedef struct _TroupeSupervisionEvent TroupeSupervisionEvent;

#define TROUPE_TYPE_SUPERVISION_EVENT (troupe_supervision_event_get_type ())

TROUPE_AVAILABLE_IN_ALL
GType                   troupe_supervision_event_get_type      (void);
TROUPE_AVAILABLE_IN_ALL
TroupeSupervisionEvent *troupe_supervision_event_ref           (TroupeSupervisionEvent       *self);
TROUPE_AVAILABLE_IN_ALL
void                    troupe_supervision_event_unref         (TroupeSupervisionEvent       *self);
TROUPE_AVAILABLE_IN_ALL
TroupeActorId          *troupe_supervision_event_get_actor     (const TroupeSupervisionEvent *self);
TROUPE_AVAILABLE_IN_ALL
TroupeActorStatus       troupe_supervision_event_get_status    (const TroupeSupervisionEvent *self);
TROUPE_AVAILABLE_IN_ALL
const char             *troupe_supervision_event_get_text      (const TroupeSupervisionEvent *self);
TROUPE_AVAILABLE_IN_ALL
TroupeSupervisionEvent *troupe_supervision_event_get_cause     (const TroupeSupervisionEvent *self);
TROUPE_AVAILABLE_IN_ALL
gint64                  troupe_supervision_event_get_wall_clock (const TroupeSupervisionEvent *self);
TROUPE_AVAILABLE_IN_ALL
gboolean                troupe_supervision_event_is_failure    (const TroupeSupervisionEvent *self);
TROUPE_AVAILABLE_IN_ALL
const char             *troupe_supervision_event_get_display_name (const TroupeSupervisionEvent *self);
TROUPE_AVAILABLE_IN_ALL
TroupeSupervisionEvent *troupe_supervision_event_get_root_cause (TroupeSupervisionEvent      *self);
TROUPE_AVAILABLE_IN_ALL
char                   *troupe_supervision_event_to_string     (const TroupeSupervisionEvent *self);
TROUPE_AVAILABLE_IN_ALL
char                   *troupe_supervision_event_to_report     (const TroupeSupervisionEvent *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeSupervisionEvent, troupe_supervision_event_unref)

G_END_DECLS
