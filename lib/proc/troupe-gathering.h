/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe.h> can be included directly."
#endif

#include "message/troupe-accumulator.h"
#include "proc/troupe-port.h"

G_BEGIN_DECLS

/**
 * TroupePortFunc:
 * @message: what came, borrowed
 * @user_data: (closure): data of the port
 * @error: return location for an error
 *
 * Takes a message of a port, on the loop.
 *
 * Returns: %FALSE with @error set to refuse it: it is returned to its sender as %TROUPE_REASON_TYPE_MISMATCH, and the
 *   port stays
 */
typedef gboolean (*TroupePortFunc) (TroupeMessage  *message,
                                    gpointer        user_data,
                                    GError        **error);

/* Ports that call a function. */
TROUPE_AVAILABLE_IN_ALL
TroupePortRef *troupe_context_open_func_port         (TroupeContext            *self,
                                                      const TroupeMessageType  *type,
                                                      TroupePortFlags           flags,
                                                      TroupePortFunc            func,
                                                      gpointer                  user_data,
                                                      GDestroyNotify            destroy) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupePortRef *troupe_instance_open_func_port        (TroupeInstance           *self,
                                                      const TroupeMessageType  *type,
                                                      TroupePortFlags           flags,
                                                      TroupePortFunc            func,
                                                      gpointer                  user_data,
                                                      GDestroyNotify            destroy,
                                                      GError                  **error);
TROUPE_AVAILABLE_IN_ALL
gboolean       troupe_context_close_port             (TroupeContext            *self,
                                                      TroupePortRef            *port);
TROUPE_AVAILABLE_IN_ALL
gboolean       troupe_instance_close_port            (TroupeInstance           *self,
                                                      TroupePortRef            *port);

/* Ports where many messages become one. */
TROUPE_AVAILABLE_IN_ALL
TroupePort    *troupe_context_open_accumulator_port  (TroupeContext            *self,
                                                      const TroupeMessageType  *type,
                                                      TroupeAccumulator        *accumulator,
                                                      const TroupeMessageType  *state_type,
                                                      GError                  **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupePort    *troupe_instance_open_accumulator_port (TroupeInstance           *self,
                                                      const TroupeMessageType  *type,
                                                      TroupeAccumulator        *accumulator,
                                                      const TroupeMessageType  *state_type,
                                                      GError                  **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupePort    *troupe_context_open_reduce_port       (TroupeContext            *self,
                                                      const TroupeMessageType  *type,
                                                      const char               *reducer,
                                                      GVariant                 *parameters,
                                                      GError                  **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupePort    *troupe_instance_open_reduce_port      (TroupeInstance           *self,
                                                      const TroupeMessageType  *type,
                                                      const char               *reducer,
                                                      GVariant                 *parameters,
                                                      GError                  **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupePortRef *troupe_context_split_port             (TroupeContext            *self,
                                                      TroupePortRef            *port,
                                                      guint                     n_updates,
                                                      GError                  **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupePortRef *troupe_instance_split_port            (TroupeInstance           *self,
                                                      TroupePortRef            *port,
                                                      guint                     n_updates,
                                                      GError                  **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
