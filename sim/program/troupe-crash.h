/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "program/troupe-run-note.h"

G_BEGIN_DECLS

/* The exit code of a run whose end is told by its note and by the text on its standard error. */
#define TROUPE_CRASH_EXIT_CODE 125

/* Stands alone on the line above a stack. What was written before it is the process's own text. */
#define TROUPE_CRASH_STACK_HEADING "stack:\n"

/* From here on a signal that ends this process, or one that it forks, leaves its number in @note and a stack on
 * @fd, and a warning of a library is a crash. Call once, before any seal. */
void  troupe_crash_catch           (TroupeRunNote *note,
                                    int            fd);

G_END_DECLS
