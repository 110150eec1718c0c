/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "puppet/stage.h"

#define MS_NS G_GUINT64_CONSTANT (1000000)
#define SECOND_NS (1000 * MS_NS)

static void
test_on_supervision_handle_goes_on (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", "{'on-supervision': <'handle'>}");
  g_autoptr (TroupeActorId) b = stage_spawn_under (stage, a, "b", NULL);

  stage_tell (stage, b, "fail", "('bad input',)");
  stage_play (stage, SECOND_NS);

  stage_assert_count (stage, "supervised a[0] of b[1] handled", 1);
  stage_assert_count (stage, "status a[0] failed: bad input", 0);
}

static void
test_on_supervision_decline_fails_with_the_child (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", "{'on-supervision': <'handle'>}");
  g_autoptr (TroupeActorId) b = stage_spawn_under (stage, a, "b",
             "{'on-supervision': <'decline'>}");
  g_autoptr (TroupeActorId) c = stage_spawn_under (stage, b, "c", NULL);

  stage_tell (stage, c, "fail", "('bad input',)");
  stage_play (stage, SECOND_NS);

  stage_assert_count (stage, "supervised b[1] of c[2] not handled", 1);
  stage_assert_count (stage, "supervised a[0] of c[2] handled", 1);
  stage_assert_count (stage, "status b[1] failed: bad input", 1);
}

static void
test_on_supervision_is_decline_by_default (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", "{'on-supervision': <'handle'>}");
  g_autoptr (TroupeActorId) b = stage_spawn_under (stage, a, "b", NULL);
  g_autoptr (TroupeActorId) c = stage_spawn_under (stage, b, "c", NULL);

  stage_tell (stage, c, "fail", "('bad input',)");
  stage_play (stage, SECOND_NS);

  stage_assert_count (stage, "supervised b[1] of c[2] not handled", 1);
}

static void
test_on_supervision_fail_fails_with_an_error_of_its_own (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", "{'on-supervision': <'handle'>}");
  g_autoptr (TroupeActorId) b = stage_spawn_under (stage, a, "b", "{'on-supervision': <'fail'>}");
  g_autoptr (TroupeActorId) c = stage_spawn_under (stage, b, "c", NULL);

  stage_tell (stage, c, "fail", "('bad input',)");
  stage_play (stage, SECOND_NS);

  stage_assert_count (stage, "supervised b[1] of c[2] not handled", 1);
  stage_assert_count (stage, "supervised a[0] of b[1] handled", 1);
  g_assert_cmpuint (stage_count_prefix (stage, "status b[1] failed: It was declared to fail"), ==,
                    1);
}

static void
test_on_supervision_fail_lets_a_clean_stop_pass (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", "{'on-supervision': <'fail'>}");
  g_autoptr (TroupeActorId) b = stage_spawn_under (stage, a, "b", NULL);

  stage_tell (stage, b, "stop", "('done',)");
  stage_play (stage, SECOND_NS);

  stage_assert_count (stage, "supervised a[0] of b[1] handled", 1);
  stage_assert_count (stage, "status a[0] stopping", 0);
}

static void
test_on_undeliverable_absorb_goes_on (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", "{'on-undeliverable': <'absorb'>}");
  g_autoptr (TroupeActorId) b = stage_spawn (stage, "b", NULL);
  g_autofree char *to = troupe_actor_id_to_string (b);

  stage_tell (stage, b, "stop", "('',)");
  stage_play (stage, SECOND_NS);
  stage_tell (stage, a, "send", "('%s', 'note', uint64 7, uint64 1, false)", to);
  stage_play (stage, SECOND_NS);

  stage_assert_count (stage, "returned a[0] note actor-stopped", 1);
  stage_assert_count (stage, "status a[0] stopping", 0);
}

static void
test_on_undeliverable_is_fail_by_default (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", "{'on-supervision': <'handle'>}");
  g_autoptr (TroupeActorId) b = stage_spawn_under (stage, a, "b", NULL);
  g_autoptr (TroupeActorId) c = stage_spawn (stage, "c", NULL);
  g_autofree char *to = troupe_actor_id_to_string (c);

  stage_tell (stage, c, "stop", "('',)");
  stage_play (stage, SECOND_NS);
  stage_tell (stage, b, "send", "('%s', 'note', uint64 7, uint64 1, false)", to);
  stage_play (stage, SECOND_NS);

  stage_assert_count (stage, "returned b[1] note actor-stopped", 1);
  g_assert_cmpuint (stage_count_prefix (stage, "status b[1] failed: Could not deliver note to"), ==,
                    1);
}

static void
test_init_fail_fails_before_any_message (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", "{'on-supervision': <'handle'>}");
  g_autoptr (TroupeActorId) b G_GNUC_UNUSED = stage_spawn_under (stage, a, "b", "{'init': <'fail'>}");

  stage_play (stage, SECOND_NS);

  stage_assert_count (stage, "status b[1] idle", 0);
  g_assert_cmpuint (stage_count_prefix (stage, "status b[1] failed: "), ==, 1);
  stage_assert_count (stage, "supervised a[0] of b[1] handled", 1);
}

static void
test_cleanup_fail_turns_a_stop_into_a_failure (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", "{'on-supervision': <'handle'>}");
  g_autoptr (TroupeActorId) b = stage_spawn_under (stage, a, "b", "{'cleanup': <'fail'>}");

  stage_tell (stage, b, "stop", "('done',)");
  stage_play (stage, SECOND_NS);

  g_assert_cmpuint (stage_count_prefix (stage, "status b[1] failed: "), ==, 1);
  stage_assert_count (stage, "supervised a[0] of b[1] handled", 1);
}

static void
test_cleanup_time_is_taken_before_the_end (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", "{'cleanup': <uint64 50000000>}");

  stage_tell (stage, a, "stop", "('done',)");
  stage_play (stage, 49 * MS_NS);
  stage_assert_count (stage, "status a[0] stopping", 1);
  stage_assert_count (stage, "status a[0] stopped: done", 0);
  stage_play (stage, 2 * MS_NS);

  stage_assert_count (stage, "status a[0] stopped: done", 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/puppet/key/on-supervision-handle-goes-on", test_on_supervision_handle_goes_on);
  g_test_add_func ("/puppet/key/on-supervision-decline-fails-with-the-child",
                   test_on_supervision_decline_fails_with_the_child);
  g_test_add_func ("/puppet/key/on-supervision-is-decline-by-default",
                   test_on_supervision_is_decline_by_default);
  g_test_add_func ("/puppet/key/on-supervision-fail-fails-with-an-error-of-its-own",
                   test_on_supervision_fail_fails_with_an_error_of_its_own);
  g_test_add_func ("/puppet/key/on-supervision-fail-lets-a-clean-stop-pass",
                   test_on_supervision_fail_lets_a_clean_stop_pass);
  g_test_add_func ("/puppet/key/on-undeliverable-absorb-goes-on",
                   test_on_undeliverable_absorb_goes_on);
  g_test_add_func ("/puppet/key/on-undeliverable-is-fail-by-default",
                   test_on_undeliverable_is_fail_by_default);
  g_test_add_func ("/puppet/key/init-fail-fails-before-any-message",
                   test_init_fail_fails_before_any_message);
  g_test_add_func ("/puppet/key/cleanup-fail-turns-a-stop-into-a-failure",
                   test_cleanup_fail_turns_a_stop_into_a_failure);
  g_test_add_func ("/puppet/key/cleanup-time-is-taken-before-the-end",
                   test_cleanup_time_is_taken_before_the_end);

  return g_test_run ();
}
