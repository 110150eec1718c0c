/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-random-private.h"
#include "world/troupe-sim-run.h"

G_BEGIN_DECLS

#define TROUPE_SIM_N_HINTS 64

/* One place in the code that chooses, with a stream of its own: a new draw here shifts nothing there. */
typedef struct
{
  char         *name;
  gboolean      is_scheduling; /* it answers "who goes next?": exploration fixes its choices */
  gboolean      is_calm;       /* always 0 */
  TroupeRandom  random;
} TroupeSimSite;

/* All choices of a run. */
typedef struct
{
  guint64        seed;
  gboolean       is_calm;            /* every site is */
  GHashTable    *sites;              /* (element-type utf8 TroupeSimSite): looked up, never iterated */
  /* Where the site of a string at some address was found last. A string's address can come back with another
   * text, so a hint is checked before it is used, and decides nothing but speed. */
  TroupeSimSite *hints[TROUPE_SIM_N_HINTS];

  guint         *prefix;             /* choices to follow */
  guint          n_prefix;
  guint          n_recorded_max;     /* how many scheduling choices do not come from the seed; at least n_prefix */
  GArray        *choices;            /* (element-type TroupeSimChoice): those made so far, n_recorded_max at most */
} TroupeSimChooser;

void  troupe_sim_chooser_init    (TroupeSimChooser *self,
                                  guint64           seed);
void  troupe_sim_chooser_clear   (TroupeSimChooser *self);
guint troupe_sim_chooser_choose  (TroupeSimChooser *self,
                                  const char       *site,
                                  guint             n);
/* @site: (nullable): NULL for all */
void  troupe_sim_chooser_calm    (TroupeSimChooser *self,
                                  const char       *site);
void  troupe_sim_chooser_explore (TroupeSimChooser *self,
                                  const guint      *prefix,
                                  guint             n_prefix,
                                  guint             n_recorded_max);

G_END_DECLS
