/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-delivery-private.h"
#include "proc/troupe-proc-core-private.h"
#include "proc/troupe-sessions-private.h"

#include "base/troupe-error.h"
#include "base/troupe-hash-private.h"

/* Messages from other processes: for each connection that they make, what drives it. */

static void
inbound_emit (TroupeInbound   *self,
              TroupeEventKind  kind,
              TroupeReason     reason)
{
  TroupeLoop *loop = self->loop;
  TroupeConnection connection = { troupe_arrival_get_peer (self->arrival), self->stream };
  TroupeEvent event = {
    .kind = kind, .reason = reason, .detail = TROUPE_EVENT_IS_ACCEPTOR, .payload = &connection,
  };

  if (!troupe_world_listens (loop->world, kind) || loop->procs->len == 0)
    return;

  event.proc = troupe_proc_get_id (loop->procs->pdata[0]);
  event.message_type = troupe_hash_mix (troupe_arrival_get_incarnation (self->arrival),
                                        troupe_arrival_get_session (self->arrival));
  event.message_number = troupe_arrival_get_connection (self->arrival);
  troupe_world_emit (loop->world, &event);
}

static void
inbound_acknowledged (TroupeArrival *arrival,
                      guint64        sequence,
                      gpointer       user_data)
{
  TroupeLoop *loop = ((TroupeInbound *) user_data)->loop;
  TroupeAcknowledgement said = { .peer = troupe_arrival_get_peer (arrival) };
  TroupeEvent event = {
    .kind = TROUPE_EVENT_ACKNOWLEDGED,
    .detail = TROUPE_EVENT_IS_ACCEPTOR,
    .message_number = sequence,
    .payload = &said,
  };

  if (!troupe_world_listens (loop->world, TROUPE_EVENT_ACKNOWLEDGED) || loop->procs->len == 0)
    return;

  event.proc = troupe_proc_get_id (loop->procs->pdata[0]);
  event.message_type = troupe_hash_mix (troupe_arrival_get_incarnation (arrival), troupe_arrival_get_session (arrival));
  troupe_world_emit (loop->world, &event);
}

static void
inbound_wake (TroupeArrival *arrival,
              gpointer       user_data)
{
  TroupeInbound *self = user_data;

  troupe_loop_schedule (self->loop, &self->task);
}

static void
inbound_opened (TroupeArrival *arrival,
                TroupeProcId  *peer,
                gpointer       user_data)
{
  inbound_emit (user_data, TROUPE_EVENT_CONNECTED, TROUPE_REASON_NONE);
}

static void
inbound_received (TroupeArrival *arrival,
                  TroupeMessage *message,
                  gpointer       user_data)
{
  TroupeInbound *self = user_data;
  gboolean is_ephemeral = message->port >= TROUPE_PORT_EPHEMERAL_FIRST && message->port < TROUPE_PORT_HANDLER_BIT;

  /* What a peer says of the port is not believed: each type has its own. */
  if (message->port == message->type->port || is_ephemeral)
    troupe_loop_accept (self->loop, message);
  else
    troupe_loop_refuse (self->loop, message, TROUPE_REASON_NO_SUCH_PORT);
}

/* A peer that only went is nothing to tell people of; one that said what makes no sense is, but not each time. */
static gboolean
inbound_is_worth_telling (TroupeInbound *self,
                          TroupeReason   reason,
                          const GError  *error)
{
  gboolean is_fault = reason == TROUPE_REASON_UNROUTABLE ||
                      g_error_matches (error, TROUPE_ERROR, TROUPE_ERROR_CORRUPT);

  return is_fault && troupe_sessions_may_log (self->loop->sessions, troupe_arrival_get_stream_peer (self->arrival),
                                              troupe_loop_get_time (self->loop));
}

static void
inbound_closed (TroupeArrival *arrival,
                gboolean       was_open,
                TroupeReason   reason,
                const GError  *error,
                gpointer       user_data)
{
  TroupeInbound *self = user_data;
  TroupeLoop *loop = self->loop;
  const char *peer = troupe_arrival_get_stream_peer (arrival);

  self->is_over = TRUE;
  troupe_loop_schedule (loop, &self->task);
  if (error != NULL && inbound_is_worth_telling (self, reason, error))
    troupe_world_log (loop->world, G_LOG_LEVEL_MESSAGE, "A connection from %s was refused: %s", peer, error->message);
  else if (error != NULL)
    troupe_world_log (loop->world, G_LOG_LEVEL_DEBUG, "The connection from %s ended: %s", peer, error->message);
  if (was_open)
    inbound_emit (self, TROUPE_EVENT_DISCONNECTED, reason);
}

static const TroupeArrivalFuncs inbound_funcs = {
  .wake = inbound_wake,
  .opened = inbound_opened,
  .received = inbound_received,
  .closed = inbound_closed,
  .acknowledged = inbound_acknowledged,
};

static void
inbound_run (TroupeTask *task)
{
  TroupeInbound *self = TROUPE_CONTAINER (task, TroupeInbound, task);
  TroupeLoop *loop = self->loop;
  guint64 now_ns = troupe_loop_get_time (loop);

  if (!self->is_over)
    troupe_arrival_run (self->arrival, now_ns);
  if (self->is_over && !task->queued)
    g_ptr_array_remove (loop->sessions->inbounds, self);
  else if (!self->is_over)
    troupe_loop_set_timer_by (loop, &self->timer, troupe_arrival_get_wake_time (self->arrival),
                              /* is_background = */ TRUE, now_ns);
}

static void
inbound_time_has_come (TroupeTimer *timer)
{
  TroupeInbound *self = TROUPE_CONTAINER (timer, TroupeInbound, timer);

  troupe_loop_schedule (self->loop, &self->task);
}

void
troupe_loop_add_accepted (TroupeLoop   *self,
                          TroupeStream *stream)
{
  TroupeSessions *sessions = troupe_loop_get_sessions (self);
  TroupeInbound *inbound = g_new0 (TroupeInbound, 1);

  inbound->task.run = inbound_run;
  inbound->timer.fire = inbound_time_has_come;
  inbound->loop = self;
  inbound->stream = stream->number;
  g_ptr_array_add (sessions->inbounds, inbound);
  inbound->arrival = troupe_arrival_new (stream, &sessions->home, sessions->acceptors, self->peers, &inbound_funcs,
                                         inbound, troupe_loop_get_time (self));
  /* As long again for a refusal to be read. */
  troupe_loop_tell_greeting (self, inbound->stream, TROUPE_EVENT_IS_ACCEPTOR,
                             2 * self->knobs.values[TROUPE_KNOB_SESSION_GREETING_BOUND]);
}

void
troupe_inbound_free (TroupeInbound *self)
{
  troupe_loop_cancel_timer (self->loop, &self->timer);
  troupe_run_queue_remove (&self->loop->run_queue, &self->task);
  troupe_arrival_free (self->arrival);
  g_free (self);
}
