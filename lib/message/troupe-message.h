/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe.h> can be included directly."
#endif

#include "message/troupe-actor-ref.h"
#include "message/troupe-message-type.h"
#include "message/troupe-port-ref.h"

G_BEGIN_DECLS

/**
 * TroupeMessage:
 *
 * A message as a handler sees it: borrowed from the loop until the handler returns. One block of
 * memory: header and body. Belongs to the thread of its loop. Who needs it for longer makes a copy,
 * which belongs to who made it and may be read on another thread, by one at a time.
 */
typedef struct _TroupeMessage TroupeMessage;

#define TROUPE_TYPE_MESSAGE (troupe_message_get_type ())

TROUPE_AVAILABLE_IN_ALL
GType                    troupe_message_get_type       (void);
TROUPE_AVAILABLE_IN_ALL
TroupeMessage           *troupe_message_copy           (const TroupeMessage *self) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
void                     troupe_message_free           (TroupeMessage       *self);

TROUPE_AVAILABLE_IN_ALL
const TroupeMessageType *troupe_message_get_kind       (const TroupeMessage *self);
TROUPE_AVAILABLE_IN_ALL
gboolean                 troupe_message_is             (const TroupeMessage *self,
                                                        const TroupeMessageType *type);
TROUPE_AVAILABLE_IN_ALL
TroupeActorId           *troupe_message_get_sender     (const TroupeMessage *self);
TROUPE_AVAILABLE_IN_ALL
TroupeActorRef          *troupe_message_get_sender_ref (const TroupeMessage *self);
TROUPE_AVAILABLE_IN_ALL
TroupeActorId           *troupe_message_get_receiver   (const TroupeMessage *self);
TROUPE_AVAILABLE_IN_ALL
guint64                  troupe_message_get_number     (const TroupeMessage *self);
TROUPE_AVAILABLE_IN_ALL
guint64                  troupe_message_get_n_missing  (const TroupeMessage *self);
TROUPE_AVAILABLE_IN_ALL
gboolean                 troupe_message_wants_reply    (const TroupeMessage *self);
TROUPE_AVAILABLE_IN_ALL
TroupePortRef           *troupe_message_dup_reply_port (const TroupeMessage *self) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
gconstpointer            troupe_message_get_data       (const TroupeMessage *self,
                                                        gsize               *ret_size);
TROUPE_AVAILABLE_IN_ALL
GVariant                *troupe_message_dup_body       (const TroupeMessage *self) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
GVariant                *troupe_message_dup_field      (const TroupeMessage *self,
                                                        const char          *name) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeMessage, troupe_message_free)

G_END_DECLS
