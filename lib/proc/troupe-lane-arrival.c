/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-lane-private.h"
#include "proc/troupe-delivery-private.h"
#include "proc/troupe-proc-core-private.h"

/* The receiving end of a lane. */

static void
lane_attach (TroupeLane *self,
             TroupeLoop *loop)
{
  if (self->receiver != NULL)
    return;

  self->receiver = loop;
  g_ptr_array_add (loop->arrivals, self);
}

void
troupe_lane_detach (TroupeLane *self)
{
  for (guint i = 0; self->known != NULL && i < TROUPE_LANE_N_KNOWN; i++)
    {
      g_clear_pointer (&self->known[i].id, troupe_actor_id_unref);
      g_clear_pointer (&self->known[i].peer, troupe_peer_unref);
    }
  g_clear_pointer (&self->known, g_free);
  self->receiver = NULL;
  troupe_lane_unref (self);
}

/* What the sending loop calls @id is to us. (transfer full) */
static TroupePeer *
lane_find_peer (TroupeLane    *self,
                TroupeActorId *id)
{
  /* Where an id lies decides only which place it has here; what is answered does not depend on it. */
  guint64 spread = (guint64) GPOINTER_TO_SIZE (id) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  TroupeKnownPeer *known = &self->known[spread >> 32 & (TROUPE_LANE_N_KNOWN - 1)];

  if (G_UNLIKELY (known->id != id))
    {
      g_clear_pointer (&known->id, troupe_actor_id_unref);
      g_clear_pointer (&known->peer, troupe_peer_unref);
      known->id = troupe_actor_id_ref (id);
      known->peer = troupe_peer_table_intern (self->receiver->peers, id);
    }

  return troupe_peer_ref (known->peer);
}

/* Makes @message one of this loop. */
static void
lane_unpack (TroupeLane    *self,
             TroupeMessage *message)
{
  if (message->sender != NULL)
    message->sender = lane_find_peer (self, (TroupeActorId *) message->sender);
  message->receiver = lane_find_peer (self, (TroupeActorId *) message->receiver);
  troupe_message_enter_pool (message, self->receiver->pool);
}

static void
lane_take_out (TroupeLane         *self,
               TroupeMessageQueue *messages)
{
  TroupeMessage *message;

  if (self->known == NULL)
    self->known = g_new0 (TroupeKnownPeer, TROUPE_LANE_N_KNOWN);
  while ((message = troupe_message_queue_pop (messages)) != NULL)
    {
      lane_unpack (self, message);
      troupe_loop_accept (self->receiver, message);
    }
}

void
troupe_lane_parcel_arrived (TroupeTask *task)
{
  TroupeLane *self = TROUPE_CONTAINER (task, TroupeLane, parcel.task);

  lane_attach (self, self->parcel.loop);
  lane_take_out (self, &self->contents);
  /* From here on it is the sender's, unless that waits for it to come. If nobody is there any more it stays here. */
  if (__atomic_exchange_n (&self->state, TROUPE_PARCEL_HOME, __ATOMIC_ACQ_REL) == TROUPE_PARCEL_WANTED)
    {
      self->parcel.task.run = troupe_lane_parcel_came_home;
      troupe_inbox_put (self->sender_inbox, &self->parcel.node);
    }
}

void
troupe_lane_farewell_arrived (TroupeTask *task)
{
  TroupeLane *self = TROUPE_CONTAINER (task, TroupeLane, farewell.task);
  TroupeLoop *loop = self->farewell.loop;

  lane_attach (self, loop);
  /* The world may have chosen so; but what was sent first arrives first. */
  if (self->parcel.task.queued)
    {
      troupe_run_queue_remove (&loop->run_queue, &self->parcel.task);
      troupe_lane_parcel_arrived (&self->parcel.task);
    }
  lane_take_out (self, &self->rest);
  g_ptr_array_remove (loop->arrivals, self);
  troupe_lane_detach (self);
}
