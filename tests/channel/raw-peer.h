/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "channel/troupe-greeting-private.h"

#include "channel/session-ends.h"

G_BEGIN_DECLS

/* What a peer writes, byte by byte, for tests that let it write what no peer of ours would. Each appends to @bytes. */

/* A greeting of session 1 of `local:1,p`; what is 0 in it is as in a first greeting. */
void raw_greeting   (GByteArray           *bytes,
                     const TroupeGreeting *greeting);
void raw_answer     (GByteArray           *bytes,
                     TroupeVerdict         verdict,
                     guint64               next);
/* Its checksum is made to fit. @payload: (nullable) */
void raw_frame      (GByteArray              *bytes,
                     const TroupeFrameHeader *header,
                     const void              *payload);
/* @what: TROUPE_FRAME_DEFINES_PEER or _TYPE */
void raw_define     (GByteArray           *bytes,
                     guint                 what,
                     guint64               index,
                     const char           *text);
/* Defines the actors 1, `local:1,p,a[0]`, and 2, `local:2,q,b[3]`, and the type 1, `test.note`. */
void raw_definitions (GByteArray          *bytes);
/* A note from actor 1 to actor 2. */
void raw_note       (GByteArray           *bytes,
                     guint32               sequence,
                     guint64               number);
void raw_bare       (GByteArray           *bytes,
                     TroupeFrameKind       kind,
                     guint64               number);
/* Lets the end read them, and clears them. */
void raw_write      (TroupeTestStream     *end,
                     GByteArray           *bytes);

G_END_DECLS
