/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "world/troupe-sim-host-private.h"

#include "world/troupe-sim-process-private.h"
#include "world/troupe-sim-run-private.h"

#define PORT_FIRST 4000
#define PORT_LAST 65535
/* The numbers 10.0.0.1 to 10.255.255.254. */
#define N_HOSTS_MAX ((1u << 24) - 2)

void
troupe_sim_host_free (TroupeSimHost *self)
{
  g_hash_table_unref (self->sockets);
  g_free (self->ip);
  g_free (self->name);
  g_free (self);
}

/**
 * troupe_sim_run_add_host:
 * @self: a run
 * @name: what the host is called
 *
 * Adds a machine to the world.
 *
 * Returns: (transfer none): the host, which lives as long as the run
 */
TroupeSimHost *
troupe_sim_run_add_host (TroupeSimRun *self,
                         const char   *name)
{
  TroupeSimHost *host;
  guint number = self->hosts->len + 1;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (number <= N_HOSTS_MAX, NULL);

  host = g_new0 (TroupeSimHost, 1);
  host->run = self;
  host->name = g_strdup (name);
  host->number = number;
  host->zone = troupe_sim_topology_get_zone (&self->network.topology, "");
  host->ip = g_strdup_printf ("10.%u.%u.%u", number >> 16, number >> 8 & 0xff, number & 0xff);
  host->next_port = PORT_FIRST;
  g_queue_init (&host->connections[0]);
  g_queue_init (&host->connections[1]);
  g_queue_init (&host->processes);
  host->sockets = g_hash_table_new_full (troupe_address_hash,
                                         troupe_address_equal,
                                         (GDestroyNotify) troupe_address_unref,
                                         NULL);
  g_ptr_array_add (self->hosts, host);
  troupe_sim_network_add_host (&self->network, host);

  return host;
}

/**
 * troupe_sim_host_get_name:
 * @self: a host
 *
 * Gets what the host is called.
 *
 * Returns: (transfer none): the name
 */
const char *
troupe_sim_host_get_name (TroupeSimHost *self)
{
  return self->name;
}

/**
 * troupe_sim_host_set_zone:
 * @self: a host
 * @zone: (nullable): the zone that it is in, or %NULL for none
 *
 * Puts a host into a zone.
 */
void
troupe_sim_host_set_zone (TroupeSimHost *self,
                          const char    *zone)
{
  TroupeSimTopology *topology = &self->run->network.topology;

  self->zone = zone != NULL ? troupe_sim_topology_get_zone (topology, zone) : TROUPE_SIM_NO_ZONE;
  topology->revision++;
}

/* @text: the world's own, always well-formed */
static TroupeAddress *
parse_own_address (const char *text)
{
  g_autoptr (GError) error = NULL;
  TroupeAddress *address = troupe_address_parse (text, &error);

  g_assert_no_error (error);

  return address;
}

/**
 * troupe_sim_host_dup_address:
 * @self: a host
 *
 * Makes up an address on this host that nobody was given before.
 *
 * Returns: (transfer full): the address, `tcp:10.x.y.z:port`
 */
TroupeAddress *
troupe_sim_host_dup_address (TroupeSimHost *self)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (self->next_port <= PORT_LAST, NULL);

  text = g_strdup_printf ("tcp:%s:%u", self->ip, self->next_port++);

  return parse_own_address (text);
}

TroupeAddress *
troupe_sim_host_dup_name (TroupeSimHost *self)
{
  g_autofree char *text = g_strdup_printf ("unix:@%u", ++self->n_names_given);

  return parse_own_address (text);
}

/**
 * troupe_sim_host_start_process:
 * @self: a host
 * @proc_id: whose process it is, which no process of the run had before
 *
 * Starts a process: emits its status starting, then running. Attach a loop to its world. The host must be up.
 *
 * Returns: (transfer none): the process, which stays valid as long as the run, and may be dead already: an event func
 *   can have killed it
 */
TroupeSimProcess *
troupe_sim_host_start_process (TroupeSimHost *self,
                               TroupeProcId  *proc_id)
{
  TroupeSimProcess *process;

  g_return_val_if_fail (proc_id != NULL, NULL);
  g_return_val_if_fail (troupe_sim_run_find_process (self->run, proc_id) == NULL, NULL);
  g_return_val_if_fail (!self->is_down, NULL);

  process = troupe_sim_process_new (self, proc_id);
  g_ptr_array_add (self->run->processes, process);
  g_hash_table_insert (self->run->process_ids, process->proc_id, process);
  troupe_sim_process_start (process);

  return process;
}

/**
 * troupe_sim_run_find_process:
 * @self: a run
 * @proc_id: a proc's id
 *
 * Finds the process of a proc. An event func can ask for one whose start is not over.
 *
 * Returns: (transfer none) (nullable): the process, dead or alive
 */
TroupeSimProcess *
troupe_sim_run_find_process (TroupeSimRun       *self,
                             const TroupeProcId *proc_id)
{
  return g_hash_table_lookup (self->process_ids, proc_id);
}
