/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "troupe-macros.h"

G_BEGIN_DECLS

/* Foreign text, as it may stand in the text of an error: in quotes, in ASCII, cut where it is long. */
char    *troupe_text_quote          (const char *text);
char    *troupe_text_quote_part     (const char *text,
                                     gsize       size);
/* Decimal digits without a sign, blanks or a needless zero in front: one way to write each number. */
gboolean troupe_text_read_number    (const char *text,
                                     gsize       size,
                                     guint64     max,
                                     guint64    *ret_number);
/* Which of @names is @text? -1 if none is. For tables of the names of an enumeration's values. */
int      troupe_text_find           (const char        *text,
                                     const char *const *names,
                                     guint              n_names);

G_END_DECLS
