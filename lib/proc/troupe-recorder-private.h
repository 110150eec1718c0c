/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-peer-private.h"
#include "proc/troupe-supervision-event.h"

G_BEGIN_DECLS

typedef enum
{
  TROUPE_RECORD_TEXT,       /* `text` says it all */
  TROUPE_RECORD_STATUS,     /* it came to `status`; `text` says why */
  TROUPE_RECORD_HANDLED,    /* it handled `event`, a child's end */
  TROUPE_RECORD_UNHANDLED,  /* it did not */
} TroupeRecordKind;

/* One thing worth remembering that happened to an actor. Put into words only when someone asks: an actor's end is
 * recorded far more often than read. */
typedef struct
{
  gint64                  wall_clock_ns;
  TroupePeer             *actor;         /* (owned) */
  TroupeRecordKind        kind;
  TroupeActorStatus       status;
  char                   *text;          /* (owned) (nullable) */
  TroupeSupervisionEvent *event;         /* (held) (nullable): of a status: its text says why */
  TroupePeer             *via;           /* (owned) (nullable): of a child's end: who handed it up */
} TroupeRecord;

/* The flight recorder of a proc: a ring of the newest records of all its actors. It takes memory from the first
 * record on. */
typedef struct
{
  TroupeRecord *records;  /* (owned) (nullable): capacity entries */
  guint         capacity;
  guint         length;
  guint         head;     /* index of the oldest */
  guint64       n_taken;  /* ever: the newest has this number in its proc, which shows where something is missing */
} TroupeRecorder;

/* Makes it hold @capacity; the newest stay. */
void      troupe_recorder_resize        (TroupeRecorder       *self,
                                         guint                 capacity);
void      troupe_recorder_clear         (TroupeRecorder       *self);
/* Oldest first: a(txss): number, wall clock, actor, text. Of one actor where @actor is not NULL. (transfer full)
 * (nullable): floating; NULL if there are none. */
GVariant *troupe_recorder_make_variant  (const TroupeRecorder *self,
                                         const TroupeActorId  *actor);

G_END_DECLS
