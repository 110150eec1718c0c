/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-stream.h"
#include "real/troupe-tls-handshake-private.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_TLS_STREAM (troupe_tls_stream_get_type ())

/* A connection of tls, both ends of which have shown a certificate. */
G_DECLARE_FINAL_TYPE (TroupeTlsStream, troupe_tls_stream, TROUPE, TLS_STREAM, TroupeStream)

/* Begins to connect. NULL with @error: without credentials, or with an error of the system. */
TroupeStream *troupe_tls_stream_new_connecting (TroupePoller         *poller,
                                                TroupeTlsHandshakes  *handshakes,
                                                TroupeAddress        *address,
                                                GError              **error);
/* Takes @fd, a connected socket whose peer has yet to prove who it is, also where it fails. @name: what errors call
 * the peer. */
TroupeStream *troupe_tls_stream_new_accepted   (TroupePoller         *poller,
                                                TroupeTlsHandshakes  *handshakes,
                                                int                   fd,
                                                const char           *name,
                                                GError              **error);

G_END_DECLS
