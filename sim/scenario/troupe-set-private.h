/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Host-list text: `h[0-3,7]`, `p*`, `m[00-15]x[1-2]`. */

/* Most names that one SET gives. */
#define TROUPE_SET_NAMES_MAX 100000

/* Splits `host.proc` at its dot. Returns: how many parts there are, 1 or 2; 0: neither */
guint      troupe_set_split   (const char  *text,
                               char       **ret_first,
                               char       **ret_second);
/* All names that one part means, the last range fastest; a `*` stays in them. (element-type utf8)
 * Returns: (nullable): NULL, with *ret_problem as "what; what to do" */
GPtrArray *troupe_set_expand  (const char  *part,
                               const char **ret_problem);
/* `m[2,5-7]`: the name before the brackets that end the part, and the numbers in them. Returns: whether it has
 * that form */
gboolean   troupe_set_is_rank (const char  *part,
                               char       **ret_name);
GArray    *troupe_set_ranks   (const char  *part,
                               const char **ret_problem);
gboolean   troupe_set_is_glob (const char  *name);
gboolean   troupe_set_matches (const char  *glob,
                               const char  *name);

G_END_DECLS
