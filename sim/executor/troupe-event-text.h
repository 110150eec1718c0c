/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "executor/troupe-place.h"

G_BEGIN_DECLS

/* What an event says, as text and as a hash. Neither depends on addresses in memory or on the process it is made in:
 * two processes that ran the same seed print the same lines and fold the same bits. */

/* `KIND SUBJECT KEY=VALUE ...`, without its time. Actors and procs bear the names of the
 * file. @places: (nullable): then their ids. (transfer full) */
char    *troupe_event_to_string    (const TroupeEvent *event,
                                    TroupePlaceTable  *places);
/* Folds in what the payload says, which troupe_event_hash() cannot read: a TroupeSimHashFunc. */
guint64  troupe_event_hash_payload (const TroupeEvent *event,
                                    guint64            hash);

G_END_DECLS
