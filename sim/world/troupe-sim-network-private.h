/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "world/troupe-sim-pipe-private.h"
#include "world/troupe-sim-run.h"

G_BEGIN_DECLS

typedef struct _TroupeSimListener TroupeSimListener;

/* Who listens where, and every connection. */
typedef struct
{
  TroupeSimRun *run;
  GHashTable   *hosts;       /* (element-type utf8 TroupeSimHost): by ip; never iterated */
  GHashTable   *listeners;   /* (element-type TroupeAddress TroupeSimListener): the tcp ones; never iterated */
  TroupeSimTopology topology;
  GQueue        connections; /* (element-type TroupeSimConnection) (owned) */
  guint32       n_connections; /* that were ever asked for */
  guint         n_in_flight; /* segments that are not there yet, and bytes that are held back */
} TroupeSimNetwork;

void                 troupe_sim_network_init            (TroupeSimNetwork      *self,
                                                         TroupeSimRun          *run);
/* Nothing arrives any more; streams and listeners that someone holds are dead. */
void                 troupe_sim_network_clear           (TroupeSimNetwork      *self);
void                 troupe_sim_network_add_host        (TroupeSimNetwork      *self,
                                                         TroupeSimHost         *host);
TroupeListener      *troupe_sim_network_listen          (TroupeSimNetwork      *self,
                                                         TroupeSimProcess      *process,
                                                         TroupeAddress         *address,
                                                         GError               **error);
TroupeStream        *troupe_sim_network_connect         (TroupeSimNetwork      *self,
                                                         TroupeSimProcess      *process,
                                                         TroupeAddress         *address,
                                                         GError               **error);
/* (nullable): who listens at @address, on @host if the address means one there only */
TroupeSimListener   *troupe_sim_network_find_listener   (TroupeSimNetwork      *self,
                                                         TroupeSimHost         *host,
                                                         TroupeAddress         *address);
void                 troupe_sim_network_remove_listener (TroupeSimNetwork      *self,
                                                         TroupeSimHost         *host,
                                                         TroupeAddress         *address);
/* The process ends: nobody listens where it did, and its connections send @last_segment, behind what it has written. */
void                 troupe_sim_network_close_process   (TroupeSimNetwork      *self,
                                                         TroupeSimProcess      *process,
                                                         TroupeSimSegmentKind   last_segment);

G_END_DECLS
