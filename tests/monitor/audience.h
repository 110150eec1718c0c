/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "monitor/troupe-monitor.h"
#include "world/troupe-sim-run.h"

G_BEGIN_DECLS

/* All monitors, in the order of the list, that watch one run. (element-type TroupeMonitor) */
GPtrArray           *audience_new            (void);
void                 audience_watch          (const TroupeEvent *event,
                                              gpointer           audience);
/* @run is over, and has settled. */
void                 audience_finish         (GPtrArray         *audience,
                                              TroupeSimRun      *run);
const TroupeMonitor *audience_find           (GPtrArray         *audience,
                                              const char        *id);
void                 audience_assert_content (GPtrArray         *audience);

G_END_DECLS
