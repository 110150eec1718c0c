/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/tape.h"

static void
tell (Tape            *tape,
      TroupeEventKind  kind,
      const char      *proc,
      const char      *receiver,
      gboolean         is_return)
{
  TapeMessageEvent event = { .kind = kind, .proc = proc, .is_return = is_return };

  tape_message (tape, event, "note", "p0:a[0]", receiver, 7);
}

static void
forward (Tape       *tape,
         const char *receiver,
         guint       n)
{
  for (guint i = 0; i < n; i++)
    tell (tape, TROUPE_EVENT_ROUTED, "p9", receiver, FALSE);
}

static void
test_the_shortest_path_and_two_more_hold (void)
{
  g_autoptr (Tape) tape = tape_new ("ROUTE-1");

  forward (tape, "far1:b[0]", 4);

  tape_assert_holds (tape, 4);
}

static void
test_between_machines_the_fifth_is_too_many (void)
{
  g_autoptr (Tape) tape = tape_new ("ROUTE-1");

  forward (tape, "far1:b[0]", 5);

  tape_assert_broken (tape, "note 7 from", "p0,a[0] to", "far1,b[0] was forwarded for the 5. time, by", "p9; its",
                      "shortest path takes 2", NULL);
}

static void
test_on_one_machine_the_fourth_is_too_many (void)
{
  g_autoptr (Tape) tape = tape_new ("ROUTE-1");

  forward (tape, "p1:b[0]", 3);
  g_assert_null (tape->monitor->violation);
  forward (tape, "p1:b[0]", 1);

  tape_assert_broken (tape, "for the 4. time", "shortest path takes 1", NULL);
}

static void
test_in_one_proc_the_third_is_too_many (void)
{
  g_autoptr (Tape) tape = tape_new ("ROUTE-1");

  forward (tape, "p0:b[0]", 2);
  g_assert_null (tape->monitor->violation);
  forward (tape, "p0:b[0]", 1);

  tape_assert_broken (tape, "for the 3. time", "shortest path takes 0", NULL);
}

static void
test_the_way_back_is_counted_anew (void)
{
  g_autoptr (Tape) tape = tape_new ("ROUTE-1");

  forward (tape, "far1:b[0]", 4);
  for (guint i = 0; i < 4; i++)
    tell (tape, TROUPE_EVENT_ROUTED, "p9", "far1:b[0]", TRUE);
  g_assert_null (tape->monitor->violation);
  tell (tape, TROUPE_EVENT_ROUTED, "p9", "far1:b[0]", TRUE);

  tape_assert_broken (tape, "the return of note 7", "for the 5. time", NULL);
}

static void
test_each_message_is_counted_by_itself (void)
{
  g_autoptr (Tape) tape = tape_new ("ROUTE-1");
  TapeMessageEvent event = { .kind = TROUPE_EVENT_ROUTED, .proc = "p9" };

  for (guint64 number = 1; number <= 10; number++)
    {
      tape_message (tape, event, "note", "p0:a[0]", "p1:b[0]", number);
      tape_message (tape, event, "note", "p1:b[0]", "p0:a[0]", number);
    }

  tape_assert_holds (tape, 20);
}

/* Ids are never given twice: this is only to show that nothing is kept. */
static void
test_what_has_arrived_is_forgotten (void)
{
  static const TroupeEventKind ends[] = {
    TROUPE_EVENT_DELIVERED,
    TROUPE_EVENT_LOST,
    TROUPE_EVENT_ABANDONED,
  };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (Tape) tape = tape_new ("ROUTE-1");

      forward (tape, "far1:b[0]", 4);
      tell (tape, ends[i], "p9", "far1:b[0]", FALSE);
      forward (tape, "far1:b[0]", 4);

      tape_assert_holds (tape, 8);
    }
}

static void
test_a_message_from_nobody_is_not_followed (void)
{
  g_autoptr (Tape) tape = tape_new ("ROUTE-1");
  TapeMessageEvent event = { .kind = TROUPE_EVENT_ROUTED, .proc = "p9" };

  for (guint i = 0; i < 10; i++)
    tape_message (tape, event, "note", NULL, "p1:b[0]", 1);

  tape_assert_holds (tape, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/monitor/route-1/" name, func)
  ADD ("the-shortest-path-and-two-more-hold", test_the_shortest_path_and_two_more_hold);
  ADD ("between-machines-the-fifth-is-too-many", test_between_machines_the_fifth_is_too_many);
  ADD ("on-one-machine-the-fourth-is-too-many", test_on_one_machine_the_fourth_is_too_many);
  ADD ("in-one-proc-the-third-is-too-many", test_in_one_proc_the_third_is_too_many);
  ADD ("the-way-back-is-counted-anew", test_the_way_back_is_counted_anew);
  ADD ("each-message-is-counted-by-itself", test_each_message_is_counted_by_itself);
  ADD ("what-has-arrived-is-forgotten", test_what_has_arrived_is_forgotten);
  ADD ("a-message-from-nobody-is-not-followed", test_a_message_from_nobody_is_not_followed);
#undef ADD

  return g_test_run ();
}
