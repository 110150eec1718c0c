/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-message-type.h"

G_BEGIN_DECLS

/* Port indices (core 1.5.1): below 1024 set aside for the runtime, then ephemeral ones counted up by each
 * mailbox and never used again, and from 2^63 the handler ports: the hash of a message type's name. */
#define TROUPE_PORT_SIGNAL          G_GUINT64_CONSTANT (1)
#define TROUPE_PORT_INTROSPECT      G_GUINT64_CONSTANT (2)
#define TROUPE_PORT_EPHEMERAL_FIRST G_GUINT64_CONSTANT (1024)
#define TROUPE_PORT_HANDLER_BIT     (G_GUINT64_CONSTANT (1) << 63)

/* The longest name of a type, in bytes. */
#define TROUPE_MESSAGE_TYPE_NAME_LENGTH_MAX 255

struct _TroupeMessageType
{
  const TroupeMessageType  *next;       /* in the order of registering, newest first */
  const char               *name;
  const char               *sentence;
  const TroupeMessageField *fields;
  guint                     n_fields;
  guint                     index;      /* small and dense: 0 for the first type that was registered */
  const GVariantType       *signature;  /* the tuple of the fields */
  gsize                     fixed_size; /* of a body, in bytes; 0: it varies */
  guint                     size_class; /* of a block of that size in a pool */
  gboolean                  is_plain;   /* any bytes of the fixed size are a body in normal form */
  guint64                   hash;       /* of the name */
  guint64                   port;       /* TROUPE_PORT_HANDLER_BIT | hash, or a reserved one */
};

/* A name is words joined by dots, such as `bank.deposit`; a word is [a-z][a-z0-9_-]*. Reducers have such names too. */
gboolean                 troupe_message_type_is_name          (const char               *name);
/* A type of the runtime's own, which goes to the reserved @port. */
TROUPE_INTERNAL
const TroupeMessageType *troupe_message_type_register_control (const char               *name,
                                                               const TroupeMessageField *fields,
                                                               guint                     n_fields,
                                                               const char               *sentence,
                                                               guint64                   port);
/* Are any bytes of its fixed size a value of @type in normal form? FALSE where there is padding or a boolean, or
 * where the size varies. */
gboolean                 troupe_message_type_is_plain         (const GVariantType       *type);
/* All types, sorted by name. (transfer container) */
TROUPE_INTERNAL
GPtrArray               *troupe_message_type_list             (void);

G_END_DECLS
