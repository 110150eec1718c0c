/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "message/troupe-port-ref-private.h"

#include "base/troupe-error.h"
#include "base/troupe-hash-private.h"
#include "base/troupe-text-private.h"
#include "message/troupe-message-type-private.h"

#include <string.h>

struct _TroupePortRef
{
  gatomicrefcount  n_refs;
  TroupePortFlags  flags;
  TroupePortId    *id;         /* (owned) */
  char            *kind_name;  /* (owned) (nullable): of the message type that it takes; NULL: it takes every type */
  char            *reducer;    /* (owned) (nullable): how messages to it may be made one; NULL: they may not */
  GVariant        *parameters; /* (owned) (nullable): of the reducer */
};

G_DEFINE_BOXED_TYPE (TroupePortRef, troupe_port_ref, troupe_port_ref_ref, troupe_port_ref_unref)
G_DEFINE_FLAGS_TYPE (TroupePortFlags, troupe_port_flags,
                     G_DEFINE_ENUM_VALUE (TROUPE_PORT_DEFAULT, "default"),
                     G_DEFINE_ENUM_VALUE (TROUPE_PORT_ONCE, "once"),
                     G_DEFINE_ENUM_VALUE (TROUPE_PORT_NO_RETURN, "no-return"),
                     G_DEFINE_ENUM_VALUE (TROUPE_PORT_UNSPLIT, "unsplit"))

static gboolean
check_name (const char  *what,
            const char  *name,
            GError     **error)
{
  g_autofree char *quoted = NULL;

  if (name == NULL || troupe_message_type_is_name (name))
    return TRUE;

  quoted = troupe_text_quote (name);
  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE,
               "Could not make a reference to a port: %s is not the name of a %s", quoted, what);

  return FALSE;
}

TroupePortRef *
troupe_port_ref_new_from_parts (const TroupePortRefParts  *parts,
                                GError                   **error)
{
  TroupePortRef *self;

  if (!check_name ("message type", parts->kind_name, error) || !check_name ("reducer", parts->reducer, error))
    return NULL;
  if ((parts->flags & ~TROUPE_PORT_FLAGS_ALL) != 0)
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE,
                   "Could not make a reference to a port: its flags are 0x%x, and no more than 0x%x are known",
                   parts->flags, TROUPE_PORT_FLAGS_ALL);
      return NULL;
    }
  if (parts->parameters != NULL && parts->reducer == NULL)
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE,
                   "Could not make a reference to a port: there are parameters of a reducer, and no reducer");
      return NULL;
    }

  self = g_new0 (TroupePortRef, 1);
  g_atomic_ref_count_init (&self->n_refs);
  self->id = troupe_port_id_ref (parts->id);
  self->flags = parts->flags;
  self->kind_name = g_strdup (parts->kind_name);
  self->reducer = g_strdup (parts->reducer);
  self->parameters = parts->parameters != NULL ? g_variant_ref (parts->parameters) : NULL;

  return self;
}

/**
 * troupe_port_ref_new:
 * @id: (transfer none): which port
 * @type: (nullable): what it takes; %NULL: messages of every type
 * @flags: how it is to be used
 *
 * Makes a reference to a port, without asking whether there is one. Who opens a port gets its reference from
 * troupe_port_bind(). Callable from every thread.
 *
 * Returns: (transfer full): the reference
 */
TroupePortRef *
troupe_port_ref_new (TroupePortId            *id,
                     const TroupeMessageType *type,
                     TroupePortFlags          flags)
{
  TroupePortRefParts parts = { .id = id, .flags = flags };

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail ((flags & ~TROUPE_PORT_FLAGS_ALL) == 0, NULL);

  parts.kind_name = type != NULL ? type->name : NULL;

  return troupe_port_ref_new_from_parts (&parts, NULL);
}

/**
 * troupe_port_ref_with_flags:
 * @self: a reference to a port
 * @flags: how the port is to be used
 *
 * Makes a reference to the same port that is to be used otherwise. One that becomes a reference to a once-port loses
 * its reducer: a single message is not combined with others. Callable from every thread.
 *
 * Returns: (transfer full): the reference
 */
TroupePortRef *
troupe_port_ref_with_flags (const TroupePortRef *self,
                            TroupePortFlags      flags)
{
  gboolean becomes_once;
  TroupePortRefParts parts;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail ((flags & ~TROUPE_PORT_FLAGS_ALL) == 0, NULL);

  becomes_once = (flags & TROUPE_PORT_ONCE) != 0 && (self->flags & TROUPE_PORT_ONCE) == 0;
  parts = (TroupePortRefParts) {
    .id = self->id,
    .kind_name = self->kind_name,
    .flags = flags,
    .reducer = becomes_once ? NULL : self->reducer,
    .parameters = becomes_once ? NULL : self->parameters,
  };

  return troupe_port_ref_new_from_parts (&parts, NULL);
}

/**
 * troupe_port_ref_from_variant:
 * @value: (transfer none): a value of the type %TROUPE_PORT_REF_SIGNATURE
 * @error: return location for an error
 *
 * Reads what troupe_port_ref_to_variant() made: how a handler gets at the port that a field of a message holds. Whether
 * there is such a port shows when it is sent to. Callable from every thread.
 *
 * Fails with %TROUPE_ERROR_INVALID_VALUE, %TROUPE_ERROR_INVALID_ID, %TROUPE_ERROR_INVALID_NAME or
 * %TROUPE_ERROR_INVALID_ADDRESS.
 *
 * Returns: (transfer full): the reference, or %NULL on error
 */
TroupePortRef *
troupe_port_ref_from_variant (GVariant  *value,
                              GError   **error)
{
  g_autoptr (TroupePortId) id = NULL;
  g_autoptr (GVariant) parameters = NULL;
  TroupePortRefParts parts;
  const char *id_text, *kind_name, *reducer;
  guint32 flags;

  g_return_val_if_fail (value != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE (TROUPE_PORT_REF_SIGNATURE)))
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE,
                   "Could not make a reference to a port: the value is of type %s, not %s",
                   g_variant_get_type_string (value), TROUPE_PORT_REF_SIGNATURE);
      return NULL;
    }
  g_variant_get (value, "(&s&su&smv)", &id_text, &kind_name, &flags, &reducer, &parameters);
  id = troupe_port_id_parse (id_text, error);
  if (id == NULL)
    return NULL;

  parts = (TroupePortRefParts) {
    .id = id,
    .kind_name = *kind_name != '\0' ? kind_name : NULL,
    .flags = flags,
    .reducer = *reducer != '\0' ? reducer : NULL,
    .parameters = parameters,
  };

  return troupe_port_ref_new_from_parts (&parts, error);
}

/**
 * troupe_port_ref_to_variant:
 * @self: a reference to a port
 *
 * Makes it a value that a field of a message can hold: the port's id as text, the name of the message type (empty:
 * every type), the flags, the name of the reducer (empty: none) and perhaps the reducer's parameters. Callable from
 * every thread.
 *
 * Returns: (transfer none): the value, floating
 */
GVariant *
troupe_port_ref_to_variant (const TroupePortRef *self)
{
  g_autofree char *id_text = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  id_text = troupe_port_id_to_string (self->id);

  return g_variant_new ("(ssusmv)", id_text, self->kind_name != NULL ? self->kind_name : "", (guint32) self->flags,
                        self->reducer != NULL ? self->reducer : "", self->parameters);
}

/**
 * troupe_port_ref_ref:
 * @self: a reference to a port
 *
 * Keeps it once more. Callable from every thread.
 *
 * Returns: (transfer full): @self
 */
TroupePortRef *
troupe_port_ref_ref (TroupePortRef *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->n_refs);

  return self;
}

/**
 * troupe_port_ref_unref:
 * @self: (transfer full): a reference to a port
 *
 * Lets go of it; the last one frees it. Callable from every thread.
 */
void
troupe_port_ref_unref (TroupePortRef *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;

  troupe_port_id_unref (self->id);
  g_free (self->kind_name);
  g_free (self->reducer);
  g_clear_pointer (&self->parameters, g_variant_unref);
  g_free (self);
}

/**
 * troupe_port_ref_get_id:
 * @self: a reference to a port
 *
 * Answers which port it is. Callable from every thread.
 *
 * Returns: (transfer none): the port's id
 */
TroupePortId *
troupe_port_ref_get_id (const TroupePortRef *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

/**
 * troupe_port_ref_get_kind_name:
 * @self: a reference to a port
 *
 * Answers what the port takes, also where this process does not know the type. Callable from every thread.
 *
 * Returns: (transfer none) (nullable): the name of a message type, or %NULL: it takes messages of every type
 */
const char *
troupe_port_ref_get_kind_name (const TroupePortRef *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->kind_name;
}

/**
 * troupe_port_ref_get_kind:
 * @self: a reference to a port
 *
 * Answers what the port takes. Callable from every thread.
 *
 * Returns: (transfer none) (nullable): the message type; %NULL where it takes messages of every type, or no type of
 *   that name is registered
 */
const TroupeMessageType *
troupe_port_ref_get_kind (const TroupePortRef *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->kind_name != NULL ? troupe_message_type_lookup (self->kind_name) : NULL;
}

/**
 * troupe_port_ref_get_flags:
 * @self: a reference to a port
 *
 * Answers how the port is to be used. Callable from every thread.
 *
 * Returns: the flags
 */
TroupePortFlags
troupe_port_ref_get_flags (const TroupePortRef *self)
{
  g_return_val_if_fail (self != NULL, TROUPE_PORT_DEFAULT);

  return self->flags;
}

/**
 * troupe_port_ref_get_reducer:
 * @self: a reference to a port
 *
 * Answers how several messages to the port may be made one on their way. Callable from every thread.
 *
 * Returns: (transfer none) (nullable): the name of a reducer, or %NULL: each message is to arrive
 */
const char *
troupe_port_ref_get_reducer (const TroupePortRef *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->reducer;
}

/**
 * troupe_port_ref_get_reducer_parameters:
 * @self: a reference to a port
 *
 * Callable from every thread.
 *
 * Returns: (transfer none) (nullable): what the reducer is made with, or %NULL
 */
GVariant *
troupe_port_ref_get_reducer_parameters (const TroupePortRef *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->parameters;
}

/**
 * troupe_port_ref_hash:
 * @self: (type TroupePortRef): a reference to a port
 *
 * A #GHashFunc, the same in every process and run.
 *
 * Returns: a hash of what makes it equal to others
 */
guint
troupe_port_ref_hash (gconstpointer self)
{
  const TroupePortRef *ref = self;

  g_return_val_if_fail (ref != NULL, 0);

  return troupe_port_id_hash (ref->id) ^ (ref->flags & TROUPE_PORT_NO_RETURN);
}

/**
 * troupe_port_ref_equal:
 * @a: (type TroupePortRef): a reference to a port
 * @b: (type TroupePortRef): another one
 *
 * A #GEqualFunc.
 *
 * Returns: %TRUE if they name the same port and agree on %TROUPE_PORT_NO_RETURN
 */
gboolean
troupe_port_ref_equal (gconstpointer a,
                       gconstpointer b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return troupe_port_ref_compare (a, b) == 0;
}

/**
 * troupe_port_ref_compare:
 * @a: (type TroupePortRef): a reference to a port
 * @b: (type TroupePortRef): another one
 *
 * A #GCompareFunc: by port, then those whose messages come back before those whose do not.
 *
 * Returns: less than, equal to or greater than 0
 */
int
troupe_port_ref_compare (gconstpointer a,
                         gconstpointer b)
{
  const TroupePortRef *left = a;
  const TroupePortRef *right = b;
  int order;

  g_return_val_if_fail (left != NULL && right != NULL, 0);

  order = troupe_port_id_compare (left->id, right->id);
  if (order != 0)
    return order;

  return (int) (left->flags & TROUPE_PORT_NO_RETURN) - (int) (right->flags & TROUPE_PORT_NO_RETURN);
}
