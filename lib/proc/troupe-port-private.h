/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-accumulator.h"
#include "proc/troupe-cell-private.h"
#include "proc/troupe-port.h"

G_BEGIN_DECLS

/* What stands in the mailbox for a port that someone holds. */
typedef struct
{
  TroupeOpenPort           port;        /* first */
  TroupeMessageQueue       queue;       /* what nobody has received yet */
  TroupeCell              *cell;        /* (not owned): whose port it is; outlives us */
  TroupePort              *handle;      /* (not owned) (nullable): NULL once it was let go of */
  TroupeAccumulator       *accumulator; /* (owned) (nullable): what messages are folded into; NULL: they are queued */
  const TroupeMessageType *state_type;  /* with an accumulator: of what is received */
  gboolean                 is_fresh;    /* with an accumulator: nobody has received its state as it is now */
} TroupeReceiver;

struct _TroupePort
{
  GObject                  parent_instance;

  TroupeLoop              *loop;        /* (not owned) (nullable): a weak pointer */
  TroupePortMode           mode;
  const TroupeMessageType *type;        /* (nullable): what it takes; NULL: every type */
  TroupeActorId           *owner;       /* (owned) */
  guint64                  index;       /* at its owner */
  TroupeReceiver          *receiver;    /* (not owned) (nullable): NULL once nothing can be received any more */
  char                    *reducer;     /* (owned) (nullable): that its reference bears */
  GVariant                *parameters;  /* (owned) (nullable): of the reducer */
  TroupePortRef           *ref;         /* (owned) (nullable): once it is bound */
  char                    *closed_text; /* (owned) (nullable): why it takes no more; NULL while it does */
  GQueue                   waits;       /* (element-type TroupePortWait) (owned): who waits, first come first */
  gboolean                 serving;     /* those who wait will be looked after */
};

/* The next message, as a copy that is the caller's; it counts as handled. (transfer full) (nullable): there is none. */
TroupeMessage *troupe_port_take         (TroupePort              *self);
/* Can a receive come to its end now? */
gboolean       troupe_port_is_ready     (const TroupePort        *self);
/* Sees to it that those who wait get what there is. */
void           troupe_port_serve_later  (TroupePort              *self);
/* Those who wait are forgotten: nobody will call them. */
void           troupe_port_forget_waits (TroupePort              *self);
/* Sets CLOSED. */
void           troupe_port_set_closed   (TroupePort              *self,
                                         const char              *attempt,
                                         GError                 **error);
TroupePort    *troupe_cell_open_port     (TroupeCell              *cell,
                                         const TroupeMessageType *type,
                                         TroupePortMode           mode);
TroupePort    *troupe_cell_open_accumulator (TroupeCell           *cell,
                                         const TroupeMessageType *type,
                                         TroupeAccumulator       *accumulator,
                                         const TroupeMessageType *state_type);
/* Is it one of those that someone holds? */
gboolean       troupe_port_is_held      (const TroupeOpenPort    *port);
/* The cell ends: what its ports hold goes back for @reason, and they are told. */
void           troupe_cell_end_ports    (TroupeCell              *self,
                                         TroupeReason             reason);
/* As troupe_context_send_to_port(), whoever the sender is. */
gboolean       troupe_cell_send_to_port (TroupeCell              *self,
                                         TroupePortRef           *port,
                                         const TroupeMessageType *type,
                                         GVariant                *body,
                                         GError                 **error);
/* The same in order. @body: (nullable): not consumed. */
gboolean       troupe_cell_send_ordered_to_port (TroupeCell      *self,
                                         TroupePortRef           *port,
                                         const TroupeMessageType *type,
                                         GVariant                *body,
                                         GError                 **error);

G_END_DECLS
