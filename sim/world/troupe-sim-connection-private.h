/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "world/troupe-sim-network-private.h"
#include "world/troupe-sim-pipe-private.h"

G_BEGIN_DECLS

typedef struct _TroupeSimStream TroupeSimStream;

/* The sides of a connection. */
#define TROUPE_SIM_CLIENT 0u
#define TROUPE_SIM_SERVER 1u

/* Two pipes between two ends, and what is on its way in them. It lives while an end does, or a segment travels. */
struct _TroupeSimConnection
{
  GList             link;         /* in the network's list; its data is this */
  TroupeSimNetwork *network;
  guint             n_references; /* ends, and heap entries */
  TroupeAddress    *address;      /* (owned): that was connected to */
  TroupeSimHost    *hosts[2];     /* the server's is NULL where no host has the address */
  TroupeSimStream  *ends[2];      /* (nullable) (not owned): the open ones */
  TroupeSimPipe     pipes[2];     /* by the side that writes */
};

/* @client: asks for @address on @server_host. */
TroupeSimConnection *troupe_sim_connection_new      (TroupeSimNetwork     *network,
                                                     TroupeSimStream      *client,
                                                     TroupeSimHost        *client_host,
                                                     TroupeSimHost        *server_host,
                                                     TroupeAddress        *address);
/* Whatever still travels in it never arrives. */
void                 troupe_sim_connection_free     (TroupeSimConnection  *self);
/* @stream becomes the end of @side. */
void                 troupe_sim_connection_join     (TroupeSimConnection  *self,
                                                     guint                 side,
                                                     TroupeSimStream      *stream);
/* The end of @side is no more; the other one is not told. */
void                 troupe_sim_connection_leave    (TroupeSimConnection  *self,
                                                     guint                 side);
/* Sends one segment from @side; its bytes are in the pipe already. */
void                 troupe_sim_connection_send     (TroupeSimConnection  *self,
                                                     guint                 side,
                                                     TroupeSimSegmentKind  kind,
                                                     guint32               n_bytes);
/* The end of @side has read: tells the other one of the room, where enough of it has gathered. */
void                 troupe_sim_connection_tell     (TroupeSimConnection  *self,
                                                     guint                 side);
/* Keeps from the end of @side, for the moment, all that it could read now. */
void                 troupe_sim_connection_hold     (TroupeSimConnection  *self,
                                                     guint                 side);

G_END_DECLS
