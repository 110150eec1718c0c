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
  char         *ip;            /* 10.x.y.z, from its number */
  GHashTable   *sockets;       /* (element-type TroupeAddress TroupeSimListener): the named ones; never iterated */
  guint         next_port;     /* no port is given twice */
  guint         n_names_given; /* to sockets and directories that asked for any name */
};

void           troupe_sim_host_free         (TroupeSimHost *self);
/* A `unix:` address that this host has not given before. (transfer full) */
TroupeAddress *troupe_sim_host_dup_name     (TroupeSimHost *self);

G_END_DECLS
