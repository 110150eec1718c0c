/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe.h> can be included directly."
#endif

#include <glib-object.h>

#include "troupe-macros.h"

G_BEGIN_DECLS

/**
 * TroupeKnobUnit:
 * @TROUPE_KNOB_UNIT_COUNT: so many of something
 * @TROUPE_KNOB_UNIT_NANOSECONDS: a duration
 *
 * What the number of a knob counts.
 */
typedef enum
{
  TROUPE_KNOB_UNIT_COUNT,
  TROUPE_KNOB_UNIT_NANOSECONDS,
} TroupeKnobUnit;

/**
 * TroupeKnobScope:
 * @TROUPE_KNOB_SCOPE_PROC: each proc has its own; it starts with what its loop has
 * @TROUPE_KNOB_SCOPE_LOOP: one for the loop and all procs on it
 *
 * Whose a knob is.
 */
typedef enum
{
  TROUPE_KNOB_SCOPE_PROC,
  TROUPE_KNOB_SCOPE_LOOP,
} TroupeKnobScope;

/**
 * TroupeKnob:
 * @name: such as `stop.cleanup-bound`
 * @unit: what its value counts
 * @scope: whose it is
 * @default_value: where nobody sets it
 * @minimum: the least that it can be set to
 * @maximum: the most
 * @sentence: what it does
 *
 * Something about the runtime that can be set, see troupe_loop_set_knob() and troupe_proc_set_knob().
 */
typedef struct
{
  const char      *name;
  TroupeKnobUnit   unit;
  TroupeKnobScope  scope;
  guint64          default_value;
  guint64          minimum;
  guint64          maximum;
  const char      *sentence;
} TroupeKnob;

#define TROUPE_TYPE_KNOB_UNIT (troupe_knob_unit_get_type ())
#define TROUPE_TYPE_KNOB_SCOPE (troupe_knob_scope_get_type ())

TROUPE_AVAILABLE_IN_ALL
GType             troupe_knob_unit_get_type  (void);
TROUPE_AVAILABLE_IN_ALL
GType             troupe_knob_scope_get_type (void);
TROUPE_AVAILABLE_IN_ALL
const TroupeKnob *troupe_knob_list           (guint      *ret_n_knobs);
TROUPE_AVAILABLE_IN_ALL
const TroupeKnob *troupe_knob_lookup         (const char *name);

G_END_DECLS
