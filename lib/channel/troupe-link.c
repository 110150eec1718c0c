/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-link-private.h"

#include "base/troupe-error.h"
#include "channel/troupe-frame-private.h"
#include "channel/troupe-peer-cache-private.h"

#include <string.h>

/* One read, and how much one pump reads or writes at most, so that one busy link does not starve the others. */
#define READ_BYTES     (16 * 1024)
#define PUMP_BYTES_MAX (1024 * 1024)
/* No message joins the output while this much of it is waiting to be written. */
#define OUTPUT_BYTES_ENOUGH (64 * 1024)
/* An output that has grown beyond this goes back to the heap once it is written. */
#define OUTPUT_BYTES_KEPT (256 * 1024)
/* Refusals that a peer may leave unread. One that sends what cannot be read, and does not read, is cut off. */
#define REFUSALS_MAX 4096

/*              the peer's hello            the stream ends, breaks or makes no sense
 *   GREETING ------------------> OPEN ---------------------> ENDING -------> OVER
 *       |                                                       ^  messages     ^
 *       +-------------------------------------------------------+  go back      |
 *                          (from each state: the messages are taken) -----------+
 */
typedef enum
{
  LINK_GREETING, /* our hello goes out, theirs has not come; messages wait */
  LINK_OPEN,     /* messages go both ways */
  LINK_ENDING,   /* nothing is read or written any more; what is held goes back */
  LINK_OVER,     /* nobody is called any more */
} LinkState;

struct _TroupeLink
{
  TroupeStream       *stream;        /* (owned) */
  TroupeProcId       *peer_id;       /* (owned) (nullable): until the peer's hello */
  TroupeMessagePool  *pool;          /* (not owned): outlives us */
  TroupeLinkFuncs     funcs;
  gpointer            user_data;
  LinkState           state;
  gboolean            is_pumping;    /* on the stack is our troupe_link_pump() */
  gboolean            has_woken;     /* a pump was asked for, and has not begun */

  TroupeFrameDecoder  decoder;
  TroupePeerCache     cache;
  guint64             last_received; /* sequence of the last message that came in */
  guint64             last_answered; /* up to this one the peer was told, or will be by what is in the output */

  GByteArray         *output;        /* (owned): whole frames */
  gsize               n_written;     /* bytes of the output that are gone */
  guint               n_refusals;    /* in the output */

  TroupeMessageQueue  held;          /* what we were given and the peer has not answered for: the first ones framed */
  TroupeMessage      *next_to_frame; /* (not owned) (nullable): the first in `held` that was not put into the output */
  guint64             last_framed;   /* sequence of the last one that was */
  guint64             last_resolved; /* sequence of the last one that the peer has answered for: before held.head */
};

/* How a part of a pump went. */
typedef enum
{
  STEP_DONE,   /* nothing more goes now */
  STEP_AGAIN,  /* more would go, but enough for this pump */
  STEP_ENDED,  /* the peer closed in order */
  STEP_FAILED, /* the error is set */
} Step;

static void
ask_to_be_pumped (TroupeLink *self)
{
  if (self->has_woken || self->state >= LINK_ENDING)
    return;

  self->has_woken = TRUE;
  self->funcs.wake (self, self->user_data);
}

static void
on_stream_ready (TroupeStream *stream,
                 gpointer      user_data)
{
  ask_to_be_pumped (user_data);
}

TroupeLink *
troupe_link_new (TroupeStream          *stream,
                 TroupeProcId          *self_id,
                 TroupePeerTable       *peers,
                 TroupeMessagePool     *pool,
                 const TroupeLinkFuncs *funcs,
                 gpointer               user_data)
{
  TroupeLink *self;

  g_return_val_if_fail (TROUPE_IS_STREAM (stream), NULL);
  g_return_val_if_fail (self_id != NULL && peers != NULL && pool != NULL && funcs != NULL, NULL);

  self = g_new0 (TroupeLink, 1);
  self->stream = stream;
  self->pool = pool;
  self->funcs = *funcs;
  self->user_data = user_data;
  troupe_frame_decoder_init (&self->decoder);
  troupe_peer_cache_init (&self->cache, peers);
  troupe_message_queue_init (&self->held);
  self->output = g_byte_array_new ();
  troupe_frame_append_hello (self->output, self_id);

  troupe_stream_set_ready_func (stream, on_stream_ready, self);
  ask_to_be_pumped (self);

  return self;
}

static void
stop_stream (TroupeLink *self)
{
  troupe_stream_set_ready_func (self->stream, NULL, NULL);
  troupe_stream_close (self->stream);
}

void
troupe_link_free (TroupeLink *self)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (!self->is_pumping);

  stop_stream (self);
  while (self->held.length > 0)
    troupe_message_free (troupe_message_queue_pop (&self->held));
  troupe_frame_decoder_clear (&self->decoder);
  troupe_peer_cache_clear (&self->cache);
  g_byte_array_unref (self->output);
  g_clear_pointer (&self->peer_id, troupe_proc_id_unref);
  g_object_unref (self->stream);
  g_free (self);
}

void
troupe_link_send (TroupeLink    *self,
                  TroupeMessage *message)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (message != NULL);

  if (self->state == LINK_OVER)
    {
      g_critical ("A message was sent over a link that has closed: it is gone");
      troupe_message_free (message);
      return;
    }

  troupe_message_queue_push (&self->held, message);
  if (self->next_to_frame == NULL)
    self->next_to_frame = message;
  if (!self->is_pumping)
    ask_to_be_pumped (self);
}

guint
troupe_link_get_n_unacknowledged (const TroupeLink *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->held.length;
}

TroupeProcId *
troupe_link_get_peer (const TroupeLink *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->peer_id;
}

void
troupe_link_take_messages (TroupeLink         *self,
                           TroupeMessageQueue *ret_messages)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (ret_messages != NULL);

  self->state = LINK_OVER;
  self->next_to_frame = NULL;
  while (self->held.length > 0)
    troupe_message_queue_push (ret_messages, troupe_message_queue_pop (&self->held));
}

static gboolean
take_hello (TroupeLink         *self,
            const TroupeFrame  *frame,
            GError            **error)
{
  g_assert (self->state == LINK_GREETING);

  if (!troupe_frame_parse_hello (frame, &self->peer_id, error))
    return FALSE;

  self->state = LINK_OPEN;
  self->funcs.opened (self, self->peer_id, self->user_data);

  return TRUE;
}

static const TroupeMessageType *
find_type (const TroupeFrameText *name)
{
  char terminated[TROUPE_MESSAGE_TYPE_NAME_LENGTH_MAX + 1];

  if (name->size >= sizeof terminated)
    return NULL;

  memcpy (terminated, name->data, name->size);
  terminated[name->size] = '\0';

  return strlen (terminated) == name->size ? troupe_message_type_lookup (terminated) : NULL;
}

/* Makes a message of what came. NULL with @ret_reason: it is to be refused. */
static TroupeMessage *
make_message (TroupeLink               *self,
              const TroupeFrameMessage *content,
              TroupePeer               *sender,
              TroupePeer               *receiver,
              TroupeReason             *ret_reason)
{
  const TroupeMessageType *type = find_type (&content->type_name);
  TroupeMessage *message;

  if (type == NULL)
    {
      *ret_reason = TROUPE_REASON_NO_SUCH_PORT;
      return NULL;
    }

  message = troupe_message_new (self->pool, type, sender, receiver, content->body.size);
  message->port = content->port;
  message->reply_port = content->reply_port;
  message->number = content->number;
  message->hops = content->hops;
  message->reason = content->reason;
  message->flags = content->flags;
  memcpy (message->body, content->body.data, content->body.size);
  if (!troupe_message_check (message, NULL))
    {
      troupe_message_free (message);
      *ret_reason = TROUPE_REASON_TYPE_MISMATCH;
      return NULL;
    }

  return message;
}

/* Answers the peer of an id in a message; NULL with @error: the frame makes no sense. */
static TroupePeer *
find_peer (TroupeLink             *self,
           const TroupeFrame      *frame,
           const TroupeFrameText  *id,
           GError                **error)
{
  g_autoptr (GError) cause = NULL;
  TroupePeer *peer = troupe_peer_cache_find (&self->cache, id->data, id->size, &cause);

  if (peer == NULL)
    {
      gsize at = TROUPE_FRAME_HEADER_SIZE + (gsize) ((const guint8 *) id->data - frame->payload);

      troupe_frame_refuse (frame->offset, at, error, "there is no actor id: %s", cause->message);
    }

  return peer;
}

static gboolean
refuse_message (TroupeLink    *self,
                guint64        sequence,
                TroupeReason   reason,
                GError       **error)
{
  if (self->n_refusals == REFUSALS_MAX)
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_BROKEN,
                   "Could not refuse message %" G_GUINT64_FORMAT ": the peer has left %u refusals unread",
                   sequence, REFUSALS_MAX);
      return FALSE;
    }

  troupe_frame_append_refusal (self->output, sequence, reason);
  self->n_refusals++;
  self->last_answered = sequence;

  return TRUE;
}

static gboolean
take_message (TroupeLink         *self,
              const TroupeFrame  *frame,
              GError            **error)
{
  g_autoptr (TroupePeer) sender = NULL;
  g_autoptr (TroupePeer) receiver = NULL;
  TroupeReason reason = TROUPE_REASON_NONE;
  TroupeFrameMessage content;
  TroupeMessage *message;

  if (frame->sequence != self->last_received + 1)
    return troupe_frame_refuse (frame->offset, TROUPE_FRAME_AT_SEQUENCE, error, "the sequence is %" G_GUINT64_FORMAT
                                ", not %" G_GUINT64_FORMAT, frame->sequence, self->last_received + 1);
  if (!troupe_frame_parse_message (frame, &content, error))
    return FALSE;

  receiver = find_peer (self, frame, &content.receiver, error);
  if (receiver == NULL)
    return FALSE;
  if (content.sender.size > 0)
    sender = find_peer (self, frame, &content.sender, error);
  if (content.sender.size > 0 && sender == NULL)
    return FALSE;

  message = make_message (self, &content, sender, receiver, &reason);
  self->last_received = frame->sequence;
  if (message == NULL)
    return refuse_message (self, frame->sequence, reason, error);

  self->funcs.received (self, message, self->user_data);

  return TRUE;
}

/* The peer has answered for all messages before @sequence; answers the one of that sequence. (transfer full) */
static TroupeMessage *
resolve (TroupeLink         *self,
         const TroupeFrame  *frame,
         GError            **error)
{
  if (frame->sequence <= self->last_resolved || frame->sequence > self->last_framed)
    {
      troupe_frame_refuse (frame->offset, TROUPE_FRAME_AT_SEQUENCE, error, "the sequence is %" G_GUINT64_FORMAT
                           ", not above %" G_GUINT64_FORMAT " and up to %" G_GUINT64_FORMAT,
                           frame->sequence, self->last_resolved, self->last_framed);
      return NULL;
    }

  while (++self->last_resolved < frame->sequence)
    troupe_message_free (troupe_message_queue_pop (&self->held));

  return troupe_message_queue_pop (&self->held);
}

static gboolean
take_acknowledgement (TroupeLink         *self,
                      const TroupeFrame  *frame,
                      GError            **error)
{
  TroupeMessage *message = resolve (self, frame, error);

  if (message == NULL)
    return FALSE;

  troupe_message_free (message);

  return TRUE;
}

/* The peer could not read a message of ours: that is as if it had sent it back. A return that nobody can read ends
 * here. */
static gboolean
take_refusal (TroupeLink         *self,
              const TroupeFrame  *frame,
              GError            **error)
{
  TroupeMessage *message;
  TroupeReason reason;

  if (!troupe_frame_parse_refusal (frame, &reason, error))
    return FALSE;
  message = resolve (self, frame, error);
  if (message == NULL)
    return FALSE;

  if (message->flags & TROUPE_MESSAGE_IS_RETURN)
    {
      self->funcs.returned (self, message, self->user_data);
      return TRUE;
    }
  message->flags |= TROUPE_MESSAGE_IS_RETURN;
  message->reason = (guint8) reason;
  self->funcs.received (self, message, self->user_data);

  return TRUE;
}

static gboolean
take_frame (TroupeLink         *self,
            const TroupeFrame  *frame,
            GError            **error)
{
  switch (frame->kind)
    {
    case TROUPE_FRAME_HELLO:
      return take_hello (self, frame, error);

    case TROUPE_FRAME_MESSAGE:
      return take_message (self, frame, error);

    case TROUPE_FRAME_ACKNOWLEDGEMENT:
      return take_acknowledgement (self, frame, error);

    case TROUPE_FRAME_REFUSAL:
      return take_refusal (self, frame, error);

    default:
      g_assert_not_reached ();
    }
}

static gboolean
take_frames (TroupeLink  *self,
             GError     **error)
{
  TroupeFrameResult result;
  TroupeFrame frame;

  while ((result = troupe_frame_decoder_next (&self->decoder, &frame, error)) == TROUPE_FRAME_WHOLE)
    {
      if (!take_frame (self, &frame, error))
        return FALSE;
      if (self->state == LINK_OVER)
        return TRUE;
    }

  return result == TROUPE_FRAME_PARTIAL;
}

static Step
fail_broken (TroupeLink  *self,
             GError     **error)
{
  const GError *cause = troupe_stream_get_error (self->stream);

  if (cause != NULL)
    g_propagate_error (error, g_error_copy (cause));
  else
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_BROKEN, "The connection broke");

  return STEP_FAILED;
}

static Step
end_in_order (TroupeLink  *self,
              GError     **error)
{
  gsize n_pending = troupe_frame_decoder_get_n_pending (&self->decoder);

  if (self->state == LINK_OPEN && n_pending == 0)
    return STEP_ENDED;

  if (self->state == LINK_GREETING)
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_BROKEN, "The peer closed the connection before it said who it is");
  else
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_BROKEN, "The peer closed the connection %" G_GSIZE_FORMAT
                 " bytes into a frame", n_pending);

  return STEP_FAILED;
}

static Step
read_frames (TroupeLink  *self,
             GError     **error)
{
  guint8 buffer[READ_BYTES];
  gsize n_read;

  for (gsize total = 0; total < PUMP_BYTES_MAX && self->state != LINK_OVER; total += n_read)
    switch (troupe_stream_try_read (self->stream, buffer, sizeof buffer, &n_read))
      {
      case TROUPE_STREAM_OK:
        troupe_frame_decoder_feed (&self->decoder, buffer, n_read);
        if (!take_frames (self, error))
          return STEP_FAILED;
        break;

      case TROUPE_STREAM_AGAIN:
        return STEP_DONE;

      case TROUPE_STREAM_END:
        return end_in_order (self, error);

      case TROUPE_STREAM_BROKEN:
      default:
        return fail_broken (self, error);
      }

  return STEP_AGAIN;
}

/* Puts into the output what may go next, up to a bound. */
static void
fill_output (TroupeLink *self)
{
  if (self->state != LINK_OPEN)
    return;

  if (self->last_answered < self->last_received && self->output->len < OUTPUT_BYTES_ENOUGH)
    {
      troupe_frame_append_acknowledgement (self->output, self->last_received);
      self->last_answered = self->last_received;
    }
  while (self->next_to_frame != NULL && self->output->len < OUTPUT_BYTES_ENOUGH)
    {
      troupe_frame_append_message (self->output, ++self->last_framed, self->next_to_frame);
      self->next_to_frame = self->next_to_frame->next;
    }
}

static void
empty_output (TroupeLink *self)
{
  if (self->output->len > OUTPUT_BYTES_KEPT)
    {
      g_byte_array_unref (self->output);
      self->output = g_byte_array_new ();
    }
  else
    g_byte_array_set_size (self->output, 0);
  self->n_written = 0;
  self->n_refusals = 0;
}

static Step
write_frames (TroupeLink  *self,
              GError     **error)
{
  gsize n_written;

  for (gsize total = 0; total < PUMP_BYTES_MAX; total += n_written)
    {
      TroupeStreamResult result;
      TroupeVector rest;

      fill_output (self);
      rest = (TroupeVector) { self->output->data + self->n_written, self->output->len - self->n_written };
      if (rest.size == 0)
        return STEP_DONE;

      result = troupe_stream_try_write (self->stream, &rest, 1, &n_written);
      if (result == TROUPE_STREAM_AGAIN)
        return STEP_DONE;
      if (result != TROUPE_STREAM_OK)
        return fail_broken (self, error);

      self->n_written += n_written;
      if (self->n_written == self->output->len)
        empty_output (self);
    }

  return STEP_AGAIN;
}

/* Hands back what is held, also what is sent meanwhile. */
static void
finish (TroupeLink   *self,
        const GError *error)
{
  self->state = LINK_ENDING;
  self->next_to_frame = NULL;
  stop_stream (self);
  while (self->held.length > 0)
    self->funcs.returned (self, troupe_message_queue_pop (&self->held), self->user_data);
  if (self->state == LINK_OVER)
    return;

  self->state = LINK_OVER;
  self->funcs.closed (self, error, self->user_data);
}

void
troupe_link_pump (TroupeLink *self)
{
  g_autoptr (GError) error = NULL;
  Step reading, writing = STEP_DONE;

  g_return_if_fail (self != NULL);
  g_return_if_fail (!self->is_pumping);

  if (self->state == LINK_OVER)
    return;

  self->is_pumping = TRUE;
  self->has_woken = FALSE;
  reading = read_frames (self, &error);
  if (reading < STEP_ENDED && self->state != LINK_OVER)
    writing = write_frames (self, &error);
  if (reading >= STEP_ENDED || writing >= STEP_ENDED)
    finish (self, error);
  self->is_pumping = FALSE;

  if (reading == STEP_AGAIN || writing == STEP_AGAIN)
    ask_to_be_pumped (self);
}
