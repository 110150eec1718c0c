/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"

/**
 * troupe_error_quark:
 *
 * The domain %TROUPE_ERROR; its codes are those of #TroupeError. Callable from every thread.
 *
 * Returns: the quark
 */
G_DEFINE_QUARK (troupe-error-quark, troupe_error)

G_DEFINE_ENUM_TYPE (TroupeError, troupe_error,
  G_DEFINE_ENUM_VALUE (TROUPE_ERROR_INVALID_ADDRESS, "invalid-address"),
  G_DEFINE_ENUM_VALUE (TROUPE_ERROR_INVALID_NAME, "invalid-name"),
  G_DEFINE_ENUM_VALUE (TROUPE_ERROR_INVALID_ID, "invalid-id"),
  G_DEFINE_ENUM_VALUE (TROUPE_ERROR_INVALID_MESSAGE, "invalid-message"),
  G_DEFINE_ENUM_VALUE (TROUPE_ERROR_INVALID_FRAME, "invalid-frame"),
  G_DEFINE_ENUM_VALUE (TROUPE_ERROR_INVALID_VALUE, "invalid-value"),
  G_DEFINE_ENUM_VALUE (TROUPE_ERROR_UNKNOWN_TYPE, "unknown-type"),
  G_DEFINE_ENUM_VALUE (TROUPE_ERROR_NOT_SUPPORTED, "not-supported"),
  G_DEFINE_ENUM_VALUE (TROUPE_ERROR_EXISTS, "exists"),
  G_DEFINE_ENUM_VALUE (TROUPE_ERROR_NOT_FOUND, "not-found"),
  G_DEFINE_ENUM_VALUE (TROUPE_ERROR_CLOSED, "closed"),
  G_DEFINE_ENUM_VALUE (TROUPE_ERROR_REFUSED, "refused"),
  G_DEFINE_ENUM_VALUE (TROUPE_ERROR_BROKEN, "broken"),
  G_DEFINE_ENUM_VALUE (TROUPE_ERROR_CORRUPT, "corrupt"),
  G_DEFINE_ENUM_VALUE (TROUPE_ERROR_FAILED, "failed"))
