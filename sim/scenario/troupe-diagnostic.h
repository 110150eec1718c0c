/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe-sim.h> can be included directly."
#endif

#include <glib.h>

#include "troupe-macros.h"

G_BEGIN_DECLS

/* Where a piece of a scenario file stands. */
typedef struct
{
  guint line;   /* from 1; 0: nowhere, such as a default; or the file as a whole */
  guint column; /* from 1, in characters */
  guint start;  /* offset of the first byte in the file */
  guint end;    /* offset after the last byte */
} TroupeSpan;

typedef enum
{
  TROUPE_SEVERITY_ERROR,
  TROUPE_SEVERITY_WARNING,
} TroupeSeverity;

/* One thing that is wrong with a file: "what; what to do". */
typedef struct
{
  TroupeSeverity  severity;
  char           *file_name;
  TroupeSpan      span;
  char           *text;
} TroupeDiagnostic;

/* Everything that is wrong with some files, in the order of finding; at most TROUPE_DIAGNOSTICS_MAX are kept,
 * and the last one then says so. */
typedef struct
{
  GPtrArray *items;    /* (element-type TroupeDiagnostic) (owned) */
  guint      n_errors; /* all that were added, kept or not */
} TroupeDiagnostics;

#define TROUPE_DIAGNOSTICS_MAX 200

TROUPE_AVAILABLE_IN_ALL
TroupeDiagnostics *troupe_diagnostics_new       (void);
TROUPE_AVAILABLE_IN_ALL
void               troupe_diagnostics_free      (TroupeDiagnostics *self);
TROUPE_AVAILABLE_IN_ALL
void               troupe_diagnostics_add       (TroupeDiagnostics *self,
                                                 TroupeSeverity     severity,
                                                 const char        *file_name,
                                                 const TroupeSpan  *span,
                                                 const char        *format,
                                                 ...) G_GNUC_PRINTF (5, 6);
TROUPE_AVAILABLE_IN_ALL
gboolean           troupe_diagnostics_has_error (TroupeDiagnostics *self);
/* By file, line and column. (transfer container) (element-type TroupeDiagnostic) */
TROUPE_AVAILABLE_IN_ALL
GPtrArray         *troupe_diagnostics_dup_sorted (TroupeDiagnostics *self);
/* A line `file:line:column: error: what; what to do` for each, sorted by file, line and column; without these two where
 * it is about the file as a whole. (transfer full) */
TROUPE_AVAILABLE_IN_ALL
char              *troupe_diagnostics_to_string (TroupeDiagnostics *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeDiagnostics, troupe_diagnostics_free)

G_END_DECLS
