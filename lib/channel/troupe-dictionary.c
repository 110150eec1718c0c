/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-dictionary-private.h"

#include "base/troupe-id-private.h"

#include <string.h>

#define PLACES_MIN 16u

G_STATIC_ASSERT (TROUPE_DICTIONARY_PEERS_MAX <= G_MAXUINT16);
G_STATIC_ASSERT (TROUPE_DICTIONARY_TYPES_MAX <= G_MAXUINT16);

void
troupe_dictionary_init (TroupeDictionary *self)
{
  *self = (TroupeDictionary) { 0 };
}

static void
forget_peers (TroupeDictionary *self)
{
  for (guint i = 0; i < self->n_peers; i++)
    troupe_peer_unref (self->peers[i]);
  self->n_peers = 0;
  if (self->n_places > 0)
    memset (self->places, 0, self->n_places * sizeof *self->places);
}

void
troupe_dictionary_clear (TroupeDictionary *self)
{
  forget_peers (self);
  g_free (self->peers);
  g_free (self->places);
  g_free (self->types);
  troupe_dictionary_init (self);
}

/* The place of @peer, or the free one where it would stand. Which one that is depends on the id, never on an address:
 * so does what goes over the wire. */
static guint16 *
find_place (const TroupeDictionary *self,
            const TroupePeer       *peer)
{
  guint at = (guint) troupe_actor_id_get_hash64 (peer->id);

  for (;; at++)
    {
      guint16 *place = &self->places[at & (self->n_places - 1)];

      if (*place == 0 || self->peers[*place - 1] == peer)
        return place;
    }
}

guint16
troupe_dictionary_find (const TroupeDictionary *self,
                        const TroupePeer       *peer)
{
  return self->n_places > 0 ? *find_place (self, peer) : 0;
}

static void
grow_places (TroupeDictionary *self)
{
  g_free (self->places);
  self->n_places = MAX (PLACES_MIN, 2 * self->n_places);
  self->places = g_new0 (guint16, self->n_places);
  for (guint i = 0; i < self->n_peers; i++)
    *find_place (self, self->peers[i]) = (guint16) (i + 1);
}

gboolean
troupe_dictionary_make_room (TroupeDictionary *self)
{
  if (G_LIKELY (self->n_peers + 2 <= TROUPE_DICTIONARY_PEERS_MAX))
    return FALSE;

  forget_peers (self);

  return TRUE;
}

guint16
troupe_dictionary_add (TroupeDictionary *self,
                       TroupePeer       *peer)
{
  g_assert (self->n_peers < TROUPE_DICTIONARY_PEERS_MAX);

  if (self->n_peers == self->n_peers_allocated)
    {
      self->n_peers_allocated = MAX (PLACES_MIN / 2, 2 * self->n_peers_allocated);
      self->peers = g_renew (TroupePeer *, self->peers, self->n_peers_allocated);
    }
  if (2 * (self->n_peers + 1) > self->n_places)
    grow_places (self);

  self->peers[self->n_peers++] = troupe_peer_ref (peer);
  *find_place (self, peer) = (guint16) self->n_peers;

  return (guint16) self->n_peers;
}

guint16
troupe_dictionary_find_type (const TroupeDictionary  *self,
                             const TroupeMessageType *type)
{
  return type->index < self->n_types_known ? self->types[type->index] : 0;
}

guint16
troupe_dictionary_add_type (TroupeDictionary        *self,
                            const TroupeMessageType *type)
{
  if (self->n_types == TROUPE_DICTIONARY_TYPES_MAX)
    {
      memset (self->types, 0, self->n_types_known * sizeof *self->types);
      self->n_types = 0;
    }
  if (type->index >= self->n_types_known)
    {
      guint n = MAX (type->index + 1, 2 * self->n_types_known);

      self->types = g_renew (guint16, self->types, n);
      memset (self->types + self->n_types_known, 0, (n - self->n_types_known) * sizeof *self->types);
      self->n_types_known = n;
    }
  self->types[type->index] = (guint16) ++self->n_types;

  return self->types[type->index];
}
