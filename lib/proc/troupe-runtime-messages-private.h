/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-message-type-private.h"
#include "proc/troupe-proc-private.h"
