/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-id-private.h"
#include "base/troupe-reference-private.h"

G_DEFINE_BOXED_TYPE (TroupeActorId, troupe_actor_id, troupe_actor_id_ref, troupe_actor_id_unref)

guint64
troupe_actor_key_hash_name (const TroupeProcId *proc,
                            const char         *name)
{
  return troupe_hash_mix (troupe_proc_id_get_hash64 (proc), troupe_hash_string (name));
}

void
troupe_actor_id_init_inside (TroupeActorId        *self,
                             gpointer              block,
                             const TroupeActorKey *key)
{
  troupe_ref_count_init (&self->n_refs);
  self->n_before = (guint32) ((guint8 *) self - (guint8 *) block);
  if (self->proc != key->proc)
    {
      g_clear_pointer (&self->proc, troupe_proc_id_unref);
      self->proc = troupe_proc_id_ref (key->proc);
    }
  self->pid = key->pid;
  self->hash64 = key->hash64;
  memcpy (self + 1, key->name, key->name_size);
}

gboolean
troupe_actor_id_clear_inside (TroupeActorId *self)
{
  /* Whoever does not hold it cannot come to hold it, so if it is ours alone it stays so. */
  if (troupe_ref_count_is_one (&self->n_refs))
    return TRUE;

  troupe_actor_id_unref (self);

  return FALSE;
}

/* @name has been checked. */
static TroupeActorId *
actor_id_new (TroupeProcId *proc,
              const char   *name,
              guint64       pid)
{
  TroupeActorKey key = troupe_actor_key (proc, name, strlen (name) + 1, troupe_actor_key_hash_name (proc, name), pid);
  TroupeActorId *self = g_malloc (sizeof *self + key.name_size);

  self->proc = NULL;
  troupe_actor_id_init_inside (self, self, &key);

  return self;
}

/**
 * troupe_actor_id_new:
 * @proc: the proc of the actor
 * @name: its name, see troupe_name_check()
 * @pid: its number among those of this name
 * @error: return location for an error
 *
 * Makes the id of an actor. Callable from every thread.
 *
 * Returns: (transfer full): the id, or %NULL with %TROUPE_ERROR_INVALID_NAME
 */
TroupeActorId *
troupe_actor_id_new (TroupeProcId  *proc,
                     const char    *name,
                     guint64        pid,
                     GError       **error)
{
  g_return_val_if_fail (proc != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!troupe_name_check (name, error))
    return NULL;

  return actor_id_new (proc, name, pid);
}

/**
 * troupe_actor_id_parse:
 * @text: a text such as `tcp:127.0.0.1:4000,bank,teller[0]`; without brackets the pid is 0
 * @error: return location for an error
 *
 * Reads the id of an actor. What troupe_actor_id_to_string() prints parses back to an equal id.
 * Callable from every thread.
 *
 * Returns: (transfer full): the id, or %NULL with %TROUPE_ERROR_INVALID_ID, %TROUPE_ERROR_INVALID_NAME or
 *   %TROUPE_ERROR_INVALID_ADDRESS
 */
TroupeActorId *
troupe_actor_id_parse (const char  *text,
                       GError     **error)
{
  g_auto (TroupeReference) reference = { NULL };
  g_autoptr (TroupeProcId) proc = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!troupe_reference_parse (&reference, TROUPE_REFERENCE_ACTOR, text, error))
    return NULL;

  proc = troupe_proc_id_new (reference.address, reference.proc, NULL);
  g_assert (proc != NULL);

  return actor_id_new (proc, reference.actor, reference.pid);
}

/**
 * troupe_actor_id_ref:
 * @self: an id
 *
 * Takes a reference. Callable from every thread.
 *
 * Returns: (transfer full): @self
 */
TroupeActorId *
troupe_actor_id_ref (TroupeActorId *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  troupe_ref_count_inc (&self->n_refs);

  return self;
}

/**
 * troupe_actor_id_unref:
 * @self: (transfer full): an id
 *
 * Drops a reference; the last one frees it. Callable from every thread.
 */
void
troupe_actor_id_unref (TroupeActorId *self)
{
  g_return_if_fail (self != NULL);

  if (!troupe_ref_count_dec (&self->n_refs))
    return;

  troupe_proc_id_unref (self->proc);
  g_free ((guint8 *) self - self->n_before);
}

/**
 * troupe_actor_id_get_proc:
 * @self: an id
 *
 * Answers where the actor lives. Callable from every thread.
 *
 * Returns: (transfer none): the proc of the actor
 */
TroupeProcId *
troupe_actor_id_get_proc (const TroupeActorId *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->proc;
}

/**
 * troupe_actor_id_get_name:
 * @self: an id
 *
 * Answers the actor's name. Callable from every thread.
 *
 * Returns: (transfer none): the name of the actor
 */
const char *
troupe_actor_id_get_name (const TroupeActorId *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return troupe_actor_id_peek_name (self);
}

/**
 * troupe_actor_id_get_pid:
 * @self: an id
 *
 * Answers the number that tells namesakes apart. Callable from every thread.
 *
 * Returns: the number of the actor among those of its name
 */
guint64
troupe_actor_id_get_pid (const TroupeActorId *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->pid;
}

/**
 * troupe_actor_id_to_string:
 * @self: an id
 *
 * Prints it as `address,proc,name[pid]`.
 *
 * Returns: (transfer full): the text; it parses back
 */
char *
troupe_actor_id_to_string (const TroupeActorId *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strdup_printf ("%s,%s,%s[%" G_GUINT64_FORMAT "]",
                          troupe_address_to_string (troupe_proc_id_get_address (self->proc)),
                          troupe_proc_id_get_name (self->proc),
                          troupe_actor_id_peek_name (self), self->pid);
}

guint64
troupe_actor_id_get_hash64 (const TroupeActorId *self)
{
  return self->hash64;
}

/**
 * troupe_actor_id_hash:
 * @self: (type TroupeActorId): an id
 *
 * A #GHashFunc, the same in every process and run.
 *
 * Returns: a hash of its content
 */
guint
troupe_actor_id_hash (gconstpointer self)
{
  const TroupeActorId *id = self;

  g_return_val_if_fail (id != NULL, 0);

  return (guint) (id->hash64 ^ id->hash64 >> 32);
}

/**
 * troupe_actor_id_equal:
 * @a: (type TroupeActorId): an id
 * @b: (type TroupeActorId): another one
 *
 * A #GEqualFunc.
 *
 * Returns: %TRUE if they name the same actor
 */
gboolean
troupe_actor_id_equal (gconstpointer a,
                       gconstpointer b)
{
  const TroupeActorId *left = a;
  const TroupeActorId *right = b;

  g_return_val_if_fail (left != NULL && right != NULL, FALSE);

  return left == right
         || (left->hash64 == right->hash64
             && left->pid == right->pid
             && strcmp (troupe_actor_id_peek_name (left), troupe_actor_id_peek_name (right)) == 0
             && troupe_proc_id_equal (left->proc, right->proc));
}

/**
 * troupe_actor_id_compare:
 * @a: (type TroupeActorId): an id
 * @b: (type TroupeActorId): another one
 *
 * A #GCompareFunc: by proc, then name, then pid.
 *
 * Returns: less than, equal to or greater than 0
 */
int
troupe_actor_id_compare (gconstpointer a,
                         gconstpointer b)
{
  const TroupeActorId *left = a;
  const TroupeActorId *right = b;
  int order;

  g_return_val_if_fail (left != NULL && right != NULL, 0);

  if (left == right)
    return 0;

  order = troupe_proc_id_compare (left->proc, right->proc);
  if (order == 0)
    order = strcmp (troupe_actor_id_peek_name (left), troupe_actor_id_peek_name (right));
  if (order == 0)
    order = (left->pid > right->pid) - (left->pid < right->pid);

  return order;
}
