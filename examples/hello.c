/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

/* Two procs of one process: an actor in one greets whom a client in the other asks it to. */

#include <troupe.h>

#include <stdlib.h>

static const TroupeMessageType *hello_greet;
static const TroupeMessageType *hello_greeting;

static const TroupeMessageField greet_fields[] = { { "name", "s", "whom to greet" } };
static const TroupeMessageField greeting_fields[] = { { "text", "s", "the greeting" } };

/* The actor: one type of message, one answer. */
#define GREETER_TYPE (greeter_get_type ())
G_DECLARE_FINAL_TYPE (Greeter, greeter, HELLO, GREETER, TroupeActor)

struct _Greeter
{
  TroupeActor parent_instance;
};

G_DEFINE_FINAL_TYPE (Greeter, greeter, TROUPE_TYPE_ACTOR)

static gboolean
greeter_handle (TroupeActor    *actor,
                TroupeContext  *context,
                TroupeMessage  *message,
                GError        **error)
{
  g_autoptr (GVariant) name = troupe_message_dup_field (message, "name");
  g_autofree char *text = g_strdup_printf ("Hello, %s!", g_variant_get_string (name, NULL));

  return troupe_context_reply (context, message, hello_greeting, g_variant_new ("(s)", text), error);
}

static void
greeter_class_init (GreeterClass *klass)
{
  TroupeActorClass *actor_class = TROUPE_ACTOR_CLASS (klass);

  actor_class->handle = greeter_handle;
  troupe_actor_class_accept (actor_class, hello_greet);
}

static void
greeter_init (Greeter *self)
{
}

/* The program: two procs, a question, an orderly end. Its names and addresses are legal as they stand here, so no
 * call asks for a GError. */
typedef struct
{
  GMainLoop  *main_loop;
  TroupeProc *here;
  TroupeProc *there;
  guint       n_running; /* procs that have not stopped */
  int         status;    /* of the program */
} Hello;

static void
proc_stopped (TroupeProc *proc,
              gpointer    user_data)
{
  Hello *hello = user_data;

  if (--hello->n_running == 0)
    g_main_loop_quit (hello->main_loop);
}

static void
greeted (TroupeMessage *reply,
         TroupeReason   reason,
         gpointer       user_data)
{
  Hello *hello = user_data;

  if (reply != NULL)
    {
      g_autoptr (GVariant) text = troupe_message_dup_field (reply, "text");

      g_print ("%s\n", g_variant_get_string (text, NULL));
      hello->status = EXIT_SUCCESS;
    }
  else
    g_printerr ("Nobody greets: %s\n", troupe_reason_to_string (reason));

  troupe_proc_stop (hello->here, "done", proc_stopped, hello);
  troupe_proc_stop (hello->there, "done", proc_stopped, hello);
}

int
main (void)
{
  g_autoptr (GMainLoop) main_loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (TroupeWorld) world = troupe_real_world_new (NULL);
  g_autoptr (TroupeLoop) loop = troupe_loop_new (world);
  g_autoptr (TroupeAddress) address = troupe_address_parse ("local:1", NULL);
  g_autoptr (TroupeProc) here = troupe_proc_new (loop, address, "here", NULL);
  g_autoptr (TroupeProc) there = troupe_proc_new (loop, address, "there", NULL);
  g_autoptr (TroupeInstance) client = troupe_proc_create_client (here, "client", TROUPE_CLIENT_PLAIN, NULL);
  g_autoptr (TroupeActor) actor = NULL;
  g_autoptr (TroupeActorId) greeter = NULL;
  Hello hello = { main_loop, here, there, /* n_running = */ 2, EXIT_FAILURE };

  hello_greet = troupe_message_type_register ("hello.greet", greet_fields, 1, "Greet someone");
  hello_greeting = troupe_message_type_register ("hello.greeting", greeting_fields, 1, "A greeting");

  actor = g_object_new (GREETER_TYPE, NULL);
  greeter = troupe_proc_spawn (there, "greeter", actor, NULL);
  troupe_instance_ask (client, greeter, hello_greet, g_variant_new ("(s)", "world"), greeted, &hello, NULL, NULL);

  g_main_loop_run (main_loop);

  return hello.status;
}
