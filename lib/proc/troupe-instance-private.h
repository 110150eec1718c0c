/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "proc/troupe-cell-private.h"

G_BEGIN_DECLS

/* The handle to a client's @cell. @proc: (nullable): keeps that alive. (transfer full) */
TroupeInstance *troupe_instance_new (TroupeProc *proc,
                                     TroupeCell *cell);

/* Its cell has ended, with @status. */
void            troupe_instance_forget_cell (TroupeInstance    *self,
                                             TroupeActorStatus  status);

/* (nullable): NULL once it has ended. */
TroupeCell     *troupe_instance_get_cell (TroupeInstance *self);
/* (nullable): its cell; NULL with CLOSED, about the @attempt, where it has ended. */
TroupeCell     *troupe_instance_get_live_cell (TroupeInstance *self,
                                          const char     *attempt,
                                          GError        **error);
/* (nullable): NULL for one that has ended, and was an actor's child. */
TroupeProc     *troupe_instance_get_proc (TroupeInstance *self);

G_END_DECLS
