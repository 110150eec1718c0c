/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many hold a value that threads may share. It is what gatomicrefcount does, but inline: ids are held and let go of
 * all the time; and ThreadSanitizer sees it. */
typedef int TroupeRefCount;

static inline void
troupe_ref_count_init (TroupeRefCount *self)
{
  *self = 1;
}

static inline void
troupe_ref_count_inc (TroupeRefCount *self)
{
  int before = __atomic_fetch_add (self, 1, __ATOMIC_RELAXED);

  g_assert (before > 0);
}

/* Is the caller the only one who holds it? What others did before they let go is done. */
static inline gboolean
troupe_ref_count_is_one (const TroupeRefCount *self)
{
  return __atomic_load_n (self, __ATOMIC_ACQUIRE) == 1;
}

/* TRUE if it was the last: whoever held it before has done with it. */
static inline gboolean
troupe_ref_count_dec (TroupeRefCount *self)
{
  int before = __atomic_fetch_sub (self, 1, __ATOMIC_ACQ_REL);

  g_assert (before > 0);

  return before == 1;
}

G_END_DECLS
