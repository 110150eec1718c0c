/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-stream.h"
#include "world/troupe-sim-connection-private.h"

G_BEGIN_DECLS

#define TROUPE_SIM_TYPE_STREAM (troupe_sim_stream_get_type ())

/* One end of a simulated connection, as its process sees it. */
G_DECLARE_FINAL_TYPE (TroupeSimStream, troupe_sim_stream, TROUPE_SIM, STREAM, TroupeStream)

/* @peer: what to call the other end */
TroupeSimStream *troupe_sim_stream_new         (TroupeSimProcess     *process,
                                                const char           *peer);
/* It is the end of @side, which the connection knows already. A server's is open from the start. */
void             troupe_sim_stream_attach      (TroupeSimStream      *self,
                                                TroupeSimConnection  *connection,
                                                guint                 side);
/* A segment other than bytes has arrived from the other end. */
void             troupe_sim_stream_notice      (TroupeSimStream      *self,
                                                TroupeSimSegmentKind  kind);
void             troupe_sim_stream_notice_room (TroupeSimStream      *self);
/* Takes the stream out of its owner's hands: @last_segment follows what was written, nothing is told to anyone here,
 * and what is done with the stream from now on goes nowhere. */
void             troupe_sim_stream_sever       (TroupeSimStream      *self,
                                                TroupeSimSegmentKind  last_segment);

G_END_DECLS
