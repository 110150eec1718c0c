/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/tape.h"

static void
test_named_child_takes_its_pid_from_the_domain (void)
{
  g_autoptr (Tape) tape = tape_new ("AI-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_spawned (tape, "worker[1]", "a[0]");
  tape_spawned (tape, "worker[2]", "a[0]");
  tape_spawned (tape, "helper[3]", "worker[1]");
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 3);
}

static void
test_two_domains_share_the_pids_of_a_name (void)
{
  g_autoptr (Tape) tape = tape_new ("AI-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_spawned (tape, "b[0]", NULL);
  tape_spawned (tape, "worker[1]", "a[0]");
  tape_spawned (tape, "worker[2]", "b[0]");
  tape_spawned (tape, "helper[3]", "b[0]");
  tape_spawned (tape, "helper[4]", "a[0]");

  tape_assert_holds (tape, 4);
}

static void
test_domains_of_two_procs_are_apart (void)
{
  g_autoptr (Tape) tape = tape_new ("AI-1");

  tape_spawned (tape, "p0:a[0]", NULL);
  tape_spawned (tape, "p1:a[0]", NULL);
  tape_spawned (tape, "p0:worker[1]", "p0:a[0]");
  tape_spawned (tape, "p1:worker[1]", "p1:a[0]");

  tape_assert_holds (tape, 2);
}

static void
test_unnamed_child_bears_the_roots_name_and_arms_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("AI-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_spawned (tape, "a[1]", "a[0]");
  tape_spawned (tape, "a[2]", "a[1]");

  tape_assert_holds (tape, 0);
}

static void
test_second_root_of_a_name_takes_its_next_pid (void)
{
  g_autoptr (Tape) tape = tape_new ("AI-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_spawned (tape, "a[1]", "a[0]");
  tape_spawned (tape, "a[2]", NULL);
  tape_spawned (tape, "a[3]", "a[2]");

  tape_assert_holds (tape, 0);
}

static void
test_first_root_of_a_childs_name_has_pid_0 (void)
{
  g_autoptr (Tape) tape = tape_new ("AI-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_spawned (tape, "b[1]", "a[0]");
  tape_spawned (tape, "b[0]", NULL);
  tape_spawned (tape, "b[2]", NULL);

  tape_assert_holds (tape, 1);
}

static void
test_pid_of_a_name_given_again_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("AI-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_spawned (tape, "b[0]", NULL);
  tape_spawned (tape, "worker[1]", "a[0]");
  tape_spawned (tape, "worker[1]", "b[0]");

  tape_assert_broken (tape, "p0,worker[1]", "a child of", "b[0]", "given pid 1, expected 2", NULL);
}

static void
test_counting_by_name_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("AI-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_spawned (tape, "worker[1]", "a[0]");
  tape_spawned (tape, "helper[1]", "a[0]");

  tape_assert_broken (tape, "p0,helper[1]", "given pid 1, expected 2", "domain stood at 1", NULL);
}

static void
test_skipped_pid_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("AI-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_spawned (tape, "worker[2]", "a[0]");

  tape_assert_broken (tape, "given pid 2, expected 1", NULL);
}

static void
test_first_root_with_another_pid_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("AI-1");

  tape_spawned (tape, "a[1]", NULL);

  tape_assert_broken (tape, "root actor", "p0,a[1]", "given pid 1, expected 0", NULL);
}

static void
test_second_root_with_pid_0_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("AI-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_spawned (tape, "a[0]", NULL);

  tape_assert_broken (tape, "given pid 0, expected 1", NULL);
}

static void
test_child_of_nobody_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("AI-1");

  tape_spawned (tape, "worker[1]", "a[0]");

  tape_assert_broken (tape, "p0,worker[1]", "its parent", "p0,a[0]", "never spawned", NULL);
}

static void
test_first_violation_stays (void)
{
  g_autoptr (Tape) tape = tape_new ("AI-1");

  tape_spawned (tape, "a[1]", NULL);
  tape_spawned (tape, "b[7]", NULL);

  tape_assert_broken (tape, "p0,a[1]", NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/ai-1/named-child-takes-its-pid-from-the-domain",
                   test_named_child_takes_its_pid_from_the_domain);
  g_test_add_func ("/monitor/ai-1/two-domains-share-the-pids-of-a-name",
                   test_two_domains_share_the_pids_of_a_name);
  g_test_add_func ("/monitor/ai-1/domains-of-two-procs-are-apart",
                   test_domains_of_two_procs_are_apart);
  g_test_add_func ("/monitor/ai-1/unnamed-child-bears-the-roots-name-and-arms-nothing",
                   test_unnamed_child_bears_the_roots_name_and_arms_nothing);
  g_test_add_func ("/monitor/ai-1/second-root-of-a-name-takes-its-next-pid",
                   test_second_root_of_a_name_takes_its_next_pid);
  g_test_add_func ("/monitor/ai-1/first-root-of-a-childs-name-has-pid-0",
                   test_first_root_of_a_childs_name_has_pid_0);
  g_test_add_func ("/monitor/ai-1/pid-of-a-name-given-again-is-broken",
                   test_pid_of_a_name_given_again_is_broken);
  g_test_add_func ("/monitor/ai-1/counting-by-name-is-broken", test_counting_by_name_is_broken);
  g_test_add_func ("/monitor/ai-1/skipped-pid-is-broken", test_skipped_pid_is_broken);
  g_test_add_func ("/monitor/ai-1/first-root-with-another-pid-is-broken",
                   test_first_root_with_another_pid_is_broken);
  g_test_add_func ("/monitor/ai-1/second-root-with-pid-0-is-broken",
                   test_second_root_with_pid_0_is_broken);
  g_test_add_func ("/monitor/ai-1/child-of-nobody-is-broken", test_child_of_nobody_is_broken);
  g_test_add_func ("/monitor/ai-1/first-violation-stays", test_first_violation_stays);

  return g_test_run ();
}
