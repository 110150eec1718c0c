/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-mailbox-private.h"
#include "proc/troupe-loop-private.h"

G_BEGIN_DECLS

/* The way of a message from its sender to its fate. Every change of custody is an event, emitted here. */

/* @message: (transfer full): sends it on its way: to a mailbox of this loop, or over a connection. */
void troupe_loop_deliver (TroupeLoop    *self,
                          TroupeMessage *message);
/* @message: (transfer full): emits `sent`, then delivers. */
void troupe_loop_send    (TroupeLoop    *self,
                          TroupeMessage *message);
/* @message: (transfer full): emits `sent`, then puts it into the open port of this loop that it names, bound or not. */
void troupe_loop_send_to_port (TroupeLoop *self,
                               TroupeMessage *message);
/* @message: (transfer full): into the mailbox of an actor or client that lives here; or back, where that refuses it. */
void troupe_loop_put     (TroupeLoop    *self,
                          TroupeMailbox *mailbox,
                          TroupeMessage *message);
/* @message: (transfer full): it came over a connection; it goes no further. */
void troupe_loop_accept  (TroupeLoop    *self,
                          TroupeMessage *message);
/* @message: (transfer full): it cannot be delivered. It is returned to its sender once; a return, or a message that
 * wants none, is abandoned: one event, and there it ends. */
void troupe_loop_refuse  (TroupeLoop    *self,
                          TroupeMessage *message,
                          TroupeReason   reason);
/* Takes all of @queue in hand, so that it can be refused after what holds it is gone. Answers how many. */
guint troupe_loop_take_all_in_hand (TroupeLoop         *self,
                                    TroupeMessageQueue *queue);
/* Refuses the @n that were so taken, in their order. */
void troupe_loop_refuse_in_hand (TroupeLoop    *self,
                                 guint          n,
                                 TroupeReason   reason);
/* The @n that were so taken are handled. */
void troupe_loop_handled_in_hand (TroupeLoop   *self,
                                  guint         n);
/* @message: (transfer full): its custodian ends. */
void troupe_loop_lose    (TroupeLoop    *self,
                          TroupeMessage *message);
/* Builds and emits the event: only where someone listens. */
void troupe_loop_tell_message (TroupeLoop          *self,
                               TroupeEventKind      kind,
                               const TroupeMessage *message,
                               TroupeReason         reason,
                               guint32              detail);

/* One event about a message. @reason is that of `returned` and `abandoned`. */
static inline void
troupe_loop_emit_message (TroupeLoop          *self,
                          TroupeEventKind      kind,
                          const TroupeMessage *message,
                          TroupeReason         reason)
{
  if (troupe_world_listens (self->world, kind))
    troupe_loop_tell_message (self, kind, message, reason, /* detail = */ 0);
}

/* A message that stands in no queue while something is done with it. If the process dies meanwhile, this is how it is
 * known to be lost. What was taken last is let go first. */
static inline void
troupe_loop_take_in_hand (TroupeLoop    *self,
                          TroupeMessage *message)
{
  message->next = self->in_hand;
  self->in_hand = message;
}

static inline void
troupe_loop_let_go (TroupeLoop    *self,
                    TroupeMessage *message)
{
  g_assert (self->in_hand == message);

  self->in_hand = message->next;
  message->next = NULL;
}

G_END_DECLS
