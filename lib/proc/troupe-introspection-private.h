/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "proc/troupe-cell-private.h"
#include "proc/troupe-snapshot-private.h"

G_BEGIN_DECLS

/* Answers a query about the actor to whoever sent @message. No trace of it stays in the actor. */
void      troupe_cell_answer_query        (TroupeCell           *self,
                                           const TroupeMessage  *message);
/* What a proc says of itself. (transfer full): floating a{sv} */
GVariant *troupe_proc_make_attributes     (TroupeProc           *proc);
GVariant *troupe_snapshot_make_attributes (const TroupeSnapshot *self);

G_END_DECLS
