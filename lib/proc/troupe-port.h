/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe.h> can be included directly."
#endif

#include <gio/gio.h>

#include "message/troupe-port-ref.h"
#include "proc/troupe-context.h"
#include "proc/troupe-instance.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PORT (troupe_port_get_type ())
#define TROUPE_TYPE_PORT_MODE (troupe_port_mode_get_type ())

/**
 * TroupePort:
 *
 * An entrance of its own to the mailbox of an actor or client: what is sent to it is received here, beside what the
 * actor handles. It is there as long as someone holds it; when the last reference goes, what it still has is returned
 * to the senders. All functions are to be called on the loop's thread.
 *
 * ```
 *   open ---close, or a once-port has its message---> closing ---nothing left to receive---> closed
 *     \                                                  \                                     ^
 *      +--------------------------------------------------+---its actor ends: the rest goes back
 * ```
 */
TROUPE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (TroupePort, troupe_port, TROUPE, PORT, GObject)

/**
 * TroupePortMode:
 * @TROUPE_PORT_MODE_QUEUE: messages are received one after the other, in the order in which they came
 * @TROUPE_PORT_MODE_LATEST: of the messages that nobody has received yet only the newest is; older ones are done with
 * @TROUPE_PORT_MODE_ONCE: it takes one message, and no other
 *
 * What a port makes of the messages that come.
 */
typedef enum
{
  TROUPE_PORT_MODE_QUEUE,
  TROUPE_PORT_MODE_LATEST,
  TROUPE_PORT_MODE_ONCE,
} TroupePortMode;

/* Making and ending them. */
TROUPE_AVAILABLE_IN_ALL
GType          troupe_port_mode_get_type  (void);
TROUPE_AVAILABLE_IN_ALL
TroupePort    *troupe_context_open_port   (TroupeContext            *self,
                                           const TroupeMessageType  *type,
                                           TroupePortMode            mode) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupePort    *troupe_instance_open_port  (TroupeInstance           *self,
                                           const TroupeMessageType  *type,
                                           TroupePortMode            mode,
                                           GError                  **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupePortRef *troupe_port_bind           (TroupePort               *self) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupePortRef *troupe_port_bind_handler   (TroupePort               *self,
                                           GError                  **error);
TROUPE_AVAILABLE_IN_ALL
void           troupe_port_close          (TroupePort               *self,
                                           const char               *text);
TROUPE_AVAILABLE_IN_ALL
gboolean       troupe_port_is_open        (TroupePort               *self);

/* Sending. */
TROUPE_AVAILABLE_IN_ALL
gboolean       troupe_port_send           (TroupePort               *self,
                                           TroupeContext            *sender,
                                           const TroupeMessageType  *type,
                                           GVariant                 *body,
                                           GError                  **error);
TROUPE_AVAILABLE_IN_ALL
gboolean       troupe_context_send_to_port (TroupeContext           *self,
                                           TroupePortRef            *port,
                                           const TroupeMessageType  *type,
                                           GVariant                 *body,
                                           GError                  **error);
TROUPE_AVAILABLE_IN_ALL
gboolean       troupe_instance_send_to_port (TroupeInstance         *self,
                                           TroupePortRef            *port,
                                           const TroupeMessageType  *type,
                                           GVariant                 *body,
                                           GError                  **error);
TROUPE_AVAILABLE_IN_ALL
gboolean       troupe_context_send_ordered_to_port (TroupeContext  *self,
                                           TroupePortRef            *port,
                                           const TroupeMessageType  *type,
                                           GVariant                 *body,
                                           GError                  **error);
TROUPE_AVAILABLE_IN_ALL
gboolean       troupe_instance_send_ordered_to_port (TroupeInstance *self,
                                           TroupePortRef            *port,
                                           const TroupeMessageType  *type,
                                           GVariant                 *body,
                                           GError                  **error);

/* Receiving. */
TROUPE_AVAILABLE_IN_ALL
TroupeMessage *troupe_port_receive        (TroupePort               *self,
                                           GCancellable             *cancellable,
                                           GError                  **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
void           troupe_port_receive_async  (TroupePort               *self,
                                           GCancellable             *cancellable,
                                           GAsyncReadyCallback       callback,
                                           gpointer                  user_data);
TROUPE_AVAILABLE_IN_ALL
TroupeMessage *troupe_port_receive_finish (TroupePort               *self,
                                           GAsyncResult             *result,
                                           GError                  **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupeMessage *troupe_port_try_receive    (TroupePort               *self,
                                           GError                  **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
GPtrArray     *troupe_port_drain          (TroupePort               *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
