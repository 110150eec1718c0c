/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-peer-private.h"

G_BEGIN_DECLS

/* What of the messages that one session has brought for one receiver is still there: it waits, is being handled, or is
 * on its way on or back. Each such message points to its tally, which lives as long as there is one, or someone holds
 * it. */
typedef struct
{
  TroupePeer *receiver;      /* (owned) */
  GHashTable *tallies;       /* (not owned) (nullable): those of its session, by receiver; NULL: the session is gone */
  guint       n_holders;
  guint       n_out;         /* messages */
  guint64     n_large_bytes; /* of the bodies of those that are in no class of blocks */

  /* Who wants to know when there are few. A tally stands in one queue at most: `due` once there are. */
  gpointer    asker;         /* (not owned): whoever that is */
  gboolean    is_asked;      /* and there are not yet: `link` is in a queue of the asker's */
  GQueue     *queue;         /* (not owned) (nullable): that `link` is in */
  GQueue     *due;           /* (not owned): where it goes then */
  GList       link;
  guint32     limit;         /* so many are few; 0 where nobody has asked */
  guint64     mark;          /* the number of the question */
} TroupeTally;

/* (transfer full): the one of @receiver in @tallies (TroupePeer to TroupeTally, nothing owned): made where there is
 * none. */
TroupeTally *troupe_tally_hold    (GHashTable  *tallies,
                                   TroupePeer  *receiver);
void         troupe_tally_release (TroupeTally *self);
/* Few messages are left: someone may want to know, or nobody need it any more. */
void         troupe_tally_look     (TroupeTally *self);
/* The session of @tallies is forgotten: those that still have messages are on their own. */
void         troupe_tallies_free  (GHashTable  *tallies);
/* Puts it into @queue, (nullable): into none. Nobody asks any more. */
void         troupe_tally_move    (TroupeTally *self,
                                   GQueue      *queue);

static inline void
troupe_tally_add (TroupeTally *self,
                  guint64      large_size)
{
  self->n_out++;
  self->n_large_bytes += large_size;
}

/* One of its messages is no more, or has left. @large_size: of the body, where it is in no class. */
static inline void
troupe_tally_subtract (TroupeTally *self,
                       guint64      large_size)
{
  g_assert (self->n_out > 0);

  self->n_out--;
  self->n_large_bytes -= large_size;
  if (self->n_out <= self->limit)
    troupe_tally_look (self);
}

G_END_DECLS
