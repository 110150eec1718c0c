/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-waker-private.h"

G_BEGIN_DECLS

typedef struct _TroupeInboxNode TroupeInboxNode;

/* Embedded in what is put into an inbox. */
struct _TroupeInboxNode
{
  TroupeInboxNode *next;
};

/* Where other threads leave things for a loop: the only structure of the core that two threads touch. Many put, one
 * takes. To put is one compare-and-exchange, and never waits; what one thread puts is taken in the order it put.
 *
 * Counted, since it is held by who puts things there, and they may go on for longer than the loop: then it is closed,
 * and takes nothing. */
struct _TroupeInbox
{
  TroupeRefCount   n_refs;
  TroupeWaker     *waker;       /* (owned): of who takes */
  TroupeInboxNode *newest;      /* (atomic) (nullable): a stack of what was put since the last take; closed: a mark */
  guint            n_withdrawn; /* (atomic): how many of the addresses where it was found it has left */
};

/* @waker: (transfer full) */
TroupeInbox     *troupe_inbox_new      (TroupeWaker     *waker);
TroupeInbox     *troupe_inbox_ref      (TroupeInbox     *self);
void             troupe_inbox_unref    (TroupeInbox     *self);
/* Wakes who takes, if need be. FALSE if the inbox is closed: the node stays the caller's. */
gboolean         troupe_inbox_put      (TroupeInbox     *self,
                                        TroupeInboxNode *node);
/* Takes all there is, oldest first. (nullable) */
TroupeInboxNode *troupe_inbox_take_all (TroupeInbox     *self);
/* The same, for the last time: from now on nothing can be put. (nullable) */
TroupeInboxNode *troupe_inbox_close    (TroupeInbox     *self);

static inline gboolean
troupe_inbox_is_empty (const TroupeInbox *self)
{
  return __atomic_load_n (&self->newest, __ATOMIC_ACQUIRE) == NULL;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeInbox, troupe_inbox_unref)

G_END_DECLS
