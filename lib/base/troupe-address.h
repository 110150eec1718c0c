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
 * TroupeAddressKind:
 * @TROUPE_ADDRESS_TCP: `tcp:127.0.0.1:4000`, `tcp:[::1]:4000`; port 0 is any port
 * @TROUPE_ADDRESS_TLS: `tls:host.example:4000`: a host name or address, and a port
 * @TROUPE_ADDRESS_LOCAL: `local:7`: a number within this process; `local:0` is any number
 * @TROUPE_ADDRESS_UNIX: `unix:/run/x.sock`, `unix:@name` for the abstract namespace, `unix:@` for any name
 *
 * How a proc is reached. Kinds order as listed.
 */
typedef enum
{
  TROUPE_ADDRESS_TCP,
  TROUPE_ADDRESS_TLS,
  TROUPE_ADDRESS_LOCAL,
  TROUPE_ADDRESS_UNIX,
} TroupeAddressKind;

/**
 * TroupeAddress:
 *
 * Where a proc listens: immutable, counted, usable from every thread.
 *
 * The text is `kind:rest` (or `kind!rest`, which parses but is not printed). No address
 * contains a comma or a blank, so that an id that begins with one can be taken apart again.
 */
typedef struct _TroupeAddress TroupeAddress;

#define TROUPE_TYPE_ADDRESS (troupe_address_get_type ())
#define TROUPE_TYPE_ADDRESS_KIND (troupe_address_kind_get_type ())

TROUPE_AVAILABLE_IN_ALL
GType              troupe_address_kind_get_type (void);
TROUPE_AVAILABLE_IN_ALL
GType              troupe_address_get_type  (void);
TROUPE_AVAILABLE_IN_ALL
TroupeAddress     *troupe_address_parse     (const char           *text,
                                             GError              **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupeAddress     *troupe_address_ref       (TroupeAddress        *self);
TROUPE_AVAILABLE_IN_ALL
void               troupe_address_unref     (TroupeAddress        *self);
TROUPE_AVAILABLE_IN_ALL
TroupeAddressKind  troupe_address_get_kind  (const TroupeAddress  *self);
TROUPE_AVAILABLE_IN_ALL
const char        *troupe_address_get_host  (const TroupeAddress  *self);
TROUPE_AVAILABLE_IN_ALL
guint64            troupe_address_get_port  (const TroupeAddress  *self);
TROUPE_AVAILABLE_IN_ALL
gboolean           troupe_address_is_any    (const TroupeAddress  *self);
TROUPE_AVAILABLE_IN_ALL
const char        *troupe_address_to_string (const TroupeAddress  *self);
TROUPE_AVAILABLE_IN_ALL
guint              troupe_address_hash      (gconstpointer         self);
TROUPE_AVAILABLE_IN_ALL
gboolean           troupe_address_equal     (gconstpointer         a,
                                             gconstpointer         b);
TROUPE_AVAILABLE_IN_ALL
int                troupe_address_compare   (gconstpointer         a,
                                             gconstpointer         b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeAddress, troupe_address_unref)

G_END_DECLS
