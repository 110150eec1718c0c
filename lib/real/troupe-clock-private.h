/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-stream.h"

G_BEGIN_DECLS

#define TROUPE_NS_PER_S  G_GUINT64_CONSTANT (1000000000)
#define TROUPE_NS_PER_MS G_GUINT64_CONSTANT (1000000)

/* The system's clocks, in nanoseconds: since the machine started, and since 1970. */
guint64 troupe_clock_read_monotonic (void);
gint64  troupe_clock_read_wall      (void);

G_END_DECLS
