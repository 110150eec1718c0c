/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "channel/troupe-arrival-private.h"
#include "channel/troupe-dictionary-private.h"
#include "channel/troupe-greeting-private.h"
#include "channel/troupe-output-private.h"

G_BEGIN_DECLS

/*               greeted            broken, closed, superseded
 *   GREETING ------------> OPEN ------------------------------> OVER
 *       |                   |                                    ^
 *       | refused           | rejected       said, or too late   |
 *       +-------------------+---> LEAVING -----------------------+
 *       |                                                        |
 *       +---- broken, a stranger, too late ----------------------+
 */
typedef enum
{
  TROUPE_ARRIVAL_GREETING,
  TROUPE_ARRIVAL_OPEN,
  TROUPE_ARRIVAL_LEAVING, /* writes its last words; reads no more */
  TROUPE_ARRIVAL_OVER,
} TroupeArrivalState;

struct _TroupeArrival
{
  const TroupeSessionHome *home;
  TroupeAcceptorTable     *table;          /* (not owned) */
  TroupeArrivalFuncs       funcs;
  gpointer                 user_data;
  TroupeArrivalState       state;
  gboolean                 has_woken;      /* a run was asked for, and has not begun */
  gboolean                 is_running;     /* on the stack */
  gboolean                 was_open;       /* `opened` was called */

  TroupeStream            *stream;         /* (owned) */
  TroupeInput              input;
  TroupeOutput             output;
  TroupeGlossary           glossary;
  GList                    greeter_link;   /* in table->greeters, while GREETING */
  guint64                  until_ns;       /* in GREETING and LEAVING: how long that may last */

  guint64                  incarnation;    /* what it greeted with; 0 until then */
  guint64                  session;
  guint64                  connection;
  TroupeProcId            *peer;           /* (owned) (nullable): until it has greeted */
  guint64                  silence_ns;     /* how long a healthy initiator may be silent */
  guint64                  heard_ns;       /* when something came last */
  TroupeAcceptor          *acceptor;       /* (not owned) (nullable): its session, in OPEN, and in LEAVING after that */
  guint                    n_refusals_told; /* of acceptor->refusals, over this connection */
  gboolean                 owes_ack;       /* whatever the debt */
  gboolean                 is_closed;      /* the initiator has closed the session */
  GError                  *error;          /* (owned) (nullable): in LEAVING: why */
};

/* Takes what came: a greeting, then frames. OK: all that is whole was taken. END: the session was closed in order.
 * BROKEN: the error is set. */
TroupeStreamResult troupe_arrival_take     (TroupeArrival   *self,
                                            guint64          now_ns,
                                            GError         **error);
/* The end of a greeting: the session is found or begun, and answered for. */
TroupeStreamResult troupe_arrival_greeted  (TroupeArrival   *self,
                                            guint64          now_ns,
                                            GError         **error);
/* Answers that there will be no session. @verdict is a refusal. */
void               troupe_arrival_refuse   (TroupeArrival   *self,
                                            TroupeVerdict    verdict,
                                            const GError    *why,
                                            guint64          now_ns);
/* The session is over: says so, with what was taken before. */
void               troupe_arrival_reject   (TroupeArrival   *self,
                                            TroupeRejection  rejection,
                                            const GError    *why,
                                            guint64          now_ns);
/* A later connection of the session has come. */
void               troupe_arrival_supersede (TroupeArrival  *self,
                                             guint64         now_ns);
/* Begins to take its leave. */
void               troupe_arrival_leave    (TroupeArrival   *self,
                                            const GError    *why,
                                            guint64          now_ns);

G_END_DECLS
