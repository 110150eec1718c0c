/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "scenario/troupe-diagnostic.h"

G_BEGIN_DECLS

typedef enum
{
  TROUPE_TOKEN_END,    /* of the line */
  TROUPE_TOKEN_WORD,   /* names, numbers, times, places: what it is, its use decides */
  TROUPE_TOKEN_STRING, /* text is what stood in the quotes, unescaped */
  TROUPE_TOKEN_SYMBOL, /* , : | = != < > ~ <-> -> */
} TroupeTokenKind;

typedef struct
{
  TroupeTokenKind  kind;
  TroupeSpan       span;
  char            *text;         /* never NULL */
  char            *source;       /* (nullable): as written, where a sweep's value was put in */
  gboolean         space_before; /* a blank, or the line's start, stands before it */
} TroupeToken;

/* One line of a file. */
typedef struct
{
  GPtrArray *tokens;    /* (element-type TroupeToken): the last one is END */
  char      *comment;   /* (nullable): from `#` on, without blanks at its end */
  gboolean   is_broken; /* something in it has been reported: what it misses is no news */
} TroupeLine;

/* Longest line in bytes: far over what a person writes, and short enough that no token is large. */
#define TROUPE_LINE_LENGTH_MAX (64 * 1024)
/* Longest file in bytes. */
#define TROUPE_FILE_LENGTH_MAX (16 * 1024 * 1024)

/* Takes a file apart into lines. Bytes that are no token are reported and left out. (element-type TroupeLine) */
GPtrArray   *troupe_lexer_run          (const char        *file_name,
                                        const char        *text,
                                        gsize              length,
                                        TroupeDiagnostics *diagnostics);
TroupeToken *troupe_token_new          (TroupeTokenKind    kind,
                                        const char        *text,
                                        gssize             length);
void         troupe_token_free         (TroupeToken       *self);
gboolean     troupe_token_is           (const TroupeToken *self,
                                        TroupeTokenKind    kind,
                                        const char        *text);

/* What a word is. */
gboolean     troupe_word_is_name       (const char        *word);
gboolean     troupe_word_is_dotted     (const char        *word);
gboolean     troupe_word_is_id         (const char        *word);
/* In quotes, with C escapes. (transfer full) */
char        *troupe_string_quote       (const char        *text);

G_END_DECLS
