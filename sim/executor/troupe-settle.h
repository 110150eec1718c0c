/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "executor/troupe-place.h"
#include "message/troupe-message-type-private.h"

G_BEGIN_DECLS

/* Has the world settled? Counted from the event stream alone: a message counts from `sent` until it has a fate, an
 * actor or a proc while its status is a transitional one, and an ask until it is resolved. */
typedef struct _TroupeSettle TroupeSettle;

/* @wedge_type: (nullable): messages of it hold their receiver on purpose: once delivered, they do not count. */
TroupeSettle *troupe_settle_new         (const TroupeMessageType *wedge_type);
void          troupe_settle_free        (TroupeSettle      *self);
void          troupe_settle_observe     (TroupeSettle      *self,
                                         const TroupeEvent *event);
void          troupe_settle_open_ask    (TroupeSettle      *self);
void          troupe_settle_close_ask   (TroupeSettle      *self);
gboolean      troupe_settle_is_settled  (TroupeSettle      *self);
/* What still counts, the oldest of each sort by name. */
char         *troupe_settle_describe    (TroupeSettle      *self,
                                         TroupePlaceTable  *places);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeSettle, troupe_settle_free)

G_END_DECLS
