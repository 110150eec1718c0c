/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "floor.h"

/* The floor of ping-pong, ring and fan-in. */

#define N_ROUND_TRIPS G_GUINT64_CONSTANT (100000)
#define N_HOPS        (G_GUINT64_CONSTANT (200) * MEASURE_N_RING)
#define N_BURSTS      G_GUINT64_CONSTANT (10000)

static const MeasureBody nothing;

typedef struct
{
  FloorActor *first;
  guint64     n_left;
} Course;

static guint64
course_batch (gpointer data)
{
  Course *self = data;
  guint64 n = self->n_left;

  floor_run (self->first);
  self->n_left = n;

  return n;
}

/* --- ping-pong --- */

typedef struct
{
  Course      course;
  FloorActor *pong;
} PingPong;

static void
ping (FloorActor    *self,
      FloorEnvelope *envelope)
{
  PingPong *game = self->state;

  if (envelope->kind == FLOOR_BEGIN)
    floor_send (self, game->pong, FLOOR_BODY, &nothing);
  else if (--game->course.n_left > 0)
    floor_send (self, game->pong, FLOOR_BODY, &envelope->body);
}

static void
pong (FloorActor    *self,
      FloorEnvelope *envelope)
{
  floor_send (self, envelope->sender, FLOOR_BODY, &envelope->body);
}

double
floor_ping_pong (double seconds)
{
  PingPong game = { .course.n_left = N_ROUND_TRIPS };

  game.course.first = floor_spawn (ping, &game, NULL);
  game.pong = floor_spawn (pong, &game, NULL);

  return measure_rate (seconds, course_batch, &game);
}

/* --- ring --- */

typedef struct
{
  Course      course;
  FloorActor *members[MEASURE_N_RING];
} Ring;

typedef struct
{
  Ring *ring;
  guint next;
} Member;

static void
hop (FloorActor    *self,
     FloorEnvelope *envelope)
{
  Member *member = self->state;
  Ring *ring = member->ring;

  if (envelope->kind == FLOOR_BEGIN || --ring->course.n_left > 0)
    floor_send (self, ring->members[member->next], FLOOR_BODY, &envelope->body);
}

double
floor_ring (double seconds)
{
  Ring ring = { .course.n_left = N_HOPS };
  Member members[MEASURE_N_RING];

  for (guint i = 0; i < MEASURE_N_RING; i++)
    {
      members[i] = (Member) { &ring, (i + 1) % MEASURE_N_RING };
      ring.members[i] = floor_spawn (hop, &members[i], NULL);
    }
  ring.course.first = ring.members[0];

  return measure_rate (seconds, course_batch, &ring);
}

/* --- fan-in --- */

typedef struct
{
  FloorActor *senders[MEASURE_N_SENDERS];
  guint       n_unanswered[MEASURE_N_SENDERS];
  FloorActor *receiver;
  guint64     n_bursts_left;
} FanIn;

typedef struct
{
  FanIn *fan_in;
  guint  index;
} Sender;

static void
send_burst (FloorActor    *self,
            FloorEnvelope *envelope)
{
  Sender *sender = self->state;
  MeasureBody body = { { sender->index } };

  for (guint i = 0; i < MEASURE_CREDIT; i++)
    floor_send (self, sender->fan_in->receiver, FLOOR_BODY, &body);
}

static void
receive (FloorActor    *self,
         FloorEnvelope *envelope)
{
  FanIn *fan_in = self->state;
  guint64 index = envelope->body.words[0];

  if (envelope->kind == FLOOR_BEGIN)
    {
      fan_in->n_bursts_left = N_BURSTS - MEASURE_N_SENDERS;
      for (guint i = 0; i < MEASURE_N_SENDERS; i++)
        floor_send (self, fan_in->senders[i], FLOOR_BODY, &nothing);
      return;
    }

  if (++fan_in->n_unanswered[index] < MEASURE_CREDIT)
    return;
  fan_in->n_unanswered[index] = 0;
  if (fan_in->n_bursts_left > 0)
    {
      fan_in->n_bursts_left--;
      floor_send (self, envelope->sender, FLOOR_BODY, &nothing);
    }
}

static guint64
fan_in_batch (gpointer data)
{
  FanIn *self = data;

  floor_run (self->receiver);

  return N_BURSTS * MEASURE_CREDIT;
}

double
floor_fan_in (double seconds)
{
  FanIn fan_in = { .n_bursts_left = 0 };
  Sender senders[MEASURE_N_SENDERS];

  fan_in.receiver = floor_spawn (receive, &fan_in, NULL);
  for (guint i = 0; i < MEASURE_N_SENDERS; i++)
    {
      senders[i] = (Sender) { &fan_in, i };
      fan_in.senders[i] = floor_spawn (send_burst, &senders[i], NULL);
    }

  return measure_rate (seconds, fan_in_batch, &fan_in);
}
