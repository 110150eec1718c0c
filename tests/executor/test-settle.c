/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/message-fixture.h"
#include "executor/troupe-settle.h"
#include "puppet/troupe-puppet.h"

/* One message from a to b, and a settle that knows the puppet's wedge. */
typedef struct
{
  MessageFixture  messages;
  TroupeActorId  *a;
  TroupeActorId  *b;
  TroupeMessage  *note;
  TroupeMessage  *wedge;
  TroupeSettle   *settle;
} Fixture;

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  const TroupeActorType *puppet = troupe_puppet_type ();
  const TroupeMessageType *note = troupe_actor_type_find_message (puppet, "note")->type;
  const TroupeMessageType *wedge = troupe_actor_type_find_message (puppet, "wedge")->type;

  message_fixture_init (&fixture->messages);
  fixture->a = message_fixture_actor ("p0", "a");
  fixture->b = message_fixture_actor ("p1", "b");
  fixture->note = message_fixture_new (&fixture->messages, note, fixture->a, fixture->b, 1,
                                       g_variant_new ("(ts)", G_GUINT64_CONSTANT (7), "x"));
  fixture->wedge = message_fixture_new (&fixture->messages, wedge, fixture->a, fixture->b, 2, NULL);
  fixture->settle = troupe_settle_new (wedge);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  troupe_settle_free (fixture->settle);
  troupe_message_free (fixture->note);
  troupe_message_free (fixture->wedge);
  message_fixture_clear (&fixture->messages);
  troupe_actor_id_unref (fixture->a);
  troupe_actor_id_unref (fixture->b);
}

static void
observe (Fixture             *fixture,
         TroupeEventKind      kind,
         const TroupeMessage *message)
{
  TroupeEvent event = message_fixture_event (kind, message);

  troupe_settle_observe (fixture->settle, &event);
}

static void
observe_status (Fixture       *fixture,
                TroupeActorId *actor,
                guint          status)
{
  TroupeEvent event = { .kind = TROUPE_EVENT_STATUS, .detail = status };

  event.proc = troupe_actor_id_get_proc (fixture->a);
  event.subject = actor;
  troupe_settle_observe (fixture->settle, &event);
}

static void
test_nothing (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *text = troupe_settle_describe (fixture->settle, /* places = */ NULL);

  g_assert_true (troupe_settle_is_settled (fixture->settle));
  g_assert_cmpstr (text, ==, "");
}

static void
test_fate (Fixture       *fixture,
           gconstpointer  data)
{
  TroupeEventKind fate = GPOINTER_TO_UINT (data);

  observe (fixture, TROUPE_EVENT_SENT, fixture->note);
  g_assert_false (troupe_settle_is_settled (fixture->settle));

  observe (fixture, fate, fixture->note);
  g_assert_true (troupe_settle_is_settled (fixture->settle));
}

static void
test_delivered (Fixture       *fixture,
                gconstpointer  data)
{
  observe (fixture, TROUPE_EVENT_SENT, fixture->note);
  observe (fixture, TROUPE_EVENT_DELIVERED, fixture->note);

  g_assert_false (troupe_settle_is_settled (fixture->settle));
}

static void
test_two_fates (Fixture       *fixture,
                gconstpointer  data)
{
  observe (fixture, TROUPE_EVENT_SENT, fixture->note);
  observe (fixture, TROUPE_EVENT_RETURNED, fixture->note);
  observe (fixture, TROUPE_EVENT_HANDLED, fixture->note);

  g_assert_true (troupe_settle_is_settled (fixture->settle));
}

static void
test_wedge (Fixture       *fixture,
            gconstpointer  data)
{
  observe (fixture, TROUPE_EVENT_SENT, fixture->wedge);
  g_assert_false (troupe_settle_is_settled (fixture->settle));

  observe (fixture, TROUPE_EVENT_DELIVERED, fixture->wedge);
  g_assert_true (troupe_settle_is_settled (fixture->settle));
}

static void
test_asks (Fixture       *fixture,
           gconstpointer  data)
{
  troupe_settle_open_ask (fixture->settle);
  g_assert_false (troupe_settle_is_settled (fixture->settle));

  troupe_settle_close_ask (fixture->settle);
  g_assert_true (troupe_settle_is_settled (fixture->settle));
}

static void
test_actor_status (Fixture       *fixture,
                   gconstpointer  data)
{
  static const gboolean is_settled[TROUPE_N_ACTOR_STATUSES] = {
    [TROUPE_ACTOR_STATUS_CREATED] = FALSE,    [TROUPE_ACTOR_STATUS_INITIALIZING] = FALSE,
    [TROUPE_ACTOR_STATUS_CLIENT] = TRUE,      [TROUPE_ACTOR_STATUS_IDLE] = TRUE,
    [TROUPE_ACTOR_STATUS_PROCESSING] = TRUE,  [TROUPE_ACTOR_STATUS_STOPPING] = FALSE,
    [TROUPE_ACTOR_STATUS_STOPPED] = TRUE,     [TROUPE_ACTOR_STATUS_FAILED] = TRUE,
  };

  for (guint i = 0; i < TROUPE_N_ACTOR_STATUSES; i++)
    {
      observe_status (fixture, fixture->a, i);
      g_assert_cmpint (troupe_settle_is_settled (fixture->settle), ==, is_settled[i]);
    }
}

static void
test_proc_status (Fixture       *fixture,
                  gconstpointer  data)
{
  static const gboolean is_settled[TROUPE_N_PROC_STATUSES] = {
    [TROUPE_PROC_STATUS_STARTING] = FALSE, [TROUPE_PROC_STATUS_RUNNING] = FALSE, [TROUPE_PROC_STATUS_READY] = TRUE,
    [TROUPE_PROC_STATUS_STOPPING] = FALSE, [TROUPE_PROC_STATUS_STOPPED] = TRUE,  [TROUPE_PROC_STATUS_KILLED] = TRUE,
    [TROUPE_PROC_STATUS_FAILED] = TRUE,
  };

  for (guint i = 0; i < TROUPE_N_PROC_STATUSES; i++)
    {
      observe_status (fixture, NULL, i);
      g_assert_cmpint (troupe_settle_is_settled (fixture->settle), ==, is_settled[i]);
    }
}

static void
test_exit (Fixture       *fixture,
           gconstpointer  data)
{
  TroupeEvent exited = { .kind = TROUPE_EVENT_EXITED };

  observe_status (fixture, fixture->a, TROUPE_ACTOR_STATUS_STOPPING);
  observe_status (fixture, NULL, TROUPE_PROC_STATUS_STOPPING);
  exited.proc = troupe_actor_id_get_proc (fixture->a);
  troupe_settle_observe (fixture->settle, &exited);

  g_assert_true (troupe_settle_is_settled (fixture->settle));
}

static void
test_description (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *text = NULL;

  observe (fixture, TROUPE_EVENT_SENT, fixture->note);
  observe (fixture, TROUPE_EVENT_SENT, fixture->wedge);
  troupe_settle_open_ask (fixture->settle);
  observe_status (fixture, fixture->a, TROUPE_ACTOR_STATUS_STOPPING);
  text = troupe_settle_describe (fixture->settle, /* places = */ NULL);

  g_assert_cmpstr (text, ==,
                   "2 messages have no fate yet, the oldest is note number 1 from tcp:10.0.0.1:4000,p0,a[0] to "
                   "tcp:10.0.0.1:4000,p1,b[0]; 1 asks have no answer yet; tcp:10.0.0.1:4000,p0,a[0] is stopping");
}

#define ADD(path, data, func) \
  g_test_add ("/executor/settle/" path, Fixture, data, fixture_set_up, func, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("an-empty-world-has-settled", NULL, test_nothing);
  ADD ("handled-is-a-fate", GUINT_TO_POINTER (TROUPE_EVENT_HANDLED), test_fate);
  ADD ("returned-is-a-fate", GUINT_TO_POINTER (TROUPE_EVENT_RETURNED), test_fate);
  ADD ("lost-is-a-fate", GUINT_TO_POINTER (TROUPE_EVENT_LOST), test_fate);
  ADD ("abandoned-is-a-fate", GUINT_TO_POINTER (TROUPE_EVENT_ABANDONED), test_fate);
  ADD ("delivered-is-no-fate", NULL, test_delivered);
  ADD ("two-fates-count-once", NULL, test_two_fates);
  ADD ("a-delivered-wedge-does-not-count", NULL, test_wedge);
  ADD ("an-open-ask-counts", NULL, test_asks);
  ADD ("transitional-statuses-of-actors-count", NULL, test_actor_status);
  ADD ("transitional-statuses-of-procs-count", NULL, test_proc_status);
  ADD ("an-exit-ends-every-transition", NULL, test_exit);
  ADD ("the-oldest-of-each-sort-is-named", NULL, test_description);

  return g_test_run ();
}
