/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-message.h"
#include "monitor/troupe-monitor.h"

G_BEGIN_DECLS

/* One for each invariant, in a file of its own. */
extern const TroupeMonitorClass troupe_monitor_ai_1;
extern const TroupeMonitorClass troupe_monitor_ai_3;
extern const TroupeMonitorClass troupe_monitor_ci_1;
extern const TroupeMonitorClass troupe_monitor_ci_2;
extern const TroupeMonitorClass troupe_monitor_fate_1;
extern const TroupeMonitorClass troupe_monitor_life_1;
extern const TroupeMonitorClass troupe_monitor_link_1;
extern const TroupeMonitorClass troupe_monitor_link_2;
extern const TroupeMonitorClass troupe_monitor_link_3;
extern const TroupeMonitorClass troupe_monitor_link_4;
extern const TroupeMonitorClass troupe_monitor_ord_1;
extern const TroupeMonitorClass troupe_monitor_proc_1;
extern const TroupeMonitorClass troupe_monitor_route_1;
extern const TroupeMonitorClass troupe_monitor_snap_1;
extern const TroupeMonitorClass troupe_monitor_snap_2;
extern const TroupeMonitorClass troupe_monitor_snap_3;
extern const TroupeMonitorClass troupe_monitor_snap_4;
extern const TroupeMonitorClass troupe_monitor_snap_5;
extern const TroupeMonitorClass troupe_monitor_sup_1;
extern const TroupeMonitorClass troupe_monitor_sup_2;

/* The ids of an event are borrowed; what a monitor keeps it counts. (transfer full) */
static inline TroupeActorId *
troupe_monitor_keep_actor (const TroupeActorId *id)
{
  return troupe_actor_id_ref ((TroupeActorId *) id);
}

/* (transfer full) */
static inline TroupeProcId *
troupe_monitor_keep_proc (const TroupeProcId *id)
{
  return troupe_proc_id_ref ((TroupeProcId *) id);
}

/* What stands for a name in a proc as the key of a table: its id with pid 0. (transfer full) */
TroupeActorId *troupe_monitor_name_key (const TroupeActorId *id);

/* What the answer to a query says. (transfer full) (nullable): NULL where the reply answers something else */
GVariant      *troupe_monitor_dup_attributes (const TroupeMessage *reply);

G_END_DECLS
