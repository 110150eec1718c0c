/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-cell-private.h"

/* What an actor wants others to know of it. It answers queries beside what the runtime says, and never in its place. */

/**
 * troupe_context_publish_all:
 * @self: a context
 * @attributes: (nullable): an `a{sv}`; a floating one is consumed; %NULL: none
 *
 * Replaces all that the actor has published. A query answers it as `published`. On the loop's thread.
 */
void
troupe_context_publish_all (TroupeContext *self,
                            GVariant      *attributes)
{
  g_return_if_fail (self != NULL && self->proc != NULL);
  g_return_if_fail (attributes == NULL || g_variant_is_of_type (attributes, G_VARIANT_TYPE_VARDICT));

  if (self->rare != NULL)
    g_clear_pointer (&self->rare->published, g_variant_unref);
  if (attributes != NULL)
    troupe_cell_get_rare (self)->published = g_variant_ref_sink (attributes);
}

/**
 * troupe_context_publish:
 * @self: a context
 * @name: which attribute
 * @value: what it is; a floating one is consumed
 *
 * Publishes one attribute beside the others that the actor has published, or in place of the one of that name. On the
 * loop's thread.
 */
void
troupe_context_publish (TroupeContext *self,
                        const char    *name,
                        GVariant      *value)
{
  g_autoptr (GVariant) owned = NULL;
  GVariantDict dict;

  g_return_if_fail (self != NULL && self->proc != NULL);
  g_return_if_fail (name != NULL && *name != '\0');
  g_return_if_fail (value != NULL);

  owned = g_variant_ref_sink (value);
  g_variant_dict_init (&dict, self->rare != NULL ? self->rare->published : NULL);
  g_variant_dict_insert_value (&dict, name, owned);
  troupe_context_publish_all (self, g_variant_dict_end (&dict));
}

/**
 * troupe_context_dup_published:
 * @self: a context
 *
 * Answers what the actor has published. On the loop's thread.
 *
 * Returns: (transfer full) (nullable): an `a{sv}`, or %NULL if there is nothing
 */
GVariant *
troupe_context_dup_published (TroupeContext *self)
{
  g_return_val_if_fail (self != NULL && self->proc != NULL, NULL);

  return self->rare != NULL && self->rare->published != NULL ? g_variant_ref (self->rare->published) : NULL;
}
