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
 * TroupeReason:
 * @TROUPE_REASON_NONE: no reason: the message was accepted
 * @TROUPE_REASON_ACTOR_STOPPED: the actor has stopped, or is stopping
 * @TROUPE_REASON_ACTOR_FAILED: the actor has failed, or is failing
 * @TROUPE_REASON_NO_SUCH_ACTOR: the proc never had such an actor
 * @TROUPE_REASON_NO_SUCH_PORT: the actor has no such port, or does not accept the type
 * @TROUPE_REASON_NO_SUCH_PROC: the process has no such proc
 * @TROUPE_REASON_UNROUTABLE: no way leads to the proc
 * @TROUPE_REASON_BROKEN_LINK: the connection broke before the peer said that it had the message
 * @TROUPE_REASON_TTL_EXPIRED: the message was forwarded too often
 * @TROUPE_REASON_TYPE_MISMATCH: the body does not have the form that its type declares, or the port does
 *   not take such a message
 * @TROUPE_REASON_TIMEOUT: the delivery took too long
 * @TROUPE_REASON_MESH_FAILED: the mesh has failed
 *
 * Why a message came back. @TROUPE_REASON_BROKEN_LINK and @TROUPE_REASON_TIMEOUT mean
 * "perhaps handled"; every other reason means "never handled".
 */
typedef enum
{
  TROUPE_REASON_NONE,
  TROUPE_REASON_ACTOR_STOPPED,
  TROUPE_REASON_ACTOR_FAILED,
  TROUPE_REASON_NO_SUCH_ACTOR,
  TROUPE_REASON_NO_SUCH_PORT,
  TROUPE_REASON_NO_SUCH_PROC,
  TROUPE_REASON_UNROUTABLE,
  TROUPE_REASON_BROKEN_LINK,
  TROUPE_REASON_TTL_EXPIRED,
  TROUPE_REASON_TYPE_MISMATCH,
  TROUPE_REASON_TIMEOUT,
  TROUPE_REASON_MESH_FAILED,
} TroupeReason;

/**
 * TROUPE_N_REASONS:
 *
 * How many values #TroupeReason has.
 */
#define TROUPE_N_REASONS (TROUPE_REASON_MESH_FAILED + 1)

#define TROUPE_TYPE_REASON (troupe_reason_get_type ())

TROUPE_AVAILABLE_IN_ALL
GType         troupe_reason_get_type    (void);
TROUPE_AVAILABLE_IN_ALL
const char   *troupe_reason_to_string   (TroupeReason  reason);
TROUPE_AVAILABLE_IN_ALL
gboolean      troupe_reason_from_string (const char   *text,
                                         TroupeReason *ret_reason);

G_END_DECLS
