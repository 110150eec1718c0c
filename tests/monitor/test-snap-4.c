/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/tape.h"

#define P0 "tcp:10.0.0.1:4000,p0,"

/* A tree a > b, c, and a client k below a; d is another root. */
static Tape *
family_new (void)
{
  Tape *tape = tape_new ("SNAP-4");

  tape_spawned (tape, "a[0]", NULL);
  tape_spawned (tape, "b[1]", "a[0]");
  tape_spawned (tape, "c[2]", "a[0]");
  tape_spawned (tape, "d[0]", NULL);
  tape_spawned (tape, "p1:e[0]", NULL);
  tape_tell (tape, TROUPE_EVENT_SPAWNED, NULL, "k[3]", "a[0]", TROUPE_EVENT_SPAWNED_CLIENT);

  return tape;
}

static void
test_living_children_hold (void)
{
  g_autoptr (Tape) tape = family_new ();

  tape_answered_with (tape, "a[0]", "{'children': <['" P0 "b[1]', '" P0 "c[2]', '" P0 "k[3]']>}");
  tape_status (tape, "b[1]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_status (tape, "k[3]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_answered_with (tape, "a[0]", "{'children': <['" P0 "c[2]']>}");

  tape_assert_holds (tape, 2);
}

static void
test_roots_of_a_proc_hold (void)
{
  g_autoptr (Tape) tape = family_new ();

  tape_answered_with (tape, "agent[0]", "{'ended': <@as []>, 'children': <['" P0 "a[0]', '" P0 "d[0]']>}");

  tape_assert_holds (tape, 1);
}

static void
test_no_children_arm_nothing (void)
{
  g_autoptr (Tape) tape = family_new ();

  tape_answered_with (tape, "b[1]", "{'children': <@as []>}");
  tape_replied (tape, "a[0]");
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 0);
}

static void
test_ended_child_is_broken (void)
{
  g_autoptr (Tape) tape = family_new ();

  tape_status (tape, "k[3]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_answered_with (tape, "a[0]", "{'children': <['" P0 "b[1]', '" P0 "c[2]', '" P0 "k[3]']>}");

  tape_assert_broken (tape, "p0,a[0] answered the children", "k[3]", NULL);
}

static void
test_missing_child_is_broken (void)
{
  g_autoptr (Tape) tape = family_new ();

  tape_answered_with (tape, "a[0]", "{'children': <['" P0 "b[1]', '" P0 "c[2]']>}");

  tape_assert_broken (tape, "a[0] answered the children", "expected", "k[3]", NULL);
}

static void
test_child_of_another_is_broken (void)
{
  g_autoptr (Tape) tape = family_new ();

  tape_answered_with (tape, "d[0]", "{'children': <['" P0 "b[1]']>}");

  tape_assert_broken (tape, "d[0] answered the children", NULL);
}

static void
test_other_order_is_broken (void)
{
  g_autoptr (Tape) tape = family_new ();

  tape_answered_with (tape, "agent[0]", "{'ended': <@as []>, 'children': <['" P0 "d[0]', '" P0 "a[0]']>}");

  tape_assert_broken (tape, "p0 answered the children", NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/snap-4/living-children-hold", test_living_children_hold);
  g_test_add_func ("/monitor/snap-4/roots-of-a-proc-hold", test_roots_of_a_proc_hold);
  g_test_add_func ("/monitor/snap-4/no-children-arm-nothing", test_no_children_arm_nothing);
  g_test_add_func ("/monitor/snap-4/ended-child-is-broken", test_ended_child_is_broken);
  g_test_add_func ("/monitor/snap-4/missing-child-is-broken", test_missing_child_is_broken);
  g_test_add_func ("/monitor/snap-4/child-of-another-is-broken", test_child_of_another_is_broken);
  g_test_add_func ("/monitor/snap-4/other-order-is-broken", test_other_order_is_broken);

  return g_test_run ();
}
