/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-knob.h"

G_BEGIN_DECLS

/* The knobs by number: the order of the table in troupe-knob.c, which is sorted by name. */
typedef enum
{
  TROUPE_KNOB_DESTROY_FLUSH_BOUND,
  TROUPE_KNOB_LANE_CREDIT,
  TROUPE_KNOB_LOOP_CLOCK_HANDLERS,
  TROUPE_KNOB_LOOP_DISPATCH_BUDGET,
  TROUPE_KNOB_ORDERING_GAP_BOUND,
  TROUPE_KNOB_ORDERING_PARKED_MAX,
  TROUPE_KNOB_ORDERING_RETENTION,
  TROUPE_KNOB_RECORDER_LENGTH,
  TROUPE_KNOB_ROUTE_HOPS_MAX,
  TROUPE_KNOB_SESSION_ACK_COUNT,
  TROUPE_KNOB_SESSION_ACK_INTERVAL,
  TROUPE_KNOB_SESSION_BACKOFF_MAX,
  TROUPE_KNOB_SESSION_BACKOFF_MIN,
  TROUPE_KNOB_SESSION_COUNT_MAX,
  TROUPE_KNOB_SESSION_DELIVERY_TIMEOUT,
  TROUPE_KNOB_SESSION_GREETING_BOUND,
  TROUPE_KNOB_SESSION_PING_ANSWER,
  TROUPE_KNOB_SESSION_PING_IDLE,
  TROUPE_KNOB_SESSION_QUEUE_BOUND,
  TROUPE_KNOB_SESSION_RECEIVER_SHARE,
  TROUPE_KNOB_SESSION_RETENTION,
  TROUPE_KNOB_SESSION_WINDOW,
  TROUPE_KNOB_SESSION_WINDOW_BYTES,
  TROUPE_KNOB_SNAPSHOT_RETENTION,
  TROUPE_KNOB_SPLIT_BUFFER_AGE,
  TROUPE_KNOB_SPLIT_BUFFER_LENGTH,
  TROUPE_KNOB_STOP_CHILDREN_BOUND,
  TROUPE_KNOB_STOP_CLEANUP_BOUND,
  TROUPE_KNOB_STOP_DRAIN_BOUND,
} TroupeKnobIndex;

#define TROUPE_N_KNOBS (TROUPE_KNOB_STOP_DRAIN_BOUND + 1)

/* What someone's knobs are set to. Read as values[TROUPE_KNOB_...]. */
typedef struct
{
  guint64 values[TROUPE_N_KNOBS];
} TroupeKnobValues;

void     troupe_knob_values_init (TroupeKnobValues  *self);
/* Fails with NOT_FOUND where there is no such knob, and with INVALID_VALUE where @value is out of its range. */
gboolean troupe_knob_values_set  (TroupeKnobValues  *self,
                                  const char        *name,
                                  guint64            value,
                                  GError           **error);
/* Fails with NOT_FOUND. */
gboolean troupe_knob_values_get  (const TroupeKnobValues  *self,
                                  const char              *name,
                                  guint64                 *ret_value,
                                  GError                 **error);

G_END_DECLS
