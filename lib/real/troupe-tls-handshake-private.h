/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "real/troupe-poller-private.h"
#include "real/troupe-tls-credentials-private.h"

G_BEGIN_DECLS

/* How a TLS connection comes about: looked up, connected and authenticated on a thread, since each of these may wait
 * and the last one computes for milliseconds. The loop is told through a descriptor of its poller. */
typedef struct _TroupeTlsHandshakes TroupeTlsHandshakes;
typedef struct _TroupeTlsHandshake TroupeTlsHandshake;

/* What a handshake has led to. */
typedef struct
{
  GTlsConnection *connection; /* (owned) (nullable): NULL with @error */
  GSocket        *socket;     /* (owned): below it */
  char           *peer;       /* (owned) (nullable): the name in the peer's certificate */
  GError         *error;      /* (owned) (nullable): names the address */
} TroupeTlsResult;

typedef void (*TroupeTlsDoneFunc) (gpointer user_data);

TroupeTlsHandshakes *troupe_tls_handshakes_new        (TroupePoller          *poller);
TroupeTlsHandshakes *troupe_tls_handshakes_ref        (TroupeTlsHandshakes   *self);
void                 troupe_tls_handshakes_unref      (TroupeTlsHandshakes   *self);
/* For a world that ends: those that are under way end too and tell nobody, and there will be none any more. */
void                 troupe_tls_handshakes_stop       (TroupeTlsHandshakes   *self);
/* @credentials: (transfer full): of those that begin from now on. */
void                 troupe_tls_handshakes_set_credentials    (TroupeTlsHandshakes   *self,
                                                               TroupeTlsCredentials  *credentials);
/* FALSE with @error: there are none, and no default ones. */
gboolean             troupe_tls_handshakes_ensure_credentials (TroupeTlsHandshakes   *self,
                                                               GError               **error);

/* Of a client with @host and @port. @name: what errors call them. @func is called once, from the poller. NULL with
 * @error: there are no credentials, or it is an error of the system. */
TroupeTlsHandshake  *troupe_tls_handshake_new_client  (TroupeTlsHandshakes   *owner,
                                                       const char            *host,
                                                       guint16                port,
                                                       const char            *name,
                                                       TroupeTlsDoneFunc      func,
                                                       gpointer               user_data,
                                                       GError               **error);
/* Of a server with whom it has accepted. Takes @fd, also where it fails. */
TroupeTlsHandshake  *troupe_tls_handshake_new_server  (TroupeTlsHandshakes   *owner,
                                                       int                    fd,
                                                       const char            *name,
                                                       TroupeTlsDoneFunc      func,
                                                       gpointer               user_data,
                                                       GError               **error);
/* Once it is done: what it led to. (transfer full) */
void                 troupe_tls_handshake_take_result (TroupeTlsHandshake    *self,
                                                       TroupeTlsResult       *ret_result);
/* Ends it, done or not; nobody is told any more. */
void                 troupe_tls_handshake_free        (TroupeTlsHandshake    *self);
void                 troupe_tls_result_clear          (TroupeTlsResult       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeTlsHandshakes, troupe_tls_handshakes_unref)

G_END_DECLS
