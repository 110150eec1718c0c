/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-lane-private.h"
#include "proc/troupe-delivery-private.h"
#include "proc/troupe-proc-core-private.h"

/* The sending end of a lane: what waits, what is on its way, and what comes home. */

static void lane_run (TroupeTask *task);

TroupeLane *
troupe_lane_new (TroupeLoop  *sender,
                 TroupeInbox *inbox)
{
  TroupeLane *self = g_new0 (TroupeLane, 1);

  troupe_ref_count_init (&self->n_refs);
  self->sender_inbox = troupe_inbox_ref (sender->inbox);
  self->receiver_inbox = inbox;
  self->state = TROUPE_PARCEL_HOME;
  self->sender = sender;
  self->task.run = lane_run;
  self->lent = g_ptr_array_new ();
  self->n_withdrawn = __atomic_load_n (&inbox->n_withdrawn, __ATOMIC_RELAXED);
  troupe_message_queue_init (&self->contents);
  troupe_message_queue_init (&self->rest);
  troupe_message_queue_init (&self->urgent);
  troupe_message_queue_init (&self->waiting);

  return self;
}

/* What is on the way holds nothing but its block. */
static void
free_packed (TroupeMessageQueue *queue)
{
  TroupeMessage *message;

  while ((message = troupe_message_queue_pop (queue)) != NULL)
    troupe_message_pool_deallocate (message);
}

void
troupe_lane_unref (TroupeLane *self)
{
  if (!troupe_ref_count_dec (&self->n_refs))
    return;

  g_assert (self->receiver == NULL && self->lent == NULL);
  free_packed (&self->contents);
  free_packed (&self->rest);
  g_clear_pointer (&self->ids, g_ptr_array_unref);
  troupe_inbox_unref (self->sender_inbox);
  troupe_inbox_unref (self->receiver_inbox);
  g_free (self);
}

/* --- packing --- */

/* @peer: (nullable) (transfer full) */
static TroupePeer *
lane_pack_peer (TroupeLane *self,
                TroupePeer *peer)
{
  g_ptr_array_add (self->lent, peer);

  return peer != NULL ? (TroupePeer *) peer->id : NULL;
}

/* Makes @message fit to travel. */
static void
lane_pack (TroupeLane    *self,
           TroupeMessage *message)
{
  message->sender = lane_pack_peer (self, message->sender);
  message->receiver = lane_pack_peer (self, message->receiver);
  troupe_message_leave_pool (message);
}

/* Gives @message, the @index-th of those that were packed, its peers again. */
static void
lane_restore_peers (TroupeLane    *self,
                    TroupeMessage *message,
                    guint          index)
{
  message->sender = self->lent->pdata[2 * index];
  message->receiver = self->lent->pdata[2 * index + 1];
}

static void
lane_release_lent (TroupeLane *self)
{
  for (guint i = 0; i < self->lent->len; i++)
    if (self->lent->pdata[i] != NULL)
      troupe_peer_unref (self->lent->pdata[i]);
  g_ptr_array_set_size (self->lent, 0);
}

/* --- the other loop has ended --- */

static void
lane_return_queue (TroupeLane         *self,
                   TroupeMessageQueue *queue)
{
  TroupeMessage *message;

  while ((message = troupe_message_queue_pop (queue)) != NULL)
    troupe_loop_refuse (self->sender, message, TROUPE_REASON_UNROUTABLE);
}

/* What could not be put is ours again. */
static void
lane_unpack_contents (TroupeLane         *self,
                      TroupeMessageQueue *ret_messages)
{
  TroupeMessage *message;

  for (guint i = 0; (message = troupe_message_queue_pop (&self->contents)) != NULL; i++)
    {
      lane_restore_peers (self, message, i);
      troupe_message_enter_pool (message, self->sender->pool);
      troupe_message_queue_push (ret_messages, message);
    }
  /* The messages have their references again. */
  g_ptr_array_set_size (self->lent, 0);
}

/* Nobody takes what is put at the other end: the parcel is still ours, and all that waits is returned, in the order of
 * sending. */
static void
lane_close (TroupeLane *self)
{
  TroupeMessageQueue returned;

  self->is_away = FALSE;
  self->is_wanted = FALSE;
  self->is_closed = TRUE;
  troupe_loop_forget_routes (self->sender, self);
  troupe_message_queue_init (&returned);
  lane_unpack_contents (self, &returned);
  lane_return_queue (self, &returned);
  lane_return_queue (self, &self->urgent);
  lane_return_queue (self, &self->waiting);
  troupe_loop_remove_lane (self->sender, self);
}

/* --- the parcel --- */

static void
lane_parcel_is_home (TroupeLane *self)
{
  self->is_away = FALSE;
  self->is_wanted = FALSE;
  lane_release_lent (self);
}

/* Is the parcel here? If not, it is asked for. */
static gboolean
lane_has_parcel (TroupeLane *self)
{
  int away = TROUPE_PARCEL_AWAY;

  if (!self->is_away)
    return TRUE;
  if (self->is_wanted)
    return FALSE;

  self->is_wanted = __atomic_compare_exchange_n (&self->state, &away, TROUPE_PARCEL_WANTED, /* weak = */ FALSE,
                                                 __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE);
  if (!self->is_wanted)
    lane_parcel_is_home (self);

  return !self->is_wanted;
}

static void
lane_fill (TroupeLane *self)
{
  guint64 n_max = self->sender->knobs.values[TROUPE_KNOB_LANE_CREDIT];
  TroupeMessage *message;

  while ((message = troupe_message_queue_pop (&self->urgent)) != NULL)
    {
      lane_pack (self, message);
      troupe_message_queue_push (&self->contents, message);
    }
  for (; n_max > 0 && (message = troupe_message_queue_pop (&self->waiting)) != NULL; n_max--)
    {
      lane_pack (self, message);
      troupe_message_queue_push (&self->contents, message);
    }
}

/* FALSE if the inbox is closed. */
static gboolean
lane_put (TroupeLane   *self,
          TroupePosted *posted)
{
  /* The receiver's reference goes with what comes first. */
  if (!self->was_used)
    troupe_ref_count_inc (&self->n_refs);
  if (troupe_inbox_put (self->receiver_inbox, &posted->node))
    {
      self->was_used = TRUE;
      return TRUE;
    }

  if (!self->was_used)
    troupe_lane_unref (self);

  return FALSE;
}

static void
lane_send_parcel (TroupeLane *self)
{
  lane_fill (self);
  self->parcel.task.run = troupe_lane_parcel_arrived;
  self->is_away = TRUE;
  self->is_wanted = self->waiting.length > 0;
  __atomic_store_n (&self->state, self->is_wanted ? TROUPE_PARCEL_WANTED : TROUPE_PARCEL_AWAY, __ATOMIC_RELAXED);
  if (!lane_put (self, &self->parcel))
    lane_close (self);
}

/* The receiver has left an address where it was found. What waits may be for that one, so all of it asks its way
 * again. */
static void
lane_reroute (TroupeLane *self)
{
  TroupeMessageQueue messages;
  TroupeMessage *message;

  troupe_loop_forget_routes (self->sender, self);
  troupe_message_queue_init (&messages);
  while ((message = troupe_message_queue_pop (&self->urgent)) != NULL)
    troupe_message_queue_push (&messages, message);
  while ((message = troupe_message_queue_pop (&self->waiting)) != NULL)
    troupe_message_queue_push (&messages, message);
  while ((message = troupe_message_queue_pop (&messages)) != NULL)
    troupe_loop_deliver (self->sender, message);
}

static void
lane_run (TroupeTask *task)
{
  TroupeLane *self = TROUPE_CONTAINER (task, TroupeLane, task);
  TroupeLoop *loop = self->sender;
  guint n_withdrawn = __atomic_load_n (&self->receiver_inbox->n_withdrawn, __ATOMIC_RELAXED);

  if (n_withdrawn != self->n_withdrawn)
    {
      self->n_withdrawn = n_withdrawn;
      lane_reroute (self);
    }
  if (self->urgent.length + self->waiting.length > 0 && lane_has_parcel (self))
    lane_send_parcel (self);
  /* Who waits for the end of all this asks for the parcel. */
  troupe_loop_check_flush (loop);
}

void
troupe_lane_parcel_came_home (TroupeTask *task)
{
  TroupeLane *self = TROUPE_CONTAINER (task, TroupeLane, parcel.task);

  lane_parcel_is_home (self);
  lane_run (&self->task);
}

/* --- for the loop --- */

/* Those of which there are only so many, and which must arrive also where much else waits: what comes back, and what
 * goes to a reserved port. */
static gboolean
message_is_urgent (const TroupeMessage *message)
{
  return (message->flags & TROUPE_MESSAGE_IS_RETURN) != 0 || message->port < TROUPE_PORT_EPHEMERAL_FIRST;
}

void
troupe_lane_send (TroupeLane    *self,
                  TroupeMessage *message)
{
  g_assert (!self->is_closed);

  troupe_message_queue_push (message_is_urgent (message) ? &self->urgent : &self->waiting, message);
  if (lane_has_parcel (self))
    troupe_loop_schedule (self->sender, &self->task);
}

guint
troupe_lane_get_n_unaccepted (const TroupeLane *self)
{
  return self->lent->len / 2 + self->urgent.length + self->waiting.length;
}

gboolean
troupe_lane_has_unaccepted (TroupeLane *self)
{
  return !lane_has_parcel (self) || self->urgent.length + self->waiting.length > 0;
}

static void
lane_lose_queue (TroupeLane         *self,
                 TroupeMessageQueue *queue)
{
  TroupeMessage *message;

  while ((message = troupe_message_queue_pop (queue)) != NULL)
    troupe_loop_lose (self->sender, message);
}

void
troupe_lane_lose (TroupeLane *self)
{
  TroupeMessage *message;

  /* What was taken out of the parcel stood first. */
  for (guint i = self->lent->len / 2 - self->contents.length;
       (message = troupe_message_queue_pop (&self->contents)) != NULL; i++)
    {
      lane_restore_peers (self, message, i);
      troupe_loop_emit_message (self->sender, TROUPE_EVENT_LOST, message, TROUPE_REASON_NONE);
      troupe_message_pool_deallocate (message);
    }
  lane_lose_queue (self, &self->urgent);
  lane_lose_queue (self, &self->waiting);
}

gboolean
troupe_lane_run_last (TroupeTask *task)
{
  if (task->run != lane_run && task->run != troupe_lane_parcel_came_home && task->run != troupe_lane_parcel_arrived &&
      task->run != troupe_lane_farewell_arrived)
    return FALSE;

  task->run (task);

  return TRUE;
}

/* The peers go with their loop; their ids are needed as long as a message on the way names them. */
static void
lane_keep_ids (TroupeLane *self)
{
  self->ids = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_actor_id_unref);
  for (guint i = 0; i < self->lent->len; i++)
    if (self->lent->pdata[i] != NULL)
      g_ptr_array_add (self->ids, troupe_actor_id_ref (((TroupePeer *) self->lent->pdata[i])->id));
  lane_release_lent (self);
  g_clear_pointer (&self->lent, g_ptr_array_unref);
}

void
troupe_lane_end (TroupeLane *self)
{
  TroupeMessage *message;

  troupe_run_queue_remove (&self->sender->run_queue, &self->task);
  while ((message = troupe_message_queue_pop (&self->urgent)) != NULL)
    {
      lane_pack (self, message);
      troupe_message_queue_push (&self->rest, message);
    }
  while ((message = troupe_message_queue_pop (&self->waiting)) != NULL)
    {
      lane_pack (self, message);
      troupe_message_queue_push (&self->rest, message);
    }
  lane_keep_ids (self);
  self->sender = NULL;
  self->farewell.task.run = troupe_lane_farewell_arrived;
  if (self->was_used || self->rest.length > 0)
    lane_put (self, &self->farewell);
  troupe_lane_unref (self);
}
