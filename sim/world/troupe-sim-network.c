/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "world/troupe-sim-network-private.h"

#include "base/troupe-error.h"
#include "base/troupe-fault-private.h"
#include "world/troupe-sim-connection-private.h"
#include "world/troupe-sim-host-private.h"
#include "world/troupe-sim-listener-private.h"
#include "world/troupe-sim-process-private.h"
#include "world/troupe-sim-run-private.h"
#include "world/troupe-sim-stream-private.h"

void
troupe_sim_network_init (TroupeSimNetwork *self,
                         TroupeSimRun     *run)
{
  *self = (TroupeSimNetwork) { .run = run };
  self->hosts = g_hash_table_new (g_str_hash, g_str_equal);
  self->listeners = g_hash_table_new_full (troupe_address_hash,
                                           troupe_address_equal,
                                           (GDestroyNotify) troupe_address_unref,
                                           NULL);
  g_queue_init (&self->connections);
  troupe_sim_topology_init (&self->topology);
}

void
troupe_sim_network_clear (TroupeSimNetwork *self)
{
  TroupeSimConnection *connection;

  for (guint i = 0; i < self->run->processes->len; i++)
    troupe_sim_network_close_process (self, g_ptr_array_index (self->run->processes, i), TROUPE_SIM_SEGMENT_RESET);
  while ((connection = g_queue_peek_head (&self->connections)) != NULL)
    troupe_sim_connection_free (connection);
  troupe_sim_topology_clear (&self->topology);
  g_clear_pointer (&self->listeners, g_hash_table_unref);
  g_clear_pointer (&self->hosts, g_hash_table_unref);
}

void
troupe_sim_network_add_host (TroupeSimNetwork *self,
                             TroupeSimHost    *host)
{
  g_hash_table_insert (self->hosts, host->ip, host);
}

/* The table in which listeners at such an address are. */
static GHashTable *
get_listeners (TroupeSimNetwork *self,
               TroupeSimHost    *host,
               TroupeAddress    *address)
{
  return troupe_address_get_kind (address) == TROUPE_ADDRESS_UNIX ? host->sockets : self->listeners;
}

TroupeSimListener *
troupe_sim_network_find_listener (TroupeSimNetwork *self,
                                  TroupeSimHost    *host,
                                  TroupeAddress    *address)
{
  return host != NULL ? g_hash_table_lookup (get_listeners (self, host, address), address) : NULL;
}

void
troupe_sim_network_remove_listener (TroupeSimNetwork *self,
                                    TroupeSimHost    *host,
                                    TroupeAddress    *address)
{
  g_hash_table_remove (get_listeners (self, host, address), address);
}

/* What listen and connect have in common: can this process use such an address? */
static gboolean
check_use (TroupeSimProcess  *process,
           TroupeAddress     *address,
           const char        *attempt,
           GError           **error)
{
  TroupeAddressKind kind = troupe_address_get_kind (address);

  if (process->state != TROUPE_SIM_PROCESS_ALIVE)
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_CLOSED, "Could not %s %s: this process is ending",
                   attempt, troupe_address_to_string (address));
      return FALSE;
    }

  if (kind != TROUPE_ADDRESS_TCP && kind != TROUPE_ADDRESS_UNIX)
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED,
                   "Could not %s %s: a simulated host has tcp and unix addresses only",
                   attempt, troupe_address_to_string (address));
      return FALSE;
    }

  return TRUE;
}

/* (transfer full): @address, or a new one where it leaves the choice */
static TroupeAddress *
dup_listening_address (TroupeSimHost *host,
                       TroupeAddress *address)
{
  if (!troupe_address_is_any (address))
    return troupe_address_ref (address);
  if (troupe_address_get_kind (address) == TROUPE_ADDRESS_UNIX)
    return troupe_sim_host_dup_name (host);

  return troupe_sim_host_dup_address (host);
}

TroupeListener *
troupe_sim_network_listen (TroupeSimNetwork  *self,
                           TroupeSimProcess  *process,
                           TroupeAddress     *address,
                           GError           **error)
{
  TroupeSimHost *host = process->host;
  g_autoptr (TroupeAddress) actual = NULL;
  TroupeSimListener *listener;

  if (!check_use (process, address, "listen at", error))
    return NULL;

  if (troupe_address_get_kind (address) == TROUPE_ADDRESS_TCP &&
      !g_str_equal (troupe_address_get_host (address), host->ip))
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND,
                   "Could not listen at %s: the simulated host %s has the address %s only",
                   troupe_address_to_string (address), host->name, host->ip);
      return NULL;
    }

  actual = dup_listening_address (host, address);
  if (troupe_sim_network_find_listener (self, host, actual) != NULL)
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS, "Could not listen at %s: the address is in use",
                   troupe_address_to_string (actual));
      return NULL;
    }

  listener = troupe_sim_listener_new (self, process, actual);
  g_hash_table_insert (get_listeners (self, host, actual), troupe_address_ref (actual), listener);

  return TROUPE_LISTENER (listener);
}

TroupeStream *
troupe_sim_network_connect (TroupeSimNetwork  *self,
                            TroupeSimProcess  *process,
                            TroupeAddress     *address,
                            GError           **error)
{
  TroupeSimHost *server_host = process->host;
  TroupeSimConnection *connection;
  TroupeSimStream *stream;

  if (!check_use (process, address, "connect to", error))
    return NULL;
  if (TROUPE_FAULT_POINT (process->world, "connect.fails"))
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_BROKEN, "Could not connect to %s: Too many open files",
                   troupe_address_to_string (address));
      return NULL;
    }

  if (troupe_address_get_kind (address) == TROUPE_ADDRESS_TCP)
    server_host = g_hash_table_lookup (self->hosts, troupe_address_get_host (address));

  stream = troupe_sim_stream_new (process, troupe_address_to_string (address));
  connection = troupe_sim_connection_new (self, stream, process->host, server_host, address);
  troupe_sim_stream_attach (stream, connection, TROUPE_SIM_CLIENT);
  troupe_sim_connection_send (connection, TROUPE_SIM_CLIENT, TROUPE_SIM_SEGMENT_CONNECT, 0);

  return TROUPE_STREAM (stream);
}

void
troupe_sim_network_close_process (TroupeSimNetwork     *self,
                                  TroupeSimProcess     *process,
                                  TroupeSimSegmentKind  last_segment)
{
  TroupeSimListener *listener;
  TroupeSimStream *stream;

  while ((listener = g_queue_peek_head (&process->listeners)) != NULL)
    troupe_sim_listener_sever (listener);
  while ((stream = g_queue_peek_head (&process->streams)) != NULL)
    troupe_sim_stream_sever (stream, last_segment);
}
