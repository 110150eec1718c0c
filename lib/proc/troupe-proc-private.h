/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "proc/troupe-proc.h"

G_BEGIN_DECLS

/* What the simulator needs beyond the public API. */

/* Sends in the name of an actor or client of this proc, as if its handler had done it: what a scenario's `from=`
 * asks for. */
TROUPE_INTERNAL
gboolean troupe_proc_send_as     (TroupeProc              *self,
                                  TroupeActorId           *sender,
                                  TroupeActorId           *receiver,
                                  const TroupeMessageType *type,
                                  GVariant                *body,
                                  GError                 **error);
TROUPE_INTERNAL
gboolean troupe_proc_ask_as      (TroupeProc              *self,
                                  TroupeActorId           *sender,
                                  TroupeActorId           *receiver,
                                  const TroupeMessageType *type,
                                  GVariant                *body,
                                  TroupeReplyFunc          func,
                                  gpointer                 user_data,
                                  GDestroyNotify           destroy,
                                  GError                 **error);
/* The process of this loop has ended: every message that it held is lost. Emits one `lost` each, runs no user code. */
TROUPE_INTERNAL
void     troupe_loop_give_up     (TroupeLoop              *self);
/* Will something happen here by itself, other than housekeeping: is there a timer that is not in the background? */
TROUPE_INTERNAL
gboolean troupe_loop_waits_for_time (const TroupeLoop     *self);
/* The actor id that stands for a proc itself in a query: (proc, "agent", 0). */
TROUPE_INTERNAL
TroupeActorId *troupe_proc_id_dup_agent (TroupeProcId     *proc);

/* The runtime's own message types. Bodies: stop (s text), abort (s text), query (), answer (a{sv} attributes). */
TROUPE_INTERNAL
const TroupeMessageType *troupe_message_type_stop   (void);
TROUPE_INTERNAL
const TroupeMessageType *troupe_message_type_abort  (void);
TROUPE_INTERNAL
const TroupeMessageType *troupe_message_type_query  (void);
TROUPE_INTERNAL
const TroupeMessageType *troupe_message_type_answer (void);

G_END_DECLS
