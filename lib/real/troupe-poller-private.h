/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-stream.h"

G_BEGIN_DECLS

/* The descriptors that one world waits for, behind one epoll descriptor, and the few pauses that they need. Edges, not
 * levels, are reported: whoever is told reads or writes until nothing goes. Counted, since streams outlive their
 * world; used on one thread. */
typedef struct _TroupePoller TroupePoller;
typedef struct _TroupePollerWatch TroupePollerWatch;
typedef struct _TroupePollerPause TroupePollerPause;
typedef struct _TroupePollerLingerer TroupePollerLingerer;

/* @events: of epoll. May remove this watch and every other one. */
typedef void (*TroupePollerFunc) (guint32  events,
                                  gpointer user_data);

typedef void (*TroupePollerPauseFunc) (gpointer user_data);

/* One descriptor; the owner keeps the structure where it is until the watch is removed. */
struct _TroupePollerWatch
{
  int               fd;     /* not ours to close */
  TroupePollerFunc  func;   /* NULL: not watched */
  gpointer          user_data;
};

/* One moment to be told of. */
struct _TroupePollerPause
{
  GList                  link;        /* in the poller's list while it runs; its data is this */
  guint64                deadline_ns; /* 0: it does not run */
  TroupePollerPauseFunc  func;
  gpointer               user_data;
};

/* A connection whose owner has closed it, and that still has something to deliver. */
struct _TroupePollerLingerer
{
  GList                  link;    /* in the poller's list while it lingers; its data is this */
  TroupePollerPause      pause;   /* until it is given up */
  TroupePollerPauseFunc  give_up; /* NULL: it does not linger. Ends the lingering, called once unless that has ended */
  gpointer               user_data;
};

/* NULL with an error of the system where it has no descriptor left. */
TroupePoller *troupe_poller_new          (GError            **error);
TroupePoller *troupe_poller_ref          (TroupePoller       *self);
void          troupe_poller_unref        (TroupePoller       *self);
/* Readable when troupe_poller_dispatch() has something to tell. */
int           troupe_poller_get_fd       (const TroupePoller *self);
/* Tells whom it concerns; a descriptor that stays behind is told of in the next one. */
void          troupe_poller_dispatch     (TroupePoller       *self);
/* Ends the pauses whose time has come. */
void          troupe_poller_end_pauses   (TroupePoller       *self,
                                          guint64             now_ns);
/* When the next pause ends; G_MAXUINT64: there is none. */
guint64       troupe_poller_get_deadline (const TroupePoller *self);

/* Watches @fd for the edges of @events, errors and hang-ups always among them. What is already there counts. */
gboolean      troupe_poller_add          (TroupePoller       *self,
                                          TroupePollerWatch  *watch,
                                          int                 fd,
                                          guint32             events,
                                          TroupePollerFunc    func,
                                          gpointer            user_data,
                                          GError            **error);
/* Other events from now on; what is already there counts again. */
void          troupe_poller_change       (TroupePoller       *self,
                                          TroupePollerWatch  *watch,
                                          guint32             events);
/* Call it before the descriptor is closed. Nothing is told any more. Does nothing to one that is not watched. */
void          troupe_poller_remove       (TroupePoller       *self,
                                          TroupePollerWatch  *watch);

void          troupe_poller_begin_pause  (TroupePoller          *self,
                                          TroupePollerPause     *pause,
                                          guint64                duration_ns,
                                          TroupePollerPauseFunc  func,
                                          gpointer               user_data);
void          troupe_poller_cancel_pause (TroupePoller          *self,
                                          TroupePollerPause     *pause);

/* Takes @fd, a connected socket, and closes it so that what was written to it still reaches the peer, and then the
 * end. Where that takes time, it is closed later, and its time is bounded. */
void          troupe_poller_close_socket (TroupePoller       *self,
                                          int                 fd,
                                          gboolean            is_unix);
/* From now on @give_up may be called: after a bounded time, for want of room, or when the world ends. */
void          troupe_poller_begin_linger   (TroupePoller          *self,
                                            TroupePollerLingerer  *lingerer,
                                            TroupePollerPauseFunc  give_up,
                                            gpointer               user_data);
void          troupe_poller_end_linger     (TroupePoller          *self,
                                            TroupePollerLingerer  *lingerer);
/* Gives up all that linger: for a world that ends. */
void          troupe_poller_stop_lingering (TroupePoller          *self);

/* A connection could not be taken for want of descriptors or memory. */
void          troupe_poller_count_shortage  (TroupePoller       *self);
guint64       troupe_poller_get_n_shortages (const TroupePoller *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupePoller, troupe_poller_unref)

G_END_DECLS
