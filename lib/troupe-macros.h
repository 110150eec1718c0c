/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>

/* What leaves the shared library. Everything else is hidden. */
#define _TROUPE_EXTERN __attribute__ ((visibility ("default"))) extern

/* Public API: declared in a header that troupe.h includes, documented in its .c file. */
#define TROUPE_AVAILABLE_IN_ALL _TROUPE_EXTERN

/* Exported for the simulator only: declared in a -private.h header that is never installed. */
#define TROUPE_INTERNAL _TROUPE_EXTERN
