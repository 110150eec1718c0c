/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/tape.h"

#include "base/troupe-hash-private.h"

static const TroupeMessageField answer_fields[] = {
  { "attributes", "a{sv}", "What the actor tells of itself." },
};

Tape *
tape_new (const char *id)
{
  const TroupeMonitorClass *klass = troupe_monitor_find (id);
  Tape *self = g_new0 (Tape, 1);

  g_assert_nonnull (klass);
  self->monitor = troupe_monitor_new (klass);
  self->pool = troupe_message_pool_new ();
  self->peers = troupe_peer_table_new ();

  return self;
}

void
tape_free (Tape *self)
{
  troupe_monitor_free (self->monitor);
  g_assert_cmpuint (troupe_message_pool_get_n_out (self->pool), ==, 0);
  troupe_message_pool_free (self->pool);
  troupe_peer_table_free (self->peers);
  g_free (self);
}

static const char *
address_of (const char *proc_name)
{
  return g_str_has_prefix (proc_name, "far") ? "tcp:10.0.0.2:4000" : "tcp:10.0.0.1:4000";
}

/* (transfer full) */
static TroupeProcId *
proc_of (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("%s,%s", address_of (name), name);
  TroupeProcId *proc = troupe_proc_id_parse (text, &error);

  g_assert_no_error (error);

  return proc;
}

/* (transfer full) (nullable) */
static TroupeActorId *
actor_of (const char *written)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *proc = NULL;
  g_autofree char *text = NULL;
  TroupeActorId *actor;
  const char *colon;

  if (written == NULL)
    return NULL;

  colon = strchr (written, ':');
  proc = colon != NULL ? g_strndup (written, colon - written) : g_strdup ("p0");
  text = g_strdup_printf ("%s,%s,%s", address_of (proc), proc, colon != NULL ? colon + 1 : written);
  actor = troupe_actor_id_parse (text, &error);
  g_assert_no_error (error);

  return actor;
}

/* Only the kinds that the monitor wants. */
static void
show (Tape        *self,
      TroupeEvent  event)
{
  event.time_ns = ++self->time_ns;
  if (self->monitor->klass->kinds & (1u << event.kind))
    self->monitor->klass->observe (self->monitor, &event);
}

/* Hands the event to the monitor as a run does, with ids that are gone afterwards. */
static void
play (Tape        *self,
      TroupeEvent  event,
      const char  *proc_name,
      const char  *subject_name,
      const char  *object_name)
{
  g_autoptr (TroupeActorId) subject = actor_of (subject_name);
  g_autoptr (TroupeActorId) object = actor_of (object_name);
  g_autoptr (TroupeProcId) proc = NULL;

  if (proc_name != NULL)
    proc = proc_of (proc_name);
  else if (subject != NULL)
    proc = troupe_proc_id_ref (troupe_actor_id_get_proc (subject));
  else
    proc = proc_of ("p0");

  event.proc = proc;
  event.subject = subject;
  event.object = object;
  show (self, event);
}

void
tape_tell (Tape            *self,
           TroupeEventKind  kind,
           const char      *proc,
           const char      *subject,
           const char      *object,
           guint32          detail)
{
  TroupeEvent event = { .kind = kind, .detail = detail };

  play (self, event, proc, subject, object);
}

void
tape_spawned (Tape       *self,
              const char *actor,
              const char *parent)
{
  tape_tell (self, TROUPE_EVENT_SPAWNED, NULL, actor, parent, TROUPE_EVENT_SPAWNED_ACTOR);
}

void
tape_spawned_client (Tape       *self,
                     const char *client)
{
  tape_tell (self, TROUPE_EVENT_SPAWNED, NULL, client, NULL,
             TROUPE_EVENT_SPAWNED_INTROSPECTABLE_CLIENT);
}

void
tape_status (Tape              *self,
             const char        *actor,
             TroupeActorStatus  status)
{
  tape_tell (self, TROUPE_EVENT_STATUS, NULL, actor, NULL, status);
}

void
tape_started (Tape       *self,
              const char *proc,
              const char *host)
{
  TroupeEvent event = { .kind = TROUPE_EVENT_STATUS, .detail = TROUPE_PROC_STATUS_STARTING, .payload = host };

  play (self, event, proc, NULL, NULL);
}

void
tape_halted (Tape       *self,
             const char *host)
{
  TroupeEvent event = { .kind = TROUPE_EVENT_HALTED, .payload = host };

  show (self, event);
}

void
tape_exited (Tape       *self,
             const char *proc)
{
  tape_tell (self, TROUPE_EVENT_EXITED, proc, NULL, NULL, TROUPE_EVENT_SIGNALLED | 9);
}

void
tape_connection (Tape            *self,
                 TroupeEventKind  kind,
                 const char      *proc,
                 guint32          detail,
                 guint64          session,
                 guint64          number)
{
  tape_connection_over (self, kind, proc, detail, session, number, /* stream = */ 0);
}

void
tape_connection_over (Tape            *self,
                      TroupeEventKind  kind,
                      const char      *proc,
                      guint32          detail,
                      guint64          session,
                      guint64          number,
                      guint32          stream)
{
  g_autoptr (TroupeProcId) peer = proc_of ("far0");
  TroupeConnection connection = { peer, stream };
  TroupeEvent event = {
    .kind = kind,
    .detail = detail,
    .message_type = session,
    .message_number = number,
    .payload = &connection,
  };

  play (self, event, proc, NULL, NULL);
}

void
tape_stream (Tape            *self,
             TroupeEventKind  kind,
             const char      *proc,
             guint32          detail,
             guint32          stream,
             const char      *address)
{
  g_autoptr (TroupeAddress) to = troupe_address_parse (address != NULL ? address : address_of (proc), NULL);
  TroupeEvent event = { .kind = kind, .detail = detail, .message_number = stream };

  if (kind == TROUPE_EVENT_OPENED)
    event.payload = to;
  play (self, event, proc, NULL, NULL);
}

void
tape_greeting (Tape       *self,
               const char *proc,
               guint32     detail,
               guint32     stream,
               guint64     bound_ns)
{
  TroupeEvent event = {
    .kind = TROUPE_EVENT_GREETING,
    .detail = detail,
    .message_type = self->time_ns + 1 + bound_ns,
    .message_number = stream,
  };

  play (self, event, proc, NULL, NULL);
}

void
tape_wait (Tape    *self,
           guint64  duration_ns)
{
  self->time_ns += duration_ns;
}

void
tape_acknowledged (Tape       *self,
                   const char *proc,
                   guint32     detail,
                   guint64     session,
                   guint64     sequence,
                   guint64     unsent)
{
  TroupeAcknowledgement acknowledgement = { .unsent = unsent };
  TroupeEvent event = {
    .kind = TROUPE_EVENT_ACKNOWLEDGED,
    .detail = detail,
    .message_type = session,
    .message_number = sequence,
    .payload = &acknowledgement,
  };

  play (self, event, proc, NULL, NULL);
}

/* (transfer full) */
static TroupeMessage *
new_message (Tape       *self,
             const char *type_name,
             const char *sender_name,
             const char *receiver_name,
             GVariant   *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TroupeActorId) sender_id = actor_of (sender_name);
  g_autoptr (TroupeActorId) receiver_id = actor_of (receiver_name);
  const TroupeMessageType *type;
  TroupeMessage *message;
  TroupePeer *sender, *receiver;

  type = g_str_equal (type_name, "answer") ? troupe_message_type_register (type_name, answer_fields, 1, "An answer.")
                                           : troupe_message_type_register (type_name, NULL, 0, "A message.");
  sender = sender_id != NULL ? troupe_peer_table_intern (self->peers, sender_id) : NULL;
  receiver = troupe_peer_table_intern (self->peers, receiver_id);
  if (sender != NULL)
    message = troupe_message_new_for_order (self->pool, type, sender, receiver, body, &error);
  else
    message = troupe_message_new_variant (self->pool, type, sender, receiver, body, &error);
  g_assert_no_error (error);
  g_clear_pointer (&sender, troupe_peer_unref);
  troupe_peer_unref (receiver);

  return message;
}

static gboolean
is_told_by_receiver (TroupeEventKind kind)
{
  return kind == TROUPE_EVENT_DELIVERED || kind == TROUPE_EVENT_HANDLED;
}

void
tape_message (Tape             *self,
              TapeMessageEvent  told,
              const char       *type,
              const char       *sender,
              const char       *receiver,
              guint64           number)
{
  TroupeMessage *message = new_message (self, type, sender, receiver, NULL);
  TroupeForward forward = { .message = message };
  TroupeEvent event = {
    .kind = told.kind,
    .reason = told.reason,
    .detail = told.is_work ? TROUPE_EVENT_IS_WORK : 0,
    .message_type = troupe_hash_string (type),
    .message_number = number,
    .payload = told.kind == TROUPE_EVENT_ROUTED ? (gconstpointer) &forward : message,
  };

  message->number = number;
  if (told.port != 0)
    message->port = told.port;
  message->reason = told.reason;
  message->flags = told.is_return ? TROUPE_MESSAGE_IS_RETURN : 0;
  if (told.is_ordered)
    troupe_message_set_order (message, 1, number);
  if (is_told_by_receiver (told.kind))
    play (self, event, told.proc, receiver, sender);
  else
    play (self, event, told.proc, sender, receiver);

  troupe_message_free (message);
}

static void
tell_reply (Tape          *self,
            const char    *client,
            TroupeMessage *reply)
{
  TroupeEvent event = {
    .kind = TROUPE_EVENT_REPLIED,
    .message_type = troupe_hash_string (troupe_message_type_get_name (reply->type)),
    .message_number = 1,
    .payload = reply,
  };

  play (self, event, NULL, client, "asker[0]");
  troupe_message_free (reply);
}

void
tape_answered (Tape       *self,
               const char *client,
               const char *status,
               const char *type)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("(a{sv})"));
  g_variant_builder_open (&builder, G_VARIANT_TYPE ("a{sv}"));
  if (status != NULL)
    g_variant_builder_add (&builder, "{sv}", "status", g_variant_new_string (status));
  if (type != NULL)
    g_variant_builder_add (&builder, "{sv}", "type", g_variant_new_string (type));
  g_variant_builder_close (&builder);

  tell_reply (self, client, new_message (self, "answer", client, "asker[0]", g_variant_builder_end (&builder)));
}

void
tape_answered_with (Tape       *self,
                    const char *author,
                    const char *attributes)
{
  g_autofree char *text = g_strdup_printf ("(%s,)", attributes);
  g_autoptr (GError) error = NULL;
  GVariant *body = g_variant_parse (G_VARIANT_TYPE ("(a{sv})"), text, NULL, NULL, &error);

  g_assert_no_error (error);
  tell_reply (self, author, new_message (self, "answer", author, "asker[0]", body));
  g_variant_unref (body);
}

void
tape_supervised (Tape              *self,
                 const char        *receiver,
                 const char        *origin,
                 const char        *via,
                 TroupeActorStatus  status,
                 gboolean           handled)
{
  g_autoptr (TroupeActorId) via_id = actor_of (via);
  TroupeEvent event = {
    .kind = TROUPE_EVENT_SUPERVISED,
    .detail = status | (handled ? TROUPE_EVENT_WAS_HANDLED : 0),
    .payload = via_id,
  };

  play (self, event, NULL, receiver, origin);
}

void
tape_snapshot (Tape              *self,
               const char        *actor,
               TroupeActorStatus  status)
{
  tape_tell (self, TROUPE_EVENT_SNAPSHOT, NULL, actor, NULL, status);
}

void
tape_overrun (Tape       *self,
              const char *actor,
              const char *what)
{
  TroupeEvent event = { .kind = TROUPE_EVENT_OVERRUN, .payload = what };

  play (self, event, NULL, actor, NULL);
}

void
tape_replied (Tape       *self,
              const char *client)
{
  tell_reply (self, client, new_message (self, "note", client, "asker[0]", NULL));
}

void
tape_finish (Tape     *self,
             gboolean  settled)
{
  self->monitor->klass->finish (self->monitor, self->time_ns, settled);
}

void
tape_assert_holds (Tape    *self,
                   guint64  n_armed)
{
  g_assert_cmpstr (self->monitor->violation, ==, NULL);
  g_assert_cmpuint (self->monitor->n_armed, ==, n_armed);
}

void
tape_assert_broken (Tape *self,
                    ...)
{
  va_list words;
  const char *word;

  g_assert_nonnull (self->monitor->violation);
  g_test_message ("%s", self->monitor->violation);

  va_start (words, self);
  while ((word = va_arg (words, const char *)) != NULL)
    {
      if (strstr (self->monitor->violation, word) == NULL)
        g_test_message ("missing: \"%s\"", word);
      g_assert_nonnull (strstr (self->monitor->violation, word));
    }
  va_end (words);
}
