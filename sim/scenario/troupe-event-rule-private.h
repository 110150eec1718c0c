/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-event-private.h"
#include "scenario/troupe-scenario.h"

G_BEGIN_DECLS

/* What the language says of an event kind. The kinds are those of TroupeEventKind, and `invariant`, which no proc
 * emits. */
#define TROUPE_PATTERN_INVARIANT TROUPE_N_EVENT_KINDS

/* How the value of a key is read. */
typedef enum
{
  TROUPE_KEY_PLACE,   /* `places` says which */
  TROUPE_KEY_NUMBER,
  TROUPE_KEY_BOOLEAN,
  TROUPE_KEY_TEXT,
  TROUPE_KEY_MESSAGE,
  TROUPE_KEY_STATUS,
  TROUPE_KEY_REASON,  /* a documented short name */
  TROUPE_KEY_ID,      /* of an invariant */
  TROUPE_KEY_ANY,     /* as it is written */
} TroupeKeyKind;

typedef struct
{
  const char    *name;
  TroupeKeyKind  kind;
  guint          places; /* bits 1 << TroupePlaceKind */
} TroupeKeyRule;

typedef struct
{
  const char          *name;
  const char          *sentence;       /* what has happened */
  guint                kind;           /* TroupeEventKind or TROUPE_PATTERN_INVARIANT */
  guint                subjects;       /* bits 1 << TroupePlaceKind; 0: only `*` */
  gboolean             has_attributes; /* any other key is an attribute of the payload */
  TroupeKeyRule        keys[8];        /* up to the first without a name */
} TroupeEventRule;

#define TROUPE_PLACE_BIT(kind) (1u << (kind))
#define TROUPE_PLACES_INSTANCE \
  (TROUPE_PLACE_BIT (TROUPE_PLACE_ACTOR) | TROUPE_PLACE_BIT (TROUPE_PLACE_RANK) \
   | TROUPE_PLACE_BIT (TROUPE_PLACE_CLIENT) | TROUPE_PLACE_BIT (TROUPE_PLACE_DRIVER))
#define TROUPE_PLACES_PROC (TROUPE_PLACE_BIT (TROUPE_PLACE_PROC))
#define TROUPE_PLACES_HOST (TROUPE_PLACE_BIT (TROUPE_PLACE_HOST) | TROUPE_PLACE_BIT (TROUPE_PLACE_DRIVER))
/* What a message can be sent to: a proc stands for its agent, also one that does not exist. */
#define TROUPE_PLACES_RECEIVER \
  (TROUPE_PLACES_INSTANCE | TROUPE_PLACES_PROC | TROUPE_PLACE_BIT (TROUPE_PLACE_UNKNOWN_PROC))

const TroupeEventRule *troupe_event_rule_find  (const char *name);
const TroupeEventRule *troupe_event_rule_get   (guint       kind);
/* The names of all kinds; *ret_n is their number. */
const char *const     *troupe_event_rule_names (guint      *ret_n);
/* All of them, as `troupe-sim list events` prints them. */
TROUPE_INTERNAL
const TroupeEventRule *troupe_event_rule_list  (guint      *ret_n_rules);

G_END_DECLS
