/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"

#include "channel/link-ends.h"

#include <string.h>

static void
set_up (LinkEnds     *ends,
        gconstpointer data)
{
  link_ends_init (ends);
}

static void
tear_down (LinkEnds     *ends,
           gconstpointer data)
{
  link_ends_clear (ends);
}

static void
test_opens (LinkEnds     *ends,
            gconstpointer data)
{
  g_autofree char *peer = NULL;

  link_ends_open (ends);
  g_assert_null (troupe_link_get_peer (ends->a.link));
  link_ends_run (ends);

  g_assert_cmpstr (ends->a.log->str, ==, "opened:local:2,q ");
  g_assert_cmpstr (ends->b.log->str, ==, "opened:local:1,p ");
  peer = troupe_proc_id_to_string (troupe_link_get_peer (ends->a.link));
  g_assert_cmpstr (peer, ==, "local:2,q");
}

static void
test_order (LinkEnds     *ends,
            gconstpointer data)
{
  GString *expected = g_string_new (NULL);

  link_ends_open (ends);
  for (guint i = 1; i <= 500; i++)
    {
      g_autofree char *text = g_strdup_printf ("n%u", i);

      g_string_append_printf (expected, "%s ", text);
      link_end_send (&ends->a, i, text);
      if (i % 50 == 0)
        link_ends_run (ends);
    }

  g_assert_cmpstr (ends->b.received->str, ==, expected->str);
  g_assert_cmpuint (troupe_link_get_n_unacknowledged (ends->a.link), ==, 0);

  g_string_free (expected, TRUE);
}

static void
test_whole_message (LinkEnds     *ends,
                    gconstpointer data)
{
  TroupeMessage *message = troupe_test_messages_new_note (&ends->a.messages, NULL, "local:2,q,b[3]", 7, "hello");

  message->flags = TROUPE_MESSAGE_IS_RETURN | TROUPE_MESSAGE_NO_RETURN;
  message->reason = TROUPE_REASON_ACTOR_FAILED;
  message->reply_port = 4000;
  link_ends_open (ends);
  troupe_link_send (ends->a.link, message);
  link_ends_run (ends);

  g_assert_cmpstr (ends->b.log->str, ==, "opened:local:1,p received:7:actor-failed ");
}

static void
test_waits_for_hello (LinkEnds     *ends,
                      gconstpointer data)
{
  gsize n_hello;

  link_ends_open (ends);
  link_end_pump (&ends->a);
  n_hello = troupe_test_stream_get_n_written (ends->a.stream);
  link_end_send (&ends->a, 1, "early");
  link_end_pump (&ends->a);

  g_assert_cmpuint (troupe_test_stream_get_n_written (ends->a.stream), ==, n_hello);
  link_ends_run (ends);
  g_assert_cmpstr (ends->b.received->str, ==, "early ");
}

static void
test_held_until_acknowledged (LinkEnds     *ends,
                              gconstpointer data)
{
  link_ends_open (ends);
  link_ends_run (ends);
  link_end_send (&ends->a, 1, "x");
  link_end_pump (&ends->a);
  g_assert_cmpuint (troupe_link_get_n_unacknowledged (ends->a.link), ==, 1);
  link_end_pump (&ends->b);
  g_assert_cmpuint (troupe_link_get_n_unacknowledged (ends->a.link), ==, 1);
  link_end_pump (&ends->a);

  g_assert_cmpuint (troupe_link_get_n_unacknowledged (ends->a.link), ==, 0);
}

static void
test_send_only_asks (LinkEnds     *ends,
                     gconstpointer data)
{
  gsize n_written;

  link_ends_open (ends);
  link_ends_run (ends);
  n_written = troupe_test_stream_get_n_written (ends->a.stream);
  link_end_send (&ends->a, 1, "x");

  g_assert_true (ends->a.is_awake);
  g_assert_cmpuint (troupe_test_stream_get_n_written (ends->a.stream), ==, n_written);
}

static void
test_quiet_when_idle (LinkEnds     *ends,
                      gconstpointer data)
{
  gsize n_written;

  link_ends_open (ends);
  link_end_send (&ends->a, 1, "x");
  link_ends_run (ends);
  n_written = troupe_test_stream_get_n_written (ends->a.stream);
  link_end_pump (&ends->a);
  link_end_pump (&ends->b);
  link_ends_run (ends);

  g_assert_cmpuint (troupe_test_stream_get_n_written (ends->a.stream), ==, n_written);
}

static void
test_both_directions (LinkEnds     *ends,
                      gconstpointer data)
{
  link_ends_open (ends);
  ends->b.answers = TRUE;
  link_end_send (&ends->a, 1, "x");
  link_end_send (&ends->b, 2, "y");
  link_end_send (&ends->a, 3, "z");
  link_ends_run (ends);

  g_assert_cmpstr (ends->b.received->str, ==, "x z ");
  g_assert_cmpstr (ends->a.received->str, ==, "y re re ");
}

static void
test_slow_reader (LinkEnds     *ends,
                  gconstpointer data)
{
  troupe_test_stream_set_capacity (ends->b.stream, 10);
  troupe_test_stream_limit_writes (ends->a.stream, 3);
  link_ends_open (ends);
  for (guint i = 1; i <= 20; i++)
    link_end_send (&ends->a, i, "x");
  link_ends_run (ends);

  g_assert_cmpstr (ends->b.received->str, ==, "x x x x x x x x x x x x x x x x x x x x ");
  g_assert_cmpuint (troupe_link_get_n_unacknowledged (ends->a.link), ==, 0);
}

static void
test_large (LinkEnds     *ends,
            gconstpointer data)
{
  g_autofree char *text = g_strnfill (3 * 1000 * 1000, 'x');

  link_ends_open (ends);
  link_end_send (&ends->a, 1, text);
  link_end_send (&ends->a, 2, "small");
  link_ends_run (ends);

  g_assert_cmpuint (ends->b.received->len, ==, strlen (text) + 1 + strlen ("small "));
  g_assert_cmpuint (troupe_link_get_n_unacknowledged (ends->a.link), ==, 0);
}

static void
test_closes_in_order (LinkEnds     *ends,
                      gconstpointer data)
{
  link_ends_open (ends);
  link_end_send (&ends->a, 1, "x");
  link_ends_run (ends);
  g_clear_pointer (&ends->b.link, troupe_link_free);
  link_ends_run (ends);

  g_assert_cmpstr (ends->a.log->str, ==, "opened:local:2,q closed ");
  g_assert_no_error (ends->a.error);
}

static void
test_close_returns (LinkEnds     *ends,
                    gconstpointer data)
{
  link_ends_open (ends);
  link_ends_run (ends);
  link_end_send (&ends->a, 1, "x");
  link_end_send (&ends->a, 2, "y");
  link_end_pump (&ends->a);
  link_end_send (&ends->a, 3, "z");
  g_clear_pointer (&ends->b.link, troupe_link_free);
  link_ends_run (ends);

  g_assert_cmpstr (ends->a.log->str, ==, "opened:local:2,q returned:1 returned:2 returned:3 closed ");
}

static void
test_refused (LinkEnds     *ends,
              gconstpointer data)
{
  troupe_test_stream_refuse (ends->a.stream);
  link_ends_open (ends);
  link_end_send (&ends->a, 1, "x");
  link_ends_run (ends);

  g_assert_cmpstr (ends->a.log->str, ==, "returned:1 closed ");
  g_assert_error (ends->a.error, TROUPE_ERROR, TROUPE_ERROR_REFUSED);
}

static void
test_silent_peer (LinkEnds     *ends,
                  gconstpointer data)
{
  link_ends_open (ends);
  troupe_stream_close (TROUPE_STREAM (ends->b.stream));
  link_end_pump (&ends->a);

  g_assert_cmpstr (ends->a.log->str, ==, "closed ");
  g_assert_error (ends->a.error, TROUPE_ERROR, TROUPE_ERROR_BROKEN);
}

static void
test_unknown_type (LinkEnds     *ends,
                   gconstpointer data)
{
  link_ends_open (ends);
  link_end_send (&ends->a, 1, "before");
  link_end_send_disguised (&ends->a, 2, "test.unknown", 0);
  link_end_send (&ends->a, 3, "after");
  link_ends_run (ends);

  g_assert_cmpstr (ends->b.received->str, ==, "before after ");
  g_assert_cmpstr (ends->a.log->str, ==, "opened:local:2,q received:2:no-such-port ");
  g_assert_cmpuint (troupe_link_get_n_unacknowledged (ends->a.link), ==, 0);
}

static void
test_type_mismatch (LinkEnds     *ends,
                    gconstpointer data)
{
  troupe_test_type_flag ();
  link_ends_open (ends);
  link_end_send_disguised (&ends->a, 1, "test.flag", 0);
  link_end_send (&ends->a, 2, "after");
  link_ends_run (ends);

  g_assert_cmpstr (ends->b.received->str, ==, "after ");
  g_assert_cmpstr (ends->a.log->str, ==, "opened:local:2,q received:1:type-mismatch ");
  g_assert_cmpuint (troupe_link_get_n_unacknowledged (ends->a.link), ==, 0);
}

static void
test_unknown_return (LinkEnds     *ends,
                     gconstpointer data)
{
  link_ends_open (ends);
  link_end_send_disguised (&ends->a, 1, "test.unknown", TROUPE_MESSAGE_IS_RETURN);
  link_end_send (&ends->a, 2, "after");
  link_ends_run (ends);

  g_assert_cmpstr (ends->b.received->str, ==, "after ");
  g_assert_cmpstr (ends->a.log->str, ==, "opened:local:2,q returned:1 ");
}

static void
test_take_messages (LinkEnds     *ends,
                    gconstpointer data)
{
  TroupeMessageQueue queue;

  troupe_message_queue_init (&queue);
  link_ends_open (ends);
  link_ends_run (ends);
  link_end_send (&ends->a, 1, "x");
  link_end_pump (&ends->a);
  link_end_send (&ends->a, 2, "y");
  troupe_link_take_messages (ends->a.link, &queue);
  link_ends_run (ends);

  g_assert_cmpuint (queue.length, ==, 2);
  for (guint i = 1; i <= 2; i++)
    {
      TroupeMessage *message = troupe_message_queue_pop (&queue);

      g_assert_cmpuint (message->number, ==, i);
      troupe_message_free (message);
    }
  g_assert_cmpstr (ends->a.log->str, ==, "opened:local:2,q ");
}

/* The process ends in the midst of a pump: what has come behind is not read, and nobody is told more. */
static void
test_take_inside (LinkEnds     *ends,
                  gconstpointer data)
{
  ends->b.gives_up = TRUE;
  link_ends_open (ends);
  link_end_send (&ends->b, 51, "held");
  link_end_send (&ends->a, 1, "x");
  link_end_send (&ends->a, 2, "y");
  link_ends_run (ends);
  troupe_stream_close (TROUPE_STREAM (ends->a.stream));
  link_ends_run (ends);

  g_assert_cmpstr (ends->b.log->str, ==, "opened:local:1,p received:1 ");
}

static void
test_send_while_it_ends (LinkEnds     *ends,
                         gconstpointer data)
{
  ends->a.resends = TRUE;
  link_ends_open (ends);
  link_ends_run (ends);
  link_end_send (&ends->a, 1, "x");
  troupe_stream_close (TROUPE_STREAM (ends->b.stream));
  link_ends_run (ends);

  g_assert_cmpstr (ends->a.log->str, ==, "opened:local:2,q returned:1 returned:1001 closed ");
}

static void
test_send_when_over (void)
{
  LinkEnds ends;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_failed ();
      g_test_trap_assert_stderr ("*sent over a link that has closed*");
      return;
    }

  link_ends_init (&ends);
  troupe_test_stream_refuse (ends.a.stream);
  link_ends_open (&ends);
  link_ends_run (&ends);
  link_end_send (&ends.a, 1, "x");
}

static void
test_free_holding (LinkEnds     *ends,
                   gconstpointer data)
{
  link_ends_open (ends);
  link_end_send (&ends->a, 1, "x");
  g_clear_pointer (&ends->a.link, troupe_link_free);

  g_assert_cmpuint (troupe_message_pool_get_n_out (ends->a.messages.pool), ==, 0);
  g_assert_cmpstr (ends->a.log->str, ==, "");
}

#define ADD(name, func) g_test_add ("/channel/link/" name, LinkEnds, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("hellos-tell-who-is-there", test_opens);
  ADD ("messages-arrive-in-order", test_order);
  ADD ("message-keeps-flags-reason-and-number", test_whole_message);
  ADD ("messages-wait-for-the-peers-hello", test_waits_for_hello);
  ADD ("message-is-held-until-acknowledged", test_held_until_acknowledged);
  ADD ("send-only-asks-to-be-pumped", test_send_only_asks);
  ADD ("idle-links-write-nothing", test_quiet_when_idle);
  ADD ("both-directions-at-once", test_both_directions);
  ADD ("slow-reader-gets-everything", test_slow_reader);
  ADD ("large-message-arrives-whole", test_large);
  ADD ("peer-that-closes-ends-the-link-without-error", test_closes_in_order);
  ADD ("peer-that-closes-returns-what-it-did-not-acknowledge", test_close_returns);
  ADD ("refused-connection-returns-and-closes", test_refused);
  ADD ("peer-that-closes-without-hello-is-an-error", test_silent_peer);
  ADD ("unknown-type-comes-back-as-no-such-port", test_unknown_type);
  ADD ("wrong-body-comes-back-as-type-mismatch", test_type_mismatch);
  ADD ("return-that-cannot-be-read-ends-at-its-last-custodian", test_unknown_return);
  ADD ("taken-messages-are-in-order-and-the-link-falls-silent", test_take_messages);
  ADD ("messages-can-be-taken-inside-a-pump", test_take_inside);
  ADD ("what-is-sent-while-it-ends-comes-back-too", test_send_while_it_ends);
  g_test_add_func ("/channel/link/send-when-it-is-over-is-a-programming-error", test_send_when_over);
  ADD ("free-frees-what-it-holds", test_free_holding);

  return g_test_run ();
}
