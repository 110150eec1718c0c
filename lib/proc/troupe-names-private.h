/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which pids the names of a proc have had. A name is never forgotten, so no actor id is given twice (AI-3). */
typedef struct
{
  GHashTable *records; /* (owned): name -> NameRecord; looked up only */
} TroupeNames;

void     troupe_names_init       (TroupeNames *self);
void     troupe_names_clear      (TroupeNames *self);
/* For a root: 0 for the first, then the next pid that the name has not had. */
guint64  troupe_names_take_root  (TroupeNames *self,
                                  const char  *name);
/* For a child: one above the larger of @domain, the counter of its root's subtree, and the highest pid that the
 * name has had (AI-1). */
guint64  troupe_names_take_child (TroupeNames *self,
                                  const char  *name,
                                  guint64      domain);
/* Has the name had any pid? */
gboolean troupe_names_knows      (TroupeNames *self,
                                  const char  *name);
/* Was an actor of that name and pid ever there? */
gboolean troupe_names_had        (TroupeNames *self,
                                  const char  *name,
                                  guint64      pid);

G_END_DECLS
