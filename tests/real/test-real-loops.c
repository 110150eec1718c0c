/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "troupe.h"

/* Loops of one process, each on its thread, that sleep between the messages they send each other. */

#define N_ROUNDS 2000

/* One loop on one thread. */
typedef struct
{
  const char   *address;
  GMainContext *context;
  TroupeWorld  *world;
  TroupeLoop   *loop;
  TroupeProc   *proc;
  GThread      *thread;
  int           is_done; /* (atomic) */
} Member;

static const TroupeMessageType *
ball_type (void)
{
  static const TroupeMessageField fields[] = { { "number", "t", "Which stroke" } };

  return troupe_message_type_register ("ball", fields, 1, "A ball");
}

static void
member_open (Member     *self,
             const char *text)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse (text, NULL);
  GError *error = NULL;

  self->address = text;
  self->context = g_main_context_new ();
  self->world = troupe_real_world_new (self->context);
  self->loop = troupe_loop_new (self->world);
  self->proc = troupe_proc_new (self->loop, address, "p", &error);
  g_assert_no_error (error);
  troupe_proc_serve (self->proc, &error);
  g_assert_no_error (error);
}

static void
member_close (Member *self)
{
  g_assert_finalize_object (g_steal_pointer (&self->proc));
  g_assert_finalize_object (g_steal_pointer (&self->loop));
  g_assert_finalize_object (g_steal_pointer (&self->world));
  g_clear_pointer (&self->context, g_main_context_unref);
}

static gpointer
member_run (gpointer data)
{
  Member *self = data;

  while (!g_atomic_int_get (&self->is_done))
    g_main_context_iteration (self->context, /* may_block = */ TRUE);
  member_close (self);

  return NULL;
}

static void
member_begin (Member *self)
{
  self->thread = g_thread_new ("loop", member_run, self);
}

/* On any thread. It may be gone before this returns. */
static void
member_stop (Member *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref (self->context);

  g_atomic_int_set (&self->is_done, TRUE);
  g_main_context_wakeup (context);
}

/* --- a player strikes the ball back --- */

typedef struct
{
  Member  *member;
  Member  *other;
  guint64  n_strokes;
} Player;

static gboolean
player_handle (gpointer        state,
               TroupeContext  *context,
               TroupeMessage  *message,
               GError        **error)
{
  Player *self = state;
  const guint64 *number = troupe_message_get_data (message, NULL);
  guint64 next = *number + 1;

  self->n_strokes++;
  if (next < 2 * N_ROUNDS)
    return troupe_context_send_data (context, troupe_message_get_sender_ref (message), ball_type (), &next,
                                     sizeof next, error);

  member_stop (self->other);
  member_stop (self->member);

  return TRUE;
}

static gboolean
player_serve (gpointer        state,
              TroupeContext  *context,
              GError        **error)
{
  Player *self = state;
  g_autofree char *text = g_strdup_printf ("%s,p,b", self->other->address);
  g_autoptr (TroupeActorId) other = troupe_actor_id_parse (text, NULL);

  return troupe_context_send (context, other, ball_type (), g_variant_new ("(t)", G_GUINT64_CONSTANT (0)), error);
}

static TroupeBehavior server_behavior = { .type_name = "server", .init = player_serve, .handle = player_handle };
static TroupeBehavior player_behavior = { .type_name = "player", .handle = player_handle };

static void
test_sleepers_wake (void)
{
  Member here = { NULL };
  Member there = { NULL };
  Player a = { &here, &there, 0 };
  Player b = { &there, &here, 0 };

  troupe_behavior_accept (&server_behavior, ball_type ());
  troupe_behavior_accept (&player_behavior, ball_type ());
  member_open (&here, "local:1");
  member_open (&there, "local:2");
  troupe_actor_ref_unref (troupe_proc_spawn_behavior (here.proc, "a", &server_behavior, &a, NULL));
  troupe_actor_ref_unref (troupe_proc_spawn_behavior (there.proc, "b", &player_behavior, &b, NULL));
  member_begin (&here);
  member_begin (&there);
  g_thread_join (here.thread);
  g_thread_join (there.thread);

  g_assert_cmpuint (a.n_strokes, ==, N_ROUNDS);
  g_assert_cmpuint (b.n_strokes, ==, N_ROUNDS);
}

static void
test_one_loop_for_an_address (void)
{
  Member here = { NULL };
  Member there = { NULL };
  g_autoptr (TroupeAddress) address = troupe_address_parse ("local:1", NULL);
  g_autoptr (TroupeProc) intruder = NULL;
  g_autoptr (GError) error = NULL;

  member_open (&here, "local:1");
  member_open (&there, "local:2");
  intruder = troupe_proc_new (there.loop, address, "r", NULL);
  g_assert_false (troupe_proc_serve (intruder, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS);
  g_assert_cmpstr (error->message, ==, "Could not listen at local:1: another loop of this process does");

  /* It is free again. */
  member_close (&here);
  g_assert_true (troupe_proc_serve (intruder, NULL));
  g_clear_object (&intruder);
  member_close (&there);
}

/* Who wakes a loop that has gone wakes nobody. */
static void
test_wake_of_the_gone (void)
{
  Member here = { NULL };
  Member there = { NULL };
  g_autoptr (TroupeActorId) far = troupe_actor_id_parse ("local:2,p,b", NULL);
  g_autoptr (TroupeInstance) client = NULL;

  member_open (&here, "local:1");
  member_open (&there, "local:2");
  client = troupe_proc_create_client (here.proc, "c", TROUPE_CLIENT_PLAIN, NULL);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (troupe_instance_send (client, far, ball_type (), g_variant_new ("(t)", (guint64) i), NULL));
      while (g_main_context_iteration (here.context, /* may_block = */ FALSE))
        ;
      if (i == 0)
        member_begin (&there);
      if (i == 1)
        {
          member_stop (&there);
          g_thread_join (there.thread);
        }
    }
  g_clear_object (&client);
  member_close (&here);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/real/loops/a-message-wakes-a-loop-that-sleeps", test_sleepers_wake);
  g_test_add_func ("/real/loops/an-address-belongs-to-one-loop", test_one_loop_for_an_address);
  g_test_add_func ("/real/loops/a-loop-that-has-gone-is-not-woken", test_wake_of_the_gone);

  return g_test_run ();
}
