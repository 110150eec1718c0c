/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-cell-private.h"
#include "proc/troupe-delayed-private.h"
#include "proc/troupe-delivery-private.h"
#include "proc/troupe-driven-actor-private.h"
#include "proc/troupe-ordering-private.h"
#include "proc/troupe-proc-core-private.h"
#include "proc/troupe-supervision-event-private.h"

#include "base/troupe-defect-private.h"

#include <string.h>

/* A cell moves by steps. One step is one task of its loop and does one thing: begin init, take one message, take
 * one child's end, or go on with stopping. What it does next depends on three sources: control messages and
 * notices can be taken at any time, work only while no call is open. Where more than one is ready the world
 * chooses. */

static void cell_run (TroupeTask *task);
static void cell_run_held (TroupeTask *task);

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
  TroupeCell *first = parent->first_child;

  self->parent = parent;
  self->root = parent->root;
  if (first == NULL)
    {
      parent->first_child = self;
      self->previous_sibling = self;
      return;
    }

  self->previous_sibling = first->previous_sibling;
  self->previous_sibling->next_sibling = self;
  first->previous_sibling = self;
}

static void
cell_init_mailbox (TroupeCell        *self,
                   TroupeClientFlags  flags)
{
  troupe_mailbox_init (&self->mailbox, cell_mailbox_ready);
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
  TroupeEvent event = { .kind = TROUPE_EVENT_SPAWNED };

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
  troupe_world_emit (self->proc->loop->world, &event);
}

TroupeCell *
troupe_cell_new (TroupeProc           *proc,
                 TroupeCell           *parent,
                 TroupePeer           *peer,
                 const TroupeBehavior *behavior,
                 gpointer              state,
                 TroupeClientFlags     flags)
{
  TroupeCell *self = troupe_recycler_take (&proc->loop->cells, sizeof *self);

  memset (self, 0, sizeof *self);
  self->n_refs = 1;
  self->proc = proc;
  self->task.run = behavior != NULL ? cell_run : cell_run_held;
  self->peer = peer;
  self->behavior = behavior;
  self->state = state;
  self->root = self;
  self->created_at_ns = troupe_loop_get_wall_clock (proc->loop);
  cell_init_mailbox (self, flags);
  if (parent != NULL)
    cell_link_to_parent (self, parent);
  troupe_proc_add_cell (proc, self);

  if (troupe_world_listens (proc->loop->world, TROUPE_EVENT_SPAWNED))
    cell_emit_spawned (self, flags);
  self->status = TROUPE_ACTOR_STATUS_CREATED;
  if (behavior != NULL)
    troupe_cell_schedule (self);
  else
    troupe_cell_set_status (self, TROUPE_ACTOR_STATUS_CLIENT, NULL);

  return self;
}

void
troupe_cell_set_driven (TroupeCell *self)
{
  self->driven = TRUE;
  self->task.run = cell_run_held;
}

TroupeCellRare *
troupe_cell_get_rare (TroupeCell *self)
{
  if (self->rare == NULL)
    {
      self->rare = troupe_recycler_take (&self->proc->loop->rares, sizeof *self->rare);
      memset (self->rare, 0, sizeof *self->rare);
      self->rare->cell = self;
    }

  return self->rare;
}

static void
cell_emit_status (TroupeCell *self,
                  const char *text)
{
  TroupeWorld *world = self->proc->loop->world;
  TroupeEvent told = { .kind = TROUPE_EVENT_STATUS, .detail = self->status, .payload = text };

  told.proc = self->proc->id;
  told.subject = troupe_cell_get_id (self);
  troupe_world_emit (world, &told);
  if (TROUPE_DEFECT ("status.end-told-twice") && troupe_actor_status_is_terminal (self->status))
    troupe_world_emit (world, &told);
}

static inline void
cell_change_status (TroupeCell             *self,
                    TroupeActorStatus       status,
                    const char             *text,
                    TroupeSupervisionEvent *event)
{
  g_assert (troupe_actor_status_may_become (self->status, status));

  self->status = (guint8) status;
  if (status >= TROUPE_ACTOR_STATUS_STOPPING)
    troupe_cell_record_status (self, status, text, event);
  if (troupe_world_listens (self->proc->loop->world, TROUPE_EVENT_STATUS))
    cell_emit_status (self, text);
}

void
troupe_cell_set_status (TroupeCell        *self,
                        TroupeActorStatus  status,
                        const char        *text)
{
  cell_change_status (self, status, text, /* event = */ NULL);
}

void
troupe_cell_set_last_status (TroupeCell             *self,
                             TroupeActorStatus       status,
                             const char             *text,
                             TroupeSupervisionEvent *event)
{
  cell_change_status (self, status, text, text != NULL ? event : NULL);
}

/* Who was asked to stop at once leaves its work where it is: it is returned. */
static gboolean
cell_takes_work (const TroupeCell *self)
{
  return self->mailbox.work.length > 0 && self->call == TROUPE_CALL_NONE && self->stop != TROUPE_STOP_NOW &&
         (self->status == TROUPE_ACTOR_STATUS_IDLE || self->status == TROUPE_ACTOR_STATUS_CLIENT);
}

/* Takes one thing from one source that is ready, if one is. */
static void
cell_take_one (TroupeCell *self)
{
  void (*ready[3]) (TroupeCell *);
  guint n_ready = 0;

  if (self->mailbox.control.length > 0)
    ready[n_ready++] = troupe_cell_handle_control;
  if (self->last_notice != NULL)
    ready[n_ready++] = troupe_cell_handle_notice;
  if (cell_takes_work (self))
    ready[n_ready++] = troupe_cell_handle_work;
  if (n_ready > 0)
    ready[troupe_loop_choose (self->proc->loop, "cell.source", n_ready)] (self);
}

static gboolean
cell_is_ready (const TroupeCell *self)
{
  return self->stop_asked || self->mailbox.control.length > 0 || self->last_notice != NULL || cell_takes_work (self);
}

static void
cell_ask_holder (TroupeCell *self)
{
  self->stop_asked = FALSE;
  troupe_driven_actor_signal (troupe_cell_get_driven (self), TROUPE_INSTANCE_SIGNAL_STOP,
                              troupe_cell_get_stop_text (self));
}

/* The ends of children wait for an actor that waits, and nothing else does. */
static inline gboolean
cell_has_only_notices (const TroupeCell *self)
{
  return self->last_notice != NULL && self->state_word == TROUPE_CELL_IDLE && self->mailbox.control.length == 0 &&
         self->mailbox.work.length == 0;
}

/* One thing that is not, or need not be, the next message. */
static void
cell_begin_step (TroupeCell *self)
{
  if (self->status == TROUPE_ACTOR_STATUS_CREATED)
    troupe_cell_call_init (self);
  else if (self->stop_asked)
    cell_ask_holder (self);
  else
    cell_take_one (self);
}

void
troupe_cell_end_step (TroupeCell *self)
{
  if (self->stop != TROUPE_STOP_NONE || self->status == TROUPE_ACTOR_STATUS_STOPPING)
    troupe_cell_go_on_stopping (self);
  self->stepping = FALSE;
  if (troupe_cell_has_ended (self) && !self->task.queued)
    troupe_cell_free (self);
  else if (cell_is_ready (self))
    troupe_cell_schedule (self);
}

/* Something else is to be done, or can be. */
static void
cell_take_long_step (TroupeCell *self)
{
  TroupeLoop *loop = self->proc->loop;
  guint n_more = loop->explores ? 1 : TROUPE_CELL_BATCH;

  if (troupe_cell_has_ended (self))
    {
      troupe_cell_free (self);
      return;
    }

  self->stepping = TRUE;
  do
    cell_begin_step (self);
  while (--n_more > 0 && cell_has_only_notices (self) && !loop->ending);
  troupe_cell_end_step (self);
}

static inline void
cell_step (TroupeCell *self)
{
  if (G_LIKELY (self->mailbox.work.length > 0 && troupe_cell_has_only_work (self)))
    troupe_cell_take_work_step (self);
  else
    cell_take_long_step (self);
}

static void
cell_run (TroupeTask *task)
{
  cell_step (TROUPE_CONTAINER (task, TroupeCell, task));
}

/* Of a client or a driven actor: whoever holds it may let go of everything in the middle of an answer. */
static void
cell_run_held (TroupeTask *task)
{
  TroupeCell *self = TROUPE_CONTAINER (task, TroupeCell, task);
  g_autoptr (TroupeProc) proc G_GNUC_UNUSED = g_object_ref (self->proc);

  cell_step (self);
}

TroupeCell *
troupe_loop_get_task_cell (TroupeLoop *loop,
                           guint       index)
{
  TroupeTask *task = *troupe_run_queue_slot (&loop->run_queue, index);
  gboolean is_cell = task->run == cell_run || task->run == cell_run_held;

  return is_cell ? TROUPE_CONTAINER (task, TroupeCell, task) : NULL;
}

static void
cell_drop_notices (TroupeCell *self)
{
  while (self->last_notice != NULL)
    troupe_notice_free (troupe_cell_take_notice (self), self->proc->loop);
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

static void
cell_free_rare (TroupeCell *self,
                TroupeLoop *loop)
{
  TroupeCellRare *rare = g_steal_pointer (&self->rare);

  if (rare == NULL)
    return;

  g_clear_error (&rare->deferral_error);
  g_clear_pointer (&rare->failure, troupe_supervision_event_release);
  g_clear_pointer (&rare->stop_text, g_free);
  g_clear_pointer (&rare->published, g_variant_unref);
  troupe_recycler_give_back (&loop->rares, rare);
}

/* What would still call us. */
static void
cell_cancel_rare (TroupeCell *self)
{
  if (self->rare == NULL)
    return;

  if (troupe_timer_is_set (&self->rare->bound))
    troupe_loop_cancel_timer (self->proc->loop, &self->rare->bound);
  troupe_cell_drop_delayed (self);
  if (self->rare->deferral != NULL)
    troupe_deferral_detach (self->rare->deferral);
  g_clear_pointer (&self->rare->ordering, troupe_ordering_free);
}

void
troupe_cell_free (TroupeCell *self)
{
  TroupeLoop *loop = self->proc->loop;

  troupe_proc_remove_cell (self->proc, self);
  troupe_run_queue_remove (&loop->run_queue, &self->task);
  cell_cancel_rare (self);
  g_clear_pointer (&self->current, troupe_message_free);
  cell_drop_work (self);
  cell_drop_messages (&self->mailbox.control);
  cell_drop_notices (self);
  troupe_mailbox_clear (&self->mailbox);
  if (self->peer->mailbox == &self->mailbox)
    self->peer->mailbox = NULL;
  cell_free_rare (self, loop);
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
