/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-message-private.h"

G_BEGIN_DECLS

/* What a loop owns for the sake of its messages, without the loop. */
typedef struct
{
  TroupeMessagePool *pool;
  TroupePeerTable   *peers;
} TroupeTestMessages;

void                     troupe_test_messages_init     (TroupeTestMessages *self);
void                     troupe_test_messages_clear    (TroupeTestMessages *self);
TroupePeer              *troupe_test_messages_peer     (TroupeTestMessages *self,
                                                        const char         *id);
TroupeMessage           *troupe_test_messages_new_note (TroupeTestMessages *self,
                                                        const char         *sender,
                                                        const char         *receiver,
                                                        guint64             number,
                                                        const char         *text);
const TroupeMessageType *troupe_test_type_note         (void);
const TroupeMessageType *troupe_test_type_flag         (void);
const TroupeMessageType *troupe_test_type_nothing      (void);

G_END_DECLS
