/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-message-private.h"

G_BEGIN_DECLS

/* What numbers the messages that one sender sends in order. They are in *flows*, one to each destination: all handler
 * ports of an actor together are one, each other port is one by itself, so that an actor may wait on a port of its own
 * for a message from whoever also sends to its handler. Numbers go up from 1 without a gap.
 *
 * What a flow is called, a number, is never used again by this sender: the first one is drawn by chance, so that a
 * sender of the same id in a process that was started anew begins others. A flow in which nothing was sent for as long
 * as half of what receivers remember is forgotten, and the next message there begins another: so a receiver may forget
 * one as well, and takes its next message for no gap. */
typedef struct _TroupeSequencer TroupeSequencer;

/* How many flows a sequencer remembers. The one that was used longest ago goes: what is sent there next does not wait
 * for what is still on its way. */
#define TROUPE_SEQUENCER_FLOWS_MAX 65536u

/* @seed: where the names of the flows begin. */
TroupeSequencer *troupe_sequencer_new         (guint64          seed);
void             troupe_sequencer_free        (TroupeSequencer *self);
/* @message: made by troupe_message_new_for_order(), with its port: gets its place in the flow to where it goes.
 * @retention_ns: how long receivers remember a flow at least. */
void             troupe_sequencer_number      (TroupeSequencer *self,
                                               TroupeMessage   *message,
                                               guint64          now_ns,
                                               guint64          retention_ns);
guint            troupe_sequencer_get_n_flows (const TroupeSequencer *self);

G_END_DECLS
