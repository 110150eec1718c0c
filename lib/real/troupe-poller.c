/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "real/troupe-poller-private.h"

#include "real/troupe-clock-private.h"

#include <errno.h>
#include <gio/gio.h>
#include <linux/sockios.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* How many descriptors one dispatch tells of; the system hands out the rest first in the next one. */
#define BATCH_SIZE 64

/* How long a closed socket waits for its peer to take what was written, and how many wait at most: a peer that never
 * does costs a descriptor for no longer than that. */
#define LINGER_NS     (5 * TROUPE_NS_PER_S)
#define LINGERERS_MAX 256

/* What is discarded in one read, and how many reads are made at most. */
#define DISCARD_BYTES   (16 * 1024)
#define DISCARD_N_READS 256

/* A socket whose owner is gone. */
typedef struct
{
  TroupePollerLingerer  lingerer;
  TroupePoller         *poller; /* (not owned): has us in its list */
  TroupePollerWatch     watch;
} LingeringSocket;

struct _TroupePoller
{
  int                 epoll_fd;
  GQueue              pauses;    /* (element-type TroupePollerPause): the next one first */
  GQueue              lingerers; /* (element-type TroupePollerLingerer): the oldest first */
  guint64             n_shortages;

  /* While a dispatch runs: what it has still to tell. */
  struct epoll_event  batch[BATCH_SIZE];
  int                 n_batch;
};

TroupePoller *
troupe_poller_new (GError **error)
{
  int epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  TroupePoller *self;

  if (epoll_fd < 0)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "Could not wait for sockets: %s",
                   g_strerror (code));
      return NULL;
    }

  self = g_rc_box_new0 (TroupePoller);
  self->epoll_fd = epoll_fd;
  g_queue_init (&self->pauses);
  g_queue_init (&self->lingerers);

  return self;
}

TroupePoller *
troupe_poller_ref (TroupePoller *self)
{
  return g_rc_box_acquire (self);
}

static void
poller_clear (gpointer data)
{
  TroupePoller *self = data;

  troupe_poller_stop_lingering (self);
  close (self->epoll_fd);
}

void
troupe_poller_unref (TroupePoller *self)
{
  g_rc_box_release_full (self, poller_clear);
}

int
troupe_poller_get_fd (const TroupePoller *self)
{
  return self->epoll_fd;
}

void
troupe_poller_dispatch (TroupePoller *self)
{
  g_assert (self->n_batch == 0);

  self->n_batch = epoll_wait (self->epoll_fd, self->batch, BATCH_SIZE, /* timeout = */ 0);
  if (self->n_batch < 0)
    self->n_batch = 0;

  for (int i = 0; i < self->n_batch; i++)
    {
      TroupePollerWatch *watch = self->batch[i].data.ptr;

      if (watch != NULL)
        watch->func (self->batch[i].events, watch->user_data);
    }

  self->n_batch = 0;
}

gboolean
troupe_poller_add (TroupePoller       *self,
                   TroupePollerWatch  *watch,
                   int                 fd,
                   guint32             events,
                   TroupePollerFunc    func,
                   gpointer            user_data,
                   GError            **error)
{
  struct epoll_event event = { .events = events | EPOLLET, .data.ptr = watch };

  g_assert (watch->func == NULL);

  if (epoll_ctl (self->epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "Could not wait for a socket: %s",
                   g_strerror (code));
      return FALSE;
    }

  watch->fd = fd;
  watch->func = func;
  watch->user_data = user_data;

  return TRUE;
}

void
troupe_poller_change (TroupePoller      *self,
                      TroupePollerWatch *watch,
                      guint32            events)
{
  struct epoll_event event = { .events = events | EPOLLET, .data.ptr = watch };

  g_assert (watch->func != NULL);

  if (epoll_ctl (self->epoll_fd, EPOLL_CTL_MOD, watch->fd, &event) != 0)
    g_error ("Could not wait for a socket otherwise: %s", g_strerror (errno));
}

void
troupe_poller_remove (TroupePoller      *self,
                      TroupePollerWatch *watch)
{
  if (watch->func == NULL)
    return;

  if (epoll_ctl (self->epoll_fd, EPOLL_CTL_DEL, watch->fd, NULL) != 0)
    g_error ("Could not stop waiting for a socket: %s", g_strerror (errno));

  watch->func = NULL;
  for (int i = 0; i < self->n_batch; i++)
    {
      if (self->batch[i].data.ptr == watch)
        self->batch[i].data.ptr = NULL;
    }
}

/* There are few: the pauses of listeners out of descriptors, and of lingerers, which end in the order in which they
 * began. */
void
troupe_poller_begin_pause (TroupePoller          *self,
                           TroupePollerPause     *pause,
                           guint64                duration_ns,
                           TroupePollerPauseFunc  func,
                           gpointer               user_data)
{
  GList *before = self->pauses.tail;

  g_assert (pause->deadline_ns == 0);

  pause->deadline_ns = troupe_clock_read_monotonic () + duration_ns;
  pause->func = func;
  pause->user_data = user_data;
  pause->link = (GList) { .data = pause };

  while (before != NULL && ((TroupePollerPause *) before->data)->deadline_ns > pause->deadline_ns)
    before = before->prev;
  if (before != NULL)
    g_queue_insert_after_link (&self->pauses, before, &pause->link);
  else
    g_queue_push_head_link (&self->pauses, &pause->link);
}

void
troupe_poller_cancel_pause (TroupePoller      *self,
                            TroupePollerPause *pause)
{
  if (pause->deadline_ns == 0)
    return;

  g_queue_unlink (&self->pauses, &pause->link);
  pause->deadline_ns = 0;
}

guint64
troupe_poller_get_deadline (const TroupePoller *self)
{
  const TroupePollerPause *first = self->pauses.head != NULL ? self->pauses.head->data : NULL;

  return first != NULL ? first->deadline_ns : G_MAXUINT64;
}

void
troupe_poller_end_pauses (TroupePoller *self,
                          guint64       now_ns)
{
  while (troupe_poller_get_deadline (self) <= now_ns)
    {
      TroupePollerPause *pause = self->pauses.head->data;

      troupe_poller_cancel_pause (self, pause);
      pause->func (pause->user_data);
    }
}

static void
give_up (gpointer user_data)
{
  TroupePollerLingerer *lingerer = user_data;

  lingerer->give_up (lingerer->user_data);
}

void
troupe_poller_begin_linger (TroupePoller          *self,
                            TroupePollerLingerer  *lingerer,
                            TroupePollerPauseFunc  func,
                            gpointer               user_data)
{
  g_assert (lingerer->give_up == NULL);

  if (self->lingerers.length == LINGERERS_MAX)
    give_up (self->lingerers.head->data);

  lingerer->give_up = func;
  lingerer->user_data = user_data;
  lingerer->link = (GList) { .data = lingerer };
  g_queue_push_tail_link (&self->lingerers, &lingerer->link);
  troupe_poller_begin_pause (self, &lingerer->pause, LINGER_NS, give_up, lingerer);
}

void
troupe_poller_end_linger (TroupePoller         *self,
                          TroupePollerLingerer *lingerer)
{
  if (lingerer->give_up == NULL)
    return;

  lingerer->give_up = NULL;
  g_queue_unlink (&self->lingerers, &lingerer->link);
  troupe_poller_cancel_pause (self, &lingerer->pause);
}

void
troupe_poller_stop_lingering (TroupePoller *self)
{
  while (self->lingerers.head != NULL)
    give_up (self->lingerers.head->data);
}

static void
lingering_socket_free (LingeringSocket *self)
{
  troupe_poller_end_linger (self->poller, &self->lingerer);
  troupe_poller_remove (self->poller, &self->watch);
  close (self->watch.fd);
  g_free (self);
}

/* Empties a socket. One that is closed with bytes unread resets the connection, and what was written is lost. */
static void
discard (int fd)
{
  guint8 nowhere[DISCARD_BYTES];
  gssize n_read = 1;

  for (guint i = 0; i < DISCARD_N_READS && n_read > 0; i++)
    n_read = recv (fd, nowhere, sizeof nowhere, MSG_DONTWAIT);
}

/* Whatever may still come of it: the system goes on trying for a while. */
static void
lingering_socket_give_up (gpointer user_data)
{
  LingeringSocket *self = user_data;

  discard (self->watch.fd);
  lingering_socket_free (self);
}

/* Has the peer's system got all that was written, and the end? */
static gboolean
is_delivered (int fd)
{
  int n_bytes = 0;

  return ioctl (fd, SIOCOUTQ, &n_bytes) != 0 || n_bytes == 0;
}

static void
lingering_socket_ready (guint32  events,
                        gpointer user_data)
{
  LingeringSocket *self = user_data;

  if ((events & (EPOLLERR | EPOLLHUP)) || is_delivered (self->watch.fd))
    lingering_socket_free (self);
}

static gboolean
linger (TroupePoller *self,
        int           fd)
{
  LingeringSocket *socket = g_new0 (LingeringSocket, 1);

  /* The end's arrival is an edge of room to write. */
  if (!troupe_poller_add (self, &socket->watch, fd, EPOLLOUT, lingering_socket_ready, socket, NULL))
    {
      g_free (socket);
      return FALSE;
    }

  socket->poller = self;
  troupe_poller_begin_linger (self, &socket->lingerer, lingering_socket_give_up, socket);

  return TRUE;
}

/* What is written to a unix socket is with the peer at once, so that nothing need be waited for. Ending both directions
 * first keeps the peer from writing more between the discarding and the close. */
void
troupe_poller_close_socket (TroupePoller *self,
                            int           fd,
                            gboolean      is_unix)
{
  if (is_unix)
    {
      shutdown (fd, SHUT_RDWR);
      discard (fd);
      close (fd);
      return;
    }

  if (shutdown (fd, SHUT_WR) != 0 || is_delivered (fd) || !linger (self, fd))
    close (fd);
}

void
troupe_poller_count_shortage (TroupePoller *self)
{
  self->n_shortages++;
}

guint64
troupe_poller_get_n_shortages (const TroupePoller *self)
{
  return self->n_shortages;
}
