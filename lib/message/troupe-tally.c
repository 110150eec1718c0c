/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "message/troupe-tally-private.h"

TroupeTally *
troupe_tally_hold (GHashTable *tallies,
                   TroupePeer *receiver)
{
  TroupeTally *self = g_hash_table_lookup (tallies, receiver);

  if (self == NULL)
    {
      self = g_new0 (TroupeTally, 1);
      self->receiver = troupe_peer_ref (receiver);
      self->tallies = tallies;
      self->link.data = self;
      g_hash_table_insert (tallies, receiver, self);
    }
  self->n_holders++;

  return self;
}

void
troupe_tally_move (TroupeTally *self,
                   GQueue      *queue)
{
  if (self->queue != NULL)
    g_queue_unlink (self->queue, &self->link);
  self->queue = queue;
  self->is_asked = FALSE;
  self->limit = 0;
  if (queue != NULL)
    g_queue_push_tail_link (queue, &self->link);
}

static void
free_unused (TroupeTally *self)
{
  if (self->n_out > 0 || self->n_holders > 0)
    return;

  troupe_tally_move (self, NULL);
  if (self->tallies != NULL)
    g_hash_table_remove (self->tallies, self->receiver);
  troupe_peer_unref (self->receiver);
  g_free (self);
}

void
troupe_tally_release (TroupeTally *self)
{
  self->n_holders--;
  free_unused (self);
}

void
troupe_tally_look (TroupeTally *self)
{
  if (self->is_asked)
    troupe_tally_move (self, self->due);
  free_unused (self);
}

static void
let_go (gpointer receiver,
        gpointer tally,
        gpointer user_data)
{
  TroupeTally *self = tally;

  troupe_tally_move (self, NULL);
  self->tallies = NULL;
}

void
troupe_tallies_free (GHashTable *tallies)
{
  g_hash_table_foreach (tallies, let_go, NULL);
  g_hash_table_unref (tallies);
}
