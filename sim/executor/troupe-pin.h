/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "executor/troupe-matcher.h"

G_BEGIN_DECLS

/* The choices that a file keeps: `lose`, `delay` and `pick`. */
typedef struct _TroupePins TroupePins;

/* All outlive the pins. */
TroupePins *troupe_pins_new      (const TroupeScenario *scenario,
                                  TroupePlaceTable     *places,
                                  TroupeSimRun         *run);
void        troupe_pins_free     (TroupePins           *self);
/* Show each event once, in order. What it loses or delays is what its proc sends next to the other party. */
void        troupe_pins_observe  (TroupePins           *self,
                                  const TroupeEvent    *event);
/* (nullable) (element-type TroupePlace): what @pick of @step is fixed to */
GPtrArray  *troupe_pins_get_pick (TroupePins           *self,
                                  const TroupeStep     *step,
                                  const TroupePick     *pick);

G_END_DECLS
