/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-id-private.h"

G_BEGIN_DECLS

/* Which pids one name of a proc has had, and who has it as a root. */
typedef struct
{
  const char            *name;        /* (not owned): the key in the table */
  gsize                  name_size;   /* with the 0 at its end */
  guint64                hash;        /* of the proc and the name: see troupe_actor_key() */
  gboolean               had_root;    /* pid 0 has been given */
  guint64                pid_highest; /* 0: no pid above 0 has been given */
  struct _TroupeContext *root;        /* (not owned) (nullable): the last root, until it has ended */
} TroupeNameRecord;

/* The names of a proc. A name is never forgotten, so no actor id is given twice (AI-3). */
typedef struct
{
  GHashTable       *records; /* (owned): name -> TroupeNameRecord (owned); looked up only */
  TroupeNameRecord *latest;  /* (nullable): looked up last: children of one name often come in a row */
} TroupeNames;

void     troupe_names_init       (TroupeNames        *self);
void     troupe_names_clear      (TroupeNames        *self);
/* (nullable): NULL: nobody was ever called so. */
TroupeNameRecord *
         troupe_names_find       (TroupeNames        *self,
                                  const char         *name);
/* The same, but makes a record. @name is legal. @proc: always the same, whose names these are. */
TroupeNameRecord *
         troupe_names_get        (TroupeNames        *self,
                                  const TroupeProcId *proc,
                                  const char         *name);
/* For a root: 0 for the first, then the next pid that the name has not had. */
guint64  troupe_name_take_root   (TroupeNameRecord   *self);
/* For a child: one above the larger of @domain, the counter of its root's subtree, and the highest pid that the
 * name has had (AI-1). */
guint64  troupe_name_take_child  (TroupeNameRecord   *self,
                                  guint64             domain);
/* Was an actor of that name and pid ever there? */
gboolean troupe_names_had        (TroupeNames        *self,
                                  const char         *name,
                                  guint64             pid);

G_END_DECLS
