/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

/* A GLib program as there are many, with a main loop and sources of its own, that holds a client instance: actors and
 * sources share one thread, and nothing is locked. A timer of the program reads a gauge and tells it to an actor; after
 * the last reading the program asks for the mean. */

#include <troupe.h>

#include <stdlib.h>

static const TroupeMessageType *gauge_reading;
static const TroupeMessageType *gauge_mean;

static const TroupeMessageField reading_fields[] = { { "degrees", "d", "what the gauge showed" } };
static const TroupeMessageField mean_fields[] = { { "degrees", "d", "the mean of all readings" } };

static const double readings[] = { 19.5, 20.0, 21.0, 23.5 };

/* The actor: takes readings, and answers the mean when it is asked. */
G_DECLARE_FINAL_TYPE (Meter, meter, GAUGE, METER, TroupeActor)
struct _Meter
{
  TroupeActor parent_instance;

  double      sum;
  guint       n_readings;
};
G_DEFINE_FINAL_TYPE (Meter, meter, TROUPE_TYPE_ACTOR)

static gboolean
meter_handle (TroupeActor    *actor,
              TroupeContext  *context,
              TroupeMessage  *message,
              GError        **error)
{
  Meter *self = (Meter *) actor;
  g_autoptr (GVariant) degrees = troupe_message_dup_field (message, "degrees");

  if (!troupe_message_wants_reply (message))
    {
      self->sum += g_variant_get_double (degrees);
      self->n_readings++;
      return TRUE;
    }

  return troupe_context_reply (context, message, gauge_mean, g_variant_new ("(d)", self->sum / self->n_readings),
                               error);
}

static void
meter_class_init (MeterClass *klass)
{
  TROUPE_ACTOR_CLASS (klass)->handle = meter_handle;
  troupe_actor_class_accept (TROUPE_ACTOR_CLASS (klass), gauge_reading);
  troupe_actor_class_accept (TROUPE_ACTOR_CLASS (klass), gauge_mean);
}

static void
meter_init (Meter *self)
{
}

/* The program. */
typedef struct
{
  GMainLoop      *main_loop;
  TroupeInstance *client;
  TroupeActorId  *meter;
  guint           n_read;
} Program;

static void
take_mean (TroupeMessage *reply,
           TroupeReason   reason,
           gpointer       user_data)
{
  Program *program = user_data;
  g_autoptr (GVariant) degrees = reply != NULL ? troupe_message_dup_field (reply, "degrees") : NULL;

  if (degrees != NULL)
    g_print ("%u readings, %.1f degrees\n", program->n_read, g_variant_get_double (degrees));
  g_main_loop_quit (program->main_loop);
}

static gboolean
read_gauge (gpointer user_data)
{
  Program *program = user_data;

  if (program->n_read < G_N_ELEMENTS (readings))
    {
      troupe_instance_send (program->client, program->meter, gauge_reading,
                            g_variant_new ("(d)", readings[program->n_read++]), NULL);
      return G_SOURCE_CONTINUE;
    }

  troupe_instance_ask (program->client, program->meter, gauge_mean, g_variant_new ("(d)", 0.0), take_mean, program,
                       NULL, NULL);

  return G_SOURCE_REMOVE;
}

int
main (void)
{
  g_autoptr (GMainLoop) main_loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (TroupeWorld) world = troupe_real_world_new (NULL);
  g_autoptr (TroupeLoop) loop = troupe_loop_new (world);
  g_autoptr (TroupeProc) proc = troupe_proc_new_local (loop, "house", NULL);
  g_autoptr (TroupeInstance) client = troupe_proc_create_client (proc, "window", TROUPE_CLIENT_INTROSPECTABLE, NULL);
  g_autoptr (TroupeActor) actor = NULL;
  g_autoptr (TroupeActorId) meter = NULL;
  Program program = { main_loop, client, NULL, 0 };

  gauge_reading = troupe_message_type_register ("gauge.reading", reading_fields, 1, "The gauge showed this");
  gauge_mean = troupe_message_type_register ("gauge.mean", mean_fields, 1, "The mean; also the question for it");
  actor = g_object_new (meter_get_type (), NULL);
  meter = troupe_proc_spawn (proc, "meter", actor, NULL);
  program.meter = meter;
  g_timeout_add (1, read_gauge, &program);
  g_main_loop_run (main_loop);

  return EXIT_SUCCESS;
}
