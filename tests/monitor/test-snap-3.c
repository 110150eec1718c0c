/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/tape.h"

#define P0 "tcp:10.0.0.1:4000,p0"

/* @author answers as a[3], with one thing more. @more: (nullable) */
static void
answer (Tape       *tape,
        const char *author,
        const char *more)
{
  g_autofree char *text = NULL;

  text = g_strdup_printf ("{'id': <'" P0 ",a[3]'>, 'name': <'a'>, 'pid': <uint64 3>, 'type': <'t'>%s%s}",
                          more != NULL ? ", " : "", more != NULL ? more : "");
  tape_answered_with (tape, author, text);
}

/* The proc p0 answers. */
static void
answer_of_proc (Tape     *tape,
                guint     depth,
                guint     high_water,
                gboolean  has_age)
{
  g_autofree char *text = NULL;

  text = g_strdup_printf ("{'id': <'" P0 "'>, 'name': <'p0'>, 'type': <'proc'>, 'status': <'ready'>, "
                          "'queue_depth': <uint64 %u>, 'queue_high_water': <uint64 %u>%s}", depth, high_water,
                          has_age ? ", 'queue_age_ns': <uint64 5>" : "");
  tape_answered_with (tape, "agent[0]", text);
}

static void
test_answer_of_an_actor_holds (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-3");

  answer (tape, "a[3]", "'status': <'idle'>");
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 1);
}

static void
test_answers_of_a_proc_hold (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-3");

  answer_of_proc (tape, 0, 0, FALSE);
  answer_of_proc (tape, 1, 2, TRUE);
  answer_of_proc (tape, 0, 2, TRUE);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 3);
}

static void
test_reply_to_no_query_arms_nothing (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-3");

  tape_replied (tape, "a[3]");
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 0);
}

static void
test_answer_without_a_status_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-3");

  answer (tape, "a[3]", NULL);
  tape_assert_broken (tape, "a[3] does not hold together", "'status' is missing", NULL);
}

static void
test_reason_without_an_end_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-3");

  answer (tape, "a[3]", "'status': <'idle: tired'>");
  tape_assert_broken (tape, "gives a reason", NULL);
}

static void
test_failure_without_the_status_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-3");

  answer (tape, "a[3]", "'status': <'idle'>, 'failure_error_message': <'bad'>");
  tape_assert_broken (tape, "failure_error_message", NULL);
}

static void
test_answer_in_anothers_name_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-3");

  answer (tape, "b[4]", "'status': <'idle'>");
  tape_assert_broken (tape, "b[4] answered a query in the name of", "a[3]", NULL);
}

static void
test_depth_above_the_high_water_mark_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-3");

  answer_of_proc (tape, 3, 2, TRUE);
  tape_assert_broken (tape, "queue depth of 3 above its high-water mark of 2", NULL);
}

static void
test_high_water_mark_that_falls_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-3");

  answer_of_proc (tape, 0, 5, TRUE);
  answer_of_proc (tape, 0, 4, TRUE);
  tape_assert_broken (tape, "fell from 5 to 4", NULL);
}

static void
test_high_water_mark_without_an_age_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-3");

  answer_of_proc (tape, 0, 5, FALSE);
  tape_assert_broken (tape, "mark of 5 and no age", NULL);
}

static void
test_age_of_a_quiet_proc_is_broken (void)
{
  g_autoptr (Tape) tape = tape_new ("SNAP-3");

  answer_of_proc (tape, 0, 0, TRUE);
  tape_assert_broken (tape, "mark of 0 and an age", NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/snap-3/answer-of-an-actor-holds", test_answer_of_an_actor_holds);
  g_test_add_func ("/monitor/snap-3/answers-of-a-proc-hold", test_answers_of_a_proc_hold);
  g_test_add_func ("/monitor/snap-3/reply-to-no-query-arms-nothing", test_reply_to_no_query_arms_nothing);
  g_test_add_func ("/monitor/snap-3/answer-without-a-status-is-broken",
                   test_answer_without_a_status_is_broken);
  g_test_add_func ("/monitor/snap-3/reason-without-an-end-is-broken", test_reason_without_an_end_is_broken);
  g_test_add_func ("/monitor/snap-3/failure-without-the-status-is-broken",
                   test_failure_without_the_status_is_broken);
  g_test_add_func ("/monitor/snap-3/answer-in-anothers-name-is-broken",
                   test_answer_in_anothers_name_is_broken);
  g_test_add_func ("/monitor/snap-3/depth-above-the-high-water-mark-is-broken",
                   test_depth_above_the_high_water_mark_is_broken);
  g_test_add_func ("/monitor/snap-3/high-water-mark-that-falls-is-broken",
                   test_high_water_mark_that_falls_is_broken);
  g_test_add_func ("/monitor/snap-3/high-water-mark-without-an-age-is-broken",
                   test_high_water_mark_without_an_age_is_broken);
  g_test_add_func ("/monitor/snap-3/age-of-a-quiet-proc-is-broken", test_age_of_a_quiet_proc_is_broken);

  return g_test_run ();
}
