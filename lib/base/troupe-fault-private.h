/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-world.h"

G_BEGIN_DECLS

/* Named places where something rare but legal can happen. It does so only in a simulated world, where a scenario asks
 * for it. TROUPE_FAULT_POINT (world, "connect.fails") costs one predicted branch in every build; the name must be in
 * the table of troupe-fault.c, which a lint test sees to. */
typedef struct
{
  const char *name;
  const char *sentence;
} TroupeFaultPoint;

/* Sorted by name. */
TROUPE_INTERNAL
const TroupeFaultPoint *troupe_fault_point_list (guint      *ret_n_points);
/* Is there a point of that name? */
TROUPE_INTERNAL
gboolean                troupe_fault_point_exists (const char *name);

/* Not G_UNLIKELY(), which cannot stand inside another one. */
#define TROUPE_FAULT_POINT(world, name) \
  (__builtin_expect ((world)->may_fault, FALSE) && troupe_world_fault ((world), (name)))

G_END_DECLS
