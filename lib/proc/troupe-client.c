/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-instance-private.h"
#include "proc/troupe-proc-core-private.h"

/* Making clients. A client is its holder's to drop; one that is a child goes with its parent at the latest. */

G_DEFINE_ENUM_TYPE (TroupeClientFlags, troupe_client_flags,
                    G_DEFINE_ENUM_VALUE (TROUPE_CLIENT_PLAIN, "plain"),
                    G_DEFINE_ENUM_VALUE (TROUPE_CLIENT_INTROSPECTABLE, "introspectable"))

void
troupe_client_forget_holder (TroupeCell *self)
{
  TroupeInstance *holder = g_steal_pointer (&self->state);

  if (holder != NULL)
    troupe_instance_forget_cell (holder, TROUPE_ACTOR_STATUS_STOPPED);
}

/**
 * troupe_proc_create_client:
 * @self: a proc
 * @name: its name; no root actor or client of that name may be alive
 * @flags: what it offers
 * @error: return location for an error
 *
 * Makes a client instance: an identity and a mailbox that the caller drives. On the loop's thread.
 *
 * Fails with %TROUPE_ERROR_INVALID_NAME, %TROUPE_ERROR_EXISTS, or %TROUPE_ERROR_CLOSED where the proc is being
 * destroyed.
 *
 * Returns: (transfer full): the instance, or %NULL on error
 */
TroupeInstance *
troupe_proc_create_client (TroupeProc         *self,
                           const char         *name,
                           TroupeClientFlags   flags,
                           GError            **error)
{
  TroupePeer *peer;

  g_return_val_if_fail (TROUPE_IS_PROC (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  peer = troupe_proc_name_root (self, name, error);
  if (peer == NULL)
    return NULL;

  return troupe_instance_new (self, troupe_cell_new (self, /* parent = */ NULL, peer, /* behavior = */ NULL,
                                                     /* state = */ NULL, flags));
}

/**
 * troupe_context_create_client:
 * @self: a context
 * @name: (nullable): a name; %NULL for that of this actor's root
 * @flags: what it offers
 * @error: return location for an error
 *
 * Makes a client instance below this actor, with a pid as a child would get (AI-1): an identity and a mailbox of its
 * own for what the actor does beside its messages. Its end is no event of supervision. When this actor stops or fails,
 * the client is dropped with the children that stop, whoever holds it. On the loop's thread.
 *
 * Fails with %TROUPE_ERROR_INVALID_NAME, and with %TROUPE_ERROR_CLOSED where this actor is ending or the proc is being
 * destroyed.
 *
 * Returns: (transfer full): the instance, or %NULL on error
 */
TroupeInstance *
troupe_context_create_client (TroupeContext      *self,
                              const char         *name,
                              TroupeClientFlags   flags,
                              GError            **error)
{
  TroupeInstance *instance;
  TroupePeer *peer;
  TroupeCell *cell;

  g_return_val_if_fail (troupe_cell_is_live (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!troupe_proc_check_parent (self->proc, troupe_cell_get_id (self), self, error))
    return NULL;
  peer = troupe_proc_name_child (self->proc, self, name, error);
  if (peer == NULL)
    return NULL;

  cell = troupe_cell_new (self->proc, self, peer, /* behavior = */ NULL, /* state = */ NULL, flags);
  instance = troupe_instance_new (/* proc = */ NULL, cell);
  cell->state = instance;

  return instance;
}
