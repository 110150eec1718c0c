/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-stream.h"
#include "world/troupe-sim-heap-private.h"
#include "world/troupe-sim-segment-private.h"

G_BEGIN_DECLS

typedef struct _TroupeSimConnection TroupeSimConnection;

/* How much a writer can be ahead of its reader. */
#define TROUPE_SIM_PIPE_SIZE 65536u

/* One direction of a connection: the bytes that were written and not yet read, the segments that carry them, and
 * what the writer knows of the room that is left. Every byte of the 64 KiB is in one of four states:
 *
 *   room --write--> n_bytes --read--> n_read --note sent--> n_told --note is there--> room
 *
 * so that their sum is always TROUPE_SIM_PIPE_SIZE. Of the n_bytes, the first n_arrived can be read. */
typedef struct
{
  TroupeSimConnection *connection;      /* that it is part of */

  guint8              *bytes;           /* a ring */
  guint32              n_allocated;     /* a power of two, or 0 */
  guint32              head;            /* index of the first byte */
  guint32              n_bytes;
  guint32              n_arrived;
  guint32              n_held;          /* after those: they have arrived, and are held back for the moment */

  guint32              room;
  guint32              n_read;
  TroupeSimSegment     note;            /* of room, on its way to the writer: n_told are its bytes; 0: there is none */

  TroupeSimSegment    *segments;        /* a ring: those that are not there yet, in the order of sending */
  guint                n_segments_allocated;
  guint                segment_head;
  guint                n_segments;
  guint64              entry_ns;        /* of the heap entry for the first of them, or NEVER: another is stale */
  guint64              last_arrival_ns; /* of those sent so far, as if none was lost */
  guint64              last_unheld_ns;  /* the same, as if nothing was held back either */
  guint64              answered_ns;     /* when the reader's side last said that something is there */
  guint64              unanswered_ns;   /* when the oldest was sent that is there, and no answer came; or NEVER */
  guint64              probe_ns;        /* when it is asked for one; see unanswered_ns */
  guint8               n_probes;
  gboolean             has_reset;       /* a reset is among the segments: nothing needs to follow */
} TroupeSimPipe;

void              troupe_sim_pipe_init         (TroupeSimPipe          *self,
                                                TroupeSimConnection    *connection);
void              troupe_sim_pipe_clear        (TroupeSimPipe          *self);
/* Copies in what there is room for, @n_bytes_max at most. */
guint32           troupe_sim_pipe_put          (TroupeSimPipe          *self,
                                                const TroupeVector     *vectors,
                                                guint                   n_vectors,
                                                guint32                 n_bytes_max);
/* Copies out; @size is at most n_arrived. */
void              troupe_sim_pipe_take         (TroupeSimPipe          *self,
                                                void                   *buffer,
                                                guint32                 size);
void              troupe_sim_pipe_push_segment (TroupeSimPipe          *self,
                                                const TroupeSimSegment *segment);
void              troupe_sim_pipe_pop_segment  (TroupeSimPipe          *self);
/* Forgets all segments but the first @n_kept, which carry no bytes, and the bytes that are still in them. */
void              troupe_sim_pipe_drop         (TroupeSimPipe          *self,
                                                guint                   n_kept);

/* The @i-th of those that are not there yet; valid until the next push. */
static inline TroupeSimSegment *
troupe_sim_pipe_get_segment (TroupeSimPipe *self,
                             guint          i)
{
  return &self->segments[(self->segment_head + i) & (self->n_segments_allocated - 1)];
}

G_END_DECLS
