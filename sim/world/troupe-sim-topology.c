/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "world/troupe-sim-topology-private.h"

#include "world/troupe-sim-host-private.h"

#include <string.h>

static const TroupeSimLink link_inside_host = { .delay_min_ns = 10 * 1000, .delay_max_ns = 10 * 1000 };
static const TroupeSimLink link_between_hosts = { .delay_min_ns = 1000 * 1000, .delay_max_ns = 1000 * 1000 };

typedef enum
{
  RULE_BETWEEN,
  RULE_SAME_ZONE,
  RULE_CROSS_ZONE,
} RuleKind;

/* Attributes for the ways between some pairs of hosts. */
typedef struct
{
  RuleKind       kind;
  TroupeSimWay   way;
  guint8        *left;    /* (owned) (nullable): by the number of a host: 1 if it is meant */
  guint8        *right;   /* (owned) (nullable) */
  guint          n_hosts; /* numbers below this are in the arrays */
  TroupeSimLink  link;
} Rule;

static void
rule_free (gpointer data)
{
  Rule *self = data;

  g_free (self->left);
  g_free (self->right);
  g_free (self);
}

void
troupe_sim_topology_init (TroupeSimTopology *self)
{
  *self = (TroupeSimTopology) { .revision = 1 };
  self->rules = g_ptr_array_new_with_free_func (rule_free);
  self->paths = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  self->zones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
troupe_sim_topology_clear (TroupeSimTopology *self)
{
  troupe_sim_topology_mend_all (self);
  g_clear_pointer (&self->rules, g_ptr_array_unref);
  g_clear_pointer (&self->paths, g_hash_table_unref);
  g_clear_pointer (&self->zones, g_hash_table_unref);
}

guint
troupe_sim_topology_get_zone (TroupeSimTopology *self,
                              const char        *name)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->zones, name));

  if (number == TROUPE_SIM_NO_ZONE)
    {
      number = g_hash_table_size (self->zones) + 1;
      g_hash_table_insert (self->zones, g_strdup (name), GUINT_TO_POINTER (number));
    }

  return number;
}

/* ---- links ---- */

static gboolean
is_member (const guint8        *members,
           guint                n_hosts,
           const TroupeSimHost *host)
{
  return host->number < n_hosts && members[host->number] != 0;
}

static gboolean
rule_matches (const Rule          *rule,
              const TroupeSimHost *from,
              const TroupeSimHost *to)
{
  if (rule->kind != RULE_BETWEEN)
    return from->zone != TROUPE_SIM_NO_ZONE && to->zone != TROUPE_SIM_NO_ZONE &&
           (from->zone == to->zone) == (rule->kind == RULE_SAME_ZONE);

  if (is_member (rule->left, rule->n_hosts, from) && is_member (rule->right, rule->n_hosts, to))
    return TRUE;

  return rule->way == TROUPE_SIM_BOTH_WAYS &&
         is_member (rule->right, rule->n_hosts, from) && is_member (rule->left, rule->n_hosts, to);
}

/* Inside a host, and towards one that does not exist, no rule applies. */
void
troupe_sim_topology_renew (TroupeSimTopology *self,
                           TroupeSimPath     *path)
{
  path->revision = self->revision;
  path->link = path->from == path->to ? link_inside_host : link_between_hosts;
  if (path->from == path->to || path->to == NULL)
    return;

  for (guint i = 0; i < self->rules->len; i++)
    {
      const Rule *rule = g_ptr_array_index (self->rules, i);

      if (rule_matches (rule, path->from, path->to))
        troupe_sim_link_apply (&path->link, &rule->link);
    }
}

TroupeSimPath *
troupe_sim_topology_get_path (TroupeSimTopology *self,
                              TroupeSimHost     *from,
                              TroupeSimHost     *to)
{
  guint64 key = (guint64) from->number << 32 | (to != NULL ? to->number : 0);
  TroupeSimPath *path = g_hash_table_lookup (self->paths, &key);

  if (path != NULL)
    return path;

  path = g_new0 (TroupeSimPath, 1);
  path->key = key;
  path->from = from;
  path->to = to;
  g_hash_table_insert (self->paths, &path->key, path);

  return path;
}

static gboolean
is_same_set (const Rule   *a,
             const Rule   *b,
             const guint8 *members_of_a,
             const guint8 *members_of_b)
{
  return a->n_hosts == b->n_hosts && memcmp (members_of_a, members_of_b, a->n_hosts) == 0;
}

static gboolean
is_same_pairs (const Rule *a,
               const Rule *b)
{
  if (a->kind != b->kind || a->kind != RULE_BETWEEN)
    return a->kind == b->kind;

  return a->way == b->way && is_same_set (a, b, a->left, b->left) && is_same_set (a, b, a->right, b->right);
}

/* What a rule for the same pairs said before, and this one says anew, is no longer kept: a step that changes a link
 * again and again leaves one rule behind. */
static void
add_rule (TroupeSimTopology *self,
          Rule              *rule)
{
  for (guint i = 0; i < self->rules->len; i++)
    {
      Rule *older = g_ptr_array_index (self->rules, i);

      if (!is_same_pairs (older, rule))
        continue;
      older->link.given &= ~rule->link.given;
      if (older->link.given == 0)
        g_ptr_array_remove_index (self->rules, i--);
    }

  g_ptr_array_add (self->rules, rule);
  self->revision++;
}

/* (transfer full): by number */
static guint8 *
new_members (const TroupeSimHostSet *set,
             guint                   n_hosts)
{
  guint8 *members = g_new0 (guint8, n_hosts);

  for (guint i = 0; i < set->n_hosts; i++)
    members[set->hosts[i]->number] = 1;

  return members;
}

static guint
get_number_end (const TroupeSimHostSet *set)
{
  guint end = 0;

  for (guint i = 0; i < set->n_hosts; i++)
    end = MAX (end, set->hosts[i]->number + 1);

  return end;
}

void
troupe_sim_topology_add_rule (TroupeSimTopology      *self,
                              const TroupeSimHostSet *left,
                              const TroupeSimHostSet *right,
                              TroupeSimWay            way,
                              const TroupeSimLink    *link)
{
  Rule *rule = g_new0 (Rule, 1);

  rule->kind = RULE_BETWEEN;
  rule->way = way;
  rule->n_hosts = MAX (get_number_end (left), get_number_end (right));
  rule->left = new_members (left, rule->n_hosts);
  rule->right = new_members (right, rule->n_hosts);
  rule->link = *link;
  add_rule (self, rule);
}

void
troupe_sim_topology_add_zones (TroupeSimTopology   *self,
                               TroupeSimZones       zones,
                               const TroupeSimLink *link)
{
  Rule *rule = g_new0 (Rule, 1);

  rule->kind = zones == TROUPE_SIM_SAME_ZONE ? RULE_SAME_ZONE : RULE_CROSS_ZONE;
  rule->link = *link;
  add_rule (self, rule);
}

/* ---- cuts ---- */

gboolean
troupe_sim_topology_is_path_cut (const TroupeSimTopology *self,
                                 const TroupeSimPath     *path)
{
  const guint64 *row;

  if (path->from->is_down || (path->to != NULL && path->to->is_down))
    return TRUE;
  if (self->cuts == NULL || path->to == NULL || path->from == path->to || path->from->number >= self->cuts->len)
    return FALSE;

  row = g_ptr_array_index (self->cuts, path->from->number);

  return row != NULL && path->to->number / 64 < self->n_words &&
         (row[path->to->number / 64] >> (path->to->number % 64) & 1) != 0;
}

/* Room for the bits of so many hosts, numbered from 1, in both directions. */
static void
ensure_cuts (TroupeSimTopology *self,
             guint              n_hosts)
{
  guint n_words = n_hosts / 64 + 1;

  if (self->cuts == NULL)
    self->cuts = g_ptr_array_new_with_free_func (g_free);
  if (self->cuts->len < n_hosts + 1)
    g_ptr_array_set_size (self->cuts, (int) n_hosts + 1);
  if (n_words <= self->n_words)
    return;

  for (guint i = 0; i < self->cuts->len; i++)
    {
      guint64 *row = g_ptr_array_index (self->cuts, i);

      if (row == NULL)
        continue;
      row = g_renew (guint64, row, n_words);
      memset (row + self->n_words, 0, (n_words - self->n_words) * sizeof (guint64));
      self->cuts->pdata[i] = row;
    }
  self->n_words = n_words;
}

/* (transfer full): the bits of a set */
static guint64 *
new_row (const TroupeSimTopology *self,
         const TroupeSimHostSet  *set)
{
  guint64 *row = g_new0 (guint64, self->n_words);

  for (guint i = 0; i < set->n_hosts; i++)
    if (set->hosts[i]->number / 64 < self->n_words)
      row[set->hosts[i]->number / 64] |= G_GUINT64_CONSTANT (1) << (set->hosts[i]->number % 64);

  return row;
}

void
troupe_sim_topology_cut (TroupeSimTopology      *self,
                         const TroupeSimHostSet *left,
                         const TroupeSimHostSet *right,
                         guint                   n_hosts)
{
  g_autofree guint64 *bits = NULL;

  ensure_cuts (self, n_hosts);
  bits = new_row (self, right);
  for (guint i = 0; i < left->n_hosts; i++)
    {
      gpointer *row = &self->cuts->pdata[left->hosts[i]->number];

      if (*row == NULL)
        *row = g_new0 (guint64, self->n_words);
      for (guint j = 0; j < self->n_words; j++)
        ((guint64 *) *row)[j] |= bits[j];
    }
}

void
troupe_sim_topology_mend (TroupeSimTopology      *self,
                          const TroupeSimHostSet *left,
                          const TroupeSimHostSet *right)
{
  g_autofree guint64 *bits = NULL;

  if (self->cuts == NULL)
    return;

  bits = new_row (self, right);
  for (guint i = 0; i < left->n_hosts; i++)
    {
      guint number = left->hosts[i]->number;
      guint64 *row = number < self->cuts->len ? self->cuts->pdata[number] : NULL;

      for (guint j = 0; row != NULL && j < self->n_words; j++)
        row[j] &= ~bits[j];
    }
}

void
troupe_sim_topology_mend_all (TroupeSimTopology *self)
{
  g_clear_pointer (&self->cuts, g_ptr_array_unref);
  self->n_words = 0;
}
