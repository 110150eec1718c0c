/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads a module as a file, without running any of it, for what must not be in a simulated world: calls that reach past
 * it, and variables that processes would share. Each finding follows "the module", as "calls time(), which reads a
 * clock; ...". (transfer container) (element-type utf8): none: clean; NULL: it cannot be read, or is no module */
GPtrArray  *troupe_module_lint          (const char  *path,
                                         GError     **error);

/* Does the file begin as a shared library does? */
gboolean    troupe_module_lint_is_module (const char *path);

/* What is wrong with a call of the function @name, as "reads a clock; ask ..."; NULL: nothing. (nullable) */
const char *troupe_module_lint_get_call (const char  *name);

G_END_DECLS
