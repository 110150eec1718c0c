/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "troupe-macros.h"

G_BEGIN_DECLS

/* Named one-line bugs, all off, that scenarios switch on to prove that a monitor can fail.
 * TROUPE_DEFECT ("identity.pid-reuse") is FALSE in a build without --enable-defects. The name must be
 * in the table of troupe-defect.c: an unlisted one does not switch on, and a lint test finds it. */
typedef struct
{
  const char *name;
  const char *sentence;
} TroupeDefect;

TROUPE_INTERNAL
const TroupeDefect *troupe_defect_list   (guint      *ret_n_defects);
TROUPE_INTERNAL
gboolean            troupe_defect_enable (const char *name,
                                          GError    **error);
TROUPE_INTERNAL
void                troupe_defect_disable_all (void);
TROUPE_INTERNAL
gboolean            troupe_defect_is_on  (const char *name);

#ifdef TROUPE_ENABLE_DEFECTS
# define TROUPE_DEFECTS_BUILT TRUE
/* Not G_UNLIKELY(), which cannot stand inside another one. */
# define TROUPE_DEFECT(name) (__builtin_expect (troupe_defect_is_on (name), FALSE))
#else
# define TROUPE_DEFECTS_BUILT FALSE
# define TROUPE_DEFECT(name) FALSE
#endif

G_END_DECLS
