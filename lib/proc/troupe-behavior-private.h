/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "proc/troupe-behavior.h"

G_BEGIN_DECLS

/* What an actor does that has no function of its own for it. */
TroupeSupervision troupe_behavior_decline_failures (TroupeSupervisionEvent  *event);
gboolean          troupe_behavior_fail_on_return   (TroupeMessage           *message,
                                                    TroupeReason             reason,
                                                    GError                 **error);

G_END_DECLS
