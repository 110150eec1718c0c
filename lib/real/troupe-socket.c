/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "real/troupe-socket-private.h"

#include "base/troupe-error.h"

#include <errno.h>
#include <gio/gio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

/* How much may wait in a unix socket, as far as the system allows; it takes that twice, for its own records. With the
 * fifth of a megabyte that is usual the two ends wait for each other several times in a long body; much more than this
 * is not in the cache of a core any more when it is read. */
#define SEND_BYTES (512 * 1024)

void
troupe_socket_set_no_delay (int fd)
{
  int on = 1;

  /* What is written is whole frames in batches: waiting for more would only delay the last of them. */
  if (setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0)
    g_debug ("Could not switch off the delay of small segments: %s", g_strerror (errno));
}

static void
set_room (int fd)
{
  int n_bytes = SEND_BYTES;

  if (setsockopt (fd, SOL_SOCKET, SO_SNDBUF, &n_bytes, sizeof n_bytes) != 0)
    g_debug ("Could not make room for more in a socket: %s", g_strerror (errno));
}

int
troupe_socket_open (int           family,
                    const char   *attempt,
                    GError      **error)
{
  int fd = socket (family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

  if (fd < 0)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "Could not %s: %s", attempt, g_strerror (code));
      return -1;
    }

  if (family == AF_UNIX)
    set_room (fd);
  else
    troupe_socket_set_no_delay (fd);

  return fd;
}

int
troupe_socket_connect (int                        fd,
                       const TroupeSocketAddress *address)
{
  if (connect (fd, &address->any, address->size) == 0)
    return 0;

  /* A signal does not stop a connect: it goes on. */
  return errno == EINPROGRESS || errno == EINTR ? 0 : errno;
}

/* A connect to a free port of this machine may be given that very port to come from, and meet itself. */
static gboolean
is_own_peer (int fd)
{
  TroupeSocketAddress own = { .size = sizeof own.storage };
  TroupeSocketAddress peer = { .size = sizeof peer.storage };

  if (getsockname (fd, &own.any, &own.size) != 0 || getpeername (fd, &peer.any, &peer.size) != 0)
    return FALSE;

  return own.any.sa_family != AF_UNIX && own.size == peer.size && memcmp (&own.storage, &peer.storage, own.size) == 0;
}

/* Once @fd is closed nothing of its connection is remembered. Else the system keeps the port for a minute, and whoever
 * listened there, and has been started again, cannot. */
static void
forget_when_closed (int fd)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  if (setsockopt (fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger) != 0)
    g_debug ("Could not have a connection forgotten: %s", g_strerror (errno));
}

int
troupe_socket_finish_connect (int fd)
{
  int code = 0;
  socklen_t size = sizeof code;

  if (getsockopt (fd, SOL_SOCKET, SO_ERROR, &code, &size) != 0)
    return errno;
  if (code != 0 || !is_own_peer (fd))
    return code;

  forget_when_closed (fd);

  return ECONNREFUSED;
}

/* What accept() says of a connection that broke before it was taken. */
static gboolean
is_of_the_connection (int code)
{
  return code == ECONNABORTED || code == EPROTO || code == ENETDOWN || code == ENOPROTOOPT || code == EHOSTDOWN
         || code == ENONET || code == EHOSTUNREACH || code == ENETUNREACH || code == EINTR;
}

int
troupe_socket_accept (int                  fd,
                      TroupeSocketAddress *ret_peer)
{
  int accepted;

  do
    {
      ret_peer->size = sizeof ret_peer->storage;
      accepted = accept4 (fd, &ret_peer->any, &ret_peer->size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    }
  while (accepted < 0 && is_of_the_connection (errno));

  if (accepted >= 0 && ret_peer->any.sa_family != AF_UNIX)
    troupe_socket_set_no_delay (accepted);

  return accepted;
}

GError *
troupe_socket_refusal_new (const char *name,
                           int         code)
{
  /* ENOENT: there is no such socket file. EAGAIN: so a unix socket says that its queue is full. */
  if (code == ECONNREFUSED || code == ENOENT)
    return g_error_new (TROUPE_ERROR, TROUPE_ERROR_REFUSED, "Could not connect to %s: %s", name, g_strerror (code));
  if (code == EAGAIN)
    return g_error_new (TROUPE_ERROR, TROUPE_ERROR_REFUSED,
                        "Could not connect to %s: too many connections wait there", name);

  return g_error_new (G_IO_ERROR, g_io_error_from_errno (code), "Could not connect to %s: %s", name,
                      g_strerror (code));
}

GError *
troupe_socket_breakage_new (const char *name,
                            int         code)
{
  return g_error_new (TROUPE_ERROR, TROUPE_ERROR_BROKEN, "The connection with %s broke: %s", name, g_strerror (code));
}

char *
troupe_socket_dup_user (int fd)
{
  struct ucred user;
  socklen_t size = sizeof user;

  /* Other sockets know no user. */
  if (getsockopt (fd, SOL_SOCKET, SO_PEERCRED, &user, &size) != 0 || user.uid == (uid_t) -1)
    return NULL;

  return g_strdup_printf ("uid:%u", user.uid);
}
