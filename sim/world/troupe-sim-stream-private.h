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
/* The connection stands at this end: tells who listens to events. */
void             troupe_sim_stream_tell_opened (TroupeSimStream      *self);
/* The server has taken the connection. */
void             troupe_sim_stream_notice_opened (TroupeSimStream    *self);
/* The other end was closed; what it wrote before can still be read. */
void             troupe_sim_stream_notice_end  (TroupeSimStream      *self);
void             troupe_sim_stream_notice_room (TroupeSimStream      *self);
/* The connection is of no use any more. */
void             troupe_sim_stream_break       (TroupeSimStream      *self,
                                                const GError         *error);
/* It has not been answered yet. */
gboolean         troupe_sim_stream_is_connecting (const TroupeSimStream *self);
const char      *troupe_sim_stream_get_peer_name (const TroupeSimStream *self);
/* (nullable): NULL once closed or severed */
TroupeSimProcess *
                 troupe_sim_stream_get_process (const TroupeSimStream *self);
/* Its owner does not want it: the other end hears of a reset. */
void             troupe_sim_stream_refuse      (TroupeSimStream      *self);
/* Takes the stream out of its owner's hands: @last_segment follows what was written, nothing is told to anyone here,
 * and what is done with the stream from now on goes nowhere. */
void             troupe_sim_stream_sever       (TroupeSimStream      *self,
                                                TroupeSimSegmentKind  last_segment);

G_END_DECLS
