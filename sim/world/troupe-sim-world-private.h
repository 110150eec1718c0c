/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-world.h"
#include "world/troupe-sim-run.h"

G_BEGIN_DECLS

#define TROUPE_SIM_TYPE_WORLD (troupe_sim_world_get_type ())

/* The simulated world as one process sees it. */
G_DECLARE_FINAL_TYPE (TroupeSimWorld, troupe_sim_world, TROUPE_SIM, WORLD, TroupeWorld)

/* What the wall clock says at virtual time 0: 2020-01-01 00:00:00 UTC, in nanoseconds since 1970. */
#define TROUPE_SIM_EPOCH_NS (G_GINT64_CONSTANT (1577836800) * 1000000000)

TroupeWorld *troupe_sim_world_new            (TroupeSimProcess *process);
/* The process goes away: from now on the world stands still, and nothing can be asked of it. */
void         troupe_sim_world_forget_process (TroupeWorld      *world);

G_END_DECLS
