/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "message/troupe-actor-ref.h"
#include "message/troupe-peer-private.h"

/* The public face of a peer. */

G_DEFINE_BOXED_TYPE (TroupeActorRef, troupe_actor_ref, troupe_actor_ref_ref, troupe_actor_ref_unref)

/**
 * troupe_actor_ref_ref:
 * @self: a ref of an actor
 *
 * Keeps it once more. On the loop's thread.
 *
 * Returns: (transfer full): @self
 */
TroupeActorRef *
troupe_actor_ref_ref (TroupeActorRef *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return troupe_peer_ref (self);
}

/**
 * troupe_actor_ref_unref:
 * @self: (transfer full): a ref of an actor
 *
 * Lets go of it. On the loop's thread, and before the loop ends.
 */
void
troupe_actor_ref_unref (TroupeActorRef *self)
{
  g_return_if_fail (self != NULL);

  troupe_peer_unref (self);
}

/**
 * troupe_actor_ref_get_id:
 * @self: a ref of an actor
 *
 * Answers which actor it is, alive or not. On the loop's thread.
 *
 * Returns: (transfer none): the actor's id
 */
TroupeActorId *
troupe_actor_ref_get_id (const TroupeActorRef *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (TroupeActorId *) self->id;
}
