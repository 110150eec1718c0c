/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-event-private.h"
#include "message/troupe-message-private.h"

G_BEGIN_DECLS

/* `tcp:10.0.0.1:4000,NAME` */
TroupeProcId    *message_fixture_proc     (const char *name);
/* `tcp:10.0.0.1:4000,PROC,NAME[0]` */
TroupeActorId   *message_fixture_actor    (const char *proc,
                                            const char *name);

/* Events about messages need some: this makes `note`s from one actor to another. */
typedef struct
{
  TroupeMessagePool *pool;
  TroupePeerTable   *peers;
} MessageFixture;

void             message_fixture_init      (MessageFixture *self);
void             message_fixture_clear     (MessageFixture *self);
TroupeMessage   *message_fixture_new       (MessageFixture          *self,
                                            const TroupeMessageType *type,
                                            TroupeActorId           *sender,
                                            TroupeActorId           *receiver,
                                            guint64                  number,
                                            GVariant                *body);
/* An event of that kind about a message, subject and object as the kind has them. */
TroupeEvent      message_fixture_event     (TroupeEventKind          kind,
                                            const TroupeMessage     *message);

G_END_DECLS
