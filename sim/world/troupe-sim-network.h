/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "world/troupe-sim-run.h"

G_BEGIN_DECLS

/* What can be done to the network of a run: how good the ways between hosts are, which of them are cut, and which
 * connections break. Inside a host nothing of this applies. */

/* How delays fill their range. Calm is always the shortest.
 *
 * uniform: evenly.
 * exponential: the mean is a quarter of the range above its start; what would lie past its end lies there.
 * normal: a bell over the middle, whose standard deviation is a sixth of the range. */
typedef enum
{
  TROUPE_SIM_UNIFORM,
  TROUPE_SIM_EXPONENTIAL,
  TROUPE_SIM_NORMAL,
} TroupeSimDistribution;

typedef enum
{
  TROUPE_SIM_LINK_DELAY        = 1 << 0,
  TROUPE_SIM_LINK_DISTRIBUTION = 1 << 1,
  TROUPE_SIM_LINK_LOSS         = 1 << 2,
  TROUPE_SIM_LINK_RATE         = 1 << 3,
  TROUPE_SIM_LINK_MTU          = 1 << 4,
  TROUPE_SIM_LINK_RESET        = 1 << 5,
} TroupeSimLinkAttribute;

/* What the way from one host to another is like. */
typedef struct
{
  guint                 given;        /* bits of TroupeSimLinkAttribute: which of the rest count */
  guint64               delay_min_ns;
  guint64               delay_max_ns; /* at least the minimum */
  TroupeSimDistribution distribution;
  guint32               loss_ppb;     /* segments of 10^9 that are lost */
  guint32               reset_ppb;    /* deliveries of 10^9 that break their connection */
  guint64               rate_bps;     /* bytes a second, shared by all connections that way; 0: unlimited */
  guint64               mtu_bytes;    /* the largest single read; 0: unlimited */
} TroupeSimLink;

typedef enum
{
  TROUPE_SIM_BOTH_WAYS,
  TROUPE_SIM_LEFT_TO_RIGHT,
} TroupeSimWay;

typedef enum
{
  TROUPE_SIM_SAME_ZONE,
  TROUPE_SIM_CROSS_ZONE,
} TroupeSimZones;

/* Some hosts, in no order and without doubles. */
typedef struct
{
  TroupeSimHost *const *hosts;
  guint                 n_hosts;
} TroupeSimHostSet;

/* Ends of connections: those of all processes of some hosts, and those of some processes. */
typedef struct
{
  TroupeSimHostSet         hosts;
  TroupeSimProcess *const *processes;
  guint                    n_processes;
} TroupeSimEndSet;

/* Hosts are in one unnamed zone at first. @zone: (nullable): in none: rules for zones pass it by */
TROUPE_AVAILABLE_IN_ALL
void troupe_sim_host_set_zone     (TroupeSimHost          *self,
                                   const char             *zone);
/* From now on the ways between two sets, or between all pairs within or across zones, have the attributes that @link
 * gives, and keep the others: the latest call that gives an attribute decides. What is on its way stays so. */
TROUPE_AVAILABLE_IN_ALL
void troupe_sim_run_link          (TroupeSimRun           *self,
                                   const TroupeSimHostSet *left,
                                   const TroupeSimHostSet *right,
                                   TroupeSimWay            way,
                                   const TroupeSimLink    *link);
TROUPE_AVAILABLE_IN_ALL
void troupe_sim_run_link_zones    (TroupeSimRun           *self,
                                   TroupeSimZones          zones,
                                   const TroupeSimLink    *link);
/* Nothing gets through any more from one set to the other, what is under way included. */
TROUPE_AVAILABLE_IN_ALL
void troupe_sim_run_partition     (TroupeSimRun           *self,
                                   const TroupeSimHostSet *left,
                                   const TroupeSimHostSet *right,
                                   TroupeSimWay            way);
/* It does again, both ways. */
TROUPE_AVAILABLE_IN_ALL
void troupe_sim_run_heal          (TroupeSimRun           *self,
                                   const TroupeSimHostSet *left,
                                   const TroupeSimHostSet *right);
TROUPE_AVAILABLE_IN_ALL
void troupe_sim_run_heal_all      (TroupeSimRun           *self);
/* Every connection between the sets breaks, also one that is only asked for: both ends see it at once, or only those
 * in @left. An end that does not see it learns of it when it is answered. */
TROUPE_AVAILABLE_IN_ALL
void troupe_sim_run_reset         (TroupeSimRun           *self,
                                   const TroupeSimEndSet  *left,
                                   const TroupeSimEndSet  *right,
                                   TroupeSimWay            way);

/* The next bytes that one process sends to the other are lost, and sent again; or they take so much longer. What is
 * asked for of the same two is for the bytes after those. */
TROUPE_AVAILABLE_IN_ALL
void troupe_sim_process_lose_next (TroupeSimProcess       *self,
                                   TroupeSimProcess       *to);
TROUPE_AVAILABLE_IN_ALL
void troupe_sim_process_delay_next (TroupeSimProcess      *self,
                                    TroupeSimProcess      *to,
                                    guint64                delay_ns);
/* Or they do not arrive before @hold, a number that is not 0, is released; but they do before their connection would
 * break for want of an answer, 60 s after they were sent. */
TROUPE_AVAILABLE_IN_ALL
void troupe_sim_process_hold_next (TroupeSimProcess       *self,
                                   TroupeSimProcess       *to,
                                   guint8                  hold);
TROUPE_AVAILABLE_IN_ALL
void troupe_sim_run_release       (TroupeSimRun           *self,
                                   guint8                  hold);

G_END_DECLS
