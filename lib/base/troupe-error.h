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
 * TROUPE_ERROR:
 *
 * The domain of every error that the library itself reports.
 */
#define TROUPE_ERROR (troupe_error_quark ())

/**
 * TroupeError:
 * @TROUPE_ERROR_INVALID_ADDRESS: a text is not an address
 * @TROUPE_ERROR_INVALID_NAME: a text is not a legal name
 * @TROUPE_ERROR_INVALID_ID: a text is not an id of the kind that was asked for
 * @TROUPE_ERROR_INVALID_MESSAGE: a body does not have the form that its type declares
 * @TROUPE_ERROR_INVALID_FRAME: bytes from a peer are not a frame
 * @TROUPE_ERROR_INVALID_VALUE: a value is out of its range
 * @TROUPE_ERROR_UNKNOWN_TYPE: no message or actor type of that name is registered
 * @TROUPE_ERROR_NOT_SUPPORTED: this world does not offer the operation
 * @TROUPE_ERROR_EXISTS: the name or address is taken
 * @TROUPE_ERROR_NOT_FOUND: there is no such thing
 * @TROUPE_ERROR_CLOSED: the object is closed or has ended
 * @TROUPE_ERROR_REFUSED: the peer refused the connection
 * @TROUPE_ERROR_BROKEN: the connection broke
 * @TROUPE_ERROR_CORRUPT: bytes from a peer were changed on their way
 * @TROUPE_ERROR_FAILED: an actor failed; the text says why
 *
 * What a caller can branch on. Everything else is in the text of the error.
 */
typedef enum
{
  TROUPE_ERROR_INVALID_ADDRESS,
  TROUPE_ERROR_INVALID_NAME,
  TROUPE_ERROR_INVALID_ID,
  TROUPE_ERROR_INVALID_MESSAGE,
  TROUPE_ERROR_INVALID_FRAME,
  TROUPE_ERROR_INVALID_VALUE,
  TROUPE_ERROR_UNKNOWN_TYPE,
  TROUPE_ERROR_NOT_SUPPORTED,
  TROUPE_ERROR_EXISTS,
  TROUPE_ERROR_NOT_FOUND,
  TROUPE_ERROR_CLOSED,
  TROUPE_ERROR_REFUSED,
  TROUPE_ERROR_BROKEN,
  TROUPE_ERROR_CORRUPT,
  TROUPE_ERROR_FAILED,
} TroupeError;

TROUPE_AVAILABLE_IN_ALL
GQuark troupe_error_quark    (void);

#define TROUPE_TYPE_ERROR (troupe_error_get_type ())

TROUPE_AVAILABLE_IN_ALL
GType  troupe_error_get_type (void);

G_END_DECLS
