/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-event-text.h"

#include "base/troupe-hash-private.h"
#include "base/troupe-id-private.h"
#include "message/troupe-message-private.h"

#include <string.h>

/* Longest body that is printed, in bytes of text; the rest is cut with "...". */
#define BODY_LENGTH_MAX 200

/* What the payload of an event of each kind is; the table of troupe-event-private.h. */
typedef enum
{
  PAYLOAD_NONE,
  PAYLOAD_TEXT,
  PAYLOAD_MESSAGE,
  PAYLOAD_ACTOR,
  PAYLOAD_CONNECTION,
  PAYLOAD_ADDRESS,
  PAYLOAD_FORWARD,
  PAYLOAD_ACKNOWLEDGEMENT,
  PAYLOAD_NAME, /* of who stands in the place of the proc */
} Payload;

static Payload
payload_of (TroupeEventKind kind)
{
  static const guint8 payloads[TROUPE_N_EVENT_KINDS] = {
    [TROUPE_EVENT_SPAWNED] = PAYLOAD_TEXT,
    [TROUPE_EVENT_STATUS] = PAYLOAD_TEXT,
    [TROUPE_EVENT_SENT] = PAYLOAD_MESSAGE,
    [TROUPE_EVENT_DELIVERED] = PAYLOAD_MESSAGE,
    [TROUPE_EVENT_HANDLED] = PAYLOAD_MESSAGE,
    [TROUPE_EVENT_RETURNED] = PAYLOAD_MESSAGE,
    [TROUPE_EVENT_LOST] = PAYLOAD_MESSAGE,
    [TROUPE_EVENT_ABANDONED] = PAYLOAD_MESSAGE,
    [TROUPE_EVENT_REPLIED] = PAYLOAD_MESSAGE,
    [TROUPE_EVENT_SUPERVISED] = PAYLOAD_ACTOR,
    [TROUPE_EVENT_SNAPSHOT] = PAYLOAD_TEXT,
    [TROUPE_EVENT_UNHANDLED] = PAYLOAD_TEXT,
    [TROUPE_EVENT_CONNECTED] = PAYLOAD_CONNECTION,
    [TROUPE_EVENT_DISCONNECTED] = PAYLOAD_CONNECTION,
    [TROUPE_EVENT_OPENED] = PAYLOAD_ADDRESS,
    [TROUPE_EVENT_ROUTED] = PAYLOAD_FORWARD,
    [TROUPE_EVENT_OVERRUN] = PAYLOAD_TEXT,
    [TROUPE_EVENT_PARKED] = PAYLOAD_MESSAGE,
    [TROUPE_EVENT_GAP] = PAYLOAD_MESSAGE,
    [TROUPE_EVENT_ACKNOWLEDGED] = PAYLOAD_ACKNOWLEDGEMENT,
    [TROUPE_EVENT_HALTED] = PAYLOAD_NAME,
  };

  return payloads[kind];
}

/* ---- text ---- */

static void
append_actor (GString             *text,
              const char          *key,
              const TroupeActorId *actor,
              TroupePlaceTable    *places)
{
  g_autofree char *printed = NULL;

  if (actor == NULL)
    return;

  printed = troupe_place_table_name_actor (places, actor);
  g_string_append_printf (text, " %s=%s", key, printed);
}

/* Zero and the empty text are what a field is where a file does not mention it: they are left out. */
static gboolean
is_unset (GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT64))
    return g_variant_get_uint64 (value) == 0;
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return *g_variant_get_string (value, NULL) == '\0';

  return FALSE;
}

/* `id=7, text='x'` */
static char *
print_body (const TroupeMessage *message)
{
  g_autoptr (GVariant) body = troupe_message_dup_body (message);
  GString *printed = g_string_new (NULL);

  for (guint i = 0; i < message->type->n_fields; i++)
    {
      g_autoptr (GVariant) value = g_variant_get_child_value (body, i);
      g_autofree char *text = NULL;

      if (is_unset (value))
        continue;
      text = g_variant_print (value, FALSE);
      g_string_append_printf (printed, "%s%s=%s", printed->len > 0 ? ", " : "", message->type->fields[i].name, text);
    }

  return g_string_free (printed, FALSE);
}

/* `message=note(id=7, text='x') number=3`, and ` ordered=2` for the second one of its flow */
static void
append_message (GString             *text,
                const TroupeMessage *message)
{
  g_autofree char *body = print_body (message);

  g_string_append_printf (text, " message=%s", message->type->name);
  if (strlen (body) > BODY_LENGTH_MAX)
    g_string_append_printf (text, "(%.*s...)", BODY_LENGTH_MAX, body);
  else if (*body != '\0')
    g_string_append_printf (text, "(%s)", body);
  g_string_append_printf (text, " number=%" G_GUINT64_FORMAT, message->number);
  if (message->flags & TROUPE_MESSAGE_IS_ORDERED)
    g_string_append_printf (text, " ordered=%" G_GUINT64_FORMAT, troupe_message_get_order (message)->number);
  if (message->reply_port != 0)
    g_string_append_printf (text, " reply-port=%" G_GUINT64_FORMAT, message->reply_port);
}

/* By way of whom: the proc that is found at the address, or the address. */
static void
append_forward (GString             *text,
                const TroupeForward *forward,
                TroupePlaceTable    *places)
{
  const TroupePlace *proc = troupe_place_table_find_address (places, forward->next);

  if (forward->next != NULL)
    g_string_append_printf (text, " via=%s", proc != NULL ? proc->name : troupe_address_to_string (forward->next));
  append_message (text, forward->message);
}

static void
append_connection (GString                *text,
                   const TroupeConnection *connection,
                   TroupePlaceTable       *places)
{
  g_autofree char *peer = troupe_place_table_name_proc (places, connection->peer);

  g_string_append_printf (text, " peer=%s", peer);
  if (connection->stream != 0)
    g_string_append_printf (text, " stream=%u", connection->stream);
}

static void
append_acknowledgement (GString           *text,
                        const TroupeEvent *event,
                        TroupePlaceTable  *places)
{
  const TroupeAcknowledgement *acknowledgement = event->payload;
  g_autofree char *peer = acknowledgement->peer != NULL
                              ? troupe_place_table_name_proc (places, acknowledgement->peer) : g_strdup ("nobody");

  g_string_append_printf (text, " peer=%s taken-before=%" G_GUINT64_FORMAT, peer, event->message_number);
}

static void
append_payload (GString           *text,
                const TroupeEvent *event,
                TroupePlaceTable  *places)
{
  if (event->payload == NULL)
    return;

  switch (payload_of (event->kind))
    {
    case PAYLOAD_TEXT:
      {
        g_autofree char *escaped = g_strescape (event->payload, NULL);

        g_string_append_printf (text, " text=\"%s\"", escaped);
      }
      break;
    case PAYLOAD_MESSAGE:
      append_message (text, event->payload);
      break;
    case PAYLOAD_ACTOR:
      append_actor (text, "via", event->payload, places);
      break;
    case PAYLOAD_CONNECTION:
      append_connection (text, event->payload, places);
      break;
    case PAYLOAD_ADDRESS:
      g_string_append_printf (text, " at=%s", troupe_address_to_string ((TroupeAddress *) event->payload));
      break;
    case PAYLOAD_FORWARD:
      append_forward (text, event->payload, places);
      break;
    case PAYLOAD_ACKNOWLEDGEMENT:
      append_acknowledgement (text, event, places);
      break;
    case PAYLOAD_NAME:
    case PAYLOAD_NONE:
    default:
      break;
    }
}

/* What the number in `detail` means for this kind. */
static void
append_detail (GString           *text,
               const TroupeEvent *event)
{
  guint number = TROUPE_EVENT_DETAIL_NUMBER (event->detail);

  switch ((TroupeEventKind) event->kind)
    {
    case TROUPE_EVENT_STATUS:
      g_string_append_printf (text, " is=%s",
                              event->subject != NULL ? troupe_actor_status_to_string (number)
                                                     : troupe_proc_status_to_string (number));
      break;
    case TROUPE_EVENT_SUPERVISED:
      g_string_append_printf (text, " is=%s handled=%s", troupe_actor_status_to_string (number),
                              event->detail & TROUPE_EVENT_WAS_HANDLED ? "true" : "false");
      break;
    case TROUPE_EVENT_SNAPSHOT:
      g_string_append_printf (text, " is=%s", troupe_actor_status_to_string (number));
      break;
    case TROUPE_EVENT_EXITED:
      g_string_append_printf (text, event->detail & TROUPE_EVENT_SIGNALLED ? " signal=%u" : " code=%u",
                              number);
      break;
    case TROUPE_EVENT_ROUTED:
      g_string_append_printf (text, " hops=%u", number);
      break;
    case TROUPE_EVENT_GAP:
      g_string_append_printf (text, " missing=%u", number);
      break;
    case TROUPE_EVENT_SPAWNED:
      if (number != TROUPE_EVENT_SPAWNED_ACTOR)
        g_string_append (text, number == TROUPE_EVENT_SPAWNED_CLIENT ? " client" : " introspectable-client");
      break;
    case TROUPE_EVENT_OPENED:
    case TROUPE_EVENT_CLOSED:
    case TROUPE_EVENT_GREETING:
      g_string_append_printf (text, "%s stream=%" G_GUINT64_FORMAT,
                              event->detail & TROUPE_EVENT_IS_ACCEPTOR ? " accepted" : "", event->message_number);
      break;
    case TROUPE_EVENT_READY:
    case TROUPE_EVENT_SENT:
    case TROUPE_EVENT_DELIVERED:
    case TROUPE_EVENT_HANDLED:
    case TROUPE_EVENT_RETURNED:
    case TROUPE_EVENT_LOST:
    case TROUPE_EVENT_ABANDONED:
    case TROUPE_EVENT_REPLIED:
    case TROUPE_EVENT_UNHANDLED:
    case TROUPE_EVENT_CONNECTED:
    case TROUPE_EVENT_DISCONNECTED:
    case TROUPE_EVENT_DROPPED:
    case TROUPE_EVENT_OVERRUN:
    case TROUPE_EVENT_PARKED:
    case TROUPE_EVENT_ACKNOWLEDGED:
    case TROUPE_EVENT_HALTED:
    case TROUPE_EVENT_PAUSED:
    case TROUPE_EVENT_RESUMED:
    default:
      break;
    }
}

/* How the other party of an event of this kind is called. */
static const char *
object_key (TroupeEventKind kind)
{
  switch (kind)
    {
    case TROUPE_EVENT_SPAWNED:
      return "parent";
    case TROUPE_EVENT_DELIVERED:
    case TROUPE_EVENT_HANDLED:
    case TROUPE_EVENT_PARKED:
    case TROUPE_EVENT_GAP:
      return "from";
    case TROUPE_EVENT_SUPERVISED:
    case TROUPE_EVENT_UNHANDLED:
      return "actor";
    case TROUPE_EVENT_READY:
    case TROUPE_EVENT_STATUS:
    case TROUPE_EVENT_SENT:
    case TROUPE_EVENT_RETURNED:
    case TROUPE_EVENT_LOST:
    case TROUPE_EVENT_ABANDONED:
    case TROUPE_EVENT_REPLIED:
    case TROUPE_EVENT_SNAPSHOT:
    case TROUPE_EVENT_EXITED:
    case TROUPE_EVENT_CONNECTED:
    case TROUPE_EVENT_DISCONNECTED:
    case TROUPE_EVENT_ROUTED:
    case TROUPE_EVENT_DROPPED:
    case TROUPE_EVENT_OVERRUN:
    case TROUPE_EVENT_ACKNOWLEDGED:
    case TROUPE_EVENT_HALTED:
    case TROUPE_EVENT_OPENED:
    case TROUPE_EVENT_CLOSED:
    case TROUPE_EVENT_GREETING:
    case TROUPE_EVENT_PAUSED:
    case TROUPE_EVENT_RESUMED:
    default:
      return "to";
    }
}

/* Whom it is about. (transfer full) */
static char *
name_subject (const TroupeEvent *event,
              TroupePlaceTable  *places)
{
  if (payload_of (event->kind) == PAYLOAD_NAME)
    return g_strdup (event->payload);
  if (event->subject != NULL)
    return troupe_place_table_name_actor (places, event->subject);

  return troupe_place_table_name_proc (places, event->proc);
}

char *
troupe_event_to_string (const TroupeEvent *event,
                        TroupePlaceTable  *places)
{
  g_autofree char *subject = name_subject (event, places);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s %s", troupe_event_kind_to_string (event->kind), subject);
  append_actor (text, object_key (event->kind), event->object, places);
  append_detail (text, event);
  if (event->reason != TROUPE_REASON_NONE)
    g_string_append_printf (text, " reason=%s", troupe_reason_to_string (event->reason));
  append_payload (text, event, places);

  return g_string_free (text, FALSE);
}

/* ---- hash ---- */

static guint64
hash_message (const TroupeMessage *message,
              guint64              hash)
{
  hash = troupe_hash_mix (hash, message->port);
  hash = troupe_hash_mix (hash, message->reply_port);
  hash = troupe_hash_mix (hash, message->size);
  if (message->flags & TROUPE_MESSAGE_IS_ORDERED)
    {
      hash = troupe_hash_mix (hash, troupe_message_get_order (message)->flow);
      hash = troupe_hash_mix (hash, troupe_message_get_order (message)->number);
    }

  return troupe_hash_bytes (troupe_message_get_body (message), message->size, hash);
}

static guint64
hash_forward (const TroupeForward *forward,
              guint64              hash)
{
  if (forward->next != NULL)
    hash = troupe_hash_mix (hash, troupe_address_get_hash64 (forward->next));

  return hash_message (forward->message, hash);
}

static guint64
hash_connection (const TroupeConnection *connection,
                 guint64                 hash)
{
  hash = troupe_hash_mix (hash, troupe_proc_id_get_hash64 (connection->peer));

  return troupe_hash_mix (hash, connection->stream);
}

static guint64
hash_acknowledgement (const TroupeAcknowledgement *acknowledgement,
                      guint64                      hash)
{
  if (acknowledgement->peer != NULL)
    hash = troupe_hash_mix (hash, troupe_proc_id_get_hash64 (acknowledgement->peer));

  return troupe_hash_mix (hash, acknowledgement->unsent);
}

guint64
troupe_event_hash_payload (const TroupeEvent *event,
                           guint64            hash)
{
  if (event->payload == NULL)
    return hash;

  switch (payload_of (event->kind))
    {
    case PAYLOAD_TEXT:
    case PAYLOAD_NAME:
      return troupe_hash_mix (hash, troupe_hash_string (event->payload));
    case PAYLOAD_MESSAGE:
      return hash_message (event->payload, hash);
    case PAYLOAD_ACTOR:
      return troupe_hash_mix (hash, troupe_actor_id_get_hash64 (event->payload));
    case PAYLOAD_CONNECTION:
      return hash_connection (event->payload, hash);
    case PAYLOAD_ADDRESS:
      return troupe_hash_mix (hash, troupe_address_get_hash64 (event->payload));
    case PAYLOAD_FORWARD:
      return hash_forward (event->payload, hash);
    case PAYLOAD_ACKNOWLEDGEMENT:
      return hash_acknowledgement (event->payload, hash);
    case PAYLOAD_NONE:
    default:
      return hash;
    }
}
