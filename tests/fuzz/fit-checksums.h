/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Makes the checksums of frames fit, one after the other, as far as there are any: no luck finds one that does. */
void  fit_checksums         (guint8   *data,
                             gsize     size,
                             gboolean  has_trailers);

#define GREETING_HEAD_SIZE    56
#define GREETING_TEXT_SIZE_AT 52
#define ANSWER_HEAD_SIZE      40
#define ANSWER_TEXT_SIZE_AT   32

/* The same for a greeting or an answer. Answers how long it is; 0: it is not whole. */
gsize fit_greeting_checksum (guint8   *data,
                             gsize     size,
                             gsize     head_size,
                             gsize     text_size_at);

G_END_DECLS
