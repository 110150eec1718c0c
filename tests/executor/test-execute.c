/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/executor-fixture.h"

#include <string.h>

/* Whole small scenarios. All live in this world. */
#define WORLD \
  "scenario \"a small world\"\n" \
  "host h0\n" \
  "proc h0.p[0-1]\n" \
  "actor a : puppet on h0.p0 on-undeliverable=absorb on-supervision=handle\n" \
  "actor b : puppet on h0.p1\n" \
  "actor c : puppet under a\n"

#define MS G_GUINT64_CONSTANT (1000000)

static const TroupeSimFailure *
first_failure (const TroupeSimResult *result)
{
  g_assert_cmpint (result->verdict, ==, TROUPE_SIM_FAIL);
  g_assert_cmpuint (result->failures->len, >, 0);

  return g_ptr_array_index (result->failures, 0);
}

static void
assert_passes (const char *rest)
{
  g_autofree char *text = g_strconcat (WORLD, rest, NULL);
  g_autoptr (TroupeSimResult) result = executor_fixture_run (text, 1);

  if (result->failures->len > 0)
    g_assert_cmpstr (first_failure (result)->text, ==, "");
  g_assert_cmpint (result->verdict, ==, TROUPE_SIM_PASS);
}

static void
assert_fails (const char *rest,
              const char *id,
              const char *claim,
              const char *text_part,
              guint       line)
{
  g_autofree char *text = g_strconcat (WORLD, rest, NULL);
  g_autoptr (TroupeSimResult) result = executor_fixture_run (text, 1);
  const TroupeSimFailure *failure = first_failure (result);

  g_assert_cmpstr (failure->id, ==, id);
  g_assert_cmpstr (failure->claim, ==, claim);
  g_assert_nonnull (strstr (failure->text, text_part));
  g_assert_cmpuint (failure->line, ==, line);
}

static void
test_empty (void)
{
  assert_passes ("");
}

static void
test_tell (void)
{
  assert_passes ("at 1ms tell b note id=7\n"
                 "expect sent driver message=note count 1\n"
                 "expect delivered b id=7 from=driver within 10ms count 1\n"
                 "expect handled b id=7 within 10ms count 1\n"
                 "never handled a\n");
}

static void
test_tell_from (void)
{
  assert_passes ("at 1ms tell b note id=7 from=a\n"
                 "expect handled b id=7 from=a within 10ms count 1\n");
}

static void
test_ask (void)
{
  assert_passes ("at 1ms ask b echo id=5\n"
                 "expect replied b id=5 within 10ms count 1\n");
}

static void
test_query (void)
{
  assert_passes ("at 1ms query h0.p0\n"
                 "expect replied h0.p0 within 10ms count 1\n"
                 "at 2ms query c\n"
                 "expect replied c type=\"puppet\" within 10ms count 1\n");
}

static void
test_send (void)
{
  assert_passes ("at 1ms tell a send to=b message=note id=3\n"
                 "expect handled b id=3 from=a within 10ms count 1\n");
}

static void
test_repeat (void)
{
  assert_passes ("at 1ms repeat 3 tell b note id=1\n"
                 "expect handled b id=1 within 10ms count 3\n"
                 "at 10ms repeat 3 every 2ms tell b note id=2\n"
                 "after 5ms tell b note id=3\n"
                 "expect handled b id=2 count 3\n"
                 "order handled b id=2 nth=3 before handled b id=3\n"
                 "every 10ms from 50ms until 70ms tell b note id=4\n"
                 "expect handled b id=4 count 3\n");
}

static void
test_when (void)
{
  assert_passes ("at 1ms tell b note id=1\n"
                 "when handled b id=1 tell b note id=2\n"
                 "whenever handled b id=2 after 5ms tell b note id=3\n"
                 "expect handled b id=3 count 1\n"
                 "order handled b id=2 before handled b id=3\n");
}

static void
test_when_own_emission (void)
{
  assert_passes ("at 1ms repeat 2 tell b note id=1\n"
                 "when sent driver to=b tell b note id=2\n"
                 "when sent driver to=b nth=2 tell b note id=3\n"
                 "expect handled b message=note count 4\n");
}

static void
test_kill_inside_emission (void)
{
  assert_passes ("at 1ms repeat 3 tell b note id=1\n"
                 "when delivered b id=1 kill h0.p1 signal=15\n"
                 "expect exited h0.p1 signal=15 within 10ms count 1\n"
                 "expect status h0.p1 is=killed count 1\n"
                 "never handled b\n"
                 "settles within 40s\n");
}

static void
test_exit (void)
{
  assert_passes ("at 1ms exit h0.p1 code=3\n"
                 "expect exited h0.p1 code=3 within 1ms count 1\n"
                 "at 2ms kill h0.p1\n"
                 "at 3ms tell a send to=b message=note\n"
                 "expect returned a to=b reason=timeout within 40s count 1\n");
}

static void
test_stop (void)
{
  assert_passes ("at 1ms stop a reason=\"enough\"\n"
                 "order status c is=stopped before status a is=stopped\n"
                 "expect status a is=stopped within 1s count 1\n");
}

static void
test_spawn (void)
{
  assert_passes ("at 1ms spawn proc h0.p2\n"
                 "expect status h0.p2 is=ready within 1s count 1\n"
                 "at 5ms spawn actor d : puppet on h0.p2\n"
                 "at 6ms spawn actor e : puppet under d\n"
                 "at 7ms spawn client k on h0.p2 introspectable\n"
                 "at 10ms tell e note id=1\n"
                 "at 10ms query k\n"
                 "expect handled e id=1 within 10ms count 1\n"
                 "expect replied k status=\"client\" within 20ms count 1\n");
}

static void
test_kill_while_starting (void)
{
  assert_passes ("at 1ms spawn proc h0.p2\n"
                 "when status h0.p2 is=running kill h0.p2\n"
                 "expect exited h0.p2 signal=9 within 1s count 1\n"
                 "never status h0.p2 is=ready\n");
}

static void
test_pick (void)
{
  assert_passes ("at 1ms tell one of a,b,c note id=1\n"
                 "expect handled a,b,c id=1 count 1\n"
                 "at 2ms tell 2 of a,b,c note id=2\n"
                 "expect handled a,b,c id=2 count 2\n"
                 "at 3ms tell 34% of a,b,c note id=3\n"
                 "expect handled a,b,c id=3 count 2\n");
}

static void
test_wedge (void)
{
  assert_passes ("at 1ms ask b wedge\n"
                 "settles within 1s\n");
}

/* ---- failing claims ---- */

static void
test_expect_fails (void)
{
  assert_fails ("at 1ms tell b note id=7\n"
                "expect handled b id=8 within 10ms\n",
                "expect", "expect handled b id=8 within 10ms", "0 times from 1ms to 11ms; at least 1", 8);
}

static void
test_expect_by_end (void)
{
  assert_fails ("expect handled b id=8 count 2\n",
                "expect", "expect handled b id=8 count 2", "0 times by the end of the run; at least 2", 7);
}

static void
test_too_many (void)
{
  assert_fails ("at 1ms repeat 3 tell b note id=7\n"
                "expect handled b id=7 count 2\n",
                "expect", "expect handled b id=7 count 2", "for the 3. time, at most 2", 8);
}

static void
test_step_never_fires (void)
{
  assert_fails ("when status b is=failed tell a note\n"
                "expect handled a within 10ms\n",
                "expect", "expect handled a within 10ms", "the step above, in line 7, never fired", 8);
}

static void
test_never_fails (void)
{
  g_autoptr (TroupeSimResult) result = executor_fixture_run (WORLD "at 1ms tell b note id=7\n"
                                                                   "never handled b id=7\n", 1);
  const TroupeSimFailure *failure = first_failure (result);

  g_assert_cmpstr (failure->id, ==, "never");
  g_assert_cmpstr (failure->claim, ==, "never handled b id=7");
  g_assert_nonnull (strstr (failure->text, "it happened: handled"));
  g_assert_cmpuint (failure->line, ==, 8);
  g_assert_cmpuint (failure->time_ns, >, 1 * MS);
  g_assert_cmpuint (failure->time_ns, <, 4 * MS);
}

static void
test_order_fails (void)
{
  assert_fails ("at 1ms tell b note id=1\n"
                "at 50ms tell b note id=2\n"
                "order handled b id=2 before handled b id=1\n",
                "order", "order handled b id=2 before handled b id=1", "the second happened", 9);
}

static void
test_settles_fails (void)
{
  assert_fails ("at 1ms tell b busy for=10s\n"
                "settles within 2s\n",
                "settles", "settles within 2s", "messages have no fate yet, the oldest is busy", 8);
}

static void
test_limit_fails (void)
{
  assert_fails ("every 1ms until 2s tell b note\n"
                "limit time=100ms\n",
                "limit", "limit time=100ms", "not over", 8);
}

static void
test_event_limit_fails (void)
{
  assert_fails ("every 1ms until 2s tell b note\n"
                "limit events=200\n",
                "limit", "limit events=200", "more events", 8);
}

static void
test_vacuous (void)
{
  assert_fails ("exercises CI-2\n",
                "vacuous", "exercises CI-2", "nothing in this run could have broken CI-2", 7);
}

static void
test_sometimes (void)
{
  g_autoptr (TroupeSimResult) result = executor_fixture_run (WORLD "at 1ms tell b note id=2\n"
                                                                   "sometimes handled b id=1\n"
                                                                   "sometimes handled b id=2\n", 1);

  g_assert_cmpint (result->verdict, ==, TROUPE_SIM_PASS);
  g_assert_cmpuint (result->sometimes, ==, 2);
}

/* ---- canaries ---- */

static void
test_canary (void)
{
  assert_passes ("at 1ms tell b note id=7\n"
                 "never handled b id=7\n"
                 "fails \"it happened: handled\"\n");
}

static void
test_silent_canary (void)
{
  assert_fails ("at 1ms tell b note id=7\n"
                "fails AI-3\n",
                "fails", "fails AI-3", "what failed was: nothing", 8);
}

static void
test_wrong_canary (void)
{
  assert_fails ("at 1ms tell b note id=7\n"
                "never handled b id=7\n"
                "fails AI-3\n",
                "fails", "fails AI-3", "what failed was: never", 9);
}

/* ---- determinism ---- */

#define BUSY_WORLD WORLD \
  "at 1ms repeat 20 every 1ms tell a,b,c note\n" \
  "between 1ms and 9ms tell one of a,b,c echo\n" \
  "between 1ms and 30ms tell a send to=b message=note count=5\n"

static void
test_same_seed (void)
{
  g_autoptr (GString) first_log = g_string_new (NULL);
  g_autoptr (GString) second_log = g_string_new (NULL);
  g_autoptr (TroupeSimResult) first = executor_fixture_run_logged (BUSY_WORLD, 7, first_log);
  g_autoptr (TroupeSimResult) second = executor_fixture_run_logged (BUSY_WORLD, 7, second_log);

  g_assert_cmpuint (first->hash, ==, second->hash);
  g_assert_cmpuint (first->n_events, ==, second->n_events);
  g_assert_cmpstr (first_log->str, ==, second_log->str);
  g_assert_nonnull (strstr (first_log->str, " handled "));
}

static void
test_other_seed (void)
{
  g_autoptr (TroupeSimResult) first = executor_fixture_run (BUSY_WORLD, 7);
  g_autoptr (TroupeSimResult) second = executor_fixture_run (BUSY_WORLD, 8);

  g_assert_cmpuint (first->hash, !=, second->hash);
}

/* ---- exhaustive ---- */

static TroupeSimResult *
run_order (const TroupeScenario *scenario,
           GArray               *prefix)
{
  TroupeSimOptions options = { .seed = 1 };

  options.prefix = (const guint *) (gpointer) prefix->data;
  options.n_prefix = prefix->len;

  return troupe_sim_execute (scenario, &options);
}

/* The next prefix after what was chosen: the last choice that can go up does, and what follows it is left open. */
static gboolean
next_prefix (GArray *prefix,
             GArray *choices)
{
  guint n = choices->len / 2;

  while (n > 0 && g_array_index (choices, guint, 2 * n - 2) + 1 >= g_array_index (choices, guint, 2 * n - 1))
    n--;
  g_array_set_size (prefix, n);
  for (guint i = 0; i < n; i++)
    g_array_index (prefix, guint, i) = g_array_index (choices, guint, 2 * i);
  if (n > 0)
    g_array_index (prefix, guint, n - 1)++;

  return n > 0;
}

static void
test_exhaustive (void)
{
  g_autoptr (TroupeScenario) scenario = executor_fixture_parse (WORLD "at 1ms tell a,b note\n"
                                                                      "explore exhaustive 3\n");
  g_autoptr (GArray) prefix = g_array_new (FALSE, TRUE, sizeof (guint));
  g_autoptr (GHashTable) hashes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  guint n_orders = 0;
  gboolean has_next;

  do
    {
      g_autoptr (TroupeSimResult) result = run_order (scenario, prefix);

      g_assert_cmpint (result->verdict, ==, TROUPE_SIM_PASS);
      g_assert_cmpuint (result->choices->len, <=, 6);
      g_hash_table_add (hashes, g_memdup2 (&result->hash, sizeof result->hash));
      n_orders++;
      has_next = next_prefix (prefix, result->choices);
    }
  while (has_next && n_orders < 1000);

  g_assert_cmpuint (n_orders, >, 1);
  g_assert_cmpuint (n_orders, <, 1000);
  g_assert_cmpuint (g_hash_table_size (hashes), >, 1);
}

/* ---- what cannot be executed ---- */

static void
test_refusals (void)
{
  g_autoptr (TroupeDiagnostics) diagnostics = troupe_diagnostics_new ();
  g_autoptr (TroupeScenario) scenario = executor_fixture_parse (WORLD "at 1ms kill h0.service\n"
                                                                      "at 2ms repeat 2 stop h0\n"
                                                                      "at 3ms stop h0.p0\n"
                                                                      "limit time=1s memory=1G\n");
  g_autofree char *text = NULL;

  g_assert_false (troupe_sim_can_execute (scenario, diagnostics));
  text = troupe_diagnostics_to_string (diagnostics);
  g_assert_nonnull (strstr (text, "test.scn:7:13: error: The implicit proc 'h0.service' is not executed by this"));
  g_assert_nonnull (strstr (text, "'stop' on a host is not executed"));
  g_assert_nonnull (strstr (text, "'stop' on a proc is not executed"));
  g_assert_nonnull (strstr (text, "'memory=' of a limit is not executed"));
  g_assert_cmpuint (diagnostics->n_errors, ==, 4);
}

#define ADD(path, func) g_test_add_func ("/executor/execute/" path, func)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("a-world-without-steps-passes", test_empty);
  ADD ("tell-reaches-its-target", test_tell);
  ADD ("tell-from-is-another-sender", test_tell_from);
  ADD ("ask-is-answered", test_ask);
  ADD ("query-of-procs-and-actors-is-answered", test_query);
  ADD ("a-place-in-a-message-is-an-id", test_send);
  ADD ("repeat-every-and-after", test_repeat);
  ADD ("when-and-whenever", test_when);
  ADD ("when-one's-own-message-is-sent", test_when_own_emission);
  ADD ("kill-happens-inside-the-emission", test_kill_inside_emission);
  ADD ("exit-and-a-dead-process", test_exit);
  ADD ("stop-drains-children-first", test_stop);
  ADD ("spawn-proc-actor-child-and-client", test_spawn);
  ADD ("a-process-dies-while-it-starts", test_kill_while_starting);
  ADD ("picks-draw-so-many", test_pick);
  ADD ("a-wedged-ask-does-not-count", test_wedge);

  ADD ("expect-fails-when-its-window-closes", test_expect_fails);
  ADD ("expect-fails-at-the-end", test_expect_by_end);
  ADD ("expect-fails-at-once-when-there-are-too-many", test_too_many);
  ADD ("expect-fails-when-its-step-never-fires", test_step_never_fires);
  ADD ("never-fails-at-once", test_never_fails);
  ADD ("order-fails-when-the-second-comes-first", test_order_fails);
  ADD ("settles-fails-and-says-what-is-under-way", test_settles_fails);
  ADD ("the-time-limit-fails-the-run", test_limit_fails);
  ADD ("the-event-limit-fails-the-run", test_event_limit_fails);
  ADD ("exercises-fails-a-vacuous-run", test_vacuous);
  ADD ("sometimes-is-reported", test_sometimes);

  ADD ("a-canary-passes-when-it-fails", test_canary);
  ADD ("a-silent-canary-fails", test_silent_canary);
  ADD ("a-canary-that-fails-otherwise-fails", test_wrong_canary);

  ADD ("the-same-seed-is-the-same-run", test_same_seed);
  ADD ("another-seed-is-another-run", test_other_seed);
  ADD ("exhaustive-follows-prefixes-to-an-end", test_exhaustive);
  ADD ("what-is-not-executed-is-refused-by-name", test_refusals);

  return g_test_run ();
}
