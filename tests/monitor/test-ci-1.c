/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/tape.h"

static void
test_client_that_answers_as_a_client_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("CI-1");

  tape_spawned_client (tape, "bridge[0]");
  tape_status (tape, "bridge[0]", TROUPE_ACTOR_STATUS_CLIENT);
  tape_answered (tape, "bridge[0]", "client", "()");
  tape_answered (tape, "bridge[0]", "client", "()");
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 2);
}

static void
test_no_query_arms_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("CI-1");

  tape_spawned_client (tape, "bridge[0]");
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 0);
}

static void
test_answer_of_an_actor_or_a_plain_client_arms_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("CI-1");

  tape_spawned (tape, "a[0]", NULL);
  tape_tell (tape, TROUPE_EVENT_SPAWNED, NULL, "plain[0]", NULL, TROUPE_EVENT_SPAWNED_CLIENT);
  tape_answered (tape, "a[0]", "idle", "puppet");
  tape_answered (tape, "plain[0]", "idle", "puppet");

  tape_assert_holds (tape, 0);
}

static void
test_reply_to_no_query_arms_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("CI-1");

  tape_spawned_client (tape, "bridge[0]");
  tape_replied (tape, "bridge[0]");

  tape_assert_holds (tape, 0);
}

static void
test_answer_after_the_drop_is_free (void)
{
  g_autoptr (Tape) tape = tape_new ("CI-1");

  tape_spawned_client (tape, "bridge[0]");
  tape_tell (tape, TROUPE_EVENT_DROPPED, NULL, "bridge[0]", NULL, 0);
  tape_answered (tape, "bridge[0]", "stopped", "()");

  tape_assert_holds (tape, 0);
}

static void
test_answer_after_the_end_is_free (void)
{
  g_autoptr (Tape) tape = tape_new ("CI-1");

  tape_spawned_client (tape, "bridge[0]");
  tape_status (tape, "bridge[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_answered (tape, "bridge[0]", "stopped", "()");

  tape_assert_holds (tape, 0);
}

static void
test_other_status_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("CI-1");

  tape_spawned_client (tape, "bridge[0]");
  tape_answered (tape, "bridge[0]", "idle", "()");

  tape_assert_broken (tape, "p0,bridge[0]", "status \"idle\", expected \"client\"", NULL);
}

static void
test_other_type_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("CI-1");

  tape_spawned_client (tape, "bridge[0]");
  tape_answered (tape, "bridge[0]", "client", "puppet");

  tape_assert_broken (tape, "p0,bridge[0]", "type \"puppet\", expected \"()\"", NULL);
}

static void
test_missing_status_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("CI-1");

  tape_spawned_client (tape, "bridge[0]");
  tape_answered (tape, "bridge[0]", NULL, "()");

  tape_assert_broken (tape, "p0,bridge[0]", "without its status, expected \"client\"", NULL);
}

static void
test_missing_type_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("CI-1");

  tape_spawned_client (tape, "bridge[0]");
  tape_answered (tape, "bridge[0]", "client", NULL);

  tape_assert_broken (tape, "p0,bridge[0]", "without its type, expected \"()\"", NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/ci-1/client-that-answers-as-a-client-holds",
                   test_client_that_answers_as_a_client_holds);
  g_test_add_func ("/monitor/ci-1/no-query-arms-nothing", test_no_query_arms_nothing);
  g_test_add_func ("/monitor/ci-1/answer-of-an-actor-or-a-plain-client-arms-nothing",
                   test_answer_of_an_actor_or_a_plain_client_arms_nothing);
  g_test_add_func ("/monitor/ci-1/reply-to-no-query-arms-nothing",
                   test_reply_to_no_query_arms_nothing);
  g_test_add_func ("/monitor/ci-1/answer-after-the-drop-is-free",
                   test_answer_after_the_drop_is_free);
  g_test_add_func ("/monitor/ci-1/answer-after-the-end-is-free", test_answer_after_the_end_is_free);
  g_test_add_func ("/monitor/ci-1/other-status-is-broken", test_other_status_is_broken);
  g_test_add_func ("/monitor/ci-1/other-type-is-broken", test_other_type_is_broken);
  g_test_add_func ("/monitor/ci-1/missing-status-is-broken", test_missing_status_is_broken);
  g_test_add_func ("/monitor/ci-1/missing-type-is-broken", test_missing_type_is_broken);

  return g_test_run ();
}
