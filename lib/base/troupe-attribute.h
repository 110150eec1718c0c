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
 * TroupeAttribute:
 * @name: such as `queue_depth`
 * @type: the GVariant type of its value
 * @sentence: what it says
 *
 * Something that an actor, a client or a proc answers of itself, see troupe_instance_query(), or leaves behind, see
 * troupe_proc_dup_snapshot().
 */
typedef struct
{
  const char *name;
  const char *type;
  const char *sentence;
} TroupeAttribute;

TROUPE_AVAILABLE_IN_ALL
const TroupeAttribute *troupe_attribute_list    (guint     *ret_n_attributes);
TROUPE_AVAILABLE_IN_ALL
gboolean               troupe_attributes_check  (GVariant  *attributes,
                                                 GError   **error);

G_END_DECLS
