/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "world/troupe-sim-run.h"

G_BEGIN_DECLS

/* What the scenario does at which virtual time: entries sorted by time, then by position in the file, then by the order
 * of asking. All that is due at a time happens before any process runs at that time. */
typedef struct _TroupeAgenda TroupeAgenda;

typedef void (*TroupeAgendaFunc) (gpointer user_data);

TroupeAgenda *troupe_agenda_new  (TroupeSimRun     *run);
/* The run must be freed first: it still holds the wake-ups. */
void          troupe_agenda_free (TroupeAgenda     *self);
void          troupe_agenda_add  (TroupeAgenda     *self,
                                  guint64           time_ns,
                                  guint             position,
                                  TroupeAgendaFunc  func,
                                  gpointer          user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeAgenda, troupe_agenda_free)

G_END_DECLS
