/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "floor.h"

/* The floor of spawn, failures and idle. */

#define N_CHILDREN G_GUINT64_CONSTANT (50000)

typedef struct
{
  FloorActor  *parent;
  FloorHandler child;
  guint64      n_to_spawn;
  guint64      n_alive;
} Family;

static void
spawn_some (FloorActor *self,
            Family     *family)
{
  MeasureBody body = { { 0 } };

  for (; family->n_alive < MEASURE_N_IN_FLIGHT && family->n_to_spawn > 0; family->n_alive++, family->n_to_spawn--)
    floor_send (self, floor_spawn (family->child, NULL, self), FLOOR_BEGIN, &body);
}

static void
supervise (FloorActor    *self,
           FloorEnvelope *envelope)
{
  Family *family = self->state;

  if (envelope->kind == FLOOR_BEGIN)
    family->n_to_spawn = N_CHILDREN;
  else
    family->n_alive--;
  spawn_some (self, family);
}

static void
stop (FloorActor    *self,
      FloorEnvelope *envelope)
{
  floor_end (self, FALSE);
}

static void
fail (FloorActor    *self,
      FloorEnvelope *envelope)
{
  floor_end (self, TRUE);
}

static guint64
family_batch (gpointer data)
{
  Family *self = data;

  floor_run (self->parent);

  return N_CHILDREN;
}

static double
family_measure (double       seconds,
                FloorHandler child)
{
  Family family = { .child = child };

  family.parent = floor_spawn (supervise, &family, NULL);

  return measure_rate (seconds, family_batch, &family);
}

double
floor_stops (double seconds)
{
  return family_measure (seconds, stop);
}

double
floor_failures (double seconds)
{
  return family_measure (seconds, fail);
}

double
floor_idle (double amount)
{
  gsize before = measure_resident ();
  FloorActor *parent = floor_spawn (supervise, NULL, NULL);

  for (guint64 i = 0; i < (guint64) amount; i++)
    floor_spawn (stop, NULL, parent);

  return (double) (measure_resident () - before) / amount;
}
