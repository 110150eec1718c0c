/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-inbox-private.h"

G_BEGIN_DECLS

/* The local addresses of this process, and the inbox behind each. Every function is callable from every thread. */

/* Fails with EXISTS where another inbox is there. */
gboolean     troupe_real_directory_publish  (TroupeAddress  *address,
                                             TroupeInbox    *inbox,
                                             GError        **error);
void         troupe_real_directory_withdraw (TroupeAddress  *address,
                                             TroupeInbox    *inbox);
/* (transfer full) (nullable) */
TroupeInbox *troupe_real_directory_find     (TroupeAddress  *address);

G_END_DECLS
