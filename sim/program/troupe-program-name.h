/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How the user can call this program again from the folder that it was called in. */

/* Once, first of all. @called_as: what stands before the arguments */
void        troupe_program_name_init (const char *called_as);
/* "troupe-sim", "./troupe-sim", "_build/troupe-sim"; not quoted. "troupe-sim" before it was told. */
const char *troupe_program_name_get  (void);
/* For troupe_program_name_init() and tests. @folder: (nullable): the one that we are in. (transfer full) */
char       *troupe_program_name_make (const char *called_as,
                                      const char *folder);

G_END_DECLS
