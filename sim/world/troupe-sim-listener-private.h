/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-stream.h"
#include "world/troupe-sim-connection-private.h"

G_BEGIN_DECLS

#define TROUPE_SIM_TYPE_LISTENER (troupe_sim_listener_get_type ())

/* Where a simulated process takes connections. */
G_DECLARE_FINAL_TYPE (TroupeSimListener, troupe_sim_listener, TROUPE_SIM, LISTENER, TroupeListener)

TroupeSimListener *troupe_sim_listener_new   (TroupeSimNetwork    *network,
                                              TroupeSimProcess    *process,
                                              TroupeAddress       *address);
/* As many wait to be accepted as can. */
gboolean           troupe_sim_listener_is_full (const TroupeSimListener *self);
/* (nullable): NULL once closed or severed */
TroupeSimProcess  *troupe_sim_listener_get_process (const TroupeSimListener *self);
/* Makes the server's end of @connection, which waits to be accepted. */
void               troupe_sim_listener_offer (TroupeSimListener   *self,
                                              TroupeSimConnection *connection);
/* Its process ends: nobody listens here any more. */
void               troupe_sim_listener_sever (TroupeSimListener   *self);

G_END_DECLS
