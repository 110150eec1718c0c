/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-port-ref.h"

G_BEGIN_DECLS

#define TROUPE_PORT_FLAGS_ALL (TROUPE_PORT_ONCE | TROUPE_PORT_NO_RETURN | TROUPE_PORT_UNSPLIT)

/* What a ref is made of. Nothing is owned. */
typedef struct
{
  TroupePortId    *id;
  const char      *kind_name;  /* (nullable): of the message type; NULL: every type */
  TroupePortFlags  flags;
  const char      *reducer;    /* (nullable): NULL: none */
  GVariant        *parameters; /* (nullable): of the reducer; not floating */
} TroupePortRefParts;

/* (transfer full). Fails with INVALID_VALUE where a name is none, a flag unknown, or parameters have no reducer. */
TroupePortRef *troupe_port_ref_new_from_parts (const TroupePortRefParts  *parts,
                                               GError                   **error);

G_END_DECLS
