/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "real/troupe-real-world.h"
#include "real/troupe-real-directory-private.h"
#include "base/troupe-error.h"
#include "base/troupe-world-private.h"
#include "real/troupe-clock-private.h"
#include "real/troupe-real-children-private.h"
#include "real/troupe-real-network-private.h"
#include "real/troupe-real-signals-private.h"
#include "real/troupe-real-threads-private.h"
#include "real/troupe-real-waker-private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

/* How many tasks a dispatch runs before the other sources of the context get their turn. */
#define DISPATCH_BUDGET 1024

struct _TroupeRealWorld
{
  TroupeWorld              parent_instance;

  GMainContext            *context;     /* (owned) */
  TroupeRealWaker         *waker;       /* (owned) */
  GSource                 *source;      /* (owned): drives the loop; destroyed when we are disposed of or exit */
  TroupeRealSignals       *signals;     /* (owned): those that are watched */
  guint64                  wake_at_ns;  /* the earliest time that was asked for; G_MAXUINT64: none */

  TroupeRealNetwork       *network;     /* (owned) (nullable): made for the first socket or child */
  TroupeRealChildren      *children;    /* (owned) (nullable): made with it */
  TroupePoller            *poller;      /* (not owned) (nullable): of the network */
  gpointer                 poller_tag;  /* of its descriptor in the source */

  TroupeRealThreads       *threads;     /* (owned): for work that would hold up the loop */

  gboolean                 is_dispatching; /* on the stack is the dispatch of our source, which cannot be nested */
  gboolean                 is_deaf;     /* the poller is not polled: a handler iterates the context */
  gboolean                 is_exiting;  /* an exit was asked for; the next boundary carries it out */
  int                      exit_code;
  char                    *exit_text;   /* (owned) (nullable) */
  TroupeRealWorldExitFunc  exit_func;
  gpointer                 exit_data;
};

G_DEFINE_FINAL_TYPE (TroupeRealWorld, troupe_real_world, TROUPE_TYPE_WORLD)

typedef struct
{
  GSource          source;
  TroupeRealWorld *world; /* (not owned): destroys the source before it goes */
} WorldSource;

static guint64
real_world_get_time (TroupeWorld *world)
{
  return troupe_clock_read_monotonic ();
}

static gint64
real_world_get_wall_clock (TroupeWorld *world)
{
  return troupe_clock_read_wall ();
}

static TroupeWaker *
real_world_dup_waker (TroupeWorld *world)
{
  return troupe_waker_ref (troupe_real_waker_get_waker (TROUPE_REAL_WORLD (world)->waker));
}

/* Runs on any thread. */
static void
real_world_wake (TroupeWorld *world)
{
  troupe_real_waker_wake (TROUPE_REAL_WORLD (world)->waker);
}

static void
real_world_wake_at (TroupeWorld *world,
                    guint64      time_ns)
{
  TroupeRealWorld *self = TROUPE_REAL_WORLD (world);

  if (time_ns >= self->wake_at_ns)
    return;

  self->wake_at_ns = time_ns;

  /* The context may sleep until a later time, if it is not the loop who asks. */
  if (troupe_real_waker_is_asleep (self->waker))
    g_main_context_wakeup (self->context);
}

static gboolean
real_world_iterate (TroupeWorld *world)
{
  TroupeRealWorld *self = TROUPE_REAL_WORLD (world);

  if (self->is_dispatching || self->is_exiting || self->source == NULL)
    return FALSE;

  g_main_context_iteration (self->context, /* may_block = */ TRUE);

  return TRUE;
}

static gboolean
real_world_publish_inbox (TroupeWorld    *world,
                          TroupeAddress  *address,
                          TroupeInbox    *inbox,
                          GError        **error)
{
  return troupe_real_directory_publish (address, inbox, error);
}

static void
real_world_withdraw_inbox (TroupeWorld   *world,
                           TroupeAddress *address,
                           TroupeInbox   *inbox)
{
  troupe_real_directory_withdraw (address, inbox);
}

static TroupeInbox *
real_world_find_inbox (TroupeWorld   *world,
                       TroupeAddress *address)
{
  return troupe_real_directory_find (address);
}

static guint64
real_world_get_seed (TroupeWorld *world,
                     const char  *name)
{
  guint64 seed;
  gssize n_read;

  do
    n_read = getrandom (&seed, sizeof seed, 0);
  while (n_read < 0 && errno == EINTR);

  if (n_read != sizeof seed)
    g_error ("Could not get random bytes from the system: %s", g_strerror (errno));

  return seed;
}

static gboolean
real_world_run_in_thread (TroupeWorld          *world,
                          TroupeWorldWork       work,
                          gpointer              data,
                          guint64               model_duration_ns,
                          TroupeWorldWorkDone   done,
                          gpointer              user_data,
                          GDestroyNotify        destroy,
                          GError              **error)
{
  troupe_real_threads_run (TROUPE_REAL_WORLD (world)->threads, work, data, done, user_data, destroy);

  return TRUE;
}

static void
real_world_exit (TroupeWorld *world,
                 int          code,
                 const char  *text)
{
  TroupeRealWorld *self = TROUPE_REAL_WORLD (world);

  if (self->is_exiting)
    return;

  self->is_exiting = TRUE;
  self->exit_code = code;
  self->exit_text = g_strdup (text);

  real_world_wake (world);
}

static void
exit_process (TroupeRealWorld *self,
              int              code,
              const char      *text,
              gpointer         user_data)
{
  if (text != NULL)
    fprintf (stderr, "%s\n", text);

  exit (code);
}

static gboolean
real_world_watch_signal (TroupeWorld       *world,
                         int                signal_number,
                         TroupeSignalFunc   func,
                         gpointer           user_data,
                         GError           **error)
{
  return troupe_real_signals_watch (TROUPE_REAL_WORLD (world)->signals, signal_number, func, user_data, error);
}

static gboolean
ensure_network (TroupeRealWorld  *self,
                GError          **error)
{
  if (self->network != NULL)
    return TRUE;

  if (self->source == NULL || g_source_is_destroyed (self->source))
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_CLOSED,
                   "Could not wait for sockets and children: this process is ending");
      return FALSE;
    }

  self->network = troupe_real_network_new (error);
  if (self->network == NULL)
    return FALSE;

  self->poller = troupe_real_network_get_poller (self->network);
  self->children = troupe_real_children_new (TROUPE_WORLD (self), self->poller);
  self->poller_tag = g_source_add_unix_fd (self->source, troupe_poller_get_fd (self->poller), G_IO_IN);

  return TRUE;
}

static TroupeListener *
real_world_listen (TroupeWorld    *world,
                   TroupeAddress  *address,
                   GError        **error)
{
  TroupeRealWorld *self = TROUPE_REAL_WORLD (world);

  return ensure_network (self, error) ? troupe_real_network_listen (self->network, address, error) : NULL;
}

static TroupeStream *
real_world_connect (TroupeWorld    *world,
                    TroupeAddress  *address,
                    GError        **error)
{
  TroupeRealWorld *self = TROUPE_REAL_WORLD (world);

  return ensure_network (self, error) ? troupe_real_network_connect (self->network, address, error) : NULL;
}

static char *
real_world_make_directory (TroupeWorld  *world,
                           const char   *purpose,
                           GError      **error)
{
  TroupeRealWorld *self = TROUPE_REAL_WORLD (world);

  return ensure_network (self, error) ? troupe_real_network_make_directory (self->network, purpose, error) : NULL;
}

static TroupeChild *
real_world_start_child (TroupeWorld        *world,
                        const char *const  *argv,
                        const char *const  *environment,
                        TroupeChildExited   exited,
                        gpointer            user_data,
                        GError            **error)
{
  TroupeRealWorld *self = TROUPE_REAL_WORLD (world);

  if (!ensure_network (self, error))
    return NULL;

  return troupe_real_children_start (self->children, argv, environment, exited, user_data, error);
}

static gboolean
real_world_signal_child (TroupeWorld  *world,
                         TroupeChild  *child,
                         int           signal_number,
                         GError      **error)
{
  return troupe_real_children_signal (TROUPE_REAL_WORLD (world)->children, child, signal_number, error);
}

static void
real_world_log (TroupeWorld    *world,
                GLogLevelFlags  level,
                const char     *text)
{
  g_log_structured (G_LOG_DOMAIN, level, "MESSAGE", "%s", text);
}

/* When something is to be done that no descriptor and no thread tells of; G_MAXUINT64: never. */
static guint64
get_deadline (TroupeRealWorld *self)
{
  return self->poller != NULL ? MIN (self->wake_at_ns, troupe_poller_get_deadline (self->poller)) : self->wake_at_ns;
}

static gboolean
has_socket_events (TroupeRealWorld *self)
{
  return self->poller != NULL && g_source_query_unix_fd (self->source, self->poller_tag) != 0;
}

static gboolean
is_due (TroupeRealWorld *self)
{
  guint64 deadline_ns = get_deadline (self);

  return troupe_real_waker_is_woken (self->waker)
         || (deadline_ns != G_MAXUINT64 && deadline_ns <= troupe_clock_read_monotonic ());
}

/* Whether sockets are polled. Not while a dispatch is on the stack: what they have would be ready and not taken. */
static void
set_deaf (TroupeRealWorld *self,
          gboolean         is_deaf)
{
  if (self->poller == NULL || self->is_deaf == is_deaf || g_source_is_destroyed (self->source))
    return;

  self->is_deaf = is_deaf;
  g_source_modify_unix_fd (self->source, self->poller_tag, is_deaf ? 0 : G_IO_IN);
}

static gboolean
world_source_prepare (GSource *source,
                      int     *timeout_ms)
{
  TroupeRealWorld *self = ((WorldSource *) source)->world;
  guint64 deadline_ns = get_deadline (self);

  *timeout_ms = -1;
  if (self->is_dispatching)
    {
      set_deaf (self, TRUE);
      return FALSE;
    }
  if (is_due (self))
    return TRUE;

  if (deadline_ns != G_MAXUINT64)
    {
      guint64 now_ns = troupe_clock_read_monotonic ();
      guint64 rest_ns = deadline_ns - MIN (now_ns, deadline_ns);

      /* Rounded up: a poll that ends too early would have to be repeated. */
      *timeout_ms = (int) MIN (rest_ns / TROUPE_NS_PER_MS + (rest_ns % TROUPE_NS_PER_MS != 0), G_MAXINT);
    }

  return FALSE;
}

static gboolean
world_source_check (GSource *source)
{
  TroupeRealWorld *self = ((WorldSource *) source)->world;

  return !self->is_dispatching && (has_socket_events (self) || is_due (self));
}

static void
end_loop (TroupeRealWorld *self)
{
  g_source_destroy (self->source);
  if (self->network != NULL)
    troupe_real_network_close_listeners (self->network);

  self->exit_func (self, self->exit_code, self->exit_text, self->exit_data);
}

static void
end_waits (TroupeRealWorld *self,
           guint64          now_ns)
{
  if (self->wake_at_ns <= now_ns)
    self->wake_at_ns = G_MAXUINT64;
  if (self->poller != NULL && troupe_poller_get_deadline (self->poller) <= now_ns)
    troupe_poller_end_pauses (self->poller, now_ns);
}

static gboolean
world_source_dispatch (GSource     *source,
                       GSourceFunc  callback,
                       gpointer     user_data)
{
  /* A handler may drop the last reference of its owner. */
  g_autoptr (TroupeRealWorld) self = g_object_ref (((WorldSource *) source)->world);
  gboolean has_more = FALSE;

  self->is_dispatching = TRUE;
  troupe_real_waker_begin (self->waker);
  end_waits (self, troupe_clock_read_monotonic ());

  if (!self->is_exiting && has_socket_events (self))
    troupe_poller_dispatch (self->poller);
  /* Wakes up to here ask for no more than what comes now: what threads have finished, then a turn of the loop. */
  troupe_real_waker_begin (self->waker);
  if (!self->is_exiting)
    troupe_real_threads_complete (self->threads, TROUPE_WORLD (self)->dispatch_func != NULL);
  if (!self->is_exiting)
    has_more = troupe_world_dispatch (TROUPE_WORLD (self), DISPATCH_BUDGET);
  if (self->is_exiting)
    end_loop (self);
  self->is_dispatching = FALSE;
  set_deaf (self, FALSE);

  troupe_real_waker_end (self->waker, has_more);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs world_source_funcs = {
  .prepare = world_source_prepare,
  .check = world_source_check,
  .dispatch = world_source_dispatch,
};

static void
troupe_real_world_dispose (GObject *object)
{
  TroupeRealWorld *self = TROUPE_REAL_WORLD (object);

  g_clear_pointer (&self->signals, troupe_real_signals_free);

  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);

  self->poller = NULL;
  g_clear_pointer (&self->children, troupe_real_children_free);
  g_clear_pointer (&self->network, troupe_real_network_free);

  G_OBJECT_CLASS (troupe_real_world_parent_class)->dispose (object);
}

static void
troupe_real_world_finalize (GObject *object)
{
  TroupeRealWorld *self = TROUPE_REAL_WORLD (object);

  troupe_real_threads_free (self->threads);
  troupe_real_waker_free (self->waker);
  g_main_context_unref (self->context);
  g_free (self->exit_text);

  G_OBJECT_CLASS (troupe_real_world_parent_class)->finalize (object);
}

static void
troupe_real_world_class_init (TroupeRealWorldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  TroupeWorldClass *world_class = TROUPE_WORLD_CLASS (klass);

  object_class->dispose = troupe_real_world_dispose;
  object_class->finalize = troupe_real_world_finalize;

  world_class->get_time = real_world_get_time;
  world_class->get_wall_clock = real_world_get_wall_clock;
  world_class->wake = real_world_wake;
  world_class->wake_at = real_world_wake_at;
  world_class->iterate = real_world_iterate;
  world_class->dup_waker = real_world_dup_waker;
  world_class->get_seed = real_world_get_seed;
  world_class->listen = real_world_listen;
  world_class->connect = real_world_connect;
  world_class->make_directory = real_world_make_directory;
  world_class->start_child = real_world_start_child;
  world_class->signal_child = real_world_signal_child;
  world_class->publish_inbox = real_world_publish_inbox;
  world_class->withdraw_inbox = real_world_withdraw_inbox;
  world_class->find_inbox = real_world_find_inbox;
  world_class->run_in_thread = real_world_run_in_thread;
  world_class->exit = real_world_exit;
  world_class->watch_signal = real_world_watch_signal;
  world_class->log = real_world_log;
}

static void
troupe_real_world_init (TroupeRealWorld *self)
{
  self->wake_at_ns = G_MAXUINT64;
  self->exit_func = exit_process;
}

/**
 * troupe_real_world_new:
 * @context: (nullable): the context that drives the loop; %NULL: the default one
 *
 * Makes the real world of one loop. The loop runs on the thread that iterates @context, and shares it with
 * whatever else is there. The last reference is to be dropped on that thread; work that runs on another thread is
 * then waited for.
 *
 * Returns: (transfer full): the world
 */
TroupeWorld *
troupe_real_world_new (GMainContext *context)
{
  TroupeRealWorld *self = g_object_new (TROUPE_TYPE_REAL_WORLD, NULL);

  self->context = g_main_context_ref (context != NULL ? context : g_main_context_default ());

  self->waker = troupe_real_waker_new (self->context);
  self->threads = troupe_real_threads_new (self->waker);
  self->signals = troupe_real_signals_new (self->context);
  self->source = g_source_new (&world_source_funcs, sizeof (WorldSource));
  ((WorldSource *) self->source)->world = self;
  g_source_set_static_name (self->source, "troupe");
  /* Otherwise GLib takes the descriptor out of the poll for each dispatch, and wakes itself twice by that. */
  g_source_set_can_recurse (self->source, TRUE);
  g_source_attach (self->source, self->context);

  return TROUPE_WORLD (self);
}

/**
 * troupe_real_world_set_exit_func:
 * @self: a world
 * @func: (nullable) (scope notified): called instead; %NULL: the default
 * @user_data: (closure): data for @func
 *
 * Decides how this process ends after troupe_world_exit(). By default the text is printed to standard error and
 * exit() is called. A program with something to save or a main loop to quit does that in @func, which is called
 * once, when the loop of this world has run for the last time. Runs on the thread of the loop.
 */
void
troupe_real_world_set_exit_func (TroupeRealWorld         *self,
                                 TroupeRealWorldExitFunc  func,
                                 gpointer                 user_data)
{
  g_return_if_fail (TROUPE_IS_REAL_WORLD (self));

  self->exit_func = func != NULL ? func : exit_process;
  self->exit_data = user_data;
}

/**
 * troupe_real_world_set_tls:
 * @self: a world
 * @authorities: the certificates of those whose signature is believed
 * @certificate: the certificate of this process, and whatever stands between it and such an authority
 * @key: its private key
 * @error: return location for an error
 *
 * Says by what this process proves who it is at `tls` addresses, and whom it believes; for connections that are made
 * from now on. Each argument is PEM text, which begins with `-----BEGIN`, or the path of a file of it. Both ends of a
 * connection must show a certificate that such an authority has signed; a client also demands that the server's bears
 * the name that it has dialled.
 *
 * Without this call, the environment says it: `TROUPE_TLS_CA`, `TROUPE_TLS_CERT` and `TROUPE_TLS_KEY`; and without
 * these, `ca.crt`, `tls.crt` and `tls.key` in `/etc/troupe/tls`. Runs on the thread of the loop.
 *
 * Returns: %TRUE, or %FALSE with %TROUPE_ERROR_NOT_SUPPORTED where GIO has no TLS, %TROUPE_ERROR_INVALID_VALUE, or an
 *   error of GIO; nothing has changed then
 */
gboolean
troupe_real_world_set_tls (TroupeRealWorld  *self,
                           const char       *authorities,
                           const char       *certificate,
                           const char       *key,
                           GError          **error)
{
  g_return_val_if_fail (TROUPE_IS_REAL_WORLD (self), FALSE);
  g_return_val_if_fail (authorities != NULL && certificate != NULL && key != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return ensure_network (self, error)
         && troupe_real_network_set_tls (self->network, authorities, certificate, key, error);
}

/**
 * troupe_real_world_get_n_shortages:
 * @self: a world
 *
 * How often a connection that waited at one of its listeners could not be taken for want of descriptors or memory.
 * Each time the listener rests for a moment and tries again; connections that were accepted go on. Runs on the thread
 * of the loop.
 *
 * Returns: the count, since the world was made
 */
guint64
troupe_real_world_get_n_shortages (TroupeRealWorld *self)
{
  g_return_val_if_fail (TROUPE_IS_REAL_WORLD (self), 0);

  return self->poller != NULL ? troupe_poller_get_n_shortages (self->poller) : 0;
}
