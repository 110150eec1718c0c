/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-peer-cache-private.h"

#include "base/troupe-error.h"
#include "base/troupe-hash-private.h"

#include <string.h>

void
troupe_peer_cache_init (TroupePeerCache *self,
                        TroupePeerTable *table)
{
  *self = (TroupePeerCache) { .table = table };
}

static void
clear_place (TroupePeerCache *self,
             gsize            place)
{
  g_clear_pointer (&self->places[place].text, g_free);
  g_clear_pointer (&self->places[place].peer, troupe_peer_unref);
}

void
troupe_peer_cache_clear (TroupePeerCache *self)
{
  for (gsize i = 0; i < TROUPE_PEER_CACHE_SIZE; i++)
    clear_place (self, i);
}

static TroupePeer *
parse_peer (TroupePeerTable  *table,
            const char       *text,
            gsize             size,
            GError          **error)
{
  g_autoptr (TroupeActorId) id = NULL;

  if (strlen (text) != size)
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_ID, "Could not read an id of %" G_GSIZE_FORMAT
                   " bytes: it contains a zero byte", size);
      return NULL;
    }
  id = troupe_actor_id_parse (text, error);
  if (id == NULL)
    return NULL;

  return troupe_peer_table_intern (table, id);
}

TroupePeer *
troupe_peer_cache_find (TroupePeerCache  *self,
                        const char       *text,
                        gsize             size,
                        GError          **error)
{
  gsize place = troupe_hash_bytes (text, size, /* seed = */ 0) % TROUPE_PEER_CACHE_SIZE;
  g_autofree char *copy = NULL;
  TroupePeer *peer;

  if (self->places[place].text != NULL && self->places[place].size == size &&
      memcmp (self->places[place].text, text, size) == 0)
    return troupe_peer_ref (self->places[place].peer);

  copy = g_strndup (text, size);
  peer = parse_peer (self->table, copy, size, error);
  if (peer == NULL)
    return NULL;

  clear_place (self, place);
  self->places[place].text = g_steal_pointer (&copy);
  self->places[place].size = size;
  self->places[place].peer = troupe_peer_ref (peer);

  return peer;
}
