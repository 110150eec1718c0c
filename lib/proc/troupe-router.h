/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe.h> can be included directly."
#endif

#include "proc/troupe-loop.h"

#include "base/troupe-id.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_ROUTER (troupe_router_get_type ())

/**
 * TroupeRouter:
 *
 * Which address leads to whom: an address book, and what is done with whom it does not name. The most special entry
 * counts: that of the actor, then that of its proc, then that of its proc's address. Where the book has none, it is in
 * this order
 *
 * 1. what the fallback says, if there is one; when the fallback has gone, no way leads there any more;
 * 2. the address in the id itself, unless the router dials only remote addresses and this is none;
 * 3. the default address, if there is one;
 * 4. waiting, if the router holds messages until it has a default address.
 *
 * Each loop has a router, which messages to others take. All functions are to be called on the loop's thread.
 */
TROUPE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (TroupeRouter, troupe_router, TROUPE, ROUTER, GObject)

TROUPE_AVAILABLE_IN_ALL
TroupeRouter  *troupe_router_new             (void) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupeRouter  *troupe_loop_get_router        (TroupeLoop      *self);

/* The book. */
TROUPE_AVAILABLE_IN_ALL
void           troupe_router_bind_actor      (TroupeRouter    *self,
                                              TroupeActorId   *actor,
                                              TroupeAddress   *address);
TROUPE_AVAILABLE_IN_ALL
void           troupe_router_bind_proc       (TroupeRouter    *self,
                                              TroupeProcId    *proc,
                                              TroupeAddress   *address);
TROUPE_AVAILABLE_IN_ALL
void           troupe_router_bind_address    (TroupeRouter    *self,
                                              TroupeAddress   *prefix,
                                              TroupeAddress   *address);
TROUPE_AVAILABLE_IN_ALL
guint          troupe_router_unbind_actor    (TroupeRouter    *self,
                                              TroupeActorId   *actor);
TROUPE_AVAILABLE_IN_ALL
guint          troupe_router_unbind_proc     (TroupeRouter    *self,
                                              TroupeProcId    *proc);
TROUPE_AVAILABLE_IN_ALL
guint          troupe_router_unbind_address  (TroupeRouter    *self,
                                              TroupeAddress   *prefix);
TROUPE_AVAILABLE_IN_ALL
char         **troupe_router_list_prefixes   (TroupeRouter    *self) G_GNUC_WARN_UNUSED_RESULT;

/* Whom the book does not name. */
TROUPE_AVAILABLE_IN_ALL
void           troupe_router_set_fallback    (TroupeRouter    *self,
                                              TroupeRouter    *fallback);
TROUPE_AVAILABLE_IN_ALL
void           troupe_router_set_remote_only (TroupeRouter    *self,
                                              gboolean         remote_only);
TROUPE_AVAILABLE_IN_ALL
void           troupe_router_set_gateway     (TroupeRouter    *self,
                                              gboolean         is_gateway);
TROUPE_AVAILABLE_IN_ALL
void           troupe_router_set_default     (TroupeRouter    *self,
                                              TroupeAddress   *address);
TROUPE_AVAILABLE_IN_ALL
void           troupe_router_hold            (TroupeRouter    *self,
                                              guint            n_messages_max);
TROUPE_AVAILABLE_IN_ALL
gboolean       troupe_router_configure       (TroupeRouter    *self,
                                              TroupeAddress   *address);

TROUPE_AVAILABLE_IN_ALL
TroupeAddress *troupe_router_lookup          (TroupeRouter    *self,
                                              TroupeActorId   *actor) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
