/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/message-fixture.h"

TroupeProcId *
message_fixture_proc (const char *name)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse ("tcp:10.0.0.1:4000", NULL);

  return troupe_proc_id_new (address, name, NULL);
}

TroupeActorId *
message_fixture_actor (const char *proc,
                       const char *name)
{
  g_autoptr (TroupeProcId) proc_id = message_fixture_proc (proc);

  return troupe_actor_id_new (proc_id, name, 0, NULL);
}

void
message_fixture_init (MessageFixture *self)
{
  self->pool = troupe_message_pool_new ();
  self->peers = troupe_peer_table_new ();
}

void
message_fixture_clear (MessageFixture *self)
{
  troupe_peer_table_free (self->peers);
  troupe_message_pool_free (self->pool);
}

TroupeMessage *
message_fixture_new (MessageFixture          *self,
                     const TroupeMessageType *type,
                     TroupeActorId           *sender,
                     TroupeActorId           *receiver,
                     guint64                  number,
                     GVariant                *body)
{
  TroupePeer *from = troupe_peer_table_intern (self->peers, sender);
  TroupePeer *to = troupe_peer_table_intern (self->peers, receiver);
  g_autoptr (GError) error = NULL;
  TroupeMessage *message = troupe_message_new_variant (self->pool, type, from, to, body, &error);

  g_assert_no_error (error);
  message->number = number;
  troupe_peer_unref (from);
  troupe_peer_unref (to);

  return message;
}

TroupeEvent
message_fixture_event (TroupeEventKind      kind,
                       const TroupeMessage *message)
{
  gboolean receiver_first = kind == TROUPE_EVENT_DELIVERED || kind == TROUPE_EVENT_HANDLED;
  const TroupeActorId *subject = receiver_first ? message->receiver->id : message->sender->id;
  const TroupeActorId *object = receiver_first ? message->sender->id : message->receiver->id;
  TroupeEvent event = {
    .kind = kind,
    .proc = troupe_actor_id_get_proc (subject),
    .subject = subject,
    .object = object,
    .message_type = message->type->hash,
    .message_number = message->number,
    .payload = message,
  };

  return event;
}
