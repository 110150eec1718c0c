/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "world/troupe-sim-connection-private.h"

#include "world/troupe-sim-listener-private.h"
#include "world/troupe-sim-run-private.h"
#include "world/troupe-sim-stream-private.h"

/* A reader tells its writer of room when it is worth a note: never less than this. */
#define NOTE_SIZE_MIN (TROUPE_SIM_PIPE_SIZE / 2)

static void arrive (gpointer data);

TroupeSimConnection *
troupe_sim_connection_new (TroupeSimNetwork *network,
                           TroupeSimStream  *client,
                           TroupeSimHost    *client_host,
                           TroupeSimHost    *server_host,
                           TroupeAddress    *address)
{
  TroupeSimConnection *self = g_new0 (TroupeSimConnection, 1);

  self->network = network;
  self->address = troupe_address_ref (address);
  self->hosts[TROUPE_SIM_CLIENT] = client_host;
  self->hosts[TROUPE_SIM_SERVER] = server_host;
  troupe_sim_pipe_init (&self->pipes[TROUPE_SIM_CLIENT], self);
  troupe_sim_pipe_init (&self->pipes[TROUPE_SIM_SERVER], self);
  self->link.data = self;
  g_queue_push_tail_link (&network->connections, &self->link);
  troupe_sim_connection_join (self, TROUPE_SIM_CLIENT, client);

  return self;
}

void
troupe_sim_connection_free (TroupeSimConnection *self)
{
  g_queue_unlink (&self->network->connections, &self->link);
  troupe_sim_pipe_clear (&self->pipes[TROUPE_SIM_CLIENT]);
  troupe_sim_pipe_clear (&self->pipes[TROUPE_SIM_SERVER]);
  troupe_address_unref (self->address);
  g_free (self);
}

static void
unref (TroupeSimConnection *self)
{
  if (--self->n_references == 0)
    troupe_sim_connection_free (self);
}

static guint
get_writer (const TroupeSimPipe *pipe)
{
  return (guint) (pipe - pipe->connection->pipes);
}

/* When something that leaves @side now is on the other side: the link's rule of this moment. */
static guint64
get_arrival_ns (TroupeSimConnection *self,
                guint                side)
{
  const TroupeSimLink *link = troupe_sim_network_resolve_link (self->network, self->hosts[side], self->hosts[!side]);

  return self->network->run->time_ns + link->delay_ns;
}

void
troupe_sim_connection_join (TroupeSimConnection *self,
                            guint                side,
                            TroupeSimStream     *stream)
{
  self->ends[side] = stream;
  self->n_references++;
}

void
troupe_sim_connection_leave (TroupeSimConnection *self,
                             guint                side)
{
  self->ends[side] = NULL;
  unref (self);
}

/* Puts the first segment of the pipe into the heap: one entry for each pipe is enough. */
static void
schedule_first (TroupeSimPipe *pipe)
{
  const TroupeSimSegment *first = troupe_sim_pipe_get_segment (pipe, 0);

  pipe->connection->n_references++;
  troupe_sim_run_schedule_as (pipe->connection->network->run, first->arrival_ns, first->sequence, arrive, pipe);
}

void
troupe_sim_connection_send (TroupeSimConnection  *self,
                            guint                 side,
                            TroupeSimSegmentKind  kind,
                            guint32               n_bytes)
{
  TroupeSimPipe *pipe = &self->pipes[side];
  TroupeSimSegment segment = { .kind = kind, .n_bytes = n_bytes };

  segment.arrival_ns = MAX (get_arrival_ns (self, side), pipe->last_arrival_ns);
  pipe->last_arrival_ns = segment.arrival_ns;
  pipe->has_reset |= kind == TROUPE_SIM_SEGMENT_RESET;

  if (kind == TROUPE_SIM_SEGMENT_BYTES && pipe->n_segments > 0)
    {
      TroupeSimSegment *last = troupe_sim_pipe_get_segment (pipe, pipe->n_segments - 1);

      if (last->kind == TROUPE_SIM_SEGMENT_BYTES && last->arrival_ns == segment.arrival_ns)
        {
          last->n_bytes += n_bytes;
          return;
        }
    }

  segment.sequence = troupe_sim_run_next_sequence (self->network->run);
  troupe_sim_pipe_push_segment (pipe, &segment);
  self->network->n_in_flight++;
  if (pipe->n_segments == 1)
    schedule_first (pipe);
}

/* Someone asks to be connected: is there a listener now? */
static void
answer_connect (TroupeSimConnection *self)
{
  TroupeSimListener *listener = troupe_sim_network_find_listener (self->network,
                                                                  self->hosts[TROUPE_SIM_SERVER],
                                                                  self->address);

  if (listener == NULL)
    {
      troupe_sim_connection_send (self, TROUPE_SIM_SERVER, TROUPE_SIM_SEGMENT_REFUSED, 0);
      return;
    }

  troupe_sim_connection_send (self, TROUPE_SIM_SERVER, TROUPE_SIM_SEGMENT_OPENED, 0);
  troupe_sim_listener_offer (listener, self);
}

static void
deliver_bytes (TroupeSimPipe *pipe,
               guint32        n_bytes)
{
  TroupeSimConnection *self = pipe->connection;
  guint reader = !get_writer (pipe);

  if (self->ends[reader] == NULL)
    {
      /* Nobody will ever read it. */
      if (!self->pipes[reader].has_reset)
        troupe_sim_connection_send (self, reader, TROUPE_SIM_SEGMENT_RESET, 0);
      return;
    }

  pipe->n_arrived += n_bytes;
  troupe_stream_ready (TROUPE_STREAM (self->ends[reader]));
}

/* The first segment of a pipe has reached the other side. */
static void
arrive (gpointer data)
{
  TroupeSimPipe *pipe = data;
  TroupeSimConnection *self = pipe->connection;
  TroupeSimSegment segment = troupe_sim_pipe_pop_segment (pipe);
  TroupeSimStream *reader = self->ends[!get_writer (pipe)];

  self->network->n_in_flight--;
  if (pipe->n_segments > 0)
    schedule_first (pipe);

  switch (segment.kind)
    {
    case TROUPE_SIM_SEGMENT_CONNECT:
      answer_connect (self);
      break;

    case TROUPE_SIM_SEGMENT_BYTES:
      deliver_bytes (pipe, segment.n_bytes);
      break;

    case TROUPE_SIM_SEGMENT_OPENED:
    case TROUPE_SIM_SEGMENT_REFUSED:
    case TROUPE_SIM_SEGMENT_END:
    case TROUPE_SIM_SEGMENT_RESET:
    default:
      if (reader != NULL)
        troupe_sim_stream_notice (reader, segment.kind);
      break;
    }

  unref (self);
}

/* A note about room has reached the writer. */
static void
hear (gpointer data)
{
  TroupeSimPipe *pipe = data;
  TroupeSimConnection *self = pipe->connection;
  TroupeSimStream *writer = self->ends[get_writer (pipe)];

  pipe->room += pipe->n_told;
  pipe->n_told = 0;
  troupe_sim_connection_tell (self, !get_writer (pipe));
  if (writer != NULL)
    troupe_sim_stream_notice_room (writer);

  unref (self);
}

void
troupe_sim_connection_tell (TroupeSimConnection *self,
                            guint                side)
{
  TroupeSimPipe *pipe = &self->pipes[!side];

  if (pipe->n_told > 0 || pipe->n_read < NOTE_SIZE_MIN)
    return;

  pipe->n_told = pipe->n_read;
  pipe->n_read = 0;
  self->n_references++;
  troupe_sim_run_schedule (self->network->run, get_arrival_ns (self, side), hear, pipe);
}

/* What was held back can be read. */
static void
release (gpointer data)
{
  TroupeSimPipe *pipe = data;
  TroupeSimConnection *self = pipe->connection;
  guint32 n_held = pipe->n_held;

  self->network->n_in_flight--;
  pipe->n_held = 0;
  deliver_bytes (pipe, n_held);

  unref (self);
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
  self->n_references++;
  self->network->n_in_flight++;
  troupe_sim_run_schedule (self->network->run, self->network->run->time_ns, release, pipe);
}
