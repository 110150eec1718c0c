/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-world.h"

G_BEGIN_DECLS

/* The signals of this process that one loop hears of. */
typedef struct _TroupeRealSignals TroupeRealSignals;

TroupeRealSignals *troupe_real_signals_new   (GMainContext       *context);
void               troupe_real_signals_free  (TroupeRealSignals  *self);
/* As troupe_world_watch_signal(). */
gboolean           troupe_real_signals_watch (TroupeRealSignals  *self,
                                              int                 signal_number,
                                              TroupeSignalFunc    func,
                                              gpointer            user_data,
                                              GError            **error);

G_END_DECLS
