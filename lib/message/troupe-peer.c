/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "message/troupe-peer-private.h"
#include "message/troupe-recycler-private.h"

#define N_PLACES_MIN 16u

/* How many bytes a block has, in classes. With what malloc() adds each fills a block of its: the first for names of
 * seven letters. What is larger is of its own size, in the last class. */
static const guint class_bytes[] = { 72, 104 };
#define N_CLASSES G_N_ELEMENTS (class_bytes)

/* The peers of one loop, by the content of their ids: at each place those whose hashes end alike, the newest first. It
 * is never walked but to find one, so its order does not matter. */
struct _TroupePeerTable
{
  TroupePeer     **places;                /* (owned): lists, linked by next */
  guint            n_places;              /* a power of two, not below n_peers */
  guint            n_peers;
  TroupeRecycler   recyclers[N_CLASSES];  /* of blocks, by class */
};

/* A block that waits to be used again still holds the proc of the actor that it was. */
static TroupePeer *
table_take_block (TroupePeerTable *self,
                  guint            size_class)
{
  TroupeRecycler *recycler = &self->recyclers[size_class];
  gboolean is_new = recycler->first == NULL;
  TroupePeer *peer = troupe_recycler_take (recycler, class_bytes[size_class]);

  if (is_new)
    peer->id->proc = NULL;

  return peer;
}

static void
table_give_block_back (TroupePeerTable *self,
                       TroupePeer      *peer)
{
  TroupeRecycler *recycler = &self->recyclers[peer->size_class];

  if (troupe_recycler_is_full (recycler))
    troupe_proc_id_unref (peer->id->proc);
  troupe_recycler_give_back (recycler, peer);
}

static void
table_clear_blocks (TroupePeerTable *self)
{
  for (guint i = 0; i < N_CLASSES; i++)
    {
      TroupeRecycler *recycler = &self->recyclers[i];

      for (gpointer *block = recycler->first; block != NULL; block = block[0])
        troupe_proc_id_unref (((TroupePeer *) block)->id->proc);
      troupe_recycler_clear (recycler);
    }
}

TroupePeerTable *
troupe_peer_table_new (void)
{
  TroupePeerTable *self = g_new0 (TroupePeerTable, 1);

  self->n_places = N_PLACES_MIN;
  self->places = g_new0 (TroupePeer *, self->n_places);

  return self;
}

/* A peer outlives its table by mistake only; the table is then kept, since the peer still points to it. */
void
troupe_peer_table_free (TroupePeerTable *self)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->n_peers == 0);

  table_clear_blocks (self);
  g_free (self->places);
  g_free (self);
}

guint
troupe_peer_table_get_size (const TroupePeerTable *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_peers;
}

static TroupePeer **
table_place (const TroupePeerTable *self,
             guint64                hash64)
{
  return &self->places[hash64 & (self->n_places - 1)];
}

static void
table_insert (TroupePeerTable *self,
              TroupePeer      *peer)
{
  TroupePeer **place = table_place (self, peer->id->hash64);

  peer->next = *place;
  *place = peer;
}

static void
table_grow (TroupePeerTable *self)
{
  TroupePeer **old = self->places;
  guint n_old = self->n_places;

  self->n_places *= 2;
  self->places = g_new0 (TroupePeer *, self->n_places);
  for (guint i = 0; i < n_old; i++)
    for (TroupePeer *peer = old[i], *next; peer != NULL; peer = next)
      {
        next = peer->next;
        table_insert (self, peer);
      }
  g_free (old);
}

/* @table: (nullable) */
static TroupePeer *
peer_new (TroupePeerTable      *table,
          const TroupeActorKey *key)
{
  gsize size = sizeof (TroupePeer) + key->name_size;
  guint size_class = 0;
  TroupePeer *self;

  while (size_class < N_CLASSES && class_bytes[size_class] < size)
    size_class++;
  if (table != NULL && size_class < N_CLASSES)
    {
      self = table_take_block (table, size_class);
    }
  else
    {
      self = g_malloc (size);
      self->id->proc = NULL;
    }
  self->table = table;
  self->next = NULL;
  self->mailbox = NULL;
  self->n_refs = 1;
  self->size_class = size_class;
  troupe_actor_id_init_inside (self->id, self, key);

  return self;
}

static TroupePeer *
table_find (const TroupePeerTable *self,
            const TroupeActorKey  *key)
{
  TroupePeer *peer = *table_place (self, key->hash64);

  while (peer != NULL && !troupe_actor_id_is (peer->id, key))
    peer = peer->next;

  return peer;
}

TroupePeer *
troupe_peer_table_find (const TroupePeerTable *self,
                        const TroupeActorId   *id)
{
  TroupeActorKey key = troupe_actor_id_get_key (id);

  return table_find (self, &key);
}

TroupePeer *
troupe_peer_table_intern_key (TroupePeerTable      *self,
                              const TroupeActorKey *key)
{
  TroupePeer *peer = table_find (self, key);

  if (peer != NULL)
    return troupe_peer_ref (peer);

  peer = peer_new (self, key);
  if (++self->n_peers > self->n_places)
    table_grow (self);
  table_insert (self, peer);

  return peer;
}

TroupePeer *
troupe_peer_table_intern (TroupePeerTable *self,
                          TroupeActorId   *id)
{
  TroupeActorKey key;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  key = troupe_actor_id_get_key (id);

  return troupe_peer_table_intern_key (self, &key);
}

TroupePeer *
troupe_peer_new_detached (TroupeActorId *id)
{
  TroupeActorKey key = troupe_actor_id_get_key (id);

  return peer_new (/* table = */ NULL, &key);
}

static void
table_remove (TroupePeerTable *self,
              TroupePeer      *peer)
{
  TroupePeer **link = table_place (self, peer->id->hash64);

  while (*link != peer)
    link = &(*link)->next;
  *link = peer->next;
  self->n_peers--;
}

void
troupe_peer_free (TroupePeer *self)
{
  TroupePeerTable *table;
  guint size_class;

  g_return_if_fail (self != NULL);
  g_return_if_fail (self->n_refs == 0);

  table = self->table;
  size_class = self->size_class;
  if (table != NULL)
    table_remove (table, self);
  if (!troupe_actor_id_clear_inside (self->id))
    return;

  if (table != NULL && size_class < N_CLASSES)
    {
      table_give_block_back (table, self);
      return;
    }

  troupe_proc_id_unref (self->id->proc);
  g_free (self);
}
