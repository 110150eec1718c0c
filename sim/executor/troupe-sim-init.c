/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-sim-result.h"

#include "base/troupe-fault-private.h"
#include "base/troupe-knob.h"
#include "monitor/troupe-monitor.h"
#include "puppet/troupe-puppet.h"
#include "scenario/troupe-vocabulary.h"

/**
 * troupe_sim_init:
 *
 * Makes known what every scenario file can name and other rooms define: the actor type `puppet`, invariants, knobs and
 * fault points. Call it before the first file is checked and before any other thread starts; again does nothing.
 */
void
troupe_sim_init (void)
{
  guint n_monitors;
  const TroupeMonitorClass *const *monitors = troupe_monitor_list (&n_monitors);
  guint n_knobs;
  const TroupeKnob *knobs = troupe_knob_list (&n_knobs);
  guint n_points;
  const TroupeFaultPoint *points = troupe_fault_point_list (&n_points);

  for (guint i = 0; i < n_monitors; i++)
    troupe_vocabulary_register (TROUPE_VOCABULARY_INVARIANT, monitors[i]->id);
  for (guint i = 0; i < n_knobs; i++)
    troupe_vocabulary_register (TROUPE_VOCABULARY_KNOB, knobs[i].name);
  for (guint i = 0; i < n_points; i++)
    troupe_vocabulary_register (TROUPE_VOCABULARY_FAULT_POINT, points[i].name);
  troupe_actor_type_register (troupe_puppet_type ());
}
