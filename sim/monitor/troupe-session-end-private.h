/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "monitor/troupe-monitor-private.h"

G_BEGIN_DECLS

/* One end of a session, as events name it. First in what a monitor knows of it, which is one block from g_malloc(). */
typedef struct
{
  TroupeProcId *proc;        /* (owned): where it is */
  guint64       session;     /* what the events call it */
  gboolean      is_acceptor;
} TroupeSessionEnd;

/* (element-type TroupeSessionEnd) (transfer full): a set that owns what it holds. */
GHashTable *troupe_session_ends_new  (void);
/* The end that @event is about; NULL: it is not there. (transfer none) (nullable) */
gpointer    troupe_session_ends_find (GHashTable        *ends,
                                      const TroupeEvent *event);
/* Adds it, in a block of @size bytes, all else of which is 0. It is not there. (transfer none) */
gpointer    troupe_session_ends_add  (GHashTable        *ends,
                                      const TroupeEvent *event,
                                      gsize              size);

G_END_DECLS
