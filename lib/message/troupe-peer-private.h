/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-id-private.h"

G_BEGIN_DECLS

typedef struct _TroupePeer TroupePeer;
typedef struct _TroupePeerTable TroupePeerTable;
typedef struct _TroupeMailbox TroupeMailbox;

/* An actor as one loop knows it: its id, interned, and where it is if it lives here. Within a loop an actor is
 * known by one peer as long as anyone refers to it, so peers compare by pointer. Counted without atomics: a
 * peer never leaves its loop. The table holds none of its peers: the last unref removes the entry.
 *
 * A peer and its id are one block, which stays until nobody holds either. */
struct _TroupePeer
{
  TroupePeerTable *table;      /* (not owned) (nullable): outlives us; NULL for one that belongs to no loop */
  TroupePeer      *next;       /* (not owned) (nullable): at the same place of the table */
  TroupeMailbox   *mailbox;    /* (not owned) (nullable): its mailbox, while it lives in this loop */
  guint            n_refs;
  guint            size_class; /* of the block: see the table */
  TroupeActorId    id[1];      /* (owned): one, so that it reads like a pointer to it; its name follows */
};

TROUPE_INTERNAL
TroupePeerTable *troupe_peer_table_new      (void);
TROUPE_INTERNAL
void             troupe_peer_table_free     (TroupePeerTable       *self);
TROUPE_INTERNAL
guint            troupe_peer_table_get_size (const TroupePeerTable *self);
/* (transfer full) */
TROUPE_INTERNAL
TroupePeer      *troupe_peer_table_intern   (TroupePeerTable       *self,
                                             TroupeActorId         *id);
/* The same for an id that need not have been made yet. (transfer full) */
TroupePeer      *troupe_peer_table_intern_key (TroupePeerTable     *self,
                                             const TroupeActorKey  *key);
/* (nullable) (transfer none): the peer of @id, if there is one. */
TroupePeer      *troupe_peer_table_find     (const TroupePeerTable *self,
                                             const TroupeActorId   *id);
/* One that belongs to no loop, and so is told apart by its id alone. (transfer full) */
TroupePeer      *troupe_peer_new_detached   (TroupeActorId         *id);
TROUPE_INTERNAL
void             troupe_peer_free           (TroupePeer            *self);

static inline TroupePeer *
troupe_peer_ref (TroupePeer *self)
{
  self->n_refs++;

  return self;
}

static inline void
troupe_peer_unref (TroupePeer *self)
{
  if (--self->n_refs == 0)
    troupe_peer_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupePeer, troupe_peer_unref)

G_END_DECLS
