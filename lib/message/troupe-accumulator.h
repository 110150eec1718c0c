/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe.h> can be included directly."
#endif

#include "message/troupe-reducer.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_ACCUMULATOR (troupe_accumulator_get_type ())

/**
 * TroupeAccumulator:
 *
 * A state that updates are folded into: what an accumulating port holds, see troupe_context_open_accumulator_port(). A
 * user's own is a subclass. It belongs to one port, and to the thread of its loop.
 */
TROUPE_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (TroupeAccumulator, troupe_accumulator, TROUPE, ACCUMULATOR, GObject)

/**
 * TroupeAccumulatorClass:
 * @parent_class: the class of GObject
 * @fold: folds the body of an update into the state
 * @dup_state: the state, as the body of a message; %NULL: there is none yet
 *
 * What an accumulator of one's own does.
 */
struct _TroupeAccumulatorClass
{
  GObjectClass parent_class;

  /**
   * TroupeAccumulatorClass::fold:
   * @self: an accumulator
   * @update: the body of an update
   * @error: return location for an error
   *
   * Folds an update into the state.
   *
   * Returns: %FALSE with @error set, and the state as it was, where the update cannot be folded
   */
  gboolean  (*fold)      (TroupeAccumulator  *self,
                          GVariant           *update,
                          GError            **error);

  /**
   * TroupeAccumulatorClass::dup_state:
   * @self: an accumulator
   *
   * Answers what the updates have come to.
   *
   * Returns: (transfer full) (nullable): the state as the body of a message, or %NULL
   */
  GVariant *(*dup_state) (TroupeAccumulator  *self);

  /*< private >*/
  gpointer    padding[6];
};

TROUPE_AVAILABLE_IN_ALL
TroupeAccumulator *troupe_accumulator_new_reducing (const char          *reducer,
                                                    GVariant            *parameters,
                                                    GError             **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
const char        *troupe_accumulator_get_reducer  (TroupeAccumulator   *self);
TROUPE_AVAILABLE_IN_ALL
GVariant          *troupe_accumulator_get_reducer_parameters (TroupeAccumulator *self);
TROUPE_AVAILABLE_IN_ALL
gboolean           troupe_accumulator_fold         (TroupeAccumulator   *self,
                                                    GVariant            *update,
                                                    GError             **error);
TROUPE_AVAILABLE_IN_ALL
GVariant          *troupe_accumulator_dup_state    (TroupeAccumulator   *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
