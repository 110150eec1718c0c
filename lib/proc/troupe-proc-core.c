/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-delivery-private.h"
#include "proc/troupe-destroy-private.h"
#include "proc/troupe-introspection-private.h"
#include "proc/troupe-ordering-private.h"
#include "proc/troupe-proc-core-private.h"
#include "proc/troupe-router-private.h"
#include "proc/troupe-runtime-messages-private.h"
#include "proc/troupe-sessions-private.h"

#include "base/troupe-error.h"

/* What the rest of the room asks of a proc: its list of cells, its snapshots, its last words. */

TroupeProc *
troupe_loop_find_proc (TroupeLoop         *self,
                       const TroupeProcId *id)
{
  for (guint i = 0; i < self->procs->len; i++)
    if (troupe_proc_id_equal (troupe_proc_get_id (self->procs->pdata[i]), id))
      return self->procs->pdata[i];

  return NULL;
}

void
troupe_loop_check_flush (TroupeLoop *self)
{
  for (guint i = 0; i < self->procs->len; i++)
    {
      TroupeProc *proc = self->procs->pdata[i];

      if (proc->destroy != NULL)
        troupe_destroy_check_flush (proc->destroy);
    }
}

/* A cell was named before it was made. */
static TroupeNameRecord *
proc_find_name (TroupeProc       *self,
                const TroupeCell *cell)
{
  return troupe_names_find (&self->names, troupe_actor_id_get_name (cell->peer->id));
}

/* Apart, so that children do not pay for it. */
G_GNUC_NO_INLINE
static void
proc_add_root (TroupeProc *self,
               TroupeCell *cell)
{
  proc_find_name (self, cell)->root = cell;
  if (!troupe_cell_is_client (cell))
    self->n_roots++;
}

void
troupe_proc_forget_root (TroupeProc *self,
                         TroupeCell *cell)
{
  TroupeNameRecord *record = proc_find_name (self, cell);

  if (record->root == cell)
    record->root = NULL;
}

void
troupe_proc_add_cell (TroupeProc *self,
                      TroupeCell *cell)
{
  cell->previous = self->last_cell;
  if (self->last_cell != NULL)
    self->last_cell->next = cell;
  else
    self->first_cell = cell;
  self->last_cell = cell;
  if (!troupe_cell_is_client (cell))
    self->n_actors++;
  if (G_UNLIKELY (cell->root == cell))
    proc_add_root (self, cell);
}

void
troupe_proc_remove_cell (TroupeProc *self,
                         TroupeCell *cell)
{
  if (cell->previous != NULL)
    cell->previous->next = cell->next;
  else
    self->first_cell = cell->next;
  if (cell->next != NULL)
    cell->next->previous = cell->previous;
  else
    self->last_cell = cell->previous;
}

static void
proc_emit_snapshot (TroupeProc           *self,
                    const TroupeSnapshot *snapshot)
{
  const char *status = troupe_actor_status_to_string (snapshot->status);
  TroupeEvent event = { .kind = TROUPE_EVENT_SNAPSHOT, .detail = snapshot->status };
  g_autofree char *text = NULL;

  text = g_strconcat (status, *snapshot->text != '\0' ? ": " : NULL, snapshot->text, NULL);
  event.proc = self->id;
  event.subject = snapshot->actor->id;
  event.payload = text;
  troupe_world_emit (self->loop->world, &event);
}

void
troupe_proc_store_snapshot (TroupeProc             *self,
                            TroupeCell             *cell,
                            TroupeCell             *parent,
                            TroupeSupervisionEvent *event,
                            const char             *text)
{
  guint64 n_max = self->knobs.values[TROUPE_KNOB_SNAPSHOT_RETENTION];
  TroupePeer *parent_peer = parent != NULL ? parent->peer : NULL;
  TroupeSnapshot *snapshot = troupe_snapshot_store_make (&self->snapshots, cell, parent_peer, event, text);

  troupe_snapshot_store_add (&self->snapshots, snapshot, n_max);
  if (troupe_world_listens (self->loop->world, TROUPE_EVENT_SNAPSHOT))
    proc_emit_snapshot (self, snapshot);
  if (n_max == 0)
    troupe_snapshot_store_trim (&self->snapshots, n_max);
}

TroupeReason
troupe_proc_reason_for (TroupeProc          *self,
                        const TroupeActorId *id)
{
  const TroupeSnapshot *snapshot = troupe_snapshot_store_find (&self->snapshots, id);

  if (snapshot != NULL && snapshot->status == TROUPE_ACTOR_STATUS_FAILED)
    return TROUPE_REASON_ACTOR_FAILED;
  if (troupe_names_had (&self->names, troupe_actor_id_get_name (id), troupe_actor_id_get_pid (id)))
    return TROUPE_REASON_ACTOR_STOPPED;

  return TROUPE_REASON_NO_SUCH_ACTOR;
}

/* The answer of the proc itself, in the name of its agent. */
static void
proc_reply (TroupeProc          *self,
            const TroupeMessage *message)
{
  TroupeLoop *loop = self->loop;
  g_autoptr (GVariant) body = g_variant_ref_sink (g_variant_new ("(@a{sv})", troupe_proc_make_attributes (self)));
  TroupeMessage *reply;

  reply = troupe_message_new_variant (loop->pool, troupe_message_type_answer (), self->agent, message->sender,
                                      body, NULL);
  reply->port = message->reply_port;
  reply->flags |= TROUPE_MESSAGE_NO_RETURN;
  reply->number = ++self->n_sent;
  troupe_loop_emit_message (loop, TROUPE_EVENT_REPLIED, reply, TROUPE_REASON_NONE);
  troupe_loop_send (loop, reply);
}

gboolean
troupe_proc_answer (TroupeProc    *self,
                    TroupeMessage *message)
{
  TroupeLoop *loop = self->loop;

  if (message->receiver != self->agent || message->type != troupe_message_type_query ())
    return FALSE;

  troupe_loop_take_in_hand (loop, message);
  troupe_loop_emit_message (loop, TROUPE_EVENT_DELIVERED, message, TROUPE_REASON_NONE);
  if (message->sender != NULL && message->reply_port != 0)
    proc_reply (self, message);
  troupe_loop_let_go (loop, message);
  troupe_loop_emit_message (loop, TROUPE_EVENT_HANDLED, message, TROUPE_REASON_NONE);
  troupe_message_free (message);

  return TRUE;
}

/* (nullable) */
static TroupeCell *
proc_find_sender (TroupeProc     *self,
                  TroupeActorId  *sender,
                  GError        **error)
{
  TroupeCell *cell = troupe_proc_find_cell (self, sender);

  if (cell == NULL)
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND, "Could not send as '%s': it has ended",
                 troupe_actor_id_get_name (sender));

  return cell;
}

gboolean
troupe_proc_send_as (TroupeProc              *self,
                     TroupeActorId           *sender,
                     TroupeActorId           *receiver,
                     const TroupeMessageType *type,
                     GVariant                *body,
                     GError                 **error)
{
  g_autoptr (GVariant) owned = body != NULL ? g_variant_ref_sink (body) : NULL;
  TroupeCell *cell = proc_find_sender (self, sender, error);

  return cell != NULL && troupe_cell_send (cell, receiver, type, owned, /* reply_port = */ 0, error);
}

gboolean
troupe_proc_ask_as (TroupeProc              *self,
                    TroupeActorId           *sender,
                    TroupeActorId           *receiver,
                    const TroupeMessageType *type,
                    GVariant                *body,
                    TroupeReplyFunc          func,
                    gpointer                 user_data,
                    GDestroyNotify           destroy,
                    GError                 **error)
{
  g_autoptr (GVariant) owned = body != NULL ? g_variant_ref_sink (body) : NULL;
  TroupeCell *cell = proc_find_sender (self, sender, error);

  return cell != NULL && troupe_cell_ask (cell, receiver, type, owned, func, user_data, destroy, error);
}

/* Emits only: the process may be in the middle of a task, and who runs there still holds what it holds. What came back
 * to its sender is left out: its fate has been told. */
static void
loop_tell_lost (TroupeLoop          *self,
                const TroupeMessage *first)
{
  for (const TroupeMessage *message = first; message != NULL; message = message->next)
    if (!(message->flags & TROUPE_MESSAGE_IS_RETURN))
      troupe_loop_emit_message (self, TROUPE_EVENT_LOST, message, TROUPE_REASON_NONE);
}

static void
loop_tell_lost_of_ports (TroupeLoop          *self,
                         const TroupeMailbox *mailbox)
{
  for (guint i = 0; mailbox->ports != NULL && i < mailbox->ports->len; i++)
    {
      const TroupeOpenPort *port = mailbox->ports->pdata[i];

      if (port->held != NULL)
        loop_tell_lost (self, port->held->head);
    }
}

static void
loop_tell_lost_of_flow (TroupeMessage *messages,
                        gpointer       user_data)
{
  loop_tell_lost (user_data, messages);
}

static void
loop_tell_lost_of_cell (TroupeLoop *self,
                        TroupeCell *cell)
{
  const TroupeOrdering *ordering = troupe_cell_get_ordering (cell);

  if (cell->current != NULL && !(cell->current->flags & TROUPE_MESSAGE_IS_RETURN))
    troupe_loop_emit_message (self, TROUPE_EVENT_LOST, cell->current, TROUPE_REASON_NONE);
  loop_tell_lost_of_ports (self, &cell->mailbox);
  if (ordering != NULL && ordering->buffer != NULL)
    troupe_reorder_buffer_foreach (ordering->buffer, loop_tell_lost_of_flow, self);
  loop_tell_lost (self, cell->mailbox.control.head);
  loop_tell_lost (self, cell->mailbox.work.head);
}

gboolean
troupe_loop_waits_for_time (const TroupeLoop *self)
{
  return self->timers.n_foreground > 0;
}

void
troupe_loop_give_up (TroupeLoop *self)
{
  self->ending = TRUE;
  loop_tell_lost (self, self->in_hand);
  for (guint i = 0; i < self->procs->len; i++)
    for (TroupeCell *cell = ((TroupeProc *) self->procs->pdata[i])->first_cell; cell != NULL; cell = cell->next)
      loop_tell_lost_of_cell (self, cell);
  loop_tell_lost (self, self->router->held.head);
  troupe_loop_lose_unsent (self);
}
