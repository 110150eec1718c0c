/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-world-private.h"
#include "base/troupe-error.h"
#include "base/troupe-hash-private.h"
#include "base/troupe-waker-private.h"

/* The waker of a world that has none of its own: it holds the world. */
typedef struct
{
  TroupeWaker  waker;
  TroupeWorld *world; /* (owned) */
} WorldWaker;

/**
 * TroupeWorld:
 *
 * The seam: all that a loop can ask of what is outside it. One world drives one loop. It is real, a #TroupeRealWorld,
 * or simulated.
 *
 * Each function checks its arguments and asks the class. A class leaves out what its world does not offer. Then a
 * function with a #GError fails with %TROUPE_ERROR_NOT_SUPPORTED, and any other one does what its documentation says.
 */

/**
 * TroupeWorldClass:
 *
 * What a world implements: one function behind each of #TroupeWorld. Worlds are written in C.
 */

/**
 * TroupeWorldClass::dup_waker: (skip)
 * @self: a world
 *
 * Makes what wakes the loop of this world from every thread, also when the world has gone. A world whose loops all run
 * on one thread can leave it out. Skipped by bindings: a waker is no public structure.
 */

/**
 * TroupeWorldClass::publish_inbox: (skip)
 * @self: a world
 *
 * Lets the other loops of this process find @inbox at a local address. Fails with %TROUPE_ERROR_EXISTS where another
 * one is. Skipped by bindings: an inbox is no public structure.
 */

/**
 * TroupeWorldClass::withdraw_inbox: (skip)
 * @self: a world
 *
 * The end of publish_inbox(); does nothing where that inbox is not found. Skipped by bindings, as that is.
 */

/**
 * TroupeWorldClass::find_inbox: (skip)
 * @self: a world
 *
 * Answers the inbox at a local address, held for the caller, or %NULL. Skipped by bindings, as publish_inbox() is.
 */

/**
 * TroupeWorldClass::emit: (skip)
 * @self: a world
 * @event: what happened
 *
 * Takes note of an event of the library. Skipped by bindings: events are no public structure.
 */

/**
 * TroupeWorldClass::start_child: (skip)
 * @self: a world
 *
 * What troupe_world_start_child() asks. Skipped by bindings, as that is.
 */

/**
 * TroupeWorldClass::signal_child: (skip)
 * @self: a world
 *
 * What troupe_world_signal_child() asks. Skipped by bindings, as that is.
 */

/**
 * TroupeWorldClass::run_in_thread: (skip)
 * @self: a world
 *
 * What troupe_world_run_in_thread() asks. Skipped by bindings, as that is.
 */

/**
 * TroupeWorldClass::watch_signal: (skip)
 * @self: a world
 *
 * What troupe_world_watch_signal() asks. Skipped by bindings, as that is.
 */

G_DEFINE_ABSTRACT_TYPE (TroupeWorld, troupe_world, G_TYPE_OBJECT)

static void
troupe_world_class_init (TroupeWorldClass *klass)
{
}

static void
troupe_world_init (TroupeWorld *self)
{
}

static void
set_not_supported (TroupeWorld  *self,
                   const char   *operation,
                   GError      **error)
{
  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED,
               "Could not %s: %s does not offer it", operation, G_OBJECT_TYPE_NAME (self));
}

/**
 * troupe_world_attach: (skip)
 * @self: a world without a loop
 * @func: (scope notified): runs what is due
 * @user_data: (closure): the loop
 *
 * Connects the one loop of this world and wakes it. The loop stays its owner's.
 *
 * Skipped by bindings: only a loop calls it.
 */
void
troupe_world_attach (TroupeWorld        *self,
                     TroupeDispatchFunc  func,
                     gpointer            user_data)
{
  g_return_if_fail (TROUPE_IS_WORLD (self));
  g_return_if_fail (func != NULL);
  g_return_if_fail (self->dispatch_func == NULL);

  self->dispatch_func = func;
  self->dispatch_data = user_data;

  troupe_world_wake (self);
}

/**
 * troupe_world_detach: (skip)
 * @self: a world
 *
 * Disconnects the loop: it is dispatched no more.
 *
 * Skipped by bindings: only a loop calls it.
 */
void
troupe_world_detach (TroupeWorld *self)
{
  g_return_if_fail (TROUPE_IS_WORLD (self));

  self->dispatch_func = NULL;
  self->dispatch_data = NULL;
}

gboolean
troupe_world_dispatch (TroupeWorld *self,
                       guint        budget)
{
  g_assert (TROUPE_IS_WORLD (self));
  g_assert (budget >= 1);

  if (self->dispatch_func == NULL)
    return FALSE;

  return self->dispatch_func (budget, self->dispatch_data);
}

/**
 * troupe_world_get_time:
 * @self: a world
 *
 * The monotonic time, in nanoseconds since some moment before the world began; never goes back. Callable
 * from every thread.
 *
 * Returns: the time; 0 in a world without one
 */
guint64
troupe_world_get_time (TroupeWorld *self)
{
  TroupeWorldClass *klass;

  g_return_val_if_fail (TROUPE_IS_WORLD (self), 0);

  klass = TROUPE_WORLD_GET_CLASS (self);

  return klass->get_time != NULL ? klass->get_time (self) : 0;
}

/**
 * troupe_world_get_wall_clock:
 * @self: a world
 *
 * What the clock on the wall says, in nanoseconds since 1970; it may jump and drift, so nothing is
 * decided by it.
 *
 * Returns: the time; 0 in a world without one
 */
gint64
troupe_world_get_wall_clock (TroupeWorld *self)
{
  TroupeWorldClass *klass;

  g_return_val_if_fail (TROUPE_IS_WORLD (self), 0);

  klass = TROUPE_WORLD_GET_CLASS (self);

  return klass->get_wall_clock != NULL ? klass->get_wall_clock (self) : 0;
}

/**
 * troupe_world_wake:
 * @self: a world
 *
 * Asks for a dispatch of the loop as soon as possible, never from inside this function. Several calls before it
 * ask for one. Callable from every thread. Does nothing in a world that drives no loop.
 */
void
troupe_world_wake (TroupeWorld *self)
{
  TroupeWorldClass *klass;

  g_return_if_fail (TROUPE_IS_WORLD (self));

  klass = TROUPE_WORLD_GET_CLASS (self);
  if (klass->wake != NULL)
    klass->wake (self);
}

static void
world_waker_wake (TroupeWaker *waker)
{
  troupe_world_wake (((WorldWaker *) waker)->world);
}

static void
world_waker_free (TroupeWaker *waker)
{
  g_object_unref (((WorldWaker *) waker)->world);
  g_free (waker);
}

TroupeWaker *
troupe_world_dup_waker (TroupeWorld *self)
{
  TroupeWorldClass *klass = TROUPE_WORLD_GET_CLASS (self);
  WorldWaker *own;

  if (klass->dup_waker != NULL)
    return klass->dup_waker (self);

  own = g_new0 (WorldWaker, 1);
  troupe_ref_count_init (&own->waker.n_refs);
  own->waker.wake = world_waker_wake;
  own->waker.free = world_waker_free;
  own->world = g_object_ref (self);

  return &own->waker;
}

/**
 * troupe_world_wake_at:
 * @self: a world
 * @time_ns: a time of troupe_world_get_time(); one that is past means now, %G_MAXUINT64 never
 *
 * Asks for a dispatch of the loop at @time_ns. Of several requests the earliest counts, until its time has
 * come: a loop that waits for more than one asks for the next one in that dispatch. The loop may also be
 * dispatched without need. Does nothing in a world that drives no loop. Runs on the thread of the loop.
 */
void
troupe_world_wake_at (TroupeWorld *self,
                      guint64      time_ns)
{
  TroupeWorldClass *klass;

  g_return_if_fail (TROUPE_IS_WORLD (self));

  klass = TROUPE_WORLD_GET_CLASS (self);
  if (klass->wake_at != NULL)
    klass->wake_at (self, time_ns);
}

/**
 * troupe_world_iterate:
 * @self: a world
 *
 * Waits until something happens, and lets it happen: for a program that does nothing but wait for the loop. Runs on the
 * thread of the loop.
 *
 * Returns: %FALSE, at once, where nobody may wait: inside a dispatch, and in a world that is driven from elsewhere, as
 *   a simulated one is
 */
gboolean
troupe_world_iterate (TroupeWorld *self)
{
  TroupeWorldClass *klass;

  g_return_val_if_fail (TROUPE_IS_WORLD (self), FALSE);

  klass = TROUPE_WORLD_GET_CLASS (self);

  return klass->iterate != NULL && klass->iterate (self);
}

/**
 * troupe_world_choose:
 * @self: a world
 * @site: what is chosen, such as `loop.next`
 * @n: how many options there are, at least 1
 *
 * Picks one of several legal ways to go on. 0 is the calm one: the only answer of a world that explores none.
 * With one option the world is not asked.
 *
 * Returns: the option, less than @n
 */
guint
troupe_world_choose (TroupeWorld *self,
                     const char  *site,
                     guint        n)
{
  TroupeWorldClass *klass;
  guint chosen;

  g_return_val_if_fail (TROUPE_IS_WORLD (self), 0);
  g_return_val_if_fail (site != NULL, 0);
  g_return_val_if_fail (n >= 1, 0);

  klass = TROUPE_WORLD_GET_CLASS (self);
  if (n == 1 || klass->choose == NULL)
    return 0;

  chosen = klass->choose (self, site, n);
  g_assert (chosen < n);

  return chosen;
}

guint
troupe_world_choose_task (TroupeWorld *self,
                          guint        n)
{
  TroupeWorldClass *klass = TROUPE_WORLD_GET_CLASS (self);
  guint chosen;

  if (klass->choose_task == NULL)
    return troupe_world_choose (self, "loop.task", n);

  chosen = klass->choose_task (self, n);
  g_assert (chosen <= n);

  return chosen;
}

/**
 * troupe_world_get_seed:
 * @self: a world
 * @name: what the numbers are for, such as `proc.suffix`
 *
 * A seed for a stream of random numbers. In a simulated world the same name gives the same seed in a run; in the
 * real one each call gives another.
 *
 * Returns: the seed; a hash of @name in a world without chance
 */
guint64
troupe_world_get_seed (TroupeWorld *self,
                       const char  *name)
{
  TroupeWorldClass *klass;

  g_return_val_if_fail (TROUPE_IS_WORLD (self), 0);
  g_return_val_if_fail (name != NULL, 0);

  klass = TROUPE_WORLD_GET_CLASS (self);

  return klass->get_seed != NULL ? klass->get_seed (self, name) : troupe_hash_string (name);
}

/**
 * troupe_world_listen:
 * @self: a world
 * @address: where
 * @error: return location for an error
 *
 * Listens for connections. Runs on the thread of the loop.
 *
 * Returns: (transfer full): the listener, or %NULL with %TROUPE_ERROR_EXISTS where the address is taken,
 *   %TROUPE_ERROR_NOT_SUPPORTED, or an error of the system
 */
TroupeListener *
troupe_world_listen (TroupeWorld    *self,
                     TroupeAddress  *address,
                     GError        **error)
{
  TroupeWorldClass *klass;

  g_return_val_if_fail (TROUPE_IS_WORLD (self), NULL);
  g_return_val_if_fail (address != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  klass = TROUPE_WORLD_GET_CLASS (self);
  if (klass->listen == NULL)
    {
      set_not_supported (self, "listen for connections", error);
      return NULL;
    }

  return klass->listen (self, address, error);
}

/**
 * troupe_world_connect:
 * @self: a world
 * @address: where to
 * @error: return location for an error
 *
 * Begins to connect. The stream answers %TROUPE_STREAM_AGAIN until it is connected, refused or broken. Runs on
 * the thread of the loop.
 *
 * Returns: (transfer full): the stream, or %NULL with %TROUPE_ERROR_NOT_SUPPORTED or an error of the system
 */
TroupeStream *
troupe_world_connect (TroupeWorld    *self,
                      TroupeAddress  *address,
                      GError        **error)
{
  TroupeWorldClass *klass;

  g_return_val_if_fail (TROUPE_IS_WORLD (self), NULL);
  g_return_val_if_fail (address != NULL, NULL);
  g_return_val_if_fail (!troupe_address_is_any (address), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  klass = TROUPE_WORLD_GET_CLASS (self);
  if (klass->connect == NULL)
    {
      set_not_supported (self, "connect", error);
      return NULL;
    }

  return klass->connect (self, address, error);
}

/**
 * troupe_world_make_directory:
 * @self: a world
 * @purpose: what it is for, a legal name
 * @error: return location for an error
 *
 * Makes a new directory for named sockets. Runs on the thread of the loop.
 *
 * Returns: (transfer full): its path, or %NULL with %TROUPE_ERROR_NOT_SUPPORTED or an error of the system
 */
char *
troupe_world_make_directory (TroupeWorld  *self,
                             const char   *purpose,
                             GError      **error)
{
  TroupeWorldClass *klass;

  g_return_val_if_fail (TROUPE_IS_WORLD (self), NULL);
  g_return_val_if_fail (purpose != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  klass = TROUPE_WORLD_GET_CLASS (self);
  if (klass->make_directory == NULL)
    {
      set_not_supported (self, "make a directory", error);
      return NULL;
    }

  return klass->make_directory (self, purpose, error);
}

gboolean
troupe_world_publish_inbox (TroupeWorld    *self,
                            TroupeAddress  *address,
                            TroupeInbox    *inbox,
                            GError        **error)
{
  TroupeWorldClass *klass = TROUPE_WORLD_GET_CLASS (self);

  if (klass->publish_inbox == NULL)
    {
      set_not_supported (self, "listen at a local address", error);
      return FALSE;
    }

  return klass->publish_inbox (self, address, inbox, error);
}

void
troupe_world_withdraw_inbox (TroupeWorld   *self,
                             TroupeAddress *address,
                             TroupeInbox   *inbox)
{
  TroupeWorldClass *klass = TROUPE_WORLD_GET_CLASS (self);

  if (klass->withdraw_inbox != NULL)
    klass->withdraw_inbox (self, address, inbox);
}

TroupeInbox *
troupe_world_find_inbox (TroupeWorld   *self,
                         TroupeAddress *address)
{
  TroupeWorldClass *klass = TROUPE_WORLD_GET_CLASS (self);

  return klass->find_inbox != NULL ? klass->find_inbox (self, address) : NULL;
}

/**
 * troupe_world_start_child: (skip)
 * @self: a world
 * @argv: (array zero-terminated=1): the program and its arguments
 * @environment: (array zero-terminated=1) (nullable): its environment; %NULL: that of this process
 * @exited: (scope async): called once when it has ended
 * @user_data: (closure): data for @exited
 * @error: return location for an error
 *
 * Starts a child process. Its standard output and error are those of this process, its input is empty. It does not
 * outlive the thread that started it: the system kills it then. Where the loop detaches or the world ends first,
 * @exited is never called. Runs on the thread of the loop.
 *
 * Skipped by bindings: a child is the world's, and cannot be kept.
 *
 * Returns: (transfer none): the child, the world's until @exited has returned; or %NULL with
 *   %TROUPE_ERROR_NOT_SUPPORTED or an error of the system
 */
TroupeChild *
troupe_world_start_child (TroupeWorld        *self,
                          const char *const  *argv,
                          const char *const  *environment,
                          TroupeChildExited   exited,
                          gpointer            user_data,
                          GError            **error)
{
  TroupeWorldClass *klass;

  g_return_val_if_fail (TROUPE_IS_WORLD (self), NULL);
  g_return_val_if_fail (argv != NULL && argv[0] != NULL, NULL);
  g_return_val_if_fail (exited != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  klass = TROUPE_WORLD_GET_CLASS (self);
  if (klass->start_child == NULL)
    {
      set_not_supported (self, "start a child process", error);
      return NULL;
    }

  return klass->start_child (self, argv, environment, exited, user_data, error);
}

/**
 * troupe_world_signal_child: (skip)
 * @self: a world
 * @child: a child of it that has not ended
 * @signal_number: the signal
 * @error: return location for an error
 *
 * Sends a signal to a child process. Runs on the thread of the loop.
 *
 * Skipped by bindings: a child is the world's, and cannot be kept.
 *
 * Returns: %TRUE, or %FALSE with %TROUPE_ERROR_NOT_SUPPORTED or an error of the system
 */
gboolean
troupe_world_signal_child (TroupeWorld  *self,
                           TroupeChild  *child,
                           int           signal_number,
                           GError      **error)
{
  TroupeWorldClass *klass;

  g_return_val_if_fail (TROUPE_IS_WORLD (self), FALSE);
  g_return_val_if_fail (child != NULL, FALSE);
  g_return_val_if_fail (signal_number > 0, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  klass = TROUPE_WORLD_GET_CLASS (self);
  if (klass->signal_child == NULL)
    {
      set_not_supported (self, "signal a child process", error);
      return FALSE;
    }

  return klass->signal_child (self, child, signal_number, error);
}

/**
 * troupe_world_run_in_thread: (skip)
 * @self: a world
 * @work: (scope async): what to run; it shares nothing with the loop but @data
 * @data: (nullable): data for @work
 * @model_duration_ns: how long it takes in a simulated world
 * @done: (scope async): called once with the result, on the loop, never from inside this function
 * @user_data: (closure): data for @done
 * @destroy: (nullable): frees @user_data where @done is never called
 * @error: return location for an error
 *
 * Runs work that computes or blocks for long beside the loop. If the loop detaches or the world ends first, @done
 * is never called; @destroy is, once @work runs no more: on the thread of the loop, at the latest when the last
 * reference to the world goes. Runs on the thread of the loop.
 *
 * Skipped by bindings: the work shares untyped memory with the loop.
 *
 * Returns: %TRUE, or %FALSE with %TROUPE_ERROR_NOT_SUPPORTED
 */
gboolean
troupe_world_run_in_thread (TroupeWorld          *self,
                            TroupeWorldWork       work,
                            gpointer              data,
                            guint64               model_duration_ns,
                            TroupeWorldWorkDone   done,
                            gpointer              user_data,
                            GDestroyNotify        destroy,
                            GError              **error)
{
  TroupeWorldClass *klass;

  g_return_val_if_fail (TROUPE_IS_WORLD (self), FALSE);
  g_return_val_if_fail (work != NULL, FALSE);
  g_return_val_if_fail (done != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  klass = TROUPE_WORLD_GET_CLASS (self);
  if (klass->run_in_thread == NULL)
    {
      set_not_supported (self, "run work on a thread", error);
      return FALSE;
    }

  return klass->run_in_thread (self, work, data, model_duration_ns, done, user_data, destroy, error);
}

/**
 * troupe_world_exit:
 * @self: a world
 * @code: exit code
 * @text: (nullable): what to tell those who watch this process
 *
 * Asks for the end of this process. The current task still finishes; the process ends at the next boundary.
 * The first request counts. Does nothing in a world without processes. Runs on the thread of the loop.
 */
void
troupe_world_exit (TroupeWorld *self,
                   int          code,
                   const char  *text)
{
  TroupeWorldClass *klass;

  g_return_if_fail (TROUPE_IS_WORLD (self));
  g_return_if_fail (code >= 0 && code <= 255);

  klass = TROUPE_WORLD_GET_CLASS (self);
  if (klass->exit != NULL)
    klass->exit (self, code, text);
}

/**
 * troupe_world_watch_signal: (skip)
 * @self: a world
 * @signal_number: the signal
 * @func: (scope notified): called on the loop for each one that comes, as long as the world lives
 * @user_data: (closure): data for @func
 * @error: return location for an error
 *
 * Tells of the signals that this process gets.
 *
 * Skipped by bindings: what it keeps is never freed. Use the signal source of GLib.
 *
 * Returns: %TRUE, or %FALSE with %TROUPE_ERROR_NOT_SUPPORTED
 */
gboolean
troupe_world_watch_signal (TroupeWorld       *self,
                           int                signal_number,
                           TroupeSignalFunc   func,
                           gpointer           user_data,
                           GError           **error)
{
  TroupeWorldClass *klass;

  g_return_val_if_fail (TROUPE_IS_WORLD (self), FALSE);
  g_return_val_if_fail (signal_number > 0, FALSE);
  g_return_val_if_fail (func != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  klass = TROUPE_WORLD_GET_CLASS (self);
  if (klass->watch_signal == NULL)
    {
      set_not_supported (self, "watch a signal", error);
      return FALSE;
    }

  return klass->watch_signal (self, signal_number, func, user_data, error);
}

/**
 * troupe_world_log:
 * @self: a world
 * @level: how important it is
 * @format: printf() format
 * @...: its arguments
 *
 * Writes to the log of this process. Does nothing in a world without one.
 */
void
troupe_world_log (TroupeWorld    *self,
                  GLogLevelFlags  level,
                  const char     *format,
                  ...)
{
  TroupeWorldClass *klass;
  g_autofree char *text = NULL;
  va_list arguments;

  g_return_if_fail (TROUPE_IS_WORLD (self));
  g_return_if_fail (format != NULL);

  klass = TROUPE_WORLD_GET_CLASS (self);
  if (klass->log == NULL)
    return;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  klass->log (self, level, text);
}

/**
 * troupe_world_fault:
 * @self: a world
 * @point: name of a fault point, such as `spawn.fails`
 *
 * Should the rare but legal behaviour of this point happen now?
 *
 * Returns: %TRUE if it should; %FALSE in a world without injected faults
 */
gboolean
troupe_world_fault (TroupeWorld *self,
                    const char  *point)
{
  TroupeWorldClass *klass;

  g_return_val_if_fail (TROUPE_IS_WORLD (self), FALSE);
  g_return_val_if_fail (point != NULL, FALSE);

  klass = TROUPE_WORLD_GET_CLASS (self);

  return klass->fault != NULL && klass->fault (self, point);
}

void
troupe_world_set_may_fault (TroupeWorld *self,
                            gboolean     may_fault)
{
  self->may_fault = may_fault;
}

void
troupe_world_emit (TroupeWorld *self,
                   TroupeEvent *event)
{
  TroupeWorldClass *klass;

  g_assert (TROUPE_IS_WORLD (self));
  g_assert (event->kind < TROUPE_N_EVENT_KINDS);

  event->time_ns = troupe_world_get_time (self);

  klass = TROUPE_WORLD_GET_CLASS (self);
  if (klass->emit != NULL)
    klass->emit (self, event);
}

void
troupe_world_set_event_mask (TroupeWorld *self,
                             guint32      mask)
{
  g_assert (TROUPE_IS_WORLD (self));

  self->event_mask = mask;
}
