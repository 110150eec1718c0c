/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-set-private.h"

#include <string.h>

/* Host lists, as Slurm and pdsh write them. Here they are only text; what the names mean is the check's business. */

static const char bad_brackets[] = "brackets do not fit; write ranges such as h[0-3,7]";
static const char bad_range[] = "brackets hold numbers and ranges only; write them such as h[0-3,7]";
static const char backward_range[] = "the range runs backwards; write the smaller number first";
static const char too_many[] = "the ranges give more than 100,000 names; write fewer";

/* One number of a range has at most this many digits. */
#define DIGITS_MAX 9

guint
troupe_set_split (const char  *text,
                  char       **ret_first,
                  char       **ret_second)
{
  const char *dot = strchr (text, '.');

  *ret_first = NULL;
  *ret_second = NULL;
  if (dot == NULL)
    {
      *ret_first = g_strdup (text);
      return 1;
    }
  if (dot == text || dot[1] == '\0' || strchr (dot + 1, '.') != NULL)
    return 0;
  *ret_first = g_strndup (text, (gsize) (dot - text));
  *ret_second = g_strdup (dot + 1);

  return 2;
}

/* One range of what stands in brackets: `7`, `0-3`, `00-15`. */
typedef struct
{
  guint low;
  guint high;
  guint width; /* digits to print, for leading zeros; 0: as many as there are */
} Range;

static const char *
read_number (const char *c,
             guint      *ret_number)
{
  gsize length = strspn (c, "0123456789");

  if (length == 0 || length > DIGITS_MAX)
    return NULL;
  *ret_number = 0;
  for (gsize i = 0; i < length; i++)
    *ret_number = *ret_number * 10 + (guint) (c[i] - '0');

  return c + length;
}

/* Reads from behind `[` to `]`. Returns: where it ends, behind `]`; NULL: *ret_problem */
static const char *
read_ranges (const char  *c,
             GArray      *ranges,
             const char **ret_problem)
{
  guint64 n = 0;

  *ret_problem = bad_range;
  for (;;)
    {
      Range range = { 0 };
      const char *end = read_number (c, &range.low);

      if (end == NULL)
        return NULL;
      range.high = range.low;
      range.width = c[0] == '0' && end - c > 1 ? (guint) (end - c) : 0;
      if (*end == '-' && (end = read_number (end + 1, &range.high)) == NULL)
        return NULL;
      if (range.low > range.high)
        *ret_problem = backward_range;
      n += (guint64) range.high - MIN (range.low, range.high) + 1;
      if (n > TROUPE_SET_NAMES_MAX)
        *ret_problem = too_many;
      if (*ret_problem != bad_range)
        return NULL;
      g_array_append_val (ranges, range);
      if (*end == ']')
        {
          *ret_problem = NULL;
          return end + 1;
        }
      if (*end != ',')
        {
          *ret_problem = *end == '\0' ? bad_brackets : bad_range;
          return NULL;
        }
      c = end + 1;
    }
}

/* Each name of @names with @length bytes behind it. */
static void
append_text (GPtrArray  *names,
             const char *text,
             gsize       length)
{
  for (guint i = 0; i < names->len; i++)
    {
      char *name = names->pdata[i];

      names->pdata[i] = g_strdup_printf ("%s%.*s", name, (int) length, text);
      g_free (name);
    }
}

/* Each name of @names with each number behind it. Returns: (transfer full) (nullable): NULL: too many */
static GPtrArray *
append_ranges (GPtrArray *names,
               GArray    *ranges)
{
  g_autoptr (GPtrArray) longer = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < names->len; i++)
    for (guint j = 0; j < ranges->len; j++)
      {
        const Range *range = &g_array_index (ranges, Range, j);

        for (guint number = range->low; number <= range->high; number++)
          {
            if (longer->len == TROUPE_SET_NAMES_MAX)
              return NULL;
            g_ptr_array_add (longer, g_strdup_printf ("%s%0*u", (char *) names->pdata[i], (int) range->width, number));
          }
      }

  return g_steal_pointer (&longer);
}

GPtrArray *
troupe_set_expand (const char  *part,
                   const char **ret_problem)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *c = part;

  g_ptr_array_add (names, g_strdup (""));
  while (*c != '\0')
    {
      gsize length = strcspn (c, "[]");
      g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (Range));
      GPtrArray *longer;

      if (length > 0)
        {
          /* Few names or a short text: a product that outgrows memory cannot be written on one line. */
          if (names->len > 1 && (guint64) names->len * length > 64 * 1024 * 1024)
            {
              *ret_problem = too_many;
              return NULL;
            }
          append_text (names, c, length);
          c += length;
          continue;
        }
      if (*c == ']')
        {
          *ret_problem = bad_brackets;
          return NULL;
        }
      c = read_ranges (c + 1, ranges, ret_problem);
      if (c == NULL)
        return NULL;
      longer = append_ranges (names, ranges);
      if (longer == NULL)
        {
          *ret_problem = too_many;
          return NULL;
        }
      g_ptr_array_unref (names);
      names = longer;
    }

  return g_steal_pointer (&names);
}

gboolean
troupe_set_is_rank (const char  *part,
                    char       **ret_name)
{
  const char *bracket = strchr (part, '[');
  gsize length = strlen (part);

  if (bracket == NULL || strchr (bracket + 1, '[') != NULL || part[length - 1] != ']'
      || strchr (bracket, ']') != part + length - 1)
    return FALSE;
  *ret_name = g_strndup (part, (gsize) (bracket - part));

  return TRUE;
}

GArray *
troupe_set_ranks (const char  *part,
                  const char **ret_problem)
{
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (Range));
  g_autoptr (GArray) ranks = g_array_new (FALSE, FALSE, sizeof (guint));

  if (read_ranges (strchr (part, '[') + 1, ranges, ret_problem) == NULL)
    return NULL;
  for (guint i = 0; i < ranges->len; i++)
    {
      const Range *range = &g_array_index (ranges, Range, i);

      for (guint rank = range->low; rank <= range->high; rank++)
        g_array_append_val (ranks, rank);
    }

  return g_steal_pointer (&ranks);
}

gboolean
troupe_set_is_glob (const char *name)
{
  return strchr (name, '*') != NULL;
}

/* `*` is any text, also none. Where a star fits in several ways the last one is tried further on. */
gboolean
troupe_set_matches (const char *glob,
                    const char *name)
{
  const char *star = NULL;
  const char *retry = NULL;

  while (*name != '\0')
    {
      if (*glob == '*')
        {
          star = glob++;
          retry = name;
        }
      else if (*glob == *name)
        {
          glob++;
          name++;
        }
      else if (star != NULL)
        {
          glob = star + 1;
          name = ++retry;
        }
      else
        {
          return FALSE;
        }
    }
  while (*glob == '*')
    glob++;

  return *glob == '\0';
}
