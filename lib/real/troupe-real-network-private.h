/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-stream.h"
#include "real/troupe-poller-private.h"

G_BEGIN_DECLS

/* What one real world has of the network: its listeners, the streams that it makes, and directories for sockets. Every
 * function runs on the thread of its loop. */
typedef struct _TroupeRealNetwork TroupeRealNetwork;

/* NULL with an error of the system. */
TroupeRealNetwork *troupe_real_network_new             (GError            **error);
/* Listeners and streams may live on; nobody drives them any more. */
void               troupe_real_network_free            (TroupeRealNetwork  *self);
TroupePoller      *troupe_real_network_get_poller      (TroupeRealNetwork  *self);
gboolean           troupe_real_network_set_tls         (TroupeRealNetwork  *self,
                                                        const char         *authorities,
                                                        const char         *certificate,
                                                        const char         *key,
                                                        GError            **error);
TroupeListener    *troupe_real_network_listen          (TroupeRealNetwork  *self,
                                                        TroupeAddress      *address,
                                                        GError            **error);
TroupeStream      *troupe_real_network_connect         (TroupeRealNetwork  *self,
                                                        TroupeAddress      *address,
                                                        GError            **error);
/* Removed with the network, if nothing is in it. */
char              *troupe_real_network_make_directory  (TroupeRealNetwork  *self,
                                                        const char         *purpose,
                                                        GError            **error);
/* For a process that ends: listeners remove their files, which otherwise stay behind. */
void               troupe_real_network_close_listeners (TroupeRealNetwork  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeRealNetwork, troupe_real_network_free)

G_END_DECLS
