/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "world/troupe-sim-network.h"

#include "world/troupe-sim-connection-private.h"
#include "world/troupe-sim-host-private.h"
#include "world/troupe-sim-process-private.h"
#include "world/troupe-sim-run-private.h"
#include "world/troupe-sim-transit-private.h"

/* What a scenario does to the network. */

/**
 * troupe_sim_run_link:
 * @self: a run
 * @left: hosts
 * @right: hosts
 * @way: whether it holds from right to left too
 * @link: attributes; those that it gives count
 *
 * Makes the ways between two sets of hosts like @link. The inside of a host stays as it is.
 */
void
troupe_sim_run_link (TroupeSimRun           *self,
                     const TroupeSimHostSet *left,
                     const TroupeSimHostSet *right,
                     TroupeSimWay            way,
                     const TroupeSimLink    *link)
{
  g_return_if_fail (link->delay_min_ns <= link->delay_max_ns);

  troupe_sim_topology_add_rule (&self->network.topology, left, right, way, link);
}

/**
 * troupe_sim_run_link_zones:
 * @self: a run
 * @zones: which pairs of hosts
 * @link: attributes; those that it gives count
 *
 * Makes the ways between all hosts of one zone, or between those of different ones, like @link.
 */
void
troupe_sim_run_link_zones (TroupeSimRun        *self,
                           TroupeSimZones       zones,
                           const TroupeSimLink *link)
{
  g_return_if_fail (link->delay_min_ns <= link->delay_max_ns);

  troupe_sim_topology_add_zones (&self->network.topology, zones, link);
}

/**
 * troupe_sim_run_partition:
 * @self: a run
 * @left: hosts
 * @right: hosts
 * @way: whether what goes from right to left is cut too
 *
 * Lets nothing through between two sets of hosts, until that is healed.
 */
void
troupe_sim_run_partition (TroupeSimRun           *self,
                          const TroupeSimHostSet *left,
                          const TroupeSimHostSet *right,
                          TroupeSimWay            way)
{
  troupe_sim_topology_cut (&self->network.topology, left, right, self->hosts->len);
  if (way == TROUPE_SIM_BOTH_WAYS)
    troupe_sim_topology_cut (&self->network.topology, right, left, self->hosts->len);
}

/**
 * troupe_sim_run_heal:
 * @self: a run
 * @left: hosts
 * @right: hosts
 *
 * Ends every partition between two sets of hosts. What was lost meanwhile is sent again at its time.
 */
void
troupe_sim_run_heal (TroupeSimRun           *self,
                     const TroupeSimHostSet *left,
                     const TroupeSimHostSet *right)
{
  troupe_sim_topology_mend (&self->network.topology, left, right);
  troupe_sim_topology_mend (&self->network.topology, right, left);
}

/**
 * troupe_sim_run_heal_all:
 * @self: a run
 *
 * Ends every partition.
 */
void
troupe_sim_run_heal_all (TroupeSimRun *self)
{
  troupe_sim_topology_mend_all (&self->network.topology);
}

/* ---- resets ---- */

#define LEFT (1u << 0)
#define RIGHT (1u << 1)

/* Which ends the two sets have, as marks on their hosts and processes. */
static void
mark (const TroupeSimEndSet *set,
      guint8                 mark)
{
  for (guint i = 0; i < set->hosts.n_hosts; i++)
    set->hosts.hosts[i]->marks |= mark;
  for (guint i = 0; i < set->n_processes; i++)
    set->processes[i]->marks |= mark;
}

static void
unmark (const TroupeSimEndSet *set)
{
  for (guint i = 0; i < set->hosts.n_hosts; i++)
    set->hosts.hosts[i]->marks = 0;
  for (guint i = 0; i < set->n_processes; i++)
    set->processes[i]->marks = 0;
}

/* A host stands for its ends towards others: what is between two processes of it breaks only where they are named. */
static guint8
get_marks (TroupeSimConnection *connection,
           guint                side)
{
  const TroupeSimHost *host = connection->hosts[side];
  const TroupeSimProcess *process = troupe_sim_connection_get_process (connection, side);
  guint8 marks = process != NULL ? process->marks : 0;

  if (host != NULL && host != connection->hosts[!side])
    marks |= host->marks;

  return marks;
}

/* Sides of the connection that are to see a reset, as bits. */
static guint
get_struck_sides (TroupeSimConnection *connection,
                  TroupeSimWay         way)
{
  const guint8 marks[2] = { get_marks (connection, 0), get_marks (connection, 1) };
  guint sides = 0;

  for (guint side = 0; side < 2; side++)
    {
      if (!(marks[side] & LEFT) || !(marks[!side] & RIGHT))
        continue;
      sides |= way == TROUPE_SIM_BOTH_WAYS ? 1u << 0 | 1u << 1 : 1u << side;
    }

  return sides;
}

/* A connection, and which of its sides are to see the reset. */
typedef struct
{
  TroupeSimConnection *connection; /* (owned): a reference */
  guint                sides;
} Strike;

/* Every connection that a host is part of can be meant. One with both its hosts on the left comes twice; to break it
 * again does nothing. */
static void
find_strikes (TroupeSimHost *host,
              TroupeSimWay   way,
              GArray        *strikes)
{
  for (guint side = 0; side < 2; side++)
    for (GList *l = host->connections[side].head; l != NULL; l = l->next)
      {
        Strike strike = { l->data, get_struck_sides (l->data, way) };

        if (strike.sides == 0)
          continue;
        troupe_sim_connection_ref (strike.connection);
        g_array_append_val (strikes, strike);
      }
}

static void
carry_out (const Strike *strike)
{
  for (guint side = 0; side < 2; side++)
    if (strike->sides & 1u << side)
      troupe_sim_connection_reset (strike->connection, side);
  troupe_sim_connection_unref (strike->connection);
}

/**
 * troupe_sim_run_reset:
 * @self: a run
 * @left: ends of connections
 * @right: ends of connections
 * @way: whether the right ends see it too
 *
 * Breaks every connection between two sets of ends, here and now. One that is only asked for ends for who asks.
 */
void
troupe_sim_run_reset (TroupeSimRun          *self,
                      const TroupeSimEndSet *left,
                      const TroupeSimEndSet *right,
                      TroupeSimWay           way)
{
  g_autoptr (GArray) strikes = g_array_new (FALSE, FALSE, sizeof (Strike));

  mark (left, LEFT);
  mark (right, RIGHT);
  for (guint i = 0; i < left->hosts.n_hosts; i++)
    find_strikes (left->hosts.hosts[i], way, strikes);
  for (guint i = 0; i < left->n_processes; i++)
    find_strikes (left->processes[i]->host, way, strikes);
  unmark (left);
  unmark (right);

  for (guint i = 0; i < strikes->len; i++)
    carry_out (&g_array_index (strikes, Strike, i));
}

/* ---- what comes next ---- */

static void
disturb (TroupeSimProcess           *self,
         const TroupeSimDisturbance *disturbance)
{
  if (!troupe_sim_process_is_alive (self))
    return;
  if (self->disturbances == NULL)
    self->disturbances = g_array_new (FALSE, FALSE, sizeof (TroupeSimDisturbance));
  g_array_append_val (self->disturbances, *disturbance);
}

/**
 * troupe_sim_process_lose_next:
 * @self: a process
 * @to: another one
 *
 * Loses the next bytes that @self sends to @to, the first time that they are sent.
 */
void
troupe_sim_process_lose_next (TroupeSimProcess *self,
                              TroupeSimProcess *to)
{
  TroupeSimDisturbance disturbance = { .to = to, .is_loss = TRUE };

  disturb (self, &disturbance);
}

/**
 * troupe_sim_process_delay_next:
 * @self: a process
 * @to: another one
 * @delay_ns: how much longer
 *
 * Makes the next bytes that @self sends to @to take longer. What is sent behind them waits.
 */
void
troupe_sim_process_delay_next (TroupeSimProcess *self,
                               TroupeSimProcess *to,
                               guint64           delay_ns)
{
  TroupeSimDisturbance disturbance = { .to = to, .delay_ns = delay_ns };

  disturb (self, &disturbance);
}

/**
 * troupe_sim_process_hold_next:
 * @self: a process
 * @to: another one
 * @hold: a number, not 0
 *
 * Keeps the next bytes that @self sends to @to on their way until @hold is released, or for as long as their connection
 * can go without an answer. What is sent behind them waits.
 */
void
troupe_sim_process_hold_next (TroupeSimProcess *self,
                              TroupeSimProcess *to,
                              guint8            hold)
{
  TroupeSimDisturbance disturbance = { .to = to, .hold = hold };

  g_return_if_fail (hold != 0);

  disturb (self, &disturbance);
}

static void
forget_hold (TroupeSimProcess *self,
             guint8            hold)
{
  for (guint i = self->disturbances != NULL ? self->disturbances->len : 0; i > 0; i--)
    if (g_array_index (self->disturbances, TroupeSimDisturbance, i - 1).hold == hold)
      g_array_remove_index (self->disturbances, i - 1);
}

/**
 * troupe_sim_run_release:
 * @self: a run
 * @hold: a number, not 0
 *
 * Lets go of all bytes that are held back by this number, and of what was to be. They arrive when they would have, or
 * now.
 */
void
troupe_sim_run_release (TroupeSimRun *self,
                        guint8        hold)
{
  g_return_if_fail (hold != 0);

  for (guint i = 0; i < self->processes->len; i++)
    forget_hold (g_ptr_array_index (self->processes, i), hold);
  for (GList *link = self->network.connections.head; link != NULL; link = link->next)
    {
      TroupeSimConnection *connection = link->data;

      troupe_sim_transit_release (&connection->pipes[TROUPE_SIM_CLIENT], hold);
      troupe_sim_transit_release (&connection->pipes[TROUPE_SIM_SERVER], hold);
    }
}

gboolean
troupe_sim_process_take_disturbance (TroupeSimProcess     *self,
                                     TroupeSimProcess     *to,
                                     TroupeSimDisturbance *ret_disturbance)
{
  for (guint i = 0; i < self->disturbances->len; i++)
    {
      *ret_disturbance = g_array_index (self->disturbances, TroupeSimDisturbance, i);
      if (ret_disturbance->to != to)
        continue;
      g_array_remove_index (self->disturbances, i);
      return TRUE;
    }

  return FALSE;
}
