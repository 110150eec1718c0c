/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "proc/troupe-cell-private.h"

G_BEGIN_DECLS

/* The handle to a client's @cell. (transfer full) */
TroupeInstance *troupe_instance_new (TroupeProc *proc,
                                     TroupeCell *cell);

/* (nullable): NULL once it has ended. */
TroupeCell     *troupe_instance_get_cell (TroupeInstance *self);
TroupeProc     *troupe_instance_get_proc (TroupeInstance *self);

G_END_DECLS
