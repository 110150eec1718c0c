/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-inbox-private.h"

/* The stack has no pop of one, only an exchange for all of it, so a node that comes back at the same address between
 * the load and the exchange of a push does no harm. Release on put pairs with acquire on take: who takes a node sees
 * what was written into it before. */

gboolean
troupe_inbox_put (TroupeInbox     *self,
                  TroupeInboxNode *node)
{
  TroupeInboxNode *newest = __atomic_load_n (&self->newest, __ATOMIC_RELAXED);

  do
    node->next = newest;
  while (!__atomic_compare_exchange_n (&self->newest, &newest, node,
                                       /* weak = */ TRUE, __ATOMIC_RELEASE, __ATOMIC_RELAXED));

  /* Not node->next: the node is the taker's now. */
  return newest == NULL;
}

TroupeInboxNode *
troupe_inbox_take_all (TroupeInbox *self)
{
  TroupeInboxNode *newest = __atomic_exchange_n (&self->newest, NULL, __ATOMIC_ACQUIRE);
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

gboolean
troupe_inbox_is_empty (TroupeInbox *self)
{
  return __atomic_load_n (&self->newest, __ATOMIC_ACQUIRE) == NULL;
}
