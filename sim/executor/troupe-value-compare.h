/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "scenario/troupe-scenario.h"

G_BEGIN_DECLS

/* Does what a message says stand in that relation to what a file wrote? Numbers of any width compare as numbers,
 * texts as texts; anything else compares by its GVariant text. */
gboolean troupe_compare_variant (GVariant       *actual,
                                 TroupeOperator  operator_,
                                 GVariant       *expected);

G_END_DECLS
