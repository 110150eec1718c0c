/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/executor-fixture.h"

#include <string.h>

/* Choices that a file keeps. */
#define WORLD \
  "scenario \"two machines\"\n" \
  "host h[0-1]\n" \
  "proc h[0-1].p0\n" \
  "actor a : puppet on h0.p0\n" \
  "actor b : puppet on h1.p0\n" \
  "actor c[0-9] : puppet on h0.p0\n" \
  "at 1ms tell a send to=b message=note id=1\n"

static void
assert_passes (const char *rest,
               guint64     seed)
{
  g_autofree char *text = g_strconcat (WORLD, rest, NULL);
  g_autoptr (TroupeSimResult) result = executor_fixture_run (text, seed);

  if (result->failures->len > 0)
    g_assert_cmpstr (((TroupeSimFailure *) g_ptr_array_index (result->failures, 0))->text, ==, "");
  g_assert_cmpint (result->verdict, ==, TROUPE_SIM_PASS);
}

static void
test_lose (void)
{
  assert_passes ("lose sent a to=b id=2\n"
                 "at 1s tell a send to=b message=note id=2\n"
                 "at 1190ms tell b note id=3\n"
                 "expect handled b id=2 within 20ms count 1\n"
                 "order handled b id=3 before handled b id=2\n"
                 "at 2s tell a send to=b message=note id=4\n"
                 "expect handled b id=4 within 5ms count 1\n", 1);
}

static void
test_lose_each_match (void)
{
  assert_passes ("lose sent a to=b message=note id>1\n"
                 "at 1s tell a send to=b message=note id=2\n"
                 "at 2s tell a send to=b message=note id=3\n"
                 "at 2199ms tell a note\n"
                 "never handled b id=3 nth=2\n"
                 "order handled a message=note before handled b id=3\n"
                 "expect handled b id=3 within 10ms count 1\n", 1);
}

static void
test_delay (void)
{
  assert_passes ("delay sent a id=2 by 3s\n"
                 "at 1s tell a send to=b message=note id=2\n"
                 "at 2s tell a send to=b message=note id=3\n"
                 "at 4s tell b note id=4\n"
                 "expect handled b id=3 within 5ms count 1\n"
                 "order handled b id=4 before handled b id=2\n"
                 "order handled b id=2 before handled b id=3\n", 1);
}

/* What is lost in answer to a delivery is its acknowledgement: nobody notices but the sender's machine. */
static void
test_lose_an_acknowledgement (void)
{
  assert_passes ("lose delivered b id=2\n"
                 "at 1s tell a send to=b message=note id=2\n"
                 "expect handled b id=2 within 5ms count 1\n"
                 "never returned a\n"
                 "settles within 1s\n", 1);
}

static void
test_what_goes_nowhere_is_not_lost (void)
{
  assert_passes ("lose sent a to=c0\n"
                 "lose status a is=processing\n"
                 "delay connected h0 by 1s\n"
                 "at 1s tell a send to=c0 message=note id=2\n"
                 "expect handled c0 id=2 within 5ms count 1\n", 1);
}

static void
test_pick (void)
{
  for (guint64 seed = 1; seed <= 20; seed++)
    assert_passes ("pick c7 for chosen\n"
                   "chosen: every 10ms from 1s until 1100ms tell one of c* note id=2\n"
                   "expect handled c7 id=2 count 11\n"
                   "never handled c[0-6,8-9] id=2\n", seed);
}

static void
test_pick_of_several (void)
{
  assert_passes ("pick c3,c1 for chosen\n"
                 "chosen: at 1s tell 2 of c* note id=2\n"
                 "order sent driver to=c3 id=2 before sent driver to=c1 id=2\n"
                 "expect handled c* id=2 count 2\n", 1);
}

static void
test_pick_of_one_side (void)
{
  for (guint64 seed = 1; seed <= 20; seed++)
    assert_passes ("pick h1 for cut\n"
                   "cut: at 1s partition h0 | one of h*\n"
                   "at 2s tell a send to=b message=note id=2\n"
                   "at 3s heal\n"
                   "expect handled b id=2 count 1\n"
                   "at 2100ms tell b note id=3\n"
                   "order handled b id=3 before handled b id=2\n", seed);
}

/* ---- first ---- */

/* Messages that race for one mailbox: within a process, between processes, and over a slow way against a fast one. */
static void
test_first_at_a_mailbox (void)
{
  for (guint64 seed = 1; seed <= 20; seed++)
    {
      assert_passes ("first handled c0 from=c9 before handled c0 from=c1\n"
                     "at 1s tell c[1-9] send to=c0 message=note id=2 count=3\n"
                     "order handled c0 from=c9 before handled c0 from=c1\n"
                     "expect handled c0 id=2 count 27\n"
                     "settles within 1s\n", seed);
      assert_passes ("link h0 <-> h1 delay=20ms..30ms\n"
                     "first handled c0 from=b before delivered c0 from=driver\n"
                     "at 1s tell b send to=c0 message=note id=2\n"
                     "at 1s tell c0 note id=3\n"
                     "order handled c0 id=2 before delivered c0 id=3\n"
                     "expect handled c0 id=3 count 1\n"
                     "settles within 1s\n", seed);
    }
}

/* The turn of an actor waits, whoever is at the front of its queue; that of others does not. */
static void
test_first_of_turns (void)
{
  for (guint64 seed = 1; seed <= 20; seed++)
    assert_passes ("first handled c8 before handled c1 id=3\n"
                   "first status c9 is=stopped before status c2 is=processing\n"
                   "at 1s tell c* note id=2\n"
                   "at 1s tell c* note id=3\n"
                   "at 2s stop c9\n"
                   "at 2s tell c2 send to=c0 message=note id=4\n"
                   "order handled c8 before handled c1 id=3\n"
                   "order status c9 is=stopped before status c2 is=processing\n"
                   "expect handled c* message=note count 21\n"
                   "settles within 1s\n", seed);
}

static void
test_first_counts (void)
{
  for (guint64 seed = 1; seed <= 20; seed++)
    assert_passes ("first handled c1 nth=5 before handled c0 from=c9 nth=3\n"
                   "at 1s tell c9 send to=c0 message=note id=2 count=5\n"
                   "at 1s tell c1 send to=c1 message=note id=3 count=5\n"
                   "order handled c0 from=c9 nth=2 before handled c0 from=c9 nth=3\n"
                   "order handled c1 nth=5 before handled c0 from=c9 nth=3\n"
                   "expect handled c0 id=2 count 5\n"
                   "settles within 1s\n", seed);
}

/* What nobody waits for changes nothing. */
static void
test_first_without_a_second (void)
{
  assert_passes ("first handled c0 before handled c1\n"
                 "at 1s tell c0 note id=2\n"
                 "expect handled c0 id=2 within 5ms count 1\n"
                 "settles within 1s\n", 1);
  assert_passes ("first handled c0 before handled c1\n"
                 "at 1s tell c2 note id=2\n"
                 "expect handled c2 id=2 within 5ms count 1\n"
                 "settles within 1s\n", 1);
}

static void
assert_cannot_be (const char *rest,
                  const char *why)
{
  g_autofree char *text = g_strconcat (WORLD, rest, NULL);
  g_autoptr (TroupeSimResult) result = executor_fixture_run (text, 1);
  const TroupeSimFailure *failure;

  g_assert_cmpint (result->verdict, ==, TROUPE_SIM_FAIL);
  failure = g_ptr_array_index (result->failures, result->failures->len - 1);
  g_assert_cmpstr (failure->id, ==, "first");
  g_assert_cmpuint (failure->line, ==, 8);
  g_assert_nonnull (strstr (failure->claim, "first "));
  g_assert_nonnull (strstr (failure->text, why));
}

static void
test_first_that_cannot_be (void)
{
  /* The one leads to the other. */
  assert_cannot_be ("first handled c1 id=2 before handled c0 message=send\n"
                    "at 1s tell c0 send to=c1 message=note id=2\n"
                    "settles within 5s\n", "never came");
  /* One sender's order holds. */
  assert_cannot_be ("first handled c0 id=3 before handled c0 id=2\n"
                    "at 1s tell c9 send to=c0 message=note id=2\n"
                    "at 2s tell c9 send to=c0 message=note id=3\n", "never came");
  /* Nothing makes it happen. */
  assert_cannot_be ("first handled c1 before handled c0\n"
                    "at 1s tell c0 note id=2\n", "never came");
  /* A step has its time, and is nobody's turn. */
  assert_cannot_be ("first handled c1 before sent k\n"
                    "client k on h0.p0\n"
                    "at 1s tell c0 note id=2 from=k\n"
                    "at 2s tell c1 note id=3\n", "came first");
}

/* Bit i: what the i-th line is about. */
static void
assert_kept (const char *rest,
             guint64     kept)
{
  g_autofree char *text = g_strconcat (WORLD, rest, NULL);
  g_autoptr (TroupeSimResult) result = executor_fixture_run (text, 1);

  g_assert_cmpint (result->verdict, ==, TROUPE_SIM_PASS);
  g_assert_cmphex (result->kept, ==, kept);
}

static void
test_what_was_there_to_be_kept_is_noted (void)
{
  assert_kept ("lose sent a id=1\n"
               "delay sent a id=9 by 1s\n"
               "first handled b id=1 before handled c0\n"
               "first handled c1 before handled c2\n"
               "pick h0 for late\n"
               "delay delivered b by 1ms\n"
               "late: at 1s pause one of h*\n", 0x25);
}

static void
test_first_that_nothing_holds_is_refused (void)
{
  g_autoptr (TroupeDiagnostics) diagnostics = troupe_diagnostics_new ();
  g_autoptr (TroupeScenario) scenario = executor_fixture_parse (WORLD
                                                                "first handled a before exited h1.p0\n"
                                                                "first handled a before status h1.p0 is=stopped\n"
                                                                "first handled a before returned b\n"
                                                                "first handled a before handled driver\n");
  g_autofree char *text = NULL;

  g_assert_false (troupe_sim_can_execute (scenario, diagnostics));
  text = troupe_diagnostics_to_string (diagnostics);
  g_assert_nonnull (strstr (text, "test.scn:8:24: error: Holding back such an event is not executed by this build"));
  g_assert_nonnull (strstr (text, "test.scn:9:24: error: "));
  g_assert_nonnull (strstr (text, "test.scn:10:24: error: "));
  g_assert_nonnull (strstr (text, "test.scn:11:24: error: "));
}

#define ADD(path, func) g_test_add_func ("/executor/pin/" path, func)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("lose", test_lose);
  ADD ("lose-each-match", test_lose_each_match);
  ADD ("delay", test_delay);
  ADD ("lose-an-acknowledgement", test_lose_an_acknowledgement);
  ADD ("what-goes-nowhere-is-not-lost", test_what_goes_nowhere_is_not_lost);
  ADD ("pick", test_pick);
  ADD ("pick-of-several", test_pick_of_several);
  ADD ("pick-of-one-side", test_pick_of_one_side);
  ADD ("first-at-a-mailbox", test_first_at_a_mailbox);
  ADD ("first-of-turns", test_first_of_turns);
  ADD ("first-counts", test_first_counts);
  ADD ("first-without-a-second", test_first_without_a_second);
  ADD ("first-that-cannot-be", test_first_that_cannot_be);
  ADD ("first-that-nothing-holds-is-refused", test_first_that_nothing_holds_is_refused);
  ADD ("what-was-there-to-be-kept-is-noted", test_what_was_there_to_be_kept_is_noted);

  return g_test_run ();
}
