/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-gathering.h"
#include "proc/troupe-instance-private.h"
#include "proc/troupe-port-private.h"

#include "base/troupe-error.h"

/* Ports that nobody holds: they live in the mailbox, each until it is closed or its actor ends. Those here call a
 * function. */

typedef struct
{
  TroupeOpenPort  port;      /* first */
  TroupeCell     *cell;      /* (not owned): whose port it is; outlives us */
  TroupePortFunc  func;
  gpointer        user_data;
  GDestroyNotify  destroy;   /* (nullable) */
} CalledPort;

static TroupeReason
called_port_take (TroupeOpenPort *port,
                  TroupeMessage  *message,
                  gboolean       *ret_keeps)
{
  CalledPort *self = (CalledPort *) port;
  g_autoptr (GError) error = NULL;

  if (self->func (message, self->user_data, &error))
    return TROUPE_REASON_NONE;

  troupe_cell_record (self->cell, "port %" G_GUINT64_FORMAT " refused %s: %s", port->index, message->type->name,
                      error != NULL ? error->message : "it did not say why");

  return TROUPE_REASON_TYPE_MISMATCH;
}

static void
called_port_end (TroupeOpenPort *port,
                 TroupeReason    reason)
{
  troupe_mailbox_remove_port (&((CalledPort *) port)->cell->mailbox, port);
}

static void
called_port_free (TroupeOpenPort *port)
{
  CalledPort *self = (CalledPort *) port;

  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_free (self);
}

static const TroupeOpenPortClass called_port_class = {
  .take = called_port_take,
  .end = called_port_end,
  .free = called_port_free,
};

static TroupePortRef *
cell_open_func_port (TroupeCell              *cell,
                     const TroupeMessageType *type,
                     TroupePortFlags          flags,
                     TroupePortFunc           func,
                     gpointer                 user_data,
                     GDestroyNotify           destroy)
{
  g_autoptr (TroupePortId) id = NULL;
  CalledPort *self = g_new0 (CalledPort, 1);

  self->port.klass = &called_port_class;
  self->port.type = type;
  self->port.bound = TRUE;
  self->port.once = (flags & TROUPE_PORT_ONCE) != 0;
  self->cell = cell;
  self->func = func;
  self->user_data = user_data;
  self->destroy = destroy;
  troupe_mailbox_open_port (&cell->mailbox, &self->port);
  id = troupe_port_id_new (troupe_cell_get_id (cell), self->port.index);

  return troupe_port_ref_new (id, type, flags);
}

/**
 * troupe_context_open_func_port:
 * @self: a context
 * @type: (nullable): what it takes; %NULL: messages of every type
 * @flags: how it is to be used; %TROUPE_PORT_ONCE: it is gone when it has taken one message
 * @func: (scope notified) (closure user_data) (destroy destroy): gets each message
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when the port is gone
 *
 * Opens a port that calls a function for each message, also while the actor handles another one or waits for a
 * deferral. It lives until it is closed, see troupe_context_close_port(), or its actor ends. It may send, also to this
 * port, and open and close ports, also this one.
 *
 * Returns: (transfer full): the port's reference
 */
TroupePortRef *
troupe_context_open_func_port (TroupeContext           *self,
                               const TroupeMessageType *type,
                               TroupePortFlags          flags,
                               TroupePortFunc           func,
                               gpointer                 user_data,
                               GDestroyNotify           destroy)
{
  g_return_val_if_fail (troupe_cell_is_live (self) && !troupe_cell_has_ended (self), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  return cell_open_func_port (self, type, flags, func, user_data, destroy);
}

/**
 * troupe_instance_open_func_port:
 * @self: a client or actor-instance
 * @type: (nullable): what it takes; %NULL: messages of every type
 * @flags: how it is to be used
 * @func: (scope notified) (closure user_data) (destroy destroy): gets each message
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when the port is gone
 * @error: return location for an error
 *
 * Opens a port of the client that calls a function, as troupe_context_open_func_port() does for an actor.
 *
 * Fails with %TROUPE_ERROR_CLOSED where the client has ended; then @destroy is called.
 *
 * Returns: (transfer full): the port's reference, or %NULL on error
 */
TroupePortRef *
troupe_instance_open_func_port (TroupeInstance           *self,
                                const TroupeMessageType  *type,
                                TroupePortFlags           flags,
                                TroupePortFunc            func,
                                gpointer                  user_data,
                                GDestroyNotify            destroy,
                                GError                  **error)
{
  TroupeCell *cell;

  g_return_val_if_fail (TROUPE_IS_INSTANCE (self), NULL);
  g_return_val_if_fail (func != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  cell = troupe_instance_get_live_cell (self, "open a port", error);
  if (cell != NULL)
    return cell_open_func_port (cell, type, flags, func, user_data, destroy);
  if (destroy != NULL)
    destroy (user_data);

  return NULL;
}

/* Only what nobody holds is closed by its reference. */
static gboolean
cell_close_port (TroupeCell    *cell,
                 TroupePortRef *ref)
{
  TroupePortId *id = troupe_port_ref_get_id (ref);
  TroupeOpenPort *port = troupe_mailbox_find_port (&cell->mailbox, troupe_port_id_get_index (id));

  if (!troupe_actor_id_equal (troupe_port_id_get_actor (id), troupe_cell_get_id (cell)) || port == NULL ||
      port->klass->end == NULL || troupe_port_is_held (port))
    return FALSE;

  port->klass->end (port, TROUPE_REASON_NO_SUCH_PORT);

  return TRUE;
}

/**
 * troupe_context_close_port:
 * @self: a context
 * @port: (transfer none): a port of the actor that calls a function, or a split port
 *
 * Closes a port that nobody holds. What comes later is returned as %TROUPE_REASON_NO_SUCH_PORT, and so is what a split
 * port has not handed on.
 *
 * Returns: %FALSE where there is no such port
 */
gboolean
troupe_context_close_port (TroupeContext *self,
                           TroupePortRef *port)
{
  g_return_val_if_fail (troupe_cell_is_live (self), FALSE);
  g_return_val_if_fail (port != NULL, FALSE);

  return cell_close_port (self, port);
}

/**
 * troupe_instance_close_port:
 * @self: a client or actor-instance
 * @port: (transfer none): a port of it that calls a function, or a split port
 *
 * Closes a port that nobody holds, as troupe_context_close_port() does for an actor.
 *
 * Returns: %FALSE where there is no such port
 */
gboolean
troupe_instance_close_port (TroupeInstance *self,
                            TroupePortRef  *port)
{
  TroupeCell *cell;

  g_return_val_if_fail (TROUPE_IS_INSTANCE (self), FALSE);
  g_return_val_if_fail (port != NULL, FALSE);

  cell = troupe_instance_get_cell (self);

  return cell != NULL && cell_close_port (cell, port);
}
