/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "stage.h"

#define STAGE_STOP_BOUND_NS (G_GUINT64_CONSTANT (3600) * 1000000000)

const char *const measure_who = "troupe";

const Measure measures[] = {
  { "ping-pong", measure_ping_pong },
  { "ping-pong-variant", measure_ping_pong_variant },
  { "fan-in", measure_fan_in },
  { "ring", measure_ring },
  { "spawn", measure_spawn },
  { "spawn-object", measure_spawn_object },
  { "failures", measure_failures },
  { "idle", measure_idle },
  { "one-loop", measure_one_loop },
  { "two-loops", measure_two_loops },
  { NULL },
};

static const TroupeMessageField begin_fields[] = { { "amount", "t", "how much to do" } };
static const TroupeMessageField body_fields[] = {
  { "a", "t", "a word" }, { "b", "t", "a word" }, { "c", "t", "a word" }, { "d", "t", "a word" },
  { "e", "t", "a word" }, { "f", "t", "a word" }, { "g", "t", "a word" }, { "h", "t", "a word" },
};

void
stage_open (Stage *self)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse ("local:1", NULL);

  self->begin = troupe_message_type_register ("bench.begin", begin_fields, G_N_ELEMENTS (begin_fields), "Begin");
  self->body = troupe_message_type_register ("bench.body", body_fields, G_N_ELEMENTS (body_fields), "64 bytes");
  self->world = troupe_real_world_new (NULL);
  self->loop = troupe_loop_new (self->world);
  /* However busy the machine, a million children have the time that they need to stop. */
  troupe_loop_set_knob (self->loop, "stop.children-bound", STAGE_STOP_BOUND_NS, NULL);
  self->proc = troupe_proc_new (self->loop, address, "bench", NULL);
  self->client = troupe_proc_create_client (self->proc, "client", TROUPE_CLIENT_PLAIN, NULL);
}

static void
stage_stopped (TroupeProc *proc,
               gpointer    user_data)
{
  Stage *self = user_data;

  self->is_done = TRUE;
}

void
stage_close (Stage *self)
{
  self->is_done = FALSE;
  troupe_proc_stop (self->proc, NULL, stage_stopped, self);
  while (!self->is_done)
    g_main_context_iteration (NULL, TRUE);
  stage_settle (self);

  g_clear_object (&self->client);
  g_clear_object (&self->proc);
  g_clear_object (&self->loop);
  g_clear_object (&self->world);
}

TroupeActorRef *
stage_spawn (Stage          *self,
             const char     *name,
             TroupeBehavior *behavior,
             gpointer        state)
{
  troupe_behavior_accept (behavior, self->begin);
  troupe_behavior_accept (behavior, self->body);

  return troupe_proc_spawn_behavior (self->proc, name, behavior, state, NULL);
}

void
stage_begin (Stage          *self,
             TroupeActorRef *actor,
             guint64         amount)
{
  TroupeActorId *id = troupe_actor_ref_get_id (actor);

  self->is_done = FALSE;
  troupe_instance_send (self->client, id, self->begin, g_variant_new ("(t)", amount), NULL);
  while (!self->is_done)
    g_main_context_iteration (NULL, TRUE);
}

void
stage_settle (Stage *self)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}
