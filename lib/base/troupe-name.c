/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "base/troupe-id.h"
#include "base/troupe-text-private.h"

#include <string.h>

static gboolean
is_letter_or_digit (char character)
{
  return g_ascii_islower (character) || g_ascii_isdigit (character);
}

/* Where the first character stands that no name contains; the end of @name if there is none. */
static const char *
skip_legal (const char *name)
{
  while (is_letter_or_digit (*name) || *name == '-' || *name == '_')
    name++;

  return name;
}

/* What is wrong with a name? The first of these that fits: empty, too long, its start, its end, a character.
 * NULL: nothing. */
static char *
describe_fault (const char *name)
{
  gsize length = strlen (name);
  const char *illegal;
  g_autofree char *quoted = NULL;

  if (length == 0)
    return g_strdup ("it is empty");

  if (length > TROUPE_NAME_LENGTH_MAX)
    return g_strdup_printf ("it has %" G_GSIZE_FORMAT " bytes, and at most %d are allowed", length,
                            TROUPE_NAME_LENGTH_MAX);

  if (!g_ascii_islower (name[0]))
    {
      quoted = troupe_text_quote_part (name, 1);
      return g_strdup_printf ("it begins with %s, not with a letter from a to z", quoted);
    }

  if (!is_letter_or_digit (name[length - 1]))
    {
      quoted = troupe_text_quote_part (name + length - 1, 1);
      return g_strdup_printf ("it ends with %s, not with a letter from a to z or a digit", quoted);
    }

  illegal = skip_legal (name);
  if (*illegal != '\0')
    {
      quoted = troupe_text_quote_part (illegal, 1);
      return g_strdup_printf ("it contains %s at byte %d; only a to z, digits, '-' and '_' are allowed",
                              quoted, (int) (illegal - name));
    }

  return NULL;
}

/**
 * troupe_name_check:
 * @name: a text
 * @error: return location for an error
 *
 * Is it a legal name of a proc or an actor? Such a name has 1 to %TROUPE_NAME_LENGTH_MAX bytes, only `a` to `z`,
 * digits, `-` and `_`; the first is a letter, the last a letter or digit. Callable from every thread.
 *
 * Returns: %TRUE if it is, or %FALSE with %TROUPE_ERROR_INVALID_NAME
 */
gboolean
troupe_name_check (const char  *name,
                   GError     **error)
{
  g_autofree char *fault = NULL;
  g_autofree char *quoted = NULL;

  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  fault = describe_fault (name);
  if (fault == NULL)
    return TRUE;

  quoted = troupe_text_quote (name);
  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_NAME, "%s is not a legal name: %s", quoted, fault);

  return FALSE;
}
