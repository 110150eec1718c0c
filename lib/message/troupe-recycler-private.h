/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Blocks of one size that come and go all the time, on one thread: a few are kept for the next who asks. */
typedef struct
{
  gpointer *first;  /* (owned): the kept ones; the first word of each points to the next */
  guint     n_kept;
} TroupeRecycler;

/* How many blocks are kept: the children that a busy parent has under way. Under AddressSanitizer none are, so that it
 * sees each use of a block after its end. */
#ifdef __SANITIZE_ADDRESS__
# define TROUPE_RECYCLER_KEPT_MAX 0u
#else
# define TROUPE_RECYCLER_KEPT_MAX 256u
#endif

/* A block of @size bytes, always the same; its content is whatever it was. */
static inline gpointer
troupe_recycler_take (TroupeRecycler *self,
                      gsize           size)
{
  gpointer *block = self->first;

  if (block == NULL)
    return g_malloc (size);

  self->first = block[0];
  self->n_kept--;

  return block;
}

/* Would a block that is given back be freed? */
static inline gboolean
troupe_recycler_is_full (const TroupeRecycler *self)
{
  return self->n_kept + 1 > TROUPE_RECYCLER_KEPT_MAX;
}

static inline void
troupe_recycler_give_back (TroupeRecycler *self,
                           gpointer        block)
{
  gpointer *words = block;

  if (troupe_recycler_is_full (self))
    {
      g_free (block);
      return;
    }

  words[0] = self->first;
  self->first = words;
  self->n_kept++;
}

static inline void
troupe_recycler_clear (TroupeRecycler *self)
{
  while (self->first != NULL)
    {
      gpointer *block = self->first;

      self->first = block[0];
      g_free (block);
    }
  self->n_kept = 0;
}

G_END_DECLS
