/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-stream.h"
#include "channel/troupe-acceptor-private.h"
#include "channel/troupe-initiator-private.h"

G_BEGIN_DECLS

/* A connection that someone has made to us: a stranger until it has greeted, then the connection of a session, whose
 * messages it hands up in order, each once. It is run as an initiator is. */

typedef struct
{
  /* Something can go on: call troupe_arrival_run() soon, from a task of the loop. May come again before that. */
  void (*wake)     (TroupeArrival *self,
                    gpointer       user_data);
  /* It has greeted, and its session goes on. @peer: who it says it is. */
  void (*opened)   (TroupeArrival *self,
                    TroupeProcId  *peer,
                    gpointer       user_data);
  /* @message: (transfer full): the next message of the session, whole and checked. */
  void (*received) (TroupeArrival *self,
                    TroupeMessage *message,
                    gpointer       user_data);
  /* The connection is over; the last call. @was_open: `opened` was called. @error: (nullable): NULL where it was closed
   * in order, or a later connection has taken its place. */
  void (*closed)   (TroupeArrival *self,
                    gboolean       was_open,
                    TroupeReason   reason,
                    const GError  *error,
                    gpointer       user_data);
  /* (nullable): The initiator is told, as far as bytes get through, that all before @sequence was taken. */
  void (*acknowledged) (TroupeArrival *self,
                        guint64        sequence,
                        gpointer       user_data);
} TroupeArrivalFuncs;

/* @stream: (transfer full). @home, @table, @peers: outlive it. Asks for its first run before it returns. */
TROUPE_INTERNAL
TroupeArrival *troupe_arrival_new            (TroupeStream             *stream,
                                              const TroupeSessionHome  *home,
                                              TroupeAcceptorTable      *table,
                                              TroupePeerTable          *peers,
                                              const TroupeArrivalFuncs *funcs,
                                              gpointer                  user_data,
                                              guint64                   now_ns);
/* Says goodbye, with what is owed, where that goes through at once. */
TROUPE_INTERNAL
void           troupe_arrival_free           (TroupeArrival            *self);
/* May call every function of TroupeArrivalFuncs; must not be freed inside. */
TROUPE_INTERNAL
void           troupe_arrival_run            (TroupeArrival            *self,
                                              guint64                   now_ns);
/* When it has to be run even if nobody wakes it; G_MAXUINT64: never. */
TROUPE_INTERNAL
guint64        troupe_arrival_get_wake_time  (const TroupeArrival      *self);
/* Runs soon: there is something to say. */
void           troupe_arrival_wake           (TroupeArrival            *self);
/* Acknowledges soon, with what credit there is. */
TROUPE_INTERNAL
void           troupe_arrival_acknowledge    (TroupeArrival            *self);
/* Calls nobody any more, and says nothing more. */
TROUPE_INTERNAL
void           troupe_arrival_silence        (TroupeArrival            *self);

/* Which session, and which connection of it: for events. 0 while it is a stranger. */
TROUPE_INTERNAL
guint64        troupe_arrival_get_incarnation (const TroupeArrival     *self);
TROUPE_INTERNAL
guint64        troupe_arrival_get_session     (const TroupeArrival     *self);
TROUPE_INTERNAL
guint64        troupe_arrival_get_connection  (const TroupeArrival     *self);
/* (nullable): who it said it is */
TROUPE_INTERNAL
TroupeProcId  *troupe_arrival_get_peer        (const TroupeArrival     *self);
/* What the world calls the other end. */
TROUPE_INTERNAL
const char    *troupe_arrival_get_stream_peer (const TroupeArrival     *self);

G_END_DECLS
