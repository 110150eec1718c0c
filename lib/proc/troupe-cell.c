/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-cell-private.h"
#include "proc/troupe-delayed-private.h"
#include "proc/troupe-delivery-private.h"
#include "proc/troupe-driven-actor-private.h"
#include "proc/troupe-proc-core-private.h"

#include <string.h>

/* A cell moves by steps. One step is one task of its loop and does one thing: begin init, take one message, take
 * one child's end, or go on with stopping. What it does next depends on three sources: control messages and
 * notices can be taken at any time, work only while no call is open. Where more than one is ready the world
 * chooses. */

/* How many messages one step handles in a row where the world does not explore: that is one of the orders that it
 * could choose. Small, so that who has much to do does not keep the others waiting. */
#define CELL_BATCH 8

static void cell_run (TroupeTask *task);

static void
cell_mailbox_ready (TroupeMailbox *mailbox)
{
  troupe_cell_schedule (troupe_cell_from_mailbox (mailbox));
}

void
troupe_cell_schedule (TroupeCell *self)
{
  troupe_loop_schedule (self->proc->loop, &self->task);
}

static void
cell_link_to_parent (TroupeCell *self,
                     TroupeCell *parent)
{
  self->parent = parent;
  self->root = parent->root;
  self->previous_sibling = parent->last_child;
  if (parent->last_child != NULL)
    parent->last_child->next_sibling = self;
  else
    parent->first_child = self;
  parent->last_child = self;
}

static void
cell_init_mailbox (TroupeCell        *self,
                   TroupeClientFlags  flags)
{
  troupe_mailbox_init (&self->mailbox, self->peer, cell_mailbox_ready);
  self->mailbox.introspectable = self->behavior != NULL || flags == TROUPE_CLIENT_INTROSPECTABLE;
  self->mailbox.signallable = self->behavior != NULL;
  if (self->behavior != NULL)
    {
      self->mailbox.accepted_types = self->behavior->accepted_types;
      self->mailbox.n_accepted_words = self->behavior->n_accepted_words;
    }
  self->peer->mailbox = &self->mailbox;
}

static void
cell_emit_spawned (TroupeCell        *self,
                   TroupeClientFlags  flags)
{
  TroupeWorld *world = self->proc->loop->world;
  TroupeEvent event = { .kind = TROUPE_EVENT_SPAWNED };

  if (!troupe_world_listens (world, TROUPE_EVENT_SPAWNED))
    return;

  if (self->behavior != NULL)
    event.detail = TROUPE_EVENT_SPAWNED_ACTOR;
  else if (flags == TROUPE_CLIENT_INTROSPECTABLE)
    event.detail = TROUPE_EVENT_SPAWNED_INTROSPECTABLE_CLIENT;
  else
    event.detail = TROUPE_EVENT_SPAWNED_CLIENT;
  event.proc = self->proc->id;
  event.subject = troupe_cell_get_id (self);
  event.object = self->parent != NULL ? troupe_cell_get_id (self->parent) : NULL;
  event.payload = troupe_cell_get_type_name (self);
  troupe_world_emit (world, &event);
}

TroupeCell *
troupe_cell_new (TroupeProc           *proc,
                 TroupeCell           *parent,
                 TroupeActorId        *id,
                 const TroupeBehavior *behavior,
                 gpointer              state,
                 TroupeClientFlags     flags)
{
  TroupeCell *self = troupe_recycler_take (&proc->loop->cells, sizeof *self);

  memset (self, 0, sizeof *self);
  self->n_refs = 1;
  self->proc = proc;
  self->task.run = cell_run;
  self->peer = troupe_peer_table_intern (proc->loop->peers, id);
  self->behavior = behavior;
  self->state = state;
  self->root = self;
  self->created_at_ns = troupe_loop_get_wall_clock (proc->loop);
  cell_init_mailbox (self, flags);
  if (parent != NULL)
    cell_link_to_parent (self, parent);
  troupe_proc_add_cell (proc, self);

  cell_emit_spawned (self, flags);
  self->status = TROUPE_ACTOR_STATUS_CREATED;
  if (behavior != NULL)
    troupe_cell_schedule (self);
  else
    troupe_cell_set_status (self, TROUPE_ACTOR_STATUS_CLIENT, NULL);

  return self;
}

void
troupe_cell_set_status (TroupeCell        *self,
                        TroupeActorStatus  status,
                        const char        *text)
{
  TroupeWorld *world = self->proc->loop->world;

  g_assert (troupe_actor_status_may_become (self->status, status));

  self->status = status;
  if (status >= TROUPE_ACTOR_STATUS_STOPPING)
    troupe_cell_record_status (self, status, text);
  if (troupe_world_listens (world, TROUPE_EVENT_STATUS))
    {
      TroupeEvent event = { .kind = TROUPE_EVENT_STATUS, .detail = status, .payload = text };

      event.proc = self->proc->id;
      event.subject = troupe_cell_get_id (self);
      troupe_world_emit (world, &event);
    }
}

/* Who was asked to stop at once leaves its work where it is: it is returned. */
static gboolean
cell_takes_work (const TroupeCell *self)
{
  return self->mailbox.work.length > 0 && self->call == TROUPE_CALL_NONE && self->stop != TROUPE_STOP_NOW &&
         (self->status == TROUPE_ACTOR_STATUS_IDLE || self->status == TROUPE_ACTOR_STATUS_CLIENT);
}

/* Takes one thing from one source that is ready; FALSE if none is. */
static gboolean
cell_take_one (TroupeCell *self)
{
  void (*ready[3]) (TroupeCell *);
  guint n_ready = 0;

  /* The ordinary case: nothing but work. */
  if (G_LIKELY (self->mailbox.control.length == 0 && self->first_notice == NULL))
    {
      if (!cell_takes_work (self))
        return FALSE;
      troupe_cell_handle_work (self);
      return TRUE;
    }

  if (self->mailbox.control.length > 0)
    ready[n_ready++] = troupe_cell_handle_control;
  if (self->first_notice != NULL)
    ready[n_ready++] = troupe_cell_handle_notice;
  if (cell_takes_work (self))
    ready[n_ready++] = troupe_cell_handle_work;
  if (n_ready == 0)
    return FALSE;

  ready[troupe_loop_choose (self->proc->loop, "cell.source", n_ready)] (self);

  return TRUE;
}

static gboolean
cell_is_ready (const TroupeCell *self)
{
  return self->stop_asked || self->mailbox.control.length > 0 || self->first_notice != NULL || cell_takes_work (self);
}

static void
cell_ask_holder (TroupeCell *self)
{
  self->stop_asked = FALSE;
  troupe_driven_actor_signal (troupe_cell_get_driven (self), TROUPE_INSTANCE_SIGNAL_STOP, self->stop_text);
}

/* Nothing else is to be done with the cell than to handle the next message. */
static inline gboolean
cell_has_only_work (const TroupeCell *self)
{
  return self->mailbox.control.length == 0 && self->first_notice == NULL && self->stop == TROUPE_STOP_NONE &&
         !self->stop_asked && cell_takes_work (self);
}

static inline void
cell_step (TroupeCell *self)
{
  TroupeLoop *loop = self->proc->loop;
  guint n_more = loop->explores ? 0 : CELL_BATCH - 1;

  if (G_UNLIKELY (troupe_cell_has_ended (self)))
    {
      troupe_cell_free (self);
      return;
    }

  self->stepping = TRUE;
  if (G_UNLIKELY (self->status == TROUPE_ACTOR_STATUS_CREATED))
    troupe_cell_call_init (self);
  else if (G_UNLIKELY (self->stop_asked))
    cell_ask_holder (self);
  else
    cell_take_one (self);
  for (; n_more > 0 && cell_has_only_work (self) && !loop->ending; n_more--)
    troupe_cell_handle_work (self);

  troupe_cell_advance (self);
  self->stepping = FALSE;
  if (cell_is_ready (self) || troupe_cell_has_ended (self))
    troupe_cell_schedule (self);
}

static void
cell_run (TroupeTask *task)
{
  TroupeCell *self = TROUPE_CONTAINER (task, TroupeCell, task);

  if (G_UNLIKELY (self->driven || troupe_cell_is_client (self)))
    {
      /* Whoever drives it may let go of everything in the middle of an answer. */
      g_autoptr (TroupeProc) proc G_GNUC_UNUSED = g_object_ref (self->proc);

      cell_step (self);
    }
  else
    {
      cell_step (self);
    }
}

static void
cell_drop_notices (TroupeCell *self)
{
  while (self->first_notice != NULL)
    {
      TroupeNotice *notice = self->first_notice;

      self->first_notice = notice->next;
      troupe_notice_free (notice, self->proc->loop);
    }
  self->last_notice = NULL;
}

TroupeMessage *
troupe_cell_take_work (TroupeCell *self)
{
  TroupeMessage *message = troupe_message_queue_pop (&self->mailbox.work);

  if (message != NULL)
    troupe_pressure_subtract (&self->proc->pressure, self->proc->loop->now_ns);

  return message;
}

static void
cell_drop_work (TroupeCell *self)
{
  TroupeMessage *message;

  while ((message = troupe_cell_take_work (self)) != NULL)
    troupe_message_free (message);
}

static void
cell_drop_messages (TroupeMessageQueue *queue)
{
  TroupeMessage *message;

  while ((message = troupe_message_queue_pop (queue)) != NULL)
    troupe_message_free (message);
}

void
troupe_cell_free (TroupeCell *self)
{
  TroupeLoop *loop = self->proc->loop;

  troupe_proc_remove_cell (self->proc, self);
  troupe_run_queue_remove (&self->proc->loop->run_queue, &self->task);
  troupe_loop_cancel_timer (self->proc->loop, &self->bound);
  troupe_cell_drop_delayed (self);
  if (self->deferral != NULL)
    troupe_deferral_detach (self->deferral);
  g_clear_error (&self->deferral_error);
  g_clear_pointer (&self->current, troupe_message_free);
  cell_drop_work (self);
  cell_drop_messages (&self->mailbox.control);
  cell_drop_notices (self);
  troupe_mailbox_clear (&self->mailbox);
  if (self->peer->mailbox == &self->mailbox)
    self->peer->mailbox = NULL;
  g_clear_pointer (&self->failure, troupe_supervision_event_unref);
  g_clear_pointer (&self->stop_text, g_free);
  g_clear_pointer (&self->published, g_variant_unref);
  if (self->behavior != NULL && self->behavior->free != NULL)
    self->behavior->free (g_steal_pointer (&self->state));
  g_clear_pointer (&self->peer, troupe_peer_unref);
  self->proc = NULL;
  /* Nearly always nobody else has kept it. */
  if (g_atomic_int_get (&self->n_refs) == 1)
    troupe_recycler_give_back (&loop->cells, self);
  else
    troupe_context_unref (self);
}
