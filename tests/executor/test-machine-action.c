/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/executor-fixture.h"

#include <string.h>

/* What files do to machines and processes as such. */
#define WORLD \
  "scenario \"two machines\"\n" \
  "host h0\n" \
  "host h1 clock=1h drift=50ppm\n" \
  "proc h[0-1].p[0-1]\n" \
  "actor a : puppet on h0.p0 on-undeliverable=absorb\n" \
  "actor c : puppet under b\n" \
  "actor b : puppet on h1.p0 on-undeliverable=absorb on-supervision=handle\n" \
  "client k on h1.p0 introspectable\n"

static void
assert_passes (const char *rest)
{
  g_autofree char *text = g_strconcat (WORLD, rest, NULL);
  g_autoptr (TroupeSimResult) result = executor_fixture_run (text, 1);

  if (result->failures->len > 0)
    g_assert_cmpstr (((TroupeSimFailure *) g_ptr_array_index (result->failures, 0))->text, ==, "");
  g_assert_cmpint (result->verdict, ==, TROUPE_SIM_PASS);
}

static void
test_pause_of_a_proc (void)
{
  assert_passes ("at 1s pause h1.p0\n"
                 "at 1s pause h1.p0\n"
                 "at 2s tell b note id=1\n"
                 "at 5s tell a note id=2\n"
                 "at 6s resume h1.p0\n"
                 "expect handled b id=1 within 10ms count 1\n"
                 "order handled a id=2 before handled b id=1\n"
                 "settles within 1s\n");
}

static void
test_pause_of_a_host (void)
{
  assert_passes ("at 1s pause h1\n"
                 "at 2s tell b note id=1\n"
                 "at 5s resume h1\n"
                 "expect handled b id=1 within 10ms count 1\n"
                 "at 4s tell a note id=2\n"
                 "order handled a id=2 before handled b id=1\n");
}

/* What waits there would go on if the process did. */
static void
test_what_stands_still_is_not_without_a_fate (void)
{
  assert_passes ("at 1s tell a send to=b message=note count=20\n"
                 "when handled b pause h1.p0\n"
                 "expect handled b count 1\n"
                 "exercises FATE-1\n");
}

static void
test_a_paused_world_has_not_settled (void)
{
  g_autoptr (TroupeSimResult) result = executor_fixture_run (WORLD "at 1s pause h1\n"
                                                                   "at 2s tell b note id=1\n"
                                                                   "settles within 5s\n", 1);
  const TroupeSimFailure *failure = g_ptr_array_index (result->failures, 0);

  g_assert_cmpstr (failure->id, ==, "settles");
}

static void
test_crash (void)
{
  assert_passes ("at 1s crash h1\n"
                 "at 1s crash h1\n"
                 "at 1s kill h1.p0\n"
                 "at 1s spawn actor x : puppet on h1.p1\n"
                 "at 2s tell a note\n"
                 "expect exited h1.p0 signal=9 count 1\n"
                 "expect exited h1.p1 signal=9 count 1\n"
                 "expect status h1.p0,h1.p1 is=killed count 2\n"
                 "never exited h0.p0\n"
                 "never spawned x\n");
}

static void
test_a_crashed_host_is_silent (void)
{
  assert_passes ("at 1s tell a send to=b message=note id=1\n"
                 "at 2s crash h1\n"
                 "at 3s tell a send to=b message=note id=2\n"
                 "expect handled b id=1 count 1\n"
                 "expect returned a id=2 within 90s count 1\n"
                 "at 30s tell a note id=3\n"
                 "order handled a id=3 before returned a id=2\n");
}

static void
test_restart_of_a_host (void)
{
  assert_passes ("at 1s restart h1\n"
                 "at 2s crash h1\n"
                 "at 3s restart h1.p0\n"
                 "at 4s restart h1\n"
                 "expect ready h1.p0 within 1ms count 1\n"
                 "expect ready h1.p1 count 1\n"
                 "at 5s tell b note id=1\n"
                 "at 5s tell c note id=1\n"
                 "at 5s query k\n"
                 "expect handled b id=1 within 1s count 1\n"
                 "expect handled c id=1 count 1\n"
                 "expect replied k status=\"client\" count 1\n"
                 "expect spawned a,b,c,k count 3\n"
                 "settles within 1s\n");
}

static void
test_restart_of_a_proc (void)
{
  assert_passes ("at 1s restart h1.p0\n"
                 "at 2s kill h1.p0\n"
                 "at 3s restart h1.p0\n"
                 "expect spawned b within 1ms count 1\n"
                 "at 3s tell b note id=1\n"
                 "expect handled b id=1 within 1s count 1\n"
                 "expect ready h1.p0 count 1\n"
                 "expect exited h1.p0 count 1\n"
                 "never exited h1.p1\n"
                 "never spawned a\n");
}

static void
test_restart_while_starting (void)
{
  assert_passes ("at 1s spawn proc h0.p2\n"
                 "when status h0.p2 is=starting restart h0.p2\n"
                 "expect ready h0.p2 count 1\n");
}

static void
test_restart_again_and_again (void)
{
  assert_passes ("whenever exited h1.p0 after 10ms restart h1.p0\n"
                 "at 1s repeat 5 every 100ms kill h1.p0\n"
                 "at 2s tell c note id=1\n"
                 "expect handled c id=1 within 10ms count 1\n"
                 "expect exited h1.p0 count 5\n"
                 "expect ready h1.p0 count 5\n");
}

static void
test_the_driver_comes_back (void)
{
  assert_passes ("at 1s crash driver\n"
                 "at 2s tell a note id=1\n"
                 "at 3s restart driver\n"
                 "at 4s tell a note id=2\n"
                 "expect handled a id=2 within 1s count 1\n"
                 "never handled a id=1\n");
}

static void
test_skew (void)
{
  assert_passes ("at 1s skew h0 by 10s\n"
                 "at 2s skew h1 by -2h\n"
                 "at 3s tell a send to=b message=note id=1\n"
                 "expect handled b id=1 within 10ms\n"
                 "settles within 1s\n");
}

static void
test_inject (void)
{
  assert_passes ("at 1s inject connect.fails on h0.p0\n"
                 "at 1s inject connect.refused on h1\n"
                 "at 2s tell a send to=b message=note id=1\n"
                 "never returned a id=1\n"
                 "expect handled b id=1 count 1\n"
                 "at 100s tell a send to=b message=note id=2\n"
                 "at 200s tell a send to=b message=note id=3\n"
                 "expect handled b id=3 within 1s count 1\n");
}

/* A connection that is refused or reset is dialled again, 9 ms later at the earliest. */
static void
test_seeded_faults (void)
{
  guint n_late = 0;

  for (guint64 seed = 1; seed <= 60; seed++)
    {
      g_autoptr (TroupeSimResult) result = executor_fixture_run (WORLD "set faults accept.reset,connect.refused\n"
                                                                       "at 1s tell a send to=b message=note id=1\n"
                                                                       "expect handled b id=1 within 9ms\n", seed);

      n_late += result->verdict == TROUPE_SIM_FAIL;
    }

  g_assert_cmpuint (n_late, >, 0);
  g_assert_cmpuint (n_late, <, 20);
}

static void
test_unknown_points_are_refused (void)
{
  g_autoptr (TroupeDiagnostics) diagnostics = troupe_diagnostics_new ();
  g_autoptr (TroupeScenario) scenario = executor_fixture_parse (WORLD "set faults timer.late,spawn.never\n"
                                                                      "at 1s inject spawn.never on h0\n"
                                                                      "at 1s inject timer.late on h0 count=0\n"
                                                                      "at 1s inject timer.late on h0 after=1s\n");
  g_autofree char *text = NULL;

  g_assert_false (troupe_sim_can_execute (scenario, diagnostics));
  text = troupe_diagnostics_to_string (diagnostics);
  g_assert_cmpuint (diagnostics->n_errors, ==, 4);
  g_assert_nonnull (strstr (text, "'count=0' of an injection"));
  g_assert_nonnull (strstr (text, "'after=1s' of an injection"));
}

#define ADD(path, func) g_test_add_func ("/executor/machine-action/" path, func)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("pause-of-a-proc", test_pause_of_a_proc);
  ADD ("pause-of-a-host", test_pause_of_a_host);
  ADD ("what-stands-still-is-not-without-a-fate", test_what_stands_still_is_not_without_a_fate);
  ADD ("a-paused-world-has-not-settled", test_a_paused_world_has_not_settled);
  ADD ("crash", test_crash);
  ADD ("a-crashed-host-is-silent", test_a_crashed_host_is_silent);
  ADD ("restart-of-a-host", test_restart_of_a_host);
  ADD ("restart-of-a-proc", test_restart_of_a_proc);
  ADD ("restart-while-starting", test_restart_while_starting);
  ADD ("restart-again-and-again", test_restart_again_and_again);
  ADD ("the-driver-comes-back", test_the_driver_comes_back);
  ADD ("skew", test_skew);
  ADD ("inject", test_inject);
  ADD ("seeded-faults", test_seeded_faults);
  ADD ("unknown-points-are-refused", test_unknown_points_are_refused);

  return g_test_run ();
}
