/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "did you mean 'x'?" where one of @candidates is near @word, else @otherwise. NULL candidates are skipped.
 * (transfer full) */
char       *troupe_suggest         (const char        *word,
                                    const char *const *candidates,
                                    guint              n_candidates,
                                    const char        *otherwise);
/* The nearest of @candidates that is near enough, else NULL. */
const char *troupe_suggest_nearest (const char        *word,
                                    const char *const *candidates,
                                    guint              n_candidates);
/* How many letters must change, come, go or swap to make one of the other. Words past 63 bytes are far from all. */
guint       troupe_suggest_distance (const char       *a,
                                     const char       *b);
/* "a, b or c". (transfer full) */
char       *troupe_suggest_list     (const char *const *words,
                                     guint              n_words);

G_END_DECLS
