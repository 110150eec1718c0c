/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-stream.h"
#include "real/troupe-poller-private.h"
#include "real/troupe-socket-address-private.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_SOCKET_STREAM (troupe_socket_stream_get_type ())

/* A connection of unix or tcp. */
G_DECLARE_FINAL_TYPE (TroupeSocketStream, troupe_socket_stream, TROUPE, SOCKET_STREAM, TroupeStream)

/* Begins to connect. NULL with an error of the system: there is no socket left to do it with. */
TroupeStream *troupe_socket_stream_new_connecting (TroupePoller  *poller,
                                                   TroupeAddress *address,
                                                   GError       **error);
/* Takes @fd, a connected socket. @name: what errors call the peer. NULL with an error of the system. */
TroupeStream *troupe_socket_stream_new_accepted   (TroupePoller  *poller,
                                                   int            fd,
                                                   const char    *name,
                                                   GError       **error);

G_END_DECLS
