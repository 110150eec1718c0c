/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "world/troupe-sim-network.h"

G_BEGIN_DECLS

/* The chance of a link, in integers. A link without a range or a probability draws nothing. */

/* Takes over what @rule gives. */
void     troupe_sim_link_apply        (TroupeSimLink       *self,
                                       const TroupeSimLink *rule);
guint64  troupe_sim_link_choose_delay (const TroupeSimLink *self,
                                       TroupeSimRun        *run);
/* Is one segment lost? */
gboolean troupe_sim_link_choose_loss  (const TroupeSimLink *self,
                                       TroupeSimRun        *run);
/* Does one delivery break its connection? */
gboolean troupe_sim_link_choose_reset (const TroupeSimLink *self,
                                       TroupeSimRun        *run);
/* How long the line is busy with so many bytes. */
guint64  troupe_sim_link_get_busy_ns  (const TroupeSimLink *self,
                                       guint32              n_bytes);

G_END_DECLS
