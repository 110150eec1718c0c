/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe.h> can be included directly."
#endif

#include "base/troupe-id.h"
#include "message/troupe-message-type.h"

G_BEGIN_DECLS

/**
 * TroupePortFlags:
 * @TROUPE_PORT_DEFAULT: a port that takes any number of messages; what cannot be delivered comes back
 * @TROUPE_PORT_ONCE: it takes one message
 * @TROUPE_PORT_NO_RETURN: what cannot be delivered to it is abandoned; it does not come back to its sender
 * @TROUPE_PORT_UNSPLIT: what fans a message out puts no split port in front of it
 *
 * How a port is to be used by those who send to it.
 */
typedef enum /*< flags >*/
{
  TROUPE_PORT_DEFAULT = 0,
  TROUPE_PORT_ONCE = 1 << 0,
  TROUPE_PORT_NO_RETURN = 1 << 1,
  TROUPE_PORT_UNSPLIT = 1 << 2,
} TroupePortFlags;

/**
 * TROUPE_PORT_REF_SIGNATURE:
 *
 * The type of a message's field that holds a port, see troupe_port_ref_to_variant().
 */
#define TROUPE_PORT_REF_SIGNATURE "(ssusmv)"

/**
 * TroupePortRef:
 *
 * A port as a value: which one it is, what it takes and how, and how several messages to it may be made one. It can be
 * printed, travels in messages, and whoever gets one can send to it. Immutable, counted, usable from every thread. Two
 * are equal if they name the same port and agree on %TROUPE_PORT_NO_RETURN.
 *
 * The printed form is that of the port's id, followed by what is not the default:
 * `local:1,bank,teller[0][1024];once;no-return;unsplit;type=bank.balance;reducer=sum-int64;parameters=...`
 */
typedef struct _TroupePortRef TroupePortRef;

#define TROUPE_TYPE_PORT_FLAGS (troupe_port_flags_get_type ())
#define TROUPE_TYPE_PORT_REF (troupe_port_ref_get_type ())

TROUPE_AVAILABLE_IN_ALL
GType                    troupe_port_flags_get_type            (void);
TROUPE_AVAILABLE_IN_ALL
GType                    troupe_port_ref_get_type              (void);
TROUPE_AVAILABLE_IN_ALL
TroupePortRef           *troupe_port_ref_new                   (TroupePortId            *id,
                                                                const TroupeMessageType *type,
                                                                TroupePortFlags          flags)
                         G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupePortRef           *troupe_port_ref_with_flags            (const TroupePortRef     *self,
                                                                TroupePortFlags          flags)
                         G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupePortRef           *troupe_port_ref_parse                 (const char              *text,
                                                                GError                 **error)
                         G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupePortRef           *troupe_port_ref_from_variant          (GVariant                *value,
                                                                GError                 **error)
                         G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupePortRef           *troupe_port_ref_ref                   (TroupePortRef           *self);
TROUPE_AVAILABLE_IN_ALL
void                     troupe_port_ref_unref                 (TroupePortRef           *self);
TROUPE_AVAILABLE_IN_ALL
TroupePortId            *troupe_port_ref_get_id                (const TroupePortRef     *self);
TROUPE_AVAILABLE_IN_ALL
const char              *troupe_port_ref_get_kind_name         (const TroupePortRef     *self);
TROUPE_AVAILABLE_IN_ALL
const TroupeMessageType *troupe_port_ref_get_kind              (const TroupePortRef     *self);
TROUPE_AVAILABLE_IN_ALL
TroupePortFlags          troupe_port_ref_get_flags             (const TroupePortRef     *self);
TROUPE_AVAILABLE_IN_ALL
const char              *troupe_port_ref_get_reducer           (const TroupePortRef     *self);
TROUPE_AVAILABLE_IN_ALL
GVariant                *troupe_port_ref_get_reducer_parameters (const TroupePortRef    *self);
TROUPE_AVAILABLE_IN_ALL
char                    *troupe_port_ref_to_string             (const TroupePortRef     *self);
TROUPE_AVAILABLE_IN_ALL
GVariant                *troupe_port_ref_to_variant            (const TroupePortRef     *self);
TROUPE_AVAILABLE_IN_ALL
guint                    troupe_port_ref_hash                  (gconstpointer            self);
TROUPE_AVAILABLE_IN_ALL
gboolean                 troupe_port_ref_equal                 (gconstpointer            a,
                                                                gconstpointer            b);
TROUPE_AVAILABLE_IN_ALL
int                      troupe_port_ref_compare               (gconstpointer            a,
                                                                gconstpointer            b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupePortRef, troupe_port_ref_unref)

G_END_DECLS
