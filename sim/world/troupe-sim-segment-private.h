/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "world/troupe-sim-topology-private.h"

G_BEGIN_DECLS

/* What travels from one end of a connection to the other. Order holds: none overtakes another. */
typedef enum
{
  TROUPE_SIM_SEGMENT_CONNECT, /* the first one: asks the listener */
  TROUPE_SIM_SEGMENT_OPENED,  /* the first answer: the listener took it */
  TROUPE_SIM_SEGMENT_REFUSED, /* or not */
  TROUPE_SIM_SEGMENT_BYTES,
  TROUPE_SIM_SEGMENT_END,     /* the end was closed */
  TROUPE_SIM_SEGMENT_RESET,   /* the end is gone without having been closed */
  TROUPE_SIM_SEGMENT_ROOM,    /* so many bytes were read: beside the others, not in their order */
  TROUPE_SIM_SEGMENT_NONE,    /* nothing is sent: the power is off */
} TroupeSimSegmentKind;

/*   on its way <---sent again, and not lost--- waiting to be sent again
 *     |    \                                      ^      |
 *     |     +---------lost, or cut----------------+      +---no answer for too long--> given up
 *     +---> there */
typedef struct
{
  guint64 first_ns;     /* when it was sent first */
  guint64 last_ns;      /* when it was sent last */
  guint64 due_ns;       /* on its way: when it is there; else when it is sent again, or given up */
  guint64 unheld_ns;    /* on its way: when it would be there if nothing were held back */
  guint64 sequence;     /* of its heap entry */
  guint32 n_bytes;      /* 0 except for bytes and room */
  guint8  kind;         /* TroupeSimSegmentKind */
  guint8  is_on_its_way;
  guint8  n_attempts;   /* so far */
  guint8  hold;         /* who holds it back until further notice; 0: nobody */
} TroupeSimSegment;

/* An answer to what an end sent must come within this, or its connection breaks. */
#define TROUPE_SIM_ANSWER_NS_MAX (60 * G_GUINT64_CONSTANT (1000000000))
/* The same for an answer to a connection request. */
#define TROUPE_SIM_CONNECT_NS_MAX (15 * G_GUINT64_CONSTANT (1000000000))

/* Is it part of making a connection? Such a segment is sent again later than others. */
static inline gboolean
troupe_sim_segment_is_handshake (const TroupeSimSegment *self)
{
  return self->kind <= TROUPE_SIM_SEGMENT_REFUSED;
}

/* How long after the @n_attempts-th attempt the next one comes: 200 ms, doubling to 5 s; of a connection, 1, 2, 4 s. */
guint64 troupe_sim_segment_get_pause_ns (gboolean                is_handshake,
                                         guint                   n_attempts);
/* One attempt to send it over @path, now. Whatever would be after @deadline_ns is then. */
void    troupe_sim_segment_send         (TroupeSimSegment       *self,
                                         TroupeSimRun           *run,
                                         TroupeSimPath          *path,
                                         guint64                 deadline_ns);
/* It has not arrived. */
void    troupe_sim_segment_lose         (TroupeSimSegment       *self,
                                         guint64                 now_ns,
                                         guint64                 deadline_ns);

G_END_DECLS
