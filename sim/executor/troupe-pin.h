/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "executor/troupe-matcher.h"
#include "executor/troupe-sim-result-private.h"
#include "proc/troupe-cell-private.h"

G_BEGIN_DECLS

/* The choices that a file keeps: `lose`, `delay`, `first` and `pick`. */
typedef struct _TroupePins TroupePins;

/* All outlive the pins. */
TroupePins *troupe_pins_new      (const TroupeScenario *scenario,
                                  TroupePlaceTable     *places,
                                  TroupeSimRun         *run);
void        troupe_pins_free     (TroupePins           *self);
/* Show each event once, in order. What it loses or delays is what its proc sends next to the other party. A `first`
 * that cannot be kept is a failure, in @result. */
void        troupe_pins_observe  (TroupePins           *self,
                                  const TroupeEvent    *event,
                                  TroupeSimResult      *result,
                                  guint64               now_ns);
/* Is there a `first`? */
gboolean    troupe_pins_have_order (TroupePins         *self);
/* Does a `first` hold back the turn of this actor? */
gboolean    troupe_pins_hold_back (TroupePins          *self,
                                  TroupeCell           *cell);
/* Does a `first` hold something back? */
gboolean    troupe_pins_are_holding (TroupePins        *self);
/* Nothing else will happen any more: what is still held back is a failure. Notes in @result what there was to keep. */
void        troupe_pins_give_up  (TroupePins           *self,
                                  TroupeSimResult      *result,
                                  guint64               now_ns);
/* (nullable) (element-type TroupePlace): what @pick of @step is fixed to */
GPtrArray  *troupe_pins_get_pick (TroupePins           *self,
                                  const TroupeStep     *step,
                                  const TroupePick     *pick);

G_END_DECLS
