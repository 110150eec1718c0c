/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-loop-private.h"
#include "proc/troupe-lane-private.h"
#include "proc/troupe-returns-private.h"
#include "proc/troupe-router-private.h"
#include "proc/troupe-sessions-private.h"

/**
 * TroupeLoop:
 *
 * A run queue, a timer heap, and the one thread that drives them through a #TroupeWorld. All actors of the procs
 * that live on a loop run here, one handler at a time and to completion, so nothing above the loop needs a lock.
 *
 * One dispatch reads the time once, takes what other threads have left in the inbox, fires the timers that are due,
 * and then runs tasks: the world says how many, and may say which.
 */

/* A call that another thread left in the inbox. */
typedef struct
{
  TroupePosted   posted;
  TroupeLoopFunc func;
  gpointer       user_data;
  GDestroyNotify destroy;
} LoopCall;

G_DEFINE_FINAL_TYPE (TroupeLoop, troupe_loop, G_TYPE_OBJECT)

static void
loop_call_free (LoopCall *call)
{
  if (call->destroy != NULL)
    call->destroy (call->user_data);
  g_free (call);
}

static void
loop_call_run (TroupeTask *task)
{
  LoopCall *call = TROUPE_CONTAINER (task, LoopCall, posted.task);

  call->func (call->user_data);
  loop_call_free (call);
}

/* @node: (nullable): the oldest of those that came */
static void
loop_take_posted (TroupeLoop      *self,
                  TroupeInboxNode *node)
{
  while (node != NULL)
    {
      TroupePosted *posted = (TroupePosted *) node;

      node = node->next;
      posted->loop = self;
      troupe_run_queue_push (&self->run_queue, &posted->task);
    }
}

static gboolean
loop_is_ready (TroupeLoop *self)
{
  return self->run_queue.length > 0 || !troupe_inbox_is_empty (self->inbox) ||
         troupe_timer_heap_next (&self->timers) <= self->now_ns;
}

/* FALSE: the world lets none go for now. */
static gboolean
loop_run_one (TroupeLoop *self)
{
  TroupeRunQueue *queue = &self->run_queue;
  TroupeTask *task;

  if (G_UNLIKELY (self->explores))
    {
      guint index = troupe_world_choose_task (self->world, queue->length);

      if (index == queue->length)
        {
          self->n_held = index;
          return FALSE;
        }
      task = troupe_run_queue_take (queue, index);
    }
  else
    {
      task = troupe_run_queue_take_first (queue);
    }
  task->run (task);

  return TRUE;
}

static gboolean
loop_dispatch (guint    budget,
               gpointer user_data)
{
  g_autoptr (TroupeLoop) self = g_object_ref (user_data);

  budget = (guint) MIN (budget, self->knobs.values[TROUPE_KNOB_LOOP_DISPATCH_BUDGET]);
  self->dispatching = TRUE;
  self->wall_clock_ns = 0;
  self->n_held = 0;
  self->now_ns = troupe_world_get_time (self->world);
  loop_take_posted (self, troupe_inbox_take_all (self->inbox));
  troupe_timer_heap_fire_due (&self->timers, self->now_ns);
  for (guint i = 0; i < budget && self->run_queue.length > 0 && !self->ending; i++)
    if (!loop_run_one (self))
      break;
  if (self->sessions != NULL)
    troupe_acceptor_table_grant (self->sessions->acceptors);
  self->dispatching = FALSE;

  if (self->ending)
    return FALSE;
  troupe_world_wake_at (self->world, troupe_timer_heap_next (&self->timers));

  return self->n_held == 0 && loop_is_ready (self);
}

/* Nothing is put into our inbox any more. Calls that never ran still own their data; what other loops sent is for
 * nobody, and goes back. */
static void
loop_drop_posted (TroupeLoop *self)
{
  loop_take_posted (self, troupe_inbox_close (self->inbox));
  while (self->run_queue.length > 0)
    {
      TroupeTask *task = troupe_run_queue_take (&self->run_queue, 0);

      if (!troupe_lane_run_last (task) && task->run == loop_call_run)
        loop_call_free (TROUPE_CONTAINER (task, LoopCall, posted.task));
    }
}

static void
troupe_loop_finalize (GObject *object)
{
  TroupeLoop *self = TROUPE_LOOP (object);

  g_assert (self->procs->len == 0);

  troupe_world_detach (self->world);
  loop_drop_posted (self);
  troupe_loop_end_lanes (self);
  troupe_loop_clear_sessions (self);
  g_clear_pointer (&self->returns, troupe_returns_free);
  g_clear_pointer (&self->lanes, g_ptr_array_unref);
  g_clear_pointer (&self->arrivals, g_ptr_array_unref);
  g_clear_pointer (&self->lane_routes, g_hash_table_unref);
  g_clear_pointer (&self->served, g_ptr_array_unref);
  troupe_router_leave_loop (self->router);
  g_clear_object (&self->router);
  g_clear_pointer (&self->procs, g_ptr_array_unref);
  troupe_timer_heap_clear (&self->timers);
  troupe_run_queue_clear (&self->run_queue);
  g_clear_pointer (&self->peers, troupe_peer_table_free);
  g_clear_pointer (&self->pool, troupe_message_pool_free);
  troupe_large_blocks_clear (&self->large);
  troupe_recycler_clear (&self->cells);
  troupe_recycler_clear (&self->rares);
  troupe_recycler_clear (&self->notices);
  troupe_recycler_clear (&self->events);
  g_clear_pointer (&self->inbox, troupe_inbox_unref);
  g_clear_object (&self->world);
  G_OBJECT_CLASS (troupe_loop_parent_class)->finalize (object);
}

static void
troupe_loop_class_init (TroupeLoopClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_loop_finalize;
}

static void
troupe_loop_init (TroupeLoop *self)
{
  troupe_knob_values_init (&self->knobs);
  troupe_run_queue_init (&self->run_queue);
  troupe_timer_heap_init (&self->timers);
  self->pool = troupe_message_pool_new_sharing (&self->large, G_MAXSIZE);
  self->peers = troupe_peer_table_new ();
  self->procs = g_ptr_array_new ();
  self->router = troupe_router_new ();
  self->router->loop = self;
  self->lanes = g_ptr_array_new ();
  self->arrivals = g_ptr_array_new ();
  self->lane_routes = g_hash_table_new_full (troupe_address_hash, troupe_address_equal,
                                             (GDestroyNotify) troupe_address_unref, NULL);
  self->served = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_address_unref);
}

/**
 * troupe_loop_new:
 * @world: (transfer none): the world that drives it; one world drives one loop
 *
 * Makes a loop. It belongs to the thread that drives @world.
 *
 * Returns: (transfer full): the loop
 */
TroupeLoop *
troupe_loop_new (TroupeWorld *world)
{
  TroupeLoop *self;

  g_return_val_if_fail (TROUPE_IS_WORLD (world), NULL);

  self = g_object_new (TROUPE_TYPE_LOOP, NULL);
  self->world = g_object_ref (world);
  self->inbox = troupe_inbox_new (troupe_world_dup_waker (world));
  self->explores = TROUPE_WORLD_GET_CLASS (world)->choose != NULL;
  self->now_ns = troupe_world_get_time (world);
  troupe_world_attach (world, loop_dispatch, self);

  return self;
}

/**
 * troupe_loop_get_world:
 * @self: a loop
 *
 * Answers what drives the loop. Callable from every thread.
 *
 * Returns: (transfer none): the world that drives it
 */
TroupeWorld *
troupe_loop_get_world (TroupeLoop *self)
{
  g_return_val_if_fail (TROUPE_IS_LOOP (self), NULL);

  return self->world;
}

/**
 * troupe_loop_get_router:
 * @self: a loop
 *
 * Answers what says where messages go that are not for this loop. On the loop's thread.
 *
 * Returns: (transfer none): the router
 */
TroupeRouter *
troupe_loop_get_router (TroupeLoop *self)
{
  g_return_val_if_fail (TROUPE_IS_LOOP (self), NULL);

  return self->router;
}

/**
 * troupe_loop_get_time:
 * @self: a loop
 *
 * Answers the monotonic time of the world, in nanoseconds. Inside a handler it is the time at which the current
 * batch of handlers began. Only on the loop's thread.
 *
 * Returns: nanoseconds since a point that means nothing
 */
guint64
troupe_loop_get_time (TroupeLoop *self)
{
  g_return_val_if_fail (TROUPE_IS_LOOP (self), 0);

  if (!self->dispatching)
    self->now_ns = troupe_world_get_time (self->world);

  return self->now_ns;
}

/**
 * troupe_loop_post:
 * @self: a loop
 * @func: (scope notified) (closure user_data) (destroy destroy): what to call
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data after the call, or when the loop ends before it
 *
 * Calls @func once, on the loop's thread, never inside this call. May be called from every thread, and never waits.
 */
void
troupe_loop_post (TroupeLoop     *self,
                  TroupeLoopFunc  func,
                  gpointer        user_data,
                  GDestroyNotify  destroy)
{
  LoopCall *call;

  g_return_if_fail (TROUPE_IS_LOOP (self));
  g_return_if_fail (func != NULL);

  call = g_new0 (LoopCall, 1);
  call->posted.task.run = loop_call_run;
  call->func = func;
  call->user_data = user_data;
  call->destroy = destroy;
  if (!troupe_inbox_put (self->inbox, &call->posted.node))
    loop_call_free (call);
}

void
troupe_loop_set_timer (TroupeLoop  *self,
                       TroupeTimer *timer,
                       guint64      delay_ns)
{
  guint64 now_ns = troupe_loop_get_time (self);

  troupe_timer_heap_set (&self->timers, timer, now_ns + MIN (delay_ns, G_MAXUINT64 - 1 - now_ns));
  if (!self->dispatching)
    troupe_world_wake_at (self->world, troupe_timer_heap_next (&self->timers));
}

void
troupe_loop_cancel_timer (TroupeLoop  *self,
                          TroupeTimer *timer)
{
  troupe_timer_heap_cancel (&self->timers, timer);
}

void
troupe_loop_read_wall_clock (TroupeLoop *self)
{
  self->wall_clock_ns = troupe_world_get_wall_clock (self->world);
}

void
troupe_loop_exit (TroupeLoop *self,
                  int         code,
                  const char *text)
{
  if (self->ending)
    return;

  self->ending = TRUE;
  troupe_world_exit (self->world, code, text);
}
