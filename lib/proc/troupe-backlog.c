/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-cell-private.h"
#include "proc/troupe-context.h"
#include "proc/troupe-lane-private.h"
#include "proc/troupe-proc-core-private.h"
#include "proc/troupe-sessions-private.h"

/* How a sender sees that a receiver falls behind. Nothing ever refuses a message for that, or waits. */

/**
 * troupe_context_get_backlog:
 * @self: a context
 * @receiver: (transfer none): an actor, of this proc or another
 *
 * Answers how many messages are queued ahead of one that would be sent to @receiver now. Where it lives on this loop,
 * those are what waits in its mailbox. Where it lives on another loop, or in another process, they are all that this
 * loop has sent to that loop or process and knows of no more than that it is under way: what goes on to wait in a
 * mailbox there does not count, nor does what waits here for other actors there that have fallen behind.
 *
 * Sending never waits, and never fails for this. An actor that makes messages faster than others take them should look
 * here, and go on later: troupe_context_send_after().
 *
 * Returns: how many; 0 where nothing was sent yet, and where @receiver does not exist
 */
guint
troupe_context_get_backlog (TroupeContext *self,
                            TroupeActorId *receiver)
{
  g_autoptr (TroupePeer) peer = NULL;

  g_return_val_if_fail (troupe_cell_is_live (self), 0);
  g_return_val_if_fail (receiver != NULL, 0);

  peer = troupe_peer_table_intern (self->proc->loop->peers, receiver);
  if (peer->mailbox != NULL)
    return peer->mailbox->work.length;

  return troupe_loop_count_ahead (self->proc->loop, peer);
}
