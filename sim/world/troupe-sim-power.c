/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-defect-private.h"
#include "world/troupe-sim-connection-private.h"
#include "world/troupe-sim-host-private.h"
#include "world/troupe-sim-process-private.h"
#include "world/troupe-sim-run-private.h"

/* What happens to a whole machine: it stands still, loses its power, gets it back; and its clock. */

typedef void (*ProcessFunc) (TroupeSimProcess *process);

static void
for_each_process (TroupeSimHost *self,
                  ProcessFunc    func)
{
  for (GList *l = self->processes.head; l != NULL; l = l->next)
    func (l->data);
}

/**
 * troupe_sim_host_pause:
 * @self: a host
 *
 * Pauses every process that the host has now.
 */
void
troupe_sim_host_pause (TroupeSimHost *self)
{
  for_each_process (self, troupe_sim_process_pause);
}

/**
 * troupe_sim_host_resume:
 * @self: a host
 *
 * Lets every process of the host go on.
 */
void
troupe_sim_host_resume (TroupeSimHost *self)
{
  for_each_process (self, troupe_sim_process_resume);
}

/* Its kernel is gone, with all that it knew of connections, those of ended processes included. */
static void
forget_connections (TroupeSimHost *self)
{
  for (guint side = 0; side < 2; side++)
    for (GList *l = self->connections[side].head; l != NULL; l = l->next)
      troupe_sim_connection_forget (l->data, side);
}

static void
emit_halted (TroupeSimHost *self)
{
  TroupeEvent event = { .kind = TROUPE_EVENT_HALTED, .time_ns = self->run->time_ns, .payload = self->name };

  troupe_sim_run_emit (self->run, &event);
}

/**
 * troupe_sim_host_crash:
 * @self: a host
 *
 * Switches the host off: its processes end as if killed, and neither a segment nor an answer leaves it any more. Who
 * talked to them learns of it by silence. The last that is told of it is the event `halted`. Nothing happens if it is
 * off.
 */
void
troupe_sim_host_crash (TroupeSimHost *self)
{
  guint n_left = TROUPE_DEFECT ("process.outlives-its-host") ? 1 : 0;

  if (self->is_down)
    return;

  self->is_down = TRUE;
  self->run->network.topology.n_hosts_down++;
  forget_connections (self);
  while (self->processes.length > n_left)
    troupe_sim_process_cut_off (g_queue_peek_head (&self->processes));
  emit_halted (self);
}

/**
 * troupe_sim_host_restart:
 * @self: a host
 *
 * Switches the host on again. No process runs; what reaches it for one that was there is answered with a reset. Nothing
 * happens if it is on.
 */
void
troupe_sim_host_restart (TroupeSimHost *self)
{
  if (!self->is_down)
    return;

  self->is_down = FALSE;
  self->run->network.topology.n_hosts_down--;
}

/**
 * troupe_sim_host_is_up:
 * @self: a host
 *
 * Tells whether the host has power.
 *
 * Returns: %FALSE between a crash and a restart
 */
gboolean
troupe_sim_host_is_up (TroupeSimHost *self)
{
  return !self->is_down;
}

/* ---- its clock ---- */

/**
 * troupe_sim_host_set_clock:
 * @self: a host
 * @ahead_ns: how far its wall clock is ahead of the run's at virtual time 0
 * @drift_ppb: how many parts of a thousand million it gains
 *
 * Sets the wall clock of a host. The monotonic clock is that of the run.
 */
void
troupe_sim_host_set_clock (TroupeSimHost *self,
                           gint64         ahead_ns,
                           gint64         drift_ppb)
{
  self->clock_ns = ahead_ns;
  self->drift_ppb = drift_ppb;
}

/**
 * troupe_sim_host_skew:
 * @self: a host
 * @offset_ns: by how much
 *
 * Lets the wall clock of a host jump, forward or, if negative, back.
 */
void
troupe_sim_host_skew (TroupeSimHost *self,
                      gint64         offset_ns)
{
  self->clock_ns += offset_ns;
}

#define SECOND_NS G_GINT64_CONSTANT (1000000000)

gint64
troupe_sim_host_get_clock (const TroupeSimHost *self)
{
  gint64 time_ns = (gint64) self->run->time_ns;
  gint64 gained_ns = time_ns / SECOND_NS * self->drift_ppb + time_ns % SECOND_NS * self->drift_ppb / SECOND_NS;

  return time_ns + self->clock_ns + gained_ns;
}
