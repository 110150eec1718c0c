/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "real/troupe-tls-stream-private.h"

#include "base/troupe-error.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

/* What one record of TLS holds at most. */
#define RECORD_BYTES 16384

#define EVENTS_IN  (EPOLLIN | EPOLLRDHUP)
#define EVENTS_ALL (EVENTS_IN | EPOLLOUT)

/*   shaking --both are known--> open --error--> broken
 *      |                         |                |
 *      +--------- error ---------|--> broken      |
 *      +--------- close ---------|----------------+--> closed
 *                                +-- close --> leaving --all is written--> closed
 *
 * What is written is copied into a record first, and counts as written then: a record that did not go through as a
 * whole has to be offered again as it was, whatever its owner would like to write by now. */
typedef enum
{
  SHAKING,
  OPEN,
  BROKEN,
  LEAVING,
  CLOSED,
} State;

struct _TroupeTlsStream
{
  TroupeStream          parent_instance;

  TroupePoller         *poller;     /* (owned) */
  TroupePollerWatch     watch;      /* of the socket, once hands were shaken */
  TroupePollerLingerer  lingerer;   /* holds a reference of us while we are leaving */
  State                 state;
  TroupeTlsHandshake   *handshake;  /* (owned) (nullable): until it is done */
  GTlsConnection       *connection; /* (owned) (nullable): from then on, until all is closed */
  GSocket              *socket;     /* (owned) (nullable): with it */
  gboolean              may_read;   /* no read has found nothing since the last edge */
  gboolean              has_end;    /* the peer has said that nothing more comes */
  gboolean              is_blocked; /* a record waits for room: the poller tells of it */
  char                 *name;       /* (owned): what errors call the other end */
  char                 *peer;       /* (owned) (nullable): the name in its certificate */
  GError               *error;      /* (owned) (nullable): why it is broken */

  guint8                record[RECORD_BYTES];
  gsize                 n_record;   /* bytes in it */
  gsize                 n_flushed;  /* of which are gone */
};

G_DEFINE_FINAL_TYPE (TroupeTlsStream, troupe_tls_stream, TROUPE_TYPE_STREAM)

/* Takes @error. */
static void
break_off (TroupeTlsStream *self,
           GError          *error)
{
  if (self->error != NULL)
    g_error_free (error);
  else
    self->error = error;
  self->state = BROKEN;
  self->may_read = TRUE;
}

/* Takes @cause. */
static void
break_connection (TroupeTlsStream *self,
                  GError          *cause)
{
  break_off (self, g_error_new (TROUPE_ERROR, TROUPE_ERROR_BROKEN, "The connection with %s broke: %s", self->name,
                                cause->message));
  g_error_free (cause);
}

static TroupeStreamResult
troupe_tls_stream_try_read (TroupeStream *stream,
                            void         *buffer,
                            gsize         size,
                            gsize        *ret_size)
{
  TroupeTlsStream *self = (TroupeTlsStream *) stream;
  GError *error = NULL;
  GPollableInputStream *input;
  gssize n_read;

  if (self->connection == NULL)
    return self->state == SHAKING ? TROUPE_STREAM_AGAIN : TROUPE_STREAM_BROKEN;
  if (self->has_end)
    return TROUPE_STREAM_END;
  if (!self->may_read)
    return TROUPE_STREAM_AGAIN;

  input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (self->connection)));
  n_read = g_pollable_input_stream_read_nonblocking (input, buffer, size, NULL, &error);
  if (n_read > 0)
    {
      *ret_size = (gsize) n_read;
      return TROUPE_STREAM_OK;
    }

  if (n_read == 0)
    {
      self->has_end = TRUE;
      return TROUPE_STREAM_END;
    }

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      g_error_free (error);
      self->may_read = self->state == BROKEN;
      return self->state == BROKEN ? TROUPE_STREAM_BROKEN : TROUPE_STREAM_AGAIN;
    }

  break_connection (self, error);

  return TROUPE_STREAM_BROKEN;
}

static void
set_blocked (TroupeTlsStream *self,
             gboolean         is_blocked)
{
  if (self->is_blocked == is_blocked)
    return;

  self->is_blocked = is_blocked;
  troupe_poller_change (self->poller, &self->watch, is_blocked ? EVENTS_ALL : EVENTS_IN);
}

/* Writes the record, as far as that goes. FALSE: not all, for now or for ever. */
static gboolean
flush (TroupeTlsStream *self)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (self->connection));

  while (self->n_flushed < self->n_record)
    {
      GError *error = NULL;
      gssize n_written = g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (output),
                                                                     self->record + self->n_flushed,
                                                                     self->n_record - self->n_flushed, NULL, &error);

      if (n_written < 0)
        {
          if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
            {
              g_error_free (error);
              set_blocked (self, TRUE);
            }
          else
            break_connection (self, error);
          return FALSE;
        }
      self->n_flushed += (gsize) n_written;
    }

  self->n_record = 0;
  self->n_flushed = 0;

  return TRUE;
}

/* Fills the empty record from vectors, from byte @offset of them on; answers how much it took. */
static gsize
fill (TroupeTlsStream    *self,
      const TroupeVector *vectors,
      guint               n_vectors,
      gsize               offset)
{
  g_assert (self->n_record == 0);

  for (guint i = 0; i < n_vectors && self->n_record < RECORD_BYTES; i++)
    {
      gsize n_taken;

      if (offset >= vectors[i].size)
        {
          offset -= vectors[i].size;
          continue;
        }

      n_taken = MIN (vectors[i].size - offset, RECORD_BYTES - self->n_record);
      memcpy (self->record + self->n_record, (const guint8 *) vectors[i].data + offset, n_taken);
      self->n_record += n_taken;
      offset = 0;
    }

  return self->n_record;
}

static TroupeStreamResult
troupe_tls_stream_try_write (TroupeStream       *stream,
                             const TroupeVector *vectors,
                             guint               n_vectors,
                             gsize              *ret_size)
{
  TroupeTlsStream *self = (TroupeTlsStream *) stream;
  gsize n_taken = 0;
  gsize n_more;

  if (self->state != OPEN)
    return self->state == SHAKING ? TROUPE_STREAM_AGAIN : TROUPE_STREAM_BROKEN;
  if (self->is_blocked)
    return TROUPE_STREAM_AGAIN;

  do
    {
      n_more = fill (self, vectors, n_vectors, n_taken);
      n_taken += n_more;
    }
  while (n_more > 0 && flush (self));

  if (self->state == BROKEN)
    return TROUPE_STREAM_BROKEN;
  *ret_size = n_taken;

  return n_taken > 0 ? TROUPE_STREAM_OK : TROUPE_STREAM_AGAIN;
}

static const char *
troupe_tls_stream_get_peer (TroupeStream *stream)
{
  return ((TroupeTlsStream *) stream)->peer;
}

static const GError *
troupe_tls_stream_get_error (TroupeStream *stream)
{
  return ((TroupeTlsStream *) stream)->error;
}

/* Is there room for a few bytes? Then saying goodbye does not wait. */
static gboolean
is_writable (int fd)
{
  struct pollfd poll_fd = { .fd = fd, .events = POLLOUT };

  return poll (&poll_fd, 1, /* timeout = */ 0) == 1 && (poll_fd.revents & (POLLERR | POLLHUP)) == 0;
}

/* Closes the connection, with a goodbye if there is room for it: an end without one is taken for an attack. */
static void
leave (TroupeTlsStream *self)
{
  int fd = g_socket_get_fd (self->socket);
  int kept_fd = -1;

  troupe_poller_end_linger (self->poller, &self->lingerer);
  troupe_poller_remove (self->poller, &self->watch);
  if (self->n_record == 0 && self->state != BROKEN && is_writable (fd))
    {
      kept_fd = fcntl (fd, F_DUPFD_CLOEXEC, 0);
      g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
    }
  g_socket_close (self->socket, NULL);
  g_clear_object (&self->connection);
  g_clear_object (&self->socket);
  if (kept_fd >= 0)
    troupe_poller_close_socket (self->poller, kept_fd, /* is_unix = */ FALSE);
  self->state = CLOSED;
}

/* Is all written, with room for the goodbye? */
static gboolean
can_leave (TroupeTlsStream *self)
{
  return self->n_record == 0 && is_writable (g_socket_get_fd (self->socket));
}

static void
give_up (gpointer user_data)
{
  TroupeTlsStream *self = user_data;

  leave (self);
  g_object_unref (self);
}

static void
troupe_tls_stream_close (TroupeStream *stream)
{
  TroupeTlsStream *self = (TroupeTlsStream *) stream;
  gboolean was_open = self->state == OPEN;

  g_clear_pointer (&self->handshake, troupe_tls_handshake_free);
  if (self->error == NULL)
    g_set_error (&self->error, TROUPE_ERROR, TROUPE_ERROR_CLOSED, "The connection with %s is closed", self->name);

  if (self->connection == NULL)
    self->state = CLOSED;
  else if (was_open && !can_leave (self))
    {
      self->state = LEAVING;
      set_blocked (self, TRUE);
      troupe_poller_begin_linger (self->poller, &self->lingerer, give_up, g_object_ref (self));
    }
  else
    leave (self);
}

static void
leave_if_written (TroupeTlsStream *self)
{
  set_blocked (self, FALSE);
  flush (self);
  if (self->state == BROKEN || can_leave (self))
    give_up (self);
  else
    set_blocked (self, TRUE);
}

static void
ready (guint32  events,
       gpointer user_data)
{
  TroupeTlsStream *self = user_data;

  if (self->state == LEAVING)
    {
      leave_if_written (self);
      return;
    }

  self->may_read = TRUE;
  if (events & (EPOLLOUT | EPOLLHUP | EPOLLERR))
    set_blocked (self, FALSE);
  /* What was counted as written goes, also if nothing more is written. */
  if (self->state == OPEN)
    flush (self);

  troupe_stream_ready (TROUPE_STREAM (self));
}

static void
finish_handshake (gpointer user_data)
{
  TroupeTlsStream *self = user_data;
  TroupeTlsResult result;
  GError *error = NULL;

  troupe_tls_handshake_take_result (self->handshake, &result);
  g_clear_pointer (&self->handshake, troupe_tls_handshake_free);
  if (result.connection == NULL)
    break_off (self, g_steal_pointer (&result.error));
  else if (!troupe_poller_add (self->poller, &self->watch, g_socket_get_fd (result.socket), EVENTS_IN, ready, self,
                               &error))
    break_off (self, error);
  else
    {
      self->connection = g_steal_pointer (&result.connection);
      self->socket = g_steal_pointer (&result.socket);
      self->peer = g_steal_pointer (&result.peer);
      self->state = OPEN;
    }
  troupe_tls_result_clear (&result);

  troupe_stream_ready (TROUPE_STREAM (self));
}

static TroupeTlsStream *
stream_new (TroupePoller *poller,
            const char   *name)
{
  TroupeTlsStream *self = g_object_new (TROUPE_TYPE_TLS_STREAM, NULL);

  self->poller = troupe_poller_ref (poller);
  self->name = g_strdup (name);
  self->may_read = TRUE;

  return self;
}

TroupeStream *
troupe_tls_stream_new_connecting (TroupePoller         *poller,
                                  TroupeTlsHandshakes  *handshakes,
                                  TroupeAddress        *address,
                                  GError              **error)
{
  const char *name = troupe_address_to_string (address);
  g_autoptr (TroupeTlsStream) self = stream_new (poller, name);

  self->handshake = troupe_tls_handshake_new_client (handshakes, troupe_address_get_host (address),
                                                     (guint16) troupe_address_get_port (address), name,
                                                     finish_handshake, self, error);

  return self->handshake != NULL ? TROUPE_STREAM (g_steal_pointer (&self)) : NULL;
}

TroupeStream *
troupe_tls_stream_new_accepted (TroupePoller         *poller,
                                TroupeTlsHandshakes  *handshakes,
                                int                   fd,
                                const char           *name,
                                GError              **error)
{
  g_autoptr (TroupeTlsStream) self = stream_new (poller, name);

  self->handshake = troupe_tls_handshake_new_server (handshakes, fd, name, finish_handshake, self, error);

  return self->handshake != NULL ? TROUPE_STREAM (g_steal_pointer (&self)) : NULL;
}

static void
troupe_tls_stream_dispose (GObject *object)
{
  TroupeTlsStream *self = (TroupeTlsStream *) object;

  /* May keep us for a while. */
  if (self->state != CLOSED && self->state != LEAVING)
    troupe_tls_stream_close (TROUPE_STREAM (self));

  G_OBJECT_CLASS (troupe_tls_stream_parent_class)->dispose (object);
}

static void
troupe_tls_stream_finalize (GObject *object)
{
  TroupeTlsStream *self = (TroupeTlsStream *) object;

  troupe_poller_unref (self->poller);
  g_clear_error (&self->error);
  g_free (self->name);
  g_free (self->peer);

  G_OBJECT_CLASS (troupe_tls_stream_parent_class)->finalize (object);
}

static void
troupe_tls_stream_class_init (TroupeTlsStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  TroupeStreamClass *stream_class = (TroupeStreamClass *) klass;

  object_class->dispose = troupe_tls_stream_dispose;
  object_class->finalize = troupe_tls_stream_finalize;
  stream_class->try_read = troupe_tls_stream_try_read;
  stream_class->try_write = troupe_tls_stream_try_write;
  stream_class->get_peer = troupe_tls_stream_get_peer;
  stream_class->get_error = troupe_tls_stream_get_error;
  stream_class->close = troupe_tls_stream_close;
}

static void
troupe_tls_stream_init (TroupeTlsStream *self)
{
}
