/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "world/troupe-sim-choose-private.h"

#include <string.h>

static void
site_free (TroupeSimSite *self)
{
  g_free (self->name);
  g_free (self);
}

void
troupe_sim_chooser_init (TroupeSimChooser *self,
                         guint64           seed)
{
  *self = (TroupeSimChooser) { .seed = seed };
  self->sites = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) site_free);
  self->choices = g_array_new (FALSE, FALSE, sizeof (TroupeSimChoice));
}

void
troupe_sim_chooser_clear (TroupeSimChooser *self)
{
  g_clear_pointer (&self->sites, g_hash_table_unref);
  g_clear_pointer (&self->choices, g_array_unref);
  g_clear_pointer (&self->prefix, g_free);
}

static TroupeSimSite *
find_or_add_site (TroupeSimChooser *self,
                  const char       *name)
{
  TroupeSimSite *site = g_hash_table_lookup (self->sites, name);

  if (site != NULL)
    return site;

  site = g_new0 (TroupeSimSite, 1);
  site->name = g_strdup (name);
  site->is_scheduling = strcmp (name, "scheduler.process") == 0 || strcmp (name, "loop.task") == 0;
  troupe_random_init (&site->random, self->seed, name);
  g_hash_table_insert (self->sites, site->name, site);

  return site;
}

static TroupeSimSite *
get_site (TroupeSimChooser *self,
          const char       *name)
{
  guint slot = (GPOINTER_TO_SIZE (name) >> 3) % TROUPE_SIM_N_HINTS;
  TroupeSimSite *hint = self->hints[slot];

  if (G_LIKELY (hint != NULL && strcmp (hint->name, name) == 0))
    return hint;

  return self->hints[slot] = find_or_add_site (self, name);
}

/* A scheduling choice among the first n_recorded_max: the prefix says, and after it, 0. */
static guint
explore (TroupeSimChooser *self,
         guint             n)
{
  TroupeSimChoice choice = { 0, n };
  guint i = self->choices->len;

  if (i < self->n_prefix)
    choice.chosen = MIN (self->prefix[i], n - 1);
  g_array_append_val (self->choices, choice);

  return choice.chosen;
}

guint
troupe_sim_chooser_choose (TroupeSimChooser *self,
                           const char       *name,
                           guint             n)
{
  TroupeSimSite *site;

  if (n == 1)
    return 0;

  site = get_site (self, name);
  if (site->is_scheduling && self->choices->len < self->n_recorded_max)
    return explore (self, n);
  if (self->is_calm || site->is_calm)
    return 0;

  return (guint) troupe_random_below (&site->random, n);
}

void
troupe_sim_chooser_calm (TroupeSimChooser *self,
                         const char       *site)
{
  if (site == NULL)
    self->is_calm = TRUE;
  else
    get_site (self, site)->is_calm = TRUE;
}

void
troupe_sim_chooser_explore (TroupeSimChooser *self,
                            const guint      *prefix,
                            guint             n_prefix,
                            guint             n_recorded_max)
{
  g_free (self->prefix);
  self->prefix = g_memdup2 (prefix, n_prefix * sizeof (guint));
  self->n_prefix = n_prefix;
  self->n_recorded_max = MAX (n_recorded_max, n_prefix);
  g_array_set_size (self->choices, 0);
}
