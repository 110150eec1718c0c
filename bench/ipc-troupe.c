/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "ipc.h"

#include <troupe.h>

#include <string.h>
#include <unistd.h>

/* Two processes, a direct proc in each. */

const char *const measure_who = "troupe";

static const TroupeMessageField begin_fields[] = { { "amount", "t", "how many" } };
static const TroupeMessageField blob_fields[] = { { "bytes", "ay", "many" } };
static const TroupeMessageField body_fields[] = {
  { "a", "t", "a word" }, { "b", "t", "a word" }, { "c", "t", "a word" }, { "d", "t", "a word" },
  { "e", "t", "a word" }, { "f", "t", "a word" }, { "g", "t", "a word" }, { "h", "t", "a word" },
};

static const TroupeMessageType *begin_type;
static const TroupeMessageType *body_type;
static const TroupeMessageType *blob_type;

/* One process: its proc, and the one actor that measures or is measured. */
typedef struct
{
  TroupeWorld    *world;
  TroupeLoop     *loop;
  TroupeProc     *proc;
  TroupeInstance *client;
  TroupeActorRef *actor;
  gboolean        is_done;

  /* Of who counts: */
  double          seconds;
  guint64         n_received;   /* messages, since @began_ns */
  guint64         began_ns;     /* 0: not yet */
  guint64         ended_ns;
  guint64        *times_ns;     /* of round trips */
  guint           n_times;
  guint64         sent_ns;

  /* Of the child: */
  const char     *address_text;
  int             pipe_fd;      /* where the parent says whom to talk to */
  TroupeBehavior *behavior;
  TroupeActorRef *target;       /* the parent's actor */
  GVariant       *blob;
} Side;

static void
side_open (Side           *self,
           const char     *address_text,
           const char     *name,
           TroupeBehavior *behavior)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse (address_text, NULL);
  g_autoptr (GError) error = NULL;

  begin_type = troupe_message_type_register ("bench.begin", begin_fields, G_N_ELEMENTS (begin_fields), "Begin");
  body_type = troupe_message_type_register ("bench.body", body_fields, G_N_ELEMENTS (body_fields), "64 bytes");
  blob_type = troupe_message_type_register ("bench.blob", blob_fields, G_N_ELEMENTS (blob_fields), "1 MiB");
  self->world = troupe_real_world_new (NULL);
  self->loop = troupe_loop_new (self->world);
  self->proc = troupe_proc_new_direct (self->loop, address, name, &error);
  if (self->proc == NULL)
    g_error ("%s", error->message);

  troupe_behavior_accept (behavior, begin_type);
  troupe_behavior_accept (behavior, body_type);
  troupe_behavior_accept (behavior, blob_type);
  self->client = troupe_proc_create_client (self->proc, "client", TROUPE_CLIENT_PLAIN, NULL);
  self->actor = troupe_proc_spawn_behavior (self->proc, name, behavior, self, NULL);
}

static void
side_send_begin (Side    *self,
                 guint64  amount)
{
  troupe_instance_send (self->client, troupe_actor_ref_get_id (self->actor), begin_type,
                        g_variant_new ("(t)", amount), NULL);
}

static gboolean
send_begin (TroupeContext   *context,
            TroupeActorRef  *target,
            guint64          amount,
            GError         **error)
{
  return troupe_context_send_data (context, target, begin_type, &amount, sizeof amount, error);
}

/* The child's actor: sends as much as it may. */
static gboolean
source_handle (gpointer        state,
               TroupeContext  *context,
               TroupeMessage  *message,
               GError        **error)
{
  Side *self = state;
  MeasureBody body = { { 0 } };
  guint64 amount = *(const guint64 *) troupe_message_get_data (message, NULL);

  if (self->target == NULL)
    return TRUE;
  if (self->blob != NULL)
    {
      for (guint64 i = 0; i < amount; i++)
        if (!troupe_context_send (context, troupe_actor_ref_get_id (self->target), blob_type, self->blob, error))
          return FALSE;
      return TRUE;
    }

  for (guint64 i = 0; i < amount; i++)
    if (!troupe_context_send_data (context, self->target, body_type, &body, sizeof body, error))
      return FALSE;

  return TRUE;
}

/* The parent's: counts, and allows more. */
static gboolean
sink_handle (gpointer        state,
             TroupeContext  *context,
             TroupeMessage  *message,
             GError        **error)
{
  Side *self = state;
  guint64 step = troupe_message_is (message, blob_type) ? 1 : IPC_CREDIT;
  guint64 now_ns;

  self->n_received++;
  if (self->n_received % step != 0)
    return TRUE;

  now_ns = ipc_get_time_ns ();
  if (self->began_ns == 0 && self->n_received >= 10 * step)
    {
      self->began_ns = now_ns;
      self->n_received = 0;
    }
  else if (self->began_ns != 0 && (double) (now_ns - self->began_ns) >= self->seconds * 1e9)
    {
      self->ended_ns = now_ns;
      self->is_done = TRUE;
      return TRUE;
    }

  return send_begin (context, troupe_message_get_sender_ref (message), step, error);
}

/* The child's: says that it is there, then sends back what comes. */
static gboolean
echo_handle (gpointer        state,
             TroupeContext  *context,
             TroupeMessage  *message,
             GError        **error)
{
  Side *self = state;

  if (troupe_message_is (message, begin_type))
    return send_begin (context, self->target, 1, error);

  return troupe_context_send_data (context, troupe_message_get_sender_ref (message), body_type,
                                   troupe_message_get_data (message, NULL), sizeof (MeasureBody), error);
}

/* The parent's: sends one message to and fro. */
static gboolean
ping_handle (gpointer        state,
             TroupeContext  *context,
             TroupeMessage  *message,
             GError        **error)
{
  Side *self = state;
  MeasureBody body = { { 0 } };
  guint64 now_ns = ipc_get_time_ns ();

  if (troupe_message_is (message, body_type))
    self->times_ns[self->n_times++] = now_ns - self->sent_ns;
  if (self->n_times == IPC_N_ROUND_TRIPS)
    {
      self->is_done = TRUE;
      return TRUE;
    }
  self->sent_ns = ipc_get_time_ns ();

  return troupe_context_send_data (context, troupe_message_get_sender_ref (message), body_type, &body, sizeof body,
                                   error);
}

static TroupeBehavior source_behavior = { .type_name = "source", .handle = source_handle };
static TroupeBehavior sink_behavior = { .type_name = "sink", .handle = sink_handle };
static TroupeBehavior echo_behavior = { .type_name = "echo", .handle = echo_handle };
static TroupeBehavior ping_behavior = { .type_name = "ping", .handle = ping_handle };

static void
run_child (gpointer data)
{
  Side *self = data;
  g_autoptr (TroupeActorId) target = NULL;
  char text[512] = "";
  guint64 amount = self->blob != NULL ? IPC_BLOB_WINDOW : IPC_WINDOW;

  if (read (self->pipe_fd, text, sizeof text - 1) <= 0)
    g_error ("The parent says nothing");
  target = troupe_actor_id_parse (text, NULL);
  side_open (self, self->address_text, "child", self->behavior);
  self->target = troupe_proc_refer (self->proc, target);
  side_send_begin (self, amount);
  while (TRUE)
    g_main_context_iteration (NULL, TRUE);
}

static void
stopped (TroupeProc *proc,
         gpointer    user_data)
{
  ((Side *) user_data)->is_done = TRUE;
}

static void
run_until_done (Side *self)
{
  while (!self->is_done)
    g_main_context_iteration (NULL, TRUE);
}

/* Runs @parent here and @child there, until the one here has measured. */
static void
run_pair (Side           *self,
          const char     *address_text,
          TroupeBehavior *parent,
          TroupeBehavior *child,
          GVariant       *blob)
{
  Side other = { .address_text = address_text, .behavior = child, .blob = blob };
  g_autofree char *text = NULL;
  int fds[2];
  pid_t pid;

  if (pipe (fds) != 0)
    g_error ("Could not make a pipe");
  other.pipe_fd = fds[0];
  pid = ipc_start_child (run_child, &other);
  close (fds[0]);

  side_open (self, address_text, "parent", parent);
  text = troupe_actor_id_to_string (troupe_actor_ref_get_id (self->actor));
  if (write (fds[1], text, strlen (text)) != (gssize) strlen (text))
    g_error ("Could not write to a pipe");
  close (fds[1]);
  run_until_done (self);

  ipc_kill_child (pid);
  self->is_done = FALSE;
  troupe_actor_ref_unref (self->actor);
  troupe_proc_stop (self->proc, NULL, stopped, self);
  run_until_done (self);
  g_object_unref (self->client);
  g_object_unref (self->proc);
  g_object_unref (self->loop);
  g_object_unref (self->world);
}

static double
measure_one_way (const char *address_text,
                 double      seconds)
{
  Side self = { .seconds = seconds };

  run_pair (&self, address_text, &sink_behavior, &source_behavior, NULL);

  return (double) self.n_received * 1e9 / (double) (self.ended_ns - self.began_ns);
}

static double
measure_blobs (const char *address_text,
               double      seconds)
{
  Side self = { .seconds = seconds };
  g_autofree guint8 *bytes = g_malloc0 (IPC_BLOB_BYTES);
  GVariant *array = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes, IPC_BLOB_BYTES, 1);
  g_autoptr (GVariant) blob = g_variant_ref_sink (g_variant_new_tuple (&array, 1));

  g_variant_get_data (blob);
  run_pair (&self, address_text, &sink_behavior, &source_behavior, blob);

  return (double) self.n_received * IPC_BLOB_BYTES * 1e3 / (double) (self.ended_ns - self.began_ns);
}

static double
measure_round_trip (const char *address_text)
{
  g_autofree guint64 *times_ns = g_new (guint64, IPC_N_ROUND_TRIPS);
  Side self = { .times_ns = times_ns };

  ipc_pin ();
  run_pair (&self, address_text, &ping_behavior, &echo_behavior, NULL);

  return ipc_median (times_ns, self.n_times);
}

#define MEASURE(kind, address) \
  static double one_way_##kind (double seconds) { return measure_one_way (address, seconds); } \
  static double round_trip_##kind (double seconds) { return measure_round_trip (address); } \
  static double blobs_##kind (double seconds) { return measure_blobs (address, seconds); }

MEASURE (unix, "unix:@")
MEASURE (tcp, "tcp:127.0.0.1:0")
MEASURE (tls, "tls:127.0.0.1:0")

const Measure measures[] = {
  { "one-way-unix", one_way_unix },
  { "one-way-tcp", one_way_tcp },
  { "one-way-tls", one_way_tls },
  { "round-trip-unix", round_trip_unix },
  { "round-trip-tcp", round_trip_tcp },
  { "round-trip-tls", round_trip_tls },
  { "blobs-unix", blobs_unix },
  { "blobs-tcp", blobs_tcp },
  { "blobs-tls", blobs_tls },
  { NULL },
};
