/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

/* The only header of the simulator that users include: for modules of actors that scenario files `use`, and for
 * programs that read scenarios or run them themselves. */

#include <troupe.h>

#define TROUPE_INSIDE

#include "scenario/troupe-actor-type.h"
#include "scenario/troupe-diagnostic.h"
#include "scenario/troupe-module.h"
#include "scenario/troupe-scenario.h"

#include "executor/troupe-sim-result.h"

#undef TROUPE_INSIDE
