/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "world/troupe-sim-connection-private.h"

G_BEGIN_DECLS

/* The way of segments through one pipe: sent, lost, sent again, there, answered, given up. The machines at both ends do
 * this by themselves, as an operating system does: whether a process there runs does not matter. */

/* @segment: its kind and number of bytes are set */
void troupe_sim_transit_send      (TroupeSimPipe    *pipe,
                                   TroupeSimSegment *segment);
/* Sends a note of @n_bytes of room to the writer; none is on its way. */
void troupe_sim_transit_send_note (TroupeSimPipe    *pipe,
                                   guint32           n_bytes);
/* Lets go of what @hold holds back. */
void troupe_sim_transit_release   (TroupeSimPipe    *pipe,
                                   guint8            hold);
/* Nothing of what the pipe still has matters any more. */
void troupe_sim_transit_drop      (TroupeSimPipe    *pipe);
/* The writer's machine knows nothing more of what it was sending. Only the answer to a request stays: who asked would
 * get one, asking again. */
void troupe_sim_transit_drop_unsaid (TroupeSimPipe  *pipe);

G_END_DECLS
