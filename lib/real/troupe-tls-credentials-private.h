/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* By what we prove who we are, and whom we believe: a certificate with its key, and the authorities whose signature a
 * peer's certificate must bear. Immutable and counted; read by the threads that shake hands. */
typedef struct _TroupeTlsCredentials TroupeTlsCredentials;

/* Each is PEM text, which begins with -----BEGIN, or the path of a file of it. Certificates of authorities that make
 * no sense are passed over, as long as one does. */
TroupeTlsCredentials *troupe_tls_credentials_new             (const char                  *authorities,
                                                              const char                  *certificate,
                                                              const char                  *key,
                                                              GError                     **error);
/* From the environment, or the files under /etc/troupe/tls. */
TroupeTlsCredentials *troupe_tls_credentials_new_default     (GError                     **error);
TroupeTlsCredentials *troupe_tls_credentials_ref             (TroupeTlsCredentials        *self);
void                  troupe_tls_credentials_unref           (TroupeTlsCredentials        *self);
/* What a connection is made with, so that GIO does not read all authorities of the system for each. It knows nobody:
 * every certificate is left to troupe_tls_credentials_find_fault(). */
GTlsDatabase         *troupe_tls_credentials_get_database    (const TroupeTlsCredentials  *self);
GTlsCertificate      *troupe_tls_credentials_get_certificate (const TroupeTlsCredentials  *self);
/* Is the peer's certificate signed by one of our authorities, valid now and, where @identity is not NULL, that of
 * @identity? What is wrong with it, as a text: (nullable) (transfer full): NULL: nothing. */
char                 *troupe_tls_credentials_find_fault      (const TroupeTlsCredentials  *self,
                                                              GTlsCertificate             *peer,
                                                              GSocketConnectable          *identity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeTlsCredentials, troupe_tls_credentials_unref)

G_END_DECLS
