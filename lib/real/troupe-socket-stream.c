/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "real/troupe-socket-stream-private.h"

#include "base/troupe-error.h"
#include "real/troupe-socket-private.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/uio.h>
#include <unistd.h>

/* Vectors that go to the system in one call; what is beyond waits for the next one. Its own limit is 1024. */
#define VECTORS_MAX 256

/* What we always wait for. Room to write is waited for only after a write found none, and not much longer: a unix
 * socket tells of room each time its peer has read something. */
#define EVENTS_IN  (EPOLLIN | EPOLLRDHUP)
#define EVENTS_ALL (EVENTS_IN | EPOLLOUT)

/*   connecting --writable, no error--> open --error--> broken
 *       |                               |                |
 *       +------------ error ------------|--> broken      |
 *       +------------ close ------------+----------------+--> closed
 *
 * The end of what the peer wrote leaves an open stream open. A broken one still gives what had arrived. */
typedef enum
{
  CONNECTING,
  OPEN,
  BROKEN,
  CLOSED,
} State;

struct _TroupeSocketStream
{
  TroupeStream       parent_instance;

  TroupePoller      *poller;      /* (owned) */
  TroupePollerWatch  watch;
  int                fd;          /* (owned): -1 once closed, or if there never was a connection */
  State              state;
  gboolean           may_read;    /* no read has found the socket empty since the last edge */
  gboolean           has_hung_up; /* an end or error was reported: reads go on until they meet it */
  gboolean           is_blocked;  /* a write found too little room, and there was no more since */
  gboolean           awaits_room; /* the poller tells of room; set while we are blocked, and for a while after */
  char              *name;        /* (owned): what errors call the other end */
  char              *user;        /* (owned) (nullable): who it is */
  GError            *error;       /* (owned) (nullable): why it is broken */
};

G_DEFINE_FINAL_TYPE (TroupeSocketStream, troupe_socket_stream, TROUPE_TYPE_STREAM)

/* Takes @error. */
static void
break_off (TroupeSocketStream *self,
           GError             *error)
{
  if (self->state == BROKEN)
    {
      g_error_free (error);
      return;
    }

  self->state = BROKEN;
  self->error = error;
  self->may_read = TRUE;
}

static TroupeStreamResult
troupe_socket_stream_try_read (TroupeStream *stream,
                               void         *buffer,
                               gsize         size,
                               gsize        *ret_size)
{
  TroupeSocketStream *self = (TroupeSocketStream *) stream;
  gssize n_read;

  if (self->fd < 0)
    return TROUPE_STREAM_BROKEN;
  if (self->state == CONNECTING || !self->may_read)
    return TROUPE_STREAM_AGAIN;

  do
    n_read = recv (self->fd, buffer, size, MSG_DONTWAIT);
  while (n_read < 0 && errno == EINTR);

  if (n_read > 0)
    {
      /* Less than we had room for: the socket is empty, and more will be an edge. An end that was told of already
       * will not, so it is to be met. */
      if ((gsize) n_read < size && !self->has_hung_up)
        self->may_read = FALSE;
      *ret_size = (gsize) n_read;
      return TROUPE_STREAM_OK;
    }

  if (n_read == 0)
    return self->state == BROKEN ? TROUPE_STREAM_BROKEN : TROUPE_STREAM_END;

  if (errno == EAGAIN)
    {
      self->may_read = FALSE;
      return self->state == BROKEN ? TROUPE_STREAM_BROKEN : TROUPE_STREAM_AGAIN;
    }

  break_off (self, troupe_socket_breakage_new (self->name, errno));

  return TROUPE_STREAM_BROKEN;
}

/* Nothing is written until there is room. */
static void
await_room (TroupeSocketStream *self)
{
  self->is_blocked = TRUE;
  if (self->awaits_room)
    return;

  self->awaits_room = TRUE;
  troupe_poller_change (self->poller, &self->watch, EVENTS_ALL);
}

/* Who has filled the socket mostly fills it again, so the poller goes on waiting, until it tells of room that nobody
 * has asked for. */
static void
has_room (TroupeSocketStream *self)
{
  if (!self->is_blocked && self->awaits_room)
    {
      self->awaits_room = FALSE;
      troupe_poller_change (self->poller, &self->watch, EVENTS_IN);
    }
  self->is_blocked = FALSE;
}

static TroupeStreamResult
troupe_socket_stream_try_write (TroupeStream       *stream,
                                const TroupeVector *vectors,
                                guint               n_vectors,
                                gsize              *ret_size)
{
  TroupeSocketStream *self = (TroupeSocketStream *) stream;
  guint n_taken = MIN (n_vectors, VECTORS_MAX);
  struct iovec iov[VECTORS_MAX];
  struct msghdr message = { .msg_iov = iov, .msg_iovlen = n_taken };
  gsize n_offered = 0;
  gssize n_written;

  if (self->state == BROKEN)
    return TROUPE_STREAM_BROKEN;
  if (self->state == CONNECTING || self->is_blocked)
    return TROUPE_STREAM_AGAIN;

  for (guint i = 0; i < n_taken; i++)
    {
      iov[i] = (struct iovec) { (void *) vectors[i].data, vectors[i].size };
      n_offered += vectors[i].size;
    }

  do
    n_written = sendmsg (self->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  while (n_written < 0 && errno == EINTR);

  if (n_written < 0 && errno != EAGAIN)
    {
      break_off (self, troupe_socket_breakage_new (self->name, errno));
      return TROUPE_STREAM_BROKEN;
    }

  /* To begin to wait asks again what there is. Where we do so already, only a write that found nothing proves that more
   * room will be told of. */
  if (n_written < 0 || ((gsize) n_written < n_offered && !self->awaits_room))
    await_room (self);
  if (n_written <= 0)
    return TROUPE_STREAM_AGAIN;

  *ret_size = (gsize) n_written;

  return TROUPE_STREAM_OK;
}

static const char *
troupe_socket_stream_get_peer (TroupeStream *stream)
{
  return ((TroupeSocketStream *) stream)->user;
}

static const GError *
troupe_socket_stream_get_error (TroupeStream *stream)
{
  return ((TroupeSocketStream *) stream)->error;
}

static void
give_up_socket (TroupeSocketStream *self)
{
  if (self->fd < 0)
    return;

  troupe_poller_remove (self->poller, &self->watch);
  if (self->state == OPEN)
    troupe_poller_close_socket (self->poller, self->fd, self->user != NULL);
  else
    close (self->fd);
  self->fd = -1;
}

static void
troupe_socket_stream_close (TroupeStream *stream)
{
  TroupeSocketStream *self = (TroupeSocketStream *) stream;

  give_up_socket (self);
  self->state = CLOSED;
  if (self->error == NULL)
    g_set_error (&self->error, TROUPE_ERROR, TROUPE_ERROR_CLOSED, "The connection with %s is closed", self->name);
}

static void
finish_connect (TroupeSocketStream *self)
{
  int code = troupe_socket_finish_connect (self->fd);

  if (code != 0)
    {
      break_off (self, troupe_socket_refusal_new (self->name, code));
      return;
    }

  self->state = OPEN;
  troupe_poller_change (self->poller, &self->watch, EVENTS_IN);
}

static void
ready (guint32  events,
       gpointer user_data)
{
  TroupeSocketStream *self = user_data;

  if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))
    self->has_hung_up = TRUE;
  if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))
    self->may_read = TRUE;

  if (self->state == CONNECTING)
    finish_connect (self);
  else if (events & (EPOLLOUT | EPOLLHUP | EPOLLERR))
    has_room (self);

  troupe_stream_ready (TROUPE_STREAM (self));
}

/* Takes @fd, also where it fails. */
static TroupeStream *
stream_new (TroupePoller  *poller,
            int            fd,
            const char    *name,
            State          state,
            GError       **error)
{
  g_autoptr (TroupeSocketStream) self = g_object_new (TROUPE_TYPE_SOCKET_STREAM, NULL);

  self->poller = troupe_poller_ref (poller);
  self->fd = fd;
  self->state = state;
  self->may_read = TRUE;
  self->name = g_strdup (name);
  self->user = troupe_socket_dup_user (fd);
  if (!troupe_poller_add (poller, &self->watch, fd, state == CONNECTING ? EVENTS_ALL : EVENTS_IN, ready, self, error))
    return NULL;

  return TROUPE_STREAM (g_steal_pointer (&self));
}

/* Takes @error. */
static TroupeStream *
stream_new_broken (TroupePoller *poller,
                   const char   *name,
                   GError       *error)
{
  TroupeSocketStream *self = g_object_new (TROUPE_TYPE_SOCKET_STREAM, NULL);

  self->poller = troupe_poller_ref (poller);
  self->state = BROKEN;
  self->name = g_strdup (name);
  self->error = error;

  return TROUPE_STREAM (self);
}

TroupeStream *
troupe_socket_stream_new_connecting (TroupePoller   *poller,
                                     TroupeAddress  *address,
                                     GError        **error)
{
  const char *name = troupe_address_to_string (address);
  g_autofree char *attempt = g_strdup_printf ("connect to %s", name);
  TroupeSocketAddress socket_address;
  int code;
  int fd;

  if (!troupe_socket_address_set (&socket_address, address))
    g_assert_not_reached ();

  fd = troupe_socket_open (socket_address.any.sa_family, attempt, error);
  if (fd < 0)
    return NULL;

  code = troupe_socket_connect (fd, &socket_address);
  if (code != 0)
    {
      close (fd);
      return stream_new_broken (poller, name, troupe_socket_refusal_new (name, code));
    }

  /* A unix socket is connected at once, or not at all. */
  return stream_new (poller, fd, name, socket_address.any.sa_family == AF_UNIX ? OPEN : CONNECTING, error);
}

TroupeStream *
troupe_socket_stream_new_accepted (TroupePoller  *poller,
                                   int            fd,
                                   const char    *name,
                                   GError       **error)
{
  return stream_new (poller, fd, name, OPEN, error);
}

static void
troupe_socket_stream_dispose (GObject *object)
{
  give_up_socket ((TroupeSocketStream *) object);

  G_OBJECT_CLASS (troupe_socket_stream_parent_class)->dispose (object);
}

static void
troupe_socket_stream_finalize (GObject *object)
{
  TroupeSocketStream *self = (TroupeSocketStream *) object;

  troupe_poller_unref (self->poller);
  g_clear_error (&self->error);
  g_free (self->name);
  g_free (self->user);

  G_OBJECT_CLASS (troupe_socket_stream_parent_class)->finalize (object);
}

static void
troupe_socket_stream_class_init (TroupeSocketStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  TroupeStreamClass *stream_class = (TroupeStreamClass *) klass;

  object_class->dispose = troupe_socket_stream_dispose;
  object_class->finalize = troupe_socket_stream_finalize;
  stream_class->try_read = troupe_socket_stream_try_read;
  stream_class->try_write = troupe_socket_stream_try_write;
  stream_class->get_peer = troupe_socket_stream_get_peer;
  stream_class->get_error = troupe_socket_stream_get_error;
  stream_class->close = troupe_socket_stream_close;
}

static void
troupe_socket_stream_init (TroupeSocketStream *self)
{
  self->fd = -1;
}
