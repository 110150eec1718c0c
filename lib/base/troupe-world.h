/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe.h> can be included directly."
#endif

#include "base/troupe-address.h"
#include "base/troupe-stream.h"

G_BEGIN_DECLS

/* The seam: all that a loop can ask of what is outside it. There is one world handle for each loop;
 * a world is real (lib/real/) or simulated (sim/world/). Nothing else in the library reads a clock, randomness,
 * the environment, a socket or a thread. */

typedef struct _TroupeWorld TroupeWorld;
typedef struct _TroupeWorldClass TroupeWorldClass;
/**
 * TroupeChild:
 *
 * A child process, as its world knows it, and the world's own.
 */
typedef struct _TroupeChild TroupeChild;
/**
 * TroupeWaker:
 *
 * What wakes the loop of a world, and may be held for longer than the world. The library's own.
 */
typedef struct _TroupeWaker TroupeWaker;
/**
 * TroupeInbox:
 *
 * Where other threads leave things for a loop. The library's own.
 */
typedef struct _TroupeInbox TroupeInbox;

/**
 * TroupeDispatchFunc:
 * @budget: how many tasks may run, at least 1
 * @user_data: (closure): the loop
 *
 * Runs what is due, at most @budget tasks.
 *
 * Returns: %TRUE if more is ready to run now
 */
typedef gboolean (*TroupeDispatchFunc) (guint    budget,
                                        gpointer user_data);

/**
 * TroupeWorldWork:
 * @data: (closure): data of the work
 *
 * Work that runs on a thread, or, in a simulated world, in no time at the end of its declared duration.
 *
 * Returns: (nullable): the result
 */
typedef gpointer (*TroupeWorldWork) (gpointer data);

/**
 * TroupeWorldWorkDone:
 * @result: (nullable): what the work returned
 * @user_data: (closure): data of the caller
 *
 * The work is done; runs on the loop.
 */
typedef void (*TroupeWorldWorkDone) (gpointer result,
                                     gpointer user_data);

/**
 * TroupeChildExited:
 * @child: the child
 * @code: its exit code, or -1 if a signal ended it
 * @signal_number: the signal, or 0
 * @user_data: (closure): data of the caller
 *
 * A child process has ended; called once.
 */
typedef void (*TroupeChildExited) (TroupeChild *child,
                                   int          code,
                                   int          signal_number,
                                   gpointer     user_data);

/**
 * TroupeSignalFunc:
 * @signal_number: the signal
 * @user_data: (closure): data of the caller
 *
 * This process got a signal; runs on the loop.
 */
typedef void (*TroupeSignalFunc) (int      signal_number,
                                  gpointer user_data);

#define TROUPE_TYPE_WORLD (troupe_world_get_type ())
#define TROUPE_WORLD(object) (G_TYPE_CHECK_INSTANCE_CAST ((object), TROUPE_TYPE_WORLD, TroupeWorld))
#define TROUPE_IS_WORLD(object) (G_TYPE_CHECK_INSTANCE_TYPE ((object), TROUPE_TYPE_WORLD))
#define TROUPE_WORLD_CLASS(klass) (G_TYPE_CHECK_CLASS_CAST ((klass), TROUPE_TYPE_WORLD, TroupeWorldClass))
#define TROUPE_WORLD_GET_CLASS(object) (G_TYPE_INSTANCE_GET_CLASS ((object), TROUPE_TYPE_WORLD, TroupeWorldClass))

struct _TroupeWorld
{
  GObject             parent_instance;

  /*< private >*/
  guint32             event_mask;    /* bit 1 << kind: someone listens to events of that kind */
  gboolean            may_fault;     /* the class is asked at fault points */
  TroupeDispatchFunc  dispatch_func; /* the loop; NULL until it attaches */
  gpointer            dispatch_data;
};

struct _TroupeWorldClass
{
  GObjectClass      parent_class;

  /*< public >*/

  /* Time. */
  guint64         (*get_time)       (TroupeWorld          *self);
  gint64          (*get_wall_clock) (TroupeWorld          *self);
  void            (*wake)           (TroupeWorld          *self);
  void            (*wake_at)        (TroupeWorld          *self,
                                     guint64               time_ns);
  gboolean        (*iterate)        (TroupeWorld          *self);
  TroupeWaker    *(*dup_waker)      (TroupeWorld          *self);

  /* Chance. */
  guint           (*choose)         (TroupeWorld          *self,
                                     const char           *site,
                                     guint                 n);
  /* Which of the @n tasks that are ready goes next. @n: none for now; the world wakes the loop when one may. Without
   * it, choose() is asked. */
  guint           (*choose_task)    (TroupeWorld          *self,
                                     guint                 n);
  guint64         (*get_seed)       (TroupeWorld          *self,
                                     const char           *name);

  /* Byte streams, and the directory of named sockets. */
  TroupeListener *(*listen)         (TroupeWorld          *self,
                                     TroupeAddress        *address,
                                     GError              **error);
  TroupeStream   *(*connect)        (TroupeWorld          *self,
                                     TroupeAddress        *address,
                                     GError              **error);
  char           *(*make_directory) (TroupeWorld          *self,
                                     const char           *purpose,
                                     GError              **error);

  /* The local addresses of this process: loops that find each other's inboxes. */
  gboolean        (*publish_inbox)  (TroupeWorld          *self,
                                     TroupeAddress        *address,
                                     TroupeInbox          *inbox,
                                     GError              **error);
  void            (*withdraw_inbox) (TroupeWorld          *self,
                                     TroupeAddress        *address,
                                     TroupeInbox          *inbox);
  TroupeInbox    *(*find_inbox)     (TroupeWorld          *self,
                                     TroupeAddress        *address);

  /* Child processes. */
  TroupeChild    *(*start_child)    (TroupeWorld          *self,
                                     const char *const    *argv,
                                     const char *const    *environment,
                                     TroupeChildExited     exited,
                                     gpointer              user_data,
                                     GError              **error);
  gboolean        (*signal_child)   (TroupeWorld          *self,
                                     TroupeChild          *child,
                                     int                   signal_number,
                                     GError              **error);

  /* Work on a thread. */
  gboolean        (*run_in_thread)  (TroupeWorld          *self,
                                     TroupeWorldWork       work,
                                     gpointer              data,
                                     guint64               model_duration_ns,
                                     TroupeWorldWorkDone   done,
                                     gpointer              user_data,
                                     GDestroyNotify        destroy,
                                     GError              **error);

  /* This process. */
  void            (*exit)           (TroupeWorld          *self,
                                     int                   code,
                                     const char           *text);
  gboolean        (*watch_signal)   (TroupeWorld          *self,
                                     int                   signal_number,
                                     TroupeSignalFunc      func,
                                     gpointer              user_data,
                                     GError              **error);
  void            (*log)            (TroupeWorld          *self,
                                     GLogLevelFlags        level,
                                     const char           *text);

  /* What happened: a TroupeEvent, see base/troupe-event-private.h. */
  void            (*emit)           (TroupeWorld          *self,
                                     gconstpointer         event);

  /* A rare but legal behaviour at this fault point: should it happen now? */
  gboolean        (*fault)          (TroupeWorld          *self,
                                     const char           *point);

  /*< private >*/
  gpointer          padding[3];
};

TROUPE_AVAILABLE_IN_ALL
GType           troupe_world_get_type       (void);
TROUPE_AVAILABLE_IN_ALL
void            troupe_world_attach         (TroupeWorld          *self,
                                             TroupeDispatchFunc    func,
                                             gpointer              user_data);
TROUPE_AVAILABLE_IN_ALL
void            troupe_world_detach         (TroupeWorld          *self);
TROUPE_AVAILABLE_IN_ALL
guint64         troupe_world_get_time       (TroupeWorld          *self);
TROUPE_AVAILABLE_IN_ALL
gint64          troupe_world_get_wall_clock (TroupeWorld          *self);
TROUPE_AVAILABLE_IN_ALL
void            troupe_world_wake           (TroupeWorld          *self);
TROUPE_AVAILABLE_IN_ALL
void            troupe_world_wake_at        (TroupeWorld          *self,
                                             guint64               time_ns);
TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_world_iterate        (TroupeWorld          *self);
TROUPE_AVAILABLE_IN_ALL
guint           troupe_world_choose         (TroupeWorld          *self,
                                             const char           *site,
                                             guint                 n);
TROUPE_AVAILABLE_IN_ALL
guint64         troupe_world_get_seed       (TroupeWorld          *self,
                                             const char           *name);
TROUPE_AVAILABLE_IN_ALL
TroupeListener *troupe_world_listen         (TroupeWorld          *self,
                                             TroupeAddress        *address,
                                             GError              **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupeStream   *troupe_world_connect        (TroupeWorld          *self,
                                             TroupeAddress        *address,
                                             GError              **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
char           *troupe_world_make_directory (TroupeWorld          *self,
                                             const char           *purpose,
                                             GError              **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupeChild    *troupe_world_start_child    (TroupeWorld          *self,
                                             const char *const    *argv,
                                             const char *const    *environment,
                                             TroupeChildExited     exited,
                                             gpointer              user_data,
                                             GError              **error);
TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_world_signal_child   (TroupeWorld          *self,
                                             TroupeChild          *child,
                                             int                   signal_number,
                                             GError              **error);
TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_world_run_in_thread  (TroupeWorld          *self,
                                             TroupeWorldWork       work,
                                             gpointer              data,
                                             guint64               model_duration_ns,
                                             TroupeWorldWorkDone   done,
                                             gpointer              user_data,
                                             GDestroyNotify        destroy,
                                             GError              **error);
TROUPE_AVAILABLE_IN_ALL
void            troupe_world_exit           (TroupeWorld          *self,
                                             int                   code,
                                             const char           *text);
TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_world_watch_signal   (TroupeWorld          *self,
                                             int                   signal_number,
                                             TroupeSignalFunc      func,
                                             gpointer              user_data,
                                             GError              **error);
TROUPE_AVAILABLE_IN_ALL
void            troupe_world_log            (TroupeWorld          *self,
                                             GLogLevelFlags        level,
                                             const char           *format,
                                             ...) G_GNUC_PRINTF (3, 4);
TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_world_fault          (TroupeWorld          *self,
                                             const char           *point);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeWorld, g_object_unref)

G_END_DECLS
