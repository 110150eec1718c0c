/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "world/troupe-sim-segment-private.h"

#include "world/troupe-sim-run-private.h"

#define PAUSE_NS (200 * G_GUINT64_CONSTANT (1000000))
#define PAUSE_NS_MAX (5 * G_GUINT64_CONSTANT (1000000000))
#define HANDSHAKE_PAUSE_NS G_GUINT64_CONSTANT (1000000000)

/* The pause has its maximum long before; the shift must not overflow. */
#define N_DOUBLINGS_MAX 8u

guint64
troupe_sim_segment_get_pause_ns (gboolean is_handshake,
                                 guint    n_attempts)
{
  guint n_doublings = MIN (n_attempts - 1, N_DOUBLINGS_MAX);

  return is_handshake ? HANDSHAKE_PAUSE_NS << n_doublings : MIN (PAUSE_NS << n_doublings, PAUSE_NS_MAX);
}

void
troupe_sim_segment_lose (TroupeSimSegment *self,
                         guint64           now_ns,
                         guint64           deadline_ns)
{
  guint64 pause_ns = troupe_sim_segment_get_pause_ns (troupe_sim_segment_is_handshake (self), self->n_attempts);

  self->is_on_its_way = FALSE;
  self->due_ns = MIN (MAX (self->last_ns + pause_ns, now_ns), deadline_ns);
}

/* When it is there if it is not lost. The line carries one byte after the other. */
static guint64
get_arrival_ns (const TroupeSimSegment *self,
                TroupeSimRun           *run,
                TroupeSimPath          *path)
{
  guint32 n_bytes = self->kind == TROUPE_SIM_SEGMENT_BYTES ? self->n_bytes : 0;
  guint64 leave_ns = run->time_ns;

  if (path->link.rate_bps > 0)
    {
      leave_ns = MAX (leave_ns, path->free_ns) + troupe_sim_link_get_busy_ns (&path->link, n_bytes);
      path->free_ns = leave_ns;
    }

  return leave_ns + troupe_sim_link_choose_delay (&path->link, run);
}

void
troupe_sim_segment_send (TroupeSimSegment *self,
                         TroupeSimRun     *run,
                         TroupeSimPath    *path,
                         guint64           deadline_ns)
{
  const TroupeSimLink *link = troupe_sim_topology_get_link (&run->network.topology, path);

  self->last_ns = run->time_ns;
  self->n_attempts += self->n_attempts < G_MAXUINT8;
  if (troupe_sim_topology_is_cut (&run->network.topology, path) || troupe_sim_link_choose_loss (link, run))
    {
      troupe_sim_segment_lose (self, run->time_ns, deadline_ns);
      return;
    }

  self->due_ns = get_arrival_ns (self, run, path);
  self->is_on_its_way = self->due_ns <= deadline_ns;
  if (!self->is_on_its_way)
    self->due_ns = deadline_ns;
}
