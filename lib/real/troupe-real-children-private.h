/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-world.h"
#include "real/troupe-poller-private.h"

G_BEGIN_DECLS

/* The child processes of one world. Each dies with the thread that started it, at the latest. */
typedef struct _TroupeRealChildren TroupeRealChildren;

/* @world: (not owned): outlives us; while its loop is attached, it hears of exits. */
TroupeRealChildren *troupe_real_children_new    (TroupeWorld         *world,
                                                 TroupePoller        *poller);
/* Those that still run go on, unwatched. */
void                troupe_real_children_free   (TroupeRealChildren  *self);
TroupeChild        *troupe_real_children_start  (TroupeRealChildren  *self,
                                                 const char *const   *argv,
                                                 const char *const   *environment,
                                                 TroupeChildExited    exited,
                                                 gpointer             user_data,
                                                 GError             **error);
gboolean            troupe_real_children_signal (TroupeRealChildren  *self,
                                                 TroupeChild         *child,
                                                 int                  signal_number,
                                                 GError             **error);

G_END_DECLS
