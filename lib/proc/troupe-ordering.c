/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-ordering-private.h"
#include "proc/troupe-context.h"
#include "proc/troupe-delivery-private.h"
#include "proc/troupe-instance-private.h"
#include "proc/troupe-port-private.h"
#include "proc/troupe-proc-core-private.h"
#include "proc/troupe-sessions-private.h"

#include "base/troupe-defect-private.h"

/* Messages in order, at both their ends. On the way nothing looks at their numbers: each road does with them what it
 * does with all others, and the receiver sees what became of it. */

static TroupeOrdering *
cell_make_ordering (TroupeCell *self)
{
  TroupeCellRare *rare = troupe_cell_get_rare (self);

  if (rare->ordering == NULL)
    {
      rare->ordering = g_new0 (TroupeOrdering, 1);
      rare->ordering->cell = self;
    }

  return rare->ordering;
}

static guint64
cell_get_knob (const TroupeCell *self,
               TroupeKnobIndex   knob)
{
  return self->proc->knobs.values[knob];
}

void
troupe_ordering_free (TroupeOrdering *self)
{
  troupe_loop_cancel_timer (self->cell->proc->loop, &self->timer);
  g_clear_pointer (&self->sequencer, troupe_sequencer_free);
  g_clear_pointer (&self->buffer, troupe_reorder_buffer_free);
  g_free (self);
}

/* ---- sending ---- */

void
troupe_cell_number (TroupeCell    *self,
                    TroupeMessage *message)
{
  TroupeOrdering *ordering = cell_make_ordering (self);
  TroupeLoop *loop = self->proc->loop;

  if (ordering->sequencer == NULL)
    ordering->sequencer = troupe_sequencer_new (troupe_world_get_seed (loop->world, "ordering.flow"));
  troupe_sequencer_number (ordering->sequencer, message, troupe_loop_get_time (loop),
                           cell_get_knob (self, TROUPE_KNOB_ORDERING_RETENTION));
}

/**
 * troupe_context_send_ordered:
 * @self: a context
 * @receiver: whom to send to
 * @type: the message type
 * @body: (nullable): the fields, a tuple as @type declares it; a floating one is consumed; %NULL if there are no fields
 * @error: return location for an error
 *
 * Sends a message as troupe_context_send() does, and keeps it behind all that this actor has sent to @receiver in this
 * way before, whatever roads they take. One road alone, a loop, a lane or a session, keeps the order of what takes it,
 * and then nothing is gained. It is lost where some messages go directly and others are forwarded, or where a router
 * sends them another way than before.
 *
 * All handlers of an actor are one destination. What comes early waits there for what was sent before it, for
 * `ordering.gap-bound` at most: then those that have not come are given up, the flight recorder says so, and
 * troupe_message_get_n_missing() tells the handler of the next one. A message that comes after that is returned for
 * %TROUPE_REASON_TIMEOUT. Where the receiver ends, what waits is returned as what is queued is. Knobs: see
 * troupe_knob_list().
 *
 * Between messages sent in order and others there is no order. A receiver that another process brings back under the
 * same id has not got what went to the one before it: it waits for that once, as for a gap.
 *
 * Fails with %TROUPE_ERROR_INVALID_MESSAGE where @body is not what @type declares; nothing is sent then.
 *
 * Returns: %TRUE if it is on its way
 */
gboolean
troupe_context_send_ordered (TroupeContext            *self,
                             TroupeActorId            *receiver,
                             const TroupeMessageType  *type,
                             GVariant                 *body,
                             GError                  **error)
{
  g_return_val_if_fail (troupe_cell_is_live (self), FALSE);
  g_return_val_if_fail (receiver != NULL, FALSE);
  g_return_val_if_fail (type != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return troupe_cell_send_ordered (self, receiver, type, body, error);
}

/**
 * troupe_context_send_ordered_to_port:
 * @self: a context
 * @port: (transfer none): to which port
 * @type: (nullable): the message type; %NULL: the one that the port takes
 * @body: (nullable): the fields, a tuple as @type declares it; a floating one is consumed; %NULL if there are no fields
 * @error: return location for an error
 *
 * Sends a message to a port as troupe_context_send_to_port() does, and in order as troupe_context_send_ordered() does.
 * A port that was opened is a destination of its own: an actor may wait there, inside a handler, for a message from
 * whoever sends to that handler too.
 *
 * Fails as troupe_context_send_to_port() does.
 *
 * Returns: %TRUE if it is on its way
 */
gboolean
troupe_context_send_ordered_to_port (TroupeContext            *self,
                                     TroupePortRef            *port,
                                     const TroupeMessageType  *type,
                                     GVariant                 *body,
                                     GError                  **error)
{
  g_autoptr (GVariant) owned = body != NULL ? g_variant_ref_sink (body) : NULL;

  g_return_val_if_fail (troupe_cell_is_live (self), FALSE);
  g_return_val_if_fail (port != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return troupe_cell_send_ordered_to_port (self, port, type, owned, error);
}

/**
 * troupe_instance_send_ordered:
 * @self: a client or actor-instance
 * @receiver: whom to send to
 * @type: the message type
 * @body: (nullable): as in troupe_context_send()
 * @error: return location for an error
 *
 * Sends a message in order in the name of the client, as troupe_context_send_ordered() does for an actor. Who drives an
 * actor and that actor's own code send as one.
 *
 * Fails as that does, and with %TROUPE_ERROR_CLOSED where the client has ended.
 *
 * Returns: %TRUE if it is on its way
 */
gboolean
troupe_instance_send_ordered (TroupeInstance           *self,
                              TroupeActorId            *receiver,
                              const TroupeMessageType  *type,
                              GVariant                 *body,
                              GError                  **error)
{
  TroupeCell *cell;

  g_return_val_if_fail (TROUPE_IS_INSTANCE (self), FALSE);
  g_return_val_if_fail (receiver != NULL, FALSE);
  g_return_val_if_fail (type != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  cell = troupe_instance_get_live_cell (self, "send in order", error);
  if (cell != NULL)
    return troupe_cell_send_ordered (cell, receiver, type, body, error);

  if (body != NULL)
    g_variant_unref (g_variant_ref_sink (body));

  return FALSE;
}

/**
 * troupe_instance_send_ordered_to_port:
 * @self: a client or actor-instance
 * @port: (transfer none): to which port
 * @type: (nullable): the message type; %NULL: the one that the port takes
 * @body: (nullable): as in troupe_context_send_to_port()
 * @error: return location for an error
 *
 * Sends a message to a port in order in the name of the client, as troupe_context_send_ordered_to_port() does for an
 * actor.
 *
 * Fails as that does, and with %TROUPE_ERROR_CLOSED where the client has ended.
 *
 * Returns: %TRUE if it is on its way
 */
gboolean
troupe_instance_send_ordered_to_port (TroupeInstance           *self,
                                      TroupePortRef            *port,
                                      const TroupeMessageType  *type,
                                      GVariant                 *body,
                                      GError                  **error)
{
  g_autoptr (GVariant) owned = body != NULL ? g_variant_ref_sink (body) : NULL;
  TroupeCell *cell;

  g_return_val_if_fail (TROUPE_IS_INSTANCE (self), FALSE);
  g_return_val_if_fail (port != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  cell = troupe_instance_get_live_cell (self, "send to a port in order", error);

  return cell != NULL && troupe_cell_send_ordered_to_port (cell, port, type, owned, error);
}

/* ---- receiving ---- */

/* @message: in hand */
static void
cell_tell_gap (TroupeCell          *self,
               const TroupeMessage *message)
{
  guint64 n_missing = troupe_message_get_n_missing (message);
  TroupeWorld *world = self->proc->loop->world;
  TroupeEvent event = { .kind = TROUPE_EVENT_GAP, .payload = message };

  troupe_cell_record (self, "gap: %" G_GUINT64_FORMAT " of %s[%" G_GUINT64_FORMAT "] before %s", n_missing,
                      troupe_actor_id_get_name (message->sender->id), troupe_actor_id_get_pid (message->sender->id),
                      message->type->name);
  if (!troupe_world_listens (world, TROUPE_EVENT_GAP))
    return;

  event.detail = (guint32) MIN (n_missing, 0xffff);
  event.proc = self->proc->id;
  event.subject = troupe_cell_get_id (self);
  event.object = message->sender->id;
  event.message_type = message->type->hash;
  event.message_number = message->number;
  troupe_world_emit (world, &event);
}

/* Puts into the mailbox all whose turn it is. */
static void
ordering_put_ready (TroupeOrdering *ordering)
{
  TroupeReorderBuffer *buffer = ordering->buffer;
  TroupeCell *self = ordering->cell;
  TroupeLoop *loop = self->proc->loop;
  guint64 now_ns = troupe_loop_get_time (loop);
  TroupeMessage *message;

  while ((message = troupe_reorder_buffer_pop (buffer, now_ns)) != NULL)
    {
      if (G_UNLIKELY (troupe_message_get_order (message)->n_missing > 0))
        {
          troupe_loop_take_in_hand (loop, message);
          cell_tell_gap (self, message);
          troupe_loop_let_go (loop, message);
        }
      troupe_loop_put (loop, &self->mailbox, message);
    }
}

/* Something waits for time only while something is parked. */
static void
ordering_set_timer (TroupeOrdering *self)
{
  TroupeLoop *loop = self->cell->proc->loop;
  guint64 gap_bound_ns = cell_get_knob (self->cell, TROUPE_KNOB_ORDERING_GAP_BOUND);
  guint64 retention_ns = cell_get_knob (self->cell, TROUPE_KNOB_ORDERING_RETENTION);
  gboolean is_background = troupe_reorder_buffer_get_n_parked (self->buffer) == 0;

  troupe_loop_set_timer_by (loop, &self->timer,
                            troupe_reorder_buffer_get_wake_time (self->buffer, gap_bound_ns, retention_ns),
                            is_background, troupe_loop_get_time (loop));
}

static void
ordering_time_has_come (TroupeTimer *timer)
{
  TroupeOrdering *self = TROUPE_CONTAINER (timer, TroupeOrdering, timer);
  guint64 now_ns = troupe_loop_get_time (self->cell->proc->loop);

  while (!TROUPE_DEFECT ("ordering.stalls-on-a-gap") &&
         troupe_reorder_buffer_skip_one (self->buffer, cell_get_knob (self->cell, TROUPE_KNOB_ORDERING_GAP_BOUND),
                                         now_ns))
    ordering_put_ready (self);
  troupe_reorder_buffer_forget (self->buffer, cell_get_knob (self->cell, TROUPE_KNOB_ORDERING_RETENTION), now_ns);
  if (!TROUPE_DEFECT ("ordering.stalls-on-a-gap"))
    ordering_set_timer (self);
}

/* What was here before is dropped, for it has had its fate. What comes too late has had none. */
static void
ordering_refuse (TroupeOrdering      *self,
                 TroupeMessage       *message,
                 TroupeReorderResult  result)
{
  if (result == TROUPE_REORDER_LATE)
    {
      troupe_loop_refuse (self->cell->proc->loop, message, TROUPE_REASON_TIMEOUT);
      return;
    }

  self->n_duplicates++;
  troupe_cell_record (self->cell, "duplicate: %s", message->type->name);
  troupe_message_free (message);
}

void
troupe_cell_take_ordered (TroupeCell    *self,
                          TroupeMessage *message)
{
  TroupeLoop *loop = self->proc->loop;
  TroupeOrdering *ordering;
  TroupeReorderResult result;

  /* What a peer says to be in order is believed only where something is. */
  if (message->port < TROUPE_PORT_EPHEMERAL_FIRST)
    {
      troupe_loop_put (loop, &self->mailbox, message);
      return;
    }
  if (message->port >= TROUPE_PORT_HANDLER_BIT && self->mailbox.closed != TROUPE_REASON_NONE)
    {
      troupe_loop_refuse (loop, message, self->mailbox.closed);
      return;
    }

  ordering = cell_make_ordering (self);
  if (ordering->buffer == NULL)
    {
      ordering->buffer = troupe_reorder_buffer_new ();
      ordering->timer.fire = ordering_time_has_come;
    }
  result = troupe_reorder_buffer_add (ordering->buffer, message, cell_get_knob (self, TROUPE_KNOB_ORDERING_PARKED_MAX),
                                      troupe_loop_get_time (loop));
  if (result == TROUPE_REORDER_DUPLICATE || result == TROUPE_REORDER_LATE)
    ordering_refuse (ordering, message, result);
  else if (result == TROUPE_REORDER_PARKED)
    troupe_loop_emit_message (loop, TROUPE_EVENT_PARKED, message, TROUPE_REASON_NONE);
  ordering_put_ready (ordering);
  ordering_set_timer (ordering);
}

void
troupe_ordering_return (TroupeOrdering *self,
                        guint64         port_min,
                        TroupeReason    reason)
{
  TroupeLoop *loop = self->cell->proc->loop;
  TroupeMessage *message;

  if (self->buffer == NULL)
    return;

  while ((message = troupe_reorder_buffer_take_out (self->buffer, port_min, troupe_loop_get_time (loop))) != NULL)
    troupe_loop_refuse (loop, message, reason);
  ordering_set_timer (self);
}
