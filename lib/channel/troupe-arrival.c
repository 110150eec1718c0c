/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-arrival-core-private.h"

#include "base/troupe-defect-private.h"
#include "base/troupe-error.h"

/* How much one run reads at most, so that one busy session does not starve the others. */
#define RUN_BYTES_MAX (1024u * 1024)

static void finish (TroupeArrival *self,
                    guint64        now_ns,
                    TroupeReason   reason,
                    const GError  *error);

static void
ask_to_run (TroupeArrival *self)
{
  if (self->has_woken || self->state == TROUPE_ARRIVAL_OVER)
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

static void
set_bound (TroupeArrival *self,
           guint64        now_ns)
{
  self->until_ns = now_ns + self->home->knobs->values[TROUPE_KNOB_SESSION_GREETING_BOUND];
  if (TROUPE_DEFECT ("session.waits-for-greetings"))
    self->until_ns = G_MAXUINT64;
}

/* So many that have not greeted are enough: the one that has kept us waiting longest goes. */
static void
join_greeters (TroupeArrival *self,
               guint64        now_ns)
{
  g_autoptr (GError) error = NULL;

  if (self->table->greeters.length == TROUPE_GREETERS_MAX)
    {
      g_set_error (&error, TROUPE_ERROR, TROUPE_ERROR_BROKEN, "%u connections came after it, and it had not greeted",
                   TROUPE_GREETERS_MAX);
      finish (g_queue_peek_head (&self->table->greeters), now_ns, TROUPE_REASON_UNROUTABLE, error);
    }
  self->greeter_link.data = self;
  g_queue_push_tail_link (&self->table->greeters, &self->greeter_link);
}

static void
leave_greeters (TroupeArrival *self)
{
  if (self->greeter_link.data != NULL)
    g_queue_unlink (&self->table->greeters, &self->greeter_link);
  self->greeter_link.data = NULL;
}

TroupeArrival *
troupe_arrival_new (TroupeStream             *stream,
                    const TroupeSessionHome  *home,
                    TroupeAcceptorTable      *table,
                    TroupePeerTable          *peers,
                    const TroupeArrivalFuncs *funcs,
                    gpointer                  user_data,
                    guint64                   now_ns)
{
  TroupeArrival *self;

  g_return_val_if_fail (TROUPE_IS_STREAM (stream), NULL);
  g_return_val_if_fail (home != NULL && table != NULL && peers != NULL && funcs != NULL, NULL);

  self = g_new0 (TroupeArrival, 1);
  self->stream = stream;
  self->home = home;
  self->table = table;
  self->funcs = *funcs;
  self->user_data = user_data;
  troupe_input_init (&self->input, TROUPE_FRAME_FROM_INITIATOR);
  troupe_output_init (&self->output);
  troupe_glossary_init (&self->glossary, peers);
  set_bound (self, now_ns);
  join_greeters (self, now_ns);
  troupe_stream_set_ready_func (stream, on_stream_ready, self);
  ask_to_run (self);

  return self;
}

static void
stop_stream (TroupeArrival *self)
{
  troupe_stream_set_ready_func (self->stream, NULL, NULL);
  troupe_stream_close (self->stream);
}

static void
append_bare (TroupeArrival   *self,
             TroupeFrameKind  kind,
             TroupeReason     reason,
             guint64          number)
{
  TroupeFrameHeader header = { .kind = (guint8) kind, .reason = (guint8) reason, .number = number };

  troupe_frame_header_write (&header, troupe_output_append (&self->output, TROUPE_FRAME_HEADER_SIZE));
}

static void
append_refusals (TroupeArrival *self)
{
  const GArray *refusals = self->acceptor->refusals;

  for (; refusals != NULL && self->n_refusals_told < refusals->len; self->n_refusals_told++)
    {
      const TroupeRefusal *refusal = &g_array_index (refusals, TroupeRefusal, self->n_refusals_told);

      append_bare (self, TROUPE_FRAME_REFUSAL, refusal->reason, refusal->sequence);
    }
}

static void
append_acknowledgement (TroupeArrival *self,
                        guint64        now_ns)
{
  TroupeFrameHeader header = { .kind = TROUPE_FRAME_ACKNOWLEDGEMENT, .number = self->acceptor->expected };
  guint32 credit_kib;

  if (TROUPE_DEFECT ("session.acks-when-handled"))
    header.number -= self->acceptor->pool->n_out;
  if (TROUPE_DEFECT ("session.acknowledges-backwards") && header.number == self->acceptor->acknowledged)
    header.number--;
  if (troupe_acceptor_get_credit (self->acceptor, &header.sequence, &credit_kib))
    header.flags = TROUPE_FRAME_IS_CLEAR;
  header.receiver = (guint16) credit_kib;
  header.sender = (guint16) (credit_kib >> 16);
  header.type = (guint16) MIN (self->acceptor->pool->n_out, TROUPE_FRAME_MANY_WAIT);
  troupe_frame_header_write (&header, troupe_output_append (&self->output, TROUPE_FRAME_HEADER_SIZE));
  if (self->acceptor->acknowledged != self->acceptor->expected)
    self->acceptor->acknowledged_ns = now_ns;
  self->acceptor->acknowledged = self->acceptor->expected;
  self->acceptor->taken_bytes = 0;
  self->owes_ack = FALSE;
  if (self->funcs.acknowledged != NULL)
    self->funcs.acknowledged (self, header.number, self->user_data);
}

/* Few messages wait by now for these receivers; there may be more again, so each is told what is true now. */
static void
append_tallies (TroupeArrival *self)
{
  GQueue *answerable = &self->acceptor->answerable;

  while (answerable->length > 0)
    {
      TroupeTally *tally = g_queue_peek_head (answerable);
      guint64 kib = MIN ((tally->n_large_bytes + 1023) / 1024, G_MAXUINT32);
      TroupeFrameHeader header = {
        .kind = TROUPE_FRAME_TALLY, .sequence = tally->n_out, .sender = (guint16) kib, .number = tally->mark,
        .type = (guint16) (kib >> 16),
      };

      troupe_acceptor_note_told (self->acceptor);
      troupe_frame_header_write (&header, troupe_output_append (&self->output, TROUPE_FRAME_HEADER_SIZE));
    }
}

/* What is owed. The refusals of what is acknowledged go before that. */
static void
fill_output (TroupeArrival *self,
             guint64        now_ns)
{
  append_refusals (self);
  append_tallies (self);
  if (self->owes_ack || troupe_acceptor_owes (self->acceptor, now_ns))
    append_acknowledgement (self, now_ns);
}

/* A last word, as far as it goes through at once: after that, whoever is at the other end knows all that was taken. */
static void
say_goodbye (TroupeArrival *self)
{
  gsize n_written;

  if (self->state != TROUPE_ARRIVAL_OPEN || self->output.n_pending > 0 ||
      TROUPE_DEFECT ("session.leaves-without-a-word"))
    return;

  append_refusals (self);
  append_bare (self, TROUPE_FRAME_CLOSE, TROUPE_REASON_NONE, self->acceptor->expected);
  troupe_output_write (&self->output, self->stream, &n_written);
}

void
troupe_arrival_silence (TroupeArrival *self)
{
  leave_greeters (self);
  if (self->acceptor != NULL)
    troupe_acceptor_detach (self->acceptor, self->acceptor->lost_ns);
  self->acceptor = NULL;
  self->state = TROUPE_ARRIVAL_OVER;
  stop_stream (self);
}

void
troupe_arrival_free (TroupeArrival *self)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (!self->is_running);

  say_goodbye (self);
  troupe_arrival_silence (self);
  troupe_input_clear (&self->input);
  troupe_output_clear (&self->output);
  troupe_glossary_clear (&self->glossary);
  g_clear_pointer (&self->peer, troupe_proc_id_unref);
  g_clear_error (&self->error);
  g_object_unref (self->stream);
  g_free (self);
}

guint64
troupe_arrival_get_incarnation (const TroupeArrival *self)
{
  return self->incarnation;
}

guint64
troupe_arrival_get_session (const TroupeArrival *self)
{
  return self->session;
}

guint64
troupe_arrival_get_connection (const TroupeArrival *self)
{
  return self->connection;
}

TroupeProcId *
troupe_arrival_get_peer (const TroupeArrival *self)
{
  return self->peer;
}

const char *
troupe_arrival_get_stream_peer (const TroupeArrival *self)
{
  const char *peer = troupe_stream_get_peer (self->stream);

  return peer != NULL ? peer : "a stranger";
}

void
troupe_arrival_wake (TroupeArrival *self)
{
  ask_to_run (self);
}

void
troupe_arrival_acknowledge (TroupeArrival *self)
{
  self->owes_ack = TRUE;
  ask_to_run (self);
}

/* ---- ends ---- */

static void
finish (TroupeArrival *self,
        guint64        now_ns,
        TroupeReason   reason,
        const GError  *error)
{
  TroupeAcceptor *acceptor = g_steal_pointer (&self->acceptor);

  if (self->state == TROUPE_ARRIVAL_OVER)
    return;

  leave_greeters (self);
  /* Who is leaving has been counted for the reason. */
  if (self->state != TROUPE_ARRIVAL_LEAVING)
    troupe_peer_faults_add_end (&self->table->faults, reason, TROUPE_PEER_FAULT_STRANGER, error);
  self->state = TROUPE_ARRIVAL_OVER;
  stop_stream (self);
  if (acceptor != NULL)
    {
      troupe_acceptor_detach (acceptor, now_ns);
      if (self->is_closed)
        troupe_acceptor_forget (acceptor);
    }
  self->funcs.closed (self, self->was_open, reason, error, self->user_data);
}

void
troupe_arrival_leave (TroupeArrival *self,
                      const GError  *why,
                      guint64        now_ns)
{
  leave_greeters (self);
  self->state = TROUPE_ARRIVAL_LEAVING;
  self->error = g_error_copy (why);
  set_bound (self, now_ns);
}

void
troupe_arrival_supersede (TroupeArrival *self,
                          guint64        now_ns)
{
  finish (self, now_ns, TROUPE_REASON_NONE, NULL);
}

void
troupe_arrival_reject (TroupeArrival   *self,
                       TroupeRejection  rejection,
                       const GError    *why,
                       guint64          now_ns)
{
  TroupeFrameHeader header = { .kind = TROUPE_FRAME_REJECTION, .number = self->acceptor->expected };

  if (self->acceptor->rejection == 0)
    troupe_acceptor_reject (self->acceptor, rejection, why->message);
  append_refusals (self);
  header.reason = self->acceptor->rejection;
  troupe_frame_append_text (&self->output, &header, self->acceptor->rejection_text, self->input.has_trailers);
  troupe_arrival_leave (self, why, now_ns);
}

static void
blame_stream (TroupeArrival  *self,
              GError        **error)
{
  const GError *cause = troupe_stream_get_error (self->stream);

  if (cause != NULL)
    g_propagate_error (error, g_error_copy (cause));
  else
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_BROKEN, "The connection broke");
}

/* ---- running ---- */

static TroupeStreamResult
read_input (TroupeArrival  *self,
            guint64         now_ns,
            GError        **error)
{
  guint64 start = self->input.offset;

  while (self->input.offset - start < RUN_BYTES_MAX && self->state < TROUPE_ARRIVAL_LEAVING)
    {
      TroupeStreamResult result = troupe_input_read (&self->input, self->stream, self->home->scratch);

      if (result == TROUPE_STREAM_END)
        g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_BROKEN, "The peer closed the connection without a word");
      if (result == TROUPE_STREAM_BROKEN)
        blame_stream (self, error);
      if (result != TROUPE_STREAM_OK)
        return result;

      self->heard_ns = now_ns;
      result = troupe_arrival_take (self, now_ns, error);
      if (self->state == TROUPE_ARRIVAL_OVER)
        return TROUPE_STREAM_AGAIN;
      troupe_input_keep (&self->input);
      if (result != TROUPE_STREAM_OK)
        return result;
    }

  return TROUPE_STREAM_OK;
}

static TroupeStreamResult
write_output (TroupeArrival  *self,
              guint64         now_ns,
              GError        **error)
{
  TroupeStreamResult result = TROUPE_STREAM_OK;
  gsize n_written;

  while (result == TROUPE_STREAM_OK)
    {
      if (self->output.n_pending == 0 && self->state == TROUPE_ARRIVAL_OPEN)
        fill_output (self, now_ns);
      if (self->output.n_pending == 0)
        break;
      result = troupe_output_write (&self->output, self->stream, &n_written);
    }
  if (result == TROUPE_STREAM_BROKEN)
    blame_stream (self, error);

  return result;
}

static gboolean
check_time (TroupeArrival  *self,
            guint64         now_ns,
            GError        **error)
{
  if (self->state == TROUPE_ARRIVAL_GREETING && now_ns >= self->until_ns)
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_BROKEN, "The peer did not greet in time");
      return FALSE;
    }
  if (self->state == TROUPE_ARRIVAL_OPEN && self->silence_ns != 0 && now_ns - self->heard_ns >= self->silence_ns)
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_BROKEN, "The peer has fallen silent");
      return FALSE;
    }

  return TRUE;
}

/* Writes until all is said, and then goes. */
static void
run_leaving (TroupeArrival *self,
             guint64        now_ns)
{
  g_autoptr (GError) ignored = NULL;
  TroupeStreamResult result = write_output (self, now_ns, &ignored);

  if (result == TROUPE_STREAM_AGAIN && now_ns < self->until_ns)
    return;

  finish (self, now_ns, TROUPE_REASON_UNROUTABLE, self->error);
}

static TroupeReason
get_reason (const GError *error)
{
  if (error == NULL)
    return TROUPE_REASON_NONE;

  return g_error_matches (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_FRAME) ? TROUPE_REASON_UNROUTABLE
                                                                           : TROUPE_REASON_BROKEN_LINK;
}

static void
exchange (TroupeArrival *self,
          guint64        now_ns)
{
  g_autoptr (GError) error = NULL;
  TroupeStreamResult reading = read_input (self, now_ns, &error);
  TroupeStreamResult writing = TROUPE_STREAM_AGAIN;

  if (self->state >= TROUPE_ARRIVAL_LEAVING)
    return;
  if (reading == TROUPE_STREAM_END || reading == TROUPE_STREAM_BROKEN)
    {
      finish (self, now_ns, get_reason (error), error);
      return;
    }
  if (!check_time (self, now_ns, &error))
    {
      finish (self, now_ns, TROUPE_REASON_TIMEOUT, error);
      return;
    }

  writing = write_output (self, now_ns, &error);
  if (writing == TROUPE_STREAM_BROKEN)
    finish (self, now_ns, TROUPE_REASON_BROKEN_LINK, error);
  else if (reading == TROUPE_STREAM_OK)
    ask_to_run (self);
}

void
troupe_arrival_run (TroupeArrival *self,
                    guint64        now_ns)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (!self->is_running);

  self->has_woken = FALSE;
  self->is_running = TRUE;
  if (self->state < TROUPE_ARRIVAL_LEAVING)
    exchange (self, now_ns);
  if (self->state == TROUPE_ARRIVAL_LEAVING)
    run_leaving (self, now_ns);
  self->is_running = FALSE;
}

guint64
troupe_arrival_get_wake_time (const TroupeArrival *self)
{
  guint64 time_ns;

  g_return_val_if_fail (self != NULL, 0);

  switch (self->state)
    {
    case TROUPE_ARRIVAL_GREETING:
    case TROUPE_ARRIVAL_LEAVING:
      return self->until_ns;

    case TROUPE_ARRIVAL_OPEN:
      time_ns = self->silence_ns != 0 ? self->heard_ns + self->silence_ns : G_MAXUINT64;
      /* What is blocked is written when there is room, not when it is time. */
      if (self->output.n_pending > 0)
        return time_ns;
      return MIN (time_ns, troupe_acceptor_get_due_time (self->acceptor));

    case TROUPE_ARRIVAL_OVER:
    default:
      return G_MAXUINT64;
    }
}
