/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "stage.h"

/* Actors in a ring hand one message round. */

#define N_HOPS (G_GUINT64_CONSTANT (40) * MEASURE_N_RING)

typedef struct _Ring Ring;

typedef struct
{
  Ring           *ring;
  TroupeActorRef *ref;
} Member;

struct _Ring
{
  Stage   stage;
  Member  members[MEASURE_N_RING];
  guint64 n_left; /* hops */
};

static gboolean
member_handle (gpointer        state,
               TroupeContext  *context,
               TroupeMessage  *message,
               GError        **error)
{
  Member *self = state;
  Ring *ring = self->ring;
  Member *next = self + 1 < ring->members + MEASURE_N_RING ? self + 1 : ring->members;
  static const MeasureBody nothing;
  const MeasureBody *body = &nothing;

  if (troupe_message_is (message, ring->stage.begin))
    ring->n_left = N_HOPS;
  else if (--ring->n_left > 0)
    body = troupe_message_get_data (message, NULL);
  else
    {
      ring->stage.is_done = TRUE;
      return TRUE;
    }

  return troupe_context_send_data (context, next->ref, ring->stage.body, body, sizeof *body, error);
}

static TroupeBehavior member_behavior = { .type_name = "member", .handle = member_handle };

static guint64
ring_batch (gpointer data)
{
  Ring *self = data;

  stage_begin (&self->stage, self->members[0].ref, N_HOPS);

  return N_HOPS;
}

double
measure_ring (double seconds)
{
  g_autofree Ring *self = g_new0 (Ring, 1);
  double rate;

  stage_open (&self->stage);
  for (guint i = 0; i < MEASURE_N_RING; i++)
    {
      g_autofree char *name = g_strdup_printf ("m%u", i);

      self->members[i].ring = self;
      self->members[i].ref = stage_spawn (&self->stage, name, &member_behavior, &self->members[i]);
    }
  rate = measure_rate (seconds, ring_batch, self);
  for (guint i = 0; i < MEASURE_N_RING; i++)
    troupe_actor_ref_unref (self->members[i].ref);
  stage_close (&self->stage);

  return rate;
}
