/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "executor/troupe-matcher.h"
#include "executor/troupe-sim-result-private.h"
#include "proc/troupe-cell-private.h"

G_BEGIN_DECLS

/* One `first EVENT before EVENT` while its file runs: until the first event happens, what leads to the second one is
 * held back, as far as a world has the choice of that. */
typedef struct _TroupePrecedence TroupePrecedence;

/* So many lines `first` a file can have. */
#define TROUPE_PRECEDENCES_MAX 255

/* Can what leads to such an event be held back? */
gboolean          troupe_precedence_can_hold   (const TroupeEventPattern *second);
/* @pin: a `first`. @hold: a number of its own, from 1 to TROUPE_PRECEDENCES_MAX. All outlive it. */
TroupePrecedence *troupe_precedence_new        (const TroupePin          *pin,
                                                TroupePlaceTable         *places,
                                                TroupeSimRun             *run,
                                                guint8                    hold);
void              troupe_precedence_free       (TroupePrecedence         *self);
/* Show each event once, in order. Where the second one comes first, that is a failure of the run, in @result. */
void              troupe_precedence_observe    (TroupePrecedence         *self,
                                                const TroupeEvent        *event,
                                                TroupeSimResult          *result,
                                                guint64                   now_ns);
/* Is the turn of this actor held back? */
gboolean          troupe_precedence_hold_back  (TroupePrecedence         *self,
                                                TroupeCell               *cell);
/* Something was held back, and still is. */
gboolean          troupe_precedence_is_holding (TroupePrecedence         *self);
/* The first event has happened. */
gboolean          troupe_precedence_was_kept   (TroupePrecedence         *self);
/* Nothing else will happen any more: what is still held back is a failure. */
void              troupe_precedence_give_up    (TroupePrecedence         *self,
                                                TroupeSimResult          *result,
                                                guint64                   now_ns);

G_END_DECLS
