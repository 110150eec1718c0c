/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-inbox-private.h"

/* The stack has no pop of one, only an exchange for all of it, so a node that comes back at the same address between
 * the load and the exchange of a put does no harm. Release on put pairs with acquire on take: who takes a node sees
 * what was written into it before. */

/* What `newest` is once the inbox is closed: no node has this address. */
static TroupeInboxNode closed_mark;

TroupeInbox *
troupe_inbox_new (TroupeWaker *waker)
{
  TroupeInbox *self = g_new0 (TroupeInbox, 1);

  troupe_ref_count_init (&self->n_refs);
  self->waker = waker;

  return self;
}

TroupeInbox *
troupe_inbox_ref (TroupeInbox *self)
{
  troupe_ref_count_inc (&self->n_refs);

  return self;
}

void
troupe_inbox_unref (TroupeInbox *self)
{
  if (!troupe_ref_count_dec (&self->n_refs))
    return;

  troupe_waker_unref (self->waker);
  g_free (self);
}

gboolean
troupe_inbox_put (TroupeInbox     *self,
                  TroupeInboxNode *node)
{
  TroupeInboxNode *newest = __atomic_load_n (&self->newest, __ATOMIC_RELAXED);

  do
    {
      if (newest == &closed_mark)
        return FALSE;
      node->next = newest;
    }
  while (!__atomic_compare_exchange_n (&self->newest, &newest, node,
                                       /* weak = */ TRUE, __ATOMIC_RELEASE, __ATOMIC_RELAXED));

  /* Who found it empty wakes; whoever came between knows that. Not node->next: the node is the taker's now. */
  if (newest == NULL)
    troupe_waker_wake (self->waker);

  return TRUE;
}

/* Turns the stack over. */
static TroupeInboxNode *
oldest_first (TroupeInboxNode *newest)
{
  TroupeInboxNode *oldest = NULL;

  while (newest != NULL)
    {
      TroupeInboxNode *older = newest->next;

      newest->next = oldest;
      oldest = newest;
      newest = older;
    }

  return oldest;
}

TroupeInboxNode *
troupe_inbox_take_all (TroupeInbox *self)
{
  if (troupe_inbox_is_empty (self))
    return NULL;

  return oldest_first (__atomic_exchange_n (&self->newest, NULL, __ATOMIC_ACQUIRE));
}

TroupeInboxNode *
troupe_inbox_close (TroupeInbox *self)
{
  return oldest_first (__atomic_exchange_n (&self->newest, &closed_mark, __ATOMIC_ACQUIRE));
}
