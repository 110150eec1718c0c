/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-dictionary-private.h"

#include "base/troupe-error.h"

#include <string.h>

static void
unref_peer (gpointer peer)
{
  troupe_peer_unref (peer);
}

static void
release_tally (gpointer tally)
{
  if (tally != NULL)
    troupe_tally_release (tally);
}

void
troupe_glossary_init (TroupeGlossary  *self,
                      TroupePeerTable *table)
{
  self->table = table;
  self->peers = g_ptr_array_new_with_free_func (unref_peer);
  self->tallies = g_ptr_array_new_with_free_func (release_tally);
  self->types = g_ptr_array_new ();
}

void
troupe_glossary_clear (TroupeGlossary *self)
{
  g_clear_pointer (&self->tallies, g_ptr_array_unref);
  g_clear_pointer (&self->peers, g_ptr_array_unref);
  g_clear_pointer (&self->types, g_ptr_array_unref);
}

void
troupe_glossary_forget (TroupeGlossary *self)
{
  g_ptr_array_set_size (self->tallies, 0);
  g_ptr_array_set_size (self->peers, 0);
}

static gboolean
check_index (guint64      index,
             guint        n_defined,
             guint        n_max,
             const char  *what,
             GError     **error)
{
  if (index == 1 || (index == (guint64) n_defined + 1 && index <= n_max))
    return TRUE;

  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE,
               "Could not define %s %" G_GUINT64_FORMAT ": %u are defined, of %u at most",
               what, index, n_defined, n_max);

  return FALSE;
}

/* (transfer full) (nullable) */
static TroupePeer *
parse_peer (TroupeGlossary  *self,
            const char      *text,
            gsize            size,
            GError         **error)
{
  g_autofree char *copy = g_strndup (text, size);
  g_autoptr (TroupeActorId) id = NULL;

  if (strlen (copy) != size)
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_ID,
                   "Could not read an id of %" G_GSIZE_FORMAT " bytes: it contains a zero byte", size);
      return NULL;
    }
  id = troupe_actor_id_parse (copy, error);

  return id != NULL ? troupe_peer_table_intern (self->table, id) : NULL;
}

gboolean
troupe_glossary_define (TroupeGlossary  *self,
                        guint64          index,
                        const char      *text,
                        gsize            size,
                        GError         **error)
{
  TroupePeer *peer;

  if (!check_index (index, self->peers->len, TROUPE_DICTIONARY_PEERS_MAX, "actor", error))
    return FALSE;
  peer = parse_peer (self, text, size, error);
  if (peer == NULL)
    return FALSE;

  if (index == 1)
    troupe_glossary_forget (self);
  g_ptr_array_add (self->peers, peer);
  g_ptr_array_add (self->tallies, NULL);

  return TRUE;
}

static const TroupeMessageType *
find_type (const char *text,
           gsize       size)
{
  char name[TROUPE_MESSAGE_TYPE_NAME_LENGTH_MAX + 1];

  if (size >= sizeof name)
    return NULL;

  memcpy (name, text, size);
  name[size] = '\0';

  return strlen (name) == size ? troupe_message_type_lookup (name) : NULL;
}

gboolean
troupe_glossary_define_type (TroupeGlossary  *self,
                             guint64          index,
                             const char      *text,
                             gsize            size,
                             GError         **error)
{
  if (!check_index (index, self->types->len, TROUPE_DICTIONARY_TYPES_MAX, "type", error))
    return FALSE;

  if (index == 1)
    g_ptr_array_set_size (self->types, 0);
  g_ptr_array_add (self->types, (gpointer) find_type (text, size));

  return TRUE;
}
