/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "real/troupe-real-signals-private.h"
#include "base/troupe-error.h"

#include <glib-unix.h>
#include <signal.h>

struct _TroupeRealSignals
{
  GMainContext *context; /* (owned) */
  GPtrArray    *watches; /* (owned) (element-type GSource): one for each call of watch */
};

typedef struct
{
  TroupeSignalFunc func;
  gpointer         user_data;
  int              number;
} Watch;

static gboolean
watch_dispatch (gpointer user_data)
{
  Watch *watch = user_data;

  watch->func (watch->number, watch->user_data);

  return G_SOURCE_CONTINUE;
}

static void
end_watch (gpointer data)
{
  g_source_destroy (data);
  g_source_unref (data);
}

TroupeRealSignals *
troupe_real_signals_new (GMainContext *context)
{
  TroupeRealSignals *self = g_new0 (TroupeRealSignals, 1);

  self->context = g_main_context_ref (context);
  self->watches = g_ptr_array_new_with_free_func (end_watch);

  return self;
}

void
troupe_real_signals_free (TroupeRealSignals *self)
{
  g_ptr_array_unref (self->watches);
  g_main_context_unref (self->context);
  g_free (self);
}

/* Which signals GLib can hand to a main context. */
static gboolean
can_watch (int signal_number)
{
  static const int numbers[] = { SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      if (numbers[i] == signal_number)
        return TRUE;
    }

  return FALSE;
}

gboolean
troupe_real_signals_watch (TroupeRealSignals  *self,
                           int                 signal_number,
                           TroupeSignalFunc    func,
                           gpointer            user_data,
                           GError            **error)
{
  GSource *source;
  Watch *watch;

  if (!can_watch (signal_number))
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED,
                   "Could not watch the signal %d: only SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2 and "
                   "SIGWINCH can be watched",
                   signal_number);
      return FALSE;
    }

  watch = g_new (Watch, 1);
  watch->func = func;
  watch->user_data = user_data;
  watch->number = signal_number;

  source = g_unix_signal_source_new (signal_number);
  g_source_set_callback (source, watch_dispatch, watch, g_free);
  g_source_attach (source, self->context);
  g_ptr_array_add (self->watches, source);

  return TRUE;
}
