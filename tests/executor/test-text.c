/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/message-fixture.h"
#include "executor/troupe-event-log.h"
#include "executor/troupe-event-text.h"
#include "executor/troupe-time-text.h"
#include "executor/troupe-value-compare.h"
#include "puppet/troupe-puppet.h"

/* ---- times ---- */

static void
assert_time (guint64     time_ns,
             const char *expected)
{
  g_autofree char *text = troupe_time_to_string (time_ns);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_time (void)
{
  assert_time (0, "0ns");
  assert_time (999, "999ns");
  assert_time (1000, "1us");
  assert_time (1001, "1.001us");
  assert_time (10000000, "10ms");
  assert_time (10000001, "10000.001us");
  assert_time (1250000000, "1.250s");
  assert_time (G_GUINT64_CONSTANT (3600000000000), "3600s");
}

/* ---- values ---- */

static gboolean
compare (const char     *actual,
         TroupeOperator  operator_,
         const char     *expected)
{
  g_autoptr (GVariant) first = g_variant_parse (NULL, actual, NULL, NULL, NULL);
  g_autoptr (GVariant) second = g_variant_parse (NULL, expected, NULL, NULL, NULL);

  return troupe_compare_variant (first, operator_, second);
}

static void
test_numbers (void)
{
  g_assert_true (compare ("uint64 7", TROUPE_OPERATOR_EQUAL, "int64 7"));
  g_assert_true (compare ("byte 7", TROUPE_OPERATOR_NOT_EQUAL, "int64 8"));
  g_assert_true (compare ("int16 -3", TROUPE_OPERATOR_LESS, "int64 -2"));
  g_assert_true (compare ("uint64 18446744073709551615", TROUPE_OPERATOR_GREATER, "int64 -1"));
  g_assert_false (compare ("uint64 5", TROUPE_OPERATOR_GREATER, "int64 5"));
}

static void
test_texts (void)
{
  g_assert_true (compare ("'client'", TROUPE_OPERATOR_EQUAL, "'client'"));
  g_assert_true (compare ("'stopped: no reason'", TROUPE_OPERATOR_CONTAINS, "'stopped'"));
  g_assert_true (compare ("'a'", TROUPE_OPERATOR_NOT_EQUAL, "'b'"));
  g_assert_false (compare ("'a'", TROUPE_OPERATOR_EQUAL, "'b'"));
  g_assert_true (compare ("['leaf[1]', 'mid[2]']", TROUPE_OPERATOR_CONTAINS, "'mid[2]'"));
}

/* ---- events ---- */

/* A note from a to b. */
typedef struct
{
  MessageFixture  messages;
  TroupeActorId  *a;
  TroupeActorId  *b;
  TroupeMessage  *note;
} Fixture;

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  const TroupeMessageType *note = troupe_actor_type_find_message (troupe_puppet_type (), "note")->type;

  message_fixture_init (&fixture->messages);
  fixture->a = message_fixture_actor ("p0", "a");
  fixture->b = message_fixture_actor ("p1", "b");
  fixture->note = message_fixture_new (&fixture->messages, note, fixture->a, fixture->b, 3,
                                       g_variant_new ("(ts)", G_GUINT64_CONSTANT (7), "x"));
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  troupe_message_free (fixture->note);
  message_fixture_clear (&fixture->messages);
  troupe_actor_id_unref (fixture->a);
  troupe_actor_id_unref (fixture->b);
}

static void
assert_text (const TroupeEvent *event,
             const char        *expected)
{
  g_autofree char *text = troupe_event_to_string (event, /* places = */ NULL);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_message_text (Fixture       *fixture,
                   gconstpointer  data)
{
  TroupeEvent handled = message_fixture_event (TROUPE_EVENT_HANDLED, fixture->note);
  TroupeEvent returned = message_fixture_event (TROUPE_EVENT_RETURNED, fixture->note);

  returned.reason = TROUPE_REASON_ACTOR_STOPPED;

  assert_text (&handled, "handled tcp:10.0.0.1:4000,p1,b[0] from=tcp:10.0.0.1:4000,p0,a[0] message=note(id=7, "
                         "text='x') number=3");
  assert_text (&returned, "returned tcp:10.0.0.1:4000,p0,a[0] to=tcp:10.0.0.1:4000,p1,b[0] reason=actor-stopped "
                          "message=note(id=7, text='x') number=3");
}

/* The same as the note, as the fifth of a flow, of which two before it are missing. */
static TroupeMessage *
new_ordered (Fixture *fixture)
{
  TroupeMessage *message = troupe_message_new_for_order (fixture->note->pool, fixture->note->type,
                                                         fixture->note->sender, fixture->note->receiver,
                                                         g_variant_new ("(ts)", G_GUINT64_CONSTANT (7), "x"), NULL);

  message->number = 3;
  troupe_message_set_order (message, 77, 5);
  troupe_message_get_order (message)->n_missing = 2;

  return message;
}

static void
test_gap_text (Fixture       *fixture,
               gconstpointer  data)
{
  TroupeMessage *message = new_ordered (fixture);
  TroupeEvent event = { .kind = TROUPE_EVENT_GAP, .detail = 2, .payload = message };

  event.subject = fixture->b;
  event.object = fixture->a;
  assert_text (&event, "gap tcp:10.0.0.1:4000,p1,b[0] from=tcp:10.0.0.1:4000,p0,a[0] missing=2 "
                       "message=note(id=7, text='x') number=3 ordered=5");
  troupe_message_free (message);
}

static void
test_status_text (Fixture       *fixture,
                  gconstpointer  data)
{
  TroupeEvent event = { .kind = TROUPE_EVENT_STATUS, .detail = TROUPE_ACTOR_STATUS_FAILED, .payload = "bad \"input\"" };

  event.proc = troupe_actor_id_get_proc (fixture->a);
  event.subject = fixture->a;
  assert_text (&event, "status tcp:10.0.0.1:4000,p0,a[0] is=failed text=\"bad \\\"input\\\"\"");

  event.subject = NULL;
  event.payload = NULL;
  event.detail = TROUPE_PROC_STATUS_READY;
  assert_text (&event, "status tcp:10.0.0.1:4000,p0 is=ready");
}

static void
test_exited_text (Fixture       *fixture,
                  gconstpointer  data)
{
  TroupeEvent event = { .kind = TROUPE_EVENT_EXITED, .detail = 1 };

  event.proc = troupe_actor_id_get_proc (fixture->a);
  assert_text (&event, "exited tcp:10.0.0.1:4000,p0 code=1");

  event.detail = TROUPE_EVENT_SIGNALLED | 9;
  assert_text (&event, "exited tcp:10.0.0.1:4000,p0 signal=9");
}

static void
test_halted_text (Fixture       *fixture,
                  gconstpointer  data)
{
  TroupeEvent event = { .kind = TROUPE_EVENT_HALTED, .payload = "h0" };
  guint64 hash = troupe_event_hash_payload (&event, 1);

  assert_text (&event, "halted h0");

  event.payload = "h1";
  g_assert_cmpuint (troupe_event_hash_payload (&event, 1), !=, hash);
}

static void
test_supervised_text (Fixture       *fixture,
                      gconstpointer  data)
{
  TroupeEvent event = { .kind = TROUPE_EVENT_SUPERVISED,
                        .detail = TROUPE_ACTOR_STATUS_FAILED | TROUPE_EVENT_WAS_HANDLED };

  event.proc = troupe_actor_id_get_proc (fixture->a);
  event.subject = fixture->a;
  event.object = fixture->b;
  event.payload = fixture->b;
  assert_text (&event, "supervised tcp:10.0.0.1:4000,p0,a[0] actor=tcp:10.0.0.1:4000,p1,b[0] is=failed handled=true "
                       "via=tcp:10.0.0.1:4000,p1,b[0]");
}

static void
test_payload_hash (Fixture       *fixture,
                   gconstpointer  data)
{
  TroupeEvent event = message_fixture_event (TROUPE_EVENT_SENT, fixture->note);
  guint64 before = troupe_event_hash_payload (&event, 1);

  g_assert_cmpuint (troupe_event_hash_payload (&event, 1), ==, before);
  fixture->note->body[0]++;
  g_assert_cmpuint (troupe_event_hash_payload (&event, 1), !=, before);
}

static void
test_order_hash (Fixture       *fixture,
                 gconstpointer  data)
{
  TroupeMessage *message = new_ordered (fixture);
  TroupeEvent plain = message_fixture_event (TROUPE_EVENT_SENT, fixture->note);
  TroupeEvent ordered = message_fixture_event (TROUPE_EVENT_SENT, message);
  guint64 before = troupe_event_hash_payload (&ordered, 1);

  g_assert_cmpuint (before, !=, troupe_event_hash_payload (&plain, 1));
  troupe_message_set_order (message, 77, 6);
  g_assert_cmpuint (troupe_event_hash_payload (&ordered, 1), !=, before);
  troupe_message_free (message);
}

static void
test_text_hash (Fixture       *fixture,
                gconstpointer  data)
{
  char text[] = "why";
  char same[] = "why";
  TroupeEvent event = { .kind = TROUPE_EVENT_STATUS, .payload = text };
  guint64 hash = troupe_event_hash_payload (&event, 1);

  event.payload = same;
  g_assert_cmpuint (troupe_event_hash_payload (&event, 1), ==, hash);
  same[0] = 'W';
  g_assert_cmpuint (troupe_event_hash_payload (&event, 1), !=, hash);
}

static void
test_log (Fixture       *fixture,
          gconstpointer  data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (TroupeEventLog) log = troupe_event_log_new (text, /* places = */ NULL);
  TroupeEvent event = { .kind = TROUPE_EVENT_READY, .time_ns = 1000 };

  event.proc = troupe_actor_id_get_proc (fixture->a);
  troupe_event_log_add (log, &event, 1);
  g_assert_cmpstr (text->str, ==, "");

  troupe_event_log_set_zero (log, 1500);
  event.time_ns = 2500;
  troupe_event_log_add (log, &event, 2);
  g_assert_cmpstr (text->str, ==,
                   "       1        -500ns  ready        tcp:10.0.0.1:4000,p0\n"
                   "       2           1us  ready        tcp:10.0.0.1:4000,p0\n");
}

#define ADD(path, func) g_test_add ("/executor/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/executor/time-text/is-exact-in-the-largest-unit", test_time);
  g_test_add_func ("/executor/value-compare/numbers-of-any-width", test_numbers);
  g_test_add_func ("/executor/value-compare/texts-and-the-rest-as-text", test_texts);
  ADD ("event-text/of-a-message", test_message_text);
  ADD ("event-text/of-a-gap", test_gap_text);
  ADD ("event-text/of-a-status", test_status_text);
  ADD ("event-text/of-an-exit", test_exited_text);
  ADD ("event-text/of-a-host-that-halts", test_halted_text);
  ADD ("event-text/of-a-supervision-event", test_supervised_text);
  ADD ("event-hash/reads-the-body", test_payload_hash);
  ADD ("event-hash/reads-the-place-in-an-order", test_order_hash);
  ADD ("event-hash/reads-texts-not-their-addresses", test_text_hash);
  ADD ("event-log/waits-for-time-zero", test_log);

  return g_test_run ();
}
