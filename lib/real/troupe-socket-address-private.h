/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-address.h"

#include <sys/socket.h>
#include <sys/un.h>

G_BEGIN_DECLS

/* An address in the form of the system's calls. */
typedef struct
{
  union
    {
      struct sockaddr         any;
      struct sockaddr_un      un;
      struct sockaddr_storage storage; /* tcp, tls */
    };
  socklen_t size;
} TroupeSocketAddress;

/* @host: a literal IP address. FALSE: it is a name. */
gboolean  troupe_socket_address_set_ip  (TroupeSocketAddress       *self,
                                         const char                *host,
                                         guint16                    port);
/* Takes @address, of unix or with a literal IP address. FALSE: it has a host name. */
gboolean  troupe_socket_address_set     (TroupeSocketAddress       *self,
                                         TroupeAddress             *address);
/* The port of an IP address, else 0. */
guint16   troupe_socket_address_get_port (const TroupeSocketAddress *self);
/* (transfer full): what people call it, such as `tcp:127.0.0.1:4000` or `unix:@name`; `unix:` where it has no name. */
char     *troupe_socket_address_print   (const TroupeSocketAddress *self,
                                         TroupeAddressKind          kind);

G_END_DECLS
