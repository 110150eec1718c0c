/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Gives the file that @path leads to, through links, another content at once: whoever reads it sees the old one or the
 * new one, whole. It keeps its permissions. What has that content already is left alone. On failure nothing has
 * changed. */
gboolean troupe_replace_file (const char  *path,
                              const char  *text,
                              GError     **error);

G_END_DECLS
