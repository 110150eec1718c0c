/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-delivery-private.h"
#include "proc/troupe-lane-private.h"
#include "proc/troupe-proc-core-private.h"
#include "proc/troupe-router-private.h"
#include "proc/troupe-sessions-private.h"

#include "base/troupe-hash-private.h"

#define LOG_INTERVAL_NS G_GUINT64_CONSTANT (1000000000)

TroupeSessions *
troupe_loop_get_sessions (TroupeLoop *loop)
{
  TroupeSessions *self = loop->sessions;

  if (G_LIKELY (self != NULL))
    return self;

  self = loop->sessions = g_new0 (TroupeSessions, 1);
  self->proc = troupe_proc_id_ref (troupe_proc_get_id (loop->procs->pdata[0]));
  self->scratch = troupe_scratch_new (&loop->large);
  self->outbounds = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_outbound_free);
  self->routes = g_hash_table_new_full (troupe_address_hash, troupe_address_equal,
                                        (GDestroyNotify) troupe_address_unref, NULL);
  self->inbounds = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_inbound_free);
  self->acceptors = troupe_acceptor_table_new (&loop->knobs, &loop->large);
  self->home = (TroupeSessionHome) {
    .proc = self->proc,
    .incarnation = troupe_world_get_seed (loop->world, "session.incarnation"),
    .n_sessions = &self->n_sessions,
    .knobs = &loop->knobs,
    .scratch = self->scratch,
  };

  return self;
}

/* Outbounds first: they may hold messages that came in, on their way back. */
void
troupe_loop_clear_sessions (TroupeLoop *loop)
{
  TroupeSessions *self = loop->sessions;

  if (self == NULL)
    return;

  g_ptr_array_unref (self->outbounds);
  g_hash_table_unref (self->routes);
  g_ptr_array_unref (self->inbounds);
  troupe_acceptor_table_free (self->acceptors);
  g_free (self->scratch);
  troupe_proc_id_unref (self->proc);
  g_free (self);
  loop->sessions = NULL;
}

gboolean
troupe_sessions_may_log (TroupeSessions *self,
                         const char     *peer,
                         guint64         now_ns)
{
  guint64 hash = troupe_hash_string (peer) | 1;
  TroupeLogged *place = &self->logged[hash % TROUPE_LOGGED_MAX];

  if (place->peer == hash && now_ns - place->time_ns < LOG_INTERVAL_NS)
    return FALSE;

  *place = (TroupeLogged) { hash, now_ns };

  return TRUE;
}

void
troupe_loop_tell_greeting (TroupeLoop *self,
                           guint32     number,
                           guint32     detail,
                           guint64     bound_ns)
{
  TroupeEvent event = { .kind = TROUPE_EVENT_GREETING, .detail = detail, .message_number = number };

  if (!troupe_world_listens (self->world, TROUPE_EVENT_GREETING) || self->procs->len == 0)
    return;

  event.proc = troupe_proc_get_id (self->procs->pdata[0]);
  event.message_type = troupe_loop_get_time (self) + bound_ns;
  troupe_world_emit (self->world, &event);
}

gboolean
troupe_loop_has_unaccepted (TroupeLoop *self)
{
  for (guint i = 0; self->sessions != NULL && i < self->sessions->outbounds->len; i++)
    {
      const TroupeOutbound *outbound = self->sessions->outbounds->pdata[i];

      if (troupe_initiator_get_n_held (outbound->initiator) > 0)
        return TRUE;
    }
  for (guint i = 0; i < self->lanes->len; i++)
    if (troupe_lane_has_unaccepted (self->lanes->pdata[i]))
      return TRUE;

  return self->router->held.length > 0;
}

guint
troupe_loop_count_ahead (TroupeLoop       *self,
                         const TroupePeer *receiver)
{
  TroupeAddress *address = troupe_proc_id_get_address (troupe_actor_id_get_proc (receiver->id));
  const TroupeLane *lane = g_hash_table_lookup (self->lane_routes, address);
  const TroupeOutbound *outbound = NULL;

  if (lane != NULL)
    return troupe_lane_get_n_unaccepted (lane);
  if (self->sessions != NULL)
    outbound = g_hash_table_lookup (self->sessions->routes, address);

  return outbound != NULL ? troupe_initiator_get_n_ahead (outbound->initiator, receiver) : 0;
}

void
troupe_loop_hurry (TroupeLoop *self)
{
  if (self->sessions == NULL)
    return;

  for (guint i = 0; i < self->sessions->outbounds->len; i++)
    troupe_initiator_hurry (((TroupeOutbound *) self->sessions->outbounds->pdata[i])->initiator);
  for (guint i = 0; i < self->sessions->inbounds->len; i++)
    troupe_arrival_acknowledge (((TroupeInbound *) self->sessions->inbounds->pdata[i])->arrival);
}

static void
loop_lose_unsent_of_sessions (TroupeLoop *self)
{
  for (guint i = 0; i < self->sessions->inbounds->len; i++)
    troupe_arrival_silence (((TroupeInbound *) self->sessions->inbounds->pdata[i])->arrival);
  for (guint i = 0; i < self->sessions->outbounds->len; i++)
    {
      TroupeOutbound *outbound = self->sessions->outbounds->pdata[i];
      TroupeMessageQueue messages;
      TroupeMessage *message;

      troupe_message_queue_init (&messages);
      troupe_initiator_take_messages (outbound->initiator, &messages);
      while ((message = troupe_message_queue_pop (&messages)) != NULL)
        troupe_loop_lose (self, message);
    }
}

void
troupe_loop_lose_unsent (TroupeLoop *self)
{
  if (self->sessions != NULL)
    loop_lose_unsent_of_sessions (self);
  for (guint i = 0; i < self->lanes->len; i++)
    troupe_lane_lose (self->lanes->pdata[i]);
}
