/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "message/troupe-reducer-private.h"

#include "base/troupe-error.h"
#include "base/troupe-text-private.h"
#include "message/troupe-message-type-private.h"

#include <string.h>

/* The registry of reducers that users bring: a list that only grows, newest first, as that of message types. */
static const TroupeReducer *newest_reducer;

static TroupeReducer *
reducer_ref (TroupeReducer *self)
{
  return self;
}

static void
reducer_unref (TroupeReducer *self)
{
}

G_DEFINE_BOXED_TYPE (TroupeReducer, troupe_reducer, reducer_ref, reducer_unref)

static const TroupeReducer *
find_until (const TroupeReducer *first,
            const TroupeReducer *end,
            const char          *name)
{
  for (const TroupeReducer *reducer = first; reducer != end; reducer = reducer->next)
    if (strcmp (reducer->name, name) == 0)
      return reducer;

  return NULL;
}

/**
 * troupe_reducer_lookup:
 * @name: a name such as `sum-int64`
 *
 * Callable from every thread.
 *
 * Returns: (transfer none) (nullable): the reducer of that name, or %NULL
 */
const TroupeReducer *
troupe_reducer_lookup (const char *name)
{
  const TroupeReducer *built_in;

  g_return_val_if_fail (name != NULL, NULL);

  built_in = troupe_built_in_reducer_lookup (name);

  return built_in != NULL ? built_in : find_until (g_atomic_pointer_get (&newest_reducer), NULL, name);
}

static gboolean
check_new (const char  *name,
           const char  *signature,
           GError     **error)
{
  g_autofree char *quoted = troupe_text_quote (name);

  if (!troupe_message_type_is_name (name))
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_NAME,
                 "Could not register the reducer %s: the name is not words joined by dots", quoted);
  else if (!g_variant_type_string_is_valid (signature) || !g_variant_type_is_tuple (G_VARIANT_TYPE (signature)) ||
           !g_variant_type_is_definite (G_VARIANT_TYPE (signature)))
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE,
                 "Could not register the reducer %s: its updates are no tuple of a definite type", quoted);
  else
    return TRUE;

  return FALSE;
}

/* Hooks it in unless there is one of that name by now. */
static gboolean
publish (TroupeReducer *self)
{
  const TroupeReducer *seen = NULL;

  do
    {
      const TroupeReducer *newest = g_atomic_pointer_get (&newest_reducer);

      if (find_until (newest, seen, self->name) != NULL)
        return FALSE;
      seen = newest;
      self->next = newest;
    }
  while (!g_atomic_pointer_compare_and_exchange (&newest_reducer, self->next, self));

  return TRUE;
}

/**
 * troupe_reducer_register:
 * @name: its name: words joined by dots, as those of message types
 * @signature: the type of the bodies that it combines: a tuple, the signature of the message types it is for
 * @sentence: what it does, for people
 * @func: (scope forever) (closure user_data): combines two updates: commutative and associative
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data where the registration fails; else it lives for ever
 * @error: return location for an error
 *
 * Registers a reducer, in every process that combines messages by it. Callable from every thread.
 *
 * Fails with %TROUPE_ERROR_INVALID_NAME, with %TROUPE_ERROR_INVALID_VALUE where @signature is no type of a tuple, and
 * with %TROUPE_ERROR_EXISTS.
 *
 * Returns: (transfer none): the reducer, or %NULL on error
 */
const TroupeReducer *
troupe_reducer_register (const char        *name,
                         const char        *signature,
                         const char        *sentence,
                         TroupeReduceFunc   func,
                         gpointer           user_data,
                         GDestroyNotify     destroy,
                         GError           **error)
{
  TroupeReducer *self;

  g_return_val_if_fail (name != NULL && signature != NULL && sentence != NULL, NULL);
  g_return_val_if_fail (func != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!check_new (name, signature, error))
    {
      if (destroy != NULL)
        destroy (user_data);
      return NULL;
    }

  self = g_new0 (TroupeReducer, 1);
  self->name = g_strdup (name);
  self->sentence = g_strdup (sentence);
  self->signature = g_variant_type_new (signature);
  self->func = func;
  self->user_data = user_data;
  if (troupe_built_in_reducer_lookup (name) == NULL && publish (self))
    return self;

  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS, "Could not register the reducer %s: there is one", name);
  g_free ((char *) self->name);
  g_free ((char *) self->sentence);
  g_variant_type_free ((GVariantType *) self->signature);
  g_free (self);
  if (destroy != NULL)
    destroy (user_data);

  return NULL;
}

/**
 * troupe_reducer_get_name:
 * @self: a reducer
 *
 * Callable from every thread.
 *
 * Returns: (transfer none): its name
 */
const char *
troupe_reducer_get_name (const TroupeReducer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/**
 * troupe_reducer_get_sentence:
 * @self: a reducer
 *
 * Callable from every thread.
 *
 * Returns: (transfer none): what it does, for people
 */
const char *
troupe_reducer_get_sentence (const TroupeReducer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->sentence;
}

/**
 * troupe_reducer_get_signature:
 * @self: a reducer
 *
 * Callable from every thread.
 *
 * Returns: (transfer none): the type of the bodies that it combines
 */
const GVariantType *
troupe_reducer_get_signature (const TroupeReducer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->signature;
}

static gboolean
check_update (const TroupeReducer  *self,
              GVariant             *update,
              GError              **error)
{
  g_autofree char *expected = NULL;

  if (g_variant_is_of_type (update, self->signature))
    return TRUE;

  expected = g_variant_type_dup_string (self->signature);
  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_MESSAGE,
               "Could not combine by %s: an update is of type %s, not %s", self->name,
               g_variant_get_type_string (update), expected);

  return FALSE;
}

/**
 * troupe_reducer_combine:
 * @self: a reducer
 * @left: (transfer none): an update
 * @right: (transfer none): another one
 * @parameters: (nullable) (transfer none): what the reducer is to know
 * @error: return location for an error
 *
 * Makes one update of two. Callable from every thread.
 *
 * Fails with %TROUPE_ERROR_INVALID_MESSAGE where one is not of the reducer's signature, or comes out so; and as the
 * reducer does: the built-in ones with %TROUPE_ERROR_INVALID_VALUE where a sum does not fit into its type.
 *
 * Returns: (transfer full): the combined update, or %NULL on error
 */
GVariant *
troupe_reducer_combine (const TroupeReducer  *self,
                        GVariant             *left,
                        GVariant             *right,
                        GVariant             *parameters,
                        GError              **error)
{
  g_autoptr (GVariant) combined = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (left != NULL && right != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!check_update (self, left, error) || !check_update (self, right, error))
    return NULL;

  combined = self->func (left, right, parameters, self->user_data, error);
  if (combined == NULL)
    {
      if (error != NULL && *error == NULL)
        g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "Could not combine by %s: it failed without saying why",
                     self->name);
      return NULL;
    }
  g_variant_take_ref (combined);

  return check_update (self, combined, error) ? g_steal_pointer (&combined) : NULL;
}

/**
 * troupe_reducer_reduce:
 * @self: a reducer
 * @updates: (array length=n_updates): the updates
 * @n_updates: how many
 * @parameters: (nullable) (transfer none): what the reducer is to know
 * @error: return location for an error
 *
 * Makes one update of many. A single one is answered as it is. Callable from every thread.
 *
 * Fails as troupe_reducer_combine() does, and with %TROUPE_ERROR_INVALID_VALUE where there are none.
 *
 * Returns: (transfer full): the combined update, or %NULL on error
 */
GVariant *
troupe_reducer_reduce (const TroupeReducer  *self,
                       GVariant *const      *updates,
                       gsize                 n_updates,
                       GVariant             *parameters,
                       GError              **error)
{
  g_autoptr (GVariant) combined = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (n_updates == 0)
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE, "Could not reduce by %s: there are no updates",
                   self->name);
      return NULL;
    }

  if (!check_update (self, updates[0], error))
    return NULL;
  combined = g_variant_ref_sink (updates[0]);
  for (gsize i = 1; i < n_updates; i++)
    {
      GVariant *both = troupe_reducer_combine (self, combined, updates[i], parameters, error);

      g_variant_unref (combined);
      combined = both;
      if (both == NULL)
        return NULL;
    }

  return g_steal_pointer (&combined);
}

/**
 * troupe_reducer_read:
 * @self: a reducer
 * @state: (transfer none): an update, combined or not
 *
 * Answers what an update stands for: of a counter the total, of a watermark the least value, of a number the number. Of
 * a reducer that a user has registered an update stands for itself. Callable from every thread.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL where @state says nothing yet: a watermark without ranks
 */
GVariant *
troupe_reducer_read (const TroupeReducer *self,
                     GVariant            *state)
{
  GVariant *value;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (state != NULL && g_variant_is_of_type (state, self->signature), NULL);

  if (self->read == NULL)
    return g_variant_ref_sink (state);
  value = self->read (state);

  return value != NULL ? g_variant_take_ref (value) : NULL;
}
