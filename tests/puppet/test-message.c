/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "puppet/stage.h"

#define MS_NS G_GUINT64_CONSTANT (1000000)
#define SECOND_NS (1000 * MS_NS)

static void
test_note_does_nothing (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", NULL);

  stage_tell (stage, a, "note", "(uint64 7, 'text')");
  stage_play (stage, SECOND_NS);

  stage_assert_count (stage, "handled a[0] note", 1);
  stage_assert_count (stage, "sent a[0] note to a[0]", 0);
  stage_assert_count (stage, "status a[0] idle", 2);
}

static void
test_echo_replies_with_the_same (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", NULL);

  stage_ask (stage, a, "echo", "(uint64 7, 'text')");
  stage_play (stage, SECOND_NS);

  stage_assert_count (stage, "replied a[0] (7, 'text')", 1);
}

static void
test_echo_that_nobody_asked_is_only_handled (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", NULL);

  stage_tell (stage, a, "echo", "(uint64 7, 'text')");
  stage_play (stage, SECOND_NS);

  stage_assert_count (stage, "handled a[0] echo", 1);
  stage_assert_count (stage, "replied a[0] (7, 'text')", 0);
}

static void
test_fail_fails_with_its_text (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", "{'on-supervision': <'handle'>}");
  g_autoptr (TroupeActorId) b = stage_spawn_under (stage, a, "b", NULL);

  stage_tell (stage, b, "fail", "('bad input',)");
  stage_play (stage, SECOND_NS);

  stage_assert_count (stage, "handled b[1] fail", 1);
  stage_assert_count (stage, "status b[1] failed: bad input", 1);
  stage_assert_count (stage, "supervised a[0] of b[1] handled", 1);
}

static void
test_fail_without_a_text_says_something (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", "{'on-supervision': <'handle'>}");
  g_autoptr (TroupeActorId) b = stage_spawn_under (stage, a, "b", NULL);

  stage_tell (stage, b, "fail", "('',)");
  stage_play (stage, SECOND_NS);

  stage_assert_count (stage, "status b[1] failed: Told to fail", 1);
}

static void
test_panic_skips_cleanup (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", "{'on-supervision': <'handle'>}");
  g_autoptr (TroupeActorId) b = stage_spawn_under (stage, a, "b", "{'cleanup': <'fail'>}");
  g_autoptr (TroupeActorId) c = stage_spawn_under (stage, a, "c",
             "{'cleanup': <uint64 500000000>}");

  stage_tell (stage, b, "panic", "('enough',)");
  stage_tell (stage, c, "panic", "('enough',)");
  stage_play (stage, 100 * MS_NS);

  stage_assert_count (stage, "status b[1] failed: panic: enough", 1);
  stage_assert_count (stage, "status c[2] failed: panic: enough", 1);
}

static void
test_send_sends_as_often_as_told (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", NULL);
  g_autoptr (TroupeActorId) b = stage_spawn (stage, "b", NULL);
  g_autofree char *to = troupe_actor_id_to_string (b);

  stage_tell (stage, a, "send", "('%s', 'note', uint64 7, uint64 3, false)", to);
  stage_play (stage, SECOND_NS);

  stage_assert_count (stage, "sent a[0] note to b[0]", 3);
  stage_assert_count (stage, "handled b[0] note", 3);
}

static void
test_send_carries_the_id_in_every_message (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", NULL);
  g_autoptr (TroupeActorId) b = stage_spawn (stage, "b", NULL);
  g_autofree char *from = troupe_actor_id_to_string (a);

  /* What b is told to send is an `echo`, whose text stays empty. */
  stage_tell (stage, b, "send", "('%s', 'echo', uint64 7, uint64 2, false)", from);
  stage_play (stage, SECOND_NS);

  stage_assert_count (stage, "handled a[0] echo", 2);
  stage_assert_count (stage, "body (7, '')", 2);
}

static void
test_send_zero_times_sends_nothing (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", NULL);
  g_autoptr (TroupeActorId) b = stage_spawn (stage, "b", NULL);
  g_autofree char *to = troupe_actor_id_to_string (b);

  stage_tell (stage, a, "send", "('%s', 'note', uint64 7, uint64 0, false)", to);
  stage_play (stage, SECOND_NS);

  stage_assert_count (stage, "handled a[0] send", 1);
  stage_assert_count (stage, "sent a[0] note to b[0]", 0);
}

static void
test_send_of_another_message_leaves_its_fields_empty (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", "{'on-supervision': <'handle'>}");
  g_autoptr (TroupeActorId) b = stage_spawn_under (stage, a, "b", NULL);
  g_autofree char *to = troupe_actor_id_to_string (b);

  stage_tell (stage, a, "send", "('%s', 'fail', uint64 7, uint64 1, false)", to);
  stage_play (stage, SECOND_NS);

  stage_assert_count (stage, "status b[1] failed: Told to fail", 1);
}

static void
test_send_to_no_id_fails (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", "{'on-supervision': <'handle'>}");
  g_autoptr (TroupeActorId) b = stage_spawn_under (stage, a, "b", NULL);

  stage_tell (stage, b, "send", "('nowhere', 'note', uint64 7, uint64 1, false)");
  stage_play (stage, SECOND_NS);

  g_assert_cmpuint (stage_count_prefix (stage, "status b[1] failed: "), ==, 1);
}

static void
test_send_of_no_message_type_fails (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", "{'on-supervision': <'handle'>}");
  g_autoptr (TroupeActorId) b = stage_spawn_under (stage, a, "b", NULL);
  g_autofree char *to = troupe_actor_id_to_string (a);

  stage_tell (stage, b, "send", "('%s', 'no.such', uint64 7, uint64 1, false)", to);
  stage_play (stage, SECOND_NS);

  g_assert_cmpuint (stage_count_prefix (stage, "status b[1] failed: Could not send"), ==, 1);
}

static void
test_spawn_child_spawns_as_many_as_told (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", NULL);

  stage_tell (stage, a, "spawn-child", "('worker', uint64 3)");
  stage_play (stage, SECOND_NS);

  stage_assert_count (stage, "spawned worker[1] under a[0]", 1);
  stage_assert_count (stage, "spawned worker[2] under a[0]", 1);
  stage_assert_count (stage, "spawned worker[3] under a[0]", 1);
}

static void
test_spawn_child_without_a_name_bears_the_roots (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", NULL);

  stage_tell (stage, a, "spawn-child", "('', uint64 1)");
  stage_play (stage, SECOND_NS);

  stage_assert_count (stage, "spawned a[1] under a[0]", 1);
}

static void
test_spawned_child_is_a_puppet_of_default_keys (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", "{'on-supervision': <'handle'>}");
  g_autoptr (TroupeActorId) child = NULL;
  g_autoptr (TroupeActorId) grandchild = NULL;

  stage_tell (stage, a, "spawn-child", "('worker', uint64 1)");
  stage_play (stage, SECOND_NS);
  child = troupe_actor_id_new (troupe_proc_get_id (stage->proc), "worker", 1, NULL);
  stage_tell (stage, child, "spawn-child", "('helper', uint64 1)");
  stage_play (stage, SECOND_NS);
  grandchild = troupe_actor_id_new (troupe_proc_get_id (stage->proc), "helper", 2, NULL);
  stage_tell (stage, grandchild, "fail", "('bad input',)");
  stage_play (stage, SECOND_NS);

  stage_assert_count (stage, "supervised worker[1] of helper[2] not handled", 1);
  stage_assert_count (stage, "supervised a[0] of helper[2] handled", 1);
}

static void
test_open_client_opens_and_drops_as_many_as_told (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", NULL);

  stage_tell (stage, a, "open-client", "(uint64 3,)");
  stage_play (stage, SECOND_NS);

  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *spawned = g_strdup_printf ("spawned a[%u] under a[0]", i);
      g_autofree char *ended = g_strdup_printf ("status a[%u] stopped: instance is dropped", i);

      stage_assert_count (stage, spawned, 1);
      stage_assert_count (stage, ended, 1);
    }
}

static void
test_busy_holds_what_comes_next (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", NULL);

  stage_tell (stage, a, "busy", "(uint64 50000000,)");
  stage_tell (stage, a, "note", "(uint64 7, '')");
  stage_play (stage, 49 * MS_NS);
  stage_assert_count (stage, "handled a[0] busy", 0);
  stage_assert_count (stage, "handled a[0] note", 0);
  stage_play (stage, 2 * MS_NS);

  stage_assert_count (stage, "handled a[0] busy", 1);
  stage_assert_count (stage, "handled a[0] note", 1);
}

static void
test_wedge_never_completes (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", NULL);

  stage_tell (stage, a, "wedge", NULL);
  stage_tell (stage, a, "note", "(uint64 7, '')");
  stage_play (stage, 3600 * SECOND_NS);

  stage_assert_count (stage, "status a[0] processing", 1);
  stage_assert_count (stage, "handled a[0] wedge", 0);
  stage_assert_count (stage, "handled a[0] note", 0);
}

static void
test_wedged_puppet_can_be_aborted (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", "{'on-supervision': <'handle'>}");
  g_autoptr (TroupeActorId) b = stage_spawn_under (stage, a, "b", NULL);

  stage_tell (stage, b, "wedge", NULL);
  stage_play (stage, SECOND_NS);
  troupe_proc_abort_actor (stage->proc, b, "enough");
  stage_play (stage, SECOND_NS);

  stage_assert_count (stage, "handled b[1] wedge", 1);
  stage_assert_count (stage, "status b[1] failed: aborted: enough", 1);
}

static void
test_stop_stops_itself_after_what_is_queued (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", NULL);

  stage_tell (stage, a, "stop", "('done',)");
  stage_tell (stage, a, "note", "(uint64 7, '')");
  stage_play (stage, SECOND_NS);

  stage_assert_count (stage, "handled a[0] stop", 1);
  stage_assert_count (stage, "handled a[0] note", 1);
  stage_assert_count (stage, "status a[0] stopped: done", 1);
}

static void
test_stop_without_a_text_says_something (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (TroupeActorId) a = stage_spawn (stage, "a", NULL);

  stage_tell (stage, a, "stop", "('',)");
  stage_play (stage, SECOND_NS);

  stage_assert_count (stage, "status a[0] stopped: Told to stop", 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/puppet/message/note-does-nothing", test_note_does_nothing);
  g_test_add_func ("/puppet/message/echo-replies-with-the-same", test_echo_replies_with_the_same);
  g_test_add_func ("/puppet/message/echo-that-nobody-asked-is-only-handled",
                   test_echo_that_nobody_asked_is_only_handled);
  g_test_add_func ("/puppet/message/fail-fails-with-its-text", test_fail_fails_with_its_text);
  g_test_add_func ("/puppet/message/fail-without-a-text-says-something",
                   test_fail_without_a_text_says_something);
  g_test_add_func ("/puppet/message/panic-skips-cleanup", test_panic_skips_cleanup);
  g_test_add_func ("/puppet/message/send-sends-as-often-as-told", test_send_sends_as_often_as_told);
  g_test_add_func ("/puppet/message/send-carries-the-id-in-every-message",
                   test_send_carries_the_id_in_every_message);
  g_test_add_func ("/puppet/message/send-zero-times-sends-nothing",
                   test_send_zero_times_sends_nothing);
  g_test_add_func ("/puppet/message/send-of-another-message-leaves-its-fields-empty",
                   test_send_of_another_message_leaves_its_fields_empty);
  g_test_add_func ("/puppet/message/send-to-no-id-fails", test_send_to_no_id_fails);
  g_test_add_func ("/puppet/message/send-of-no-message-type-fails",
                   test_send_of_no_message_type_fails);
  g_test_add_func ("/puppet/message/spawn-child-spawns-as-many-as-told",
                   test_spawn_child_spawns_as_many_as_told);
  g_test_add_func ("/puppet/message/spawn-child-without-a-name-bears-the-roots",
                   test_spawn_child_without_a_name_bears_the_roots);
  g_test_add_func ("/puppet/message/spawned-child-is-a-puppet-of-default-keys",
                   test_spawned_child_is_a_puppet_of_default_keys);
  g_test_add_func ("/puppet/message/open-client-opens-and-drops-as-many-as-told",
                   test_open_client_opens_and_drops_as_many_as_told);
  g_test_add_func ("/puppet/message/busy-holds-what-comes-next", test_busy_holds_what_comes_next);
  g_test_add_func ("/puppet/message/wedge-never-completes", test_wedge_never_completes);
  g_test_add_func ("/puppet/message/wedged-puppet-can-be-aborted",
                   test_wedged_puppet_can_be_aborted);
  g_test_add_func ("/puppet/message/stop-stops-itself-after-what-is-queued",
                   test_stop_stops_itself_after_what_is_queued);
  g_test_add_func ("/puppet/message/stop-without-a-text-says-something",
                   test_stop_without_a_text_says_something);

  return g_test_run ();
}
