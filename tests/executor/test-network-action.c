/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/executor-fixture.h"

#include <string.h>

/* What files say about the network reaches the network. What the network then does is tests/world/'s business. */
#define WORLD \
  "scenario \"three machines\"\n" \
  "host h[0-1] zone=east\n" \
  "host h2 zone=west\n" \
  "proc h[0-2].p0\n" \
  "actor a : puppet on h0.p0 on-undeliverable=absorb\n" \
  "actor b : puppet on h1.p0 on-undeliverable=absorb\n" \
  "actor c : puppet on h2.p0 on-undeliverable=absorb\n" \
  "at 1ms tell a send to=b message=note id=1\n" \
  "at 1ms tell a send to=c message=note id=1\n"

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
test_link (void)
{
  assert_passes ("link h0 -> h1,h2 delay=20ms\n"
                 "link h0 -> h2 delay=30ms\n"
                 "at 1s tell a send to=b message=note id=2\n"
                 "at 1s tell a send to=c message=note id=2\n"
                 "at 1020100us tell b note id=3\n"
                 "at 1030100us tell c note id=3\n"
                 "order handled b id=2 before handled b id=3\n"
                 "order handled c id=2 before handled c id=3\n"
                 "at 1019500us tell b note id=4\n"
                 "expect handled b id=2 within 2ms\n"
                 "at 1029500us tell c note id=4\n"
                 "expect handled c id=2 within 2ms\n");
}

static void
test_link_of_zones (void)
{
  assert_passes ("link same zone delay=5ms\n"
                 "link cross zone delay=50ms\n"
                 "at 1s tell a send to=b message=note id=2\n"
                 "expect handled b id=2 within 7ms\n"
                 "at 2s tell a send to=c message=note id=2\n"
                 "expect handled c id=2 within 52ms\n"
                 "at 2049ms tell c note id=3\n"
                 "order handled c id=3 before handled c id=2\n");
}

static void
test_zones_leave_the_driver_alone (void)
{
  assert_passes ("link same zone delay=5s\n"
                 "link cross zone delay=5s\n"
                 "at 1s tell a note id=2\n"
                 "expect handled a id=2 within 2ms\n");
}

static void
test_a_link_step_changes_a_link (void)
{
  assert_passes ("at 500ms link h0 <-> h1 delay=100ms\n"
                 "at 1s tell a send to=b message=note id=2\n"
                 "at 1090ms tell b note id=3\n"
                 "order handled b id=3 before handled b id=2\n"
                 "expect handled b id=2\n");
}

static void
test_partition_and_heal (void)
{
  assert_passes ("at 500ms partition h0 | h1,h2\n"
                 "at 1s tell a send to=b message=note id=2\n"
                 "at 1s tell a send to=c message=note id=2\n"
                 "at 2s heal h1 | h0\n"
                 "expect handled b id=2 within 1s\n"
                 "at 20s heal\n"
                 "expect handled c id=2 within 6s\n"
                 "order handled b id=2 before handled c id=2\n");
}

static void
test_partition_oneway (void)
{
  assert_passes ("at 500ms partition h1 | h0 oneway\n"
                 "at 1s tell a send to=b message=note id=2\n"
                 "expect handled b id=2 within 5ms\n"
                 "at 2s tell b send to=a message=note id=3\n"
                 "at 3s heal\n"
                 "expect handled a id=3 within 2s\n");
}

static void
test_the_seed_picks_sides (void)
{
  assert_passes ("at 500ms partition one of h1,h2 | h0\n"
                 "at 1s tell a send to=b message=note id=2\n"
                 "at 1s tell a send to=c message=note id=2\n"
                 "expect handled b,c id=2 within 1s count 1\n");
}

static void
test_reset (void)
{
  assert_passes ("at 1s reset h0 <-> h1\n"
                 "expect disconnected h0.p0 to=h1.p0 within 1ms\n"
                 "expect disconnected h1.p0 to=h0.p0 within 1ms\n"
                 "never disconnected h2.p0\n");
}

static void
test_reset_of_procs (void)
{
  assert_passes ("at 1s reset h2.p0 <-> h0.p0\n"
                 "expect disconnected h2.p0 to=h0.p0 within 1ms\n"
                 "never disconnected h1.p0\n");
}

static void
test_reset_of_the_left (void)
{
  assert_passes ("at 1s reset h0 -> h1\n"
                 "expect disconnected h0.p0 to=h1.p0 within 1ms\n"
                 "at 1500ms tell b note id=2\n"
                 "at 2s tell a send to=b message=note\n"
                 "expect disconnected h1.p0 to=h0.p0 within 1s\n"
                 "order handled b id=2 before disconnected h1.p0\n");
}

static void
test_nothing_to_reset (void)
{
  assert_passes ("at 1s kill h1.p0\n"
                 "at 2s reset h0.p0 <-> h1.p0\n"
                 "at 2s partition h0 | h0\n"
                 "at 2s heal h1 | h2\n"
                 "at 3s tell a note id=2\n"
                 "expect handled a id=2 within 5ms\n");
}

#define ADD(path, func) g_test_add_func ("/executor/network-action/" path, func)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("link", test_link);
  ADD ("link-of-zones", test_link_of_zones);
  ADD ("zones-leave-the-driver-alone", test_zones_leave_the_driver_alone);
  ADD ("a-link-step-changes-a-link", test_a_link_step_changes_a_link);
  ADD ("partition-and-heal", test_partition_and_heal);
  ADD ("partition-oneway", test_partition_oneway);
  ADD ("the-seed-picks-sides", test_the_seed_picks_sides);
  ADD ("reset", test_reset);
  ADD ("reset-of-procs", test_reset_of_procs);
  ADD ("reset-of-the-left", test_reset_of_the_left);
  ADD ("nothing-to-reset", test_nothing_to_reset);

  return g_test_run ();
}
