/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-mailbox-private.h"
#include "proc/troupe-loop-private.h"
#include "proc/troupe-proc.h"
#include "proc/troupe-task-private.h"
#include "proc/troupe-timer-private.h"

G_BEGIN_DECLS

/* The record of one actor or client instance: its mailbox, its place in the tree, what it is doing. To its
 * actor's code it is the opaque TroupeContext. */
typedef struct _TroupeContext TroupeCell;

typedef struct _TroupeDelayed TroupeDelayed;
typedef struct _TroupeDestroy TroupeDestroy;
typedef struct _TroupeOrdering TroupeOrdering;
typedef struct _TroupeWatch TroupeWatch;

/* How a cell was asked to end. */
typedef enum
{
  TROUPE_STOP_NONE,
  TROUPE_STOP_DRAIN, /* what is queued is handled first */
  TROUPE_STOP_NOW,   /* what is queued is returned */
} TroupeStopMode;

/* Which call into the actor's code is open. A deferral keeps it open after the code has returned. */
typedef enum
{
  TROUPE_CALL_NONE,
  TROUPE_CALL_INIT,
  TROUPE_CALL_HANDLE,
  TROUPE_CALL_UNDELIVERABLE,
  TROUPE_CALL_CLEANUP,
} TroupeCall;

/* A child's end, or what climbed through the child, on its way to the parent. */
typedef struct _TroupeNotice TroupeNotice;
struct _TroupeNotice
{
  TroupeNotice           *next;
  TroupeSupervisionEvent *event; /* (held) */
  TroupePeer             *via;   /* (owned): the child that handed it up */
};

/* What few cells ever have, made on first use: see troupe_cell_get_rare(). */
typedef struct
{
  TroupeCell             *cell;             /* (not owned): whose */

  /* A call that a deferral keeps open, or kept. */
  TroupeDeferral         *deferral;         /* (owned) (nullable): what keeps the call open */
  GError                 *deferral_error;   /* (owned) (nullable): it was completed with a failure inside the call */
  guint64                 call_began_ns;    /* monotonic */
  guint64                 processing_ns;    /* how long calls about messages were open, as far as the clock was read */

  /* Ending. */
  char                   *stop_text;        /* (owned) (nullable): why */
  TroupeSupervisionEvent *failure;          /* (held) (nullable): what we will fail with; NULL: we stop */
  TroupeTimer             bound;            /* on the present phase of stopping */
  TroupeWatch            *first_watch;      /* (not owned) (nullable): who waits for our end */
  gboolean                outstayed;        /* the destruction of the proc aborted it */

  guint64                 domain;           /* of a root: the highest pid given in its subtree (AI-1) */
  TroupeDelayed          *first_delayed;    /* (owned): messages to ourselves that wait for their time */
  guint64                 n_delayed;        /* numbers them */
  GVariant               *published;        /* (owned) (nullable): a{sv}: what the actor says of itself */
  TroupeOrdering         *ordering;         /* (owned) (nullable): of messages in order, once there are any */
} TroupeCellRare;

struct _TroupeContext
{
  /* What each message touches, together. */
  TroupeMailbox           mailbox;          /* first: a mailbox is its cell */
  TroupeTask              task;             /* one step of this cell */
  union
  {
    struct
    {
      guint8              status;           /* TroupeActorStatus */
      guint8              stop;             /* TroupeStopMode: what was asked for */
      guint8              call;             /* TroupeCall: the open call */
      guint8              running;          /* the actor's code is on the stack */
      guint8              stop_asked;       /* driven: the holder is to be told that it should stop */
      guint8              panicked;         /* no cleanup runs */
      guint8              deferred;         /* the open call took a deferral, which may be completed by now */
      guint8              reserved;         /* 0 */
    };
    guint64               state_word;       /* all of these, so that the ordinary case is one comparison */
  };
  guint                   n_refs;           /* (atomic): the proc's, and those of who keeps the TroupeContext */
  guint8                  stepping;         /* a step is under way: it sees for itself what is next */
  guint8                  driven;           /* by the holder of its instance: its state is a TroupeDrivenActor */
  guint8                  cleaned;          /* cleanup has begun, or never will */
  TroupeProc             *proc;             /* (not owned) (nullable): NULL once the proc has let go of us */
  TroupePeer             *peer;             /* (owned): who we are */
  const TroupeBehavior   *behavior;         /* (not owned) (nullable): what it does; NULL for a client */
  gpointer                state;            /* (nullable): of the behaviour (owned), whose `free` frees it; of a client
                                             * that is a child, its TroupeInstance (not owned) */
  TroupeMessage          *current;          /* (owned) (nullable): what the open call is about */
  TroupeNotice           *last_notice;      /* (owned) (nullable): ends of children that wait to be handled: a ring, so
                                             * its next is the first */
  guint64                 n_sent;           /* numbers our messages */
  guint64                 n_handled;
  const TroupeMessageType *last_type;       /* (nullable): of the message handled last, or being handled */

  TroupeCellRare         *rare;             /* (owned) (nullable) */
  TroupeCell             *parent;           /* (nullable): NULL for a root */
  TroupeCell             *root;             /* of our subtree; itself for a root */
  TroupeCell             *first_child;      /* children in the order of spawning */
  TroupeCell             *previous_sibling; /* of the first: the last one */
  TroupeCell             *next_sibling;
  TroupeCell             *previous;         /* all cells of the proc, in the order of creation */
  TroupeCell             *next;
  gint64                  created_at_ns;    /* wall clock */
};

/* There may be very many that wait. With what malloc() adds this fills a block of its. */
G_STATIC_ASSERT (sizeof (TroupeCell) <= 264);
G_STATIC_ASSERT (G_STRUCT_OFFSET (TroupeCell, reserved) == G_STRUCT_OFFSET (TroupeCell, status) + 7);

/* How many messages, or ends of children, one step handles in a row where the world does not explore: that is one of
 * the orders that it could choose. Small, so that who has much to do does not keep the others waiting. */
#define TROUPE_CELL_BATCH 8

/* What state_word is while an actor waits, and while it handles a message, where nothing else is to be said of it. */
#define TROUPE_CELL_IDLE     GUINT64_TO_LE (TROUPE_ACTOR_STATUS_IDLE)
#define TROUPE_CELL_HANDLING GUINT64_TO_LE (TROUPE_ACTOR_STATUS_PROCESSING | TROUPE_CALL_HANDLE << 16 | 1 << 24)

/* The oldest end of a child that waits; there is one. (transfer full) */
static inline TroupeNotice *
troupe_cell_take_notice (TroupeCell *self)
{
  TroupeNotice *first = self->last_notice->next;

  if (first == self->last_notice)
    self->last_notice = NULL;
  else
    self->last_notice->next = first->next;

  return first;
}

static inline TroupeCell *
troupe_cell_from_mailbox (TroupeMailbox *mailbox)
{
  return (TroupeCell *) mailbox;
}

/* Bindings may keep a context for longer than its actor lives. */
static inline gboolean
troupe_cell_is_live (const TroupeCell *self)
{
  return self != NULL && self->proc != NULL;
}

static inline gboolean
troupe_cell_is_client (const TroupeCell *self)
{
  return self->behavior == NULL;
}

static inline gboolean
troupe_cell_has_ended (const TroupeCell *self)
{
  return self->status == TROUPE_ACTOR_STATUS_STOPPED || self->status == TROUPE_ACTOR_STATUS_FAILED;
}

/* Nothing is to be done with the cell but to handle messages, if there are any. */
static inline gboolean
troupe_cell_has_only_work (const TroupeCell *self)
{
  return self->state_word == TROUPE_CELL_IDLE && self->mailbox.control.length == 0 && self->last_notice == NULL;
}

/* NULL: it has not failed. */
static inline TroupeSupervisionEvent *
troupe_cell_get_failure (const TroupeCell *self)
{
  return self->rare != NULL ? self->rare->failure : NULL;
}

/* NULL: none keeps a call open. */
static inline TroupeDeferral *
troupe_cell_get_deferral (const TroupeCell *self)
{
  return self->rare != NULL ? self->rare->deferral : NULL;
}

static inline const char *
troupe_cell_get_stop_text (const TroupeCell *self)
{
  return self->rare != NULL ? self->rare->stop_text : NULL;
}

static inline guint64
troupe_cell_get_processing_time (const TroupeCell *self)
{
  return self->rare != NULL ? self->rare->processing_ns : 0;
}

/* NULL: it has neither sent nor got messages in order. */
static inline TroupeOrdering *
troupe_cell_get_ordering (const TroupeCell *self)
{
  return self->rare != NULL ? self->rare->ordering : NULL;
}

static inline const char *
troupe_cell_get_type_name (const TroupeCell *self)
{
  return self->behavior != NULL ? self->behavior->type_name : "()";
}

static inline TroupeActorId *
troupe_cell_get_id (const TroupeCell *self)
{
  return self->peer->id;
}

/* troupe-cell.c: making, linking, stepping, freeing. @peer, @state: (transfer full) */
TroupeCell *troupe_cell_new              (TroupeProc              *proc,
                                          TroupeCell              *parent,
                                          TroupePeer              *peer,
                                          const TroupeBehavior    *behavior,
                                          gpointer                 state,
                                          TroupeClientFlags        flags);
/* Frees it without calling user code beyond freeing its state; what it holds is dropped. */
void        troupe_cell_free             (TroupeCell              *self);
void        troupe_cell_schedule         (TroupeCell              *self);
/* Whatever the step has done, it is over: the cell goes on stopping, waits for its next step, or is freed. */
void        troupe_cell_end_step         (TroupeCell              *self);
/* (nullable): whose step the @index-th task of a loop's run queue is; NULL: the loop's own */
TROUPE_INTERNAL
TroupeCell *troupe_loop_get_task_cell    (TroupeLoop              *loop,
                                          guint                    index);
/* (transfer none): makes it if need be. */
TroupeCellRare *troupe_cell_get_rare     (TroupeCell              *self);
/* From now on the holder of its instance drives it. */
void        troupe_cell_set_driven       (TroupeCell              *self);
void        troupe_cell_set_status       (TroupeCell              *self,
                                          TroupeActorStatus        status,
                                          const char              *text);
/* The same for the last one. @event: how it ends. @text: (nullable): the text of that, or NULL where it has none. */
void        troupe_cell_set_last_status  (TroupeCell              *self,
                                          TroupeActorStatus        status,
                                          const char              *text,
                                          TroupeSupervisionEvent  *event);

/* troupe-sending.c */
/* @message: (transfer full): one of ours; gets our next number and goes. */
void        troupe_cell_post             (TroupeCell              *self,
                                          TroupeMessage           *message);
gboolean    troupe_cell_send             (TroupeCell              *self,
                                          TroupeActorId           *receiver,
                                          const TroupeMessageType *type,
                                          GVariant                *body,
                                          guint64                  reply_port,
                                          GError                 **error);
/* The same in order. */
gboolean    troupe_cell_send_ordered     (TroupeCell              *self,
                                          TroupeActorId           *receiver,
                                          const TroupeMessageType *type,
                                          GVariant                *body,
                                          GError                 **error);
gboolean    troupe_cell_ask              (TroupeCell              *self,
                                          TroupeActorId           *receiver,
                                          const TroupeMessageType *type,
                                          GVariant                *body,
                                          TroupeReplyFunc          func,
                                          gpointer                 user_data,
                                          GDestroyNotify           destroy,
                                          GError                 **error);
gboolean    troupe_cell_reply            (TroupeCell              *self,
                                          const TroupeMessage     *message,
                                          const TroupeMessageType *type,
                                          GVariant                *body,
                                          GError                 **error);

/* troupe-recorder.c: into the proc's flight recorder */
void        troupe_cell_record           (TroupeCell              *self,
                                          const char              *format,
                                          ...) G_GNUC_PRINTF (2, 3);
/* @text: (nullable): why. @event: (nullable): its text is that one. */
void        troupe_cell_record_status    (TroupeCell              *self,
                                          TroupeActorStatus        status,
                                          const char              *text,
                                          TroupeSupervisionEvent  *event);
void        troupe_cell_record_supervised (TroupeCell             *self,
                                          const TroupeNotice      *notice,
                                          gboolean                 handled);

/* troupe-handling.c: calls into the actor's code */
void        troupe_cell_call_init        (TroupeCell              *self);
void        troupe_cell_handle_work      (TroupeCell              *self);
/* A whole step of a cell that has work, and only that: some messages in a row, as long as nothing else is to be
 * done. */
void        troupe_cell_take_work_step   (TroupeCell              *self);
void        troupe_cell_handle_control   (TroupeCell              *self);
void        troupe_cell_call_cleanup     (TroupeCell              *self);
/* The open call is over: @error: (nullable) (transfer full): it failed. */
void        troupe_cell_end_call         (TroupeCell              *self,
                                          GError                  *error);
/* The open call is given up: its deferral is cancelled, its message counts as handled. */
void        troupe_cell_cancel_call      (TroupeCell              *self);
/* After any user code: if it panicked, the cell fails. */
gboolean    troupe_cell_check_panic      (TroupeCell              *self);
/* A deferral lets go of its cell. */
void        troupe_deferral_detach       (TroupeDeferral          *self);

/* troupe-stopping.c: from the wish to end to the end */
void        troupe_cell_request_stop     (TroupeCell              *self,
                                          TroupeStopMode           mode,
                                          const char              *text);
/* The same, where it is not for the holder of a driven cell to say when. */
void        troupe_cell_stop             (TroupeCell              *self,
                                          TroupeStopMode           mode,
                                          const char              *text);
void        troupe_cell_abort            (TroupeCell              *self,
                                          const char              *text);
/* How it ends, as an event. @prefix: (nullable): stands before @text. @text, @cause: (nullable). Held once. */
TroupeSupervisionEvent *
            troupe_cell_new_event        (TroupeCell              *self,
                                          TroupeActorStatus        status,
                                          const char              *prefix,
                                          const char              *text,
                                          TroupeSupervisionEvent  *cause);
/* @event: (transfer full): held: what it fails with. Only the first counts. */
void        troupe_cell_fail             (TroupeCell              *self,
                                          TroupeSupervisionEvent  *event);
/* @prefix: (nullable). @error: (transfer full). */
void        troupe_cell_fail_with_error  (TroupeCell              *self,
                                          const char              *prefix,
                                          GError                  *error);
/* @what took longer than its bound. */
void        troupe_cell_emit_overrun     (TroupeCell              *self,
                                          const char              *what);
/* Goes on with stopping as far as it can now. */
void        troupe_cell_go_on_stopping   (TroupeCell              *self);
/* troupe-watch.c: its status is terminal. @text: (nullable): why */
void        troupe_cell_tell_watches     (TroupeCell              *self,
                                          const char              *text);
void        troupe_watch_free            (gpointer                 self);
/* troupe-client.c: the instance of a client that is a child has no cell any more. */
void        troupe_client_forget_holder  (TroupeCell              *self);
/* A client's only end. @text: why; a literal. */
void        troupe_cell_drop             (TroupeCell              *self,
                                          const char              *text);

/* troupe-supervision.c */
/* @event: (transfer full): held: handed to the parent, or to the proc's end. */
void        troupe_cell_hand_up          (TroupeCell              *self,
                                          TroupeCell              *parent,
                                          TroupeSupervisionEvent  *event);
void        troupe_cell_handle_notice    (TroupeCell              *self);
void        troupe_notice_free           (TroupeNotice            *self,
                                          TroupeLoop              *loop);

G_END_DECLS
