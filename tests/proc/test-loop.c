/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-inbox-private.h"
#include "base/troupe-random-private.h"
#include "proc/troupe-loop-private.h"
#include "proc/troupe-task-private.h"
#include "proc/troupe-timer-private.h"

/* What a loop is made of: run queue, timer heap, inbox. */

static void
test_run_queue_order (void)
{
  TroupeRunQueue queue;
  TroupeTask tasks[100] = { { NULL } };

  troupe_run_queue_init (&queue);
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    troupe_run_queue_push (&queue, &tasks[i]);
  troupe_run_queue_push (&queue, &tasks[0]);
  g_assert_cmpuint (queue.length, ==, G_N_ELEMENTS (tasks));
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    g_assert_true (troupe_run_queue_take (&queue, 0) == &tasks[i]);
  troupe_run_queue_clear (&queue);
}

static void
test_run_queue_takes_each_once (void)
{
  TroupeRunQueue queue;
  TroupeTask tasks[37] = { { NULL } };
  guint n_taken[37] = { 0 };
  TroupeRandom random;

  troupe_random_init (&random, 1, "test");
  troupe_run_queue_init (&queue);
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    troupe_run_queue_push (&queue, &tasks[i]);
  troupe_run_queue_remove (&queue, &tasks[11]);
  while (queue.length > 0)
    n_taken[troupe_run_queue_take (&queue, (guint) troupe_random_below (&random, queue.length)) - tasks]++;
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    g_assert_cmpuint (n_taken[i], ==, i == 11 ? 0 : 1);
  troupe_run_queue_clear (&queue);
}

typedef struct
{
  TroupeTimer  timer;
  GArray      *fired; /* (element-type guint): shared: indices in the order of firing */
  guint        index;
} Alarm;

static void
alarm_fire (TroupeTimer *timer)
{
  Alarm *self = (Alarm *) timer;

  g_array_append_val (self->fired, self->index);
}

static void
test_timers_in_order (void)
{
  TroupeTimerHeap heap;
  TroupeRandom random;
  Alarm alarms[200];
  g_autoptr (GArray) fired = g_array_new (FALSE, FALSE, sizeof (guint));

  troupe_random_init (&random, 1, "test");
  troupe_timer_heap_init (&heap);
  for (guint i = 0; i < G_N_ELEMENTS (alarms); i++)
    {
      alarms[i] = (Alarm) { .timer.fire = alarm_fire, .fired = fired, .index = i };
      troupe_timer_heap_set (&heap, &alarms[i].timer, 1 + troupe_random_below (&random, 20));
    }
  for (guint i = 0; i < G_N_ELEMENTS (alarms); i += 3)
    troupe_timer_heap_cancel (&heap, &alarms[i].timer);
  troupe_timer_heap_set (&heap, &alarms[1].timer, 30);

  troupe_timer_heap_fire_due (&heap, 29);
  g_assert_cmpuint (troupe_timer_heap_next (&heap), ==, 30);
  troupe_timer_heap_fire_due (&heap, 30);
  g_assert_cmpuint (troupe_timer_heap_next (&heap), ==, G_MAXUINT64);

  g_assert_cmpuint (fired->len, ==, 200 - 67);
  for (guint i = 1; i < fired->len; i++)
    {
      const Alarm *before = &alarms[g_array_index (fired, guint, i - 1)];
      const Alarm *after = &alarms[g_array_index (fired, guint, i)];

      g_assert_cmpuint (before->timer.time_ns, <=, after->timer.time_ns);
      if (before->timer.time_ns == after->timer.time_ns)
        g_assert_cmpuint (before->index, <, after->index);
    }
  troupe_timer_heap_clear (&heap);
}

#define N_POSTERS 4
#define N_POSTS 20000

typedef struct
{
  TroupeLoop *loop;
  guint       next; /* what the loop expects of this thread next */
} Poster;

typedef struct
{
  Poster *poster;
  guint   index;
} Post;

static void
take_post (gpointer user_data)
{
  Post *post = user_data;

  g_assert_cmpuint (post->index, ==, post->poster->next);
  post->poster->next++;
}

static gpointer
post_many (gpointer user_data)
{
  Poster *poster = user_data;

  for (guint i = 0; i < N_POSTS; i++)
    {
      Post *post = g_new (Post, 1);

      post->poster = poster;
      post->index = i;
      troupe_loop_post (poster->loop, take_post, post, g_free);
    }

  return NULL;
}

static gboolean
all_arrived (const Poster *posters)
{
  for (guint i = 0; i < N_POSTERS; i++)
    if (posters[i].next != N_POSTS)
      return FALSE;

  return TRUE;
}

static void
test_posts_from_threads (Fixture       *f,
                         gconstpointer  unused)
{
  Poster posters[N_POSTERS];
  GThread *threads[N_POSTERS];

  for (guint i = 0; i < N_POSTERS; i++)
    {
      posters[i] = (Poster) { .loop = f->loop };
      threads[i] = g_thread_new ("poster", post_many, &posters[i]);
    }
  while (!all_arrived (posters))
    fixture_run (f);
  for (guint i = 0; i < N_POSTERS; i++)
    g_thread_join (threads[i]);
}

static void
count_free (gpointer data)
{
  (*(guint *) data)++;
}

static void
never_run (gpointer data)
{
  g_assert_not_reached ();
}

static void
test_post_is_freed_unrun (Fixture       *f,
                          gconstpointer  unused)
{
  guint n_frees = 0;

  troupe_loop_post (f->loop, never_run, &n_frees, count_free);
  g_assert_finalize_object (g_steal_pointer (&f->proc));
  g_assert_finalize_object (g_steal_pointer (&f->loop));

  g_assert_cmpuint (n_frees, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/proc/loop/tasks-run-in-the-order-of-asking", test_run_queue_order);
  g_test_add_func ("/proc/loop/whoever-is-chosen-each-task-is-taken-once", test_run_queue_takes_each_once);
  g_test_add_func ("/proc/loop/timers-fire-by-time-then-by-age", test_timers_in_order);
  g_test_add ("/proc/loop/posts-of-a-thread-arrive-in-order", Fixture, NULL,
              fixture_set_up, test_posts_from_threads, fixture_tear_down);
  g_test_add ("/proc/loop/a-post-that-never-ran-is-freed", Fixture, NULL,
              fixture_set_up, test_post_is_freed_unrun, fixture_tear_down);

  return g_test_run ();
}
