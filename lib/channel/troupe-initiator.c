/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-initiator-core-private.h"

#include "base/troupe-defect-private.h"
#include "base/troupe-error.h"
#include "channel/troupe-greeting-private.h"

#include <string.h>

/* The delay before an attempt is off by up to a tenth, so that those who lost one peer do not come back at once. */
#define JITTER_STEPS 21u
#define JITTER_STEP_PER_MILLE 10
/* In quarters. */
#define WHOLE_FAILURE 4u

static void
ask_to_run (TroupeInitiator *self)
{
  if (self->has_woken || self->state == TROUPE_INITIATOR_OVER)
    return;

  self->has_woken = TRUE;
  self->funcs.wake (self, self->user_data);
}

static void
on_stream_ready (TroupeStream *stream,
                 gpointer      user_data)
{
  ask_to_run (user_data);
}

static guint64
get_knob (const TroupeInitiator *self,
          TroupeKnobIndex        index)
{
  return self->home->knobs->values[index];
}

static void
begin_session (TroupeInitiator *self)
{
  self->session = ++*self->home->n_sessions;
  self->connection = 0;
  self->base = self->fresh = self->next = 1;
  troupe_shares_absolve (&self->shares);
}

TroupeInitiator *
troupe_initiator_new (const TroupeSessionHome    *home,
                      gboolean                    has_trailers,
                      const TroupeInitiatorFuncs *funcs,
                      gpointer                    user_data)
{
  TroupeInitiator *self;

  g_return_val_if_fail (home != NULL && funcs != NULL, NULL);

  self = g_new0 (TroupeInitiator, 1);
  self->home = home;
  self->has_trailers = has_trailers;
  self->funcs = *funcs;
  self->user_data = user_data;
  troupe_message_queue_init (&self->held);
  self->link = &self->held.head;
  troupe_ages_init (&self->ages);
  troupe_ages_init (&self->fresh_ages);
  troupe_shares_init (&self->shares);
  troupe_output_init (&self->output);
  troupe_input_init (&self->input, TROUPE_FRAME_FROM_ACCEPTOR);
  troupe_dictionary_init (&self->dictionary);
  begin_session (self);

  return self;
}

static void
drop_stream (TroupeInitiator *self)
{
  if (self->stream == NULL)
    return;

  troupe_stream_set_ready_func (self->stream, NULL, NULL);
  troupe_stream_close (self->stream);
  g_clear_object (&self->stream);
  troupe_input_clear (&self->input);
  troupe_output_clear (&self->output);
  troupe_dictionary_clear (&self->dictionary);
}

/* A last word, so that the other end forgets the session at once. It is an attempt: nobody waits for it. */
static void
say_goodbye (TroupeInitiator *self)
{
  TroupeFrameHeader header = { .kind = TROUPE_FRAME_CLOSE, .number = self->fresh };
  gsize n_written;

  if (self->state != TROUPE_INITIATOR_OPEN || self->output.n_pending > 0)
    return;

  troupe_frame_header_write (&header, troupe_output_append (&self->output, TROUPE_FRAME_HEADER_SIZE));
  troupe_output_write (&self->output, self->stream, &n_written);
}

void
troupe_initiator_free (TroupeInitiator *self)
{
  TroupeMessageQueue messages;

  g_return_if_fail (self != NULL);
  g_return_if_fail (!self->is_running);

  if (troupe_initiator_get_n_held (self) == 0)
    say_goodbye (self);
  troupe_message_queue_init (&messages);
  troupe_initiator_take_messages (self, &messages);
  while (messages.length > 0)
    troupe_message_free (troupe_message_queue_pop (&messages));
  troupe_shares_clear (&self->shares);
  g_clear_pointer (&self->peer, troupe_proc_id_unref);
  g_free (self);
}

/* Has so much been put aside for the receiver that there is little room for what others wait for? */
static gboolean
has_enough_aside (const TroupeInitiator *self,
                  const TroupeMessage   *message)
{
  const TroupeShare *share = NULL;
  guint64 n_free = get_knob (self, TROUPE_KNOB_SESSION_QUEUE_BOUND) - troupe_initiator_get_n_held (self);

  if (troupe_message_is_work (message))
    share = troupe_shares_find_aside (&self->shares, message->receiver);

  return share != NULL &&
         share->aside.length * (guint64) troupe_shares_get_n_waiting (&self->shares) >= n_free;
}

gboolean
troupe_initiator_post (TroupeInitiator *self,
                       TroupeMessage   *message,
                       guint64          now_ns)
{
  g_return_val_if_fail (self != NULL && message != NULL, FALSE);
  g_return_val_if_fail (self->state != TROUPE_INITIATOR_OVER, FALSE);

  if (self->held.length + self->shares.n_aside >= get_knob (self, TROUPE_KNOB_SESSION_QUEUE_BOUND) &&
      !TROUPE_DEFECT ("session.no-bound"))
    return FALSE;
  if (G_UNLIKELY (self->shares.n_aside > 0) && has_enough_aside (self, message))
    return FALSE;

  troupe_message_queue_push (&self->held, message);
  troupe_ages_push (&self->fresh_ages, now_ns);
  ask_to_run (self);

  return TRUE;
}

guint
troupe_initiator_get_n_held (const TroupeInitiator *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->held.length + self->shares.n_aside;
}

guint
troupe_initiator_get_n_ahead (const TroupeInitiator *self,
                              const TroupePeer      *receiver)
{
  const TroupeShare *share = troupe_shares_find_aside (&self->shares, receiver);

  return self->held.length + (share != NULL ? share->aside.length : 0);
}

guint64
troupe_initiator_get_session (const TroupeInitiator *self)
{
  return self->session;
}

guint64
troupe_initiator_get_unsent (const TroupeInitiator *self)
{
  return self->fresh;
}

guint64
troupe_initiator_get_connection (const TroupeInitiator *self)
{
  return self->connection;
}

TroupeProcId *
troupe_initiator_get_peer (const TroupeInitiator *self)
{
  return self->peer;
}

gboolean
troupe_initiator_is_dormant (const TroupeInitiator *self,
                             guint64                now_ns)
{
  return self->state == TROUPE_INITIATOR_IDLE && troupe_initiator_get_n_held (self) == 0 && now_ns >= self->forget_ns;
}

void
troupe_initiator_hurry (TroupeInitiator *self)
{
  self->is_hurried = TRUE;
  self->pinged_for = 0;
  ask_to_run (self);
}

void
troupe_initiator_take_messages (TroupeInitiator    *self,
                                TroupeMessageQueue *ret_messages)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (ret_messages != NULL);

  self->state = TROUPE_INITIATOR_OVER;
  drop_stream (self);
  for (; self->base < self->fresh && self->held.length > 0; self->base++)
    troupe_message_queue_push (ret_messages, troupe_message_queue_pop (&self->held));
  troupe_shares_take_aside (&self->shares, G_MAXUINT64, ret_messages);
  while (self->held.length > 0)
    troupe_message_queue_push (ret_messages, troupe_message_queue_pop (&self->held));
  self->link = &self->held.head;
  troupe_ages_clear (&self->ages);
  troupe_ages_clear (&self->fresh_ages);
}

/* ---- messages that go ---- */

TroupeMessage *
troupe_initiator_pop (TroupeInitiator *self)
{
  gboolean was_sent = self->base < self->fresh;
  TroupeMessage *message = troupe_message_queue_pop (&self->held);

  if (self->link == &message->next)
    self->link = &self->held.head;
  troupe_ages_pop (was_sent ? &self->ages : &self->fresh_ages, 1);
  if (self->state == TROUPE_INITIATOR_OPEN && self->base < self->next)
    self->in_flight_bytes -= message->size;
  if (was_sent)
    self->base++;

  return message;
}

void
troupe_initiator_settle (TroupeInitiator *self,
                         guint64          sequence)
{
  troupe_ages_pop (&self->ages, sequence - self->base);
  if (sequence == self->next)
    self->link = &self->held.head;
  for (; self->base < sequence; self->base++)
    {
      TroupeMessage *message = troupe_message_queue_pop (&self->held);

      self->in_flight_bytes -= message->size;
      troupe_message_release (message);
    }
}

void
troupe_initiator_return_head (TroupeInitiator *self,
                              TroupeReason     reason)
{
  if (reason == TROUPE_REASON_TIMEOUT && TROUPE_DEFECT ("session.expires-as-success"))
    troupe_message_free (troupe_initiator_pop (self));
  else
    self->funcs.returned (self, troupe_initiator_pop (self), reason, self->user_data);
}

/* What waits aside goes before what was never sent, as it came before that. */
void
troupe_initiator_return_all (TroupeInitiator *self,
                             TroupeReason     reason)
{
  TroupeMessageQueue messages;

  while (self->base < self->fresh && self->held.length > 0)
    troupe_initiator_return_head (self, reason);
  troupe_message_queue_init (&messages);
  troupe_shares_take_aside (&self->shares, G_MAXUINT64, &messages);
  while (messages.length > 0)
    self->funcs.returned (self, troupe_message_queue_pop (&messages), reason, self->user_data);
  while (self->held.length > 0)
    troupe_initiator_return_head (self, reason);
}

/* Behind what was sent, what is aside stands as if it had been: what it waited for was sent before it. */
static void
take_back_aside (TroupeInitiator *self)
{
  TroupeMessage **link = &self->held.head;
  TroupeShare *share;

  for (guint64 n = self->fresh - self->base; n > 0; n--)
    link = &(*link)->next;
  while ((share = troupe_shares_peek (&self->shares)) != NULL)
    {
      guint64 time_ns;
      TroupeMessage *message = troupe_shares_pop_aside (&self->shares, share, &time_ns);

      troupe_message_queue_insert (&self->held, link, message);
      link = &message->next;
      troupe_ages_push (&self->ages, time_ns);
    }
}

/* What was sent, and is still held, counts as not sent. */
void
troupe_initiator_renew (TroupeInitiator *self)
{
  guint64 n_fresh = self->held.length - (self->fresh - self->base);
  TroupeAges ages;

  take_back_aside (self);
  troupe_ages_move (&self->fresh_ages, &self->ages, n_fresh);
  ages = self->ages;
  self->ages = self->fresh_ages;
  self->fresh_ages = ages;
  begin_session (self);
}

/* ---- connections ---- */

/* How long to wait after so many failures in a row: twice as long for each that is whole. */
static guint64
get_backoff (TroupeInitiator *self)
{
  guint64 delay_ns = get_knob (self, TROUPE_KNOB_SESSION_BACKOFF_MIN);
  guint64 max_ns = get_knob (self, TROUPE_KNOB_SESSION_BACKOFF_MAX);
  int step = (int) self->funcs.choose (self, "session.backoff", JITTER_STEPS, self->user_data);

  for (guint i = WHOLE_FAILURE; i < self->n_failed_quarters && delay_ns < max_ns; i += WHOLE_FAILURE)
    delay_ns *= 2;

  /* 0, the calm choice, is the middle; then alternately above and below. */
  step = (step & 1) ? (step + 1) / 2 : -step / 2;

  return MIN (delay_ns, max_ns) / 1000 * (guint64) (1000 + step * JITTER_STEP_PER_MILLE);
}

/* Who took the connection is there, perhaps: what broke it may have been on the way. Or it closes whatever comes; so it
 * counts, but less. That there was a connection is known once the greeting has gone out, or the end of it was read. */
static gboolean
was_cut_greeting (const TroupeInitiator *self,
                  TroupeReason           reason,
                  const GError          *error)
{
  return self->state == TROUPE_INITIATOR_GREETING && (self->output.n_pending == 0 || self->has_ended) &&
         reason != TROUPE_REASON_TIMEOUT && g_error_matches (error, TROUPE_ERROR, TROUPE_ERROR_BROKEN);
}

/* @error: (nullable): NULL: the other end closed in order */
static void
lose_connection (TroupeInitiator *self,
                 guint64          now_ns,
                 TroupeReason     reason,
                 const GError    *error)
{
  gboolean was_open = self->state == TROUPE_INITIATOR_OPEN;

  /* Who has answered is there, however soon the connection broke; who rejects what comes will do so again. */
  if (was_open && !g_error_matches (error, TROUPE_ERROR, TROUPE_ERROR_REFUSED))
    self->n_failed_quarters = 0;
  self->n_failed_quarters += was_cut_greeting (self, reason, error) ? 1 : WHOLE_FAILURE;
  self->retry_ns = now_ns + get_backoff (self);
  self->forget_ns = self->retry_ns + get_knob (self, TROUPE_KNOB_SESSION_RETENTION);
  drop_stream (self);
  self->state = TROUPE_INITIATOR_IDLE;
  self->funcs.disconnected (self, was_open, reason, error, self->user_data);
  if (TROUPE_DEFECT ("session.gives-up") && reason != TROUPE_REASON_TIMEOUT)
    troupe_initiator_return_all (self, TROUPE_REASON_BROKEN_LINK);
}

static void
greet (TroupeInitiator *self)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint64 idle_ns = get_knob (self, TROUPE_KNOB_SESSION_PING_IDLE);
  guint64 silence_ns = idle_ns + get_knob (self, TROUPE_KNOB_SESSION_PING_ANSWER);
  TroupeGreeting greeting = {
    .has_trailers = self->has_trailers,
    .incarnation = self->home->incarnation,
    .session = self->session,
    .connection = ++self->connection,
    .held = self->base,
    .fresh = self->fresh,
    .silence_ms = (guint32) MIN (silence_ns / 1000000, G_MAXUINT32),
    .proc = self->home->proc,
  };

  troupe_greeting_append (&greeting, bytes);
  memcpy (troupe_output_append (&self->output, bytes->len), bytes->data, bytes->len);
}

static gboolean
is_hopeless (const GError *error)
{
  return g_error_matches (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED) ||
         g_error_matches (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_ADDRESS);
}

static void
dial (TroupeInitiator *self,
      guint64          now_ns)
{
  g_autoptr (GError) error = NULL;

  self->stream = self->funcs.dial (self, &error, self->user_data);
  if (self->stream == NULL)
    {
      gboolean hopeless = is_hopeless (error);

      lose_connection (self, now_ns, TROUPE_REASON_UNROUTABLE, error);
      /* No connection will ever be made: whatever waits cannot go. */
      if (hopeless)
        troupe_initiator_return_all (self, TROUPE_REASON_UNROUTABLE);
      return;
    }

  self->state = TROUPE_INITIATOR_GREETING;
  self->greeting_by_ns = now_ns + get_knob (self, TROUPE_KNOB_SESSION_GREETING_BOUND);
  troupe_input_init (&self->input, TROUPE_FRAME_FROM_ACCEPTOR);
  self->input.has_trailers = self->has_trailers;
  self->has_ended = FALSE;
  self->to_confirm = 0;
  self->owes_ping = FALSE;
  self->pinged_for = 0;
  self->pinged_ns = 0;
  self->in_flight_bytes = 0;
  self->heard_ns = now_ns;
  greet (self);
  troupe_stream_set_ready_func (self->stream, on_stream_ready, self);
}

void
troupe_initiator_blame_stream (TroupeInitiator  *self,
                               GError          **error)
{
  const GError *cause = troupe_stream_get_error (self->stream);

  if (cause != NULL)
    g_propagate_error (error, g_error_copy (cause));
  else
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_BROKEN, "The connection broke");
}

/* ---- running ---- */

/* Two planted mistakes: a deadline holds whatever the state of the connection. */
static gboolean
skips_deadline (const TroupeInitiator *self)
{
  if (TROUPE_DEFECT ("session.no-deadline-when-idle") && self->state != TROUPE_INITIATOR_OPEN)
    return TRUE;

  return TROUPE_DEFECT ("session.no-deadline-when-open") && self->state == TROUPE_INITIATOR_OPEN &&
         self->base == self->fresh;
}

static guint64
get_oldest (const TroupeInitiator *self)
{
  return troupe_ages_get_oldest (self->base < self->fresh ? &self->ages : &self->fresh_ages);
}

/* Hands back what has waited aside for too long. */
static void
expire_aside (TroupeInitiator *self,
              guint64          now_ns)
{
  guint64 bound_ns = get_knob (self, TROUPE_KNOB_SESSION_DELIVERY_TIMEOUT);
  TroupeMessageQueue messages;

  if (self->shares.n_aside == 0 || now_ns - MIN (now_ns, self->shares.oldest_ns) < bound_ns)
    return;

  troupe_message_queue_init (&messages);
  troupe_shares_take_aside (&self->shares, now_ns - bound_ns, &messages);
  while (messages.length > 0)
    self->funcs.returned (self, troupe_message_queue_pop (&messages), TROUPE_REASON_TIMEOUT, self->user_data);
}

/* Hands back what has waited too long. What was sent may yet arrive: then the connection goes, so that the other end
 * learns with the next one that it need not wait for it. */
static void
expire (TroupeInitiator *self,
        guint64          now_ns)
{
  guint64 bound_ns = get_knob (self, TROUPE_KNOB_SESSION_DELIVERY_TIMEOUT);
  gboolean was_sent = FALSE;

  while (self->held.length > 0 && now_ns - MIN (now_ns, get_oldest (self)) >= bound_ns &&
         !skips_deadline (self))
    {
      was_sent |= self->base < self->fresh;
      if (was_sent && self->stream != NULL)
        {
          g_autoptr (GError) error = g_error_new (TROUPE_ERROR, TROUPE_ERROR_BROKEN,
                                                  "A message was not acknowledged in its time");

          lose_connection (self, now_ns, TROUPE_REASON_TIMEOUT, error);
        }
      troupe_initiator_return_head (self, TROUPE_REASON_TIMEOUT);
    }
}

static gboolean
check_silence (TroupeInitiator  *self,
               guint64           now_ns,
               GError          **error)
{
  if (self->state == TROUPE_INITIATOR_GREETING && now_ns >= self->greeting_by_ns)
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_BROKEN, "The peer did not answer in time");
      return FALSE;
    }
  if (self->pinged_ns != 0 && now_ns >= self->pinged_ns + get_knob (self, TROUPE_KNOB_SESSION_PING_ANSWER))
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_BROKEN, "The peer has fallen silent");
      return FALSE;
    }
  if (self->state == TROUPE_INITIATOR_OPEN && self->pinged_ns == 0 &&
      now_ns >= self->heard_ns + get_knob (self, TROUPE_KNOB_SESSION_PING_IDLE))
    self->owes_ping = TRUE;

  return TRUE;
}

/* Reads, then writes. */
static void
exchange (TroupeInitiator *self,
          guint64          now_ns)
{
  g_autoptr (GError) error = NULL;
  TroupeStreamResult reading = troupe_initiator_read (self, now_ns, &error);
  TroupeStreamResult writing = TROUPE_STREAM_AGAIN;

  if (self->state == TROUPE_INITIATOR_OVER)
    return;
  if (reading == TROUPE_STREAM_OK || reading == TROUPE_STREAM_AGAIN)
    {
      if (!check_silence (self, now_ns, &error))
        {
          lose_connection (self, now_ns, TROUPE_REASON_TIMEOUT, error);
          return;
        }
      writing = troupe_initiator_write (self, now_ns, &error);
    }

  if (reading == TROUPE_STREAM_END || reading == TROUPE_STREAM_BROKEN || writing == TROUPE_STREAM_BROKEN)
    lose_connection (self, now_ns, error != NULL ? TROUPE_REASON_BROKEN_LINK : TROUPE_REASON_NONE, error);
  else if (reading == TROUPE_STREAM_OK || writing == TROUPE_STREAM_OK)
    ask_to_run (self);
}

void
troupe_initiator_run (TroupeInitiator *self,
                      guint64          now_ns)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (!self->is_running);

  self->has_woken = FALSE;
  self->is_running = TRUE;
  if (self->state != TROUPE_INITIATOR_OVER)
    expire (self, now_ns);
  if (self->state != TROUPE_INITIATOR_OVER)
    expire_aside (self, now_ns);
  if (self->state == TROUPE_INITIATOR_IDLE && troupe_initiator_get_n_held (self) > 0 && now_ns >= self->retry_ns)
    dial (self, now_ns);
  if (self->stream != NULL)
    exchange (self, now_ns);
  self->is_running = FALSE;
}

guint64
troupe_initiator_get_wake_time (const TroupeInitiator *self)
{
  guint64 time_ns = G_MAXUINT64;

  g_return_val_if_fail (self != NULL, 0);

  if (self->held.length > 0 && !skips_deadline (self))
    time_ns = get_oldest (self) + get_knob (self, TROUPE_KNOB_SESSION_DELIVERY_TIMEOUT);
  if (self->shares.n_aside > 0)
    time_ns = MIN (time_ns, self->shares.oldest_ns + get_knob (self, TROUPE_KNOB_SESSION_DELIVERY_TIMEOUT));

  switch (self->state)
    {
    case TROUPE_INITIATOR_IDLE:
      return troupe_initiator_get_n_held (self) > 0 ? MIN (time_ns, self->retry_ns) : self->forget_ns;

    case TROUPE_INITIATOR_GREETING:
      return MIN (time_ns, self->greeting_by_ns);

    case TROUPE_INITIATOR_OPEN:
      if (self->pinged_ns != 0)
        return MIN (time_ns, self->pinged_ns + get_knob (self, TROUPE_KNOB_SESSION_PING_ANSWER));
      return MIN (time_ns, self->heard_ns + get_knob (self, TROUPE_KNOB_SESSION_PING_IDLE));

    case TROUPE_INITIATOR_OVER:
    default:
      return G_MAXUINT64;
    }
}
