/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-cell-private.h"
#include "proc/troupe-delayed-private.h"
#include "proc/troupe-delivery-private.h"
#include "proc/troupe-driven-actor-private.h"
#include "proc/troupe-instance-private.h"
#include "proc/troupe-ordering-private.h"
#include "proc/troupe-port-private.h"
#include "proc/troupe-proc-core-private.h"
#include "proc/troupe-snapshot-private.h"
#include "proc/troupe-supervision-event-private.h"

#include "base/troupe-defect-private.h"
#include "base/troupe-error.h"

/* How a cell ends. Children end before their parent, cleanup runs after them, and only then is the end told.
 *
 *   asked to drain:  refuses new work; handles what is queued ----------------------------+--> stopping
 *   asked to stop:   refuses new work; returns what is queued once the open call is over -+
 *                      | bound exceeded
 *                      +-> it is aborted
 *   fails, aborted:  refuses new work; gives up the open call; returns what is queued --------> stopping
 *
 *   stopping:  children are stopped ----> no child, no notice left ----> cleanup ----> the end is told
 *                  | bound exceeded            (not after a panic)          | bound exceeded
 *                  +-> children are aborted                                 +-> given up, the cell fails
 */

/* Something is to be done. A step that is under way sees it for itself; but where the world chooses what comes next, it
 * may choose what comes between the two. */
static void
cell_wake (TroupeCell *self)
{
  if (!self->stepping || self->proc->loop->explores)
    troupe_cell_schedule (self);
}

static TroupeReason
cell_refusal (const TroupeCell *self)
{
  return troupe_cell_get_failure (self) != NULL ? TROUPE_REASON_ACTOR_FAILED : TROUPE_REASON_ACTOR_STOPPED;
}

/* What came back to us ends here: its fate has been told. Everything else goes back. */
static void
cell_return_queue (TroupeCell         *self,
                   TroupeMessageQueue *queue)
{
  gboolean is_work = queue == &self->mailbox.work;
  TroupeMessage *message;

  if (queue->length == 0)
    return;

  if (TROUPE_DEFECT ("pressure.never-subtracted"))
    is_work = FALSE;
  while ((message = is_work ? troupe_cell_take_work (self) : troupe_message_queue_pop (queue)) != NULL)
    {
      if ((message->flags & TROUPE_MESSAGE_IS_RETURN) || TROUPE_DEFECT ("stopping.queue-lost"))
        troupe_message_free (message);
      else
        troupe_loop_refuse (self->proc->loop, message, cell_refusal (self));
    }
}

void
troupe_cell_emit_overrun (TroupeCell *self,
                          const char *what)
{
  TroupeWorld *world = self->proc->loop->world;
  TroupeEvent event = { .kind = TROUPE_EVENT_OVERRUN, .payload = what };

  troupe_cell_record (self, "overrun: %s", what);
  if (!troupe_world_listens (world, TROUPE_EVENT_OVERRUN))
    return;

  event.proc = self->proc->id;
  event.subject = troupe_cell_get_id (self);
  troupe_world_emit (world, &event);
}

static void
cell_unlink_from_parent (TroupeCell *self)
{
  TroupeCell *parent = self->parent;

  if (parent->first_child == self)
    parent->first_child = self->next_sibling;
  else
    self->previous_sibling->next_sibling = self->next_sibling;
  if (self->next_sibling != NULL)
    self->next_sibling->previous_sibling = self->previous_sibling;
  else if (parent->first_child != NULL)
    parent->first_child->previous_sibling = self->previous_sibling;
  self->parent = NULL;
}

static void
cell_bound_exceeded (TroupeTimer *timer)
{
  TroupeCell *self = TROUPE_CONTAINER (timer, TroupeCellRare, bound)->cell;

  if (self->status != TROUPE_ACTOR_STATUS_STOPPING)
    {
      troupe_cell_emit_overrun (self, "drain");
      troupe_cell_abort (self, "it took too long to stop");
      return;
    }
  if (self->call == TROUPE_CALL_CLEANUP)
    {
      troupe_cell_emit_overrun (self, "cleanup");
      troupe_cell_end_call (self, g_error_new_literal (TROUPE_ERROR, TROUPE_ERROR_FAILED, "it took too long"));
      return;
    }

  troupe_cell_emit_overrun (self, "children");
  if (TROUPE_DEFECT ("stopping.children-orphaned"))
    {
      while (self->first_child != NULL)
        cell_unlink_from_parent (self->first_child);
      troupe_cell_schedule (self);
      return;
    }
  for (TroupeCell *child = self->first_child; child != NULL; child = child->next_sibling)
    troupe_cell_abort (child, "its parent waited too long for it to stop");
}

/* On the phase that begins now. */
static void
cell_set_bound (TroupeCell      *self,
                TroupeKnobIndex  knob)
{
  TroupeCellRare *rare = troupe_cell_get_rare (self);

  rare->bound.fire = cell_bound_exceeded;
  troupe_loop_set_timer (self->proc->loop, &rare->bound, self->proc->knobs.values[knob]);
}

static gboolean
cell_has_bound (const TroupeCell *self)
{
  return self->rare != NULL && troupe_timer_is_set (&self->rare->bound);
}

static void
cell_clear_bound (TroupeCell *self)
{
  if (cell_has_bound (self))
    troupe_loop_cancel_timer (self->proc->loop, &self->rare->bound);
}

/* Actors are asked to stop; clients are dropped, for nobody can be asked. */
static void
cell_stop_children (TroupeCell *self)
{
  TroupeCell *next;

  for (TroupeCell *child = self->first_child; child != NULL; child = next)
    {
      next = child->next_sibling;
      if (!troupe_cell_is_client (child))
        {
          troupe_cell_request_stop (child, TROUPE_STOP_NOW, "parent stopping");
          continue;
        }
      troupe_client_forget_holder (child);
      troupe_cell_drop (child, "parent stopping");
      if (TROUPE_DEFECT ("client.links-pile-up"))
        cell_unlink_from_parent (child);
    }
}

static void
cell_begin_stopping (TroupeCell *self)
{
  /* What has not been set up needs no cleanup. */
  if (self->status == TROUPE_ACTOR_STATUS_CREATED)
    self->cleaned = TRUE;
  cell_clear_bound (self);
  cell_return_queue (self, &self->mailbox.work);
  troupe_cell_set_status (self, TROUPE_ACTOR_STATUS_STOPPING, NULL);
  if (self->first_child == NULL)
    return;

  cell_stop_children (self);
  if (self->first_child != NULL)
    cell_set_bound (self, TROUPE_KNOB_STOP_CHILDREN_BOUND);
}

/* No work is taken any more, and none is to come. What waits for its turn would wait for what is refused from now
 * on. */
static void
cell_close (TroupeCell   *self,
            TroupeReason  reason)
{
  troupe_mailbox_close (&self->mailbox, reason);
  troupe_cell_return_parked (self, TROUPE_PORT_HANDLER_BIT, reason);
  troupe_cell_drop_delayed (self);
}

void
troupe_cell_request_stop (TroupeCell     *self,
                          TroupeStopMode  mode,
                          const char     *text)
{
  if (!self->driven || troupe_cell_get_driven (self)->signal.func == NULL)
    {
      troupe_cell_stop (self, mode, text);
      return;
    }
  if (troupe_cell_get_stop_text (self) == NULL)
    troupe_cell_get_rare (self)->stop_text = g_strdup (text);
  self->stop_asked = TRUE;
  troupe_cell_schedule (self);
}

void
troupe_cell_stop (TroupeCell     *self,
                  TroupeStopMode  mode,
                  const char     *text)
{
  if (troupe_cell_has_ended (self) || self->status == TROUPE_ACTOR_STATUS_STOPPING ||
      self->stop >= mode)
    return;

  if (self->stop == TROUPE_STOP_NONE && text != NULL)
    {
      TroupeCellRare *rare = troupe_cell_get_rare (self);
      g_autofree char *old_text G_GNUC_UNUSED = rare->stop_text; /* may be what @text points to */

      rare->stop_text = g_strdup (text);
    }
  self->stop = (guint8) mode;
  if (!TROUPE_DEFECT ("stopping.drain-unbounded"))
    cell_close (self, TROUPE_REASON_ACTOR_STOPPED);
  cell_wake (self);
}

void
troupe_cell_fail (TroupeCell             *self,
                  TroupeSupervisionEvent *event)
{
  if (troupe_cell_has_ended (self) || troupe_cell_get_failure (self) != NULL)
    {
      troupe_supervision_event_release (event);
      return;
    }

  troupe_cell_get_rare (self)->failure = event;
  cell_close (self, TROUPE_REASON_ACTOR_FAILED);
  if (self->status != TROUPE_ACTOR_STATUS_STOPPING)
    {
      troupe_cell_cancel_call (self);
      cell_begin_stopping (self);
    }
  cell_wake (self);
}

void
troupe_cell_fail_with_error (TroupeCell *self,
                             const char *prefix,
                             GError     *error)
{
  g_autoptr (GError) owned = error;

  troupe_cell_fail (self, troupe_cell_new_event (self, TROUPE_ACTOR_STATUS_FAILED, prefix, error->message,
                                                 /* cause = */ NULL));
}

void
troupe_cell_abort (TroupeCell *self,
                   const char *text)
{
  /* A cleanup that goes on is given up as well: an abort does not wait. */
  if (self->status == TROUPE_ACTOR_STATUS_STOPPING && self->call == TROUPE_CALL_CLEANUP && !self->running)
    troupe_cell_cancel_call (self);
  troupe_cell_fail_with_error (self, "aborted",
                               g_error_new_literal (TROUPE_ERROR, TROUPE_ERROR_FAILED,
                                                    text != NULL && *text != '\0' ? text : "without a reason"));
}

gboolean
troupe_cell_check_panic (TroupeCell *self)
{
  if (!self->panicked || troupe_cell_get_failure (self) != NULL)
    return self->panicked;

  self->cleaned = TRUE;
  troupe_cell_fail_with_error (self, "panic",
                               g_error_new_literal (TROUPE_ERROR, TROUPE_ERROR_FAILED, self->rare->stop_text));

  return TRUE;
}

/* Nothing but us is left of our subtree. */
static gboolean
cell_is_alone (const TroupeCell *self)
{
  return self->first_child == NULL && self->last_notice == NULL;
}

/* Last, for the holder may do whatever it likes. */
static void
cell_tell_holder (TroupeCell *self,
                  const char *text)
{
  TroupeDrivenActor *actor = troupe_cell_get_driven (self);

  if (actor->instance == NULL)
    return;

  troupe_instance_forget_cell (actor->instance, self->status);
  troupe_driven_actor_signal (actor, TROUPE_INSTANCE_SIGNAL_ENDED, text);
  actor->instance = NULL;
}

/* The last sequence; its order is part of the contract (core 3.7): the mailbox refuses everything, the parent or the
 * proc has the event, and only then is the status seen and the snapshot stored. */
static void
cell_finish (TroupeCell *self)
{
  TroupeCell *parent = self->parent;
  TroupeSupervisionEvent *failure;
  TroupeActorStatus status;
  TroupeSupervisionEvent *event;
  const char *stop_text;
  const char *text;

  cell_clear_bound (self);
  troupe_cell_end_ports (self, cell_refusal (self));
  troupe_cell_return_parked (self, 0, cell_refusal (self));
  cell_return_queue (self, &self->mailbox.work);
  cell_return_queue (self, &self->mailbox.control);
  if (self->peer->mailbox == &self->mailbox)
    self->peer->mailbox = NULL;

  failure = troupe_cell_get_failure (self);
  stop_text = troupe_cell_get_stop_text (self);
  status = failure != NULL ? TROUPE_ACTOR_STATUS_FAILED : TROUPE_ACTOR_STATUS_STOPPED;
  if (failure != NULL)
    event = troupe_supervision_event_hold (failure);
  else
    event = troupe_cell_new_event (self, status, /* prefix = */ NULL, stop_text, /* cause = */ NULL);
  if (parent != NULL)
    cell_unlink_from_parent (self);
  troupe_cell_hand_up (self, parent, troupe_supervision_event_hold (event));
  text = failure != NULL ? troupe_supervision_event_get_text (event) : stop_text;
  troupe_cell_set_last_status (self, status, text, event);
  troupe_proc_store_snapshot (self->proc, self, parent, event, troupe_supervision_event_get_text (event));
  troupe_proc_actor_ended (self->proc, self);
  troupe_cell_tell_watches (self, text);
  cell_wake (self);
  if (self->driven)
    cell_tell_holder (self, text);
}

void
troupe_cell_go_on_stopping (TroupeCell *self)
{
  gboolean drained = self->stop == TROUPE_STOP_NOW || self->mailbox.work.length == 0;

  if (self->status == TROUPE_ACTOR_STATUS_IDLE && self->call == TROUPE_CALL_NONE &&
      self->stop != TROUPE_STOP_NONE && drained)
    cell_begin_stopping (self);
  else if (self->status < TROUPE_ACTOR_STATUS_STOPPING && !cell_has_bound (self) &&
           !TROUPE_DEFECT ("stopping.drain-unbounded"))
    cell_set_bound (self, TROUPE_KNOB_STOP_DRAIN_BOUND);

  if (self->status != TROUPE_ACTOR_STATUS_STOPPING || !cell_is_alone (self) || self->call != TROUPE_CALL_NONE)
    return;

  if (!self->cleaned)
    {
      self->cleaned = TRUE;
      troupe_cell_call_cleanup (self);
      /* It took a deferral. */
      if (self->call == TROUPE_CALL_CLEANUP)
        cell_set_bound (self, TROUPE_KNOB_STOP_CLEANUP_BOUND);
    }
  if (self->call == TROUPE_CALL_NONE && cell_is_alone (self))
    cell_finish (self);
}

void
troupe_cell_drop (TroupeCell *self,
                  const char *text)
{
  TroupeWorld *world = self->proc->loop->world;
  TroupeCell *parent = self->parent;

  if (troupe_cell_has_ended (self))
    return;

  if (troupe_world_listens (world, TROUPE_EVENT_DROPPED))
    {
      TroupeEvent event = { .kind = TROUPE_EVENT_DROPPED };

      event.proc = self->proc->id;
      event.subject = troupe_cell_get_id (self);
      troupe_world_emit (world, &event);
    }
  troupe_mailbox_close (&self->mailbox, TROUPE_REASON_ACTOR_STOPPED);
  troupe_cell_end_ports (self, TROUPE_REASON_ACTOR_STOPPED);
  troupe_cell_return_parked (self, 0, TROUPE_REASON_ACTOR_STOPPED);
  cell_return_queue (self, &self->mailbox.work);
  cell_return_queue (self, &self->mailbox.control);
  if (self->peer->mailbox == &self->mailbox)
    self->peer->mailbox = NULL;
  if (parent != NULL && !TROUPE_DEFECT ("client.links-pile-up"))
    cell_unlink_from_parent (self);
  troupe_cell_set_status (self, TROUPE_ACTOR_STATUS_STOPPED, text);
  if (self->root == self)
    troupe_proc_forget_root (self->proc, self);
  if (self->mailbox.introspectable && !TROUPE_DEFECT ("client.leaves-nothing"))
    troupe_proc_store_snapshot (self->proc, self, parent, /* event = */ NULL, text);
  troupe_cell_tell_watches (self, text);
  if (parent == NULL || !TROUPE_DEFECT ("client.links-pile-up"))
    troupe_cell_schedule (self);
}
