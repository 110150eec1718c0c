/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "program/troupe-module-loader.h"

G_BEGIN_DECLS

/* The id of what --prove finds; a file may say `fails "determinism"`. */
#define TROUPE_FAILURE_DETERMINISM "determinism"

/* One scenario file. */
typedef struct
{
  char              *path;        /* as it was given, or below a folder that was given */
  const char *const *folders;     /* (nullable) (not owned): where modules are looked for before its own */
  GPtrArray         *variants;    /* (element-type TroupeScenario): one for each combination of sweep values */
  char              *skip_reason; /* (nullable): why it does not run here */
  const TroupeClaim *fails;       /* (nullable) (not owned): the file is a canary */
} TroupeSuiteFile;

/* The files of one call of the program, in the order that they are run in. */
typedef struct
{
  GPtrArray *files;       /* (element-type TroupeSuiteFile) */
} TroupeSuite;

/* The scenario files that @paths name: a file stands for itself, a folder for all *.scn below it, sorted by name.
 * (transfer full) (array zero-terminated=1) */
char                 **troupe_suite_find       (const char *const  *paths,
                                                GError            **error);
/* Reads and checks @paths, with the modules that they use. What is wrong inside them goes to @diagnostics; FALSE: one
 * cannot be read at all. @loader: (nullable): NULL: nothing is loaded, and what modules would bring is not missed. It
 * must live as long as the suite */
TroupeSuite           *troupe_suite_load       (const char *const  *paths,
                                                TroupeModuleLoader *loader,
                                                TroupeDiagnostics  *diagnostics,
                                                GError            **error);
/* Reports the statements that this build cannot execute; decides what is skipped. */
void                   troupe_suite_prepare    (TroupeSuite        *self,
                                                gboolean            is_proven,
                                                TroupeDiagnostics  *diagnostics);
void                   troupe_suite_free       (TroupeSuite        *self);

/* Any variant stands for what all have in common: title, seeds, claims. */
const TroupeScenario  *troupe_suite_file_get_scenario (const TroupeSuiteFile *self);
/* "SEED", or "SEED:ORDER" in a file that explores exhaustively. (transfer full) */
char                  *troupe_suite_file_dup_seed     (const TroupeSuiteFile *self,
                                                       guint64                seed,
                                                       guint                  order);
/* "`$NAME` = VALUE, ..." of a variant; NULL without a sweep. (transfer full) (nullable) */
char                  *troupe_suite_file_dup_sweep    (const TroupeSuiteFile *self,
                                                       guint                  variant);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeSuite, troupe_suite_free)

G_END_DECLS
