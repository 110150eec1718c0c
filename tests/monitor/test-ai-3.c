/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/tape.h"

static void
test_distinct_ids_hold (void)
{
  g_autoptr (Tape) tape = tape_new ("AI-3");

  tape_spawned (tape, "a[0]", NULL);
  tape_spawned (tape, "b[0]", NULL);
  tape_spawned (tape, "worker[1]", "a[0]");
  tape_spawned (tape, "worker[2]", "b[0]");

  tape_assert_holds (tape, 1);
}

static void
test_names_used_once_arm_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("AI-3");

  tape_spawned (tape, "a[0]", NULL);
  tape_spawned (tape, "worker[1]", "a[0]");

  tape_assert_holds (tape, 0);
}

static void
test_one_name_in_two_procs_arms_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("AI-3");

  tape_spawned (tape, "p0:a[0]", NULL);
  tape_spawned (tape, "p1:a[0]", NULL);

  tape_assert_holds (tape, 0);
}

static void
test_id_under_two_parents_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("AI-3");

  tape_spawned (tape, "a[0]", NULL);
  tape_spawned (tape, "b[0]", NULL);
  tape_spawned (tape, "worker[1]", "a[0]");
  tape_spawned (tape, "worker[1]", "b[0]");

  tape_assert_broken (tape, "p0,worker[1] was given twice", "a[0], then to a child of", "b[0]",
                      NULL);
  g_assert_cmpuint (tape->monitor->n_armed, ==, 1);
}

static void
test_id_of_an_ended_root_given_again_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("AI-3");

  tape_spawned (tape, "a[0]", NULL);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_spawned (tape, "a[0]", NULL);

  tape_assert_broken (tape, "p0,a[0] was given twice: to a root, then to a root", NULL);
}

static void
test_client_with_the_id_of_an_actor_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("AI-3");

  tape_spawned (tape, "bridge[0]", NULL);
  tape_spawned_client (tape, "bridge[0]");

  tape_assert_broken (tape, "p0,bridge[0] was given twice", NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/ai-3/distinct-ids-hold", test_distinct_ids_hold);
  g_test_add_func ("/monitor/ai-3/names-used-once-arm-nothing", test_names_used_once_arm_nothing);
  g_test_add_func ("/monitor/ai-3/one-name-in-two-procs-arms-nothing",
                   test_one_name_in_two_procs_arms_nothing);
  g_test_add_func ("/monitor/ai-3/id-under-two-parents-is-broken",
                   test_id_under_two_parents_is_broken);
  g_test_add_func ("/monitor/ai-3/id-of-an-ended-root-given-again-is-broken",
                   test_id_of_an_ended_root_given_again_is_broken);
  g_test_add_func ("/monitor/ai-3/client-with-the-id-of-an-actor-is-broken",
                   test_client_with_the_id_of_an_actor_is_broken);

  return g_test_run ();
}
