/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "proc/troupe-loop-private.h"

G_BEGIN_DECLS

/* A link of this loop to another process, and the task that pumps it. */
typedef struct _TroupeConnection TroupeConnection;

/* @message: (transfer full): sends it to the process at its target's address, dialling if there is no connection
 * yet; to another loop of this process where that is a local one. */
void troupe_loop_send_over     (TroupeLoop       *self,
                                TroupeMessage    *message);
/* @stream: (transfer full): a peer has dialled us. */
void troupe_loop_add_accepted  (TroupeLoop       *self,
                                TroupeStream     *stream);
/* Is there a message that its receiving process, or loop, has not accepted yet? */
gboolean troupe_loop_has_unaccepted (TroupeLoop      *self);
/* How many messages are on their way to the process, or the loop, at @address. */
guint troupe_loop_count_unaccepted (TroupeLoop       *self,
                                    TroupeAddress    *address);
/* Everything that connections and lanes hold is lost. */
void troupe_loop_lose_unsent   (TroupeLoop       *self);
void troupe_connection_free    (TroupeConnection *self);

G_END_DECLS
