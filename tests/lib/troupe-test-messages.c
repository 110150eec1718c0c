/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "lib/troupe-test-messages.h"

/**
 * troupe_test_messages_init:
 * @self: (out caller-allocates): uninitialised memory
 *
 * Makes an empty pool and an empty table of peers.
 */
void
troupe_test_messages_init (TroupeTestMessages *self)
{
  self->pool = troupe_message_pool_new ();
  self->peers = troupe_peer_table_new ();
}

/**
 * troupe_test_messages_clear:
 * @self: the fixture
 *
 * Frees both, and fails the test if a message or a peer is still out.
 */
void
troupe_test_messages_clear (TroupeTestMessages *self)
{
  g_assert_cmpuint (troupe_message_pool_get_n_out (self->pool), ==, 0);
  g_assert_cmpuint (troupe_peer_table_get_size (self->peers), ==, 0);

  g_clear_pointer (&self->pool, troupe_message_pool_free);
  g_clear_pointer (&self->peers, troupe_peer_table_free);
}

/**
 * troupe_test_messages_peer:
 * @self: the fixture
 * @id: the printed form of an actor id, such as `local:1,p,a[0]`
 *
 * Interns an actor.
 *
 * Returns: (transfer full): its peer
 */
TroupePeer *
troupe_test_messages_peer (TroupeTestMessages *self,
                           const char         *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TroupeActorId) actor = troupe_actor_id_parse (id, &error);

  g_assert_no_error (error);

  return troupe_peer_table_intern (self->peers, actor);
}

/**
 * troupe_test_messages_new_note:
 * @self: the fixture
 * @sender: (nullable): the printed form of an actor id
 * @receiver: the printed form of an actor id
 * @number: the number of the message, which is its field `id` too
 * @text: the field `text`
 *
 * Makes a `test.note` from one actor to another.
 *
 * Returns: (transfer full): the message
 */
TroupeMessage *
troupe_test_messages_new_note (TroupeTestMessages *self,
                               const char         *sender,
                               const char         *receiver,
                               guint64             number,
                               const char         *text)
{
  TroupePeer *from = sender != NULL ? troupe_test_messages_peer (self, sender) : NULL;
  TroupePeer *to = troupe_test_messages_peer (self, receiver);
  GVariant *body = g_variant_new ("(ts)", number, text);
  g_autoptr (GError) error = NULL;
  TroupeMessage *message;

  message = troupe_message_new_variant (self->pool, troupe_test_type_note (), from, to, body, &error);
  g_assert_no_error (error);
  message->number = number;
  if (from != NULL)
    troupe_peer_unref (from);
  troupe_peer_unref (to);

  return message;
}

/**
 * troupe_test_type_note:
 *
 * The type `test.note` of variable size: `id` (t) and `text` (s).
 *
 * Returns: (transfer none): the type
 */
const TroupeMessageType *
troupe_test_type_note (void)
{
  static const TroupeMessageField fields[] = {
    { "id", "t", "which one" },
    { "text", "s", "what it says" },
  };

  return troupe_message_type_register ("test.note", fields, G_N_ELEMENTS (fields), "Says something");
}

/**
 * troupe_test_type_flag:
 *
 * The type `test.flag` of fixed size, with padding and a boolean: `id` (u), `serial` (t), `is_up` (b).
 *
 * Returns: (transfer none): the type
 */
const TroupeMessageType *
troupe_test_type_flag (void)
{
  static const TroupeMessageField fields[] = {
    { "id", "u", "which one" },
    { "serial", "t", "how many there were" },
    { "is_up", "b", "whether it is up" },
  };

  return troupe_message_type_register ("test.flag", fields, G_N_ELEMENTS (fields), "Raises or lowers a flag");
}

/**
 * troupe_test_type_nothing:
 *
 * The type `test.nothing` without fields.
 *
 * Returns: (transfer none): the type
 */
const TroupeMessageType *
troupe_test_type_nothing (void)
{
  return troupe_message_type_register ("test.nothing", NULL, 0, "Says nothing");
}
