/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-greeting-private.h"

#include "base/troupe-error.h"
#include "base/troupe-text-private.h"
#include "channel/troupe-checksum-private.h"

#include <string.h>

#define MAGIC         "TRPE"
#define MAGIC_SIZE    4u
#define CHECKSUM_SIZE 8u
#define HAS_TRAILERS  1u

/* As they go over the wire, up to the text. */
typedef struct
{
  char    magic[MAGIC_SIZE];
  guint16 version;
  guint8  flags;
  guint8  zero;
  guint64 incarnation;
  guint64 session;
  guint64 connection;
  guint64 held;
  guint64 fresh;
  guint32 silence_ms;
  guint16 text_size;
  guint16 zero_2;
} GreetingHead;

typedef struct
{
  char    magic[MAGIC_SIZE];
  guint16 version;
  guint8  verdict;
  guint8  zero;
  guint64 incarnation;
  guint64 next;
  guint32 credit_messages;
  guint32 credit_kib;
  guint16 text_size;
  guint16 zero_2;
  guint32 n_waiting;
} AnswerHead;

G_STATIC_ASSERT (sizeof (GreetingHead) == 56);
G_STATIC_ASSERT (sizeof (AnswerHead) == 40);
G_STATIC_ASSERT (G_STRUCT_OFFSET (GreetingHead, text_size) == 52);
G_STATIC_ASSERT (G_STRUCT_OFFSET (AnswerHead, text_size) == 32);

static const char *const verdict_names[TROUPE_N_VERDICTS] = {
  [TROUPE_VERDICT_BEGUN] = "begun",
  [TROUPE_VERDICT_RESUMED] = "resumed",
  [TROUPE_VERDICT_VERSION] = "version",
  [TROUPE_VERDICT_MALFORMED] = "malformed",
  [TROUPE_VERDICT_STALE] = "stale",
  [TROUPE_VERDICT_FULL] = "full",
};

const char *
troupe_verdict_to_string (TroupeVerdict self)
{
  g_return_val_if_fail ((guint) self < TROUPE_N_VERDICTS, "?");

  return verdict_names[self];
}

void
troupe_greeting_clear (TroupeGreeting *self)
{
  g_clear_pointer (&self->proc, troupe_proc_id_unref);
}

void
troupe_answer_clear (TroupeAnswer *self)
{
  g_clear_pointer (&self->text, g_free);
}

/* Head, text, checksum. */
static void
append_parts (GByteArray *target,
              const void *head,
              gsize       head_size,
              const char *text,
              gsize       text_size)
{
  guint start = target->len;
  guint64 checksum;

  g_byte_array_append (target, head, (guint) head_size);
  g_byte_array_append (target, (const guint8 *) text, (guint) text_size);
  checksum = troupe_checksum (target->data + start, head_size + text_size);
  g_byte_array_append (target, (const guint8 *) &checksum, sizeof checksum);
}

void
troupe_greeting_append (const TroupeGreeting *self,
                        GByteArray           *target)
{
  g_autofree char *text = troupe_proc_id_to_string (self->proc);
  GreetingHead head = {
    .magic = MAGIC,
    .version = TROUPE_PROTOCOL_VERSION,
    .flags = self->has_trailers ? HAS_TRAILERS : 0,
    .incarnation = self->incarnation,
    .session = self->session,
    .connection = self->connection,
    .held = self->held,
    .fresh = self->fresh,
    .silence_ms = self->silence_ms,
    .text_size = (guint16) strlen (text),
  };

  g_assert (strlen (text) <= TROUPE_GREETING_TEXT_MAX);

  append_parts (target, &head, sizeof head, text, head.text_size);
}

void
troupe_answer_append (const TroupeAnswer *self,
                      GByteArray         *target)
{
  AnswerHead head = {
    .magic = MAGIC,
    .version = TROUPE_PROTOCOL_VERSION,
    .verdict = (guint8) self->verdict,
    .incarnation = self->incarnation,
    .next = self->next,
    .credit_messages = self->credit_messages,
    .credit_kib = self->credit_kib,
    .n_waiting = self->n_waiting,
    .text_size = (guint16) MIN (strlen (self->text), TROUPE_GREETING_TEXT_MAX),
  };

  append_parts (target, &head, sizeof head, self->text, head.text_size);
}

static TroupeGreetingResult
refuse (GError     **error,
        const char  *what,
        const char  *format,
        ...) G_GNUC_PRINTF (3, 4);

static TroupeGreetingResult
refuse (GError     **error,
        const char  *what,
        const char  *format,
        ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_FRAME, "Could not read the %s of the peer: %s", what, text);

  return TROUPE_GREETING_INVALID;
}

/* What both begin with. WHOLE: the head is there, and it is one of ours. */
static TroupeGreetingResult
check_start (const guint8  *data,
             gsize          size,
             gsize          head_size,
             const char    *what,
             gboolean      *ret_is_stranger,
             GError       **error)
{
  guint16 version;

  *ret_is_stranger = size > 0 && memcmp (data, MAGIC, MIN (size, MAGIC_SIZE)) != 0;
  if (*ret_is_stranger)
    return refuse (error, what, "it does not begin with \"%s\"", MAGIC);
  if (size < MAGIC_SIZE + sizeof version)
    return TROUPE_GREETING_PARTIAL;

  memcpy (&version, data + MAGIC_SIZE, sizeof version);
  if (version != TROUPE_PROTOCOL_VERSION)
    return refuse (error, what, "it is of version %u of the protocol, not of %u", version, TROUPE_PROTOCOL_VERSION);

  return size < head_size ? TROUPE_GREETING_PARTIAL : TROUPE_GREETING_WHOLE;
}

/* Is the text there, and the checksum behind it, and does that fit? */
static TroupeGreetingResult
check_end (const guint8  *data,
           gsize          size,
           gsize          head_size,
           gsize          text_size,
           const char    *what,
           GError       **error)
{
  guint64 checksum;

  if (text_size == 0 || text_size > TROUPE_GREETING_TEXT_MAX)
    return refuse (error, what, "a text of %" G_GSIZE_FORMAT " bytes is not from 1 to %u bytes long", text_size,
                   TROUPE_GREETING_TEXT_MAX);
  if (size < head_size + text_size + CHECKSUM_SIZE)
    return TROUPE_GREETING_PARTIAL;

  memcpy (&checksum, data + head_size + text_size, sizeof checksum);
  if (checksum != troupe_checksum (data, head_size + text_size))
    return refuse (error, what, "its checksum does not fit");

  return TROUPE_GREETING_WHOLE;
}

/* (transfer full) (nullable) */
static TroupeProcId *
parse_proc (const guint8  *data,
            gsize          size,
            GError       **error)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) cause = NULL;
  TroupeProcId *proc = NULL;

  if (strlen (text) == size)
    proc = troupe_proc_id_parse (text, &cause);
  if (proc == NULL)
    refuse (error, "greeting", "there is no proc id: %s", cause != NULL ? cause->message : "it has a zero byte");

  return proc;
}

TroupeGreetingResult
troupe_greeting_parse (TroupeGreeting  *self,
                       const guint8    *data,
                       gsize            size,
                       gsize           *ret_size,
                       TroupeVerdict   *ret_verdict,
                       GError         **error)
{
  TroupeGreetingResult result;
  gboolean is_stranger;
  GreetingHead head;
  TroupeProcId *proc;

  result = check_start (data, size, sizeof head, "greeting", &is_stranger, error);
  *ret_verdict = is_stranger ? TROUPE_VERDICT_BEGUN : TROUPE_VERDICT_VERSION;
  if (result != TROUPE_GREETING_WHOLE)
    return result;

  *ret_verdict = TROUPE_VERDICT_MALFORMED;
  memcpy (&head, data, sizeof head);
  result = check_end (data, size, sizeof head, head.text_size, "greeting", error);
  if (result != TROUPE_GREETING_WHOLE)
    return result;
  if ((head.flags & ~HAS_TRAILERS) != 0 || head.zero != 0 || head.zero_2 != 0)
    return refuse (error, "greeting", "a field is set that must be zero");
  if (head.session == 0 || head.connection == 0 || head.held == 0 || head.held > head.fresh)
    return refuse (error, "greeting", "its numbers make no sense");
  proc = parse_proc (data + sizeof head, head.text_size, error);
  if (proc == NULL)
    return TROUPE_GREETING_INVALID;

  *self = (TroupeGreeting) {
    .has_trailers = (head.flags & HAS_TRAILERS) != 0,
    .incarnation = head.incarnation,
    .session = head.session,
    .connection = head.connection,
    .held = head.held,
    .fresh = head.fresh,
    .silence_ms = head.silence_ms,
    .proc = proc,
  };
  *ret_size = sizeof head + head.text_size + CHECKSUM_SIZE;

  return TROUPE_GREETING_WHOLE;
}

TroupeGreetingResult
troupe_answer_parse (TroupeAnswer  *self,
                     const guint8  *data,
                     gsize          size,
                     gsize         *ret_size,
                     GError       **error)
{
  TroupeGreetingResult result;
  gboolean is_stranger;
  AnswerHead head;

  result = check_start (data, size, sizeof head, "answer", &is_stranger, error);
  if (result != TROUPE_GREETING_WHOLE)
    return result;

  memcpy (&head, data, sizeof head);
  result = check_end (data, size, sizeof head, head.text_size, "answer", error);
  if (result != TROUPE_GREETING_WHOLE)
    return result;
  if (head.verdict >= TROUPE_N_VERDICTS)
    return refuse (error, "answer", "%u is no verdict", head.verdict);
  if (head.zero != 0 || head.zero_2 != 0)
    return refuse (error, "answer", "a field is set that must be zero");

  *self = (TroupeAnswer) {
    .verdict = head.verdict,
    .incarnation = head.incarnation,
    .next = head.next,
    .credit_messages = head.credit_messages,
    .credit_kib = head.credit_kib,
    .n_waiting = head.n_waiting,
    .text = g_strndup ((const char *) data + sizeof head, head.text_size),
  };
  *ret_size = sizeof head + head.text_size + CHECKSUM_SIZE;

  return TROUPE_GREETING_WHOLE;
}
