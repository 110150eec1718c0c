/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/tape.h"

#define P0 "tcp:10.0.0.1:4000,p0,"

/* What is left of a, b, c ..., in the order of their ends. */

static void
test_proc_that_keeps_all_arms_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-2");

  tape_snapshot (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_snapshot (tape, "b[0]", TROUPE_ACTOR_STATUS_FAILED);
  tape_answered_with (tape, "agent[0]", "{'ended': <['" P0 "a[0]', '" P0 "b[0]']>}");
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 0);
}

static void
test_oldest_stop_goes_first (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-2");

  tape_snapshot (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_snapshot (tape, "b[0]", TROUPE_ACTOR_STATUS_FAILED);
  tape_snapshot (tape, "c[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_answered_with (tape, "agent[0]", "{'ended': <['" P0 "b[0]', '" P0 "c[0]']>}");
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_failure_goes_where_no_stop_is_left (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-2");

  tape_snapshot (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_snapshot (tape, "b[0]", TROUPE_ACTOR_STATUS_FAILED);
  tape_snapshot (tape, "c[0]", TROUPE_ACTOR_STATUS_FAILED);
  tape_snapshot (tape, "d[0]", TROUPE_ACTOR_STATUS_FAILED);
  tape_answered_with (tape, "agent[0]", "{'ended': <['" P0 "b[0]', '" P0 "d[0]']>}");
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_stop_may_follow_a_failure_that_went (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-2");

  tape_snapshot (tape, "a[0]", TROUPE_ACTOR_STATUS_FAILED);
  tape_snapshot (tape, "b[0]", TROUPE_ACTOR_STATUS_FAILED);
  tape_snapshot (tape, "c[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_answered_with (tape, "agent[0]", "{'ended': <['" P0 "a[0]', '" P0 "c[0]']>}");
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_proc_that_keeps_nothing_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-2");

  tape_snapshot (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_answered_with (tape, "agent[0]", "{'ended': <@as []>}");
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_other_procs_have_their_own (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-2");

  tape_snapshot (tape, "p1:a[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_snapshot (tape, "b[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_answered_with (tape, "agent[0]", "{'ended': <['" P0 "b[0]']>}");
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 0);
}

static void
test_reply_to_no_query_arms_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-2");

  tape_snapshot (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_replied (tape, "agent[0]");
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 0);
}

static void
test_newest_stop_gone_first_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-2");

  tape_snapshot (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_snapshot (tape, "b[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_answered_with (tape, "agent[0]", "{'ended': <['" P0 "a[0]']>}");
  tape_assert_broken (tape, "b[0], a clean stop, was forgotten", "a[0] was kept", NULL);
}

static void
test_failure_gone_before_an_older_stop_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-2");

  tape_snapshot (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPED);
  tape_snapshot (tape, "b[0]", TROUPE_ACTOR_STATUS_FAILED);
  tape_answered_with (tape, "agent[0]", "{'ended': <['" P0 "a[0]']>}");
  tape_assert_broken (tape, "b[0], a failure, was forgotten", NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/snap-2/proc-that-keeps-all-arms-nothing", test_proc_that_keeps_all_arms_nothing);
  g_test_add_func ("/monitor/snap-2/oldest-stop-goes-first", test_oldest_stop_goes_first);
  g_test_add_func ("/monitor/snap-2/failure-goes-where-no-stop-is-left",
                   test_failure_goes_where_no_stop_is_left);
  g_test_add_func ("/monitor/snap-2/stop-may-follow-a-failure-that-went",
                   test_stop_may_follow_a_failure_that_went);
  g_test_add_func ("/monitor/snap-2/proc-that-keeps-nothing-holds", test_proc_that_keeps_nothing_holds);
  g_test_add_func ("/monitor/snap-2/other-procs-have-their-own", test_other_procs_have_their_own);
  g_test_add_func ("/monitor/snap-2/reply-to-no-query-arms-nothing", test_reply_to_no_query_arms_nothing);
  g_test_add_func ("/monitor/snap-2/newest-stop-gone-first-is-broken", test_newest_stop_gone_first_is_broken);
  g_test_add_func ("/monitor/snap-2/failure-gone-before-an-older-stop-is-broken",
                   test_failure_gone_before_an_older_stop_is_broken);

  return g_test_run ();
}
