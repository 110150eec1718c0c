/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-message-private.h"

G_BEGIN_DECLS

/* What puts the messages of each flow into their order again, at their receiver. It knows the flows of many senders,
 * and keeps no time of its own: who drives it says what time it is, and when it wants to be asked again.
 *
 *                 the next of its flow
 *     a message ------------------------> READY ---------> pop()
 *         |                                 ^
 *         | comes early                     | what it waits for has come, or is given up:
 *         v                                 | it waits for too long, or too many wait
 *       PARKED -----------------------------+
 *
 * A number that has been let out before is a DUPLICATE. One that was given up is LATE; so is one of which it is not
 * known any more which of the two it is. Neither is taken. */
typedef struct _TroupeReorderBuffer TroupeReorderBuffer;

typedef enum
{
  TROUPE_REORDER_READY,     /* taken: pop() has it, and perhaps more */
  TROUPE_REORDER_PARKED,    /* taken: it waits for one before it. pop() may have others, for which there is no room */
  TROUPE_REORDER_DUPLICATE,
  TROUPE_REORDER_LATE,
} TroupeReorderResult;

/* How many flows are remembered: some 10 MiB of them. Of more, the one in which nothing has come for the longest time
 * is forgotten: its next message waits for those before it, which have come, until they are given up. */
#define TROUPE_REORDER_FLOWS_MAX 65536u
/* How many gaps of a flow are remembered. Each was there for a bound of time, so these are minutes; what comes even
 * later is said to be late, whether it is or not. */
#define TROUPE_REORDER_GAPS_MAX  16u

TroupeReorderBuffer *troupe_reorder_buffer_new           (void);
/* Frees what is parked. */
void                 troupe_reorder_buffer_free          (TroupeReorderBuffer *self);
/* @message: ordered, and from somebody; (transfer full) where it is taken, see TroupeReorderResult.
 * @parked_max: how many may be parked, in all flows. */
TroupeReorderResult  troupe_reorder_buffer_add           (TroupeReorderBuffer *self,
                                                          TroupeMessage       *message,
                                                          guint64              parked_max,
                                                          guint64              now_ns);
/* The next message whose turn it is: n_missing of its order says how many before it were given up.
 * (transfer full) (nullable) */
TroupeMessage       *troupe_reorder_buffer_pop           (TroupeReorderBuffer *self,
                                                          guint64              now_ns);
/* Gives up one gap behind which something has waited for @gap_bound_ns; FALSE where there is none. Then pop(). */
gboolean             troupe_reorder_buffer_skip_one      (TroupeReorderBuffer *self,
                                                          guint64              gap_bound_ns,
                                                          guint64              now_ns);
/* Forgets the flows in which nothing has come for @retention_ns. */
void                 troupe_reorder_buffer_forget        (TroupeReorderBuffer *self,
                                                          guint64              retention_ns,
                                                          guint64              now_ns);
/* When there is something to skip, or to forget; G_MAXUINT64: never. */
guint64              troupe_reorder_buffer_get_wake_time (const TroupeReorderBuffer *self,
                                                          guint64              gap_bound_ns,
                                                          guint64              retention_ns);
/* A message that is parked, to be returned, and bound for a port from @port_min on; those of a flow in their order.
 * (transfer full) (nullable) */
TroupeMessage       *troupe_reorder_buffer_take_out      (TroupeReorderBuffer *self,
                                                          guint64              port_min,
                                                          guint64              now_ns);
typedef void       (*TroupeReorderFunc)                  (TroupeMessage       *messages,
                                                          gpointer             user_data);
/* Calls @func with what is parked of each flow: a list, linked by next. */
void                 troupe_reorder_buffer_foreach       (const TroupeReorderBuffer *self,
                                                          TroupeReorderFunc    func,
                                                          gpointer             user_data);
guint                troupe_reorder_buffer_get_n_parked  (const TroupeReorderBuffer *self);
guint                troupe_reorder_buffer_get_n_flows   (const TroupeReorderBuffer *self);

G_END_DECLS
