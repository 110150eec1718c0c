/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/audience.h"

GPtrArray *
audience_new (void)
{
  GPtrArray *monitors = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_monitor_free);
  guint n_classes;
  const TroupeMonitorClass *const *classes = troupe_monitor_list (&n_classes);

  for (guint i = 0; i < n_classes; i++)
    g_ptr_array_add (monitors, troupe_monitor_new (classes[i]));

  return monitors;
}

void
audience_watch (const TroupeEvent *event,
                gpointer           audience)
{
  GPtrArray *monitors = audience;

  for (guint i = 0; i < monitors->len; i++)
    {
      TroupeMonitor *monitor = g_ptr_array_index (monitors, i);

      if (monitor->klass->kinds & (1u << event->kind))
        monitor->klass->observe (monitor, event);
    }
}

void
audience_finish (GPtrArray    *audience,
                 TroupeSimRun *run)
{
  for (guint i = 0; i < audience->len; i++)
    {
      TroupeMonitor *monitor = g_ptr_array_index (audience, i);

      monitor->klass->finish (monitor, troupe_sim_run_get_time (run), /* settled = */ TRUE);
    }
}

const TroupeMonitor *
audience_find (GPtrArray  *audience,
               const char *id)
{
  for (guint i = 0; i < audience->len; i++)
    {
      const TroupeMonitor *monitor = g_ptr_array_index (audience, i);

      if (g_str_equal (monitor->klass->id, id))
        return monitor;
    }

  g_assert_not_reached ();
}

void
audience_assert_content (GPtrArray *audience)
{
  for (guint i = 0; i < audience->len; i++)
    {
      const TroupeMonitor *monitor = g_ptr_array_index (audience, i);

      g_assert_cmpstr (monitor->violation, ==, NULL);
    }
}
