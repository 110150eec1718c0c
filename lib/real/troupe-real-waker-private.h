/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-waker-private.h"

G_BEGIN_DECLS

/*
 * Wakes the loop that a context drives, from whatever thread.
 *
 *   asleep --wake--> woken --begin--> running --end, nothing more--> asleep
 *                      ^                 |
 *                      +-- wake, or end with more
 *
 * Only the wake of a sleeper interrupts the poll of the context.
 */
typedef struct _TroupeRealWaker TroupeRealWaker;

TroupeRealWaker *troupe_real_waker_new       (GMainContext    *context);
/* The owner lets go; whoever has a reference of the waker keeps it alive. */
void             troupe_real_waker_free      (TroupeRealWaker *self);
TroupeWaker     *troupe_real_waker_get_waker (TroupeRealWaker *self);
/* On every thread. */
void             troupe_real_waker_wake      (TroupeRealWaker *self);
gboolean         troupe_real_waker_is_asleep (TroupeRealWaker *self);
gboolean         troupe_real_waker_is_woken  (TroupeRealWaker *self);
/* Around each turn of the loop. A wake that comes in between counts, whatever @has_more says. */
void             troupe_real_waker_begin     (TroupeRealWaker *self);
void             troupe_real_waker_end       (TroupeRealWaker *self,
                                              gboolean         has_more);

G_END_DECLS
