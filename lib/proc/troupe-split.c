/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-delivery-private.h"
#include "proc/troupe-gathering.h"
#include "proc/troupe-instance-private.h"
#include "proc/troupe-port-private.h"
#include "proc/troupe-proc-core-private.h"

#include "base/troupe-defect-private.h"
#include "base/troupe-error.h"
#include "message/troupe-port-ref-private.h"
#include "message/troupe-reducer-private.h"

/* A split port stands in front of another port, perhaps far away, and combines what comes before it hands it on:
 *
 *   of a stream:   it hands on when it has so many updates, or when the oldest has waited so long (knobs)
 *   of N updates:  it hands on when all have come, and is then gone
 *   no reducer:    it hands on each at once
 *
 * An update that does not go together with the others is refused, it alone. Those that wait stay in the port's custody
 * until they are handed on, combined; if the port goes before that, they are returned. */

typedef struct
{
  TroupeOpenPort       port;       /* first */
  TroupeCell          *cell;       /* (not owned): whose port it is; outlives us */
  TroupePortRef       *original;   /* (owned): where it all goes */
  const TroupeReducer *reducer;    /* (nullable): NULL: none that is known here */
  TroupeMessageQueue   queue;      /* updates that wait */
  GVariant            *combined;   /* (owned) (nullable): what they come to; NULL where none waits */
  guint                n_updates;  /* that it is for; 0: a stream */
  TroupeTimer          timer;      /* of the oldest update that waits, in a stream */
} SplitPort;

/* Nobody who sent an update is asked to take back what was made of it: it does not come back. */
static gboolean
split_port_hand_on (SplitPort               *self,
                    const TroupeMessageType *type,
                    GVariant                *body)
{
  g_autoptr (TroupePortRef) original = troupe_port_ref_with_flags (self->original, TROUPE_PORT_NO_RETURN);
  g_autoptr (GError) error = NULL;

  if (troupe_cell_send_to_port (self->cell, original, type, body, &error))
    return TRUE;

  troupe_cell_record (self->cell, "port %" G_GUINT64_FORMAT " could not hand on: %s", self->port.index, error->message);

  return FALSE;
}

static void
split_port_end (TroupeOpenPort *port,
                TroupeReason    reason)
{
  SplitPort *self = (SplitPort *) port;
  TroupeLoop *loop = self->cell->proc->loop;
  guint n_waiting = troupe_loop_take_all_in_hand (loop, &self->queue);

  troupe_mailbox_remove_port (&self->cell->mailbox, port);
  troupe_loop_refuse_in_hand (loop, n_waiting, reason);
}

/* What waits goes, as one message. Who hears of it may end the port. */
static void
split_port_flush (SplitPort *self)
{
  g_autoptr (GVariant) combined = g_steal_pointer (&self->combined);
  TroupeLoop *loop = self->cell->proc->loop;
  guint n_waiting = troupe_loop_take_all_in_hand (loop, &self->queue);
  gboolean handed_on;

  troupe_loop_cancel_timer (loop, &self->timer);
  if (self->n_updates > 0)
    self->port.closed = TRUE;
  self->port.n_calls++;
  handed_on = split_port_hand_on (self, self->port.type, combined);
  self->port.n_calls--;
  if (self->port.removed)
    self->port.klass->free (&self->port);
  else if (self->n_updates > 0)
    troupe_mailbox_remove_port (&self->cell->mailbox, &self->port);
  if (handed_on)
    troupe_loop_handled_in_hand (loop, n_waiting);
  else
    troupe_loop_refuse_in_hand (loop, n_waiting, TROUPE_REASON_TYPE_MISMATCH);
}

static void
split_port_due (TroupeTimer *timer)
{
  split_port_flush (TROUPE_CONTAINER (timer, SplitPort, timer));
}

static TroupeReason
split_port_take (TroupeOpenPort *port,
                 TroupeMessage  *message,
                 gboolean       *ret_keeps)
{
  SplitPort *self = (SplitPort *) port;
  g_autoptr (GVariant) body = troupe_message_dup_body (message);
  g_autoptr (GError) error = NULL;
  GVariant *combined;

  if (self->reducer == NULL)
    return split_port_hand_on (self, message->type, body) ? TROUPE_REASON_NONE : TROUPE_REASON_TYPE_MISMATCH;

  if (self->combined == NULL)
    combined = g_variant_ref (body);
  else
    combined = troupe_reducer_combine (self->reducer, self->combined, body,
                                       troupe_port_ref_get_reducer_parameters (self->original), &error);
  if (combined == NULL)
    {
      troupe_cell_record (self->cell, "port %" G_GUINT64_FORMAT " refused %s: %s", port->index, message->type->name,
                          error->message);
      if (TROUPE_DEFECT ("split.failure-unbinds"))
        port->closed = TRUE;
      return TROUPE_REASON_TYPE_MISMATCH;
    }

  g_clear_pointer (&self->combined, g_variant_unref);
  self->combined = combined;
  *ret_keeps = TRUE;

  return TROUPE_REASON_NONE;
}

static void
split_port_kept (TroupeOpenPort *port)
{
  SplitPort *self = (SplitPort *) port;
  TroupeProc *proc = self->cell->proc;
  guint64 length_max = self->n_updates > 0 ? self->n_updates : proc->knobs.values[TROUPE_KNOB_SPLIT_BUFFER_LENGTH];

  if (self->queue.length >= length_max)
    split_port_flush (self);
  else if (self->n_updates == 0 && !troupe_timer_is_set (&self->timer))
    troupe_loop_set_timer (proc->loop, &self->timer, proc->knobs.values[TROUPE_KNOB_SPLIT_BUFFER_AGE]);
}

/* A stream loses nothing when its owner stops in order; of a number of updates a part is not the answer. */
static void
split_port_end_with_owner (TroupeOpenPort *port,
                           TroupeReason    reason)
{
  SplitPort *self = (SplitPort *) port;
  TroupeCell *cell = self->cell;
  guint64 index = port->index;

  if (reason == TROUPE_REASON_ACTOR_STOPPED && self->n_updates == 0 && self->queue.length > 0)
    split_port_flush (self);
  port = troupe_mailbox_find_port (&cell->mailbox, index);
  if (port != NULL)
    split_port_end (port, reason);
}

static void
split_port_free (TroupeOpenPort *port)
{
  SplitPort *self = (SplitPort *) port;

  troupe_loop_cancel_timer (self->cell->proc->loop, &self->timer);
  g_clear_pointer (&self->combined, g_variant_unref);
  troupe_port_ref_unref (self->original);
  g_free (self);
}

static const TroupeOpenPortClass split_port_class = {
  .take = split_port_take,
  .kept = split_port_kept,
  .end = split_port_end_with_owner,
  .free = split_port_free,
};

static gboolean
check_split (TroupePortRef        *port,
             const TroupeReducer  *reducer,
             guint                 n_updates,
             GError              **error)
{
  const char *kind_name = troupe_port_ref_get_kind_name (port);
  const TroupeMessageType *kind = troupe_port_ref_get_kind (port);

  if (kind_name != NULL && kind == NULL)
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_UNKNOWN_TYPE,
                 "Could not split a port: it takes %s, a type that nobody has registered here", kind_name);
  else if (n_updates == 0 && (troupe_port_ref_get_flags (port) & TROUPE_PORT_ONCE) != 0)
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE,
                 "Could not split a port: it takes one message, and it is not said of how many updates");
  else if (reducer != NULL && (kind == NULL || !g_variant_type_equal (kind->signature, reducer->signature)))
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE,
                 "Could not split a port: the reducer %s does not combine what it takes", reducer->name);
  else
    return TRUE;

  return FALSE;
}

static TroupePortRef *
split_port_make_ref (SplitPort *self)
{
  g_autoptr (TroupePortId) id = troupe_port_id_new (troupe_cell_get_id (self->cell), self->port.index);
  TroupePortRefParts parts = {
    .id = id,
    .kind_name = troupe_port_ref_get_kind_name (self->original),
    .flags = troupe_port_ref_get_flags (self->original),
    .reducer = troupe_port_ref_get_reducer (self->original),
    .parameters = troupe_port_ref_get_reducer_parameters (self->original),
  };

  return troupe_port_ref_new_from_parts (&parts, NULL);
}

static TroupePortRef *
cell_split_port (TroupeCell     *cell,
                 TroupePortRef  *port,
                 guint           n_updates,
                 GError        **error)
{
  const char *name = troupe_port_ref_get_reducer (port);
  const TroupeReducer *reducer = name != NULL ? troupe_reducer_lookup (name) : NULL;
  SplitPort *self;

  if (!check_split (port, reducer, n_updates, error))
    return NULL;

  self = g_new0 (SplitPort, 1);
  self->port.klass = &split_port_class;
  self->port.type = troupe_port_ref_get_kind (port);
  self->port.bound = TRUE;
  self->port.held = &self->queue;
  self->cell = cell;
  self->original = troupe_port_ref_ref (port);
  self->reducer = reducer;
  self->n_updates = n_updates;
  self->timer.fire = split_port_due;
  troupe_message_queue_init (&self->queue);
  troupe_mailbox_open_port (&cell->mailbox, &self->port);

  return split_port_make_ref (self);
}

/**
 * troupe_context_split_port:
 * @self: a context
 * @port: (transfer none): a port, wherever it is
 * @n_updates: of how many updates; 0: of a stream that goes on
 * @error: return location for an error
 *
 * Opens a port of this actor that stands in front of @port: what is sent to it goes to @port, in the name of this
 * actor, combined by the reducer that @port names. Of @n_updates updates it makes one message, and is then gone: what
 * comes later is returned. Of a stream it makes one message of as many as the knob `split.buffer-length` says, or of
 * those that have come when the first has waited for `split.buffer-age`. Where @port has no reducer, or one that is not
 * registered here, each message is handed on at once.
 *
 * An update that the reducer cannot combine with the others is returned as %TROUPE_REASON_TYPE_MISMATCH, and the port
 * stays. What is handed on and cannot be delivered does not come back. When the actor stops, a stream hands on what it
 * has; else what waits is returned. A split port can be split again.
 *
 * Fails with %TROUPE_ERROR_UNKNOWN_TYPE where this process does not know what @port takes, and with
 * %TROUPE_ERROR_INVALID_VALUE where its reducer does not combine that, or it is a once-port and @n_updates is 0.
 *
 * Returns: (transfer full): the reference of the split port, or %NULL on error
 */
TroupePortRef *
troupe_context_split_port (TroupeContext  *self,
                           TroupePortRef  *port,
                           guint           n_updates,
                           GError        **error)
{
  g_return_val_if_fail (troupe_cell_is_live (self) && !troupe_cell_has_ended (self), NULL);
  g_return_val_if_fail (port != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return cell_split_port (self, port, n_updates, error);
}

/**
 * troupe_instance_split_port:
 * @self: a client or actor-instance
 * @port: (transfer none): a port, wherever it is
 * @n_updates: of how many updates; 0: of a stream that goes on
 * @error: return location for an error
 *
 * Opens a port of the client that stands in front of another, as troupe_context_split_port() does for an actor.
 *
 * Fails as that does, and with %TROUPE_ERROR_CLOSED where the client has ended.
 *
 * Returns: (transfer full): the reference of the split port, or %NULL on error
 */
TroupePortRef *
troupe_instance_split_port (TroupeInstance  *self,
                            TroupePortRef   *port,
                            guint            n_updates,
                            GError         **error)
{
  TroupeCell *cell;

  g_return_val_if_fail (TROUPE_IS_INSTANCE (self), NULL);
  g_return_val_if_fail (port != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  cell = troupe_instance_get_live_cell (self, "split a port", error);

  return cell != NULL ? cell_split_port (cell, port, n_updates, error) : NULL;
}
