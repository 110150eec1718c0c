/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-id-private.h"
#include "base/troupe-hash-private.h"
#include "base/troupe-ref-count-private.h"
#include "base/troupe-reference-private.h"

struct _TroupePortId
{
  TroupeRefCount   n_refs;
  TroupeActorId   *actor; /* (owned) */
  guint64          index;
};

G_DEFINE_BOXED_TYPE (TroupePortId, troupe_port_id, troupe_port_id_ref, troupe_port_id_unref)

/**
 * troupe_port_id_new:
 * @actor: the actor of the port
 * @index: its number at the actor
 *
 * Makes the id of a port. Callable from every thread.
 *
 * Returns: (transfer full): the id
 */
TroupePortId *
troupe_port_id_new (TroupeActorId *actor,
                    guint64        index)
{
  TroupePortId *self;

  g_return_val_if_fail (actor != NULL, NULL);

  self = g_new (TroupePortId, 1);
  troupe_ref_count_init (&self->n_refs);
  self->actor = troupe_actor_id_ref (actor);
  self->index = index;

  return self;
}

/**
 * troupe_port_id_parse:
 * @text: a text such as `tcp:127.0.0.1:4000,bank,teller[0][1024]`
 * @error: return location for an error
 *
 * Reads the id of a port. What troupe_port_id_to_string() prints parses back to an equal id.
 * Callable from every thread.
 *
 * Returns: (transfer full): the id, or %NULL with %TROUPE_ERROR_INVALID_ID, %TROUPE_ERROR_INVALID_NAME or
 *   %TROUPE_ERROR_INVALID_ADDRESS
 */
TroupePortId *
troupe_port_id_parse (const char  *text,
                      GError     **error)
{
  g_auto (TroupeReference) reference = { NULL };
  g_autoptr (TroupeProcId) proc = NULL;
  g_autoptr (TroupeActorId) actor = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!troupe_reference_parse (&reference, TROUPE_REFERENCE_PORT, text, error))
    return NULL;

  proc = troupe_proc_id_new (reference.address, reference.proc, NULL);
  g_assert (proc != NULL);
  actor = troupe_actor_id_new (proc, reference.actor, reference.pid, NULL);
  g_assert (actor != NULL);

  return troupe_port_id_new (actor, reference.port);
}

/**
 * troupe_port_id_ref:
 * @self: an id
 *
 * Takes a reference. Callable from every thread.
 *
 * Returns: (transfer full): @self
 */
TroupePortId *
troupe_port_id_ref (TroupePortId *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  troupe_ref_count_inc (&self->n_refs);

  return self;
}

/**
 * troupe_port_id_unref:
 * @self: (transfer full): an id
 *
 * Drops a reference; the last one frees it. Callable from every thread.
 */
void
troupe_port_id_unref (TroupePortId *self)
{
  g_return_if_fail (self != NULL);

  if (!troupe_ref_count_dec (&self->n_refs))
    return;

  troupe_actor_id_unref (self->actor);
  g_free (self);
}

/**
 * troupe_port_id_get_actor:
 * @self: an id
 *
 * Answers whose port it is. Callable from every thread.
 *
 * Returns: (transfer none): the actor of the port
 */
TroupeActorId *
troupe_port_id_get_actor (const TroupePortId *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->actor;
}

/**
 * troupe_port_id_get_index:
 * @self: an id
 *
 * Answers which of the actor's ports it is. Callable from every thread.
 *
 * Returns: the number of the port at its actor
 */
guint64
troupe_port_id_get_index (const TroupePortId *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->index;
}

/**
 * troupe_port_id_to_string:
 * @self: an id
 *
 * Prints it as `address,proc,name[pid][index]`.
 *
 * Returns: (transfer full): the text; it parses back
 */
char *
troupe_port_id_to_string (const TroupePortId *self)
{
  g_autofree char *actor = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  actor = troupe_actor_id_to_string (self->actor);

  return g_strdup_printf ("%s[%" G_GUINT64_FORMAT "]", actor, self->index);
}

/**
 * troupe_port_id_hash:
 * @self: (type TroupePortId): an id
 *
 * A #GHashFunc, the same in every process and run.
 *
 * Returns: a hash of its content
 */
guint
troupe_port_id_hash (gconstpointer self)
{
  const TroupePortId *id = self;
  guint64 hash;

  g_return_val_if_fail (id != NULL, 0);

  hash = troupe_hash_mix (troupe_actor_id_get_hash64 (id->actor), id->index);

  return (guint) (hash ^ hash >> 32);
}

/**
 * troupe_port_id_equal:
 * @a: (type TroupePortId): an id
 * @b: (type TroupePortId): another one
 *
 * A #GEqualFunc.
 *
 * Returns: %TRUE if they name the same port
 */
gboolean
troupe_port_id_equal (gconstpointer a,
                      gconstpointer b)
{
  const TroupePortId *left = a;
  const TroupePortId *right = b;

  g_return_val_if_fail (left != NULL && right != NULL, FALSE);

  return left->index == right->index && troupe_actor_id_equal (left->actor, right->actor);
}

/**
 * troupe_port_id_compare:
 * @a: (type TroupePortId): an id
 * @b: (type TroupePortId): another one
 *
 * A #GCompareFunc: by actor, then index.
 *
 * Returns: less than, equal to or greater than 0
 */
int
troupe_port_id_compare (gconstpointer a,
                        gconstpointer b)
{
  const TroupePortId *left = a;
  const TroupePortId *right = b;
  int order;

  g_return_val_if_fail (left != NULL && right != NULL, 0);

  order = troupe_actor_id_compare (left->actor, right->actor);
  if (order != 0)
    return order;

  return (left->index > right->index) - (left->index < right->index);
}
