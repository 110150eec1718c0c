/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "measure.h"

G_BEGIN_DECLS

/* The floor: what the same work costs in bare C on one thread. Envelopes from a free list, a mailbox, a run queue, a
 * list of children, a message at their end. No types, ids, numbers, checks, events, timers, names or fairness: a real
 * runtime must land below it, and a result above it is a broken benchmark. */

typedef struct _FloorActor FloorActor;
typedef struct _FloorEnvelope FloorEnvelope;

typedef enum
{
  FLOOR_BEGIN,
  FLOOR_BODY,
  FLOOR_DOWN, /* the sender, a child, has ended */
} FloorKind;

struct _FloorEnvelope
{
  FloorEnvelope *next;
  FloorActor    *sender;
  FloorKind      kind;
  gboolean       failed; /* of FLOOR_DOWN */
  MeasureBody    body;
};

typedef void (*FloorHandler) (FloorActor    *self,
                              FloorEnvelope *envelope);

struct _FloorActor
{
  FloorHandler    handler;
  gpointer        state;
  FloorEnvelope  *head;
  FloorEnvelope **tail;
  FloorActor     *next_ready;  /* in the run queue */
  gboolean        is_ready;    /* it stands there */
  FloorActor     *parent;
  FloorActor     *previous_sibling;
  FloorActor     *next_sibling;
  FloorActor     *first_child;
};

/* @parent: (nullable) */
FloorActor    *floor_spawn     (FloorHandler      handler,
                                gpointer          state,
                                FloorActor       *parent);
/* Frees it, and tells its parent. */
void           floor_end       (FloorActor       *self,
                                gboolean          failed);
void           floor_send      (FloorActor       *sender,
                                FloorActor       *receiver,
                                FloorKind         kind,
                                const MeasureBody *body);
/* Sends @receiver a FLOOR_BEGIN, and runs until nothing is ready. */
void           floor_run       (FloorActor       *receiver);

double floor_ping_pong (double amount);
double floor_fan_in    (double amount);
double floor_ring      (double amount);
double floor_stops     (double amount);
double floor_failures  (double amount);
double floor_idle      (double amount);

G_END_DECLS
