/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "executor/troupe-place.h"
#include "executor/troupe-settle.h"

G_BEGIN_DECLS

/* Who waits for an answer because a step asked. What the answer says is in the event stream; here is only kept that the
 * world has not settled while an ask is open. */
typedef struct _TroupeAsks TroupeAsks;

/* One of them, as the port that waits owns it. */
typedef struct _TroupeAsk TroupeAsk;

/* @settle: outlives the asks. @wedge_type: (nullable): who is asked that never answers, on purpose, and does not
 *   count. */
TroupeAsks *troupe_asks_new           (TroupeSettle            *settle,
                                       const TroupeMessageType *wedge_type);
/* Every ask must be gone. */
void        troupe_asks_free          (TroupeAsks              *self);
/* @type: of the question. (transfer full): to the port, with troupe_ask_free() */
TroupeAsk  *troupe_asks_open          (TroupeAsks              *self,
                                       const TroupeIncarnation *asker,
                                       const TroupeMessageType *type);
/* The process has ended: what its actors and clients asked stays without an answer. */
void        troupe_asks_process_ended (TroupeAsks              *self,
                                       const TroupeIncarnation *asker);
/* A TroupeReplyFunc: closes the ask. */
void        troupe_ask_answered       (TroupeMessage           *reply,
                                       TroupeReason             reason,
                                       gpointer                 ask);
/* A GDestroyNotify: closes it if it is still open. */
void        troupe_ask_free           (gpointer                 ask);

G_END_DECLS
