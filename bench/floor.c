/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "floor.h"

const char *const measure_who = "floor";

const Measure measures[] = {
  { "ping-pong", floor_ping_pong },
  { "fan-in", floor_fan_in },
  { "ring", floor_ring },
  { "spawn", floor_stops },
  { "failures", floor_failures },
  { "idle", floor_idle },
  { NULL },
};

static FloorEnvelope *free_envelopes; /* linked by next */
static FloorActor    *free_actors;    /* linked by next_ready */
static FloorActor    *first_ready;    /* the run queue */
static FloorActor    *last_ready;
static FloorActor    *roots;          /* who has no parent, linked by next_sibling: a program ends with its actors
                                       * alive, and a leak checker is to see that it still knows them */

FloorActor *
floor_spawn (FloorHandler  handler,
             gpointer      state,
             FloorActor   *parent)
{
  FloorActor *self = free_actors;

  if (self != NULL)
    free_actors = self->next_ready;
  else
    self = g_new (FloorActor, 1);

  *self = (FloorActor) { .handler = handler, .state = state, .parent = parent };
  self->tail = &self->head;
  if (parent != NULL)
    {
      self->next_sibling = parent->first_child;
      if (parent->first_child != NULL)
        parent->first_child->previous_sibling = self;
      parent->first_child = self;
    }
  else
    {
      self->next_sibling = roots;
      roots = self;
    }

  return self;
}

void
floor_end (FloorActor *self,
           gboolean    failed)
{
  MeasureBody body = { { failed } };

  if (self->previous_sibling != NULL)
    self->previous_sibling->next_sibling = self->next_sibling;
  else
    self->parent->first_child = self->next_sibling;
  if (self->next_sibling != NULL)
    self->next_sibling->previous_sibling = self->previous_sibling;
  floor_send (self, self->parent, FLOOR_DOWN, &body);

  self->next_ready = free_actors;
  free_actors = self;
}

void
floor_send (FloorActor        *sender,
            FloorActor        *receiver,
            FloorKind          kind,
            const MeasureBody *body)
{
  FloorEnvelope *envelope = free_envelopes;

  if (envelope != NULL)
    free_envelopes = envelope->next;
  else
    envelope = g_new (FloorEnvelope, 1);

  envelope->next = NULL;
  envelope->sender = sender;
  envelope->kind = kind;
  envelope->body = *body;
  *receiver->tail = envelope;
  receiver->tail = &envelope->next;

  if (receiver->is_ready)
    return;
  receiver->is_ready = TRUE;
  receiver->next_ready = NULL;
  if (last_ready != NULL)
    last_ready->next_ready = receiver;
  else
    first_ready = receiver;
  last_ready = receiver;
}

/* Takes all that an actor has when its turn comes. */
static void
floor_turn (FloorActor *self)
{
  FloorEnvelope *envelope = self->head;

  self->head = NULL;
  self->tail = &self->head;
  while (envelope != NULL)
    {
      FloorEnvelope *next = envelope->next;

      self->handler (self, envelope);
      envelope->next = free_envelopes;
      free_envelopes = envelope;
      envelope = next;
    }
}

void
floor_run (FloorActor *receiver)
{
  MeasureBody body = { { 0 } };

  floor_send (NULL, receiver, FLOOR_BEGIN, &body);
  while (first_ready != NULL)
    {
      FloorActor *actor = first_ready;

      first_ready = actor->next_ready;
      if (first_ready == NULL)
        last_ready = NULL;
      actor->is_ready = FALSE;
      floor_turn (actor);
    }
}
