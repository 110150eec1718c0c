/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-plan.h"

#include <gio/gio.h>
#include <string.h>

/* The orders of one seed form a tree. Its root follows no prefix. A run that followed a prefix of p choices has a
 * child for each alternative of each choice that it made from p on: the choices before it, and the alternative. So
 * every order is met once:
 *
 *   order 0: 0 0 0          prefix (none), choices of 2 3 2
 *     order 1: 1 ...        prefix 1
 *     order 2: 0 1 ..       prefix 0 1
 *     order 3: 0 2 ..       prefix 0 2
 *     order 4: 0 0 1        prefix 0 0 1
 *
 * Children queue up behind all that is waiting. Thus the number of an order depends on the file and the seed alone,
 * many orders can run at a time, and where the bound cuts, what was tried are the orders with the fewest deviations. */

struct _TroupePlan
{
  const TroupeSuite *suite;      /* (not owned) */
  TroupePlanSeeds    seeds;

  /* The seed whose runs are handed out; its first one if is_fresh. */
  guint              file;       /* index in the suite; its length: nothing is left */
  guint              variant;
  guint64            seed;
  gboolean           is_fresh;

  GQueue             orders;     /* (element-type TroupeRun): of this seed, not handed out */
  guint              n_orders;   /* of this seed, found so far */
  guint              n_unlearnt; /* runs of this seed that were handed out and whose result is not here */

  guint64            n_issued;
  guint64            n_extra;    /* orders beyond the first of each seed, found so far */
  gboolean          *cut;        /* by file */
  gboolean           lacks_order;
};

static gboolean
parse_number (const char *text,
              guint64    *ret_number)
{
  return g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, ret_number, NULL);
}

static gboolean
parse_seed_and_order (char            *text,
                      char            *colon,
                      TroupePlanSeeds *ret_seeds)
{
  guint64 order;

  *colon = '\0';
  if (!parse_number (text, &ret_seeds->first) || !parse_number (colon + 1, &order) || order >= TROUPE_PLAN_ORDERS_MAX)
    return FALSE;

  ret_seeds->last = ret_seeds->first;
  ret_seeds->has_order = TRUE;
  ret_seeds->order = order;

  return TRUE;
}

static gboolean
parse_range (char            *text,
             char            *dash,
             TroupePlanSeeds *ret_seeds)
{
  *dash = '\0';

  return parse_number (text, &ret_seeds->first) && parse_number (dash + 1, &ret_seeds->last) &&
         ret_seeds->first <= ret_seeds->last;
}

gboolean
troupe_plan_parse_seeds (const char       *text,
                         TroupePlanSeeds  *ret_seeds,
                         GError          **error)
{
  g_autofree char *copy = g_strdup (text);
  TroupePlanSeeds seeds = { .is_given = TRUE };
  char *colon = strchr (copy, ':');
  char *dash = strchr (copy, '-');
  gboolean is_valid;

  if (colon != NULL)
    is_valid = parse_seed_and_order (copy, colon, &seeds);
  else if (dash != NULL)
    is_valid = parse_range (copy, dash, &seeds);
  else
    is_valid = parse_number (copy, &seeds.first);

  if (!is_valid)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "'%s' is no seed: write a number such as 7, a range such as 1-200, or a seed and an order below %u"
                   " such as 7:12", text, (guint) TROUPE_PLAN_ORDERS_MAX);
      return FALSE;
    }
  if (colon == NULL && dash == NULL)
    seeds.last = seeds.first;
  *ret_seeds = seeds;

  return TRUE;
}

static const TroupeSuiteFile *
plan_get_file (const TroupePlan *self,
               guint             index)
{
  return g_ptr_array_index (self->suite->files, index);
}

static gboolean
plan_explores (const TroupePlan *self,
               guint             file)
{
  return troupe_suite_file_get_scenario (plan_get_file (self, file))->options.explore == TROUPE_EXPLORE_EXHAUSTIVE;
}

static guint64
plan_get_first_seed (const TroupePlan *self,
                     guint             file)
{
  return self->seeds.is_given ? self->seeds.first
                              : troupe_suite_file_get_scenario (plan_get_file (self, file))->options.seed_first;
}

static guint64
plan_get_last_seed (const TroupePlan *self,
                    guint             file)
{
  return self->seeds.is_given ? self->seeds.last
                              : troupe_suite_file_get_scenario (plan_get_file (self, file))->options.seed_last;
}

static void
plan_enter_file (TroupePlan *self,
                 guint       file)
{
  while (file < self->suite->files->len && plan_get_file (self, file)->skip_reason != NULL)
    file++;

  self->file = file;
  self->variant = 0;
  self->is_fresh = TRUE;
  if (file < self->suite->files->len)
    self->seed = plan_get_first_seed (self, file);
}

static void
plan_enter_next_seed (TroupePlan *self)
{
  self->n_orders = 0;
  self->is_fresh = TRUE;

  if (self->seed < plan_get_last_seed (self, self->file))
    {
      self->seed++;
    }
  else if (self->variant + 1 < plan_get_file (self, self->file)->variants->len)
    {
      self->variant++;
      self->seed = plan_get_first_seed (self, self->file);
    }
  else
    {
      plan_enter_file (self, self->file + 1);
    }
}

TroupePlan *
troupe_plan_new (const TroupeSuite     *suite,
                 const TroupePlanSeeds *seeds)
{
  TroupePlan *self = g_new0 (TroupePlan, 1);

  self->suite = suite;
  self->seeds = *seeds;
  self->cut = g_new0 (gboolean, suite->files->len);
  g_queue_init (&self->orders);
  plan_enter_file (self, 0);

  return self;
}

void
troupe_plan_free (TroupePlan *self)
{
  g_return_if_fail (self != NULL);

  g_queue_clear_full (&self->orders, (GDestroyNotify) troupe_run_free);
  g_free (self->cut);
  g_free (self);
}

/* Where one order was asked for by its number, the others run only until it is found. */
static TroupeRun *
plan_pop_order (TroupePlan *self)
{
  while (self->seeds.has_order && self->n_orders > self->seeds.order && !g_queue_is_empty (&self->orders))
    {
      TroupeRun *run = g_queue_pop_head (&self->orders);

      if (run->order == self->seeds.order)
        return run;
      troupe_run_free (run);
    }

  return g_queue_pop_head (&self->orders);
}

static TroupeRun *
plan_issue (TroupePlan *self,
            TroupeRun  *run)
{
  run->is_hidden = self->seeds.has_order && run->order != self->seeds.order;
  run->number = self->n_issued++;
  self->n_unlearnt++;

  return run;
}

TroupeRun *
troupe_plan_next (TroupePlan *self)
{
  for (;;)
    {
      TroupeRun *order = plan_pop_order (self);

      if (order != NULL)
        return plan_issue (self, order);
      if (self->file == self->suite->files->len)
        return NULL;
      if (self->is_fresh)
        {
          self->is_fresh = FALSE;
          self->n_orders = 1;
          return plan_issue (self, troupe_run_new (self->file, self->variant, self->seed));
        }
      /* Where orders are explored, only the results tell whether the seed is done. */
      if (plan_explores (self, self->file) && self->n_unlearnt > 0)
        return NULL;

      if (self->seeds.has_order && self->n_orders <= self->seeds.order)
        self->lacks_order = TRUE;
      plan_enter_next_seed (self);
    }
}

gboolean
troupe_plan_is_over (TroupePlan *self)
{
  return self->file == self->suite->files->len && g_queue_is_empty (&self->orders);
}

static void
plan_add_order (TroupePlan      *self,
                const TroupeRun *parent,
                const GArray    *choices,
                guint            position,
                guint            alternative)
{
  TroupeRun *run = troupe_run_new (parent->file, parent->variant, parent->seed);

  run->order = self->n_orders++;
  run->prefix = g_array_sized_new (FALSE, FALSE, sizeof (guint), position + 1);
  for (guint i = 0; i < position; i++)
    g_array_append_val (run->prefix, g_array_index (choices, guint, 2 * i));
  g_array_append_val (run->prefix, alternative);
  g_queue_push_tail (&self->orders, run);
  self->n_extra++;
}

static void
plan_add_children (TroupePlan      *self,
                   const TroupeRun *run,
                   const GArray    *choices)
{
  guint limit = troupe_suite_file_get_scenario (plan_get_file (self, run->file))->options.explore_n;
  guint n_choices = MIN (choices->len / 2, limit);

  for (guint i = run->prefix == NULL ? 0 : run->prefix->len; i < n_choices; i++)
    {
      guint chosen = g_array_index (choices, guint, 2 * i);
      guint n = g_array_index (choices, guint, 2 * i + 1);

      for (guint alternative = 0; alternative < n; alternative++)
        {
          if (alternative == chosen)
            continue;
          if (self->n_orders == TROUPE_PLAN_ORDERS_MAX)
            {
              self->cut[run->file] = TRUE;
              return;
            }
          plan_add_order (self, run, choices, i, alternative);
        }
    }
}

void
troupe_plan_learn (TroupePlan      *self,
                   const TroupeRun *run)
{
  const TroupeSimResult *result = troupe_run_get_result (run);

  g_assert (self->n_unlearnt > 0);
  self->n_unlearnt--;

  if (result == NULL || !plan_explores (self, run->file))
    return;
  /* Beyond the order that was asked for nothing is needed. */
  if (self->seeds.has_order && (run->order == self->seeds.order || self->n_orders > self->seeds.order))
    return;

  plan_add_children (self, run, result->choices);
}

guint64
troupe_plan_get_n_runs (TroupePlan *self)
{
  guint64 n_runs = self->n_extra;

  for (guint i = 0; i < self->suite->files->len; i++)
    if (plan_get_file (self, i)->skip_reason == NULL)
      n_runs += (plan_get_last_seed (self, i) - plan_get_first_seed (self, i) + 1) *
                plan_get_file (self, i)->variants->len;

  return n_runs;
}

gboolean
troupe_plan_was_cut (TroupePlan *self,
                     guint       file)
{
  return self->cut[file];
}

gboolean
troupe_plan_lacks_order (TroupePlan *self)
{
  return self->lacks_order;
}
