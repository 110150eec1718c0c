/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-initiator-core-private.h"

#include "channel/troupe-checksum-private.h"

#include <string.h>

/* What the sending end of a session writes: definitions and messages, in batches. */

/* A batch is so long at most, the last frame aside. */
#define BATCH_BYTES (128u * 1024)
/* How much one run writes at most, so that one busy session does not starve the others. */
#define RUN_BYTES_MAX (1024u * 1024)
/* A body of so many bytes is written from where it is; a shorter one is copied, which is less work. */
#define BORROWED_MIN 4096u

static void
append_bare (TroupeInitiator *self,
             TroupeFrameKind  kind,
             guint64          number)
{
  TroupeFrameHeader header = { .kind = (guint8) kind, .number = number };

  troupe_frame_header_write (&header, troupe_output_append (&self->output, TROUPE_FRAME_HEADER_SIZE));
}

static void
append_definition (TroupeInitiator *self,
                   guint            what,
                   guint64          index,
                   const char      *text)
{
  TroupeFrameHeader header = { .kind = TROUPE_FRAME_DEFINE, .flags = (guint8) what, .number = index };

  troupe_frame_append_text (&self->output, &header, text, self->has_trailers);
}

/* Its index, defined now if it must be. */
static guint16
index_peer (TroupeInitiator *self,
            TroupePeer      *peer)
{
  guint16 index = troupe_dictionary_find (&self->dictionary, peer);
  g_autofree char *text = NULL;

  if (G_LIKELY (index != 0))
    return index;

  text = troupe_actor_id_to_string (peer->id);
  index = troupe_dictionary_add (&self->dictionary, peer);
  append_definition (self, TROUPE_FRAME_DEFINES_PEER, index, text);

  return index;
}

static guint16
index_type (TroupeInitiator         *self,
            const TroupeMessageType *type)
{
  guint16 index = troupe_dictionary_find_type (&self->dictionary, type);

  if (G_LIKELY (index != 0))
    return index;

  index = troupe_dictionary_add_type (&self->dictionary, type);
  append_definition (self, TROUPE_FRAME_DEFINES_TYPE, index, type->name);

  return index;
}

/* The ports in front of the body, where they say more than the type does, and its place in an order. Answers how many
 * bytes. */
static gsize
make_prefix (const TroupeMessage *message,
             TroupeFrameHeader   *header,
             guint64              prefix[TROUPE_FRAME_PREFIX_MAX / 8])
{
  gsize n = 0;

  if (message->port != message->type->port)
    {
      header->flags |= TROUPE_FRAME_HAS_PORT;
      prefix[n++] = message->port;
    }
  if (message->reply_port != 0)
    {
      header->flags |= TROUPE_FRAME_HAS_REPLY_PORT;
      prefix[n++] = message->reply_port;
    }
  if (message->flags & TROUPE_MESSAGE_IS_ORDERED)
    {
      const TroupeOrder *order = troupe_message_get_order (message);

      prefix[n++] = order->flow;
      prefix[n++] = order->number;
    }

  return n * sizeof prefix[0];
}

static void
append_short (TroupeInitiator     *self,
              const TroupeMessage *message,
              TroupeFrameHeader   *header,
              const guint64       *prefix,
              gsize                prefix_size)
{
  gsize trailer_size = self->has_trailers && header->size > 0 ? TROUPE_FRAME_TRAILER_SIZE : 0;
  guint8 *target = troupe_output_append (&self->output, TROUPE_FRAME_HEADER_SIZE + header->size + trailer_size);

  troupe_frame_header_write (header, target);
  target += TROUPE_FRAME_HEADER_SIZE;
  memcpy (target, prefix, prefix_size);
  memcpy (target + prefix_size, troupe_message_get_body (message), message->size);
  if (trailer_size > 0)
    {
      guint64 checksum = troupe_checksum (target, header->size);

      memcpy (target + header->size, &checksum, sizeof checksum);
    }
}

/* The body stays where it is: the message is held until it is acknowledged, which is later than it is written, or until
 * the connection is gone. */
static void
append_long (TroupeInitiator     *self,
             const TroupeMessage *message,
             TroupeFrameHeader   *header,
             const guint64       *prefix,
             gsize                prefix_size)
{
  guint8 *target = troupe_output_append (&self->output, TROUPE_FRAME_HEADER_SIZE + prefix_size);
  gconstpointer body = troupe_message_get_body (message);

  troupe_frame_header_write (header, target);
  memcpy (target + TROUPE_FRAME_HEADER_SIZE, prefix, prefix_size);
  troupe_output_borrow (&self->output, body, message->size);
  if (self->has_trailers)
    {
      guint64 checksum = troupe_checksum_joined (prefix, prefix_size, body, message->size);

      memcpy (troupe_output_append (&self->output, sizeof checksum), &checksum, sizeof checksum);
    }
}

/* The index of whom a message goes to. After that there is room for its sender. */
static guint16
index_receiver (TroupeInitiator     *self,
                const TroupeMessage *message)
{
  if (troupe_dictionary_make_room (&self->dictionary))
    troupe_shares_reset (&self->shares);

  return index_peer (self, message->receiver);
}

static void
append_message (TroupeInitiator     *self,
                const TroupeMessage *message,
                guint16              receiver)
{
  TroupeFrameHeader header = {
    .kind = TROUPE_FRAME_MESSAGE,
    .flags = message->flags,
    .hops = message->hops,
    .reason = message->reason,
    .sequence = (guint32) self->next,
    .receiver = receiver,
    .number = message->number,
  };
  guint64 prefix[TROUPE_FRAME_PREFIX_MAX / 8];
  gsize prefix_size;

  header.sender = message->sender != NULL ? index_peer (self, message->sender) : 0;
  header.type = index_type (self, message->type);
  prefix_size = make_prefix (message, &header, prefix);
  header.size = (guint32) prefix_size + message->size;
  if (message->size < BORROWED_MIN)
    append_short (self, message, &header, prefix, prefix_size);
  else
    append_long (self, message, &header, prefix, prefix_size);
}

/* A message that is longer than the window goes alone; else it would never go. */
static gboolean
has_credit (const TroupeInitiator *self,
            const TroupeMessage   *message)
{
  return self->next < self->limit &&
         (self->in_flight_bytes + message->size <= self->credit_bytes ||
          (self->is_clear && self->next == self->base));
}

/* Can @message, which is (nullable), go out with this batch? */
static gboolean
fits_batch (const TroupeInitiator *self,
            const TroupeMessage   *message)
{
  return message != NULL && self->output.n_pending < BATCH_BYTES && has_credit (self, message);
}

/* The message at `link` goes out. */
static void
send_next (TroupeInitiator *self,
           guint16          receiver)
{
  TroupeMessage *message = *self->link;

  append_message (self, message, receiver);
  self->in_flight_bytes += message->size;
  self->link = &message->next;
  self->next++;
}

/* ---- shares ---- */

/* No more bytes of long bodies than these wait, or are under way, for all receivers together. */
static guint64
get_unsettled_bytes (const TroupeInitiator *self)
{
  return self->n_waiting == 0 ? self->in_flight_bytes : G_MAXUINT64;
}

/* The session has room for @message. Has its receiver? Asks, where it may soon have none; but it need not ask of more
 * than waits in all, which each acknowledgement says. */
static gboolean
may_go (TroupeInitiator     *self,
        TroupeShare         *share,
        const TroupeMessage *message)
{
  guint64 room = self->limit - self->next;
  guint64 room_bytes = self->credit_bytes - MIN (self->credit_bytes, self->in_flight_bytes);
  gboolean is_allowed;

  troupe_share_limit (share, self->n_waiting + (self->next - self->heard_of), get_unsettled_bytes (self));
  is_allowed = troupe_shares_allow (&self->shares, share, message, room, room_bytes);
  if (!share->has_asked &&
      (!is_allowed || troupe_shares_wants_tally (&self->shares, share, room, room_bytes)))
    {
      TroupeFrameHeader header = { .kind = TROUPE_FRAME_INQUIRY, .receiver = (guint16) share->index };

      troupe_shares_ask (&self->shares, share);
      header.sequence = share->n_few;
      header.number = share->inquiry;
      troupe_frame_header_write (&header, troupe_output_append (&self->output, TROUPE_FRAME_HEADER_SIZE));
    }

  return is_allowed;
}

/* @n more of the messages that were never sent have been. */
static void
note_sent (TroupeInitiator *self,
           guint64          n)
{
  troupe_ages_move (&self->fresh_ages, &self->ages, n);
  self->fresh = self->next;
}

/* What has waited aside goes on, where less waits for its receiver by now. FALSE: the session has no room for one that
 * may, and what comes after that waits with it. */
static gboolean
send_ready (TroupeInitiator *self)
{
  TroupeShare *share;

  while ((share = g_queue_peek_head (&self->shares.ready)) != NULL)
    {
      TroupeMessage *message;
      guint64 time_ns;
      guint16 index;

      if (!fits_batch (self, share->aside.head))
        return FALSE;

      message = share->aside.head;
      index = index_receiver (self, message);
      troupe_shares_bind (&self->shares, index, message->receiver);
      if (!may_go (self, share, message))
        {
          troupe_shares_wait (&self->shares, share);
          continue;
        }

      message = troupe_shares_pop_aside (&self->shares, share, &time_ns);
      troupe_message_queue_insert (&self->held, self->link, message);
      troupe_share_count (share, message);
      send_next (self, index);
      troupe_ages_push (&self->ages, time_ns);
      self->fresh = self->next;
    }

  return TRUE;
}

/* The message at `link` has to wait aside. */
static void
put_aside (TroupeInitiator *self,
           TroupeShare     *share)
{
  guint64 time_ns = troupe_ages_get_oldest (&self->fresh_ages);

  troupe_ages_pop (&self->fresh_ages, 1);
  troupe_shares_put_aside (&self->shares, share, troupe_message_queue_remove (&self->held, self->link), time_ns);
}

/* FALSE: too much of what was sent to the receiver of @message waits there, or will. */
static gboolean
count_message (TroupeInitiator     *self,
               TroupeShare         *share,
               const TroupeMessage *message)
{
  if (G_UNLIKELY (!troupe_shares_is_ample (&self->shares, share, message, self->limit - self->next)) &&
      (share->queue != NULL || !may_go (self, share, message)))
    return FALSE;

  troupe_share_count (share, message);

  return TRUE;
}

/* What has never been sent goes out, in order, but that some of it goes aside. */
static void
send_fresh (TroupeInitiator *self)
{
  guint64 n = 0;

  while (fits_batch (self, *self->link))
    {
      const TroupeMessage *message = *self->link;
      guint16 index = index_receiver (self, message);
      TroupeShare *share = NULL;

      if (troupe_message_is_work (message))
        share = troupe_shares_get (&self->shares, index, message->receiver);
      if (share != NULL && !count_message (self, share, message))
        {
          note_sent (self, n);
          n = 0;
          put_aside (self, share);
          continue;
        }

      send_next (self, index);
      n++;
    }
  note_sent (self, n);
}

/* What the last connection has sent, and the other end has not taken, keeps its sequence: all of it goes first. */
static void
send_again (TroupeInitiator *self)
{
  while (self->next < self->fresh && fits_batch (self, *self->link))
    send_next (self, index_receiver (self, *self->link));
}

static void
fill_output (TroupeInitiator *self,
             guint64          now_ns)
{
  if (self->to_confirm != 0)
    append_bare (self, TROUPE_FRAME_CONFIRMATION, self->to_confirm);
  self->to_confirm = 0;

  troupe_shares_set_divisor (&self->shares, self->home->knobs->values[TROUPE_KNOB_SESSION_RECEIVER_SHARE]);
  send_again (self);
  if (self->next == self->fresh && send_ready (self))
    send_fresh (self);

  if (self->is_hurried && self->base < self->next && self->pinged_for != self->next)
    self->owes_ping = TRUE;
  if (!self->owes_ping)
    return;
  append_bare (self, TROUPE_FRAME_PING, 0);
  self->owes_ping = FALSE;
  self->pinged_for = self->next;
  if (self->pinged_ns == 0)
    self->pinged_ns = now_ns;
}

TroupeStreamResult
troupe_initiator_write (TroupeInitiator  *self,
                        guint64           now_ns,
                        GError          **error)
{
  gsize total = 0;

  while (total < RUN_BYTES_MAX)
    {
      TroupeStreamResult result;
      gsize n_written;

      if (self->output.n_pending == 0 && self->state == TROUPE_INITIATOR_OPEN)
        fill_output (self, now_ns);
      if (self->output.n_pending == 0)
        return TROUPE_STREAM_AGAIN;

      result = troupe_output_write (&self->output, self->stream, &n_written);
      total += n_written;
      if (result == TROUPE_STREAM_AGAIN)
        return TROUPE_STREAM_AGAIN;
      if (result != TROUPE_STREAM_OK)
        {
          troupe_initiator_blame_stream (self, error);
          return TROUPE_STREAM_BROKEN;
        }
    }

  return TROUPE_STREAM_OK;
}
