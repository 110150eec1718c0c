/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "fixture.h"

#include "scenario/troupe-vocabulary.h"

/* What the tree of a good file says. */

#define WORLD \
  "scenario \"x\"\nhost h[0-1]\nproc h[0-1].p[0-1]\nactor a : puppet on h0.p0 on-supervision=handle cleanup=5ms\n" \
  "actor b : puppet under a name=bee\nclient c on h1.p0 introspectable\nmesh m : puppet over h*.p[1,0] owner=a\n"

static const TroupeAction *
action_of (const TroupeScenario *scenario,
           guint                 index)
{
  return ((TroupeStep *) g_ptr_array_index (scenario->steps, index))->action;
}

static const TroupeWhen *
when_of (const TroupeScenario *scenario,
         guint                 index)
{
  return ((TroupeStep *) g_ptr_array_index (scenario->steps, index))->when;
}

static const TroupeClaim *
claim_of (const TroupeScenario *scenario,
          guint                 index)
{
  return g_ptr_array_index (scenario->claims, index);
}

static void
test_places (void)
{
  g_autoptr (TroupeScenario) scenario = fixture_load (WORLD
    "at 1s query h0.local,m[3]\n");
  const TroupePlace *a = troupe_scenario_find_place (scenario, "a");
  const TroupePlace *b = troupe_scenario_find_place (scenario, "b");
  const TroupePlace *m = troupe_scenario_find_place (scenario, "m");
  const TroupePlace *rank = troupe_scenario_find_place (scenario, "m[3]");
  const TroupePlace *local = troupe_scenario_find_place (scenario, "h0.local");
  const char *word;
  guint64 cleanup;

  g_assert_cmpint (((TroupePlace *) g_ptr_array_index (scenario->places, 0))->kind, ==, TROUPE_PLACE_DRIVER);
  g_assert_true (a->proc == troupe_scenario_find_place (scenario, "h0.p0"));
  g_assert_true (a->proc->host == troupe_scenario_find_place (scenario, "h0"));
  g_assert_true (g_variant_lookup (a->keys, "on-supervision", "&s", &word));
  g_assert_cmpstr (word, ==, "handle");
  g_assert_true (g_variant_lookup (a->keys, "on-undeliverable", "&s", &word));
  g_assert_cmpstr (word, ==, "fail");
  g_assert_true (g_variant_lookup (a->keys, "cleanup", "t", &cleanup));
  g_assert_cmpuint (cleanup, ==, 5000000);
  g_assert_true (b->parent == a);
  g_assert_cmpstr (b->local_name, ==, "bee");
  g_assert_true (m->owner == a);
  g_assert_cmpuint (m->procs->len, ==, 4);
  g_assert_true (rank->mesh == m && rank->proc == troupe_scenario_find_place (scenario, "h1.p0"));
  g_assert_true (rank->type == m->type && rank->keys != NULL);
  g_assert_true (local->is_implicit && local->kind == TROUPE_PLACE_PROC);
  g_assert_true (troupe_scenario_find_place (scenario, "c")->is_introspectable);
}

static void
assert_targets (const char *set,
                const char *expected)
{
  g_autofree char *text = g_strdup_printf (WORLD "at 1s spawn proc h0.late\nat 2s restart %s\n", set);
  g_autoptr (TroupeScenario) scenario = fixture_load (text);
  g_autofree char *names = fixture_names (action_of (scenario, 1)->targets->set);

  g_assert_cmpstr (names, ==, expected);
}

static void
test_sets (void)
{
  assert_targets ("h1,h0,h1", "h1 h0");
  assert_targets ("h*", "h0 h1");
  assert_targets ("h[1,0].p[0-1]", "h1.p0 h1.p1 h0.p0 h0.p1");
  assert_targets ("h*.p[1,0]", "h0.p1 h0.p0 h1.p1 h1.p0");
  assert_targets ("h*.*", "h0.p0 h0.p1 h0.late h1.p0 h1.p1");
  assert_targets ("h*.late", "h0.late");
  assert_targets ("h*.p* except h0.p*,h1.p1", "h1.p0");
  assert_targets ("driver,*", "driver h0 h1");
}

static void
test_ranks_in_order (void)
{
  g_autoptr (TroupeScenario) scenario = fixture_load (WORLD);
  const TroupePlace *m = troupe_scenario_find_place (scenario, "m");

  g_assert_cmpstr (((TroupePlace *) g_ptr_array_index (m->procs, 0))->name, ==, "h0.p1");
  g_assert_cmpstr (((TroupePlace *) g_ptr_array_index (m->procs, 1))->name, ==, "h0.p0");
  g_assert_cmpstr (((TroupePlace *) g_ptr_array_index (m->procs, 2))->name, ==, "h1.p1");
}

static void
test_picks (void)
{
  g_autoptr (TroupeScenario) scenario = fixture_load (WORLD
    "at 1s kill one of h*.p*\nat 1s kill 3 of h*.p*\nat 1s kill 26% of h*.p*\n"
    "at 1s kill h*.p*\nat 1s kill 25% of h*.p*\n");

  g_assert_cmpuint (action_of (scenario, 0)->targets->n, ==, 1);
  g_assert_cmpuint (action_of (scenario, 1)->targets->n, ==, 3);
  g_assert_cmpuint (action_of (scenario, 2)->targets->n, ==, 2);
  g_assert_cmpuint (action_of (scenario, 3)->targets->n, ==, 4);
  g_assert_cmpuint (action_of (scenario, 4)->targets->n, ==, 1);
}

static void
test_whens (void)
{
  g_autoptr (TroupeScenario) scenario = fixture_load (WORLD
    "at 1s heal\nafter 2s heal\nbetween 1s and 3s heal\nevery 1s heal\n"
    "every 1s from 0s until 5s heal\nwhenever handled a after 1us heal\n");

  g_assert_cmpuint (when_of (scenario, 0)->time_ns, ==, 1000000000);
  g_assert_cmpint (when_of (scenario, 1)->kind, ==, TROUPE_WHEN_AFTER);
  g_assert_cmpuint (when_of (scenario, 2)->until_ns, ==, G_GUINT64_CONSTANT (3000000000));
  g_assert_cmpuint (when_of (scenario, 3)->from_ns, ==, 1000000000);
  g_assert_cmpuint (when_of (scenario, 3)->until_ns, ==, TROUPE_TIME_NONE);
  g_assert_cmpuint (when_of (scenario, 4)->from_ns, ==, 0);
  g_assert_cmpint (when_of (scenario, 5)->kind, ==, TROUPE_WHEN_EVENTS);
  g_assert_cmpuint (when_of (scenario, 5)->time_ns, ==, 1000);
}

static void
assert_field (const TroupeAction *action,
              guint               index,
              const char         *expected)
{
  g_autofree char *printed = NULL;

  g_assert_cmpuint (index, <, action->n_body);
  printed = action->body[index].place != NULL ? g_strdup (action->body[index].place->name)
                                              : g_variant_print (action->body[index].variant, TRUE);
  g_assert_cmpstr (printed, ==, expected);
}

static void
test_bodies (void)
{
  g_autoptr (TroupeScenario) scenario = fixture_load (WORLD
    "actor t : bank.teller on h0.p0 branch=oslo\n"
    "at 1s tell a send to=h1.nobody id=7 from=c\n"
    "at 1s tell t deposit amount=1K fee=-3 rate=-0.5 next=deposit\n"
    "at 1s cast m[0-1] spawn-child name=a\n");
  const TroupeAction *send = action_of (scenario, 0);
  const TroupeAction *deposit = action_of (scenario, 1);

  g_assert_cmpstr (troupe_message_type_get_name (send->message_type), ==, "send");
  g_assert_true (send->from == troupe_scenario_find_place (scenario, "c"));
  assert_field (send, 0, "h1.nobody");
  g_assert_cmpint (send->body[0].place->kind, ==, TROUPE_PLACE_UNKNOWN_PROC);
  assert_field (send, 1, "'note'");
  assert_field (send, 2, "uint64 7");
  assert_field (send, 3, "uint64 1");
  assert_field (deposit, 0, "uint32 1000");
  assert_field (deposit, 1, "int16 -3");
  assert_field (deposit, 2, "-0.5");
  assert_field (deposit, 3, "false");
  assert_field (deposit, 4, "driver");
  assert_field (deposit, 5, "@as []");
  assert_field (deposit, 6, "uint64 5000000");
  assert_field (deposit, 7, "'bank.deposit'");
  assert_field (action_of (scenario, 2), 0, "'a'");
}

static void
test_actions (void)
{
  g_autoptr (TroupeScenario) scenario = fixture_load (WORLD
    "at 1s kill h0.p0\nat 1s exit h0.p0 code=0\nat 1s skew h0 by -5s\n"
    "at 1s repeat 3 every 2ms repeat 2 query a\nat 1s stop a reason=done\n"
    "at 1s reset h0 -> h1\nat 1s heal\nat 1s partition h0 | h1 oneway\n");

  g_assert_cmpuint (action_of (scenario, 0)->number, ==, 9);
  g_assert_cmpuint (action_of (scenario, 1)->number, ==, 0);
  g_assert_cmpint (action_of (scenario, 2)->offset_ns, ==, -G_GINT64_CONSTANT (5000000000));
  g_assert_cmpuint (action_of (scenario, 3)->number, ==, 3);
  g_assert_cmpuint (action_of (scenario, 3)->interval_ns, ==, 2000000);
  g_assert_cmpint (action_of (scenario, 3)->action->action->kind, ==, TROUPE_ACTION_QUERY);
  g_assert_cmpstr (action_of (scenario, 4)->reason, ==, "done");
  g_assert_true (action_of (scenario, 5)->is_oneway);
  g_assert_null (action_of (scenario, 6)->targets);
  g_assert_true (action_of (scenario, 7)->is_oneway);
}

static void
test_claims (void)
{
  g_autoptr (TroupeScenario) scenario = fixture_load (WORLD
    "expect handled a within 1s\nat 1s heal\nexpect handled a count 2..5\n"
    "expect handled a nth=3 id>4 within 5ms count 0\nsettles within 9s\n");

  g_assert_null (claim_of (scenario, 0)->step);
  g_assert_cmpuint (claim_of (scenario, 0)->count_min, ==, 1);
  g_assert_cmpuint (claim_of (scenario, 0)->count_max, ==, G_MAXUINT64);
  g_assert_true (claim_of (scenario, 1)->step == g_ptr_array_index (scenario->steps, 0));
  g_assert_cmpuint (claim_of (scenario, 1)->within_ns, ==, TROUPE_TIME_NONE);
  g_assert_cmpuint (claim_of (scenario, 1)->count_max, ==, 5);
  g_assert_cmpuint (claim_of (scenario, 2)->event->nth, ==, 3);
  g_assert_cmpuint (claim_of (scenario, 2)->event->keys->len, ==, 1);
  g_assert_cmpuint (claim_of (scenario, 2)->index, ==, 2);
  g_assert_cmpuint (claim_of (scenario, 2)->count_max, ==, 0);
  g_assert_cmpuint (claim_of (scenario, 3)->within_ns, ==, G_GUINT64_CONSTANT (9000000000));
}

static void
test_links (void)
{
  g_autoptr (TroupeScenario) scenario = fixture_load (WORLD
    "link h0 -> h1 delay=1ms..3ms loss=0.5% dist=normal\n");
  const TroupeLinkStatement *link = g_ptr_array_index (scenario->links, 0);

  g_assert_true (link->is_oneway);
  g_assert_cmpuint (link->given, ==, TROUPE_LINK_DELAY | TROUPE_LINK_LOSS | TROUPE_LINK_DIST);
  g_assert_cmpuint (link->delay_min_ns, ==, 1000000);
  g_assert_cmpuint (link->delay_max_ns, ==, 3000000);
  g_assert_cmpuint (link->loss_ppb, ==, 5000000);
  g_assert_cmpint (link->distribution, ==, TROUPE_DISTRIBUTION_NORMAL);
}

static void
test_variants (void)
{
  static const char text[] = "scenario \"x\"\nsweep n = 1, 2\nsweep t = 5ms, 6ms, 7ms\nhost h[0-$n]\nat $t heal\n";
  g_autoptr (TroupeDiagnostics) diagnostics = troupe_diagnostics_new ();
  g_autoptr (TroupeScenario) first = fixture_load (text);
  g_autoptr (TroupeScenario) fourth = troupe_scenario_parse_variant ("x", text, sizeof (text) - 1, 4, diagnostics);
  g_autofree char *printed = troupe_scenario_print (fourth);

  g_assert_cmpuint (troupe_scenario_get_n_variants (first), ==, 6);
  g_assert_cmpuint (when_of (first, 0)->time_ns, ==, 5000000);
  g_assert_true (troupe_scenario_check (fourth, diagnostics));
  g_assert_cmpuint (when_of (fourth, 0)->time_ns, ==, 6000000);
  g_assert_nonnull (troupe_scenario_find_place (fourth, "h2"));
  g_assert_cmpstr (printed, ==, text);
}

static void
test_canonical (void)
{
  static const char text[] = "\n\n# top\nscenario   \"x\"   # title\n\n\n\n  host\th0 , h1\n"
                             "at 5s   tell  driver note id=1   # now  \n# end\n\n";
  g_autoptr (TroupeScenario) scenario = fixture_load (text);
  g_autofree char *printed = troupe_scenario_print (scenario);

  g_assert_cmpstr (printed, ==,
                   "# top\nscenario \"x\"  # title\n\nhost h0,h1\nat 5s tell driver note id=1  # now\n# end\n");
}

static void
test_vocabulary (void)
{
  static const char text[] = "scenario \"x\"\nexercises AI-1 CAST-1 AI-2\n";
  g_autofree char *before = fixture_report ("x", text, sizeof (text) - 1);
  g_autofree char *after = NULL;

  troupe_vocabulary_register (TROUPE_VOCABULARY_INVARIANT, "AI-1");
  after = fixture_report ("x", text, sizeof (text) - 1);

  g_assert_cmpstr (before, ==, "");
  g_assert_cmpstr (after, ==,
                   "x:2:23: error: 'AI-2' is not an invariant that this build knows; did you mean 'AI-1'?\n");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_register_types ();

  g_test_add_func ("/scenario/tree/places-know-where-they-stand", test_places);
  g_test_add_func ("/scenario/tree/sets-expand-in-the-order-written", test_sets);
  g_test_add_func ("/scenario/tree/ranks-count-the-set-as-written", test_ranks_in_order);
  g_test_add_func ("/scenario/tree/picks-round-up", test_picks);
  g_test_add_func ("/scenario/tree/whens-have-their-times", test_whens);
  g_test_add_func ("/scenario/tree/bodies-are-typed-and-complete", test_bodies);
  g_test_add_func ("/scenario/tree/actions-have-their-defaults", test_actions);
  g_test_add_func ("/scenario/tree/a-claim-knows-the-step-above", test_claims);
  g_test_add_func ("/scenario/tree/links-say-what-they-change", test_links);
  g_test_add_func ("/scenario/tree/the-last-sweep-turns-fastest", test_variants);
  g_test_add_func ("/scenario/tree/blanks-go-and-comments-stay", test_canonical);
  g_test_add_func ("/scenario/tree/registered-words-are-the-only-ones", test_vocabulary);

  return g_test_run ();
}
