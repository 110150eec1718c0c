/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-ref-count-private.h"
#include "base/troupe-world.h"

G_BEGIN_DECLS

/* Wakes the loop of a world, on every thread and at every time: it can be held for longer than the world, and then does
 * nothing. Embedded in what a kind of world needs for it. */
struct _TroupeWaker
{
  TroupeRefCount   n_refs;
  void           (*wake) (TroupeWaker *self);
  void           (*free) (TroupeWaker *self); /* the last reference is gone; on whatever thread that was */
};

static inline TroupeWaker *
troupe_waker_ref (TroupeWaker *self)
{
  troupe_ref_count_inc (&self->n_refs);

  return self;
}

static inline void
troupe_waker_unref (TroupeWaker *self)
{
  if (troupe_ref_count_dec (&self->n_refs))
    self->free (self);
}

static inline void
troupe_waker_wake (TroupeWaker *self)
{
  self->wake (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeWaker, troupe_waker_unref)

G_END_DECLS
