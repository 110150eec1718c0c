/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TroupeInboxNode TroupeInboxNode;

/* Embedded in what is posted. */
struct _TroupeInboxNode
{
  TroupeInboxNode *next;
};

/* Where other threads leave things for a loop: the only structure of the core that two threads touch. Many put, one
 * takes. A push is one compare-and-exchange and never waits; what one thread puts is taken in the order it put. */
typedef struct
{
  TroupeInboxNode *newest; /* atomic: a stack of what was put since the last take */
} TroupeInbox;

/* TRUE if the inbox was empty: the loop must be woken. */
gboolean         troupe_inbox_put      (TroupeInbox     *self,
                                        TroupeInboxNode *node);
/* Takes all there is, oldest first. (nullable) */
TroupeInboxNode *troupe_inbox_take_all (TroupeInbox     *self);
gboolean         troupe_inbox_is_empty (TroupeInbox     *self);

G_END_DECLS
