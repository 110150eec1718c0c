/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-message-private.h"

G_BEGIN_DECLS

/* Runs when a reply or another message reaches an open port; the message is borrowed. */
typedef void (*TroupePortFunc) (TroupeMessage *message,
                                gpointer       user_data);
/* Something was put into a queue of the mailbox that was empty. */
typedef void (*TroupeMailboxReadyFunc) (TroupeMailbox *mailbox);

typedef struct
{
  guint64         index;
  gboolean        once;      /* it takes one message and is then gone */
  TroupePortFunc  func;
  gpointer        user_data;
  GDestroyNotify  destroy;   /* of user_data, after the last call or when the port goes unused */
} TroupePort;

/* A call of a port's function that has not returned yet. Lives on the stack of the caller. */
typedef struct _TroupePortCall TroupePortCall;

/* What waits for one actor or client. Two queues: *work* is handled one after the other by its handler; *control*
 * (signals, queries, replies to its open ports) reaches it also while a handler waits. Embedded in the actor's
 * record. */
struct _TroupeMailbox
{
  TroupePeer             *owner;          /* (not owned): whose it is */
  TroupeMessageQueue      work;
  TroupeMessageQueue      control;
  TroupeMailboxReadyFunc  ready_func;
  const guint64          *accepted_types; /* (not owned): bit set over TroupeMessageType.index; NULL: accepts nothing */
  guint                   n_accepted_words;
  GArray                 *ports;          /* (element-type TroupePort) (nullable): open ports, ascending by index */
  guint64                 next_port;      /* the next ephemeral index */
  TroupePortCall         *calls;          /* (not owned) (nullable): calls in progress, innermost first */
  TroupeReason            closed;         /* NONE while work is accepted, then why not */
  gboolean                introspectable; /* queries are accepted */
  gboolean                signallable;    /* signals are accepted */
};

TROUPE_INTERNAL
void         troupe_mailbox_init       (TroupeMailbox          *self,
                                        TroupePeer             *owner,
                                        TroupeMailboxReadyFunc  ready_func);
/* Closes the ports. Both queues must be empty, and no port's function may be running. */
TROUPE_INTERNAL
void         troupe_mailbox_clear      (TroupeMailbox          *self);
/* Takes the message if it answers NONE; else the message stays the caller's, with the reason to return it for.
 * A returned message (IS_RETURN) is always taken: as control if a port waits for its answer, else as work. */
TROUPE_INTERNAL
TroupeReason troupe_mailbox_post       (TroupeMailbox          *self,
                                        TroupeMessage          *message);
/* From now on work is refused with @reason; what is queued stays queued. A later reason replaces an earlier one. */
TROUPE_INTERNAL
void         troupe_mailbox_close      (TroupeMailbox          *self,
                                        TroupeReason            reason);
TROUPE_INTERNAL
guint64      troupe_mailbox_open_port  (TroupeMailbox          *self,
                                        gboolean                once,
                                        TroupePortFunc          func,
                                        gpointer                user_data,
                                        GDestroyNotify          destroy);
TROUPE_INTERNAL
void         troupe_mailbox_close_port (TroupeMailbox          *self,
                                        guint64                 index);
/* Hands a message from the control queue to its open port; FALSE if it is closed by now. The message stays the
 * caller's. The function may open and close ports, its own too, and post here: `destroy` waits until it has
 * returned. */
TROUPE_INTERNAL
gboolean     troupe_mailbox_call_port  (TroupeMailbox          *self,
                                        TroupeMessage          *message);
/* How many messages wait in both queues. */
TROUPE_INTERNAL
guint        troupe_mailbox_get_depth  (const TroupeMailbox    *self);

/* Would it take a message of @type, on its way to the type's own port, as work? */
static inline gboolean
troupe_mailbox_accepts_work (const TroupeMailbox     *self,
                             const TroupeMessageType *type)
{
  guint word = type->index / 64;

  return type->port >= TROUPE_PORT_HANDLER_BIT && self->closed == TROUPE_REASON_NONE &&
         word < self->n_accepted_words && (self->accepted_types[word] >> (type->index % 64) & 1) != 0;
}

G_END_DECLS
