/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "world/troupe-sim-link-private.h"

G_BEGIN_DECLS

/* The way from one host to another, as far as anyone has asked for it. It stays where it is as long as the run. */
typedef struct
{
  guint64        key;      /* numbers of the hosts: where it is in the table */
  TroupeSimHost *from;
  TroupeSimHost *to;       /* (nullable): a host that does not exist */
  guint64        revision; /* of the rules that the link was made of */
  TroupeSimLink  link;
  guint64        free_ns;  /* when the line has sent what it was given; moves only where there is a rate */
} TroupeSimPath;

/* Which way is like what, and which is cut. A thousand hosts have a million ways, so a link exists only where it is
 * used, and a cut is a bit in a row that exists only where something is cut. */
typedef struct
{
  GPtrArray   *rules;        /* (element-type Rule) (owned): in the order of making; no two match the same pairs */
  guint64      revision;     /* of the rules; the first is 1 */
  GHashTable  *paths;        /* (element-type TroupeSimPath) (owned): a set, by key; never iterated */
  GHashTable  *zones;        /* (element-type utf8 guint): their numbers */

  GPtrArray   *cuts;         /* (element-type guint64 array) (owned) (nullable): by the number of the host that sends:
                              * bits by that of the one that receives; NULL where nothing is cut */
  guint        n_words;      /* of each row */
  guint        n_hosts_down;
} TroupeSimTopology;

/* Of a host that is in no zone. */
#define TROUPE_SIM_NO_ZONE 0u

void           troupe_sim_topology_init        (TroupeSimTopology      *self);
void           troupe_sim_topology_clear       (TroupeSimTopology      *self);
/* The number of a zone. */
guint          troupe_sim_topology_get_zone    (TroupeSimTopology      *self,
                                                const char             *name);
/* @to: (nullable). Its link may be old: see troupe_sim_topology_get_link(). */
TroupeSimPath *troupe_sim_topology_get_path    (TroupeSimTopology      *self,
                                                TroupeSimHost          *from,
                                                TroupeSimHost          *to);
void           troupe_sim_topology_renew       (TroupeSimTopology      *self,
                                                TroupeSimPath          *path);
void           troupe_sim_topology_add_rule    (TroupeSimTopology      *self,
                                                const TroupeSimHostSet *left,
                                                const TroupeSimHostSet *right,
                                                TroupeSimWay            way,
                                                const TroupeSimLink    *link);
void           troupe_sim_topology_add_zones   (TroupeSimTopology      *self,
                                                TroupeSimZones          zones,
                                                const TroupeSimLink    *link);
/* From @left to @right only. @n_hosts: of the run */
void           troupe_sim_topology_cut         (TroupeSimTopology      *self,
                                                const TroupeSimHostSet *left,
                                                const TroupeSimHostSet *right,
                                                guint                   n_hosts);
void           troupe_sim_topology_mend        (TroupeSimTopology      *self,
                                                const TroupeSimHostSet *left,
                                                const TroupeSimHostSet *right);
void           troupe_sim_topology_mend_all    (TroupeSimTopology      *self);
gboolean       troupe_sim_topology_is_path_cut (const TroupeSimTopology *self,
                                                const TroupeSimPath    *path);

/* What the way is like now. */
static inline const TroupeSimLink *
troupe_sim_topology_get_link (TroupeSimTopology *self,
                              TroupeSimPath     *path)
{
  if (G_UNLIKELY (path->revision != self->revision))
    troupe_sim_topology_renew (self, path);

  return &path->link;
}

/* Does nothing get through now? */
static inline gboolean
troupe_sim_topology_is_cut (const TroupeSimTopology *self,
                            const TroupeSimPath     *path)
{
  return G_UNLIKELY (self->cuts != NULL || self->n_hosts_down > 0) && troupe_sim_topology_is_path_cut (self, path);
}

G_END_DECLS
