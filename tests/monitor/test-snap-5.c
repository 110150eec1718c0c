/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/tape.h"

/* A proc with two actors, and one of another proc. */
static Tape *
stage_new (void)
{
  Tape *tape = tape_new ("SNAP-5");

  tape_spawned (tape, "a[0]", NULL);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_IDLE);
  tape_spawned (tape, "b[0]", NULL);
  tape_status (tape, "b[0]", TROUPE_ACTOR_STATUS_IDLE);
  tape_spawned (tape, "p1:c[0]", NULL);
  tape_status (tape, "p1:c[0]", TROUPE_ACTOR_STATUS_IDLE);

  return tape;
}

static void
queue (Tape       *tape,
       const char *receiver,
       guint64     number)
{
  TapeMessageEvent delivered = { .kind = TROUPE_EVENT_DELIVERED, .is_work = TRUE };

  tape_message (tape, delivered, "note", "p1:c[0]", receiver, number);
}

static void
come_back (Tape       *tape,
           const char *sender,
           guint64     number)
{
  TapeMessageEvent returned = { .kind = TROUPE_EVENT_RETURNED, .is_return = TRUE, .is_work = TRUE };

  tape_message (tape, returned, "note", sender, "p1:c[0]", number);
}

static void
answer (Tape       *tape,
        const char *author,
        guint       depth)
{
  g_autofree char *text = g_strdup_printf ("{'queue_depth': <uint64 %u>}", depth);

  tape_answered_with (tape, author, text);
}

static void
test_what_waits_holds (void)
{
  g_autoptr (Tape) tape = stage_new ();

  answer (tape, "a[0]", 0);
  queue (tape, "a[0]", 1);
  queue (tape, "a[0]", 2);
  come_back (tape, "a[0]", 7);
  answer (tape, "a[0]", 3);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_PROCESSING);
  answer (tape, "a[0]", 2);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_IDLE);
  answer (tape, "a[0]", 2);
  tape_finish (tape, TRUE);

  tape_assert_holds (tape, 3);
}

static void
test_what_is_no_work_is_not_counted (void)
{
  g_autoptr (Tape) tape = stage_new ();
  TapeMessageEvent delivered = { .kind = TROUPE_EVENT_DELIVERED };

  tape_message (tape, delivered, "note", "p1:c[0]", "a[0]", 1);
  answer (tape, "a[0]", 0);
  tape_replied (tape, "a[0]");

  tape_assert_holds (tape, 0);
}

static void
test_nothing_waits_at_who_stops (void)
{
  g_autoptr (Tape) tape = stage_new ();

  queue (tape, "a[0]", 1);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPING);
  answer (tape, "a[0]", 0);
  come_back (tape, "a[0]", 7);
  answer (tape, "a[0]", 1);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPED);
  answer (tape, "agent[0]", 0);

  tape_assert_holds (tape, 1);
}

static void
test_sum_of_a_proc_holds (void)
{
  g_autoptr (Tape) tape = stage_new ();

  queue (tape, "a[0]", 1);
  queue (tape, "b[0]", 2);
  queue (tape, "p1:c[0]", 3);
  answer (tape, "agent[0]", 2);
  answer (tape, "p1:agent[0]", 1);

  tape_assert_holds (tape, 2);
}

static void
test_what_comes_back_to_a_client_ends_unseen (void)
{
  g_autoptr (Tape) tape = stage_new ();

  tape_spawned_client (tape, "k[0]");
  tape_status (tape, "k[0]", TROUPE_ACTOR_STATUS_CLIENT);
  queue (tape, "a[0]", 1);
  come_back (tape, "k[0]", 7);
  answer (tape, "k[0]", 1);
  answer (tape, "k[0]", 0);
  answer (tape, "agent[0]", 2);
  answer (tape, "agent[0]", 1);
  tape_assert_holds (tape, 4);

  answer (tape, "agent[0]", 0);
  tape_assert_broken (tape, "p0 answered a queue depth of 0, expected at least 1", NULL);
}

static void
test_more_than_came_back_to_a_client_is_broken (void)
{
  g_autoptr (Tape) tape = stage_new ();

  tape_spawned_client (tape, "k[0]");
  tape_status (tape, "k[0]", TROUPE_ACTOR_STATUS_CLIENT);
  come_back (tape, "k[0]", 7);
  answer (tape, "k[0]", 2);
  tape_assert_broken (tape, "k[0] answered a queue depth of 2, expected at most 1", NULL);
}

static void
test_depth_with_what_is_in_hand_is_broken (void)
{
  g_autoptr (Tape) tape = stage_new ();

  queue (tape, "a[0]", 1);
  queue (tape, "a[0]", 2);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_PROCESSING);
  answer (tape, "a[0]", 2);
  tape_assert_broken (tape, "a[0] answered a queue depth of 2, expected 1", NULL);
}

static void
test_sum_that_keeps_what_was_returned_is_broken (void)
{
  g_autoptr (Tape) tape = stage_new ();

  queue (tape, "a[0]", 1);
  queue (tape, "b[0]", 2);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_STOPPING);
  answer (tape, "agent[0]", 2);
  tape_assert_broken (tape, "p0 answered a queue depth of 2, expected 1", NULL);
}

static void
test_work_that_nobody_put_there_is_broken (void)
{
  g_autoptr (Tape) tape = stage_new ();

  queue (tape, "a[0]", 1);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_PROCESSING);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_IDLE);
  tape_status (tape, "a[0]", TROUPE_ACTOR_STATUS_PROCESSING);
  tape_assert_broken (tape, "a[0] has taken work", NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/monitor/snap-5/" name, func)
  ADD ("what-waits-holds", test_what_waits_holds);
  ADD ("what-is-no-work-is-not-counted", test_what_is_no_work_is_not_counted);
  ADD ("nothing-waits-at-who-stops", test_nothing_waits_at_who_stops);
  ADD ("sum-of-a-proc-holds", test_sum_of_a_proc_holds);
  ADD ("what-comes-back-to-a-client-ends-unseen", test_what_comes_back_to_a_client_ends_unseen);
  ADD ("more-than-came-back-to-a-client-is-broken", test_more_than_came_back_to_a_client_is_broken);
  ADD ("depth-with-what-is-in-hand-is-broken", test_depth_with_what_is_in_hand_is_broken);
  ADD ("sum-that-keeps-what-was-returned-is-broken", test_sum_that_keeps_what_was_returned_is_broken);
  ADD ("work-that-nobody-put-there-is-broken", test_work_that_nobody_put_there_is_broken);
#undef ADD

  return g_test_run ();
}
