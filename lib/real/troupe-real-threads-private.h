/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-world-private.h"
#include "real/troupe-real-waker-private.h"

G_BEGIN_DECLS

/* Work that would hold up a loop, on threads of its own: as many as there are processors, made when they are needed. */
typedef struct _TroupeRealThreads TroupeRealThreads;

/* @waker: (not owned): outlives us; is woken when there is something to complete. */
TroupeRealThreads *troupe_real_threads_new      (TroupeRealWaker     *waker);
/* Work that has not begun is forgotten; what runs may still use data of the loop's owner, so its end is waited for. */
void               troupe_real_threads_free     (TroupeRealThreads   *self);
/* As troupe_world_run_in_thread(). */
void               troupe_real_threads_run      (TroupeRealThreads   *self,
                                                 TroupeWorldWork      work,
                                                 gpointer             data,
                                                 TroupeWorldWorkDone  done,
                                                 gpointer             user_data,
                                                 GDestroyNotify       destroy);
/* Hands over the results that are there, or forgets them where @is_wanted is false. */
void               troupe_real_threads_complete (TroupeRealThreads   *self,
                                                 gboolean             is_wanted);

G_END_DECLS
