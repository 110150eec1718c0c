/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-returns-private.h"

#include "base/troupe-hash-private.h"
#include "base/troupe-id-private.h"

/* (sender, number) is the identity of a message. */
typedef struct
{
  TroupePeer *sender; /* (owned) */
  guint64     number;
} Return;

/* The set is looked up only; which one goes is for the queue to say. */
struct _TroupeReturns
{
  GHashTable *set;   /* (element-type Return): nothing owned */
  GQueue      queue; /* (element-type Return) (owned): the oldest first */
};

static guint
return_hash (gconstpointer data)
{
  const Return *self = data;

  return (guint) troupe_hash_mix (troupe_actor_id_get_hash64 (self->sender->id), self->number);
}

static gboolean
return_equal (gconstpointer a,
              gconstpointer b)
{
  const Return *first = a;
  const Return *second = b;

  return first->number == second->number && first->sender == second->sender;
}

static void
return_free (gpointer data)
{
  Return *self = data;

  troupe_peer_unref (self->sender);
  g_free (self);
}

TroupeReturns *
troupe_returns_new (void)
{
  TroupeReturns *self = g_new0 (TroupeReturns, 1);

  self->set = g_hash_table_new (return_hash, return_equal);
  g_queue_init (&self->queue);

  return self;
}

void
troupe_returns_free (TroupeReturns *self)
{
  g_hash_table_unref (self->set);
  g_queue_clear_full (&self->queue, return_free);
  g_free (self);
}

gboolean
troupe_returns_remember (TroupeReturns       *self,
                         const TroupeMessage *message)
{
  Return key = { message->sender, message->number };
  Return *entry;

  if (g_hash_table_contains (self->set, &key))
    return FALSE;

  if (self->queue.length == TROUPE_RETURNS_MAX)
    {
      entry = g_queue_pop_head (&self->queue);
      g_hash_table_remove (self->set, entry);
      return_free (entry);
    }
  entry = g_memdup2 (&key, sizeof key);
  troupe_peer_ref (entry->sender);
  g_queue_push_tail (&self->queue, entry);
  g_hash_table_add (self->set, entry);

  return TRUE;
}
