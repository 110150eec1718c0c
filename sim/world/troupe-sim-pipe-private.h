/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-stream.h"
#include "world/troupe-sim-run.h"

G_BEGIN_DECLS

typedef struct _TroupeSimConnection TroupeSimConnection;

/* How much a writer can be ahead of its reader. */
#define TROUPE_SIM_PIPE_SIZE 65536u

/* What travels from one end of a connection to the other. Order holds: none overtakes another. */
typedef enum
{
  TROUPE_SIM_SEGMENT_CONNECT, /* the first one: asks the listener */
  TROUPE_SIM_SEGMENT_OPENED,  /* the first answer: the listener took it */
  TROUPE_SIM_SEGMENT_REFUSED, /* or not */
  TROUPE_SIM_SEGMENT_BYTES,
  TROUPE_SIM_SEGMENT_END,     /* the end was closed */
  TROUPE_SIM_SEGMENT_RESET,   /* the end is gone without having been closed */
} TroupeSimSegmentKind;

typedef struct
{
  guint64              arrival_ns;
  guint64              sequence;   /* of its heap entry */
  TroupeSimSegmentKind kind;
  guint32              n_bytes;    /* 0 except for bytes */
} TroupeSimSegment;

/* One direction of a connection: the bytes that were written and not yet read, the segments that carry them, and
 * what the writer knows of the room that is left. Every byte of the 64 KiB is in one of four states:
 *
 *   room --write--> n_bytes --read--> n_read --note sent--> n_told --note arrives--> room
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
  guint32              n_told;          /* of the one note that is on its way, or 0 */

  TroupeSimSegment    *segments;        /* a ring: those on their way, in the order of arrival */
  guint                n_segments_allocated;
  guint                segment_head;
  guint                n_segments;
  guint64              last_arrival_ns;
  gboolean             has_reset;       /* a reset was sent: nothing needs to follow */
} TroupeSimPipe;

void              troupe_sim_pipe_init         (TroupeSimPipe          *self,
                                                TroupeSimConnection    *connection);
void              troupe_sim_pipe_clear        (TroupeSimPipe          *self);
/* Copies in what there is room for. */
guint32           troupe_sim_pipe_put          (TroupeSimPipe          *self,
                                                const TroupeVector     *vectors,
                                                guint                   n_vectors);
/* Copies out; @size is at most n_arrived. */
void              troupe_sim_pipe_take         (TroupeSimPipe          *self,
                                                void                   *buffer,
                                                guint32                 size);
void              troupe_sim_pipe_push_segment (TroupeSimPipe          *self,
                                                const TroupeSimSegment *segment);
TroupeSimSegment  troupe_sim_pipe_pop_segment  (TroupeSimPipe          *self);

/* The @i-th of those on their way; valid until the next push. */
static inline TroupeSimSegment *
troupe_sim_pipe_get_segment (TroupeSimPipe *self,
                             guint          i)
{
  return &self->segments[(self->segment_head + i) & (self->n_segments_allocated - 1)];
}

G_END_DECLS
