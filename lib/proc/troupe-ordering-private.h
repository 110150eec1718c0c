/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-reorder-buffer-private.h"
#include "message/troupe-sequencer-private.h"
#include "proc/troupe-cell-private.h"

G_BEGIN_DECLS

/* What a cell has to do with messages that are in order: it numbers those that it sends, and puts those that it gets
 * into order again before its mailbox sees them. Made when it first does either. */
struct _TroupeOrdering
{
  TroupeCell          *cell;         /* (not owned): whose it is; it outlives us */
  TroupeSequencer     *sequencer;    /* (owned) (nullable): once it has sent some */
  TroupeReorderBuffer *buffer;       /* (owned) (nullable): once it has got some */
  TroupeTimer          timer;        /* when the buffer wants to be asked again */
  guint64              n_duplicates; /* that were dropped */
};

void troupe_ordering_free        (TroupeOrdering *self);
/* @message: ours, with its port, and room for its place in an order: gets it. */
void troupe_cell_number          (TroupeCell     *self,
                                  TroupeMessage  *message);
/* @message: (transfer full): in order, and for an actor or client that lives here: into its mailbox, now or when it is
 * its turn; or back. */
void troupe_cell_take_ordered    (TroupeCell     *self,
                                  TroupeMessage  *message);
/* What is parked for ports from @port_min on goes back: what it waits for will not be taken any more. */
void troupe_ordering_return      (TroupeOrdering *self,
                                  guint64         port_min,
                                  TroupeReason    reason);

static inline void
troupe_cell_return_parked (TroupeCell   *self,
                           guint64       port_min,
                           TroupeReason  reason)
{
  TroupeOrdering *ordering = troupe_cell_get_ordering (self);

  if (G_UNLIKELY (ordering != NULL))
    troupe_ordering_return (ordering, port_min, reason);
}

G_END_DECLS
