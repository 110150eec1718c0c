/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>
#include <signal.h>

G_BEGIN_DECLS

/* SIGINT asks the program to finish with the results so far. It is held back but while the program waits, so that
 * nothing else is cut short by it. */
void            troupe_interrupt_catch         (void);
gboolean        troupe_interrupt_is_asked      (void);
/* The signal mask to wait with. */
const sigset_t *troupe_interrupt_get_wait_mask (void);

G_END_DECLS
