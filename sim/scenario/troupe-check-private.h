/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "scenario/troupe-event-rule-private.h"
#include "scenario/troupe-scenario-private.h"
#include "scenario/troupe-vocabulary.h"

G_BEGIN_DECLS

/* The state of one check. A function that finds something wrong reports it and goes on where it can; the result is told
 * by the diagnostics alone, so a FALSE or NULL here only means that what depends on it must be left. */
typedef struct
{
  TroupeScenario    *scenario;
  TroupeDiagnostics *diagnostics;
  GPtrArray         *hosts;      /* (element-type TroupePlace): in the order of declaration */
  GArray            *stamps;     /* (element-type guint): by place index: the last set that it was put into */
  guint              stamp;      /* of the current set */
  guint64            n_work;     /* names that were compared or added; bounded */
  gboolean           is_tired;   /* the bound was reached and reported */
  gboolean           restarts;   /* some step restarts something */
} TroupeCheck;

/* Bounds on a file: what its sets expand to, in all, and how many places it declares. */
#define TROUPE_CHECK_WORK_MAX 10000000
#define TROUPE_CHECK_PLACES_MAX 250000

void             troupe_check_error             (TroupeCheck               *self,
                                                 const TroupeSpan          *span,
                                                 const char                *format,
                                                 ...) G_GNUC_PRINTF (3, 4);
void             troupe_check_warning           (TroupeCheck               *self,
                                                 const TroupeSpan          *span,
                                                 const char                *format,
                                                 ...) G_GNUC_PRINTF (3, 4);

/* ---- Places (troupe-check-place.c) ---- */

/* What a set is used for. */
typedef struct
{
  guint       kinds;         /* bits 1 << TroupePlaceKind; UNKNOWN_PROC lets procs be named that are not declared */
  gboolean    is_set_up;     /* in a declaration: what a step spawns is not there */
  const char *what;          /* who says so: "'crash' takes hosts" */
} TroupePlaceUse;

gboolean         troupe_check_resolve           (TroupeCheck               *self,
                                                 TroupePlaceSet            *set,
                                                 const TroupePlaceUse      *use);
/* A value that names one place. */
gboolean         troupe_check_resolve_value     (TroupeCheck               *self,
                                                 TroupeValue               *value,
                                                 const TroupePlaceUse      *use);
/* Returns: (nullable): NULL where the name is taken: reported */
TroupePlace     *troupe_check_add_place         (TroupeCheck               *self,
                                                 TroupePlaceKind            kind,
                                                 const char                *name);
const char      *troupe_check_kind_to_string    (TroupePlaceKind            kind);
/* "'crash' takes hosts": @who takes what @kinds says. (transfer full) */
char            *troupe_check_describe_kinds    (const char                *who,
                                                 guint                      kinds);

/* ---- Values (troupe-check-value.c) ---- */

/* How a value is read: by kinds, or by a GVariant type, or both: then the kinds say what may be written. */
typedef struct
{
  const char         *name;      /* of the key, for messages */
  guint               kinds;     /* bits of TroupeParameterKind; 0: as the type says */
  const char *const  *words;     /* (nullable) */
  const GVariantType *signature; /* (nullable): what comes out; NULL: as the kind says */
} TroupeValueUse;

gboolean         troupe_check_value             (TroupeCheck               *self,
                                                 TroupeValue               *value,
                                                 const TroupeValueUse      *use);
/* `KEY VALUE` of `set`, or `KEY=VALUE` of a proc: a knob of the runtime. The checked value is a t. */
void             troupe_check_knob              (TroupeCheck               *self,
                                                 const TroupeSpan          *span,
                                                 const char                *key,
                                                 TroupeValue               *value);
/* Reports keys that stand twice. */
void             troupe_check_duplicate_keys    (TroupeCheck               *self,
                                                 GPtrArray                 *arguments);
TroupeArgument  *troupe_check_find_argument     (GPtrArray                 *arguments,
                                                 const char                *key);
/* Reports an argument that no one takes, with what was perhaps meant. */
void             troupe_check_unknown_key       (TroupeCheck               *self,
                                                 const TroupeArgument      *argument,
                                                 const char                *owner,
                                                 const char *const         *keys,
                                                 guint                      n_keys);

/* Reports a word that is none of @words. With no words at all nothing is known of them, and nothing reported. */
void             troupe_check_word              (TroupeCheck               *self,
                                                 const TroupeSpan          *span,
                                                 const char                *what,
                                                 const char                *word,
                                                 const char *const         *words,
                                                 guint                      n_words);

/* ---- Families ---- */

/* troupe-check-world.c: first the names of all, then what they say. */
void             troupe_check_declare           (TroupeCheck               *self);
void             troupe_check_world             (TroupeCheck               *self);
/* troupe-check-link.c */
void             troupe_check_link              (TroupeCheck               *self,
                                                 TroupeLinkStatement       *link);
/* troupe-check-key.c: the arguments of a declaration. */
void             troupe_check_declaration_keys  (TroupeCheck               *self,
                                                 TroupeDeclaration         *declaration);
/* troupe-check-action.c */
void             troupe_check_action            (TroupeCheck               *self,
                                                 TroupeAction              *action);
/* troupe-check-message.c */
void             troupe_check_message           (TroupeCheck               *self,
                                                 TroupeAction              *action);
/* Does some type have a message that is written so? If not, that is reported. */
gboolean         troupe_check_message_name      (TroupeCheck               *self,
                                                 const TroupeSpan          *span,
                                                 const char                *written,
                                                 const TroupeMessageType  **ret_type);
/* troupe-check-event.c */
void             troupe_check_event             (TroupeCheck               *self,
                                                 TroupeEventPattern        *pattern);
/* troupe-check-claim.c: claims and pins. */
void             troupe_check_claim             (TroupeCheck               *self,
                                                 TroupeClaim               *claim);
void             troupe_check_pin               (TroupeCheck               *self,
                                                 TroupePin                 *pin);
void             troupe_check_invariant         (TroupeCheck               *self,
                                                 const TroupeValue         *id);
/* troupe-check-never.c: warns of what cannot happen; @what says so: "this can never fire". */
void             troupe_check_never             (TroupeCheck               *self,
                                                 const TroupeEventPattern  *pattern,
                                                 const char                *what);
void             troupe_check_when_never        (TroupeCheck               *self,
                                                 const TroupeWhen          *when);

G_END_DECLS
