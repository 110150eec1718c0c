/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-reducer.h"

G_BEGIN_DECLS

/* What a state stands for. (transfer full) (nullable): floating or not; NULL: nothing yet */
typedef GVariant *(*TroupeReadFunc) (GVariant *state);

struct _TroupeReducer
{
  const TroupeReducer *next;      /* in the order of registering, newest first; NULL for the oldest */
  const char          *name;
  const char          *sentence;
  const GVariantType  *signature; /* of an update: a tuple */
  TroupeReduceFunc     func;
  gpointer             user_data;
  TroupeReadFunc       read;      /* (nullable): NULL: a state stands for itself */
};

/* The reducers that are always there. */
const TroupeReducer *troupe_built_in_reducer_lookup (const char *name);

G_END_DECLS
