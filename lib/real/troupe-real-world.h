/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe.h> can be included directly."
#endif

#include "base/troupe-world.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_REAL_WORLD (troupe_real_world_get_type ())

/**
 * TroupeRealWorld:
 *
 * The world as it is: the clocks, chance and signals of this machine, driven by one #GSource on a #GMainContext.
 */
TROUPE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (TroupeRealWorld, troupe_real_world, TROUPE, REAL_WORLD, TroupeWorld)

/**
 * TroupeRealWorldExitFunc:
 * @world: the world
 * @code: exit code
 * @text: (nullable): what to tell those who watch this process
 * @user_data: (closure): data of the caller
 *
 * The loop has ended by troupe_world_exit(), and this process is to end too.
 */
typedef void (*TroupeRealWorldExitFunc) (TroupeRealWorld *world,
                                         int              code,
                                         const char      *text,
                                         gpointer         user_data);

TROUPE_AVAILABLE_IN_ALL
TroupeWorld *troupe_real_world_new           (GMainContext            *context) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
void         troupe_real_world_set_exit_func (TroupeRealWorld         *self,
                                              TroupeRealWorldExitFunc  func,
                                              gpointer                 user_data);
TROUPE_AVAILABLE_IN_ALL
gboolean     troupe_real_world_set_tls       (TroupeRealWorld         *self,
                                              const char              *authorities,
                                              const char              *certificate,
                                              const char              *key,
                                              GError                 **error);
TROUPE_AVAILABLE_IN_ALL
guint64      troupe_real_world_get_n_shortages (TroupeRealWorld       *self);

G_END_DECLS
