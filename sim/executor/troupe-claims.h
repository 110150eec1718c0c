/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "executor/troupe-agenda.h"
#include "executor/troupe-matcher.h"
#include "executor/troupe-sim-result-private.h"

G_BEGIN_DECLS

/* The claims of a file while it runs: what is decided goes into the result at once. `exercises` and `fails` are
 * decided at the end by who knows the monitors. */
typedef struct _TroupeClaims TroupeClaims;

/* All outlive the claims. Times are virtual nanoseconds since time 0. */
TroupeClaims *troupe_claims_new            (const TroupeScenario *scenario,
                                            TroupePlaceTable     *places,
                                            TroupeSimResult      *result);
void          troupe_claims_free           (TroupeClaims         *self);
/* Time 0, at @zero_ns of the run: windows without a step above open. @agenda: closes windows. */
void          troupe_claims_start          (TroupeClaims         *self,
                                            TroupeAgenda         *agenda,
                                            guint64               zero_ns);
void          troupe_claims_observe        (TroupeClaims         *self,
                                            const TroupeEvent    *event,
                                            guint64               time_ns);
/* The monitor of that id found a violation. */
void          troupe_claims_observe_invariant (TroupeClaims      *self,
                                               const char        *id,
                                               guint64            time_ns);
/* Opens the windows below the step, the first time that it fires. */
void          troupe_claims_step_fired     (TroupeClaims         *self,
                                            const TroupeStep     *step,
                                            guint64               time_ns);
/* Some window is still open, and what happens in it matters. */
gboolean      troupe_claims_is_window_open (TroupeClaims         *self);
/* (nullable): the `settles` with the least time */
const TroupeClaim *
              troupe_claims_get_settles    (TroupeClaims         *self);
/* The run has ended: every expect that is still open is decided. */
void          troupe_claims_finish         (TroupeClaims         *self,
                                            guint64               time_ns);
/* Fails a claim, with a text in printf's manner. */
void          troupe_claims_fail           (TroupeClaims         *self,
                                            const TroupeClaim    *claim,
                                            const char           *id,
                                            guint64               time_ns,
                                            const char           *format,
                                            ...) G_GNUC_PRINTF (5, 6);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeClaims, troupe_claims_free)

G_END_DECLS
