/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-suggest-private.h"

#include <string.h>

#define LENGTH_MAX 63
/* More candidates than these are not looked at: a suggestion is a courtesy. */
#define CANDIDATES_MAX 5000

guint
troupe_suggest_distance (const char *a,
                         const char *b)
{
  guint rows[3][LENGTH_MAX + 1];
  guint *before = rows[0];
  guint *above = rows[1];
  guint *row = rows[2];
  gsize a_length = strlen (a);
  gsize b_length = strlen (b);

  if (a_length > LENGTH_MAX || b_length > LENGTH_MAX)
    return G_MAXUINT;

  for (guint j = 0; j <= b_length; j++)
    above[j] = j;
  for (guint i = 1; i <= a_length; i++)
    {
      guint *oldest = before;

      row[0] = i;
      for (guint j = 1; j <= b_length; j++)
        {
          guint change = above[j - 1] + (a[i - 1] != b[j - 1] ? 1 : 0);

          row[j] = MIN (change, MIN (above[j], row[j - 1]) + 1);
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = MIN (row[j], before[j - 2] + 1);
        }
      before = above;
      above = row;
      row = oldest;
    }

  return above[b_length];
}

/* A third of the word may be wrong, and at least one letter. */
const char *
troupe_suggest_nearest (const char        *word,
                        const char *const *candidates,
                        guint              n_candidates)
{
  const char *nearest = NULL;
  guint best = MAX (1, (guint) MIN (strlen (word), LENGTH_MAX) / 3) + 1;

  for (guint i = 0; i < MIN (n_candidates, CANDIDATES_MAX); i++)
    {
      guint distance;

      if (candidates[i] == NULL)
        continue;
      distance = troupe_suggest_distance (word, candidates[i]);
      if (distance < best && distance < strlen (candidates[i]))
        {
          best = distance;
          nearest = candidates[i];
        }
    }

  return nearest;
}

char *
troupe_suggest (const char        *word,
                const char *const *candidates,
                guint              n_candidates,
                const char        *otherwise)
{
  const char *nearest = troupe_suggest_nearest (word, candidates, n_candidates);

  return nearest != NULL ? g_strdup_printf ("did you mean '%s'?", nearest) : g_strdup (otherwise);
}

char *
troupe_suggest_list (const char *const *words,
                     guint              n_words)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n_words; i++)
    {
      if (i > 0)
        g_string_append (text, i + 1 == n_words ? " or " : ", ");
      g_string_append (text, words[i]);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}
