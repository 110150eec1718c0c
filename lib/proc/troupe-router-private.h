/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-message-private.h"
#include "proc/troupe-address-book-private.h"
#include "proc/troupe-router.h"

G_BEGIN_DECLS

struct _TroupeRouter
{
  GObject             parent_instance;

  TroupeLoop         *loop;            /* (not owned) (nullable): whose it is; outlives us or lets go of us */
  TroupeAddressBook   book;
  TroupeRouter       *fallback;        /* (not owned) (nullable): a weak pointer */
  gboolean            has_fallback;    /* one was set, and may be gone by now */
  gboolean            remote_only;     /* of the addresses in ids only those of other machines are dialled */
  gboolean            is_gateway;      /* what comes for others goes on, also where no book names them */
  TroupeAddress      *default_address; /* (owned) (nullable) */
  gboolean            holds;           /* what needs a default address waits for one */
  guint               n_held_max;
  TroupeMessageQueue  held;            /* that wait */
};

/* Where a message to @target goes now: NONE with the address (transfer none), or why no way leads there. *ret_address
 * is NULL with NONE where it is to wait, see troupe_router_wait(). */
TroupeReason   troupe_router_find  (TroupeRouter        *self,
                                    const TroupeActorId *target,
                                    TroupeAddress      **ret_address);
/* @message: (transfer full) if it answers TRUE: it waits. FALSE: too many do. */
gboolean       troupe_router_wait  (TroupeRouter        *self,
                                    TroupeMessage       *message);
/* The loop ends: what waits goes with it. */
void           troupe_router_leave_loop (TroupeRouter        *self);
/* What the books say of it, those of fallbacks too. (transfer none) (nullable) */
TroupeAddress *troupe_router_find_bound (TroupeRouter        *self,
                                    const TroupeActorId *target);

G_END_DECLS
