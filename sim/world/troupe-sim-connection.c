/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "world/troupe-sim-connection-private.h"

#include "base/troupe-error.h"
#include "base/troupe-fault-private.h"
#include "world/troupe-sim-host-private.h"
#include "world/troupe-sim-listener-private.h"
#include "world/troupe-sim-process-private.h"
#include "world/troupe-sim-run-private.h"
#include "world/troupe-sim-stream-private.h"
#include "world/troupe-sim-transit-private.h"

/* A reader tells its writer of room when it is worth a note: never less than this. */
#define NOTE_SIZE_MIN (TROUPE_SIM_PIPE_SIZE / 2)

TroupeSimConnection *
troupe_sim_connection_new (TroupeSimNetwork *network,
                           TroupeSimStream  *client,
                           TroupeSimHost    *client_host,
                           TroupeSimHost    *server_host,
                           TroupeAddress    *address)
{
  TroupeSimConnection *self = g_new0 (TroupeSimConnection, 1);

  self->network = network;
  self->number = ++network->n_connections;
  self->address = troupe_address_ref (address);
  self->asked_ns = network->run->time_ns;
  self->hosts[TROUPE_SIM_CLIENT] = client_host;
  self->hosts[TROUPE_SIM_SERVER] = server_host;
  self->paths[TROUPE_SIM_CLIENT] = troupe_sim_topology_get_path (&network->topology, client_host, server_host);
  self->paths[TROUPE_SIM_SERVER] = server_host != NULL
                                       ? troupe_sim_topology_get_path (&network->topology, server_host, client_host)
                                       : self->paths[TROUPE_SIM_CLIENT];
  troupe_sim_pipe_init (&self->pipes[TROUPE_SIM_CLIENT], self);
  troupe_sim_pipe_init (&self->pipes[TROUPE_SIM_SERVER], self);
  self->link.data = self;
  g_queue_push_tail_link (&network->connections, &self->link);
  for (guint side = 0; side < 2; side++)
    {
      self->host_links[side].data = self;
      if (self->hosts[side] != NULL)
        g_queue_push_tail_link (&self->hosts[side]->connections[side], &self->host_links[side]);
    }
  troupe_sim_connection_join (self, TROUPE_SIM_CLIENT, client);

  return self;
}

void
troupe_sim_connection_free (TroupeSimConnection *self)
{
  g_queue_unlink (&self->network->connections, &self->link);
  for (guint side = 0; side < 2; side++)
    if (self->hosts[side] != NULL)
      g_queue_unlink (&self->hosts[side]->connections[side], &self->host_links[side]);
  troupe_sim_pipe_clear (&self->pipes[TROUPE_SIM_CLIENT]);
  troupe_sim_pipe_clear (&self->pipes[TROUPE_SIM_SERVER]);
  troupe_address_unref (self->address);
  g_free (self);
}

void
troupe_sim_connection_ref (TroupeSimConnection *self)
{
  self->n_references++;
}

void
troupe_sim_connection_unref (TroupeSimConnection *self)
{
  if (--self->n_references == 0)
    troupe_sim_connection_free (self);
}

void
troupe_sim_connection_join (TroupeSimConnection *self,
                            guint                side,
                            TroupeSimStream     *stream)
{
  self->ends[side] = stream;
  troupe_sim_connection_ref (self);
}

/* Nobody is left whom what still travels could concern. */
static void
drop_all (TroupeSimConnection *self)
{
  troupe_sim_transit_drop (&self->pipes[TROUPE_SIM_CLIENT]);
  troupe_sim_transit_drop (&self->pipes[TROUPE_SIM_SERVER]);
}

void
troupe_sim_connection_leave (TroupeSimConnection *self,
                             guint                side)
{
  self->ends[side] = NULL;
  if (self->ends[!side] == NULL)
    drop_all (self);
  troupe_sim_connection_unref (self);
}

/* (nullable): who would take the connection now */
static TroupeSimListener *
find_listener (TroupeSimConnection *self)
{
  return troupe_sim_network_find_listener (self->network, self->hosts[TROUPE_SIM_SERVER], self->address);
}

TroupeSimProcess *
troupe_sim_connection_get_process (TroupeSimConnection *self,
                                   guint                side)
{
  TroupeSimListener *listener;

  if (self->ends[side] != NULL)
    return troupe_sim_stream_get_process (self->ends[side]);
  if (side == TROUPE_SIM_CLIENT)
    return NULL;

  listener = find_listener (self);

  return listener != NULL ? troupe_sim_listener_get_process (listener) : NULL;
}

/* ---- the end ---- */

void
troupe_sim_connection_break (TroupeSimConnection *self,
                             guint                side,
                             GError              *error)
{
  g_autoptr (GError) own_error = error;

  if (self->is_dead[side])
    return;

  self->is_dead[side] = TRUE;
  troupe_sim_transit_drop_unsaid (&self->pipes[side]);
  if (self->ends[side] != NULL)
    troupe_sim_stream_break (self->ends[side], own_error);
}

void
troupe_sim_connection_forget (TroupeSimConnection *self,
                              guint                side)
{
  self->is_dead[side] = TRUE;
  troupe_sim_transit_drop_unsaid (&self->pipes[side]);
}

static GError *
new_error (TroupeSimConnection *self,
           guint                side,
           TroupeError          code,
           const char          *what)
{
  const TroupeSimStream *stream = self->ends[side];
  const char *peer = stream != NULL ? troupe_sim_stream_get_peer_name (stream) : "a peer";

  if (stream != NULL && troupe_sim_stream_is_connecting (stream))
    return g_error_new (TROUPE_ERROR, code, "Could not connect to %s: %s", peer, what);

  return g_error_new (TROUPE_ERROR, code, "The connection with %s broke: %s", peer, what);
}

void
troupe_sim_connection_reset (TroupeSimConnection *self,
                             guint                side)
{
  troupe_sim_connection_break (self, side, new_error (self, side, TROUPE_ERROR_BROKEN, "Connection reset by peer"));
}

static void
reset_both (TroupeSimConnection *self)
{
  troupe_sim_connection_reset (self, TROUPE_SIM_CLIENT);
  troupe_sim_connection_reset (self, TROUPE_SIM_SERVER);
}

void
troupe_sim_connection_time_out (TroupeSimConnection *self,
                                guint                side)
{
  troupe_sim_connection_break (self, side, new_error (self, side, TROUPE_ERROR_BROKEN, "Connection timed out"));
}

/* ---- arriving ---- */

void
troupe_sim_connection_send (TroupeSimConnection  *self,
                            guint                 side,
                            TroupeSimSegmentKind  kind,
                            guint32               n_bytes)
{
  TroupeSimSegment segment = { .kind = kind, .n_bytes = n_bytes };

  if (kind != TROUPE_SIM_SEGMENT_NONE)
    troupe_sim_transit_send (&self->pipes[side], &segment);
}

/* Someone asks to be connected: is there a listener? */
static void
answer_connect (TroupeSimConnection *self)
{
  TroupeSimListener *listener = find_listener (self);
  TroupeWorld *world = listener != NULL ? troupe_sim_listener_get_process (listener)->world : NULL;

  if (listener == NULL || TROUPE_FAULT_POINT (world, "connect.refused"))
    {
      troupe_sim_connection_send (self, TROUPE_SIM_SERVER, TROUPE_SIM_SEGMENT_REFUSED, 0);
      return;
    }

  troupe_sim_connection_send (self, TROUPE_SIM_SERVER, TROUPE_SIM_SEGMENT_OPENED, 0);
  troupe_sim_listener_offer (listener, self);
  if (TROUPE_FAULT_POINT (world, "accept.reset"))
    reset_both (self);
}

/* So many wait to be accepted that a request for one more is dropped. */
static gboolean
is_full (TroupeSimConnection *self)
{
  TroupeSimListener *listener = find_listener (self);

  return listener != NULL && troupe_sim_listener_is_full (listener);
}

/* Nobody will ever read what came: says so, once. */
static void
answer_stranger (TroupeSimConnection *self,
                 guint                reader)
{
  if (!self->pipes[reader].has_reset)
    troupe_sim_connection_send (self, reader, TROUPE_SIM_SEGMENT_RESET, 0);
}

/* Each delivery of bytes can be the one that breaks the connection. */
static void
deliver_bytes (TroupeSimPipe   *pipe,
               TroupeSimStream *reader,
               guint32          n_bytes)
{
  TroupeSimConnection *self = pipe->connection;
  TroupeSimPath *path = self->paths[troupe_sim_pipe_get_writer (pipe)];
  const TroupeSimLink *link = troupe_sim_topology_get_link (&self->network->topology, path);

  if (troupe_sim_link_choose_reset (link, self->network->run))
    {
      reset_both (self);
      return;
    }

  pipe->n_arrived += n_bytes;
  troupe_stream_ready (TROUPE_STREAM (reader));
}

gboolean
troupe_sim_connection_arrive (TroupeSimPipe *pipe)
{
  TroupeSimConnection *self = pipe->connection;
  TroupeSimSegment segment = *troupe_sim_pipe_get_segment (pipe, 0);
  guint reader = !troupe_sim_pipe_get_writer (pipe);
  TroupeSimStream *stream = self->is_dead[reader] ? NULL : self->ends[reader];

  if (segment.kind == TROUPE_SIM_SEGMENT_CONNECT && is_full (self))
    return FALSE;

  self->network->n_in_flight--;
  troupe_sim_pipe_pop_segment (pipe);
  switch ((TroupeSimSegmentKind) segment.kind)
    {
    case TROUPE_SIM_SEGMENT_BYTES:
      if (stream != NULL)
        deliver_bytes (pipe, stream, segment.n_bytes);
      else
        answer_stranger (self, reader);
      break;

    case TROUPE_SIM_SEGMENT_OPENED:
      if (stream != NULL)
        troupe_sim_stream_notice_opened (stream);
      else
        answer_stranger (self, reader);
      break;

    case TROUPE_SIM_SEGMENT_END:
      if (stream != NULL)
        troupe_sim_stream_notice_end (stream);
      break;

    case TROUPE_SIM_SEGMENT_REFUSED:
      troupe_sim_connection_break (self, reader,
                                   new_error (self, reader, TROUPE_ERROR_REFUSED, "Connection refused"));
      break;

    case TROUPE_SIM_SEGMENT_RESET:
      troupe_sim_connection_reset (self, reader);
      break;

    case TROUPE_SIM_SEGMENT_CONNECT:
      answer_connect (self);
      break;

    case TROUPE_SIM_SEGMENT_ROOM:
    case TROUPE_SIM_SEGMENT_NONE:
    default:
      break;
    }

  return TRUE;
}

/* ---- room ---- */

guint32
troupe_sim_connection_get_read_size_max (TroupeSimConnection *self,
                                         guint                side)
{
  const TroupeSimLink *link = troupe_sim_topology_get_link (&self->network->topology, self->paths[!side]);

  return link->mtu_bytes > 0 ? (guint32) MIN (link->mtu_bytes, TROUPE_SIM_PIPE_SIZE) : TROUPE_SIM_PIPE_SIZE;
}

void
troupe_sim_connection_hear (TroupeSimPipe *pipe,
                            guint32        n_bytes)
{
  TroupeSimConnection *self = pipe->connection;
  guint writer = troupe_sim_pipe_get_writer (pipe);

  pipe->room += n_bytes;
  troupe_sim_connection_tell (self, !writer);
  if (self->ends[writer] != NULL)
    troupe_sim_stream_notice_room (self->ends[writer]);
}

void
troupe_sim_connection_tell (TroupeSimConnection *self,
                            guint                side)
{
  TroupeSimPipe *pipe = &self->pipes[!side];
  guint32 n_read = pipe->n_read;

  if (pipe->note.n_bytes > 0 || n_read < NOTE_SIZE_MIN)
    return;

  pipe->n_read = 0;
  troupe_sim_transit_send_note (pipe, n_read);
}

/* A write that took less than there was room for: there is room now. */
static void
remind (gpointer data)
{
  TroupeSimPipe *pipe = data;
  TroupeSimConnection *self = pipe->connection;
  guint writer = troupe_sim_pipe_get_writer (pipe);

  if (self->ends[writer] != NULL)
    troupe_sim_stream_notice_room (self->ends[writer]);
  troupe_sim_connection_unref (self);
}

void
troupe_sim_connection_remind (TroupeSimConnection *self,
                              guint                side)
{
  troupe_sim_connection_ref (self);
  troupe_sim_run_schedule (self->network->run, self->network->run->time_ns, remind, &self->pipes[side]);
}

/* What was held back can be read. */
static void
release (gpointer data)
{
  TroupeSimPipe *pipe = data;
  TroupeSimConnection *self = pipe->connection;
  guint reader = !troupe_sim_pipe_get_writer (pipe);

  self->network->n_in_flight--;
  pipe->n_arrived += pipe->n_held;
  pipe->n_held = 0;
  if (self->ends[reader] != NULL)
    troupe_stream_ready (TROUPE_STREAM (self->ends[reader]));

  troupe_sim_connection_unref (self);
}

void
troupe_sim_connection_hold (TroupeSimConnection *self,
                            guint                side)
{
  TroupeSimPipe *pipe = &self->pipes[!side];

  if (pipe->n_arrived == 0 || pipe->n_held > 0)
    return;

  pipe->n_held = pipe->n_arrived;
  pipe->n_arrived = 0;
  troupe_sim_connection_ref (self);
  self->network->n_in_flight++;
  troupe_sim_run_schedule (self->network->run, self->network->run->time_ns, release, pipe);
}
