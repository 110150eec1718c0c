/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-actor-type.h"

#include <string.h>

/* The registry: in the order of registering, never freed, written only before threads start. */
static GPtrArray *actor_types;

/**
 * troupe_actor_type_register:
 * @type: what scenario files may know of the type; it is kept, not copied
 *
 * Makes an actor type known to scenario files. The same one again does nothing; another of the same name is a bug.
 */
void
troupe_actor_type_register (const TroupeActorType *type)
{
  g_return_if_fail (type != NULL && type->name != NULL && type->create != NULL);

  if (troupe_actor_type_lookup (type->name) == type)
    return;
  g_return_if_fail (troupe_actor_type_lookup (type->name) == NULL);

  if (actor_types == NULL)
    actor_types = g_ptr_array_new ();
  g_ptr_array_add (actor_types, (gpointer) type);
}

/**
 * troupe_actor_type_lookup:
 * @name: a name, such as `puppet`
 *
 * Finds a registered type.
 *
 * Returns: (transfer none) (nullable): the type
 */
const TroupeActorType *
troupe_actor_type_lookup (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; actor_types != NULL && i < actor_types->len; i++)
    {
      const TroupeActorType *type = g_ptr_array_index (actor_types, i);

      if (g_str_equal (type->name, name))
        return type;
    }

  return NULL;
}

/**
 * troupe_actor_type_list:
 * @ret_n_types: (out): how many
 *
 * Lists all types, in the order of registering.
 *
 * Returns: (transfer none) (nullable) (array length=ret_n_types): the types; %NULL: none
 */
const TroupeActorType *const *
troupe_actor_type_list (guint *ret_n_types)
{
  g_return_val_if_fail (ret_n_types != NULL, NULL);

  *ret_n_types = actor_types != NULL ? actor_types->len : 0;

  return actor_types != NULL ? (const TroupeActorType *const *) actor_types->pdata : NULL;
}

/**
 * troupe_actor_type_find_message:
 * @self: a type
 * @written: a message as a file writes it
 *
 * Finds the message that is meant: by its full name first, then by the part after the last dot.
 *
 * Returns: (transfer none) (nullable): the message
 */
const TroupeActorMessage *
troupe_actor_type_find_message (const TroupeActorType *self,
                                const char            *written)
{
  const TroupeActorMessage *found = NULL;

  g_return_val_if_fail (self != NULL && written != NULL, NULL);

  for (guint i = 0; i < self->n_messages; i++)
    {
      const char *name = troupe_message_type_get_name (self->messages[i].type);

      if (g_str_equal (name, written))
        return &self->messages[i];
      if (found == NULL && troupe_message_name_matches (written, name))
        found = &self->messages[i];
    }

  return found;
}

/**
 * troupe_message_name_matches:
 * @written: a message as a file writes it
 * @full_name: the name of a message type
 *
 * Tells whether a file means that type: it gives the name, or its part after the last dot.
 *
 * Returns: whether it does
 */
gboolean
troupe_message_name_matches (const char *written,
                             const char *full_name)
{
  const char *dot;

  g_return_val_if_fail (written != NULL && full_name != NULL, FALSE);

  dot = strrchr (full_name, '.');

  return g_str_equal (written, full_name) || (dot != NULL && g_str_equal (written, dot + 1));
}
