/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe.h> can be included directly."
#endif

#include "base/troupe-address.h"

G_BEGIN_DECLS

/**
 * TroupeBindSpec:
 *
 * Where to serve, as people write it: immutable, counted, usable from every thread.
 *
 * A transport leaves the choice to the system: `unix`, `local`, `tcp(Localhost)`. An address says where:
 * `tcp:10.0.0.1:4000`. So does a URL: `tcp://10.0.0.1:4000`, `tls://host.example:4000`, `ipc:///run/x.sock`,
 * `ipc://@name`, `inproc://7`; its host may be `localhost` or, for every address of the machine, `*`. Two URLs of tcp
 * with `@` between them say where others dial, and where to listen: `tcp://198.51.100.7:80@tcp://10.0.0.1:4000`.
 */
typedef struct _TroupeBindSpec TroupeBindSpec;

#define TROUPE_TYPE_BIND_SPEC (troupe_bind_spec_get_type ())

TROUPE_AVAILABLE_IN_ALL
GType           troupe_bind_spec_get_type         (void);
TROUPE_AVAILABLE_IN_ALL
TroupeBindSpec *troupe_bind_spec_parse            (const char            *text,
                                                   GError               **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupeBindSpec *troupe_bind_spec_ref              (TroupeBindSpec        *self);
TROUPE_AVAILABLE_IN_ALL
void            troupe_bind_spec_unref            (TroupeBindSpec        *self);
TROUPE_AVAILABLE_IN_ALL
TroupeAddress  *troupe_bind_spec_get_address      (const TroupeBindSpec  *self);
TROUPE_AVAILABLE_IN_ALL
TroupeAddress  *troupe_bind_spec_get_dial_address (const TroupeBindSpec  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeBindSpec, troupe_bind_spec_unref)

G_END_DECLS
