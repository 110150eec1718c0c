/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe-sim.h> can be included directly."
#endif

#include <glib.h>

#include "scenario/troupe-scenario.h"
#include "troupe-macros.h"

G_BEGIN_DECLS

/* One run of a scenario, and what it came to. */
typedef enum
{
  TROUPE_SIM_PASS,
  TROUPE_SIM_FAIL,
} TroupeSimVerdict;

typedef struct
{
  char    *id;       /* the invariant's id, or "expect", "never", "order", "settles", "first", "limit", "vacuous",
                      * "fails", "instant" (one that never ends), "set-up" (the file's world did not come to stand),
                      * "crash" */
  char    *claim;    /* what was claimed: the statement's text, or the invariant's sentence */
  char    *text;     /* what happened instead */
  guint    line;     /* of the claim in the file; 0: the claim is the invariant's own */
  guint64  time_ns;  /* virtual, from the scenario's time 0 */
} TroupeSimFailure;

typedef struct
{
  TroupeSimVerdict  verdict;
  guint64           seed;
  guint             order;          /* of the choices, where the file says `explore exhaustive`; else 0 */
  guint64           hash;           /* of the event stream: the run's identity */
  guint64           n_events;
  guint64           virtual_ns;
  GPtrArray        *failures;       /* (element-type TroupeSimFailure): of the first violating event, or of the end */
  guint64           sometimes;      /* bit i: the i-th `sometimes` of the file was met */
  guint64           armed;          /* bit i: the i-th monitor, as `troupe-sim list invariants` has them, was armed */
  guint64           kept;           /* bit i: what the i-th kept choice of the file is about happened */
  GArray           *choices;        /* (element-type guint): pairs chosen, n: the recorded scheduling choices */
} TroupeSimResult;

typedef struct
{
  guint64      seed;
  const guint *prefix;      /* for `explore exhaustive`: choices to follow */
  guint        n_prefix;
  GString     *event_log;   /* (nullable): a line is appended for each event */
} TroupeSimOptions;

/* Makes known what every file can name: the type `puppet`, invariants, knobs, fault points. Call it before the first
 * file is checked and before any other thread starts; again does nothing. */
TROUPE_AVAILABLE_IN_ALL
void             troupe_sim_init              (void);
/* Runs a checked scenario once, in this process: nothing else of Troupe may run in it meanwhile. */
TROUPE_AVAILABLE_IN_ALL
TroupeSimResult *troupe_sim_execute           (const TroupeScenario   *scenario,
                                               const TroupeSimOptions *options);
/* Can this build execute all of the file? Appends one diagnostic for each statement that it cannot. */
TROUPE_AVAILABLE_IN_ALL
gboolean         troupe_sim_can_execute       (const TroupeScenario   *scenario,
                                               TroupeDiagnostics      *diagnostics);
TROUPE_AVAILABLE_IN_ALL
void             troupe_sim_result_free       (TroupeSimResult        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeSimResult, troupe_sim_result_free)

G_END_DECLS
