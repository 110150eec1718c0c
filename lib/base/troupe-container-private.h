/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>

/* The @Type whose @member is at @pointer: from a task, a timer or a node back to what embeds it. */
#define TROUPE_CONTAINER(pointer, Type, member) \
  ((Type *) (gpointer) ((guint8 *) (pointer) - G_STRUCT_OFFSET (Type, member)))
