/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-initiator-core-private.h"

#include "base/troupe-error.h"
#include "channel/troupe-greeting-private.h"

/* What comes back to the sending end of a session: the answer to its greeting, then acknowledgements and refusals. */

/* How much one run reads at most, so that one busy session does not starve the others. */
#define RUN_BYTES_MAX (1024u * 1024)

/* Where the message of @sequence hangs, or will: it goes out next. What is before it is in flight. */
static void
go_to (TroupeInitiator *self,
       guint64          sequence)
{
  self->next = sequence;
  self->link = &self->held.head;
  for (guint64 at = self->base; at < sequence; at++)
    {
      self->in_flight_bytes += (*self->link)->size;
      self->link = &(*self->link)->next;
    }
}

/* The other end knows nothing of this session, or is another process by now: what it was sent so far is nobody's to
 * answer for. */
static void
give_up_sent (TroupeInitiator *self)
{
  while (self->base < self->fresh && self->held.length > 0)
    troupe_initiator_return_head (self, TROUPE_REASON_BROKEN_LINK);
}

static gboolean
check_answer (TroupeInitiator     *self,
              const TroupeAnswer  *answer,
              GError             **error)
{
  if (answer->verdict == TROUPE_VERDICT_RESUMED && self->peer_incarnation != 0 &&
      answer->incarnation != self->peer_incarnation)
    return troupe_frame_refuse (0, error, "another process resumes the session");
  if (answer->verdict == TROUPE_VERDICT_RESUMED && (answer->next < self->base || answer->next > self->fresh))
    return troupe_frame_refuse (0, error, "it goes on at %" G_GUINT64_FORMAT ", not from %" G_GUINT64_FORMAT
                                " to %" G_GUINT64_FORMAT, answer->next, self->base, self->fresh);
  if (answer->verdict == TROUPE_VERDICT_BEGUN && answer->next != self->fresh)
    return troupe_frame_refuse (0, error, "it begins at %" G_GUINT64_FORMAT ", not at %" G_GUINT64_FORMAT,
                                answer->next, self->fresh);
  if (answer->verdict > TROUPE_VERDICT_RESUMED)
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_REFUSED, "The peer refused the session (%s): %s",
                   troupe_verdict_to_string (answer->verdict), answer->text);
      return FALSE;
    }

  return TRUE;
}

static void
open_up (TroupeInitiator    *self,
         const TroupeAnswer *answer)
{
  if (answer->verdict == TROUPE_VERDICT_BEGUN)
    give_up_sent (self);
  if (self->state == TROUPE_INITIATOR_OVER)
    return;
  if (answer->verdict == TROUPE_VERDICT_BEGUN)
    troupe_shares_absolve (&self->shares);

  self->state = TROUPE_INITIATOR_OPEN;
  self->peer_incarnation = answer->incarnation;
  troupe_shares_reconnect (&self->shares);
  go_to (self, answer->next);
  self->limit = answer->next + answer->credit_messages;
  self->heard_of = answer->next;
  self->n_waiting = answer->n_waiting;
  self->credit_bytes = answer->credit_kib * G_GUINT64_CONSTANT (1024);
  self->is_clear = FALSE;
  self->funcs.connected (self, self->peer, self->user_data);
}

/* WHOLE: we are open. */
static TroupeGreetingResult
take_answer (TroupeInitiator  *self,
             GError          **error)
{
  g_auto (TroupeAnswer) answer = { 0 };
  g_autoptr (TroupeProcId) peer = NULL;
  TroupeGreetingResult result;
  gsize size;
  const guint8 *data = troupe_input_peek (&self->input, &size);

  result = troupe_answer_parse (&answer, data, size, &size, error);
  if (result != TROUPE_GREETING_WHOLE)
    return result;

  troupe_input_skip (&self->input, size);
  if (!check_answer (self, &answer, error))
    return TROUPE_GREETING_INVALID;
  peer = troupe_proc_id_parse (answer.text, error);
  if (peer == NULL)
    return TROUPE_GREETING_INVALID;

  g_clear_pointer (&self->peer, troupe_proc_id_unref);
  self->peer = g_steal_pointer (&peer);
  open_up (self, &answer);

  return TROUPE_GREETING_WHOLE;
}

static gboolean
take_acknowledgement (TroupeInitiator    *self,
                      const TroupeFrame  *frame,
                      GError            **error)
{
  guint64 sequence = frame->header.number;

  if (self->funcs.acknowledged != NULL)
    self->funcs.acknowledged (self, sequence, self->user_data);
  if (sequence < self->base || sequence > self->next)
    return troupe_frame_refuse (frame->offset, error, "it acknowledges what is before %" G_GUINT64_FORMAT
                                ", not from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT,
                                sequence, self->base, self->next);

  troupe_initiator_settle (self, sequence);
  self->limit = sequence + frame->header.sequence;
  self->heard_of = sequence;
  self->n_waiting = frame->header.type < TROUPE_FRAME_MANY_WAIT ? frame->header.type : G_MAXUINT32;
  self->credit_bytes = troupe_frame_header_get_credit_kib (&frame->header) * G_GUINT64_CONSTANT (1024);
  self->is_clear = frame->header.flags & TROUPE_FRAME_IS_CLEAR;

  return TRUE;
}

/* The other end cannot read this message; it has taken those before it. One that we know of from an earlier connection
 * is only confirmed. */
static gboolean
take_refusal (TroupeInitiator    *self,
              const TroupeFrame  *frame,
              GError            **error)
{
  guint64 sequence = frame->header.number;

  if (sequence >= self->next)
    return troupe_frame_refuse (frame->offset, error, "it refuses %" G_GUINT64_FORMAT ", which was not sent", sequence);

  self->to_confirm = MAX (self->to_confirm, sequence);
  if (sequence < self->base)
    return TRUE;

  troupe_initiator_settle (self, sequence);
  troupe_initiator_return_head (self, frame->header.reason);

  return TRUE;
}

/* The session is over, and what the other end has not taken it never will. Its first such message is the cause: it goes
 * back, and the others go on in a new session. */
static gboolean
take_rejection (TroupeInitiator    *self,
                const TroupeFrame  *frame,
                GError            **error)
{
  guint64 sequence = frame->header.number;

  if (sequence < self->base || sequence > self->next)
    return troupe_frame_refuse (frame->offset, error, "it rejects what begins at %" G_GUINT64_FORMAT
                                ", not from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT,
                                sequence, self->base, self->next);

  troupe_initiator_settle (self, sequence);
  if (self->base < self->fresh && self->held.length > 0)
    troupe_initiator_return_head (self, TROUPE_REASON_UNROUTABLE);
  troupe_initiator_renew (self);
  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_REFUSED, "The peer rejected the session (%u): %.*s",
               frame->header.reason, (int) frame->header.size, (const char *) frame->payload);

  return FALSE;
}

/* The other process ends in order: what it has not taken it never will. */
static gboolean
take_close (TroupeInitiator    *self,
            const TroupeFrame  *frame,
            GError            **error)
{
  guint64 sequence = frame->header.number;

  if (sequence < self->base || sequence > self->next)
    return troupe_frame_refuse (frame->offset, error, "it closes at %" G_GUINT64_FORMAT, sequence);

  troupe_initiator_settle (self, sequence);
  troupe_initiator_return_all (self, TROUPE_REASON_UNROUTABLE);

  return TRUE;
}

/* What waits for a receiver has become little. */
static gboolean
take_tally (TroupeInitiator    *self,
            const TroupeFrame  *frame,
            GError            **error)
{
  const TroupeFrameHeader *header = &frame->header;

  if (header->number == 0 || header->number > self->shares.n_inquiries)
    return troupe_frame_refuse (frame->offset, error, "there has been no inquiry %" G_GUINT64_FORMAT, header->number);

  troupe_shares_take_tally (&self->shares, header->number, header->sequence,
                            troupe_frame_header_get_tally_kib (header) * G_GUINT64_CONSTANT (1024));

  return TRUE;
}

static gboolean
take_frame (TroupeInitiator    *self,
            const TroupeFrame  *frame,
            gboolean           *ret_is_closed,
            GError            **error)
{
  switch ((TroupeFrameKind) frame->header.kind)
    {
    case TROUPE_FRAME_ACKNOWLEDGEMENT:
      return take_acknowledgement (self, frame, error);

    case TROUPE_FRAME_REFUSAL:
      return take_refusal (self, frame, error);

    case TROUPE_FRAME_REJECTION:
      return take_rejection (self, frame, error);

    case TROUPE_FRAME_CLOSE:
      *ret_is_closed = TRUE;
      return take_close (self, frame, error);

    case TROUPE_FRAME_TALLY:
      return take_tally (self, frame, error);

    case TROUPE_FRAME_DEFINE:
    case TROUPE_FRAME_MESSAGE:
    case TROUPE_FRAME_CONFIRMATION:
    case TROUPE_FRAME_PING:
    case TROUPE_FRAME_INQUIRY:
    default:
      g_assert_not_reached ();
    }
}

/* OK: all that is whole was taken. END: the other end has closed. */
static TroupeStreamResult
take_frames (TroupeInitiator  *self,
             GError          **error)
{
  gboolean is_closed = FALSE;
  TroupeInputResult result;
  TroupeFrame frame;

  if (self->state == TROUPE_INITIATOR_GREETING)
    {
      TroupeGreetingResult greeting = take_answer (self, error);

      if (greeting != TROUPE_GREETING_WHOLE)
        return greeting == TROUPE_GREETING_PARTIAL ? TROUPE_STREAM_OK : TROUPE_STREAM_BROKEN;
    }

  while (self->state == TROUPE_INITIATOR_OPEN)
    {
      result = troupe_input_next (&self->input, &frame, error);
      if (result != TROUPE_INPUT_WHOLE)
        return result == TROUPE_INPUT_PARTIAL ? TROUPE_STREAM_OK : TROUPE_STREAM_BROKEN;
      if (!take_frame (self, &frame, &is_closed, error))
        return TROUPE_STREAM_BROKEN;
      if (is_closed)
        return TROUPE_STREAM_END;
    }

  return TROUPE_STREAM_OK;
}

/* The stream has ended without a word, or in the middle of one. */
static TroupeStreamResult
end_abruptly (TroupeInitiator  *self,
              GError          **error)
{
  self->has_ended = TRUE;
  if (self->state == TROUPE_INITIATOR_GREETING)
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_BROKEN, "The peer closed the connection before it said who it is");
  else
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_BROKEN, "The peer closed the connection without a word");

  return TROUPE_STREAM_BROKEN;
}

TroupeStreamResult
troupe_initiator_read (TroupeInitiator  *self,
                       guint64           now_ns,
                       GError          **error)
{
  guint64 start = self->input.offset;
  TroupeStreamResult result;

  while (self->input.offset - start < RUN_BYTES_MAX)
    {
      result = troupe_input_read (&self->input, self->stream, self->home->scratch);
      if (result == TROUPE_STREAM_END)
        return end_abruptly (self, error);
      if (result == TROUPE_STREAM_BROKEN)
        troupe_initiator_blame_stream (self, error);
      if (result != TROUPE_STREAM_OK)
        return result;

      self->heard_ns = now_ns;
      self->pinged_ns = 0;
      result = take_frames (self, error);
      if (self->state == TROUPE_INITIATOR_OVER)
        return TROUPE_STREAM_AGAIN;
      troupe_input_keep (&self->input);
      if (result != TROUPE_STREAM_OK)
        return result;
    }

  return TROUPE_STREAM_OK;
}
