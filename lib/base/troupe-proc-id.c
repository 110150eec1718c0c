/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-id-private.h"
#include "base/troupe-hash-private.h"
#include "base/troupe-ref-count-private.h"
#include "base/troupe-reference-private.h"

#include <string.h>

struct _TroupeProcId
{
  TroupeRefCount   n_refs;
  TroupeAddress   *address; /* (owned) */
  guint64          hash64;  /* of address and name */
  char             name[];  /* legal, ends with 0 */
};

G_DEFINE_BOXED_TYPE (TroupeProcId, troupe_proc_id, troupe_proc_id_ref, troupe_proc_id_unref)

/* @name has been checked. */
static TroupeProcId *
proc_id_new (TroupeAddress *address,
             const char    *name)
{
  gsize name_size = strlen (name) + 1;
  TroupeProcId *self = g_malloc (sizeof *self + name_size);

  troupe_ref_count_init (&self->n_refs);
  self->address = troupe_address_ref (address);
  self->hash64 = troupe_hash_mix (troupe_address_get_hash64 (address), troupe_hash_string (name));
  memcpy (self->name, name, name_size);

  return self;
}

/**
 * troupe_proc_id_new:
 * @address: where the proc is reached
 * @name: its name, see troupe_name_check()
 * @error: return location for an error
 *
 * Makes the id of a proc. Callable from every thread.
 *
 * Returns: (transfer full): the id, or %NULL with %TROUPE_ERROR_INVALID_NAME
 */
TroupeProcId *
troupe_proc_id_new (TroupeAddress  *address,
                    const char     *name,
                    GError        **error)
{
  g_return_val_if_fail (address != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!troupe_name_check (name, error))
    return NULL;

  return proc_id_new (address, name);
}

/**
 * troupe_proc_id_parse:
 * @text: a text such as `tcp:127.0.0.1:4000,bank`
 * @error: return location for an error
 *
 * Reads the id of a proc. What troupe_proc_id_to_string() prints parses back to an equal id.
 * Callable from every thread.
 *
 * Returns: (transfer full): the id, or %NULL with %TROUPE_ERROR_INVALID_ID, %TROUPE_ERROR_INVALID_NAME or
 *   %TROUPE_ERROR_INVALID_ADDRESS
 */
TroupeProcId *
troupe_proc_id_parse (const char  *text,
                      GError     **error)
{
  g_auto (TroupeReference) reference = { NULL };

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!troupe_reference_parse (&reference, TROUPE_REFERENCE_PROC, text, error))
    return NULL;

  return proc_id_new (reference.address, reference.proc);
}

/**
 * troupe_proc_id_ref:
 * @self: an id
 *
 * Takes a reference. Callable from every thread.
 *
 * Returns: (transfer full): @self
 */
TroupeProcId *
troupe_proc_id_ref (TroupeProcId *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  troupe_ref_count_inc (&self->n_refs);

  return self;
}

/**
 * troupe_proc_id_unref:
 * @self: (transfer full): an id
 *
 * Drops a reference; the last one frees it. Callable from every thread.
 */
void
troupe_proc_id_unref (TroupeProcId *self)
{
  g_return_if_fail (self != NULL);

  if (!troupe_ref_count_dec (&self->n_refs))
    return;

  troupe_address_unref (self->address);
  g_free (self);
}

/**
 * troupe_proc_id_get_address:
 * @self: an id
 *
 * Answers where the proc is reached. Callable from every thread.
 *
 * Returns: (transfer none): where the proc is reached
 */
TroupeAddress *
troupe_proc_id_get_address (const TroupeProcId *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->address;
}

/**
 * troupe_proc_id_get_name:
 * @self: an id
 *
 * Answers the proc's name. Callable from every thread.
 *
 * Returns: (transfer none): the name of the proc
 */
const char *
troupe_proc_id_get_name (const TroupeProcId *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/**
 * troupe_proc_id_to_string:
 * @self: an id
 *
 * Prints it as `address,name`.
 *
 * Returns: (transfer full): the text; it parses back
 */
char *
troupe_proc_id_to_string (const TroupeProcId *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strdup_printf ("%s,%s", troupe_address_to_string (self->address), self->name);
}

guint64
troupe_proc_id_get_hash64 (const TroupeProcId *self)
{
  return self->hash64;
}

/**
 * troupe_proc_id_hash:
 * @self: (type TroupeProcId): an id
 *
 * A #GHashFunc, the same in every process and run.
 *
 * Returns: a hash of its content
 */
guint
troupe_proc_id_hash (gconstpointer self)
{
  const TroupeProcId *id = self;

  g_return_val_if_fail (id != NULL, 0);

  return (guint) (id->hash64 ^ id->hash64 >> 32);
}

/**
 * troupe_proc_id_equal:
 * @a: (type TroupeProcId): an id
 * @b: (type TroupeProcId): another one
 *
 * A #GEqualFunc. The name is part of the identity.
 *
 * Returns: %TRUE if they name the same proc
 */
gboolean
troupe_proc_id_equal (gconstpointer a,
                      gconstpointer b)
{
  const TroupeProcId *left = a;
  const TroupeProcId *right = b;

  g_return_val_if_fail (left != NULL && right != NULL, FALSE);

  return left == right
         || (left->hash64 == right->hash64
             && strcmp (left->name, right->name) == 0
             && troupe_address_equal (left->address, right->address));
}

/**
 * troupe_proc_id_is_prefix_of:
 * @self: a proc's id
 * @actor: an actor's id
 *
 * A proc's id is a prefix of the ids of its actors, and of their ports; an actor's id is one of nothing but itself. In
 * the order of ids a proc comes directly before all that is in it. Callable from every thread.
 *
 * Returns: %TRUE if @actor is, or was, or could be, an actor of that proc
 */
gboolean
troupe_proc_id_is_prefix_of (const TroupeProcId  *self,
                             const TroupeActorId *actor)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (actor != NULL, FALSE);

  return troupe_proc_id_equal (self, troupe_actor_id_get_proc (actor));
}

/**
 * troupe_proc_id_compare:
 * @a: (type TroupeProcId): an id
 * @b: (type TroupeProcId): another one
 *
 * A #GCompareFunc: by address, then name.
 *
 * Returns: less than, equal to or greater than 0
 */
int
troupe_proc_id_compare (gconstpointer a,
                        gconstpointer b)
{
  const TroupeProcId *left = a;
  const TroupeProcId *right = b;
  int order;

  g_return_val_if_fail (left != NULL && right != NULL, 0);

  if (left == right)
    return 0;

  order = troupe_address_compare (left->address, right->address);
  if (order != 0)
    return order;

  return strcmp (left->name, right->name);
}
