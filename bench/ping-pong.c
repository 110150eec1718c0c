/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "stage.h"

/* Two actors send one message to and fro. */

#define N_ROUND_TRIPS G_GUINT64_CONSTANT (20000)

typedef struct
{
  Stage           stage;
  TroupeActorRef *ping;
  TroupeActorRef *pong;
  guint64         n_left; /* round trips */
} PingPong;

static gboolean
ping_handle (gpointer        state,
             TroupeContext  *context,
             TroupeMessage  *message,
             GError        **error)
{
  PingPong *self = state;
  MeasureBody body = { { 0 } };

  if (troupe_message_is (message, self->stage.begin))
    {
      self->n_left = N_ROUND_TRIPS;
      return troupe_context_send_data (context, self->pong, self->stage.body, &body, sizeof body, error);
    }

  if (--self->n_left == 0)
    {
      self->stage.is_done = TRUE;
      return TRUE;
    }

  return troupe_context_send_data (context, self->pong, self->stage.body, troupe_message_get_data (message, NULL),
                                   sizeof body, error);
}

static gboolean
pong_handle (gpointer        state,
             TroupeContext  *context,
             TroupeMessage  *message,
             GError        **error)
{
  PingPong *self = state;

  return troupe_context_send_data (context, troupe_message_get_sender_ref (message), self->stage.body,
                                   troupe_message_get_data (message, NULL), sizeof (MeasureBody), error);
}

static TroupeBehavior ping_behavior = { .type_name = "ping", .handle = ping_handle };
static TroupeBehavior pong_behavior = { .type_name = "pong", .handle = pong_handle };

/* The same with what every language can do: a GVariant for a body, and an id for the receiver. */
static GVariant *
new_body (void)
{
  guint64 word = 0;

  return g_variant_new ("(tttttttt)", word, word, word, word, word, word, word, word);
}

static gboolean
ping_variant_handle (gpointer        state,
                     TroupeContext  *context,
                     TroupeMessage  *message,
                     GError        **error)
{
  PingPong *self = state;

  if (troupe_message_is (message, self->stage.begin))
    self->n_left = N_ROUND_TRIPS;
  else if (--self->n_left == 0)
    {
      self->stage.is_done = TRUE;
      return TRUE;
    }

  return troupe_context_send (context, troupe_actor_ref_get_id (self->pong), self->stage.body, new_body (), error);
}

static gboolean
pong_variant_handle (gpointer        state,
                     TroupeContext  *context,
                     TroupeMessage  *message,
                     GError        **error)
{
  PingPong *self = state;

  return troupe_context_send (context, troupe_message_get_sender (message), self->stage.body, new_body (), error);
}

static TroupeBehavior ping_variant_behavior = { .type_name = "ping", .handle = ping_variant_handle };
static TroupeBehavior pong_variant_behavior = { .type_name = "pong", .handle = pong_variant_handle };

static guint64
ping_pong_batch (gpointer data)
{
  PingPong *self = data;

  stage_begin (&self->stage, self->ping, N_ROUND_TRIPS);

  return N_ROUND_TRIPS;
}

static double
ping_pong_measure (double          seconds,
                   TroupeBehavior *ping,
                   TroupeBehavior *pong)
{
  PingPong self = { .n_left = 0 };
  double rate;

  stage_open (&self.stage);
  self.ping = stage_spawn (&self.stage, "ping", ping, &self);
  self.pong = stage_spawn (&self.stage, "pong", pong, &self);
  rate = measure_rate (seconds, ping_pong_batch, &self);
  troupe_actor_ref_unref (self.ping);
  troupe_actor_ref_unref (self.pong);
  stage_close (&self.stage);

  return rate;
}

double
measure_ping_pong (double seconds)
{
  return ping_pong_measure (seconds, &ping_behavior, &pong_behavior);
}

double
measure_ping_pong_variant (double seconds)
{
  return ping_pong_measure (seconds, &ping_variant_behavior, &pong_variant_behavior);
}
