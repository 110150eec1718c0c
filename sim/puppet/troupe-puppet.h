/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "scenario/troupe-actor-type.h"

G_BEGIN_DECLS

/* The one stock actor type of scenario files: it does what it is told. The first call registers its messages. */
TROUPE_AVAILABLE_IN_ALL
const TroupeActorType *troupe_puppet_type (void);

G_END_DECLS
