/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-message-private.h"

G_BEGIN_DECLS

/* Something was put into a queue of the mailbox that was empty. */
typedef void (*TroupeMailboxReadyFunc) (TroupeMailbox *mailbox);

typedef struct _TroupeOpenPort TroupeOpenPort;

/* What becomes of the messages of an open port. A port with `take` is called with them, and may then keep them;
 * without, it holds them until someone receives them. */
typedef struct
{
  /* (nullable): hands over a message, which is borrowed, in a step of the owner: NONE if it is taken, else why it
   * goes back to its sender; the port stays. With @ret_keeps it goes into `held` next. The function may open and close
   * ports, its own too, and post here. */
  TroupeReason (*take)   (TroupeOpenPort *self,
                          TroupeMessage  *message,
                          gboolean       *ret_keeps);
  /* (nullable): what `take` wanted to keep is in `held`. */
  void         (*kept)   (TroupeOpenPort *self);
  /* (nullable): a message was put into `held`, inside the sender's call. */
  void         (*queued) (TroupeOpenPort *self);
  /* (nullable): the owner ends: leaves the mailbox; what it holds goes back for @reason, or on. NULL: it stays until
   * the mailbox is cleared. */
  void         (*end)    (TroupeOpenPort *self,
                          TroupeReason    reason);
  /* It is out of the mailbox, and no call of `take` is under way. `held` is empty. */
  void         (*free)   (TroupeOpenPort *self);
} TroupeOpenPortClass;

/* A numbered entrance of a mailbox, embedded in what its class makes of it. */
struct _TroupeOpenPort
{
  const TroupeOpenPortClass *klass;
  const TroupeMessageType   *type;     /* (nullable): what it takes; NULL: messages of every type */
  guint64                    index;    /* 0 until it is opened; the mailbox gives no index twice */
  TroupeMessageQueue        *held;     /* (nullable): its own: what nobody has received, or been handed, yet */
  guint                      n_calls;  /* of `take` that have not returned */
  gboolean                   bound;    /* a message that only names the index reaches it */
  gboolean                   once;     /* it takes one message */
  gboolean                   returns;  /* it also takes a question that comes back, whose answer it waits for */
  gboolean                   closed;   /* it takes no more */
  gboolean                   removed;  /* from its mailbox: freed when the last call returns */
};

/* What waits for one actor or client. Two queues: *work* is handled one after the other by its handler; *control*
 * (signals, queries, what its open ports are called with) reaches it also while a handler waits. And open ports that
 * hold what they get. Embedded in the actor's record. */
struct _TroupeMailbox
{
  TroupeMessageQueue      work;
  TroupeMessageQueue      control;
  TroupeMailboxReadyFunc  ready_func;
  const guint64          *accepted_types; /* (not owned): bit set over TroupeMessageType.index; NULL: accepts nothing */
  guint                   n_accepted_words;
  guint8                  closed;         /* TroupeReason: NONE while work is accepted, then why not */
  guint8                  introspectable; /* queries are accepted */
  guint8                  signallable;    /* signals are accepted */
  GPtrArray              *ports;          /* (element-type TroupeOpenPort) (owned) (nullable): ascending by index */
  guint64                 next_port;      /* the next ephemeral index */
};

TROUPE_INTERNAL
void         troupe_mailbox_init       (TroupeMailbox          *self,
                                        TroupeMailboxReadyFunc  ready_func);
/* Frees the ports, with what they hold. Both queues must be empty, and no port may be in a call. */
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
/* Is @type one that the owner handles? */
TROUPE_INTERNAL
gboolean     troupe_mailbox_accepts_type (const TroupeMailbox     *self,
                                          const TroupeMessageType *type);
/* @port: (transfer full): gets the next ephemeral index, unless it has that of a handler port, which must be free. */
TROUPE_INTERNAL
void         troupe_mailbox_open_port  (TroupeMailbox          *self,
                                        TroupeOpenPort         *port);
/* (nullable): the open port of that index, also one that takes no more. */
TROUPE_INTERNAL
TroupeOpenPort *troupe_mailbox_find_port (const TroupeMailbox  *self,
                                        guint64                 index);
/* A bound port moves to the free handler port @index, where ordinary messages of its type go. */
TROUPE_INTERNAL
void         troupe_mailbox_move_port  (TroupeMailbox          *self,
                                        TroupeOpenPort         *port,
                                        guint64                 index);
/* Takes it out, and frees it now or when its last call returns. It holds nothing. */
TROUPE_INTERNAL
void         troupe_mailbox_remove_port (TroupeMailbox         *self,
                                        TroupeOpenPort         *port);
/* As troupe_mailbox_post(), to a port that need not be bound. */
TROUPE_INTERNAL
TroupeReason troupe_mailbox_post_to    (TroupeMailbox          *self,
                                        TroupeOpenPort         *port,
                                        TroupeMessage          *message);
/* Hands a message from the control queue to its open port: NONE if that has taken it, else why not. The message stays
 * the caller's. @ret_keeper: (nullable) (transfer none): the port that wants to keep it: see there. */
TROUPE_INTERNAL
TroupeReason troupe_mailbox_call_port  (TroupeMailbox          *self,
                                        TroupeMessage          *message,
                                        TroupeOpenPort        **ret_keeper);
/* @message: (transfer full): for the port that wanted to keep it, at once. */
static inline void
troupe_open_port_keep (TroupeOpenPort *self,
                       TroupeMessage  *message)
{
  troupe_message_queue_push (self->held, message);
  if (self->klass->kept != NULL)
    self->klass->kept (self);
}

/* How many messages wait in both queues, ports aside. */
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
