/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe.h> can be included directly."
#endif

#include "base/troupe-id.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_ACTOR_REF (troupe_actor_ref_get_type ())

/**
 * TroupeActorRef:
 *
 * An actor as one loop knows it: its id, looked up once. To send by it costs no lookup, and within a loop two refs
 * of one actor are one pointer. It does not keep the actor alive, and is valid after its end: what is sent then
 * comes back.
 *
 * It belongs to its loop's thread, is counted without atomics, and must be let go before the loop ends: let an actor
 * that keeps one drop it when it is itself freed. Elsewhere use the id.
 *
 * What travels in a message is the id: its printed form, in a field of the type `s`. Whoever gets one can send to it by
 * troupe_context_send(), and look it up by troupe_context_refer(). Which messages an actor takes is for the actor to
 * say: others come back as %TROUPE_REASON_NO_SUCH_PORT. In the actor's own proc, troupe_proc_resolve() finds out if it
 * lives and is of a type. A #TroupePortRef also says what it takes.
 */
typedef struct _TroupePeer TroupeActorRef;

TROUPE_AVAILABLE_IN_ALL
GType           troupe_actor_ref_get_type (void);
TROUPE_AVAILABLE_IN_ALL
TroupeActorRef *troupe_actor_ref_ref      (TroupeActorRef       *self);
TROUPE_AVAILABLE_IN_ALL
void            troupe_actor_ref_unref    (TroupeActorRef       *self);
TROUPE_AVAILABLE_IN_ALL
TroupeActorId  *troupe_actor_ref_get_id   (const TroupeActorRef *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeActorRef, troupe_actor_ref_unref)

G_END_DECLS
