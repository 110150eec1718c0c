/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-stream.h"
#include "real/troupe-socket-address-private.h"

G_BEGIN_DECLS

/* The system's sockets, as streams and listeners use them: never blocking, never inherited by a child, without the
 * delay of small segments. What fails sets errno, or a GError that names the address. */

/* -1 with an error of the system: none can be made. @name: what it is for, such as "connect to unix:@x". */
int      troupe_socket_open           (int                        family,
                                       const char                *attempt,
                                       GError                   **error);
/* Small segments go at once. */
void     troupe_socket_set_no_delay   (int                        fd);
/* 0: connected, or under way; else what went wrong, an errno. */
int      troupe_socket_connect        (int                        fd,
                                       const TroupeSocketAddress *address);
/* How a connect that was under way has ended: 0, or an errno. */
int      troupe_socket_finish_connect (int                        fd);
/* The next connection at a listening socket; -1 with errno: EAGAIN where none waits. One that broke while it waited is
 * passed over. */
int      troupe_socket_accept         (int                        fd,
                                       TroupeSocketAddress       *ret_peer);
/* (transfer full): why a connection with @name could not be made, for an errno. */
GError  *troupe_socket_refusal_new    (const char                *name,
                                       int                        code);
/* (transfer full): why one that was there broke. */
GError  *troupe_socket_breakage_new   (const char                *name,
                                       int                        code);
/* (transfer full) (nullable): the user on the other side of a unix socket, such as `uid:1000`. */
char    *troupe_socket_dup_user       (int                        fd);

G_END_DECLS
