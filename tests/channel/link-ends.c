/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/link-ends.h"

/* How often two ends may ask to be pumped before a test must have stalled. */
#define ROUNDS_MAX 100000

static void
on_wake (TroupeLink *link,
         gpointer    user_data)
{
  LinkEnd *self = user_data;

  self->is_awake = TRUE;
}

static void
on_opened (TroupeLink   *link,
           TroupeProcId *peer,
           gpointer      user_data)
{
  g_autofree char *text = troupe_proc_id_to_string (peer);
  LinkEnd *self = user_data;

  g_string_append_printf (self->log, "opened:%s ", text);
}

static void
give_up (LinkEnd *self)
{
  TroupeMessageQueue messages;

  troupe_message_queue_init (&messages);
  troupe_link_take_messages (self->link, &messages);
  while (messages.length > 0)
    troupe_message_free (troupe_message_queue_pop (&messages));
}

static void
on_received (TroupeLink    *link,
             TroupeMessage *message,
             gpointer       user_data)
{
  gboolean is_return = message->flags & TROUPE_MESSAGE_IS_RETURN;
  LinkEnd *self = user_data;

  g_string_append_printf (self->log, "received:%" G_GUINT64_FORMAT, message->number);
  if (is_return)
    g_string_append_printf (self->log, ":%s", troupe_reason_to_string (message->reason));
  g_string_append_c (self->log, ' ');

  if (troupe_message_is (message, troupe_test_type_note ()))
    {
      g_autoptr (GVariant) text = troupe_message_dup_field (message, "text");

      g_string_append_printf (self->received, "%s ", g_variant_get_string (text, NULL));
    }
  if (self->answers && !is_return)
    link_end_send (self, 100 + message->number, "re");
  troupe_message_free (message);
  if (self->gives_up)
    give_up (self);
}

static void
on_returned (TroupeLink    *link,
             TroupeMessage *message,
             gpointer       user_data)
{
  LinkEnd *self = user_data;

  g_assert_cmpuint (self->n_closed, ==, 0);
  g_string_append_printf (self->returned, "%" G_GUINT64_FORMAT " ", message->number);
  g_string_append_printf (self->log, "returned:%" G_GUINT64_FORMAT " ", message->number);
  if (self->resends && message->number < 1000)
    link_end_send (self, 1000 + message->number, "again");
  troupe_message_free (message);
}

static void
on_closed (TroupeLink   *link,
           const GError *error,
           gpointer      user_data)
{
  LinkEnd *self = user_data;

  g_assert_cmpuint (self->n_closed, ==, 0);
  self->n_closed++;
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_string_append (self->log, "closed ");
}

static void
end_init (LinkEnd *self)
{
  *self = (LinkEnd) {
    .log = g_string_new (NULL),
    .received = g_string_new (NULL),
    .returned = g_string_new (NULL),
    .disguises = g_ptr_array_new_with_free_func (g_free),
  };
  troupe_test_messages_init (&self->messages);
}

static void
end_open (LinkEnd    *self,
          const char *id)
{
  static const TroupeLinkFuncs funcs = { on_wake, on_opened, on_received, on_returned, on_closed };
  g_autoptr (GError) error = NULL;
  g_autoptr (TroupeProcId) proc = troupe_proc_id_parse (id, &error);

  g_assert_no_error (error);
  self->link = troupe_link_new (TROUPE_STREAM (g_object_ref (self->stream)), proc, self->messages.peers,
                                self->messages.pool, &funcs, self);
}

static void
end_clear (LinkEnd *self)
{
  g_clear_pointer (&self->link, troupe_link_free);
  g_assert_finalize_object (g_steal_pointer (&self->stream));
  troupe_test_messages_clear (&self->messages);
  g_string_free (g_steal_pointer (&self->log), TRUE);
  g_string_free (g_steal_pointer (&self->received), TRUE);
  g_string_free (g_steal_pointer (&self->returned), TRUE);
  g_clear_pointer (&self->disguises, g_ptr_array_unref);
  g_clear_error (&self->error);
}

void
link_ends_init (LinkEnds *self)
{
  end_init (&self->a);
  end_init (&self->b);
  troupe_test_stream_new_pair (&self->a.stream, &self->b.stream);
}

void
link_ends_clear (LinkEnds *self)
{
  end_clear (&self->a);
  end_clear (&self->b);
}

void
link_ends_open (LinkEnds *self)
{
  end_open (&self->a, "local:1,p");
  end_open (&self->b, "local:2,q");
}

void
link_end_pump (LinkEnd *self)
{
  self->is_awake = FALSE;
  if (self->link != NULL)
    troupe_link_pump (self->link);
}

void
link_ends_run (LinkEnds *self)
{
  for (guint i = 0; self->a.is_awake || self->b.is_awake; i++)
    {
      g_assert_cmpuint (i, <, ROUNDS_MAX);
      if (self->a.is_awake)
        link_end_pump (&self->a);
      if (self->b.is_awake)
        link_end_pump (&self->b);
    }
}

void
link_end_send_disguised (LinkEnd    *self,
                         guint64     number,
                         const char *type_name,
                         guint       flags)
{
  TroupeMessage *message = troupe_test_messages_new_note (&self->messages, "local:1,p,a[0]", "local:2,q,b[3]", number,
                                                          "disguised");
  TroupeMessageType *disguise = g_memdup2 (message->type, sizeof *message->type);

  disguise->name = type_name;
  message->type = disguise;
  message->flags = (guint8) flags;
  troupe_link_send (self->link, message);
  g_ptr_array_add (self->disguises, disguise);
}

void
link_end_send (LinkEnd    *self,
               guint64     number,
               const char *text)
{
  troupe_link_send (self->link, troupe_test_messages_new_note (&self->messages, "local:1,p,a[0]", "local:2,q,b[3]",
                                                               number, text));
}
