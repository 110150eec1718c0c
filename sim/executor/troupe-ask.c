/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-ask.h"

struct _TroupeAsk
{
  TroupeAsks              *asks;    /* (not owned) */
  const TroupeIncarnation *asker;   /* (not owned) */
  gboolean                 is_open; /* it counts against settling */
};

struct _TroupeAsks
{
  TroupeSettle            *settle;     /* (not owned) */
  GPtrArray               *open;       /* (element-type TroupeAsk) (not owned): those that count */
  const TroupeMessageType *wedge_type; /* (nullable) */
};

TroupeAsks *
troupe_asks_new (TroupeSettle            *settle,
                 const TroupeMessageType *wedge_type)
{
  TroupeAsks *self = g_new0 (TroupeAsks, 1);

  self->settle = settle;
  self->wedge_type = wedge_type;
  self->open = g_ptr_array_new ();

  return self;
}

void
troupe_asks_free (TroupeAsks *self)
{
  g_assert (self->open->len == 0);

  g_ptr_array_unref (self->open);
  g_free (self);
}

TroupeAsk *
troupe_asks_open (TroupeAsks              *self,
                  const TroupeIncarnation *asker,
                  const TroupeMessageType *type)
{
  TroupeAsk *ask = g_new0 (TroupeAsk, 1);

  ask->asks = self;
  ask->asker = asker;
  if (type != self->wedge_type)
    {
      ask->is_open = TRUE;
      g_ptr_array_add (self->open, ask);
      troupe_settle_open_ask (self->settle);
    }

  return ask;
}

static void
ask_close (TroupeAsk *ask)
{
  if (!ask->is_open)
    return;

  ask->is_open = FALSE;
  g_ptr_array_remove_fast (ask->asks->open, ask);
  troupe_settle_close_ask (ask->asks->settle);
}

void
troupe_asks_process_ended (TroupeAsks              *self,
                           const TroupeIncarnation *asker)
{
  guint i = 0;

  while (i < self->open->len)
    {
      TroupeAsk *ask = g_ptr_array_index (self->open, i);

      if (ask->asker == asker)
        ask_close (ask);
      else
        i++;
    }
}

void
troupe_ask_answered (TroupeMessage *reply,
                     TroupeReason   reason,
                     gpointer       ask)
{
  ask_close (ask);
}

void
troupe_ask_free (gpointer ask)
{
  ask_close (ask);
  g_free (ask);
}
