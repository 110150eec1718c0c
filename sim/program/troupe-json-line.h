/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What --json prints: an object on a line of the standard output. */

/* Who builds objects includes json-glib. */
typedef struct _JsonBuilder JsonBuilder;

/* @text: (nullable) */
void troupe_json_line_add_string  (JsonBuilder *builder,
                                   const char  *key,
                                   const char  *text);
void troupe_json_line_add_number  (JsonBuilder *builder,
                                   const char  *key,
                                   guint64      number);
void troupe_json_line_begin_array (JsonBuilder *builder,
                                   const char  *key);
/* @builder: holds one whole object; it is empty afterwards */
void troupe_json_line_print       (JsonBuilder *builder);

G_END_DECLS
