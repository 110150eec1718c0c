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
  guint               n_queued;    /* messages that ports were told to hold */
  guint               n_destroyed; /* freed ports */
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
  troupe_mailbox_init (&fixture->mailbox, count_ready);
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

/* An open port of a test. */
typedef struct
{
  TroupeOpenPort      port;    /* first */
  Fixture            *fixture; /* (not owned) */
  TroupeReason      (*func) (TroupeMessage *message, Fixture *fixture); /* (nullable): it holds what it gets */
  TroupeMessageQueue  queue;   /* where it does */
} TestPort;

static TroupeReason
count_call (TroupeMessage *message,
            Fixture       *fixture)
{
  fixture->n_calls++;

  return TROUPE_REASON_NONE;
}

static TroupeReason
test_port_take (TroupeOpenPort *port,
                TroupeMessage  *message,
                gboolean       *ret_keeps)
{
  TestPort *self = (TestPort *) port;

  return self->func (message, self->fixture);
}

static void
test_port_queued (TroupeOpenPort *port)
{
  ((TestPort *) port)->fixture->n_queued++;
}

static void
test_port_free (TroupeOpenPort *port)
{
  ((TestPort *) port)->fixture->n_destroyed++;
  g_free (port);
}

static const TroupeOpenPortClass called_class = { .take = test_port_take, .free = test_port_free };
static const TroupeOpenPortClass holding_class = { .queued = test_port_queued, .free = test_port_free };

static TroupeOpenPort *
new_port (Fixture  *fixture,
          gboolean  once,
          TroupeReason (*func) (TroupeMessage *message, Fixture *fixture))
{
  TestPort *self = g_new0 (TestPort, 1);

  self->port.klass = func != NULL ? &called_class : &holding_class;
  self->port.once = once;
  self->port.bound = TRUE;
  self->fixture = fixture;
  self->func = func;
  troupe_message_queue_init (&self->queue);
  if (func == NULL)
    self->port.held = &self->queue;
  troupe_mailbox_open_port (&fixture->mailbox, &self->port);

  return &self->port;
}

static guint64
open_port (Fixture  *fixture,
           gboolean  once,
           TroupeReason (*func) (TroupeMessage *message, Fixture *fixture))
{
  return new_port (fixture, once, func)->index;
}

static void
close_port (Fixture *fixture,
            guint64  index)
{
  troupe_mailbox_remove_port (&fixture->mailbox, troupe_mailbox_find_port (&fixture->mailbox, index));
}

static TroupeReason
call_port (Fixture       *fixture,
           TroupeMessage *message)
{
  TroupeOpenPort *keeper;

  return troupe_mailbox_call_port (&fixture->mailbox, message, &keeper);
}

/* Posts to the port and calls it. */
static gboolean
reach_port (Fixture *fixture,
            guint64  index)
{
  TroupeMessage *message = new_note_to (fixture, index);
  TroupeReason reason;

  assert_taken (fixture, message, &fixture->mailbox.control);
  g_assert_true (troupe_message_queue_pop (&fixture->mailbox.control) == message);
  reason = call_port (fixture, message);
  troupe_message_free (message);

  return reason == TROUPE_REASON_NONE;
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
  g_assert_cmpint (call_port (fixture, fixture->mailbox.control.head), ==,
                   TROUPE_REASON_NONE);
  late = new_note_to (fixture, index);

  g_assert_cmpint (call_port (fixture, late), ==, TROUPE_REASON_NO_SUCH_PORT);

  troupe_message_free (late);
}

static void
test_closed_port (Fixture      *fixture,
                  gconstpointer data)
{
  guint64 index = open_port (fixture, /* once = */ FALSE, count_call);

  close_port (fixture, index);
  g_assert_null (troupe_mailbox_find_port (&fixture->mailbox, index));

  assert_refused (fixture, new_note_to (fixture, index), TROUPE_REASON_NO_SUCH_PORT);
  g_assert_cmpuint (fixture->n_destroyed, ==, 1);
}

static void
test_index_not_reused (Fixture      *fixture,
                       gconstpointer data)
{
  guint64 first = open_port (fixture, /* once = */ TRUE, count_call);

  close_port (fixture, first);

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
  TroupeOpenPort *port = new_port (fixture, /* once = */ TRUE, count_call);
  TroupeMessage *question = new_note_to (fixture, 0);
  TroupeMessage *late = new_note_to (fixture, 0);

  port->returns = TRUE;
  question->reply_port = late->reply_port = port->index;
  question->flags = late->flags = TROUPE_MESSAGE_IS_RETURN;
  assert_taken (fixture, question, &fixture->mailbox.control);
  g_assert_cmpint (call_port (fixture, question), ==, TROUPE_REASON_NONE);

  g_assert_cmpuint (fixture->n_calls, ==, 1);
  assert_taken (fixture, late, &fixture->mailbox.work);
}

static TroupeReason
close_own_port (TroupeMessage *message,
                Fixture       *fixture)
{
  fixture->n_calls++;
  close_port (fixture, fixture->index);
  g_assert_cmpuint (fixture->n_destroyed, ==, 0);

  return TROUPE_REASON_NONE;
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

static TroupeReason
open_many_ports (TroupeMessage *message,
                 Fixture       *fixture)
{
  for (guint i = 0; i < 100; i++)
    fixture->index = open_port (fixture, /* once = */ FALSE, count_call);

  return TROUPE_REASON_NONE;
}

static void
test_opens_others (Fixture      *fixture,
                   gconstpointer data)
{
  g_assert_true (reach_port (fixture, open_port (fixture, /* once = */ FALSE, open_many_ports)));
  g_assert_true (reach_port (fixture, fixture->index));

  g_assert_cmpuint (fixture->n_calls, ==, 1);
}

static TroupeReason
post_here (TroupeMessage *message,
           Fixture       *fixture)
{
  g_assert_cmpint (troupe_mailbox_post (&fixture->mailbox, fixture->message), ==, TROUPE_REASON_NONE);

  return TROUPE_REASON_NONE;
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
static TroupeReason
nest (TroupeMessage *message,
      Fixture       *fixture)
{
  if (fixture->n_calls++ == 0)
    g_assert_cmpint (call_port (fixture, message), ==, TROUPE_REASON_NONE);
  else
    close_port (fixture, fixture->index);
  g_assert_cmpuint (fixture->n_destroyed, ==, 0);

  return TROUPE_REASON_NONE;
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

static TroupeReason
refuse (TroupeMessage *message,
        Fixture       *fixture)
{
  fixture->n_calls++;

  return TROUPE_REASON_TYPE_MISMATCH;
}

static void
test_refusal (Fixture      *fixture,
              gconstpointer data)
{
  guint64 index = open_port (fixture, /* once = */ FALSE, refuse);

  g_assert_false (reach_port (fixture, index));
  g_assert_false (reach_port (fixture, index));

  g_assert_cmpuint (fixture->n_calls, ==, 2);
  g_assert_cmpuint (fixture->n_destroyed, ==, 0);
}

static void
test_refusal_of_once_port (Fixture      *fixture,
                           gconstpointer data)
{
  TroupeOpenPort *port = new_port (fixture, /* once = */ TRUE, refuse);
  guint64 index = port->index;

  g_assert_false (reach_port (fixture, index));
  ((TestPort *) port)->func = count_call;

  g_assert_true (reach_port (fixture, index));
  g_assert_null (troupe_mailbox_find_port (&fixture->mailbox, index));
}

static void
test_other_type (Fixture      *fixture,
                 gconstpointer data)
{
  TroupeOpenPort *port = new_port (fixture, /* once = */ FALSE, NULL);

  port->type = troupe_test_type_flag ();
  assert_refused (fixture, new_note_to (fixture, port->index), TROUPE_REASON_TYPE_MISMATCH);
  port->type = troupe_test_type_note ();

  assert_taken (fixture, new_note_to (fixture, port->index), port->held);
  g_assert_cmpuint (fixture->n_queued, ==, 1);
  g_assert_cmpuint (fixture->n_ready, ==, 0);
}

static void
test_unbound (Fixture      *fixture,
              gconstpointer data)
{
  TroupeOpenPort *port = new_port (fixture, /* once = */ FALSE, NULL);
  TroupeMessage *message = new_note_to (fixture, port->index);

  port->bound = FALSE;
  assert_refused (fixture, new_note_to (fixture, port->index), TROUPE_REASON_NO_SUCH_PORT);

  g_assert_cmpint (troupe_mailbox_post_to (&fixture->mailbox, port, message), ==, TROUPE_REASON_NONE);
  g_assert_true (port->held->head == message);
}

static void
test_once_port_holds_one (Fixture      *fixture,
                          gconstpointer data)
{
  TroupeOpenPort *port = new_port (fixture, /* once = */ TRUE, NULL);

  assert_taken (fixture, new_note_to (fixture, port->index), port->held);
  assert_refused (fixture, new_note_to (fixture, port->index), TROUPE_REASON_NO_SUCH_PORT);

  g_assert_cmpuint (port->held->length, ==, 1);
}

static void
test_handler_port (Fixture      *fixture,
                   gconstpointer data)
{
  TroupeOpenPort *port = new_port (fixture, /* once = */ FALSE, NULL);
  guint64 index = port->index;

  open_port (fixture, /* once = */ FALSE, count_call);
  port->type = troupe_test_type_note ();
  troupe_mailbox_move_port (&fixture->mailbox, port, port->type->port);

  assert_taken (fixture, new_note_to (fixture, 0), port->held);
  assert_refused (fixture, new_note_to (fixture, index), TROUPE_REASON_NO_SUCH_PORT);
  g_assert_true (troupe_mailbox_find_port (&fixture->mailbox, port->type->port) == port);

  troupe_mailbox_close (&fixture->mailbox, TROUPE_REASON_ACTOR_STOPPED);
  assert_refused (fixture, new_note_to (fixture, 0), TROUPE_REASON_ACTOR_STOPPED);
}

static void
test_return_for_a_port_that_asks_nothing (Fixture      *fixture,
                                          gconstpointer data)
{
  TroupeMessage *message = new_note_to (fixture, 0);

  message->reply_port = open_port (fixture, /* once = */ FALSE, count_call);
  message->flags = TROUPE_MESSAGE_IS_RETURN;

  assert_taken (fixture, message, &fixture->mailbox.work);
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
  ADD ("a-port-that-refuses-a-message-stays", test_refusal);
  ADD ("a-once-port-that-refuses-waits-for-the-next", test_refusal_of_once_port);
  ADD ("a-port-refuses-messages-of-another-type", test_other_type);
  ADD ("an-unbound-port-is-reached-by-hand-only", test_unbound);
  ADD ("a-once-port-holds-one-message", test_once_port_holds_one);
  ADD ("a-port-can-take-the-place-of-a-handler", test_handler_port);
  ADD ("a-return-calls-no-port-that-asked-nothing", test_return_for_a_port_that_asks_nothing);

  return g_test_run ();
}
