/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "scenario/troupe-lexer-private.h"
#include "scenario/troupe-scenario-private.h"

G_BEGIN_DECLS

/* A recursive descent over the tokens of one line. A function that cannot read what it must reports that once and
 * returns NULL or FALSE; the statement is then left out. */
typedef struct
{
  TroupeScenario    *scenario;
  TroupeDiagnostics *diagnostics;
  const TroupeLine  *line;        /* being read */
  guint              position;    /* of the next token in it */
  guint              depth;       /* of `repeat` in `repeat` */
} TroupeParser;

/* Bounds on `repeat`: nesting, and how often. */
#define TROUPE_REPEAT_DEPTH_MAX 4
#define TROUPE_REPEAT_MAX 1000000

/* ---- Tokens (troupe-parser-token.c) ---- */

const TroupeToken *troupe_parser_peek          (TroupeParser       *self,
                                                guint               n_ahead);
const TroupeToken *troupe_parser_next          (TroupeParser       *self);
gboolean           troupe_parser_accept        (TroupeParser       *self,
                                                TroupeTokenKind     kind,
                                                const char         *text);
/* Takes @text, or reports that it is missing. */
gboolean           troupe_parser_expect        (TroupeParser       *self,
                                                TroupeTokenKind     kind,
                                                const char         *text,
                                                const char         *what_to_do);
void               troupe_parser_error         (TroupeParser       *self,
                                                const TroupeSpan   *span,
                                                const char         *format,
                                                ...) G_GNUC_PRINTF (3, 4);
/* "'x' stands where ... is needed" or "... is missing", at the next token. */
void               troupe_parser_error_missing (TroupeParser       *self,
                                                const char         *what,
                                                const char         *what_to_do);
/* The line ends here; if not, says which of @words (NULL-terminated, nullable) was perhaps meant. */
gboolean           troupe_parser_finish        (TroupeParser       *self,
                                                const char *const  *words);
/* From the token at @first to the last one that was read. */
TroupeSpan         troupe_parser_span          (TroupeParser       *self,
                                                guint               first);

/* ---- Values (troupe-parser-value.c) ---- */

TroupeValue       *troupe_parser_value         (TroupeParser       *self);
/* A time that is not negative. @after: the word before it, for the message. */
TroupeValue       *troupe_parser_time          (TroupeParser       *self,
                                                const char         *after);
/* A whole number of at least @minimum. */
TroupeValue       *troupe_parser_number        (TroupeParser       *self,
                                                const char         *what,
                                                gint64              minimum);
/* A NAME, DOTTED or so; @is_legal judges it. (transfer full) */
char              *troupe_parser_word          (TroupeParser       *self,
                                                const char         *what,
                                                gboolean          (*is_legal) (const char *));
char              *troupe_parser_string        (TroupeParser       *self,
                                                const char         *what);
/* All `key=value` from here on; @operators: others than `=` are allowed. (element-type TroupeArgument) */
GPtrArray         *troupe_parser_arguments     (TroupeParser       *self,
                                                gboolean            operators);
TroupePlaceSet    *troupe_parser_set           (TroupeParser       *self,
                                                const char         *what);
TroupePick        *troupe_parser_pick          (TroupeParser       *self,
                                                const char         *what);

/* ---- Families of statements ---- */

/* troupe-parser-event.c */
TroupeEventPattern  *troupe_parser_event       (TroupeParser       *self);
/* troupe-parser-world.c */
TroupeDeclaration   *troupe_parser_declaration (TroupeParser       *self);
TroupeLinkStatement *troupe_parser_link        (TroupeParser       *self);
TroupeSetting       *troupe_parser_setting     (TroupeParser       *self);
/* troupe-parser-action.c */
TroupeAction        *troupe_parser_action      (TroupeParser       *self);
/* troupe-parser-step.c */
TroupeStep          *troupe_parser_step        (TroupeParser       *self);
/* troupe-parser-claim.c */
TroupeClaim         *troupe_parser_claim       (TroupeParser       *self);
TroupePin           *troupe_parser_pin         (TroupeParser       *self);
/* troupe-parser-option.c: each fills its statement and the scenario's options. */
gboolean             troupe_parser_seeds       (TroupeParser       *self,
                                                TroupeStatement    *statement);
gboolean             troupe_parser_explore     (TroupeParser       *self,
                                                TroupeStatement    *statement);
gboolean             troupe_parser_worlds      (TroupeParser       *self,
                                                TroupeStatement    *statement);
gboolean             troupe_parser_limit       (TroupeParser       *self,
                                                TroupeStatement    *statement);
TroupeSweep         *troupe_parser_sweep       (TroupeParser       *self);

/* ---- Sweeps (troupe-parser-sweep.c) ---- */

/* Puts the values of the @variant-th combination in for each `$NAME`, before any line is parsed. */
void               troupe_parser_put_in_sweeps (TroupeParser       *self,
                                                GPtrArray          *lines,
                                                guint               variant);

G_END_DECLS
