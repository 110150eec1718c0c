/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-link-private.h"
#include "proc/troupe-connection-private.h"
#include "proc/troupe-delivery-private.h"
#include "proc/troupe-lane-private.h"
#include "proc/troupe-proc-core-private.h"

struct _TroupeConnection
{
  TroupeTask     task;    /* pumps the link */
  TroupeLoop    *loop;    /* (not owned): outlives us */
  TroupeLink    *link;    /* (owned) */
  TroupeAddress *address; /* (owned) (nullable): of the peer; NULL until it has said who it is */
  gboolean       opened;  /* the peer has said who it is */
  gboolean       closed;  /* over: freed when its task has run */
};

static void
connection_emit (TroupeConnection *self,
                 TroupeEventKind   kind,
                 TroupeProcId     *peer)
{
  TroupeEvent event = { .kind = kind, .payload = peer };

  if (!troupe_world_listens (self->loop->world, kind) || self->loop->procs->len == 0)
    return;

  event.proc = troupe_proc_get_id (self->loop->procs->pdata[0]);
  troupe_world_emit (self->loop->world, &event);
}

static void
connection_wake (TroupeLink *link,
                 gpointer    user_data)
{
  TroupeConnection *self = user_data;

  troupe_loop_schedule (self->loop, &self->task);
}

/* The first connection to an address is the one that we send over: two that are dialled at once from both ends stay
 * both open, and each end keeps to one, so that what one actor sends to another stays in order. */
static void
connection_opened (TroupeLink   *link,
                   TroupeProcId *peer,
                   gpointer      user_data)
{
  TroupeConnection *self = user_data;

  self->opened = TRUE;
  if (self->address == NULL)
    self->address = troupe_address_ref (troupe_proc_id_get_address (peer));
  if (!g_hash_table_contains (self->loop->routes, self->address))
    g_hash_table_insert (self->loop->routes, troupe_address_ref (self->address), self);
  connection_emit (self, TROUPE_EVENT_CONNECTED, peer);
}

static void
connection_received (TroupeLink    *link,
                     TroupeMessage *message,
                     gpointer       user_data)
{
  TroupeConnection *self = user_data;
  gboolean is_ephemeral = message->port >= TROUPE_PORT_EPHEMERAL_FIRST && message->port < TROUPE_PORT_HANDLER_BIT;

  /* What a peer says of the port is not believed: each type has its own. */
  if (is_ephemeral || message->port == message->type->port)
    troupe_loop_accept (self->loop, message);
  else
    troupe_loop_refuse (self->loop, message, TROUPE_REASON_NO_SUCH_PORT);
}

static void
connection_returned (TroupeLink    *link,
                     TroupeMessage *message,
                     gpointer       user_data)
{
  TroupeConnection *self = user_data;

  troupe_loop_refuse (self->loop, message,
                      self->opened ? TROUPE_REASON_BROKEN_LINK : TROUPE_REASON_UNROUTABLE);
}

static void
connection_forget_route (TroupeConnection *self)
{
  if (self->address != NULL && g_hash_table_lookup (self->loop->routes, self->address) == self)
    g_hash_table_remove (self->loop->routes, self->address);
}

static void
connection_closed (TroupeLink   *link,
                   const GError *error,
                   gpointer      user_data)
{
  TroupeConnection *self = user_data;

  self->closed = TRUE;
  connection_forget_route (self);
  if (self->opened)
    connection_emit (self, TROUPE_EVENT_DISCONNECTED, troupe_link_get_peer (link));
  if (error != NULL)
    troupe_world_log (self->loop->world, G_LOG_LEVEL_DEBUG, "Connection to %s ended: %s",
                      self->address != NULL ? troupe_address_to_string (self->address) : "a stranger",
                      error->message);
}

static const TroupeLinkFuncs connection_funcs = {
  .wake = connection_wake,
  .opened = connection_opened,
  .received = connection_received,
  .returned = connection_returned,
  .closed = connection_closed,
};

static void
connection_run (TroupeTask *task)
{
  TroupeConnection *self = TROUPE_CONTAINER (task, TroupeConnection, task);
  TroupeLoop *loop = self->loop;

  if (!self->closed)
    troupe_link_pump (self->link);
  if (self->closed && !task->queued)
    g_ptr_array_remove (loop->connections, self);
  troupe_loop_check_flush (loop);
}

gboolean
troupe_loop_has_unaccepted (TroupeLoop *self)
{
  for (guint i = 0; i < self->connections->len; i++)
    {
      const TroupeConnection *connection = self->connections->pdata[i];

      if (!connection->closed && troupe_link_get_n_unacknowledged (connection->link) > 0)
        return TRUE;
    }
  for (guint i = 0; i < self->lanes->len; i++)
    if (troupe_lane_has_unaccepted (self->lanes->pdata[i]))
      return TRUE;

  return FALSE;
}

guint
troupe_loop_count_unaccepted (TroupeLoop    *self,
                              TroupeAddress *address)
{
  const TroupeLane *lane = g_hash_table_lookup (self->lane_routes, address);
  const TroupeConnection *connection = g_hash_table_lookup (self->routes, address);

  if (lane != NULL)
    return troupe_lane_get_n_unaccepted (lane);

  return connection != NULL ? troupe_link_get_n_unacknowledged (connection->link) : 0;
}

static TroupeConnection *
connection_new (TroupeLoop    *loop,
                TroupeStream  *stream,
                TroupeAddress *address)
{
  TroupeConnection *self = g_new0 (TroupeConnection, 1);

  self->task.run = connection_run;
  self->loop = loop;
  self->address = address != NULL ? troupe_address_ref (address) : NULL;
  self->link = troupe_link_new (stream, troupe_proc_get_id (loop->procs->pdata[0]), loop->peers, loop->pool,
                                &connection_funcs, self);
  g_ptr_array_add (loop->connections, self);
  troupe_loop_schedule (loop, &self->task);

  return self;
}

void
troupe_connection_free (TroupeConnection *self)
{
  connection_forget_route (self);
  g_clear_pointer (&self->link, troupe_link_free);
  g_clear_pointer (&self->address, troupe_address_unref);
  g_free (self);
}

void
troupe_loop_add_accepted (TroupeLoop   *self,
                          TroupeStream *stream)
{
  connection_new (self, stream, NULL);
}

/* (nullable): NULL where the world refuses to dial. */
static TroupeConnection *
loop_dial (TroupeLoop    *self,
           TroupeAddress *address)
{
  g_autoptr (GError) error = NULL;
  TroupeStream *stream = troupe_world_connect (self->world, address, &error);
  TroupeConnection *connection;

  if (stream == NULL)
    {
      troupe_world_log (self->world, G_LOG_LEVEL_DEBUG, "%s", error->message);
      return NULL;
    }
  connection = connection_new (self, stream, address);
  g_hash_table_insert (self->routes, troupe_address_ref (address), connection);

  return connection;
}

/* A local address leads to a loop of this process, or nowhere. */
static void
loop_send_by_lane (TroupeLoop    *self,
                   TroupeAddress *address,
                   TroupeMessage *message)
{
  TroupeLane *lane = troupe_loop_find_lane (self, address);

  if (lane != NULL)
    troupe_lane_send (lane, message);
  else
    troupe_loop_refuse (self, message, TROUPE_REASON_UNROUTABLE);
}

void
troupe_loop_send_over (TroupeLoop    *self,
                       TroupeMessage *message)
{
  TroupePeer *target = (message->flags & TROUPE_MESSAGE_IS_RETURN) ? message->sender : message->receiver;
  TroupeAddress *address = troupe_proc_id_get_address (troupe_actor_id_get_proc (target->id));
  TroupeConnection *connection;

  if (troupe_address_get_kind (address) == TROUPE_ADDRESS_LOCAL)
    {
      loop_send_by_lane (self, address, message);
      return;
    }

  connection = g_hash_table_lookup (self->routes, address);
  if (connection == NULL)
    connection = loop_dial (self, address);
  if (connection != NULL)
    troupe_link_send (connection->link, message);
  else
    troupe_loop_refuse (self, message, TROUPE_REASON_UNROUTABLE);
}

void
troupe_loop_lose_unsent (TroupeLoop *self)
{
  for (guint i = 0; i < self->connections->len; i++)
    {
      TroupeConnection *connection = self->connections->pdata[i];
      TroupeMessageQueue messages;
      TroupeMessage *message;

      troupe_message_queue_init (&messages);
      troupe_link_take_messages (connection->link, &messages);
      while ((message = troupe_message_queue_pop (&messages)) != NULL)
        troupe_loop_lose (self, message);
    }
  for (guint i = 0; i < self->lanes->len; i++)
    troupe_lane_lose (self->lanes->pdata[i]);
}
