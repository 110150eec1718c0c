/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe.h> can be included directly."
#endif

#include "base/troupe-world.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_LOOP (troupe_loop_get_type ())

/* A run queue, a timer heap, and the one thread that drives them. Procs live on a loop. */
TROUPE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (TroupeLoop, troupe_loop, TROUPE, LOOP, GObject)

/**
 * TroupeLoopFunc:
 * @user_data: (closure): data of the caller
 *
 * Runs once, on the loop.
 */
typedef void (*TroupeLoopFunc) (gpointer user_data);

TROUPE_AVAILABLE_IN_ALL
TroupeLoop  *troupe_loop_new       (TroupeWorld    *world) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupeWorld *troupe_loop_get_world (TroupeLoop     *self);
TROUPE_AVAILABLE_IN_ALL
guint64      troupe_loop_get_time  (TroupeLoop     *self);
TROUPE_AVAILABLE_IN_ALL
gboolean     troupe_loop_set_knob  (TroupeLoop     *self,
                                    const char     *name,
                                    guint64         value,
                                    GError        **error);
TROUPE_AVAILABLE_IN_ALL
gboolean     troupe_loop_get_knob  (TroupeLoop     *self,
                                    const char     *name,
                                    guint64        *ret_value,
                                    GError        **error);
TROUPE_AVAILABLE_IN_ALL
void         troupe_loop_post      (TroupeLoop     *self,
                                    TroupeLoopFunc  func,
                                    gpointer        user_data,
                                    GDestroyNotify  destroy);

G_END_DECLS
