/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-defect-private.h"
#include "base/troupe-hash-private.h"
#include "fake-loop.h"

#define MS G_GUINT64_CONSTANT (1000000)
#define EPOCH_NS (G_GINT64_CONSTANT (1577836800) * 1000000000)

/* Where the functions of a test write what happened, as letters. */
typedef struct
{
  TroupeSimRun *run;
  FakeLoop     *loop;
  GString      *text;
} Diary;

static Diary *
diary_new (TroupeSimRun *run)
{
  Diary *self = g_new0 (Diary, 1);

  self->run = run;
  self->text = g_string_new (NULL);

  return self;
}

static void
diary_free (Diary *self)
{
  g_clear_pointer (&self->loop, fake_loop_free);
  g_string_free (self->text, TRUE);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Diary, diary_free)

static void
write_a (gpointer user_data)
{
  g_string_append_c (((Diary *) user_data)->text, 'a');
}

static void
write_b (gpointer user_data)
{
  g_string_append_c (((Diary *) user_data)->text, 'b');
}

static void
write_a_then_ask_for_b_now (gpointer user_data)
{
  write_a (user_data);
  troupe_sim_run_at (((Diary *) user_data)->run, 0, write_b, user_data);
}

static void
write_time (gpointer user_data)
{
  Diary *diary = user_data;

  g_string_append_printf (diary->text, "[%u]", (guint) (troupe_sim_run_get_time (diary->run) / MS));
}

static void
test_an_empty_world_does_nothing (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);

  g_assert_false (troupe_sim_run_step (run, 5 * MS));
  g_assert_cmpuint (troupe_sim_run_get_time (run), ==, 0);
  g_assert_cmpuint (troupe_sim_run_get_n_events (run), ==, 0);
  g_assert_true (troupe_sim_run_is_quiet (run));
}

static void
test_the_clock_jumps_to_the_next_entry (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  g_autoptr (Diary) diary = diary_new (run);

  troupe_sim_run_at (run, 7 * MS, write_time, diary);
  troupe_sim_run_at (run, 3 * MS, write_time, diary);

  g_assert_true (troupe_sim_run_step (run, G_MAXUINT64));
  g_assert_cmpuint (troupe_sim_run_get_time (run), ==, 3 * MS);
  g_assert_true (troupe_sim_run_step (run, G_MAXUINT64));
  g_assert_false (troupe_sim_run_step (run, G_MAXUINT64));
  g_assert_cmpstr (diary->text->str, ==, "[3][7]");
}

static void
test_the_clock_stands_at_the_limit (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  g_autoptr (Diary) diary = diary_new (run);

  troupe_sim_run_at (run, 7 * MS, write_time, diary);

  g_assert_false (troupe_sim_run_step (run, 6 * MS));
  g_assert_cmpuint (troupe_sim_run_get_time (run), ==, 6 * MS);
  g_assert_true (troupe_sim_run_step (run, 7 * MS));
  g_assert_cmpstr (diary->text->str, ==, "[7]");
}

static void
test_equal_times_fire_in_the_order_of_asking_in_one_step (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  g_autoptr (Diary) diary = diary_new (run);

  troupe_sim_run_at (run, MS, write_b, diary);
  troupe_sim_run_at (run, MS, write_a_then_ask_for_b_now, diary);
  troupe_sim_run_at (run, MS, write_a, diary);

  g_assert_true (troupe_sim_run_step (run, G_MAXUINT64));
  g_assert_cmpstr (diary->text->str, ==, "baab");
}

static void
test_what_is_due_now_comes_before_any_process (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  g_autoptr (Diary) diary = diary_new (run);

  diary->loop = fake_loop_new (troupe_sim_run_add_host (run, "h0"), "p0");
  fake_loop_post (diary->loop, write_a, diary);
  troupe_sim_run_at (run, 0, write_b, diary);
  fake_loop_run (run);

  g_assert_cmpstr (diary->text->str, ==, "ba");
}

static void
test_time_stands_still_while_a_process_can_run (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  g_autoptr (Diary) diary = diary_new (run);

  diary->loop = fake_loop_new (troupe_sim_run_add_host (run, "h0"), "p0");
  troupe_sim_run_at (run, MS, write_b, diary);
  for (guint i = 0; i < 5; i++)
    fake_loop_post (diary->loop, write_a, diary);

  g_assert_false (troupe_sim_run_is_quiet (run));
  for (guint i = 0; i < 5; i++)
    {
      g_assert_true (troupe_sim_run_step (run, G_MAXUINT64));
      g_assert_cmpuint (troupe_sim_run_get_time (run), ==, 0);
    }
  g_assert_true (troupe_sim_run_is_quiet (run));
  fake_loop_run (run);
  g_assert_cmpstr (diary->text->str, ==, "aaaaab");
}

static void
test_a_wake_asks_for_one_dispatch (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  g_autoptr (FakeLoop) loop = fake_loop_new (troupe_sim_run_add_host (run, "h0"), "p0");

  troupe_world_wake (loop->world);
  troupe_world_wake (loop->world);
  fake_loop_run (run);

  g_assert_cmpuint (loop->n_dispatches, ==, 1);
}

static void
test_a_timer_is_replaced (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  g_autoptr (FakeLoop) loop = fake_loop_new (troupe_sim_run_add_host (run, "h0"), "p0");

  fake_loop_run (run);
  troupe_world_wake_at (loop->world, 5 * MS);
  troupe_world_wake_at (loop->world, 3 * MS);
  troupe_world_wake_at (loop->world, 8 * MS);
  fake_loop_run (run);

  g_assert_cmpuint (loop->n_dispatches, ==, 2);
  g_assert_cmpuint (troupe_sim_run_get_time (run), ==, 8 * MS);
}

static void
test_a_timer_taken_back_does_not_move_the_clock (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  g_autoptr (FakeLoop) loop = fake_loop_new (troupe_sim_run_add_host (run, "h0"), "p0");

  fake_loop_run (run);
  troupe_world_wake_at (loop->world, 5 * MS);
  troupe_world_wake_at (loop->world, G_MAXUINT64);

  g_assert_false (troupe_sim_run_step (run, G_MAXUINT64));
  g_assert_cmpuint (troupe_sim_run_get_time (run), ==, 0);
}

static void
test_a_timer_in_the_past_wakes_at_once (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  g_autoptr (FakeLoop) loop = fake_loop_new (troupe_sim_run_add_host (run, "h0"), "p0");

  fake_loop_run (run);
  troupe_world_wake_at (loop->world, 5 * MS);
  troupe_world_wake_at (loop->world, 0);
  fake_loop_run (run);

  g_assert_cmpuint (loop->n_dispatches, ==, 2);
  g_assert_cmpuint (troupe_sim_run_get_time (run), ==, 0);
}

static void
test_the_wall_clock_counts_from_the_epoch (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  g_autoptr (Diary) diary = diary_new (run);

  diary->loop = fake_loop_new (troupe_sim_run_add_host (run, "h0"), "p0");
  g_assert_cmpint (troupe_world_get_wall_clock (diary->loop->world), ==, EPOCH_NS);

  troupe_sim_run_at (run, 2 * MS, write_a, diary);
  fake_loop_run (run);

  g_assert_cmpint (troupe_world_get_wall_clock (diary->loop->world), ==, EPOCH_NS + (gint64) (2 * MS));
}

static void
emit_a_choice (gpointer user_data)
{
  FakeLoop *loop = user_data;

  fake_loop_emit (loop, troupe_world_choose (loop->world, "a.site", 1000));
}

/* Runs a world whose events depend on the seed. */
static guint64
hash_of_seed (guint64 seed)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (seed);
  TroupeSimHost *host = troupe_sim_run_add_host (run, "h0");
  g_autoptr (FakeLoop) a = fake_loop_new (host, "a");
  g_autoptr (FakeLoop) b = fake_loop_new (host, "b");

  for (guint i = 0; i < 20; i++)
    {
      fake_loop_post (a, emit_a_choice, a);
      fake_loop_post (b, emit_a_choice, b);
    }
  fake_loop_run (run);

  return troupe_sim_run_get_hash (run);
}

static void
test_one_seed_has_one_hash (void)
{
  g_assert_cmphex (hash_of_seed (1), ==, hash_of_seed (1));
  g_assert_cmphex (hash_of_seed (1), !=, hash_of_seed (2));
}

/* Runs many processes, so that there is much to choose. */
static guint64
run_many (TroupeSimRun *run)
{
  TroupeSimHost *host = troupe_sim_run_add_host (run, "h0");
  FakeLoop *loops[30];

  for (guint i = 0; i < G_N_ELEMENTS (loops); i++)
    {
      loops[i] = fake_loop_new (host, "p");
      fake_loop_post (loops[i], emit_a_choice, loops[i]);
    }
  fake_loop_run (run);
  for (guint i = 0; i < G_N_ELEMENTS (loops); i++)
    fake_loop_free (loops[i]);

  return troupe_sim_run_get_hash (run);
}

static void
test_only_the_planted_defect_lets_addresses_decide (void)
{
  g_autoptr (TroupeSimRun) a = troupe_sim_run_new (1);
  g_autoptr (TroupeSimRun) b = troupe_sim_run_new (1);
  g_autoptr (TroupeSimRun) defective_a = troupe_sim_run_new (1);
  g_autoptr (TroupeSimRun) defective_b = troupe_sim_run_new (1);
  g_autoptr (GError) error = NULL;

  g_assert_cmphex (run_many (a), ==, run_many (b));
  if (!TROUPE_DEFECTS_BUILT)
    return;

  troupe_defect_enable ("determinism.address-order", &error);
  g_assert_no_error (error);
  g_assert_cmphex (run_many (defective_a), !=, run_many (defective_b));
  troupe_defect_disable_all ();
}

static guint64
fold_a_constant (const TroupeEvent *event,
                 guint64            hash)
{
  return troupe_hash_mix (hash, 17);
}

static void
test_the_hash_func_is_folded_in (void)
{
  g_autoptr (TroupeSimRun) plain = troupe_sim_run_new (1);
  g_autoptr (TroupeSimRun) folded = troupe_sim_run_new (1);
  g_autoptr (FakeLoop) plain_loop = NULL;
  g_autoptr (FakeLoop) folded_loop = NULL;

  troupe_sim_run_set_hash_func (folded, fold_a_constant);
  plain_loop = fake_loop_new (troupe_sim_run_add_host (plain, "h0"), "p0");
  folded_loop = fake_loop_new (troupe_sim_run_add_host (folded, "h0"), "p0");

  g_assert_cmphex (troupe_sim_run_get_hash (plain), !=, troupe_sim_run_get_hash (folded));
}

static void
note_number_and_time (const TroupeEvent *event,
                      guint64            event_number,
                      gpointer           user_data)
{
  g_string_append_printf (user_data, "%u@%u ", (guint) event_number, (guint) (event->time_ns / MS));
}

static void
emit_one (gpointer user_data)
{
  fake_loop_emit (user_data, 0);
}

static void
test_events_are_numbered_from_one_and_have_the_time (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (FakeLoop) loop = NULL;

  troupe_sim_run_set_event_func (run, note_number_and_time, text);
  loop = fake_loop_new (troupe_sim_run_add_host (run, "h0"), "p0");
  troupe_sim_run_at (run, 4 * MS, emit_one, loop);
  fake_loop_run (run);

  /* The first two: starting and running. */
  g_assert_cmpstr (text->str, ==, "1@0 2@0 3@4 ");
  g_assert_cmpuint (troupe_sim_run_get_n_events (run), ==, 3);
}

static void
test_the_log_has_time_and_name (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  g_autoptr (FakeLoop) loop = fake_loop_new (troupe_sim_run_add_host (run, "h0"), "p0");

  troupe_world_log (loop->world, G_LOG_LEVEL_MESSAGE, "a %s", "line");
  troupe_world_log (loop->world, G_LOG_LEVEL_DEBUG, "not this one");

  g_assert_cmpstr (troupe_sim_run_get_log (run), ==, "0.000000000 p0: a line\n");
}

static void
test_seeds_of_names_and_processes_differ (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  g_autoptr (TroupeSimRun) other_run = troupe_sim_run_new (2);
  TroupeSimHost *host = troupe_sim_run_add_host (run, "h0");
  g_autoptr (FakeLoop) a = fake_loop_new (host, "a");
  g_autoptr (FakeLoop) b = fake_loop_new (host, "b");
  g_autoptr (FakeLoop) other_a = fake_loop_new (troupe_sim_run_add_host (other_run, "h0"), "a");
  guint64 seed = troupe_world_get_seed (a->world, "name");

  g_assert_cmphex (troupe_world_get_seed (a->world, "name"), ==, seed);
  g_assert_cmphex (troupe_world_get_seed (a->world, "other"), !=, seed);
  g_assert_cmphex (troupe_world_get_seed (b->world, "name"), !=, seed);
  g_assert_cmphex (troupe_world_get_seed (other_a->world, "name"), !=, seed);
}

static void
test_each_host_has_its_own_addresses (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  TroupeSimHost *h0 = troupe_sim_run_add_host (run, "h0");
  TroupeSimHost *h1 = troupe_sim_run_add_host (run, "h1");
  g_autoptr (TroupeAddress) first = troupe_sim_host_dup_address (h0);
  g_autoptr (TroupeAddress) second = troupe_sim_host_dup_address (h0);
  g_autoptr (TroupeAddress) other = troupe_sim_host_dup_address (h1);

  g_assert_cmpstr (troupe_address_to_string (first), ==, "tcp:10.0.0.1:4000");
  g_assert_cmpstr (troupe_address_to_string (second), ==, "tcp:10.0.0.1:4001");
  g_assert_cmpstr (troupe_address_to_string (other), ==, "tcp:10.0.0.2:4000");
  g_assert_cmpstr (troupe_sim_host_get_name (h1), ==, "h1");
}

static void
post_again (gpointer user_data)
{
  Diary *diary = user_data;

  fake_loop_post (diary->loop, post_again, diary);
}

static void
post_again_and_tell (gpointer user_data)
{
  Diary *diary = user_data;

  fake_loop_emit (diary->loop, 1);
  fake_loop_post (diary->loop, post_again, diary);
}

static void
test_a_circle_at_one_instant_is_counted (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  g_autoptr (Diary) diary = diary_new (run);

  diary->loop = fake_loop_new (troupe_sim_run_add_host (run, "h0"), "p0");
  g_assert_null (troupe_sim_run_get_last_process (run));
  fake_loop_post (diary->loop, post_again, diary);
  for (guint i = 0; i < 1000; i++)
    g_assert_true (troupe_sim_run_step (run, G_MAXUINT64));

  g_assert_cmpuint (troupe_sim_run_get_n_idle_steps (run), ==, 1000);
  g_assert_true (troupe_sim_run_get_last_process (run) == diary->loop->process);
  g_assert_cmpuint (troupe_sim_run_get_time (run), ==, 0);
}

static void
test_an_event_or_a_later_time_ends_the_count (void)
{
  g_autoptr (TroupeSimRun) run = troupe_sim_run_new (1);
  g_autoptr (Diary) diary = diary_new (run);

  diary->loop = fake_loop_new (troupe_sim_run_add_host (run, "h0"), "p0");
  fake_loop_post (diary->loop, post_again_and_tell, diary);
  for (guint i = 0; i < 10; i++)
    troupe_sim_run_step (run, G_MAXUINT64);
  g_assert_cmpuint (troupe_sim_run_get_n_idle_steps (run), ==, 9);

  g_queue_clear (&diary->loop->tasks);
  troupe_sim_run_at (run, MS, write_a, diary);
  while (troupe_sim_run_get_time (run) == 0)
    troupe_sim_run_step (run, G_MAXUINT64);
  g_assert_cmpuint (troupe_sim_run_get_n_idle_steps (run), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/world/run/" name, func)
  ADD ("an-empty-world-does-nothing", test_an_empty_world_does_nothing);
  ADD ("the-clock-jumps-to-the-next-entry", test_the_clock_jumps_to_the_next_entry);
  ADD ("the-clock-stands-at-the-limit", test_the_clock_stands_at_the_limit);
  ADD ("equal-times-fire-in-the-order-of-asking-in-one-step",
       test_equal_times_fire_in_the_order_of_asking_in_one_step);
  ADD ("what-is-due-now-comes-before-any-process", test_what_is_due_now_comes_before_any_process);
  ADD ("time-stands-still-while-a-process-can-run", test_time_stands_still_while_a_process_can_run);
  ADD ("a-wake-asks-for-one-dispatch", test_a_wake_asks_for_one_dispatch);
  ADD ("a-timer-is-replaced", test_a_timer_is_replaced);
  ADD ("a-timer-taken-back-does-not-move-the-clock", test_a_timer_taken_back_does_not_move_the_clock);
  ADD ("a-timer-in-the-past-wakes-at-once", test_a_timer_in_the_past_wakes_at_once);
  ADD ("the-wall-clock-counts-from-the-epoch", test_the_wall_clock_counts_from_the_epoch);
  ADD ("one-seed-has-one-hash", test_one_seed_has_one_hash);
  ADD ("only-the-planted-defect-lets-addresses-decide", test_only_the_planted_defect_lets_addresses_decide);
  ADD ("the-hash-func-is-folded-in", test_the_hash_func_is_folded_in);
  ADD ("events-are-numbered-from-one-and-have-the-time", test_events_are_numbered_from_one_and_have_the_time);
  ADD ("the-log-has-time-and-name", test_the_log_has_time_and_name);
  ADD ("seeds-of-names-and-processes-differ", test_seeds_of_names_and_processes_differ);
  ADD ("each-host-has-its-own-addresses", test_each_host_has_its_own_addresses);
  ADD ("a-circle-at-one-instant-is-counted", test_a_circle_at_one_instant_is_counted);
  ADD ("an-event-or-a-later-time-ends-the-count", test_an_event_or_a_later_time_ends_the_count);
#undef ADD

  return g_test_run ();
}
