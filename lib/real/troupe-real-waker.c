/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "real/troupe-real-waker-private.h"

enum
{
  ASLEEP,
  WOKEN,
  RUNNING,
};

/* Other threads may hold it for longer than the world lives. */
struct _TroupeRealWaker
{
  TroupeWaker   waker;
  GMainContext *context;     /* (owned) */
  int           wakefulness; /* (atomic): ASLEEP, WOKEN or RUNNING */
};

static void
wake_context (TroupeWaker *waker)
{
  TroupeRealWaker *self = (TroupeRealWaker *) waker;

  if (g_atomic_int_exchange (&self->wakefulness, WOKEN) == ASLEEP)
    g_main_context_wakeup (self->context);
}

static void
free_waker (TroupeWaker *waker)
{
  TroupeRealWaker *self = (TroupeRealWaker *) waker;

  g_main_context_unref (self->context);
  g_free (self);
}

TroupeRealWaker *
troupe_real_waker_new (GMainContext *context)
{
  TroupeRealWaker *self = g_new0 (TroupeRealWaker, 1);

  troupe_ref_count_init (&self->waker.n_refs);
  self->waker.wake = wake_context;
  self->waker.free = free_waker;
  self->context = g_main_context_ref (context);

  return self;
}

void
troupe_real_waker_free (TroupeRealWaker *self)
{
  troupe_waker_unref (&self->waker);
}

TroupeWaker *
troupe_real_waker_get_waker (TroupeRealWaker *self)
{
  return &self->waker;
}

void
troupe_real_waker_wake (TroupeRealWaker *self)
{
  troupe_waker_wake (&self->waker);
}

gboolean
troupe_real_waker_is_asleep (TroupeRealWaker *self)
{
  return g_atomic_int_get (&self->wakefulness) == ASLEEP;
}

gboolean
troupe_real_waker_is_woken (TroupeRealWaker *self)
{
  return g_atomic_int_get (&self->wakefulness) == WOKEN;
}

void
troupe_real_waker_begin (TroupeRealWaker *self)
{
  g_atomic_int_set (&self->wakefulness, RUNNING);
}

void
troupe_real_waker_end (TroupeRealWaker *self,
                       gboolean         has_more)
{
  /* Fails where a wake came meanwhile, which then counts. */
  if (has_more)
    g_atomic_int_set (&self->wakefulness, WOKEN);
  else
    g_atomic_int_compare_and_exchange (&self->wakefulness, RUNNING, ASLEEP);
}
