/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-container-private.h"
#include "message/troupe-mailbox-private.h"

#include "lib/troupe-test-messages.h"

#define SENDER   "local:1,p,a[0]"
#define RECEIVER "local:2,q,b[3]"

typedef struct
{
  TroupeTestMessages  messages;
  TroupeMailbox       mailbox;
  TroupePeer         *owner;
  guint64             accepted[4];
  guint               n_ready;     /* calls of the ready function */
  guint               n_calls;     /* calls of a port's function */
  guint               n_destroyed; /* destroyed port data */
  guint64             index;       /* of a port that a function closes or opens */
  TroupeMessage      *message;     /* (not owned) (nullable): what a port's function posts */
} Fixture;

static void
count_ready (TroupeMailbox *mailbox)
{
  Fixture *fixture = TROUPE_CONTAINER (mailbox, Fixture, mailbox);

  fixture->n_ready++;
}

static void
accept_type (Fixture                 *fixture,
             const TroupeMessageType *type)
{
  g_assert_cmpuint (type->index, <, 64 * G_N_ELEMENTS (fixture->accepted));
  fixture->accepted[type->index / 64] |= G_GUINT64_CONSTANT (1) << (type->index % 64);
  fixture->mailbox.accepted_types = fixture->accepted;
  fixture->mailbox.n_accepted_words = G_N_ELEMENTS (fixture->accepted);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  troupe_test_messages_init (&fixture->messages);
  fixture->owner = troupe_test_messages_peer (&fixture->messages, RECEIVER);
  troupe_mailbox_init (&fixture->mailbox, fixture->owner, count_ready);
}

static void
empty_queue (TroupeMessageQueue *queue)
{
  while (queue->length > 0)
    troupe_message_free (troupe_message_queue_pop (queue));
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  empty_queue (&fixture->mailbox.work);
  empty_queue (&fixture->mailbox.control);
  troupe_mailbox_clear (&fixture->mailbox);
  g_clear_pointer (&fixture->owner, troupe_peer_unref);
  troupe_test_messages_clear (&fixture->messages);
}

static TroupeMessage *
new_note_to (Fixture *fixture,
             guint64  port)
{
  TroupeMessage *message = troupe_test_messages_new_note (&fixture->messages, SENDER, RECEIVER, 1, "hello");

  if (port != 0)
    message->port = port;

  return message;
}

static void
assert_refused (Fixture       *fixture,
                TroupeMessage *message,
                TroupeReason   reason)
{
  guint depth = troupe_mailbox_get_depth (&fixture->mailbox);

  g_assert_cmpint (troupe_mailbox_post (&fixture->mailbox, message), ==, reason);
  g_assert_cmpuint (troupe_mailbox_get_depth (&fixture->mailbox), ==, depth);
  troupe_message_free (message);
}

static void
assert_taken (Fixture            *fixture,
              TroupeMessage      *message,
              TroupeMessageQueue *queue)
{
  guint length = queue->length;

  g_assert_cmpint (troupe_mailbox_post (&fixture->mailbox, message), ==, TROUPE_REASON_NONE);
  g_assert_cmpuint (queue->length, ==, length + 1);
}

static void
test_accepted (Fixture      *fixture,
               gconstpointer data)
{
  accept_type (fixture, troupe_test_type_note ());

  assert_taken (fixture, new_note_to (fixture, 0), &fixture->mailbox.work);
}

static void
test_not_accepted (Fixture      *fixture,
                   gconstpointer data)
{
  assert_refused (fixture, new_note_to (fixture, 0), TROUPE_REASON_NO_SUCH_PORT);

  accept_type (fixture, troupe_test_type_flag ());
  assert_refused (fixture, new_note_to (fixture, 0), TROUPE_REASON_NO_SUCH_PORT);
}

static void
test_beyond_accepted (Fixture      *fixture,
                      gconstpointer data)
{
  accept_type (fixture, troupe_test_type_note ());
  fixture->mailbox.n_accepted_words = troupe_test_type_note ()->index / 64;

  assert_refused (fixture, new_note_to (fixture, 0), TROUPE_REASON_NO_SUCH_PORT);
}

static void
test_port_of_other_type (Fixture      *fixture,
                         gconstpointer data)
{
  accept_type (fixture, troupe_test_type_note ());
  fixture->mailbox.signallable = fixture->mailbox.introspectable = TRUE;

  assert_refused (fixture, new_note_to (fixture, troupe_test_type_flag ()->port), TROUPE_REASON_NO_SUCH_PORT);
  assert_refused (fixture, new_note_to (fixture, TROUPE_PORT_SIGNAL), TROUPE_REASON_NO_SUCH_PORT);
  assert_refused (fixture, new_note_to (fixture, TROUPE_PORT_INTROSPECT), TROUPE_REASON_NO_SUCH_PORT);
  assert_refused (fixture, new_note_to (fixture, 3), TROUPE_REASON_NO_SUCH_PORT);
}

static void
test_closed (Fixture      *fixture,
             gconstpointer data)
{
  accept_type (fixture, troupe_test_type_note ());
  assert_taken (fixture, new_note_to (fixture, 0), &fixture->mailbox.work);

  troupe_mailbox_close (&fixture->mailbox, TROUPE_REASON_ACTOR_STOPPED);

  assert_refused (fixture, new_note_to (fixture, 0), TROUPE_REASON_ACTOR_STOPPED);
  g_assert_cmpuint (fixture->mailbox.work.length, ==, 1);
}

static void
test_return (Fixture      *fixture,
             gconstpointer data)
{
  TroupeMessage *message = new_note_to (fixture, 0);

  troupe_mailbox_close (&fixture->mailbox, TROUPE_REASON_ACTOR_STOPPED);
  message->flags |= TROUPE_MESSAGE_IS_RETURN;

  assert_taken (fixture, message, &fixture->mailbox.work);
}

static TroupeMessage *
new_control (Fixture    *fixture,
             const char *name,
             guint64     port)
{
  const TroupeMessageType *type = troupe_message_type_register_control (name, NULL, 0, "Controls", port);

  return troupe_message_new (fixture->messages.pool, type, NULL, fixture->owner, type->fixed_size);
}

static void
test_signal (Fixture      *fixture,
             gconstpointer data)
{
  assert_refused (fixture, new_control (fixture, "test.halt", TROUPE_PORT_SIGNAL), TROUPE_REASON_NO_SUCH_PORT);

  fixture->mailbox.signallable = TRUE;
  troupe_mailbox_close (&fixture->mailbox, TROUPE_REASON_ACTOR_STOPPED);

  assert_taken (fixture, new_control (fixture, "test.halt", TROUPE_PORT_SIGNAL), &fixture->mailbox.control);
}

static void
test_introspect (Fixture      *fixture,
                 gconstpointer data)
{
  assert_refused (fixture, new_control (fixture, "test.look", TROUPE_PORT_INTROSPECT), TROUPE_REASON_NO_SUCH_PORT);

  fixture->mailbox.introspectable = TRUE;

  assert_taken (fixture, new_control (fixture, "test.look", TROUPE_PORT_INTROSPECT), &fixture->mailbox.control);
}

static void
test_ready (Fixture      *fixture,
            gconstpointer data)
{
  accept_type (fixture, troupe_test_type_note ());
  fixture->mailbox.signallable = TRUE;

  assert_taken (fixture, new_note_to (fixture, 0), &fixture->mailbox.work);
  assert_taken (fixture, new_note_to (fixture, 0), &fixture->mailbox.work);
  g_assert_cmpuint (fixture->n_ready, ==, 1);

  assert_taken (fixture, new_control (fixture, "test.halt", TROUPE_PORT_SIGNAL), &fixture->mailbox.control);
  assert_taken (fixture, new_control (fixture, "test.halt", TROUPE_PORT_SIGNAL), &fixture->mailbox.control);
  g_assert_cmpuint (fixture->n_ready, ==, 2);

  empty_queue (&fixture->mailbox.work);
  assert_taken (fixture, new_note_to (fixture, 0), &fixture->mailbox.work);
  g_assert_cmpuint (fixture->n_ready, ==, 3);
}

static void
test_refused_is_not_ready (Fixture      *fixture,
                           gconstpointer data)
{
  assert_refused (fixture, new_note_to (fixture, 0), TROUPE_REASON_NO_SUCH_PORT);

  g_assert_cmpuint (fixture->n_ready, ==, 0);
}

static void
count_call (TroupeMessage *message,
            gpointer       user_data)
{
  Fixture *fixture = user_data;

  fixture->n_calls++;
}

static void
count_destroyed (gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_destroyed++;
}

static guint64
open_port (Fixture        *fixture,
           gboolean        once,
           TroupePortFunc  func)
{
  return troupe_mailbox_open_port (&fixture->mailbox, once, func, fixture, count_destroyed);
}

/* Posts to the port and calls it. */
static gboolean
reach_port (Fixture *fixture,
            guint64  index)
{
  TroupeMessage *message = new_note_to (fixture, index);
  gboolean reached;

  assert_taken (fixture, message, &fixture->mailbox.control);
  g_assert_true (troupe_message_queue_pop (&fixture->mailbox.control) == message);
  reached = troupe_mailbox_call_port (&fixture->mailbox, message);
  troupe_message_free (message);

  return reached;
}

static void
test_open_port (Fixture      *fixture,
                gconstpointer data)
{
  guint64 index = open_port (fixture, /* once = */ FALSE, count_call);

  g_assert_cmpuint (index, ==, TROUPE_PORT_EPHEMERAL_FIRST);
  g_assert_true (reach_port (fixture, index));
  g_assert_true (reach_port (fixture, index));

  g_assert_cmpuint (fixture->n_calls, ==, 2);
  g_assert_cmpuint (fixture->n_destroyed, ==, 0);
}

static void
test_once_port (Fixture      *fixture,
                gconstpointer data)
{
  guint64 index = open_port (fixture, /* once = */ TRUE, count_call);

  g_assert_true (reach_port (fixture, index));

  assert_refused (fixture, new_note_to (fixture, index), TROUPE_REASON_NO_SUCH_PORT);
  g_assert_cmpuint (fixture->n_calls, ==, 1);
  g_assert_cmpuint (fixture->n_destroyed, ==, 1);
}

static void
test_second_answer (Fixture      *fixture,
                    gconstpointer data)
{
  guint64 index = open_port (fixture, /* once = */ TRUE, count_call);
  TroupeMessage *late;

  assert_taken (fixture, new_note_to (fixture, index), &fixture->mailbox.control);
  g_assert_true (troupe_mailbox_call_port (&fixture->mailbox, fixture->mailbox.control.head));
  late = new_note_to (fixture, index);

  g_assert_false (troupe_mailbox_call_port (&fixture->mailbox, late));

  troupe_message_free (late);
}

static void
test_closed_port (Fixture      *fixture,
                  gconstpointer data)
{
  guint64 index = open_port (fixture, /* once = */ FALSE, count_call);

  troupe_mailbox_close_port (&fixture->mailbox, index);
  troupe_mailbox_close_port (&fixture->mailbox, index);

  assert_refused (fixture, new_note_to (fixture, index), TROUPE_REASON_NO_SUCH_PORT);
  g_assert_cmpuint (fixture->n_destroyed, ==, 1);
}

static void
test_index_not_reused (Fixture      *fixture,
                       gconstpointer data)
{
  guint64 first = open_port (fixture, /* once = */ TRUE, count_call);

  troupe_mailbox_close_port (&fixture->mailbox, first);

  g_assert_cmpuint (open_port (fixture, /* once = */ TRUE, count_call), ==, first + 1);
}

static void
test_port_when_closed (Fixture      *fixture,
                       gconstpointer data)
{
  guint64 index = open_port (fixture, /* once = */ TRUE, count_call);

  troupe_mailbox_close (&fixture->mailbox, TROUPE_REASON_ACTOR_STOPPED);

  g_assert_true (reach_port (fixture, index));
}

static void
test_return_of_question (Fixture      *fixture,
                         gconstpointer data)
{
  guint64 index = open_port (fixture, /* once = */ TRUE, count_call);
  TroupeMessage *question = new_note_to (fixture, 0);
  TroupeMessage *late = new_note_to (fixture, 0);

  question->reply_port = late->reply_port = index;
  question->flags = late->flags = TROUPE_MESSAGE_IS_RETURN;
  assert_taken (fixture, question, &fixture->mailbox.control);
  g_assert_true (troupe_mailbox_call_port (&fixture->mailbox, question));

  g_assert_cmpuint (fixture->n_calls, ==, 1);
  assert_taken (fixture, late, &fixture->mailbox.work);
}

static void
close_own_port (TroupeMessage *message,
                gpointer       user_data)
{
  Fixture *fixture = user_data;

  fixture->n_calls++;
  troupe_mailbox_close_port (&fixture->mailbox, fixture->index);
  g_assert_cmpuint (fixture->n_destroyed, ==, 0);
}

static void
test_closes_itself (Fixture      *fixture,
                    gconstpointer data)
{
  fixture->index = open_port (fixture, /* once = */ FALSE, close_own_port);

  g_assert_true (reach_port (fixture, fixture->index));

  g_assert_cmpuint (fixture->n_calls, ==, 1);
  g_assert_cmpuint (fixture->n_destroyed, ==, 1);
}

static void
open_many_ports (TroupeMessage *message,
                 gpointer       user_data)
{
  Fixture *fixture = user_data;

  for (guint i = 0; i < 100; i++)
    fixture->index = open_port (fixture, /* once = */ FALSE, count_call);
}

static void
test_opens_others (Fixture      *fixture,
                   gconstpointer data)
{
  g_assert_true (reach_port (fixture, open_port (fixture, /* once = */ FALSE, open_many_ports)));
  g_assert_true (reach_port (fixture, fixture->index));

  g_assert_cmpuint (fixture->n_calls, ==, 1);
}

static void
post_here (TroupeMessage *message,
           gpointer       user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpint (troupe_mailbox_post (&fixture->mailbox, fixture->message), ==, TROUPE_REASON_NONE);
}

static void
test_posts_here (Fixture      *fixture,
                 gconstpointer data)
{
  guint64 index = open_port (fixture, /* once = */ FALSE, post_here);

  fixture->message = new_note_to (fixture, index);

  g_assert_true (reach_port (fixture, index));
  g_assert_cmpuint (fixture->mailbox.control.length, ==, 1);
}

/* Calls itself once more, and closes the port in the inner call. */
static void
nest (TroupeMessage *message,
      gpointer       user_data)
{
  Fixture *fixture = user_data;

  if (fixture->n_calls++ == 0)
    g_assert_true (troupe_mailbox_call_port (&fixture->mailbox, message));
  else
    troupe_mailbox_close_port (&fixture->mailbox, fixture->index);
  g_assert_cmpuint (fixture->n_destroyed, ==, 0);
}

static void
test_nested_close (Fixture      *fixture,
                   gconstpointer data)
{
  fixture->index = open_port (fixture, /* once = */ FALSE, nest);

  g_assert_true (reach_port (fixture, fixture->index));

  g_assert_cmpuint (fixture->n_calls, ==, 2);
  g_assert_cmpuint (fixture->n_destroyed, ==, 1);
}

static void
test_clear (Fixture      *fixture,
            gconstpointer data)
{
  open_port (fixture, /* once = */ TRUE, count_call);
  open_port (fixture, /* once = */ FALSE, count_call);

  troupe_mailbox_clear (&fixture->mailbox);

  g_assert_cmpuint (fixture->n_destroyed, ==, 2);
}

#define ADD(name, func) g_test_add ("/message/mailbox/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("accepted-type-is-work", test_accepted);
  ADD ("type-that-is-not-accepted-is-no-such-port", test_not_accepted);
  ADD ("type-beyond-the-bit-set-is-no-such-port", test_beyond_accepted);
  ADD ("port-of-another-type-is-no-such-port", test_port_of_other_type);
  ADD ("closed-refuses-work-with-its-reason", test_closed);
  ADD ("return-is-always-work", test_return);
  ADD ("signal-is-control-where-signallable", test_signal);
  ADD ("query-is-control-where-introspectable", test_introspect);
  ADD ("return-of-a-question-reaches-the-port-that-waits", test_return_of_question);
  ADD ("ready-is-called-when-a-queue-was-empty", test_ready);
  ADD ("refused-message-makes-nobody-ready", test_refused_is_not_ready);
  ADD ("open-port-is-called-each-time", test_open_port);
  ADD ("once-port-is-gone-after-one-message", test_once_port);
  ADD ("second-answer-to-a-once-port-is-refused", test_second_answer);
  ADD ("closed-port-is-no-such-port", test_closed_port);
  ADD ("port-indices-are-never-reused", test_index_not_reused);
  ADD ("open-port-is-reached-in-a-closed-mailbox", test_port_when_closed);
  ADD ("port-function-may-close-its-own-port", test_closes_itself);
  ADD ("port-function-may-open-ports", test_opens_others);
  ADD ("port-function-may-post-here", test_posts_here);
  ADD ("port-data-lives-until-the-outermost-call-returns", test_nested_close);
  ADD ("clear-destroys-the-data-of-ports", test_clear);

  return g_test_run ();
}
