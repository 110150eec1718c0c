/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

/* One process sends numbered messages to another one, which is killed after each few thousand of them, and started
 * again at the same address while the first one dials. Each life takes what comes to it in order, and nothing that an
 * earlier one has taken. Run it with the address of the one that is killed, such as `unix:@` or `tcp:127.0.0.1:0`, and
 * how many lives it is to have. Prints how many were taken, and how many came back. */

#include <troupe.h>

#include <signal.h>
#include <stdlib.h>

/* So many are taken in each life before it ends. */
#define TAKEN_MIN 2000u
/* So far ahead of the last that was taken is sent. */
#define AHEAD 1000u
/* Why a message may come back: the life that it was sent to is over. */
#define EXPECTED_REASON TROUPE_REASON_BROKEN_LINK

/* The body of an item and of a receipt. */
typedef struct
{
  guint64 number; /* from 1 */
  guint64 life;   /* in a receipt: who took it, from 1 */
} Item;

static const TroupeMessageType *type_begun;
static const TroupeMessageType *type_item;
static const TroupeMessageType *type_receipt;

static void
register_types (void)
{
  static const TroupeMessageField begun_fields[] = { { "sink", "s", "the actor that takes items" } };
  static const TroupeMessageField item_fields[] = {
    { "number", "t", "counts up from 1" }, { "life", "t", "zero" },
  };
  static const TroupeMessageField receipt_fields[] = {
    { "number", "t", "that of the item" }, { "life", "t", "which process took it" },
  };

  type_begun = troupe_message_type_register ("killed.begun", begun_fields, 1, "A life has begun");
  type_item = troupe_message_type_register ("killed.item", item_fields, 2, "One of many");
  type_receipt = troupe_message_type_register ("killed.receipt", receipt_fields, 2, "An item was taken");
}

/* ---- what both have ---- */

typedef struct
{
  GMainLoop      *main_loop;
  TroupeWorld    *world;
  TroupeLoop     *loop;
  TroupeProc     *proc;
  guint64         life;       /* which one this is, or which one is alive */
  int             status;     /* of the program */

  /* Of who is killed: */
  TroupeActorId  *source_id;
  TroupeActorRef *source;

  /* Of the sender: */
  const char     *program;
  guint64         n_lives;    /* that there are to be */
  char           *address;    /* (owned): where the other one listens; at first what was asked for */
  TroupeChild    *child;      /* (not owned): the other one, while it lives */
  TroupeActorRef *own;
  TroupeActorRef *sink;       /* (nullable): NULL before the first life has begun */
  GArray         *takers;     /* (element-type guint64) (owned): by number: in which life it was taken; 0: in none */
  guint64         n_sent;
  guint64         ahead_of;   /* AHEAD more than that may be sent */
  guint64         n_taken;
  guint64         n_returned;
  guint64         last_taken; /* in this life */
  guint64         n_of_life;  /* taken in this life */
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
  g_clear_pointer (&self->source, troupe_actor_ref_unref);
  g_clear_pointer (&self->own, troupe_actor_ref_unref);
  g_clear_pointer (&self->sink, troupe_actor_ref_unref);
  g_clear_pointer (&self->takers, g_array_unref);
  g_clear_pointer (&self->address, g_free);
  g_clear_object (&self->proc);
  g_object_unref (self->loop);
  g_object_unref (self->world);
  g_main_loop_unref (self->main_loop);
}

/* ---- who is killed: the child ---- */

static gboolean
sink_init (gpointer        state,
           TroupeContext  *context,
           GError        **error)
{
  Program *self = state;
  g_autofree char *own = troupe_actor_id_to_string (troupe_context_get_self (context));

  self->source = troupe_context_refer (context, self->source_id);

  return troupe_context_send (context, self->source_id, type_begun, g_variant_new ("(s)", own), error);
}

static gboolean
sink_handle (gpointer        state,
             TroupeContext  *context,
             TroupeMessage  *message,
             GError        **error)
{
  Program *self = state;
  const Item *item = troupe_message_get_data (message, NULL);
  Item receipt = { item->number, self->life };

  return troupe_context_send_data (context, self->source, type_receipt, &receipt, sizeof receipt, error);
}

static int
be_killed (const char *address,
           const char *life,
           const char *source_text)
{
  static TroupeBehavior behavior = { .type_name = "sink", .init = sink_init, .handle = sink_handle };
  g_autoptr (TroupeActorId) source = troupe_actor_id_parse (source_text, NULL);
  Program self = { .life = g_ascii_strtoull (life, NULL, 10), .source_id = source };

  if (source != NULL && program_open (&self, address, "killed"))
    {
      troupe_behavior_accept (&behavior, type_item);
      troupe_actor_ref_unref (troupe_proc_spawn_behavior (self.proc, "sink", &behavior, &self, NULL));
      g_main_loop_run (self.main_loop);
    }
  program_close (&self);

  return self.status;
}

/* ---- the sender: the parent ---- */

static void
fail (Program    *self,
      const char *text,
      guint64     number)
{
  g_printerr ("Item %" G_GUINT64_FORMAT " %s\n", number, text);
  self->status = EXIT_FAILURE;
  g_main_loop_quit (self->main_loop);
}

static void child_exited (TroupeChild *child,
                          int          code,
                          int          signal_number,
                          gpointer     user_data);

static void
begin_life (Program *self)
{
  g_autofree char *life = g_strdup_printf ("%" G_GUINT64_FORMAT, ++self->life);
  g_autofree char *source = troupe_actor_id_to_string (troupe_actor_ref_get_id (self->own));
  const char *argv[] = { self->program, self->address, life, source, NULL };
  g_autoptr (GError) error = NULL;

  self->last_taken = self->n_of_life = 0;
  self->child = troupe_world_start_child (self->world, argv, NULL, child_exited, self, &error);
  if (self->child != NULL)
    return;

  g_printerr ("%s\n", error->message);
  g_main_loop_quit (self->main_loop);
}

static void
child_exited (TroupeChild *child,
              int          code,
              int          signal_number,
              gpointer     user_data)
{
  Program *self = user_data;

  if (signal_number != SIGKILL || self->n_of_life < TAKEN_MIN)
    {
      fail (self, "was the last that was sent before a life ended by itself", self->n_sent);
    }
  else if (self->life < self->n_lives)
    {
      begin_life (self);
    }
  else
    {
      self->status = EXIT_SUCCESS;
      g_main_loop_quit (self->main_loop);
    }
}

static gboolean
send_ahead (Program        *self,
            TroupeContext  *context,
            GError        **error)
{
  while (self->n_sent < self->ahead_of + AHEAD)
    {
      Item item = { .number = ++self->n_sent };

      if (!troupe_context_send_data (context, self->sink, type_item, &item, sizeof item, error))
        return FALSE;
    }

  return TRUE;
}

/* Whatever was under way to the life before is not waited for. */
static void
take_begun (Program       *self,
            TroupeContext *context,
            TroupeMessage *message)
{
  g_autoptr (GVariant) text = troupe_message_dup_field (message, "sink");
  g_autoptr (TroupeActorId) sink = troupe_actor_id_parse (g_variant_get_string (text, NULL), NULL);

  if (self->sink == NULL)
    {
      TroupeProcId *proc = troupe_actor_id_get_proc (sink);

      g_free (self->address);
      self->address = g_strdup (troupe_address_to_string (troupe_proc_id_get_address (proc)));
      self->sink = troupe_context_refer (context, sink);
    }
  if (!troupe_actor_id_equal (sink, troupe_actor_ref_get_id (self->sink)))
    fail (self, "was the last that was sent before the one that takes them was another", self->n_sent);
  self->ahead_of = self->n_sent;
}

static void
take_receipt (Program    *self,
              const Item *receipt)
{
  guint64 *taker;

  if (self->takers->len <= receipt->number)
    g_array_set_size (self->takers, (guint) receipt->number + 1);
  taker = &g_array_index (self->takers, guint64, receipt->number);
  if (receipt->number > self->n_sent || receipt->life > self->life)
    fail (self, "was taken before it was there", receipt->number);
  if (*taker != 0)
    fail (self, "was taken twice", receipt->number);
  *taker = receipt->life;
  self->n_taken++;
  self->ahead_of = MAX (self->ahead_of, receipt->number);

  /* What the one before has said last may come late. */
  if (receipt->life != self->life)
    return;
  if (receipt->number <= self->last_taken)
    fail (self, "was taken out of order", receipt->number);
  self->last_taken = receipt->number;
  if (++self->n_of_life == TAKEN_MIN)
    troupe_world_signal_child (self->world, self->child, SIGKILL, NULL);
}

static gboolean
source_handle (gpointer        state,
               TroupeContext  *context,
               TroupeMessage  *message,
               GError        **error)
{
  Program *self = state;

  if (troupe_message_is (message, type_begun))
    take_begun (self, context, message);
  else
    take_receipt (self, troupe_message_get_data (message, NULL));

  return send_ahead (self, context, error);
}

static gboolean
source_undeliverable (gpointer        state,
                      TroupeContext  *context,
                      TroupeMessage  *message,
                      TroupeReason    reason,
                      GError        **error)
{
  Program *self = state;

  self->n_returned++;
  if (reason != EXPECTED_REASON)
    fail (self, troupe_reason_to_string (reason), ((const Item *) troupe_message_get_data (message, NULL))->number);

  return TRUE;
}

static int
be_sender (const char *program,
           const char *address,
           const char *lives)
{
  static TroupeBehavior behavior = {
    .type_name = "source", .handle = source_handle, .handle_undeliverable = source_undeliverable,
  };
  Program self = {
    .program = program, .address = g_strdup (address), .n_lives = g_ascii_strtoull (lives, NULL, 10),
    .takers = g_array_new (FALSE, /* clear = */ TRUE, sizeof (guint64)),
  };

  if (program_open (&self, "unix:@", "sender"))
    {
      troupe_behavior_accept (&behavior, type_begun);
      troupe_behavior_accept (&behavior, type_receipt);
      self.own = troupe_proc_spawn_behavior (self.proc, "source", &behavior, &self, NULL);
      begin_life (&self);
      g_main_loop_run (self.main_loop);
      g_print ("%" G_GUINT64_FORMAT " sent, %" G_GUINT64_FORMAT " taken in %" G_GUINT64_FORMAT " lives, "
               "%" G_GUINT64_FORMAT " came back\n", self.n_sent, self.n_taken, self.life, self.n_returned);
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
    return be_sender (argv[0], argv[1], argv[2]);
  if (argc == 4)
    return be_killed (argv[1], argv[2], argv[3]);

  g_printerr ("usage: %s ADDRESS LIVES\n", argv[0]);

  return EXIT_FAILURE;
}
