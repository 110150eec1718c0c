/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "proc/troupe-cell-private.h"

G_BEGIN_DECLS

/* A message of an actor to itself that waits for its time. It is in nobody's custody but its sender's: it counts as
 * sent when its time has come. */
struct _TroupeDelayed
{
  TroupeDelayed *next;
  TroupeDelayed *previous;
  TroupeTimer    timer;
  TroupeCell    *cell;    /* (not owned): whose it is; it outlives us */
  guint64        token;   /* of its cell; counted from 1 */
  TroupeMessage *message; /* (owned) */
};

/* The cell takes no more work: what waits will not be sent. */
void troupe_cell_drop_delayed (TroupeCell *self);

G_END_DECLS
