/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "program/troupe-tally.h"

G_BEGIN_DECLS

/* Texts that several reports print. All (transfer full). */

/* A virtual time as scenario files write it: "2.413s", "10ms", "0s". */
char *troupe_format_time     (guint64                 time_ns);
/* "FILE:LINE", or "FILE" of a claim that is in no file. */
char *troupe_format_place    (const TroupeSuiteFile  *file,
                              const TroupeSimFailure *failure);
/* The command that runs it again. */
char *troupe_format_replay   (const TroupeSuiteFile  *file,
                              const TroupeTallyEntry *entry);
/* "seed 317", "seed 317:12, $N = 4", or "all seeds". */
char *troupe_format_seed     (const TroupeSuiteFile  *file,
                              const TroupeTallyEntry *entry);
/* "200 runs" with separators: "1 run", "12,345 runs". @noun: in the singular */
char *troupe_format_count    (guint64                 n,
                              const char             *noun);

/* Reports stay within so many columns, but for words that are longer. */
#define TROUPE_FORMAT_COLUMNS 100

/* Appends @text, whose first line begins at @column. Lines that are too long are broken at blanks; what is broken off
 * begins @hang columns further right. */
void  troupe_format_append_folded (GString    *page,
                                   const char *text,
                                   guint       column,
                                   guint       hang);

G_END_DECLS
