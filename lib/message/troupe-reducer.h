/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe.h> can be included directly."
#endif

#include <glib-object.h>

#include "troupe-macros.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_REDUCER (troupe_reducer_get_type ())

/**
 * TroupeReducer:
 *
 * How two messages become one that says the same as both: the bodies of two updates are combined into the body of a
 * third. It does not matter in which order, or how they are grouped. Registered once, never freed, usable from every
 * thread.
 *
 * - `sum-int64` and `sum-uint64`: `(x)` and `(t)`. The sum; what is said twice counts twice.
 * - `min-int64`, `min-uint64`, `max-int64`, `max-uint64`: `(x)` and `(t)`. The smaller, or the larger one.
 * - `watermark-int64` and `watermark-uint64`: `(a{t(xt)})` and `(a{t(tt)})`, from rank to value and time. Of each rank
 *   the latest, of two at one time the larger one. It stands for the least value.
 * - `grow-counter`: `(a{tt})`, from rank to count. Of each rank the largest count. It stands for their sum.
 * - `up-down-counter`: `(a{tt}a{tt})`, two of these. It stands for the first sum less the second.
 */
typedef struct _TroupeReducer TroupeReducer;

/**
 * TroupeReduceFunc:
 * @left: the body of an update, of the reducer's signature
 * @right: that of another
 * @parameters: (nullable): as the port's reference has them
 * @user_data: (closure): data of the reducer
 * @error: return location for an error
 *
 * Combines two updates. It may run on the thread of any loop.
 *
 * Returns: (transfer full) (nullable): the combined body, floating or not; %NULL with @error set: they do not go
 *   together
 */
typedef GVariant *(*TroupeReduceFunc) (GVariant  *left,
                                       GVariant  *right,
                                       GVariant  *parameters,
                                       gpointer   user_data,
                                       GError   **error);

TROUPE_AVAILABLE_IN_ALL
GType                troupe_reducer_get_type      (void);
TROUPE_AVAILABLE_IN_ALL
const TroupeReducer *troupe_reducer_register      (const char           *name,
                                                   const char           *signature,
                                                   const char           *sentence,
                                                   TroupeReduceFunc      func,
                                                   gpointer              user_data,
                                                   GDestroyNotify        destroy,
                                                   GError              **error);
TROUPE_AVAILABLE_IN_ALL
const TroupeReducer *troupe_reducer_lookup        (const char           *name);
TROUPE_AVAILABLE_IN_ALL
const char          *troupe_reducer_get_name      (const TroupeReducer  *self);
TROUPE_AVAILABLE_IN_ALL
const char          *troupe_reducer_get_sentence  (const TroupeReducer  *self);
TROUPE_AVAILABLE_IN_ALL
const GVariantType  *troupe_reducer_get_signature (const TroupeReducer  *self);
TROUPE_AVAILABLE_IN_ALL
GVariant            *troupe_reducer_combine       (const TroupeReducer  *self,
                                                   GVariant             *left,
                                                   GVariant             *right,
                                                   GVariant             *parameters,
                                                   GError              **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
GVariant            *troupe_reducer_reduce        (const TroupeReducer  *self,
                                                   GVariant *const      *updates,
                                                   gsize                 n_updates,
                                                   GVariant             *parameters,
                                                   GError              **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
GVariant            *troupe_reducer_read          (const TroupeReducer  *self,
                                                   GVariant             *state) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
