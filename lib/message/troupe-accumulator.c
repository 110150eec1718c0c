/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "message/troupe-accumulator.h"
#include "message/troupe-reducer-private.h"

#include "base/troupe-error.h"
#include "base/troupe-text-private.h"

typedef struct
{
  const TroupeReducer *reducer;    /* (nullable): NULL for an accumulator of a user's own */
  GVariant            *parameters; /* (owned) (nullable): of the reducer */
  GVariant            *state;      /* (owned) (nullable): NULL until the first update */
} TroupeAccumulatorPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (TroupeAccumulator, troupe_accumulator, G_TYPE_OBJECT)

static TroupeAccumulatorPrivate *
get_private (TroupeAccumulator *self)
{
  return troupe_accumulator_get_instance_private (self);
}

static gboolean
fold_by_reducer (TroupeAccumulator  *self,
                 GVariant           *update,
                 GError            **error)
{
  TroupeAccumulatorPrivate *private = get_private (self);
  GVariant *updates[2] = { private->state, update };
  guint first = private->state == NULL ? 1 : 0;
  GVariant *state;

  g_return_val_if_fail (private->reducer != NULL, FALSE);

  state = troupe_reducer_reduce (private->reducer, updates + first, 2 - first, private->parameters, error);
  if (state == NULL)
    return FALSE;

  g_clear_pointer (&private->state, g_variant_unref);
  private->state = state;

  return TRUE;
}

static GVariant *
dup_reduced_state (TroupeAccumulator *self)
{
  TroupeAccumulatorPrivate *private = get_private (self);

  return private->state != NULL ? g_variant_ref (private->state) : NULL;
}

static void
troupe_accumulator_finalize (GObject *object)
{
  TroupeAccumulatorPrivate *private = get_private (TROUPE_ACCUMULATOR (object));

  g_clear_pointer (&private->parameters, g_variant_unref);
  g_clear_pointer (&private->state, g_variant_unref);
  G_OBJECT_CLASS (troupe_accumulator_parent_class)->finalize (object);
}

static void
troupe_accumulator_class_init (TroupeAccumulatorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_accumulator_finalize;
  klass->fold = fold_by_reducer;
  klass->dup_state = dup_reduced_state;
}

static void
troupe_accumulator_init (TroupeAccumulator *self)
{
}

/**
 * troupe_accumulator_new_reducing:
 * @reducer: the name of a reducer, such as `max-int64`
 * @parameters: (nullable) (transfer none): what the reducer is to know; a floating one is consumed
 * @error: return location for an error
 *
 * Makes an accumulator whose state is all updates, combined. Before the first one it has none.
 *
 * Fails with %TROUPE_ERROR_NOT_FOUND.
 *
 * Returns: (transfer full): the accumulator, or %NULL on error
 */
TroupeAccumulator *
troupe_accumulator_new_reducing (const char  *reducer,
                                 GVariant    *parameters,
                                 GError     **error)
{
  g_autoptr (GVariant) owned = parameters != NULL ? g_variant_ref_sink (parameters) : NULL;
  const TroupeReducer *found;
  TroupeAccumulator *self;

  g_return_val_if_fail (reducer != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  found = troupe_reducer_lookup (reducer);
  if (found == NULL)
    {
      g_autofree char *quoted = troupe_text_quote (reducer);

      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND,
                   "Could not make an accumulator: there is no reducer %s", quoted);
      return NULL;
    }

  self = g_object_new (TROUPE_TYPE_ACCUMULATOR, NULL);
  get_private (self)->reducer = found;
  get_private (self)->parameters = g_steal_pointer (&owned);

  return self;
}

/**
 * troupe_accumulator_get_reducer:
 * @self: an accumulator
 *
 * Answers by which reducer updates may be combined on their way to it.
 *
 * Returns: (transfer none) (nullable): its name; %NULL for an accumulator of a user's own
 */
const char *
troupe_accumulator_get_reducer (TroupeAccumulator *self)
{
  g_return_val_if_fail (TROUPE_IS_ACCUMULATOR (self), NULL);

  return get_private (self)->reducer != NULL ? get_private (self)->reducer->name : NULL;
}

/**
 * troupe_accumulator_get_reducer_parameters:
 * @self: an accumulator
 *
 * Answers what its reducer is to know.
 *
 * Returns: (transfer none) (nullable): the parameters, or %NULL
 */
GVariant *
troupe_accumulator_get_reducer_parameters (TroupeAccumulator *self)
{
  g_return_val_if_fail (TROUPE_IS_ACCUMULATOR (self), NULL);

  return get_private (self)->parameters;
}

/**
 * troupe_accumulator_fold: (virtual fold)
 * @self: an accumulator
 * @update: (transfer none): the body of an update
 * @error: return location for an error
 *
 * Folds an update into the state.
 *
 * Fails as the accumulator does, that of a reducer as troupe_reducer_combine(); the state is then as it was.
 *
 * Returns: %TRUE if it is part of the state
 */
gboolean
troupe_accumulator_fold (TroupeAccumulator  *self,
                         GVariant           *update,
                         GError            **error)
{
  g_return_val_if_fail (TROUPE_IS_ACCUMULATOR (self), FALSE);
  g_return_val_if_fail (update != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return TROUPE_ACCUMULATOR_GET_CLASS (self)->fold (self, update, error);
}

/**
 * troupe_accumulator_dup_state: (virtual dup_state)
 * @self: an accumulator
 *
 * Answers what the updates have come to.
 *
 * Returns: (transfer full) (nullable): the state, as the body of a message; %NULL before there is one
 */
GVariant *
troupe_accumulator_dup_state (TroupeAccumulator *self)
{
  GVariant *state;

  g_return_val_if_fail (TROUPE_IS_ACCUMULATOR (self), NULL);

  state = TROUPE_ACCUMULATOR_GET_CLASS (self)->dup_state (self);

  return state != NULL ? g_variant_take_ref (state) : NULL;
}
