/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "channel/troupe-arrival-private.h"
#include "channel/troupe-initiator-private.h"

#include "lib/troupe-test-messages.h"
#include "lib/troupe-test-stream.h"

G_BEGIN_DECLS

#define MS G_GUINT64_CONSTANT (1000000)
#define SECOND (1000 * MS)

typedef struct _SessionEnds SessionEnds;

/* One connection, as the process that it came to has it. */
typedef struct
{
  SessionEnds      *ends;
  TroupeTestStream *stream;   /* (owned) */
  TroupeArrival    *arrival;  /* (owned) (nullable): NULL once it is over and freed */
  gboolean          is_awake;
  gboolean          is_over;
} SessionArrival;

/* Two processes without loops: a (`local:1,p`), which sends, and b (`local:2,q`), which takes; and a network between
 * them that does what a test says. Time goes on only when a test says so. */
struct _SessionEnds
{
  guint64              now_ns;
  TroupeKnobValues     knobs;          /* of both */
  TroupeLargeBlocks    large;          /* of b */
  TroupeScratch       *scratch;        /* (owned): of both */

  TroupeTestMessages   a;              /* what a's loop owns */
  TroupeProcId        *a_proc;         /* (owned) */
  TroupeSessionHome    a_home;
  guint64              n_sessions;
  TroupeInitiator     *initiator;      /* (owned) */
  gboolean             is_awake;       /* the initiator has asked to be run */
  GString             *a_log;          /* (owned): what it told, a word each: "connected returned:1:timeout ..." */
  GPtrArray           *disguises;      /* (owned): types that are not registered */

  TroupeTestMessages   b;
  TroupeProcId        *b_proc;         /* (owned) */
  TroupeSessionHome    b_home;
  TroupeAcceptorTable *table;          /* (owned) */
  GPtrArray           *arrivals;       /* (element-type SessionArrival) (owned): in the order of connecting */
  GString             *b_log;          /* (owned): what they told, a word each: "opened received:1 ..." */
  GQueue               kept;           /* of TroupeMessage (owned): received, and not freed */
  gboolean             keeps;          /* what is received is kept, as if it waited to be handled */
  const char          *stalled;        /* (not owned) (nullable): so is what actors of this name receive */

  /* The network. */
  guint                n_dialled;
  gboolean             has_trailers;   /* it does not protect what it carries */
  GError              *dial_error;     /* (owned) (nullable): dialling fails with this */
  gboolean             refuses;        /* nobody listens */
  gboolean             has_strangers;  /* others than a and b may speak */
  gboolean             is_deaf;        /* connections are made, and nothing comes of what is written */
  /* (nullable): prepares the ends of a new connection */
  void               (*prepare) (SessionEnds      *ends,
                                 TroupeTestStream *near,
                                 TroupeTestStream *far);
  gpointer             data;           /* of the test */
  TroupeTestStream    *near;           /* (owned) (nullable): a's end of the last connection */
  GPtrArray           *deaf;           /* (element-type TroupeTestStream) (owned): far ends that nobody looks at */
};

void  session_ends_init           (SessionEnds *self);
void  session_ends_clear          (SessionEnds *self);
/* Runs both until neither asks for more. */
void  session_ends_run            (SessionEnds *self);
/* Moves the clock, and runs both whenever they want to be. */
void  session_ends_advance        (SessionEnds *self,
                                   guint64      duration_ns);
/* Sends a note from a to b. */
void  session_ends_send           (SessionEnds *self,
                                   guint64      number);
void  session_ends_send_text      (SessionEnds *self,
                                   guint64      number,
                                   const char  *text);
/* Sends a note from a to an actor of b. @port: 0: that of the type. */
void  session_ends_send_to        (SessionEnds *self,
                                   guint64      number,
                                   const char  *receiver,
                                   guint        flags,
                                   guint64      port);
/* Sends a note under the name of another type, which b may not know, or whose form it does not have. */
void  session_ends_send_disguised (SessionEnds *self,
                                   guint64      number,
                                   const char  *type_name,
                                   guint        flags);
/* Breaks the last connection, at both ends. */
void  session_ends_break          (SessionEnds *self);
/* b's process dies, and another one takes its place. */
void  session_ends_restart_b      (SessionEnds *self);
/* Frees what b has kept. */
void  session_ends_let_go         (SessionEnds *self);
/* Someone else connects to b. (transfer full): its end */
TroupeTestStream *session_ends_connect (SessionEnds *self);
/* The last connection, as b has it. */
SessionArrival *session_ends_get_arrival (SessionEnds *self);

G_END_DECLS
