/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "world/troupe-sim-stream-private.h"

#include "base/troupe-error.h"
#include "base/troupe-fault-private.h"
#include "base/troupe-world-private.h"
#include "world/troupe-sim-process-private.h"

/*   connecting --opened--> open --break--> broken
 *       |                   |                ^|
 *       +------ break ------|----------------+|
 *       |                   |                 |
 *       +------ close ------+-----------------+--> closed
 *       +------ sever ------+-----------------+--> severed
 *
 * The end of what the peer wrote (has_end) leaves an open stream open: only the peer's answer to a write breaks it. */
typedef enum
{
  CONNECTING,
  OPEN,
  BROKEN,
  CLOSED,
  SEVERED,
} State;

struct _TroupeSimStream
{
  TroupeStream         parent_instance;

  State                state;
  TroupeSimProcess    *process;    /* (nullable) (not owned): NULL once closed or severed */
  GList                link;       /* in the process's list while it has one; its data is this */
  TroupeSimConnection *connection; /* (nullable) (not owned): counts us as an end; NULL with the process */
  guint                side;
  gboolean             has_end;    /* the peer's end has arrived, behind its bytes */
  gboolean             is_blocked; /* a write found too little room: its owner waits for a ready call */
  char                *peer;       /* what errors call the other end: nothing proves who it is */
  GError              *error;      /* (nullable): why it is broken */
};

G_DEFINE_FINAL_TYPE (TroupeSimStream, troupe_sim_stream, TROUPE_TYPE_STREAM)

/* One read in four is short: how it comes out is one of these. What is left then waits for the next ready call, as if
 * it had arrived a moment later. */
static guint32
choose_read_size (TroupeSimRun *run,
                  guint32       size)
{
  switch (troupe_sim_run_choose (run, "stream.read", 16))
    {
    case 12:
      return 1;
    case 13:
      return size - 1;
    case 14:
      return size / 2;
    case 15:
      return 1 + troupe_sim_run_choose (run, "stream.read-size", size);
    default:
      return size;
    }
}

static TroupeStreamResult
read_nothing (const TroupeSimStream *self,
              const TroupeSimPipe   *pipe)
{
  if (pipe->n_held > 0)
    return TROUPE_STREAM_AGAIN;
  if (self->has_end)
    return TROUPE_STREAM_END;

  return self->state == BROKEN ? TROUPE_STREAM_BROKEN : TROUPE_STREAM_AGAIN;
}

static TroupeStreamResult
troupe_sim_stream_try_read (TroupeStream *stream,
                            void         *buffer,
                            gsize         size,
                            gsize        *ret_size)
{
  TroupeSimStream *self = (TroupeSimStream *) stream;
  TroupeSimPipe *pipe;
  guint32 n_wanted;
  guint32 n_given;

  *ret_size = 0;
  if (self->connection == NULL)
    return self->state == CLOSED ? TROUPE_STREAM_BROKEN : TROUPE_STREAM_AGAIN;

  pipe = &self->connection->pipes[!self->side];
  n_wanted = (guint32) MIN (size, pipe->n_arrived);
  if (n_wanted == 0)
    return read_nothing (self, pipe);

  n_wanted = MIN (n_wanted, troupe_sim_connection_get_read_size_max (self->connection, self->side));
  n_given = n_wanted > 1 ? choose_read_size (self->process->run, n_wanted) : n_wanted;
  troupe_sim_pipe_take (pipe, buffer, n_given);
  troupe_sim_connection_tell (self->connection, self->side);
  if (n_given < n_wanted)
    troupe_sim_connection_hold (self->connection, self->side);
  *ret_size = n_given;

  return TROUPE_STREAM_OK;
}

/* A kernel can take less than it has room for. */
static guint32
put (TroupeSimStream    *self,
     const TroupeVector *vectors,
     guint               n_vectors,
     gsize               n_offered)
{
  TroupeSimPipe *pipe = &self->connection->pipes[self->side];
  guint32 n_bytes_max = (guint32) MIN (n_offered, pipe->room);

  if (n_bytes_max > 1 && TROUPE_FAULT_POINT (self->process->world, "stream.short-write"))
    {
      n_bytes_max /= 2;
      troupe_sim_connection_remind (self->connection, self->side);
    }

  return troupe_sim_pipe_put (pipe, vectors, n_vectors, n_bytes_max);
}

static TroupeStreamResult
troupe_sim_stream_try_write (TroupeStream       *stream,
                             const TroupeVector *vectors,
                             guint               n_vectors,
                             gsize              *ret_size)
{
  TroupeSimStream *self = (TroupeSimStream *) stream;
  gsize n_offered = 0;
  guint32 n_taken;

  *ret_size = 0;
  if (self->state == BROKEN || self->state == CLOSED)
    return TROUPE_STREAM_BROKEN;

  for (guint i = 0; i < n_vectors; i++)
    n_offered += vectors[i].size;

  if (self->state == SEVERED || self->process->state != TROUPE_SIM_PROCESS_ALIVE)
    {
      /* What a process writes that is ending goes nowhere, and it does not learn of it. */
      *ret_size = n_offered;
      return TROUPE_STREAM_OK;
    }

  if (self->state == CONNECTING)
    return TROUPE_STREAM_AGAIN;
  if (n_offered == 0)
    return TROUPE_STREAM_OK;

  n_taken = put (self, vectors, n_vectors, n_offered);
  self->is_blocked = n_taken < n_offered;
  if (n_taken == 0)
    return TROUPE_STREAM_AGAIN;

  troupe_sim_connection_send (self->connection, self->side, TROUPE_SIM_SEGMENT_BYTES, n_taken);
  *ret_size = n_taken;

  return TROUPE_STREAM_OK;
}

static const GError *
troupe_sim_stream_get_error (TroupeStream *stream)
{
  return ((TroupeSimStream *) stream)->error;
}

/* Leaves process and connection; @last_segment is the peer's to hear, unless it has broken the connection itself. */
static void
leave (TroupeSimStream      *self,
       State                 state,
       TroupeSimSegmentKind  last_segment)
{
  TroupeSimConnection *connection = g_steal_pointer (&self->connection);
  TroupeSimProcess *process = g_steal_pointer (&self->process);

  if (connection == NULL)
    return;

  g_queue_unlink (&process->streams, &self->link);
  if (self->state != BROKEN)
    troupe_sim_connection_send (connection, self->side, last_segment, 0);
  self->state = state;
  troupe_sim_connection_leave (connection, self->side);
}

static void
emit (TroupeSimStream  *self,
      TroupeSimProcess *process,
      TroupeEventKind   kind,
      gconstpointer     payload)
{
  TroupeEvent event = {
    .kind = kind,
    .detail = self->side == TROUPE_SIM_SERVER ? TROUPE_EVENT_IS_ACCEPTOR : 0,
    .proc = process->proc_id,
    .message_number = TROUPE_STREAM (self)->number,
    .payload = payload,
  };

  if (troupe_world_listens (process->world, kind))
    troupe_world_emit (process->world, &event);
}

/* Whoever has it lets go of it; once closed or severed, nobody has. */
static void
let_go (TroupeSimStream      *self,
        TroupeSimSegmentKind  last_segment)
{
  TroupeSimProcess *process = self->process;

  if (process == NULL)
    return;

  leave (self, CLOSED, last_segment);
  emit (self, process, TROUPE_EVENT_CLOSED, NULL);
}

static void
troupe_sim_stream_close (TroupeStream *stream)
{
  TroupeSimStream *self = (TroupeSimStream *) stream;

  let_go (self, TROUPE_SIM_SEGMENT_END);
  if (self->error == NULL)
    g_set_error (&self->error, TROUPE_ERROR, TROUPE_ERROR_CLOSED, "The connection with %s is closed", self->peer);
}

void
troupe_sim_stream_refuse (TroupeSimStream *self)
{
  let_go (self, TROUPE_SIM_SEGMENT_RESET);
}

void
troupe_sim_stream_sever (TroupeSimStream      *self,
                         TroupeSimSegmentKind  last_segment)
{
  leave (self, SEVERED, last_segment);
}

void
troupe_sim_stream_tell_opened (TroupeSimStream *self)
{
  emit (self, self->process, TROUPE_EVENT_OPENED, self->connection->address);
}

void
troupe_sim_stream_notice_opened (TroupeSimStream *self)
{
  self->state = OPEN;
  troupe_sim_stream_tell_opened (self);
  troupe_stream_ready (TROUPE_STREAM (self));
}

void
troupe_sim_stream_notice_end (TroupeSimStream *self)
{
  self->has_end = TRUE;
  troupe_stream_ready (TROUPE_STREAM (self));
}

void
troupe_sim_stream_break (TroupeSimStream *self,
                         const GError    *error)
{
  self->state = BROKEN;
  self->error = g_error_copy (error);
  troupe_stream_ready (TROUPE_STREAM (self));
}

gboolean
troupe_sim_stream_is_connecting (const TroupeSimStream *self)
{
  return self->state == CONNECTING;
}

const char *
troupe_sim_stream_get_peer_name (const TroupeSimStream *self)
{
  return self->peer;
}

TroupeSimProcess *
troupe_sim_stream_get_process (const TroupeSimStream *self)
{
  return self->process;
}

void
troupe_sim_stream_notice_room (TroupeSimStream *self)
{
  if (!self->is_blocked)
    return;

  self->is_blocked = FALSE;
  troupe_stream_ready (TROUPE_STREAM (self));
}

TroupeSimStream *
troupe_sim_stream_new (TroupeSimProcess *process,
                       const char       *peer)
{
  TroupeSimStream *self = g_object_new (TROUPE_SIM_TYPE_STREAM, NULL);

  self->process = process;
  self->peer = g_strdup (peer);
  g_queue_push_tail_link (&process->streams, &self->link);

  return self;
}

void
troupe_sim_stream_attach (TroupeSimStream     *self,
                          TroupeSimConnection *connection,
                          guint                side)
{
  TROUPE_STREAM (self)->number = connection->number;
  self->connection = connection;
  self->side = side;
  if (side == TROUPE_SIM_SERVER)
    self->state = OPEN;
}

static void
troupe_sim_stream_dispose (GObject *object)
{
  let_go ((TroupeSimStream *) object, TROUPE_SIM_SEGMENT_END);

  G_OBJECT_CLASS (troupe_sim_stream_parent_class)->dispose (object);
}

static void
troupe_sim_stream_finalize (GObject *object)
{
  TroupeSimStream *self = (TroupeSimStream *) object;

  g_clear_error (&self->error);
  g_free (self->peer);

  G_OBJECT_CLASS (troupe_sim_stream_parent_class)->finalize (object);
}

static void
troupe_sim_stream_class_init (TroupeSimStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  TroupeStreamClass *stream_class = (TroupeStreamClass *) klass;

  object_class->dispose = troupe_sim_stream_dispose;
  object_class->finalize = troupe_sim_stream_finalize;
  stream_class->try_read = troupe_sim_stream_try_read;
  stream_class->try_write = troupe_sim_stream_try_write;
  stream_class->get_error = troupe_sim_stream_get_error;
  stream_class->close = troupe_sim_stream_close;
}

static void
troupe_sim_stream_init (TroupeSimStream *self)
{
  self->link.data = self;
}
