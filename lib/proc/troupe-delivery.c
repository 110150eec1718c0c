/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "message/troupe-mailbox-private.h"
#include "proc/troupe-delivery-private.h"
#include "proc/troupe-ordering-private.h"
#include "proc/troupe-proc-core-private.h"
#include "proc/troupe-returns-private.h"
#include "proc/troupe-router-private.h"
#include "proc/troupe-sessions-private.h"

#include "base/troupe-defect-private.h"

static gboolean
message_is_return (const TroupeMessage *message)
{
  return (message->flags & TROUPE_MESSAGE_IS_RETURN) != 0;
}

/* Where the message goes now: a return goes to its sender. */
static TroupePeer *
message_target (const TroupeMessage *message)
{
  return message_is_return (message) ? message->sender : message->receiver;
}

static TroupeProcId *
peer_proc (const TroupePeer *peer)
{
  return troupe_actor_id_get_proc (peer->id);
}

/* Where a message is lost or abandoned: at its target if that is a proc of this loop, else with the other party,
 * else on the way through; where the procs of the loop have gone, with the other party too. */
static TroupeProcId *
loop_where (TroupeLoop          *self,
            const TroupeMessage *message)
{
  TroupePeer *target = message_target (message);
  TroupePeer *other = target == message->sender ? message->receiver : message->sender;

  if (target != NULL && troupe_loop_find_proc (self, peer_proc (target)) != NULL)
    return peer_proc (target);
  if (other != NULL && troupe_loop_find_proc (self, peer_proc (other)) != NULL)
    return peer_proc (other);

  return self->procs->len > 0 ? troupe_proc_get_id (self->procs->pdata[0]) : peer_proc (other != NULL ? other : target);
}

void
troupe_loop_tell_message (TroupeLoop          *self,
                          TroupeEventKind      kind,
                          const TroupeMessage *message,
                          TroupeReason         reason,
                          guint32              detail)
{
  gboolean receiver_first = kind == TROUPE_EVENT_DELIVERED || kind == TROUPE_EVENT_HANDLED ||
                            kind == TROUPE_EVENT_PARKED;
  TroupePeer *subject = receiver_first ? message->receiver : message->sender;
  TroupePeer *object = receiver_first ? message->sender : message->receiver;
  TroupeEvent event = { .kind = kind, .reason = reason, .detail = detail };

  if (kind == TROUPE_EVENT_LOST || kind == TROUPE_EVENT_ABANDONED)
    event.proc = loop_where (self, message);
  else
    event.proc = peer_proc (subject);
  event.subject = subject != NULL ? subject->id : NULL;
  event.object = object != NULL ? object->id : NULL;
  event.message_type = message->type->hash;
  event.message_number = message->number;
  event.payload = message;
  troupe_world_emit (self->world, &event);
}

void
troupe_loop_lose (TroupeLoop    *self,
                  TroupeMessage *message)
{
  troupe_loop_emit_message (self, TROUPE_EVENT_LOST, message, TROUPE_REASON_NONE);
  troupe_message_free (message);
}

void
troupe_loop_put (TroupeLoop    *self,
                 TroupeMailbox *mailbox,
                 TroupeMessage *message)
{
  TroupeEventKind kind = message_is_return (message) ? TROUPE_EVENT_RETURNED : TROUPE_EVENT_DELIVERED;
  guint n_waiting = mailbox->work.length;
  TroupeReason reason = troupe_mailbox_post (mailbox, message);
  gboolean is_work = mailbox->work.length > n_waiting;

  if (is_work)
    troupe_proc_count_work (troupe_cell_from_mailbox (mailbox)->proc);
  if (reason != TROUPE_REASON_NONE)
    troupe_loop_refuse (self, message, reason);
  else if (troupe_world_listens (self->world, kind))
    troupe_loop_tell_message (self, kind, message,
                              kind == TROUPE_EVENT_RETURNED ? message->reason : TROUPE_REASON_NONE,
                              is_work ? TROUPE_EVENT_IS_WORK : 0);
}

/* It has come to an actor that lives here. */
static inline void
loop_arrive (TroupeLoop    *self,
             TroupeMailbox *mailbox,
             TroupeMessage *message)
{
  if (G_UNLIKELY ((message->flags & TROUPE_MESSAGE_IS_ORDERED) != 0))
    troupe_cell_take_ordered (troupe_cell_from_mailbox (mailbox), message);
  else
    troupe_loop_put (self, mailbox, message);
}

/* The target is no actor that lives here: says why not, or lets the proc answer for itself. */
static void
loop_put_to_proc (TroupeLoop    *self,
                  TroupeProc    *proc,
                  TroupeMessage *message)
{
  if (!message_is_return (message) && troupe_proc_answer (proc, message))
    return;

  troupe_loop_refuse (self, message, troupe_proc_reason_for (proc, message_target (message)->id));
}

/* A return has come home. Has its sender heard of it before? Only one that has left the loop can come back twice: its
 * block is a session's, or its session gave it up. */
static gboolean
loop_knows_return (TroupeLoop          *self,
                   const TroupeMessage *message)
{
  gboolean is_doubtful = message->reason == TROUPE_REASON_TIMEOUT || message->reason == TROUPE_REASON_BROKEN_LINK;

  if (!message_is_return (message) || (message->pool == self->pool && !is_doubtful))
    return FALSE;

  if (self->returns == NULL)
    self->returns = troupe_returns_new ();

  return !troupe_returns_remember (self->returns, message);
}

static gboolean
loop_has_address (TroupeLoop          *self,
                  const TroupeAddress *address)
{
  for (guint i = 0; i < self->procs->len; i++)
    if (troupe_address_equal (address, troupe_proc_id_get_address (troupe_proc_get_id (self->procs->pdata[i]))))
      return TRUE;

  return FALSE;
}

/* Does a book lead to the actor, and not back to us? A proc that lives here is here, whatever a book says. */
static gboolean
loop_is_bound_elsewhere (TroupeLoop          *self,
                         const TroupeActorId *id)
{
  TroupeAddress *bound = troupe_router_find_bound (self->router, id);

  return G_UNLIKELY (bound != NULL) && !loop_has_address (self, bound) &&
         troupe_loop_find_proc (self, troupe_actor_id_get_proc (id)) == NULL;
}

/* An address of ours leads nowhere else, unless a book says so: what is not here does not exist, and must not be sent
 * round in a circle. */
static gboolean
loop_leads_elsewhere (TroupeLoop          *self,
                      const TroupeActorId *id)
{
  return !loop_has_address (self, troupe_proc_id_get_address (troupe_actor_id_get_proc (id))) ||
         loop_is_bound_elsewhere (self, id);
}

/* May what another process has sent here go on to someone else? */
static gboolean
loop_may_forward (TroupeLoop          *self,
                  const TroupeActorId *id)
{
  return loop_is_bound_elsewhere (self, id) || (self->router->is_gateway && loop_leads_elsewhere (self, id));
}

/* It leaves the loop, or waits until there is a way. */
static void
loop_send_on (TroupeLoop    *self,
              TroupeMessage *message)
{
  TroupeAddress *address;
  TroupeReason reason = troupe_router_find (self->router, message_target (message)->id, &address);

  if (reason != TROUPE_REASON_NONE)
    troupe_loop_refuse (self, message, reason);
  else if (address == NULL && !troupe_router_wait (self->router, message))
    troupe_loop_refuse (self, message, TROUPE_REASON_UNROUTABLE);
  else if (address != NULL && loop_has_address (self, address))
    troupe_loop_refuse (self, message, TROUPE_REASON_NO_SUCH_PROC);
  else if (address != NULL)
    troupe_loop_send_over (self, message, address);
}

static void
loop_tell_routed (TroupeLoop    *self,
                  TroupeMessage *message)
{
  TroupeEvent event = { .kind = TROUPE_EVENT_ROUTED, .detail = message->hops };
  TroupeForward forward = { .message = message };
  g_autoptr (TroupeAddress) next = NULL;

  if (!troupe_world_listens (self->world, TROUPE_EVENT_ROUTED) || self->procs->len == 0)
    return;

  next = troupe_router_lookup (self->router, message_target (message)->id);
  forward.next = next;
  event.proc = troupe_proc_get_id (self->procs->pdata[0]);
  event.object = message->receiver->id;
  event.message_type = message->type->hash;
  event.message_number = message->number;
  event.payload = &forward;
  troupe_loop_take_in_hand (self, message);
  troupe_world_emit (self->world, &event);
  troupe_loop_let_go (self, message);
}

static void
loop_forward (TroupeLoop    *self,
              TroupeMessage *message)
{
  guint64 hops_max = self->knobs.values[TROUPE_KNOB_ROUTE_HOPS_MAX];

  if (message->hops >= hops_max && !TROUPE_DEFECT ("router.hops-ignored"))
    {
      troupe_loop_refuse (self, message, TROUPE_REASON_TTL_EXPIRED);
      return;
    }

  message->hops++;
  loop_tell_routed (self, message);
  if (self->ending)
    troupe_loop_lose (self, message);
  else
    loop_send_on (self, message);
}

void
troupe_loop_accept (TroupeLoop    *self,
                    TroupeMessage *message)
{
  TroupePeer *target = message_target (message);
  TroupeProc *proc = NULL;

  if (target->mailbox == NULL)
    proc = troupe_loop_find_proc (self, troupe_actor_id_get_proc (target->id));

  if (target->mailbox == NULL && proc == NULL && loop_may_forward (self, target->id))
    loop_forward (self, message);
  else if (loop_knows_return (self, message))
    troupe_message_free (message);
  else if (target->mailbox != NULL)
    loop_arrive (self, target->mailbox, message);
  else if (proc != NULL)
    loop_put_to_proc (self, proc, message);
  else
    troupe_loop_refuse (self, message, TROUPE_REASON_NO_SUCH_PROC);
}

void
troupe_loop_deliver (TroupeLoop    *self,
                     TroupeMessage *message)
{
  TroupePeer *target = message_target (message);

  if (self->ending)
    troupe_loop_lose (self, message);
  else if (target->mailbox != NULL && !message_is_return (message))
    loop_arrive (self, target->mailbox, message);
  else if (target->mailbox != NULL || !loop_leads_elsewhere (self, target->id))
    troupe_loop_accept (self, message);
  else
    loop_send_on (self, message);
}

static void
loop_tell_sent (TroupeLoop    *self,
                TroupeMessage *message)
{
  if (!troupe_world_listens (self->world, TROUPE_EVENT_SENT))
    return;

  troupe_loop_take_in_hand (self, message);
  troupe_loop_tell_message (self, TROUPE_EVENT_SENT, message, TROUPE_REASON_NONE, /* detail = */ 0);
  troupe_loop_let_go (self, message);
}

void
troupe_loop_send (TroupeLoop    *self,
                  TroupeMessage *message)
{
  loop_tell_sent (self, message);
  troupe_loop_deliver (self, message);
}

void
troupe_loop_send_to_port (TroupeLoop    *self,
                          TroupeMessage *message)
{
  TroupeMailbox *mailbox;
  TroupeOpenPort *port;
  TroupeReason reason;

  loop_tell_sent (self, message);
  mailbox = message->receiver->mailbox;
  port = mailbox != NULL ? troupe_mailbox_find_port (mailbox, message->port) : NULL;
  if (port == NULL || self->ending)
    {
      troupe_loop_deliver (self, message);
      return;
    }

  reason = troupe_mailbox_post_to (mailbox, port, message);
  if (reason == TROUPE_REASON_NONE)
    troupe_loop_emit_message (self, TROUPE_EVENT_DELIVERED, message, TROUPE_REASON_NONE);
  else
    troupe_loop_refuse (self, message, reason);
}

void
troupe_loop_refuse (TroupeLoop    *self,
                    TroupeMessage *message,
                    TroupeReason   reason)
{
  gboolean is_over = message_is_return (message) && !TROUPE_DEFECT ("delivery.returns-returns");
  gboolean unreturnable = message->sender == NULL || is_over || (message->flags & TROUPE_MESSAGE_NO_RETURN) != 0;

  if (TROUPE_DEFECT ("delivery.silent-drop"))
    {
      troupe_message_free (message);
    }
  else if (self->ending)
    {
      troupe_loop_lose (self, message);
    }
  else if (unreturnable)
    {
      troupe_loop_emit_message (self, TROUPE_EVENT_ABANDONED, message,
                                message_is_return (message) ? message->reason : reason);
      troupe_message_free (message);
    }
  else
    {
      message->flags = (guint8) ((message->flags & ~TROUPE_MESSAGE_IS_ORDERED) | TROUPE_MESSAGE_IS_RETURN);
      message->reason = reason;
      message->hops = 0;
      troupe_loop_deliver (self, message);
    }
}

guint
troupe_loop_take_all_in_hand (TroupeLoop         *self,
                              TroupeMessageQueue *queue)
{
  TroupeMessage *backwards = NULL;
  TroupeMessage *message;
  guint n = queue->length;

  while ((message = troupe_message_queue_pop (queue)) != NULL)
    {
      message->next = backwards;
      backwards = message;
    }
  while (backwards != NULL)
    {
      message = backwards;
      backwards = message->next;
      troupe_loop_take_in_hand (self, message);
    }

  return n;
}

void
troupe_loop_refuse_in_hand (TroupeLoop   *self,
                            guint         n,
                            TroupeReason  reason)
{
  for (; n > 0; n--)
    {
      TroupeMessage *message = self->in_hand;

      troupe_loop_let_go (self, message);
      troupe_loop_refuse (self, message, reason);
    }
}

void
troupe_loop_handled_in_hand (TroupeLoop *self,
                             guint       n)
{
  for (; n > 0; n--)
    {
      TroupeMessage *message = self->in_hand;

      troupe_loop_let_go (self, message);
      troupe_loop_emit_message (self, TROUPE_EVENT_HANDLED, message, TROUPE_REASON_NONE);
      troupe_message_free (message);
    }
}
