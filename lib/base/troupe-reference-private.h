/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-id.h"

G_BEGIN_DECLS

typedef enum
{
  TROUPE_REFERENCE_PROC,
  TROUPE_REFERENCE_ACTOR,
  TROUPE_REFERENCE_PORT,
} TroupeReferenceKind;

/* The parts of a printed id, read and checked: what proc, actor and port ids are made of. */
typedef struct
{
  TroupeAddress *address; /* (owned) */
  char          *proc;    /* (owned): name of the proc */
  char          *actor;   /* (owned) (nullable): name of the actor, except in a proc id */
  guint64        pid;     /* 0 where the text has none */
  guint64        port;    /* index of the port, in a port id */
} TroupeReference;

/* Reads an id of just this @kind. Fails with INVALID_ID, INVALID_NAME or INVALID_ADDRESS; *self is then empty. */
gboolean troupe_reference_parse (TroupeReference      *self,
                                 TroupeReferenceKind   kind,
                                 const char           *text,
                                 GError              **error);
void     troupe_reference_clear (TroupeReference      *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TroupeReference, troupe_reference_clear)

G_END_DECLS
