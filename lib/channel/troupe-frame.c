/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-frame-private.h"

#include "base/troupe-error.h"
#include "base/troupe-text-private.h"

#include <string.h>

/* Offsets of what the payloads hold; the tables are in the header. */
enum
{
  AT_MAGIC = 16,
  AT_VERSION = 20,
  AT_HELLO_ZERO = 22,
  AT_PROC_ID = 24,

  AT_PORT = 16,
  AT_REPLY_PORT = 24,
  AT_NUMBER = 32,
  AT_SENDER_LENGTH = 40,
  AT_RECEIVER_LENGTH = 42,
  AT_TYPE_LENGTH = 44,
  AT_HOPS = 46,
  AT_REASON = 47,
  AT_FLAGS = 48,
  AT_MESSAGE_ZERO = 49,
  AT_TEXTS = 56,

  AT_REFUSAL_REASON = 16,
  REFUSAL_END = 17,
};

#define MAGIC       "TRPE"
#define MAGIC_SIZE  4
#define FLAGS_KNOWN (TROUPE_MESSAGE_IS_RETURN | TROUPE_MESSAGE_NO_RETURN)

G_STATIC_ASSERT (TROUPE_MESSAGE_SIZE_MAX + AT_TEXTS + 3 * G_MAXUINT16 <= TROUPE_FRAME_PAYLOAD_MAX);

static void
put_u16 (guint8  *at,
         guint16  value)
{
  value = GUINT16_TO_LE (value);
  memcpy (at, &value, sizeof value);
}

static void
put_u32 (guint8  *at,
         guint32  value)
{
  value = GUINT32_TO_LE (value);
  memcpy (at, &value, sizeof value);
}

static void
put_u64 (guint8  *at,
         guint64  value)
{
  value = GUINT64_TO_LE (value);
  memcpy (at, &value, sizeof value);
}

static guint16
get_u16 (const guint8 *at)
{
  guint16 value;

  memcpy (&value, at, sizeof value);

  return GUINT16_FROM_LE (value);
}

static guint64
get_u64 (const guint8 *at)
{
  guint64 value;

  memcpy (&value, at, sizeof value);

  return GUINT64_FROM_LE (value);
}

/* Appends a frame of @size bytes, header included, zeroed behind the header. Answers its first byte. */
static guint8 *
append_frame (GByteArray      *output,
              TroupeFrameKind  kind,
              guint64          sequence,
              gsize            size)
{
  guint start = output->len;
  guint8 *frame;

  g_assert (size - TROUPE_FRAME_HEADER_SIZE <= TROUPE_FRAME_PAYLOAD_MAX);

  g_byte_array_set_size (output, start + (guint) size);
  frame = output->data + start;
  memset (frame, 0, size);
  put_u32 (frame + TROUPE_FRAME_AT_LENGTH, (guint32) (size - TROUPE_FRAME_HEADER_SIZE));
  frame[TROUPE_FRAME_AT_KIND] = (guint8) kind;
  put_u64 (frame + TROUPE_FRAME_AT_SEQUENCE, sequence);

  return frame;
}

void
troupe_frame_append_hello (GByteArray         *output,
                           const TroupeProcId *self_id)
{
  g_autofree char *text = troupe_proc_id_to_string (self_id);
  gsize length = strlen (text);
  guint8 *frame;

  g_assert (AT_PROC_ID - TROUPE_FRAME_HEADER_SIZE + length <= TROUPE_FRAME_HELLO_PAYLOAD_MAX);

  frame = append_frame (output, TROUPE_FRAME_HELLO, /* sequence = */ 0, AT_PROC_ID + length);
  memcpy (frame + AT_MAGIC, MAGIC, MAGIC_SIZE);
  put_u16 (frame + AT_VERSION, TROUPE_FRAME_VERSION);
  memcpy (frame + AT_PROC_ID, text, length);
}

void
troupe_frame_append_message (GByteArray          *output,
                             guint64              sequence,
                             const TroupeMessage *message)
{
  g_autofree char *sender = message->sender != NULL ? troupe_actor_id_to_string (message->sender->id) : NULL;
  g_autofree char *receiver = troupe_actor_id_to_string (message->receiver->id);
  gsize s = sender != NULL ? strlen (sender) : 0;
  gsize r = strlen (receiver);
  gsize t = strlen (message->type->name);
  guint8 *frame;

  g_assert (s <= G_MAXUINT16 && r <= G_MAXUINT16 && t <= G_MAXUINT16);

  frame = append_frame (output, TROUPE_FRAME_MESSAGE, sequence, AT_TEXTS + s + r + t + message->size);
  put_u64 (frame + AT_PORT, message->port);
  put_u64 (frame + AT_REPLY_PORT, message->reply_port);
  put_u64 (frame + AT_NUMBER, message->number);
  put_u16 (frame + AT_SENDER_LENGTH, (guint16) s);
  put_u16 (frame + AT_RECEIVER_LENGTH, (guint16) r);
  put_u16 (frame + AT_TYPE_LENGTH, (guint16) t);
  frame[AT_HOPS] = message->hops;
  frame[AT_REASON] = message->reason;
  frame[AT_FLAGS] = message->flags;
  if (s > 0)
    memcpy (frame + AT_TEXTS, sender, s);
  memcpy (frame + AT_TEXTS + s, receiver, r);
  memcpy (frame + AT_TEXTS + s + r, message->type->name, t);
  memcpy (frame + AT_TEXTS + s + r + t, message->body, message->size);
}

void
troupe_frame_append_acknowledgement (GByteArray *output,
                                     guint64     sequence)
{
  append_frame (output, TROUPE_FRAME_ACKNOWLEDGEMENT, sequence, TROUPE_FRAME_HEADER_SIZE);
}

void
troupe_frame_append_refusal (GByteArray   *output,
                             guint64       sequence,
                             TroupeReason  reason)
{
  guint8 *frame = append_frame (output, TROUPE_FRAME_REFUSAL, sequence, REFUSAL_END);

  frame[AT_REFUSAL_REASON] = (guint8) reason;
}

gboolean
troupe_frame_refuse (guint64      offset,
                     gsize        at,
                     GError     **error,
                     const char  *format,
                     ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_FRAME,
               "Could not read the frame at offset %" G_GUINT64_FORMAT ": at offset %" G_GUINT64_FORMAT ", %s",
               offset, offset + at, text);

  return FALSE;
}

/* A byte of the payload by its offset in the frame. */
static const guint8 *
byte_at (const TroupeFrame *frame,
         gsize              at)
{
  return frame->payload + (at - TROUPE_FRAME_HEADER_SIZE);
}

static gsize
get_frame_size (const TroupeFrame *frame)
{
  return TROUPE_FRAME_HEADER_SIZE + frame->size;
}

/* Are the bytes from @at up to @end zero? */
static gboolean
check_zero (const TroupeFrame  *frame,
            gsize               at,
            gsize               end,
            GError            **error)
{
  for (; at < end; at++)
    if (*byte_at (frame, at) != 0)
      return troupe_frame_refuse (frame->offset, at, error, "there is %u, not zero", *byte_at (frame, at));

  return TRUE;
}

gboolean
troupe_frame_parse_hello (const TroupeFrame  *frame,
                          TroupeProcId      **ret_id,
                          GError            **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *text = NULL;
  TroupeProcId *id;
  guint version;

  g_assert (frame->kind == TROUPE_FRAME_HELLO);

  if (get_frame_size (frame) <= AT_PROC_ID)
    return troupe_frame_refuse (frame->offset, TROUPE_FRAME_AT_LENGTH, error,
                                "a hello of %" G_GSIZE_FORMAT " bytes is too short", get_frame_size (frame));
  if (memcmp (byte_at (frame, AT_MAGIC), MAGIC, MAGIC_SIZE) != 0)
    return troupe_frame_refuse (frame->offset, AT_MAGIC, error, "there is not \"%s\"", MAGIC);

  version = get_u16 (byte_at (frame, AT_VERSION));
  if (version != TROUPE_FRAME_VERSION)
    return troupe_frame_refuse (frame->offset, AT_VERSION, error, "the version is %u, not %u",
                                version, TROUPE_FRAME_VERSION);
  if (!check_zero (frame, AT_HELLO_ZERO, AT_PROC_ID, error))
    return FALSE;

  text = g_strndup ((const char *) byte_at (frame, AT_PROC_ID), get_frame_size (frame) - AT_PROC_ID);
  if (strlen (text) != get_frame_size (frame) - AT_PROC_ID)
    return troupe_frame_refuse (frame->offset, AT_PROC_ID, error, "the proc id contains a zero byte");

  id = troupe_proc_id_parse (text, &cause);
  if (id == NULL)
    return troupe_frame_refuse (frame->offset, AT_PROC_ID, error, "there is no proc id: %s", cause->message);

  *ret_id = id;

  return TRUE;
}

static TroupeFrameText
take_text (const guint8 **rest,
           gsize          size)
{
  TroupeFrameText text = { (const char *) *rest, size };

  *rest += size;

  return text;
}

/* The parts of a message that have a fixed place. */
static gboolean
check_message_header (const TroupeFrame         *frame,
                      const TroupeFrameMessage  *message,
                      GError                   **error)
{
  if (message->reason >= TROUPE_N_REASONS)
    return troupe_frame_refuse (frame->offset, AT_REASON, error, "%u is no reason", message->reason);
  if ((message->flags & ~(guint) FLAGS_KNOWN) != 0)
    return troupe_frame_refuse (frame->offset, AT_FLAGS, error, "the flags 0x%02x are not known", message->flags);
  if (message->receiver.size == 0)
    return troupe_frame_refuse (frame->offset, AT_RECEIVER_LENGTH, error, "the message has no receiver");
  if (message->type_name.size == 0)
    return troupe_frame_refuse (frame->offset, AT_TYPE_LENGTH, error, "the message has no type");
  if (message->body.size > TROUPE_MESSAGE_SIZE_MAX)
    return troupe_frame_refuse (frame->offset, TROUPE_FRAME_AT_LENGTH, error,
                                "a body of %" G_GSIZE_FORMAT " bytes is too long", message->body.size);

  return check_zero (frame, AT_MESSAGE_ZERO, AT_TEXTS, error);
}

gboolean
troupe_frame_parse_message (const TroupeFrame   *frame,
                            TroupeFrameMessage  *ret_message,
                            GError             **error)
{
  TroupeFrameMessage message;
  gsize size = get_frame_size (frame);
  gsize s, r, t;
  const guint8 *rest;

  g_assert (frame->kind == TROUPE_FRAME_MESSAGE);

  if (size < AT_TEXTS)
    return troupe_frame_refuse (frame->offset, TROUPE_FRAME_AT_LENGTH, error,
                                "a message of %" G_GSIZE_FORMAT " bytes is too short", size);
  s = get_u16 (byte_at (frame, AT_SENDER_LENGTH));
  r = get_u16 (byte_at (frame, AT_RECEIVER_LENGTH));
  t = get_u16 (byte_at (frame, AT_TYPE_LENGTH));
  if (s + r + t > size - AT_TEXTS)
    return troupe_frame_refuse (frame->offset, AT_SENDER_LENGTH, error,
                                "texts of %" G_GSIZE_FORMAT " bytes reach beyond the end", s + r + t);

  rest = byte_at (frame, AT_TEXTS);
  message = (TroupeFrameMessage) {
    .port = get_u64 (byte_at (frame, AT_PORT)),
    .reply_port = get_u64 (byte_at (frame, AT_REPLY_PORT)),
    .number = get_u64 (byte_at (frame, AT_NUMBER)),
    .hops = *byte_at (frame, AT_HOPS),
    .reason = *byte_at (frame, AT_REASON),
    .flags = *byte_at (frame, AT_FLAGS),
  };
  message.sender = take_text (&rest, s);
  message.receiver = take_text (&rest, r);
  message.type_name = take_text (&rest, t);
  message.body = take_text (&rest, size - AT_TEXTS - s - r - t);
  if (!check_message_header (frame, &message, error))
    return FALSE;

  *ret_message = message;

  return TRUE;
}

gboolean
troupe_frame_parse_refusal (const TroupeFrame  *frame,
                            TroupeReason       *ret_reason,
                            GError            **error)
{
  guint reason;

  g_assert (frame->kind == TROUPE_FRAME_REFUSAL && get_frame_size (frame) == REFUSAL_END);

  reason = *byte_at (frame, AT_REFUSAL_REASON);
  if (reason == TROUPE_REASON_NONE || reason >= TROUPE_N_REASONS)
    return troupe_frame_refuse (frame->offset, AT_REFUSAL_REASON, error, "%u is no reason to refuse", reason);

  *ret_reason = reason;

  return TRUE;
}
