/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-message-private.h"

G_BEGIN_DECLS

/* A message whose fate is not known at one end of a broken connection comes back for `timeout` or `broken-link`; if it
 * did arrive, the other end may return it too, before or after that. Its sender hears of it once: this is the memory of
 * what came back lately, of all that could do so again. What never left its loop cannot, and is not entered. */
typedef struct _TroupeReturns TroupeReturns;

/* How many are remembered. A message that comes back again after so many others have is told of twice. */
#define TROUPE_RETURNS_MAX 65536u

TroupeReturns *troupe_returns_new      (void);
void           troupe_returns_free     (TroupeReturns       *self);
/* FALSE: @message is remembered already. It has a sender. */
gboolean       troupe_returns_remember (TroupeReturns       *self,
                                        const TroupeMessage *message);

G_END_DECLS
