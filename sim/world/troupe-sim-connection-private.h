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

/* Two pipes between two ends, and what is on its way in them. It lives while an end does, or the heap knows of it. */
struct _TroupeSimConnection
{
  GList             link;         /* in the network's list; its data is this */
  GList             host_links[2]; /* in the lists of the hosts that there are; their data is this */
  TroupeSimNetwork *network;
  guint             n_references; /* ends, and heap entries */
  guint32           number;       /* what events call it: from 1, in the order of asking */
  TroupeAddress    *address;      /* (owned): that was connected to */
  guint64           asked_ns;     /* when */
  TroupeSimHost    *hosts[2];     /* the server's is NULL where no host has the address */
  TroupeSimPath    *paths[2];     /* (not owned): by the side that sends */
  TroupeSimStream  *ends[2];      /* (nullable) (not owned): those that someone holds */
  gboolean          is_dead[2];   /* the machine there knows the connection no more: who sends to it hears of a reset */
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
/* The end of @side is broken, and what it has not got through is gone; the other one is not told.
 * @error: (transfer full) */
void                 troupe_sim_connection_break    (TroupeSimConnection  *self,
                                                     guint                 side,
                                                     GError               *error);
/* The same because of a reset. */
void                 troupe_sim_connection_reset    (TroupeSimConnection  *self,
                                                     guint                 side);
/* The machine of @side has lost its power: it knows nothing any more, and nobody is told. */
void                 troupe_sim_connection_forget   (TroupeSimConnection  *self,
                                                     guint                 side);
/* Sends one segment from @side; its bytes are in the pipe already. */
void                 troupe_sim_connection_send     (TroupeSimConnection  *self,
                                                     guint                 side,
                                                     TroupeSimSegmentKind  kind,
                                                     guint32               n_bytes);
/* How much one read at @side can give, at least 1. */
guint32              troupe_sim_connection_get_read_size_max (TroupeSimConnection *self,
                                                              guint                side);
/* The end of @side has read: tells the other one of the room, where enough of it has gathered. */
void                 troupe_sim_connection_tell     (TroupeSimConnection  *self,
                                                     guint                 side);
/* Keeps from the end of @side, for the moment, all that it could read now. */
void                 troupe_sim_connection_hold     (TroupeSimConnection  *self,
                                                     guint                 side);
/* Tells the end of @side, in a moment, that it can write. */
void                 troupe_sim_connection_remind   (TroupeSimConnection  *self,
                                                     guint                 side);
/* (nullable): the process that has the end of @side, or would have it once it was accepted */
TroupeSimProcess    *troupe_sim_connection_get_process (TroupeSimConnection *self,
                                                        guint                side);

/* ---- For troupe-sim-transit.c ---- */

/* Something is in the heap that knows of the connection; or it is out. */
void                 troupe_sim_connection_ref      (TroupeSimConnection  *self);
void                 troupe_sim_connection_unref    (TroupeSimConnection  *self);
/* The first segment of @pipe is there: takes it out and does what it says. FALSE: the machine there has no room for it
 * at the moment, and it is lost. */
gboolean             troupe_sim_connection_arrive   (TroupeSimPipe        *pipe);
/* So much more room is known to the writer of @pipe. */
void                 troupe_sim_connection_hear     (TroupeSimPipe        *pipe,
                                                     guint32               n_bytes);
/* No answer came to what @side has sent. */
void                 troupe_sim_connection_time_out (TroupeSimConnection  *self,
                                                     guint                 side);

static inline guint
troupe_sim_pipe_get_writer (const TroupeSimPipe *pipe)
{
  return (guint) (pipe - pipe->connection->pipes);
}

G_END_DECLS
