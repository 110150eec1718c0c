/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "executor/troupe-place.h"

G_BEGIN_DECLS

/* The lines of a run's events. Until it is known which time the file calls 0, they wait. */
typedef struct _TroupeEventLog TroupeEventLog;

/* @text: (nullable): where lines are appended; NULL: nowhere. @places: (nullable): whose names the lines use.
 * Both outlive the log. */
TroupeEventLog *troupe_event_log_new      (GString           *text,
                                           TroupePlaceTable  *places);
void            troupe_event_log_free     (TroupeEventLog    *self);
void            troupe_event_log_add      (TroupeEventLog    *self,
                                           const TroupeEvent *event,
                                           guint64            number);
void            troupe_event_log_set_zero (TroupeEventLog    *self,
                                           guint64            zero_ns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeEventLog, troupe_event_log_free)

G_END_DECLS
