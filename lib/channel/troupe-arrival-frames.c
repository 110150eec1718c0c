/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-arrival-core-private.h"

#include "base/troupe-defect-private.h"
#include "base/troupe-error.h"

#include <string.h>

/* What comes to the taking end of a session: a greeting, then definitions and messages. */

/* ---- the greeting ---- */

void
troupe_arrival_refuse (TroupeArrival *self,
                       TroupeVerdict  verdict,
                       const GError  *why,
                       guint64        now_ns)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *text = g_strndup (why->message, TROUPE_GREETING_TEXT_MAX);
  TroupeAnswer answer = { .verdict = verdict, .incarnation = self->home->incarnation, .text = text };

  troupe_peer_faults_add_verdict (&self->table->faults, verdict);
  troupe_answer_append (&answer, bytes);
  memcpy (troupe_output_append (&self->output, bytes->len), bytes->data, bytes->len);
  troupe_arrival_leave (self, why, now_ns);
}

static void
append_answer (TroupeArrival *self,
               TroupeVerdict  verdict)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *text = troupe_proc_id_to_string (self->home->proc);
  TroupeAnswer answer = {
    .verdict = verdict,
    .incarnation = self->home->incarnation,
    .next = self->acceptor->expected,
    .n_waiting = (guint32) MIN (self->acceptor->pool->n_out, G_MAXUINT32),
    .text = text,
  };

  troupe_acceptor_get_credit (self->acceptor, &answer.credit_messages, &answer.credit_kib);
  troupe_answer_append (&answer, bytes);
  memcpy (troupe_output_append (&self->output, bytes->len), bytes->data, bytes->len);
}

/* Sets what the refusal of a greeting says. */
static void
refuse_greeting (TroupeArrival *self,
                 TroupeVerdict  verdict,
                 guint64        now_ns,
                 const char    *text)
{
  g_autoptr (GError) error = g_error_new (TROUPE_ERROR, TROUPE_ERROR_REFUSED, "Could not take the session: %s", text);

  troupe_arrival_refuse (self, verdict, error, now_ns);
}

/* The latest connection of a session is the one that counts, however they overtook each other; what the one before has
 * not been read of is read no more. */
static void
join_session (TroupeArrival        *self,
              const TroupeGreeting *greeting,
              guint64               now_ns)
{
  TroupeAcceptor *acceptor = troupe_acceptor_table_find (self->table, greeting->incarnation, greeting->session);
  TroupeVerdict verdict = TROUPE_VERDICT_RESUMED;

  if (acceptor == NULL)
    {
      verdict = TROUPE_VERDICT_BEGUN;
      acceptor = troupe_acceptor_table_add (self->table, greeting->incarnation, greeting->session, greeting->fresh,
                                            now_ns);
    }
  if (acceptor == NULL)
    {
      refuse_greeting (self, TROUPE_VERDICT_FULL, now_ns, "there are too many");
      return;
    }
  if (acceptor->connection >= greeting->connection)
    {
      refuse_greeting (self, TROUPE_VERDICT_STALE, now_ns, "a later connection of it is here");
      return;
    }

  if (acceptor->arrival != NULL && TROUPE_DEFECT ("session.holds-the-door"))
    {
      refuse_greeting (self, TROUPE_VERDICT_STALE, now_ns, "it has one");
      return;
    }
  if (TROUPE_DEFECT ("session.delivers-again"))
    acceptor->expected = greeting->held;

  if (acceptor->arrival != NULL)
    troupe_arrival_supersede (acceptor->arrival, now_ns);
  troupe_acceptor_attach (acceptor, self, greeting->connection);
  /* What the initiator cannot send any more need not be waited for. */
  acceptor->expected = MAX (acceptor->expected, greeting->held);
  self->acceptor = acceptor;
  append_answer (self, verdict);
  self->owes_ack = !TROUPE_DEFECT ("session.resumes-in-silence");
}

TroupeStreamResult
troupe_arrival_greeted (TroupeArrival  *self,
                        guint64         now_ns,
                        GError        **error)
{
  g_auto (TroupeGreeting) greeting = { 0 };
  g_autoptr (GError) cause = NULL;
  TroupeGreetingResult result;
  TroupeVerdict verdict;
  gsize size;
  const guint8 *data = troupe_input_peek (&self->input, &size);

  result = troupe_greeting_parse (&greeting, data, size, &size, &verdict, &cause);
  if (result == TROUPE_GREETING_PARTIAL)
    return TROUPE_STREAM_OK;
  if (result == TROUPE_GREETING_INVALID && verdict == TROUPE_VERDICT_BEGUN)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return TROUPE_STREAM_BROKEN;
    }
  if (result == TROUPE_GREETING_INVALID)
    {
      troupe_arrival_refuse (self, verdict, cause, now_ns);
      return TROUPE_STREAM_OK;
    }

  troupe_input_skip (&self->input, size);
  self->input.has_trailers = greeting.has_trailers;
  self->peer = g_steal_pointer (&greeting.proc);
  self->incarnation = greeting.incarnation;
  self->session = greeting.session;
  self->connection = greeting.connection;
  self->silence_ns = greeting.silence_ms * G_GUINT64_CONSTANT (1000000);
  join_session (self, &greeting, now_ns);

  return TROUPE_STREAM_OK;
}

/* After a greeting that was good: the session goes on, unless it is over. */
static void
open_up (TroupeArrival *self,
         guint64        now_ns)
{
  g_queue_unlink (&self->table->greeters, &self->greeter_link);
  self->greeter_link.data = NULL;
  self->state = TROUPE_ARRIVAL_OPEN;
  self->was_open = TRUE;
  self->funcs.opened (self, self->peer, self->user_data);
  if (self->state == TROUPE_ARRIVAL_OPEN && self->acceptor->rejection != 0)
    {
      g_autoptr (GError) error = g_error_new_literal (TROUPE_ERROR, TROUPE_ERROR_REFUSED,
                                                      self->acceptor->rejection_text);

      if (TROUPE_DEFECT ("session.over-and-silent"))
        troupe_arrival_leave (self, error, now_ns);
      else
        troupe_arrival_reject (self, self->acceptor->rejection, error, now_ns);
    }
}

/* ---- frames ---- */

/* What stands in front of a body. What is said of the port is believed only of the ephemeral ones: each type has its
 * own. */
typedef struct
{
  guint64 port;
  guint64 reply_port;
  guint64 flow;   /* where the message is ordered */
  guint64 number; /* in the flow */
} Prefix;

static gsize
read_number (guint64      *target,
             const guint8 *source)
{
  memcpy (target, source, sizeof *target);

  return sizeof *target;
}

/* Answers how many bytes it takes. Fields that do not stand there stay as they are. */
static gsize
read_prefix (Prefix                  *self,
             const TroupeFrameHeader *header,
             const guint8            *payload)
{
  gsize size = 0;

  if (header->flags & TROUPE_FRAME_HAS_PORT)
    size += read_number (&self->port, payload);
  if (header->flags & TROUPE_FRAME_HAS_REPLY_PORT)
    size += read_number (&self->reply_port, payload + size);
  if (header->flags & TROUPE_MESSAGE_IS_ORDERED)
    {
      size += read_number (&self->flow, payload + size);
      size += read_number (&self->number, payload + size);
    }

  return size;
}

static guint
choose_size_class (const TroupeFrameHeader *header,
                   const TroupeMessageType *type,
                   guint32                  size)
{
  if (header->flags & TROUPE_MESSAGE_IS_ORDERED)
    return troupe_message_pool_get_class (size + sizeof (TroupeOrder));

  return size == type->fixed_size ? type->size_class : troupe_message_pool_get_class (size);
}

static TroupeMessage *
make_message (TroupeArrival           *self,
              const TroupeFrame       *frame,
              const TroupeMessageType *type,
              TroupePeer              *sender,
              TroupePeer              *receiver)
{
  const TroupeFrameHeader *header = &frame->header;
  Prefix prefix = { .port = type->port };
  TroupeMessage *message;
  gsize prefix_size;
  guint32 size;

  if (frame->payload != NULL)
    {
      prefix_size = read_prefix (&prefix, header, frame->payload);
      size = (guint32) (header->size - prefix_size);
      message = troupe_message_new_unfilled (self->acceptor->pool, type, sender, receiver, size,
                                             choose_size_class (header, type, size));
      memcpy (message->body, frame->payload + prefix_size, size);
    }
  else
    {
      guint8 *block = troupe_input_steal_block (&self->input);

      prefix_size = troupe_frame_header_get_prefix_size (header);
      read_prefix (&prefix, header, block + G_STRUCT_OFFSET (TroupeMessage, body) - prefix_size);
      message = troupe_message_new_from_block (self->acceptor->pool, type, sender, receiver,
                                               header->size - prefix_size, block);
    }
  message->port = prefix.port;
  message->reply_port = prefix.reply_port;
  message->number = header->number;
  message->hops = header->hops;
  message->reason = header->reason;
  message->flags = header->flags & (TROUPE_MESSAGE_IS_RETURN | TROUPE_MESSAGE_NO_RETURN);
  if (header->flags & TROUPE_MESSAGE_IS_ORDERED)
    troupe_message_set_order (message, prefix.flow, prefix.number);

  return message;
}

/* In its flow the first one is 1. */
static gboolean
order_is_good (const TroupeMessage *message)
{
  return (message->flags & TROUPE_MESSAGE_IS_ORDERED) == 0 || troupe_message_get_order (message)->number > 0;
}

static gboolean
body_is_good (const TroupeMessage *message)
{
  return (message->type->is_plain && message->size == message->type->fixed_size) ||
         troupe_message_check (message, NULL);
}

static void
refuse_message (TroupeArrival *self,
                TroupeReason   reason)
{
  g_free (troupe_input_steal_block (&self->input));
  troupe_acceptor_add_refusal (self->acceptor, self->acceptor->expected, reason);
  self->acceptor->expected++;
}

static gboolean
check_sequence (TroupeArrival      *self,
                const TroupeFrame  *frame,
                gboolean           *ret_is_duplicate,
                TroupeRejection    *ret_rejection,
                GError            **error)
{
  gint32 ahead = (gint32) (frame->header.sequence - (guint32) self->acceptor->expected);

  *ret_is_duplicate = ahead < 0;
  if (ahead > 0)
    {
      *ret_rejection = TROUPE_REJECTION_GAP;
      return troupe_frame_refuse (frame->offset, error, "the message is the one %d after the next", ahead);
    }
  if (self->acceptor->pool->n_out > 2 * self->home->knobs->values[TROUPE_KNOB_SESSION_WINDOW] ||
      (self->acceptor->refusals != NULL && self->acceptor->refusals->len >= TROUPE_REFUSALS_MAX))
    {
      *ret_rejection = TROUPE_REJECTION_OVERRUN;
      return troupe_frame_refuse (frame->offset, error, "it came without credit");
    }

  return TRUE;
}

static gboolean
find_peers (TroupeArrival            *self,
            const TroupeFrame        *frame,
            TroupePeer              **ret_sender,
            TroupePeer              **ret_receiver,
            const TroupeMessageType **ret_type,
            GError                  **error)
{
  const TroupeFrameHeader *header = &frame->header;

  *ret_receiver = troupe_glossary_get (&self->glossary, header->receiver);
  *ret_sender = header->sender != 0 ? troupe_glossary_get (&self->glossary, header->sender) : NULL;
  if (*ret_receiver == NULL || (header->sender != 0 && *ret_sender == NULL) ||
      !troupe_glossary_get_type (&self->glossary, header->type, ret_type))
    return troupe_frame_refuse (frame->offset, error, "sender %u, receiver %u or type %u was never defined",
                                header->sender, header->receiver, header->type);
  if ((header->flags & TROUPE_MESSAGE_IS_RETURN) != 0 && *ret_sender == NULL)
    return troupe_frame_refuse (frame->offset, error, "it returns a message to nobody");

  return TRUE;
}

static gboolean
take_message (TroupeArrival      *self,
              const TroupeFrame  *frame,
              TroupeRejection    *ret_rejection,
              GError            **error)
{
  const TroupeMessageType *type = NULL;
  gboolean is_duplicate;
  TroupeMessage *message;
  TroupePeer *sender, *receiver;

  if (!check_sequence (self, frame, &is_duplicate, ret_rejection, error) ||
      !find_peers (self, frame, &sender, &receiver, &type, error))
    return FALSE;

  if (is_duplicate)
    {
      self->table->n_duplicates++;
      self->owes_ack = TRUE;
      g_free (troupe_input_steal_block (&self->input));
      return TRUE;
    }
  self->acceptor->taken_bytes += frame->header.size;
  if (type == NULL)
    {
      refuse_message (self, TROUPE_REASON_NO_SUCH_PORT);
      return TRUE;
    }

  message = make_message (self, frame, type, sender, receiver);
  if (!order_is_good (message))
    {
      troupe_message_free (message);
      return troupe_frame_refuse (frame->offset, error, "it is number 0 of its flow");
    }
  if (!body_is_good (message))
    {
      troupe_message_free (message);
      refuse_message (self, TROUPE_REASON_TYPE_MISMATCH);
      return TRUE;
    }

  if (troupe_message_is_work (message))
    troupe_message_enter_tally (message, troupe_glossary_get_tally (&self->glossary, frame->header.receiver,
                                                                    self->acceptor->tallies));
  self->acceptor->expected++;
  self->funcs.received (self, message, self->user_data);

  return TRUE;
}

static gboolean
take_definition (TroupeArrival      *self,
                 const TroupeFrame  *frame,
                 GError            **error)
{
  const char *text = (const char *) frame->payload;
  g_autoptr (GError) cause = NULL;
  gboolean is_good;

  if (frame->header.flags == TROUPE_FRAME_DEFINES_TYPE)
    is_good = troupe_glossary_define_type (&self->glossary, frame->header.number, text, frame->header.size, &cause);
  else
    is_good = troupe_glossary_define (&self->glossary, frame->header.number, text, frame->header.size, &cause);

  return is_good || troupe_frame_refuse (frame->offset, error, "%s", cause->message);
}

static void
take_confirmation (TroupeArrival     *self,
                   const TroupeFrame *frame)
{
  guint n = troupe_acceptor_confirm (self->acceptor, frame->header.number);

  /* One that was told over an earlier connection only may be confirmed over this one. */
  self->n_refusals_told -= MIN (self->n_refusals_told, n);
}

static gboolean
take_inquiry (TroupeArrival      *self,
              const TroupeFrame  *frame,
              TroupeRejection    *ret_rejection,
              GError            **error)
{
  const TroupeFrameHeader *header = &frame->header;

  if (troupe_glossary_get (&self->glossary, header->receiver) == NULL)
    return troupe_frame_refuse (frame->offset, error, "receiver %u was never defined", header->receiver);
  if (self->acceptor->answerable.length >= TROUPE_ANSWERABLE_MAX)
    {
      *ret_rejection = TROUPE_REJECTION_OVERRUN;
      return troupe_frame_refuse (frame->offset, error, "it asks, and does not read the answers");
    }

  troupe_acceptor_inquire (self->acceptor,
                           troupe_glossary_get_tally (&self->glossary, header->receiver, self->acceptor->tallies),
                           header->sequence, header->number);

  return TRUE;
}

/* FALSE: the session is to be rejected. */
static gboolean
take_frame (TroupeArrival      *self,
            const TroupeFrame  *frame,
            TroupeRejection    *ret_rejection,
            GError            **error)
{
  *ret_rejection = TROUPE_REJECTION_MALFORMED;

  switch ((TroupeFrameKind) frame->header.kind)
    {
    case TROUPE_FRAME_MESSAGE:
      return take_message (self, frame, ret_rejection, error);

    case TROUPE_FRAME_DEFINE:
      return take_definition (self, frame, error);

    case TROUPE_FRAME_CONFIRMATION:
      take_confirmation (self, frame);
      return TRUE;

    case TROUPE_FRAME_PING:
      self->owes_ack = TRUE;
      return TRUE;

    case TROUPE_FRAME_CLOSE:
      self->is_closed = TRUE;
      return TRUE;

    case TROUPE_FRAME_INQUIRY:
      return take_inquiry (self, frame, ret_rejection, error);

    case TROUPE_FRAME_ACKNOWLEDGEMENT:
    case TROUPE_FRAME_REFUSAL:
    case TROUPE_FRAME_REJECTION:
    case TROUPE_FRAME_TALLY:
    default:
      g_assert_not_reached ();
    }
}

/* Noise ends the connection, and the next one goes on; sense that is none ends the session, or it would come again. */
static TroupeStreamResult
fail_frame (TroupeArrival    *self,
            TroupeRejection   rejection,
            guint64           now_ns,
            GError           *cause,
            GError          **error)
{
  if (g_error_matches (cause, TROUPE_ERROR, TROUPE_ERROR_CORRUPT) || TROUPE_DEFECT ("session.drops-the-unreadable"))
    {
      g_propagate_error (error, cause);
      return TROUPE_STREAM_BROKEN;
    }

  troupe_arrival_reject (self, rejection, cause, now_ns);
  g_error_free (cause);

  return TROUPE_STREAM_OK;
}

TroupeStreamResult
troupe_arrival_take (TroupeArrival  *self,
                     guint64         now_ns,
                     GError        **error)
{
  if (self->state == TROUPE_ARRIVAL_GREETING)
    {
      TroupeStreamResult result = troupe_arrival_greeted (self, now_ns, error);

      if (result != TROUPE_STREAM_OK || self->acceptor == NULL)
        return result;
      open_up (self, now_ns);
    }

  while (self->state == TROUPE_ARRIVAL_OPEN)
    {
      TroupeRejection rejection = TROUPE_REJECTION_MALFORMED;
      GError *cause = NULL;
      TroupeInputResult result;
      TroupeFrame frame;

      result = troupe_input_next (&self->input, &frame, &cause);
      if (result == TROUPE_INPUT_PARTIAL)
        return TROUPE_STREAM_OK;
      if (result == TROUPE_INPUT_INVALID || !take_frame (self, &frame, &rejection, &cause))
        return fail_frame (self, rejection, now_ns, cause, error);
      if (self->is_closed)
        return TROUPE_STREAM_END;
    }

  return TROUPE_STREAM_OK;
}
