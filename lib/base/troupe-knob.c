/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-knob-private.h"

#include "base/troupe-error.h"
#include "base/troupe-text-private.h"

#include <string.h>

#define MS G_GUINT64_CONSTANT (1000000)
#define SECOND (1000 * MS)
#define HOUR (3600 * SECOND)

/* All that can be set, in one place. A value that is read is always within its range. */
static const TroupeKnob knobs[TROUPE_N_KNOBS] = {
  [TROUPE_KNOB_DESTROY_FLUSH_BOUND] = {
    "destroy.flush-bound", TROUPE_KNOB_UNIT_NANOSECONDS, TROUPE_KNOB_SCOPE_PROC, 5 * SECOND, 0, 24 * HOUR,
    "How long the destruction of a proc waits for peers to accept what it has sent" },
  [TROUPE_KNOB_LANE_CREDIT] = {
    "lane.credit", TROUPE_KNOB_UNIT_COUNT, TROUPE_KNOB_SCOPE_LOOP, 1024, 1, 1000000,
    "How many messages a loop has at most on their way to another loop of its process; more wait" },
  [TROUPE_KNOB_LOOP_CLOCK_HANDLERS] = {
    "loop.clock-handlers", TROUPE_KNOB_UNIT_COUNT, TROUPE_KNOB_SCOPE_LOOP, 0, 0, 1,
    "1: a loop reads the clock around each handler; 0: once a dispatch, so only what is deferred takes time" },
  [TROUPE_KNOB_LOOP_DISPATCH_BUDGET] = {
    "loop.dispatch-budget", TROUPE_KNOB_UNIT_COUNT, TROUPE_KNOB_SCOPE_LOOP, 1024, 1, 1000000,
    "How many tasks a loop runs at most before it turns to timers and other threads" },
  [TROUPE_KNOB_ORDERING_GAP_BOUND] = {
    "ordering.gap-bound", TROUPE_KNOB_UNIT_NANOSECONDS, TROUPE_KNOB_SCOPE_PROC, 30 * SECOND, 0, 24 * HOUR,
    "How long a message that came in front of others of its flow waits for them before they are given up" },
  [TROUPE_KNOB_ORDERING_PARKED_MAX] = {
    "ordering.parked-max", TROUPE_KNOB_UNIT_COUNT, TROUPE_KNOB_SCOPE_PROC, 4096, 0, 1000000,
    "How many such messages wait at one actor at most; more do not wait as long" },
  [TROUPE_KNOB_ORDERING_RETENTION] = {
    "ordering.retention", TROUPE_KNOB_UNIT_NANOSECONDS, TROUPE_KNOB_SCOPE_PROC, 600 * SECOND, SECOND, 24 * HOUR,
    "How long a receiver remembers a flow in which nothing comes; the same everywhere, and many gap bounds long" },
  [TROUPE_KNOB_RECORDER_LENGTH] = {
    "recorder.length", TROUPE_KNOB_UNIT_COUNT, TROUPE_KNOB_SCOPE_PROC, 256, 0, 1000000,
    "How many recent events the flight recorder of a proc holds" },
  [TROUPE_KNOB_ROUTE_HOPS_MAX] = {
    "route.hops-max", TROUPE_KNOB_UNIT_COUNT, TROUPE_KNOB_SCOPE_LOOP, 64, 0, 255,
    "How often a message may have been forwarded for this process to forward it once more" },
  [TROUPE_KNOB_SESSION_ACK_COUNT] = {
    "session.ack-count", TROUPE_KNOB_UNIT_COUNT, TROUPE_KNOB_SCOPE_LOOP, 1000, 1, 1000000,
    "After how many messages from another process what was taken is acknowledged at the latest" },
  [TROUPE_KNOB_SESSION_ACK_INTERVAL] = {
    "session.ack-interval", TROUPE_KNOB_UNIT_NANOSECONDS, TROUPE_KNOB_SCOPE_LOOP, 20 * MS, 0, 10 * SECOND,
    "How long that may take; what comes after a silence as long is acknowledged at once" },
  [TROUPE_KNOB_SESSION_BACKOFF_MAX] = {
    "session.backoff-max", TROUPE_KNOB_UNIT_NANOSECONDS, TROUPE_KNOB_SCOPE_LOOP, 5 * SECOND, MS, HOUR,
    "How long the wait before another attempt to connect grows" },
  [TROUPE_KNOB_SESSION_BACKOFF_MIN] = {
    "session.backoff-min", TROUPE_KNOB_UNIT_NANOSECONDS, TROUPE_KNOB_SCOPE_LOOP, 10 * MS, MS, HOUR,
    "How long the first such wait is, give or take a tenth; each one is twice as long as the last" },
  [TROUPE_KNOB_SESSION_COUNT_MAX] = {
    "session.count-max", TROUPE_KNOB_UNIT_COUNT, TROUPE_KNOB_SCOPE_LOOP, 65536, 1, 10000000,
    "How many sessions of other processes a loop remembers" },
  [TROUPE_KNOB_SESSION_DELIVERY_TIMEOUT] = {
    "session.delivery-timeout", TROUPE_KNOB_UNIT_NANOSECONDS, TROUPE_KNOB_SCOPE_LOOP, 30 * SECOND, MS, 24 * HOUR,
    "How long a message to another process may wait to be acknowledged before it is returned" },
  [TROUPE_KNOB_SESSION_GREETING_BOUND] = {
    "session.greeting-bound", TROUPE_KNOB_UNIT_NANOSECONDS, TROUPE_KNOB_SCOPE_LOOP, 10 * SECOND, MS, HOUR,
    "How long a connection may take to be made, and its two ends to greet each other" },
  [TROUPE_KNOB_SESSION_PING_ANSWER] = {
    "session.ping-answer", TROUPE_KNOB_UNIT_NANOSECONDS, TROUPE_KNOB_SCOPE_LOOP, 10 * SECOND, MS, HOUR,
    "How long the answer to a ping may take before the connection is given up" },
  [TROUPE_KNOB_SESSION_PING_IDLE] = {
    "session.ping-idle", TROUPE_KNOB_UNIT_NANOSECONDS, TROUPE_KNOB_SCOPE_LOOP, 15 * SECOND, MS, 24 * HOUR,
    "How long a connection may be silent before a ping asks whether the other process is there" },
  [TROUPE_KNOB_SESSION_QUEUE_BOUND] = {
    "session.queue-bound", TROUPE_KNOB_UNIT_COUNT, TROUPE_KNOB_SCOPE_LOOP, 1000000, 1, 100000000,
    "How many messages may wait for one other process; what comes on top of that is returned" },
  [TROUPE_KNOB_SESSION_RECEIVER_SHARE] = {
    "session.receiver-share", TROUPE_KNOB_UNIT_COUNT, TROUPE_KNOB_SCOPE_LOOP, 1, 0, 1000,
    "One part in so many of the room that is left at another process is for one receiver that falls behind; 0: all" },
  [TROUPE_KNOB_SESSION_RETENTION] = {
    "session.retention", TROUPE_KNOB_UNIT_NANOSECONDS, TROUPE_KNOB_SCOPE_LOOP, 600 * SECOND, 0, 24 * HOUR,
    "How long a session is remembered by both its ends after its connection was lost" },
  [TROUPE_KNOB_SESSION_WINDOW] = {
    "session.window", TROUPE_KNOB_UNIT_COUNT, TROUPE_KNOB_SCOPE_LOOP, 16384, 1, 10000000,
    "How many messages of one other process may wait here to be handled before it has to wait itself" },
  [TROUPE_KNOB_SESSION_WINDOW_BYTES] = {
    "session.window-bytes", TROUPE_KNOB_UNIT_COUNT, TROUPE_KNOB_SCOPE_LOOP, 128 * 1024 * 1024, 65536,
    G_GUINT64_CONSTANT (1024) * 1024 * 1024 * 1024,
    "How many bytes of their bodies may" },
  [TROUPE_KNOB_SNAPSHOT_RETENTION] = {
    "snapshot.retention", TROUPE_KNOB_UNIT_COUNT, TROUPE_KNOB_SCOPE_PROC, 100, 0, 1000000,
    "Of how many ended actors a proc keeps what they left behind" },
  [TROUPE_KNOB_SPLIT_BUFFER_AGE] = {
    "split.buffer-age", TROUPE_KNOB_UNIT_NANOSECONDS, TROUPE_KNOB_SCOPE_PROC, 50 * MS, 0, 24 * HOUR,
    "How long an update waits at most in a split port of a stream for others to be combined with" },
  [TROUPE_KNOB_SPLIT_BUFFER_LENGTH] = {
    "split.buffer-length", TROUPE_KNOB_UNIT_COUNT, TROUPE_KNOB_SCOPE_PROC, 5, 1, 1000000,
    "How many updates a split port of a stream combines at most before it hands them on" },
  [TROUPE_KNOB_STOP_CHILDREN_BOUND] = {
    "stop.children-bound", TROUPE_KNOB_UNIT_NANOSECONDS, TROUPE_KNOB_SCOPE_PROC, 10 * SECOND, MS, 24 * HOUR,
    "How long an actor that ends waits for its children to stop before they are aborted" },
  [TROUPE_KNOB_STOP_CLEANUP_BOUND] = {
    "stop.cleanup-bound", TROUPE_KNOB_UNIT_NANOSECONDS, TROUPE_KNOB_SCOPE_PROC, 3 * SECOND, MS, 24 * HOUR,
    "How long the cleanup of an actor may wait for something before it is given up" },
  [TROUPE_KNOB_STOP_DRAIN_BOUND] = {
    "stop.drain-bound", TROUPE_KNOB_UNIT_NANOSECONDS, TROUPE_KNOB_SCOPE_PROC, 60 * SECOND, MS, 24 * HOUR,
    "How long an actor that was asked to stop may go on with what it had accepted before it is aborted" },
};

G_DEFINE_ENUM_TYPE (TroupeKnobUnit, troupe_knob_unit,
                    G_DEFINE_ENUM_VALUE (TROUPE_KNOB_UNIT_COUNT, "count"),
                    G_DEFINE_ENUM_VALUE (TROUPE_KNOB_UNIT_NANOSECONDS, "nanoseconds"))
G_DEFINE_ENUM_TYPE (TroupeKnobScope, troupe_knob_scope,
                    G_DEFINE_ENUM_VALUE (TROUPE_KNOB_SCOPE_PROC, "proc"),
                    G_DEFINE_ENUM_VALUE (TROUPE_KNOB_SCOPE_LOOP, "loop"))

/**
 * troupe_knob_list:
 * @ret_n_knobs: (out): how many
 *
 * Lists all that can be set, sorted by name. Callable from every thread.
 *
 * Returns: (transfer none) (array length=ret_n_knobs): the knobs
 */
const TroupeKnob *
troupe_knob_list (guint *ret_n_knobs)
{
  g_return_val_if_fail (ret_n_knobs != NULL, NULL);

  *ret_n_knobs = TROUPE_N_KNOBS;

  return knobs;
}

/**
 * troupe_knob_lookup:
 * @name: a name
 *
 * Callable from every thread.
 *
 * Returns: (transfer none) (nullable): the knob of that name, or %NULL
 */
const TroupeKnob *
troupe_knob_lookup (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < TROUPE_N_KNOBS; i++)
    if (strcmp (knobs[i].name, name) == 0)
      return &knobs[i];

  return NULL;
}

static const TroupeKnob *
knob_find (const char  *name,
           const char  *attempt,
           GError     **error)
{
  const TroupeKnob *knob = troupe_knob_lookup (name);

  if (knob == NULL)
    {
      g_autofree char *quoted = troupe_text_quote (name);

      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND, "Could not %s the knob %s: there is no such knob",
                   attempt, quoted);
    }

  return knob;
}

void
troupe_knob_values_init (TroupeKnobValues *self)
{
  for (guint i = 0; i < TROUPE_N_KNOBS; i++)
    self->values[i] = knobs[i].default_value;
}

gboolean
troupe_knob_values_set (TroupeKnobValues  *self,
                        const char        *name,
                        guint64            value,
                        GError           **error)
{
  const TroupeKnob *knob = knob_find (name, "set", error);

  if (knob == NULL)
    return FALSE;

  if (value < knob->minimum || value > knob->maximum)
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE,
                   "Could not set the knob %s to %" G_GUINT64_FORMAT ": it goes from %" G_GUINT64_FORMAT
                   " to %" G_GUINT64_FORMAT, name, value, knob->minimum, knob->maximum);
      return FALSE;
    }

  self->values[knob - knobs] = value;

  return TRUE;
}

gboolean
troupe_knob_values_get (const TroupeKnobValues  *self,
                        const char              *name,
                        guint64                 *ret_value,
                        GError                 **error)
{
  const TroupeKnob *knob = knob_find (name, "read", error);

  if (knob == NULL)
    return FALSE;

  *ret_value = self->values[knob - knobs];

  return TRUE;
}
