/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-id.h"

G_BEGIN_DECLS

/* 64-bit hashes of the content, computed once when the value is made: the same in every process and every run. */
TROUPE_INTERNAL
guint64 troupe_address_get_hash64  (const TroupeAddress *self);
TROUPE_INTERNAL
guint64 troupe_proc_id_get_hash64  (const TroupeProcId  *self);
TROUPE_INTERNAL
guint64 troupe_actor_id_get_hash64 (const TroupeActorId *self);

G_END_DECLS
