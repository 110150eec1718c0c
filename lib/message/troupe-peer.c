/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "message/troupe-peer-private.h"
#include "message/troupe-recycler-private.h"

/* The peers of one loop, by the content of their ids. It is never walked, so its order does not matter. */
struct _TroupePeerTable
{
  GHashTable    *peers;    /* (owned): TroupeActorId to TroupePeer, both the peer's own */
  TroupeRecycler recycler; /* of peers */
};

TroupePeerTable *
troupe_peer_table_new (void)
{
  TroupePeerTable *self = g_new0 (TroupePeerTable, 1);

  self->peers = g_hash_table_new (troupe_actor_id_hash, troupe_actor_id_equal);

  return self;
}

/* A peer outlives its table by mistake only; the table is then kept, since the peer still points to it. */
void
troupe_peer_table_free (TroupePeerTable *self)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (g_hash_table_size (self->peers) == 0);

  g_hash_table_unref (self->peers);
  troupe_recycler_clear (&self->recycler);
  g_free (self);
}

guint
troupe_peer_table_get_size (const TroupePeerTable *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return g_hash_table_size (self->peers);
}

TroupePeer *
troupe_peer_table_intern (TroupePeerTable *self,
                          TroupeActorId   *id)
{
  TroupePeer *peer;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  peer = g_hash_table_lookup (self->peers, id);
  if (peer != NULL)
    return troupe_peer_ref (peer);

  peer = troupe_recycler_take (&self->recycler, sizeof *peer);
  *peer = (TroupePeer) { .table = self, .id = troupe_actor_id_ref (id), .n_refs = 1 };
  g_hash_table_insert (self->peers, peer->id, peer);

  return peer;
}

TroupePeer *
troupe_peer_new_detached (TroupeActorId *id)
{
  TroupePeer *peer = g_new0 (TroupePeer, 1);

  peer->id = troupe_actor_id_ref (id);
  peer->n_refs = 1;

  return peer;
}

void
troupe_peer_free (TroupePeer *self)
{
  TroupePeerTable *table;

  g_return_if_fail (self != NULL);
  g_return_if_fail (self->n_refs == 0);

  table = self->table;
  if (table != NULL)
    {
      gboolean was_there = g_hash_table_remove (table->peers, self->id);

      g_assert (was_there);
    }
  troupe_actor_id_unref (self->id);
  if (table != NULL)
    troupe_recycler_give_back (&table->recycler, self);
  else
    g_free (self);
}
