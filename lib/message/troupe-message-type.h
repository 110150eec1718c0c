/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe.h> can be included directly."
#endif

#include <glib-object.h>

#include <glib-object.h>

#include "troupe-macros.h"

G_BEGIN_DECLS

/**
 * TroupeMessageType:
 *
 * What messages of one kind look like: a name such as `bank.deposit`, fields, documentation.
 * Registered once, never freed, usable from every thread.
 */
typedef struct _TroupeMessageType TroupeMessageType;

#define TROUPE_TYPE_MESSAGE_TYPE (troupe_message_type_get_type ())

/**
 * TroupeMessageField:
 * @name: the field's name, as scenario files write it
 * @type: its GVariant type, a single complete definite type
 * @sentence: what it means
 *
 * One field of a message. A body is the GVariant tuple of its fields, in order.
 */
typedef struct
{
  const char *name;
  const char *type;
  const char *sentence;
} TroupeMessageField;

TROUPE_AVAILABLE_IN_ALL
GType                     troupe_message_type_get_type      (void);
TROUPE_AVAILABLE_IN_ALL
const TroupeMessageType  *troupe_message_type_register      (const char               *name,
                                                             const TroupeMessageField *fields,
                                                             guint                     n_fields,
                                                             const char               *sentence);
TROUPE_AVAILABLE_IN_ALL
const TroupeMessageType  *troupe_message_type_register_variant (const char            *name,
                                                             GVariant                 *fields,
                                                             const char               *sentence);
TROUPE_AVAILABLE_IN_ALL
const TroupeMessageType  *troupe_message_type_lookup        (const char               *name);
TROUPE_AVAILABLE_IN_ALL
const char               *troupe_message_type_get_name      (const TroupeMessageType  *self);
TROUPE_AVAILABLE_IN_ALL
const char               *troupe_message_type_get_sentence  (const TroupeMessageType  *self);
TROUPE_AVAILABLE_IN_ALL
const GVariantType       *troupe_message_type_get_signature (const TroupeMessageType  *self);
TROUPE_AVAILABLE_IN_ALL
const TroupeMessageField *troupe_message_type_get_fields    (const TroupeMessageType  *self,
                                                             guint                    *ret_n_fields);
TROUPE_AVAILABLE_IN_ALL
int                       troupe_message_type_find_field    (const TroupeMessageType  *self,
                                                             const char               *name);
TROUPE_AVAILABLE_IN_ALL
guint64                   troupe_message_type_get_port      (const TroupeMessageType  *self);

G_END_DECLS
