/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "world/troupe-sim-inject-private.h"

#include "base/troupe-fault-private.h"
#include "base/troupe-world-private.h"
#include "world/troupe-sim-host-private.h"
#include "world/troupe-sim-process-private.h"
#include "world/troupe-sim-run-private.h"

#include <string.h>

/* Where the seed decides, one run in so many has a point at all, and there it fires once in so many times: many runs
 * with a few sorts of trouble find more than all with a bit of each. */
#define N_RUNS_PER_POINT 4u
#define N_PASSES_PER_FAULT 16u

/* A point that was passed where the seed may fire it. */
typedef struct
{
  char     *site;      /* (owned): of its choices */
  gboolean  is_active; /* in this run */
} SeededPoint;

static void
seeded_point_free (gpointer data)
{
  SeededPoint *self = data;

  g_free (self->site);
  g_free (self);
}

void
troupe_sim_faults_clear (TroupeSimFaults *self)
{
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_pointer (&self->points, g_hash_table_unref);
}

static SeededPoint *
find_seeded (TroupeSimRun *run,
             const char   *point)
{
  TroupeSimFaults *faults = &run->faults;
  SeededPoint *seeded = g_hash_table_lookup (faults->points, point);
  g_autofree char *active_site = NULL;

  if (seeded != NULL)
    return seeded;

  active_site = g_strdup_printf ("fault.%s.active", point);
  seeded = g_new0 (SeededPoint, 1);
  seeded->site = g_strdup_printf ("fault.%s", point);
  seeded->is_active = (faults->names == NULL || g_hash_table_contains (faults->names, point)) &&
                      troupe_sim_run_choose (run, active_site, N_RUNS_PER_POINT) == N_RUNS_PER_POINT - 1;
  g_hash_table_insert (faults->points, g_strdup (point), seeded);

  return seeded;
}

static gboolean
take_injection (TroupeSimProcess *process,
                const char       *point)
{
  for (guint i = 0; i < process->injections->len; i++)
    {
      TroupeSimInjection *injection = &g_array_index (process->injections, TroupeSimInjection, i);

      if (strcmp (injection->point, point) != 0)
        continue;
      if (--injection->n == 0)
        g_array_remove_index (process->injections, i);
      return TRUE;
    }

  return FALSE;
}

gboolean
troupe_sim_process_choose_fault (TroupeSimProcess *process,
                                 const char       *point)
{
  const SeededPoint *seeded;

  if (process->injections != NULL && take_injection (process, point))
    return TRUE;
  if (!process->run->faults.is_on)
    return FALSE;

  seeded = find_seeded (process->run, point);

  return seeded->is_active &&
         troupe_sim_run_choose (process->run, seeded->site, N_PASSES_PER_FAULT) == N_PASSES_PER_FAULT - 1;
}

/**
 * troupe_sim_run_enable_faults:
 * @self: a run
 * @names: (nullable) (array zero-terminated=1): fault points, or %NULL for all
 *
 * Lets the seed fire fault points from now on.
 */
void
troupe_sim_run_enable_faults (TroupeSimRun      *self,
                              const char *const *names)
{
  TroupeSimFaults *faults = &self->faults;

  g_return_if_fail (!faults->is_on);

  faults->is_on = TRUE;
  faults->points = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, seeded_point_free);
  if (names != NULL)
    {
      faults->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      for (guint i = 0; names[i] != NULL; i++)
        g_hash_table_add (faults->names, g_strdup (names[i]));
    }
  for (guint i = 0; i < self->processes->len; i++)
    troupe_world_set_may_fault (((TroupeSimProcess *) self->processes->pdata[i])->world, TRUE);
}

/* (nullable): the name as the table has it */
static const char *
find_point (const char *name)
{
  guint n_points;
  const TroupeFaultPoint *points = troupe_fault_point_list (&n_points);

  for (guint i = 0; i < n_points; i++)
    if (strcmp (points[i].name, name) == 0)
      return points[i].name;

  return NULL;
}

/**
 * troupe_sim_process_inject:
 * @self: a process
 * @point: the name of a fault point
 * @n: how often, at least 1
 *
 * Makes a fault point fire the next times that the process passes it. Nothing happens if the process has ended.
 */
void
troupe_sim_process_inject (TroupeSimProcess *self,
                           const char       *point,
                           guint64           n)
{
  TroupeSimInjection injection = { find_point (point), n };

  g_return_if_fail (injection.point != NULL);
  g_return_if_fail (n > 0);

  if (!troupe_sim_process_is_alive (self))
    return;
  if (self->injections == NULL)
    self->injections = g_array_new (FALSE, FALSE, sizeof (TroupeSimInjection));
  g_array_append_val (self->injections, injection);
  troupe_world_set_may_fault (self->world, TRUE);
}

/**
 * troupe_sim_host_inject:
 * @self: a host
 * @point: the name of a fault point
 * @n: how often, at least 1
 *
 * The same for every process that the host has now.
 */
void
troupe_sim_host_inject (TroupeSimHost *self,
                        const char    *point,
                        guint64        n)
{
  for (GList *l = self->processes.head; l != NULL; l = l->next)
    troupe_sim_process_inject (l->data, point, n);
}
