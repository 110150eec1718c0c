/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "world/troupe-sim-run.h"

G_BEGIN_DECLS

struct _TroupeSimHost
{
  TroupeSimRun *run;
  char         *name;
  guint         number;        /* in the run, from 1 */
  guint         zone;          /* its number, or TROUPE_SIM_NO_ZONE */
  gboolean      is_down;       /* nothing leaves it, nothing gets in */
  guint8        marks;         /* 0 but while a reset looks for its connections */
  gint64        clock_ns;      /* its wall clock is so much ahead of the run's */
  gint64        drift_ppb;     /* and gains so many parts of 10^9 */
  char         *ip;            /* 10.x.y.z, from its number */
  GQueue        connections[2]; /* (element-type TroupeSimConnection) (not owned): those of which it has that side */
  GQueue        processes;     /* (element-type TroupeSimProcess) (not owned): those that have not ended, by start */
  GHashTable   *sockets;       /* (element-type TroupeAddress TroupeSimListener): the named ones; never iterated */
  guint         next_port;     /* no port is given twice */
  guint         n_names_given; /* to sockets and directories that asked for any name */
};

void           troupe_sim_host_free         (TroupeSimHost *self);
/* Its wall clock, in nanoseconds since what it says at virtual time 0 where nobody changed it. */
gint64         troupe_sim_host_get_clock    (const TroupeSimHost *self);
/* A `unix:` address that this host has not given before. (transfer full) */
TroupeAddress *troupe_sim_host_dup_name     (TroupeSimHost *self);

G_END_DECLS
