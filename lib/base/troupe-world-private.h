/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-event-private.h"
#include "base/troupe-world.h"

G_BEGIN_DECLS

/* Does anyone listen? With no listener an event costs this one branch, and none is built. */
static inline gboolean
troupe_world_listens (const TroupeWorld *self,
                      TroupeEventKind    kind)
{
  return G_UNLIKELY (self->event_mask & (1u << kind));
}

/* Hands one event to the world; fills in its time. Call only if troupe_world_listens(). */
TROUPE_INTERNAL
void troupe_world_emit           (TroupeWorld *self,
                                  TroupeEvent *event);
/* Which kinds of events the world passes on: set by those who implement one. */
TROUPE_INTERNAL
void troupe_world_set_event_mask (TroupeWorld *self,
                                  guint32      mask);
/* Whether fault points ask the world at all: set by those who implement one. */
TROUPE_INTERNAL
void troupe_world_set_may_fault  (TroupeWorld *self,
                                  gboolean     may_fault);
/* Which of @n tasks goes next, in their order; @n itself: none, until the world wakes the loop. */
TROUPE_INTERNAL
guint troupe_world_choose_task   (TroupeWorld *self,
                                  guint        n);
/* What wakes the loop of this world from every thread, also when the world has gone. (transfer full) */
TroupeWaker *troupe_world_dup_waker (TroupeWorld *self);
/* @inbox is found at the local @address by the loops of this process. Fails with EXISTS where another one is, and with
 * NOT_SUPPORTED. */
gboolean     troupe_world_publish_inbox  (TroupeWorld    *self,
                                          TroupeAddress  *address,
                                          TroupeInbox    *inbox,
                                          GError        **error);
void         troupe_world_withdraw_inbox (TroupeWorld    *self,
                                          TroupeAddress  *address,
                                          TroupeInbox    *inbox);
/* (transfer full) (nullable) */
TroupeInbox *troupe_world_find_inbox     (TroupeWorld    *self,
                                          TroupeAddress  *address);
/* For implementations: let the loop run at most @budget tasks; TRUE if more is ready. */
TROUPE_INTERNAL
gboolean troupe_world_dispatch   (TroupeWorld *self,
                                  guint        budget);

G_END_DECLS
