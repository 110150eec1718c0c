/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-agenda.h"

/* Each entry appends its name to one text. */
typedef struct
{
  TroupeSimRun *run;
  TroupeAgenda *agenda;
  GString      *fired;
} Fixture;

typedef struct
{
  Fixture    *fixture;
  const char *name;
} Entry;

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  fixture->run = troupe_sim_run_new (1);
  fixture->agenda = troupe_agenda_new (fixture->run);
  fixture->fired = g_string_new (NULL);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  troupe_sim_run_free (fixture->run);
  troupe_agenda_free (fixture->agenda);
  g_string_free (fixture->fired, TRUE);
}

static void
fire (gpointer user_data)
{
  Entry *entry = user_data;

  g_string_append (entry->fixture->fired, entry->name);
}

static void
fire_and_add (gpointer user_data)
{
  static Entry added;
  Entry *entry = user_data;

  fire (entry);
  added = (Entry) { entry->fixture, "added " };
  troupe_agenda_add (entry->fixture->agenda, 0, 0, fire, &added);
}

static void
run_to_end (Fixture *fixture)
{
  while (troupe_sim_run_step (fixture->run, 1000))
    ;
}

static void
test_order (Fixture       *fixture,
            gconstpointer  data)
{
  Entry late = { fixture, "late " };
  Entry second = { fixture, "second " };
  Entry first = { fixture, "first " };
  Entry again = { fixture, "again " };

  troupe_agenda_add (fixture->agenda, 20, 0, fire, &late);
  troupe_agenda_add (fixture->agenda, 10, 2, fire, &second);
  troupe_agenda_add (fixture->agenda, 10, 1, fire, &first);
  troupe_agenda_add (fixture->agenda, 10, 2, fire, &again);
  run_to_end (fixture);

  g_assert_cmpstr (fixture->fired->str, ==, "first second again late ");
}

static void
test_now (Fixture       *fixture,
          gconstpointer  data)
{
  Entry adding = { fixture, "adding " };
  Entry last = { fixture, "last " };

  troupe_agenda_add (fixture->agenda, 10, 1, fire_and_add, &adding);
  troupe_agenda_add (fixture->agenda, 10, 2, fire, &last);
  run_to_end (fixture);

  g_assert_cmpstr (fixture->fired->str, ==, "adding added last ");
}

#define ADD(path, func) g_test_add ("/executor/agenda/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("time-then-place-in-the-file-then-order-of-asking", test_order);
  ADD ("what-is-added-for-now-still-happens-now", test_now);

  return g_test_run ();
}
