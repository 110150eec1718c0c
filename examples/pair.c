/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

/* Two processes: one starts the other, which asks it to count. Run it with an address such as `unix:@` or
 * `tcp:127.0.0.1:0`: both listen at one like it, and what they say to each other goes there. */

#include <troupe.h>

#include <stdlib.h>

#define N_QUESTIONS 1000

static const TroupeMessageType *pair_count;
static const TroupeMessageType *pair_sum;

static const TroupeMessageField count_fields[] = { { "number", "t", "what to add" } };
static const TroupeMessageField sum_fields[] = { { "sum", "t", "of all numbers so far" } };

static void
register_types (void)
{
  pair_count = troupe_message_type_register ("pair.count", count_fields, 1, "Add a number, and tell the sum");
  pair_sum = troupe_message_type_register ("pair.sum", sum_fields, 1, "The sum");
}

static guint64
get_number (TroupeMessage *message,
            const char    *field)
{
  g_autoptr (GVariant) value = troupe_message_dup_field (message, field);

  return g_variant_get_uint64 (value);
}

/* What both processes have. */
typedef struct
{
  GMainLoop   *main_loop;
  TroupeWorld *world;
  TroupeLoop  *loop;
  TroupeProc  *proc;
  int          status; /* of the program */

  /* Of the child: */
  TroupeInstance *client;
  guint64         n_answers;
} Program;

static gboolean
program_open (Program    *self,
              const char *text,
              const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TroupeAddress) address = troupe_address_parse (text, &error);

  self->status = EXIT_FAILURE;
  self->main_loop = g_main_loop_new (NULL, FALSE);
  self->world = troupe_real_world_new (NULL);
  self->loop = troupe_loop_new (self->world);
  if (address != NULL)
    self->proc = troupe_proc_new_direct (self->loop, address, name, &error);
  if (error != NULL)
    g_printerr ("%s\n", error->message);

  return self->proc != NULL;
}

static void
program_close (Program *self)
{
  g_clear_object (&self->client);
  g_clear_object (&self->proc);
  g_object_unref (self->loop);
  g_object_unref (self->world);
  g_main_loop_unref (self->main_loop);
}

static void
proc_stopped (TroupeProc *proc,
              gpointer    user_data)
{
  Program *self = user_data;

  g_main_loop_quit (self->main_loop);
}

/* The parent: an actor that adds. */
static gboolean
adder_handle (gpointer        state,
              TroupeContext  *context,
              TroupeMessage  *message,
              GError        **error)
{
  guint64 *sum = state;

  *sum += get_number (message, "number");

  return troupe_context_reply (context, message, pair_sum, g_variant_new ("(t)", *sum), error);
}

static void
child_exited (TroupeChild *child,
              int          code,
              int          signal_number,
              gpointer     user_data)
{
  Program *self = user_data;

  self->status = code == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
  troupe_proc_stop (self->proc, "the child is done", proc_stopped, self);
}

static int
be_parent (const char *program,
           const char *address)
{
  static TroupeBehavior behavior = { .type_name = "adder", .handle = adder_handle };
  g_autoptr (TroupeActorRef) adder = NULL;
  g_autofree char *adder_text = NULL;
  g_autoptr (GError) error = NULL;
  Program self = { NULL };
  guint64 sum = 0;

  if (program_open (&self, address, "parent"))
    {
      /* The child listens where the system likes, unless a path was given: that one is taken. */
      const char *argv[] = { program, g_str_has_prefix (address, "unix:/") ? "unix:@" : address, NULL, NULL };

      troupe_behavior_accept (&behavior, pair_count);
      adder = troupe_proc_spawn_behavior (self.proc, "adder", &behavior, &sum, NULL);
      adder_text = troupe_actor_id_to_string (troupe_actor_ref_get_id (adder));
      argv[2] = adder_text;
      if (troupe_world_start_child (self.world, argv, NULL, child_exited, &self, &error) != NULL)
        g_main_loop_run (self.main_loop);
      else
        g_printerr ("%s\n", error->message);
      g_clear_pointer (&adder, troupe_actor_ref_unref);
    }
  program_close (&self);

  return self.status;
}

/* The child: a client that asks. */
static void
answered (TroupeMessage *reply,
          TroupeReason   reason,
          gpointer       user_data)
{
  Program *self = user_data;

  if (reply == NULL)
    g_printerr ("Nobody counts: %s\n", troupe_reason_to_string (reason));
  else if (++self->n_answers < N_QUESTIONS)
    return;
  else
    {
      g_print ("The sum of the numbers from 1 to %u is %" G_GUINT64_FORMAT "\n", N_QUESTIONS,
               get_number (reply, "sum"));
      self->status = EXIT_SUCCESS;
    }

  troupe_proc_stop (self->proc, "done", proc_stopped, self);
}

static int
be_child (const char *address,
          const char *adder_text)
{
  g_autoptr (TroupeActorId) adder = troupe_actor_id_parse (adder_text, NULL);
  Program self = { NULL };

  if (adder != NULL && program_open (&self, address, "child"))
    {
      self.client = troupe_proc_create_client (self.proc, "client", TROUPE_CLIENT_PLAIN, NULL);
      for (guint64 i = 1; i <= N_QUESTIONS; i++)
        troupe_instance_ask (self.client, adder, pair_count, g_variant_new ("(t)", i), answered, &self, NULL, NULL);
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

  if (argc == 2)
    return be_parent (argv[0], argv[1]);
  if (argc == 3)
    return be_child (argv[1], argv[2]);

  g_printerr ("usage: %s ADDRESS\n", argv[0]);

  return EXIT_FAILURE;
}
