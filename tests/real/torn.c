/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

/* Two processes, one of which sends the other numbered messages, while both break their connections at random every
 * 50 ms. The receiver counts: nothing may be lost, doubled or out of order. Run it with an address such as `unix:@` or
 * `tcp:127.0.0.1:0` and how many messages; prints how long it took and how often a connection was broken. */

#include <troupe.h>

#include <stdlib.h>
#include <sys/socket.h>

#define BREAK_INTERVAL_MS 50
#define BATCH 10000u
/* Batches that have not been answered. */
#define BATCHES_MAX 8u

/* 64 bytes. */
typedef struct
{
  guint64 number;
  guint64 padding[7];
} Body;

static const TroupeMessageType *type_item;
static const TroupeMessageType *type_begin;
static const TroupeMessageType *type_count;
static const TroupeMessageType *type_total;

static void
register_types (void)
{
  static const TroupeMessageField item_fields[] = {
    { "number", "t", "counts up from 1" }, { "padding", "(ttttttt)", "makes 64 bytes of it" },
  };
  static const TroupeMessageField total_fields[] = { { "total", "t", "how many have come" } };

  type_item = troupe_message_type_register ("torn.item", item_fields, 2, "One of many");
  type_begin = troupe_message_type_register ("torn.begin", NULL, 0, "Begin to send");
  type_count = troupe_message_type_register ("torn.count", NULL, 0, "Tell how many have come");
  type_total = troupe_message_type_register ("torn.total", total_fields, 1, "So many have come");
}

/* ---- what both have ---- */

typedef struct
{
  GMainLoop      *main_loop;
  TroupeWorld    *world;
  TroupeLoop     *loop;
  TroupeProc     *proc;
  GRand          *random;
  guint           n_broken;  /* connections that we have broken */
  guint64         n_total;   /* messages that there are to be */
  int             status;    /* of the program */
  gboolean        has_ended; /* it was told to */

  /* Of the receiver: */
  guint64         n_received;

  /* Of the sender: */
  TroupeActorId  *sink_id;
  TroupeActorRef *sink;
  TroupeActorRef *source;
  TroupeInstance *starter;   /* tells it to send */
  guint64         n_sent;
  guint           n_batches; /* sent, and not answered */
} Program;

/* Cuts one of our connections, picked at random, wherever it is in a frame. */
static gboolean
break_one (gpointer user_data)
{
  Program *self = user_data;
  int fds[256];
  guint n = 0;

  for (int fd = 3; fd < 256; fd++)
    {
      struct sockaddr_storage peer;
      socklen_t size = sizeof peer;

      if (getpeername (fd, (struct sockaddr *) &peer, &size) == 0)
        fds[n++] = fd;
    }
  if (n > 0 && shutdown (fds[g_rand_int_range (self->random, 0, (int) n)], SHUT_RDWR) == 0)
    self->n_broken++;

  return G_SOURCE_CONTINUE;
}

static gboolean
program_open (Program    *self,
              const char *text,
              const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TroupeAddress) address = troupe_address_parse (text, &error);

  self->status = EXIT_FAILURE;
  self->main_loop = g_main_loop_new (NULL, FALSE);
  self->random = g_rand_new ();
  self->world = troupe_real_world_new (NULL);
  self->loop = troupe_loop_new (self->world);
  if (address != NULL)
    self->proc = troupe_proc_new_direct (self->loop, address, name, &error);
  if (error != NULL)
    g_printerr ("%s\n", error->message);
  g_timeout_add (BREAK_INTERVAL_MS, break_one, self);

  return self->proc != NULL;
}

static void
program_close (Program *self)
{
  g_clear_pointer (&self->sink, troupe_actor_ref_unref);
  g_clear_pointer (&self->source, troupe_actor_ref_unref);
  g_clear_object (&self->starter);
  g_clear_object (&self->proc);
  g_object_unref (self->loop);
  g_object_unref (self->world);
  g_main_loop_unref (self->main_loop);
  g_rand_free (self->random);
}

static void
proc_stopped (TroupeProc *proc,
              gpointer    user_data)
{
  g_main_loop_quit (((Program *) user_data)->main_loop);
}

static void
program_end (Program    *self,
             int         status,
             const char *text)
{
  if (self->has_ended)
    return;

  self->has_ended = TRUE;
  self->status = status;
  if (text != NULL)
    g_printerr ("%s\n", text);
  troupe_proc_stop (self->proc, "done", proc_stopped, self);
}

/* ---- the receiver: the parent ---- */

static gboolean
sink_handle (gpointer        state,
             TroupeContext  *context,
             TroupeMessage  *message,
             GError        **error)
{
  Program *self = state;

  if (troupe_message_is (message, type_count))
    return troupe_context_reply (context, message, type_total, g_variant_new ("(t)", self->n_received), error);

  if (((const Body *) troupe_message_get_data (message, NULL))->number != ++self->n_received)
    {
      g_autofree char *text = g_strdup_printf ("Message %" G_GUINT64_FORMAT " came as number %" G_GUINT64_FORMAT,
                                               ((const Body *) troupe_message_get_data (message, NULL))->number,
                                               self->n_received);

      program_end (self, EXIT_FAILURE, text);
    }

  return TRUE;
}

static void
child_exited (TroupeChild *child,
              int          code,
              int          signal_number,
              gpointer     user_data)
{
  Program *self = user_data;

  if (code == 0 && self->n_received == self->n_total)
    program_end (self, EXIT_SUCCESS, NULL);
  else
    program_end (self, EXIT_FAILURE, "The sender failed, or not all has come");
}

static int
be_receiver (const char *program,
             const char *address,
             const char *count)
{
  static TroupeBehavior behavior = { .type_name = "sink", .handle = sink_handle };
  Program self = { .n_total = g_ascii_strtoull (count, NULL, 10) };
  g_autofree char *sink_text = NULL;
  g_autoptr (GError) error = NULL;

  if (program_open (&self, address, "receiver"))
    {
      const char *argv[] = { program, address, count, NULL, NULL };
      gint64 start_us = g_get_monotonic_time ();
      double seconds;

      troupe_behavior_accept (&behavior, type_item);
      troupe_behavior_accept (&behavior, type_count);
      self.sink = troupe_proc_spawn_behavior (self.proc, "sink", &behavior, &self, NULL);
      sink_text = troupe_actor_id_to_string (troupe_actor_ref_get_id (self.sink));
      argv[3] = sink_text;
      if (troupe_world_start_child (self.world, argv, NULL, child_exited, &self, &error) != NULL)
        g_main_loop_run (self.main_loop);
      else
        g_printerr ("%s\n", error->message);
      seconds = (double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC;
      g_print ("%" G_GUINT64_FORMAT " received in %.3f s, %.0f a second; broke %u\n", self.n_received, seconds,
               (double) self.n_received / seconds, self.n_broken);
    }
  program_close (&self);

  return self.status;
}

/* ---- the sender: the child ---- */

static void
tell_source_to_send (Program *self)
{
  troupe_instance_send (self->starter, troupe_actor_ref_get_id (self->source), type_begin, NULL, NULL);
}

static void
batch_answered (TroupeMessage *reply,
                TroupeReason   reason,
                gpointer       user_data)
{
  Program *self = user_data;

  if (reply == NULL)
    {
      program_end (self, EXIT_FAILURE, "A question came back");
      return;
    }

  self->n_batches--;
  if (self->n_sent < self->n_total)
    tell_source_to_send (self);
  else if (self->n_batches == 0)
    program_end (self, EXIT_SUCCESS, NULL);
}

static void
send_batches (Program       *self,
              TroupeContext *context)
{
  while (self->n_batches < BATCHES_MAX && self->n_sent < self->n_total)
    {
      for (guint i = 0; i < BATCH && self->n_sent < self->n_total; i++)
        {
          Body body = { .number = ++self->n_sent };

          troupe_context_send_data (context, self->sink, type_item, &body, sizeof body, NULL);
        }
      troupe_context_ask (context, self->sink_id, type_count, NULL, batch_answered, self, NULL, NULL);
      self->n_batches++;
    }
}

static gboolean
source_handle (gpointer        state,
               TroupeContext  *context,
               TroupeMessage  *message,
               GError        **error)
{
  Program *self = state;

  if (self->sink == NULL)
    self->sink = troupe_context_refer (context, self->sink_id);
  send_batches (self, context);

  return TRUE;
}

static gboolean
source_undeliverable (gpointer        state,
                      TroupeContext  *context,
                      TroupeMessage  *message,
                      TroupeReason    reason,
                      GError        **error)
{
  program_end (state, EXIT_FAILURE, troupe_reason_to_string (reason));

  return TRUE;
}

static int
be_sender (const char *address,
           const char *count,
           const char *sink_text)
{
  static TroupeBehavior behavior = {
    .type_name = "source", .handle = source_handle, .handle_undeliverable = source_undeliverable,
  };
  g_autoptr (TroupeActorId) sink = troupe_actor_id_parse (sink_text, NULL);
  Program self = { .n_total = g_ascii_strtoull (count, NULL, 10), .sink_id = sink };

  if (sink != NULL && program_open (&self, address, "sender"))
    {
      troupe_behavior_accept (&behavior, type_begin);
      self.source = troupe_proc_spawn_behavior (self.proc, "source", &behavior, &self, NULL);
      self.starter = troupe_proc_create_client (self.proc, "starter", TROUPE_CLIENT_PLAIN, NULL);
      tell_source_to_send (&self);
      g_main_loop_run (self.main_loop);
    }
  program_close (&self);

  return self.status;
}

int
main (int    argc,
      char **argv)
{
  register_types ();

  if (argc == 3)
    return be_receiver (argv[0], argv[1], argv[2]);
  if (argc == 4)
    return be_sender (argv[1], argv[2], argv[3]);

  g_printerr ("usage: %s ADDRESS MESSAGES\n", argv[0]);

  return EXIT_FAILURE;
}
