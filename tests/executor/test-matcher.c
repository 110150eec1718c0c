/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/executor-fixture.h"
#include "executor/message-fixture.h"
#include "executor/troupe-matcher.h"
#include "proc/troupe-proc-private.h"
#include "puppet/troupe-puppet.h"

/* Two hosts with a proc each; a and b live in them, c is somebody else in the proc of a. What is matched is the
 * event of the first claim. */
#define WORLD \
  "scenario \"matching\"\n" \
  "host h[0-1]\n" \
  "proc h[0-1].p0\n" \
  "actor a : puppet on h0.p0\n" \
  "actor b : puppet on h1.p0\n"

typedef struct
{
  MessageFixture    messages;
  TroupeScenario   *scenario;
  TroupePlaceTable *places;
  TroupeMatcher    *matcher;
  TroupeProcId     *procs[2];
  TroupeActorId    *a;
  TroupeActorId    *b;
  TroupeActorId    *c;
} Fixture;

static const TroupePlace *
find (Fixture    *fixture,
      const char *name)
{
  return troupe_scenario_find_place (fixture->scenario, name);
}

static void
fixture_init (Fixture    *fixture,
              const char *claim)
{
  g_autofree char *text = g_strconcat (WORLD, claim, "\n", NULL);
  const TroupeClaim *first;

  message_fixture_init (&fixture->messages);
  fixture->scenario = executor_fixture_parse (text);
  fixture->places = troupe_place_table_new (fixture->scenario);
  fixture->procs[0] = message_fixture_proc ("p0-1");
  fixture->procs[1] = message_fixture_proc ("p0-2");
  fixture->a = message_fixture_actor ("p0-1", "a");
  fixture->b = message_fixture_actor ("p0-2", "b");
  fixture->c = message_fixture_actor ("p0-1", "c");
  troupe_place_table_bind_proc (fixture->places, find (fixture, "h0.p0"), fixture->procs[0]);
  troupe_place_table_bind_proc (fixture->places, find (fixture, "h1.p0"), fixture->procs[1]);
  troupe_place_table_bind_actor (fixture->places, find (fixture, "a"), fixture->a);
  troupe_place_table_bind_actor (fixture->places, find (fixture, "b"), fixture->b);
  first = g_ptr_array_index (fixture->scenario->claims, 0);
  fixture->matcher = troupe_matcher_new (first->event, fixture->places);
}

static void
fixture_clear (Fixture *fixture)
{
  troupe_matcher_free (fixture->matcher);
  troupe_place_table_free (fixture->places);
  troupe_scenario_free (fixture->scenario);
  troupe_actor_id_unref (fixture->a);
  troupe_actor_id_unref (fixture->b);
  troupe_actor_id_unref (fixture->c);
  troupe_proc_id_unref (fixture->procs[0]);
  troupe_proc_id_unref (fixture->procs[1]);
  message_fixture_clear (&fixture->messages);
}

/* Does `handled b` with these keys match a note with id 7 and text "hello" from a, the fifth that a sent? */
static gboolean
handled_matches (const char *keys)
{
  const TroupeMessageType *note = troupe_actor_type_find_message (troupe_puppet_type (), "note")->type;
  g_autofree char *claim = g_strconcat ("never handled b ", keys, NULL);
  Fixture fixture;
  TroupeMessage *message;
  TroupeEvent event;
  gboolean is_match;

  fixture_init (&fixture, claim);
  message = message_fixture_new (&fixture.messages, note, fixture.a, fixture.b, 5,
                                 g_variant_new ("(ts)", G_GUINT64_CONSTANT (7), "hello"));
  event = message_fixture_event (TROUPE_EVENT_HANDLED, message);
  is_match = troupe_matcher_match (fixture.matcher, &event);
  troupe_message_free (message);
  fixture_clear (&fixture);

  return is_match;
}

static void
test_message_keys (void)
{
  g_assert_true (handled_matches (""));
  g_assert_true (handled_matches ("message=note"));
  g_assert_false (handled_matches ("message=echo"));
  g_assert_true (handled_matches ("message!=echo"));
  g_assert_true (handled_matches ("from=a"));
  g_assert_false (handled_matches ("from=b"));
  g_assert_false (handled_matches ("from!=a"));
  g_assert_true (handled_matches ("to=b"));
  g_assert_true (handled_matches ("seq=5"));
  g_assert_false (handled_matches ("seq<5"));
}

/* Does `routed` with this subject and these keys match a message from a to b that h0.p0 forwards as its second? */
static gboolean
routed_matches (const char *rest)
{
  const TroupeMessageType *note = troupe_actor_type_find_message (troupe_puppet_type (), "note")->type;
  g_autofree char *claim = g_strconcat ("never routed ", rest, NULL);
  Fixture fixture;
  TroupeMessage *message;
  TroupeIncarnation *next = g_new0 (TroupeIncarnation, 1);
  TroupeForward forward;
  TroupeEvent event;
  gboolean is_match;

  fixture_init (&fixture, claim);
  next->place = find (&fixture, "h1.p0");
  next->id = troupe_proc_id_ref (fixture.procs[1]);
  troupe_place_table_add_incarnation (fixture.places, next);
  message = message_fixture_new (&fixture.messages, note, fixture.a, fixture.b, 5,
                                 g_variant_new ("(ts)", G_GUINT64_CONSTANT (7), ""));
  forward = (TroupeForward) { message, troupe_proc_id_get_address (fixture.procs[1]) };
  event = (TroupeEvent) {
    .kind = TROUPE_EVENT_ROUTED,
    .proc = fixture.procs[0],
    .object = fixture.b,
    .detail = 2,
    .payload = &forward,
  };
  is_match = troupe_matcher_match (fixture.matcher, &event);
  troupe_message_free (message);
  fixture_clear (&fixture);

  return is_match;
}

static void
test_routed_keys (void)
{
  g_assert_true (routed_matches ("*"));
  g_assert_true (routed_matches ("h0"));
  g_assert_true (routed_matches ("h0.p0"));
  g_assert_false (routed_matches ("h1"));
  g_assert_true (routed_matches ("h0 to=b"));
  g_assert_true (routed_matches ("h0 to=h1.p0"));
  g_assert_true (routed_matches ("h0 to=h1"));
  g_assert_false (routed_matches ("h0 to=a"));
  g_assert_false (routed_matches ("h0 to=h0"));
  g_assert_false (routed_matches ("h0 to!=h1"));
  g_assert_true (routed_matches ("h0 via=h1.p0"));
  g_assert_true (routed_matches ("h0 via=h1"));
  g_assert_false (routed_matches ("h0 via!=h1"));
  g_assert_false (routed_matches ("h0 via=h0"));
  g_assert_true (routed_matches ("h0 to!=h0.p0"));
  g_assert_true (routed_matches ("h0 hops=2"));
  g_assert_false (routed_matches ("h0 hops>2"));
}

static void
test_fields (void)
{
  g_assert_true (handled_matches ("id=7"));
  g_assert_false (handled_matches ("id=8"));
  g_assert_true (handled_matches ("id>6"));
  g_assert_true (handled_matches ("id<8"));
  g_assert_true (handled_matches ("id!=8"));
  g_assert_false (handled_matches ("id=7 from=b"));
}

/* ---- other kinds ---- */

static gboolean
event_matches (const char  *claim,
               TroupeEvent *event,
               gboolean     is_about_proc)
{
  Fixture fixture;
  gboolean is_match;

  fixture_init (&fixture, claim);
  event->proc = fixture.procs[0];
  event->subject = is_about_proc ? NULL : fixture.a;
  event->object = is_about_proc ? NULL : fixture.c;
  if (event->kind == TROUPE_EVENT_SUPERVISED)
    {
      event->object = fixture.b;
      event->payload = fixture.b;
    }
  is_match = troupe_matcher_match (fixture.matcher, event);
  fixture_clear (&fixture);

  return is_match;
}

static void
test_actor_status (void)
{
  TroupeEvent event = { .kind = TROUPE_EVENT_STATUS, .detail = TROUPE_ACTOR_STATUS_FAILED, .payload = "bad input: 3" };

  g_assert_true (event_matches ("never status a", &event, FALSE));
  g_assert_true (event_matches ("never status a is=failed", &event, FALSE));
  g_assert_false (event_matches ("never status a is=stopped", &event, FALSE));
  g_assert_true (event_matches ("never status a is=failed reason~\"bad input\"", &event, FALSE));
  g_assert_false (event_matches ("never status a is=failed reason=\"bad input\"", &event, FALSE));
  g_assert_false (event_matches ("never status b is=failed", &event, FALSE));
  g_assert_true (event_matches ("never status a,b is=failed", &event, FALSE));
  g_assert_true (event_matches ("never status * is=failed", &event, FALSE));
}

static void
test_proc_status (void)
{
  TroupeEvent event = { .kind = TROUPE_EVENT_STATUS, .detail = TROUPE_PROC_STATUS_READY };

  g_assert_true (event_matches ("never status h0.p0 is=ready", &event, TRUE));
  g_assert_false (event_matches ("never status h1.p0 is=ready", &event, TRUE));
  g_assert_true (event_matches ("never status h[0-1].p0", &event, TRUE));
  g_assert_false (event_matches ("never status a", &event, TRUE));
}

static void
test_exited (void)
{
  TroupeEvent by_code = { .kind = TROUPE_EVENT_EXITED, .detail = 1 };
  TroupeEvent by_signal = { .kind = TROUPE_EVENT_EXITED, .detail = TROUPE_EVENT_SIGNALLED | 9 };

  g_assert_true (event_matches ("never exited h0.p0 code=1", &by_code, TRUE));
  g_assert_false (event_matches ("never exited h0.p0 signal=1", &by_code, TRUE));
  g_assert_true (event_matches ("never exited h0.p0 signal=9", &by_signal, TRUE));
  g_assert_false (event_matches ("never exited h0.p0 code=9", &by_signal, TRUE));
}

static void
test_supervised (void)
{
  TroupeEvent event = { .kind = TROUPE_EVENT_SUPERVISED,
                        .detail = TROUPE_ACTOR_STATUS_FAILED | TROUPE_EVENT_WAS_HANDLED };

  g_assert_true (event_matches ("never supervised a actor=b via=b is=failed handled=true", &event, FALSE));
  g_assert_false (event_matches ("never supervised a handled=false", &event, FALSE));
  g_assert_false (event_matches ("never supervised a actor=a", &event, FALSE));
}

static void
test_spawned (void)
{
  TroupeEvent event = { .kind = TROUPE_EVENT_SPAWNED, .payload = "puppet" };

  g_assert_true (event_matches ("never spawned * name=a pid=0", &event, FALSE));
  g_assert_false (event_matches ("never spawned * name=b", &event, FALSE));
  g_assert_false (event_matches ("never spawned * parent=b", &event, FALSE));
}

static void
test_nth (void)
{
  TroupeEvent event = { .kind = TROUPE_EVENT_STATUS, .detail = TROUPE_ACTOR_STATUS_IDLE };
  Fixture fixture;

  fixture_init (&fixture, "never status a is=idle nth=2");
  event.proc = fixture.procs[0];
  event.subject = fixture.a;
  g_assert_false (troupe_matcher_match (fixture.matcher, &event));
  g_assert_true (troupe_matcher_match (fixture.matcher, &event));
  g_assert_false (troupe_matcher_match (fixture.matcher, &event));
  fixture_clear (&fixture);
}

static void
test_attributes (void)
{
  static const struct { const char *claim; gboolean is_match; } cases[] = {
    { "never replied a status=\"client\" type=\"()\"", TRUE },
    { "never replied a status~\"lie\"", TRUE },
    { "never replied a status=\"idle\"", FALSE },
    { "never replied a children=3", TRUE },
    { "never replied a children>3", FALSE },
    { "never replied a unheard-of=3", FALSE },
    { "never replied a unheard-of!=3", FALSE },
    { "never replied b", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture fixture;
      GVariantDict attributes;
      TroupeMessage *answer;
      TroupeEvent event;

      fixture_init (&fixture, cases[i].claim);
      g_variant_dict_init (&attributes, NULL);
      g_variant_dict_insert (&attributes, "status", "s", "client");
      g_variant_dict_insert (&attributes, "type", "s", "()");
      g_variant_dict_insert (&attributes, "children", "t", G_GUINT64_CONSTANT (3));
      answer = message_fixture_new (&fixture.messages, troupe_message_type_answer (), fixture.a, fixture.b, 1,
                                    g_variant_new ("(@a{sv})", g_variant_dict_end (&attributes)));
      event = message_fixture_event (TROUPE_EVENT_REPLIED, answer);
      g_assert_cmpint (troupe_matcher_match (fixture.matcher, &event), ==, cases[i].is_match);
      troupe_message_free (answer);
      fixture_clear (&fixture);
    }
}

static void
test_invariant (void)
{
  Fixture fixture;

  fixture_init (&fixture, "never invariant * id=AI-3");
  g_assert_false (troupe_matcher_match_invariant (fixture.matcher, "AI-1"));
  g_assert_true (troupe_matcher_match_invariant (fixture.matcher, "AI-3"));
  fixture_clear (&fixture);
}

/* ---- places ---- */

static void
test_agent (void)
{
  Fixture fixture;
  g_autoptr (TroupeActorId) agent = NULL;
  const TroupePlace *place;

  fixture_init (&fixture, "never ready h0.p0");
  agent = troupe_proc_id_dup_agent (fixture.procs[0]);
  place = troupe_place_table_find_actor (fixture.places, agent);
  g_assert_cmpstr (place->name, ==, "h0.p0");
  fixture_clear (&fixture);
}

static void
test_incarnations (void)
{
  Fixture fixture;
  const TroupePlace *a;
  g_autoptr (TroupeActorId) second = NULL;
  g_autoptr (TroupeActorId) resolved = NULL;

  fixture_init (&fixture, "never ready h0.p0");
  a = find (&fixture, "a");
  second = troupe_actor_id_new (fixture.procs[0], "a", 1, NULL);
  troupe_place_table_bind_actor (fixture.places, a, second);
  resolved = troupe_place_table_resolve (fixture.places, a);

  g_assert_true (troupe_actor_id_equal (resolved, second));
  g_assert_true (troupe_place_table_find_actor (fixture.places, fixture.a) == a);
  g_assert_true (troupe_place_table_find_actor (fixture.places, second) == a);
  g_assert_null (troupe_place_table_find_actor (fixture.places, fixture.c));
  fixture_clear (&fixture);
}

static void
test_expected (void)
{
  Fixture fixture;
  const TroupePlace *b;
  g_autoptr (TroupeActorId) fresh = NULL;
  TroupeEvent event = { .kind = TROUPE_EVENT_SPAWNED };

  fixture_init (&fixture, "never ready h0.p0");
  b = find (&fixture, "b");
  fresh = troupe_actor_id_new (fixture.procs[1], "b", 9, NULL);
  troupe_place_table_expect (fixture.places, b, fixture.procs[1]);
  event.subject = fixture.c;
  troupe_place_table_learn (fixture.places, &event);
  g_assert_null (troupe_place_table_find_actor (fixture.places, fixture.c));

  event.subject = fresh;
  troupe_place_table_learn (fixture.places, &event);
  g_assert_true (troupe_place_table_find_actor (fixture.places, fresh) == b);
  fixture_clear (&fixture);
}

static void
assert_name (Fixture       *fixture,
             TroupeActorId *id,
             const char    *expected)
{
  g_autofree char *name = troupe_place_table_name_actor (fixture->places, id);

  g_assert_cmpstr (name, ==, expected);
}

static void
test_names (void)
{
  Fixture fixture;
  g_autoptr (TroupeActorId) second = NULL;
  g_autoptr (TroupeActorId) agent = NULL;
  g_autofree char *proc = NULL;
  g_autofree char *whole = NULL;

  fixture_init (&fixture, "never ready h0.p0");
  second = troupe_actor_id_new (fixture.procs[0], "a", 1, NULL);
  troupe_place_table_bind_actor (fixture.places, find (&fixture, "a"), second);
  agent = troupe_proc_id_dup_agent (fixture.procs[1]);
  proc = troupe_place_table_name_proc (fixture.places, fixture.procs[0]);
  whole = troupe_place_table_name_actor (NULL, fixture.a);

  assert_name (&fixture, fixture.a, "a");
  assert_name (&fixture, second, "a#2");
  assert_name (&fixture, fixture.c, "h0.p0/c[0]");
  assert_name (&fixture, agent, "h1.p0");
  g_assert_cmpstr (proc, ==, "h0.p0");
  g_assert_cmpstr (whole, ==, "tcp:10.0.0.1:4000,p0-1,a[0]");
  fixture_clear (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/executor/matcher/keys-of-a-message", test_message_keys);
  g_test_add_func ("/executor/matcher/keys-of-a-forward", test_routed_keys);
  g_test_add_func ("/executor/matcher/fields-of-the-body", test_fields);
  g_test_add_func ("/executor/matcher/status-of-an-actor", test_actor_status);
  g_test_add_func ("/executor/matcher/status-of-a-proc", test_proc_status);
  g_test_add_func ("/executor/matcher/exited-by-code-or-signal", test_exited);
  g_test_add_func ("/executor/matcher/supervised", test_supervised);
  g_test_add_func ("/executor/matcher/spawned", test_spawned);
  g_test_add_func ("/executor/matcher/nth-is-one-match", test_nth);
  g_test_add_func ("/executor/matcher/attributes-of-an-answer", test_attributes);
  g_test_add_func ("/executor/matcher/invariant", test_invariant);
  g_test_add_func ("/executor/place/an-agent-stands-for-its-proc", test_agent);
  g_test_add_func ("/executor/place/a-step-means-the-last-incarnation", test_incarnations);
  g_test_add_func ("/executor/place/an-event-binds-what-is-expected", test_expected);

  g_test_add_func ("/executor/place/people-are-told-its-name-in-the-file", test_names);

  return g_test_run ();
}
