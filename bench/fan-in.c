/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "stage.h"

/* Many actors send to one. Each sends a burst and waits until the receiver has handled it all: so the backlog has a
 * bound. What the receiver answers is not counted. */

#define N_BURSTS G_GUINT64_CONSTANT (4000)

typedef struct _FanIn FanIn;

typedef struct
{
  FanIn          *fan_in;
  TroupeActorRef *ref;
  guint           n_unanswered; /* of its messages, as the receiver counts */
} Sender;

struct _FanIn
{
  Stage           stage;
  TroupeActorRef *receiver;
  Sender          senders[MEASURE_N_SENDERS];
  guint64         n_bursts_left; /* that may still be asked for */
  guint           n_active;      /* senders that have not been told to rest */
};

static gboolean
send_burst (Sender         *self,
            TroupeContext  *context,
            GError        **error)
{
  FanIn *fan_in = self->fan_in;
  MeasureBody body = { { (guint64) (self - fan_in->senders) } };

  for (guint i = 0; i < MEASURE_CREDIT; i++)
    if (!troupe_context_send_data (context, fan_in->receiver, fan_in->stage.body, &body, sizeof body, error))
      return FALSE;

  return TRUE;
}

static gboolean
sender_handle (gpointer        state,
               TroupeContext  *context,
               TroupeMessage  *message,
               GError        **error)
{
  return send_burst (state, context, error);
}

static gboolean
receiver_begin (FanIn          *self,
                TroupeContext  *context,
                GError        **error)
{
  MeasureBody body = { { 0 } };

  self->n_bursts_left = N_BURSTS - MEASURE_N_SENDERS;
  self->n_active = MEASURE_N_SENDERS;
  for (guint i = 0; i < MEASURE_N_SENDERS; i++)
    if (!troupe_context_send_data (context, self->senders[i].ref, self->stage.body, &body, sizeof body, error))
      return FALSE;

  return TRUE;
}

static gboolean
receiver_handle (gpointer        state,
                 TroupeContext  *context,
                 TroupeMessage  *message,
                 GError        **error)
{
  FanIn *self = state;
  const MeasureBody *body = troupe_message_get_data (message, NULL);
  Sender *sender;

  if (troupe_message_is (message, self->stage.begin))
    return receiver_begin (self, context, error);

  sender = &self->senders[body->words[0]];
  if (++sender->n_unanswered < MEASURE_CREDIT)
    return TRUE;

  sender->n_unanswered = 0;
  if (self->n_bursts_left > 0)
    {
      self->n_bursts_left--;
      return troupe_context_send_data (context, troupe_message_get_sender_ref (message), self->stage.body, body,
                                       sizeof *body, error);
    }
  if (--self->n_active == 0)
    self->stage.is_done = TRUE;

  return TRUE;
}

static TroupeBehavior sender_behavior = { .type_name = "sender", .handle = sender_handle };
static TroupeBehavior receiver_behavior = { .type_name = "receiver", .handle = receiver_handle };

static guint64
fan_in_batch (gpointer data)
{
  FanIn *self = data;

  stage_begin (&self->stage, self->receiver, N_BURSTS);

  return N_BURSTS * MEASURE_CREDIT;
}

double
measure_fan_in (double seconds)
{
  FanIn self = { .n_active = 0 };
  double rate;

  stage_open (&self.stage);
  self.receiver = stage_spawn (&self.stage, "receiver", &receiver_behavior, &self);
  for (guint i = 0; i < MEASURE_N_SENDERS; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%u", i);

      self.senders[i].fan_in = &self;
      self.senders[i].ref = stage_spawn (&self.stage, name, &sender_behavior, &self.senders[i]);
    }
  rate = measure_rate (seconds, fan_in_batch, &self);
  for (guint i = 0; i < MEASURE_N_SENDERS; i++)
    troupe_actor_ref_unref (self.senders[i].ref);
  troupe_actor_ref_unref (self.receiver);
  stage_close (&self.stage);

  return rate;
}
