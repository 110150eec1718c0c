/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-knob-private.h"
#include "base/troupe-stream.h"
#include "channel/troupe-input-private.h"
#include "message/troupe-message-private.h"

G_BEGIN_DECLS

/* The sending end of a session: the messages of one process to another, in order, over one connection after the other.
 *
 * It holds each message until the other process has accepted it, has refused it, or its time is up; then it lets go of
 * it, or hands it back, exactly once. It never calls anyone from inside troupe_initiator_post(): it asks to be run. It
 * has no clock: who runs it says what time it is, and asks it when to come back. */
typedef struct _TroupeInitiator TroupeInitiator;

typedef struct
{
  /* Something can go on: call troupe_initiator_run() soon, from a task of the loop. May come again before that. */
  void          (*wake)         (TroupeInitiator  *self,
                                 gpointer          user_data);
  /* A new connection to the other process. Fails with NOT_SUPPORTED or INVALID_ADDRESS where there will never be one.
   * (transfer full) (nullable) */
  TroupeStream *(*dial)         (TroupeInitiator  *self,
                                 GError          **error,
                                 gpointer          user_data);
  guint         (*choose)       (TroupeInitiator  *self,
                                 const char       *site,
                                 guint             n,
                                 gpointer          user_data);
  /* The other end has answered. @peer: who it says it is. */
  void          (*connected)    (TroupeInitiator  *self,
                                 TroupeProcId     *peer,
                                 gpointer          user_data);
  /* The connection is no more. @was_open: `connected` was called for it. @error: (nullable): NULL where it was closed
   * in order. */
  void          (*disconnected) (TroupeInitiator  *self,
                                 gboolean          was_open,
                                 TroupeReason      reason,
                                 const GError     *error,
                                 gpointer          user_data);
  /* @message: (transfer full): it is not known to have arrived (TIMEOUT, BROKEN_LINK), or known not to have. */
  void          (*returned)     (TroupeInitiator  *self,
                                 TroupeMessage    *message,
                                 TroupeReason      reason,
                                 gpointer          user_data);
  /* (nullable): The other end says that it has taken all before @sequence. Whether that can be is still to be seen. */
  void          (*acknowledged) (TroupeInitiator  *self,
                                 guint64           sequence,
                                 gpointer          user_data);
} TroupeInitiatorFuncs;

/* What all sessions of a process share. */
typedef struct
{
  TroupeProcId           *proc;        /* (not owned): who we say we are */
  guint64                 incarnation; /* of this process */
  guint64                *n_sessions;  /* (not owned): that there have been; numbers them */
  const TroupeKnobValues *knobs;       /* (not owned) */
  TroupeScratch          *scratch;     /* (not owned) */
} TroupeSessionHome;

/* @home: outlives it. @has_trailers: the transport does not protect what it carries: each payload gets a checksum. */
TROUPE_INTERNAL
TroupeInitiator *troupe_initiator_new           (const TroupeSessionHome    *home,
                                                 gboolean                    has_trailers,
                                                 const TroupeInitiatorFuncs *funcs,
                                                 gpointer                    user_data);
/* Closes the session, in order where that is possible. What it still holds goes with it: take it first. */
TROUPE_INTERNAL
void             troupe_initiator_free          (TroupeInitiator            *self);
/* @message: (transfer full) on success. FALSE: so many wait already that there is no room for it. */
TROUPE_INTERNAL
gboolean         troupe_initiator_post          (TroupeInitiator            *self,
                                                 TroupeMessage              *message,
                                                 guint64                     now_ns);
/* Does what can be done now. May call every function of TroupeInitiatorFuncs; must not be freed inside. */
TROUPE_INTERNAL
void             troupe_initiator_run           (TroupeInitiator            *self,
                                                 guint64                     now_ns);
/* When it has to be run even if nobody wakes it; G_MAXUINT64: never. */
TROUPE_INTERNAL
guint64          troupe_initiator_get_wake_time (const TroupeInitiator      *self);
/* Has the other process acknowledge at once what it accepts, from now on. */
TROUPE_INTERNAL
void             troupe_initiator_hurry         (TroupeInitiator            *self);
/* Messages that the other process has not acknowledged. */
TROUPE_INTERNAL
guint            troupe_initiator_get_n_held    (const TroupeInitiator      *self);
/* How many messages stand before one that would be posted for @receiver now. */
TROUPE_INTERNAL
guint            troupe_initiator_get_n_ahead   (const TroupeInitiator      *self,
                                                 const TroupePeer           *receiver);
/* Nothing would be lost if it were freed: it holds nothing, and has had no connection for long. */
TROUPE_INTERNAL
gboolean         troupe_initiator_is_dormant    (const TroupeInitiator      *self,
                                                 guint64                     now_ns);
/* Moves what it holds to the end of a queue, oldest first; for a process that ends. After that it calls nobody. */
TROUPE_INTERNAL
void             troupe_initiator_take_messages (TroupeInitiator            *self,
                                                 TroupeMessageQueue         *ret_messages);

/* Which session, and which connection of it: for events. */
TROUPE_INTERNAL
guint64          troupe_initiator_get_session    (const TroupeInitiator     *self);
TROUPE_INTERNAL
guint64          troupe_initiator_get_connection (const TroupeInitiator     *self);
/* The lowest sequence that was never sent. */
TROUPE_INTERNAL
guint64          troupe_initiator_get_unsent     (const TroupeInitiator     *self);
/* (nullable): who answered last */
TROUPE_INTERNAL
TroupeProcId    *troupe_initiator_get_peer       (const TroupeInitiator     *self);

G_END_DECLS
