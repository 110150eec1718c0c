/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-defect-private.h"
#include "proc/troupe-proc-private.h"
#include "monitor/audience.h"
#include "puppet/stage.h"

/* The monitors watch the runtime itself: puppets on a stage. */

#define SECOND_NS G_GUINT64_CONSTANT (1000000000)

/* Two families with children of one name, unnamed ones among them. */
static void
spawn_families (Stage *stage)
{
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", NULL);
  g_autoptr (TroupeActorId) b = stage_spawn (stage, "b", NULL);

  stage_tell (stage, a, "spawn-child", "('worker', uint64 50)");
  stage_tell (stage, b, "spawn-child", "('worker', uint64 50)");
  stage_tell (stage, a, "spawn-child", "('', uint64 10)");
  stage_play (stage, SECOND_NS);
  stage_tell (stage, a, "stop", "('',)");
  stage_tell (stage, b, "spawn-child", "('worker', uint64 10)");
  stage_play (stage, SECOND_NS);
}

static void
test_named_children_hold_and_arm (void)
{
  g_autoptr (GPtrArray) monitors = audience_new ();
  g_autoptr (Stage) stage = stage_new_watched (audience_watch, monitors);

  spawn_families (stage);
  audience_finish (monitors, stage->run);

  audience_assert_content (monitors);
  g_assert_cmpuint (audience_find (monitors, "AI-1")->n_armed, ==, 110);
  g_assert_cmpuint (audience_find (monitors, "AI-3")->n_armed, ==, 119);
}

static void
test_root_of_a_used_name_holds (void)
{
  g_autoptr (GPtrArray) monitors = audience_new ();
  g_autoptr (Stage) stage = stage_new_watched (audience_watch, monitors);
  g_autoptr (TroupeActorId) first = stage_spawn (stage, "a", NULL);
  g_autoptr (TroupeActorId) second = NULL;

  stage_tell (stage, first, "spawn-child", "('', uint64 3)");
  stage_play (stage, SECOND_NS);
  stage_tell (stage, first, "stop", "('',)");
  stage_play (stage, SECOND_NS);
  second = stage_spawn (stage, "a", NULL);
  stage_tell (stage, second, "spawn-child", "('worker', uint64 1)");
  stage_play (stage, SECOND_NS);
  audience_finish (monitors, stage->run);

  audience_assert_content (monitors);
  g_assert_cmpuint (troupe_actor_id_get_pid (second), ==, 4);
  g_assert_cmpuint (stage_count (stage, "spawned worker[1] under a[4]"), ==, 1);
}

static void
test_pid_given_twice_is_caught (void)
{
  g_autoptr (GPtrArray) monitors = audience_new ();
  g_autoptr (Stage) stage = NULL;
  g_autoptr (GError) error = NULL;

  if (!TROUPE_DEFECTS_BUILT)
    {
      g_test_skip ("this build has no planted defects");
      return;
    }

  troupe_defect_enable ("identity.pid-reuse", &error);
  g_assert_no_error (error);
  stage = stage_new_watched (audience_watch, monitors);
  spawn_families (stage);
  troupe_defect_disable_all ();

  g_assert_nonnull (audience_find (monitors, "AI-1")->violation);
  g_assert_nonnull (audience_find (monitors, "AI-3")->violation);
  g_test_message ("%s", audience_find (monitors, "AI-3")->violation);
}

static void
take_answer (TroupeMessage *reply,
             TroupeReason   reason,
             gpointer       user_data)
{
  guint *n_answers = user_data;

  if (reply != NULL)
    (*n_answers)++;
}

static void
test_client_answers_and_leaves_a_snapshot (void)
{
  g_autoptr (GPtrArray) monitors = audience_new ();
  g_autoptr (Stage) stage = stage_new_watched (audience_watch, monitors);
  g_autoptr (TroupeInstance) bridge = NULL;
  g_autoptr (TroupeActorId) id = NULL;
  guint n_answers = 0;

  bridge = troupe_proc_create_client (stage->proc, "bridge", TROUPE_CLIENT_INTROSPECTABLE, NULL);
  id = troupe_actor_id_ref (troupe_instance_get_id (bridge));
  troupe_instance_query (stage->director, id, take_answer, &n_answers, NULL);
  stage_play (stage, SECOND_NS);
  troupe_instance_drop (bridge);
  stage_play (stage, SECOND_NS);
  troupe_instance_query (stage->director, id, take_answer, &n_answers, NULL);
  stage_play (stage, SECOND_NS);
  audience_finish (monitors, stage->run);

  audience_assert_content (monitors);
  g_assert_cmpuint (n_answers, >=, 1);
  g_assert_cmpuint (audience_find (monitors, "CI-1")->n_armed, ==, 1);
  g_assert_cmpuint (audience_find (monitors, "CI-2")->n_armed, ==, 1);
}

static void
test_every_message_has_its_fate (void)
{
  g_autoptr (GPtrArray) monitors = audience_new ();
  g_autoptr (Stage) stage = stage_new_watched (audience_watch, monitors);
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a",
             "{'on-undeliverable': <'absorb'>, 'on-supervision': <'handle'>}");
  g_autoptr (TroupeActorId) b = stage_spawn_under (stage, a, "b", NULL);
  g_autofree char *to = troupe_actor_id_to_string (b);

  stage_tell (stage, b, "busy", "(uint64 50000000,)");
  stage_tell (stage, a, "send", "('%s', 'note', uint64 1, uint64 5, false)", to);
  stage_tell (stage, b, "fail", "('bad input',)");
  stage_tell (stage, a, "send", "('%s', 'note', uint64 2, uint64 5, false)", to);
  stage_ask (stage, a, "echo", "(uint64 7, '')");
  stage_play (stage, SECOND_NS);
  stage_tell (stage, a, "send", "('%s', 'note', uint64 3, uint64 5, false)", to);
  stage_play (stage, SECOND_NS);
  audience_finish (monitors, stage->run);

  audience_assert_content (monitors);
  g_assert_cmpuint (stage_count (stage, "returned a[0] note actor-failed"), >=, 5);
  g_assert_cmpuint (audience_find (monitors, "FATE-1")->n_armed, >=, 20);
}

static void
test_wedged_message_is_exempt (void)
{
  g_autoptr (GPtrArray) monitors = audience_new ();
  g_autoptr (Stage) stage = stage_new_watched (audience_watch, monitors);
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", NULL);

  stage_tell (stage, a, "wedge", NULL);
  stage_play (stage, SECOND_NS);
  audience_finish (monitors, stage->run);

  audience_assert_content (monitors);
  g_assert_cmpuint (stage_count (stage, "handled a[0] wedge"), ==, 0);
}

/* What a process held when it was killed is lost with it. */
static void
test_killed_process_loses_what_it_held (void)
{
  g_autoptr (GPtrArray) monitors = audience_new ();
  g_autoptr (Stage) stage = stage_new_watched (audience_watch, monitors);
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", NULL);

  stage_tell (stage, a, "wedge", NULL);
  for (guint i = 0; i < 5; i++)
    stage_tell (stage, a, "note", "(uint64 1, '')");
  stage_play (stage, SECOND_NS);
  troupe_loop_give_up (stage->loop);
  troupe_sim_process_kill (stage->process, 9);
  audience_finish (monitors, stage->run);

  audience_assert_content (monitors);
  g_assert_cmpuint (stage_count_prefix (stage, "lost director[0] "), ==, 6);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/live/named-children-hold-and-arm", test_named_children_hold_and_arm);
  g_test_add_func ("/monitor/live/root-of-a-used-name-holds", test_root_of_a_used_name_holds);
  g_test_add_func ("/monitor/live/pid-given-twice-is-caught", test_pid_given_twice_is_caught);
  g_test_add_func ("/monitor/live/client-answers-and-leaves-a-snapshot",
                   test_client_answers_and_leaves_a_snapshot);
  g_test_add_func ("/monitor/live/every-message-has-its-fate", test_every_message_has_its_fate);
  g_test_add_func ("/monitor/live/wedged-message-is-exempt", test_wedged_message_is_exempt);
  g_test_add_func ("/monitor/live/killed-process-loses-what-it-held",
                   test_killed_process_loses_what_it_held);

  return g_test_run ();
}
