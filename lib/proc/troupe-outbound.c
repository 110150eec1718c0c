/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-delivery-private.h"
#include "proc/troupe-lane-private.h"
#include "proc/troupe-proc-core-private.h"
#include "proc/troupe-sessions-private.h"

#include "base/troupe-hash-private.h"

/* Messages to other processes: for each address that they go to, a session and what drives it. */

static void
outbound_emit (TroupeOutbound  *self,
               TroupeEventKind  kind,
               TroupeReason     reason)
{
  TroupeLoop *loop = self->loop;
  TroupeConnection connection = { troupe_initiator_get_peer (self->initiator), self->stream };
  TroupeEvent event = { .kind = kind, .reason = reason, .payload = &connection };

  if (!troupe_world_listens (loop->world, kind) || loop->procs->len == 0)
    return;

  event.proc = troupe_proc_get_id (loop->procs->pdata[0]);
  event.message_type = troupe_hash_mix (loop->sessions->home.incarnation,
                                        troupe_initiator_get_session (self->initiator));
  event.message_number = troupe_initiator_get_connection (self->initiator);
  troupe_world_emit (loop->world, &event);
}

static void
outbound_acknowledged (TroupeInitiator *initiator,
                       guint64          sequence,
                       gpointer         user_data)
{
  TroupeLoop *loop = ((TroupeOutbound *) user_data)->loop;
  TroupeAcknowledgement heard = { troupe_initiator_get_peer (initiator), troupe_initiator_get_unsent (initiator) };
  TroupeEvent event = { .kind = TROUPE_EVENT_ACKNOWLEDGED, .message_number = sequence, .payload = &heard };

  if (!troupe_world_listens (loop->world, TROUPE_EVENT_ACKNOWLEDGED) || loop->procs->len == 0)
    return;

  event.proc = troupe_proc_get_id (loop->procs->pdata[0]);
  event.message_type = troupe_hash_mix (loop->sessions->home.incarnation, troupe_initiator_get_session (initiator));
  troupe_world_emit (loop->world, &event);
}

static void
outbound_wake (TroupeInitiator *initiator,
               gpointer         user_data)
{
  TroupeOutbound *self = user_data;

  troupe_loop_schedule (self->loop, &self->task);
}

static TroupeStream *
outbound_dial (TroupeInitiator  *initiator,
               GError          **error,
               gpointer          user_data)
{
  TroupeOutbound *self = user_data;
  TroupeStream *stream = troupe_world_connect (self->loop->world, self->address, error);

  if (stream == NULL)
    return NULL;

  self->stream = stream->number;
  troupe_loop_tell_greeting (self->loop, self->stream, /* detail = */ 0,
                             self->loop->knobs.values[TROUPE_KNOB_SESSION_GREETING_BOUND]);

  return stream;
}

static guint
outbound_choose (TroupeInitiator *initiator,
                 const char      *site,
                 guint            n,
                 gpointer         user_data)
{
  TroupeOutbound *self = user_data;

  return troupe_world_choose (self->loop->world, site, n);
}

static void
outbound_connected (TroupeInitiator *initiator,
                    TroupeProcId    *peer,
                    gpointer         user_data)
{
  outbound_emit (user_data, TROUPE_EVENT_CONNECTED, TROUPE_REASON_NONE);
}

static void
outbound_disconnected (TroupeInitiator *initiator,
                       gboolean         was_open,
                       TroupeReason     reason,
                       const GError    *error,
                       gpointer         user_data)
{
  TroupeOutbound *self = user_data;

  if (error != NULL)
    troupe_world_log (self->loop->world, G_LOG_LEVEL_DEBUG, "The connection to %s ended: %s",
                      troupe_address_to_string (self->address), error->message);
  troupe_peer_faults_add_end (&self->loop->sessions->acceptors->faults, reason,
                              was_open ? TROUPE_PEER_FAULT_MALFORMED : TROUPE_PEER_FAULT_GREETING, error);
  if (was_open)
    outbound_emit (self, TROUPE_EVENT_DISCONNECTED, reason);
}

static void
outbound_returned (TroupeInitiator *initiator,
                   TroupeMessage   *message,
                   TroupeReason     reason,
                   gpointer         user_data)
{
  TroupeOutbound *self = user_data;

  troupe_loop_refuse (self->loop, message, reason);
}

static const TroupeInitiatorFuncs outbound_funcs = {
  .wake = outbound_wake,
  .dial = outbound_dial,
  .choose = outbound_choose,
  .connected = outbound_connected,
  .disconnected = outbound_disconnected,
  .returned = outbound_returned,
  .acknowledged = outbound_acknowledged,
};

static void
outbound_run (TroupeTask *task)
{
  TroupeOutbound *self = TROUPE_CONTAINER (task, TroupeOutbound, task);
  TroupeLoop *loop = self->loop;
  guint64 now_ns = troupe_loop_get_time (loop);

  troupe_initiator_run (self->initiator, now_ns);
  if (troupe_initiator_is_dormant (self->initiator, now_ns) && !task->queued)
    g_ptr_array_remove (loop->sessions->outbounds, self);
  else
    troupe_loop_set_timer_by (loop, &self->timer, troupe_initiator_get_wake_time (self->initiator),
                              troupe_initiator_get_n_held (self->initiator) == 0, now_ns);
  troupe_loop_check_flush (loop);
}

static void
outbound_time_has_come (TroupeTimer *timer)
{
  TroupeOutbound *self = TROUPE_CONTAINER (timer, TroupeOutbound, timer);

  troupe_loop_schedule (self->loop, &self->task);
}

static TroupeOutbound *
outbound_new (TroupeLoop    *loop,
              TroupeAddress *address)
{
  TroupeSessions *sessions = troupe_loop_get_sessions (loop);
  TroupeOutbound *self = g_new0 (TroupeOutbound, 1);
  gboolean has_trailers = troupe_address_get_kind (address) == TROUPE_ADDRESS_TCP;

  self->task.run = outbound_run;
  self->timer.fire = outbound_time_has_come;
  self->loop = loop;
  self->address = troupe_address_ref (address);
  self->initiator = troupe_initiator_new (&sessions->home, has_trailers, &outbound_funcs, self);
  g_ptr_array_add (sessions->outbounds, self);
  g_hash_table_insert (sessions->routes, troupe_address_ref (address), self);

  return self;
}

/* Where the session to @address is found first. The place depends on the content of the address alone. */
static TroupeOutbound **
sessions_find_recent (TroupeSessions      *self,
                      const TroupeAddress *address)
{
  return &self->recent[troupe_address_get_hash64 (address) & (TROUPE_RECENT_MAX - 1)];
}

static TroupeOutbound *
loop_find_outbound (TroupeLoop    *self,
                    TroupeAddress *address)
{
  TroupeSessions *sessions = troupe_loop_get_sessions (self);
  TroupeOutbound **recent = sessions_find_recent (sessions, address);

  if (G_LIKELY (*recent != NULL &&
                ((*recent)->address == address || troupe_address_equal ((*recent)->address, address))))
    return *recent;

  *recent = g_hash_table_lookup (sessions->routes, address);
  if (*recent == NULL)
    *recent = outbound_new (self, address);

  return *recent;
}

void
troupe_outbound_free (TroupeOutbound *self)
{
  TroupeOutbound **recent = sessions_find_recent (self->loop->sessions, self->address);

  if (*recent == self)
    *recent = NULL;
  g_hash_table_remove (self->loop->sessions->routes, self->address);
  troupe_loop_cancel_timer (self->loop, &self->timer);
  troupe_run_queue_remove (&self->loop->run_queue, &self->task);
  troupe_initiator_free (self->initiator);
  troupe_address_unref (self->address);
  g_free (self);
}

static void
loop_tell_overrun (TroupeLoop          *self,
                   const TroupeMessage *message)
{
  TroupeEvent event = { .kind = TROUPE_EVENT_OVERRUN, .payload = "the queue to another process" };

  if (!troupe_world_listens (self->world, TROUPE_EVENT_OVERRUN) || message->sender == NULL)
    return;

  event.proc = troupe_proc_get_id (self->procs->pdata[0]);
  event.subject = message->sender->id;
  troupe_world_emit (self->world, &event);
}

/* A local address leads to a loop of this process, or nowhere. */
static void
loop_send_by_lane (TroupeLoop    *self,
                   TroupeAddress *address,
                   TroupeMessage *message)
{
  TroupeLane *lane = troupe_loop_find_lane (self, address);

  if (lane != NULL)
    troupe_lane_send (lane, message);
  else
    troupe_loop_refuse (self, message, TROUPE_REASON_UNROUTABLE);
}

void
troupe_loop_send_over (TroupeLoop    *self,
                       TroupeMessage *message,
                       TroupeAddress *address)
{
  TroupeOutbound *outbound;

  if (troupe_address_get_kind (address) == TROUPE_ADDRESS_LOCAL)
    {
      loop_send_by_lane (self, address, message);
      return;
    }

  outbound = loop_find_outbound (self, address);
  if (troupe_initiator_post (outbound->initiator, message, troupe_loop_get_time (self)))
    return;

  troupe_loop_take_in_hand (self, message);
  loop_tell_overrun (self, message);
  troupe_loop_let_go (self, message);
  troupe_loop_refuse (self, message, TROUPE_REASON_UNROUTABLE);
}
