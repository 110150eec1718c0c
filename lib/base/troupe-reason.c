/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-reason.h"
#include "base/troupe-text-private.h"

G_DEFINE_ENUM_TYPE (TroupeReason, troupe_reason,
  G_DEFINE_ENUM_VALUE (TROUPE_REASON_NONE, "none"),
  G_DEFINE_ENUM_VALUE (TROUPE_REASON_ACTOR_STOPPED, "actor-stopped"),
  G_DEFINE_ENUM_VALUE (TROUPE_REASON_ACTOR_FAILED, "actor-failed"),
  G_DEFINE_ENUM_VALUE (TROUPE_REASON_NO_SUCH_ACTOR, "no-such-actor"),
  G_DEFINE_ENUM_VALUE (TROUPE_REASON_NO_SUCH_PORT, "no-such-port"),
  G_DEFINE_ENUM_VALUE (TROUPE_REASON_NO_SUCH_PROC, "no-such-proc"),
  G_DEFINE_ENUM_VALUE (TROUPE_REASON_UNROUTABLE, "unroutable"),
  G_DEFINE_ENUM_VALUE (TROUPE_REASON_BROKEN_LINK, "broken-link"),
  G_DEFINE_ENUM_VALUE (TROUPE_REASON_TTL_EXPIRED, "ttl-expired"),
  G_DEFINE_ENUM_VALUE (TROUPE_REASON_TYPE_MISMATCH, "type-mismatch"),
  G_DEFINE_ENUM_VALUE (TROUPE_REASON_TIMEOUT, "timeout"),
  G_DEFINE_ENUM_VALUE (TROUPE_REASON_MESH_FAILED, "mesh-failed"))

/* What scenario files and reports write. */
static const char *const reason_names[TROUPE_N_REASONS] = {
  [TROUPE_REASON_NONE] = "none",
  [TROUPE_REASON_ACTOR_STOPPED] = "actor-stopped",
  [TROUPE_REASON_ACTOR_FAILED] = "actor-failed",
  [TROUPE_REASON_NO_SUCH_ACTOR] = "no-such-actor",
  [TROUPE_REASON_NO_SUCH_PORT] = "no-such-port",
  [TROUPE_REASON_NO_SUCH_PROC] = "no-such-proc",
  [TROUPE_REASON_UNROUTABLE] = "unroutable",
  [TROUPE_REASON_BROKEN_LINK] = "broken-link",
  [TROUPE_REASON_TTL_EXPIRED] = "ttl-expired",
  [TROUPE_REASON_TYPE_MISMATCH] = "type-mismatch",
  [TROUPE_REASON_TIMEOUT] = "timeout",
  [TROUPE_REASON_MESH_FAILED] = "mesh-failed",
};

/**
 * troupe_reason_to_string:
 * @reason: a reason
 *
 * Its short name, such as `actor-stopped`. Callable from every thread.
 *
 * Returns: (transfer none): the name
 */
const char *
troupe_reason_to_string (TroupeReason reason)
{
  g_return_val_if_fail ((guint) reason < TROUPE_N_REASONS, "?");

  return reason_names[reason];
}

/**
 * troupe_reason_from_string:
 * @text: a short name
 * @ret_reason: (out): the reason; untouched on failure
 *
 * Which reason has this short name. Callable from every thread.
 *
 * Returns: %FALSE if none has
 */
gboolean
troupe_reason_from_string (const char   *text,
                           TroupeReason *ret_reason)
{
  int found;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (ret_reason != NULL, FALSE);

  found = troupe_text_find (text, reason_names, TROUPE_N_REASONS);
  if (found < 0)
    return FALSE;

  *ret_reason = (TroupeReason) found;

  return TRUE;
}
