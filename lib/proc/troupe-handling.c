/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-behavior-private.h"
#include "proc/troupe-cell-private.h"
#include "proc/troupe-delivery-private.h"
#include "proc/troupe-introspection-private.h"
#include "proc/troupe-proc-core-private.h"
#include "proc/troupe-runtime-messages-private.h"

#include "base/troupe-defect-private.h"
#include "base/troupe-error.h"

/* Calls into the actor's code. At most one call of a cell is open; it ends when the code returns, or, if the
 * code took a deferral, when that is completed. Answers to asks and children's ends reach the actor beside an
 * open call, and cannot themselves be deferred. */

static inline gboolean
loop_clocks_handlers (const TroupeLoop *self)
{
  return G_UNLIKELY (self->knobs.values[TROUPE_KNOB_LOOP_CLOCK_HANDLERS] != 0);
}

static guint64
loop_read_clock (TroupeLoop *self)
{
  return loop_clocks_handlers (self) ? troupe_world_get_time (self->world) : troupe_loop_get_time (self);
}

/* To one that tells of no end, by an arrow that is sure to be there. */
static inline void
cell_switch_status (TroupeCell        *self,
                    TroupeActorStatus  status)
{
  if (troupe_world_listens (self->proc->loop->world, TROUPE_EVENT_STATUS))
    troupe_cell_set_status (self, status, NULL);
  else
    self->status = (guint8) status;
}

static void
cell_begin_call (TroupeCell *self,
                 TroupeCall  call)
{
  TroupeLoop *loop = self->proc->loop;

  g_assert (self->call == TROUPE_CALL_NONE);

  self->call = (guint8) call;
  self->running = TRUE;
  loop->call_began_ns = loop_clocks_handlers (loop) ? troupe_world_get_time (loop->world) : loop->now_ns;
}

/* The actor's code has returned. @error: (nullable) (transfer full): what it failed with. */
static void
cell_call_returned (TroupeCell *self,
                    gboolean    succeeded,
                    GError     *error)
{
  self->running = FALSE;
  if (G_UNLIKELY (self->panicked) && troupe_cell_check_panic (self))
    {
      g_clear_error (&error);
      return;
    }

  if (!succeeded)
    {
      if (error == NULL)
        error = g_error_new_literal (TROUPE_ERROR, TROUPE_ERROR_FAILED, "it failed without saying why");
      troupe_cell_end_call (self, error);
    }
  else if (!self->deferred)
    {
      troupe_cell_end_call (self, NULL);
    }
  else if (self->rare->deferral == NULL)
    {
      troupe_cell_end_call (self, g_steal_pointer (&self->rare->deferral_error));
    }
}

/* How the clock is read may have changed within the call. */
static void
cell_count_processing (TroupeCell *self)
{
  TroupeLoop *loop = self->proc->loop;
  guint64 began_ns = self->deferred ? self->rare->call_began_ns : loop->call_began_ns;
  guint64 now_ns = loop_read_clock (loop);

  if (now_ns > began_ns)
    troupe_cell_get_rare (self)->processing_ns += now_ns - began_ns;
}

/* The message of the open call has been handled, in whatever way. */
static void
cell_finish_message (TroupeCell *self)
{
  TroupeMessage *message = g_steal_pointer (&self->current);

  if (message == NULL)
    return;

  cell_count_processing (self);
  if (!(message->flags & TROUPE_MESSAGE_IS_RETURN))
    {
      self->n_handled++;
      troupe_loop_emit_message (self->proc->loop, TROUPE_EVENT_HANDLED, message, TROUPE_REASON_NONE);
    }
  troupe_message_free (message);
}

static const char *
call_prefix (TroupeCall call)
{
  switch (call)
    {
    case TROUPE_CALL_INIT:
      return "initialization error";
    case TROUPE_CALL_CLEANUP:
      return "cleanup error";
    case TROUPE_CALL_NONE:
    case TROUPE_CALL_HANDLE:
    case TROUPE_CALL_UNDELIVERABLE:
    default:
      return NULL;
    }
}

/* Nothing is left of the open call. Whoever still holds its deferral comes too late: the call was ended otherwise. */
static void
cell_close_call (TroupeCell *self)
{
  if (G_UNLIKELY (self->deferred))
    {
      if (self->rare->deferral != NULL)
        troupe_deferral_detach (self->rare->deferral);
      g_clear_error (&self->rare->deferral_error);
    }
  self->call = TROUPE_CALL_NONE;
  cell_finish_message (self);
  self->deferred = FALSE;
}

void
troupe_cell_end_call (TroupeCell *self,
                      GError     *error)
{
  TroupeCall call = self->call;

  g_assert (call != TROUPE_CALL_NONE);

  cell_close_call (self);
  if (TROUPE_DEFECT ("mailbox.second-first") && self->mailbox.work.length > 1)
    troupe_message_queue_push (&self->mailbox.work, troupe_message_queue_pop (&self->mailbox.work));
  if (error != NULL)
    troupe_cell_fail_with_error (self, call_prefix (call), error);
  else if (self->status == TROUPE_ACTOR_STATUS_INITIALIZING || self->status == TROUPE_ACTOR_STATUS_PROCESSING)
    cell_switch_status (self, TROUPE_ACTOR_STATUS_IDLE);
  if (!self->stepping)
    troupe_cell_schedule (self);
}

void
troupe_cell_cancel_call (TroupeCell *self)
{
  cell_close_call (self);
}

void
troupe_cell_call_init (TroupeCell *self)
{
  const TroupeBehavior *behavior = self->behavior;
  GError *error = NULL;
  gboolean succeeded = TRUE;

  cell_switch_status (self, TROUPE_ACTOR_STATUS_INITIALIZING);
  cell_begin_call (self, TROUPE_CALL_INIT);
  if (behavior->init != NULL)
    succeeded = behavior->init (self->state, self, &error);
  cell_call_returned (self, succeeded, error);
}

void
troupe_cell_call_cleanup (TroupeCell *self)
{
  const TroupeBehavior *behavior = self->behavior;
  TroupeSupervisionEvent *event = troupe_cell_get_failure (self);
  g_autoptr (GError) failure = NULL;
  GError *error = NULL;
  gboolean succeeded;

  if (behavior->cleanup == NULL)
    return;

  if (event != NULL)
    failure = g_error_new_literal (TROUPE_ERROR, TROUPE_ERROR_FAILED, troupe_supervision_event_get_text (event));
  cell_begin_call (self, TROUPE_CALL_CLEANUP);
  succeeded = behavior->cleanup (self->state, self, failure, &error);
  cell_call_returned (self, succeeded, error);
}

static void
cell_handle_undeliverable (TroupeCell    *self,
                           TroupeMessage *message)
{
  const TroupeBehavior *behavior = self->behavior;
  GError *error = NULL;
  gboolean succeeded;

  troupe_cell_record (self, "returned: %s: %s", message->type->name, troupe_reason_to_string (message->reason));
  cell_begin_call (self, TROUPE_CALL_UNDELIVERABLE);
  if (behavior->handle_undeliverable != NULL)
    succeeded = behavior->handle_undeliverable (self->state, self, message, message->reason, &error);
  else
    succeeded = troupe_behavior_fail_on_return (message, message->reason, &error);
  cell_call_returned (self, succeeded, error);
}

/* Does anyone look at single calls, also when nothing comes of them? */
static inline gboolean
loop_is_watched (const TroupeLoop *self)
{
  const guint32 kinds = 1u << TROUPE_EVENT_STATUS | 1u << TROUPE_EVENT_HANDLED;

  return G_UNLIKELY ((self->world->event_mask & kinds) != 0) || loop_clocks_handlers (self);
}

static void
cell_handle_message (TroupeCell    *self,
                     TroupeMessage *message)
{
  const TroupeBehavior *behavior = self->behavior;
  GError *error = NULL;
  gboolean succeeded = TRUE;

  self->last_type = message->type;
  cell_begin_call (self, TROUPE_CALL_HANDLE);
  if (behavior->handle != NULL)
    succeeded = behavior->handle (self->state, self, message, &error);
  cell_call_returned (self, succeeded, error);
}

/* What cell_handle_in_full() and what it calls do, for the ordinary case that an idle actor handles a
 * message, nothing else happens to it, and nobody looks. */
static inline void
cell_handle_ordinary_message (TroupeCell    *self,
                              TroupeLoop    *loop,
                              TroupeMessage *message)
{
  const TroupeBehavior *behavior = self->behavior;
  GError *error = NULL;
  gboolean succeeded = TRUE;

  self->current = message;
  self->last_type = message->type;
  self->state_word = TROUPE_CELL_HANDLING;
  loop->call_began_ns = loop->now_ns;
  if (behavior->handle != NULL)
    succeeded = behavior->handle (self->state, self, message, &error);
  if (G_UNLIKELY (!succeeded || self->state_word != TROUPE_CELL_HANDLING || loop_is_watched (loop)))
    {
      cell_call_returned (self, succeeded, error);
      return;
    }

  self->current = NULL;
  self->n_handled++;
  troupe_message_release (message);
  self->state_word = TROUPE_CELL_IDLE;
}

static void
cell_handle_in_full (TroupeCell    *self,
                     TroupeMessage *message)
{
  self->current = message;
  cell_switch_status (self, TROUPE_ACTOR_STATUS_PROCESSING);
  if (message->flags & TROUPE_MESSAGE_IS_RETURN)
    cell_handle_undeliverable (self, message);
  else
    cell_handle_message (self, message);
}

void
troupe_cell_handle_work (TroupeCell *self)
{
  TroupeMessage *message = troupe_cell_take_work (self);

  /* The only work of a client is what comes back to it, and that ends there. */
  if (troupe_cell_is_client (self))
    troupe_message_free (message);
  else
    cell_handle_in_full (self, message);
}

/* The next message of the work, of which there is some. */
static inline void
cell_handle_next (TroupeCell *self,
                  TroupeLoop *loop)
{
  TroupeMessage *message = troupe_cell_take_first_work (self);

  if (G_LIKELY ((message->flags & TROUPE_MESSAGE_IS_RETURN) == 0 && !loop_is_watched (loop)))
    cell_handle_ordinary_message (self, loop, message);
  else
    cell_handle_in_full (self, message);
}

void
troupe_cell_take_work_step (TroupeCell *self)
{
  TroupeLoop *loop = self->proc->loop;
  guint n_more = loop->explores ? 1 : TROUPE_CELL_BATCH;

  self->stepping = TRUE;
  do
    cell_handle_next (self, loop);
  while (self->mailbox.work.length > 0 && --n_more > 0 && troupe_cell_has_only_work (self) && !loop->ending);

  if (G_UNLIKELY (!troupe_cell_has_only_work (self)))
    {
      troupe_cell_end_step (self);
      return;
    }

  self->stepping = FALSE;
  if (self->mailbox.work.length > 0)
    troupe_cell_schedule (self);
}

static void
cell_handle_signal (TroupeCell    *self,
                    TroupeMessage *message)
{
  g_autoptr (GVariant) text = troupe_message_dup_field (message, "text");
  const char *reason = g_variant_get_string (text, NULL);

  if (message->type == troupe_message_type_stop ())
    troupe_cell_request_stop (self, TROUPE_STOP_DRAIN, reason);
  else if (self->stop == TROUPE_STOP_NONE || !TROUPE_DEFECT ("stopping.abort-unheard-in-drain"))
    troupe_cell_abort (self, reason);
}

/* NONE if it was taken, else why not. @ret_keeper: (nullable): the port that wants to keep it. */
static TroupeReason
cell_take_control (TroupeCell      *self,
                   TroupeMessage   *message,
                   TroupeOpenPort **ret_keeper)
{
  if (message->port == TROUPE_PORT_SIGNAL)
    cell_handle_signal (self, message);
  else if (message->port == TROUPE_PORT_INTROSPECT && !(message->flags & TROUPE_MESSAGE_IS_RETURN))
    troupe_cell_answer_query (self, message);
  else
    return troupe_mailbox_call_port (&self->mailbox, message, ret_keeper);

  return TROUPE_REASON_NONE;
}

void
troupe_cell_handle_control (TroupeCell *self)
{
  TroupeMessage *message = troupe_message_queue_pop (&self->mailbox.control);
  TroupeLoop *loop = self->proc->loop;
  TroupeOpenPort *keeper = NULL;
  TroupeReason reason;

  troupe_loop_take_in_hand (loop, message);
  reason = cell_take_control (self, message, &keeper);
  troupe_loop_let_go (loop, message);

  if (keeper != NULL)
    {
      troupe_open_port_keep (keeper, message);
      troupe_cell_check_panic (self);
      return;
    }
  if (reason != TROUPE_REASON_NONE)
    {
      troupe_loop_refuse (loop, message, reason);
      troupe_cell_check_panic (self);
      return;
    }
  if (!(message->flags & TROUPE_MESSAGE_IS_RETURN))
    troupe_loop_emit_message (loop, TROUPE_EVENT_HANDLED, message, TROUPE_REASON_NONE);
  troupe_message_free (message);
  troupe_cell_check_panic (self);
}
