/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-text-private.h"

#include <string.h>

/* An error names what it is about; it does not repeat a megabyte of it. */
#define QUOTED_SIZE_MAX 160

char *
troupe_text_quote_part (const char *text,
                        gsize       size)
{
  gboolean is_long = size > QUOTED_SIZE_MAX;
  g_autofree char *part = g_strndup (text, is_long ? QUOTED_SIZE_MAX : size);
  g_autofree char *escaped = g_strescape (part, "\"");

  return g_strdup_printf ("'%s%s'", escaped, is_long ? "..." : "");
}

char *
troupe_text_quote (const char *text)
{
  return troupe_text_quote_part (text, strlen (text));
}

gboolean
troupe_text_read_number (const char *text,
                         gsize       size,
                         guint64     max,
                         guint64    *ret_number)
{
  guint64 number = 0;

  if (size == 0 || (size > 1 && text[0] == '0'))
    return FALSE;

  for (gsize i = 0; i < size; i++)
    {
      guint digit = (guchar) text[i] - (guchar) '0';

      if (digit > 9 || digit > max || number > (max - digit) / 10)
        return FALSE;

      number = number * 10 + digit;
    }

  *ret_number = number;

  return TRUE;
}

int
troupe_text_find (const char        *text,
                  const char *const *names,
                  guint              n_names)
{
  for (guint i = 0; i < n_names; i++)
    {
      if (strcmp (text, names[i]) == 0)
        return (int) i;
    }

  return -1;
}
