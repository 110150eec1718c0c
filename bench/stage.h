/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <troupe.h>

#include "measure.h"

G_BEGIN_DECLS

/* One proc on one loop in the real world, and a client that says when to begin. Nobody listens to events. */
typedef struct
{
  TroupeWorld             *world;
  TroupeLoop              *loop;
  TroupeProc              *proc;
  TroupeInstance          *client;
  const TroupeMessageType *begin;  /* a number: how much to do */
  const TroupeMessageType *body;   /* 64 bytes */
  gboolean                 is_done; /* the actor that was begun says so */
} Stage;

void            stage_open  (Stage          *self);
/* All actors are gone before the memory is. */
void            stage_close (Stage          *self);
/* Spawns a root actor that takes both types of the stage. (transfer full) */
TroupeActorRef *stage_spawn (Stage          *self,
                             const char     *name,
                             TroupeBehavior *behavior,
                             gpointer        state);
/* Sends `begin` with @amount, and runs the loop until the stage is done. */
void            stage_begin (Stage          *self,
                             TroupeActorRef *actor,
                             guint64         amount);
/* Runs the loop until nothing is left to do. */
void            stage_settle (Stage         *self);

/* The measures, one file each. */
double measure_ping_pong         (double amount);
double measure_ping_pong_variant (double amount);
double measure_fan_in            (double amount);
double measure_ring              (double amount);
double measure_spawn             (double amount);
double measure_spawn_object      (double amount);
double measure_failures          (double amount);
double measure_idle              (double amount);
double measure_one_loop          (double amount);
double measure_two_loops         (double amount);

G_END_DECLS
