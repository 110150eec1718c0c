/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "real/troupe-socket-listener-private.h"

#include "base/troupe-error.h"
#include "real/troupe-clock-private.h"
#include "real/troupe-socket-file-private.h"
#include "real/troupe-socket-private.h"
#include "real/troupe-socket-stream-private.h"
#include "real/troupe-tls-stream-private.h"

#include <errno.h>
#include <gio/gio.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <unistd.h>

/* How long nothing is accepted after descriptors or memory ran out: the connection still waits, so trying at once would
 * only burn the processor. */
#define SHORTAGE_PAUSE_NS (100 * TROUPE_NS_PER_MS)

/* Letters of a name that nobody can guess: 5 bits each. */
#define RANDOM_NAME_LENGTH 24

struct _TroupeSocketListener
{
  TroupeListener     parent_instance;

  TroupePoller        *poller;       /* (owned) */
  TroupePollerWatch    watch;
  TroupePollerPause    pause;        /* runs while there is a shortage */
  gboolean             has_shortage; /* since the last connection that was taken */
  int                  fd;           /* (owned): -1 once closed */
  TroupeAddress       *address;      /* (owned) */
  TroupeSocketFile     file;         /* of a unix path */
  TroupeTlsHandshakes *handshakes;   /* (owned) */
};

G_DEFINE_FINAL_TYPE (TroupeSocketListener, troupe_socket_listener, TROUPE_TYPE_LISTENER)

static void
end_pause (gpointer user_data)
{
  troupe_listener_ready (TROUPE_LISTENER (user_data));
}

static void
begin_pause (TroupeSocketListener *self,
             int                   code)
{
  troupe_poller_count_shortage (self->poller);
  troupe_poller_begin_pause (self->poller, &self->pause, SHORTAGE_PAUSE_NS, end_pause, self);

  if (!self->has_shortage)
    g_message ("Could not accept a connection at %s: %s; connections wait until it can be done",
               troupe_address_to_string (self->address), g_strerror (code));
  self->has_shortage = TRUE;
}

/* What errors call whoever connected. */
static char *
name_peer (TroupeSocketListener      *self,
           const TroupeSocketAddress *peer)
{
  if (peer->any.sa_family == AF_UNIX)
    return g_strdup_printf ("a client of %s", troupe_address_to_string (self->address));

  return troupe_socket_address_print (peer, troupe_address_get_kind (self->address));
}

static TroupeStream *
troupe_socket_listener_accept (TroupeListener *listener)
{
  TroupeSocketListener *self = (TroupeSocketListener *) listener;
  g_autofree char *name = NULL;
  TroupeSocketAddress peer;
  TroupeStream *stream;
  int fd;

  if (self->pause.deadline_ns != 0)
    return NULL;

  fd = troupe_socket_accept (self->fd, &peer);
  if (fd < 0)
    {
      if (errno != EAGAIN)
        begin_pause (self, errno);
      return NULL;
    }

  name = name_peer (self, &peer);
  if (troupe_address_get_kind (self->address) == TROUPE_ADDRESS_TLS)
    stream = troupe_tls_stream_new_accepted (self->poller, self->handshakes, fd, name, NULL);
  else
    stream = troupe_socket_stream_new_accepted (self->poller, fd, name, NULL);
  if (stream == NULL)
    begin_pause (self, ENOMEM);
  else
    self->has_shortage = FALSE;

  return stream;
}

static TroupeAddress *
troupe_socket_listener_get_address (TroupeListener *listener)
{
  return ((TroupeSocketListener *) listener)->address;
}

static void
ready (guint32  events,
       gpointer user_data)
{
  troupe_listener_ready (TROUPE_LISTENER (user_data));
}

/* A connection that waits is refused by this. */
static void
troupe_socket_listener_close (TroupeListener *listener)
{
  TroupeSocketListener *self = (TroupeSocketListener *) listener;

  if (self->fd < 0)
    return;

  troupe_poller_cancel_pause (self->poller, &self->pause);
  troupe_poller_remove (self->poller, &self->watch);
  troupe_socket_file_remove (&self->file, troupe_address_get_host (self->address));
  close (self->fd);
  self->fd = -1;
}

/* `unix:@` and what nobody can guess. */
static TroupeAddress *
make_abstract_address (void)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
  guint8 random[RANDOM_NAME_LENGTH];
  char name[RANDOM_NAME_LENGTH + 1] = "";
  g_autofree char *text = NULL;
  gsize n_read = 0;

  while (n_read < sizeof random)
    {
      gssize n_more = getrandom (random + n_read, sizeof random - n_read, 0);

      if (n_more < 0 && errno != EINTR)
        g_error ("Could not get random bytes from the system: %s", g_strerror (errno));
      n_read += (gsize) MAX (n_more, 0);
    }

  for (guint i = 0; i < RANDOM_NAME_LENGTH; i++)
    name[i] = letters[random[i] % (sizeof letters - 1)];
  text = g_strdup_printf ("unix:@troupe-%s", name);

  return troupe_address_parse (text, NULL);
}

static gboolean
refuse (TroupeAddress  *address,
        int             code,
        GError        **error)
{
  const char *name = troupe_address_to_string (address);

  if (code == EADDRINUSE)
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS, "Could not listen at %s: the address is in use", name);
  else
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "Could not listen at %s: %s", name,
                 g_strerror (code));

  return FALSE;
}

static void
set_options (int fd,
             int family)
{
  int on = 1;
  int off = 0;

  /* Connections of an earlier process that the system still remembers do not keep us out. */
  if (family != AF_UNIX)
    setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  /* All addresses of a machine are those of both kinds. */
  if (family == AF_INET6)
    setsockopt (fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
}

/* Binds, where a socket file of a dead process is no obstacle. */
static gboolean
bind_socket (int                        fd,
             const TroupeSocketAddress *socket_address,
             TroupeAddress             *address,
             GError                   **error)
{
  const char *path = troupe_address_get_host (address);
  int result = bind (fd, &socket_address->any, socket_address->size);

  if (result != 0 && errno == EADDRINUSE && path[0] == '/' && troupe_socket_file_remove_dead (path))
    result = bind (fd, &socket_address->any, socket_address->size);

  return result == 0 || refuse (address, errno, error);
}

/* (transfer full): @address, or the one that the system chose. */
static TroupeAddress *
dup_bound_address (int            fd,
                   TroupeAddress *address)
{
  TroupeSocketAddress bound = { .size = sizeof bound.storage };
  const char *host = troupe_address_get_host (address);
  const char *kind = troupe_address_get_kind (address) == TROUPE_ADDRESS_TLS ? "tls" : "tcp";
  g_autofree char *text = NULL;

  if (!troupe_address_is_any (address))
    return troupe_address_ref (address);

  if (getsockname (fd, &bound.any, &bound.size) != 0)
    g_error ("Could not ask a socket for its address: %s", g_strerror (errno));
  text = g_strdup_printf (strchr (host, ':') != NULL ? "%s:[%s]:%u" : "%s:%s:%u", kind, host,
                          troupe_socket_address_get_port (&bound));

  return troupe_address_parse (text, NULL);
}

/* A host name is what the certificate says and clients look up; which address of this machine that leads to, nobody
 * here need know. Only the name of the machine for itself stays inside. */
static void
set_socket_address (TroupeSocketAddress *self,
                    TroupeAddress       *address)
{
  guint16 port = (guint16) troupe_address_get_port (address);
  gboolean is_local = g_strcmp0 (troupe_address_get_host (address), "localhost") == 0;

  if (!troupe_socket_address_set (self, address))
    troupe_socket_address_set_ip (self, is_local ? "127.0.0.1" : "::", port);
}

/* Where it fails, nothing is left. */
static gboolean
start (TroupeSocketListener  *self,
       TroupeAddress         *address,
       GError               **error)
{
  g_autofree char *attempt = g_strdup_printf ("listen at %s", troupe_address_to_string (address));
  TroupeSocketAddress socket_address;

  if (troupe_address_get_kind (address) == TROUPE_ADDRESS_TLS &&
      !troupe_tls_handshakes_ensure_credentials (self->handshakes, error))
    {
      g_prefix_error (error, "Could not %s: ", attempt);
      return FALSE;
    }

  set_socket_address (&socket_address, address);
  self->fd = troupe_socket_open (socket_address.any.sa_family, attempt, error);
  if (self->fd < 0)
    return FALSE;

  self->address = troupe_address_ref (address);
  set_options (self->fd, socket_address.any.sa_family);
  if (!bind_socket (self->fd, &socket_address, address, error))
    return FALSE;

  if (socket_address.any.sa_family == AF_UNIX)
    troupe_socket_file_note (&self->file, troupe_address_get_host (address));
  if (listen (self->fd, SOMAXCONN) != 0)
    return refuse (address, errno, error);

  troupe_address_unref (self->address);
  self->address = dup_bound_address (self->fd, address);

  return troupe_poller_add (self->poller, &self->watch, self->fd, EPOLLIN, ready, self, error);
}

TroupeListener *
troupe_socket_listener_new (TroupePoller         *poller,
                            TroupeTlsHandshakes  *handshakes,
                            TroupeAddress        *address,
                            GError              **error)
{
  g_autoptr (TroupeSocketListener) self = g_object_new (TROUPE_TYPE_SOCKET_LISTENER, NULL);
  g_autoptr (TroupeAddress) actual = NULL;
  gboolean is_any_name = troupe_address_get_kind (address) == TROUPE_ADDRESS_UNIX && troupe_address_is_any (address);

  self->poller = troupe_poller_ref (poller);
  self->handshakes = troupe_tls_handshakes_ref (handshakes);
  actual = is_any_name ? make_abstract_address () : troupe_address_ref (address);
  if (!start (self, actual, error))
    return NULL;

  return TROUPE_LISTENER (g_steal_pointer (&self));
}

static void
troupe_socket_listener_dispose (GObject *object)
{
  troupe_socket_listener_close ((TroupeListener *) object);

  G_OBJECT_CLASS (troupe_socket_listener_parent_class)->dispose (object);
}

static void
troupe_socket_listener_finalize (GObject *object)
{
  TroupeSocketListener *self = (TroupeSocketListener *) object;

  troupe_tls_handshakes_unref (self->handshakes);
  troupe_poller_unref (self->poller);
  g_clear_pointer (&self->address, troupe_address_unref);

  G_OBJECT_CLASS (troupe_socket_listener_parent_class)->finalize (object);
}

static void
troupe_socket_listener_class_init (TroupeSocketListenerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  TroupeListenerClass *listener_class = (TroupeListenerClass *) klass;

  object_class->dispose = troupe_socket_listener_dispose;
  object_class->finalize = troupe_socket_listener_finalize;
  listener_class->accept = troupe_socket_listener_accept;
  listener_class->get_address = troupe_socket_listener_get_address;
  listener_class->close = troupe_socket_listener_close;
}

static void
troupe_socket_listener_init (TroupeSocketListener *self)
{
  self->fd = -1;
}
