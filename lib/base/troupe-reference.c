/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-reference-private.h"
#include "base/troupe-error.h"
#include "base/troupe-text-private.h"

#include <string.h>

/*
 *   proc  = address "," name
 *   actor = address "," name "," name [ "[" pid "]" ]
 *   port  = address "," name "," name "[" pid "]" "[" index "]"
 *
 * The first comma ends the address, since no address contains one. A pid that is not written is 0.
 */

static const char *const kind_names[] = {
  [TROUPE_REFERENCE_PROC] = "a proc id",
  [TROUPE_REFERENCE_ACTOR] = "an actor id",
  [TROUPE_REFERENCE_PORT] = "a port id",
};

/* Where the reader stands. */
typedef struct
{
  const char  *text;
  const char  *at;    /* what follows has not been read */
  GError     **error;
} Reader;

static gboolean
reader_refuse (Reader     *reader,
               const char *what)
{
  g_set_error (reader->error, TROUPE_ERROR, TROUPE_ERROR_INVALID_ID, "at byte %d: %s",
               (int) (reader->at - reader->text), what);

  return FALSE;
}

static gboolean
read_address (Reader           *reader,
              TroupeReference  *reference)
{
  g_autofree char *part = NULL;
  gsize size = strcspn (reader->at, ",");

  if (reader->at[size] == '\0')
    return reader_refuse (reader, "no comma ends an address here");

  part = g_strndup (reader->at, size);
  reference->address = troupe_address_parse (part, reader->error);
  if (reference->address == NULL)
    return FALSE;

  reader->at += size + 1;

  return TRUE;
}

/* A name, up to one of @ends or the end of the text. */
static gboolean
read_name (Reader      *reader,
           const char  *ends,
           char       **ret_name)
{
  gsize size = strcspn (reader->at, ends);
  g_autofree char *name = g_strndup (reader->at, size);

  if (!troupe_name_check (name, reader->error))
    {
      g_prefix_error (reader->error, "at byte %d: ", (int) (reader->at - reader->text));
      return FALSE;
    }

  *ret_name = g_steal_pointer (&name);
  reader->at += size;

  return TRUE;
}

/* A number in brackets. */
static gboolean
read_number (Reader     *reader,
             const char *missing,
             guint64    *ret_number)
{
  gsize size;

  if (reader->at[0] != '[')
    return reader_refuse (reader, missing);

  size = strcspn (reader->at + 1, "]");
  if (reader->at[1 + size] != ']')
    return reader_refuse (reader, "no ']' follows");
  if (!troupe_text_read_number (reader->at + 1, size, G_MAXUINT64, ret_number))
    return reader_refuse (reader, "what stands in the brackets is not a number from 0 to 2^64 - 1");

  reader->at += size + 2;

  return TRUE;
}

static gboolean
read_reference (Reader              *reader,
                TroupeReferenceKind  kind,
                TroupeReference     *reference)
{
  if (!read_address (reader, reference) || !read_name (reader, ",", &reference->proc))
    return FALSE;

  if (kind == TROUPE_REFERENCE_PROC)
    return reader->at[0] == '\0' || reader_refuse (reader, "something follows the name of the proc");

  if (reader->at[0] == '\0')
    return reader_refuse (reader, "the name of the actor is missing");

  reader->at++;
  if (!read_name (reader, "[", &reference->actor))
    return FALSE;

  if (kind == TROUPE_REFERENCE_ACTOR && reader->at[0] == '\0')
    return TRUE;

  if (!read_number (reader, "the pid is missing", &reference->pid))
    return FALSE;

  if (kind == TROUPE_REFERENCE_PORT
      && !read_number (reader, "the index of the port is missing", &reference->port))
    return FALSE;

  return reader->at[0] == '\0' || reader_refuse (reader, "something follows the last bracket");
}

gboolean
troupe_reference_parse (TroupeReference      *self,
                        TroupeReferenceKind   kind,
                        const char           *text,
                        GError              **error)
{
  Reader reader = { text, text, error };

  *self = (TroupeReference) { NULL };

  if (!read_reference (&reader, kind, self))
    {
      g_autofree char *quoted = troupe_text_quote (text);

      g_prefix_error (error, "Could not read %s as %s: ", quoted, kind_names[kind]);
      troupe_reference_clear (self);
      return FALSE;
    }

  return TRUE;
}

void
troupe_reference_clear (TroupeReference *self)
{
  g_clear_pointer (&self->address, troupe_address_unref);
  g_clear_pointer (&self->proc, g_free);
  g_clear_pointer (&self->actor, g_free);
}
