/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-peer-private.h"

G_BEGIN_DECLS

/* A few senders and receivers at a time make up most of what goes over a connection. */
#define TROUPE_PEER_CACHE_SIZE 32

/* The peers of the id texts that came last, each at the place that its text hashes to. */
typedef struct
{
  TroupePeerTable *table; /* (not owned): outlives us */
  struct
  {
    char       *text;     /* (owned) (nullable): the printed form; NULL where the place is free */
    gsize       size;     /* of the text */
    TroupePeer *peer;     /* (owned) */
  } places[TROUPE_PEER_CACHE_SIZE];
} TroupePeerCache;

void        troupe_peer_cache_init  (TroupePeerCache  *self,
                                     TroupePeerTable  *table);
void        troupe_peer_cache_clear (TroupePeerCache  *self);
/* (transfer full). Fails with INVALID_ID and what parsing an id fails with. */
TroupePeer *troupe_peer_cache_find  (TroupePeerCache  *self,
                                     const char       *text,
                                     gsize             size,
                                     GError          **error);

G_END_DECLS
