/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads what a crashed run left: its own text, then a stack as troupe-crash.c writes it. Frames whose function is
 * hidden in its object are looked up with addr2line where that is installed and knows them. */

/* @text with `function at file.c:12` in front of such frames, and without what lies below the run. (transfer full) */
char *troupe_stack_dup_with_names (const char *text);
/* The frame that is to blame: the first that is neither libc's, the kernel's nor GLib's. (transfer full) (nullable) */
char *troupe_stack_dup_place      (const char *text);
/* The last line that the process itself wrote, such as the message of an assertion. (transfer full) (nullable) */
char *troupe_stack_dup_message    (const char *text);

G_END_DECLS
