/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "program/troupe-run.h"

G_BEGIN_DECLS

/* At most this many orders are tried for each seed of a file that explores exhaustively. */
#define TROUPE_PLAN_ORDERS_MAX 1000

/* Which runs a suite comes to, in the order in which they are told: by file, variant, seed, order. */
typedef struct _TroupePlan TroupePlan;

/* What --seed and --seeds ask for instead of the files' own seeds. */
typedef struct
{
  gboolean is_given;
  guint64  first;
  guint64  last;
  gboolean has_order;
  guint    order;     /* of the only seed */
} TroupePlanSeeds;

/* Reads `7`, `1-200` or `7:12`. */
gboolean    troupe_plan_parse_seeds     (const char            *text,
                                         TroupePlanSeeds       *ret_seeds,
                                         GError               **error);

TroupePlan *troupe_plan_new             (const TroupeSuite     *suite,
                                         const TroupePlanSeeds *seeds);
void        troupe_plan_free            (TroupePlan            *self);
/* The next run. NULL: there is none before more results are learnt, or, if troupe_plan_is_over(), none at all.
 * (transfer full) (nullable) */
TroupeRun  *troupe_plan_next            (TroupePlan            *self);
gboolean    troupe_plan_is_over         (TroupePlan            *self);
/* Results come back in the order of the runs; those of exhaustive files make further orders. */
void        troupe_plan_learn           (TroupePlan            *self,
                                         const TroupeRun       *run);
/* How many runs it will be, as far as is known. */
guint64     troupe_plan_get_n_runs      (TroupePlan            *self);
/* Orders of some seed of the file were left out. */
gboolean    troupe_plan_was_cut         (TroupePlan            *self,
                                         guint                  file);
/* A seed has fewer orders than the one that was asked for. */
gboolean    troupe_plan_lacks_order     (TroupePlan            *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupePlan, troupe_plan_free)

G_END_DECLS
