/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "executor/troupe-place.h"

G_BEGIN_DECLS

/* One EVENT of a scenario file, held against the events of a run. It counts its matches, for `nth=`. */
typedef struct _TroupeMatcher TroupeMatcher;

/* @places: outlives the matcher */
TroupeMatcher *troupe_matcher_new             (const TroupeEventPattern *pattern,
                                               TroupePlaceTable         *places);
void           troupe_matcher_free            (TroupeMatcher            *self);
/* Show each event once, in order. */
gboolean       troupe_matcher_match           (TroupeMatcher            *self,
                                               const TroupeEvent        *event);
/* Would this event match if it happened next? It does not count. */
gboolean       troupe_matcher_would_match     (TroupeMatcher            *self,
                                               const TroupeEvent        *event);
/* Is this actor or client one of those that its events are about, other than as one of `*`? */
gboolean       troupe_matcher_is_about        (TroupeMatcher            *self,
                                               const TroupeActorId      *id);
/* The pseudo-event `invariant`: the monitor of that id found a violation. */
gboolean       troupe_matcher_match_invariant (TroupeMatcher            *self,
                                               const char               *id);
/* Can events of this kind be asked for this key? What cannot be read from an event is refused before a run. */
gboolean       troupe_matcher_knows_key       (guint                     kind,
                                               const char               *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeMatcher, troupe_matcher_free)

G_END_DECLS
