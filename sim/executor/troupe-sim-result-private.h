/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "executor/troupe-sim-result.h"

G_BEGIN_DECLS

/* All texts are copied. */
TROUPE_INTERNAL
TroupeSimFailure *troupe_sim_failure_new       (const char      *id,
                                                const char      *claim,
                                                const char      *text,
                                                guint            line,
                                                guint64          time_ns);
TROUPE_INTERNAL
void             troupe_sim_failure_free       (TroupeSimFailure *self);
/* As results pass between processes. */
TROUPE_INTERNAL
GVariant        *troupe_sim_result_to_variant  (const TroupeSimResult *self);
TROUPE_INTERNAL
TroupeSimResult *troupe_sim_result_from_variant (GVariant        *variant);
/* An empty result: passed. */
TroupeSimResult *troupe_sim_result_new         (guint64          seed);
/* The run has failed; all texts are copied. */
void             troupe_sim_result_add_failure (TroupeSimResult *self,
                                                const char      *id,
                                                const char      *claim,
                                                const char      *text,
                                                guint            line,
                                                guint64          time_ns);
/* Takes the failures out: passed. (transfer full) */
GPtrArray       *troupe_sim_result_steal_failures (TroupeSimResult *self);
/* Puts failures behind those that are there. @failures: (transfer full) */
void             troupe_sim_result_take_failures  (TroupeSimResult *self,
                                                   GPtrArray       *failures);

G_END_DECLS
