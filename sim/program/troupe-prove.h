/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "program/troupe-run.h"

G_BEGIN_DECLS

/* Two lanes must see the same run. Their workers differ in all that a run must not depend on. */

/* The environment of the second lane's workers: other locale, time zone, size, and memory that is not zero.
 * (transfer full) */
char             **troupe_prove_dup_environment (void);
/* What the second lane's workers run in. */
#define TROUPE_PROVE_FOLDER "/"
/* For the worker, between fork and exec: another layout of the address space. */
void               troupe_prove_change_layout   (gpointer         user_data);
/* For the worker, before it loads files: leaves holes in the heap, so that what is allocated later does
 * not lie in the order of its allocation. */
void               troupe_prove_disturb_heap    (void);

/* Two lanes made a result of it, not the same. */
gboolean           troupe_prove_differs         (const TroupeRun *run);
/* (transfer full) (nullable): how the lanes differ; NULL: they agree, or there is only one */
TroupeSimFailure  *troupe_prove_compare         (const TroupeRun *run);
/* The first line in which two logs differ, of both. (transfer full) */
char              *troupe_prove_dup_difference  (const char      *log_a,
                                                 const char      *log_b);

G_END_DECLS
