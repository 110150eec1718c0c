/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-world.h"
#include "message/troupe-message-private.h"

G_BEGIN_DECLS

/* A link carries messages between two processes over one byte stream: frames with a length and a sequence number, and
 * acknowledgements. The session protocol will replace it behind this header.
 *
 * A link never calls anyone from inside troupe_link_send(): it asks to be pumped. It holds each message until the peer
 * has answered for it, or hands it back. */
typedef struct _TroupeLink TroupeLink;

typedef struct
{
  /* Something can go on: call troupe_link_pump() soon, from a task of the loop. May come again before that. */
  void (*wake)     (TroupeLink    *link,
                    gpointer       user_data);
  /* The peer has said who it is. Once. */
  void (*opened)   (TroupeLink    *link,
                    TroupeProcId  *peer,
                    gpointer       user_data);
  /* @message: (transfer full): a message arrived, whole and checked. It will be acknowledged as accepted. Also one of
   * ours that the peer could not read: it comes as a return (IS_RETURN) for no-such-port where the peer does not know
   * the type, or type-mismatch where the body does not fit. */
  void (*received) (TroupeLink    *link,
                    TroupeMessage *message,
                    gpointer       user_data);
  /* @message: (transfer full): the link broke before the peer acknowledged this one. In the order of sending. Also a
   * return that the peer could not read: there is nobody else to give it to. */
  void (*returned) (TroupeLink    *link,
                    TroupeMessage *message,
                    gpointer       user_data);
  /* The link is over; the last call. @error: (nullable): NULL where the peer closed in order. */
  void (*closed)   (TroupeLink    *link,
                    const GError  *error,
                    gpointer       user_data);
} TroupeLinkFuncs;

/* @stream: (transfer full): connecting or connected. @self_id: who we say we are. @peers, @pool: the loop's, outlive
 * the link. Asks for its first pump (`wake`) before it returns. */
TROUPE_INTERNAL
TroupeLink   *troupe_link_new            (TroupeStream          *stream,
                                          TroupeProcId          *self_id,
                                          TroupePeerTable       *peers,
                                          TroupeMessagePool     *pool,
                                          const TroupeLinkFuncs *funcs,
                                          gpointer               user_data);
/* Closes the stream. Messages that it still holds go with it: take them first, unless it has closed. */
TROUPE_INTERNAL
void          troupe_link_free           (TroupeLink            *self);
/* @message: (transfer full). Not after `closed`. */
TROUPE_INTERNAL
void          troupe_link_send           (TroupeLink            *self,
                                          TroupeMessage         *message);
/* Reads and writes what goes through now. May call every function of TroupeLinkFuncs; the link must not be freed
 * inside. */
TROUPE_INTERNAL
void          troupe_link_pump           (TroupeLink            *self);
/* Messages that the peer has not acknowledged yet. */
TROUPE_INTERNAL
guint         troupe_link_get_n_unacknowledged (const TroupeLink *self);
/* (nullable): until `opened` */
TROUPE_INTERNAL
TroupeProcId *troupe_link_get_peer       (const TroupeLink      *self);
/* Moves the messages that the link holds to the end of a queue, oldest first; for a process that ends. After
 * that the link calls nobody. */
TROUPE_INTERNAL
void          troupe_link_take_messages  (TroupeLink            *self,
                                          TroupeMessageQueue    *ret_messages);

G_END_DECLS
