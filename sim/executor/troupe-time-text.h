/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A time as a scenario file writes it, exactly, in the largest unit that needs at most three digits after the point:
 * `10ms`, `1.250s`. */
char *troupe_time_to_string (guint64 time_ns);

G_END_DECLS
