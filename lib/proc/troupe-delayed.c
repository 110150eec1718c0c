/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-delayed-private.h"
#include "proc/troupe-proc-core-private.h"

#include "base/troupe-error.h"

/* Messages of an actor to itself that wait for their time. They live and go with the actor's wish to work: who is
 * asked to stop, or fails, gets none of them any more. */

static void
delayed_free (TroupeDelayed *self)
{
  TroupeCell *cell = self->cell;

  troupe_loop_cancel_timer (cell->proc->loop, &self->timer);
  if (self->previous != NULL)
    self->previous->next = self->next;
  else
    cell->rare->first_delayed = self->next;
  if (self->next != NULL)
    self->next->previous = self->previous;
  g_clear_pointer (&self->message, troupe_message_free);
  g_free (self);
}

void
troupe_cell_drop_delayed (TroupeCell *self)
{
  while (self->rare != NULL && self->rare->first_delayed != NULL)
    delayed_free (self->rare->first_delayed);
}

static void
delayed_due (TroupeTimer *timer)
{
  TroupeDelayed *self = TROUPE_CONTAINER (timer, TroupeDelayed, timer);
  TroupeMessage *message = g_steal_pointer (&self->message);
  TroupeCell *cell = self->cell;

  delayed_free (self);
  troupe_cell_post (cell, message);
}

static TroupeDelayed *
delayed_new (TroupeCell    *cell,
             TroupeMessage *message)
{
  TroupeDelayed *self = g_new0 (TroupeDelayed, 1);
  TroupeCellRare *rare = troupe_cell_get_rare (cell);

  self->cell = cell;
  self->token = ++rare->n_delayed;
  self->message = message;
  self->timer.fire = delayed_due;
  self->next = rare->first_delayed;
  if (self->next != NULL)
    self->next->previous = self;
  rare->first_delayed = self;

  return self;
}

static gboolean
cell_takes_more (TroupeCell  *self,
                 GError     **error)
{
  if (self->mailbox.closed == TROUPE_REASON_NONE)
    return TRUE;

  g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_CLOSED, "Could not send later: the actor is ending");

  return FALSE;
}

/**
 * troupe_context_send_after:
 * @self: a context
 * @delay_ns: how long, in nanoseconds
 * @type: the message type
 * @body: (nullable): as in troupe_context_send()
 * @error: return location for an error
 *
 * Sends this actor a message when some time has gone by. Until then nobody has it; it is forgotten when the actor is
 * asked to stop, or fails. Two that are due at the same time come in the order of these calls.
 *
 * Fails with %TROUPE_ERROR_INVALID_MESSAGE where @body is not what @type declares, and with %TROUPE_ERROR_CLOSED where
 * the actor is ending. On the loop's thread.
 *
 * Returns: a token for troupe_context_cancel_send(), never given twice by one actor; 0 on error
 */
guint64
troupe_context_send_after (TroupeContext            *self,
                           guint64                   delay_ns,
                           const TroupeMessageType  *type,
                           GVariant                 *body,
                           GError                  **error)
{
  g_autoptr (GVariant) owned = NULL;
  TroupeMessage *message;
  TroupeDelayed *delayed;

  g_return_val_if_fail (troupe_cell_is_live (self), 0);
  g_return_val_if_fail (type != NULL, 0);
  g_return_val_if_fail (error == NULL || *error == NULL, 0);

  owned = body != NULL ? g_variant_ref_sink (body) : NULL;
  if (!cell_takes_more (self, error))
    return 0;
  message = troupe_message_new_variant (self->proc->loop->pool, type, self->peer, self->peer, owned, error);
  if (message == NULL)
    return 0;

  delayed = delayed_new (self, message);
  troupe_loop_set_timer (self->proc->loop, &delayed->timer, delay_ns);

  return delayed->token;
}

/**
 * troupe_context_cancel_send:
 * @self: a context
 * @token: what troupe_context_send_after() returned
 *
 * Forgets a message that waits for its time. On the loop's thread.
 *
 * Returns: %FALSE if it waits no longer: it was sent, cancelled, or dropped because the actor is ending
 */
gboolean
troupe_context_cancel_send (TroupeContext *self,
                            guint64        token)
{
  TroupeDelayed *delayed;

  g_return_val_if_fail (troupe_cell_is_live (self), FALSE);

  for (delayed = self->rare != NULL ? self->rare->first_delayed : NULL; delayed != NULL; delayed = delayed->next)
    if (delayed->token == token)
      {
        delayed_free (delayed);
        return TRUE;
      }

  return FALSE;
}
