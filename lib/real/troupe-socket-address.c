/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "real/troupe-socket-address-private.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#define UN_PREFIX_SIZE offsetof (struct sockaddr_un, sun_path)

gboolean
troupe_socket_address_set_ip (TroupeSocketAddress *self,
                              const char          *host,
                              guint16              port)
{
  struct sockaddr_in *v4 = (struct sockaddr_in *) &self->storage;
  struct sockaddr_in6 *v6 = (struct sockaddr_in6 *) &self->storage;

  memset (self, 0, sizeof *self);
  if (inet_pton (AF_INET, host, &v4->sin_addr) == 1)
    {
      v4->sin_family = AF_INET;
      v4->sin_port = htons (port);
      self->size = sizeof *v4;
      return TRUE;
    }

  if (inet_pton (AF_INET6, host, &v6->sin6_addr) == 1)
    {
      v6->sin6_family = AF_INET6;
      v6->sin6_port = htons (port);
      self->size = sizeof *v6;
      return TRUE;
    }

  return FALSE;
}

/* @path begins with '/', or with '@' for the abstract namespace, whose names begin with a NUL and end where the
 * address does. The address parser has checked that it fits. */
static void
set_un (TroupeSocketAddress *self,
        const char          *path)
{
  gsize length = strlen (path);
  gboolean is_abstract = path[0] == '@';

  g_assert (length < sizeof self->un.sun_path);

  memset (self, 0, sizeof *self);
  self->un.sun_family = AF_UNIX;
  memcpy (self->un.sun_path, path, length);
  if (is_abstract)
    self->un.sun_path[0] = '\0';
  self->size = (socklen_t) (UN_PREFIX_SIZE + length + !is_abstract);
}

gboolean
troupe_socket_address_set (TroupeSocketAddress *self,
                           TroupeAddress       *address)
{
  const char *host = troupe_address_get_host (address);

  if (troupe_address_get_kind (address) != TROUPE_ADDRESS_UNIX)
    return troupe_socket_address_set_ip (self, host, (guint16) troupe_address_get_port (address));

  set_un (self, host);

  return TRUE;
}

guint16
troupe_socket_address_get_port (const TroupeSocketAddress *self)
{
  if (self->any.sa_family == AF_INET)
    return ntohs (((const struct sockaddr_in *) &self->storage)->sin_port);
  if (self->any.sa_family == AF_INET6)
    return ntohs (((const struct sockaddr_in6 *) &self->storage)->sin6_port);

  return 0;
}

static char *
print_un (const TroupeSocketAddress *self)
{
  gsize length = self->size > UN_PREFIX_SIZE ? self->size - UN_PREFIX_SIZE : 0;

  if (length == 0)
    return g_strdup ("unix:");
  if (self->un.sun_path[0] == '\0')
    return g_strdup_printf ("unix:@%.*s", (int) length - 1, self->un.sun_path + 1);

  return g_strdup_printf ("unix:%.*s", (int) length, self->un.sun_path);
}

char *
troupe_socket_address_print (const TroupeSocketAddress *self,
                             TroupeAddressKind          kind)
{
  const char *name = kind == TROUPE_ADDRESS_TLS ? "tls" : "tcp";
  guint16 port = troupe_socket_address_get_port (self);
  char host[INET6_ADDRSTRLEN] = "";

  if (self->any.sa_family == AF_UNIX)
    return print_un (self);

  if (self->any.sa_family == AF_INET)
    {
      inet_ntop (AF_INET, &((const struct sockaddr_in *) &self->storage)->sin_addr, host, sizeof host);
      return g_strdup_printf ("%s:%s:%u", name, host, port);
    }

  inet_ntop (AF_INET6, &((const struct sockaddr_in6 *) &self->storage)->sin6_addr, host, sizeof host);

  return g_strdup_printf ("%s:[%s]:%u", name, host, port);
}
