/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The seal round a running simulation: a clock read, a file, a thread or a socket is a trap (SIGSEGV or
 * SIGSYS) that troupe-crash.c turns into a report. It closes for the calling process and cannot be opened. */

/* Instead of the number of a system call: a clock was read without one, through the vDSO or `rdtsc`. */
#define TROUPE_SEAL_CLOCK (-2)

/* Why this process cannot be sealed at all; NULL if it can. */
const char *troupe_seal_get_obstacle (void);

/* Builds the filter, once and before any fork: afterwards only @fds may be written to. */
void        troupe_seal_prepare      (const int    *fds,
                                      guint         n_fds);

/* Returns: 0, or the errno with which the kernel refused; the process is then unsealed. */
int         troupe_seal_close        (void);

/* Is @address, where a read failed, in the pages that the kernel keeps the clock in? Async-signal-safe. */
gboolean    troupe_seal_is_clock_page (guint64      address);

/* "clock_gettime", or "system call 300". */
char       *troupe_seal_dup_call_name (int          call);

G_END_DECLS
