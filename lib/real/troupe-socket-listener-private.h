/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-stream.h"
#include "real/troupe-poller-private.h"
#include "real/troupe-tls-handshake-private.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_SOCKET_LISTENER (troupe_socket_listener_get_type ())

/* Where connections of unix, tcp or tls arrive. */
G_DECLARE_FINAL_TYPE (TroupeSocketListener, troupe_socket_listener, TROUPE, SOCKET_LISTENER, TroupeListener)

/* @handshakes: for tls. NULL with TROUPE_ERROR_EXISTS where the address is taken, or an error of the system. */
TroupeListener *troupe_socket_listener_new (TroupePoller         *poller,
                                            TroupeTlsHandshakes  *handshakes,
                                            TroupeAddress        *address,
                                            GError              **error);

G_END_DECLS
