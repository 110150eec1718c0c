/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-gathering.h"
#include "proc/troupe-instance-private.h"
#include "proc/troupe-port-private.h"

#include "base/troupe-error.h"
#include "message/troupe-reducer-private.h"

/* Ports for what many say: one that accumulates it, and one that waits for all of it, combined. */

/* Does the reducer combine messages of @type? */
static gboolean
check_reducer (const char               *name,
               const TroupeMessageType  *type,
               GError                  **error)
{
  const TroupeReducer *reducer = troupe_reducer_lookup (name);

  if (reducer == NULL)
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND, "Could not open a port: there is no reducer '%s'", name);
  else if (!g_variant_type_equal (reducer->signature, type->signature))
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE,
                 "Could not open a port: the reducer %s does not combine messages %s", name, type->name);
  else
    return TRUE;

  return FALSE;
}

static TroupePort *
cell_open_accumulator_port (TroupeCell               *cell,
                            const TroupeMessageType  *type,
                            TroupeAccumulator        *accumulator,
                            const TroupeMessageType  *state_type,
                            GError                  **error)
{
  const char *reducer = troupe_accumulator_get_reducer (accumulator);

  if (reducer != NULL && (!check_reducer (reducer, type, error) || !check_reducer (reducer, state_type, error)))
    return NULL;

  return troupe_cell_open_accumulator (cell, type, accumulator, state_type);
}

/**
 * troupe_context_open_accumulator_port:
 * @self: a context
 * @type: of updates
 * @accumulator: (transfer none): what they are folded into
 * @state_type: (nullable): of the messages that are received: the state; %NULL: @type
 * @error: return location for an error
 *
 * Opens a port whose messages are folded into one state. What is received is the state, as it is after the newest
 * update; each update makes it worth receiving once more. An update that cannot be folded is returned as
 * %TROUPE_REASON_TYPE_MISMATCH, and the port stays. The port's reference bears the accumulator's reducer.
 *
 * Fails with %TROUPE_ERROR_INVALID_VALUE where the accumulator's reducer does not combine messages of these types.
 *
 * Returns: (transfer full): the port, or %NULL on error
 */
TroupePort *
troupe_context_open_accumulator_port (TroupeContext            *self,
                                      const TroupeMessageType  *type,
                                      TroupeAccumulator        *accumulator,
                                      const TroupeMessageType  *state_type,
                                      GError                  **error)
{
  g_return_val_if_fail (troupe_cell_is_live (self) && !troupe_cell_has_ended (self), NULL);
  g_return_val_if_fail (type != NULL && TROUPE_IS_ACCUMULATOR (accumulator), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return cell_open_accumulator_port (self, type, accumulator, state_type != NULL ? state_type : type, error);
}

/**
 * troupe_instance_open_accumulator_port:
 * @self: a client or actor-instance
 * @type: of updates
 * @accumulator: (transfer none): what they are folded into
 * @state_type: (nullable): of the messages that are received: the state; %NULL: @type
 * @error: return location for an error
 *
 * Opens an accumulating port of the client, as troupe_context_open_accumulator_port() does for an actor.
 *
 * Fails as that does, and with %TROUPE_ERROR_CLOSED where the client has ended.
 *
 * Returns: (transfer full): the port, or %NULL on error
 */
TroupePort *
troupe_instance_open_accumulator_port (TroupeInstance           *self,
                                       const TroupeMessageType  *type,
                                       TroupeAccumulator        *accumulator,
                                       const TroupeMessageType  *state_type,
                                       GError                  **error)
{
  TroupeCell *cell;

  g_return_val_if_fail (TROUPE_IS_INSTANCE (self), NULL);
  g_return_val_if_fail (type != NULL && TROUPE_IS_ACCUMULATOR (accumulator), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  cell = troupe_instance_get_live_cell (self, "open a port", error);
  if (cell == NULL)
    return NULL;

  return cell_open_accumulator_port (cell, type, accumulator, state_type != NULL ? state_type : type, error);
}

static TroupePort *
cell_open_reduce_port (TroupeCell               *cell,
                       const TroupeMessageType  *type,
                       const char               *reducer,
                       GVariant                 *parameters,
                       GError                  **error)
{
  TroupePort *port;

  if (!check_reducer (reducer, type, error))
    return NULL;

  port = troupe_cell_open_port (cell, type, TROUPE_PORT_MODE_ONCE);
  port->reducer = g_strdup (reducer);
  port->parameters = parameters != NULL ? g_variant_ref (parameters) : NULL;

  return port;
}

/**
 * troupe_context_open_reduce_port:
 * @self: a context
 * @type: of what it takes
 * @reducer: the name of a reducer for messages of @type
 * @parameters: (nullable): what the reducer is to know; a floating one is consumed
 * @error: return location for an error
 *
 * Opens a once-port for what many answer: its reference bears the reducer, so that who fans a question out combines the
 * answers on their way back, see troupe_context_split_port(). What arrives is received as it is.
 *
 * Fails with %TROUPE_ERROR_NOT_FOUND where there is no such reducer, with %TROUPE_ERROR_INVALID_VALUE where it does not
 * combine messages of @type.
 *
 * Returns: (transfer full): the port, or %NULL on error
 */
TroupePort *
troupe_context_open_reduce_port (TroupeContext            *self,
                                 const TroupeMessageType  *type,
                                 const char               *reducer,
                                 GVariant                 *parameters,
                                 GError                  **error)
{
  g_autoptr (GVariant) owned = parameters != NULL ? g_variant_ref_sink (parameters) : NULL;

  g_return_val_if_fail (troupe_cell_is_live (self) && !troupe_cell_has_ended (self), NULL);
  g_return_val_if_fail (type != NULL && reducer != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return cell_open_reduce_port (self, type, reducer, owned, error);
}

/**
 * troupe_instance_open_reduce_port:
 * @self: a client or actor-instance
 * @type: of what it takes
 * @reducer: the name of a reducer for messages of @type
 * @parameters: (nullable): what the reducer is to know; a floating one is consumed
 * @error: return location for an error
 *
 * Opens a port of the client for what many answer, as troupe_context_open_reduce_port() does for an actor.
 *
 * Fails as that does, and with %TROUPE_ERROR_CLOSED where the client has ended.
 *
 * Returns: (transfer full): the port, or %NULL on error
 */
TroupePort *
troupe_instance_open_reduce_port (TroupeInstance           *self,
                                  const TroupeMessageType  *type,
                                  const char               *reducer,
                                  GVariant                 *parameters,
                                  GError                  **error)
{
  g_autoptr (GVariant) owned = parameters != NULL ? g_variant_ref_sink (parameters) : NULL;
  TroupeCell *cell;

  g_return_val_if_fail (TROUPE_IS_INSTANCE (self), NULL);
  g_return_val_if_fail (type != NULL && reducer != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  cell = troupe_instance_get_live_cell (self, "open a port", error);

  return cell != NULL ? cell_open_reduce_port (cell, type, reducer, owned, error) : NULL;
}
