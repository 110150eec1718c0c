/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

/* The only header that users include. */

#define TROUPE_INSIDE

#include "troupe-macros.h"

#include "base/troupe-address.h"
#include "base/troupe-attribute.h"
#include "base/troupe-bind-spec.h"
#include "base/troupe-error.h"
#include "base/troupe-id.h"
#include "base/troupe-knob.h"
#include "base/troupe-reason.h"
#include "base/troupe-status.h"
#include "base/troupe-stream.h"
#include "base/troupe-world.h"

#include "message/troupe-accumulator.h"
#include "message/troupe-actor-ref.h"
#include "message/troupe-message-type.h"
#include "message/troupe-message.h"
#include "message/troupe-port-ref.h"
#include "message/troupe-reducer.h"

#include "proc/troupe-actor.h"
#include "proc/troupe-behavior.h"
#include "proc/troupe-context.h"
#include "proc/troupe-gathering.h"
#include "proc/troupe-instance.h"
#include "proc/troupe-loop.h"
#include "proc/troupe-port.h"
#include "proc/troupe-proc.h"
#include "proc/troupe-router.h"
#include "proc/troupe-supervision-event.h"

#include "real/troupe-real-world.h"

#undef TROUPE_INSIDE
